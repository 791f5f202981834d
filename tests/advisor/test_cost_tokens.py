"""Tokens times prices: check value, tiers, caching, batch, thinking, growth, and the `cost` request."""

from __future__ import annotations

import re
from typing import Any

import pytest
from examples import a_catalog, a_decision, a_model, a_provider, an_offer, an_open_model, fresh, quality_of, some_needs

from advisor.cost.quote import CostRequest, read_cost_request
from advisor.cost.tokens import TokenUse, token_cost, token_prices
from advisor.cost.workload import workload
from advisor.parameters import PARAMETERS
from advisor.reasoning import reasoning_tokens
from catalog.schema import Catalog, Deployment, Offer, PriceTier, ReasoningProfile
from catalog.store import connect, find_offers

CLOSED = "acme/closed-large|closed_api|acme"


def bill(offer: Offer, use: TokenUse, thinking: float = 0.0) -> dict[str, float]:
    return {part: float(usd[0]) for part, usd in token_cost(token_prices([offer]), use, thinking).items()}


def million(inp: float = 1.0, out: float = 0.0, **more: Any) -> TokenUse:
    """A million requests of so many tokens: prices per million tokens come out as they are."""
    return TokenUse(1e6, inp, out, **more)


# --- the check value -------------------------------------------------------------------------------------------------


def test_a_thousand_requests_to_opus_with_cached_tokens_cost_12_10():
    """1,000 x (1,500 x 4.00 + 500 x 0.20 + 300 x 20.00) / 1e6 USD."""
    offer = an_offer(usd_per_mtok_in=4.0, usd_per_mtok_cached_in=0.2, usd_per_mtok_out=20.0)
    parts = bill(offer, TokenUse(1_000, 2_000, 300, cached_tokens=500))
    assert parts == pytest.approx({"input": 6.0, "cached_input": 0.1, "output": 6.0, "reasoning": 0.0})
    assert sum(parts.values()) == pytest.approx(12.10)


def test_the_real_catalog_gives_the_check_value_too(real_catalog: Catalog):
    offers = find_offers(connect(), "anthropic", "claude-opus-5-5")
    answer = CostRequest("anthropic", "claude-opus-5-5", 1_000, 2_000, 300, 500).quote(offers)
    assert answer["total_usd"] == pytest.approx(12.10)
    assert sum(answer["breakdown"].values()) == pytest.approx(answer["total_usd"])


# --- tiers -----------------------------------------------------------------------------------------------------------

TIERED = an_offer(tiers=(PriceTier(above_tokens=200, usd_per_mtok_in=6.0, usd_per_mtok_out=22.5, usd_per_mtok_cached_in=0.6),))


@pytest.mark.parametrize(("prompt", "usd_in", "usd_out"), [(200, 3.0, 15.0), (201, 6.0, 22.5)])
def test_beyond_its_line_a_tier_prices_the_whole_request(prompt: int, usd_in: float, usd_out: float):
    parts = bill(TIERED, million(prompt, 10))
    assert parts["input"] == pytest.approx(prompt * usd_in)
    assert parts["output"] == pytest.approx(10 * usd_out)


def test_cached_tokens_count_towards_the_line_and_pay_the_tiers_cached_price():
    parts = bill(TIERED, million(201, 0, cached_tokens=200))
    assert parts["input"] == pytest.approx(6.0)
    assert parts["cached_input"] == pytest.approx(200 * 0.6)


def test_batch_beyond_a_line_without_batch_prices_pays_the_tiers_own_price():
    assert bill(TIERED, million(201, 0, batch_share=1.0))["input"] == pytest.approx(201 * 6.0)


def test_of_two_lines_passed_the_higher_one_counts_in_whatever_order_they_are_listed():
    tiers = (PriceTier(above_tokens=500, usd_per_mtok_in=9.0), PriceTier(above_tokens=200, usd_per_mtok_in=6.0))
    for listed in (tiers, tiers[::-1]):
        offer = an_offer(tiers=listed)
        assert [bill(offer, million(n))["input"] / n for n in (200, 500, 501)] == pytest.approx([3.0, 6.0, 9.0])


def test_a_tier_of_one_offer_leaves_the_other_offers_alone():
    prices = token_prices([TIERED, an_offer(), None])
    found = token_cost(prices, million(1_000))["input"]
    assert found[:2] == pytest.approx([6_000.0, 3_000.0])
    assert found[2] != found[2]


# --- caching and batch -----------------------------------------------------------------------------------------------


def test_cached_tokens_without_a_cached_price_pay_the_ordinary_price():
    parts = bill(an_offer(usd_per_mtok_cached_in=None), million(10, 0, cached_tokens=4))
    assert parts["input"] + parts["cached_input"] == pytest.approx(10 * 3.0)


def test_batch_halves_the_share_that_can_wait_and_nothing_else():
    parts = bill(an_offer(), million(10, 10, batch_share=0.25))
    assert parts["input"] == pytest.approx(10 * (0.75 * 3.0 + 0.25 * 1.5))
    assert parts["output"] == pytest.approx(10 * (0.75 * 15.0 + 0.25 * 7.5))


@pytest.mark.parametrize("missing", ["usd_per_mtok_batch_in", "usd_per_mtok_batch_out"])
def test_batch_needs_both_of_its_prices(missing: str):
    assert bill(an_offer(**{missing: None}), million(10, 10, batch_share=1.0)) == pytest.approx(bill(an_offer(), million(10, 10)))


def test_cached_tokens_of_a_batch_pay_the_batch_cached_price_where_there_is_one():
    with_price = an_offer(usd_per_mtok_batch_cached_in=0.15)
    assert bill(with_price, million(10, 0, cached_tokens=10, batch_share=1.0))["cached_input"] == pytest.approx(1.5)
    assert bill(an_offer(), million(10, 0, cached_tokens=10, batch_share=1.0))["cached_input"] == pytest.approx(15.0)


# --- thinking --------------------------------------------------------------------------------------------------------


def thinker(**changes: Any) -> Catalog:
    return a_catalog(
        models=(a_model(reasoning=True), an_open_model()),
        quality=(
            *(f.model_copy(update={"effort": "medium"}) for f in quality_of("acme/closed-large", 0.75)),
            *quality_of("borealis/open-eight", 0.45),
        ),
        reasoning={"acme/closed-large": ReasoningProfile(model_id="acme/closed-large", efforts=("medium",), verbosity=1.5, tests=6)},
        **changes,
    )


def test_thinking_is_billed_as_output_with_its_own_range():
    decision = a_decision(thinker())
    i = decision.space.index[CLOSED]
    low, expected, high = (float(x) for x in reasoning_tokens("chat", "medium", 1.5, 400))
    f = decision.figures
    assert low < expected < high
    assert f.parts["reasoning"][i] == pytest.approx(100_000 * expected * 15.0 / 1e6)
    others = f.expected[i] - f.parts["reasoning"][i]
    assert f.low[i] == pytest.approx((others + 100_000 * low * 15.0 / 1e6) * PARAMETERS["cost.tokenizer_low"])
    assert f.high[i] > (others + 100_000 * high * 15.0 / 1e6)


def test_a_model_that_does_not_think_is_billed_for_its_answers_alone():
    decision = a_decision(thinker())
    open_one = decision.space.index["borealis/open-eight|managed_open_api|hostly"]
    assert decision.figures.parts["reasoning"][open_one] == 0


# --- growth and horizon ----------------------------------------------------------------------------------------------


def test_the_figure_is_the_mean_month_and_machines_carry_the_highest():
    volume = {"requests_per_month": 1_000, "monthly_growth": 0.5, "horizon_months": 3, "peak_to_average": 2.0}
    load = workload(some_needs(volume=volume))
    assert load.requests == pytest.approx((1_000 + 1_500 + 2_250) / 3)
    assert load.highest_month == pytest.approx(2_250)
    assert load.peak_requests_per_s == pytest.approx(2 * 2_250 / (30.4 * 86_400))


def test_a_shrinking_load_is_highest_now():
    load = workload(some_needs(volume={"requests_per_month": 1_000, "monthly_growth": -0.5, "horizon_months": 2}))
    assert load.requests == pytest.approx(750)
    assert load.highest_month == pytest.approx(1_000)


def test_a_steady_load_does_not_depend_on_the_horizon():
    one, five = (workload(some_needs(volume={"horizon_months": months})) for months in (1, 60))
    assert (one.requests, one.peak_requests_per_s) == (five.requests, five.peak_requests_per_s)


def test_per_token_bills_follow_the_mean_month():
    flat, growing = (a_decision(volume={"monthly_growth": growth, "horizon_months": 2}) for growth in (0.0, 1.0))
    i = flat.space.index[CLOSED]
    assert growing.figures.expected[i] == pytest.approx(1.5 * flat.figures.expected[i])


# --- the request of `weighbridge cost` -------------------------------------------------------------------------------

GOOD = {"provider": "acme", "model": "closed-large", "requests": 10, "input_tokens": 100, "output_tokens": 10}


def test_a_request_is_priced_by_the_same_calculation_as_the_ranking():
    needs = {"requests_per_month": 1_000, "input_tokens_per_request": 1_000, "output_tokens_per_request": 200, "cached_input_share": 0.5}
    decision = a_decision(volume=needs)
    answer = CostRequest("acme", "closed-large", 1_000, 1_000, 200, 500).quote([an_offer()])
    assert answer["total_usd"] == pytest.approx(float(decision.figures.expected[decision.space.index[CLOSED]]))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"requests": -1}, "requests is -1"),
        ({"requests": None}, "requests"),
        ({"requests": 1e13}, "1,000,000,000,000"),
        ({"input_tokens": float("nan")}, "input_tokens is nan"),
        ({"output_tokens": "5"}, "output_tokens is 5"),
        ({"requests": True}, "requests is True"),
        ({"provider": ""}, "provider is missing"),
        ({"model": 5}, "model is missing"),
        ({"colour": "red"}, "colour is not a field"),
        ({"batch": "yes"}, "batch"),
        ({"cached_input_tokens": 101}, "cached_input_tokens is more than input_tokens"),
    ],
)
def test_a_bad_request_names_field_and_value(change: dict[str, Any], named: str):
    with pytest.raises(ValueError, match=re.escape(named)):
        read_cost_request(GOOD | change)


def test_all_faults_of_a_request_come_at_once():
    with pytest.raises(ValueError, match="provider") as caught:
        read_cost_request({"requests": -1, "colour": 1})
    assert len(str(caught.value).splitlines()) == 6


def test_batch_is_refused_where_none_is_sold_and_a_model_without_price_is_not_free():
    request = read_cost_request(GOOD | {"batch": True})
    with pytest.raises(ValueError, match="batch price"):
        request.quote([an_offer(usd_per_mtok_batch_in=None, usd_per_mtok_batch_out=None)])
    with pytest.raises(ValueError, match="no published price per token"):
        read_cost_request(GOOD).quote([an_offer(usd_per_mtok_in=None, usd_per_mtok_out=None)])
    with pytest.raises(ValueError, match="No offer"):
        read_cost_request(GOOD).quote([])


def test_a_tenant_provider_costs_its_people_besides_its_tokens():
    cloud = a_provider("cloud", deployment=Deployment.CLOUD_PRIVATE_ENDPOINT)
    offers = (an_offer(), an_offer(provider_id="cloud", deployment=Deployment.CLOUD_PRIVATE_ENDPOINT))
    decision = a_decision(fresh(a_catalog(), providers={"acme": a_provider(), "cloud": cloud}, offers=offers, gpu_prices=()))
    f, index = decision.figures, decision.space.index
    api, tenant = index[CLOSED], index["acme/closed-large|cloud_private_endpoint|cloud"]
    fte, weeks = PARAMETERS["deployments.cloud_private_endpoint.run_fte"], PARAMETERS["deployments.cloud_private_endpoint.setup_weeks"]
    people = fte * 180_000 / 12 + weeks * 180_000 / PARAMETERS["cost.weeks_per_year"] / 12
    assert f.expected[tenant] - f.expected[api] == pytest.approx(people)
