"""What an author adds to a recommendation, and which stored record a report is a copy of."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_NOTE = 10_000
"""Characters."""


@dataclass(frozen=True)
class About:
    """All may be empty. `title` stands in for the one in the needs; `note` is free text in paragraphs.

    `record_id` and `parent_id` name stored records; `created` is when it was stored, an ISO date or time in UTC.
    """

    title: str = ""
    note: str = ""
    record_id: str = ""
    created: str = ""
    parent_id: str = ""


NOTHING = About()
