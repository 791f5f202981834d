"""A visitor's own evaluation results: kept in this session alone, and what was computed from them too.

Never in the address, in the catalog, or in a cache that visitors share. A reload forgets them; a stored or exported report keeps them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import streamlit as st

from advisor.needs import ReadNeeds
from advisor.own_evidence.results import OwnResult, read_results
from catalog.names import NameBook
from catalog.schema import Catalog
from catalog.store import name_book
from pages.parts.catalog import the_catalog

Results = tuple[OwnResult, ...]
_HELD, _TASK, _MADE = "own_results", "own_results_task", "own_made"
MADE_KEPT = 3
"""Answers kept per session, the newest: page, panel and comparison."""

T = TypeVar("T")


def held() -> Results:
    """Every result that was imported, whatever the task asked now."""
    found: Results = st.session_state.get(_HELD, ())
    return found


def held_for() -> str:
    """The task that the results were imported for."""
    return str(st.session_state.get(_TASK, ""))


def results_for(read: ReadNeeds) -> Results:
    """The results that count for these needs: those imported for their task."""
    return held() if held_for() == read.needs.task else ()


def hold(results: Results, task: str) -> None:
    """Use these results, and no others, for a task."""
    st.session_state[_HELD], st.session_state[_TASK] = results, task
    st.session_state.pop(_MADE, None)


def let_go() -> None:
    """Forget every result and all that was computed from them."""
    for key in (_HELD, _TASK, _MADE):
        st.session_state.pop(key, None)


def once(kind: str, read: ReadNeeds, day: date, make: Callable[[], T]) -> T:
    """What `make` gives for the held results and these needs, kept with the session until something of that changes."""
    made = st.session_state.setdefault(_MADE, {})
    key = (read.needs.model_dump_json(), read.assumed, str(day), the_catalog().version)
    if made.get(kind, (None, None))[0] != key:
        made.pop(kind, None)
        while len(made) >= MADE_KEPT:
            made.pop(next(iter(made)))
        made[kind] = (key, make())
    found: T = made[kind][1]
    return found


def read_file(data: bytes, day: date) -> Results:
    """A file as results; nothing is held yet.

    Raises:
        OwnEvidenceError: with every fault by row.
    """
    catalog = the_catalog()
    return read_results(data, names(catalog.version, catalog), day)


@st.cache_resource(max_entries=4, show_spinner=False)
def names(version: str, _catalog: Catalog) -> NameBook:
    """Names of a catalog's models, the same for all visitors who decide on it."""
    from pages.parts.catalog_queries import handle  # only here: importing it reads Streamlit's settings, and the launcher comes first

    return name_book(handle(), _catalog.models.values())
