"""The price feeds, and which one is believed.

A feed is one module with `NAME` and `entries(payload, seen)`, pure: bytes of the feed in, entries out. Payloads are dated
snapshots kept in the repository (catalog/snapshots), never fetched while a catalog is built, so that the upgrade of a package
or an edit upstream never changes a price unseen, and the version of a catalog says exactly which lists it was built from.

Which entry is used when two feeds state the same offer (model, provider, place, service tier):

1. Where they differ by more than a rounding of the host's own unit (0.1 percent): genai-prices. Its prices are entered from
   the vendor's own page, reviewed by people and often carry their first day; LiteLLM's map is contributed key by key and
   states no day. The difference is listed as a conflict with both values, the day each was read and the gap.
2. Where they agree on every price that both state: LiteLLM, whose entry also carries batch prices, limits, capabilities and
   the last day of a model. Likewise wherever genai-prices states nothing for that place or tier.

The other entry stays in the catalog, unranked. Limits and capabilities, which are not prices, are filled from it where the
used entry is silent; prices of two feeds are never mixed in one offer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catalog.entries import FeedEntry
from catalog.feeds import genai_prices, litellm

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@dataclass(frozen=True)
class Feed:
    """One price feed: its name in snapshots and aliases, who publishes it, and its translators.

    `entries` gives what holds on the day of the snapshot. `history`, where the feed dates its prices, gives the same lines once
    per span of days, past and announced ones included, bounded by `effective` and `until`; None: it dates nothing.
    """

    name: str
    publisher: str
    url: str
    licence: str
    entries: Callable[[bytes, date], Iterator[FeedEntry]]
    history: Callable[[bytes, date], Iterator[FeedEntry]] | None = None


FEEDS: tuple[Feed, ...] = (  # most trusted first, where two state the same price
    Feed(
        genai_prices.NAME,
        "genai-prices (Pydantic)",
        "https://github.com/pydantic/genai-prices",
        "MIT",
        genai_prices.entries,
        genai_prices.history,
    ),
    Feed(litellm.NAME, "LiteLLM model map (BerriAI)", "https://github.com/BerriAI/litellm", "MIT", litellm.entries),
)


@dataclass(frozen=True)
class FeedReport:
    """What one snapshot gave: number of entries, and by key what could not be carried, was 0, or was wrong."""

    feed: str
    seen: date
    entries: int
    priced: int
    unrepresented: dict[str, int] = field(default_factory=dict)
    zero: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def newest_snapshot(feed: str, folder: Path = SNAPSHOTS) -> tuple[Path, date]:
    """The latest dated file of a feed, and its day."""
    files = sorted((folder / feed).glob("????-??-??.json"))
    if not files:
        raise FileNotFoundError(f"no snapshot of the price feed {feed!r} in {folder / feed}: expected a file named YYYY-MM-DD.json")
    return files[-1], date.fromisoformat(files[-1].stem)


def read(feed: Feed, folder: Path = SNAPSHOTS) -> tuple[list[FeedEntry], FeedReport]:
    """All entries of the newest snapshot of one feed, and the report on them."""
    path, seen = newest_snapshot(feed.name, folder)
    found = list(feed.entries(path.read_bytes(), seen))
    return found, report(feed.name, seen, found)


def report(feed: str, seen: date, found: Iterable[FeedEntry]) -> FeedReport:
    """Counts by key over entries."""
    unrepresented: dict[str, int] = {}
    zero: dict[str, int] = {}
    faults: list[str] = []
    number = priced = 0
    for entry in found:
        number += 1
        priced += entry.usd_per_mtok_in is not None or entry.usd_per_mtok_out is not None or entry.usd_per_unit is not None
        for key in entry.unrepresented:
            key = key if not key.startswith("from ") else "price of a later date"
            unrepresented[key] = unrepresented.get(key, 0) + 1
        for key in entry.zero:
            zero[key] = zero.get(key, 0) + 1
        faults += [f"{feed} {entry.provider}/{entry.key}: {fault}" for fault in entry.faults]
    return FeedReport(feed, seen, number, priced, dict(sorted(unrepresented.items())), dict(sorted(zero.items())), tuple(faults))
