"""Comparing two states of the catalog, and what one catalog says happened when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_licence, a_model, a_provider, a_rent, an_offer, an_open_model, an_open_offer

from catalog.as_of import catalog_on
from catalog.diff import Change, Kind, diff
from catalog.events import endings, events
from catalog.schema import Catalog, Earlier, PriceSpan, Status
from reports.changes import as_json, items, table, when

CUT = date(2026, 8, 21)
BEFORE = CUT - timedelta(days=1)


def newer(**changes: Any) -> Catalog:
    return a_catalog(**({"version": "test-2"} | changes))


def of_kind(changes: Iterable[Change], kind: Kind) -> list[Change]:
    return [change for change in changes if change.kind is kind]


def test_a_catalog_differs_in_nothing_from_itself() -> None:
    assert diff(a_catalog(), a_catalog()) == ()


def test_a_price_change_has_both_values_and_its_share() -> None:
    (change,) = diff(a_catalog(), newer(offers=(an_offer(usd_per_mtok_out=12.0), an_open_offer())))
    assert (change.kind, change.subject, change.field) == (Kind.PRICE, "acme/closed-large", "usd_per_mtok_out")
    assert (change.before, change.after, change.percent) == (15.0, 12.0, -0.2)
    assert (change.model_id, change.provider_id, change.lab) == ("acme/closed-large", "acme", "Acme")


def test_a_price_that_appears_or_goes_is_a_change_without_a_share() -> None:
    (change,) = diff(a_catalog(), newer(offers=(an_offer(usd_per_mtok_cached_in=None), an_open_offer())))
    assert (change.before, change.after, change.percent) == (0.3, None, None)


def test_offers_come_and_go() -> None:
    changes = diff(a_catalog(), newer(offers=(an_offer(), an_offer(provider_id="hostly"))))
    assert [c.subject for c in of_kind(changes, Kind.OFFER_ADDED)] == ["hostly/closed-large"]
    assert [c.subject for c in of_kind(changes, Kind.OFFER_REMOVED)] == ["hostly/open-eight"]
    assert "USD 0.3 in, 1.5 out" in str(of_kind(changes, Kind.OFFER_REMOVED)[0].before)


def test_models_come_out_are_listed_and_go() -> None:
    new = newer(models=(a_model(), a_model("acme/newest", release_date=TODAY), a_model("acme/found-late", release_date=date(2025, 1, 1))))
    old = a_catalog(built_at=BEFORE)
    changes = diff(old, new)
    assert [(c.subject, c.field, c.on) for c in of_kind(changes, Kind.MODEL_ADDED)] == [
        ("acme/found-late", "listed", None),
        ("acme/newest", "released", TODAY),
    ]
    assert [c.subject for c in of_kind(changes, Kind.MODEL_REMOVED)] == ["borealis/open-eight"]


@pytest.mark.parametrize(
    ("changed", "kind", "field"),
    [
        ({"licence_id": "permissive"}, Kind.LICENCE, "licence_id"),
        ({"retirement_date": date(2027, 1, 1)}, Kind.LIFECYCLE, "retirement_date"),
        ({"status": Status.DEPRECATED}, Kind.LIFECYCLE, "status"),
        ({"successor_id": "borealis/open-eight"}, Kind.LIFECYCLE, "successor_id"),
        ({"context_tokens": 64_000}, Kind.LIMIT, "context_tokens"),
        ({"tool_calling": None}, Kind.CAPABILITY, "tool_calling"),
    ],
)
def test_a_changed_fact_of_a_model_says_what_it_is_about(changed: dict[str, Any], kind: Kind, field: str) -> None:
    (change,) = diff(a_catalog(), newer(models=(a_model(**changed), an_open_model())))
    assert (change.kind, change.field, change.subject) == (kind, field, "acme/closed-large")


def test_terms_of_a_licence_and_statements_of_a_provider_are_compared() -> None:
    terms = a_licence("acme-terms", category="proprietary_api", self_host="no", redistribution="no", train_on_outputs="no")
    new = newer(
        licences=(a_licence(commercial_use="no", summary="Other words."), terms),
        providers=(
            a_provider(facts=(a_fact("trains_on_api_data", "no"), a_fact("retention_days", "30", condition="abuse checks"))),
            a_provider("hostly", facts=(a_fact("trains_on_api_data", "yes"),)),
            a_provider("metal"),
        ),
    )
    changes = diff(a_catalog(), new)
    assert [(c.subject, c.field, c.before, c.after) for c in of_kind(changes, Kind.LICENCE)] == [
        ("permissive", "commercial_use", "yes", "no")
    ]
    assert [(c.subject, c.field, c.before, c.after) for c in of_kind(changes, Kind.DATA_HANDLING)] == [
        ("acme", "retention_days", None, "30 (abuse checks)"),
        ("hostly", "trains_on_api_data", "no", "yes"),
    ]


def test_rents_are_compared_by_gpu_host_and_commitment() -> None:
    changes = diff(a_catalog(gpu_prices=(a_rent(usd_per_gpu_hour=2.0),)), newer(gpu_prices=(a_rent(usd_per_gpu_hour=3.0),)))
    assert [(c.kind, c.percent) for c in changes] == [(Kind.GPU_PRICE, 0.5)]


def a_dated_catalog(**changes: Any) -> Catalog:
    def span(**fields: Any) -> PriceSpan:
        return PriceSpan(offer_id="acme/closed-large", basis="dated", feed="test", feed_key="x", origin=ORIGIN, **fields)

    spans = (
        span(until=CUT, usd_per_mtok_in=6.0, usd_per_mtok_out=30.0),
        span(since=CUT, until=date(2026, 12, 1), usd_per_mtok_in=3.0, usd_per_mtok_out=15.0),
        span(since=date(2026, 12, 1), usd_per_mtok_in=4.0, usd_per_mtok_out=15.0),
    )
    return a_catalog(**({"price_history": spans} | changes))


def test_two_days_of_one_catalog_differ_in_what_is_known_of_both() -> None:
    catalog = a_dated_catalog()
    changes = diff(catalog_on(catalog, BEFORE), catalog_on(catalog, CUT))
    assert {(c.field, c.before, c.after, c.on) for c in changes} == {
        ("usd_per_mtok_in", 6.0, 3.0, CUT),
        ("usd_per_mtok_out", 30.0, 15.0, CUT),
    }, "the batch price, which the past does not state, is no change; nor is the other offer, whose price then is not known"


def test_between_two_days_models_come_out_and_end() -> None:
    catalog = a_catalog(models=(a_model(retirement_date=CUT), an_open_model(release_date=CUT)))
    changes = diff(catalog_on(catalog, BEFORE), catalog_on(catalog, CUT))
    assert {(c.kind, c.field, c.on) for c in changes} == {(Kind.LIFECYCLE, "ended", CUT), (Kind.MODEL_ADDED, "released", CUT)}


def test_events_are_single_steps_newest_first_with_announced_ones() -> None:
    found = events(a_dated_catalog(), date(2026, 1, 1), date(2026, 12, 31))
    steps = [(c.on, c.field, c.before, c.after) for c in found if c.kind is Kind.PRICE]
    assert steps == [
        (date(2026, 12, 1), "usd_per_mtok_in", 3.0, 4.0),
        (CUT, "usd_per_mtok_in", 6.0, 3.0),
        (CUT, "usd_per_mtok_out", 30.0, 15.0),
    ]
    assert not [c for c in events(a_dated_catalog(), CUT, CUT + timedelta(days=3)) if c.on != CUT]


def test_a_price_seen_to_have_changed_is_known_to_lie_between_two_days() -> None:
    def seen(**fields: Any) -> PriceSpan:
        return PriceSpan(offer_id="acme/closed-large", basis="seen", feed="test", feed_key="x", origin=ORIGIN, **fields)

    spans = (
        seen(since=date(2026, 9, 1), last_seen=date(2026, 9, 20), until=date(2026, 10, 1), usd_per_mtok_in=9.0),
        seen(since=date(2026, 10, 1), last_seen=TODAY, usd_per_mtok_in=3.0),
    )
    (change,) = of_kind(events(a_catalog(price_history=spans), date(2026, 1, 1), TODAY), Kind.PRICE)
    (item,) = items([change])
    assert when(item) == "between 20 Sep 2026 and 1 Oct 2026"


def test_earlier_values_and_statements_are_events_on_the_day_they_ended() -> None:
    catalog = a_catalog(
        models=(a_model(history=[Earlier(field="context_tokens", value=32_000, until=CUT, origin=ORIGIN)]), an_open_model()),
        licences=(a_licence(history=[Earlier(field="commercial_use", value="no", until=CUT, origin=ORIGIN)]),),
        providers=(a_provider(facts=(a_fact("retention_days", "0", since=CUT),), history=(a_fact("retention_days", "30", until=CUT),)),),
        offers=(),
    )
    found = {(c.kind, c.field, c.before, c.after) for c in events(catalog, CUT, CUT)}
    assert found == {
        (Kind.LIMIT, "context_tokens", 32_000, 128_000),
        (Kind.LICENCE, "commercial_use", "no", "yes"),
        (Kind.DATA_HANDLING, "retention_days", "30", "0"),
    }


def test_the_calendar_lists_ends_with_successors_and_each_provider_once() -> None:
    end, sooner = date(2027, 3, 1), date(2027, 1, 1)
    catalog = a_catalog(
        models=(a_model(retirement_date=end, successor_id="borealis/open-eight"), an_open_model()),
        offers=(
            an_offer(ends=end), an_offer(provider_id="hostly", ends=sooner),
            an_offer(provider_id="hostly", id="hostly/closed-large@eu", region="EU", ends=sooner),
        ),
    )  # fmt: skip
    found = endings(catalog, TODAY, date(2027, 12, 31))
    assert [(e.day, e.provider, e.successor.id if e.successor else None) for e in found] == [
        (sooner, "Hostly", "borealis/open-eight"),
        (end, None, "borealis/open-eight"),
    ]
    assert endings(catalog, TODAY, sooner - timedelta(days=1)) == ()


def test_prices_that_move_together_are_one_sentence() -> None:
    changes = events(a_dated_catalog(), CUT, CUT)
    (item,) = items(changes)
    assert item.sentence == "Closed Large at Acme: input USD 6 to 3 (−50%), output USD 30 to 15 (−50%) per million tokens."
    assert [row[2:] for row in table(changes)[1:]] == [
        ["input", "6", "3", "−50%", "21 Aug 2026"],
        ["output", "30", "15", "−50%", "21 Aug 2026"],
    ]


def test_changes_are_plain_json() -> None:
    new = newer(models=(a_model(retirement_date=date(2027, 1, 1)), a_model("acme/newest")), offers=(an_offer(tiers=()),))
    rows = [as_json(change) for change in diff(a_catalog(), new)]
    assert json.loads(json.dumps(rows)) == rows
    assert {"kind", "subject", "field", "before", "after", "percent", "on", "origin"} <= set(rows[0])
