"""What changed: the page, its filters, the calendar, the feed, and the history of one model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import plotly.graph_objects as go
import pytest
from examples import ORIGIN, TODAY, a_catalog, a_model, an_open_model
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from catalog.as_of import catalog_on
from catalog.diff import Change, Kind, diff
from catalog.schema import Origin, PriceSpan
from pages.parts import changes_data, changes_feed
from pages.parts.catalog import bare_catalog
from pages.parts.catalog_history import from_to, steps
from pages.parts.catalog_queries import handle
from pages.parts.changes_view import frame
from pages.parts.charts import LIGHT
from reports.atom import NAMESPACE, entry_id, feed
from reports.changes import Item, items
from reports.fragments.changes import change_rows, what

Visit = Callable[..., AppTest]
A = f"{{{NAMESPACE}}}"
HOSTILE = '<script>alert(1)</script>\u202e"&]]>\x00'


def an_item(**changes: Any) -> Item:
    values: dict[str, Any] = {
        "kind": Kind.PRICE, "subject": "acme/x", "name": "X at Acme", "field": "usd_per_mtok_in", "before": 5.0, "after": 4.0, "percent": -0.2,
        "on": date(2026, 8, 21), "model_id": "acme/x", "provider_id": "acme", "lab": "Acme", "origin": ORIGIN,
    }  # fmt: skip
    (item,) = items([Change(**(values | changes))])
    return item


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_lists_dated_changes_with_source_and_age(visit: Visit) -> None:
    text = html(visit("what_changed", since="all", find="gpt-5.6 sol openai api"))
    assert "21 Aug 2026" in text
    assert "(−20%)" in text
    assert "genai-prices" in text
    assert 'href="changes.atom"' in text


def test_filters_come_from_the_address_and_unknown_ones_are_named(visit: Visit) -> None:
    app = visit("what_changed", since="<img src=x onerror=alert(1)>", kind="price")
    text = html(app)
    assert "The start is" in text
    assert "<img" not in text
    assert "end of service" not in text, "only prices were asked for"


def test_the_calendar_names_successors(visit: Visit) -> None:
    text = html(visit("what_changed", part="calendar"))
    assert "ends ahead" in text
    assert "Successor" in text
    ahead = [e for e in changes_data.calendar(bare_catalog().version, TODAY) if e.day >= TODAY and e.successor]
    assert ahead
    assert all(e.successor is not None and e.successor.name in text for e in ahead[:5])


def test_announced_changes_have_a_part_of_their_own(visit: Visit) -> None:
    assert "Gemini 4 Argon" in html(visit("what_changed", part="announced"))


def test_filters_work_together() -> None:
    found = [
        an_item(),
        an_item(kind=Kind.LIFECYCLE, field="ended", lab="Borealis", provider_id=None, name="Y", subject="borealis/y"),
        an_item(provider_id="hostly"),
    ]
    assert changes_data.matching(found) == found
    assert changes_data.matching(found, ["price"], provider="acme") == found[:1]
    assert changes_data.matching(found, lab="Borealis") == found[1:2]
    assert changes_data.matching(found, words="x ACME") == [found[0], found[2]]
    assert changes_data.matching(found, words="x nosuchword") == []
    assert changes_data.counts(found) == {Kind.PRICE: 2, Kind.LIFECYCLE: 1}


def test_files_hold_one_row_per_figure() -> None:
    rows = frame([an_item(), an_item(origin=None, on=None)])
    assert list(rows["before"]) == ["5", "5"]
    assert rows["source"].isna().tolist() == [False, True]
    assert isinstance(frame([]), pd.DataFrame)


def test_changes_of_one_version_are_between_days_that_hold_it() -> None:
    """What the page shows of a span of days is what comparing its ends shows, where nothing moved twice."""
    catalog = a_catalog(models=(a_model(), an_open_model(release_date=date(2026, 8, 21))))
    (out,) = diff(catalog_on(catalog, date(2026, 8, 20)), catalog_on(catalog, date(2026, 8, 21)))
    assert (out.kind, out.subject) == (Kind.MODEL_ADDED, "borealis/open-eight")


def test_rows_escape_what_they_print() -> None:
    item = an_item(
        name=HOSTILE, model_id=HOSTILE, condition=HOSTILE, origin=Origin(publisher=HOSTILE, url="javascript:alert(1)", date=TODAY)
    )
    (row,) = change_rows([item], TODAY, name=True)
    assert "<script" not in row
    assert "javascript:" not in row
    assert "\u202e" not in row
    assert what(an_item(kind=Kind.MODEL_ADDED, field="released", name="X")).endswith("</a> came out.")


# --- the feed --------------------------------------------------------------------------------------------------------


def parsed(body: bytes) -> ET.Element:
    return ET.fromstring(body)


def test_the_feed_is_valid_atom_with_absolute_addresses_and_lasting_ids() -> None:
    found = [an_item(), an_item(subject="acme/y"), an_item(on=None)]
    root = parsed(feed(found, "https://w.example", "2026-11-20-abc", TODAY))
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{A}{name}")
    assert root.findtext(f"{A}author/{A}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{A}link")}
    assert links == {"self": "https://w.example/changes.atom", "alternate": "https://w.example/what-changed"}
    entries = root.findall(f"{A}entry")
    assert len(entries) == 2, "a change without a day has no moment to be listed at"
    ids = [entry.findtext(f"{A}id") or "" for entry in entries]
    assert len(set(ids)) == 2
    assert all(i.startswith("urn:uuid:") for i in ids)
    for entry in entries:
        assert entry.findtext(f"{A}updated") == "2026-08-21T00:00:00Z"
        link = entry.find(f"{A}link")
        assert link is not None
        assert str(link.get("href")).startswith("https://w.example/what-changed?")
    assert entry_id(an_item()) == entry_id(an_item(origin=None)) != entry_id(an_item(after=3.0))


def test_hostile_names_stay_text_and_the_feed_stays_whole() -> None:
    item = an_item(name=HOSTILE * 30, condition=HOSTILE, origin=Origin(publisher=HOSTILE, date=TODAY))
    body = feed([item], "https://w.example", HOSTILE, TODAY)
    title = parsed(body).findtext(f"{A}entry/{A}title") or ""
    assert "<script>" in title, "as text"
    assert b"<script" not in body
    assert len(title) <= 160


def asked(path: str = "/changes.atom", **headers: str) -> Response:
    scope = {
        "type": "http", "method": "GET", "path": path, "root_path": "", "scheme": "http", "query_string": b"", "server": ("w.example", 80),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "w.example", **headers}.items()],
    }  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # another test may hold this thread's event loop
        return thread.submit(asyncio.run, changes_feed.changes_atom(Request(scope))).result()


def test_the_route_serves_the_feed_and_knows_what_the_reader_has() -> None:
    first = asked()
    assert first.status_code == 200
    assert first.headers["content-type"].startswith("application/atom+xml")
    assert parsed(bytes(first.body)).findall(f"{A}entry")
    assert b"http://w.example/changes.atom" in bytes(first.body)
    again = asked(if_none_match=first.headers["etag"])
    assert (again.status_code, bytes(again.body)) == (304, b"")


def test_links_begin_with_the_address_that_the_deployment_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(changes_feed.ADDRESS, "https://public.example/")
    assert b"https://public.example/what-changed" in bytes(asked().body)
    monkeypatch.setenv(changes_feed.ADDRESS, "javascript:alert(1)")
    assert asked().status_code == 400


def test_a_deployment_behind_sign_in_has_no_public_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.sign_in.required", lambda: True)
    assert asked().status_code == 403


# --- one model -------------------------------------------------------------------------------------------------------


def test_a_model_shows_what_it_cost_before(visit: Visit) -> None:
    app = visit("catalog", model="openai/gpt-5.6-sol")
    text = html(app)
    assert "History" in text
    assert "before 21 Aug 2026" in text
    assert "What happened when" in text
    assert app.get("plotly_chart")


def test_a_model_without_dated_prices_says_that_none_is_known(visit: Visit) -> None:
    listed = {row[0] for row in handle().rows("SELECT DISTINCT model_id FROM offers WHERE id IN (SELECT offer_id FROM price_history)")}
    model = next(m for m in bare_catalog().models if m not in listed)
    text = html(visit("catalog", model=model))
    assert "No earlier price is known" in text


def a_span(**fields: Any) -> PriceSpan:
    return PriceSpan.model_validate(
        {
            "offer_id": "a",
            "basis": "dated",
            "feed": "f",
            "feed_key": "k",
            "origin": ORIGIN,
            "usd_per_mtok_in": 5.0,
            "usd_per_mtok_out": 30.0,
        }
        | fields
    )


def xs(chart: Mapping[str, Any], name: str) -> list[str | None]:
    return next(list(trace["x"]) for trace in chart["data"] if trace["name"] == name)


def test_dated_prices_are_joined_steps_and_a_gap_between_sightings_stays_a_gap() -> None:
    dated = [a_span(until=date(2026, 8, 21)), a_span(since=date(2026, 8, 21), usd_per_mtok_in=4.0)]
    chart = steps(dated, date(2026, 7, 9), TODAY, LIGHT, "#000000")
    go.Figure(chart)
    assert xs(chart, "Input") == ["2026-07-09", "2026-08-21", "2026-08-21", "2026-11-20"]
    seen = [
        a_span(basis="seen", since=date(2026, 9, 1), last_seen=date(2026, 9, 5), until=date(2026, 9, 9)),
        a_span(basis="seen", since=date(2026, 9, 9), last_seen=TODAY),
    ]
    assert None in xs(steps(seen, None, TODAY, LIGHT, "#000000"), "Output")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": date(2026, 8, 21)}, "before 21 Aug 2026"),
        ({"since": date(2026, 8, 21)}, "from 21 Aug 2026"),
        ({"since": date(2026, 8, 21), "until": date(2026, 9, 1)}, "21 Aug 2026 to 31 Aug 2026"),
        ({"basis": "seen", "since": date(2026, 9, 1), "last_seen": date(2026, 9, 5)}, "seen 1 Sep 2026 to 5 Sep 2026"),
        ({"basis": "seen", "since": date(2026, 9, 1), "last_seen": date(2026, 9, 1)}, "seen 1 Sep 2026"),
    ],
)
def test_spans_in_words(fields: dict[str, Any], words: str) -> None:
    assert from_to(a_span(**fields)) == words
