"""Evidence: how well quality, price and terms of this option are known."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.quality import dimensions_of

GRADES = {"own": 1.0, "independent": 1.0, "mixed": 0.8, "vendor": 0.5, "inferred": 0.3, "none": 0.0}
SOLD, MACHINES = 1.0, 0.4
READ, SECOND_HAND, UNREAD = 1.0, 0.5, 0.0


def values(figures: Figures, needs: Needs) -> Values:
    space, P = figures.space, PARAMETERS
    key = f"criterion:evidence:{needs.task}:{sorted(dimensions_of(needs.task, needs.languages).items())}"
    if key not in space.cache:
        tests = np.minimum(figures.quality.benchmarks / P["criteria.evidence.many_benchmarks"], 1.0)
        quality = np.array([GRADES[g] for g in figures.quality.evidence]) * (0.5 + 0.5 * tests)
        terms = np.array(
            [UNREAD if u.licence is None else SECOND_HAND if u.licence.needs_legal_review else READ for u in space.subjects["use"]]
        )
        price = np.array([SOLD if o.offers else MACHINES for o in space.options])
        space.cache[key] = (
            P["criteria.evidence.quality_weight"] * quality[space.model_code]
            + P["criteria.evidence.price_weight"] * price
            + P["criteria.evidence.terms_weight"] * terms[space.codes["use"]]
        )
    value = space.cache[key]
    return Values(value, value, value, np.ones(len(value), dtype=bool))


def fact(i: int, figures: Figures) -> str:
    grade = figures.quality.evidence[figures.space.model_code[i]]
    grade = "your evaluation and public" if grade == "own" else grade
    price = "list price" if figures.space.options[i].offers else "cost estimated from machines"
    return f"Quality: {grade} evidence; {price}"


def evidence(i: int, figures: Figures) -> str:
    return "measured"


CRITERION = Criterion("evidence", "Evidence", values, fact, evidence)
