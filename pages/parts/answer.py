"""The recommendation for a visitor's needs, computed once for equal needs, catalog and day; with own results, once per session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from advisor.decision import decide
from advisor.needs import NeedsError, ReadNeeds, read_needs
from advisor.recommend import ENGINE_VERSION, glance, recommend
from pages.parts import form_state, own_evidence
from pages.parts.catalog import the_catalog
from pages.parts.clock import today

SHOWN = 100
"""Options that a page's answer lists; counts, gates and winners are over all of them."""
KEPT, KEPT_WHOLE = 200, 4
"""Answers kept per process: about 0.5 MB each as shown, up to 12 MB each with every option."""


def answer(read: ReadNeeds, on: date | None = None) -> dict[str, Any]:
    """The recommendation (DESIGN section 4) with its first options. Shared by all visitors with equal needs, so do not change it.

    `on`: the day to judge on; None is today.
    """
    day = on or today()
    if own := own_evidence.results_for(read):
        return own_evidence.once("answer", read, day, lambda: recommend(the_catalog(), read, day, SHOWN, own))
    found: dict[str, Any] = _answer(read.needs.model_dump_json(), read.assumed, day, the_catalog().version, read)
    return found


def answer_so_far(read: ReadNeeds) -> dict[str, Any]:
    """The same for the panel beside the form: what such a panel reads, in a third of the time."""
    if own := own_evidence.results_for(read):
        return own_evidence.once("so far", read, today(), lambda: glance(decide(the_catalog(), read, today(), own)))
    found: dict[str, Any] = _answer_so_far(read.needs.model_dump_json(), read.assumed, today(), the_catalog().version, read)
    return found


def visitors_answer(find: Callable[[ReadNeeds], dict[str, Any]] = answer) -> tuple[ReadNeeds, dict[str, Any]]:
    """The needs of this visitor and their answer; what the catalog does not know is left out and reported."""
    read = form_state.needs()
    try:
        return read, find(read)
    except NeedsError as error:
        form_state.leave_out(error.faults)
    read = form_state.needs()
    return read, find(read)


def whole_answer(read: ReadNeeds, own: own_evidence.Results | None = None, on: date | None = None) -> dict[str, Any]:
    """The same with every fitting option, for files and for whoever wants to see more.

    `own`: results of the visitor's own, where the session that holds them cannot be asked; they make an answer that nobody shares.
    """
    day = on or today()
    if own is None:
        own = own_evidence.results_for(read)
    if own:
        return recommend(the_catalog(), read, day, own_evidence=own)
    found: dict[str, Any] = _whole_answer(read.needs.model_dump_json(), read.assumed, day, the_catalog().version, read)
    return found


# Needs, assumptions, day and version are the key of each cache; `_read` is what the first two spell out.
@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _answer(needs_text: str, assumed: tuple[str, ...], as_of: date, version: str, _read: ReadNeeds) -> dict[str, Any]:
    return recommend(the_catalog(), _read, as_of, SHOWN)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _answer_so_far(needs_text: str, assumed: tuple[str, ...], as_of: date, version: str, _read: ReadNeeds) -> dict[str, Any]:
    return glance(decide(the_catalog(), _read, as_of))


@st.cache_resource(max_entries=KEPT_WHOLE, show_spinner=False)
def _whole_answer(needs_text: str, assumed: tuple[str, ...], as_of: date, version: str, _read: ReadNeeds) -> dict[str, Any]:
    return recommend(the_catalog(), _read, as_of)


def warm_up() -> None:
    """Open the catalog and answer the empty form, so that the first visitor waits for neither."""
    read = read_needs({})
    _answer_so_far(read.needs.model_dump_json(), read.assumed, today(), the_catalog().version, read)


def engine_version() -> str:
    """Version of the engine, as every answer states it."""
    return ENGINE_VERSION
