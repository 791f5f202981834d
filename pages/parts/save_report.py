"""Saving the recommendation as a report: title, note, and the link to copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import revision, sign_in
from pages.parts.report_links import PAGE, link_to_report, readers
from pages.parts.small_print import small_print
from pages.parts.visitor import known, who
from reports.about import LONGEST_NOTE
from reports.fragments.states import message
from reports.reading import Json
from reports.safe_text import clean, one_line
from reports.store.errors import DraftError, StoreError
from reports.store.record import LONGEST_TITLE, Draft, Visibility

_DONE, _FAULTS = "report_saved", "report_faults"
_TITLE, _NOTE, _READERS = "report_title", "report_note", "report_readers"
WHO_MAY_READ: dict[Visibility, str] = {"link": "Anyone with the link", "private": "Only me"}


def save_report(found: Json, whole: Callable[[], Json]) -> None:
    """A button with a title and a note behind it; after saving, the link."""
    now = _what(found)
    with st.popover("Save as report", icon=":material/bookmark_add:", key="save_report"):
        done = st.session_state.get(_DONE)
        if done and done["what"] == now:
            _saved(str(done["id"]), done["visibility"])
            return
        for fault in st.session_state.pop(_FAULTS, ()):
            st.html(message("error", fault))
        st.session_state.setdefault(_TITLE, (revision.title() or str(found.get("title") or ""))[:LONGEST_TITLE])
        st.text_input("Title", key=_TITLE, max_chars=LONGEST_TITLE, placeholder="What is decided")
        st.text_area(
            "Note (optional)", key=_NOTE, max_chars=LONGEST_NOTE, height=110, placeholder="Who asked, what was agreed, what is open"
        )
        if sign_in.owner():
            st.session_state.setdefault(_READERS, "link")
            st.segmented_control(
                "Who may read it", list(WHO_MAY_READ), format_func=lambda each: WHO_MAY_READ[each], key=_READERS, required=True, wrap=True
            )
        small_print(f"Needs, figures and sources are kept as they are today. {readers(_visibility())}")
        if found.get("own_evidence"):
            small_print("Your own evaluation results are part of the report: whoever may read it sees them.")
        st.button("Save", type="primary", key="report_save", on_click=_save, args=(whole, now))


def _what(found: Json) -> tuple[Any, ...]:
    """What would be saved: after a change of the answers there is something new to save."""
    return (
        str(found["needs"]),
        str(found["assumed"]),
        found["as_of"],
        found["catalog"]["version"],
        str(found.get("own_evidence")),
        revision.parent(),
    )


def _save(whole: Callable[[], Json], what: tuple[Any, ...]) -> None:
    from reports.store.store import open_store  # SQLAlchemy: only where something is saved

    title, note = one_line(st.session_state.get(_TITLE, "")), clean(st.session_state.get(_NOTE, "")).strip()
    try:
        found = whole()
        draft = Draft(
            found,
            title=title,
            note=note,
            organisation=(found.get("organisation") or {}).get("profile"),
            own_evidence=found.get("own_evidence") or None,
            parent_id=revision.parent(),
            visibility=_visibility(),
        )
        saved = open_store().save(draft, who())
    except DraftError as error:
        st.session_state[_FAULTS] = error.faults
    except StoreError as error:
        st.session_state[_FAULTS] = [f"Nothing was saved. {error}"]
    else:
        revision.stop()
        st.session_state[_DONE] = {"what": (*what[:-1], None), "id": saved.id, "visibility": draft.visibility}


def _visibility() -> Visibility:
    """What was chosen; without signing in there is nobody a report could be private to."""
    return "private" if st.session_state.get(_READERS) == "private" and sign_in.owner() else "link"


def _saved(report_id: str, visibility: Visibility) -> None:
    own = "Only you can delete it." if sign_in.owner() else "Only this browser can delete it."
    if not known():
        own = "This browser sent no key, so nobody can delete it here: keep the link."
    st.html(message("info", f"{readers(visibility)} {own}", "Saved."))
    st.code(link_to_report(report_id), language=None, wrap_lines=True)
    st.page_link(PAGE, label="Open the report", icon=":material/description:", query_params={"report": report_id})
