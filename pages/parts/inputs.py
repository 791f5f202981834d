"""Widgets that are views on one answer each: they show the needs and write changes back.

Every function takes the place of the answer in the needs ("volume.requests_per_month"). Bounds
come from the needs' own schema, so form and check cannot differ. An answer that nobody gave shows
the value that is assumed; clearing a field, or "I don't know", goes back to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st

from advisor.needs import Needs
from pages.parts import form_state, link

UNSURE = "unsure"
"""Option id of "I don't know"."""
NONE_OF_THESE = "none"
"""Option id of an empty set that was chosen, as against not answered."""


def widget_key(path: str) -> str:
    """Key of the widget of an answer; also the CSS class `st-key-...`."""
    return f"f_{link.BY_PATH[path].key}"


@cache
def bounds(path: str) -> tuple[float | None, float | None, bool]:
    """Lowest and highest allowed value, and whether only whole numbers are; an open lower end reads 0."""
    schema = Needs.model_json_schema()
    node: dict[str, Any] = schema
    for step in path.split("."):
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = node["properties"][step]
    node = next((n for n in node.get("anyOf", []) if n.get("type") != "null"), node)
    return node.get("ge", node.get("gt")), node.get("le"), node.get("type") == "integer"


def seed(key: str, value: Any) -> None:
    """Let a widget show this value; untouched when it does already, so that typing is not disturbed."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def shown(needs: Needs, path: str) -> Any:
    """The value in force, given or assumed."""
    node: Any = needs
    for step in path.split("."):
        node = getattr(node, step)
    return node


def number(needs: Needs, path: str, label: str, step: float, help: str = "", none: str | None = None) -> None:
    """A number field. `none` is the word for "no limit" where the answer may be absent."""
    low, high, whole = bounds(path)
    kind: type[int] | type[float] = int if whole else float
    value = shown(needs, path)
    key = widget_key(path)
    seed(key, None if value is None else kind(value))
    st.number_input(
        label,
        min_value=None if low is None else kind(low),
        max_value=None if high is None else kind(high),
        value=None,
        step=kind(step),
        format=None if whole else "%.12g",
        key=key,
        placeholder=none,
        help=help or None,
        on_change=_number_changed,
        args=(path,),
    )


def _number_changed(path: str) -> None:
    value = st.session_state[widget_key(path)]
    form_state.forget(path) if value is None else form_state.change(path, value)


def percent(needs: Needs, path: str, label: str, help: str = "") -> None:
    """A share of 0..1 as a slider in percent."""
    key = widget_key(path)
    seed(key, round(float(shown(needs, path)) * 100, 9))
    st.slider(label, 0.0, 100.0, step=1.0, format="%.3g%%", key=key, help=help or None, on_change=_scaled_changed, args=(path, 0.01))


def slider(needs: Needs, path: str, label: str, low: float, high: float, step: float, format: str, help: str = "") -> None:
    """A slider; a value from a link beyond the usual range stretches it."""
    key, value = widget_key(path), float(shown(needs, path))
    seed(key, value)
    st.slider(
        label,
        min(low, value),
        max(high, value),
        step=step,
        format=format,
        key=key,
        help=help or None,
        on_change=_scaled_changed,
        args=(path, 1.0),
    )


def _scaled_changed(path: str, factor: float) -> None:
    form_state.change(path, round(st.session_state[widget_key(path)] * factor, 9))


def choice(
    needs: Needs, path: str, label: str, options: Mapping[str, tuple[str, Any]], help: str = "", spell: Callable[[Any], str] = str
) -> None:
    """One of few: option id -> (label, value), and "I don't know". A value from a link joins the options."""
    given = link.has(form_state.raw_needs(), path)
    value = shown(needs, path)
    names = {name: text for name, (text, _) in options.items()}
    values = {name: each for name, (_, each) in options.items()}
    chosen = next((name for name, each in values.items() if each == value), None)
    if chosen is None and given:
        chosen = f"v{spell(value)}"
        names[chosen], values[chosen] = spell(value), value
    names[UNSURE] = "I don’t know"
    key = widget_key(path)
    seed(key, chosen if given else UNSURE)
    st.segmented_control(
        label,
        list(names),
        format_func=lambda name: names.get(name, name),
        required=True,
        key=key,
        help=help or None,
        wrap=True,
        on_change=_choice_changed,
        args=(path, values),
    )


def _choice_changed(path: str, values: Mapping[str, Any]) -> None:
    name = st.session_state[widget_key(path)]
    form_state.change(path, values[name]) if name in values else form_state.forget(path)


def several(needs: Needs, path: str, label: str, options: Mapping[str, str], none: str = "", help: str = "") -> None:
    """A set: option id -> label. `none` labels the choice of nothing; deselecting all means not answered."""
    value = list(shown(needs, path))
    names = {**options, **{each: each for each in value if each not in options}, **({NONE_OF_THESE: none} if none else {})}
    answered = link.has(form_state.raw_needs(), path)
    key = widget_key(path)
    seed(key, value or ([NONE_OF_THESE] if none and answered else []))
    st.pills(
        label,
        list(names),
        selection_mode="multi",
        format_func=lambda name: names.get(name, name),
        key=key,
        help=help or None,
        wrap=True,
        on_change=_several_changed,
        args=(path,),
    )


def _several_changed(path: str) -> None:
    picked: Sequence[str] = st.session_state[widget_key(path)] or []
    raw = form_state.raw_needs()
    had_none = link.has(raw, path) and not link.get(raw, path)
    if NONE_OF_THESE in picked and not had_none:
        form_state.change(path, [])
    elif rest := [each for each in picked if each != NONE_OF_THESE]:
        form_state.change(path, rest)
    else:
        form_state.forget(path)


def flag(needs: Needs, path: str, label: str, help: str = "") -> None:
    """Yes or no as a toggle."""
    key = widget_key(path)
    seed(key, bool(shown(needs, path)))
    st.toggle(label, key=key, help=help or None, on_change=_given, args=(path,))


def pick(needs: Needs, path: str, label: str, options: Mapping[str, str], help: str = "") -> None:
    """One of many as a select box."""
    key = widget_key(path)
    seed(key, shown(needs, path))
    st.selectbox(
        label, list(options), format_func=lambda name: options.get(name, name), key=key, help=help or None, on_change=_given, args=(path,)
    )


def _given(path: str) -> None:
    form_state.change(path, st.session_state[widget_key(path)])


def text(needs: Needs, path: str, label: str, longest: int, help: str = "", placeholder: str = "") -> None:
    """One line of text; empty means not answered."""
    key = widget_key(path)
    seed(key, shown(needs, path) or "")
    st.text_input(
        label, max_chars=longest, key=key, help=help or None, placeholder=placeholder or None, on_change=_text_changed, args=(path,)
    )


def _text_changed(path: str) -> None:
    value = st.session_state[widget_key(path)].strip()
    form_state.change(path, value) if value else form_state.forget(path)


def codes(needs: Needs, path: str, label: str, placeholder: str, upper: bool = True, help: str = "") -> None:
    """A list of short codes, separated by commas or spaces; empty means not answered."""
    key = widget_key(path) + "_codes"
    seed(key, ", ".join(shown(needs, path)))
    st.text_input(
        label, max_chars=1_000, key=key, help=help or None, placeholder=placeholder, on_change=_codes_changed, args=(path, key, upper)
    )


def _codes_changed(path: str, key: str, upper: bool) -> None:
    found = [part.upper() if upper else part for part in re.split(r"[,;\s]+", st.session_state[key]) if part]
    form_state.change(path, list(dict.fromkeys(found))) if found else form_state.forget(path)


def rows_of(widgets: Iterable[Callable[[], None]], width: int = 3) -> None:
    """Widgets in rows of `width`, one row of columns per row, so that phones keep the order."""
    waiting = list(widgets)
    for start in range(0, len(waiting), width):
        for column, widget in zip(st.columns(width), waiting[start : start + width], strict=False):
            with column:
                widget()
