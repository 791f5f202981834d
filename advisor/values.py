"""Absolute value functions: from a figure to 0..1, continuous and monotone, with anchors from parameters.toml."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]


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


def cost_value(usd: Floats) -> Floats:
    """Value of a monthly bill: 1 at best_usd and below, straight in the logarithm to high_value at high_usd, and on to 0 at worst_usd."""
    P = PARAMETERS
    anchors = np.log([P["criteria.cost.best_usd"], P["criteria.cost.high_usd"], P["criteria.cost.worst_usd"]])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.interp(np.log(usd), anchors, [1.0, P["criteria.cost.high_value"], 0.0])


def bill_of_value(value: Floats) -> Floats:
    """The bill at which `cost_value` is this: its inverse. NaN beyond 0..1, where no bill gives the value."""
    P = PARAMETERS
    anchors = np.log([P["criteria.cost.worst_usd"], P["criteria.cost.high_usd"], P["criteria.cost.best_usd"]])
    inside = (value >= 0.0) & (value <= 1.0)
    return np.where(inside, np.exp(np.interp(value, [0.0, P["criteria.cost.high_value"], 1.0], anchors)), np.nan)


def speed_value(tokens_per_s: Floats, first_token_s: Floats) -> Floats:
    """Value of one stream: its rate, and the wait for its first token."""
    P = PARAMETERS
    weight = P["criteria.speed.first_token_weight"]
    rate = rising_log(tokens_per_s, P["criteria.speed.slow_tokens_per_s"], P["criteria.speed.fast_tokens_per_s"])
    wait = falling_log(first_token_s, P["criteria.speed.fast_first_token_s"], P["criteria.speed.slow_first_token_s"])
    return (1 - weight) * rate + weight * wait


def parts_value(parts: Floats) -> Floats:
    """Value of few things to operate; every GPU is one."""
    return falling_log(parts, PARAMETERS["criteria.simplicity.parts_best"], PARAMETERS["criteria.simplicity.parts_worst"])
