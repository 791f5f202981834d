"""Portability: how easily the same weights or interface are had elsewhere."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS


def values(figures: Figures, needs: Needs) -> Values:
    space, P = figures.space, PARAMETERS
    if "criterion:portability" not in space.cache:
        of_way = np.array([P[f"deployments.{w.id}.exit"] for w in space.subjects["deployment"]])[space.codes["deployment"]]
        market = np.minimum(np.log1p(space.hosts) / np.log1p(P["criteria.portability.hosts_full"]), 1.0)
        weight = P["criteria.portability.hosts_weight"]
        space.cache["criterion:portability"] = (1 - weight) * of_way + weight * market
    value = space.cache["criterion:portability"]
    return Values(value, value, value, np.ones(len(value), dtype=bool))


def fact(i: int, figures: Figures) -> str:
    hosts = int(figures.space.hosts[i])
    noun = "weights" if figures.space.options[i].model.open else "model"
    return (
        f"The same {noun} sold by {hosts} other provider{'s' if hosts != 1 else ''}"
        if hosts
        else f"Nobody else is known to sell the same {noun}"
    )


def evidence(i: int, figures: Figures) -> str:
    return "measured"


CRITERION = Criterion("portability", "Portability", values, fact, evidence)
