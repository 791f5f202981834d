"""What to do with the answer: the pair, the steps, the duties."""

from __future__ import annotations

import re

from advisor.numbers import compact, day, decimal, share, tight_span
from reports.blocks import Block, Bullets, Card, Cards, Cell, Chapter, Checklist, Column, Duty, Fact, Facts, Heading, Prose, Row, Table
from reports.content.cells import badge, capital
from reports.fragments.plan import BOTH, member_words, obligation_lines, pair_title, until
from reports.reading import Json, leader, named, pair_leads

CHECKS = {"evaluate": "Evaluation checklist", "move": "Decide anew when", "exit": "Exit route"}
"""Titles of the checklists under the stages."""


def plan(recommendation: Json) -> Chapter:
    """Whether two options together are worth it, then the stages to production and the way out."""
    return Chapter("plan", "Hybrid and roadmap", (*_hybrid(recommendation), *_roadmap(recommendation)))


def _hybrid(recommendation: Json) -> list[Block]:
    best = recommendation.get("hybrid") or {}
    return [block for pair in best.get("pairs") or (best,) for block in _pair(recommendation, pair)]


def _pair(recommendation: Json, pair: Json) -> list[Block]:
    """One pair: its sentences, its members, the three ways side by side, other splits, and what is assumed."""
    if not pair.get("sentence"):
        return []
    finding, *more = pair.get("sentences") or re.split(r"(?<=\.) (?=It )", str(pair["sentence"]), maxsplit=1)
    blocks: list[Block] = [Heading(pair_title(pair), "Two options, each with its share of the requests"), Prose(str(finding), "finding")]
    blocks += [Prose(" ".join(map(str, more)))] if more else []
    if pair.get("routine") and pair.get("hard"):
        kinds = member_words(pair)
        names = [pair.get(f"{member}_name") or named(recommendation, pair[member]) for member in ("routine", "hard")]
        blocks.append(Cards(tuple(Card(kind, str(name)) for kind, name in zip(kinds, names, strict=True))))
        blocks += [Facts(_figures(pair, kinds[1].split()[0].lower()))] if not pair_leads(recommendation) else []
    lines = tuple(_line(entry) for entry in pair.get("facts") or ())
    return [*blocks, *_ways(pair), *([Bullets(lines)] if lines else []), *_splits(pair)]


def _ways(pair: Json) -> list[Block]:
    """All on one path, both paths, all on the other: what each costs and how good it is."""
    other, own = (word.lower() for word in member_words(pair))
    columns = (
        Column("Way"),
        Column("USD per month", right=True),
        Column(f"Quality on {own}", right=True),
        Column(f"On {other}", right=True),
    )
    rows = tuple(
        Row(
            (
                Cell(str(way["way"]), strong=way["way"] == BOTH),
                Cell(compact(way["monthly_cost_usd"])),
                Cell(decimal(100 * way["quality_hard"], 0)),
                Cell(decimal(100 * way["quality_routine"], 0)),
            )
        )
        for way in pair.get("ways") or ()
    )
    return [Table("The three ways side by side", columns, rows)] if rows else []


def _splits(pair: Json) -> list[Block]:
    """The same pair at other shares; nothing where it pays at none."""
    kind = member_words(pair)[1].split()[0]
    columns = (Column(f"{kind} share"), Column("USD per month", right=True), Column("Saved, USD per month", right=True), Column("Verdict"))
    rows = tuple(
        Row(
            (
                Cell(share(split["share"]) + (" (yours)" if split.get("own") else ""), strong=bool(split.get("own"))),
                Cell(compact(split["monthly_cost_usd"])),
                Cell(compact(split["saving_vs_all_hard_usd"])),
                Cell("pays" if split.get("pays") else "does not pay"),
            )
        )
        for split in pair.get("splits") or ()
    )
    return [Table(f"At other shares of {kind.lower()} requests", columns, rows, dense=True)] if rows else []


def _figures(pair: Json, hard: str) -> tuple[Fact, ...]:
    gain = pair.get("quality_gain_vs_all_routine")
    figures = [
        Fact(share(pair.get("hard_share")), "", f"of requests are {hard}"),
        Fact(compact(pair.get("monthly_cost_usd")), "USD/month", "for both paths"),
        Fact(compact(pair.get("saving_vs_all_hard_usd")), "USD/month", f"saved against all on the {hard} path"),
    ]
    if gain is None or hard == "sensitive":
        return tuple(figures)
    return (*figures, Fact(decimal(100 * gain, 1), "of 100", f"quality gained on {hard} requests"))


def _line(entry: object) -> str:
    """A figure behind the pair in words, with how it is known."""
    if not isinstance(entry, dict):
        return str(entry)
    value, unit = entry.get("value"), str(entry.get("unit") or "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown, unit = (share(value), "") if unit == "share" else (compact(value), unit)
    else:
        shown = str(value)
    known = badge(entry.get("evidence"))
    amount = f"USD {shown} a month" if unit == "USD a month" else " ".join(part for part in (shown, unit) if part)
    return f"{entry.get('label') or ''}: {amount}{f' ({known.word})' if known else ''}"


def _roadmap(recommendation: Json) -> list[Block]:
    stages = [
        Card(
            capital(stage.get("stage") or ""),
            "",
            (str(stage.get("action") or ""), *([f"Until {until(stage['until'])}"] if stage.get("until") else [])),
        )
        for stage in recommendation.get("roadmap") or ()
    ]
    if not stages:
        return []
    return [Heading("Roadmap"), Cards(tuple(stages), numbered=True), *_checklists(recommendation), *_customisation(recommendation)]


def _checklists(recommendation: Json) -> list[Block]:
    """What to do under each stage, and why it is that much."""
    found: list[Block] = []
    for stage in recommendation.get("roadmap") or ():
        duties = tuple(Duty(str(c.get("text") or ""), str(c.get("why") or ""), "", None, "") for c in stage.get("checks") or ())
        if duties:
            found += [Heading(CHECKS.get(str(stage.get("stage")), capital(stage.get("stage") or ""))), Checklist(duties)]
    return found


def _customisation(recommendation: Json) -> list[Block]:
    """The steps from the cheapest to the dearest, with memory, cost and the licence's answer."""
    columns = (
        Column("Step", 0.46),
        Column("Open to you", 0.2),
        Column("Memory, GB", right=True),
        Column("USD", right=True),
        Column("People, USD", right=True),
    )
    rows = []
    for step in recommendation.get("customisation_path") or ():
        usd, memory, staff = step.get("cost_usd"), step.get("memory_gb"), step.get("staff_usd")
        known = {"yes": "Yes", "no": "No", "conditional": "Under conditions"}.get(str(step.get("possible")))
        rows.append(
            Row(
                (
                    Cell(str(step.get("step")), (str(step.get("why") or ""),), strong=True),
                    Cell(known or "", (str(step.get("licence") or ""),), badge=None if known else badge("unknown")),
                    Cell(
                        (compact(memory[0]) if memory[0] == memory[1] else tight_span(*memory)) if memory else "",
                        (str(step.get("gpus") or ""),) if memory else (),
                    ),
                    Cell(compact(usd[1]) if usd else "", (str(step.get("cost_unit") or ""),) if usd else ()),
                    Cell(compact(staff) if staff is not None else ""),
                )
            )
        )
    if not rows:
        return []
    note = "GPU rent of one run is estimated and does not hold the people, who cost most; their weeks are assumed."
    return [
        Heading("Customisation path", "Stop at the first step that reaches your pass mark"),
        Table("Customisation path", columns, tuple(rows)),
        Prose(note, "small"),
    ]


def obligations(recommendation: Json) -> Chapter:
    """The checklist; empty only where nothing is ranked."""
    if leader(recommendation) is None:
        return Chapter("obligations", "")
    duties = tuple(
        Duty(
            str(duty.get("text") or ""),
            str(duty.get("because") or ""),
            str(duty.get("source") or ""),
            duty.get("url"),
            day(duty["date"]) if duty.get("date") else "",
        )
        for duty in obligation_lines(recommendation)
    )
    if not duties:
        return Chapter("obligations", "Obligations", (Prose("The facts in the catalog ask nothing of you for this option."),))
    return Chapter("obligations", "Obligations", (Checklist(duties),), "To settle before the first request of real data")
