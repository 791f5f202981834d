"""What must hold when a user's own results join the public figures, on generated models and results."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from examples import TODAY, a_catalog, a_model, an_offer, an_open_model, an_open_offer, fresh, quality_of
from hypothesis import assume, given
from hypothesis import strategies as st
from sizing_examples import a_shape

from advisor.answer.own_evidence import own_effect
from advisor.decision import Decision, decide
from advisor.needs import read_needs
from advisor.own_evidence.applied import OwnEvidence, apply, settings
from advisor.own_evidence.joint import joint, the_rows
from advisor.own_evidence.results import OwnResult, results_of
from advisor.quality import TaskQuality, not_told_apart, task_quality
from advisor.recommend import recommend
from catalog.schema import Catalog

Json = dict[str, Any]
IDS = tuple(f"acme/closed-{n}" for n in range(3)) + tuple(f"borealis/open-{n}" for n in range(3))
FIGURE = st.floats(0.05, 0.95).map(lambda v: round(v, 3))
SHARE = st.floats(0, 1).map(lambda v: round(v, 3))
CASES = st.sampled_from([1, 5, 30, 200, 5_000])


def a_result(model_id: str, score: float, test: str = "Letters", n: int = 200, **more: Any) -> OwnResult:
    return OwnResult(model_id=model_id, test=test, score=score, n=n, date=TODAY, **more)


def a_world(figures: dict[str, float | None], widths: dict[str, float] | None = None) -> Catalog:
    """Three closed and three open models; None: nobody measured it."""
    models = [a_model(i) for i in IDS[:3]] + [an_open_model(i, params_total_b=8.0) for i in IDS[3:]]
    offers = [an_offer(i, usd_per_mtok_in=1.0 + n, usd_per_mtok_out=4.0 + n) for n, i in enumerate(IDS[:3])]
    offers += [an_open_offer(i, usd_per_mtok_in=0.2 + 0.1 * n, usd_per_mtok_out=1.0) for n, i in enumerate(IDS[3:])]
    quality = [f for i, v in figures.items() if v is not None for f in quality_of(i, v, (widths or {}).get(i, 0.05))]
    shapes = tuple(a_shape(i, p_total_b=8.0, p_active_b=8.0) for i in IDS[3:])
    return a_catalog(models=tuple(models), offers=tuple(offers), quality=tuple(quality), shapes=shapes)


EVEN = a_world(dict(zip(IDS, (0.8, 0.7, 0.6, 0.5, 0.4, 0.3), strict=True)))


@st.composite
def worlds(draw: st.DrawFn) -> Catalog:
    return a_world({i: draw(FIGURE) for i in IDS}, {i: draw(st.sampled_from([0.05, 0.1, 0.2])) for i in IDS})


@st.composite
def results(draw: st.DrawFn, tests: int = 3) -> list[OwnResult]:
    pairs = draw(st.lists(st.tuples(st.sampled_from(IDS), st.integers(1, tests)), min_size=1, max_size=10, unique=True))
    return [a_result(m, 100 * draw(SHARE), f"Test {t}", draw(CASES)) for m, t in pairs]


def public(catalog: Catalog, task: str = "chat") -> TaskQuality:
    return task_quality(catalog, tuple(catalog.models.values()), task)


def after(catalog: Catalog, given_results: list[OwnResult], task: str = "chat") -> OwnEvidence:
    models = tuple(catalog.models.values())
    return apply(catalog, models, task, task_quality(catalog, models, task), given_results)


def figure(found: OwnEvidence | TaskQuality, model_id: str) -> tuple[float, float, float]:
    q = found.quality if isinstance(found, OwnEvidence) else found
    m = IDS.index(model_id)
    return float(q.value[m]), float(q.low[m]), float(q.high[m])


def width(found: OwnEvidence | TaskQuality, model_id: str) -> float:
    _, low, high = figure(found, model_id)
    return high - low


def decided(catalog: Catalog, given_results: list[OwnResult] | tuple[()], **needs: Any) -> Decision:
    return decide(catalog, read_needs(needs), TODAY, given_results)


def as_expected(catalog: Catalog, model_id: str, difficulty: float, task: str = "chat") -> float:
    """The score in percent that the public figure gives on a usual test of this difficulty."""
    value = float(public(catalog, task).value[IDS.index(model_id)])
    return 100 / (1 + math.exp(-(settings().slope * math.log(value / (1 - value)) - difficulty)))


# --- agreement, conflict, sampling error -----------------------------------------------------------------------------


@given(
    worlds(),
    st.floats(-1.5, 1.5),
    st.lists(st.tuples(st.sampled_from(IDS), st.integers(1, 3), CASES), min_size=2, max_size=12, unique_by=lambda r: r[:2]),
)
def test_more_evidence_that_agrees_never_widens_an_interval(catalog: Catalog, difficulty: float, order: list[tuple[str, int, int]]):
    before: OwnEvidence | TaskQuality = public(catalog)
    start = before
    rows: list[OwnResult] = []
    for model, test, n in order:
        rows.append(a_result(model, as_expected(catalog, model, difficulty + 0.4 * test), f"Test {test}", n))
        now = after(catalog, rows)
        for i in IDS:
            assert width(now, i) <= width(before, i) + 1e-7
            assert figure(now, i)[0] == pytest.approx(figure(start, i)[0], abs=1e-6)
        before = now


def test_evidence_that_conflicts_may_widen_an_interval():
    agree = [a_result(i, as_expected(EVEN, i, 0.3), n=5_000) for i in IDS]
    other_way = [a_result(i, as_expected(EVEN, j, 0.3), n=5_000) for i, j in zip(IDS, reversed(IDS), strict=True)]
    odd = after(EVEN, other_way)
    assert any(m.at_odds for m in odd.moved)
    assert not any(m.at_odds for m in after(EVEN, agree).moved)
    assert any(width(odd, i) > width(public(EVEN), i) for i in IDS)


@given(worlds(), results())
def test_fewer_cases_say_less(catalog: Catalog, rows: list[OwnResult]):
    """With the same shares solved, an interval that agrees with nothing in particular still narrows with the number of cases."""
    few = joint(*_plain(catalog, rows, 0.1), settings())
    many = joint(*_plain(catalog, rows, 10.0), settings())
    agreed = np.abs(few.theta - many.theta) < 0.02
    assert (many.sd[agreed] <= few.sd[agreed] + 2e-3).all()


def _plain(catalog: Catalog, rows: list[OwnResult], factor: float) -> Any:
    q = public(catalog)
    prior = np.log(q.value / (1 - q.value))
    names = list(dict.fromkeys(r.test for r in rows))
    entries = [(IDS.index(r.model_id), names.index(r.test), r.score / 100, r.n * factor, 0.0) for r in rows]
    return prior, np.full(len(IDS), 0.3), the_rows(entries)


def test_sampling_error_widens():
    unsure = a_world(dict(zip(IDS, (0.8, 0.7, 0.6, 0.5, 0.4, 0.3), strict=True)), dict.fromkeys(IDS, 0.15))

    def with_cases(n: int) -> OwnEvidence:
        return after(unsure, [a_result(i, as_expected(unsure, i, 0.3), n=n) for i in IDS])

    widths = [width(with_cases(n), IDS[2]) for n in (5, 50, 500, 50_000)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1] + 0.005


def test_own_results_pull_more_than_a_public_score_would():
    """A quarter of a logit of doubt about the task, and 3.6 points of noise: a large test settles most of the distance."""
    rows = [a_result(i, as_expected(EVEN, i, 0.3), n=100_000) for i in IDS if i != IDS[3]]
    rows.append(a_result(IDS[3], as_expected(EVEN, IDS[1], 0.3), n=100_000))
    gone, _, _ = figure(after(EVEN, rows), IDS[3])
    assert 0.5 + 0.5 * (0.7 - 0.5) < gone < 0.7


# --- order -----------------------------------------------------------------------------------------------------------


def ranks(d: Decision) -> dict[str, int]:
    return {d.options[int(i)].option_id: n for n, i in enumerate(d.ranked)}


@given(worlds(), st.dictionaries(st.sampled_from(IDS), st.tuples(SHARE, CASES), min_size=2), st.floats(0, 1), st.data())
def test_a_higher_score_of_ones_own_never_lowers_a_models_rank(
    catalog: Catalog, taken: dict[str, tuple[float, int]], more: float, data: st.DataObject
):
    model = data.draw(st.sampled_from(sorted(taken)))
    rows = [a_result(m, 100 * share, n=n) for m, (share, n) in taken.items()]
    better = [r.model_copy(update={"score": r.score + more * (100 - r.score)}) if r.model_id == model else r for r in rows]
    old, new = decided(catalog, rows), decided(catalog, better)
    before, now = ranks(old), ranks(new)
    for option_id, place in before.items():
        if option_id.startswith(model + "|"):
            above_before = {o for o, n in before.items() if n < place and not o.startswith(model + "|")}
            above_now = {o for o, n in now.items() if n < now[option_id] and not o.startswith(model + "|")}
            assert above_now <= above_before
    for i in IDS:
        gain = figure(new.own, i)[0] - figure(old.own, i)[0]
        assert gain >= -1e-9 if i == model else gain <= 1e-9


@given(worlds(), results(), st.floats(0, 1), st.data())
def test_a_higher_score_in_one_of_several_tests_never_lowers_the_models_own_figure(
    catalog: Catalog, rows: list[OwnResult], more: float, data: st.DataObject
):
    at = data.draw(st.integers(0, len(rows) - 1))
    better = [r.model_copy(update={"score": r.score + more * (100 - r.score)}) if n == at else r for n, r in enumerate(rows)]
    model = rows[at].model_id
    assert figure(after(catalog, better), model)[0] >= figure(after(catalog, rows), model)[0] - 1e-9


@given(worlds(), results())
def test_the_order_of_the_rows_changes_nothing(catalog: Catalog, rows: list[OwnResult]):
    one, other = after(catalog, rows), after(catalog, rows[::-1])
    assert np.allclose(one.quality.value, other.quality.value, atol=1e-8)
    assert np.allclose(one.quality.low, other.quality.low, atol=1e-8)


# --- what stays untouched --------------------------------------------------------------------------------------------


@given(worlds(), results())
def test_models_that_were_not_tested_keep_every_digit(catalog: Catalog, rows: list[OwnResult]):
    q, found = public(catalog), after(catalog, rows)
    tested = {r.model_id for r in rows}
    for i in set(IDS) - tested:
        assert figure(found, i) == figure(q, i)
        assert found.quality.evidence[IDS.index(i)] == q.evidence[IDS.index(i)]
    alone = {t.name for t in found.tests if t.models == 1}
    for i in IDS:
        if all(r.test in alone for r in rows if r.model_id == i):
            assert figure(found, i) == figure(q, i)


@given(worlds(), results())
def test_figures_stay_figures(catalog: Catalog, rows: list[OwnResult]):
    found = after(catalog, rows).quality
    assert ((found.low >= 0) & (found.low <= found.value + 1e-12) & (found.value <= found.high + 1e-12) & (found.high <= 1)).all()


def test_a_test_with_one_model_says_so_and_changes_nothing():
    found = after(EVEN, [a_result(IDS[0], 12.0, "Alone", 10_000), a_result(IDS[1], 90.0), a_result(IDS[2], 10.0)])
    alone = next(t for t in found.tests if t.name == "Alone")
    assert (alone.used, alone.models) == (False, 1)
    assert "one model only" in alone.why
    assert figure(found, IDS[0]) == figure(public(EVEN), IDS[0])
    assert found.expected[0] is None


def test_no_results_are_the_same_bytes_and_leave_no_trace():
    catalog = fresh(EVEN)
    read = read_needs({})
    plain = json.dumps(recommend(catalog, read, TODAY))
    assert json.dumps(recommend(catalog, read, TODAY, own_evidence=())) == plain
    rows = [a_result(i, 100 * (1 - n / 10)) for n, i in enumerate(IDS)]
    assert json.dumps(recommend(catalog, read, TODAY, own_evidence=rows)) != plain
    assert json.dumps(recommend(catalog, read, TODAY)) == plain
    kept = repr({k: v for k, v in catalog.cache.items() if k != "option_space"})
    assert "Letters" not in kept
    assert catalog.cache["option_space"].quality is None


def test_the_same_results_give_the_same_bytes():
    rows = [a_result(i, 30.0 + 5 * n, n=50) for n, i in enumerate(IDS)]
    answers = [json.dumps(recommend(fresh(EVEN), read_needs({}), TODAY, own_evidence=rows)) for _ in range(2)]
    assert answers[0] == answers[1]


# --- difficulty and scale --------------------------------------------------------------------------------------------


def test_a_harder_test_lowers_nobody():
    easy, hard = ([a_result(i, as_expected(EVEN, i, b), n=1_000) for i in IDS] for b in (-1.0, 2.0))
    one, other = after(EVEN, easy), after(EVEN, hard)
    for i in IDS:
        assert figure(one, i)[0] == pytest.approx(figure(other, i)[0], abs=1e-6)
    assert one.tests[0].at_half > 0.7 > 0.2 > other.tests[0].at_half


def test_a_test_that_separates_models_sharply_is_seen_to():
    """Twice the distance in the same order is read in part as a steep test, not all of it as models further apart."""
    logits = [math.log(v / (1 - v)) for v in public(EVEN).value]
    steep = [a_result(i, 100 / (1 + math.exp(-2 * settings().slope * z)), n=1_000) for i, z in zip(IDS, logits, strict=True)]
    found = after(EVEN, steep)
    assert 1.3 < found.tests[0].steepness < 2
    now = [math.log(v / (1 - v)) for v in found.quality.value]
    assert max(now) - min(now) < 1.5 * (max(logits) - min(logits))


def test_what_everybody_solves_tells_nobody_apart():
    found = after(EVEN, [a_result(i, 100.0, n=500) for i in IDS])
    q = public(EVEN)
    assert all(figure(found, i)[0] == pytest.approx(figure(q, i)[0], abs=1e-3) for i in IDS)


def test_a_model_that_nobody_measured_gets_a_figure_from_those_tested_with_it():
    catalog = a_world(dict(zip(IDS, (0.8, 0.7, 0.6, 0.5, 0.4, None), strict=True)))
    level = [a_result(IDS[n], as_expected(catalog, IDS[n], 0.3), n=2_000) for n in range(5)]
    found = after(catalog, [*level, a_result(IDS[5], level[1].score, n=2_000)])
    _, low, high = figure(found, IDS[5])
    assert low < 0.7 < high
    assert found.moved[-1].before is None
    assert found.quality.evidence[5] == "own"
    unmeasured = a_world(dict.fromkeys(IDS, None) | {IDS[0]: 0.6})
    nowhere = after(unmeasured, [a_result(IDS[4], 60.0), a_result(IDS[5], 40.0)])
    assert not nowhere.moved
    assert "no model tested on it has a public figure" in nowhere.tests[0].why


def test_a_result_at_another_effort_is_read_at_that_effort():
    """The same score at maximum effort says less for the model than at the effort the task is planned at."""
    names = ("chat", tuple(EVEN.models.values()))
    quality = list(EVEN.quality)
    thinking = fresh(
        EVEN,
        quality=tuple(
            quality
            + [f.model_copy(update={"effort": "max", "value": 0.9, "low": 0.85, "high": 0.95}) for f in quality if f.model_id == IDS[2]]
        ),
    )
    rows = [a_result(i, as_expected(EVEN, i, 0.3), n=2_000) for i in IDS[:2]]
    at_plan = apply(thinking, names[1], names[0], public(thinking), [*rows, a_result(IDS[2], 70.0, n=2_000)])
    at_most = apply(thinking, names[1], names[0], public(thinking), [*rows, a_result(IDS[2], 70.0, n=2_000, effort="max")])
    assert figure(at_most, IDS[2])[0] < figure(at_plan, IDS[2])[0]


# --- in the answer ---------------------------------------------------------------------------------------------------


def test_the_answer_carries_the_results_labels_them_and_can_be_made_again_from_them():
    rows = [a_result(IDS[3], 92.0), a_result(IDS[0], 70.0), a_result(IDS[1], 40.0, "Alone")]
    found = recommend(EVEN, read_needs({"title": "T"}), TODAY, own_evidence=rows)
    again = recommend(EVEN, read_needs({"title": "T"}), TODAY, own_evidence=results_of(json.loads(json.dumps(found))["own_evidence"]))
    assert again == found
    by_model = {o["model_id"]: o for o in found["options"]}
    assert by_model[IDS[3]]["quality"]["evidence"] == "own"
    assert any("your evaluation" in r for r in by_model[IDS[3]]["reasons"])
    assert by_model[IDS[2]]["quality"]["evidence"] == "independent"
    assert by_model[IDS[1]]["quality"]["evidence"] == "independent"
    effect = found["own_evidence_effect"]
    assert [t["used"] for t in effect["tests"]] == [True, False]
    assert "one model only" in effect["tests"][1]["sentence"]
    rose = next(m for m in effect["models"] if m["model_id"] == IDS[3])
    assert rose["after"]["value"] > rose["before"]["value"]
    assert "rises to" in rose["sentence"]
    own = [p for p in found["provenance"] if p["evidence"] == "own"]
    assert {(p["value"], p["source"]) for p in own} >= {(92.0, "your evaluation, 200 cases"), (40.0, "your evaluation, 200 cases")}


def test_a_model_that_a_later_catalog_no_longer_holds_is_named_and_left_out():
    found = recommend(EVEN, read_needs({}), TODAY, own_evidence=[a_result("acme/gone", 50.0), a_result(IDS[0], 60.0)])
    assert found["own_evidence_effect"]["not_in_catalog"] == ["acme/gone"]
    assert len(found["own_evidence"]) == 2


@given(worlds(), results())
def test_sentences_agree_in_sign_with_their_numbers(catalog: Catalog, rows: list[OwnResult]):
    effect = own_effect(decided(catalog, rows))
    assume(effect["models"])
    for m in effect["models"]:
        change = m["after"]["value"] - m["before"]["value"]
        assert ("rises to" not in m["sentence"]) or change > 0
        assert ("falls to" not in m["sentence"]) or change < 0
        assert ("stays at" not in m["sentence"]) or abs(change) < 0.0051


# --- two figures that are not told apart -----------------------------------------------------------------------------


@given(st.tuples(FIGURE, FIGURE), st.tuples(FIGURE, FIGURE))
def test_the_label_for_a_pair_is_that_of_the_fit_and_the_same_both_ways(one: tuple[float, float], other: tuple[float, float]):
    from catalog.evidence import not_told_apart as of_the_fit
    from catalog.schema import QualityFigure

    a, b = (tuple(sorted(x)) for x in (one, other))
    pair = [QualityFigure(model_id="lab/m", dimension="coding", value=x[0], low=x[0], high=x[1], benchmarks=3, newest="", evidence="mixed") for x in (a, b)]  # fmt: skip
    assert not_told_apart(a, b) == not_told_apart(b, a) == of_the_fit(*pair)


def test_the_ledger_labels_a_pair_and_orders_nothing_by_it():
    close = a_world(dict(zip(IDS, (0.8, 0.79, 0.3, 0.3, 0.3, 0.3), strict=True)))
    rows = recommend(close, read_needs({"priorities": {"quality": 5, "cost": 0.5}}), TODAY)["options"]
    quality = {r["model_id"]: next(c["fact"] for c in r["criteria"] if c["criterion"] == "quality") for r in rows if "criteria" in r}
    first = rows[0]["model_id"]
    other = IDS[1] if first == IDS[0] else IDS[0]
    assert quality[other].endswith(f"not told apart from {rows[0]['model_name']}")
    assert "told apart" not in quality[IDS[2]]
    assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)
