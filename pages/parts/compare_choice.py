"""Choosing what is compared: press to remove, search to add."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import streamlit as st

from advisor.answer.naming import label
from advisor.compare import MOST, Column, known, ways_to_run
from advisor.decision import Decision
from pages.parts import catalog_state
from pages.parts.catalog_queries import current, model_names
from reports.fragments.markup import section
from reports.safe_text import markdown_text

ITEMS = "items"
MOST_WAYS = 60
"""Ways of running one model that are offered: the best first."""


def chosen() -> list[str]:
    """Ids of models and options, in the order of choice: one parameter each, or several in one with commas between."""
    return list(dict.fromkeys(item for text in catalog_state.values(ITEMS) for item in text.split(",") if item))


def choose(items: Sequence[str]) -> None:
    """Compare these."""
    catalog_state.put(ITEMS, *dict.fromkeys(items))


def faults(d: Decision, asked: Sequence[str]) -> list[str]:
    """What of the address cannot be shown, one sentence each."""
    strange = [item for item in asked if not known(d, item)]
    found = [f"items names {item}, which the catalog does not know. Give ids of models or options." for item in strange]
    if (many := len(asked) - len(strange)) > MOST:
        found.append(f"items names {many} that are known. The first {MOST} are shown: more cannot be read side by side.")
    return found


def choice(d: Decision, columns: Sequence[Column]) -> None:
    """What is compared as pills, and two searches to add to it."""
    names = {c.item: f"{c.model.name}, {c.label}" if c.label else c.model.name for c in columns}
    left, middle, right = st.columns([6, 4, 4], gap="medium", vertical_alignment="bottom")
    with left:
        # a new key after each change: the pills always start with all chosen
        st.pills(
            "Compared, two to six; press one to remove it",
            list(names),
            selection_mode="multi",
            default=list(names),
            format_func=lambda item: markdown_text(names.get(item, item)),
            key=_pills_key(tuple(names)),
            on_change=_kept,
            args=(tuple(names),),
            wrap=True,
        )
    full = len(columns) >= MOST
    with middle:
        models = model_names(current())
        st.selectbox(
            "Add a model, run the best way",
            [m for m in models if m not in names],
            index=None,
            format_func=lambda item: models.get(item, item),
            placeholder="Six are the most" if full else "Model or lab",
            key="add_model",
            on_change=_added,
            args=("add_model", tuple(names)),
            disabled=full,
        )
    with right:
        ways = {
            d.options[i].option_id: f"{d.options[i].model.name}, {label(d, i)}"
            for c in columns
            for i in ways_to_run(d, c.model.id)[:MOST_WAYS]
        }
        st.selectbox(
            "Add another way to run one of them",
            [option for option in ways if option not in {c.option_id for c in columns}],
            index=None,
            format_func=lambda option: ways.get(option, option),
            placeholder="Six are the most" if full else "Provider, region or deployment",
            key="add_way",
            on_change=_added,
            args=("add_way", tuple(names)),
            disabled=full,
        )


def alternatives(columns: Sequence[Column]) -> None:
    """Buttons that put a suggested option beside the first column it is meant for; each option is offered once."""
    items = tuple(c.item for c in columns)
    shown = {c.option_id for c in columns}
    offered: dict[str, tuple[str, str, list[str]]] = {}
    for c in columns:
        for words, other in (("cheaper", c.cheaper), ("more private", c.more_private)):
            if other and other.option_id not in shown:
                offered.setdefault(other.option_id, (c.item, other.name, []))[2].append(f"{words} than {c.model.name}")
    if not offered:
        return
    st.html(
        section(
            "Put an alternative beside them",
            "",
            "The best-ranked option that passes every must-have and whose quality may be as good; without one, the strongest",
        )
    )
    rows = st.container(gap=None, key="alternatives")
    for place, (option_id, (item, name, reasons)) in enumerate(offered.items()):
        rows.button(
            f"{name}: {', '.join(reasons)}",
            key=f"alternative_{place}",
            icon=":material/add:",
            type="tertiary",
            on_click=beside,
            args=(items, item, option_id),
        )


def _pills_key(names: tuple[str, ...]) -> str:
    return f"compared_{crc32(','.join(names).encode())}"


def _kept(before: tuple[str, ...]) -> None:
    left = st.session_state.get(_pills_key(before), [])
    choose([item for item in before if item in left])


def _added(key: str, before: tuple[str, ...]) -> None:
    picked = st.session_state[key]
    st.session_state[key] = None
    if picked:
        choose([*before, picked])


def beside(before: Sequence[str], old: str, new: str) -> None:
    """Put an alternative next to the one it is meant for, or in its place where six are compared already."""
    at = before.index(old)
    choose([*before[:at], *([] if len(before) >= MOST else [old]), new, *before[at + 1 :]])
