"""Two to six subjects side by side: grouped rows, "best" as a word, unknown as a badge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.fragments.badges import evidence_badge, openness_chip
from reports.fragments.markup import block
from reports.safe_text import html_text


@dataclass(frozen=True)
class Subject:
    """A column: what is compared. `openness` is closed, open_weights, open_source or empty for no chip."""

    name: str
    detail: str = ""
    openness: str = ""
    restricted: bool = False


@dataclass(frozen=True)
class Cell:
    """One value. `markup` is a finished fragment (already escaped) that replaces `text`.

    text None and no markup is unknown; `why` then says more ("released Oct 2026").
    `key` orders cells of a row for the best mark: higher is better, None takes no part.
    """

    text: str | None = None
    markup: str = ""
    evidence: str = ""
    label: str = ""
    title: str = ""
    key: float | None = None
    why: str = ""

    @property
    def known(self) -> bool:
        return bool(self.markup) or self.text is not None


@dataclass(frozen=True)
class Row:
    """A line: its label with unit, and one cell per subject; `note` is what to beware of, a line of its own beneath."""

    label: str
    cells: Sequence[Cell]
    note: str = ""


@dataclass(frozen=True)
class RowGroup:
    """A titled group of rows."""

    title: str
    rows: Sequence[Row]


def best_cells(cells: Sequence[Cell]) -> set[int]:
    """Which cells are best: none where fewer than two are known, or where all known ones are equal."""
    known = [(i, cell.key) for i, cell in enumerate(cells) if cell.known and cell.key is not None]
    keys = {key for _, key in known}
    if len(known) < 2 or len(keys) < 2:
        return set()
    top = max(key for _, key in known if key is not None)
    return {i for i, key in known if key == top}


def is_same(row: Row) -> bool:
    """True where every cell says the same: such a row is hidden by "only differences"."""
    return len({(cell.text, cell.markup) for cell in row.cells}) == 1


def comparison(subjects: Sequence[Subject], groups: Sequence[RowGroup], only_differences: bool = False, footnote: str = "") -> str:
    """The table; with `only_differences` equal rows are hidden and counted in the footnote."""
    head = "".join(f'<th scope="col">{_subject(subject)}</th>' for subject in subjects)
    bodies, hidden = [], 0
    for group in groups:
        rows = [row for row in group.rows if not (only_differences and is_same(row))]
        hidden += len(group.rows) - len(rows)
        if rows:
            title = f'<tr class="grp"><th scope="rowgroup" colspan="{len(subjects) + 1}">{html_text(group.title)}</th></tr>'
            bodies.append(f"<tbody>{title}{''.join(_row(row) for row in rows)}</tbody>")
    rest = f"{hidden} identical rows hidden." if hidden > 1 else "1 identical row hidden." if hidden else ""
    tail = " ".join(part for part in (footnote, rest) if part)
    foot = f'<p class="src">{html_text(tail)}</p>' if tail else ""
    table = f'<table class="cmp n{len(subjects)}"><caption class="vh">Comparison</caption><thead><tr><td></td>{head}</tr></thead>{"".join(bodies)}</table>'
    return block(f'<div class="scroll" tabindex="0" role="region" aria-label="Comparison table">{table}</div>{foot}')


def _subject(subject: Subject) -> str:
    chip = openness_chip(subject.openness, subject.restricted) if subject.openness else ""
    detail = f"<span>{html_text(subject.detail)}</span>" if subject.detail else ""
    return f'<p class="nm">{html_text(subject.name)}</p><p class="li">{chip} {detail}</p>'


def _row(row: Row) -> str:
    best = best_cells(row.cells)
    cells = "".join(f"<td>{_cell(cell, i in best)}</td>" for i, cell in enumerate(row.cells))
    note = f'<tr class="nt"><td colspan="{len(row.cells) + 1}"><p class="why">{html_text(row.note)}</p></td></tr>' if row.note else ""
    return f'<tr><th scope="row">{html_text(row.label)}</th>{cells}</tr>{note}'


def _cell(cell: Cell, best: bool) -> str:
    if not cell.known:
        return evidence_badge("unknown", f"unknown, {cell.why}" if cell.why else "")
    value = cell.markup or html_text(cell.text)
    hint = f' title="{html_text(cell.title)}"' if cell.title else ""
    marked = f'<strong{hint}>{value}</strong> <em class="best">best</em>' if best else f"<span{hint}>{value}</span>"
    badge = f" {evidence_badge(cell.evidence, cell.label, cell.title)}" if cell.evidence else ""
    return marked + badge
