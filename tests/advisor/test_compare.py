"""Side by side: each column says what the decision says, and nothing is called best that cannot be told apart."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from advisor.compare import MOST, compare, known, level_with_the_best, suggested, ways_to_run
from advisor.decision import Decision, decide
from advisor.needs import read_needs
from catalog.evidence import not_told_apart
from catalog.schema import QualityFigure
from catalog.store import open_catalog

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def d() -> Decision:
    needs = {"task": "summarization", "privacy": {"boundary": "own_premises"}, "volume": {"requests_per_month": 500_000}}
    return decide(open_catalog(), read_needs(needs), AS_OF)


def test_a_column_says_what_the_decision_says(d: Decision) -> None:
    for column in compare(d, suggested(d)):
        assert column.option_id is not None
        i = d.space.index[column.option_id]
        assert column.expected == pytest.approx(float(d.figures.expected[i]))
        assert None not in (column.low, column.high)
        assert float(column.low or 0) <= float(column.expected or 0) <= float(column.high or 0)
        assert column.fits is True
        assert column.failed == ()
        assert column.rank == 1 + int(np.flatnonzero(d.ranked == i)[0])


def test_the_leading_group_is_suggested_one_way_per_model(d: Decision) -> None:
    items = suggested(d)
    assert 2 <= len(items) <= 4
    assert items[0] == d.options[int(d.ranked[0])].option_id
    assert len({item.split("|")[0] for item in items}) == len(items)
    lead = {d.options[int(i)].option_id for i in d.ranked[d.leading]}
    assert all(item in lead for item in items[2:])


def test_a_model_stands_for_its_best_way_of_running(d: Decision) -> None:
    model = d.options[int(d.ranked[0])].model.id
    column = compare(d, [model])[0]
    assert column.chosen_for_you
    assert column.option_id == d.options[ways_to_run(d, model)[0]].option_id
    assert column.fits


def test_what_fails_is_named_with_its_remedy(d: Decision) -> None:
    i = next(i for i, o in enumerate(d.options) if o.deployment == "closed_api" and i not in set(d.ranked.tolist()))
    column = compare(d, [d.options[i].option_id])[0]
    assert column.fits is False
    assert column.rank is None
    assert any(failed.title == "Data boundary" and failed.remedy for failed in column.failed)


def test_a_cheaper_alternative_costs_less_than_the_low_end_and_passes(d: Decision) -> None:
    ranked = set(d.ranked.tolist())
    seen = 0
    for column in compare(d, [d.options[int(i)].option_id for i in d.best_of_groups[-MOST:]]):
        assert (column.cheaper is None) == bool(column.no_cheaper)
        if column.cheaper:
            other = d.space.index[column.cheaper.option_id]
            assert other in ranked
            assert column.low is not None
            assert float(d.figures.expected[other]) < column.low
            seen += 1
    assert seen


def test_a_more_private_alternative_shows_the_data_to_fewer(d: Decision) -> None:
    i = next(i for i, o in enumerate(d.options) if o.deployment == "closed_api")
    column = compare(d, [d.options[i].option_id])[0]
    assert column.more_private is not None
    other = compare(d, [column.more_private.option_id])[0]
    assert other.exposure is not None
    assert column.exposure is not None
    assert other.exposure < column.exposure


def test_unknown_ids_are_left_out_and_six_are_the_most(d: Decision) -> None:
    assert not known(d, "nobody/knows-this")
    assert compare(d, ["nobody/knows-this", ""]) == []
    assert len(compare(d, [o.option_id for o in d.options[:9]])) == MOST


def test_repeated_ids_are_one_column(d: Decision) -> None:
    item = d.options[0].option_id
    assert len(compare(d, [item, item])) == 1


def test_figures_level_with_the_best_are_found_by_the_rule_of_the_fit() -> None:
    def figure(low: float, value: float, high: float) -> QualityFigure:
        return QualityFigure(
            model_id="a/b", dimension="coding", value=value, low=low, high=high, benchmarks=1, newest="2026-01-01", evidence="independent"
        )

    triples = [(0.5, 0.4, 0.6), (0.55, 0.45, 0.65), (0.2, 0.1, 0.3)]
    assert level_with_the_best(triples) == {0, 1}
    top, *others = (figure(low, value, high) for value, low, high in (triples[1], triples[0], triples[2]))
    assert [not_told_apart(top, other) for other in others] == [True, False]


def test_nothing_is_level_where_one_stands_apart_or_one_is_known() -> None:
    assert level_with_the_best([(0.9, 0.85, 0.95), (0.5, 0.4, 0.6)]) == frozenset()
    assert level_with_the_best([(0.9, 0.85, 0.95), None]) == frozenset()
    assert level_with_the_best([]) == frozenset()
