"""Two paths: one option for routine requests and another for hard ones, or one for sensitive data and another for the rest.

A hard request goes to the hard path where the router recognises it, a routine one to the routine path; the rest goes astray (router
accuracy, an assumption). Hard requests are judged by quality, routine ones by good-enough quality: an average over all requests
would hide the gain. Sensitive requests are split by where they come from; a router that could send one outside makes the pair fail.
Members pass every gate for the requests they serve; an option that fails only privacy gates may serve the part that is not
sensitive, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from advisor.criteria import PREFER
from advisor.criteria.quality import worth
from advisor.decision import Decision
from advisor.figure_flips import SOLD
from advisor.figures import figures
from advisor.parameters import PARAMETERS
from advisor.quality import anchors
from advisor.ranking import weights_of
from advisor.rules import MUST
from advisor.values import cost_value

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Kind = Literal["hard", "sensitive"]
WEAKER_COUNTS = {"control", "simplicity"}
"""A chain is as private and as simple as its weaker link; speed, portability and evidence hold request by request."""
ROUTINE, HARD = 60, 24
"""Best options per model and deployment that are tried on each path."""
PRIVATE = np.array([r.topic == "privacy" for r in MUST])
PLANNED = (0.05, 0.15, 0.3, 0.5, 0.7, 0.85)
"""Parts of the load at which the machines of a pair are planned."""
NODES, HALVINGS = 24, 12
"""Shares tried between 0 and 1 for where a pair starts and stops paying, and halvings that close in each end."""


@dataclass(frozen=True)
class Routing:
    """What is assumed of the router. accuracy: part of hard and of routine requests it recognises, 0.5 is a coin.
    sensitive: part of the sensitive requests it recognises."""

    accuracy: float = field(default_factory=lambda: PARAMETERS["cost.router_accuracy"])
    sensitive: float = field(default_factory=lambda: PARAMETERS["cost.sensitive_router_accuracy"])


@dataclass(frozen=True)
class Pair:
    """One pair at its split. Costs are USD a month with the second path included; quality 0..1, of the requests named.

    share            part of the requests that is hard (or sensitive); to_hard the part that the router sends to the hard path.
    routine, hard    option indices; for sensitive data `routine` serves the rest and may lie outside the privacy gates.
    score            as the single options are scored; single_score that of the first option judged request by request.
    beaten           one option alone is at least as good and no dearer.
    in_budget        both paths together stay within the monthly budget, where there is one.
    leaks            sensitive requests a month that the router would send outside.
    """

    kind: Kind
    routing: Routing
    routine: int
    hard: int
    share: float
    to_hard: float
    cost: float
    cost_all_hard: float
    cost_all_routine: float
    second_path: float
    quality_hard: float
    quality_routine: float
    quality_all_hard: float
    quality_all_routine: float
    score: float
    single_score: float
    beaten: bool
    as_good: bool
    in_budget: bool
    leaks: float

    @property
    def saving(self) -> float:
        return self.cost_all_hard - self.cost

    @property
    def gain(self) -> float:
        return self.quality_hard - self.quality_all_routine

    @property
    def worth_it(self) -> bool:
        """It saves against all-hard after the second path's cost and gains more on hard requests than the evidence blurs.

        A pair that one option alone beats is worth nothing whatever it saves, nor is one that would let sensitive data out.
        """
        return bool(pays(self.saving, self.score, self.single_score, self.beaten, self.in_budget) and self._useful)

    @property
    def _useful(self) -> bool:
        if self.kind == "sensitive":
            return self.as_good and self.leaks == 0
        return self.share > 0 and self.gain > PARAMETERS["robustness.quality_indifference"]


def pays(saving: Any, score: Any, single_score: Any, beaten: Any, in_budget: Any) -> Any:
    """What the split decides about a pair: plain numbers or arrays along splits."""
    return (saving > 0) & (score >= single_score - PARAMETERS["robustness.pair_tolerance"]) & np.logical_not(beaten) & in_budget


def second_path_cost(d: Decision) -> float:
    """USD a month of router, tests and second contract: people, and set-up spread over the horizon."""
    year = d.needs.team.fte_usd_per_year
    weeks = PARAMETERS["cost.hybrid_setup_weeks"] * year / PARAMETERS["cost.weeks_per_year"]
    return PARAMETERS["cost.hybrid_run_fte"] * year / 12 + weeks / d.needs.volume.horizon_months


def best_pairs(d: Decision, routing: Routing | None = None) -> list[Pair]:
    """The best pair for hard requests and the best for sensitive data, where there is one: worth-it pairs first, then the higher score."""
    routing = routing or Routing()
    found = [p for p in (_by_difficulty(d, routing), _by_sensitivity(d, routing)) if p is not None]
    return sorted(found, key=lambda p: (not p.worth_it, -p.score))


def best_pair(d: Decision, routing: Routing | None = None) -> Pair | None:
    """The better of the two; None where no two options can be paired."""
    return next(iter(best_pairs(d, routing)), None)


def to_hard_path(share: Any, accuracy: float) -> Any:
    """Part of all requests that a router of this accuracy sends to the hard path."""
    return share * accuracy + (1 - share) * (1 - accuracy)


def _by_difficulty(d: Decision, routing: Routing) -> Pair | None:
    share = d.needs.quality.hard_request_share
    heads = d.best_of_groups
    known = heads[~np.isnan(d.figures.quality_value[heads])]
    if share <= 0 or share >= 1 or len(known) < 2:
        return None
    good = anchors(d.needs.task, d.needs.languages)[1]
    able = known[d.figures.quality_value[known] >= good]
    routine = (able if len(able) else known)[:ROUTINE]
    cheap = known[np.argsort(d.figures.expected[known], kind="stable")][:HARD]
    routine = np.unique(np.concatenate((routine, cheap[d.figures.quality_value[cheap] >= good])))
    hard = known[np.argsort(-d.figures.quality_value[known], kind="stable")][:HARD]
    return _best(d, routine, hard, "hard", share, routing)


def _by_sensitivity(d: Decision, routing: Routing) -> Pair | None:
    """Sensitive requests stay with an option that passes everything; the rest may go to one that only privacy gates keep out."""
    sensitive = d.needs.privacy.sensitive_share
    if not 0 < sensitive < 1 or not len(d.ranked):
        return None
    outside = np.flatnonzero(only_private(d) & ~np.isnan(d.figures.quality_value) & ~np.isnan(d.figures.expected))
    inside = d.best_of_groups[:HARD]
    inside = inside[~np.isnan(d.figures.quality_value[inside])]
    if not len(outside) or not len(inside):
        return None
    outside = outside[np.argsort(-d.scored.score[outside], kind="stable")][:ROUTINE]
    return _best(d, outside, inside, "sensitive", sensitive, routing)


def only_private(d: Decision) -> Bools:
    """Options that fail privacy gates and no other: never ranked, but able to serve data that is not sensitive."""
    found: Bools = ~d.judged.fails[~PRIVATE].any(axis=0) & d.judged.fails[PRIVATE].any(axis=0)
    return found


def _best(d: Decision, routine: Ints, hard: Ints, kind: Kind, share: float, routing: Routing) -> Pair | None:
    """Price both paths at their part of the volume and take the best pair of different models or deployments."""
    accuracy = routing.accuracy if kind == "hard" else 1.0
    to_hard = float(to_hard_path(share, accuracy))
    keep = np.unique(np.concatenate((routine, hard)))
    part = d.space.only(keep)
    h, r = np.searchsorted(keep, hard), np.searchsorted(keep, routine)
    extra = second_path_cost(d)
    cost = figures(part, d.needs, to_hard).expected[h][None, :] + figures(part, d.needs, 1 - to_hard).expected[r][:, None] + extra
    q = d.figures.quality_value
    on_hard = accuracy * q[hard][None, :] + (1 - accuracy) * q[routine][:, None]
    on_routine = accuracy * q[routine][:, None] + (1 - accuracy) * q[hard][None, :]
    alike = d.space.groups[routine][:, None] == d.space.groups[hard][None, :]
    scores = _score(d, kind, routine[:, None], hard[None, :], cost, on_hard, on_routine, share, to_hard)
    single = single_score(d, kind, share)
    beaten = _beaten(d, cost, on_hard if kind == "hard" else share * on_hard + (1 - share) * on_routine)
    as_good = _as_good(d, routine, hard)
    useful = as_good if kind == "sensitive" else on_hard - q[routine][:, None] > PARAMETERS["robustness.quality_indifference"]
    in_budget = _in_budget(d, cost)
    good = pays(d.figures.expected[hard][None, :] - cost, scores, single, beaten, in_budget) & useful
    possible = ~alike & np.isfinite(cost)
    if kind == "hard":
        # a second path for hard requests is stronger on them, and the routine one cheaper; anything else is no such pair at all
        possible &= (q[hard][None, :] > q[routine][:, None]) & (d.figures.expected[routine][:, None] < d.figures.expected[hard][None, :])
    if not possible.any():
        return None
    # what is worth it first, then what would at least be of use, so that "not worth it" speaks of a sensible pair
    ranked = np.where(possible, scores, -np.inf) + np.where(good, 2000.0, np.where(useful, 1000.0, 0.0))
    a, b = np.unravel_index(int(np.argmax(ranked)), ranked.shape)
    if kind == "sensitive" and not good[a, b]:
        # all that is about as good as this hard path: what comes nearest to paying is the cheapest, whatever its score. The weaker
        # control stays in the score, since whoever takes such a pair does have data outside
        peers = possible[:, b] & (useful[:, b] == useful[a, b])
        a = np.argmin(np.where(peers, cost[:, b], np.inf))
    leaks = 0.0 if kind == "hard" else (1 - routing.sensitive) * share * d.needs.volume.requests_per_month
    return Pair(
        kind=kind,
        routing=routing,
        routine=int(routine[a]),
        hard=int(hard[b]),
        share=share,
        to_hard=to_hard,
        cost=float(cost[a, b]),
        cost_all_hard=float(d.figures.expected[hard[b]]),
        cost_all_routine=float(d.figures.expected[routine[a]]),
        second_path=extra,
        quality_hard=float(on_hard[a, b]),
        quality_routine=float(on_routine[a, b]),
        quality_all_hard=float(q[hard[b]]),
        quality_all_routine=float(q[routine[a]]),
        score=float(scores[a, b]),
        single_score=single,
        beaten=bool(beaten[a, b]),
        as_good=bool(as_good[a, b]),
        in_budget=bool(in_budget[a, b]),
        leaks=float(leaks),
    )


def _in_budget(d: Decision, cost: Floats) -> Bools:
    limit = d.needs.budget.max_monthly_usd
    return np.asarray(cost <= (np.inf if limit is None else limit))


def _as_good(d: Decision, outside: Ints, inside: Ints) -> Bools:
    """Whether what serves the part that is not sensitive is good enough, and not clearly weaker than what serves the rest."""
    q, good = d.figures.quality_value, anchors(d.needs.task, d.needs.languages)[1]
    close: Bools = q[outside][:, None] >= q[inside][None, :] - PARAMETERS["robustness.quality_indifference"]
    return np.asarray(close & (q[outside] >= good)[:, None])


def _beaten(d: Decision, cost: Floats, quality: Floats) -> Bools:
    """Whether one fitting option alone is at least as good as the pair, and no dearer."""
    at = d.ranked[~np.isnan(d.figures.quality_value[d.ranked])]
    if not len(at):
        return np.zeros(np.broadcast(cost, quality).shape, dtype=bool)
    by_quality = at[np.argsort(-d.figures.quality_value[at], kind="stable")]
    falling = -d.figures.quality_value[by_quality]  # ascending, as searchsorted wants it
    cheapest = np.minimum.accumulate(d.figures.expected[by_quality])
    reach = np.searchsorted(falling, -quality, side="right")
    beaten: Bools = (reach > 0) & (cheapest[np.maximum(reach - 1, 0)] <= cost)
    return beaten


def _worth(d: Decision, kind: Kind, on_hard: Any, on_routine: Any, share: Any) -> Any:
    """Value of quality request by request: hard requests want the frontier and routine ones good enough; sensitive data wants what all do."""
    task, need, spoken = d.needs.task, d.needs.quality.frontier_need, d.needs.languages
    wanted = ("required", "none") if kind == "hard" else (need, need)
    return share * worth(on_hard, task, wanted[0], spoken) + (1 - share) * worth(on_routine, task, wanted[1], spoken)


def _score(d: Decision, kind: Kind, routine: Any, hard: Any, cost: Any, on_hard: Any, on_routine: Any, share: Any, to_hard: Any) -> Any:
    """Score of pairs with the single options' own weights: quality split by request, cost blended, of control and simplicity the
    weaker, the others by share of requests."""
    weights, value = weights_of(d.needs), d.scored.value
    total = weights[0] * _worth(d, kind, on_hard, on_routine, share) + weights[1] * cost_value(np.maximum(cost, 1e-9))
    for row, criterion in enumerate(PREFER[2:], start=2):
        one, other = value[row][routine], value[row][hard]
        shared = np.minimum(one, other) if criterion.id in WEAKER_COUNTS else (1 - to_hard) * one + to_hard * other
        total = total + weights[row] * shared
    return 100 * total


def single_score(d: Decision, kind: Kind, share: Any) -> Any:
    """Score of the first option when its quality is judged request by request, like a pair's."""
    first = int(d.ranked[0])
    weights, value = weights_of(d.needs), d.scored.value[:, first]
    q = np.nan_to_num(d.figures.quality_value[[first]])
    found = 100 * (weights[0] * _worth(d, kind, q, q, share) + float(weights[1:] @ value[1:]))
    return float(found[0]) if np.ndim(share) == 0 else found


# --- the same pair at other splits -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Split:
    """The same pair along shares of hard (or sensitive) requests; arrays of one length.

    cost with the second path; pays: whether it would be worth it at that share, all else as it is.
    """

    share: Floats
    to_hard: Floats
    cost: Floats
    saving: Floats
    pays: Bools


def at_shares(d: Decision, pair: Pair, shares: Floats) -> Split:
    """Prices and judges one pair at other shares."""
    return _at(d, pair, _Bills(d, pair), shares)


def _at(d: Decision, pair: Pair, bills: _Bills, shares: Floats) -> Split:
    to_hard = to_hard_path(shares, pair.routing.accuracy if pair.kind == "hard" else 1.0)
    cost = bills.of(to_hard)
    quality = pair.quality_hard if pair.kind == "hard" else shares * pair.quality_hard + (1 - shares) * pair.quality_routine
    score = _score(d, pair.kind, pair.routine, pair.hard, cost, pair.quality_hard, pair.quality_routine, shares, to_hard)
    saving = pair.cost_all_hard - cost
    beaten = _beaten(d, cost, np.broadcast_to(quality, cost.shape))
    able = pays(saving, score, single_score(d, pair.kind, shares), beaten, _in_budget(d, cost)) & pair._useful & (shares > 0) & (shares < 1)
    return Split(shares, to_hard, cost, saving, able)


def pays_between(d: Decision, pair: Pair) -> tuple[float, float] | None:
    """The interval of shares in which this pair pays: the one around its own share, else the nearest; None where it never does."""
    if not pair._useful or _least(d, pair) >= pair.cost_all_hard:
        return None
    bills = _Bills(d, pair)
    shares = np.unique(np.append(np.linspace(0, 1, NODES + 1), pair.share))
    able = _at(d, pair, bills, shares).pays
    if not able.any():
        return None
    at = np.flatnonzero(able)
    runs = np.split(at, np.flatnonzero(np.diff(at) > 1) + 1)
    own = int(np.searchsorted(shares, pair.share))
    run = min(runs, key=lambda each: 0 if each[0] <= own <= each[-1] else min(abs(each[0] - own), abs(each[-1] - own)))
    start, end = shares[run[0]], shares[run[-1]]

    def edge(outside: float, inside: float) -> float:
        return _edge(lambda share: bool(_at(d, pair, bills, np.array([share])).pays[0]), outside, inside)

    low = edge(float(shares[run[0] - 1]), float(start)) if run[0] else float(start)
    high = edge(float(shares[run[-1] + 1]), float(end)) if run[-1] + 1 < len(shares) else float(end)
    return low, high


def _edge(pays_at: Callable[[float], bool], outside: float, inside: float) -> float:
    """The share at which a pair starts to pay, between one where it does not and one where it does."""
    for _ in range(HALVINGS):
        middle = (outside + inside) / 2
        if pays_at(middle):
            inside = middle
        else:
            outside = middle
    return inside


def _least(d: Decision, pair: Pair) -> float:
    """USD a month that no split can undercut: both paths with next to no load."""
    part = d.space.only(np.array([pair.routine, pair.hard], dtype=np.int64))
    return float(figures(part, d.needs, 1 / d.needs.volume.requests_per_month).expected.sum()) + pair.second_path


class _Bills:
    """What both paths cost at any split. Token bills are straight lines; machines are planned at some parts of the load, and their bills
    are straight between these."""

    def __init__(self, d: Decision, pair: Pair) -> None:
        self.pair = pair
        self.hard, self.routine = self._line(d, pair.hard, pair.to_hard), self._line(d, pair.routine, 1 - pair.to_hard)

    def of(self, to_hard: Floats) -> Floats:
        """USD a month of both paths with the second path's operation."""
        cost: Floats = np.interp(to_hard, *self.hard) + np.interp(1 - to_hard, *self.routine) + self.pair.second_path
        return cost

    def _line(self, d: Decision, i: int, own: float) -> tuple[Floats, Floats]:
        f, fewest = d.figures, 1 / d.needs.volume.requests_per_month
        if f.machines.machine[i] < 0:
            moving = float(sum(f.parts[p][i] for p in SOLD))
            return np.array([0.0, 1.0]), np.array([float(f.expected[i]) - moving, float(f.expected[i])])
        part = d.space.only(np.array([i], dtype=np.int64))
        at = np.unique(np.clip([0.0, *PLANNED, own], 0.0, 1.0))
        usd = [float(figures(part, d.needs, max(float(x), fewest)).expected[0]) for x in at]
        return np.append(at, 1.0), np.append(usd, float(f.expected[i]))


@dataclass(frozen=True)
class Curve:
    """Cost against quality as more requests go to the hard path; the first and last point are the single options alone.

    to_hard  part of all requests on the hard path; quality on hard requests (hard pairs) or over all requests (sensitive ones).
    """

    to_hard: Floats
    cost: Floats
    quality: Floats


def curve(d: Decision, pair: Pair, points: int = 25) -> Curve:
    """A router that sends more catches more hard requests: straight from none to its own point, and on to all."""
    own = pair.to_hard
    inner = np.unique(np.append(np.linspace(0.001, 0.999, points), own))
    cost = _Bills(d, pair).of(inner)
    low, high = pair.quality_all_routine, pair.quality_all_hard
    caught = np.interp(inner, [0.0, own, 1.0], [0.0, pair.routing.accuracy, 1.0]) if pair.kind == "hard" else inner
    return Curve(
        np.concatenate(([0.0], inner, [1.0])),
        np.concatenate(([pair.cost_all_routine], cost, [pair.cost_all_hard])),
        np.concatenate(([low], low + caught * (high - low), [high])),
    )
