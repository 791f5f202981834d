"""Dimensions that stand by themselves: factuality, votes and word errors. Nothing here reads general ability."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev
from typing import Any, Literal

import numpy as np

from catalog.evidence.cells import Cell, bucket
from catalog.evidence.intervals import HARNESS_NOISE, Z80
from catalog.schema import QualityFigure, Score

Grade = Literal["independent", "mixed", "vendor", "inferred"]


def grade(vendor: Sequence[bool]) -> Grade:
    """Who measured: nobody is `inferred`."""
    return "inferred" if not vendor else "vendor" if all(vendor) else "mixed" if any(vendor) else "independent"


def side_by_side(cells: Sequence[Cell], tests: Sequence[str], dimension: str) -> list[QualityFigure]:
    """Mean of tests that do not inform each other, per model and effort.

    A test not run on the model counts with the middle of all models and their whole spread; one run at
    another effort only counts with that score and the typical change between efforts.
    """
    rows: dict[str, dict[tuple[str, str], list[Cell]]] = {t: defaultdict(list) for t in tests}
    for cell in cells:
        if cell.benchmark_id in rows:
            rows[cell.benchmark_id][cell.model_id, cell.effort].append(cell)
    rows = {t: r for t, r in rows.items() if len(r) >= 8}
    known = {t: {k: fmean(c.y for c in r) for k, r in by.items()} for t, by in rows.items()}
    subjects = sorted({k for by in known.values() for k in by})
    out = []
    spread = {t: (fmean(v.values()), pstdev(v.values()), _between_efforts(v)) for t, v in known.items()}
    for subject in subjects:
        values, variances, used = [], [], []
        for test, by in known.items():
            middle, wide, shift = spread[test]
            siblings = [k for k in by if k[0] == subject[0]]
            if subject in by:
                values.append(by[subject])
                variances.append(HARNESS_NOISE**2)
                used += rows[test][subject]
            elif siblings:
                values.append(fmean(by[k] for k in siblings))
                variances.append(HARNESS_NOISE**2 + shift**2)
            else:
                values.append(middle)
                variances.append(wide**2)
        n = len(values)
        value, half = fmean(values), Z80 * max(math.sqrt(sum(variances)) / n, HARNESS_NOISE)
        out.append(_figure(subject, dimension, value, half, half, used, len({c.benchmark_id for c in used})))
    return out


def _between_efforts(values: Mapping[tuple[str, str], float]) -> float:
    """Standard deviation of one effort of a model around the mean of its efforts."""
    by: dict[str, list[float]] = defaultdict(list)
    for (model, _), value in values.items():
        by[model].append(value)
    gaps = [(v - fmean(vs)) ** 2 * len(vs) / (len(vs) - 1) for vs in by.values() if len(vs) > 1 for v in vs]
    return math.sqrt(fmean(gaps)) if gaps else 0.1


def _figure(
    subject: tuple[str, str], dimension: str, value: float, below: float, above: float, used: Sequence[Cell], n: int
) -> QualityFigure:
    return QualityFigure(
        model_id=subject[0],
        effort=subject[1],
        dimension=dimension,
        value=min(max(value, 0.0), 1.0),
        low=min(max(value - below, 0.0), 1.0),
        high=min(max(value + above, 0.0), 1.0),
        benchmarks=n,
        newest=max(c.date for c in used),
        evidence=grade([c.vendor for c in used]),
        artificial_analysis=any(c.artificial_analysis for c in used),
    )


@dataclass(frozen=True)
class Rating:
    """One model's rating on a board: points, half width of its 95% interval, date."""

    points: float
    ci95: float
    date: str
    artificial_analysis: bool


_CI = re.compile(r"\bci(?:95)? ?(?:-(\d+(?:\.\d+)?)/\+(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?))")


def published_ci(variant: str) -> float | None:
    """Half width in rating points of the interval a row publishes: "ci95 -9/+9" or "ci 15"."""
    found = _CI.search(variant)
    if not found:
        return None
    return (float(found[1]) + float(found[2])) / 2 if found[1] else float(found[3])


def win_chances(scores: Sequence[Score], boards: Sequence[Mapping[str, Any]], dimension: str, by_effort: bool) -> list[QualityFigure]:
    """Chance to win a vote against the board's anchor rating, from the first board that has scores.

    Per model (and effort, where asked) the newest rating counts; of several on that day, the middle one.
    """
    for board in boards:
        rows = [s for s in scores if s.benchmark_id == board["id"]]
        if not rows:
            continue
        groups: dict[tuple[str, str], list[Score]] = defaultdict(list)
        for row in rows:
            groups[row.model_id, bucket(row.effort, row.variant) if by_effort else "default"].append(row)
        out = []
        for subject, group in sorted(groups.items()):
            newest = max(s.date for s in group)
            now = [s for s in group if s.date == newest]
            points = median(s.score for s in now)
            ci = max(published_ci(s.variant) or float(board["ci95"]) for s in now)
            half = ci * Z80 / 1.96
            value, low, high = (1 / (1 + 10 ** ((board["anchor"] - p) / 400)) for p in (points, points - half, points + half))
            out.append(
                QualityFigure(
                    model_id=subject[0],
                    effort=subject[1],
                    dimension=dimension,
                    value=value,
                    low=low,
                    high=high,
                    benchmarks=1,
                    newest=newest,
                    evidence=grade([s.reported_by == "vendor" for s in now]),
                    artificial_analysis=any(s.artificial_analysis for s in now),
                )
            )
        return out
    return []


def error_rates(scores: Sequence[Score], tests: Sequence[str], dimension: str) -> list[QualityFigure]:
    """One minus the word error rate on the first test (share of words), errors being model x test.

    log rate = model + test, both shrunk lightly; what is left over is the noise of one test.
    """
    rows = [s for s in scores if s.benchmark_id in tests and s.score > 0]
    present = [t for t in tests if any(s.benchmark_id == t for s in rows)]
    if not present:
        return []
    models = sorted({s.model_id for s in rows})
    X = np.zeros((len(rows), len(models) + len(present)))
    y = np.array([math.log(s.score / 100) for s in rows])
    for i, s in enumerate(rows):
        X[i, models.index(s.model_id)] = 1
        X[i, len(models) + present.index(s.benchmark_id)] = 1
    centre = float(y.mean())
    # Prior: models differ by about a third, tests by a factor of about two.
    prior = np.concatenate([np.full(len(models), 1 / 0.35**2), np.full(len(present), 1 / 0.7**2)])
    noise = 0.2
    beta: Any = np.zeros(X.shape[1])
    H = np.diag(prior)
    for _ in range(20):
        H = X.T @ X / noise**2 + np.diag(prior)
        beta = np.linalg.solve(H, X.T @ (y - centre) / noise**2)
        left = y - centre - X @ beta
        noise = math.sqrt((float(left @ left) + 4 * 0.15**2) / (max(len(rows) - len(models) - len(present), 0) + 4))
    covariance = np.linalg.inv(H)
    out = []
    for k, model in enumerate(models):
        own = [s for s in rows if s.model_id == model]
        g = np.zeros(X.shape[1])
        g[k] = g[len(models)] = 1
        log_rate, half = centre + float(g @ beta), Z80 * math.sqrt(float(g @ covariance @ g))
        out.append(
            QualityFigure(
                model_id=model,
                dimension=dimension,
                value=max(1 - math.exp(log_rate), 0.0),
                low=max(1 - math.exp(log_rate + half), 0.0),
                high=max(1 - math.exp(log_rate - half), 0.0),
                benchmarks=len({s.benchmark_id for s in own}),
                newest=max(s.date for s in own),
                evidence=grade([s.reported_by == "vendor" for s in own]),
                artificial_analysis=any(s.artificial_analysis for s in own),
            )
        )
    return out
