"""What the user's own results changed, in words and numbers; the rows themselves are part of the answer, so that a record can be run again."""

from __future__ import annotations

from typing import Any

from advisor.decision import Decision
from advisor.own_evidence.applied import Moved, OwnTest

Json = dict[str, Any]
EASY = 0.97
"""A test of which a middling model solves this share hardly tells models apart; one minus this is as hard to no use."""
CHANGED = 0.005
"""Figures that move by less print alike."""


def own_rows(d: Decision) -> list[Json]:
    """The results as they were given, in order (`advisor.own_evidence.results.results_of` reads them again); empty where none were."""
    return [r.model_dump(mode="json") for r in d.own.rows] if d.own else []


def own_effect(d: Decision) -> Json | None:
    """Tests with their difficulty, models with their figure before and after, and one sentence; None where no results were given."""
    if d.own is None:
        return None
    own, names = d.own, d.space.models
    return {
        "label": "your evaluation",
        "task": d.needs.task,
        "sentence": _sentence(d),
        "tests": [
            {
                "test": t.name,
                "models": t.models,
                "used": t.used,
                "expected_at_half": None if t.at_half is None else round(100 * t.at_half, 1),
                "steepness": None if t.steepness is None else round(t.steepness, 2),
                "sentence": _of_test(t),
            }
            for t in own.tests
        ],
        "models": [
            {
                "model_id": names[m.model].id,
                "model_name": names[m.model].name,
                "effort": d.figures.quality.effort[m.model],
                "before": _figure(m.before),
                "after": _figure(m.after),
                "at_odds": m.at_odds,
                "tests": list(m.tests),
                "sentence": _of_model(names[m.model].name, m),
            }
            for m in own.moved
        ],
        "rows": [
            {
                "model_id": r.model_id,
                "model_name": d.catalog.models[r.model_id].name if r.model_id in d.catalog.models else r.model_id,
                "test": r.test,
                "score": r.score,
                "n": r.n,
                "date": r.date.isoformat(),
                "expected": None if e is None else round(e, 1),
            }
            for r, e in zip(own.rows, own.expected, strict=True)
        ],
        "not_in_catalog": list(own.unknown),
    }


def _figure(figure: tuple[float, float, float] | None) -> Json | None:
    return None if figure is None else dict(zip(("value", "low", "high"), (round(x, 4) for x in figure), strict=True))


def _points(figure: tuple[float, float, float]) -> str:
    value, low, high = (100 * x for x in figure)
    return f"{value:.0f} ({low:.0f} to {high:.0f})"


def _of_test(t: OwnTest) -> str:
    """How hard it is and how it separates models, or why it says nothing."""
    if t.at_half is None or t.steepness is None:
        return f"{t.name}: {t.why}"
    here = f"{t.name}: estimated from {t.models} models, of which one with a figure of 50 would score {100 * t.at_half:.0f}"
    if not 1 - EASY <= t.at_half <= EASY:
        return f"{here}; so {'easy' if t.at_half > 0.5 else 'hard'} that it hardly tells models apart."
    if t.steepness < 0.2:
        return f"{here}; it orders models otherwise than public tests do."
    how = "less sharply than" if t.steepness < 0.8 else "more sharply than" if t.steepness > 1.25 else "as sharply as"
    return f"{here}; it separates models {how} a usual test."


def _of_model(name: str, m: Moved) -> str:
    """Its figure before and after, in points of 100 with the 80% interval."""
    if m.before is None:
        return f"{name}: no public figure; {_points(m.after)} with your evaluation."
    odds = " Your results and the public ones are further apart than chance explains, so the interval is wider." if m.at_odds else ""
    change = m.after[0] - m.before[0]
    verb = "stays at" if abs(change) < CHANGED else "rises to" if change > 0 else "falls to"
    return f"{name}: {_points(m.before)} from public tests {verb} {_points(m.after)} with your evaluation.{odds}"


def _sentence(d: Decision) -> str:
    """What was given and what it changed, for the head of a page."""
    assert d.own is not None
    own = d.own
    given = f"{len(own.rows)} result{'' if len(own.rows) == 1 else 's'} of your own evaluation"
    up, down = (sum(1 for m in own.moved if m.before and sign * (m.after[0] - m.before[0]) >= CHANGED) for sign in (1, -1))
    new = sum(1 for m in own.moved if m.before is None)
    if not own.moved:
        return (
            f"{given} changed no figure: {' '.join(t.name + ': ' + t.why for t in own.tests[:2]) or 'no model tested is in this catalog.'}"
        )
    parts = [
        f"{up} figure{'' if up == 1 else 's'} rose" if up else "",
        f"{down} fell" if down else "",
        f"{new} {'is' if new == 1 else 'are'} new" if new else "",
    ]
    said = ", ".join(p for p in parts if p) or "no figure moved by half a point"
    return f"{given} count with the highest weight: {said}."
