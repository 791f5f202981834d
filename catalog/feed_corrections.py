"""Corrections of upstream lines (catalog/facts/corrections.toml), each with a guard that tells when upstream is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from catalog.entries import FeedEntry
from catalog.schema import Correction

SAME = 1e-6
"""Relative difference below which two numbers are one: prices come as binary fractions."""


@dataclass(frozen=True)
class Corrected:
    """Entries with the corrections that still hold, and one sentence for each that is spent."""

    entries: tuple[FeedEntry, ...]
    spent: tuple[str, ...]


def correct(entries: Sequence[FeedEntry], corrections: Iterable[Correction], feeds: Iterable[str]) -> Corrected:
    """Applies the corrections of the feeds that were read. A line that says something else than its guard is left as it is."""
    places: dict[tuple[str, str, str, str], list[int]] = {}
    for place, entry in enumerate(entries):
        places.setdefault((entry.feed, entry.provider, entry.key, entry.tier), []).append(place)
    found, spent, read = list(entries), [], set(feeds)
    for correction in corrections:
        if correction.feed not in read:
            continue
        name = f"{correction.feed}:{correction.provider}/{correction.key}"
        meant = places.get((correction.feed, correction.provider, correction.key, correction.tier), [])
        if not meant:
            spent.append(f"{name} is no longer listed; take its correction out of corrections.toml")
        for place in meant:
            says = differing(found[place], correction)
            if says:
                spent.append(f"{name} now says {says}; look at it and take its correction out of corrections.toml, or renew it")
            else:
                found[place] = _corrected(found[place], correction)
    return Corrected(tuple(found), tuple(spent))


def differing(entry: FeedEntry, correction: Correction) -> str:
    """What the line says otherwise than its guard; "" where the guard holds."""
    other = [
        f"{name} {getattr(entry, name)} instead of {value}"
        for name, value in correction.upstream.items()
        if not _same(getattr(entry, name, None), value)
    ]
    return ", ".join(other)


def _same(one: object, two: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(two, (int, float)) and not isinstance(one, bool):
        return abs(one - two) <= SAME * max(abs(one), abs(two))
    return one == two


def _corrected(entry: FeedEntry, correction: Correction) -> FeedEntry:
    changes = dict(correction.values)
    if correction.not_ranked:
        changes["known_wrong"] = correction.reason
    return FeedEntry.model_validate({**entry.model_dump(), **changes})


def faults_of(correction: Correction) -> list[str]:
    """Fields of a block that no entry has, or values that no entry can carry; for the check of the fact files."""
    unknown = [name for name in (*correction.upstream, *correction.values) if name not in FeedEntry.model_fields]
    if unknown:
        return [f"no field {name!r} in catalog/entries.py" for name in unknown]
    try:
        sample = {"feed": "f", "provider": "p", "key": "k", "mode": "chat", "seen": "2026-01-01"}
        FeedEntry.model_validate({**sample, **correction.values})
    except ValidationError as error:
        return [f"values.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    return []
