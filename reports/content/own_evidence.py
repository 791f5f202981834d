"""The reader's own evaluation: what it changed, how each test was read, and every result as it was given."""

from __future__ import annotations

from advisor.numbers import day, decimal, exact
from reports.blocks import Block, Bullets, Cell, Chapter, Column, Heading, Prose, Row, Table
from reports.content.cells import badge
from reports.fragments.own_evidence import PRIVATE, TITLE, effect_of
from reports.reading import Json


def own_evidence(recommendation: Json) -> Chapter:
    """Empty where no results were given."""
    effect = effect_of(recommendation)
    if not effect:
        return Chapter("own_evidence", TITLE)
    blocks: list[Block] = [Prose(str(effect.get("sentence") or ""))]
    if models := effect.get("models") or ():
        moved = (Column("Model", 0.5), Column("Before", 0.25, right=True), Column("After", 0.25, right=True))
        blocks.append(Table("Figures before and after your evaluation", moved, tuple(_model(m) for m in models)))
    if tests := effect.get("tests") or ():
        blocks += [Heading("How each test was read"), Bullets(tuple(str(t.get("sentence") or "") for t in tests))]
    if missing := effect.get("not_in_catalog") or ():
        blocks.append(Prose(f"{', '.join(map(str, missing))}: not in this catalog, so these results changed nothing.", "note"))
    rows = tuple(_result(r) for r in effect.get("rows") or ())
    columns = (
        Column("Model", 0.3),
        Column("Test", 0.26),
        Column("Solved, %", 0.1, right=True),
        Column("Expected, %", 0.11, right=True),
        Column("Cases", 0.09, right=True),
        Column("Day", 0.14, right=True),
    )
    blocks += [Heading("Results as given"), Table("Results of your own evaluation", columns, rows)]
    return Chapter("own_evidence", TITLE, tuple(blocks), PRIVATE)


def _model(m: Json) -> Row:
    before = m.get("before")
    odds = ("at odds with public tests: interval widened",) if m.get("at_odds") else ()
    name = Cell(str(m.get("model_name") or m.get("model_id") or ""), odds, badge=badge("own"), strong=True)
    return Row((name, Cell(_points(before) if before else "none"), Cell(_points(m.get("after") or {}), strong=True)))


def _points(figure: Json) -> str:
    value, low, high = (decimal(100 * float(figure.get(k) or 0.0), 0) for k in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _result(r: Json) -> Row:
    expected = r.get("expected")
    return Row(
        (
            Cell(str(r.get("model_name") or "")),
            Cell(str(r.get("test") or "")),
            Cell(decimal(r.get("score"))),
            Cell("not used" if expected is None else decimal(expected)),
            Cell(exact(r.get("n"), 0)),
            Cell(day(r.get("date"))),
        )
    )
