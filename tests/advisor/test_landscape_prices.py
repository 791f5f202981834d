"""What a level costs: the cheapest that reaches it, thinking included, and nothing taken into the past that no list dates."""

from __future__ import annotations

from datetime import date

import pytest
from examples import ORIGIN, TODAY, an_offer, an_open_offer, fresh
from landscape_worlds import Row, a_figure, a_world, after, ladder

from advisor.landscape.findings import level_price, price_dates
from advisor.landscape.marks import collect
from advisor.landscape.prices import Prices, prices, task_of
from advisor.parameters import PARAMETERS
from catalog.schema import Catalog, Deployment, Offer, PriceSpan

GOOD = PARAMETERS.anchors["coding"].good
OLD: Row = ("old", False, 0.0, GOOD + 0.02)
NEW: Row = ("new", True, 12.0, GOOD + 0.05)
WEAK: Row = ("weak", True, 6.0, GOOD - 0.05)


def sold(slug: str, usd_in: float, usd_out: float, opened: bool = False, **changes: object) -> Offer:
    make = an_open_offer if opened else an_offer
    return make(f"lab/{slug}", "hostly" if opened else "acme", usd_per_mtok_in=usd_in, usd_per_mtok_out=usd_out, **changes)


def world(*offers: Offer, rows: tuple[Row, ...] = (OLD, NEW, WEAK), spans: tuple[PriceSpan, ...] = ()) -> Catalog:
    return a_world(list(rows), offers=offers, price_history=spans)


def read(catalog: Catalog) -> Prices:
    found = prices(catalog, collect(catalog, "coding", {}), TODAY)
    assert found is not None
    return found


def good(found: Prices):
    return next(level for level in found.levels if level.name == "Good enough")


DEAR, CHEAP, CHEAPEST = sold("old", 10, 40), sold("new", 1, 4, opened=True), sold("weak", 0.1, 0.4, opened=True)


def test_the_cheapest_model_that_reaches_the_level_is_named_and_a_weaker_one_is_not():
    level = good(read(world(DEAR, CHEAP, CHEAPEST)))
    assert [p.model.id for p in level.falls] == ["lab/old", "lab/new"]
    assert level.open is not None
    assert level.open.model.id == "lab/new"
    assert level.closed is not None
    assert level.closed.model.id == "lab/old"
    assert level.saving == pytest.approx(0.9)
    assert "90% less" in level_price(level)


def test_a_price_is_that_of_a_thousand_requests_of_the_standing_load():
    found = read(world(DEAR))
    assert (found.input_tokens, found.output_tokens) == (3000, 400)
    assert good(found).falls[0].usd == pytest.approx(1000 * (3000 * 10 + 400 * 40) / 1e6)


def test_a_newer_model_that_costs_more_makes_no_step():
    level = good(read(world(sold("old", 1, 4), sold("new", 10, 40, opened=True))))
    assert [p.model.id for p in level.falls] == ["lab/old"]
    assert level.saving is not None
    assert level.saving < 0
    assert "more here than the cheapest closed" in level_price(level)


def test_thinking_is_paid_for():
    catalog = world(DEAR)
    thinker = catalog.models["lab/old"].model_copy(update={"reasoning": True})
    figures = (a_figure("lab/old", OLD[3], effort="high"),)
    thinking = read(fresh(catalog, models={**catalog.models, "lab/old": thinker}, quality=figures))
    assert good(thinking).falls[0].usd > 1.5 * good(read(catalog)).falls[0].usd
    assert good(thinking).falls[0].low < good(thinking).falls[0].usd < good(thinking).falls[0].high


def test_a_level_that_nobody_sells_says_so():
    found = read(world(CHEAPEST))
    assert good(found).falls == ()
    assert "no model with a price reaches it" in level_price(good(found))


def test_an_offer_without_a_price_is_left_out():
    unpriced = CHEAP.model_copy(update={"usd_per_mtok_in": None})
    assert [p.model.id for p in read(world(DEAR, unpriced)).priced] == ["lab/old"]


def test_no_price_is_taken_into_the_past_unless_a_list_dates_it():
    assert good(read(world(DEAR, CHEAP))).known == ()


def span(offer: Offer, since: date | None, until: date | None, usd_in: float, usd_out: float, **changes: object) -> PriceSpan:
    return PriceSpan(
        **({"offer_id": offer.id, "basis": "dated", "since": since, "until": until, "feed": "test", "feed_key": "x", "origin": ORIGIN} | changes),
        usd_per_mtok_in=usd_in,
        usd_per_mtok_out=usd_out,
    )  # fmt: skip


def test_a_dated_price_stands_at_its_own_time_and_not_before_the_release():
    cut = after(4)
    spans = (span(DEAR, None, cut, 50, 200), span(DEAR, cut, None, 10, 40))
    found = read(world(DEAR, CHEAP, spans=spans))
    known = good(found).known
    assert [(k.since, k.until) for k in known] == [(after(0), cut), (cut, TODAY)]
    assert known[0].priced.usd == pytest.approx(5 * known[1].priced.usd)
    assert (found.dated, found.offers) == (1, 2)
    assert "1 of 2 offers" in price_dates(found)
    assert "known for their time" in level_price(good(found))


def test_of_two_dated_prices_the_lower_is_known_and_a_gap_stays_a_gap():
    other = sold("new", 1, 4, opened=True)
    spans = (
        span(DEAR, after(2), after(6), 10, 40, basis="seen", last_seen=after(6)),
        span(other, after(14), after(18), 1, 4, basis="seen", last_seen=after(18)),
        span(DEAR, after(15), after(16), 2, 8, basis="seen", last_seen=after(16)),
    )
    known = good(read(world(DEAR, other, spans=spans))).known
    assert [(k.since, k.until, k.priced.model.id) for k in known] == [
        (after(2), after(6), "lab/old"),
        (after(14), after(18), "lab/new"),
    ]


def test_models_that_are_not_sold_by_the_token_have_no_price_per_answer():
    assert task_of("video") == "video_generation"
    catalog = world(DEAR)
    assert prices(catalog, collect(catalog, "video", {}), TODAY) is None


def test_every_dimension_is_priced_as_the_task_that_leans_on_it():
    assert task_of("coding") == "coding"
    assert task_of("agentic") == "agentic"
    assert task_of("something nobody weighs") == "chat"


def test_the_level_of_the_year_before_names_the_model_that_had_it():
    rows = ladder(5.0, start=GOOD - 0.1)
    catalog = a_world(rows, offers=(an_offer("lab/closed-11", deployment=Deployment.CLOSED_API),))
    found = prices(catalog, collect(catalog, "coding", {}), after(24))
    assert found is not None
    before = next(level for level in found.levels if level.name == "Closed frontier a year before")
    assert before.why == "as able as Closed 6"
