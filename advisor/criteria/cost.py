"""Cost: the expected monthly bill on an absolute logarithmic scale."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.values import cost_value


def values(figures: Figures, needs: Needs) -> Values:
    """Where nobody published what a machine carries (`capacity_unknown`), the bill is scored at its high end."""
    known = ~np.isnan(figures.expected) & ~figures.capacity_unknown
    priced = ~np.isnan(figures.expected)
    scored = np.where(figures.capacity_unknown, figures.high, figures.expected)
    value, low, high = (np.where(priced, cost_value(np.nan_to_num(c, nan=1e12)), 0.0) for c in (scored, figures.high, figures.low))
    return Values(value, low, high, known)


def fact(i: int, figures: Figures) -> str:
    return f"USD {figures.expected[i]:,.0f} a month expected, {figures.low[i]:,.0f} to {figures.high[i]:,.0f}"


def evidence(i: int, figures: Figures) -> str:
    return "estimated" if figures.machines.machine[i] >= 0 or figures.reasoning[1][i] > 0 else "vendor_reported"


CRITERION = Criterion("cost", "Cost", values, fact, evidence)
