"""Reading the catalog for another day: what is known to have held then, and what is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_licence, a_model, a_provider, an_offer

from catalog.as_of import catalog_on, model_on, offer_on, provider_on, record_on
from catalog.schema import Earlier, Licence, Model, Origin, PriceSpan, Provider, Status

CUT = date(2026, 8, 21)
BEFORE = CUT - timedelta(days=1)


def a_span(**changes: object) -> PriceSpan:
    values = {"offer_id": "acme/closed-large", "basis": "dated", "feed": "test", "feed_key": "x", "origin": ORIGIN, "usd_per_mtok_in": 5.0, "usd_per_mtok_out": 30.0}  # fmt: skip
    return PriceSpan.model_validate(values | changes)


DATED = (a_span(until=CUT), a_span(since=CUT, until=date(2026, 12, 1), usd_per_mtok_in=3.0, usd_per_mtok_out=15.0), a_span(since=date(2026, 12, 1), usd_per_mtok_in=6.0))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "usd", "known"),
    [(BEFORE, 5.0, True), (CUT, 3.0, True), (TODAY, 3.0, True), (date(2026, 11, 30), 3.0, True), (date(2026, 12, 1), 6.0, True)],
)
def test_dated_prices_hold_from_their_first_day_to_the_next(day: date, usd: float, known: bool) -> None:
    offer, found = offer_on(an_offer(), DATED, day)
    assert (offer.usd_per_mtok_in, found) == (usd, known)


def test_the_price_of_today_is_untouched_even_where_the_dating_list_says_less() -> None:
    offer = an_offer()
    assert offer_on(offer, DATED, TODAY)[0] is offer
    assert offer_on(offer, DATED, CUT)[0] is offer  # its batch price stays, which the span does not state


def test_without_history_the_price_of_a_later_day_stands_in_and_is_not_known() -> None:
    offer = an_offer()
    assert offer_on(offer, (), BEFORE) == (offer, False)
    assert offer_on(offer, (), TODAY) == (offer, True)


def test_a_first_day_stated_by_the_list_is_enough() -> None:
    since = an_offer(since=CUT)
    assert offer_on(since, (), CUT)[1]
    assert not offer_on(since, (), BEFORE)[1]


def test_of_prices_that_were_only_seen_the_nearest_stands_in() -> None:
    seen = (
        a_span(basis="seen", since=date(2026, 9, 1), last_seen=date(2026, 9, 20), until=date(2026, 10, 1), usd_per_mtok_in=9.0),
        a_span(basis="seen", since=date(2026, 10, 1), last_seen=TODAY, usd_per_mtok_in=3.0),
    )
    assert [(offer_on(an_offer(), seen, day)[0].usd_per_mtok_in, offer_on(an_offer(), seen, day)[1]) for day in (BEFORE, date(2026, 9, 10), date(2026, 9, 25), date(2026, 10, 2))] == [
        (9.0, False), (9.0, True), (9.0, False), (3.0, True),
    ]  # fmt: skip


def test_a_past_price_has_the_origin_of_its_span_and_no_batch_price_it_does_not_state() -> None:
    span = a_span(until=CUT, origin=Origin(publisher="the dating list", date=TODAY))
    offer, _ = offer_on(an_offer(), (span, a_span(since=CUT, usd_per_mtok_in=3.0)), BEFORE)
    assert offer.origin.publisher == "the dating list"
    assert offer.usd_per_mtok_batch_in is None


def test_the_catalog_says_which_prices_and_batch_prices_are_not_known() -> None:
    catalog = a_catalog(offers=(an_offer(), an_offer(provider_id="hostly")), price_history=DATED)
    then = catalog_on(catalog, BEFORE)
    assert then.on == BEFORE
    assert then.unknown_then == {"acme/closed-large": "batch price and cached price", "hostly/closed-large": "price"}
    assert catalog_on(then, TODAY) is catalog
    assert catalog_on(catalog, BEFORE) is then
    assert catalog_on(catalog, TODAY) is catalog


def an_earlier(**values: object) -> Earlier:
    return Earlier.model_validate({"origin": ORIGIN, **values})


def test_an_earlier_value_holds_until_its_last_day() -> None:
    licence = a_licence(history=[an_earlier(field="commercial_use", value="no", until=CUT)])
    assert record_on(licence, licence.history, BEFORE).commercial_use == "no"
    assert record_on(licence, licence.history, CUT).commercial_use == "yes"


def test_of_several_earlier_values_the_one_of_the_day_counts() -> None:
    model = a_model(
        context_tokens=300,
        history=[
            an_earlier(field="context_tokens", value=200, since=date(2026, 3, 1), until=CUT),
            an_earlier(field="context_tokens", value=100, since=date(2026, 1, 1), until=date(2026, 3, 1)),
        ],
    )
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1), CUT)
    assert [record_on(model, model.history, day).context_tokens for day in days] == [300, 100, 200, 300]


def test_an_end_that_was_not_announced_yet_is_no_end() -> None:
    model = a_model(retirement_date=date(2027, 1, 1), history=[an_earlier(field="retirement_date", until=CUT)])
    then = model_on(model, BEFORE, {})
    assert then.retirement_date is None
    assert then.origin_of("retirement_date") == ORIGIN


def test_before_its_successor_came_out_a_model_was_current() -> None:
    old = a_model(status=Status.SUPERSEDED, successor_id="acme/next")
    models = {m.id: m for m in (old, a_model("acme/next", release_date=CUT))}
    assert model_on(old, BEFORE, models).status is Status.CURRENT
    assert model_on(old, CUT, models) is old


def test_an_earlier_statement_takes_the_place_of_the_later_one_of_its_kind_and_scope() -> None:
    provider = a_provider(
        facts=(a_fact("retention_days", "0", since=CUT), a_fact("soc2", "yes")), history=(a_fact("retention_days", "30", until=CUT),)
    )
    said = {f.fact: f.value for f in provider_on(provider, BEFORE).facts}
    assert said == {"retention_days": "30", "soc2": "yes"}
    assert provider_on(provider, CUT) is provider


@pytest.mark.parametrize(
    ("history", "word"),
    [
        ([an_earlier(field="colour", value="red", until=CUT)], "colour"),
        ([an_earlier(field="id", value="a/b", until=CUT)], "id"),
        ([an_earlier(field="context_tokens", value="many", until=CUT)], "context_tokens"),
        ([an_earlier(field="context_tokens", value=-1, until=CUT)], "context_tokens"),
        ([an_earlier(field="context_tokens", value=1, since=CUT, until=CUT)], "not before"),
        ([an_earlier(field="context_tokens", value=1, until=CUT), an_earlier(field="context_tokens", value=2, until=CUT)], "two spans end"),
        ([an_earlier(field="context_tokens", value=1, until=CUT), an_earlier(field="context_tokens", value=2, since=BEFORE, until=TODAY)], "begins before"),
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_is_refused(history: list[Earlier], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        a_model(history=history)


def test_statements_that_ended_belong_to_the_history_and_only_they() -> None:
    for changes in ({"facts": (a_fact("soc2", "yes", until=CUT),)}, {"history": (a_fact("soc2", "yes"),)}):
        with pytest.raises(ValueError, match="history"):
            a_provider(**changes)


def test_every_record_with_a_history_can_be_written_and_read_back() -> None:
    model = a_model(history=[an_earlier(field="retirement_date", value=date(2026, 12, 1), until=CUT)])
    again = Model.model_validate_json(model.model_dump_json())
    assert record_on(again, again.history, BEFORE).retirement_date == date(2026, 12, 1)
    assert {Model, Licence, Provider} == {r for r in (Model, Licence, Provider) if "history" in r.model_fields}
