"""What the answer rests on: the answers given and assumed, the source and date of each figure, versions, signatures."""

from __future__ import annotations

from advisor.numbers import age, day
from reports.about import NOTHING, About
from reports.blocks import Answer, Answers, Band, Block, Bullets, Cell, Chapter, Column, Form, Prose, Row, Signatures, Table
from reports.content.cells import badge, value_words
from reports.decision import closing_lines, decision_sentences
from reports.fragments.origins import answers, provenance_lines
from reports.reading import Json, leader
from reports.words import spoken

SIGNERS = 3
PLACES = ("Name", "Date", "Signature")
UNNAMED = "Other options named in this report"


def assumptions(recommendation: Json) -> Chapter:
    """Every answer of the form, defaults marked."""
    groups: dict[str, list[Answer]] = {}
    own = {spoken(str(path)) for path in (recommendation.get("organisation") or {}).get("supplied") or ()}
    for group, label, value, default in answers(recommendation):
        instead = "" if not default else "your organisation’s" if label in own else "default"
        groups.setdefault(group or "Other", []).append(Answer(label, value, instead))
    found = sum(1 for items in groups.values() for item in items if item.assumed)
    count = f"{found} answers were not given and use a default" if found != 1 else "1 answer was not given and uses a default"
    subtitle = f"{count}; they are marked" if found else "Every answer is yours; no default was used"
    blocks = (Form(tuple(Answers(group, tuple(items)) for group, items in groups.items())),) if groups else ()
    return Chapter("assumptions", "Answers and assumptions", blocks, subtitle)


def sources(recommendation: Json) -> Chapter:
    """Figure, value, how it is known, source and date; grouped by what the figures are about."""
    # one subject together, and within it one source together: then a source is read once
    by_subject: dict[str, dict[object, list[Row]]] = {}
    for line in provenance_lines(recommendation):
        subject, figure = split_figure(str(line.get("figure") or ""))
        source = line.get("source") or line.get("publisher")
        by_subject.setdefault(subject or UNNAMED, {}).setdefault((source, line.get("url"), line.get("date")), []).append(
            Row(
                (
                    Cell(figure),
                    Cell(value_words(line.get("value"))),
                    Cell(badge=badge(line.get("evidence"), str(line.get("evidence_label") or ""))),
                    Cell(str(source or "not stated"), url=line.get("url") or None),
                    _dated(line),
                )
            )
        )
    rows: list[Row | Band] = []
    for subject, by_source in by_subject.items():
        rows.append(Band(subject, title=True))
        for lines in by_source.values():
            rows += lines
    columns = (Column("Figure", 0.25), Column("Value", 0.19), Column("Known", 0.185), Column("Source", 0.27), Column("Date", 0.105))
    blocks: list[Block] = [Table("Sources of figures", columns, tuple(rows), dense=True)] if rows else []
    if rows:
        blocks.append(
            Prose("Scores, shares and places where the answer flips are computed from these figures by the engine version below.", "small")
        )
    named = tuple(str(text) for text in recommendation.get("attributions") or ())
    blocks += [Bullets(named)] if named else []
    if not blocks and leader(recommendation) is not None:
        blocks.append(Prose("No source is recorded."))
    return Chapter("sources", "Sources and dates", tuple(blocks), "Every figure behind the options named in this report")


def _dated(line: Json) -> Cell:
    """The day of a source with its age on the day of the decision, and the badge where that is too old for its kind."""
    if not line.get("date"):
        return Cell("")
    days = line.get("age_days")
    old = () if days is None else (age(days) if days <= 0 else f"{age(days)} old",)
    return Cell(day(line["date"]), badge=badge("stale") if line.get("stale") else None, details=old)


def split_figure(figure: str) -> tuple[str, str]:
    """ "Model: context window, tokens" into what it is about and the figure; the first part is empty where none is named."""
    about, found, rest = figure.partition(": ")
    return (about, rest[:1].upper() + rest[1:]) if found else ("", figure)


def record(recommendation: Json, about: About = NOTHING) -> Chapter:
    """What makes the answer repeatable, the decision once more, and places to sign it."""
    rows = tuple(Row((Cell(label), Cell(value, strong=True))) for label, value in closing_lines(recommendation, about))
    decided = Prose(decision_sentences(recommendation)[0], "finding")
    table = Table("Versions and dates that make the answer repeatable", (Column("Record", 0.3), Column("Value", 0.7)), rows)
    return Chapter("record", "Record and signature", (table, decided, Signatures(PLACES, SIGNERS)), "Decided on the figures above")
