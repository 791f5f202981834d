"""What to do with the answer: the pair, the steps, the duties."""

from __future__ import annotations

import re

from advisor.numbers import compact, day, decimal, share
from reports.blocks import Block, Bullets, Card, Cards, Chapter, Checklist, Duty, Fact, Facts, Heading, Prose
from reports.content.cells import badge, capital
from reports.fragments.plan import member_words, obligation_lines, until
from reports.reading import Json, leader, named, pair_leads


def plan(recommendation: Json) -> Chapter:
    """Whether two options together are worth it, then the stages to production and the way out."""
    return Chapter("plan", "Hybrid and roadmap", (*_hybrid(recommendation), *_roadmap(recommendation)))


def _hybrid(recommendation: Json) -> list[Block]:
    pair = recommendation.get("hybrid") or {}
    if not pair.get("sentence"):
        return []
    finding, *more = re.split(r"(?<=\.) (?=It )", str(pair["sentence"]), maxsplit=1)
    blocks: list[Block] = [Heading("Hybrid", "Two options, each with its share of the requests"), Prose(finding, "finding")]
    blocks += [Prose(text) for text in more]
    if pair.get("routine") and pair.get("hard"):
        kinds = member_words(pair)
        blocks.append(
            Cards(tuple(Card(kind, named(recommendation, pair[member])) for kind, member in zip(kinds, ("routine", "hard"), strict=True)))
        )
        blocks += [Facts(_figures(pair, kinds[1].split()[0].lower()))] if not pair_leads(recommendation) else []
    lines = tuple(_line(entry) for entry in pair.get("facts") or ())
    return [*blocks, Bullets(lines)] if lines else blocks


def _figures(pair: Json, hard: str) -> tuple[Fact, ...]:
    gain = pair.get("quality_gain_vs_all_routine")
    figures = [
        Fact(share(pair.get("hard_share")), "", f"of requests are {hard}"),
        Fact(compact(pair.get("monthly_cost_usd")), "USD/month", "for both paths"),
        Fact(compact(pair.get("saving_vs_all_hard_usd")), "USD/month", f"saved against all on the {hard} path"),
    ]
    return (*figures, Fact(decimal(100 * gain, 1), "of 100", f"quality gained on {hard} requests")) if gain is not None else tuple(figures)


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
    return [Heading("Roadmap"), Cards(tuple(stages), numbered=True)] if stages else []


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
