"""What must hold of the fitted quality figures, on a small made world and on the real tables."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace

import pytest

from catalog.curated import load_facts
from catalog.evidence import GENERAL_DIMENSIONS, Evidence, Parameters, fit, not_told_apart, predict
from catalog.evidence.cells import bucket
from catalog.evidence.gaps import vendor_gaps
from catalog.evidence.own_scale import published_ci
from catalog.evidence.prediction import outside_curve
from catalog.schema import Benchmark, Model, QualityFigure, Score, Status

TESTS = {
    "scicode": "coding",
    "livebench_agentic_coding": "coding",
    "critpt": "reasoning",
    "livebench_reasoning": "reasoning",
    "hle": "knowledge",
    "ifbench": "instruction_following",
}
HARDNESS = dict(zip(TESTS, (0.0, -0.1, 0.2, -0.2, 0.1, -0.15), strict=True))


def a_benchmark(id: str, dimension: str, **changes: object) -> Benchmark:
    return Benchmark.model_validate(
        {"id": id, "name": id, "dimension": dimension, "unit": "percent", "floor": 0.0, "ceiling": 100.0, **changes}
    )


def a_model(id: str) -> Model:
    return Model(
        id=id,
        name=id,
        lab="lab",
        status=Status.CURRENT,
        kind="llm",
        modalities_in=("text",),
        modalities_out=("text",),
        sources=("made",),
        checked=date(2026, 11, 20),
    )


def a_score(model: str, test: str, value: float, **changes: object) -> Score:
    return Score.model_validate(
        {
            "model_id": model,
            "benchmark_id": test,
            "score": value,
            "reported_by": "independent",
            "source": "made",
            "date": "2026-08-22",
            **changes,
        }
    )


def small_world() -> tuple[list[Score], dict[str, Benchmark], dict[str, Model]]:
    """Twenty models on a ladder of strength, six tests, a little noise; model k beats model k-1 everywhere."""
    noise = random.Random(7)
    names = [f"lab/m{k:02d}" for k in range(20)]
    scores = []
    for k, name in enumerate(names):
        for test in TESTS:
            share = 0.05 + 0.045 * k - 0.2 * HARDNESS[test]
            scores.append(a_score(name, test, 100 * min(max(share, 0.0), 1.0) + noise.uniform(-1, 1) * (0 < share < 1)))
    return (
        [s.model_copy(update={"score": min(max(s.score, 0.0), 100.0)}) for s in scores],
        {t: a_benchmark(t, d) for t, d in TESTS.items()},
        {n: a_model(n) for n in names},
    )


def figure(evidence: Evidence, model: str, dimension: str, effort: str = "default") -> QualityFigure:
    return next(f for f in evidence.quality if (f.model_id, f.dimension, f.effort) == (model, dimension, effort))


@pytest.fixture(scope="session")
def facts():
    return load_facts()


@pytest.fixture(scope="session")
def real(facts) -> Evidence:
    return fit(facts.scores, facts.benchmarks, facts.models, facts.token_usage)


def best(evidence: Evidence, model: str, dimension: str) -> float:
    return max(f.value for f in evidence.quality if f.model_id == model and f.dimension == dimension)


def test_a_model_better_on_every_test_gets_the_higher_figure():
    evidence = fit(*small_world())
    for dimension in ("coding", "reasoning", "knowledge"):
        values = [figure(evidence, f"lab/m{k:02d}", dimension).value for k in range(0, 20, 3)]
        assert values == sorted(values)


def test_more_agreeing_evidence_never_widens_an_interval():
    scores, benchmarks, models = small_world()
    thin = [s for s in scores if s.model_id != "lab/m10" or s.benchmark_id in ("scicode", "critpt", "hle")]
    before = fit(thin, benchmarks, models)
    for test in ("livebench_agentic_coding", "livebench_reasoning", "ifbench"):
        thin.append(a_score("lab/m10", test, predict(before.parameters, "lab/m10", test).expected))
        after = fit(thin, benchmarks, models)
        for dimension in ("coding", "reasoning", "knowledge"):
            old, new = figure(before, "lab/m10", dimension), figure(after, "lab/m10", dimension)
            assert new.high - new.low <= old.high - old.low + 2e-3  # the noise of all tests is measured anew
        before = after


def test_fewer_than_three_scores_give_no_figure_and_three_do():
    scores, benchmarks, models = small_world()
    others = [s for s in scores if s.model_id != "lab/m05"]
    own = [s for s in scores if s.model_id == "lab/m05"]
    assert not [f for f in fit(others + own[:2], benchmarks, models).quality if f.model_id == "lab/m05"]
    assert [f for f in fit(others + own[:3], benchmarks, models).quality if f.model_id == "lab/m05"]


def test_composites_and_votes_do_not_count_towards_a_fitted_figure():
    scores, benchmarks, models = small_world()
    benchmarks["blend"] = a_benchmark("blend", "coding", unit="index")
    others = [s for s in scores if s.model_id != "lab/m05"]
    own = [s for s in scores if s.model_id == "lab/m05"]
    thin = [*others, *own[:2], a_score("lab/m05", "blend", 50.0)]
    assert not [f for f in fit(thin, benchmarks, models).quality if f.model_id == "lab/m05"]


def test_a_dimension_without_a_score_is_inferred_and_wider():
    scores, benchmarks, models = small_world()
    kept = [s for s in scores if s.model_id != "lab/m12" or benchmarks[s.benchmark_id].dimension != "coding"]
    full, part = fit(scores, benchmarks, models), fit(kept, benchmarks, models)
    measured, inferred = figure(full, "lab/m12", "coding"), figure(part, "lab/m12", "coding")
    assert (measured.evidence, inferred.evidence, inferred.benchmarks) == ("independent", "inferred", 0)
    assert inferred.high - inferred.low > measured.high - measured.low


def test_figures_stay_between_floor_and_ceiling_and_predictions_in_the_tests_own_unit():
    scores, benchmarks, models = small_world()
    benchmarks["scicode"] = a_benchmark("scicode", "coding", floor=25.0)
    scores = [s.model_copy(update={"score": 25 + 0.75 * s.score}) if s.benchmark_id == "scicode" else s for s in scores]
    evidence = fit(scores, benchmarks, models)
    assert all(0 <= f.low <= f.value <= f.high <= 1 for f in evidence.quality)
    for k in range(20):
        p = predict(evidence.parameters, f"lab/m{k:02d}", "scicode")
        assert 25 <= p.low <= p.expected <= p.high <= 100


def test_a_test_where_less_is_better_is_predicted_upside_down():
    scores, benchmarks, models = small_world()
    benchmarks["hle"] = a_benchmark("hle", "knowledge", higher_is_better=False)
    scores = [s.model_copy(update={"score": 100 - s.score}) if s.benchmark_id == "hle" else s for s in scores]
    evidence = fit(scores, benchmarks, models)
    weak, strong = (predict(evidence.parameters, m, "hle") for m in ("lab/m02", "lab/m17"))
    assert strong.expected < weak.expected
    assert strong.low < strong.expected < strong.high
    assert figure(evidence, "lab/m17", "knowledge").value > figure(evidence, "lab/m02", "knowledge").value


def test_factuality_is_never_inferred_from_ability():
    scores, benchmarks, models = small_world()
    assert not [f for f in fit(scores, benchmarks, models).quality if f.dimension == "factuality"]
    benchmarks["aa_omniscience_nonhallucination"] = a_benchmark("aa_omniscience_nonhallucination", "factuality")
    measured = [f"lab/m{k:02d}" for k in range(10)]
    scores += [a_score(m, "aa_omniscience_nonhallucination", 80 - 6 * k) for k, m in enumerate(measured)]
    evidence = fit(scores, benchmarks, models)
    got = {f.model_id: f.value for f in evidence.quality if f.dimension == "factuality"}
    assert sorted(got) == measured
    assert got["lab/m00"] > got["lab/m09"]  # as measured, against the ladder of ability


def test_efforts_of_one_model_are_separate_figures_that_borrow_from_each_other():
    scores, benchmarks, models = small_world()
    weak = [a_score("lab/m15", t, 40.0, effort="none") for t in ("scicode", "hle")]
    evidence = fit(scores + weak, benchmarks, models)
    none, default = figure(evidence, "lab/m15", "coding", "none"), figure(evidence, "lab/m15", "coding")
    assert none.value < default.value
    assert none.evidence == "independent"
    assert figure(evidence, "lab/m15", "reasoning", "none").evidence == "inferred"


def test_the_gap_of_makers_figures_is_signed_so_that_positive_flatters():
    up, down = a_benchmark("up", "coding"), a_benchmark("down", "coding", higher_is_better=False)
    scores = [a_score(f"lab/m{k}", t, v, reported_by=who) for k in range(10) for t, who, v in (("up", "vendor", 60 + k), ("up", "independent", 50), ("down", "vendor", 5), ("down", "independent", 9))]  # fmt: skip
    gaps = {g.benchmark_id: g for g in vendor_gaps(scores, {b.id: b for b in (up, down)})}
    assert (gaps["up"].pairs, gaps["up"].mean, gaps["down"].mean) == (10, 14.5, 4.0)
    assert gaps["up"].p10 < gaps["up"].median < gaps["up"].p90


def test_vendor_scores_pull_less_than_independent_ones():
    scores, benchmarks, models = small_world()
    plain = figure(fit(scores, benchmarks, models), "lab/m08", "coding").value
    lifted = {}
    for who in ("vendor", "independent"):
        swapped = [
            s.model_copy(update={"reported_by": who, "score": s.score + 25})
            if (s.model_id, s.benchmark_id) == ("lab/m08", "scicode")
            else s
            for s in scores
        ]
        lifted[who] = figure(fit(swapped, benchmarks, models), "lab/m08", "coding").value
    assert plain <= lifted["vendor"] < lifted["independent"]


def test_the_same_scores_in_another_order_give_the_same_figures():
    scores, benchmarks, models = small_world()
    a, b = fit(scores, benchmarks, models), fit(scores[::-1], benchmarks, models)
    assert a.quality == b.quality
    assert a.parameters == b.parameters


def test_an_interval_is_never_narrower_than_the_noise_between_harnesses(real: Evidence):
    for f in real.quality:
        if f.dimension in GENERAL_DIMENSIONS and f.low > 0 and f.high < 1:
            assert f.high - f.low >= 2 * 1.28 * 0.036


def test_known_orders_hold_on_the_real_tables(real: Evidence):
    assert best(real, "anthropic/claude-opus-5", "coding") > best(real, "meta/llama-3.1-8b-instruct", "coding") + 0.2
    assert best(real, "openai/gpt-5.6-sol", "reasoning") > best(real, "openai/gpt-4o", "reasoning") + 0.2
    assert figure(real, "openai/gpt-5.6-sol", "reasoning", "max").value > figure(real, "openai/gpt-5.6-sol", "reasoning", "none").value
    assert best(real, "meta/llama-3.3-70b-instruct", "knowledge") > best(real, "meta/llama-3.1-8b-instruct", "knowledge")


def test_every_measured_model_has_all_general_dimensions(real: Evidence, facts):
    have: dict[str, set[str]] = {}
    for f in real.quality:
        if f.dimension in GENERAL_DIMENSIONS:
            have.setdefault(f.model_id, set()).add(f.dimension)
    for model, dims in have.items():
        expected = set(GENERAL_DIMENSIONS) if "image" in facts.models[model].modalities_in else set(GENERAL_DIMENSIONS) - {"vision"}
        assert dims == expected
    assert not [f for f in real.quality if f.dimension == "safety"]


def test_the_fit_works_without_artificial_analysis_and_says_where_it_rests_on_it(real: Evidence, facts):
    assert any(f.artificial_analysis for f in real.quality)
    without = fit([s for s in facts.scores if not s.artificial_analysis], facts.benchmarks, facts.models)
    assert not any(f.artificial_analysis for f in without.quality)
    assert 100 < len({f.model_id for f in without.quality}) <= len({f.model_id for f in real.quality})


def test_parameters_survive_a_table_and_predict_alike(real: Evidence):
    again = Parameters.from_rows(real.parameters.rows())
    assert again == real.parameters
    assert predict(again, "openai/gpt-5.6-sol", "hle") == predict(real.parameters, "openai/gpt-5.6-sol", "hle")
    # The same model as the score sources spell it.
    assert predict(again, "openai/gpt-5-6-sol", "hle") == predict(again, "openai/gpt-5.6-sol", "hle")


@pytest.mark.parametrize(("model", "test", "named"), [("lab/none", "scicode", "lab/none"), ("lab/m01", "nonsense", "nonsense")])
def test_a_prediction_about_something_unmeasured_names_it(model: str, test: str, named: str):
    with pytest.raises(ValueError, match=named):
        predict(fit(*small_world()).parameters, model, test)


def test_two_figures_are_told_apart_only_when_at_most_half_overlaps():
    def between(low: float, high: float) -> QualityFigure:
        return QualityFigure(
            model_id="lab/m",
            dimension="coding",
            value=(low + high) / 2,
            low=low,
            high=high,
            benchmarks=3,
            newest="",
            evidence="independent",
        )

    assert not_told_apart(between(0.4, 0.6), between(0.45, 0.65))
    assert not not_told_apart(between(0.4, 0.6), between(0.52, 0.72))
    assert not_told_apart(between(0.2, 0.8), between(0.45, 0.55))


@pytest.mark.parametrize(
    ("effort", "variant", "expected"),
    [
        ("xhigh", "", "max"),
        ("minimal", "", "none"),
        ("budget_1k", "", "low"),
        ("budget", "thinking-16k 20250514", "medium"),
        ("budget", "style control; thinking-32k", "high"),
        ("reasoning_default", "", "default"),
    ],
)
def test_efforts_fall_into_buckets(effort: str, variant: str, expected: str):
    assert bucket(effort, variant) == expected


def test_the_published_interval_of_a_rating_is_read():
    assert published_ci("ci95 -9/+11") == 10
    assert published_ci("snapshot 2026-04-19 ci 15 720p") == 15
    assert published_ci("style control") is None


def test_a_ratings_figure_is_the_chance_to_beat_the_anchor():
    board = a_benchmark("t2v_aa_arena", "video", unit="elo", floor=None, ceiling=None)
    film = a_model("lab/film").model_copy(update={"kind": "video", "modalities_out": ("video",)})
    scores, benchmarks, models = small_world()
    evidence = fit(
        [*scores, a_score("lab/film", "t2v_aa_arena", 1150, variant="ci95 -9/+9")],
        {**benchmarks, "t2v_aa_arena": board},
        {**models, "lab/film": film},
    )
    only = [f for f in evidence.quality if f.model_id == "lab/film"]
    assert [f.dimension for f in only] == ["video"]
    assert only[0].value == pytest.approx(0.5)
    assert only[0].low < 0.5 < only[0].high


def test_a_curve_outside_the_fit_needs_five_subjects():
    from catalog.evidence.cells import Cell, Scale

    cells = [Cell(f"lab/m{k}", "default", "x", False, 0.1 * k, 1.0, "2026", False) for k in range(5)]
    ability = {(c.model_id, "default"): k / 4 for k, c in enumerate(cells)}
    assert outside_curve("x", "preference", Scale(True), cells[:4], ability) is None
    curve = outside_curve("x", "preference", Scale(True), cells, ability)
    assert curve is not None
    assert curve.slope > 0
    assert not curve.inside


def test_verbosity_needs_four_tests_and_is_clipped():
    tests = ("A", "B", "C", "D")

    def usage(model: str, tokens: float, names: tuple[str, ...]) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(model_id=model, effort="high", metric=metric, value=value, suite=f"{t}, AA ({model})", date="2026-08-22")
            for t in names
            for metric, value in (("tokens_per_task", tokens), ("reasoning_share", 0.5))
        ]

    rows = [r for k in range(5) for r in usage(f"lab/middle{k}", 1000, tests)]
    rows += usage("lab/wordy", 2000, tests) + usage("lab/endless", 1e6, tests) + usage("lab/short", 2000, tests[:3])
    profiles = fit(*small_world(), rows).reasoning
    assert profiles["lab/middle0"].verbosity == pytest.approx(1.0)
    assert profiles["lab/wordy"].verbosity == pytest.approx(2**0.7)
    assert profiles["lab/endless"].verbosity == 3.0
    assert (profiles["lab/short"].verbosity, profiles["lab/short"].tests) == (1.0, 3)
