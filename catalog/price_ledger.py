"""The ledger of prices seen: what each ranked offer cost on the days its list was fetched. It only grows.

A CSV file in the data folder, one row per offer and stretch of days at one price with the same limits. Lists that state no days
(LiteLLM) get a history this way, and it stays when old snapshots and old catalogs are deleted. A day that is read again replaces
what was noted for that day, so that a corrected translation is no price change.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from catalog.schema import PRICE_FIELDS, Offer

NAME = "price-ledger.csv"
COLUMNS = ("offer_id", "feed", "feed_key", "publisher", "url", "first", "last", "values")
LIMITS = ("context_tokens", "max_output_tokens")


@dataclass(frozen=True)
class Seen:
    """One offer at one price, from the first to the last day on which a list had it. `values` leaves out what is not stated."""

    offer_id: str
    feed: str
    feed_key: str
    publisher: str
    url: str | None
    first: date
    last: date
    values: dict[str, Any]


def note(ledger: Iterable[Seen], offers: Iterable[Offer]) -> tuple[Seen, ...]:
    """The ledger with what the lists of these offers say on the day they were fetched, by offer and day.

    A day before the last one noted of an offer changes nothing: stretches are noted in the order of their days.
    """
    rows: dict[str, list[Seen]] = {}
    for row in ledger:
        rows.setdefault(row.offer_id, []).append(row)
    for offer in offers:
        if offer.rankable:
            rows[offer.id] = _noted(sorted(rows.get(offer.id, ()), key=lambda row: row.first), offer)
    return tuple(row for offer_id in sorted(rows) for row in sorted(rows[offer_id], key=lambda row: row.first))


def _noted(rows: list[Seen], offer: Offer) -> list[Seen]:
    day, values = offer.origin.date, values_of(offer)
    if rows and rows[-1].last > day:
        return rows
    if rows and rows[-1].last == day and rows[-1].values != values:  # read again: what was noted for this day is replaced
        *before, last = rows  # of the days of a stretch only its first is kept for sure
        rows = before if last.first == day else [*before, replace(last, last=last.first)]
    if rows and rows[-1].values == values:
        return [*rows[:-1], _stretched(rows[-1], offer)]
    return [*rows, Seen(offer.id, offer.feed, offer.feed_key, offer.origin.publisher, offer.origin.url, day, day, values)]


def _stretched(row: Seen, offer: Offer) -> Seen:
    origin = offer.origin
    return replace(row, feed=offer.feed, feed_key=offer.feed_key, publisher=origin.publisher, url=origin.url, last=origin.date)


def values_of(offer: Offer) -> dict[str, Any]:
    """Prices and limits of an offer as plain values, without those that are not stated."""
    stated = {name: getattr(offer, name) for name in (*PRICE_FIELDS, *LIMITS) if getattr(offer, name)}
    if tiers := stated.get("tiers"):
        stated["tiers"] = [tier.model_dump(exclude_none=True) for tier in tiers]
    return stated


def read(folder: Path) -> tuple[Seen, ...]:
    """The ledger of a data folder; empty where there is none.

    A file that cannot be read is set aside under another name, which is said on stderr: prices seen from now on are noted anew.
    """
    path = folder / NAME
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            return tuple(_row(line) for line in csv.DictReader(handle, strict=True))
    except (csv.Error, ValueError, KeyError, TypeError) as error:
        aside = path.with_name(f"{path.stem}-unreadable-{secrets.token_hex(3)}{path.suffix}")
        path.replace(aside)
        print(f"weighbridge: {path} cannot be read ({error}); it is kept as {aside.name} and a new one is begun", file=sys.stderr)
        return ()


def _row(line: dict[str, str]) -> Seen:
    days = date.fromisoformat(line["first"]), date.fromisoformat(line["last"])
    values = json.loads(line["values"])
    unknown = sorted(set(values) - {*PRICE_FIELDS, *LIMITS})
    if unknown:
        raise ValueError(f"{line['offer_id']}: unknown values {', '.join(unknown)}")
    return Seen(line["offer_id"], line["feed"], line["feed_key"], line["publisher"], line["url"] or None, *days, values)


def write(folder: Path, ledger: Sequence[Seen]) -> None:
    """Puts the ledger in place of the old one, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{NAME}.{secrets.token_hex(4)}.tmp"
    try:
        with draft.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in ledger:
                values = json.dumps(row.values, sort_keys=True, separators=(",", ":"))
                writer.writerow((row.offer_id, row.feed, row.feed_key, row.publisher, row.url or "", row.first, row.last, values))
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(folder / NAME)
    finally:
        draft.unlink(missing_ok=True)
