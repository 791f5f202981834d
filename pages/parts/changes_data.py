"""What changed, for pages and the feed: dated changes of the current catalog, or the differences from one that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import streamlit as st

from advisor.numbers import day
from catalog.diff import Kind, diff
from catalog.events import Ending, endings, events
from catalog.publish import Kept, kept
from catalog.store import data_dir
from catalog.versions import find
from pages.parts.catalog import bare_catalog
from reports.changes import Item, items

SPANS = {"30": "The last 30 days", "90": "The last 90 days", "365": "The last year", "all": "Every dated change"}
"""Values of the address for dated changes; any other value names a kept catalog."""
USUAL = "90"
HORIZON = timedelta(days=4 * 365)
"""How far ahead announced changes and ends are looked for."""
KEPT_RESULTS = 8
LOOKED_BACK = timedelta(days=60)
"""Ends as far back as this stand at the head of the calendar: some readers notice them only then."""


def older_versions() -> dict[str, str]:
    """Version -> words, of the kept catalogs that the current one can be compared with, newest first."""
    return {k.version: f"Against {_written(k)}" for k in reversed(kept(data_dir())) if k.version != bare_catalog().version}


def _written(one: Kept) -> str:
    return f"the catalog of {day(one.version[:10])}, built {day(one.written.date())} {one.written:%H:%M} UTC ({one.version.rpartition('-')[2]})"


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def changes(since: str, version: str, today: date) -> tuple[Item, ...]:
    """Items of a span of days up to today, newest first; or of the comparison with a kept catalog, in the order of attention."""
    catalog = bare_catalog()
    if since in SPANS:
        first = date.min if since == "all" else today - timedelta(days=int(since))
        return items(events(catalog, first, today))
    return items(diff(find(since), catalog))


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def announced(version: str, today: date) -> tuple[Item, ...]:
    """What is dated ahead, soonest first, without the ends: these have a calendar of their own."""
    ahead = events(bare_catalog(), today + timedelta(days=1), today + HORIZON)
    return items(reversed([change for change in ahead if change.field != "ended"]))


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def calendar(version: str, today: date) -> tuple[Ending, ...]:
    """Ends of models and offers, from two months back on."""
    return endings(bare_catalog(), today - LOOKED_BACK, today + HORIZON)


def matching(
    found: Iterable[Item], kinds: Sequence[str] = (), lab: str = "", provider: str = "", words: str = ""
) -> list[Item]:  # fmt: skip
    """Items of the chosen kinds, lab and provider whose sentence holds every word."""
    asked = words.casefold().split()
    return [
        item
        for item in found
        if (not kinds or item.kind.value in kinds)
        and (not lab or item.lab == lab)
        and (not provider or item.provider_id == provider)
        and all(word in f"{item.sentence} {item.subject} {item.lab or ''}".casefold() for word in asked)
    ]


def counts(found: Iterable[Item]) -> dict[Kind, int]:
    """Items by kind, in the order of attention."""
    by_kind = Counter(item.kind for item in found)
    return {kind: by_kind[kind] for kind in Kind if by_kind[kind]}
