"""The load behind every cost: the mean month of the horizon, and the busiest second of its highest month."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.needs import Needs
from advisor.parameters import PARAMETERS

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Workload:
    """requests: of the mean month over the horizon; peak_requests_per_s: in the highest month, times peak over average."""

    requests: float
    highest_month: float
    peak_requests_per_s: float
    horizon_months: int


def workload(needs: Needs, factor: float = 1.0) -> Workload:
    """Requests over the horizon; `factor` multiplies the stated volume (break-even search)."""
    volume = needs.volume
    months = [(1 + volume.monthly_growth) ** m for m in range(volume.horizon_months)]
    base = volume.requests_per_month * factor
    highest = base * max(months)
    per_second = highest / (PARAMETERS["cost.days_per_month"] * SECONDS_PER_DAY)
    return Workload(base * sum(months) / len(months), highest, per_second * volume.peak_to_average, volume.horizon_months)
