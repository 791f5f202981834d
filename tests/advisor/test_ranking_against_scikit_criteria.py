"""The ranking arithmetic beside a library that others wrote: the same scores and order, and none of the reversals it looks for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import skcriteria as skc
from examples import TODAY
from skcriteria.agg import RankResult
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.pipelines import mkpipe
from skcriteria.preprocessing.scalers import SumScaler
from skcriteria.ranksrev.rank_invariant_check import RankInvariantChecker
from skcriteria.ranksrev.rank_reversal_by_clones import RankClonesChecker

from advisor.criteria import PREFER
from advisor.decision import Decision, decide
from advisor.needs import read_needs
from advisor.presets import PRESETS
from advisor.ranking import DECIMALS, added
from advisor.robustness import priority_flips
from catalog.schema import Catalog

NAMES = ("hospital-letters", "customer-support", "legal-research", "film-studio")
ROUNDED = len(PREFER) * 0.5 * 10**-DECIMALS + 1e-9
"""How far a score may lie from the unrounded sum: each contribution is rounded before it is added."""


@pytest.fixture(scope="module")
def decisions(real_catalog: Catalog) -> dict[str, Decision]:
    return {p.id: decide(real_catalog, read_needs(p.needs), TODAY) for p in PRESETS if p.id in NAMES}


def matrix(d: Decision, at: Any, weights: Any = None) -> Any:
    """The library's decision matrix of some options: one row each, one column per criterion that counts, more is better."""
    chosen = d.scored.weights if weights is None else np.asarray(weights)
    counts = chosen > 0
    return skc.mkdm(
        d.scored.value[counts][:, at].T,
        [max] * int(counts.sum()),
        weights=chosen[counts],
        alternatives=[d.options[int(i)].option_id for i in at],
        criteria=[c.id for c, used in zip(PREFER, counts, strict=True) if used],
    )


class Ours:
    """This project's ranking in the shape of a decision maker of the library."""

    def evaluate(self, dm: Any) -> Any:
        value, weights = dm.matrix.to_numpy().T, dm.weights.to_numpy()
        score = added(weights / weights.sum(), value, value, value, np.ones(value.shape, dtype=bool)).score
        place = np.empty(len(score), dtype=int)
        place[np.argsort(-score, kind="stable")] = np.arange(1, len(score) + 1)
        return RankResult("ours", dm.alternatives, place, {"score": score})


@pytest.mark.parametrize("name", NAMES)
def test_the_weighted_sum_of_the_library_gives_our_scores_and_our_order(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    theirs = WeightedSumModel().evaluate(matrix(d, d.ranked))
    points = 100 * theirs.e_.score
    assert points == pytest.approx(d.scored.score[d.ranked], abs=ROUNDED)
    # in our order their scores never rise by more than rounding
    assert (np.diff(points) <= 2 * ROUNDED).all()
    assert theirs.alternatives[int(np.argmin(theirs.rank_))] in [
        d.options[int(i)].option_id for i in d.ranked if d.scored.score[i] >= d.scored.score[d.ranked[0]] - 2 * ROUNDED
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_clone_of_a_weaker_option_never_changes_the_first(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    compared = RankClonesChecker(Ours()).evaluate(matrix(d, d.best_of_groups[:15]))
    firsts = {ranks.alternatives[int(np.argmin(ranks.rank_))] for _, ranks in compared.ranks}
    assert firsts == {d.options[int(d.ranked[0])].option_id}


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # the library still calls pandas so
def test_a_weaker_option_made_worse_changes_neither_the_first_nor_the_order_of_the_others(decisions: dict[str, Decision]):
    d = decisions["customer-support"]
    compared = RankInvariantChecker(Ours(), repeat=3, random_state=1).evaluate(matrix(d, d.best_of_groups[:15]))
    original, *worsened = (ranks for _, ranks in compared.ranks)
    reference = original.to_series().sort_values().index.tolist()
    assert len(worsened) == 3 * 14
    for ranks in worsened:
        order = ranks.to_series().sort_values().index.tolist()
        assert order[0] == reference[0]
        mutated = ranks.e_.rank_inv_check.mutated
        assert mutated in order
        assert [a for a in order if a != mutated] == [a for a in reference if a != mutated]


def test_the_check_would_notice_values_that_are_relative_to_the_candidates():
    """With sums of the present candidates as the scale copies of the others take the first place from "c"; absolute anchors do not."""
    value = np.array([[2.0, 6.0, 1.0], [1.0, 1.0, 9.0], [1.0, 7.0, 4.0]])
    dm = skc.mkdm(value, [max] * 3, weights=[1, 1, 1], alternatives=["a", "b", "c"])
    relative = RankClonesChecker(mkpipe(SumScaler("matrix"), WeightedSumModel())).evaluate(dm)
    ours = RankClonesChecker(Ours()).evaluate(skc.mkdm(value / 10, [max] * 3, weights=[1, 1, 1], alternatives=["a", "b", "c"]))

    def firsts(compared: Any) -> set[str]:
        return {str(ranks.alternatives[int(np.argmin(ranks.rank_))]) for _, ranks in compared.ranks}

    assert firsts(relative) > {"c"}
    assert firsts(ours) == {"c"}


@pytest.mark.parametrize("name", NAMES)
def test_dominated_options_are_those_the_library_finds(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    at = d.ranked[:60]
    theirs = matrix(d, at).dominance.dominated(strict=False).to_numpy()
    assert d.dominated[:60].tolist() == theirs.tolist()


@pytest.mark.parametrize("name", NAMES)
def test_beyond_a_flip_of_a_priority_the_library_names_the_same_winner(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    priorities = d.needs.priorities.model_dump()
    for flip in priority_flips(d.figures, d.scored, d.ranked, priorities):
        for side, group in ((1e-4, d.options[flip.winner].group), (-1e-4, d.options[int(d.ranked[0])].group)):
            moved = priorities | {flip.criterion: flip.flips_at + side * np.sign(flip.flips_at - flip.now)}
            weights = np.array([moved[c.id] for c in PREFER])
            theirs = WeightedSumModel().evaluate(matrix(d, d.ranked, weights / weights.sum()))
            best = theirs.alternatives[int(np.argmin(theirs.rank_))]
            assert d.options[d.space.index[best]].group == group, (flip.criterion, side)
