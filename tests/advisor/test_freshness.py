"""How old figures are, when that is too old, and what an old price does to a range."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_model, a_provider, a_rent, an_offer, an_open_model, an_open_offer

from advisor.freshness import LIMITS, age, is_stale, statement_kind
from advisor.needs import read_needs
from advisor.numbers import age as age_words
from advisor.parameters import PARAMETERS
from advisor.recommend import recommend
from catalog.schema import Catalog, Origin

CLOSED = "acme/closed-large|closed_api|acme"
RENTED = "borealis/open-eight|self_host_cloud_gpu|metal"


def days_before(days: float, on: date = TODAY) -> Origin:
    return Origin(publisher="test", date=on - timedelta(days=days))


@pytest.mark.parametrize(("kind", "days"), [("price", 30), ("data_handling", 90), ("licence", 180)])
def test_each_kind_has_its_limit_and_the_day_after_it_is_stale(kind: str, days: int) -> None:
    assert PARAMETERS[LIMITS[kind]] == days
    assert not is_stale(kind, days_before(days), TODAY)
    assert is_stale(kind, days_before(days + 1), TODAY)


def test_a_later_check_makes_an_old_text_young_again() -> None:
    stated = Origin(publisher="filing", date=date(2018, 2, 9))
    assert is_stale("company", stated, TODAY)
    assert age("company", stated.model_copy(update={"checked": TODAY}), TODAY) == age("company", TODAY, TODAY)


@pytest.mark.parametrize("unknown", [None, "2026-07", "soon", ""])
def test_without_a_full_day_there_is_no_age_and_nothing_is_stale(unknown: str | None) -> None:
    assert age("price", unknown, TODAY) is None
    assert not is_stale("price", unknown, TODAY)


def test_the_seat_of_a_company_is_not_data_handling() -> None:
    assert [statement_kind(a_fact(kind, "x")) for kind in ("hq_country", "retention_days")] == ["company", "data_handling"]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "1 day"), (112, "112 days"), (3207, "8.8 years"), (-3, "later"), (None, "unknown")]
)
def test_ages_in_words(days: int | None, words: str) -> None:
    assert age_words(days) == words


def priced(days: float, **changes: Any) -> Catalog:
    return a_catalog(offers=(an_offer(origin=days_before(days)), an_open_offer()), **changes)


def cost(catalog: Catalog, option_id: str = CLOSED, on: date = TODAY) -> dict[str, Any]:
    answer = recommend(catalog, read_needs({"volume": {"requests_per_month": 2_000_000}}), on)
    return next(o for o in answer["options"] if o["option_id"] == option_id)


def test_a_stale_price_widens_the_range_and_leaves_the_middle() -> None:
    fresh, stale = cost(priced(30)), cost(priced(31))
    assert stale["monthly_cost_usd"]["expected"] == fresh["monthly_cost_usd"]["expected"]
    bought = {end: fresh["monthly_cost_usd"][end] - stale["monthly_cost_usd"][end] for end in ("low", "high")}
    assert bought["low"] > 0 > bought["high"]
    assert [c for c in stale["cautions"] if "31 days old" in c and "0.7 to 1.4 times" in c]
    assert not [c for c in fresh["cautions"] if "days old" in c]


def test_the_bill_of_tokens_widens_by_the_stated_factors() -> None:
    """Without staff or set-up nothing else is in the bill of a called API but its tokens."""
    low, high = PARAMETERS["freshness.stale_token_price_low"], PARAMETERS["freshness.stale_token_price_high"]
    fresh, stale = cost(priced(30))["monthly_cost_usd"], cost(priced(31))["monthly_cost_usd"]
    tokens = {part: usd for part, usd in fresh["breakdown"].items() if part in ("input", "output", "reasoning")}
    assert fresh["low"] - stale["low"] == pytest.approx((1 - low) * PARAMETERS["cost.tokenizer_low"] * sum(tokens.values()), rel=1e-3)
    assert stale["high"] - fresh["high"] == pytest.approx((high - 1) * PARAMETERS["cost.tokenizer_high"] * sum(tokens.values()), rel=1e-3)


def test_a_price_confirmed_since_is_not_stale() -> None:
    checked = an_offer(origin=days_before(200).model_copy(update={"checked": TODAY}))
    assert not [c for c in cost(a_catalog(offers=(checked, an_open_offer())))["cautions"] if "days old" in c]


def test_rents_grow_old_with_the_day_judged_and_not_with_the_catalog() -> None:
    catalog = a_catalog(gpu_prices=(a_rent(origin=days_before(10)),))
    now, later = cost(catalog, RENTED), cost(catalog, RENTED, TODAY + timedelta(days=30))
    assert now["monthly_cost_usd"]["expected"] == later["monthly_cost_usd"]["expected"]
    assert now["monthly_cost_usd"]["high"] < later["monthly_cost_usd"]["high"]


def test_every_fact_of_an_answer_has_an_age_and_the_old_ones_say_stale() -> None:
    provider = a_provider(
        facts=(a_fact("trains_on_api_data", "no", origin=days_before(91)), a_fact("retention_days", "30", origin=days_before(90)))
    )
    catalog = a_catalog(
        models=(a_model(checked=TODAY - timedelta(days=181)), an_open_model()), providers=(provider, a_provider("hostly"), a_provider("metal")),
        offers=(an_offer(), an_open_offer()),
    )  # fmt: skip
    facts = {f["label"]: f for f in cost(catalog)["facts"]}
    assert all(f["age_days"] is not None for f in facts.values() if f["date"])
    assert {label for label, f in facts.items() if f["stale"]} >= {"Context window", "Trains on API data"}
    assert not facts["Retention, days"]["stale"]
    assert not facts["Input price"]["stale"]


def test_a_figure_out_of_a_list_of_sources_does_not_claim_all_of_them() -> None:
    own = Origin(publisher="release notes", date=TODAY)
    model = a_model(sources=("list one", "list two"), origins={"release_date": own})
    facts = {f["label"]: f for f in cost(a_catalog(models=(model, an_open_model()), offers=(an_offer(), an_open_offer())))["facts"]}
    assert facts["Context window"]["publisher"] == "one of: list one, list two"
    assert facts["Context window"]["evidence_label"] == "vendor-reported, as listed"
    assert facts["Released"]["publisher"] == "release notes"
    alone = a_model(sources=("list one",))
    assert alone.origin_of("context_tokens").publisher == "list one"
    assert not alone.origin_of("context_tokens").shared
    assert ORIGIN.latest == TODAY
