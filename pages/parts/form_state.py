"""Where the answers of a visitor live: in the address, and in the session while it lasts.

The session holds one sparse needs document (`link.Raw`). Every page that needs it calls `needs()`:
the first run of a session, and the browser's Back and Forward, take it from the address; every
later run writes it there. So a pasted link, a reload and a restarted server give the same answers.

Widgets are views on that document. Their values come from it before they are drawn and go back
through `change`, so a value that nobody gave stays absent, which means "assumed".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from advisor.needs import NeedsError, ReadNeeds, read_needs
from advisor.presets import PRESETS, Preset
from pages.parts import link
from pages.parts.house import house_needs, house_profile

_RAW, _FAULTS, _PRESET, _FIRST = "needs_raw", "needs_faults", "needs_preset", "needs_first_run"
PRESET_KEY = "preset"
"""Query parameter that remembers which preset the answers started from; it changes no answer."""


def needs() -> ReadNeeds:
    """The visitor's needs, checked; the address bar afterwards shows them.

    Values of the address that break a bound are left out and named by `faults()`.
    """
    st.session_state[_FIRST] = _RAW not in st.session_state
    if st.session_state[_FIRST] or _went_back():
        _take_address()
    raw = st.session_state[_RAW]
    try:
        read = read_needs(raw, house_needs())
    except NeedsError:  # a change that only fails together with others, such as priorities that are all 0
        raw, read, found = without_faults(raw)
        st.session_state[_RAW], st.session_state[_FAULTS] = raw, found
    _show_in_address(raw)
    return read


def raw_needs() -> link.Raw:
    """What was given so far, and nothing else."""
    if _RAW not in st.session_state:
        _take_address()
    return dict(st.session_state[_RAW])


def faults() -> list[str]:
    """One sentence per value of the address, or of the last change, that could not be used."""
    return list(st.session_state.get(_FAULTS, ()))


def first_run() -> bool:
    """Whether this run took its answers from the address because the session is new."""
    return bool(st.session_state.get(_FIRST))


def preset_id() -> str | None:
    """The preset these answers started from, if any."""
    name = st.session_state.get(_PRESET)
    return name if isinstance(name, str) else None


def change(path: str, value: Any) -> None:
    """Give one answer."""
    replace(link.put(raw_needs(), path, value))


def forget(path: str) -> None:
    """Answer "I don't know": the value is assumed again."""
    replace(link.drop(raw_needs(), path))


def replace(raw: Mapping[str, Any], complaints: list[str] | None = None) -> None:
    """Take a whole document; what breaks a bound is refused by name, and the last good answers stay."""
    before = raw_needs()
    try:
        read_needs(dict(raw), house_needs())
        st.session_state[_RAW], st.session_state[_FAULTS] = dict(raw), complaints or []
    except NeedsError as error:
        st.session_state[_RAW], st.session_state[_FAULTS] = before, error.faults


def complain(sentences: list[str]) -> None:
    """Report an entry that could not be read at all; the last good answers stay."""
    st.session_state[_FAULTS] = sentences


def leave_out(complaints: list[str]) -> None:
    """Drop what these faults name and report them: the catalog knows nothing of that name."""
    named = [path for fault in complaints if (path := _path_named_by(fault))]
    st.session_state[_RAW] = _without(raw_needs(), named) if named else {}
    st.session_state[_FAULTS] = [*faults(), *complaints]


def presets() -> tuple[Preset, ...]:
    """All starting points: those of the organisation first."""
    profile = house_profile()
    own = tuple(Preset(p.id, p.name, p.summary, p.needs) for p in profile.presets) if profile else ()
    taken = {preset.id for preset in own}
    return (*own, *(preset for preset in PRESETS if preset.id not in taken))


def start_from(preset: str | None) -> None:
    """Take a preset's needs, or none at all."""
    found = next((p for p in presets() if p.id == preset), None)
    st.session_state[_PRESET] = found.id if found else None
    replace(found.needs if found else {})


def without_faults(raw: Mapping[str, Any]) -> tuple[link.Raw, ReadNeeds, list[str]]:
    """Leave out what `read_needs` refuses, by name; returns what is left, read, and every fault."""
    rest = dict(raw)
    sentences: list[str] = []
    for _ in range(len(link.FIELDS) + 1):
        try:
            return rest, read_needs(rest, house_needs()), sentences
        except NeedsError as error:
            sentences += error.faults
            named = [path for fault in error.faults if (path := _path_named_by(fault))]
            rest = _without(rest, named) if named else {}
    return {}, read_needs({}, house_needs()), sentences


def _without(raw: link.Raw, paths: list[str]) -> link.Raw:
    for path in paths:
        raw = link.drop(raw, path)
    return raw


def _path_named_by(fault: str) -> str | None:
    """The field a fault begins with: the longest known path that its first word starts with."""
    word = fault.split(" ", 1)[0]
    parts = word.split(".")
    for length in range(len(parts), 0, -1):
        path = ".".join(parts[:length])
        if path in link.BY_PATH or (length == 1 and any(p.startswith(f"{path}.") for p in link.BY_PATH)):
            return path
    return None


def _take_address() -> None:
    query = {key: values[-1] for key in st.query_params if (values := st.query_params.get_all(key))}
    raw, _, sentences = without_faults(link.from_query(query))
    known = {preset.id for preset in presets()}
    st.session_state[_RAW], st.session_state[_FAULTS] = raw, sentences
    st.session_state[_PRESET] = query[PRESET_KEY] if query.get(PRESET_KEY) in known else None


def _went_back() -> bool:
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def _show_in_address(raw: Mapping[str, Any]) -> None:
    """One message to the browser at most; parameters of other names stay as they are."""
    wanted = dict(link.to_query(raw))
    if (preset := preset_id()) is not None:
        wanted[PRESET_KEY] = preset
    now = {key: st.query_params.get_all(key) for key in (PRESET_KEY, *(field.key for field in link.FIELDS))}
    # an empty list takes the parameter out of the address within the same message
    changes: dict[str, str | list[str]] = {
        key: wanted.get(key, []) for key, values in now.items() if values != ([wanted[key]] if key in wanted else [])
    }
    if changes:
        st.query_params.update(changes)


def link_to(page: str, base: str | None) -> str:
    """The address of a page with these answers in it; `base` is the address of any page of this app."""
    parts = urlsplit(base or "")
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    query = urlencode({**link.to_query(raw_needs()), **({PRESET_KEY: name} if (name := preset_id()) else {})})
    return f"{origin}/{page}{'?' if query else ''}{query}"
