"""The feeds: who publishes what about models and prices, in which order they are believed, and how each is asked.

A feed is one module with `NAME`, `BASE`, `PATHS` and pure translators, bytes of the feed in, records out: `entries` (prices with
limits and capabilities, one per line), `statements` (what is said of a model apart from prices), `scores`. Nothing here uses the
network: payloads are dated snapshots, those kept in the repository (catalog/snapshots) and those that a refresh put into the data
folder. A feed without a snapshot contributes nothing. So the upgrade of a package or an edit upstream never changes a price
unseen, and the version of a catalog says exactly which lists it was built from.

What is believed where sources state one figure differently:

1. The curated fact files and corrections (catalog/facts, corrections.toml among them) over any feed.
2. Prices: the first of FEEDS that states the offer (model, provider, place, service tier). genai-prices and llm-prices are entered from
   the vendor's own page by people and often carry their first day; LiteLLM's map is contributed key by key and states no day;
   models.dev is contributed by anybody; OpenRouter lists what it asks itself. Where two differ by more than a rounding of the host's
   own unit (0.1 percent), the difference is listed as a conflict with all values, the days they were read and the gap.
3. Where all agree on every price that they state: LiteLLM, whose entry also carries batch prices, limits, capabilities and the last
   day of a model.
4. Limits and capabilities, which are not prices, are filled from the next feed where the used one is silent; prices of two feeds
   are never mixed in one offer. The other entries stay in the catalog, unranked.
5. Scores: a newer score of Artificial Analysis takes the place of its older one for the same model, test and effort.
6. Statements (licence tags, parameter counts, shapes) are shown and compared with the curated facts and never take their place. Where
   one differs, or the maker's own price line states another limit or last day than the model's record, both are listed
   (catalog/conflicts.py); of a limit and of a last day the stricter of model and offer decides.
7. Scores of one test in one set-up that publishers state differently: their median.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from catalog.entries import FeedEntry, FeedScore, Line, line_of
from catalog.feeds import artificial_analysis, genai_prices, huggingface, litellm, llm_prices, models_dev, openrouter
from catalog.schema import Statement

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@dataclass(frozen=True)
class Feed:
    """One feed: its name in snapshots and aliases, who publishes it, its translators, and how it is asked.

    licence     terms of its data, in a word or two; NOTICE says more.
    entries     what holds on the day of the snapshot. `history`, where the feed dates its prices, gives the same lines once per span
                of days, past and announced ones included, bounded by `effective` and `until`; None: it dates nothing.
    base        where it is asked; WEIGHBRIDGE_FEED_<NAME>_URL names another place, such as a mirror.
    paths       what is asked first. Of a feed with one path and nothing further the answer is the snapshot as received, else
                the snapshot holds all answers by path (catalog.entries).
    further     what is asked next, from the first answers and the ids of the curated weights; a path without an answer is kept as such.
    key         environment variable of the user's key and the header it goes into; without a key the feed is not asked.
    """

    name: str
    publisher: str
    url: str
    licence: str
    entries: Callable[[bytes, date], Iterator[FeedEntry]] | None = None
    history: Callable[[bytes, date], Iterator[FeedEntry]] | None = None
    statements: Callable[[bytes, date], Iterator[Statement]] | None = None
    scores: Callable[[bytes, date], Iterator[FeedScore]] | None = None
    uncarried: Callable[[bytes], tuple[dict[str, int], tuple[str, ...]]] | None = None
    base: str = ""
    paths: tuple[str, ...] = ()
    further: Callable[[Mapping[str, Any], Sequence[str]], list[str]] | None = None
    key: tuple[str, str] | None = None

    @property
    def short(self) -> str:
        """Its name without who publishes it: "LiteLLM model map"."""
        return self.publisher.partition(" (")[0]

    @property
    def in_parts(self) -> bool:
        """Whether a snapshot holds several answers by path."""
        return self.further is not None or len(self.paths) != 1


FEEDS: tuple[Feed, ...] = (  # most trusted first, where two state the same price
    Feed(
        genai_prices.NAME, "genai-prices (Pydantic)", "https://github.com/pydantic/genai-prices", "MIT",
        entries=genai_prices.entries, history=genai_prices.history, base=genai_prices.BASE, paths=genai_prices.PATHS,
    ),
    Feed(
        llm_prices.NAME, "llm-prices (Simon Willison)", "https://www.llm-prices.com", "facts, no licence stated",
        entries=llm_prices.entries, history=llm_prices.history, base=llm_prices.BASE, paths=llm_prices.PATHS,
    ),
    Feed(
        litellm.NAME, "LiteLLM model map (BerriAI)", "https://github.com/BerriAI/litellm", "MIT",
        entries=litellm.entries, base=litellm.BASE, paths=litellm.PATHS,
    ),
    Feed(
        models_dev.NAME, "models.dev", "https://models.dev", "MIT",
        entries=models_dev.entries, statements=models_dev.statements, base=models_dev.BASE, paths=models_dev.PATHS,
    ),
    Feed(
        openrouter.NAME, "OpenRouter", "https://openrouter.ai", "terms of OpenRouter",
        entries=openrouter.entries, statements=openrouter.statements, base=openrouter.BASE, paths=openrouter.PATHS, further=openrouter.further,
    ),
    Feed(
        huggingface.NAME, "Hugging Face Hub", "https://huggingface.co", "terms of Hugging Face; each repository its own",
        statements=huggingface.statements, uncarried=huggingface.uncarried, base=huggingface.BASE, paths=huggingface.PATHS, further=huggingface.further,
    ),
    Feed(
        artificial_analysis.NAME, "Artificial Analysis", "https://artificialanalysis.ai", "attribution required",
        statements=artificial_analysis.statements, scores=artificial_analysis.scores, uncarried=artificial_analysis.uncarried,
        base=artificial_analysis.BASE, paths=artificial_analysis.PATHS, key=artificial_analysis.KEY,
    ),
)  # fmt: skip
FEED: Mapping[str, Feed] = {feed.name: feed for feed in FEEDS}


class UnreadableFeedError(ValueError):
    """A payload is not what its feed sends: the whole of it is refused, and the text says why."""


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
    statements: int = 0
    scores: int = 0


@dataclass(frozen=True)
class Translation:
    """Everything that one snapshot says, and the report on it. `dated`: its prices once per span of days."""

    entries: tuple[FeedEntry, ...]
    statements: tuple[Statement, ...]
    scores: tuple[FeedScore, ...]
    report: FeedReport
    dated: tuple[FeedEntry, ...] = ()


def translate(feed: Feed, payload: bytes, seen: date) -> Translation:
    """The records in one payload.

    Raises: UnreadableFeedError where it has not the shape of the feed.
    """
    try:
        entries = _entries_once(feed.entries(payload, seen)) if feed.entries else ()
        statements, repeated = _statements_once(feed.statements(payload, seen)) if feed.statements else ((), ())
        scores = tuple(feed.scores(payload, seen)) if feed.scores else ()
        dated = tuple(feed.history(payload, seen)) if feed.history else ()
        unknown, faults = feed.uncarried(payload) if feed.uncarried else ({}, ())
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        # whatever a translator trips over: the payload is not of the shape it was written for
        raise UnreadableFeedError(f"{feed.publisher}: {_said(error)}") from error
    counted = report(feed.name, seen, entries)
    unrepresented = {**counted.unrepresented, **unknown}
    whole = FeedReport(
        feed.name,
        seen,
        counted.entries,
        counted.priced,
        unrepresented,
        counted.zero,
        (*counted.faults, *repeated, *faults),
        len(statements),
        len(scores),
    )
    return Translation(entries, statements, scores, whole, dated)


def _said(error: Exception) -> str:
    text = str(error).strip().splitlines()
    line = text[0][:200] if text else ""
    return line if isinstance(error, ValueError) and line else f"not of the expected shape ({type(error).__name__}: {line})"


REPORTED = {"unrepresented", "zero", "faults"}
"""What an entry says about its own translation."""


def _entries_once(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Each line once. Of a line that comes twice with different figures nobody can say which is meant: it keeps none."""
    found: dict[Line, FeedEntry] = {}
    for entry in entries:
        line = line_of(entry)
        first = found.get(line)
        if first is None:
            found[line] = entry
        elif first.model_dump(exclude=REPORTED) != entry.model_dump(exclude=REPORTED) and TWICE not in first.faults:
            nothing = {name: None for name in FeedEntry.model_fields if name.startswith("usd_")}
            found[line] = first.model_copy(update={**nothing, "tiers": (), "faults": (*first.faults, TWICE)})
    return tuple(found.values())


def _statements_once(statements: Iterable[Statement]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Each statement once, and a sentence for each that was made twice with different values, which is then not made at all."""
    found: dict[Line, Statement] = {}
    twice: dict[Line, str] = {}
    for statement in statements:
        line = line_of(statement)
        if found.setdefault(line, statement).value != statement.value:
            twice[line] = f"{statement.feed} {statement.provider}/{statement.key}: {statement.about} {TWICE}"
    return tuple(s for line, s in found.items() if line not in twice), tuple(twice.values())


TWICE = "listed twice with different figures"


def newest_snapshot(feed: str, folder: Path = SNAPSHOTS) -> tuple[Path, date]:
    """The latest dated file of a feed, and its day.

    Raises: FileNotFoundError where there is none.
    """
    files = sorted((folder / feed).glob("????-??-??.json"))
    if not files:
        raise FileNotFoundError(f"no snapshot of the feed {feed!r} in {folder / feed}: expected a file named YYYY-MM-DD.json")
    return files[-1], date.fromisoformat(files[-1].stem)


def dated_files(feed: str, folders: Iterable[Path]) -> list[tuple[Path, date]]:
    """Every dated file of a feed, newest first; of one day that of the later folder alone."""
    days: dict[date, Path] = {}
    for folder in folders:
        days |= {date.fromisoformat(path.stem): path for path in (folder / feed).glob("????-??-??.json")}
    return [(days[day], day) for day in sorted(days, reverse=True)]


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
