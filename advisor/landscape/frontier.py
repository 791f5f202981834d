"""The two frontiers as they are shown: each step with the closed model it drew level with, and the share of closed capability reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from advisor.landscape.lag import MONTH, Floats, Trials
from advisor.landscape.marks import EDGE, Field, Mark

QUANTILES = (0.1, 0.5, 0.9)
"""The ends and the middle of an 80% interval."""


@dataclass(frozen=True)
class Step:
    """One move of a frontier, as fitted.

    level_with  of an open step: the first closed model at least as able; None: no closed model measured is.
    months      by which it came after that model (negative: before); None without one.
    at_least    that model is the first closed one measured, so the level may have been reached before it.
    """

    mark: Mark
    level_with: Mark | None = None
    months: float | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Share:
    """Best open figure over best closed figure on a day (1 is level), with the middle and 80% interval of the trials.

    `open`, `closed`: the models that were best, as fitted.
    """

    day: date
    open: Mark
    closed: Mark
    drawn: float
    middle: float
    low: float
    high: float


def steps(field: Field, open_weights: bool) -> tuple[Step, ...]:
    """The moves of one frontier, oldest first; of several models of one day only the best counts."""
    closed = sorted(field.of(False), key=lambda m: m.since)
    found = []
    for mark in climb(field.of(open_weights)):
        equal = next((c for c in closed if c.ability >= mark.ability), None) if open_weights else None
        months = (mark.since - equal.since).days / MONTH if equal else None
        found.append(Step(mark, equal, months, equal is not None and equal is closed[0]))
    return tuple(found)


def climb(marks: Sequence[Mark]) -> list[Mark]:
    """The models that were best of their side on the day they came out."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.since, -m.ability, m.model.id)):
        if not found or mark.ability > found[-1].ability:
            found.append(mark)
    return found


def best_on(marks: Sequence[Mark], day: date) -> Mark | None:
    """The best model of a day."""
    return max((m for m in marks if m.since <= day), key=lambda m: (m.ability, m.model.id), default=None)


def shares(field: Field, trials: Trials, least: float) -> tuple[Share, ...]:
    """The share on every day on which either frontier moved, from the day both exist and the closed figure is at least `least`.

    Below that a share divides by almost nothing.
    """
    best: list[tuple[date, Mark, Mark]] = []
    for day in sorted({m.since for side in (True, False) for m in climb(field.of(side))}):
        opened, closed = best_on(field.of(True), day), best_on(field.of(False), day)
        if opened and closed and closed.figure.value >= least:
            best.append((day, opened, closed))
    if not best:
        return ()
    low, middle, high = np.quantile(_ratio(field, trials, [day for day, _, _ in best])[1:], QUANTILES, axis=0)
    return tuple(
        Share(day, opened, closed, opened.figure.value / closed.figure.value, float(middle[i]), float(low[i]), float(high[i]))
        for i, (day, opened, closed) in enumerate(best)
    )


def at_release(field: Field, trials: Trials, begin: date, end: date) -> tuple[float, float, float] | None:
    """Mean share of the closed figure that open models reached on the days on which they moved their frontier: low, middle, high.

    None where none did so after `begin` and until `end`, or no closed model was there.
    """
    oldest = min(m.since for m in field.of(False))
    days = [m.since for m in climb(field.of(True)) if begin < m.since <= end and m.since >= oldest]
    if not days:
        return None
    low, middle, high = np.quantile(_ratio(field, trials, days)[1:].mean(axis=1), QUANTILES)
    return float(low), float(middle), float(high)


def _ratio(field: Field, trials: Trials, days: Sequence[date]) -> Floats:
    """Best open over best closed figure, by trial and day."""
    read = _Reader(field)
    ratio: Floats = read(trials.open.on(days)) / np.maximum(read(trials.closed.on(days)), 1e-9)
    return ratio


@dataclass(frozen=True)
class Edge:
    """The 80% interval of a frontier's figure from a day on, until the next."""

    day: date
    low: float
    high: float


def edges(field: Field, trials: Trials, open_weights: bool) -> tuple[Edge, ...]:
    """The band around one frontier: the interval of the best figure of each trial, on every day on which a model of that side came out."""
    days = list(dict.fromkeys(m.since for m in field.of(open_weights)))
    if not days:
        return ()
    best = _Reader(field)((trials.open if open_weights else trials.closed).on(days))
    low, _, high = np.quantile(best[1:], QUANTILES, axis=0)
    return tuple(Edge(day, float(a), float(b)) for day, a, b in zip(days, low, high, strict=True))


class _Reader:
    """Figures (0..1) of drawn abilities. Within a dimension a figure depends on the ability alone, so the fitted models are the table.

    It is read in log odds, and goes on straight beyond the weakest and the strongest model.
    """

    def __init__(self, field: Field) -> None:
        pairs = sorted({(m.ability, m.figure.value) for m in (*field.measured, *field.inferred)})
        self.ability = np.array([a for a, _ in pairs])
        value = np.clip([v for _, v in pairs], EDGE, 1 - EDGE)
        self.odds = np.log(value / (1 - value))
        wide = self.ability[-1] - self.ability[0]
        self.slope = float(self.odds[-1] - self.odds[0]) / wide if wide > 0 else 1.0

    def __call__(self, drawn: Floats) -> Floats:
        inside = np.clip(drawn, self.ability[0], self.ability[-1])
        odds = np.interp(inside, self.ability, self.odds) + self.slope * (drawn - inside)
        figures: Floats = 1 / (1 + np.exp(-odds))
        return figures
