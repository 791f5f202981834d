"""Source and date of every figure the leading answer rests on, and the attributions it owes."""

from __future__ import annotations

import math
from typing import Any

from advisor.answer.naming import label
from advisor.answer.rows import cost_parts, facts
from advisor.decision import Decision
from advisor.licence_standing import standing, text_evidence
from advisor.parameters import PARAMETERS
from advisor.quality import TaskQuality
from advisor.rule import Rule
from advisor.rules import MUST
from catalog.schema import Origin

Json = dict[str, Any]
FIRST = 3
TELLING = {"licence.known", "licence.commercial", "licence.self_hosting"}
"""Licence gates that are listed even where they ask nothing of the user."""


def provenance(d: Decision) -> list[Json]:
    """Rows of figure, value, source, url, date and evidence for the first three models or deployments, without repeats.

    `evidence_label` narrows the evidence where there is more to say than its kind ("fitted, 4 scores", "model card tag").
    """
    found: dict[tuple[str, str], Json] = {}

    def add(figure: str, value: Any, source: str | None, url: str | None, day: str | None, evidence: str, words: str = "") -> None:
        row = {"figure": figure, "value": value, "source": source, "url": url, "date": day, "evidence": evidence, "evidence_label": words}
        found.setdefault((figure, str(value)), row)

    for index in d.best_of_groups[:FIRST]:
        i = int(index)
        name, m = d.options[i].model.name, int(d.space.model_code[i])
        q = d.figures.quality
        value = float(d.figures.quality_value[i])
        figure = f"{name}: quality at this task, of 100"
        if math.isnan(value):
            add(figure, None, None, None, None, "unknown")
        else:
            add(figure, round(100 * value, 1), _fit(q, m), None, q.newest[m] or None, "estimated", f"fitted, {_scores(q, m)}")
        for fact in facts(d, i):
            add(
                f"{name}: {fact['label'][0].lower()}{fact['label'][1:]}{', ' + fact['unit'] if fact['unit'] else ''}",
                fact["value"],
                fact["publisher"],
                fact["url"],
                fact["date"],
                fact["evidence"],
                fact["evidence_label"],
            )
        for part in cost_parts(d, i):
            o = part["origin"] or {"publisher": "Weighbridge parameters", "url": None, "date": PARAMETERS.dated.isoformat()}
            add(
                f"{name} ({label(d, i)}): {part['part'][0].lower()}{part['part'][1:]}, USD a month",
                part["usd"],
                o["publisher"],
                o["url"],
                o["date"],
                part["evidence"],
                part["evidence_label"],
            )
        for rule in MUST:
            verdict = d.judged.verdict(rule, i)
            telling = rule.topic == "privacy" or rule.id in TELLING or verdict.obligation
            if verdict.origin and rule.topic in ("privacy", "licence") and rule.asked(d.question) and telling:
                o2 = verdict.origin
                title = rule.title if rule.title[1:2].isupper() else rule.title[0].lower() + rule.title[1:]
                evidence, words = _backing(d, i, rule, o2)
                add(f"{name}: {title}", verdict.reason, o2.publisher, o2.url, o2.date.isoformat(), evidence, words)
    return list(found.values())


def _scores(q: TaskQuality, m: int) -> str:
    return f"{q.benchmarks[m]} score{'' if q.benchmarks[m] == 1 else 's'}"


def _fit(q: TaskQuality, m: int) -> str:
    """What a quality figure was fitted from, with the evidence grade in words."""
    named = " (Artificial Analysis among them)" if q.artificial_analysis[m] else ""
    return f"fit of this catalog over {_scores(q, m)} of this task's abilities{named}; evidence: {q.evidence[m]}"


def _backing(d: Decision, i: int, rule: Rule, origin: Origin) -> tuple[str, str]:
    """Badge and narrower word of what a verdict rests on.

    Clauses rest on the licence's text; that the model is under it at all rests on who says so.
    """
    model = d.options[i].model
    licence = d.catalog.licences.get(model.licence_id or "")
    if rule.topic == "licence" and licence:
        if rule.id == "licence.known":
            found = standing(model, licence)
            return found.evidence, found.label
        if origin == licence.origin:
            evidence, words = text_evidence(licence)
            return evidence, "licence text" if words == "text read" else words
    return ("vendor_reported", "") if origin.confidence == "primary" else ("estimated", "second hand")


def attributions(d: Decision) -> list[str]:
    """Who must be named wherever these figures are shown."""
    shown = [int(d.space.model_code[i]) for i in d.ranked[:100]]
    out = []
    if any(d.figures.quality.artificial_analysis[m] for m in shown):
        out.append("Quality figures rest in part on benchmark data of Artificial Analysis, https://artificialanalysis.ai/")
    if any(d.options[i].offers for i in d.ranked[:100]):
        out.append("Prices: LiteLLM model map (MIT licence) and genai-prices (MIT licence).")
    return out
