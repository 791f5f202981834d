"""The catalog, opened once per process, read-only, for all pages and for the HTTP routes."""

from __future__ import annotations

import streamlit as st

from catalog.schema import Catalog
from catalog.store import open_catalog


@st.cache_resource(show_spinner=False)
def the_catalog() -> Catalog:
    """Every record in memory. Do not change it: all visitors share it."""
    return open_catalog()
