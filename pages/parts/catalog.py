"""The catalog, opened once per process, read-only, for all pages and for the HTTP routes."""

from __future__ import annotations

import streamlit as st

from catalog.schema import Catalog
from catalog.store import open_catalog
from pages.parts.house import with_house


@st.cache_resource(show_spinner=False)
def bare_catalog() -> Catalog:
    """Every record in memory, as published. Do not change it: all visitors share it."""
    return open_catalog()


def the_catalog() -> Catalog:
    """The same under the organisation's profile in force for this visitor, where there is one.

    Raises:
        ProfileError: the deployment's profile has faults, or names what the catalog does not know.
    """
    return with_house(bare_catalog())
