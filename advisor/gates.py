"""Judge every subject once, and let its options inherit the verdict."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.figures import Figures
from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.rule import Question, Rule
from advisor.rules import MUST
from advisor.verdict import Outcome, Verdict, yes

VERDICTS_KEPT = 96
"""Sets of verdicts kept with a catalog (one per rule and set of needs it reads); the oldest goes first."""


@dataclass(frozen=True)
class Judged:
    """Verdicts of all gates. `fails` has one row per rule of MUST and one column per option."""

    space: OptionSpace
    question: Question
    figures: Figures
    by_subject: dict[str, tuple[Verdict, ...]]
    outcomes: NDArray[np.int8]
    fails: NDArray[np.bool_]

    @property
    def fitting(self) -> NDArray[np.bool_]:
        """Options that fail no gate."""
        return np.asarray(~self.fails.any(axis=0))

    def verdict(self, rule: Rule, option: int) -> Verdict:
        """The sentence behind one outcome."""
        if not rule.asked(self.question):
            return yes("Not asked for.")
        if rule.subject == "option":
            return rule.judge(option, self.question, self.figures)
        return self.by_subject[rule.id][int(self.space.codes[rule.subject][option])]


def judge(space: OptionSpace, question: Question, figures: Figures) -> Judged:
    """All gates over all options.

    Verdicts of a rule are kept with the catalog for as long as the needs that it reads stay the same, so that a changed answer
    in a form judges only the rules that look at it.
    """
    by_subject: dict[str, tuple[Verdict, ...]] = {}
    outcomes = np.zeros((len(MUST), len(space.options)), dtype=np.int8)
    for row, rule in enumerate(MUST):
        if not rule.asked(question):
            continue
        if rule.subject == "option":
            assert rule.outcomes is not None
            outcomes[row] = rule.outcomes(figures, question)
            continue
        by_subject[rule.id], of_options = _judged(space, rule, question)
        outcomes[row] = of_options
    return Judged(space, question, figures, by_subject, outcomes, failing(outcomes, question.needs))


def _judged(space: OptionSpace, rule: Rule, question: Question) -> tuple[tuple[Verdict, ...], NDArray[np.int8]]:
    kept: OrderedDict[Any, tuple[tuple[Verdict, ...], NDArray[np.int8]]] = space.catalog.cache.setdefault("verdicts", OrderedDict())
    key = (rule.id, question.as_of, *(attrgetter(path)(question.needs) for path in rule.reads))
    found = kept.get(key)
    if found is None:
        verdicts = tuple(rule.judge(subject, question) for subject in space.subjects[rule.subject])
        found = verdicts, np.array([v.outcome for v in verdicts], dtype=np.int8)
        kept[key] = found
        if len(kept) > VERDICTS_KEPT:
            kept.pop(next(iter(kept)), None)
    verdicts, of_subjects = found
    return verdicts, of_subjects[space.codes[rule.subject]]


def judged_by(space: OptionSpace, rule: Rule, question: Question) -> NDArray[np.bool_]:
    """Which options one gate that judges subjects excludes under other needs."""
    if not rule.applies(question.needs):
        return np.zeros(len(space.options), dtype=bool)
    table = np.array([rule.fails(o, question.needs) for o in Outcome])
    found: NDArray[np.bool_] = table[_judged(space, rule, question)[1].astype(np.int64)]
    return found


def failing(outcomes: NDArray[np.int8], needs: Needs) -> NDArray[np.bool_]:
    """Which outcomes exclude, given what unknown means for each gate."""
    table = np.array([[rule.fails(Outcome(o), needs) for o in Outcome] for rule in MUST])
    fails: NDArray[np.bool_] = np.take_along_axis(table, outcomes.astype(np.int64), axis=1)
    return fails
