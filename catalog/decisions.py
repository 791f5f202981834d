"""What people decided about fetched lists in one deployment: accepted names and confirmed or waiting changes.

Kept in the data folder (`review/`), so that an upgrade of the product leaves them alone. Accepted names are a table like
catalog/facts/tables/aliases.csv; lines that everybody should have belong there.
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
from catalog.schema import Alias, HeldUpdate

FOLDER = "review"
ALIASES = "aliases.csv"


@dataclass(frozen=True)
class Decisions:
    """Names accepted and changes held back. Neither is needed to build a catalog."""

    aliases: tuple[Alias, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def updates(self) -> tuple[HeldUpdate, ...]:
        """Every held change, in the order of lines."""
        return tuple(update for one in sorted(self.held, key=_line) for update in one.updates)

    def over(self, aliases: Iterable[Alias]) -> tuple[Alias, ...]:
        """The curated names with the accepted ones over them."""
        named = {(a.source, a.provider, a.key): a for a in aliases}
        named.update({(a.source, a.provider, a.key): a for a in self.aliases})
        return tuple(named.values())


def _line(held: Held) -> tuple[str, ...]:
    return next(iter(by_line([held])))


def read_decisions(data: Path) -> Decisions:
    """The decisions kept in a data folder.

    Raises: FactsError, ValueError where a file is not readable.
    """
    folder = data / FOLDER
    faults: list[str] = []
    aliases = read_table(folder / ALIASES, Alias, faults) if (folder / ALIASES).is_file() else ()
    if faults:
        raise FactsError(faults)
    return Decisions(aliases, tuple(read_held(folder)))


def accept(data: Path, alias: Alias) -> None:
    """Adds one accepted name, in place of what was accepted for it before."""
    kept = [a for a in read_decisions(data).aliases if (a.source, a.provider, a.key) != (alias.source, alias.provider, alias.key)]
    rows = sorted([*kept, alias], key=lambda a: (a.model_id, a.source, a.provider, a.key))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Alias.model_fields)
    writer.writerows([getattr(row, name) for name in Alias.model_fields] for row in rows)
    write_whole(data / FOLDER / ALIASES, out.getvalue().encode())


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
