"""How well a lag is measured where it is known: on made-up frontiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from advisor.landscape.lag import MONTH, Trials, distances

START = date(2023, 1, 1)
SPAN_MONTHS, WINDOW_MONTHS = 36.0, 12.0
CLOSED, OPEN = 95, 127
SLOPE = 0.045
SCATTER = 0.24
SPREADS = (0.045, 0.053, 0.08, 0.16, 0.184)
"""As in reasoning when this was written: models tested, what the frontier gains in a month on the scale of the fit, how far below
their frontier models lie on average, and the standard deviations of abilities, from the 10th to the 90th percentile."""
PRIOR = 0.6
"""Standard deviation of the fit's prior around the line of its time, towards which it draws what is little measured."""


class Made(NamedTuple):
    """One made-up model."""

    id: str
    open: bool
    since: date
    ability: float
    sd: float


class Checked(NamedTuple):
    """held: share of worlds whose true lag lay in the 80% interval. error, width: months, on average over the worlds. bias: middle less truth."""

    worlds: int
    held: float
    error: float
    bias: float
    width: float


def check(worlds: int = 100, lag_months: float = 6.0, seed: int = 0) -> Checked:
    """Makes worlds in which open frontiers follow `lag_months` behind and measures the lag from noisy abilities."""
    random = np.random.default_rng(seed)
    found = []
    for world in range(worlds):
        truth, seen = make(random, lag_months, world)
        end = max(m.since for m in truth if m.open)
        begin = end - timedelta(days=round(WINDOW_MONTHS * MONTH))
        true = distances(Trials(truth), begin, end)[0][0]
        months = distances(Trials(seen), begin, end)[0][1:]
        low, middle, high = np.nanquantile(months, (0.1, 0.5, 0.9))
        found.append((low <= true <= high, abs(middle - true), middle - true, high - low))
    held, error, bias, width = np.mean(np.array(found, dtype=np.float64), axis=0)
    return Checked(worlds, float(held), float(error), float(bias), float(width))


def make(random: np.random.Generator, lag_months: float, world: int = 0) -> tuple[list[Made], list[Made]]:
    """One world as it is and as tests would show it."""
    count = CLOSED + OPEN
    opened = np.arange(count) >= CLOSED
    months = random.uniform(0, SPAN_MONTHS, count)
    true = SLOPE * (months - lag_months * opened) - random.exponential(SCATTER, count)
    sd = np.interp(random.uniform(0, 1, count), np.linspace(0, 1, len(SPREADS)), SPREADS)
    measured = true + sd * random.standard_normal(count)
    line = np.polyval(np.polyfit(months, measured, 1), months)
    kept = PRIOR**2 / (PRIOR**2 + sd**2)
    fitted, left = line + kept * (measured - line), np.sqrt(kept) * sd
    days = [START + timedelta(days=round(m * MONTH)) for m in months]
    names = [f"made/{world}-{i}" for i in range(count)]
    truth = [Made(n, bool(o), d, float(a), 0.0) for n, o, d, a in zip(names, opened, days, true, strict=True)]
    return truth, [Made(n, bool(o), d, float(a), float(s)) for n, o, d, a, s in zip(names, opened, days, fitted, left, strict=True)]
