"""Judge every subject once, and let its options inherit the verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.figures import Figures
from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.rule import Question, Rule
from advisor.rules import MUST
from advisor.verdict import Outcome, Verdict


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
        fit: NDArray[np.bool_] = ~self.fails.any(axis=0)
        return fit

    def verdict(self, rule: Rule, option: int) -> Verdict:
        """The sentence behind one outcome."""
        if rule.subject == "option":
            return rule.judge(option, self.question, self.figures)  # type: ignore[call-arg]
        return self.by_subject[rule.id][self.space.codes[rule.subject][option]]


def judge(space: OptionSpace, question: Question, figures: Figures) -> Judged:
    """All gates over all options."""
    by_subject: dict[str, tuple[Verdict, ...]] = {}
    outcomes = np.zeros((len(MUST), len(space.options)), dtype=np.int8)
    for row, rule in enumerate(MUST):
        if rule.subject == "option":
            assert rule.outcomes is not None
            outcomes[row] = rule.outcomes(figures, question)
            continue
        found = tuple(rule.judge(subject, question) for subject in space.subjects[rule.subject])  # type: ignore[call-arg]
        by_subject[rule.id] = found
        outcomes[row] = np.array([v.outcome for v in found], dtype=np.int8)[space.codes[rule.subject]]
    return Judged(space, question, figures, by_subject, outcomes, failing(outcomes, question.needs))


def failing(outcomes: NDArray[np.int8], needs: Needs) -> NDArray[np.bool_]:
    """Which outcomes exclude, given what unknown means for each gate."""
    table = np.array([[rule.fails(Outcome(o), needs) for o in Outcome] for rule in MUST])
    fails: NDArray[np.bool_] = np.take_along_axis(table, outcomes.astype(np.int64), axis=1)
    return fails
