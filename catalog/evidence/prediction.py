"""What a model would score on a benchmark, from stored rows alone: no score and no fit is needed at hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from catalog.evidence.ability import link
from catalog.evidence.cells import Cell, Scale
from catalog.evidence.intervals import Curve, Standing

STEADY_CELLS = 3
"""An effort with fewer scores than this is not trusted to be the model's best configuration."""

GENERAL = "reasoning"
"""Dimension whose ability stands for the general one where a benchmark's own has none."""


@dataclass(frozen=True)
class Parameters:
    """All that a prediction needs; `rows()` and `from_rows()` carry it through a table."""

    standings: tuple[Standing, ...]
    curves: tuple[Curve, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Plain rows of one table: kind (standing or curve) and the fields of that kind."""
        out: list[dict[str, Any]] = [{"kind": "standing", **asdict(s)} for s in self.standings]
        for c in self.curves:
            row = asdict(c)
            scale = row.pop("scale")
            out.append({"kind": "curve", **row, **{f"scale_{k}": v for k, v in scale.items()}})
        return out

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Parameters:
        """The inverse of `rows()`; columns of the other kind may be present and empty."""
        standings, curves = [], []
        for row in rows:
            if row["kind"] == "standing":
                standings.append(Standing(**{k: row[k] for k in Standing.__dataclass_fields__}))
            else:
                plain = {k: row[k] for k in Curve.__dataclass_fields__ if k != "scale"}
                curves.append(Curve(scale=Scale(**{k: row[f"scale_{k}"] for k in Scale.__dataclass_fields__}), **plain))
        return cls(tuple(standings), tuple(curves))


@dataclass(frozen=True)
class Prediction:
    """Expected score and its 80% interval in the benchmark's own unit; `effort` is the configuration it speaks of."""

    expected: float
    low: float
    high: float
    effort: str


def predict(parameters: Parameters, model_id: str, benchmark_id: str, effort: str | None = None) -> Prediction:
    """Predict one score. Without an effort: the model's best configuration, as leaderboards list it.

    Raises:
        ValueError: no score of the model, or of the benchmark, is in the evidence.
    """
    curve = next((c for c in parameters.curves if c.benchmark_id == benchmark_id), None)
    if curve is None:
        raise ValueError(f"benchmark_id: no scores of {benchmark_id!r} are in the evidence")
    known = _standings_of(parameters.standings, model_id)
    if not known:
        raise ValueError(f"model_id: no scores of {model_id!r} are in the evidence")
    dims = {s.dimension for s in known}
    own = [s for s in known if s.dimension == (curve.dimension if curve.dimension in dims else GENERAL)]
    if effort is not None:
        own = [s for s in own if s.effort == effort]
        if not own:
            raise ValueError(f"effort: {model_id!r} has no scores at {effort!r}; it has {sorted({s.effort for s in known})}")
    return _read(curve, own)


def _read(curve: Curve, own: Sequence[Standing]) -> Prediction:
    steady = [s for s in own if s.cells >= STEADY_CELLS] or own
    best = max(steady, key=lambda s: (curve.at(s.theta), s.cells))
    middle, low, high = (curve.scale.outward(y) for y in curve.interval(best.theta, best.sd))
    return Prediction(middle, min(low, high), max(low, high), best.effort)


def _standings_of(standings: Sequence[Standing], model_id: str) -> list[Standing]:
    """Rows of a model by its id, or by the same id as another source spells it (dots as hyphens, lab repeated)."""
    exact = [s for s in standings if s.model_id == model_id]
    if exact:
        return exact
    wanted = _plain(model_id)
    return [s for s in standings if _plain(s.model_id) == wanted]


def _plain(model_id: str) -> str:
    lab, _, slug = model_id.lower().replace(".", "-").partition("/")
    return f"{lab}/{slug.removeprefix(lab + '-')}"


def outside_curve(
    benchmark_id: str, dimension: str, scale: Scale, cells: Sequence[Cell], ability: Mapping[tuple[str, str], float]
) -> Curve | None:
    """Read off how a benchmark that took no part in the fit follows general ability (its slope may be nought or negative).

    None where fewer than five subjects with a known ability were measured.
    """
    points = [(ability[c.model_id, c.effort], c.y) for c in cells if (c.model_id, c.effort) in ability]
    if len(points) < 5:
        return None
    theta, y = np.array(points).T
    bounded = np.full(len(y), scale.bounded)
    x = np.zeros(2)
    x[1] = -math.log(max(y.mean(), 0.02) / max(1 - y.mean(), 0.02)) if scale.bounded else -float(y.mean())
    noise = float(y.std()) or 0.05
    H = np.eye(2)
    for _ in range(25):
        f, slope = link(x[0] * theta - x[1], bounded)
        J = np.stack([theta, -np.ones_like(theta)], axis=1) * slope[:, None]
        H = J.T @ J / noise**2 + np.diag([1.0, 0.1])
        x = x + 0.7 * np.linalg.solve(H, J.T @ (y - f) / noise**2 - np.array([1.0, 0.1]) * x)
        noise = math.sqrt(float(np.mean((y - link(x[0] * theta - x[1], bounded)[0]) ** 2)) + 1e-6)
    covariance = np.linalg.inv(H)
    return Curve(
        benchmark_id,
        dimension,
        scale,
        float(x[0]),
        float(x[1]),
        float(covariance[0, 0]),
        float(covariance[0, 1]),
        float(covariance[1, 1]),
        noise,
        len(points),
        inside=False,
    )
