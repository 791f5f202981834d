"""People: what it takes to set up and run an option beyond calling any API, at the full rate even if already employed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.parameters import PARAMETERS
from advisor.rule import ON_SITE
from catalog.schema import Deployment

Floats = NDArray[np.float64]


def staff_cost(space: OptionSpace, needs: Needs, gpus: Floats) -> dict[str, tuple[Floats, Floats, Floats]]:
    """USD a month as (low, expected, high) per option: `staff` to run it, `setup` spread over the horizon."""
    ways = space.subjects["deployment"]
    code = _effort(space)
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


def _effort(space: OptionSpace) -> NDArray[np.int64]:
    """Per option the deployment whose effort it takes: an own endpoint that somebody in the house runs already is called like a private one in the cloud."""
    code = space.codes["deployment"]
    if space.catalog.organisation is None:
        return code
    ways = [w.id for w in space.subjects["deployment"]]
    house = np.array([o.deployment in ON_SITE and bool(o.offers) for o in space.options])
    if not house.any() or Deployment.CLOUD_PRIVATE_ENDPOINT not in ways:
        return code
    return np.where(house, ways.index(Deployment.CLOUD_PRIVATE_ENDPOINT), code)
