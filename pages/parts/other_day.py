"""The day a recommendation is judged on: today, unless the address names another."""

from __future__ import annotations

from datetime import date

import streamlit as st

from advisor.judged_day import AHEAD, FIRST, day_fault
from pages.parts import catalog_state
from pages.parts.clock import today
from pages.parts.small_print import small_print

NAME = "as_of"


def chosen() -> date | None:
    """The day of the address; None for today and for what is no day that can be judged."""
    day = _day(catalog_state.value(NAME))
    return day if day and not day_fault(day, today()) and day != today() else None


def faults() -> list[str]:
    """One sentence where the address names a day that cannot be judged."""
    text = catalog_state.value(NAME)
    day = _day(text)
    if not text or (day and not day_fault(day, today())):
        return []
    return [f"The day to judge on is “{text[:40]}”. Give one from {FIRST} to {today() + AHEAD}, such as 2026-08-01."]


def control(day: date | None) -> None:
    """A day to choose, one press away."""
    with st.popover(f"Judged for {day}" if day else "Another day", icon=":material/event:", type="tertiary"):
        catalog_state.widget(
            st.date_input, "Judge for this day", NAME, day or today(), min_value=FIRST, max_value=today() + AHEAD, format="YYYY-MM-DD"
        )
        small_print(
            "At the prices known to have held, or announced, for that day; models that were not out are left out, and what is known only as it is now says so."
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
