"""Revising a report: its needs go back to the form, and what is saved next names it as its parent.

Which report is revised stands in the address (`revises`), so a reload keeps it.
"""

from __future__ import annotations

import streamlit as st

from advisor.own_evidence.results import OwnEvidenceError, results_of
from pages.parts import form_state, own_evidence
from pages.parts.report_links import PAGE
from pages.parts.visitor import who
from reports.fragments.states import message
from reports.store.access import may_read
from reports.store.errors import StoreError
from reports.store.ids import is_id
from reports.store.record import Record, Summary

KEY = "revises"
_SLOT, _TITLE = "revising", "revising_title"


def parent() -> str | None:
    """Id of the report that is being revised; the address shows it."""
    if _SLOT not in st.session_state:
        asked = st.query_params.get(KEY, "")
        st.session_state[_SLOT] = asked if is_id(asked) else ""
    now: str = st.session_state[_SLOT]
    if st.query_params.get(KEY, "") != now:
        st.query_params.update({KEY: now or []})
    return now or None


def title() -> str:
    """Title of the report that is being revised; empty without one."""
    return str(st.session_state.get(_TITLE, ""))


def start(record: Record, given: dict[str, object]) -> None:
    """Fill the form with the needs of this report, and use the evaluation results it was made with."""
    form_state.replace(given)
    own_evidence.let_go()
    try:
        if results := results_of(record.own_evidence or ()):
            own_evidence.hold(results, str(record.needs.get("task")))
    except OwnEvidenceError as error:
        form_state.complain(["The report's own evaluation results cannot be read by this version and are left out.", *error.faults])
    st.session_state[_SLOT], st.session_state[_TITLE] = record.id, record.title


def stop() -> None:
    """Go on with the answers as they are, as a report of their own."""
    st.session_state[_SLOT] = st.session_state[_TITLE] = ""


def notice() -> None:
    """One line on what is being revised, and the way out; nothing where nothing is."""
    report_id = parent()
    if report_id is None:
        return
    from reports.store.store import open_store  # SQLAlchemy: only where a report is revised

    try:
        found = open_store().summary(report_id)
    except StoreError as error:
        st.html(message("warning", str(error)))
        return
    if found is None or (isinstance(found, Summary) and not may_read(found, who())):
        stop()
        parent()
        return
    name = (found.title or found.headline) if isinstance(found, Summary) else "a deleted report"
    with st.container(horizontal=True, key="revising", vertical_alignment="center"):
        st.html(
            message("info", f"{name}. What you save next names it as its parent; the report itself stays as it is.", "You are revising")
        )
        st.page_link(PAGE, label="Open it", query_params={"report": report_id}, icon=":material/description:")
        st.button("Stop revising", on_click=stop, key="stop_revising", type="tertiary")
