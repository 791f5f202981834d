"""A recommendation as Markdown: the blocks of the report as CommonMark with GitHub tables; nothing in them can become markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.about import NOTHING, About
from reports.blocks import Band, Block, Bullets, Cards, Cell, Checklist, Duty, Facts, Form, Heading, Prose, Row, Signatures, Table
from reports.content import report
from reports.reading import Json
from reports.safe_text import markdown_link
from reports.safe_text import markdown_text as text

_BLANK = "\u00a0"


def to_markdown(recommendation: Json, about: About = NOTHING) -> str:
    """The whole report; one line feed at the end."""
    content = report(recommendation, about)
    openness = " ".join(part for part in (content.chip.glyph, content.chip.word) if part) if content.chip else ""
    first, *others = content.decision
    blocks = [
        f"# {text(first)}",
        f"*{text(content.kicker)}*",
        " ".join(text(sentence) for sentence in others),
        ", ".join(text(part) for part in (openness, content.licence) if part),
        _facts(content.facts),
        *([f"**Author’s note**\n\n{_quoted(content.note)}"] if content.note else []),
    ]
    for chapter in content.chapters:
        blocks += [f"## {text(chapter.title)}", f"*{text(chapter.subtitle)}*" if chapter.subtitle else ""]
        blocks += [_block(block) for block in chapter.blocks]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(block: Block) -> str:
    match block:
        case Prose():
            return f"**{text(block.text)}**" if block.role == "finding" else text(block.text)
        case Heading():
            return f"### {text(block.text)}" + (f"\n\n*{text(block.subtitle)}*" if block.subtitle else "")
        case Bullets():
            return "\n".join(f"- {text(item)}" for item in block.items)
        case Table():
            return _table(block)
        case Facts():
            return _facts(block)
        case Cards():
            return _cards(block)
        case Checklist():
            return "\n".join(_duty(duty) for duty in block.items)
        case Form():
            return _form(block)
        case Signatures():
            return _grid(block.labels, [[_BLANK] * len(block.labels)] * block.people)


def _quoted(paragraphs: Sequence[str]) -> str:
    return "\n>\n".join(f"> {text(paragraph)}" for paragraph in paragraphs)


def _facts(block: Facts) -> str:
    lines = []
    for fact in block.items:
        value = " ".join(part for part in (fact.value, fact.unit) if part)
        lines.append(f"- **{text(value)}** {text(fact.label)}{f' ({text(fact.badge.word)})' if fact.badge else ''}")
    return "\n".join(lines)


def _joined(parts: Iterable[str]) -> str:
    """Finished pieces on one line: a sentence ends by itself, anything else is set off by a semicolon."""
    line = ""
    for part in parts:
        line += part if not line else f" {part}" if line.endswith((".", "!", "?", ".”")) else f"; {part}"
    return line


def _cards(block: Cards) -> str:
    lines = []
    for place, card in enumerate(block.items, 1):
        said = [text(part) for part in (card.name, *card.lines) if part]
        lines.append(f"{f'{place}.' if block.numbered else '-'} **{text(card.title)}**: {_joined(said)}")
    return "\n".join(lines)


def _duty(duty: Duty) -> str:
    source = markdown_link(duty.source, duty.url) if duty.source else ""
    origin = ", ".join(part for part in (source, text(duty.date) if duty.date else "") if part)
    because = f" {text(duty.because)}" if duty.because else ""
    return f"- [ ] {text(duty.text)}{because}{f' ({origin})' if origin else ''}"


def _form(block: Form) -> str:
    rows = [
        [text(group.group), text(answer.label), text(answer.value), text(answer.assumed) if answer.assumed else ""]
        for group in block.groups
        for answer in group.items
    ]
    return _grid(("Group", "Answer", "Value", "Assumed"), rows)


def _table(table: Table) -> str:
    """The table with a column for the marks of rows and for their subject, where it has any; columns of pictures are left out."""
    kept = [i for i, column in enumerate(table.columns) if not column.drawn]
    titled = any(isinstance(row, Band) and row.title for row in table.rows)
    header = [*(["About"] if titled else []), *(table.columns[i].title or "Place" for i in kept)]
    right = [n for n, i in enumerate(kept, len(header) - len(kept)) if table.columns[i].right]
    rows, subject = [], ""
    for row in table.rows:
        if isinstance(row, Band):
            if row.title:
                subject = row.text
            else:
                rows.append([f"*{text(row.text)}*", *([""] * (len(header) - 1))])
            continue
        rows.append([*([text(subject)] if titled else []), *_cells(row, kept)])
    if table.foot:
        rows.append([*([""] if titled else []), *(f"**{cell}**" if cell else "" for cell in _cells(table.foot, kept))])
    return _grid(header, rows, right)


def _cells(row: Row, kept: Sequence[int]) -> list[str]:
    cells = [_cell(row.cells[i]) for i in kept]
    return [f"{cells[0]} (leading group)", *cells[1:]] if row.marked else cells


def _cell(cell: Cell) -> str:
    words = markdown_link(cell.text, cell.url) if cell.url else text(cell.text) if cell.text else ""
    marks = [f"{cell.chip.glyph} {cell.chip.word}".strip()] if cell.chip else []
    known = cell.badge.word if cell.badge else ""
    if known and not words:
        return text(known)
    first = words + (f" ({text(known)})" if known else "")
    return _joined(part for part in (first, *(text(part) for part in (*marks, *cell.details))) if part)


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Cells are finished Markdown; columns in `right` are aligned right."""
    rule = ["---:" if i in right else "---" for i in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ([text(title) for title in header], rule, *rows))
