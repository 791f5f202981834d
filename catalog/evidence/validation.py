"""How wrong the fit is on scores it has not seen, against simpler methods on the same cells.

A held-out cell is one (model, benchmark) with all its efforts; the truth is the model's best independent
percent score there. Only benchmarks with at least 8 models and models with at least 5 benchmarks are
asked. Cells are split at random, not by date, and share harnesses with what is left, so errors on a new
harness will be larger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median, pstdev

import numpy as np

from catalog.evidence import fit_parameters, prepare, release_dates
from catalog.evidence.cells import Cell, fitted_benchmarks
from catalog.evidence.prediction import predict
from catalog.schema import Benchmark, Model, Score

FOLDS = 5
Key = tuple[str, str]  # model, benchmark


@dataclass(frozen=True)
class MethodResult:
    """One method: mean and median absolute error in points, share of pairs of models put in the right order, coverage of 80% intervals (None: it has none)."""

    method: str
    mean_error: float
    median_error: float
    pair_order: float
    coverage: float | None = None


@dataclass(frozen=True)
class HeldOut:
    """One hidden score in percent: what it was, and what the fit without it expected, with its 80% interval."""

    model_id: str
    benchmark_id: str
    dimension: str
    actual: float
    expected: float
    low: float
    high: float

    @property
    def held(self) -> bool:
        """Whether the interval holds the score."""
        return self.low - 1e-9 <= self.actual <= self.high + 1e-9


@dataclass(frozen=True)
class Band:
    """Hidden scores whose prediction lies from `low` to below `high` percent: how many, what was expected and found on average, and the share held."""

    low: float
    high: float
    scores: int
    expected: float
    actual: float
    coverage: float


@dataclass(frozen=True)
class Validation:
    seed: int
    cells: int
    methods: tuple[MethodResult, ...]
    by_dimension: dict[str, float]
    """Mean absolute error of the fit per dimension, in points."""
    held_out: tuple[HeldOut, ...] = ()
    """Every hidden score that the fit could predict."""


def held_out(scores: Sequence[Score], benchmarks: Mapping[str, Benchmark], models: Mapping[str, Model], seed: int = 0) -> Validation:
    """Random five-fold hold-out of all eligible cells."""
    cells, scales = prepare(scores, benchmarks)
    inside = fitted_benchmarks(benchmarks)
    pairs: dict[Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.benchmark_id in inside:
            pairs[cell.model_id, cell.benchmark_id].append(cell)
    tests: dict[str, set[str]] = defaultdict(set)
    takers: dict[str, set[str]] = defaultdict(set)
    for m, b in pairs:
        tests[m].add(b)
        takers[b].add(m)
    truth: dict[Key, float] = {}
    for (m, b), rows in sorted(pairs.items()):
        independent = [c.y for c in rows if not c.vendor]
        if independent and scales[b].bounded and benchmarks[b].unit == "percent" and len(tests[m]) >= 5 and len(takers[b]) >= 8:
            truth[m, b] = max(independent)
    keys = list(truth)
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(keys))
    span = {b: scales[b].high - scales[b].low for b in scales}
    guesses: dict[str, dict[Key, float]] = defaultdict(dict)
    hidden: list[HeldOut] = []
    for k in range(FOLDS):
        out = {key for key, f in zip(keys, fold, strict=True) if f == k}
        left = [c for c in cells if (c.model_id, c.benchmark_id) not in out]
        parameters = fit_parameters(left, benchmarks, scales, release_dates(models))
        known = {key: y for key, y in truth.items() if key not in out}
        for name, guess in simple_methods(known, out, {b: x.dimension for b, x in benchmarks.items()}).items():
            guesses[name].update(guess)
        for m, b in sorted(out):
            try:
                p = predict(parameters, m, b)
            except ValueError:  # nothing of this model is left
                guesses["logistic fit"][m, b] = guesses["additive"][m, b]
                continue
            guesses["logistic fit"][m, b] = scales[b].inward(p.expected)
            actual = scales[b].outward(truth[m, b])
            hidden.append(HeldOut(m, b, benchmarks[b].dimension, actual, p.expected, p.low, p.high))
    results = []
    for name, guess in guesses.items():
        errors = [abs(guess[key] - truth[key]) * span[key[1]] for key in keys]
        results.append(
            MethodResult(
                name, fmean(errors), median(errors), _order(truth, guess), fmean(h.held for h in hidden) if name == "logistic fit" else None
            )
        )
    per: dict[str, list[float]] = defaultdict(list)
    for key in keys:
        per[benchmarks[key[1]].dimension].append(abs(guesses["logistic fit"][key] - truth[key]) * span[key[1]])
    return Validation(seed, len(keys), tuple(results), {d: fmean(e) for d, e in sorted(per.items())}, tuple(hidden))


def bands(held_out: Sequence[HeldOut], width: float = 10.0) -> list[Band]:
    """Predictions in bands of ten points: whether high predictions are too high, and where intervals hold too little."""
    found: dict[int, list[HeldOut]] = defaultdict(list)
    last = int(100 / width) - 1
    for each in held_out:
        found[min(int(each.expected // width), last)].append(each)
    return [
        Band(
            k * width,
            (k + 1) * width,
            len(rows),
            fmean(r.expected for r in rows),
            fmean(r.actual for r in rows),
            fmean(r.held for r in rows),
        )
        for k, rows in sorted(found.items())
    ]


def simple_methods(known: Mapping[Key, float], asked: set[Key], dimension: Mapping[str, str]) -> dict[str, dict[Key, float]]:
    """Predictions of the methods that the fit is held against, on the share-of-scale scale."""
    by_test: dict[str, list[float]] = defaultdict(list)
    by_model: dict[str, dict[str, float]] = defaultdict(dict)
    for (m, b), y in known.items():
        by_test[b].append(y)
        by_model[m][b] = y
    overall = fmean(known.values())
    mean = defaultdict(lambda: overall, {b: fmean(v) for b, v in by_test.items()})
    sd = defaultdict(lambda: 0.2, {b: pstdev(v) or 0.05 for b, v in by_test.items()})
    model, test = _additive(known)
    out: dict[str, dict[Key, float]] = {"average of raw scores": {}, "z-scores": {}, "additive": {}}
    for m, b in asked:
        own = by_model[m]
        near = [y for t, y in own.items() if dimension[t] == dimension[b]] or list(own.values()) or [overall]
        z = fmean((y - mean[t]) / sd[t] for t, y in own.items()) if own else 0.0
        out["average of raw scores"][m, b] = fmean(near)
        out["z-scores"][m, b] = min(max(mean[b] + z * sd[b], 0.0), 1.0)
        out["additive"][m, b] = min(max(model.get(m, 0.0) + test.get(b, overall), 0.0), 1.0)
    return out


def _additive(known: Mapping[Key, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Score = model + test, the model's part shrunk lightly, by alternating means."""
    model: dict[str, float] = defaultdict(float)
    test: dict[str, float] = defaultdict(float)
    by_model: dict[str, list[tuple[str, float]]] = defaultdict(list)
    by_test: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (m, b), y in known.items():
        by_model[m].append((b, y))
        by_test[b].append((m, y))
    for _ in range(50):
        for b, rows in by_test.items():
            test[b] = fmean(y - model[m] for m, y in rows)
        for m, pairs in by_model.items():
            model[m] = sum(y - test[b] for b, y in pairs) / (len(pairs) + 0.5)
    return dict(model), dict(test)


def _order(truth: Mapping[Key, float], guess: Mapping[Key, float]) -> float:
    """Share of pairs of models, measured on the same test, that come in the right order."""
    by: dict[str, list[Key]] = defaultdict(list)
    for key in truth:
        by[key[1]].append(key)
    right = total = 0
    for keys in by.values():
        for a, b in combinations(keys, 2):
            if truth[a] != truth[b]:
                total += 1
                right += (truth[a] > truth[b]) == (guess[a] > guess[b])
    return right / max(total, 1)
