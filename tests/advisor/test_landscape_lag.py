"""The lag between two frontiers: right where it is known, silent where the data cannot tell, and never at odds with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from examples import ORIGIN, fresh
from hypothesis import given
from hypothesis import strategies as st
from landscape_worlds import Row, a_figure, a_world, after, ladder

from advisor.landscape.check import check
from advisor.landscape.lag import Lag, Trials, lag, newest
from advisor.landscape.marks import Field, abilities, collect
from advisor.landscape.read import Landscape, landscape
from catalog.schema import Catalog, Earlier, EvidenceParameter


def field_of(catalog: Catalog) -> Field:
    return collect(catalog, "coding", {})


def lag_of(catalog: Catalog, back: int = 0) -> Lag:
    field = field_of(catalog)
    return lag(field, Trials(field.measured), catalog.built_at, back)


def seen(catalog: Catalog) -> Landscape:
    return landscape(fresh(catalog), "coding", {})


# --- right where the truth is known ----------------------------------------------------------------------------------


@given(months=st.integers(1, 9))
def test_a_frontier_that_follows_by_some_months_lags_by_them(months: int):
    found = lag_of(a_world(ladder(float(months)), width=0.0005))
    assert found.known
    assert found.drawn == pytest.approx(months, abs=0.05)
    assert found.low <= months + 0.05
    assert found.high >= months - 0.05


def test_intervals_hold_a_known_lag_about_as_often_as_they_promise():
    checked = check(worlds=24, lag_months=6.0, seed=7)
    assert 0.7 <= checked.held <= 1.0
    assert abs(checked.bias) < 1.5
    assert checked.width < 8


def test_an_open_frontier_that_comes_first_leads_and_the_sentence_says_so():
    ahead = [(slug, opened, months + (6 if not opened else 0), value) for slug, opened, months, value in ladder(0.0)]
    found = seen(a_world(ahead))
    assert found.lag.known
    assert found.lag.high < 0
    assert found.lag.middle == pytest.approx(-6, abs=0.6)
    assert found.finding.startswith("Open weights lead in coding by about 5.9 months (80% interval 5.6")


def test_where_the_interval_holds_nought_the_sentence_names_no_winner():
    found = seen(a_world(ladder(0.0), width=0.05))
    assert found.lag.low < 0 < found.lag.high
    assert "cannot tell" in found.finding


def test_wider_intervals_of_the_figures_never_narrow_the_lag():
    widths = [0.002, 0.02, 0.06]
    found = [lag_of(a_world(ladder(5.0), width=w)) for w in widths]
    spans = [f.high - f.low for f in found]
    assert spans == sorted(spans)


def test_the_sentence_prints_the_numbers_of_the_lag():
    found = seen(a_world(ladder(4.0), width=0.02))
    for value in (found.lag.middle, found.lag.low, found.lag.high):
        assert f"{value:.1f}" in found.finding


# --- what must not matter --------------------------------------------------------------------------------------------


def test_a_model_behind_its_own_side_changes_nothing():
    rows = ladder(5.0)
    weak: Row = ("weak", True, 23.0, 0.01)
    assert lag_of(a_world(rows)).months == lag_of(a_world([*rows, weak])).months


@given(order=st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(order):
    rows = ladder(5.0)
    mixed = rows.copy()
    order.shuffle(mixed)
    assert lag_of(a_world(rows, 0.03)).months == lag_of(a_world(mixed, 0.03)).months


def test_the_same_catalog_gives_the_same_figures():
    assert seen(a_world(ladder(5.0))) == seen(a_world(ladder(5.0)))


def test_moving_every_day_by_the_same_span_changes_no_lag():
    later = [(slug, opened, months + 7, value) for slug, opened, months, value in ladder(5.0)]
    assert lag_of(a_world(later)).middle == pytest.approx(lag_of(a_world(ladder(5.0))).middle, abs=0.1)


def test_a_stronger_older_closed_model_never_shortens_the_lag():
    rows = ladder(5.0)
    early: Row = ("early", False, 1.0, 0.3)
    assert lag_of(a_world([*rows, early])).drawn >= lag_of(a_world(rows)).drawn


# --- who takes part --------------------------------------------------------------------------------------------------


def test_figures_without_a_test_of_the_dimension_do_not_move_the_frontier():
    catalog = a_world(ladder(5.0))
    guess = a_figure("lab/closed-0", 0.99, evidence="inferred", effort="max", benchmarks=0)
    assert lag_of(fresh(catalog, quality=(*catalog.quality, guess))).months == lag_of(catalog).months


def test_a_model_without_a_release_date_is_counted_and_left_out():
    catalog = a_world(ladder(5.0))
    undated = catalog.models["lab/open-11"].model_copy(update={"release_date": None})
    field = field_of(fresh(catalog, models={**catalog.models, undated.id: undated}))
    assert [m.id for m in field.undated] == [undated.id]
    assert all(m.id != undated.id for m in field.measured)


def test_a_model_counts_as_closed_until_its_weights_are_out():
    catalog = a_world(ladder(5.0))
    model = catalog.models["lab/open-5"]
    assert model.release_date is not None
    out = model.release_date + timedelta(days=60)
    followed = model.model_copy(update={"history": (Earlier(field="openness", value="closed", until=out, origin=ORIGIN),)})
    marks = [m for m in field_of(fresh(catalog, models={**catalog.models, model.id: followed})).measured if m.id == model.id]
    assert [(m.open, m.since) for m in marks] == [(False, model.release_date), (True, out)]
    assert [m.kind for m in marks] == ["closed", "open_weights"]


def test_the_best_measured_effort_counts():
    catalog = a_world(ladder(5.0))
    more = a_figure("lab/open-11", 0.6, effort="max")
    field = field_of(fresh(catalog, quality=(*catalog.quality, more)))
    assert next(m for m in field.measured if m.id == "lab/open-11").figure.effort == "max"


def test_abilities_of_the_fit_are_used_where_there_are_any():
    row = EvidenceParameter(
        kind="standing",
        values={"model_id": "lab/open-3", "effort": "none", "dimension": "coding", "theta": 1.5, "sd": 0.25, "cells": 9},
    )
    curve = EvidenceParameter(kind="curve", values={"benchmark_id": "x"})
    field = collect(a_world(ladder(5.0)), "coding", abilities([row, curve]))
    mark = next(m for m in field.measured if m.id == "lab/open-3")
    assert (mark.ability, mark.sd) == (1.5, 0.25)


# --- unknown, with its reason ----------------------------------------------------------------------------------------


def test_too_few_models_on_a_side_is_unknown_and_says_how_many_are_needed():
    rows = [row for row in ladder(5.0) if row[1] or row[0] in {f"closed-{i}" for i in range(7)}]
    found = seen(a_world(rows))
    assert not found.lag.known
    assert "Only 7 closed models" in found.lag.reason
    assert "8 are needed" in found.lag.reason
    assert "unknown" in found.finding
    assert "months later" not in found.finding


def test_one_more_model_is_enough():
    rows = [row for row in ladder(5.0) if row[1] or row[0] in {f"closed-{i}" for i in range(2, 10)}]
    assert "Only" not in seen(a_world(rows)).lag.reason


def test_levels_that_the_first_closed_model_already_had_leave_the_lag_unknown():
    rows = [("first", False, 0.0, 0.5), *((s, o, m, v if o else v / 10) for s, o, m, v in ladder(5.0))]
    found = lag_of(a_world(rows))
    assert not found.known
    assert "100% of these levels" in found.reason


def test_open_models_that_reach_nothing_new_leave_the_lag_unknown():
    rows = [(s, o, m, 0.1 + m / 1000 if o and m > 10 else v) for s, o, m, v in ladder(5.0)]
    peak: Row = ("peak", True, 9.0, 0.5)
    assert "No open model of these months clearly rose" in lag_of(a_world([*rows, peak])).reason


def test_a_frontier_that_nobody_tested_for_a_year_is_unknown():
    catalog = a_world(ladder(5.0))
    old = lag_of(fresh(catalog, built_at=catalog.built_at + timedelta(days=400)))
    assert "more than 12 months ago" in old.reason


def test_a_dimension_without_any_model_says_so_and_raises_nothing():
    catalog = a_world(ladder(5.0))
    found = landscape(fresh(catalog, quality=()), "coding", {})
    assert not found.lag.known
    assert found.shares == ()
    assert found.now is None
    one_side = landscape(fresh(catalog, quality=tuple(q for q in catalog.quality if "open" in q.model_id)), "coding", {})
    assert "Only 0 closed models" in one_side.lag.reason


def test_coverage_counts_what_was_released_and_what_was_tested():
    catalog = a_world(ladder(5.0))
    untested = replace(catalog, quality=tuple(q for q in catalog.quality if q.model_id != "lab/open-10"), cache={})
    field = field_of(untested)
    tested, released = field.released(True, after(20), after(30))
    assert released - tested == 1


# --- the real catalog ------------------------------------------------------------------------------------------------


def test_the_newest_open_model_bounds_what_is_said_about_open_weights(real_catalog: Catalog):
    found = landscape(fresh(real_catalog), "coding", {})
    assert found.lag.until == newest(found.field, True)
    assert all(share.day <= found.lag.until for share in found.shares)
    assert found.lag.since < found.lag.until <= date(2100, 1, 1)
