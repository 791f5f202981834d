"""Source and date of every figure the leading answer rests on, and the attributions it owes."""

from __future__ import annotations

from typing import Any

from advisor.answer.naming import label
from advisor.answer.rows import cost_parts, facts
from advisor.decision import Decision
from advisor.parameters import PARAMETERS
from advisor.rules import MUST

Json = dict[str, Any]
EVIDENCE = {"independent": "measured", "mixed": "measured", "vendor": "vendor_reported", "inferred": "estimated", "none": "unknown"}
FIRST = 3
TELLING = {"licence.known", "licence.commercial", "licence.self_hosting"}
"""Licence gates that are listed even where they ask nothing of the user."""


def provenance(d: Decision) -> list[Json]:
    """Rows of figure, value, source, url, date and evidence for the first three models or deployments, without repeats."""
    found: dict[tuple[str, str], Json] = {}

    def add(figure: str, value: Any, source: str | None, url: str | None, day: str | None, evidence: str) -> None:
        found.setdefault(
            (figure, str(value)), {"figure": figure, "value": value, "source": source, "url": url, "date": day, "evidence": evidence}
        )

    for index in d.best_of_groups[:FIRST]:
        i = int(index)
        name, m = d.options[i].model.name, int(d.space.model_code[i])
        q = d.figures.quality
        value = d.figures.quality_value[i]
        source = f"fitted from {q.benchmarks[m]} public scores{' (Artificial Analysis among them)' if q.artificial_analysis[m] else ''}"
        add(
            f"{name}: quality at this task, of 100",
            None if value != value else round(100 * float(value), 1),
            source,
            None,
            q.newest[m] or None,
            EVIDENCE[q.evidence[m]],
        )
        for fact in facts(d, i):
            add(
                f"{name}: {fact['label'][0].lower()}{fact['label'][1:]}{', ' + fact['unit'] if fact['unit'] else ''}",
                fact["value"],
                fact["publisher"],
                fact["url"],
                fact["date"],
                fact["evidence"],
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
            )
        for rule in MUST:
            verdict = d.judged.verdict(rule, i)
            telling = rule.topic == "privacy" or rule.id in TELLING or verdict.obligation
            if verdict.origin and rule.topic in ("privacy", "licence") and rule.applies(d.needs) and telling:
                o2 = verdict.origin
                add(
                    f"{name}: {rule.title if rule.title[1:2].isupper() else rule.title[0].lower() + rule.title[1:]}",
                    verdict.reason,
                    o2.publisher,
                    o2.url,
                    o2.date.isoformat(),
                    "vendor_reported" if o2.confidence == "primary" else "measured" if rule.topic == "licence" else "estimated",
                )
    return list(found.values())


def attributions(d: Decision) -> list[str]:
    """Who must be named wherever these figures are shown."""
    shown = [int(d.space.model_code[i]) for i in d.ranked[:100]]
    out = []
    if any(d.figures.quality.artificial_analysis[m] for m in shown):
        out.append("Quality figures rest in part on benchmark data of Artificial Analysis, https://artificialanalysis.ai/")
    if any(d.options[i].offers for i in d.ranked[:100]):
        out.append("Prices: LiteLLM model map (MIT licence) and genai-prices (MIT licence).")
    return out
