"""GPUs against the load: the count of the sizing plan at any peak, and steps that are where the count changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_sizing_fleet import TABLE

from advisor.sizing import Load
from advisor.sizing.fleet import FITS, plan
from advisor.sizing.staircase import Staircase

PAIRS = range(len(TABLE.count))
loads = st.builds(
    Load,
    peak_requests_per_s=st.just(1.0),
    input_tokens=st.floats(50, 20_000),
    output_tokens=st.floats(20, 4_000),
    cached_input_share=st.sampled_from([0.0, 0.5]),
    longest_context_tokens=st.sampled_from([None, 18_000.0]),
    min_output_tokens_per_s=st.sampled_from([None, 20.0]),
    redundancy=st.booleans(),
)
peaks = st.floats(1e-4, 1e5)


def stairs(pair: int, load: Load) -> Staircase | None:
    return Staircase.of(TABLE.only(np.array([pair])), load)


@given(load=loads, peak=peaks)
def test_a_staircase_counts_as_the_plan_does_at_every_peak(load: Load, peak: float):
    planned = plan(TABLE, replace(load, peak_requests_per_s=peak))
    for pair in range(0, len(TABLE.count), 5):
        found = stairs(pair, load)
        assert (found is not None) is bool(planned.reason[pair] == FITS)
        if found is not None:
            gpus = found.at(np.array([peak]))
            assert gpus.expected[0] == planned.gpus[pair]
            assert gpus.low[0] == planned.gpus_low[pair]
            assert gpus.high[0] == planned.gpus_high[pair]
            assert gpus.group[0] == planned.gpus_per_replica[pair]


@given(pair=st.sampled_from(PAIRS), load=loads, ends=st.booleans())
def test_counts_change_at_every_edge_and_nowhere_between(pair: int, load: Load, ends: bool):
    found = stairs(pair, load)
    if found is None:
        return
    edges = found.edges(0.0, 1e9, 60, ends).at
    assert len(edges)
    assert (np.diff(edges) > 0).all()
    inside = np.concatenate((edges[:1] / 2, np.sqrt(edges[:-1] * edges[1:])))
    level, below, above = found.at(inside), found.at(edges * (1 - 5e-10)), found.at(edges * (1 + 5e-9))
    moved = np.zeros(len(edges), dtype=bool)
    for name in ("expected", "low", "high") if ends else ("expected",):
        assert (getattr(level, name) == getattr(below, name)).all()
        moved |= getattr(above, name) != getattr(below, name)
    if not ends:
        assert moved.all()


@given(pair=st.sampled_from(PAIRS), load=loads, few=peaks, many=peaks)
def test_more_load_never_takes_fewer_gpus(pair: int, load: Load, few: float, many: float):
    found = stairs(pair, load)
    if found is not None:
        one, other = found.at(np.array(sorted((few, many)))).expected
        assert one <= other


def test_the_first_edges_are_the_smallest_and_say_how_far_they_reach():
    found = next(s for pair in PAIRS if (s := stairs(pair, Load(1, 1500, 400))))
    few, many = found.edges(0.0, 1e9, 10, ends=False), found.edges(0.0, 1e9, 500, ends=False)
    assert few.upto < many.upto
    assert few.at == pytest.approx(many.at[: len(few.at)])
    assert few.upto == pytest.approx(many.at[len(few.at)])
    short = found.edges(0.0, float(many.at[3]) * 1.0001, 500, ends=False)
    assert len(short.at) == 4
    assert short.upto == pytest.approx(many.at[3] * 1.0001)


def test_a_layout_that_serves_nothing_has_no_staircase():
    for pair in PAIRS:
        if TABLE.count[pair] == 0:
            assert stairs(pair, Load(1, 1500, 400)) is None
            return
    pytest.fail("every pair of the table holds its weights")
