"""One line of small print: unit, date, source. (st.caption fades its text below 4.5:1.)"""

from __future__ import annotations

import streamlit as st

from reports.fragments.markup import block
from reports.safe_text import html_text


def small_print(text: str) -> None:
    """A line in the size and colour of sources; the text is escaped."""
    st.html(block(f'<p class="src">{html_text(text)}</p>'))
