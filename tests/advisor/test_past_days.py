"""Recommendations for another day: the prices and facts of that day where they are known, and plain words where they are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_model, a_provider, a_rent, an_offer, an_open_model, an_open_offer

from advisor.decision import decide
from advisor.needs import read_needs
from advisor.recommend import recommend
from catalog.schema import Catalog, Deployment, Earlier, PriceSpan

CUT = date(2026, 8, 21)
THEN = date(2026, 8, 1)
CLOSED = "acme/closed-large|closed_api|acme"
SHARED = "borealis/open-eight|managed_open_api|hostly"


def a_dated_catalog(**changes: Any) -> Catalog:
    """The lab cut its price on 21 Aug 2026 and announces a rise for 1 Dec; of the host only today's price is known."""

    def span(**fields: Any) -> PriceSpan:
        return PriceSpan(offer_id="acme/closed-large", basis="dated", feed="test", feed_key="x", origin=ORIGIN, **fields)

    spans = (
        span(until=CUT, usd_per_mtok_in=6.0, usd_per_mtok_out=30.0),
        span(since=CUT, until=date(2026, 12, 1), usd_per_mtok_in=3.0, usd_per_mtok_out=15.0),
        span(since=date(2026, 12, 1), usd_per_mtok_in=4.0, usd_per_mtok_out=20.0),
    )
    return a_catalog(**({"price_history": spans} | changes))


def on(day: date, catalog: Catalog | None = None, **needs: Any) -> dict[str, Any]:
    return recommend(catalog or a_dated_catalog(), read_needs({"volume": {"requests_per_month": 100_000}, **needs}), day)


def option(answer: dict[str, Any], option_id: str) -> dict[str, Any]:
    return next(o for o in answer["options"] if o["option_id"] == option_id)


def tokens(answer: dict[str, Any], option_id: str) -> float:
    return sum(usd for part, usd in option(answer, option_id)["monthly_cost_usd"]["breakdown"].items() if part in ("input", "output"))


def test_a_past_day_is_priced_at_the_price_of_that_day() -> None:
    assert tokens(on(THEN), CLOSED) == pytest.approx(2 * tokens(on(TODAY), CLOSED))
    assert tokens(on(CUT), CLOSED) == pytest.approx(tokens(on(TODAY), CLOSED))


def test_an_announced_price_holds_from_its_day_and_is_a_caution_until_then() -> None:
    assert tokens(on(date(2026, 12, 1)), CLOSED) == pytest.approx(4 / 3 * tokens(on(TODAY), CLOSED))
    assert [c for c in option(on(TODAY), CLOSED)["cautions"] if "changes on 1 Dec 2026, to USD 4 in and USD 20 out" in c]
    assert not [c for c in option(on(date(2026, 12, 1)), CLOSED)["cautions"] if "changes on" in c]


def test_hindsight_announces_nothing() -> None:
    assert not [c for c in option(on(THEN), CLOSED)["cautions"] if "21 Aug" in c]


def test_where_only_the_price_of_today_is_known_the_answer_says_so() -> None:
    answer = on(THEN)
    said = "The price on 1 Aug 2026 is not known: that of 20 Nov 2026 is used."
    assert any(c.startswith(said) and "0.7 to 1.4 times" in c for c in option(answer, SHARED)["cautions"])
    assert not any(c.startswith("The price on") for c in option(answer, CLOSED)["cautions"])
    assert [f["label"] for f in option(answer, CLOSED)["facts"] if "price" in f["label"]] == ["Input price on 1 Aug 2026", "Output price on 1 Aug 2026"]  # fmt: skip
    assert [f["label"] for f in option(answer, SHARED)["facts"] if "price" in f["label"]] == ["Input price of 20 Nov 2026", "Output price of 20 Nov 2026"]  # fmt: skip


def test_rents_of_a_later_day_are_said_too() -> None:
    answer = on(THEN, a_dated_catalog(gpu_prices=(a_rent(),)))
    assert [
        o
        for o in answer["options"]
        if o["deployment"] == "self_host_cloud_gpu" and any("is not known: that of" in c for c in o["cautions"])
    ]


def test_a_batch_price_that_the_past_does_not_state_is_said_only_to_those_who_batch() -> None:
    batched = option(on(THEN, volume={"batchable_share": 1.0}), CLOSED)["cautions"]
    assert [c for c in batched if "batch price on 1 Aug 2026 is not known" in c]
    assert not [c for c in option(on(THEN), CLOSED)["cautions"] if "batch" in c]


def test_the_answer_counts_what_is_known_of_the_day_and_is_silent_about_today() -> None:
    past = on(THEN)["past"]
    assert past["day"] == "2026-08-01"
    assert past["price_known"] == 1
    assert past["price_unknown"] > 0
    assert f"1 of {past['price_known'] + past['price_unknown']} fitting options" in past["sentence"]
    assert on(TODAY)["past"] is None


def test_a_past_day_on_which_nothing_fits_still_reads() -> None:
    assert on(THEN, budget={"max_monthly_usd": 0.01})["past"]["sentence"].startswith("Scores, licences and terms")


def test_a_model_that_was_not_out_is_excluded_with_that_reason() -> None:
    catalog = a_dated_catalog(models=(a_model(release_date=CUT), an_open_model()))
    answer = on(THEN, catalog)
    assert CLOSED not in {o["option_id"] for o in answer["options"]}
    assert any("came out on 2026-08-21, after 2026-08-01" in e["reason"] for e in answer["excluded"])


def test_facts_with_earlier_values_are_judged_by_those() -> None:
    keeps = a_provider(
        "hostly",
        deployment=Deployment.MANAGED_OPEN_API,
        facts=(a_fact("trains_on_api_data", "no", since=CUT),),
        history=(a_fact("trains_on_api_data", "yes", until=CUT),),
    )
    catalog = a_dated_catalog(providers=(a_provider(), keeps), offers=(an_offer(), an_open_offer()))
    assert SHARED in {o["option_id"] for o in on(CUT, catalog)["options"]}
    assert SHARED not in {o["option_id"] for o in on(THEN, catalog)["options"]}


def test_an_end_announced_later_excludes_nothing_before() -> None:
    ending = a_model(retirement_date=date(2027, 1, 1), history=[Earlier(field="retirement_date", until=CUT, origin=ORIGIN)])
    catalog = a_dated_catalog(models=(ending, an_open_model()))
    assert CLOSED in {o["option_id"] for o in on(THEN, catalog)["options"]}
    assert CLOSED not in {o["option_id"] for o in on(CUT, catalog)["options"]}


def test_another_day_leaves_the_answer_for_today_as_it_was() -> None:
    catalog = a_dated_catalog()
    before = on(TODAY, catalog)
    on(THEN, catalog)
    assert on(TODAY, catalog) == before


def test_the_real_catalog_knows_the_price_before_a_cut(real_catalog: Catalog) -> None:
    luna = "openai/gpt-5.6-luna|closed_api|openai|global"

    def tokens_on(day: date) -> float:
        d = decide(real_catalog, read_needs({}), day)
        i = d.space.index[luna]
        return float(d.figures.parts["input"][i] + d.figures.parts["output"][i])

    assert tokens_on(date(2026, 7, 29)) == pytest.approx(5 * tokens_on(date(2026, 7, 30)))
