"""A stored report as others see it: its head with the author's note, its line in a list, what is left when it is deleted."""

from __future__ import annotations

from datetime import datetime

from advisor.numbers import day
from reports.fragments.markup import block
from reports.fragments.states import box
from reports.safe_text import clean, html_text
from reports.store.record import Record, Summary, Tombstone


def moment(at: datetime) -> str:
    """Such as "20 Nov 2026, 14:03 UTC"."""
    return f"{day(at.date().isoformat())}, {at:%H:%M} UTC"


def record_head(record: Record) -> str:
    """When it was saved and on which versions, and what its author wrote beneath; the text is escaped, its line breaks stay."""
    line = f"Report saved {moment(record.created_at)} on engine {record.engine_version}; it never changes."
    paragraphs = "".join(f"<p>{html_text(part)}</p>" for part in clean(record.note).split("\n") if part.strip())
    said = f'<div class="note said" role="note" aria-label="Note of the author">{paragraphs}</div>' if paragraphs else ""
    return block(f'{said}<p class="src">{html_text(line)}</p>', "record")


def record_line(report: Summary, now: str = "") -> str:
    """The advice, and beneath it when and on what; `now` says what today's catalog makes of it."""
    parts = [f"Saved {moment(report.created_at)}", f"catalog {report.catalog_version}"]
    parts += ["revision" if report.parent_id else "", "private" if report.visibility == "private" else ""]
    today = f'<p class="now">{html_text(now)}</p>' if now else ""
    return block(
        f'<p>{html_text(report.headline)}</p>{today}<p class="src">{html_text(" · ".join(part for part in parts if part))}</p>', "entry"
    )


def gone(tombstone: Tombstone) -> str:
    """What a deleted report leaves."""
    why = f"Reason given: {tombstone.reason}" if tombstone.reason else "No reason was given."
    return box(
        "This report was deleted",
        f"It was saved {moment(tombstone.created_at)} and deleted {moment(tombstone.deleted_at)}. Its content is gone. {why}",
    )


def no_such_report() -> str:
    """Neither a report nor a tombstone, or one that this visitor may not read: the answer is the same."""
    return box("No such report", "Nothing is stored under this address, or it is private. Check that the link was copied whole.")
