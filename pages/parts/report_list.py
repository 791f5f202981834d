"""My reports, and the way to those of others: by link."""

from __future__ import annotations

import streamlit as st

from pages.parts import sign_in
from pages.parts.report_drift import moved_on, standing
from pages.parts.report_links import PAGE
from pages.parts.report_store import readable, the_store
from pages.parts.visitor import known, who
from reports.fragments.markup import section
from reports.fragments.record import record_line
from reports.fragments.states import box, message
from reports.safe_text import markdown_text
from reports.store.ids import id_in
from reports.store.record import Record, Summary
from reports.store.store import listing_on

FIRST, MORE = 20, 20
_ROWS, _PASTED, _CHECK = "report_rows", "report_pasted", "report_check"


def report_list() -> None:
    """What this browser saved, newest first; opening by link; comparing two."""
    mine = the_store().mine(who())
    left, right = st.columns([7, 5], gap="large")
    with left:
        _reports("My reports", mine, f"{'Saved by you' if sign_in.owner() else 'Saved in this browser'}, newest first")
        if listing_on():
            own = {report.id for report in mine}
            _reports(
                "Reports of others",
                [each for each in the_store().listing() if each.id not in own],
                "This deployment lists every shared report",
            )
    with right:
        _open_by_link()
        if len(mine) > 1:
            _compare_two(mine)


def _reports(title: str, reports: list[Summary], subtitle: str) -> None:
    st.html(section(title, "", subtitle))
    if not reports:
        st.html(
            box("No report yet", "Save one on the Recommendation page: it keeps needs, figures and sources as they are on that day.")
            if known()
            else box(
                "This browser is not known",
                "It sent no key, so what it saved cannot be listed. Keep the links of reports, or allow this site to set a cookie.",
            )
        )
        return
    shown = int(st.session_state.get(_ROWS, FIRST))
    for report in reports[:shown]:
        with st.container(key=f"entry_{report.id}", gap=None):
            st.page_link(PAGE, label=markdown_text(report.title or "Untitled report"), query_params={"report": report.id})
            st.html(record_line(report, _standing(report)))
    if not _checked() and any(moved_on(report) for report in reports[:shown]):
        st.button("Check all against today’s catalog", key=f"check_{title}", icon=":material/update:", on_click=_check)
    if len(reports) > shown:
        st.button("Show more", key=f"more_{title}", on_click=_show_more)


def _checked() -> bool:
    return bool(st.session_state.get(_CHECK))


def _check() -> None:
    st.session_state[_CHECK] = True


def _standing(report: Summary) -> str:
    """Whether the advice still holds, where that was asked; it takes a fifth of a second per report, once a day."""
    if not moved_on(report):
        return ""
    record = readable(report.id) if _checked() else None
    return standing(record) if isinstance(record, Record) else "Catalog, engine or day have moved on since."


def _show_more() -> None:
    st.session_state[_ROWS] = int(st.session_state.get(_ROWS, FIRST)) + MORE


def _open_by_link() -> None:
    st.html(section("Open a report", "", "Reports are found by their link alone: nobody can search or guess them"))
    pasted = st.text_input("Link or id of a report", key=_PASTED, placeholder="https://…/reports?report=…")
    if not pasted.strip():
        return
    found = id_in(pasted)
    if found is None:
        st.html(message("error", "There is no id of a report in this text. Paste the whole link; it ends in 22 letters and digits."))
        return
    st.page_link(PAGE, label="Open this report", icon=":material/description:", query_params={"report": found})


def _compare_two(mine: list[Summary]) -> None:
    st.html(section("Compare two", "", "What differs in needs, answer, price and leading options"))
    names = {report.id: f"{report.title or 'Untitled report'}, {report.created_at:%d %b %Y %H:%M}" for report in mine}
    ids = list(names)
    first = st.selectbox("Report", ids, format_func=lambda i: names.get(i, i), key="compare_first")
    others = [each for each in ids if each != first]
    second = st.selectbox("Against", others, format_func=lambda i: names.get(i, i), key="compare_second")
    if first and second:
        st.page_link(PAGE, label="Compare these two", icon=":material/compare_arrows:", query_params={"report": first, "with": second})
