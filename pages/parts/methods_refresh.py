"""The refresh button of "Sources": off unless the deployment turns it on, one at a time, and what came of the last one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from advisor.numbers import day, exact
from catalog.feeds import FEED
from catalog.refresh_lock import refreshing
from catalog.refresh_process import ALLOWED, BackgroundRefresh, Progress, may_refresh
from catalog.store import data_dir
from pages.parts.catalog import newer
from pages.parts.catalog_queries import current
from reports.fragments.markup import block
from reports.fragments.states import message
from reports.safe_text import html_text

LOOK_AGAIN_S = 2.0
OPENED_WITHIN_S = 60.0
"""Seconds that the app may take to open a catalog that was published."""


@st.cache_resource(show_spinner=False)
def background() -> BackgroundRefresh:
    """The refreshes of this process, whoever starts them."""
    return BackgroundRefresh()


def refresh_panel() -> None:
    """The button, what runs, and what came of it; where it is off, how the lists are refreshed instead."""
    if not may_refresh():
        said = f"Nothing is fetched while the app runs. <code>weighbridge catalog refresh</code> asks the lists for news; {ALLOWED}=yes shows a button for it here."
        st.html(block(f'<p class="src">{said}</p>'))
        return
    now = background().progress()
    if now.running:
        st.fragment(_watch, run_every=LOOK_AGAIN_S)()
        return
    elsewhere = refreshing(data_dir())
    with st.container(horizontal=True, vertical_alignment="center", key="refresh"):
        st.button("Ask the lists for news", on_click=_start, disabled=bool(elsewhere), icon=":material/refresh:", key="refresh_lists")
        if elsewhere:
            st.html(block(f'<p class="src">A refresh is running ({html_text(elsewhere)}).</p>'))
        else:
            st.html(block('<p class="src">Uses the network. The catalog you read stays until you take the newer one.</p>'))
    if now.ended:
        st.html(_outcome(now))
        if _opening(now):
            st.fragment(_await, run_every=LOOK_AGAIN_S)()


def _start() -> None:
    background().start()


def _watch() -> None:
    now = background().progress()
    if not now.running:
        st.rerun()
    st.html(message("info", now.said or "Starting", "Asking the lists."))


def _opening(now: Progress) -> bool:
    """Whether a catalog was published just now that the app has not opened yet; then it will be offered."""
    version = now.outcome.get("version") if now.outcome else None
    if not version or now.ended is None or (datetime.now(UTC) - now.ended).total_seconds() > OPENED_WITHIN_S:
        return False
    return version != current() and newer() is None


def _await() -> None:
    if not _opening(background().progress()):
        st.rerun()


def _outcome(now: Progress) -> str:
    when = f"{day(now.ended)}, {now.ended:%H:%M} UTC." if now.ended else ""
    if now.outcome is None:
        return message("error", now.fault, f"No refresh, {when}")
    feeds = [feed for feed in now.outcome.get("feeds", []) if isinstance(feed, dict)]
    failed = [feed for feed in feeds if feed.get("status") == "failed"]
    return message("warning" if failed else "info", outcome_words(now.outcome), when)


def outcome_words(outcome: Mapping[str, Any]) -> str:
    """What came of a refresh, in sentences: how many lists had news, which failed, and what waits for a person."""
    feeds = [feed for feed in outcome.get("feeds", []) if isinstance(feed, dict)]

    def named(status: str) -> list[str]:
        return [FEED[f["feed"]].short if f.get("feed") in FEED else str(f.get("feed")) for f in feeds if f.get("status") == status]

    parts = [
        f"News from {', '.join(named('fetched'))}." if named("fetched") else "No list had news.",
        f"Unchanged: {', '.join(named('unchanged'))}." if named("unchanged") else "",
        f"Failed: {', '.join(named('failed'))}; a last good copy stays in use, where there is one." if named("failed") else "",
        f"Left out without a key: {', '.join(named('no_key'))}." if named("no_key") else "",
    ]
    held = len(outcome.get("held") or ())
    if held:
        parts.append(f"{exact(held, 0)} changes wait under Review." if held > 1 else "1 change waits under Review.")
    return " ".join(part for part in parts if part)
