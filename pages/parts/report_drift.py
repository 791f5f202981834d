"""What today's catalog says to a stored report, worked out once per report, catalog and day."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from pages.parts.answer import engine_version
from pages.parts.catalog import bare_catalog
from pages.parts.clock import today
from reports.drift.report import drift
from reports.drift.rerun import RerunError
from reports.fragments.drift import banner, drift_report, nothing_to_compare, standing_words
from reports.fragments.states import message
from reports.store.record import Record, Summary

KEPT = 200
"""Comparisons kept per process: a few hundred kB each at most."""
Drift = dict[str, Any]


def moved_on(report: Summary) -> bool:
    """Whether anything could be another today: catalog, engine or day. Behind a plus a version names the organisation's profile."""
    then = report.catalog_version.partition("+")[0], report.engine_version, report.as_of
    return then != (bare_catalog().version, engine_version(), today().isoformat())


def drift_banner(record: Record) -> None:
    """The warning over a report whose advice, or a fact under it, is another today."""
    found = _today(record)
    if isinstance(found, str):
        st.html(message("warning", found))
    elif found is not None and (text := banner(found)):
        st.html(text)


def drift_tab(record: Record) -> None:
    """The whole comparison."""
    found = _today(record)
    st.html(message("warning", found) if isinstance(found, str) else drift_report(found) if found is not None else nothing_to_compare())


def standing(record: Record) -> str:
    """One line for a list."""
    found = _today(record)
    return found if isinstance(found, str) else standing_words(found) if found is not None else ""


def _today(record: Record) -> Drift | str | None:
    """The comparison; a sentence where it cannot be made; None where there is nothing to compare."""
    if not moved_on(record):
        return None
    found: Drift | str = _drift(record.id, bare_catalog().version, today(), record)
    return found


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _drift(report_id: str, version: str, on: date, _record: Record) -> Drift | str:
    try:
        return drift(_record.recommendation, bare_catalog(), on)
    except RerunError as error:
        return f"Today’s version cannot judge this report again: {' '.join(error.faults)}"
