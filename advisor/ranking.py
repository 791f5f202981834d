"""Score what fits: an additive score over absolute values, with parts that add up and an interval around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.criteria import PREFER
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DECIMALS = 2
"""Contributions are rounded to this, and the score is their sum: what is printed adds up and is what ranked."""

BLOCK = 128
"""Options compared at once in the search for dominated ones: small enough for the processor's cache."""


@dataclass(frozen=True)
class Scored:
    """Every option scored, fitting or not. Rows of the matrices are the criteria in the order of PREFER."""

    weights: Floats
    value: Floats
    low: Floats
    high: Floats
    known: Bools
    contributions: Floats
    score: Floats
    score_low: Floats
    score_high: Floats


def weights_of(needs: Needs) -> Floats:
    """Priorities as weights that sum to 1."""
    raw = np.array([getattr(needs.priorities, c.id) for c in PREFER], dtype=np.float64)
    weights: Floats = raw / raw.sum()
    return weights


def score(figures: Figures, needs: Needs) -> Scored:
    """The criteria's values of every option, weighted and added."""
    values = [c.values(figures, needs) for c in PREFER]
    value, low, high = (np.array([getattr(v, name) for v in values]) for name in ("value", "low", "high"))
    return added(weights_of(needs), value, low, high, np.array([v.known for v in values]))


def added(weights: Floats, value: Floats, low: Floats, high: Floats, known: Bools) -> Scored:
    """Score = 100 x weighted sum of values; matrices have a row per criterion and a column per option.

    The interval is 80%: each criterion's range times its weight, combined as independent errors (root of the sum of squares), not the
    sum of all lows.
    """
    contributions = np.round(100 * weights[:, None] * value, DECIMALS)
    total = np.round(contributions.sum(axis=0), DECIMALS)
    down = 100 * np.sqrt(((weights[:, None] * (value - low)) ** 2).sum(axis=0))
    up = 100 * np.sqrt(((weights[:, None] * (high - value)) ** 2).sum(axis=0))
    return Scored(
        weights,
        value,
        low,
        high,
        known,
        contributions,
        total,
        np.round(np.maximum(total - down, 0.0), DECIMALS),
        np.round(np.minimum(total + up, 100.0), DECIMALS),
    )


def order(scored: Scored, figures: Figures, fitting: Bools) -> Ints:
    """Indices of the fitting options, best first; ties go to the cheaper, then to the id, so that the order is one and only."""
    at = np.flatnonzero(fitting)
    ranked: Ints = at[np.lexsort((figures.space.id_order[at], figures.expected[at], -scored.score[at]))]
    return ranked


def dominated(scored: Scored, ranked: Ints) -> Bools:
    """Along `ranked`: whether another option is at least as good in every criterion that counts, and better in one.

    Only options with a higher or equal score can dominate, so it is enough to compare with those not dominated so far.
    """
    value = np.ascontiguousarray(scored.value[scored.weights > 0][:, ranked])
    out = np.zeros(len(ranked), dtype=bool)
    front = np.empty(0, dtype=np.int64)
    for start in range(0, len(ranked), BLOCK):
        block = np.arange(start, min(start + BLOCK, len(ranked)))
        rivals = np.concatenate((front, block))
        as_good = np.ones((len(block), len(rivals)), dtype=bool)
        no_better = as_good.copy()
        for row in value:
            mine, theirs = row[block][:, None], row[rivals][None, :]
            as_good &= theirs >= mine
            no_better &= theirs <= mine
        beaten = (as_good & ~no_better).any(axis=1)
        out[block] = beaten
        front = np.concatenate((front, block[~beaten]))
    return out


def leading(scored: Scored, ranked: Ints) -> Bools:
    """Along `ranked`: within the indifference band of the first."""
    if not len(ranked):
        return np.zeros(0, dtype=bool)
    close: Bools = scored.score[ranked] >= scored.score[ranked[0]] - PARAMETERS["robustness.indifference"]
    return close
