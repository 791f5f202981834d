"""Buttons under "nothing fits" that change the needs so that something does."""

from __future__ import annotations

import streamlit as st

from advisor.needs import Needs
from pages.parts import form_state
from pages.parts.remedies import Remedy, apply, remedies
from reports.reading import Json


def remedy_buttons(needs: Needs, found: Json, edit: bool = False) -> None:
    """At most three remedies, the nearest first; with `edit` also the way back to the form."""
    with st.container(horizontal=True, key="remedies", vertical_alignment="center"):
        for place, remedy in enumerate(remedies(needs, found.get("near_misses") or ())):
            st.button(remedy.label, type="secondary" if place else "primary", key=f"remedy_{place}", on_click=_do, args=(remedy,))
        if edit:
            st.page_link("pages/advise.py", label="Edit answers", icon=":material/edit:")


def _do(remedy: Remedy) -> None:
    form_state.replace(apply(form_state.raw_needs(), remedy))
