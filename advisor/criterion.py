"""What a criterion is: something wanted in degrees, mapped to 0..1 by absolute, continuous, monotone value functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Values:
    """Per option: the value that is scored, and the ends of its plausible range. Unknown scores at its low end."""

    value: Floats
    low: Floats
    high: Floats
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Criterion:
    """One criterion. `fact` says in words what was valued for one option; `evidence` how that figure came about."""

    id: str
    title: str
    values: Callable[[Figures, Needs], Values]
    fact: Callable[[int, Figures], str]
    evidence: Callable[[int, Figures], str]


def cost_value(usd: Floats) -> Floats:
    """Value of a monthly bill: 1 at best_usd and below, straight in the logarithm to high_value at high_usd, and on to 0 at worst_usd."""
    P = PARAMETERS
    anchors = np.log([P["criteria.cost.best_usd"], P["criteria.cost.high_usd"], P["criteria.cost.worst_usd"]])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.interp(np.log(usd), anchors, [1.0, P["criteria.cost.high_value"], 0.0])


def falling_log(x: Floats, best: float, worst: float) -> Floats:
    """1 at `best` and below, 0 at `worst` and above, straight in the logarithm between."""
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 1 - (np.log(x) - np.log(best)) / (np.log(worst) - np.log(best))
    falling: Floats = np.clip(raw, 0.0, 1.0)
    return falling


def rising_log(x: Floats, worst: float, best: float) -> Floats:
    """0 at `worst` and below, 1 at `best` and above, straight in the logarithm between."""
    rising: Floats = 1 - falling_log(x, worst, best)
    return rising
