"""Facts, price snapshots and fitted evidence into one catalog file, the same content under the same name every time.

The version is the day of the newest snapshot and the first 12 digits of a SHA-256 over every record in order: equal inputs give
an equal version, and no clock is read.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from catalog import offer_media, offer_regions, price_ledger, tables
from catalog.conflicts import fact_conflicts, score_conflicts
from catalog.curated import FACTS, Facts, load_facts
from catalog.curated_faults import FactsError
from catalog.decisions import Decisions, read_decisions
from catalog.fact_origins import with_origins
from catalog.feed_corrections import correct
from catalog.feeds import FEEDS, SNAPSHOTS, FeedReport, UnreadableFeedError, dated_files
from catalog.matching import Matcher
from catalog.offers import distinct, join
from catalog.price_history import price_spans
from catalog.publish import publish
from catalog.schema import Conflict, EvidenceParameter, Offer, PriceSpan, QualityFigure, Record, ReviewItem, Score, Statement, Status
from catalog.sources import Folders, Sources, folders_of, joined_statements, read_sources, snapshot_folders, with_newer_scores

ODD_RATIO = 0.9
"""No price list has been seen to charge less for writing than this share of the price of reading: below it, look again."""


@dataclass(frozen=True)
class CatalogVersion:
    """A built file. `seconds` says what the time went to; `counts` are rows per table; `spent` are corrections to take out."""

    version: str
    path: Path
    built_at: date
    counts: Mapping[str, int]
    seconds: Mapping[str, float] = field(default_factory=dict)
    spent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prices:
    """Every offer in the order of ids, where sources conflict, what each snapshot gave, what offers cost on other days, and what else
    the snapshots say.

    `review`: names that a person has to look at. `spent`: corrections that upstream has made itself. `scores`: those of the facts, with newer ones of a feed in place of older.
    """

    offers: tuple[Offer, ...]
    conflicts: tuple[Conflict, ...]
    reports: tuple[FeedReport, ...]
    history: tuple[PriceSpan, ...] = ()
    review: tuple[ReviewItem, ...] = ()
    statements: tuple[Statement, ...] = ()
    scores: tuple[Score, ...] = ()
    spent: tuple[str, ...] = ()


@dataclass(frozen=True)
class CatalogCheck:
    """What `catalog check` says. `faults` must be empty; the rest is to be known, not to be fixed."""

    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    rankable: Mapping[str, int] = field(default_factory=dict)
    reports: tuple[FeedReport, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def fit_evidence(facts: Facts) -> Any:
    """Quality figures and reasoning profiles from the scores (imported here: only a build needs scipy)."""
    from catalog.evidence import fit

    return fit(facts.scores, facts.benchmarks, facts.models, facts.token_usage)


def build_catalog(
    out_dir: Path,
    *,
    facts_folder: Path = FACTS,
    snapshots: Folders | None = None,
    with_artificial_analysis: bool = True,
) -> CatalogVersion:
    """Builds the catalog from the fact files into `out_dir` and makes it the current one.

    `snapshots`: folders to read feeds from; by default the baseline of the repository and what a refresh put into `out_dir`.

    Raises: FactsError with all faults of the fact files; UnreadableFeedError; OSError where the folder cannot be written.
    """
    started = time.perf_counter()
    facts = load_facts(facts_folder, with_artificial_analysis=with_artificial_analysis)
    seconds = {"facts": round(time.perf_counter() - started, 3)}
    return build_from(facts, out_dir, snapshots=snapshots or snapshot_folders(out_dir), seconds=seconds)


def build_from(
    facts: Facts,
    out_dir: Path,
    *,
    snapshots: Folders = SNAPSHOTS,
    commit: Callable[[], None] | None = None,
    decisions: Decisions | None = None,
    fit: Callable[[Facts], Any] = fit_evidence,
    seconds: Mapping[str, float] | None = None,
) -> CatalogVersion:
    """The same from facts in memory. `seconds` are those already spent.

    `decisions`: by default those kept in `out_dir`. `commit` is called when the file is written and before it becomes the current one.
    """
    spent = dict(seconds or {})
    started = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal started
        now = time.perf_counter()
        spent[name] = round(now - started, 3)
        started = now

    decisions = decisions or read_decisions(out_dir)
    facts = replace(facts, aliases=decisions.over(facts.aliases))
    ledger = _ledger(facts, out_dir, snapshots)
    sources = read_sources(snapshots).with_held(decisions.held)
    prices = price(facts, sources, ledger=ledger)
    price_ledger.write(out_dir, price_ledger.note(ledger, prices.offers))
    facts = replace(facts, scores=prices.scores)
    lap("prices")
    evidence = fit(facts)
    lap("evidence")
    content = _content(facts, prices, evidence, decisions)
    texts = {name: [tables.canonical(row) for row in rows] for name, rows in content.items()}
    built_at = sources.newest
    version = f"{built_at.isoformat()}-{_digest(texts)[:12]}"
    lap("hash")
    counts = {name: len(rows) for name, rows in content.items()}
    meta = {
        "format": tables.format_id(),
        "version": version,
        "built_at": built_at.isoformat(),
        "counts": json.dumps(counts),
        "artificial_analysis": json.dumps(facts.artificial_analysis),
        "evidence": json.dumps(_plain({"summary": evidence.summary, "vendor_gaps": evidence.vendor_gaps}), sort_keys=True),
        "feeds": json.dumps([_plain(report) for report in prices.reports], sort_keys=True),
        "spent_corrections": json.dumps(prices.spent),
    }
    path = publish(out_dir, version, content, texts, meta, commit)
    lap("write")
    return CatalogVersion(version, path, built_at, counts, spent, prices.spent)


def price(facts: Facts, snapshots: Folders | Sources = SNAPSHOTS, *, ledger: Sequence[price_ledger.Seen] = ()) -> Prices:
    """All offers that the snapshots and the curated price tables give for these facts, with what they cost on other days.

    `ledger`: what was seen before.
    """
    sources = snapshots if isinstance(snapshots, Sources) else read_sources(snapshots)
    publishers = {feed.name: feed.publisher for feed in FEEDS}
    matcher = Matcher(facts.models, facts.aliases)
    corrected = correct(sources.entries, facts.corrections, (report.feed for report in sources.reports))
    joined = join(corrected.entries, facts.models, facts.providers, matcher, publishers)
    curated = offer_media.offers((*facts.media_offers, *facts.video_offers), facts.models, facts.providers)
    listed = offer_media.without_repeats(joined.offers, curated, facts.models)
    every = [*offer_regions.add(listed, facts.endpoint_regions), *curated]
    offers = tuple(distinct(sorted(every, key=lambda offer: (offer.id, not offer.rankable))))
    noted = price_ledger.note(ledger, offers) if ledger else ()
    said = joined_statements((s for found in sources.translations for s in found.statements), matcher)
    scores, unknown = with_newer_scores(facts.scores, (s for found in sources.translations for s in found.scores), matcher)
    stated = fact_conflicts(facts.models, facts.licences, facts.shapes, offers, said.statements)
    review = {(item.feed, item.provider, item.key): item for item in (*said.review, *unknown, *joined.review)}
    return Prices(
        offers,
        (*joined.conflicts, *stated, *score_conflicts(scores, facts.models)),
        sources.reports,
        price_spans(sources.dated, noted, joined.names, offers, publishers),
        tuple(review[key] for key in sorted(review)),
        said.statements,
        scores,
        corrected.spent,
    )


def _ledger(facts: Facts, out_dir: Path, snapshots: Folders) -> tuple[price_ledger.Seen, ...]:
    """The ledger of prices seen, with the snapshots older than the newest that it has not noted yet."""
    ledger = price_ledger.read(out_dir)
    noted = max((row.last for row in ledger), default=date.min)
    files = [found for feed in FEEDS if feed.entries and (found := [day for _, day in dated_files(feed.name, folders_of(snapshots))])]
    days = sorted({day for found in files for day in found})
    first = max((min(found) for found in files), default=date.max)
    for day in days[:-1]:
        if day > noted and day >= first:  # before `first` one of the lists was not read yet
            ledger = price_ledger.note(ledger, price(facts, read_sources(snapshots, day=day)).offers)
    return ledger


def check_catalog(*, facts_folder: Path = FACTS, snapshots: Folders = SNAPSHOTS, with_artificial_analysis: bool = True) -> CatalogCheck:
    """Reads everything a build reads, writes nothing, and lists what is wrong and what could not be used."""
    try:
        facts = load_facts(facts_folder, with_artificial_analysis=with_artificial_analysis)
    except FactsError as error:
        return CatalogCheck(faults=tuple(error.faults))
    try:
        prices = price(facts, snapshots)
    except (FileNotFoundError, UnreadableFeedError) as error:
        return CatalogCheck(faults=(str(error),))
    faults = [*(fault for report in prices.reports for fault in report.faults), *(f"correction: {said}" for said in prices.spent)]
    listed = {(offer.feed, offer.feed_provider, offer.feed_key) for offer in prices.offers}
    feeds = {report.feed for report in prices.reports}
    lost = [a for a in facts.aliases if a.source in feeds and (a.source, a.provider, a.key) not in listed]
    notes = [f"alias of {a.model_id}: {a.source} no longer lists {a.provider}/{a.key}" for a in lost]
    notes += [
        f"{offer.id}: output ({offer.usd_per_mtok_out:g}) much cheaper than input ({offer.usd_per_mtok_in:g}) in {offer.feed}:{offer.feed_key}"
        for offer in prices.offers
        if offer.rankable
        and offer.usd_per_mtok_in
        and offer.usd_per_mtok_out
        and offer.usd_per_mtok_out < ODD_RATIO * offer.usd_per_mtok_in
    ]
    sold = {offer.model_id for offer in prices.offers if offer.rankable}
    notes += [
        f"{m.id}: current, and no offer can be ranked"
        for m in facts.models.values()
        if m.status == Status.CURRENT and m.kind == "llm" and m.id not in sold
    ]
    by_deployment: dict[str, int] = {}
    for offer in prices.offers:
        if offer.rankable:
            by_deployment[str(offer.deployment)] = by_deployment.get(str(offer.deployment), 0) + 1
    counts = {
        "models": len(facts.models),
        "providers": len(facts.providers),
        "entries": sum(report.entries for report in prices.reports),
        "offers": len(prices.offers),
        "joined": sum(offer.model_id is not None for offer in prices.offers),
        "rankable": sum(by_deployment.values()),
        "conflicts": len(prices.conflicts),
    }
    return CatalogCheck(tuple(faults), tuple(notes), counts, dict(sorted(by_deployment.items())), prices.reports, prices.conflicts)


def _content(facts: Facts, prices: Prices, evidence: Any, decisions: Decisions) -> dict[str, Sequence[Record]]:
    """Rows per table, in the order of catalog.tables."""
    rows: dict[str, Sequence[Record]] = {
        "models": list(with_origins(facts.models, prices.offers).values()),
        "licences": list(facts.licences.values()),
        "providers": list(facts.providers.values()),
        "offers": prices.offers,
        "gpus": list(facts.gpus.values()),
        "gpu_prices": facts.gpu_prices,
        "shapes": list(facts.shapes.values()),
        "quality": [_rounded(figure) for figure in evidence.quality],
        "reasoning": [p.model_copy(update={"verbosity": round(p.verbosity, 6)}) for p in evidence.reasoning.values()],
        "evidence_parameters": [_parameter(row) for row in evidence.parameters.rows()],
        "regulations": list(facts.regulations.values()),
        "deployments": list(facts.deployments.values()),
        "rate_limits": facts.rate_limits,
        "on_prem": facts.closed_on_prem,
        "tuning_prices": facts.tuning_prices,
        "regions": facts.endpoint_regions,
        "aliases": facts.aliases,
        "benchmarks": list(facts.benchmarks.values()),
        "scores": facts.scores,
        "token_usage": facts.token_usage,
        "throughput": facts.throughput,
        "conflicts": prices.conflicts,
        "price_history": prices.history,
        "statements": prices.statements,
        "review": decisions.open(prices.review),
        "held": decisions.updates,
        "corrections": facts.corrections,
    }
    return {name: rows[name] for name in tables.TABLES}


def _rounded(figure: QualityFigure) -> QualityFigure:
    """Six places: the last bits of a fit differ between processors and must not make another version."""
    return figure.model_copy(update={name: round(getattr(figure, name), 6) for name in ("value", "low", "high")})


def _parameter(row: Mapping[str, Any]) -> EvidenceParameter:
    values = {k: round(v, 6) if isinstance(v, float) else v for k, v in row.items() if k != "kind"}
    return EvidenceParameter(kind=row["kind"], values=values)


def _digest(texts: Mapping[str, Sequence[str]]) -> str:
    digest = hashlib.sha256()
    for name, lines in texts.items():
        digest.update(f"{name} {len(lines)}\n".encode())
        for line in lines:
            digest.update(line.encode())
            digest.update(b"\n")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """Dates and data classes as plain JSON values."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Record):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
