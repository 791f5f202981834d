"""Quality as fitted figures with intervals: raw scores in, one comparable figure per model, effort and dimension out.

cells       which scores enter, as what, with how much weight
ability     the logistic fit of one general ability with small deviations
intervals   how sure we are; two figures that cannot be told apart
own_scale   factuality, votes and word errors, which do not follow general ability
prediction  what a model would score on a benchmark, from stored rows
reasoning   how much each model thinks
validation  held-out error and coverage
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from catalog.evidence.ability import Ability, Priors, fit_ability
from catalog.evidence.cells import MEDIA, Cell, cells_of, fitted_benchmarks, scale_of
from catalog.evidence.gaps import VendorGap, vendor_gaps
from catalog.evidence.intervals import Curve, curves, not_told_apart, read_basket, standings
from catalog.evidence.own_scale import error_rates, grade, side_by_side, win_chances
from catalog.evidence.prediction import GENERAL, Parameters, Prediction, outside_curve, predict
from catalog.evidence.reasoning import TokenUsage, profiles
from catalog.schema import Benchmark, Model, QualityFigure, ReasoningProfile, Score

__all__ = ["Evidence", "Parameters", "Prediction", "VendorGap", "fit", "fit_parameters", "not_told_apart", "predict"]

GENERAL_DIMENSIONS = (
    "reasoning",
    "knowledge",
    "math",
    "coding",
    "agentic",
    "instruction_following",
    "long_context",
    "multilingual",
    "vision",
)

LEAST_SCORES = 3
"""A model measured on fewer benchmarks than this gets no figure; of a fitted figure only benchmarks in the fit count."""

WELL_MEASURED = 8
"""Scores from which a model's ability may shape what is expected of others of its time."""

VENDOR_WEIGHTS = (0.7, 0.3)
"""Weight of a maker's own figure on closed question sets, and where a harness is involved; an independent one counts 1."""

PRIORS = Priors(offset=dict.fromkeys(("math", "instruction_following", "long_context", "multilingual", "agentic"), 0.4))
"""Offsets help in these dimensions. Agentic is among them because the newest models have agentic scores only:
without it, harness effects there passed for general ability (models known by such scores alone: 80% intervals
then covered 80% of their other scores, 65% before)."""


@dataclass(frozen=True)
class Evidence:
    """Everything fitted. `parameters` predicts; `summary` holds counts that the data page shows."""

    quality: tuple[QualityFigure, ...]
    reasoning: dict[str, ReasoningProfile]
    parameters: Parameters
    vendor_gaps: tuple[VendorGap, ...]
    summary: dict[str, float]


def release_dates(models: Mapping[str, Model]) -> dict[str, date]:
    """Release dates of the models that have one."""
    return {m.id: m.release_date for m in models.values() if m.release_date is not None}


@cache
def basket() -> dict[str, Any]:
    """The reference basket: which tests a figure is read on, with reasons and a date."""
    return tomllib.loads((Path(__file__).parent / "basket.toml").read_text(encoding="utf-8"))


def fit_parameters(
    cells: Sequence[Cell],
    benchmarks: Mapping[str, Benchmark],
    scales: Mapping[str, Any],
    released: Mapping[str, date] | None = None,
    priors: Priors = PRIORS,
) -> Parameters:
    """Fit general ability to cells and read off the curves of every benchmark, in or out of the fit.

    `released`: release dates; a model with few scores is then drawn towards the models of its time, not of all time.
    """
    inside = fitted_benchmarks(benchmarks)
    used = [c for c in cells if c.benchmark_id in inside]
    dimensions = {c.benchmark_id: benchmarks[c.benchmark_id].dimension for c in used}
    count = Counter((c.model_id, c.effort) for c in used)
    ability = fit_ability(used, dimensions, scales, priors, limit=12 if released else 30)  # a rough first pass serves for the line by date
    if base := ability_by_date(ability, released or {}, Counter(c.model_id for c in used)):
        ability = fit_ability(used, dimensions, scales, priors, base)
    stood = standings(ability, GENERAL_DIMENSIONS, dict(count))
    found = curves(ability, dict(scales))
    outside: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.benchmark_id not in inside:
            outside[cell.benchmark_id].append(cell)
    general = {(s.model_id, s.effort): s.theta for s in stood if s.dimension == GENERAL}
    for b, rows in sorted(outside.items()):
        if curve := outside_curve(b, benchmarks[b].dimension, scales[b], rows, general):
            found.append(curve)
    return Parameters(tuple(stood), tuple(found))


def ability_by_date(ability: Ability, released: Mapping[str, date], cells: Mapping[str, int]) -> dict[str, float]:
    """Ability expected of a model by its release date: a straight line through well-measured models, nought without a date."""
    known = [
        (released[k[1]].toordinal() / 365.25, float(ability.x[i]))
        for k, i in ability.index.items()
        if k[0] == "mu" and k[1] in released and cells[k[1]] >= WELL_MEASURED
    ]
    if len(known) < 30:
        return {}
    year, mu = np.array(known).T
    slope, level = np.polyfit(year - year.mean(), mu, 1)
    return {m: float(level + slope * (released[m].toordinal() / 365.25 - year.mean())) for m in sorted(cells) if m in released}


def prepare(scores: Iterable[Score], benchmarks: Mapping[str, Benchmark]) -> tuple[list[Cell], dict[str, Any]]:
    """Cells and fitting scales of all scores on known benchmarks, media left out."""
    values: dict[str, list[float]] = defaultdict(list)
    kept = [s for s in scores if s.benchmark_id in benchmarks and benchmarks[s.benchmark_id].dimension not in MEDIA]
    for score in kept:
        values[score.benchmark_id].append(score.score)
    scales = {b: scale_of(benchmarks[b], v) for b, v in sorted(values.items())}
    return cells_of(kept, benchmarks, scales, VENDOR_WEIGHTS), scales


def fit(
    scores: Sequence[Score], benchmarks: Mapping[str, Benchmark], models: Mapping[str, Model], token_usage: Iterable[TokenUsage] = ()
) -> Evidence:
    """Figures for every model in `models` that has enough scores; scores of other models still shape the curves."""
    cells, scales = prepare(scores, benchmarks)
    parameters = fit_parameters(cells, benchmarks, scales, release_dates(models))
    measured: dict[str, set[str]] = defaultdict(set)
    in_fit: dict[str, set[str]] = defaultdict(set)
    inside = fitted_benchmarks(benchmarks)
    for cell in cells:
        measured[cell.model_id].add(cell.benchmark_id)
        if cell.benchmark_id in inside:
            in_fit[cell.model_id].add(cell.benchmark_id)
    enough = {m for m, tests in measured.items() if len(tests) >= LEAST_SCORES and m in models}
    # a composite or a vote says nothing in the fit, so it does not count towards a figure that is fitted
    figures = _general(parameters, cells, benchmarks, {m: models[m] for m in sorted(enough) if len(in_fit[m]) >= LEAST_SCORES})
    chosen = basket()
    own = side_by_side(cells, chosen["factuality"]["own"], "factuality")
    own += win_chances(scores, chosen["preference"]["boards"], "preference", by_effort=True)
    figures += [f for f in own if f.model_id in enough]
    media = [
        f for d in ("video", "image_generation", "speech_synthesis") for f in win_chances(scores, chosen[d]["boards"], d, by_effort=False)
    ]
    media += error_rates(scores, chosen["transcription"]["error_rates"], "transcription")
    # A rating stands on thousands of votes and an error rate on hours of speech, so one is enough.
    figures += [f for f in media if f.model_id in models]
    summary = {
        "scores": float(len(scores)),
        "cells": float(len(cells)),
        "models_measured": float(len(measured)),
        "models_with_figures": float(len({f.model_id for f in figures})),
        "curves": float(len(parameters.curves)),
    }
    return Evidence(tuple(figures), profiles(token_usage), parameters, vendor_gaps(scores, benchmarks), summary)


def _general(
    parameters: Parameters, cells: Sequence[Cell], benchmarks: Mapping[str, Benchmark], models: Mapping[str, Model]
) -> list[QualityFigure]:
    by_id = {c.benchmark_id: c for c in parameters.curves}
    read: dict[str, list[Curve]] = {}
    for dim in GENERAL_DIMENSIONS:
        chosen = basket()[dim]
        read[dim] = [by_id[b] for b in chosen["benchmarks"] if b in by_id] or [by_id[b] for b in chosen.get("fallback", ()) if b in by_id]
    behind: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    newest: dict[str, str] = {}
    borrowed: dict[str, bool] = defaultdict(bool)
    for cell in cells:
        if by_id.get(cell.benchmark_id) is None or not by_id[cell.benchmark_id].inside:
            continue
        behind[cell.model_id, cell.effort, benchmarks[cell.benchmark_id].dimension].append(cell)
        newest[cell.model_id] = max(newest.get(cell.model_id, ""), cell.date)
        borrowed[cell.model_id] |= cell.artificial_analysis
    out = []
    for s in parameters.standings:
        model = models.get(s.model_id)
        if model is None or not read[s.dimension] or (s.dimension == "vision" and "image" not in model.modalities_in):
            continue
        value, low, high = read_basket(read[s.dimension], s.theta, s.sd)
        own = behind.get((s.model_id, s.effort, s.dimension), [])
        out.append(
            QualityFigure(
                model_id=s.model_id,
                effort=s.effort,
                dimension=s.dimension,
                value=value,
                low=low,
                high=high,
                benchmarks=len({c.benchmark_id for c in own}),
                newest=max((c.date for c in own), default=newest[s.model_id]),
                evidence=grade([c.vendor for c in own]),
                # Ability is shared by all dimensions and efforts of a model, so any such row contributes.
                artificial_analysis=borrowed[s.model_id],
            )
        )
    return out
