"""What changed: prices, models, licences, terms and ends, between days or between catalogs."""

import streamlit as st

from pages.parts import catalog_state, form_state
from pages.parts.catalog import bare_catalog
from pages.parts.changes_view import NAMES, head, tab_announced, tab_calendar, tab_changes
from pages.parts.small_print import small_print

form_state.needs()  # answers given on Advise stay in the address here too
catalog_state.take("what-changed", *NAMES)
st.html(head())
catalog_state.tabs(
    "part",
    {"changes": ("Changes", tab_changes), "announced": ("Announced", tab_announced), "calendar": ("Retirement calendar", tab_calendar)},
)
small_print(
    f"Catalog {bare_catalog().version}. First days are those that the lists state; some are the day on which their reviewers noticed a change."
)
