"""Scores as their sources list them, side by side: only tests that two of the compared models took, with what to beware of in each."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.compare import Column
from advisor.numbers import day, exact
from catalog.schema import Benchmark, Score
from pages.parts import catalog_queries as queries
from pages.parts.benchmark_notes import cautions, gaps
from reports.fragments.comparison import Cell, Row, RowGroup
from reports.safe_text import html_text

MOST = 8
"""Tests shown; those of the task's own dimensions and with most of the models first."""


def listed_scores(columns: Sequence[Column], version: str) -> list[RowGroup]:
    """One group, or none where no test was taken by two of them."""
    models = {c.model.id for c in columns}
    if len(models) < 2:
        return []
    tests = queries.benchmarks(version)
    by_model = {m: _by_test(queries.scores_of(version, m)) for m in models}
    order = list(dict.fromkeys(f.dimension for c in columns for f in c.dimensions))
    shared = [t for t in tests.values() if sum(t.id in by_model[m] for m in models) >= 2 and t.unit != "index" and t.dimension in order]
    shared.sort(key=lambda t: (-sum(t.id in by_model[m] for m in models), order.index(t.dimension), t.id))
    found = gaps(version)
    said: set[str] = set()
    rows = []
    for t in shared[:MOST]:
        # what holds for a family of tests is said at the first of them
        note = cautions(t if t.versions not in said else t.model_copy(update={"versions": ""}), found.get(t.id))
        said.add(t.versions)
        rows.append(_row(t, columns, by_model, note))
    rest = len(shared) - len(rows)
    more = f"; {exact(rest, 0)} more in the catalog" if rest > 0 else ""
    return [RowGroup(f"Scores as listed, tests that two of them took{more}", rows)] if rows else []


def _by_test(scores: Sequence[Score]) -> dict[str, list[Score]]:
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.benchmark_id, []).append(score)
    return found


def _row(test: Benchmark, columns: Sequence[Column], by_model: dict[str, dict[str, list[Score]]], note: str) -> Row:
    unit = ", %" if test.unit == "percent" else f", {test.unit}" if test.unit else ""
    return Row(f"{test.name}{unit}", [_cell(test, c, by_model[c.model.id].get(test.id, ())) for c in columns], note)


def _cell(test: Benchmark, c: Column, scores: Sequence[Score]) -> Cell:
    """Independent scores before a maker's own, at the planned effort before others, then the better one. Set-ups differ, so none is best."""
    if not scores:
        return Cell(why="not tested")
    sign = 1 if test.higher_is_better else -1
    chosen = max(scores, key=lambda s: (s.reported_by == "independent", s.effort == c.effort, sign * s.score, s.date))
    effort = "" if chosen.effort == "default" else f"effort {chosen.effort.replace('_', ' ')}"
    small = ", ".join(part for part in (effort, "Artificial Analysis" if chosen.artificial_analysis else "") if part)
    others = f"; {len(scores) - 1} more listed" if len(scores) > 1 else ""
    return Cell(
        markup=f"{exact(chosen.score, 1)} <small>{html_text(small)}</small>" if small else exact(chosen.score, 1),
        evidence="measured" if chosen.reported_by == "independent" else "vendor_reported",
        title=f"{chosen.variant or 'set-up not stated'}; {chosen.source}, {day(chosen.date)}{others}",
    )
