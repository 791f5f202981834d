"""Tables of "Data and methods": shares as a matrix, counts, and figures with badges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from advisor.numbers import day, exact, share
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import section, table
from reports.safe_text import html_text
from reports.words import spoken


def scrolling(label: str, markup: str) -> str:
    """A wide table that scrolls inside itself, also by keyboard."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{html_text(label)}">{markup}</div>'


def matrix(
    title: str, subtitle: str, first: str, columns: Sequence[str], rows: Mapping[str, Sequence[tuple[int, int]]], words: bool = False
) -> str:
    """One row per lab or provider, one column per field, the filled share in each cell. With `words` single cells read found or unknown."""
    body = [
        f'<tr><th scope="row">{html_text(name)}</th>{"".join(_cell(filled, asked, words) for filled, asked in cells)}</tr>'
        for name, cells in rows.items()
    ]
    header = [("", first), *((("", name) if words else ("num", name)) for name in columns)]
    return section(title, scrolling(title, table(title, header, body, classes="t matrix")), subtitle)


def _cell(filled: int, asked: int, words: bool) -> str:
    css = "" if words else ' class="num"'
    if not asked:
        return f"<td{css}></td>"
    if words and asked == 1:
        return "<td>found</td>" if filled else f"<td>{evidence_badge('unknown')}</td>"
    # a true none is 0, and only a part that rounds to nothing is "<1%"
    return f'<td{css} title="{exact(filled, 0)} of {exact(asked, 0)}">{share(filled / asked) if filled else "0"}</td>'


def spread(title: str, subtitle: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Names at the left, counts at the right."""
    body = [
        f'<tr><th scope="row">{html_text(spoken(str(name)))}</th>{"".join(f"<td class=num>{exact(float(str(n)), 0)}</td>" for n in counts)}</tr>'
        for name, *counts in rows
    ]
    return section(title, scrolling(title, table(title, [("", columns[0]), *(("num", name) for name in columns[1:])], body)), subtitle)


def plain(title: str, subtitle: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], classes: str = "t") -> str:
    """Finished cells (already escaped) under column titles; the first column heads its row."""
    return section(title, lines(title, columns, rows, classes), subtitle)


def lines(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], classes: str = "t") -> str:
    """The table alone, without a section around it."""
    body = [
        f'<tr><th scope="row">{first}</th>{"".join(_td(css, cell) for (css, _), cell in zip(columns[1:], rest, strict=True))}</tr>'
        for first, *rest in rows
    ]
    return scrolling(title, table(title, columns, body, classes=classes))


def _td(css: str, cell: str) -> str:
    return f'<td class="{css}">{cell}</td>' if css else f"<td>{cell}</td>"


def age(text: object, today: date) -> str:
    """Days since a date: "12 days"; unknown where the text is no full date."""
    try:
        days = (today - date.fromisoformat(str(text))).days
    except ValueError:
        return "unknown"
    return "today" if days == 0 else f"{exact(days, 0)} day{'s' if days != 1 else ''}"


def dated(text: object, today: date, stale_after: float | None = None) -> str:
    """A day, with the badge of stale where it lies further back than `stale_after` days."""
    shown = html_text(day(text))
    if stale_after is None:
        return shown
    try:
        old = (today - date.fromisoformat(str(text))).days > stale_after
    except ValueError:
        return shown
    return f"{shown} {evidence_badge('stale')}" if old else shown
