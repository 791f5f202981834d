"""The report store for pages: opened at first use, whole reports kept in memory as they never change."""

from __future__ import annotations

import streamlit as st

from pages.parts.visitor import who
from reports.store.access import may_read
from reports.store.record import Record, Summary, Tombstone
from reports.store.store import ReportStore, open_store

KEPT = 8
"""Whole reports kept per process: up to 12 MB each."""


def the_store() -> ReportStore:
    """The store of this process; raises StoreError where it cannot be reached."""
    return open_store()


def readable(report_id: str) -> Record | Tombstone | None:
    """What this visitor may see under an id. Whether it still exists is asked each time, its content is read once."""
    found = the_store().summary(report_id)
    if not isinstance(found, Summary):
        return found
    return _content(report_id) if may_read(found, who()) else None


def forget(report_id: str) -> None:
    """Drop the content of a deleted report from the memory of this process."""
    _content.clear(report_id)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _content(report_id: str) -> Record | Tombstone | None:
    return the_store().get(report_id)
