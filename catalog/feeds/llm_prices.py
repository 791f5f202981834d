"""llm-prices: list prices of the labs' own APIs, kept by hand by Simon Willison, with their first and last days.

GET /current-v1.json and /historical-v1.json, no key. Prices are USD per million tokens: `input`, `output`, `input_cached` (null
where none is listed). In the history `from_date` is the first day of a price (null: from the beginning) and `to_date` the first
day on which it no longer held (null: it holds). A price for longer prompts is a line of its own whose id ends in "-200k" and whose
name says ">200k". No licence is stated: figures are used as facts, with the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import FeedEntry, Ledger, answers, day_of, key_of, mapping, money, objects, price_tiers
from catalog.schema import PriceTier

NAME = "llm_prices"
BASE = "https://www.llm-prices.com"
CURRENT, PAST = "/current-v1.json", "/historical-v1.json"
PATHS = (CURRENT, PAST)
FIELD = {"input": "usd_per_mtok_in", "output": "usd_per_mtok_out", "input_cached": "usd_per_mtok_cached_in"}
NO_PRICE = frozenset({"id", "vendor", "name", "from_date", "to_date"})
LONG = re.compile(r">\s*(\d+)k", re.IGNORECASE)
Amounts = dict[str, Decimal | None]


def entries(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """The prices in force, longer prompts folded into the line they belong to."""
    parts = answers(payload)
    since = {(row.get("vendor"), row.get("id")): day_of(row.get("from_date")) for row in _rows(parts, PAST) if row.get("to_date") is None}
    yield from _lines(_rows(parts, CURRENT), seen, lambda row: {"effective": since.get((row.get("vendor"), row.get("id")))})


def history(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """Every price with the days on which it held. What held before the first stated day has no first day."""
    spans: dict[tuple[date | None, date | None], list[Mapping[str, Any]]] = {}
    for row in _rows(answers(payload), PAST):
        spans.setdefault((day_of(row.get("from_date")), day_of(row.get("to_date"))), []).append(row)
    for (first, until), rows in spans.items():
        if first is not None or until is not None:  # a price that always held says nothing about other days
            yield from _lines(rows, seen, lambda row, days=(first, until): {"effective": days[0], "until": days[1]})


def _rows(parts: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    return objects(mapping(parts.get(path)).get("prices"), f"llm-prices {path}: prices")


def _lines(rows: list[Mapping[str, Any]], seen: date, dated: Any) -> Iterator[FeedEntry]:
    longer: dict[tuple[Any, Any], list[tuple[int, Mapping[str, Any]]]] = {}
    ids = {(row.get("vendor"), row.get("id")) for row in rows}
    plain = []
    for row in rows:
        found = LONG.search(str(row.get("name")))
        base = str(row.get("id")).removesuffix(f"-{found[1]}k") if found else ""
        if found and (row.get("vendor"), base) in ids and base != row.get("id"):
            longer.setdefault((row.get("vendor"), base), []).append((int(found[1]) * 1000, row))
        else:
            plain.append(row)
    for row in plain:
        ledger = Ledger()
        amounts = _amounts(row, ledger)
        stages = {above: _amounts(tier, ledger) for above, tier in longer.get((row.get("vendor"), row.get("id")), ())}
        yield FeedEntry(
            feed=NAME, provider=key_of(row.get("vendor")), key=key_of(row.get("id")), mode="chat", seen=seen, url="https://www.llm-prices.com/",
            **money(amounts), tiers=price_tiers(stages, PriceTier.model_fields), **dated(row),
            unrepresented=tuple(ledger.unrepresented), zero=tuple(ledger.zero), faults=tuple(ledger.faults),
        )  # fmt: skip


def _amounts(row: Mapping[str, Any], ledger: Ledger) -> Amounts:
    for key in row:
        if key not in FIELD and key not in NO_PRICE:
            ledger.faults.append(f"{key!r:.40}: unknown key")
    return {field: ledger.usd(key, row.get(key)) for key, field in FIELD.items()}
