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


def draw(
    widget: Callable[..., Any],
    label: str,
    *,
    key: str,
    value: Any,
    changed: Callable[..., None],
    args: tuple[Any, ...] = (),
    slot: str = "value",
    start: Any = None,
    clearable: bool = False,
    **options: Any,
) -> None:
    """Draw a widget that shows `value` and calls `changed` when the visitor gives another.

    In the first run of a session the value is only the widget's default (under the name `slot`, as
    `start` where the widget wants an index): if the server was restarted while the page stayed open,
    the browser sends an answer that is newer than the address, and that one counts.
    """
    if form_state.first_run():
        got = widget(label, key=key, on_change=changed, args=args, **{slot: value if start is None else start}, **options)
        if got != value:
            changed(*args)
            st.rerun()
        return
    # only where it differs, so that typing is not disturbed
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    widget(label, key=key, on_change=changed, args=args, **({"value": None} if clearable else {}), **options)


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
    draw(
        st.number_input,
        label,
        key=widget_key(path),
        value=None if value is None else kind(value),
        clearable=True,
        changed=_number_changed,
        args=(path,),
        min_value=None if low is None else kind(low),
        max_value=None if high is None else kind(high),
        step=kind(step),
        format=None if whole else "%.12g",
        placeholder=none,
        help=help or None,
    )


def _number_changed(path: str) -> None:
    value = st.session_state[widget_key(path)]
    form_state.forget(path) if value is None else form_state.change(path, value)


def percent(needs: Needs, path: str, label: str, help: str = "") -> None:
    """A share as a slider in percent, over the whole allowed range."""
    low, high, _ = bounds(path)
    draw(
        st.slider,
        label,
        key=widget_key(path),
        value=round(float(shown(needs, path)) * 100, 9),
        changed=_scaled_changed,
        args=(path, 0.01),
        min_value=(low or 0.0) * 100.0,
        max_value=(1.0 if high is None else high) * 100.0,
        step=1.0,
        format="%.3g%%",
        help=help or None,
    )


def slider(needs: Needs, path: str, label: str, low: float, high: float, step: float, format: str, help: str = "") -> None:
    """A slider; a value from a link beyond the usual range stretches it."""
    value = float(shown(needs, path))
    draw(
        st.slider,
        label,
        key=widget_key(path),
        value=value,
        changed=_scaled_changed,
        args=(path, 1.0),
        min_value=min(low, value),
        max_value=max(high, value),
        step=step,
        format=format,
        help=help or None,
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
    draw(
        st.segmented_control,
        label,
        key=widget_key(path),
        value=chosen if given else UNSURE,
        slot="default",
        changed=_choice_changed,
        args=(path, values),
        options=list(names),
        format_func=lambda name: names.get(name, name),
        required=True,
        help=help or None,
        wrap=True,
    )


def _choice_changed(path: str, values: Mapping[str, Any]) -> None:
    name = st.session_state[widget_key(path)]
    form_state.change(path, values[name]) if name in values else form_state.forget(path)


def several(needs: Needs, path: str, label: str, options: Mapping[str, str], none: str = "", help: str = "") -> None:
    """A set: option id -> label. `none` labels the choice of nothing; deselecting all means not answered."""
    value = list(shown(needs, path))
    names = {**options, **{each: each for each in value if each not in options}, **({NONE_OF_THESE: none} if none else {})}
    answered = link.has(form_state.raw_needs(), path)
    draw(
        st.pills,
        label,
        key=widget_key(path),
        value=value or ([NONE_OF_THESE] if none and answered else []),
        slot="default",
        changed=_several_changed,
        args=(path,),
        options=list(names),
        selection_mode="multi",
        format_func=lambda name: names.get(name, name),
        help=help or None,
        wrap=True,
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
    draw(st.toggle, label, key=widget_key(path), value=bool(shown(needs, path)), changed=_given, args=(path,), help=help or None)


def pick(needs: Needs, path: str, label: str, options: Mapping[str, str], help: str = "") -> None:
    """One of many as a select box."""
    names, value = list(options), shown(needs, path)
    draw(
        st.selectbox,
        label,
        key=widget_key(path),
        value=value,
        slot="index",
        start=names.index(value),
        changed=_given,
        args=(path,),
        options=names,
        format_func=lambda name: options.get(name, name),
        help=help or None,
    )


def _given(path: str) -> None:
    form_state.change(path, st.session_state[widget_key(path)])


def text(needs: Needs, path: str, label: str, longest: int, help: str = "", placeholder: str = "") -> None:
    """One line of text; empty means not answered."""
    draw(
        st.text_input,
        label,
        key=widget_key(path),
        value=shown(needs, path) or "",
        changed=_text_changed,
        args=(path,),
        max_chars=longest,
        help=help or None,
        placeholder=placeholder or None,
    )


def _text_changed(path: str) -> None:
    value = st.session_state[widget_key(path)].strip()
    form_state.change(path, value) if value else form_state.forget(path)


def codes(needs: Needs, path: str, label: str, placeholder: str, upper: bool = True, help: str = "") -> None:
    """A list of short codes, separated by commas or spaces; empty means not answered."""
    key = f"{widget_key(path)}_codes"
    draw(
        st.text_input,
        label,
        key=key,
        value=", ".join(shown(needs, path)),
        changed=_codes_changed,
        args=(path, key, upper),
        max_chars=1_000,
        help=help or None,
        placeholder=placeholder,
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
