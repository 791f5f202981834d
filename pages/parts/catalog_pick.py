"""Tables whose pressed row opens something: the choice is in the address, the highlight follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import catalog_state, form_state

ROW_PX, MOST_ROWS = 32, 16
TINTS = {
    "light": {"Closed": "#E9E8FA", "Open weights": "#D9EFEC", "Restricted": "#FAEBD2", "Fully open": "#E6F1DA"},
    "dark": {"Closed": "#29284D", "Open weights": "#143633", "Restricted": "#3A2B12", "Fully open": "#20331A"},
}
GREY = {"light": "#E8E4DA", "dark": "#2C323B"}


def theme() -> str:
    """Light or dark, as the visitor's browser says."""
    return "dark" if st.context.theme.type == "dark" else "light"


def plain_table(view: pd.DataFrame, name: str, alt: str, config: Mapping[str, Any], most: int = MOST_ROWS) -> None:
    """A sortable table to read."""
    st.dataframe(view, key=f"read_{name}", alt=alt, column_config=dict(config), **_look(len(view), most))


def pick_table(
    view: pd.DataFrame,
    ids: Sequence[str],
    name: str,
    alt: str,
    config: Mapping[str, Any],
    most: int = MOST_ROWS,
    also: Mapping[str, str] | None = None,
) -> None:
    """A sortable table; pressing a row puts its id under `name` (and `also` under theirs), pressing it again takes it back.

    A choice made elsewhere, or other rows, give a fresh table: the browser keeps positions, which would then point at others.
    """
    held = st.session_state.get(f"pick_{name}", {"ids": None, "chosen": "", "number": 0, "start": []})
    chosen = catalog_state.value(name)
    if held["ids"] != tuple(ids) or held["chosen"] != chosen:
        start = [list(ids).index(chosen)] if chosen in ids else []
        held = {"ids": tuple(ids), "chosen": chosen, "number": held["number"] + 1, "start": start}
        st.session_state[f"pick_{name}"] = held
    key = f"pick_{name}_{held['number']}"
    st.dataframe(
        view,
        key=key,
        alt=alt,
        column_config=dict(config),
        on_select=partial(_pressed, name, key, also or {}),
        selection_mode="single-row",
        selection_default={"selection": {"rows": held["start"], "columns": [], "cells": []}},
        **_look(len(view), most),
    )


def _look(rows: int, most: int) -> dict[str, Any]:
    return {
        "hide_index": True,
        "row_height": ROW_PX,
        "height": ROW_PX * (min(rows, most) + 1) + 4,
        "placeholder": "unknown",
        "width": "stretch",
    }


def _pressed(name: str, key: str, also: Mapping[str, str]) -> None:
    held = st.session_state[f"pick_{name}"]
    rows = st.session_state[key]["selection"]["rows"]
    chosen = held["ids"][rows[0]] if rows and rows[0] < len(held["ids"]) else ""
    st.session_state[f"pick_{name}"] = {**held, "chosen": chosen}
    choose(name, chosen, also if chosen else {})


def choose(name: str, chosen: str, also: Mapping[str, str] | None = None) -> None:
    """Callback of buttons: open something, in another tab if `also` says so."""
    catalog_state.put(name, chosen)
    for other, value in (also or {}).items():
        catalog_state.put(other, value)


def pick_one(label: str, name: str, names: Mapping[str, str], none: str) -> None:
    """The same choice as a list that can be searched and works from the keyboard; `none` closes what is open."""
    chosen = catalog_state.value(name, list(names))
    options = ["", *names]
    catalog_state.widget(
        st.selectbox,
        label,
        name,
        chosen,
        slot="index",
        start=options.index(chosen),
        options=options,
        format_func=lambda each: names.get(each, none),
    )


def address(**choices: str) -> str:
    """The address of this page with these choices and the visitor's answers."""
    base = form_state.link_to("catalog", st.context.url)
    return f"{base}{'&' if '?' in base else '?'}{urlencode(choices)}"


def tagged(tags: Sequence[str], tints: Mapping[str, str] | None = None, width: int = 110) -> Any:
    """Column of one-item tags: in their own tint, else grey."""
    return st.column_config.MultiselectColumn(
        options=list(tags), color=[(tints or {}).get(tag, GREY[theme()]) for tag in tags] or None, width=width
    )


Body = Callable[[], None]
