"""From the fit to figures with intervals: how sure we are of an ability, of a curve, and of a score read from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.evidence.ability import NARROWEST, Ability, Floats
from catalog.evidence.cells import Scale
from catalog.schema import QualityFigure

Z80 = 1.2816
"""Standard deviations from the middle to either end of an 80% interval of a normal."""

HARNESS_NOISE = 0.036
"""Two careful runners of one closed test differ by 3.6 points (GPQA Diamond, 67 models): no figure is surer than that."""


@dataclass(frozen=True)
class Standing:
    """Ability of one model at one effort in one dimension; `cells` counts all scores at that effort."""

    model_id: str
    effort: str
    dimension: str
    theta: float
    sd: float
    cells: int


@dataclass(frozen=True)
class Curve:
    """How one benchmark answers ability: link(slope x theta - difficulty), with the covariance of the two, and its noise.

    `inside`: the benchmark took part in the fit; otherwise its curve was read off afterwards and informs nothing.
    """

    benchmark_id: str
    dimension: str
    scale: Scale
    slope: float
    difficulty: float
    var_slope: float
    covariance: float
    var_difficulty: float
    noise: float
    subjects: int
    inside: bool = True

    def at(self, theta: float) -> float:
        """Expected score on the fitting scale."""
        z = self.slope * theta - self.difficulty
        return 1 / (1 + math.exp(-min(max(z, -30.0), 30.0))) if self.scale.bounded else z

    def spread(self, theta: float, sd: float) -> float:
        """Standard deviation of z, from the ability's and the curve's own uncertainty."""
        var = self.slope**2 * sd**2 + theta**2 * self.var_slope - 2 * theta * self.covariance + self.var_difficulty
        return math.sqrt(max(var, 0.0))

    def noise_at(self, y: float) -> float:
        """Standard deviation of one score around the curve where `y` is expected."""
        return self.noise * math.sqrt(max(4 * y * (1 - y), NARROWEST)) if self.scale.bounded else self.noise

    def interval(self, theta: float, sd: float) -> tuple[float, float, float]:
        """Expected, low and high of one more score, on the fitting scale."""
        z, s = self.slope * theta - self.difficulty, Z80 * self.spread(theta, sd)
        middle, low, high = (_logistic(v) if self.scale.bounded else v for v in (z, z - s, z + s))
        return middle, *_widen(middle, low, high, self.noise_at(middle))


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-min(max(z, -30.0), 30.0)))


def _widen(middle: float, low: float, high: float, noise: float) -> tuple[float, float]:
    """Add noise in quadrature on each side, so that an interval near a floor or ceiling stays lopsided."""
    extra = Z80 * noise
    return middle - math.hypot(middle - low, extra), middle + math.hypot(high - middle, extra)


def read_basket(curves: Sequence[Curve], theta: float, sd: float) -> tuple[float, float, float]:
    """Expected share of the basket's scales with its 80% interval, clipped to 0..1.

    The ability's error moves all tests together; each curve's own error and noise are independent.
    """
    n = len(curves)
    middle = sum(c.at(theta) for c in curves) / n
    low = sum(c.at(theta - Z80 * sd) for c in curves) / n
    high = sum(c.at(theta + Z80 * sd) for c in curves) / n
    own = 0.0
    for c in curves:
        steep = c.at(theta) * (1 - c.at(theta))
        own += (steep * c.spread(theta, 0.0)) ** 2 + c.noise_at(c.at(theta)) ** 2
    noise = math.sqrt(own) / n
    below, above = _widen(middle, low, high, noise)
    least = Z80 * HARNESS_NOISE
    return middle, max(min(below, middle - least), 0.0), min(max(above, middle + least), 1.0)


def not_told_apart(a: QualityFigure, b: QualityFigure) -> bool:
    """Whether the two intervals overlap by more than half of the shorter one (a label for a pair; it never reorders)."""
    overlap = min(a.high, b.high) - max(a.low, b.low)
    return overlap > 0.5 * min(a.high - a.low, b.high - b.low)


def standings(ability: Ability, dimensions: Sequence[str], cells: dict[tuple[str, str], int]) -> list[Standing]:
    """Ability and its sd for every subject seen, in every dimension, measured or not."""
    by_model, shared, inverse = _blocks(ability)
    efforts: dict[str, list[str]] = {}
    for key in ability.index:
        if key[0] == "e":
            efforts.setdefault(key[1], []).append(key[2])
    out = []
    start = ability.locals
    for model, places in by_model.items():
        d_inverse, coupling = inverse[model]
        at = {p: i for i, p in enumerate(places)}
        for effort in sorted(efforts[model]):
            for dim in dimensions:
                g_local, g_shared, missing, theta = np.zeros(len(places)), np.zeros(len(shared)), 0.0, ability.base.get(model, 0.0)
                for key in ability.terms(model, effort, dim):
                    where = ability.index.get(key)
                    if where is None:
                        missing += _prior_variance(ability, key)
                        continue
                    theta += float(ability.x[where])
                    if where < start:
                        g_local[at[where]] = 1.0
                    else:
                        g_shared[where - start] = 1.0
                # var of [local; shared] with covariance D^-1 + K S K^T, -K S, S where K = D^-1 B
                through = g_shared - coupling.T @ g_local
                var = float(g_local @ d_inverse @ g_local + through @ shared @ through) + missing
                out.append(Standing(model, effort, dim, theta, math.sqrt(var), cells.get((model, effort), 0)))
    return out


def _prior_variance(ability: Ability, key: tuple[str, ...]) -> float:
    p = ability.priors
    if key[0] == "d":
        return p.offset.get(key[2], p.offset_default) ** 2
    return {"e": p.subject, "cd": p.effort_dimension, "c": p.effort, "mu": p.model}[key[0]] ** 2


def _blocks(ability: Ability) -> tuple[dict[str, list[int]], Floats, dict[str, tuple[Floats, Floats]]]:
    """Invert the curvature by blocks: each model's few parameters, and the shared ones after eliminating them."""
    start = ability.locals
    by_model: dict[str, list[int]] = {}
    for key, where in ability.index.items():
        if where < start:
            by_model.setdefault(key[1], []).append(where)
    dense_shared = ability.curvature[start:, start:].toarray()
    rows = ability.curvature[:start, :].tocsr()
    inverse = {}
    for model, places in by_model.items():
        first, last = min(places), max(places) + 1
        block = rows[first:last].toarray()
        order = [p - first for p in places]
        d_inverse = np.linalg.inv(block[np.ix_(order, places)])
        coupling = d_inverse @ block[order, start:]
        dense_shared -= block[order, start:].T @ coupling
        inverse[model] = (d_inverse, coupling)
    return by_model, np.linalg.inv(dense_shared), inverse


def curves(ability: Ability, scales: dict[str, Scale]) -> list[Curve]:
    """The curve of every benchmark that took part, with the covariance of its slope and difficulty."""
    _, shared, _ = _blocks(ability)
    out = []
    for b, dim in ability.dimensions.items():
        i, j = ability.index["a", b], ability.index["b", b]
        a = ability.priors.slope * math.exp(float(ability.x[i]))
        p, q = i - ability.locals, j - ability.locals
        out.append(
            Curve(
                b,
                dim,
                scales[b],
                a,
                float(ability.x[j]),
                a * a * float(shared[p, p]),
                a * float(shared[p, q]),
                float(shared[q, q]),
                ability.noise[b],
                ability.cells_per_benchmark[b],
            )
        )
    return out
