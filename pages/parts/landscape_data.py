"""What the Landscape page asks of the advisor, computed once per catalog and shared by all visitors, and the addresses it links to.

It reads the catalog as published: no organisation's own models or prices, which belong to its visitors alone.
"""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from advisor.landscape.claims import Judged, judge
from advisor.landscape.marks import abilities
from advisor.landscape.read import Landscape, overview
from pages.parts import form_state
from pages.parts.catalog import bare_catalog
from pages.parts.catalog_queries import handle

KEPT = 2


def everything() -> dict[str, Landscape]:
    """The landscape of every dimension of the catalog in use."""
    found: dict[str, Landscape] = _everything(bare_catalog().version)
    return found


def judged() -> tuple[Judged, ...]:
    """Every claim with its verdict."""
    found: tuple[Judged, ...] = _judged(bare_catalog().version)
    return found


@st.cache_resource(max_entries=KEPT, show_spinner="Measuring every dimension")
def _everything(version: str) -> dict[str, Landscape]:
    return overview(bare_catalog(), abilities(handle().records("evidence_parameters", "WHERE kind = 'standing'")))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _judged(version: str) -> tuple[Judged, ...]:
    return judge(everything())


def to_page(page: str, name: str, value: str) -> str:
    """The address of another page of this app, beside the current one, with this visitor's answers and one parameter more."""
    address = form_state.link_to(page, None).lstrip("/")
    return f"{address}{'&' if '?' in address else '?'}{name}={quote(value, safe='')}"
