"""The content of a report, once for all its forms: the decision, then the chapters that explain it, in the order they are signed in."""

from __future__ import annotations

import re

from advisor.numbers import day
from reports.about import NOTHING, About
from reports.blocks import Chapter, Fact, Facts, Report
from reports.content.appendix import assumptions, record, sources
from reports.content.cells import badge, chip
from reports.content.fragile import fragile
from reports.content.leading import cost, leading, why
from reports.content.limits import ruled_out
from reports.content.own_evidence import own_evidence
from reports.content.plan import obligations, plan
from reports.decision import decision_sentences
from reports.fragments.headline import house_words
from reports.glance import glance
from reports.reading import Json, leader, licence, pair_leads
from reports.safe_text import clean, one_line

UNTITLED = "Recommendation"


def report(recommendation: Json, about: About = NOTHING) -> Report:
    """Everything a reader is told, from one recommendation (the output contract) and what its author adds."""
    best = leader(recommendation)
    alone = best if best is not None and not pair_leads(recommendation) else None
    title = one_line(about.title or recommendation.get("title") or "")
    return Report(
        title=title or UNTITLED,
        kicker=" · ".join(part for part in (title, _when(recommendation), one_line(house_words(recommendation))) if part),
        note=_paragraphs(about.note),
        decision=tuple(decision_sentences(recommendation)),
        chip=chip(alone) if alone else None,
        licence=licence(alone) if alone else "",
        facts=Facts(tuple(Fact(f.value, f.unit, f.label, badge(f.evidence, f.word)) for f in glance(recommendation))),
        chapters=tuple(chapter for chapter in _chapters(recommendation, about) if chapter.blocks),
        footer=_footer(recommendation),
    )


def _chapters(recommendation: Json, about: About) -> list[Chapter]:
    return [
        leading(recommendation),
        why(recommendation),
        cost(recommendation),
        own_evidence(recommendation),
        ruled_out(recommendation),
        fragile(recommendation),
        plan(recommendation),
        obligations(recommendation),
        assumptions(recommendation),
        sources(recommendation),
        record(recommendation, about),
    ]


def _when(recommendation: Json) -> str:
    return f"{'judged for' if recommendation.get('past') else 'decided'} {day(recommendation.get('as_of'))}"


def _paragraphs(note: str) -> tuple[str, ...]:
    """The author's note, a paragraph per line that says something."""
    return tuple(line for part in re.split(r"\n", clean(note)) if (line := one_line(part)))


def _footer(recommendation: Json) -> str:
    catalog = (recommendation.get("catalog") or {}).get("version") or "unknown"
    return f"Catalog {one_line(catalog)}, engine {one_line(recommendation.get('engine_version') or 'unknown')}"
