"""Tables whose pressed row opens something: the choice is in the address, and the highlight follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import catalog_state, form_state

ROW_PX, MOST_ROWS = 32, 16


def pick_table(view: pd.DataFrame, ids: Sequence[str], name: str, alt: str, columns: Mapping[str, Any], most: int = MOST_ROWS) -> None:
    """A sortable table; pressing a row puts its id under `name` in the address, pressing it again closes what it opened.

    A choice made elsewhere, or other rows, give a fresh table: the browser keeps positions, which would then point at others.
    """
    slot, chosen = f"pick_{name}", catalog_state.value(name)
    held = st.session_state.get(slot, {"ids": None, "chosen": "", "number": 0, "start": []})
    if held["ids"] != tuple(ids) or held["chosen"] != chosen:
        start = [list(ids).index(chosen)] if chosen in ids else []
        held = {"ids": tuple(ids), "chosen": chosen, "number": held["number"] + 1, "start": start}
        st.session_state[slot] = held
    key = f"{slot}_{held['number']}"
    st.dataframe(
        view,
        key=key,
        alt=alt,
        hide_index=True,
        row_height=ROW_PX,
        height=ROW_PX * (min(len(view), most) + 1) + 4,
        placeholder="unknown",
        column_config=dict(columns),
        on_select=partial(_pressed, name, key),
        selection_mode="single-row",
        selection_default={"selection": {"rows": held["start"], "columns": [], "cells": []}},
    )


def _pressed(name: str, key: str) -> None:
    slot = f"pick_{name}"
    held = st.session_state[slot]
    rows = st.session_state[key]["selection"]["rows"]
    chosen = held["ids"][rows[0]] if rows and rows[0] < len(held["ids"]) else ""
    st.session_state[slot] = {**held, "chosen": chosen}
    catalog_state.put(name, chosen)


def address(**choices: str) -> str:
    """The address of this page with these choices, and the answers given on Advise."""
    base = form_state.link_to("catalog", st.context.url)
    return f"{base}{'&' if '?' in base else '?'}{urlencode(choices)}"
