"""A line that says that a newer catalog is there, with the button that takes it. Nobody is moved on without asking."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import day
from pages.parts.catalog import edition, move_on, newer
from reports.fragments.markup import block
from reports.safe_text import html_text


def newer_catalog() -> None:
    """Draws nothing where this visitor reads the newest catalog."""
    found = newer()
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="newer_catalog"):
        now, then = found.catalog.built_at, edition().catalog.built_at
        lists = f"its lists are of {day(now)}, yours of {day(then)}" if now != then else "with other figures of the same day"
        st.html(block(f'<p class="src">A newer catalog is there: {html_text(lists)}. What you see stays on yours until you take it.</p>'))
        st.button("Use the newer catalog", on_click=move_on, key="take_newer", type="secondary")
