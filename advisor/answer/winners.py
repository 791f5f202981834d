"""Ways to win: the best of what, and for what."""

from __future__ import annotations

import numpy as np

from advisor.decision import Decision
from catalog.schema import Deployment

PRIVACY = (
    Deployment.LOCAL_WORKSTATION,
    Deployment.SELF_HOST_ON_PREM,
    Deployment.CLOSED_ON_PREM,
    Deployment.SELF_HOST_CLOUD_GPU,
    Deployment.CLOUD_PRIVATE_ENDPOINT,
    Deployment.DEDICATED_MANAGED_GPU,
    Deployment.MANAGED_OPEN_API,
    Deployment.CLOSED_API,
)
"""Deployments from most to least private: by who can see the data."""
NAMES = ("best_overall", "cheapest", "strongest", "most_private", "simplest")


def ways_to_win(d: Decision) -> dict[str, str | None]:
    """Option ids; ties go to the better score. None where nothing fits."""
    at = d.ranked
    if not len(at):
        return dict.fromkeys(NAMES)
    rank = np.arange(len(at))
    privacy = np.array([PRIVACY.index(d.options[i].deployment) for i in at])
    simple = -d.scored.value[4][at]
    keys = {
        "best_overall": rank,
        "cheapest": np.where(d.figures.capacity_unknown[at], np.inf, d.figures.expected[at]),
        "strongest": -np.nan_to_num(d.figures.quality_value[at], nan=-1.0),
        "most_private": privacy,
        "simplest": np.round(simple, 9),
    }
    return {name: d.options[int(at[np.lexsort((rank, keys[name]))[0]])].option_id for name in NAMES}
