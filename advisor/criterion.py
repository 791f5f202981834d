"""What a criterion is: something wanted in degrees, mapped to 0..1 by absolute, continuous, monotone value functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.figures import Figures
from advisor.needs import Needs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Values:
    """Per option: the value that is scored, and the ends of its plausible range. Unknown scores at its low end."""

    value: Floats
    low: Floats
    high: Floats
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Criterion:
    """One criterion. `fact` says in words what was valued for one option; `evidence` how that figure came about."""

    id: str
    title: str
    values: Callable[[Figures, Needs], Values]
    fact: Callable[[int, Figures], str]
    evidence: Callable[[int, Figures], str]
