"""What was ruled out, why, and the smallest change that would readmit it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from advisor.answer.naming import label, way_of_running
from advisor.answer.rows import cost
from advisor.decision import Decision
from advisor.figures import figures
from advisor.gates import judge
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

    Options that fail this gate alone speak first, because for them the remedy is enough. Of an amount the option that misses it by
    least speaks, so that the remedy is the smallest there is.
    """
    fails, count = d.judged.fails, d.judged.fails.sum(axis=0)
    out = []
    for row, rule in enumerate(MUST):
        failing = np.flatnonzero(fails[row])
        if not len(failing):
            continue
        only = failing[count[failing] == 1]
        at = only if len(only) else failing
        gap = _gap(d, rule.id, at)
        best = _best_first(d, _typical(d, at)) if gap is None else [int(i) for i in _nearest(d, at, gap)]
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


def _gap(d: Decision, rule_id: str, at: Any) -> Any:
    """How many times its limit each of these options needs, more than 1 where it misses; None for a gate that is no matter of amounts."""
    f, budget, speed = d.figures, d.needs.budget, d.needs.speed
    if rule_id == "budget.monthly" and budget.max_monthly_usd is not None:
        return f.expected[at] / max(budget.max_monthly_usd, 1.0)
    if rule_id == "budget.upfront" and budget.max_upfront_usd is not None:
        return f.upfront[at] / max(budget.max_upfront_usd, 1.0)
    if rule_id == "speed.stream":
        slow = (speed.min_output_tokens_per_s or 0.0) / f.tokens_per_s[at]
        late = f.first_token_s[at] / (speed.max_time_to_first_token_s or np.inf)
        return np.fmax(slow, late)
    return None


def _nearest(d: Decision, at: Any, gap: Any) -> Any:
    """Those that miss an amount by least first; ties by id."""
    return at[np.lexsort((d.space.id_order[at], gap))]


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
    """The best by score, the cheapest by month and by purchase where that is limited, and what is sold on quotation: nothing else gets into a short list."""
    cheapest = at[np.argsort(d.figures.expected[at], kind="stable")][:LOOKED_AT]
    upfront = at[np.argsort(d.figures.upfront[at], kind="stable")][:LOOKED_AT] if d.needs.budget.max_upfront_usd is not None else at[:0]
    quoted = [int(i) for i in at if np.isnan(d.figures.expected[i]) and d.options[int(i)].deployment is Deployment.CLOSED_ON_PREM]
    return list(dict.fromkeys([*_best_first(d, at)[: 3 * LOOKED_AT], *cheapest.tolist(), *upfront.tolist(), *quoted]))


def _only_failure(d: Decision, i: int) -> int:
    return int(np.argmax(d.judged.fails[:, i]))


def _worth_naming(d: Decision, i: int, fits: set[str]) -> bool:
    row = _only_failure(d, i)
    topic = MUST[row].topic
    if topic not in RELAXABLE or (topic in ("hardware", "lifecycle") and d.options[i].model.id in fits):
        return False
    return d.judged.verdict(MUST[row], i).remedy is not None


CHOICE, MONEY, QUOTATION, HARDWARE = range(4)
"""What is missing, nearest first: a change of mind, an amount of money, a price that nobody states, hardware."""


def _by_nearness(d: Decision, at: list[int]) -> list[int]:
    """A change of mind by the best score, then money by how many times the limit it takes.

    Where a money limit is stated, what is sold on quotation comes after all that has a price: nobody can say whether it would be within.
    """
    limited = d.needs.budget.max_monthly_usd is not None or d.needs.budget.max_upfront_usd is not None

    def key(i: int) -> tuple[int, float, str]:
        rule, option_id = MUST[_only_failure(d, i)], d.options[i].option_id
        if rule.id in BUDGETS:
            return (MONEY, float(_gap(d, rule.id, np.array([i]))[0]), option_id)
        quoted = limited and rule.id == "budget.priced"
        kind = HARDWARE if rule.topic == "hardware" else QUOTATION if quoted else CHOICE
        return (kind, -float(d.scored.score[i]), option_id)

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


BUDGETS = {"budget.monthly": "max_monthly_usd", "budget.upfront": "max_upfront_usd"}
"""Gates of money, with the limit of the budget that each reads."""


@dataclass
class _Change:
    """One change of the needs: how many options fail nothing that it could not open, and the first of them to come back."""

    row: int
    remedy: str
    reach: int
    cheapest: int


def readmit(d: Decision) -> Json:
    """The change that most options wait for, and the cheapest of them; retired and unfit options cannot be brought back.

    Of a budget it is the smallest raise, and only what that raise brings back is counted.
    """
    top = gates(d)
    if not top:
        return {"sentence": "Nothing was removed.", "count": 0}
    first = f"“{top[0]['title']}” removed most ({top[0]['removed']:,})."
    changes = _changes(d)
    if not changes:
        return {"sentence": f"{first} No single change would readmit an option.", "count": 0}
    change = min(changes, key=lambda each: (-each.reach, each.row, each.remedy))
    rule, remedy, best = MUST[change.row], change.remedy, change.cheapest
    money = rule.id in BUDGETS
    n = _within(d, rule.id, best) if money else change.reach
    usd = float(d.figures.expected[best])
    price = "" if np.isnan(usd) else f", the cheapest for about {usd_a_month(usd)} ({d.options[best].model.name})"
    if money:
        price = f": {d.options[best].model.name} for about {usd_a_month(usd)}" if n == 1 else f", such as {d.options[best].model.name}"
    what = "Smallest change" if money else "Smallest change that readmits most"
    return {
        "sentence": f"{first} {what}: {remedy[0].lower()}{remedy[1:].rstrip('.')} ({n:,} option{'s' if n != 1 else ''}{price}).",
        "rule_id": rule.id,
        "remedy": remedy,
        "count": n,
    }


def _changes(d: Decision) -> list[_Change]:
    """Every single change that would bring something back."""
    fails, count = d.judged.fails, d.judged.fails.sum(axis=0)
    found: dict[tuple[int, str], _Change] = {}
    for row, rule in enumerate(MUST):
        if rule.topic in ("lifecycle", "task", "hardware"):
            continue
        at = np.flatnonzero(fails[row] & (count == 1))
        gap = _gap(d, rule.id, at)
        if gap is not None:
            # the remedy of the one that misses by least; those that miss by more want more, and wait for the same kind of change
            at = _nearest(d, at, gap)
        # one verdict per subject; an option gate speaks for each option alone, so its best example speaks for all
        codes = d.space.codes[rule.subject][at] if rule.subject != "option" else np.zeros(len(at), dtype=np.int64)
        for code in np.unique(codes):
            mine = at[codes == code]
            speaks = int(mine[0]) if gap is not None or rule.subject != "option" else _best_first(d, mine)[0]
            remedy = d.judged.verdict(rule, speaks).remedy
            if not remedy:
                continue
            cheapest = speaks if gap is not None else _cheapest(d, mine)
            same = found.setdefault((row, remedy), _Change(row, remedy, 0, cheapest))
            same.reach += len(mine)
            same.cheapest = _cheapest(d, [same.cheapest, cheapest])
    return list(found.values())


def _cheapest(d: Decision, at: Any) -> int:
    usd = d.figures.expected
    return int(min(at, key=lambda i: (np.inf if np.isnan(usd[i]) else usd[i], i)))


def _within(d: Decision, rule_id: str, nearest: int) -> int:
    """How many options come back with the budget raised to what the nearest one takes, in whole dollars as the remedy says.

    Machines are chosen within the budget, so those that only option gates keep out are planned and judged again at the new limit.
    """
    needed = d.figures.expected[nearest] if rule_id == "budget.monthly" else d.figures.upfront[nearest]
    budget = d.needs.budget.model_copy(update={BUDGETS[rule_id]: float(math.ceil(needed))})
    needs = d.needs.model_copy(update={"budget": budget})
    of_options = np.array([rule.subject == "option" for rule in MUST])
    fails = d.judged.fails
    at = np.flatnonzero(fails[of_options].any(axis=0) & ~fails[~of_options].any(axis=0))
    # over the whole space: its tables of machines are laid out once, those of a part would be made anew
    again = judge(d.space, replace(d.judged.question, needs=needs), figures(d.space, needs))
    return int(again.fitting[at].sum())
