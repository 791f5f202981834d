"""Two stored reports side by side."""

from __future__ import annotations

import streamlit as st

from pages.parts.report_links import PAGE
from reports.comparing import differences, subjects
from reports.fragments.comparison import comparison
from reports.fragments.markup import block
from reports.safe_text import markdown_text
from reports.store.record import Record


def report_compare(first: Record, second: Record) -> None:
    """What differs, or everything with the switch off."""
    st.html(block('<h1>Two reports compared</h1><p class="sub">As each was stored; nothing here is computed anew.</p>'))
    with st.container(horizontal=True, key="compare_actions", vertical_alignment="center"):
        only = st.toggle("Only differences", value=True, key="differences", bind="query-params")
        for record in (first, second):
            st.page_link(PAGE, label=f"Open {markdown_text(record.title or 'the untitled report')}", query_params={"report": record.id})
    pair = (first, second)
    st.html(comparison(subjects(pair), differences(pair), only, "Sums are USD a month unless a row says otherwise."))
