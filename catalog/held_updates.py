"""Changes in a fetched list that are too odd to be taken over unseen, and the figures that stay in their place.

Held back are: a price that moved more than fivefold; a price that cannot be true where there was one that could; a limit that shrank;
a licence tag, openness or parameter count of a model that changed. The line keeps the state it had, with the day of that state, until
a person confirms the new one (`weighbridge catalog review --confirm`) or the list goes back. A listing that lost more than half of its
prices is not a change of lines but a broken list: it is refused whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalog.entries import FeedEntry, Line, line_of
from catalog.feed_state import write_whole
from catalog.feeds import Translation
from catalog.offer_choice import PRICES
from catalog.schema import HeldUpdate, Statement

NAME = "held.json"
MOVED = 5.0
"""Factor by which a price may change from one list to the next; the largest cut of a list price seen so far is fourfold."""
SHRANK = 0.95
"""Share of a limit that may be left without asking: 131,072 is also written 128,000."""
SAME_SIZE = 0.05
"""Relative change of a parameter count that is a matter of counting."""
LEFT = 0.5
"""Share of the priced lines of a listing that must still be there."""
LIMITS = ("context_tokens", "max_output_tokens")
WATCHED = {"licence": "the licence tag changed", "open_weights": "the weights are open for one list and closed for the next",
           "parameters_b": "the number of parameters changed"}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One held line with the state it keeps, and why: one update per odd field."""

    kept: FeedEntry | Statement
    updates: tuple[HeldUpdate, ...]


class BrokenListError(ValueError):
    """A fetched list cannot be whole; the text says what is missing."""


def refuse_broken(before: Translation | None, after: Translation) -> None:
    """Raises: BrokenListError where a list says nothing, or has lost most of what it said before."""
    now = after.report
    if not (now.priced or now.statements or now.scores):
        raise BrokenListError(f"the list has {now.entries:,} lines and no figure that can be read")
    if before is None:
        return
    for name, words in (("priced", "lines with a price"), ("statements", "statements"), ("scores", "scores")):
        had, has = getattr(before.report, name), getattr(now, name)
        if has < LEFT * had:
            raise BrokenListError(f"the list has {has:,} {words}; the one before had {had:,}")


def hold_back(before: Translation, after: Translation) -> list[Held]:
    """The lines of `after` that must wait, against the state in use (`before`, with what was held then already in place)."""
    old: tuple[FeedEntry | Statement, ...] = (*before.entries, *before.statements)
    new: tuple[FeedEntry | Statement, ...] = (*after.entries, *after.statements)
    known = {line_of(record): record for record in old}
    faults = {(entry.provider, entry.key): entry.faults[0] for entry in after.entries if entry.faults}
    found = []
    for record in new:
        kept = known.get(line_of(record))
        if isinstance(record, FeedEntry) and isinstance(kept, FeedEntry):
            odd = list(_odd_fields(kept, record, faults.get((record.provider, record.key), "")))
        elif isinstance(record, Statement) and isinstance(kept, Statement):
            odd = list(_odd_statement(kept, record))
        else:
            continue
        if kept is not None and odd:
            found.append(Held(kept, tuple(_update(kept, record, *fault) for fault in odd)))
    return found


def _odd_fields(kept: FeedEntry, now: FeedEntry, fault: str) -> Iterable[tuple[str, object, object, str]]:
    """(field, before, after, why) of one line. `fault`: what could not be read of its key, on whichever of its lines it was said."""
    for name in (*PRICES, "usd_per_unit"):
        a, b = getattr(kept, name), getattr(now, name)
        if a is not None and b is not None and max(a, b) > MOVED * min(a, b):
            yield name, a, b, f"the price moved {max(a, b) / min(a, b):.3g}-fold"
        elif a is not None and b is None and fault:
            yield name, a, "unreadable", f"the new price cannot be true: {fault}"
    for name in LIMITS:
        a, b = getattr(kept, name), getattr(now, name)
        if a is not None and b is not None and b < SHRANK * a:
            yield name, a, b, "the limit shrank"


def _odd_statement(kept: Statement, now: Statement) -> Iterable[tuple[str, object, object, str]]:
    if now.about not in WATCHED or kept.value == now.value:
        return
    if now.about == "parameters_b" and abs(float(kept.value) - float(now.value)) <= SAME_SIZE * float(kept.value):
        return
    yield now.about, kept.value, now.value, WATCHED[now.about]


def _update(kept: FeedEntry | Statement, now: FeedEntry | Statement, field: str, before: object, after: object, why: str) -> HeldUpdate:
    entry = {"tier": kept.tier, "place": kept.zone or "", "unit": kept.unit} if isinstance(kept, FeedEntry) else {}
    media = {"condition": kept.condition} if isinstance(kept, FeedEntry) and kept.unit != "mtok" else {}
    return HeldUpdate(
        feed=kept.feed, provider=kept.provider, key=kept.key, **entry, **media, field=field, before=_text(before), since=_day(kept), after=_text(after),
        why=why, seen=_day(now),
    )  # fmt: skip


def _day(record: FeedEntry | Statement) -> Any:
    return record.seen if isinstance(record, FeedEntry) else record.origin.date


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def with_held(found: Translation, held: Mapping[Line, Held]) -> Translation:
    """A list with the kept state in every line that still says what was held back."""
    if not held:
        return found
    entries = tuple(_kept(entry, held) for entry in found.entries)
    statements = tuple(_kept(statement, held) for statement in found.statements)
    return replace(found, entries=entries, statements=statements)


def _kept(record: Any, held: Mapping[Line, Held]) -> Any:
    waiting = held.get(line_of(record))
    if waiting is None or not any(_still_says(record, update) for update in waiting.updates):
        return record
    return waiting.kept


def _still_says(record: FeedEntry | Statement, update: HeldUpdate) -> bool:
    if isinstance(record, Statement):
        return record.value == update.after
    value = getattr(record, update.field)
    return (value is None and update.after == "unreadable") or (value is not None and _text(value) == update.after)


def remembered(now: Sequence[Held], before: Iterable[Held]) -> list[Held]:
    """What is held now, with the first day on which the list said so where that was before."""
    first = {(line_of(held.kept), update.field, update.after): update.seen for held in before for update in held.updates}
    return [
        replace(
            held,
            updates=tuple(u.model_copy(update={"seen": first.get((line_of(held.kept), u.field, u.after), u.seen)}) for u in held.updates),
        )
        for held in now
    ]


def by_line(held: Iterable[Held]) -> dict[Line, Held]:
    return {line_of(one.kept): one for one in held}


_UPDATES = TypeAdapter(tuple[HeldUpdate, ...])


def read_held(folder: Path) -> list[Held]:
    """What is held back in a data folder.

    Raises: ValueError where the file cannot be read: without it odd figures would be taken over unseen.
    """
    path = folder / NAME
    try:
        rows = json.loads(path.read_bytes())
        return [Held(_record(row["kept"]), _UPDATES.validate_python(row["updates"])) for row in rows]
    except FileNotFoundError:
        return []
    except (ValueError, ValidationError, LookupError, TypeError) as error:
        raise ValueError(
            f"{path} cannot be read ({type(error).__name__}); put it back, or delete it to take over every held figure"
        ) from error


def _record(row: Mapping[str, Any]) -> FeedEntry | Statement:
    return Statement.model_validate(row) if "about" in row else FeedEntry.model_validate(row)


def write_held(folder: Path, held: Iterable[Held]) -> None:
    """Puts the list in place of the old one, whole or not at all."""
    rows = [
        {"kept": one.kept.model_dump(mode="json", exclude_none=True), "updates": [u.model_dump(mode="json") for u in one.updates]}
        for one in sorted(held, key=lambda one: line_of(one.kept))
    ]
    write_whole(folder / NAME, (json.dumps(rows, indent=1) + "\n").encode())
