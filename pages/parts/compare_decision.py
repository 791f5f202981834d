"""The decision behind a visitor's needs, for pages that look at options one by one."""

from __future__ import annotations

from datetime import date

import streamlit as st

from advisor.decision import Decision, decide
from advisor.needs import NeedsError, ReadNeeds
from pages.parts import form_state, own_evidence
from pages.parts.catalog import the_catalog
from pages.parts.clock import today

KEPT = 8
"""Decisions kept per process: a few MB each."""


def visitors_decision() -> Decision:
    """The decision for this visitor's needs; what the catalog does not know is left out and reported."""
    try:
        return decision(form_state.needs())
    except NeedsError as error:
        form_state.leave_out(error.faults)
    return decision(form_state.needs())


def decision(read: ReadNeeds) -> Decision:
    """Shared by all visitors with equal needs, so do not change it; with results of the visitor's own it belongs to the session."""
    if own := own_evidence.results_for(read):
        return own_evidence.once("decision", read, today(), lambda: decide(the_catalog(), read, today(), own))
    found: Decision = _decision(read.needs.model_dump_json(), read.assumed, today(), the_catalog().version, read)
    return found


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _decision(needs_text: str, assumed: tuple[str, ...], as_of: date, version: str, _read: ReadNeeds) -> Decision:
    return decide(the_catalog(), _read, as_of)
