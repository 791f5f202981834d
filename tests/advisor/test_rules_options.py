"""Gates on a whole option: hardware, price, budget, speed and frontier, at their edges and just over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from examples import TODAY, a_catalog, a_decision, a_model, an_offer, an_open_model, an_open_offer, quality_of

from advisor.decision import Decision, decide
from advisor.needs import read_needs
from advisor.parameters import PARAMETERS
from advisor.quality import anchors
from advisor.rules import RULE
from advisor.verdict import Outcome, Verdict
from catalog.schema import Catalog, OnPremOffer, Origin

CLOSED, RENTED, DESK = (
    "acme/closed-large|closed_api|acme",
    "borealis/open-eight|self_host_cloud_gpu|metal",
    "borealis/open-eight|local_workstation|own",
)


def verdict(d: Decision, rule: str, option_id: str) -> Verdict:
    return d.judged.verdict(RULE[rule], d.space.index[option_id])


def fits(d: Decision, option_id: str) -> bool:
    return d.space.index[option_id] in d.ranked


# --- budget ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("short_of", "passes"), [(0.0, True), (0.01, False)])
def test_the_monthly_limit_reads_the_expected_cost_at_the_limit_and_just_under(short_of: float, passes: bool):
    cost = float(a_decision().figures.expected[a_decision().space.index[CLOSED]])
    d = a_decision(budget={"max_monthly_usd": cost - short_of})
    assert fits(d, CLOSED) is passes
    assert d.figures.high[d.space.index[CLOSED]] > cost


def test_the_remedy_of_a_budget_is_a_budget_that_holds():
    d = a_decision(budget={"max_monthly_usd": 0.5})
    for option_id in (CLOSED, RENTED):
        remedy = verdict(d, "budget.monthly", option_id).remedy or ""
        raised = float(remedy.split("USD ")[1].rstrip(".").replace(",", ""))
        assert fits(a_decision(budget={"max_monthly_usd": raised}), option_id)


@pytest.mark.parametrize(("limit", "passes"), [(4_600, True), (4_599, False)])
def test_the_upfront_limit_reads_the_price_of_hardware(limit: float, passes: bool):
    d = a_decision(budget={"max_upfront_usd": limit}, volume={"requests_per_month": 1_000})
    assert fits(d, DESK) is passes
    assert fits(d, CLOSED)
    assert ("4,600" in verdict(d, "budget.upfront", DESK).reason) or passes


def test_no_limit_is_no_limit():
    assert verdict(a_decision(), "budget.monthly", CLOSED).reason == "No monthly limit is set."


# --- price -----------------------------------------------------------------------------------------------------------


def test_an_offer_without_price_is_never_ranked_and_never_free():
    d = a_decision(a_catalog(offers=(an_offer(usd_per_mtok_out=None), an_open_offer())))
    assert np.isnan(d.figures.expected[d.space.index[CLOSED]])
    assert not fits(d, CLOSED)
    assert "Ask" in (verdict(d, "budget.priced", CLOSED).remedy or "")


def test_what_is_sold_on_quotation_is_a_near_miss_until_a_price_is_entered():
    from advisor.answer.exclusions import near_misses

    quoted = OnPremOffer(
        vendor="Acme", model_ids=("acme/closed-large",), form="appliance", origin=Origin(publisher="test", date=a_catalog().built_at)
    )
    d = a_decision(a_catalog(on_prem=(quoted,)), privacy={"boundary": "own_premises"}, team={"ml_ops_fte": 5, "weeks_to_production": 52})
    option_id = "acme/closed-large|closed_on_prem|own"
    assert not fits(d, option_id)
    (miss,) = [m for m in near_misses(d) if m["option_id"] == option_id]
    assert "quot" in miss["reason"] + (miss["remedy"] or "")
    assert miss["monthly_cost_usd"] is None


def test_with_a_budget_too_small_the_nearest_has_a_price_and_quotations_come_last(real_catalog: Catalog):
    from advisor.answer.exclusions import excluded, near_misses, readmit

    needs = {"task": "agentic", "volume": {"requests_per_month": 1_000_000}, "budget": {"max_monthly_usd": 10}}
    d = decide(real_catalog, read_needs(needs), TODAY)
    found = near_misses(d)
    money = [m["monthly_cost_usd"]["expected"] for m in found if m["rule_id"] == "budget.monthly"]
    assert [m["rule_id"] for m in found[: len(money)]] == ["budget.monthly"] * len(money)
    assert money == sorted(money)
    assert found[0]["remedy"] == readmit(d)["remedy"]
    assert next(e["remedy"] for e in excluded(d) if e["rule_id"] == "budget.monthly") == found[0]["remedy"]


# --- speed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", ["min_output_tokens_per_s", "max_time_to_first_token_s"])
def test_an_unpublished_speed_excludes_nobody(ask: str):
    d = a_decision(speed={ask: 1.0})
    assert fits(d, CLOSED)
    assert verdict(d, "speed.stream", CLOSED).outcome is Outcome.UNKNOWN


def test_every_machine_that_is_ranked_is_as_fast_as_asked():
    for asked in (5, 50, 150):
        d = a_decision(speed={"min_output_tokens_per_s": asked})
        rates = d.figures.tokens_per_s[d.ranked]
        assert (rates[~np.isnan(rates)] >= asked).all()


def test_no_machine_streams_ten_thousand_tokens_a_second_and_the_sentence_says_speed():
    d = a_decision(speed={"min_output_tokens_per_s": 10_000})
    assert not fits(d, RENTED)
    assert "speed" in verdict(d, "hardware.fits", RENTED).reason


# --- hardware --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requests", "passes"), [(PARAMETERS["hardware.workstation_requests"], True), (PARAMETERS["hardware.workstation_requests"] + 1, False)]
)
def test_a_workstation_serves_a_desk_and_no_more(requests: float, passes: bool):
    d = a_decision(volume={"requests_per_month": int(requests), "peak_to_average": 1, "output_tokens_per_request": 1})
    assert fits(d, DESK) is passes
    assert passes or "servers" in (verdict(d, "hardware.fits", DESK).remedy or "")


def test_weights_that_fit_no_card_are_said_to_be_too_large():
    from sizing_examples import a_shape

    giant = an_open_model(params_total_b=2_000)
    catalog = a_catalog(models=(a_model(), giant), shapes=(a_shape("borealis/open-eight", p_total_b=2_000, p_active_b=2_000),))
    d = a_decision(catalog)
    said = verdict(d, "hardware.fits", DESK)
    assert "weights" in said.reason
    assert "smaller model" in (said.remedy or "")


def test_a_model_without_shape_is_never_sized_by_a_guess():
    d = a_decision(a_catalog(shapes=()))
    ranked = [d.options[i] for i in d.ranked]
    assert all(option.offers for option in ranked)


# --- frontier --------------------------------------------------------------------------------------------------------


def of_quality(value: float | None) -> Catalog:
    figures = () if value is None else quality_of("acme/closed-large", value, width=0.2)
    return a_catalog(quality=(*figures, *quality_of("borealis/open-eight", 0.1)))


LINE, BAND = anchors("chat")[2], PARAMETERS["robustness.quality_indifference"]


@pytest.mark.parametrize(("value", "passes"), [(LINE, True), (LINE - BAND + 1e-9, True), (LINE - BAND - 1e-6, False), (None, False)])
def test_frontier_required_asks_for_the_dated_line_give_or_take_the_band(value: float | None, passes: bool):
    d = a_decision(of_quality(value), quality={"frontier_need": "required"})
    assert fits(d, CLOSED) is passes
    assert bool(verdict(d, "quality.frontier", CLOSED).remedy) is not passes


def test_the_frontier_is_a_dated_line_and_not_the_best_candidate():
    d = a_decision(of_quality(0.2), quality={"frontier_need": "required"})
    assert not len(d.ranked)
    assert str(PARAMETERS.dated) in verdict(d, "quality.frontier", CLOSED).reason


@pytest.mark.parametrize("need", ["none", "helpful"])
def test_less_than_required_excludes_nobody(need: str):
    d = a_decision(of_quality(None), quality={"frontier_need": need})
    assert fits(d, CLOSED)


# --- value of quality ------------------------------------------------------------------------------------------------


def quality_points(value: float, need: str) -> float:
    from advisor.criteria.quality import worth

    return float(worth(np.array([value]), "chat", need)[0])


def test_frontier_need_shapes_what_the_last_points_are_worth():
    poor, good, line = anchors("chat")
    assert [quality_points(poor, need) for need in ("none", "helpful", "required")] == [0, 0, 0]
    assert quality_points(good, "none") == quality_points(1.0, "none") == 1
    assert quality_points(good, "helpful") > quality_points(good, "required")
    assert quality_points(line, "helpful") == quality_points(line, "required") == PARAMETERS["quality.beyond_value"]
    rises = [quality_points(line, need) - quality_points(good, need) for need in ("none", "helpful", "required")]
    assert rises == sorted(rises)


@pytest.mark.parametrize("need", ["none", "helpful", "required"])
def test_the_value_of_quality_never_falls(need: str):
    points = [quality_points(value / 100, need) for value in range(101)]
    assert points == sorted(points)
    assert (points[0], max(points)) == (0, 1)


def test_a_pair_of_criteria_with_equal_options_gives_equal_scores():
    twin: Any = a_model("acme/twin")
    d = a_decision(
        a_catalog(
            models=(a_model(), twin),
            offers=(an_offer(), an_offer("acme/twin")),
            quality=(*quality_of("acme/closed-large", 0.7), *quality_of("acme/twin", 0.7)),
            shapes=(),
        )
    )
    assert d.scored.score[d.space.index[CLOSED]] == d.scored.score[d.space.index["acme/twin|closed_api|acme"]]
    assert [d.options[i].model.id for i in d.ranked] == ["acme/closed-large", "acme/twin"]
