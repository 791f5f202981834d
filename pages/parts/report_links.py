"""Addresses of stored reports, as links to copy."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.parts import sign_in
from reports.store.record import Visibility

PAGE = "pages/reports.py"
_SHOWN = "reports_shown"


def link_to_report(report_id: str) -> str:
    """The whole address of a report, for somebody else to open."""
    parts = urlsplit(st.context.url or "")
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{origin}/reports?{urlencode({'report': report_id})}"


def readers(visibility: Visibility = "link") -> str:
    """Who can read a report, in one sentence."""
    if visibility == "private":
        return "Only you can read this report."
    return f"Anyone {'who signs in and has' if sign_in.required() else 'with'} the link can read this report."


def asked_for() -> list[str]:
    """Ids in the address: none, one to open, or two to compare.

    A link from this page to itself reaches us without the browser's address bar changing: where another report is asked for
    than in the last run, the address is written once more.
    """
    asked = {name: st.query_params.get(name, "") for name in ("report", "with")}
    if st.session_state.get(_SHOWN) != asked:
        st.session_state[_SHOWN] = asked
        st.query_params.update({name: text or [] for name, text in asked.items()})
    return [text for text in asked.values() if text]
