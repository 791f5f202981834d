"""What would change the answer: exact flips of the priorities, and the volume at which another option takes over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from advisor.answer.naming import label
from advisor.decision import Decision
from advisor.figures import figures
from advisor.numbers import compact, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.ranking import score
from advisor.robustness import priority_flips
from advisor.sizing.fleet import FleetPlan

Json = dict[str, Any]
RIVALS = 30
"""Best options of the best groups that may take over as the volume moves."""
HALVINGS = 7
STEP = 3.0


def flip_points(d: Decision) -> list[Json]:
    """Nearest flips per driver, nearest relative move first."""
    found = [_priority(d, flip) for flip in priority_flips(d.figures, d.scored, d.ranked, d.needs.priorities.model_dump())]
    found += volume_flips(d)
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


def _difference(d: Decision, winner: int, first: int) -> str:
    """How the winner differs from the present first: cost and quality, with their signs."""
    f = d.figures
    gap = float(f.expected[winner] - f.expected[first])
    parts = [f"{'dearer' if gap > 0 else 'cheaper'} by {usd_a_month(abs(gap))}"] if abs(gap) >= 0.01 else []
    q = 100 * float(f.quality_value[winner] - f.quality_value[first])
    if not np.isnan(q) and abs(q) >= 0.1:
        parts.append(f"{abs(q):.1f} points {'higher' if q > 0 else 'lower'} in quality")
    name = f"{d.options[winner].model.name} ({label(d, winner)})"
    return f"{name}: {', '.join(parts)}" if parts else name


def part_of_space(d: Decision, keep: Any) -> tuple[Any, FleetPlan]:
    """The options `keep` as a space of their own, and a plan that only tries the layouts these options chose."""
    part = d.space.only(keep)
    pairs = np.unique([m.pair for m in part.machines if m.pair >= 0]).astype(np.int64)
    row = np.full_like(d.figures.fleet.row, -1)
    row[pairs] = d.figures.fleet.row[pairs]
    return part, replace(d.figures.fleet, row=row)


def volume_flips(d: Decision) -> list[Json]:
    """Solve for the nearest volume above and below at which another model or deployment has the best score.

    Winners are compared at every threefold step of the stated volume; where the first changes, the crossing is closed in by
    bisection. Layouts stay those chosen at the stated volume; machine counts follow the load.
    """
    heads = d.best_of_groups[:RIVALS]
    if len(heads) < 2:
        return []
    part, like = part_of_space(d, heads)
    fewest = 1 / d.needs.volume.requests_per_month

    def winner(factor: float) -> tuple[int, Any]:
        priced = figures(part, d.needs, max(factor, fewest), like)
        points = np.where(priced.priced & priced.served, score(priced, d.needs).score, -1.0)
        return int(np.argmax(points)), priced

    now, _ = winner(1.0)
    found = []
    for step, end in ((STEP, PARAMETERS["robustness.volume_high"]), (1 / STEP, max(PARAMETERS["robustness.volume_low"], fewest))):
        inner, factor = 1.0, step
        while (factor <= end) if step > 1 else (factor >= end):
            if winner(factor)[0] != now:
                found.append(_solved(d, part, winner, now, inner, factor))
                break
            inner, factor = factor, factor * step
    return found


def _solved(d: Decision, part: Any, winner: Any, now: int, inner: float, outer: float) -> Json:
    """Bisect in the logarithm between the last volume with the old winner and the first with a new one."""
    for _ in range(HALVINGS):
        middle = float(np.sqrt(inner * outer))
        if winner(middle)[0] == now:
            inner = middle
        else:
            outer = middle
    new, priced = winner(outer)
    volume = d.needs.volume.requests_per_month
    old_cost, new_cost = float(priced.expected[now]), float(priced.expected[new])
    return {
        "driver": "volume.requests_per_month",
        "now": volume,
        "flips_at": round(volume * outer),
        "winner": part.options[new].option_id,
        "reason": f"At {compact(volume * outer)} requests a month {part.options[new].model.name} costs about {usd_a_month(new_cost)}, {part.options[now].model.name} {usd_a_month(old_cost)}",
    }
