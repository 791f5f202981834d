"""How many own cases it takes to tell two models apart, and from how many passed a pass mark counts as met. Plain binomial statistics."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb, log, sqrt
from statistics import NormalDist

from advisor.parameters import PARAMETERS

ROUND_TO = 50
"""Cases are planned in fifties."""


@dataclass(frozen=True)
class EvaluationPlan:
    """cases          own cases to grade.
    wanted         difference between first and rival that should be found, 0..1 of the pass rate.
    needed         cases that would take; may exceed `cases` where nobody grades that many.
    found          smallest difference that so many cases find (with `evaluation.power`), each model on the same number.
    by_chance      difference up to which chance alone explains it.
    """

    cases: int
    wanted: float
    needed: int
    found: float
    by_chance: float

    @property
    def enough(self) -> bool:
        return self.needed <= self.cases


def _deviations() -> tuple[float, float]:
    normal = NormalDist()
    return normal.inv_cdf(1 - PARAMETERS["evaluation.false_alarm"]), normal.inv_cdf(PARAMETERS["evaluation.power"])


def cases_for(difference: float) -> int:
    """Cases per model so that this difference of pass rates is found: two proportions, one-sided.

    The same cases through both models tell more, so this is on the safe side.
    """
    chance, power = _deviations()
    p = PARAMETERS["evaluation.usual_pass_rate"]
    return ceil(2 * p * (1 - p) * ((chance + power) / difference) ** 2)


def evaluation_plan(gap: float | None) -> EvaluationPlan:
    """`gap`: expected difference in quality between the first and its rival, 0..1; None is unknown.

    A gap smaller than what matters is not chased, and no more cases are planned than people grade.
    """
    P = PARAMETERS
    wanted = max(abs(gap) if gap is not None else 0.0, P["evaluation.smallest_difference"])
    needed = cases_for(wanted)
    fewest, most = int(P["evaluation.fewest_cases"]), int(P["evaluation.most_cases"])
    cases = min(max(ROUND_TO * ceil(needed / ROUND_TO), fewest), most)
    chance, power = _deviations()
    p = P["evaluation.usual_pass_rate"]
    spread = sqrt(2 * p * (1 - p) / cases)
    return EvaluationPlan(cases, wanted, needed, (chance + power) * spread, chance * spread)


def passes_needed(cases: int, mark: float) -> int:
    """Fewest passed cases after which a true pass rate below `mark` is ruled out but for `evaluation.false_alarm`; exact binomial."""
    tail = 0.0
    for passed in range(cases, -1, -1):
        tail += comb(cases, passed) * mark**passed * (1 - mark) ** (cases - passed)
        if tail > PARAMETERS["evaluation.false_alarm"]:
            return min(passed + 1, cases)
    return 0


def undetected_rate(cases: int) -> float:
    """Share of severe errors that is still possible after none was seen in so many cases, at `evaluation.severe_confidence`."""
    return 1 - float((1 - PARAMETERS["evaluation.severe_confidence"]) ** (1 / cases))


def months_until(now: float, then: float, monthly_growth: float) -> float | None:
    """Months until a load grows from one figure to another; None where it never does."""
    if now <= 0 or then <= 0 or monthly_growth == 0:
        return None
    months = log(then / now) / log(1 + monthly_growth)
    return months if months > 0 else None
