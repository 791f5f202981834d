"""What a visitor chose on a browsing page: in the address, and in the session while it lasts.

The counterpart of `form_state` for pages that look things up. Streamlit's own binding writes a widget's label into the
address; labels here carry counts that change, so the ids are written by us. Call `take` once at the top of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.inputs import draw

_PAGE = "browsing_page"
LONGEST = 200
"""Characters of one value that are read from an address."""
MOST_VALUES = 40


def take(page: str, *names: str) -> None:
    """Make address and session agree on these parameters.

    The address counts in the first run of a session, after Back or Forward, and on arrival from another page by a link
    that carries one of them; otherwise the session does, and the address is made to show it.
    """
    context = get_script_run_ctx()
    arrived = st.session_state.get(_PAGE) != page and any(name in st.query_params for name in names)
    from_address = arrived or bool(context and context.is_history_navigation)
    st.session_state[_PAGE] = page
    changes: dict[str, str | list[str]] = {}
    for name in names:
        shown = [text[:LONGEST] for text in st.query_params.get_all(name) if text][:MOST_VALUES]
        if from_address or _slot(name) not in st.session_state:
            st.session_state[_slot(name)] = shown
        elif shown != st.session_state[_slot(name)]:
            changes[name] = list(st.session_state[_slot(name)])
    if changes:
        st.query_params.update(changes)


def _slot(name: str) -> str:
    return f"browsing_{name}"


def values(name: str, allowed: Sequence[str] | None = None) -> list[str]:
    """Everything chosen under a name; ids that are not `allowed` are left out."""
    chosen: list[str] = st.session_state.get(_slot(name), [])
    return [value for value in dict.fromkeys(chosen) if allowed is None or value in allowed]


def value(name: str, allowed: Sequence[str] | None = None, default: str = "") -> str:
    """The one value chosen under a name, or `default`."""
    return next(iter(values(name, allowed)), default)


def put(name: str, *chosen: str) -> None:
    """Choose; the address shows it at once where this is not a callback, else with the run that follows."""
    st.session_state[_slot(name)] = [text for text in chosen if text]


def show(name: str) -> None:
    """Write one choice into the address in the middle of a run."""
    st.query_params.update({name: list(st.session_state.get(_slot(name), []))})


def widget(
    make: Callable[..., Any], label: str, name: str, current: Any, *, slot: str = "value", start: Any = None, **options: Any
) -> None:
    """A widget that shows `current` and puts what is chosen under `name`. Ids, texts, lists of ids and switches work."""
    draw(make, label, key=f"b_{name}", value=current, changed=_changed, args=(name,), slot=slot, start=start, **options)


def _changed(name: str) -> None:
    got = st.session_state[f"b_{name}"]
    if isinstance(got, bool):
        put(name, "yes" if got else "")
    else:
        put(name, *(got if isinstance(got, list) else [str(got)] if got else []))


def faults(name: str, allowed: Sequence[str], what: str) -> list[str]:
    """One sentence per chosen value that is not allowed, as a link may carry; `what` names the parameter to a reader."""
    wrong = [text for text in values(name) if text not in allowed]
    few = f" Allowed: {', '.join(allowed)}." if len(allowed) <= 12 else ""
    return [f"{what} is “{text[:60]}”, which this catalog does not have.{few}" for text in wrong]


def tabs(name: str, parts: dict[str, tuple[str, Callable[[], None]]]) -> None:
    """Tabs whose open one is in the address; only its body runs."""
    labels = {part: label for part, (label, _) in parts.items()}
    now, key = value(name, list(parts), next(iter(parts))), f"t_{name}"
    # the state alone says which one is open: a `default` that changes between runs would draw new tabs with the first one open
    if st.session_state.get(key) != labels[now]:  # first run, Back, a link, or labels with other counts
        st.session_state[key] = labels[now]
    drawn = st.tabs(
        list(labels.values()),
        key=key,
        on_change=_tab_changed,
        args=(name, {v: k for k, v in labels.items()}),
    )
    for part, tab in zip(parts, drawn, strict=True):
        if part == now:
            with tab:
                parts[part][1]()


def _tab_changed(name: str, ids: dict[str, str]) -> None:
    put(name, ids.get(str(st.session_state[f"t_{name}"]), ""))
