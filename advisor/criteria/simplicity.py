"""Simplicity: time to production and parts to operate. People are counted in cost, not here."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.values import falling_log, parts_value


def values(figures: Figures, needs: Needs) -> Values:
    P, space = PARAMETERS, figures.space
    code = space.codes["deployment"]
    ways = [w.id for w in space.subjects["deployment"]]
    parts = np.array([P[f"deployments.{w}.parts"] for w in ways])[code] + np.nan_to_num(figures.machines.gpus)
    few = parts_value(parts)
    weight = P["criteria.simplicity.weeks_weight"]
    ends = []
    for end in (1, 2, 0):  # value, then low (most weeks), then high (fewest)
        weeks = np.array([P.range(f"deployments.{w}.lead_weeks")[end] for w in ways])[code]
        ends.append(
            weight * falling_log(weeks, P["criteria.simplicity.weeks_best"], P["criteria.simplicity.weeks_worst"]) + (1 - weight) * few
        )
    return Values(ends[0], ends[1], ends[2], np.ones(len(code), dtype=bool))


def fact(i: int, figures: Figures) -> str:
    way = figures.space.options[i].deployment
    weeks = PARAMETERS[f"deployments.{way}.lead_weeks"]
    gpus = figures.machines.gpus[i]
    machines = (
        "nothing to operate but an endpoint"
        if np.isnan(gpus)
        else f"{gpus:.0f} GPU{'s' if gpus > 1 else ''} in {figures.machines.replicas[i]:.0f} replica{'s' if figures.machines.replicas[i] > 1 else ''}"
    )
    return f"About {weeks:g} week{'s' if weeks != 1 else ''} to production; {machines}"


def evidence(i: int, figures: Figures) -> str:
    return "assumed"


CRITERION = Criterion("simplicity", "Simplicity", values, fact, evidence)
