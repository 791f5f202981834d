"""Two paths: one option for routine requests and another for hard ones, or one for sensitive data and another for the rest.

A hard request goes to the hard path where the router recognises it (router accuracy, assumed); the others are served by the
routine option. Hard requests are judged by quality, routine ones by good-enough quality. Members pass every gate for the
requests they serve; an option that fails only privacy gates may serve the part that is not sensitive, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.criteria import PREFER
from advisor.criteria.quality import worth
from advisor.decision import Decision
from advisor.figures import figures
from advisor.numbers import compact, share, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.quality import anchors
from advisor.ranking import weights_of
from advisor.rules import MUST
from advisor.values import cost_value

Json = dict[str, Any]
Floats = NDArray[np.float64]
WEAKER_COUNTS = {"control", "simplicity"}
"""A chain is as private and as simple as its weaker link; speed, portability and evidence hold request by request."""
ROUTINE, HARD = 60, 24
"""Best options per model and deployment that are tried on each path."""


@dataclass(frozen=True)
class Pair:
    """One pair at its split. Costs are USD a month with the second path included; quality is on hard requests, 0..1."""

    routine: int
    hard: int
    kind: str
    hard_share: float
    cost: float
    cost_all_hard: float
    cost_all_routine: float
    second_path: float
    quality_hard: float
    quality_all_routine: float
    score: float
    single_score: float
    beaten: bool

    @property
    def saving(self) -> float:
        return self.cost_all_hard - self.cost

    @property
    def gain(self) -> float:
        return self.quality_hard - self.quality_all_routine

    @property
    def worth_it(self) -> bool:
        """It saves against all-hard after the second path's cost and gains more on hard requests than the evidence blurs.

        A pair that one option alone beats, at least as good on hard requests and no dearer, is worth nothing whatever it saves.
        """
        if self.saving <= 0 or self.beaten or self.score < self.single_score - PARAMETERS["robustness.pair_tolerance"]:
            return False
        return self.kind == "sensitive" or (self.hard_share > 0 and self.gain > PARAMETERS["robustness.quality_indifference"])


def second_path_cost(d: Decision) -> float:
    """USD a month of router, tests and second contract: people, and set-up spread over the horizon."""
    year = d.needs.team.fte_usd_per_year
    weeks = PARAMETERS["cost.hybrid_setup_weeks"] * year / PARAMETERS["cost.weeks_per_year"]
    return PARAMETERS["cost.hybrid_run_fte"] * year / 12 + weeks / d.needs.volume.horizon_months


def best_pair(d: Decision) -> Pair | None:
    """The best pair: worth-it pairs first, then the higher score. None where no two options can be paired."""
    pairs = [p for p in (_by_difficulty(d), _by_sensitivity(d)) if p is not None]
    return max(pairs, key=lambda p: (p.worth_it, p.score), default=None)


def _by_difficulty(d: Decision) -> Pair | None:
    share_hard = d.needs.quality.hard_request_share
    heads = d.best_of_groups
    known = heads[~np.isnan(d.figures.quality_value[heads])]
    if share_hard <= 0 or share_hard >= 1 or len(known) < 2:
        return None
    good = anchors(d.needs.task)[1]
    able = known[d.figures.quality_value[known] >= good]
    routine = (able if len(able) else known)[:ROUTINE]
    cheap = known[np.argsort(d.figures.expected[known], kind="stable")][:HARD]
    routine = np.unique(np.concatenate((routine, cheap[d.figures.quality_value[cheap] >= good])))
    hard = known[np.argsort(-d.figures.quality_value[known], kind="stable")][:HARD]
    accuracy = PARAMETERS["cost.router_accuracy"]
    to_hard = share_hard * accuracy + (1 - share_hard) * (1 - accuracy)
    return _best(d, routine, hard, "hard", share_hard, to_hard, accuracy)


def _by_sensitivity(d: Decision) -> Pair | None:
    """Sensitive requests stay with an option that passes everything; the router splits by class of data, never by guess."""
    sensitive = d.needs.privacy.sensitive_share
    if not 0 < sensitive < 1 or not len(d.ranked):
        return None
    private_rows = np.array([r.topic == "privacy" for r in MUST])
    only_privacy = ~d.judged.fails[~private_rows].any(axis=0) & d.judged.fails[private_rows].any(axis=0)
    outside = np.flatnonzero(only_privacy & ~np.isnan(d.figures.quality_value) & ~np.isnan(d.figures.expected))
    inside = d.best_of_groups[:HARD]
    if not len(outside):
        return None
    outside = outside[np.argsort(-d.scored.score[outside], kind="stable")][:ROUTINE]
    return _best(d, outside, inside, "sensitive", sensitive, sensitive, 1.0)


def _best(d: Decision, routine: Any, hard: Any, kind: str, share_hard: float, to_hard: float, accuracy: float) -> Pair | None:
    """Price both paths at their part of the volume and take the best pair of different models or deployments."""
    keep = np.unique(np.concatenate((routine, hard)))
    place = {int(i): n for n, i in enumerate(keep)}
    part = d.space.only(keep)
    on_hard, on_routine = figures(part, d.needs, to_hard), figures(part, d.needs, 1 - to_hard)
    h, r = np.array([place[int(i)] for i in hard]), np.array([place[int(i)] for i in routine])
    extra = second_path_cost(d)
    cost = on_hard.expected[h][None, :] + on_routine.expected[r][:, None] + extra
    q = d.figures.quality_value
    quality_hard = accuracy * q[hard][None, :] + (1 - accuracy) * q[routine][:, None]
    same = d.space.groups[routine][:, None] == d.space.groups[hard][None, :]
    scores = _scores(d, routine, hard, cost, quality_hard, share_hard)
    single = float(_split_score(d, int(d.ranked[0]), share_hard))
    saving = d.figures.expected[hard][None, :] - cost
    gain = quality_hard - q[routine][:, None]
    beaten = _beaten(d, cost, quality_hard)
    good = (
        (saving > 0)
        & ((gain > PARAMETERS["robustness.quality_indifference"]) | (kind == "sensitive"))
        & ~same
        & np.isfinite(cost)
        & ~beaten
    )
    ranked = np.where(same | ~np.isfinite(cost), -np.inf, scores) + np.where(good, 1000.0, 0.0)
    best = int(np.argmax(ranked))
    a, b = np.unravel_index(best, ranked.shape)
    if not np.isfinite(ranked[a, b]):
        return None
    return Pair(
        int(routine[a]),
        int(hard[b]),
        kind,
        share_hard,
        float(cost[a, b]),
        float(d.figures.expected[hard[b]]),
        float(d.figures.expected[routine[a]]),
        extra,
        float(quality_hard[a, b]),
        float(q[routine[a]]),
        float(scores[a, b]),
        single,
        bool(beaten[a, b]),
    )


def _as_good(d: Decision, outside: Any, inside: Any) -> NDArray[np.bool_]:
    """Whether what serves the part that is not sensitive is good enough, and not clearly weaker than what serves the rest."""
    q, good = d.figures.quality_value, anchors(d.needs.task)[1]
    close: NDArray[np.bool_] = q[outside][:, None] >= q[inside][None, :] - PARAMETERS["robustness.quality_indifference"]
    return np.asarray(close & (q[outside] >= good)[:, None])


def _beaten(d: Decision, cost: Floats, quality_hard: Floats) -> NDArray[np.bool_]:
    """Whether one fitting option alone is at least as good on hard requests as the pair, and no dearer."""
    at = d.ranked[~np.isnan(d.figures.quality_value[d.ranked])]
    by_quality = at[np.argsort(-d.figures.quality_value[at], kind="stable")]
    falling = -d.figures.quality_value[by_quality]  # ascending, as searchsorted wants it
    cheapest = np.minimum.accumulate(d.figures.expected[by_quality])
    reach = np.searchsorted(falling, -quality_hard, side="right")
    beaten: NDArray[np.bool_] = (reach > 0) & (cheapest[np.maximum(reach - 1, 0)] <= cost)
    return beaten


def _scores(d: Decision, routine: Any, hard: Any, cost: Floats, quality_hard: Floats, share_hard: float) -> Floats:
    """Score of every pair with the single options' own weights: quality split by request, cost blended, of control and simplicity the
    weaker, the others by share of requests."""
    weights, value = weights_of(d.needs), d.scored.value
    task = d.needs.task
    split = (1 - share_hard) * worth(d.figures.quality_value[routine], task, "none")[:, None] + share_hard * worth(
        quality_hard, task, "required"
    )
    price = cost_value(np.maximum(cost, 1e-9))
    total: Floats = weights[0] * split + weights[1] * price
    for row, criterion in enumerate(PREFER[2:], start=2):
        one, other = value[row][routine][:, None], value[row][hard][None, :]
        shared = np.minimum(one, other) if criterion.id in WEAKER_COUNTS else (1 - share_hard) * one + share_hard * other
        total = total + weights[row] * shared
    return 100 * total


def _split_score(d: Decision, i: int, share_hard: float) -> float:
    """Score of one option when its quality is judged request by request, like a pair's."""
    weights, value = weights_of(d.needs), d.scored.value[:, i]
    q = np.nan_to_num(d.figures.quality_value[[i]])
    split = (1 - share_hard) * worth(q, d.needs.task, "none")[0] + share_hard * worth(q, d.needs.task, "required")[0]
    return 100 * float(weights[0] * split + weights[1:] @ value[1:])


def hybrid(d: Decision) -> Json:
    """The contract's `hybrid`, with the numbers behind its sentence."""
    empty: Json = {
        "worth_it": False,
        "kind": None,
        "routine": None,
        "hard": None,
        "hard_share": d.needs.quality.hard_request_share,
        "monthly_cost_usd": None,
        "saving_vs_all_hard_usd": None,
        "quality_gain_vs_all_routine": None,
        "facts": [],
    }
    pair = best_pair(d)
    if pair is None:
        few = d.needs.quality.hard_request_share in (0, 1) and d.needs.privacy.sensitive_share >= 1
        if few:
            why = "no requests are harder than others"
        elif len(d.best_of_groups) < 2:
            why = "fewer than two options with evidence pass every must-have"
        else:
            why = "no second option is both cheaper for routine requests and stronger on hard ones"
        return {**empty, "sentence": f"Hybrid is not worth it here: {why}."}
    routine, hard = d.options[pair.routine], d.options[pair.hard]
    return {
        **empty,
        "worth_it": pair.worth_it,
        "kind": pair.kind,
        "routine": routine.option_id if pair.worth_it else None,
        "hard": hard.option_id if pair.worth_it else None,
        "hard_share": pair.hard_share,
        "monthly_cost_usd": round(pair.cost, 2) if pair.worth_it else None,
        "saving_vs_all_hard_usd": round(pair.saving, 2) if pair.worth_it else None,
        "quality_gain_vs_all_routine": round(pair.gain, 4) if pair.worth_it else None,
        "score": round(pair.score, 2) if pair.worth_it else None,
        "single_score": round(pair.single_score, 2) if pair.worth_it else None,
        "leads": pair.worth_it and pair.score > pair.single_score,
        "facts": _facts(pair),
        "sentence": _sentence(d, pair),
    }


def _facts(pair: Pair) -> list[Json]:
    money = [
        ("Both paths, with the second path's operation", pair.cost),
        ("Everything on the hard path", pair.cost_all_hard),
        ("Everything on the routine path", pair.cost_all_routine),
        ("Operating the second path", pair.second_path),
    ]
    return [{"label": text, "value": round(usd, 2), "unit": "USD a month", "evidence": "estimated"} for text, usd in money] + [
        {"label": "Router accuracy", "value": PARAMETERS["cost.router_accuracy"], "unit": "share", "evidence": "assumed"},
    ]


def _sentence(d: Decision, pair: Pair) -> str:
    routine, hard = d.options[pair.routine].model.name, d.options[pair.hard].model.name
    split = "sensitive" if pair.kind == "sensitive" else "hard"
    other = "the rest" if pair.kind == "sensitive" else "routine requests"
    if pair.worth_it:
        gain = f" and gains {100 * pair.gain:.0f} points of quality on hard requests over {routine} alone" if pair.kind == "hard" else ""
        return (
            f"Send {other} to {routine} and the {share(pair.hard_share)} {split} ones to {hard}: about {usd_a_month(pair.cost)}, "
            f"of which {compact(pair.second_path)} operates the second path. It saves {usd_a_month(pair.saving)} against {hard} for everything{gain}.{_against_single(d, pair)}"
        )
    if pair.saving <= 0:
        return f"Hybrid is not worth it here: with {routine} and {hard} the second path would cost {usd_a_month(-pair.saving)} more than {hard} for everything."
    if pair.beaten:
        return f"Hybrid is not worth it here: one option alone is as good on hard requests as {routine} with {hard}, and costs no more than their {usd_a_month(pair.cost)}."
    if pair.kind == "sensitive" or pair.gain > PARAMETERS["robustness.quality_indifference"]:
        first = d.options[int(d.ranked[0])].model.name
        return (
            f"Hybrid is not worth it here: {routine} with {hard} would cost about {usd_a_month(pair.cost)} "
            f"and score {pair.single_score - pair.score:.1f} points below {first} for everything."
        )
    return f"Hybrid is not worth it here: {hard} gains {100 * pair.gain:.1f} points on hard requests over {routine}, less than the evidence can tell apart."


def _against_single(d: Decision, pair: Pair) -> str:
    """What the pair costs and scores beside the first option alone, so that "worth it" is not read as "best"."""
    first = int(d.ranked[0])
    name, more = d.options[first].model.name, pair.cost - float(d.figures.expected[first])
    if pair.score > pair.single_score:
        return f" It scores {pair.score - pair.single_score:.1f} points above {name} for everything."
    extra = f"costs {usd_a_month(more)} more than" if more > 0 else f"costs {usd_a_month(-more)} less than"
    return f" It {extra} {name} for everything and scores {pair.single_score - pair.score:.1f} points lower at your priorities."
