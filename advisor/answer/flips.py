"""What would change the answer: flips of priorities, prices and quality in closed form, of volume and GPU prices by bisection."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from advisor.answer.naming import label, way_of_running
from advisor.decision import Decision
from advisor.economics.choice import capacity_known
from advisor.economics.lines import OnMachines, Sold, line_of
from advisor.economics.meeting import break_even as solved_break_even
from advisor.economics.scenario import Scenario
from advisor.figure_flips import FigureFlip, figure_flips
from advisor.figures import figures
from advisor.gates import judged_by
from advisor.needs import BOUNDARIES
from advisor.numbers import count, flip_label, usd, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.ranking import score
from advisor.robustness import priority_flips
from advisor.rule import SELF_RUN
from advisor.rules import MUST
from advisor.verdict import Outcome
from catalog.schema import Deployment

Json = dict[str, Any]
RIVALS, OF_EACH_WAY, KEPT_OUT = 24, 3, 24
"""Best groups, best of each way of running beyond them, and options that only the load keeps out, tried as the volume moves."""
LOAD_GATES = {"hardware.fits", "budget.monthly", "budget.upfront", "speed.stream"}
HALVINGS = 7
STEP = 3.0


def flip_points(d: Decision) -> list[Json]:
    """Nearest flips per driver, nearest relative move first."""
    found = [_priority(d, flip) for flip in priority_flips(d.figures, d.scored, d.ranked, d.needs.priorities.model_dump())]
    found += volume_flips(d)
    found += [_figure(d, flip) for flip in figure_flips(d)]
    for flip in found:
        flip["winner_name"] = _name(d, d.space.index[flip["winner"]], at_stated_load=not flip["driver"].startswith("volume."))
    return sorted(found, key=lambda f: (abs(f["flips_at"] - f["now"]) / max(abs(f["now"]), 1e-9), f["driver"]))


def _priority(d: Decision, flip: Any) -> Json:
    first, winner = int(d.ranked[0]), flip.winner
    return {
        "driver": f"priorities.{flip.criterion}",
        "now": flip.now,
        "flips_at": round(flip.flips_at, 3),
        "winner": d.options[winner].option_id,
        "reason": _difference(d, winner, first),
    }


def _name(d: Decision, i: int, at_stated_load: bool = True) -> str:
    """Model and how it runs; at another load without the machines of the stated one."""
    counted = d.figures.machines.machine[i] >= 0
    if counted and (not at_stated_load or not d.figures.served[i]):
        return f"{d.options[i].model.name}, {way_of_running(d, i)}"
    return f"{d.options[i].model.name}, {label(d, i)}"


def _figure(d: Decision, flip: FigureFlip) -> Json:
    """A flip of a price or of the quality of the first, with what moves in words."""
    f, option = d.figures, d.options[flip.of]
    name = f"{option.model.name} ({label(d, flip.of)})"
    found = {
        "driver": flip.driver,
        "now": round(flip.now, 4),
        "flips_at": round(flip.flips_at, 4),
        "winner": d.options[flip.winner].option_id,
    }
    if flip.driver == "figures.quality":
        low, high = float(f.quality_low[flip.of]), float(f.quality_high[flip.of])
        place = "inside" if flip.flips_at >= low else "below"
        reason = f"That lies {place} its 80% interval of {100 * low:.0f} to {100 * high:.0f}."
        return found | {
            "of_words": f"the quality of {option.model.name}",
            "driver_name": f"Quality of {option.model.name}",
            "unit": "expected score, 0 to 1",
            "low": 0.0,
            "high": 1.0,
            "reason": reason,
        }
    what = "the machines of " if f.machines.machine[flip.of] >= 0 else ""
    words = "the price of GPUs" if flip.driver == "prices.gpus" else f"the price of {what}{option.model.name}"
    bill = f"{name} would then cost about {usd_a_month(flip.bill)}, now {usd_a_month(float(f.expected[flip.of]))}"
    reason = f"{bill}, and leave your budget." if flip.by_budget else f"{bill}."
    if flip.driver == "prices.gpus":
        reason = f"Rents and purchases of GPUs alike; {bill}." if flip.bill != f.expected[flip.of] else "Rents and purchases of GPUs alike."
    return found | {
        "of": option.option_id,
        "of_words": words,
        "driver_name": "Price of GPUs" if flip.driver == "prices.gpus" else f"Price of {what}{name}",
        "unit": "times today's price",
        "low": PARAMETERS["robustness.price_low"],
        "high": PARAMETERS["robustness.price_high"],
        "reason": reason,
    }


def boundary_flips(d: Decision) -> list[Json]:
    """The nearest stricter and the nearest looser data boundary at which another model or way of running leads; all else as it is.

    `flips_at` is a boundary, not a number. A boundary at which nothing is left is no flip: it has no winner.
    """
    if not len(d.ranked):
        return []
    now = d.needs.privacy.boundary
    place, row = BOUNDARIES.index(now), next(n for n, rule in enumerate(MUST) if rule.id == "privacy.boundary")
    others = ~np.delete(d.judged.fails, row, axis=0).any(axis=0) & d.figures.priced
    found = []
    for steps in (range(place + 1, len(BOUNDARIES)), range(place - 1, -1, -1)):
        for step in steps:
            needs = d.needs.model_copy(update={"privacy": d.needs.privacy.model_copy(update={"boundary": BOUNDARIES[step]})})
            fails = judged_by(d.space, MUST[row], replace(d.question, needs=needs))
            at = np.flatnonzero(others & ~fails)
            if not len(at):
                break
            winner = int(at[np.lexsort((d.space.id_order[at], d.figures.expected[at], -d.scored.score[at]))[0]])
            if d.space.groups[winner] != d.space.groups[d.ranked[0]]:
                reason = _difference(d, winner, int(d.ranked[0]))
                found.append(
                    {
                        "driver": "privacy.boundary",
                        "now": now,
                        "flips_at": BOUNDARIES[step],
                        "winner": d.options[winner].option_id,
                        "winner_name": _name(d, winner),
                        "reason": reason,
                    }
                )
                break
    return found


def _difference(d: Decision, winner: int, first: int) -> str:
    """How the winner differs from the present first: cost and quality, with their signs."""
    f = d.figures
    gap = float(f.expected[winner] - f.expected[first])
    parts = [f"{'dearer' if gap > 0 else 'cheaper'} by {usd_a_month(abs(gap))}"] if abs(gap) >= 0.01 else []
    q = 100 * float(f.quality_value[winner] - f.quality_value[first])
    if not np.isnan(q) and abs(q) >= 0.1:
        parts.append(f"{abs(q):.1f} points {'higher' if q > 0 else 'lower'} in quality")
    return f"It is {', '.join(parts)}." if parts else "It costs the same, at the same quality."


def _rivals(d: Decision) -> Any:
    """Options that may lead at another volume: the best groups, the best of each way of running, and those that only the load keeps out."""
    heads = d.best_of_groups
    found = [int(i) for i in heads[:RIVALS]]
    by_way: Counter[object] = Counter()
    for i in heads[RIVALS:]:
        way = d.options[int(i)].deployment
        by_way[way] += 1
        if by_way[way] <= OF_EACH_WAY:
            found.append(int(i))
    row_of_load = np.array([r.id in LOAD_GATES for r in MUST])
    out = d.judged.fails[row_of_load].any(axis=0) & ~d.judged.fails[~row_of_load].any(axis=0) & d.figures.priced
    at = np.flatnonzero(out)
    at = at[np.argsort(-d.scored.score[at], kind="stable")]
    _, first = np.unique(d.space.groups[at], return_index=True)
    return np.array(found + [int(i) for i in at[np.sort(first)][:KEPT_OUT]], dtype=np.int64)


def volume_flips(d: Decision) -> list[Json]:
    """Solve for the nearest volume above and below at which another model or deployment has the best score.

    Machines are planned anew and the gates that depend on the load are asked again at every volume tried. Winners are compared at
    every threefold step of the stated volume; where the first changes, the crossing is closed in by bisection.
    """
    if not len(d.ranked):
        return []
    keep = _rivals(d)
    part = d.space.only(keep)
    groups = d.space.groups[keep]
    load_gates = [r for r in MUST if r.id in LOAD_GATES and r.outcomes is not None]
    fewest = 1 / d.needs.volume.requests_per_month

    def winner(factor: float) -> tuple[int, Any]:
        priced = figures(part, d.needs, max(factor, fewest))
        # machines are priced as one group where nobody published what they carry: that says nothing of a higher load
        able = priced.priced & ~(priced.capacity_unknown & (factor > 1.0))
        points = np.where(able, score(priced, d.needs).score, -1.0)
        for rule in load_gates:
            assert rule.outcomes is not None
            points = np.where(rule.outcomes(priced, d.question) == int(Outcome.NO), -1.0, points)
        return int(np.argmax(points)), priced

    now, stated = winner(1.0)
    found = []
    for step, end in ((STEP, PARAMETERS["robustness.volume_high"]), (1 / STEP, max(PARAMETERS["robustness.volume_low"], fewest))):
        inner, factor = 1.0, step
        if step > 1 and stated.capacity_unknown[now]:
            continue
        while (factor <= end) if step > 1 else (factor >= end):
            if groups[winner(factor)[0]] != groups[now]:
                found.append(_solved(d, part, groups, winner, now, inner, factor))
                break
            inner, factor = factor, factor * step
    return found


def break_even(d: Decision) -> Json | None:
    """From which volume the best option on machines of one's own costs less than the best closed model sold per token.

    None where one of the two does not pass. `volume` is that above which it stays so, solved on the exact steps of the GPUs, as on
    the Economics page; None where there is none.
    """
    own = next((int(i) for i in d.best_of_groups if d.options[int(i)].deployment in SELF_RUN and capacity_known(d, int(i))), None)
    closed = [int(i) for i in d.best_of_groups if d.options[int(i)].offers and not d.options[int(i)].model.open]
    sold = next((i for i in closed if d.options[i].deployment is Deployment.CLOSED_API), closed[0] if closed else None)
    if own is None or sold is None:
        return None
    machines, per_token = line_of(d, own), line_of(d, sold)
    assert isinstance(machines, OnMachines)
    assert isinstance(per_token, Sold)
    volume, reach = d.needs.volume.requests_per_month, machines.reach(Scenario())
    met = solved_break_even(machines, per_token, Scenario())
    one, other = f"{d.options[own].model.name} ({label(d, own)})", f"{d.options[sold].model.name} ({label(d, sold)})"
    found: Json = {"own": d.options[own].option_id, "closed": d.options[sold].option_id, "volume": None}
    if met <= 1:
        return {**found, "sentence": f"{one} costs less than {other} at any volume it serves."}
    if np.isinf(met):
        return {**found, "sentence": f"{one} never stays below the cost of {other}, up to {count(reach)} requests a month."}
    now = np.array([float(volume)])
    mine, theirs = float(machines.bill(now, Scenario()).expected[0]), float(per_token.bill(now, Scenario()).expected[0])
    there = "is already" if mine < theirs else "is not yet"
    return {
        **found,
        "volume": round(met),
        "sentence": f"Break-even: above about {count(met)} requests a month {one} costs less than {other}, with more of the same GPUs as the load grows; at your volume it {there} the cheaper one: {usd_a_month(mine)} against {usd(theirs)}.",
    }


def _solved(d: Decision, part: Any, groups: Any, winner: Any, now: int, inner: float, outer: float) -> Json:
    """Bisect in the logarithm between the last volume with the old winner and the first with a new one."""
    for _ in range(HALVINGS):
        middle = float(np.sqrt(inner * outer))
        if groups[winner(middle)[0]] == groups[now]:
            inner = middle
        else:
            outer = middle
    new, priced = winner(outer)
    volume = d.needs.volume.requests_per_month
    old, taking = _called(d, part, now, new)
    old_cost, new_cost = float(priced.expected[now]), float(priced.expected[new])
    return {
        "driver": "volume.requests_per_month",
        "now": volume,
        "flips_at": round(volume * outer),
        "winner": part.options[new].option_id,
        "reason": f"At {flip_label(volume, volume * outer)} requests a month {taking} costs about {usd_a_month(new_cost)}, {old} {usd_a_month(old_cost)}.",
    }


def _called(d: Decision, part: Any, now: int, new: int) -> tuple[str, str]:
    """Names of the old and new first; with the way of running where the model is the same."""
    one, other = part.options[now], part.options[new]
    if one.model.id != other.model.id:
        return one.model.name, other.model.name
    was, becomes = (way_of_running(d, d.space.index[option.option_id]) for option in (one, other))
    return f"{one.model.name} ({was})", f"{other.model.name} ({becomes})"
