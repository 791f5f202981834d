"""The recommendation for a visitor's needs, computed once for equal needs, catalog and day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from advisor.needs import ReadNeeds, read_needs
from advisor.presets import PRESETS
from advisor.recommend import recommend
from pages.parts.catalog import the_catalog

KEPT = 64
"""Answers kept per process; each holds every fitting option."""


def today() -> date:
    """The only clock of an answer: the day in UTC."""
    return datetime.now(UTC).date()


def answer(read: ReadNeeds) -> dict[str, Any]:
    """The recommendation (DESIGN section 4). Shared by all visitors with equal needs, so do not change it."""
    found: dict[str, Any] = _answer(read.needs.model_dump_json(), read.assumed, today(), the_catalog().version, read)
    return found


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _answer(needs_text: str, assumed: tuple[str, ...], as_of: date, version: str, _read: ReadNeeds) -> dict[str, Any]:
    """The first four arguments are the key of the cache; `_read` is what they spell out."""
    return recommend(the_catalog(), _read, as_of)


def warm_up() -> None:
    """Open the catalog and answer twice, so that the first visitor waits for neither."""
    answer(read_needs(PRESETS[0].needs))
    answer(read_needs({}))


def engine_version() -> str:
    """Version of the engine, as every answer states it."""
    return str(answer(read_needs({}))["engine_version"])
