"""Several people weigh one report: everybody with its link may leave a name and priorities beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.needs import CRITERIA
from advisor.voices import Voice, heard
from pages.parts.report_store import the_store
from pages.parts.small_print import small_print
from pages.parts.visitor import who
from reports.fragments.states import message
from reports.fragments.voices import voices_told
from reports.reading import Json
from reports.safe_text import one_line
from reports.store.errors import DraftError, StoreError
from reports.store.record import Record
from reports.store.voices import LONGEST_NAME, add_voice, remove_voice, voices_of

_FAULTS = "voice_faults"


def report_voices(record: Record, found: dict[str, Any]) -> None:
    """What people made of it so far, and the form to join them."""
    for fault in st.session_state.pop(_FAULTS, ()):
        st.html(message("error", fault))
    left = voices_of(the_store(), record.id, who())
    told = heard(found, [Voice(v.name, v.priorities) for v in left])
    if told is not None:
        st.html(voices_told(told, {c: c.capitalize() for c in CRITERIA}))
    mine = next((v for v in left if v.mine), None)
    fold = st.expander("Change your weighting" if mine else "Add your own weighting", key=_key("voice", record.id), on_change="rerun")
    if not fold.open:
        return
    with fold:
        small_print("Name and priorities are kept beside the report for everybody who has its link. The report itself stays as it is.")
        _form(record, found, mine)


def _key(part: str, report_id: str) -> str:
    """A widget of one report's form; without the id, what was filled in for one report would stand in the form of the next."""
    return f"{part}_{report_id}"


def _form(record: Record, found: Json, mine: Any) -> None:
    start = mine.priorities if mine else found["needs"]["priorities"]
    name = _key("voice_name", record.id)
    st.session_state.setdefault(name, mine.name if mine else "")
    st.text_input("Your name", key=name, max_chars=LONGEST_NAME)
    for at in range(0, len(CRITERIA), 3):
        for column, criterion in zip(st.columns(3), CRITERIA[at : at + 3], strict=False):
            with column:
                key = _key(f"voice_{criterion}", record.id)
                st.session_state.setdefault(key, float(start[criterion]))
                st.slider(criterion.capitalize(), 0.0, 5.0, step=0.5, key=key)
    with st.container(horizontal=True):
        st.button("Save my weighting", type="primary", key=_key("voice_save", record.id), on_click=_save, args=(record.id,))
        if mine:
            st.button("Take it back", key=_key("voice_remove", record.id), on_click=_remove, args=(mine.id,))


def _save(report_id: str) -> None:
    priorities = {c: float(st.session_state.get(_key(f"voice_{c}", report_id), 0.0)) for c in CRITERIA}
    try:
        add_voice(the_store(), report_id, one_line(st.session_state.get(_key("voice_name", report_id), "")), priorities, who())
    except DraftError as error:
        st.session_state[_FAULTS] = error.faults
    except StoreError as error:
        st.session_state[_FAULTS] = [f"Nothing was saved. {error}"]


def _remove(voice_id: str) -> None:
    try:
        remove_voice(the_store(), voice_id, who())
    except StoreError as error:
        st.session_state[_FAULTS] = [str(error)]
