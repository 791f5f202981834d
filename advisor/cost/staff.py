"""People: what it takes to set up and run an option beyond calling any API, at the full rate even if already employed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]


def staff_cost(space: OptionSpace, needs: Needs, gpus: Floats) -> dict[str, tuple[Floats, Floats, Floats]]:
    """USD a month as (low, expected, high) per option: `staff` to run it, `setup` spread over the horizon."""
    ways = space.subjects["deployment"]
    code = space.codes["deployment"]
    month = needs.team.fte_usd_per_year / 12
    week = needs.team.fte_usd_per_year / PARAMETERS["cost.weeks_per_year"]
    fleet = np.nan_to_num(gpus)
    staff, setup = [], []
    for end in range(3):
        fte = np.array([PARAMETERS.range(f"deployments.{w.id}.run_fte")[end] for w in ways])[code]
        weeks = np.array([PARAMETERS.range(f"deployments.{w.id}.setup_weeks")[end] for w in ways])[code]
        staff.append((fte + fleet * PARAMETERS.range("cost.fte_per_gpu")[end]) * month)
        setup.append(weeks * week / needs.volume.horizon_months)
    return {"staff": (staff[0], staff[1], staff[2]), "setup": (setup[0], setup[1], setup[2])}
