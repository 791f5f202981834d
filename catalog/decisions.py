"""What people decided about fetched lists in one deployment: names accepted or rejected, changes confirmed, rejected or waiting.

Kept in the data folder (`review/`), so that an upgrade of the product leaves them alone. Accepted names are a table like
catalog/facts/tables/aliases.csv; lines that everybody should have belong there. A rejected name is no model of ours and leaves the
list; a rejected change leaves it too, and the figure before it stays for as long as the list says the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.curated_faults import FactsError
from catalog.curated_tables import read_table
from catalog.feed_state import write_whole
from catalog.held_updates import Held, by_line, read_held, write_held
from catalog.schema import Alias, HeldUpdate, Record, ReviewItem

FOLDER = "review"
ALIASES = "aliases.csv"
REJECTED = "rejected.csv"


class Rejection(Record):
    """One line of a feed that was looked at. `field` and `after` name the change that was rejected; both "": the name is none of ours."""

    feed: str
    provider: str
    key: str
    field: str = ""
    after: str = ""


@dataclass(frozen=True)
class Decisions:
    """Names accepted, changes held back, and what was rejected. None of it is needed to build a catalog."""

    aliases: tuple[Alias, ...] = ()
    held: tuple[Held, ...] = ()
    rejected: frozenset[Rejection] = frozenset()

    @property
    def updates(self) -> tuple[HeldUpdate, ...]:
        """Every held change that waits for a person, in the order of lines."""
        every = (update for one in sorted(self.held, key=_line) for update in one.updates)
        return tuple(update for update in every if rejection_of(update) not in self.rejected)

    def open(self, items: Iterable[ReviewItem]) -> tuple[ReviewItem, ...]:
        """The names that nobody has rejected."""
        return tuple(item for item in items if Rejection(feed=item.feed, provider=item.provider, key=item.key) not in self.rejected)

    def over(self, aliases: Iterable[Alias]) -> tuple[Alias, ...]:
        """The curated names with the accepted ones over them."""
        named = {(a.source, a.provider, a.key): a for a in aliases}
        named.update({(a.source, a.provider, a.key): a for a in self.aliases})
        return tuple(named.values())


def rejection_of(update: HeldUpdate) -> Rejection:
    """The rejection of one held change."""
    return Rejection(feed=update.feed, provider=update.provider, key=update.key, field=update.field, after=update.after)


def _line(held: Held) -> tuple[str, ...]:
    return next(iter(by_line([held])))


def read_decisions(data: Path) -> Decisions:
    """The decisions kept in a data folder.

    Raises: FactsError, ValueError where a file is not readable.
    """
    folder = data / FOLDER
    faults: list[str] = []
    aliases = read_table(folder / ALIASES, Alias, faults) if (folder / ALIASES).is_file() else ()
    rejected = read_table(folder / REJECTED, Rejection, faults) if (folder / REJECTED).is_file() else ()
    if faults:
        raise FactsError(faults)
    return Decisions(aliases, tuple(read_held(folder)), frozenset(rejected))


def accept(data: Path, alias: Alias) -> None:
    """Adds one accepted name, in place of what was accepted or rejected for it before."""
    decisions = read_decisions(data)
    kept = [a for a in decisions.aliases if (a.source, a.provider, a.key) != (alias.source, alias.provider, alias.key)]
    rows = sorted([*kept, alias], key=lambda a: (a.model_id, a.source, a.provider, a.key))
    _write(data / FOLDER / ALIASES, Alias, rows)
    name = Rejection(feed=alias.source, provider=alias.provider, key=alias.key)
    if name in decisions.rejected:
        _write_rejected(data, decisions.rejected - {name})


def reject(data: Path, rejected: Iterable[Rejection]) -> None:
    """Adds what was rejected."""
    _write_rejected(data, read_decisions(data).rejected | set(rejected))


def _write_rejected(data: Path, rejected: Iterable[Rejection]) -> None:
    rows = sorted(rejected, key=lambda r: (r.feed, r.provider, r.key, r.field, r.after))
    _write(data / FOLDER / REJECTED, Rejection, rows)


def _write(path: Path, record: type[Record], rows: Iterable[Record]) -> None:
    """A table with a column per field, whole or not at all."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(record.model_fields)
    writer.writerows([getattr(row, name) for name in record.model_fields] for row in rows)
    write_whole(path, out.getvalue().encode())


def confirm(data: Path, feed: str, provider: str, key: str) -> list[HeldUpdate]:
    """Lets the held changes of one line of a feed through; answers which they were."""
    held = read_decisions(data).held
    meant = [one for one in held if (one.kept.feed, one.kept.provider, one.kept.key) == (feed, provider, key)]
    if meant:
        hold(data, [one for one in held if one not in meant])
    return [update for one in meant for update in one.updates]


def hold(data: Path, held: Sequence[Held]) -> None:
    """Sets what is held back."""
    write_held(data / FOLDER, held)
