"""What if: the assumptions that the Economics page may move, beside the needs. The defaults change no figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from advisor.cost.workload import workload
from advisor.needs import Needs, NeedsError, read_needs
from advisor.parameters import PARAMETERS

Running = Literal["always", "window", "zero"]
RUNNING: tuple[Running, ...] = get_args(Running)
"""How rented GPUs run: every hour, some hours of the day, or only while there are requests."""
HOURS_A_DAY, MINUTES_AN_HOUR = 24.0, 60.0


@dataclass(frozen=True)
class Scenario:
    """One position of all sliders.

    utilisation         share of a machine's capacity that the busiest second may take.
    api_price_change    on every price per token or unit: -0.5 halves them.
    gpu_price_change    on rents and on purchase prices of hardware.
    people              factor on the staff to set up and run, beyond calling an API.
    monthly_growth      None: as in the needs.
    running             how rented GPUs run; hours and start-up matter for the two that are not "always".
    window_hours        hours a day in which requests are answered.
    write_off_months    of bought hardware; None: the parameters' own for servers and workstations.
    power_usd_per_kwh   None: likewise.
    """

    utilisation: float = PARAMETERS["economics.utilisation"]
    api_price_change: float = 0.0
    gpu_price_change: float = 0.0
    people: float = 1.0
    monthly_growth: float | None = None
    running: Running = "always"
    window_hours: float = PARAMETERS["economics.window_hours"]
    start_minutes: float = PARAMETERS["economics.start_minutes"]
    write_off_months: float | None = None
    power_usd_per_kwh: float | None = None

    def load(self, needs: Needs) -> PerRequest:
        """What one stated request a month means, on average and in the busiest second."""
        return _per_request(needs, self.monthly_growth)

    def squeezed(self, peak_to_average: float) -> float:
        """By how much the busiest second grows where all requests are answered inside the window; 1 where it already lies within.

        What arrives outside waits: the mean inside the window is the least the peak can be.
        """
        if self.running == "always":
            return 1.0
        return max(peak_to_average, HOURS_A_DAY / self.window_hours) / peak_to_average


@dataclass(frozen=True)
class PerRequest:
    """Of one request a month as stated: requests of the mean month and of the highest month of the horizon, and requests/s at the peak."""

    mean: float
    highest: float
    peak: float


@lru_cache(maxsize=64)
def _per_request(needs: Needs, monthly_growth: float | None) -> PerRequest:
    if monthly_growth is not None:
        needs = grown(needs, monthly_growth)
    stated = needs.volume.requests_per_month
    month = workload(needs)
    return PerRequest(month.requests / stated, month.highest_month / stated, month.peak_requests_per_s / stated)


def grown(needs: Needs, monthly_growth: float) -> Needs:
    """The same needs with another growth.

    Raises:
        NeedsError: the load would leave what can be planned for.
    """
    raw = needs.model_dump(mode="json")
    raw["volume"]["monthly_growth"] = monthly_growth
    try:
        return read_needs(raw).needs
    except NeedsError as error:
        raise NeedsError([f"With this growth the load leaves what can be planned for: {fault}" for fault in error.faults]) from None
