"""What was ruled out, why, and the smallest change that would readmit it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from advisor.answer.naming import label, way_of_running
from advisor.answer.rows import cost
from advisor.decision import Decision
from advisor.numbers import usd_a_month
from advisor.rules import MUST
from catalog.schema import Deployment

Json = dict[str, Any]
EXAMPLES, NEAR, LOOKED_AT = 5, 12, 120


def _best_first(d: Decision, at: Any) -> list[int]:
    """Indices by score, priced ones first; ties by id."""
    unpriced = np.isnan(d.figures.expected[at])
    return [int(at[k]) for k in np.lexsort((d.space.id_order[at], -d.scored.score[at], unpriced))] if len(at) else []


def excluded(d: Decision) -> list[Json]:
    """A row per gate that removed something: count, and reason and remedy of the best option among those it hits most.

    Options that fail this gate alone speak first, because for them the remedy is enough.
    """
    fails, count = d.judged.fails, d.judged.fails.sum(axis=0)
    out = []
    for row, rule in enumerate(MUST):
        failing = np.flatnonzero(fails[row])
        if not len(failing):
            continue
        only = failing[count[failing] == 1]
        best = _best_first(d, _typical(d, only if len(only) else failing))
        verdict = d.judged.verdict(rule, best[0])
        examples = _distinct(d, best, EXAMPLES)
        out.append(
            {
                "rule_id": rule.id,
                "title": rule.title,
                "topic": rule.topic,
                "count": len(failing),
                "only_this": len(only),
                "reason": verdict.reason,
                "remedy": verdict.remedy,
                "examples": [d.options[i].option_id for i in examples],
                "example_names": [f"{d.options[i].model.name} ({_called(d, i)})" for i in examples],
            }
        )
    return sorted(out, key=lambda e: (-e["count"], e["rule_id"]))


def _typical(d: Decision, at: Any) -> Any:
    """Those of the way of running, and of open or closed models, that the gate hits most: their reason speaks for most of what was removed."""
    opened = np.array([m.open for m in d.space.models], dtype=np.int64)[d.space.model_code[at]]
    ways = 2 * d.space.codes["deployment"][at] + opened
    return at[ways == np.bincount(ways).argmax()]


def _distinct(d: Decision, at: list[int], limit: int) -> list[int]:
    """The best options, one per model."""
    seen: dict[str, int] = {}
    for i in at:
        seen.setdefault(d.options[i].model.id, i)
        if len(seen) == limit:
            break
    return list(seen.values())


def _called(d: Decision, i: int) -> str:
    """Where it would run; without a machine count where no machine fits."""
    return label(d, i) if d.figures.served[i] else way_of_running(d, i)


RELAXABLE = ("privacy", "budget", "team", "licence", "fine_tuning", "quality", "speed", "context", "capabilities", "hardware")
"""Topics of gates a user can relax, those first that are most often a matter of choice; task and lifecycle are not."""


def near_misses(d: Decision) -> list[Json]:
    """Options that fail one gate which a change of mind or money would open, best score first, one per model and deployment.

    A model that fits in another way is not missed, and budgets are missed least by the cheapest. Where no option fails just one gate,
    those that fail fewest are listed, a row per gate.
    """
    count = d.judged.fails.sum(axis=0)
    left = np.flatnonzero(count)
    if not len(left):
        return []
    fits = {d.options[int(i)].model.id for i in d.ranked}
    near = _listed(d, (i for i in _by_nearness(d, _promising(d, left[count[left] == 1])) if _worth_naming(d, i, fits)))
    if near:
        return near
    least = int(count[left].min())
    return _listed(d, _best_first(d, left[count[left] == least]))


def _promising(d: Decision, at: Any) -> list[int]:
    """The best by score, the cheapest, and what is sold on quotation: nothing else gets into a short list."""
    cheapest = at[np.argsort(d.figures.expected[at], kind="stable")][:LOOKED_AT]
    quoted = [int(i) for i in at if np.isnan(d.figures.expected[i]) and d.options[int(i)].deployment is Deployment.CLOSED_ON_PREM]
    return list(dict.fromkeys([*_best_first(d, at)[: 3 * LOOKED_AT], *cheapest.tolist(), *quoted]))


def _only_failure(d: Decision, i: int) -> int:
    return int(np.argmax(d.judged.fails[:, i]))


def _worth_naming(d: Decision, i: int, fits: set[str]) -> bool:
    row = _only_failure(d, i)
    topic = MUST[row].topic
    if topic not in RELAXABLE or (topic in ("hardware", "lifecycle") and d.options[i].model.id in fits):
        return False
    return d.judged.verdict(MUST[row], i).remedy is not None


def _by_nearness(d: Decision, at: list[int]) -> list[int]:
    """Best score first; where only money is missing, the smallest sum first; hardware that does not fit comes last."""

    def key(i: int) -> tuple[int, float, str]:
        rule = MUST[_only_failure(d, i)]
        missing = {"budget.monthly": d.figures.expected[i], "budget.upfront": d.figures.upfront[i]}.get(rule.id)
        last = 1 if rule.topic == "hardware" else 0
        return (last, float(missing) if missing is not None else -float(d.scored.score[i]), d.options[i].option_id)

    return sorted(at, key=key)


def _listed(d: Decision, at: Iterable[int]) -> list[Json]:
    """Rows for the first of each model and deployment; of each gate at most a third of the list, so that several gates are seen."""
    out: list[Json] = []
    seen: set[object] = set()
    per_gate: Counter[int] = Counter()
    for i in at:
        rows = [int(r) for r in np.flatnonzero(d.judged.fails[:, i])]
        if d.options[i].group in seen or (len(rows) == 1 and per_gate[rows[0]] >= NEAR // 3 and len(d.ranked)):
            continue
        seen.add(d.options[i].group)
        per_gate.update(rows)
        out += [_miss(d, i, row) for row in rows]
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
        "label": _called(d, i),
        "rule_id": rule.id,
        "reason": verdict.reason,
        "remedy": verdict.remedy,
        "score": float(d.scored.score[i]),
        "monthly_cost_usd": None if np.isnan(d.figures.expected[i]) or not d.figures.served[i] else cost(d, i),
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
        if rule.topic in ("lifecycle", "task", "hardware"):
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
