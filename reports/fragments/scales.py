"""Axes of bars and tracks: where a value sits, in percent, and which ticks are labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high` in the values' own unit; logarithmic if `log`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = True

    def at(self, value: float) -> float:
        """Position in percent, 0 to 100; values beyond an end sit on it."""
        if self.high <= self.low:
            return 50.0
        if self.log:
            value = max(value, self.low)
            return min(100.0, 100 * math.log(value / self.low) / math.log(self.high / self.low))
        return min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low)))


def log_axis(values: Iterable[float | None], most_ticks: int = 5) -> Axis:
    """One axis that holds every positive value: from the 1-or-3 step below to just above the highest.

    Without a positive value it runs from 1 to 10: something has to be drawn, and nothing is on it.
    """
    positive = sorted(value for value in values if value is not None and math.isfinite(value) and value > 0)
    if not positive:
        return Axis(1.0, 10.0, (1.0, 3.0, 10.0))
    lowest, highest = positive[0], positive[-1]
    first, last = math.floor(math.log10(lowest)), math.ceil(math.log10(highest)) + 1
    steps = [step * 10.0**power for power in range(first - 1, last + 1) for step in (1, 3)]
    low = max(step for step in steps if step <= lowest * 1.000001)
    high = max(highest * 1.12, low * 4)
    following = min(step for step in steps if step >= highest)
    if following <= 2 * highest:  # the next round figure is near: show it as the right end
        high = max(high, following * 1.04)
    inside = [step for step in steps if low <= step <= high]
    if len(inside) > most_ticks:  # then whole decades, and every other one if need be
        inside = [step for step in inside if math.isclose(math.log10(step), round(math.log10(step)))]
        inside = inside[:: math.ceil(len(inside) / most_ticks)]
    return Axis(low, high, tuple(inside))
