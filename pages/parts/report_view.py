"""One stored report, read-only: drawn from what was stored, whatever the catalog says today."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts import reasoning, revision, sign_in
from pages.parts.exports import export_menu
from pages.parts.report_drift import drift_banner, drift_tab
from pages.parts.report_links import PAGE, link_to_report, readers
from pages.parts.report_store import forget, the_store
from pages.parts.report_voices import report_voices
from pages.parts.small_print import small_print
from pages.parts.visitor import who
from reports.fragments.change import sure_line
from reports.fragments.headline import fact_strip, headline
from reports.fragments.markup import block
from reports.fragments.own_evidence import own_line
from reports.fragments.record import record_head
from reports.fragments.states import empty_state, message
from reports.reading import given_needs
from reports.safe_text import markdown_text, one_line
from reports.store.access import is_savers, may_read
from reports.store.errors import DraftError, StoreError
from reports.store.ids import id_in
from reports.store.record import LONGEST_REASON, Record, Summary, Visibility

_REASON, _FAULT = "report_reason", "report_fault"


def report_view(record: Record) -> None:
    """Everything the Recommendation page showed when it was saved, and what can be done with the record."""
    found: dict[str, Any] = {**record.recommendation, "title": record.title or record.recommendation.get("title")}
    drift_banner(record)
    st.html(headline(found) if found.get("options") else block("<h1>Recommendation</h1>") + empty_state(found))
    st.html(record_head(record))
    _family(record)
    _actions(record, found)
    if not found.get("options"):
        reasoning.tab_excluded(found)
        drift_tab(record)
        return
    st.html(fact_strip(found) + sure_line(found))
    if own := own_line(found):
        st.html(block(own))
    today = {"today": ("Then and now", lambda _: drift_tab(record))}
    reasoning.tabs(found, lambda: found, today, scope=f"_{record.id}")
    report_voices(record, found)


def _family(record: Record) -> None:
    """The report this one revises, and those that revise it."""
    related = [("Revises", the_store().summary(record.parent_id))] if record.parent_id else []
    related += [("Revised by", each) for each in the_store().revisions(record.id)]
    with st.container(horizontal=True, key="family"):
        for word, other in related:
            if isinstance(other, Summary) and may_read(other, who()):
                name = markdown_text(other.title or "Untitled report")
                st.page_link(PAGE, label=f"{word}: {name}", icon=":material/history:", query_params={"report": other.id})
            elif word == "Revises":
                small_print("Revises a report that was deleted or is private.")


def _actions(record: Record, found: dict[str, Any]) -> None:
    if fault := st.session_state.pop(_FAULT, ""):
        st.html(message("error", fault))
    with st.container(horizontal=True, key="actions", vertical_alignment="center"):
        with st.popover("Share link", icon=":material/link:", type="primary", key="share"):
            _share(record)
        export_menu(found, lambda: found, record.about)
        with st.popover("Compare with", icon=":material/compare_arrows:", key="compare_with"):
            _compare(record)
        if st.button(
            "Revise",
            icon=":material/edit:",
            key="revise",
            help="Fills the form with these needs; what you save next names this report as its parent.",
        ):
            revision.start(record, given_needs(found))
            st.switch_page("pages/advise.py")
        if is_savers(record, who()):
            with st.popover("Delete", icon=":material/delete:", key="delete"):
                _delete(record)
        st.page_link(PAGE, label="All reports", icon=":material/list:")


def _share(record: Record) -> None:
    """The link, and who may follow it. The record in memory never changes; who may read it is asked of the store."""
    now = the_store().summary(record.id)
    visibility = now.visibility if isinstance(now, Summary) else record.visibility
    small_print(readers(visibility))
    st.code(link_to_report(record.id), language=None, wrap_lines=True)
    if sign_in.owner() and is_savers(record, who()):
        other: Visibility = "private" if visibility == "link" else "link"
        label = "Keep it private" if other == "private" else "Share it by link"
        st.button(label, key="visibility", on_click=_set_visibility, args=(record.id, other))


def _set_visibility(report_id: str, visibility: Visibility) -> None:
    """Asked again here, as for deleting."""
    try:
        found = the_store().summary(report_id)
        if isinstance(found, Summary) and is_savers(found, who()):
            the_store().set_visibility(report_id, visibility)
    except StoreError as error:
        st.session_state[_FAULT] = str(error)


def _compare(record: Record) -> None:
    others = {each.id: each.title or "Untitled report" for each in the_store().mine(who()) if each.id != record.id}
    chosen = None
    if others:
        chosen = st.selectbox(
            "One of mine",
            list(others),
            index=None,
            format_func=lambda i: others.get(i, i),
            key="compare_mine",
            placeholder="Choose a report",
        )
    pasted = st.text_input("Or the link of another", key="compare_pasted")
    other = id_in(pasted) if pasted.strip() else chosen
    if pasted.strip() and other is None:
        st.html(message("error", "There is no id of a report in this text."))
    elif other == record.id:
        st.html(message("info", "That is this report."))
    elif other:
        st.page_link(PAGE, label="Show what differs", query_params={"report": record.id, "with": other})


def _delete(record: Record) -> None:
    small_print("The content is removed for everybody and cannot be brought back. The link will say that the report was deleted, and why.")
    st.text_input("Reason (shown to whoever opens the link)", key=_REASON, max_chars=LONGEST_REASON)
    st.button("Delete this report", key="delete_report", on_click=_do_delete, args=(record.id,))


def _do_delete(report_id: str) -> None:
    """Asked again here: the button was drawn for its saver, but a message to the server can be made by hand."""
    try:
        found = the_store().summary(report_id)
        if isinstance(found, Summary) and is_savers(found, who()):
            the_store().delete(report_id, one_line(st.session_state.get(_REASON, "")))
            forget(report_id)
    except (DraftError, StoreError) as error:
        st.session_state[_FAULT] = str(error)
