"""Speed: tokens per second of one stream, and time to the first token."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.values import speed_value


def values(figures: Figures, needs: Needs) -> Values:
    P = PARAMETERS
    known = ~np.isnan(figures.tokens_per_s)

    def worth(factor: float) -> NDArray[np.float64]:
        return speed_value(np.nan_to_num(figures.tokens_per_s * factor, nan=1.0), np.nan_to_num(figures.first_token_s / factor, nan=60.0))

    unknown_low, unknown_high = P["criteria.speed.unknown_low"], P["criteria.speed.unknown_high"]
    low, high = P.range("sizing.speed_band")[0], P.range("sizing.speed_band")[2]
    return Values(
        np.where(known, worth(1.0), unknown_low),
        np.where(known, worth(low), unknown_low),
        np.where(known, worth(high), unknown_high),
        known,
    )


def fact(i: int, figures: Figures) -> str:
    if np.isnan(figures.tokens_per_s[i]):
        return "No speed is published for it: scored at the low end"
    return f"{figures.tokens_per_s[i]:.0f} tokens/s a stream at peak, first token after {figures.first_token_s[i]:.1f} s"


def evidence(i: int, figures: Figures) -> str:
    return "unknown" if np.isnan(figures.tokens_per_s[i]) else "estimated"


CRITERION = Criterion("speed", "Speed", values, fact, evidence)
