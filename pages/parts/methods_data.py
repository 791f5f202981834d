"""Questions that "Data and methods" asks of the catalog file and of the stored validation; per catalog version."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from advisor.sizing.validation import Summary, summaries, validate
from catalog.review import by_importance
from catalog.schema import Correction, HeldUpdate, ReviewItem
from pages.parts.catalog_queries import handle
from pages.parts.catalog_queries import meta as catalog_meta

KEPT = 4
VALIDATION = Path(__file__).parents[2] / "docs" / "validation.json"
SAMPLE = VALIDATION.with_name("validation_scores.csv")
BASKET = Path(__file__).parents[2] / "catalog" / "evidence" / "basket.toml"
Share = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True)
class ScoreSource:
    """Scores by who published them. `through`: the copy they were read from, empty where it is the publisher's own."""

    publisher: str
    through: str
    scores: int
    models: int
    newest: str
    artificial_analysis: bool


@st.cache_data(max_entries=KEPT, show_spinner=False)
def feeds(version: str) -> list[dict[str, Any]]:
    """What each price snapshot gave (catalog.feeds.FeedReport)."""
    found: list[dict[str, Any]] = catalog_meta(version)["feeds"]
    return found


@st.cache_data(max_entries=KEPT, show_spinner=False)
def score_sources(version: str) -> list[ScoreSource]:
    """Most scores first."""
    rows = handle().rows(
        r"""WITH named AS (
              SELECT *, regexp_extract(source, 'cites https?://(www\.)?([^/ )]+)', 2) AS cited, regexp_extract(source, '^github:([^ ]+)', 1) AS copy FROM scores)
            SELECT CASE WHEN cited <> '' THEN cited WHEN copy <> '' THEN copy ELSE source END AS publisher,
                   CASE WHEN cited <> '' THEN copy ELSE '' END AS through, count(*) AS scores, count(DISTINCT model_id), max(date), bool_or(artificial_analysis)
            FROM named GROUP BY 1, 2 ORDER BY scores DESC, publisher, through"""
    )
    return [ScoreSource(*row) for row in rows]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def artificial_analysis(version: str) -> tuple[Share, Share]:
    """Scores of Artificial Analysis among all, and fitted figures that rest on one among all."""
    scores = handle().rows("SELECT count(*) FILTER (artificial_analysis), count(*) FROM scores")[0]
    figures = handle().rows("SELECT count(*) FILTER (artificial_analysis), count(*) FROM quality")[0]
    return (int(scores[0]), int(scores[1])), (int(figures[0]), int(figures[1]))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def left_out(version: str) -> list[tuple[str, int, str]]:
    """Price lines that are shown and never recommended: reason, how many, and the names where the reason differs by name only."""
    counts: Counter[str] = Counter()
    names: dict[str, list[str]] = {}
    for reason, lines in handle().rows("SELECT unrankable, count(*) FROM offers WHERE NOT rankable GROUP BY 1 ORDER BY 2 DESC, 1"):
        common, name = _without_name(str(reason))
        counts[common] += int(lines)
        if name and name not in names.setdefault(common, []):
            names[common].append(name)
    return [(reason, lines, ", ".join(names.get(reason, ()))) for reason, lines in counts.most_common()]


def _without_name(reason: str) -> tuple[str, str]:
    """A reason without the provider or tier it names, and that name."""
    if reason.startswith("no provider record for ") and ":" in reason:
        name, rest = reason.removeprefix("no provider record for ").split(":", 1)
        return f"no provider record:{rest}", name
    if " passes requests on " in reason:
        name, rest = reason.split(" passes requests on ", 1)
        return f"an aggregator passes requests on {rest}", name
    if reason.startswith("passed on by ") and " to " in reason:
        by, rest = reason.split(" to ", 1)
        name, _, terms = rest.partition(",")
        return f"{by} to another host,{terms}", name
    if reason.startswith("service tier ") and ":" in reason:
        name, rest = reason.removeprefix("service tier ").split(":", 1)
        return f"service tier other than standard:{rest}", name
    if reason.startswith("resold by ") and ":" in reason:
        return "resold by a host: the terms of the model's maker decide, and the price list does not say which apply", reason.removeprefix(
            "resold by "
        ).split(":", 1)[0]
    if reason.startswith("same offer as "):
        return "the same offer is listed under another name", ""
    if reason.startswith("another listing, at another price, of "):
        return "another listing of an offer, at another price", ""
    return reason, ""


@st.cache_data(max_entries=2, show_spinner=False)
def corrections(version: str) -> tuple[Correction, ...]:
    """Lines of the feeds that are put right."""
    found: tuple[Correction, ...] = handle().records("corrections")
    return found


@st.cache_data(max_entries=2, show_spinner=False)
def to_review(version: str) -> tuple[ReviewItem, ...]:
    """Names that no model could be joined to for sure, the most important first."""
    providers = {provider.id: provider for provider in handle().records("providers")}
    return tuple(by_importance(handle().records("review"), providers))


@st.cache_data(max_entries=2, show_spinner=False)
def held(version: str) -> tuple[HeldUpdate, ...]:
    """Changes of fetched lists that wait for a person, those that wait longest first."""
    found: tuple[HeldUpdate, ...] = handle().records("held")
    return tuple(sorted(found, key=lambda u: (u.seen, u.feed, u.provider, u.key, u.field)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def odd_prices(version: str) -> list[tuple[str, float, float, str]]:
    """Ranked offers whose output is much cheaper than their input, which no list was seen to mean: id, in, out (USD per million tokens), feed."""
    rows = handle().rows(
        """SELECT id, usd_per_mtok_in, usd_per_mtok_out, feed FROM offers
           WHERE rankable AND usd_per_mtok_in > 0 AND usd_per_mtok_out < 0.9 * usd_per_mtok_in ORDER BY id"""
    )
    return [(str(a), float(b), float(c), str(d)) for a, b, c, d in rows]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def unsold(version: str) -> list[str]:
    """Current language models that no ranked offer sells."""
    return [
        str(row[0])
        for row in handle().rows(
            """SELECT m.name FROM models m WHERE m.status = 'current' AND m.kind = 'llm'
               AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.model_id = m.id AND o.rankable) ORDER BY m.name"""
        )
    ]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def unjoined_scores(version: str) -> tuple[int, int]:
    """Scores whose model the catalog does not hold, and how many names they carry."""
    row = handle().rows("SELECT count(*), count(DISTINCT model_id) FROM scores WHERE model_id NOT IN (SELECT id FROM models)")[0]
    return int(row[0]), int(row[1])


@st.cache_data(max_entries=KEPT, show_spinner="Predicting every public measurement")
def sizing(version: str) -> tuple[list[Summary], list[tuple[str, int]], list[tuple[str, str, str, float, float]]]:
    """Errors by group, what was not predicted and why, and the widest misses (model, GPUs, engine, predicted, measured tokens/s)."""
    records = {name: handle().records(name) for name in ("throughput", "shapes", "gpus")}
    rows, left = validate(records["throughput"], {s.model_id: s for s in records["shapes"]}, {g.id: g for g in records["gpus"]})
    widest = sorted(rows, key=lambda r: -max(r.ratio, 1 / r.ratio))[:8]
    return (
        list(summaries(rows)),
        Counter(reason for _, reason in left).most_common(),
        [
            (r.measurement.model_id, f"{r.measurement.n_gpus} × {r.measurement.gpu_id}", r.measurement.engine, r.predicted, r.measured)
            for r in widest
        ],
    )


@dataclass(frozen=True)
class Method:
    """One way of predicting held-out scores, means over the runs. Errors in points of 100; coverage None: it gives no intervals."""

    name: str
    mean_error: float
    median_error: float
    pair_order: float
    coverage: float | None


@dataclass(frozen=True)
class EvidenceCheck:
    """The stored validation of the quality fit. `cells` are held-out scores per run."""

    computed: date
    command: str
    scores: int
    seeds: tuple[int, ...]
    cells: tuple[int, ...]
    methods: tuple[Method, ...]
    by_dimension: dict[str, float]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Band:
    """Hidden scores of all runs whose prediction lies between `low` and `high` percent: what was expected and scored on average, share held."""

    low: float
    high: float
    scores: int
    expected: float
    actual: float
    coverage: float


@dataclass(frozen=True)
class HiddenScore:
    """One hidden score of the stored sample, in percent, with what the fit expected and its 80% interval."""

    model_id: str
    benchmark_id: str
    dimension: str
    actual: float
    expected: float
    low: float
    high: float

    @property
    def held(self) -> bool:
        return self.low <= self.actual <= self.high


def hidden_scores(path: Path = SAMPLE) -> list[HiddenScore]:
    """The sample as it was written; none where the file is missing."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [
            HiddenScore(r["model_id"], r["benchmark_id"], r["dimension"], *(float(r[k]) for k in ("actual", "expected", "low", "high")))
            for r in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class BenchmarkUse:
    """How one test is used: scores listed, best independent one, models within 3.6 of it (None: nobody independent ran it)."""

    benchmark_id: str
    scores: int
    best: float | None
    near_best: int | None


@st.cache_data(max_entries=KEPT, show_spinner=False)
def tests(version: str) -> list[BenchmarkUse]:
    """Every test that has scores."""
    rows = handle().rows(
        """WITH own AS (
             SELECT s.benchmark_id, s.model_id, max(CASE WHEN b.higher_is_better THEN s.score ELSE -s.score END) AS best, b.higher_is_better AS up
             FROM scores s JOIN benchmarks b ON b.id = s.benchmark_id WHERE s.reported_by = 'independent' GROUP BY 1, 2, 4
           ), top AS (SELECT benchmark_id, max(best) AS best FROM own GROUP BY 1)
           SELECT s.benchmark_id, count(*), any_value(CASE WHEN o.up THEN t.best ELSE -t.best END), any_value(o.near)
           FROM scores s LEFT JOIN top t ON t.benchmark_id = s.benchmark_id
           LEFT JOIN (SELECT own.benchmark_id, any_value(up) AS up, count(*) FILTER (own.best >= top.best - 3.6) AS near
                      FROM own JOIN top USING (benchmark_id) GROUP BY 1) o ON o.benchmark_id = s.benchmark_id
           GROUP BY 1"""
    )
    return [
        BenchmarkUse(str(b), int(n), None if best is None else float(best), None if near is None else int(near))
        for b, n, best, near in rows
    ]


@cache
def read_on() -> frozenset[str]:
    """Tests of the reference basket, on which quality figures are read."""
    raw = tomllib.loads(BASKET.read_text(encoding="utf-8"))
    found: set[str] = set()
    for part in raw.values():
        if isinstance(part, dict):
            found |= {
                *part.get("benchmarks", ()),
                *part.get("own", ()),
                *part.get("error_rates", ()),
                *(b["id"] for b in part.get("boards", ())),
            }
    return frozenset(found)


def evidence_check(path: Path = VALIDATION) -> EvidenceCheck | None:
    """The figures as they were written; None where the file is missing."""
    if not path.is_file():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    runs = record["runs"]
    methods = []
    for i, first in enumerate(runs[0]["methods"]):
        same = [run["methods"][i] for run in runs]
        coverage = [m["coverage"] for m in same]
        methods.append(
            Method(
                first["method"],
                _mean([m["mean_error"] for m in same]),
                _mean([m["median_error"] for m in same]),
                _mean([m["pair_order"] for m in same]),
                None if None in coverage else _mean(coverage),
            )
        )
    names = sorted(set.intersection(*(set(run["by_dimension"]) for run in runs)))
    return EvidenceCheck(
        date.fromisoformat(record["computed"]),
        record["command"],
        record["scores"],
        tuple(run["seed"] for run in runs),
        tuple(run["cells"] for run in runs),
        tuple(methods),
        {name: _mean([run["by_dimension"][name] for run in runs]) for name in names},
        tuple(Band(**band) for band in record.get("bands", ())),
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
