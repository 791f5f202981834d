"""Source and date of every figure the leading answer rests on, and the attributions it owes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from advisor.answer.naming import label, price_origin
from advisor.answer.rows import aged, breakdown, cost_parts, facts
from advisor.decision import Decision
from advisor.licence_standing import standing, text_evidence
from advisor.numbers import exact
from advisor.parameters import PARAMETERS
from advisor.rule import Rule
from advisor.rules import MUST
from catalog.schema import Origin

Json = dict[str, Any]
FIRST, LISTED = 3, 8
"""Models and deployments whose figures are traced one by one, and those that a report lists at least."""
OF_THE_MODEL = {"Context window", "Released", "Knowledge cutoff", "Licence", "Licence text", "Parameters"}
"""Facts that hold wherever the model runs; the others are about one way of running it."""
TELLING = {"licence.known", "licence.commercial", "licence.self_hosting"}
"""Licence gates that are listed even where they ask nothing of the user."""


def provenance(d: Decision, also: Iterable[str] = ()) -> list[Json]:
    """Rows of figure, value, source, url, date and evidence for the first three models or deployments, without repeats.

    The next ones of the order, and the options `also` names, follow with their quality and their expected cost alone.
    `evidence_label` narrows the evidence where there is more to say than its kind ("fitted, 4 scores", "model card tag").
    """
    found: dict[tuple[str, str], Json] = {}

    def add(
        figure: str, value: Any, source: str | None, url: str | None, day: str | None, evidence: str, words: str = "", age: Json | None = None
    ) -> None:  # fmt: skip
        """`age` is that of the figure's kind; without it, of a kind that does not go stale."""
        row = {"figure": figure, "value": value, "source": source, "url": url, "date": day, "evidence": evidence, "evidence_label": words}
        old = age if age is not None else aged(d, "score", day)
        found.setdefault((figure, str(value)), row | {"age_days": old["age_days"], "stale": old["stale"]})

    for line in _own(d):
        add(*line)
    for index in d.best_of_groups[:FIRST]:
        i = int(index)
        name = d.options[i].model.name
        add(f"{name}: quality at this task, of 100", *_quality(d, i))
        there = f"{name} ({label(d, i)})"
        for fact in facts(d, i):
            add(
                f"{name if fact['label'] in OF_THE_MODEL else there}: {fact['label'][0].lower()}{fact['label'][1:]}{', ' + fact['unit'] if fact['unit'] else ''}",
                fact["value"],
                fact["publisher"],
                fact["url"],
                fact["date"],
                fact["evidence"],
                fact["evidence_label"],
                fact,
            )
        for part in cost_parts(d, i):
            o = part["origin"] or {"publisher": "Weighbridge parameters", "url": None, "date": PARAMETERS.dated.isoformat()}
            add(
                f"{there}: {part['part'][0].lower()}{part['part'][1:]}, USD a month",
                part["usd"] or f"0 to {exact(part['high'], 0 if part['high'] >= 100 else 2)}",
                o["publisher"],
                o["url"],
                o["date"],
                part["evidence"],
                part["evidence_label"],
                part["origin"] or aged(d, "parameter", PARAMETERS.dated.isoformat()),
            )
        for rule in MUST:
            verdict = d.judged.verdict(rule, i)
            telling = rule.topic == "privacy" or rule.id in TELLING or verdict.obligation
            if verdict.origin and rule.topic in ("privacy", "licence") and rule.asked(d.question) and telling:
                o2 = verdict.origin
                title = rule.title if rule.title[1:2].isupper() else rule.title[0].lower() + rule.title[1:]
                evidence, words = _backing(d, i, rule, o2)
                add(
                    f"{name if rule.subject in ('model', 'use') else there}: {title}",
                    verdict.reason,
                    o2.said_by,
                    o2.url,
                    o2.date.isoformat(),
                    evidence,
                    words,
                    aged(d, "licence" if rule.topic == "licence" else "data_handling", o2),
                )
    traced = {int(i) for i in d.best_of_groups[:FIRST]}
    told = {d.options[i].model.id for i in traced}
    following = [*(int(i) for i in d.best_of_groups[FIRST:LISTED]), *(d.space.index[x] for x in also)]
    for i in dict.fromkeys(i for i in following if i not in traced and d.figures.priced[i]):
        model = d.options[i].model
        if model.id not in told:
            add(f"Quality of {model.name} at this task, of 100", *_quality(d, i))
        add(f"Expected cost of {model.name} ({label(d, i)}), USD a month", *_cost(d, i), age=aged(d, "price", price_origin(d, i)))
    return list(found.values())


Shown = tuple[float | None, str | None, str | None, str | None, str, str]
"""Value, source, url, date, evidence, narrower word of the evidence."""


def _quality(d: Decision, i: int) -> Shown:
    m, value = int(d.space.model_code[i]), float(d.figures.quality_value[i])
    if math.isnan(value):
        return None, None, None, None, "unknown", ""
    source, words = _fit(d, m)
    return round(100 * value, 1), source, None, d.figures.quality.newest[m] or None, "estimated", words


def _cost(d: Decision, i: int) -> Shown:
    """The expected bill, by where its price is from; its other parts are assumed in the parameters."""
    o, usd = price_origin(d, i), round(sum(breakdown(d, i).values()), 2)
    if o is None:
        return usd, "Weighbridge parameters", None, PARAMETERS.dated.isoformat(), "assumed", ""
    return usd, o.publisher, o.url, o.date.isoformat(), "estimated", ""


def _scores(count: int) -> str:
    return f"{count} score{'' if count == 1 else 's'}"


def _fit(d: Decision, m: int) -> tuple[str, str]:
    """What a quality figure was fitted from, with the evidence grade in words; and the words of its badge."""
    q = d.figures.quality
    named = " (Artificial Analysis among them)" if q.artificial_analysis[m] else ""
    own = next((len(each.tests) for each in d.own.moved if each.model == m), 0) if d.own else 0
    if own:
        tests = f"your evaluation ({own} test{'' if own == 1 else 's'})"
        return (
            f"{tests} with the fit of this catalog over {_scores(int(q.benchmarks[m]) - own)} of this task's abilities{named}",
            "your evaluation",
        )
    if not q.benchmarks[m]:
        return f"fit of this catalog: inferred from scores of other abilities{named}", "inferred, no score"
    scores = _scores(int(q.benchmarks[m]))
    return f"fit of this catalog over {scores} of this task's abilities{named}; evidence: {q.evidence[m]}", f"fitted, {scores}"


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


def _own(d: Decision) -> list[tuple[str, Any, str | None, str | None, str | None, str]]:
    """Every result of the user's own evaluation."""
    if d.own is None:
        return []
    names = {m.id: m.name for m in d.catalog.models.values()}
    return [
        (
            f"{names.get(r.model_id, r.model_id)}: {r.test}, percent solved",
            r.score,
            f"your evaluation, {r.n:,} cases",
            None,
            r.date.isoformat(),
            "own",
        )
        for r in d.own.rows
    ]


def attributions(d: Decision) -> list[str]:
    """Who must be named wherever these figures are shown."""
    shown = [int(d.space.model_code[i]) for i in d.ranked[:100]]
    out = []
    if any(d.figures.quality.artificial_analysis[m] for m in shown):
        out.append("Quality figures rest in part on benchmark data of Artificial Analysis, https://artificialanalysis.ai/")
    if any(d.options[i].offers for i in d.ranked[:100]):
        out.append("Prices: LiteLLM model map (MIT licence) and genai-prices (MIT licence).")
    return out
