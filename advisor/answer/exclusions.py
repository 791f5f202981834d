"""What was ruled out, why, and the smallest change that would readmit it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from advisor.answer.naming import label
from advisor.answer.rows import cost
from advisor.decision import Decision
from advisor.numbers import usd_a_month
from advisor.rules import MUST

Json = dict[str, Any]
EXAMPLES, NEAR = 5, 12


def _best_first(d: Decision, at: Any) -> list[int]:
    """Indices by score, priced ones first; ties by id."""
    ids = np.array([d.options[i].option_id for i in at])
    unpriced = np.isnan(d.figures.expected[at])
    return [int(at[k]) for k in np.lexsort((ids, -d.scored.score[at], unpriced))] if len(at) else []


def excluded(d: Decision) -> list[Json]:
    """A row per gate that removed something: count, and reason and remedy of the best option that fails it (alone, if any does)."""
    fails, count = d.judged.fails, d.judged.fails.sum(axis=0)
    out = []
    for row, rule in enumerate(MUST):
        failing = np.flatnonzero(fails[row])
        if not len(failing):
            continue
        only = failing[count[failing] == 1]
        best = _best_first(d, only if len(only) else failing)
        verdict = d.judged.verdict(rule, best[0])
        out.append(
            {
                "rule_id": rule.id,
                "title": rule.title,
                "topic": rule.topic,
                "count": len(failing),
                "only_this": len(only),
                "reason": verdict.reason,
                "remedy": verdict.remedy,
                "examples": _distinct(d, best, EXAMPLES),
            }
        )
    return sorted(out, key=lambda e: (-e["count"], e["rule_id"]))


def _distinct(d: Decision, at: list[int], limit: int) -> list[str]:
    """Ids of the best options, one per model."""
    seen: dict[str, str] = {}
    for i in at:
        seen.setdefault(d.options[i].model.id, d.options[i].option_id)
        if len(seen) == limit:
            break
    return list(seen.values())


def near_misses(d: Decision) -> list[Json]:
    """Options that fail one gate, best score first, one per model and deployment; where none does, those that fail fewest, a row per gate."""
    count = d.judged.fails.sum(axis=0)
    left = np.flatnonzero(count)
    if not len(left):
        return []
    least = int(count[left].min())
    at = _best_first(d, left[count[left] == least])
    out, seen = [], set()
    for i in at:
        if d.options[i].group in seen:
            continue
        seen.add(d.options[i].group)
        out += [_miss(d, i, int(row)) for row in np.flatnonzero(d.judged.fails[:, i])]
        if len(seen) == NEAR:
            break
    return out


def _miss(d: Decision, i: int, row: int) -> Json:
    rule, option = MUST[row], d.options[i]
    verdict = d.judged.verdict(rule, i)
    licence = d.catalog.licences.get(option.model.licence_id or "")
    return {
        "option_id": option.option_id,
        "model_id": option.model.id,
        "model_name": option.model.name,
        "openness": option.model.openness.value if option.model.openness else None,
        "restricted": bool(licence and licence.restricted and option.model.open),
        "deployment": option.deployment.value,
        "label": label(d, i),
        "rule_id": rule.id,
        "reason": verdict.reason,
        "remedy": verdict.remedy,
        "score": float(d.scored.score[i]),
        "monthly_cost_usd": None if np.isnan(d.figures.expected[i]) else cost(d, i),
    }


def gates(d: Decision) -> list[Json]:
    """How many options each gate removes, most first."""
    removed = d.judged.fails.sum(axis=1)
    found = [{"rule_id": r.id, "title": r.title, "topic": r.topic, "removed": int(n)} for r, n in zip(MUST, removed, strict=True) if n]
    return sorted(found, key=lambda g: (-g["removed"], g["rule_id"]))


def readmit(d: Decision) -> Json:
    """The one change that brings back most options, and the cheapest of them; retired and unfit options cannot be brought back."""
    fails, count = d.judged.fails, d.judged.fails.sum(axis=0)
    by_remedy: Counter[tuple[int, str]] = Counter()
    cheapest: dict[tuple[int, str], int] = {}
    for row, rule in enumerate(MUST):
        if rule.topic in ("lifecycle", "task"):
            continue
        at = np.flatnonzero(fails[row] & (count == 1))
        # one verdict per subject; an option gate speaks for each option alone, so its best example speaks for all
        codes = d.space.codes[rule.subject][at] if rule.subject != "option" else np.zeros(len(at), dtype=np.int64)
        for code in np.unique(codes):
            mine = at[codes == code]
            remedy = d.judged.verdict(rule, _best_first(d, mine)[0] if rule.subject == "option" else int(mine[0])).remedy
            if remedy:
                key = (row, remedy)
                by_remedy[key] += len(mine)
                best = int(
                    min(
                        [*mine, *([cheapest[key]] if key in cheapest else [])],
                        key=lambda i: (np.inf if np.isnan(d.figures.expected[i]) else d.figures.expected[i], i),
                    )
                )
                cheapest[key] = best
    top = gates(d)
    if not top:
        return {"sentence": "Nothing was removed.", "count": 0}
    first = f"“{top[0]['title']}” removed most ({top[0]['removed']:,})."
    if not by_remedy:
        return {"sentence": f"{first} No single change would readmit an option.", "count": 0}
    (row, remedy), n = min(by_remedy.items(), key=lambda kv: (-kv[1], kv[0]))
    best = cheapest[(row, remedy)]
    known = not np.isnan(d.figures.expected[best])
    price = f", the cheapest for about {usd_a_month(float(d.figures.expected[best]))} ({d.options[best].model.name})" if known else ""
    return {
        "sentence": f"{first} Smallest change that readmits most: {remedy[0].lower()}{remedy[1:].rstrip('.')} ({n:,} options{price}).",
        "rule_id": MUST[row].id,
        "remedy": remedy,
        "count": n,
    }
