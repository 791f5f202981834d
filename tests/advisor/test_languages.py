"""Languages asked for: multilingual tests count where one of them is not English, everywhere the task's quality is read."""

from __future__ import annotations

import numpy as np
import pytest
from examples import a_catalog, a_decision, fresh, quality_of

from advisor.answer.remarks import Remarks
from advisor.compare import compare
from advisor.parameters import PARAMETERS
from advisor.quality import anchors, dimensions_of
from catalog.schema import Catalog

CLOSED, OPEN = "acme/closed-large", "borealis/open-eight"
OTHERS = tuple(d for d in PARAMETERS.anchors if d != "multilingual")
SHARE = PARAMETERS["quality.multilingual_weight"]


def one_that_speaks_english_only() -> Catalog:
    """The closed model is the better one in everything but other languages."""
    return a_catalog(
        quality=(
            *quality_of(CLOSED, 0.8, dimensions=OTHERS),
            *quality_of(CLOSED, 0.1, dimensions=("multilingual",)),
            *quality_of(OPEN, 0.7),
        )
    )


def test_another_language_moves_the_figure_by_its_share_and_english_by_nothing() -> None:
    catalog = one_that_speaks_english_only()

    def figure(*languages: str) -> float:
        d = a_decision(catalog, languages=languages)
        return float(d.figures.quality.value[[m.id for m in d.space.models].index(CLOSED)])

    assert figure("en") == figure() == figure("en-GB") == pytest.approx(0.8)
    assert figure("sw") == figure("en", "de") == pytest.approx((1 - SHARE) * 0.8 + SHARE * 0.1)


@pytest.mark.parametrize("task", list(PARAMETERS.tasks))
def test_the_weights_of_a_task_add_up_and_a_task_of_many_languages_keeps_its_own(task: str) -> None:
    usual, abroad = PARAMETERS.tasks[task].dimensions, dimensions_of(task, ("de",))
    assert sum(abroad.values()) == pytest.approx(1)
    assert dimensions_of(task, ("en",)) == usual
    if PARAMETERS.tasks[task].unit != "token" or usual.get("multilingual", 0.0) >= SHARE:
        assert abroad == usual
    else:
        assert abroad["multilingual"] == SHARE
        assert anchors(task, ("de",)) != anchors(task)


def test_without_a_figure_for_other_languages_a_model_is_unknown_there_and_not_in_english() -> None:
    catalog = a_catalog(quality=(*quality_of(CLOSED, 0.8, dimensions=OTHERS), *quality_of(OPEN, 0.7)))
    at = [m.id for m in a_decision(catalog).space.models].index(CLOSED)
    there = a_decision(catalog, languages=("sw",)).figures.quality
    assert np.isnan(there.value[at])
    assert there.evidence[at] == "none"
    assert not np.isnan(a_decision(catalog).figures.quality.value[at])


def test_english_after_another_language_is_answered_as_before_it() -> None:
    """What is kept with the catalog, evidence grades and thinking tokens among it, is of one set of dimensions."""
    uneven = [f.model_copy(update={"benchmarks": 8 if f.dimension == "multilingual" else 1}) for f in quality_of(CLOSED, 0.8)]
    catalog = a_catalog(quality=(*uneven, *quality_of(OPEN, 0.7)))
    alone = a_decision(fresh(catalog), languages=("en",)).scored.value.tolist()
    a_decision(catalog, languages=("sw",))
    assert a_decision(catalog, languages=("en",)).scored.value.tolist() == alone


def test_the_caution_and_the_comparison_say_it_where_it_is_so() -> None:
    catalog = one_that_speaks_english_only()

    def cautions(**needs: object) -> str:
        d = a_decision(catalog, **needs)
        return " ".join(Remarks(d).of(int(d.ranked[0]))[0])

    assert "very language asked for (sw)" in cautions(languages=("en", "sw"))
    assert "very language" not in cautions(languages=("en-GB",))
    column = compare(a_decision(catalog, languages=("sw",)), [CLOSED])[0]
    assert "multilingual" in [f.dimension for f in column.dimensions[: len(dimensions_of("chat", ("sw",)))]]
