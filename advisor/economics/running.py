"""How many of the month's hours rented GPUs are paid for: all, those of a window, or those in which somebody asks.

Scaled to zero: inside the window requests come at random (Poisson) at the mean rate. The first replica runs from a request
until nobody has asked for `idle_minutes`, and its start is paid too; further replicas follow the load and start once a day.
No spare stands by: what fails is started again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.economics.scenario import HOURS_A_DAY, MINUTES_AN_HOUR, Scenario
from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]
LONGEST_CHAIN = 50.0
"""Mean requests within one idle time from which a machine never falls idle: exp(50) hours are longer than any horizon."""


@dataclass(frozen=True)
class Hours:
    """Per volume: share of all GPU hours that is paid, with any premium; share of requests that meet a machine being started; starts a month."""

    paid: Floats
    waiting: Floats
    starts: Floats


def hours(scenario: Scenario, requests: Floats, replicas: Floats, peak_to_average: float) -> Hours:
    """Paid hours of a fleet of `replicas` (at least 1) that answers `requests` in the mean month."""
    zero = np.zeros_like(requests)
    if scenario.running == "always":
        return Hours(zero + 1.0, zero, zero)
    days = PARAMETERS["cost.days_per_month"]
    start = scenario.start_minutes / MINUTES_AN_HOUR
    if scenario.running == "window":
        closed = scenario.window_hours < HOURS_A_DAY
        share = min(1.0, (scenario.window_hours + start * closed) / HOURS_A_DAY)
        return Hours(zero + share, zero, zero + days * closed)
    open_hours = days * scenario.window_hours
    rate = np.maximum(requests, 1e-12) / open_hours
    chain = np.expm1(np.minimum(rate * PARAMETERS["economics.idle_minutes"] / MINUTES_AN_HOUR, LONGEST_CHAIN)) / rate
    cycle = start + chain + 1 / rate  # starting, answering and idling, switched off
    first = (start + chain) / cycle * scenario.window_hours / HOURS_A_DAY
    following = min(1.0, 1 / (peak_to_average * scenario.squeezed(peak_to_average)) + start / HOURS_A_DAY)
    paid = (first + (replicas - 1) * following) / replicas * PARAMETERS["economics.on_demand_premium"]
    return Hours(paid, (1 + rate * start) / (rate * cycle), open_hours / cycle)
