"""The answer in one sentence, with the reason in two lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from advisor.answer.naming import label, sentence
from advisor.decision import Decision
from advisor.numbers import compact, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.rules import MUST

Json = dict[str, Any]


def headline(d: Decision, hybrid: Json, near: list[Json]) -> Json:
    """Pattern, sentence and the option it names; a pair leads only where it scores above the first option."""
    if not len(d.ranked):
        return {"pattern": "none", "sentence": _nothing(d, near), "option_id": None}
    if hybrid.get("leads"):
        return {"pattern": "hybrid_routing", "sentence": hybrid["sentence"], "option_id": hybrid["routine"]}
    first = int(d.ranked[0])
    option = d.options[first]
    return {"pattern": option.deployment.value, "sentence": sentence(d, first), "option_id": option.option_id, "reason": _reason(d, first)}


def _nothing(d: Decision, near: list[Json]) -> str:
    if not d.judged.fails[0].all() and near:
        name, reason = near[0]["model_name"], near[0]["reason"]
        return (
            f"Nothing fits all your must-haves. Closest is {name}: {reason.replace(name, 'it', 1) if reason.startswith(name) else reason}"
        )
    if d.judged.fails[0].all():
        return f"No curated model serves this: {', '.join(d.needs.modalities_in)} in, {', '.join(d.needs.modalities_out)} out."
    return "Nothing fits all your must-haves."


def _reason(d: Decision, first: int) -> str:
    """Why it leads and by how much, in two lines."""
    parts = [_volume_remark(d, first)]
    rival = next((int(i) for i in d.best_of_groups[1:]), None)
    if rival is not None:
        gap = float(d.scored.score[first] - d.scored.score[rival])
        name = d.options[rival].model.name
        other = f"{name} ({label(d, rival)})"
        if gap <= PARAMETERS["robustness.indifference"]:
            parts.append(f"{other} is {gap:.1f} points behind, less than the evidence can tell apart.")
        else:
            parts.append(f"{other} is {gap:.1f} points behind.")
    parts.append(_cheaper_twin(d, first))
    return " ".join(p for p in parts if p)


def _cheaper_twin(d: Decision, first: int) -> str:
    """The same model elsewhere in the leading group, where it is clearly cheaper: a tie should not hide the price."""
    f, group = d.figures, [int(i) for i, lead in zip(d.ranked, d.leading, strict=True) if lead]
    twins = [i for i in group if d.options[i].model.id == d.options[first].model.id and f.expected[i] < 0.8 * f.expected[first]]
    if not twins:
        return ""
    best = min(twins, key=lambda i: (f.expected[i], d.options[i].option_id))
    less = usd_a_month(float(f.expected[first] - f.expected[best]))
    return f"Another way to run the same model costs {less} less, at nearly the same score: {label(d, best)}."


def _volume_remark(d: Decision, first: int) -> str:
    """Where it is sold per token: what the cheapest own machine for the same load would cost, so that volume is part of the sentence."""
    if d.figures.capacity_unknown[first]:
        return "What one group of GPUs carries of this model is not published: measure it before you buy or rent."
    if d.figures.machines.machine[first] >= 0:
        load = d.figures.load.peak_requests_per_s
        return (
            f"The machines carry a peak of {compact(load)} requests a second."
            if load >= 0.005
            else "The load is light: the machine idles most of the time."
        )
    means = np.array([r.topic in ("team", "budget") for r in MUST])
    able = ~d.judged.fails[~means].any(axis=0)  # fits but for people, time or money
    own = np.flatnonzero((d.figures.machines.machine >= 0) & d.figures.priced & able)
    if not len(own):
        return ""
    cheapest = min(own, key=lambda i: (d.figures.expected[i], d.options[i].option_id))
    mine, theirs = float(d.figures.expected[first]), float(d.figures.expected[cheapest])
    if mine < theirs:
        return f"At that volume nothing you run yourself is cheaper: the least would be {usd_a_month(theirs)} ({d.options[cheapest].model.name})."
    return f"At that volume machines of your own would start at {usd_a_month(theirs)} ({d.options[cheapest].model.name})."
