"""How often list prices move, and how far: the reason of the range that an old price is given.

    python benchmarks/price_changes.py

Reads the dated prices of the newest genai-prices snapshot. A line is one model at one provider; its price is three parts input and
one part output. Aggregators, which resell the lines of others, are counted apart.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from catalog.entries import FeedEntry
from catalog.feeds import genai_prices, newest_snapshot
from catalog.offers import raw_id

AGGREGATORS = frozenset({"openrouter", "quicksilverpro"})
DAYS = (30, 90, 180)


def main() -> None:
    path, seen = newest_snapshot(genai_prices.NAME)
    payload = path.read_bytes()
    lines = {raw_id(e): e for e in genai_prices.entries(payload, seen) if _whole(e)}
    spans: dict[str, list[FeedEntry]] = defaultdict(list)
    for entry in genai_prices.history(payload, seen):
        if _whole(entry):
            spans[raw_id(entry)].append(entry)
    for name, resold in (("hosts' own lines", False), ("lines of aggregators", True)):
        ids = [line for line, entry in lines.items() if (entry.provider in AGGREGATORS) is resold]
        for days in DAYS:
            factors = np.array([_factor(spans[line], seen - timedelta(days=days), seen) for line in ids])
            moved = factors[np.abs(factors - 1) > 0.001]
            low, middle, high = np.percentile(moved, [25, 50, 75]) if len(moved) else (1.0, 1.0, 1.0)
            share = 100 * len(moved) / len(ids)
            print(
                f"{name}: {len(moved)} of {len(ids)} ({share:.1f}%) moved in {days} days; half of these to {low:.2f}-{high:.2f} times, median {middle:.2f}"
            )


def _whole(entry: FeedEntry) -> bool:
    return entry.tier == "standard" and entry.usd_per_mtok_in is not None and entry.usd_per_mtok_out is not None


def _factor(spans: list[FeedEntry], then: date, now: date) -> float:
    """Price now over price then; 1 for a line without dated prices."""
    before, after = _price(spans, then), _price(spans, now)
    return after / before if before and after else 1.0


def _price(spans: list[FeedEntry], day: date) -> float | None:
    for e in spans:
        if (e.effective is None or e.effective <= day) and (e.until is None or day < e.until):
            assert e.usd_per_mtok_in is not None
            assert e.usd_per_mtok_out is not None
            return 3 * e.usd_per_mtok_in + e.usd_per_mtok_out
    return None


if __name__ == "__main__":
    main()
