"""Reports: what did we decide?"""

import streamlit as st

from pages.parts import sign_in
from pages.parts.report_compare import report_compare
from pages.parts.report_links import asked_for
from pages.parts.report_list import report_list
from pages.parts.report_store import readable
from pages.parts.report_view import report_view
from reports.fragments.markup import block
from reports.fragments.record import gone, no_such_report
from reports.fragments.states import message
from reports.safe_text import html_text
from reports.store.errors import StoreError
from reports.store.record import Record, Tombstone

SUBTITLE = (
    "Decisions as they were made. Anyone who signs in and has the link of a report can read it, unless it is kept private."
    if sign_in.required()
    else "Decisions as they were made. Anyone with the link of a report can read it."
)

with st.container(key="reports"):
    try:
        found = [readable(report_id) for report_id in asked_for()]
        whole = [record for record in found if isinstance(record, Record)]
        if len(whole) == len(found) == 2:
            report_compare(*whole)
        elif len(whole) == len(found) == 1:
            report_view(whole[0])
        else:
            st.html(block(f'<h1>Reports</h1><p class="sub">{html_text(SUBTITLE)}</p>'))
            for record in found:
                if not isinstance(record, Record):
                    st.html(gone(record) if isinstance(record, Tombstone) else no_such_report())
            report_list()
    except StoreError as error:
        st.html(block("<h1>Reports</h1>") + message("error", str(error)))
