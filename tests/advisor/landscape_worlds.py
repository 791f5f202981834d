"""Small worlds for the landscape: models of both sides with a figure each, on days and at levels that a test states."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from examples import a_catalog, a_model, an_open_model

from advisor.landscape.lag import MONTH
from catalog.schema import Catalog, Model, QualityFigure

START = date(2025, 1, 1)
Row = tuple[str, bool, float, float]
"""Slug, open or closed, months after START, figure 0..1."""


def after(months: float) -> date:
    return START + timedelta(days=round(months * MONTH))


def a_figure(model_id: str, value: float, width: float = 0.01, dimension: str = "coding", **changes: Any) -> QualityFigure:
    values: dict[str, Any] = {
        "model_id": model_id,
        "effort": "none",
        "dimension": dimension,
        "value": value,
        "low": max(value - width, 0.0),
        "high": min(value + width, 1.0),
        "benchmarks": 3,
        "newest": "2026-06-01",
        "evidence": "independent",
    }
    return QualityFigure(**(values | changes))


def a_world(rows: list[Row], width: float = 0.01, **changes: Any) -> Catalog:
    """A catalog of these models, built on the day of the newest one; `changes` replace parts of it."""
    models: list[Model] = []
    for slug, opened, months, _ in rows:
        made = an_open_model if opened else a_model
        models.append(made(f"lab/{slug}", release_date=after(months)))
    figures = tuple(a_figure(f"lab/{slug}", value, width) for slug, _, _, value in rows)
    values = {"models": tuple(models), "quality": figures, "built_at": after(max(row[2] for row in rows)), "offers": (), "shapes": ()}
    return a_catalog(**(values | changes))


def ladder(lag: float, months: int = 24, step: int = 2, start: float = 0.1, rise: float = 0.03) -> list[Row]:
    """Both sides climb by `rise` every `step` months; the open side is `lag` months late."""
    rows: list[Row] = []
    for i in range(months // step):
        rows.append((f"closed-{i}", False, i * step, start + rise * i))
        rows.append((f"open-{i}", True, i * step + lag, start + rise * i))
    return rows
