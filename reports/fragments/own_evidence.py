"""The reader's own evaluation: what was given, what it changed, and how each test was read."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import day, decimal, exact
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import note, percent, picture, section, table
from reports.reading import Json
from reports.safe_text import html_text

TITLE = "Your evaluation"
PRIVATE = "It belongs to this assessment and its reports alone; it is no part of the catalog."


def effect_of(recommendation: Json) -> Json | None:
    """What the results changed; None where none were given."""
    found: Json | None = recommendation.get("own_evidence_effect")
    return found


def own_line(recommendation: Json) -> str:
    """One sentence for the head of a page; empty without results."""
    effect = effect_of(recommendation)
    return note(str(effect.get("sentence") or ""), f"{TITLE}.") if effect else ""


def own_evidence(recommendation: Json) -> str:
    """Figures before and after, the tests, and every result as it was given; empty without results."""
    effect = effect_of(recommendation)
    if not effect:
        return ""
    body = f"<p>{html_text(effect.get('sentence'))}</p>"
    if models := effect.get("models") or ():
        columns = [
            ("", "Model"),
            ("bar", "Of 100: public tests above, with yours below"),
            ("num", "Before"),
            ("num", "After"),
        ]
        body += table("Figures before and after your evaluation", columns, [_model(m) for m in models], classes="t moved")
    if tests := effect.get("tests") or ():
        items = "".join(f"<li>{html_text(t.get('sentence'))}</li>" for t in tests)
        body += f'<div class="given"><h3>How each test was read</h3><ul class="ruled">{items}</ul></div>'
    missing = effect.get("not_in_catalog") or ()
    if missing:
        body += note(f"{', '.join(map(str, missing))}: not in this catalog, so these results changed nothing.", "Left out.")
    body += own_results(effect.get("rows") or ())
    return section(TITLE, body, PRIVATE)


def own_results(rows: Sequence[Json], preview: bool = False) -> str:
    """Every result with its cases and day, beside what the figures expect; a `preview` is of a file that does not count yet."""
    lines = [
        f'<tr><th scope="row">{html_text(r.get("model_name"))}</th><td>{html_text(r.get("test"))}</td>'
        f'<td class="num">{decimal(r.get("score"))}</td>{"" if preview else _expected(r)}<td class="num">{exact(r.get("n"), 0)}</td>'
        f'<td class="num">{html_text(day(r.get("date")))}</td></tr>'
        for r in rows
    ]
    expected = [] if preview else [("num", "Expected, %")]
    columns = [("", "Model"), ("", "Test"), ("num", "Solved, %"), *expected, ("num", "Cases"), ("num", "Day")]
    title = "What the file says" if preview else "Results as given"
    inside = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{table("Results of your own evaluation", columns, lines)}</div>'
    return f'<div class="given"><h3>{title} {evidence_badge("own")}</h3>{inside}</div>'


def _expected(row: Json) -> str:
    expected = row.get("expected")
    return f'<td class="num">{"not used" if expected is None else decimal(expected)}</td>'


def _model(m: Json) -> str:
    before, after = m.get("before"), m.get("after") or {}
    words = str(m.get("sentence") or "")
    bars = (_bar("pub", before) if before else "") + _bar("own", after)
    wide = ' <span class="why">at odds with public tests: interval widened</span>' if m.get("at_odds") else ""
    return (
        f'<tr><th scope="row">{html_text(m.get("model_name"))}{wide}</th><td class="bar">{picture(words, bars, "ba", words)}</td>'
        f'<td class="num">{_points(before) if before else "none"}</td><td class="num"><strong>{_points(after)}</strong></td></tr>'
    )


def _bar(css: str, figure: Json) -> str:
    low, high, value = (100 * float(figure.get(k) or 0.0) for k in ("low", "high", "value"))
    return (
        f'<i class="{css}" style="left:{percent(low)};width:{percent(high - low)}"></i><b class="{css}" style="left:{percent(value)}"></b>'
    )


def _points(figure: Json) -> str:
    value, low, high = (decimal(100 * float(figure.get(k) or 0.0), 0) for k in ("value", "low", "high"))
    return f"{value} <small>({low} to {high})</small>"
