"""Feeds to snapshots to a new catalog: the only thing in the product that uses the network, and only when it is told to.

Each feed is asked on its own. One that fails keeps its last good snapshot, is named, and changes nothing else. New snapshots go to
the data folder (the repository's stay the baseline), odd changes in them are held back (catalog.held_updates), and the catalog is
built from all of it and published in one step: whoever reads meanwhile reads the old one. A refresh that is ended in between
leaves the old catalog, or newer inputs from which the next reader builds anew.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from catalog import decisions as decided
from catalog.build import CatalogVersion, build_from
from catalog.curated import Facts, load_facts
from catalog.feed_requests import NoKeyError, collect
from catalog.feed_state import FeedState, digest, read_states, write_states, write_whole
from catalog.feeds import FEED, FEEDS, SNAPSHOTS, Feed, Translation, UnreadableFeedError, dated_files, translate
from catalog.fetch import Fetcher, FetchError
from catalog.held_updates import BrokenListError, Held, by_line, hold_back, refuse_broken, remembered, with_held
from catalog.refresh_lock import refresh_lock
from catalog.schema import HeldUpdate
from catalog.sources import STORED, snapshot_folders
from catalog.store import UnusableError, current_file, older_than_sources

KEPT_FILES = 60
"""Snapshots kept per feed; of lists that are the same for many days only the first and the last day count."""
Build = Callable[[Facts, Path, Callable[[], None], decided.Decisions, Sequence[Path]], CatalogVersion]


@dataclass(frozen=True)
class FeedOutcome:
    """What came of one feed.

    status      fetched: new content; unchanged: it answered, with what was known; failed; no_key: it was not asked.
    snapshot    day of the list in use; None: never fetched.
    error       why it failed; "" otherwise.
    requests    sent to it, tries that got no answer among them.
    """

    feed: str
    status: str
    snapshot: date | None
    error: str = ""
    requests: int = 0
    lines: int = 0
    priced: int = 0
    held: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Refreshed:
    """What came of a refresh. `version` is the catalog in use afterwards where one was built; None: nothing changed."""

    outcomes: tuple[FeedOutcome, ...]
    version: str | None = None
    held: tuple[HeldUpdate, ...] = ()
    spent: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(outcome.feed for outcome in self.outcomes if outcome.status == "failed")


@dataclass
class _Round:
    """One refresh under way."""

    data: Path
    day: date
    say: Callable[[str], None]
    facts: Facts
    fetcher: Fetcher
    environ: Mapping[str, str]
    states: dict[str, FeedState]
    decisions: decided.Decisions
    fresh: dict[str, bytes] = field(default_factory=dict)
    waiting: dict[str, list[Held]] = field(default_factory=dict)


def refresh(
    data: Path,
    feeds: Sequence[str] = (),
    *,
    fetcher: Fetcher | None = None,
    facts: Callable[[], Facts] = load_facts,
    build: Build | None = None,
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    say: Callable[[str], None] = lambda _: None,
    environ: Mapping[str, str] = os.environ,
) -> Refreshed:
    """Asks the named feeds, or all, and publishes a new catalog where any of them had news, or where an earlier refresh was killed before.

    Raises: AlreadyRefreshingError; FactsError, ValueError where the facts or decisions cannot be read; OSError where the data folder
    cannot be written. A feed that fails raises nothing: it is in the outcome.
    """
    started = time.monotonic()
    with refresh_lock(data), fetcher or Fetcher() as asking:
        this = _Round(data, today(), say, facts(), asking, environ, read_states(data), decided.read_decisions(data))
        outcomes = [_ask(this, feed) for feed in FEEDS if not feeds or feed.name in feeds]
        version = _publish(this, build or _build) if this.fresh or _behind(data) else None
        write_states(data, this.states)
    held = replace(this.decisions, held=tuple(_held_after(this))).updates
    spent = version.spent if version else ()
    return Refreshed(tuple(outcomes), version.version if version else None, held, spent, round(time.monotonic() - started, 1))


def _behind(data: Path) -> bool:
    """Whether what the catalog is built from is newer than it: a refresh was killed after the lists were in place."""
    try:
        return older_than_sources(current_file(data))
    except UnusableError:
        return any((data / STORED).glob("*/*.json"))


def _build(facts: Facts, data: Path, commit: Callable[[], None], decisions: decided.Decisions, folders: Sequence[Path]) -> CatalogVersion:
    return build_from(facts, data, snapshots=tuple(folders), commit=commit, decisions=decisions)


@dataclass(frozen=True)
class _Last:
    """The newest snapshot of a feed that can be read."""

    payload: bytes
    seen: date
    said: Translation


def _ask(this: _Round, feed: Feed) -> FeedOutcome:
    """Asks one feed and looks at what it says; everything that can go wrong with it ends here."""
    started, sent = time.monotonic(), this.fetcher.sent
    this.say(f"{feed.publisher}: asking")
    state = this.states.get(feed.name, FeedState())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    last = None
    try:
        last = _last(this, feed)
        before = last.payload if last else None
        got = collect(feed, this.fetcher, _weights(this.facts), before, state.known(before), this.environ)
        payload = before if got.payload is None else got.payload
        assert payload is not None  # collect says "as before" only where there is a before
        same = payload == before
        found = last.said if last and same else translate(feed, payload, this.day)
        waiting = _own(this, feed) if same else _look(this, feed, last, found)
    except NoKeyError as error:
        this.say(f"{feed.publisher}: left out, {error}")
        return FeedOutcome(feed.name, "no_key", last.seen if last else None, str(error))
    except (FetchError, UnreadableFeedError, BrokenListError, OSError) as error:
        kept = f"the list of {last.seen:%d %b %Y} stays" if last else "it has no list yet"
        this.say(f"{feed.publisher}: failed, {kept}. {error}")
        this.states[feed.name] = replace(state, tried=now, error=str(error))
        asked, seconds = this.fetcher.sent - sent, round(time.monotonic() - started, 1)
        return FeedOutcome(feed.name, "failed", last.seen if last else None, str(error), asked, seconds=seconds)
    if not same or last is None or last.seen < this.day:
        this.fresh[feed.name] = payload
        this.waiting[feed.name] = waiting
    this.states[feed.name] = FeedState(now, now, "", digest(payload), got.validators)
    changes, report = sum(len(one.updates) for one in waiting), found.report
    lines = report.entries or report.statements + report.scores
    status = "unchanged" if same else "fetched"
    this.say(f"{feed.publisher}: {status}, {lines:,} lines" + (f", {changes} changes held back" if changes else ""))
    seconds = round(time.monotonic() - started, 1)
    return FeedOutcome(feed.name, status, this.day, "", this.fetcher.sent - sent, lines, report.priced, changes, seconds)


def _last(this: _Round, feed: Feed) -> _Last | None:
    for path, seen in dated_files(feed.name, snapshot_folders(this.data)):
        try:
            payload = path.read_bytes()
            return _Last(payload, seen, translate(feed, payload, seen))
        except UnreadableFeedError as error:
            this.say(f"{feed.publisher}: {path.name} is passed over, {error}")
    return None


def _weights(facts: Facts) -> list[str]:
    """Repositories of the curated open weights, each once, in the order of models."""
    return list(dict.fromkeys(model.hf_id for model in facts.models.values() if model.hf_id and model.open))


def _own(this: _Round, feed: Feed) -> list[Held]:
    """What is held back of one feed so far."""
    return [one for one in this.decisions.held if one.kept.feed == feed.name]


def _look(this: _Round, feed: Feed, last: _Last | None, found: Translation) -> list[Held]:
    """What of a list must wait. Raises: BrokenListError."""
    refuse_broken(last.said if last else None, found)
    if last is None:
        return []
    own = _own(this, feed)
    return remembered(hold_back(with_held(last.said, by_line(own)), found), own)


def _held_after(this: _Round) -> list[Held]:
    """What is held back from now on: as before for feeds that were not fetched."""
    kept = [one for one in this.decisions.held if one.kept.feed not in this.waiting]
    return [*kept, *(one for waiting in this.waiting.values() for one in waiting)]


def _publish(this: _Round, build: Build) -> CatalogVersion:
    """Builds from the old and the new snapshots; then these take their places and the catalog becomes the current one."""
    this.say("building the catalog")
    stored = this.data / STORED
    staged = this.data / f".{STORED}-{os.getpid()}"
    for left in this.data.glob(f".{STORED}-*"):  # of refreshes that were killed: this one holds the lock
        shutil.rmtree(left, ignore_errors=True)
    held = _held_after(this)
    decisions = replace(decided.read_decisions(this.data), held=tuple(held))

    def commit() -> None:
        decided.hold(this.data, held)  # first: held figures without their list wait in vain, a list without them would be taken over unseen
        for name in this.fresh:
            (stored / name).mkdir(parents=True, exist_ok=True)
            (staged / name / f"{this.day}.json").replace(stored / name / f"{this.day}.json")
            _thin_out(stored / name)

    try:
        for name, payload in this.fresh.items():
            write_whole(staged / name / f"{this.day}.json", payload)
        version = build(this.facts, this.data, commit, decisions, (SNAPSHOTS, stored, staged))
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    this.say(f"catalog {version.version} published")
    return version


def _thin_out(folder: Path) -> None:
    """Deletes the last file but one where it says the same as its neighbours, and the oldest files beyond the number kept."""
    files = sorted(folder.glob("????-??-??.json"))
    if len(files) >= 3 and len({file.read_bytes() for file in files[-3:]}) == 1:
        files.pop(-2).unlink()
    for old in files[:-KEPT_FILES]:
        old.unlink()


def as_json(done: Refreshed) -> dict[str, Any]:
    """The outcome as plain values, for the command line and the page."""
    return {
        "version": done.version,
        "failed": list(done.failed),
        "feeds": [{**vars(outcome), "snapshot": outcome.snapshot.isoformat() if outcome.snapshot else None} for outcome in done.outcomes],
        "held": [update.model_dump(mode="json") for update in done.held],
        "spent_corrections": list(done.spent),
        "seconds": done.seconds,
    }


def unknown_feeds(names: Sequence[str]) -> list[str]:
    """Names that no feed has."""
    return [name for name in names if name not in FEED]
