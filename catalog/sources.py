"""What a build reads beside the fact files: the newest snapshot of every feed, translated, and joined to the curated models.

Snapshots lie in folders, one per feed, one file per day. The repository carries a baseline; a refresh adds newer files to the data
folder. The newest day of either is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalog.entries import FeedEntry, FeedScore
from catalog.feeds import FEEDS, SNAPSHOTS, Feed, FeedReport, Translation, UnreadableFeedError, dated_files, translate
from catalog.held_updates import Held, by_line, with_held
from catalog.matching import Matcher
from catalog.offers import review_item
from catalog.schema import ReviewItem, Score, Statement

Folders = Path | Sequence[Path]
STORED = "snapshots"
"""Subfolder of the data folder for what a refresh fetched."""


def snapshot_folders(data: Path) -> tuple[Path, Path]:
    """Where snapshots are looked for: the baseline of the repository, then the data folder."""
    return (SNAPSHOTS, data / STORED)


@dataclass(frozen=True)
class Sources:
    """What the newest snapshots say. `missing`: feeds that were never fetched."""

    translations: tuple[Translation, ...]
    missing: tuple[str, ...]

    def with_held(self, held: Iterable[Held]) -> Sources:
        """The same with the figures that were held back left as they were."""
        lines = by_line(held)
        return replace(self, translations=tuple(with_held(found, lines) for found in self.translations))

    @property
    def entries(self) -> list[FeedEntry]:
        return [entry for found in self.translations for entry in found.entries]

    @property
    def dated(self) -> list[FeedEntry]:
        """Prices once per span of days, of the feeds that date them."""
        return [entry for found in self.translations for entry in found.dated]

    @property
    def reports(self) -> tuple[FeedReport, ...]:
        return tuple(found.report for found in self.translations)

    @property
    def newest(self) -> date:
        """Day of the newest snapshot."""
        return max(report.seen for report in self.reports)


def folders_of(snapshots: Folders) -> tuple[Path, ...]:
    """One folder or several as several."""
    return (snapshots,) if isinstance(snapshots, Path) else tuple(snapshots)


def read_sources(snapshots: Folders = SNAPSHOTS, *, day: date | None = None) -> Sources:
    """The newest snapshot of each feed that can be read; where that is an older one, its report says why.

    `day`: the newest of that day or before.

    Raises: FileNotFoundError where there is none of any feed; UnreadableFeedError where a feed has files and none can be read.
    """
    folders = folders_of(snapshots)
    found, missing = [], []
    for feed in FEEDS:
        files = [file for file in dated_files(feed.name, folders) if day is None or file[1] <= day]
        if files:
            found.append(_newest_readable(feed, files))
        else:
            missing.append(feed.name)
    if not found:
        raise FileNotFoundError(f"no snapshot of any feed in {', '.join(map(str, folders))}: expected <feed>/YYYY-MM-DD.json")
    return Sources(tuple(found), tuple(missing))


def _newest_readable(feed: Feed, files: Sequence[tuple[Path, date]]) -> Translation:
    faults: list[str] = []
    for path, seen in files:
        try:
            found = translate(feed, path.read_bytes(), seen)
        except UnreadableFeedError as error:
            faults.append(f"{feed.name}/{path.name} is not used: {error}")
            continue
        return replace(found, report=replace(found.report, faults=(*faults, *found.report.faults))) if faults else found
    raise UnreadableFeedError("; ".join(faults))


@dataclass(frozen=True)
class Said:
    """Statements with the models they are about, and the names that a person has to look at."""

    statements: tuple[Statement, ...]
    review: tuple[ReviewItem, ...]


def joined_statements(statements: Iterable[Statement], matcher: Matcher) -> Said:
    """Each statement with its model. Names of one feed are looked up once."""
    models: dict[tuple[str, str, str], str | None] = {}
    review: dict[tuple[str, str, str], ReviewItem] = {}
    found = []
    for statement in statements:
        key = (statement.feed, statement.provider, statement.key)
        if key not in models:
            match = matcher.match(*key)
            models[key] = match.model_id
            if match.model_id is None:
                review[key] = review_item(*key, statement.origin.date, match)
        found.append(statement.model_copy(update={"model_id": models[key]}))
    found.sort(key=lambda s: (s.model_id or "", s.feed, s.provider, s.key, s.about, s.value))
    return Said(tuple(found), tuple(review[key] for key in sorted(review)))


def with_newer_scores(
    scores: Sequence[Score], fresh: Iterable[FeedScore], matcher: Matcher
) -> tuple[tuple[Score, ...], tuple[ReviewItem, ...]]:
    """The curated scores with those of the feed: a newer one takes the place of older ones of the same lab, model, test and effort."""
    review: dict[tuple[str, str, str], ReviewItem] = {}
    added: list[Score] = []
    looked: dict[tuple[str, str, str], str | None] = {}
    for score in fresh:
        key = (score.feed, score.provider, score.key)
        if key not in looked:
            match = matcher.match(*key, "chat")
            looked[key] = match.model_id
            if match.model_id is None:
                review[key] = review_item(*key, score.seen, match)
        if model_id := looked[key]:
            added.append(
                Score(
                    model_id=model_id, benchmark_id=score.benchmark_id, score=score.value, variant=score.variant, effort=score.effort,
                    reported_by="independent", source="https://artificialanalysis.ai", date=score.seen.isoformat(), artificial_analysis=True,
                    upstream_id=score.key,
                )
            )  # fmt: skip
    replaced = {(s.model_id, s.benchmark_id, s.effort): s.date for s in added}
    kept = [s for s in scores if not (s.artificial_analysis and s.date <= replaced.get((s.model_id, s.benchmark_id, s.effort), ""))]
    return (*kept, *added), tuple(review[key] for key in sorted(review))
