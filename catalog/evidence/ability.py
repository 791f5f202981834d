"""The ability model: one curve per benchmark, one general ability per model, small deviations around it.

    y = link(a_j (mu_m + c_effort + e_s + delta_m,dim + c_effort,dim) - b_j + v_j [vendor])

y is the share of the way from the benchmark's floor to its ceiling (logistic link), or a standardised
arena rating (straight link). s is a subject: one model at one effort. mu is shared by the efforts of a
model, so that a thinly measured effort borrows from the others. All terms have normal priors; the
maximum is found by damped Gauss-Newton steps, and the curvature there gives the covariance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from catalog.evidence.cells import HARNESS_BOUND, Cell, Scale

NARROWEST = 0.2
"""The variance of a score falls with the distance to floor or ceiling, down to this share of the middle's."""

MEAN_SLOPE_SD = 0.01
"""How tightly the mean log slope is held at nought."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Priors:
    """Standard deviations of the priors. Those of deviations are meant against the fitted spread of ability between models, about 0.45."""

    model: float = 0.6
    effort: float = 1.0  # mean shift of an effort level
    effort_dimension: float = 0.5  # extra shift of an effort level in one dimension
    subject: float = 0.3  # one model's own deviation at one effort
    slope: float = 1.8  # discrimination of a typical benchmark; with the line above it sets the unit of ability
    log_discrimination: float = 0.35
    difficulty: float = 3.0
    vendor: float = 0.25  # logits
    offset: Mapping[str, float] = field(default_factory=dict)
    offset_default: float = 0.15
    noise: float = 0.06  # share of the scale; starting value and prior of every benchmark's own noise
    noise_weight: float = 40.0  # how many cells the prior of the noise counts for
    seen_weight: float = 6.0  # the same for the noise that intervals show
    huber: float = 2.0  # beyond this many standard deviations a cell pulls only linearly


@dataclass(frozen=True)
class Ability:
    """A fit: `x` holds the parameters, `index` says where each is, `curvature` is the inverse of their covariance."""

    x: Floats
    index: dict[tuple[str, ...], int]
    sd: Floats  # prior sd of each parameter
    noise: dict[str, float]
    cells_per_benchmark: dict[str, int]
    dimensions: dict[str, str]
    bounded: dict[str, bool]
    priors: Priors
    base: dict[str, float]
    curvature: sparse.csc_matrix
    locals: int  # the first so many parameters belong to single models, the rest are shared by all
    rounds: int

    def terms(self, model: str, effort: str, dimension: str) -> list[tuple[str, ...]]:
        """The parameters that add up to the ability of a subject in a dimension."""
        return [("mu", model), ("c", effort), ("e", model, effort), ("d", model, dimension), ("cd", effort, dimension)]


def link(z: Floats, bounded: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Value and slope of the link."""
    f = 1.0 / (1.0 + np.exp(-np.clip(z, -30, 30)))
    return np.where(bounded, f, z), np.where(bounded, f * (1 - f), 1.0)


def narrowing(f: Floats, bounded: NDArray[np.bool_]) -> Floats:
    """How much smaller the noise of a score is near a floor or ceiling than in the middle of the scale."""
    return np.asarray(np.where(bounded, np.sqrt(np.maximum(4 * f * (1 - f), NARROWEST)), 1.0), dtype=np.float64)


def fit_ability(
    cells: Sequence[Cell],
    dimensions: Mapping[str, str],
    scales: Mapping[str, Scale],
    priors: Priors,
    base: Mapping[str, float] | None = None,
    limit: int = 30,
) -> Ability:
    """Fit all cells (their benchmarks must be in `dimensions` and `scales`). `base` is the ability expected of a model before any score, nought if absent; `limit` ends the search."""
    index: dict[tuple[str, ...], int] = {}
    sd: list[float] = []
    start: list[float] = []

    def param(key: tuple[str, ...], prior_sd: float, initial: float = 0.0) -> int:
        if key not in index:
            index[key] = len(sd)
            sd.append(prior_sd)
            start.append(initial)
        return index[key]

    columns = np.zeros((len(cells), 8), dtype=np.int64)
    for i, cell in enumerate(cells):
        dim = dimensions[cell.benchmark_id]
        b = cell.benchmark_id
        vendor_sd = priors.vendor if HARNESS_BOUND.match(b) else 0.4 * priors.vendor
        columns[i] = (
            param(("mu", cell.model_id), priors.model),
            param(("c", cell.effort), priors.effort),
            param(("e", cell.model_id, cell.effort), priors.subject),
            param(("d", cell.model_id, dim), priors.offset.get(dim, priors.offset_default)),
            param(("cd", cell.effort, dim), priors.effort_dimension),
            param(("a", b), priors.log_discrimination),
            param(("b", b), priors.difficulty),
            param(("v", b), vendor_sd) if cell.vendor else -1,
        )
    # The benchmark and effort parameters go last: eliminating the many small model blocks first keeps the factor sparse.
    order = sorted(index, key=lambda k: (k[0] not in ("mu", "e", "d"), k[1] if k[0] in ("mu", "e", "d") else "", index[k]))
    moved_to = np.empty(len(order), dtype=np.int64)
    for new, key in enumerate(order):
        moved_to[index[key]] = new
    sd = [sd[index[k]] for k in order]
    start = [start[index[k]] for k in order]
    index = {k: i for i, k in enumerate(order)}
    columns = np.where(columns < 0, -1, moved_to[np.maximum(columns, 0)])
    # Effort `default` is the reference level: its shift is nought, which only fixes the origin.
    sds = np.array(sd)
    for key, at in index.items():
        if key[:2] in (("c", "default"), ("cd", "default")):
            sds[at] = 1e-3
    return _solve(cells, dimensions, scales, priors, index, sds, np.array(start), columns, dict(base or {}), limit)


def _factor(matrix: sparse.csc_matrix) -> linalg.SuperLU:
    """Factor a symmetric positive matrix in the order given."""
    return linalg.splu(matrix.tocsc(), permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"SymmetricMode": True})


def _solve(
    cells: Sequence[Cell],
    dimensions: Mapping[str, str],
    scales: Mapping[str, Scale],
    priors: Priors,
    index: dict[tuple[str, ...], int],
    sd: Floats,
    x: Floats,
    columns: NDArray[np.int64],
    base: dict[str, float],
    limit: int,
) -> Ability:
    names = sorted({c.benchmark_id for c in cells})
    place = {b: k for k, b in enumerate(names)}
    which = np.array([place[c.benchmark_id] for c in cells])
    y = np.array([c.y for c in cells])
    weight = np.array([c.weight for c in cells])
    bounded = np.array([scales[c.benchmark_id].bounded for c in cells])
    prior_noise = np.array([priors.noise if scales[b].bounded else 0.4 for b in names])
    noise = prior_noise.copy()
    vendor = columns[:, 7] >= 0
    counts = np.bincount(which, minlength=len(names))
    first = {b: index["b", b] for b in names}
    for b in names:  # start difficulties where the mean score says
        mean = float(y[which == place[b]].mean())
        x[first[b]] = -np.log(min(max(mean, 0.02), 0.98) / (1 - min(max(mean, 0.02), 0.98))) if scales[b].bounded else -mean
    ground = np.array([base.get(c.model_id, 0.0) for c in cells])
    rows = np.repeat(np.arange(len(cells)), 8)
    flat = np.where(columns < 0, 0, columns)
    shape = (len(cells), len(x))
    precision = 1.0 / sd**2
    # The logs of the slopes average nought: otherwise slopes grow and abilities shrink together, which the
    # priors reward, and a benchmark with few scores would be left with a slope far below the others'.
    slopes = sparse.csr_matrix((np.full(len(names), 1 / len(names)), ([0] * len(names), [index["a", b] for b in names])), shape=(1, len(x)))
    unit = (slopes.T @ slopes).tocsc() / MEAN_SLOPE_SD**2

    def forward(at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        theta = ground + at[columns[:, 0]] + at[columns[:, 1]] + at[columns[:, 2]] + at[columns[:, 3]] + at[columns[:, 4]]
        a = priors.slope * np.exp(at[columns[:, 5]])
        z = a * theta - at[columns[:, 6]] + np.where(vendor, at[flat[:, 7]], 0.0)
        f, slope = link(z, bounded)
        return f, slope, a, theta

    def robust(f: Floats) -> Floats:
        u = np.abs(y - f) / noise[which]
        weights: Floats = weight / noise[which] ** 2 * np.minimum(1.0, priors.huber / np.maximum(u, 1e-12))
        return weights

    damping = 1e-3
    f, slope, a, theta = forward(x)
    rounds = 0
    for rounds in range(1, limit + 1):
        w = robust(f)
        cost = float(w @ (y - f) ** 2 + precision @ x**2 + x @ (unit @ x))
        partial = np.stack([a, a, a, a, a, a * theta, -np.ones_like(a), vendor.astype(float)], axis=1) * slope[:, None]
        J = sparse.csr_matrix((partial.ravel(), (rows, flat.ravel())), shape=shape)
        H = (J.T @ J.multiply(w[:, None])).tocsc() + sparse.diags(precision, format="csc") + unit
        g = J.T @ (w * (y - f)) - precision * x - unit @ x
        moved = False
        for _ in range(8):
            factor = _factor(H + damping * sparse.diags(H.diagonal(), format="csc"))
            step = factor.solve(g)
            ahead = forward(x + step)
            new_cost = float(w @ (y - ahead[0]) ** 2 + precision @ (x + step) ** 2 + (x + step) @ (unit @ (x + step)))
            if new_cost <= cost:
                x, (f, slope, a, theta), moved = x + step, ahead, True
                damping = max(damping / 5, 1e-9)
                break
            damping *= 10
        if rounds >= 3:  # each benchmark's own noise, pulled towards the common one
            r2 = np.bincount(which, weights=robust(f) * noise[which] ** 2 * (y - f) ** 2, minlength=len(names))
            noise = np.sqrt((r2 + priors.noise_weight * prior_noise**2) / (counts + priors.noise_weight))
        if not moved or (rounds > 8 and float(np.max(np.abs(step))) < 2e-3):
            break
    w = robust(f)
    partial = np.stack([a, a, a, a, a, a * theta, -np.ones_like(a), vendor.astype(float)], axis=1) * slope[:, None]
    J = sparse.csr_matrix((partial.ravel(), (rows, flat.ravel())), shape=shape)
    # For intervals the noise as it is seen: the pull towards the common one steadies the weights only.
    r2 = np.bincount(which, weights=w * noise[which] ** 2 * ((y - f) / narrowing(f, bounded)) ** 2, minlength=len(names))
    seen = np.sqrt((r2 + priors.seen_weight * prior_noise**2) / (counts + priors.seen_weight))
    curvature = (J.T @ J.multiply(w[:, None])).tocsc() + sparse.diags(precision, format="csc") + unit
    return Ability(
        x,
        index,
        sd,
        {b: float(seen[place[b]]) for b in names},
        {b: int(counts[place[b]]) for b in names},
        {b: dimensions[b] for b in names},
        {b: scales[b].bounded for b in names},
        priors,
        base,
        curvature,
        sum(key[0] in ("mu", "e", "d") for key in index),
        rounds,
    )
