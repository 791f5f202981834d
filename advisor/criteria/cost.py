"""Cost: the expected monthly bill on an absolute logarithmic scale."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values, falling_log
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS


def values(figures: Figures, needs: Needs) -> Values:
    best, worst = PARAMETERS["criteria.cost.best_usd"], PARAMETERS["criteria.cost.worst_usd"]
    known = ~np.isnan(figures.expected)
    value, low, high = (
        np.where(known, falling_log(np.nan_to_num(c, nan=worst), best, worst), 0.0) for c in (figures.expected, figures.high, figures.low)
    )
    return Values(value, low, high, known)


def fact(i: int, figures: Figures) -> str:
    return f"USD {figures.expected[i]:,.0f} a month expected, {figures.low[i]:,.0f} to {figures.high[i]:,.0f}"


def evidence(i: int, figures: Figures) -> str:
    return "estimated" if figures.machines.machine[i] >= 0 or figures.reasoning[1][i] > 0 else "vendor_reported"


CRITERION = Criterion("cost", "Cost", values, fact, evidence)
