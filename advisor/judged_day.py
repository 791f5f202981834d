"""The days that a recommendation can be judged on."""

from __future__ import annotations

from datetime import date, timedelta

FIRST = date(2023, 1, 1)
"""No price that is kept here goes back further."""
AHEAD = timedelta(days=3650)
"""Announced prices and ends of models reach some years ahead; nothing that is known reaches further."""


def day_fault(day: date, today: date) -> str:
    """Why a day cannot be judged, in one sentence; empty where it can."""
    last = today + AHEAD
    return "" if FIRST <= day <= last else f"{day} cannot be judged: give a day from {FIRST} to {last}, such as 2026-08-01"
