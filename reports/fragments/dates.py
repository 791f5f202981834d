"""The day of a figure with its age, and the badge of stale where it is older than the limit of its kind."""

from __future__ import annotations

from datetime import date

from advisor.freshness import age
from advisor.numbers import age as age_words
from advisor.numbers import day
from catalog.schema import Origin
from reports.fragments.badges import evidence_badge
from reports.safe_text import html_link, html_text


def with_age(said: object, days: int | None, stale: bool) -> str:
    """`20 Nov 2026 (1 day)`, with the badge where it is stale; a day that is not full has no age."""
    if said is None or said == "":
        return ""
    old = f" ({age_words(days)})" if days is not None else ""
    badge = f" {evidence_badge('stale')}" if stale else ""
    return f'<span class="nw">{html_text(day(said) + old)}</span>{badge}'


def aged(said: object, kind: str, on: date) -> str:
    """The same for a day or the text of one, by the limit of a kind of figure (advisor.freshness)."""
    found = age(kind, said if isinstance(said, (date, str)) else None, on)
    return with_age(said, found.days if found else None, bool(found and found.stale))


def when_said(origin: Origin, kind: str, on: date) -> str:
    """When a source said something: the day of its text, the day it was read where the text has none, and a later check."""
    found = age(kind, origin, on)
    days, stale = (found.days, found.stale) if found else (None, False)
    if origin.checked and origin.checked > origin.date:
        return f"stated {html_text(day(origin.date))}, checked {with_age(origin.checked, days, stale)}"
    return f"{'read ' if origin.undated else ''}{with_age(origin.date, days, stale)}"


def says_who(origin: Origin, kind: str, on: date) -> str:
    """Publisher (linked), day and age. Of the sources of a whole record any may be meant: their number, and their names on hover."""
    who = html_link(origin.publisher, origin.url)
    if origin.shared:
        who = f'<span title="{html_text(origin.said_by)}">one of the record’s {len(origin.also) + 1} sources</span>'
    return f"{who}, {when_said(origin, kind, on)}"
