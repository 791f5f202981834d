"""MUST: every gate, in the order shown. What breaks a must-have is never ranked."""

from __future__ import annotations

from advisor.rule import Rule
from advisor.rules import (
    capabilities,
    context,
    fine_tuning,
    licence,
    lifecycle,
    option_limits,
    organisation,
    privacy,
    regulation,
    task,
    team,
)

MUST: tuple[Rule, ...] = (
    *task.RULES,
    *lifecycle.RULES,
    *context.RULES,
    *capabilities.RULES,
    *privacy.RULES,
    *regulation.RULES,
    *licence.RULES,
    *organisation.RULES,
    *fine_tuning.RULES,
    *team.RULES,
    *option_limits.RULES,
)
RULE = {rule.id: rule for rule in MUST}
