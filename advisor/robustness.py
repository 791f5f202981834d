"""How fragile the order is: ranks over plausible weights and uncertain inputs (SMAA-2), and exact flip points of the priorities.

A trial draws weights around the user's priorities and the uncertain inputs. Causes that options share (volume, rents, the
sizing error of the engine, thinking tokens, a model's quality) are drawn once per trial, not once per option.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.criteria import PREFER
from advisor.figures import Figures
from advisor.parameters import PARAMETERS
from advisor.ranking import Scored
from advisor.values import cost_value

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Z80 = 1.2816
"""Standard deviations from the middle to the end of an 80% interval of a normal distribution."""
LARGEST_PRIORITY = 5.0
VARIABLE = ("input", "cached_input", "output", "media")
ON_MACHINES = ("gpu_rental", "hardware", "power", "space")
CLONES_TRIED = 2
ROW = {c.id: i for i, c in enumerate(PREFER)}


@dataclass(frozen=True)
class Shares:
    """Shares of trials, per option and per group (model and deployment).

    candidates   option indices, best first; options outside took no first place worth printing.
    first        along the candidates: share of first places.
    group_first, group_top3   along the candidates: first places, and ranks up to 3, of the option's group among the groups.
    heads        the best candidate of each group, best first.
    ranks        one row per head, one column per rank among the groups (1 first): share of trials; rows and columns sum to 1.
    """

    candidates: Ints
    first: Floats
    group_first: Floats
    group_top3: Floats
    heads: Ints
    ranks: Floats
    trials: int


@dataclass(frozen=True)
class Draws:
    """Uncertain causes in standard deviations, one row per trial; zero is the expected figure.

    volume, rents, sizing, thinking   one column: options share them.
    quality, silence, operations      one column per candidate: of its model, of its unpublished speed, of its way of running.
    """

    volume: Floats
    rents: Floats
    sizing: Floats
    thinking: Floats
    quality: Floats
    silence: Floats
    operations: Floats


def first_places(figures: Figures, scored: Scored, ranked: Ints) -> Shares:
    """SMAA-2 over the best candidates by score; seeded, so the same inputs give the same shares.

    Of each model and deployment the two best take part: its other offers and hosts are the same option at a worse price.
    """
    at = _candidates(figures, ranked)
    trials = int(PARAMETERS["robustness.trials"])
    if len(at) == 0:
        empty = np.zeros(0)
        return Shares(at, empty, empty, empty, at, np.zeros((0, 0)), trials)
    total = _trials(figures, scored, at)
    _, where, code = np.unique(figures.space.groups[at], return_index=True, return_inverse=True)
    by_score = np.argsort(where)  # groups as their best candidates come, so that a tie goes to the one ahead
    code = np.argsort(by_score)[code]
    best = np.full((trials, len(where)), -np.inf)
    for g in range(len(where)):
        best[:, g] = total[:, code == g].max(axis=1)
    place = np.argsort(-best, axis=1, kind="stable")
    winner = np.where(code[None, :] == place[:, [0]], total, -np.inf).argmax(axis=1)
    first = np.bincount(winner, minlength=len(at)) / trials
    ranks = np.array([np.bincount(column, minlength=len(where)) for column in place.T]).T / trials
    return Shares(at, first, ranks[:, 0][code], ranks[:, :3].sum(axis=1)[code], at[where[by_score]], ranks, trials)


def first_among(figures: Figures, scored: Scored, at: Ints) -> Floats:
    """Share of trials in which each of these options is first among them, whatever else there is."""
    if len(at) == 0:
        return np.zeros(0)
    total = _trials(figures, scored, at)
    found: Floats = np.bincount(total.argmax(axis=1), minlength=len(at)) / len(total)
    return found


def _trials(figures: Figures, scored: Scored, at: Ints) -> Floats:
    """Scores (0..1) in every trial: trials x options. The draws come from the seed alone."""
    trials = int(PARAMETERS["robustness.trials"])
    rng = np.random.default_rng(int(PARAMETERS["robustness.seed"]))
    weights = scored.weights * np.exp(PARAMETERS["robustness.weight_sigma"] * rng.standard_normal((trials, len(PREFER))))
    weights /= weights.sum(axis=1, keepdims=True)
    shared = rng.standard_normal((trials, 4))
    models, model_code = np.unique(figures.space.model_code[at], return_inverse=True)
    quality = rng.standard_normal((trials, len(models)))[:, model_code]
    operations = rng.standard_normal((trials, len(figures.space.subjects["deployment"])))[:, figures.space.codes["deployment"][at]]
    volume, rents, sizing, thinking = (shared[:, [n]] for n in range(4))
    return scores_under(figures, scored, at, weights, Draws(volume, rents, sizing, thinking, quality, np.abs(quality), operations))


def _candidates(figures: Figures, ranked: Ints) -> Ints:
    seen: dict[int, int] = {}
    out = []
    limit = int(PARAMETERS["robustness.candidates"])
    for i, group in zip(ranked, figures.space.groups[ranked], strict=True):
        seen[int(group)] = seen.get(int(group), 0) + 1
        if seen[int(group)] <= CLONES_TRIED:
            out.append(int(i))
            if len(out) == limit:
                break
    return np.array(out, dtype=np.int64)


def scores_under(figures: Figures, scored: Scored, at: Ints, weights: Floats, draws: Draws) -> Floats:
    """Scores (0..1) of the candidates with these weights and causes: trials x candidates."""
    value, low, high = scored.value[:, at], scored.low[:, at], scored.high[:, at]
    moving = {ROW["quality"], ROW["cost"], ROW["speed"], ROW["simplicity"]}
    fixed = [r for r in range(len(PREFER)) if r not in moving]
    total = weights[:, fixed] @ value[fixed]

    def spread(row: int, z: Floats) -> Floats:
        up, down = (high[row] - value[row]) / Z80, (value[row] - low[row]) / Z80
        drawn: Floats = np.clip(value[row] + np.where(z > 0, z * up, z * down), 0.0, 1.0)
        return drawn

    # what nobody measured stays at its low end in every trial: an unknown does not win by luck
    seen = scored.known[ROW["quality"], at]
    total += weights[:, [ROW["quality"]]] * np.where(seen, spread(ROW["quality"], draws.quality), value[ROW["quality"]])
    unknown = ~scored.known[ROW["speed"], at]
    total += weights[:, [ROW["speed"]]] * spread(ROW["speed"], np.where(unknown, draws.silence, -draws.sizing))
    total += weights[:, [ROW["simplicity"]]] * spread(ROW["simplicity"], draws.operations)
    total += weights[:, [ROW["cost"]]] * _cost_values(figures, at, draws)
    return total


def _cost_values(figures: Figures, at: Ints, draws: Draws) -> Floats:
    """Value of cost in every trial, from shifts of the logarithm of the bill by the shared causes."""
    expected = figures.expected[at]
    variable = sum((figures.parts[p][at] for p in VARIABLE), np.zeros(len(at))) / expected
    thinking = figures.parts["reasoning"][at] / expected
    machines = sum((figures.parts[p][at] for p in ON_MACHINES), np.zeros(len(at))) / expected
    spare = np.nan_to_num(np.maximum(figures.machines.replicas[at] - 2, 0) / np.maximum(figures.machines.replicas[at], 1))
    own = figures.machines.machine[at] >= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(own, np.log(figures.high[at] / expected), 0.0) / Z80
    volume = np.exp(PARAMETERS["robustness.volume_sigma"] * draws.volume) - 1
    rents = np.exp(PARAMETERS["robustness.gpu_price_sigma"] * draws.rents) - 1
    measured = np.array([(p := figures.space.catalog.reasoning.get(m.id)) is not None and p.tests > 0 for m in figures.space.models])
    usual = PARAMETERS["cost.reasoning_sigma_known"]
    # what is not known of a model's thinking beyond the usual error counts against it only
    sigma = np.where(measured, usual, PARAMETERS["cost.reasoning_sigma_unknown"])[figures.space.model_code[at]]
    thought = np.exp(np.where(draws.thinking > 0, sigma, usual) * draws.thinking) - 1
    # the range of an option's own machines counts against it only: doubt must never win a first place
    sizing = np.maximum(draws.sizing, 0.0) * up
    # thinking grows with volume and with the tokens per answer; machines grow with volume beyond the two that stand there anyway
    shift = (
        np.log1p(
            np.maximum((variable + machines * spare) * volume + thinking * ((1 + volume) * (1 + thought) - 1) + machines * rents, -0.95)
        )
        + sizing
    )
    billed = np.where(figures.capacity_unknown[at], figures.high[at], expected)
    return cost_value(billed * np.exp(shift))


@dataclass(frozen=True)
class PriorityFlip:
    """Where another model or deployment takes over as one priority moves, all others as they are."""

    criterion: str
    now: float
    flips_at: float
    winner: int


def priority_flips(figures: Figures, scored: Scored, ranked: Ints, priorities: dict[str, float]) -> list[PriorityFlip]:
    """Exact: the lead of the first over another option is linear in one priority, so it vanishes at one point.

    The nearest flip below and the nearest above the present priority, within 0 to 5. Clones of the first do not count.
    """
    if len(ranked) < 2:
        return []
    first, groups = ranked[0], figures.space.groups
    rivals = ranked[groups[ranked] != groups[first]]
    if not len(rivals):
        return []
    p = np.array([priorities[c.id] for c in PREFER])
    gap = scored.value[:, [first]] - scored.value[:, rivals]
    lead = p @ gap
    flips = []
    for row, criterion in enumerate(PREFER):
        with np.errstate(divide="ignore", invalid="ignore"):
            move = -lead / gap[row]
        at = p[row] + move
        ok = np.isfinite(at) & (at > 1e-9) & (at < LARGEST_PRIORITY) & (np.abs(move) > 1e-12)
        for side in (ok & (move > 0), ok & (move < 0)):
            if side.any():
                candidates = np.flatnonzero(side)
                nearest = candidates[np.argmin(np.abs(move[candidates]))]
                flips.append(PriorityFlip(criterion.id, float(p[row]), float(at[nearest]), int(rivals[nearest])))
    return flips
