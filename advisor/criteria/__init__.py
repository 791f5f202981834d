"""PREFER: every criterion, in the order shown. Weights come from the user's priorities."""

from __future__ import annotations

from advisor.criteria import control, cost, evidence, portability, quality, simplicity, speed
from advisor.criterion import Criterion

PREFER: tuple[Criterion, ...] = (
    quality.CRITERION,
    cost.CRITERION,
    speed.CRITERION,
    control.CRITERION,
    simplicity.CRITERION,
    portability.CRITERION,
    evidence.CRITERION,
)
