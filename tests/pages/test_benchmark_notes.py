"""What to beware of in a test stands wherever its scores stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from catalog.schema import Benchmark
from pages.parts.benchmark_notes import Gap, cautions, gaps, makers_gap
from pages.parts.catalog_queries import benchmarks, current
from pages.parts.charts import DARK, LIGHT
from pages.parts.methods_charts import predicted_against_hidden
from pages.parts.methods_data import evidence_check, hidden_scores, read_on
from pages.parts.methods_data import tests as uses

Visit = Callable[..., AppTest]


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def a_test(**changes: object) -> Benchmark:
    return Benchmark.model_validate({"id": "t", "name": "T", "dimension": "coding", "unit": "percent", **changes})


@pytest.mark.parametrize(
    ("mean", "pairs", "said"),
    [(9.3, 29, "9.3 points above independent ones on average, over 29 models"), (-8.4, 7, "8.4 points below"), (9.3, 4, "")],
)
def test_makers_figures_are_set_beside_independent_ones_where_enough_models_have_both(mean: float, pairs: int, said: str) -> None:
    found = makers_gap(a_test(), Gap(pairs, mean, mean, mean - 1, mean + 1))
    assert (said in found) if said else found == ""


def test_all_cautions_of_a_test_stand_in_one_line_and_a_live_test_has_none() -> None:
    assert cautions(a_test(saturation="Saturated", versions="Two tests"), None) == "Beware: Saturated. Two tests."
    assert cautions(a_test(saturation="Live: best about 66")) == ""
    assert cautions(None) == ""


def test_the_gap_on_swe_bench_is_that_of_the_scores() -> None:
    assert gaps(current())["swe_bench_verified"].pairs >= 20
    assert 5 < gaps(current())["swe_bench_verified"].mean < 14


def test_the_detail_of_a_model_says_it_beside_its_scores(visit: Visit) -> None:
    text = html(visit("catalog", model="anthropic/claude-opus-4.6"))
    assert "Terminal-Bench 1, 2.0, 2.1, Hard and 4.0 are five tests" in text
    assert "Makers’ own figures lie" in text
    assert "Beware: Saturated at the top" in text


def test_the_comparison_lists_scores_of_shared_tests_with_their_cautions(visit: Visit) -> None:
    text = html(visit("compare", items="openai/gpt-5.5,anthropic/claude-opus-4.6"))
    assert "Scores as listed" in text
    assert "GPQA Diamond" in text
    assert "Beware: Saturated at the top" in text
    assert "Scores as listed" not in html(visit("compare", items="openai/gpt-5.5"))


def test_the_methods_name_ceilings_gaps_and_editions_of_every_test(visit: Visit) -> None:
    app = visit("data_and_methods", part="validation")
    text = html(app)
    assert "editions of one name" in text
    assert text.count("figures are read on it") == len([u for u in uses(current()) if u.benchmark_id in read_on()])
    assert "Terminal-Bench 1, 2.0, 2.1, Hard and 4.0 are five tests" in text
    assert len(app.get("plotly_chart")) == 1


def test_hidden_scores_are_drawn_with_their_line_and_held_ones_filled() -> None:
    points = hidden_scores()
    assert len(points) == 1_000
    for colours in (LIGHT, DARK):
        chart = predicted_against_hidden(points, benchmarks(current()), colours)
        line, held, missed = chart["data"]
        assert line["x"] == line["y"]
        assert len(held["x"]) + len(missed["x"]) == len(points)
        assert (held["marker"]["symbol"], missed["marker"]["symbol"]) == ("circle", "circle-open")
        assert 0.75 < len(held["x"]) / len(points) < 0.87


def test_the_stored_figures_keep_their_targets() -> None:
    check = evidence_check()
    assert check is not None
    fit = check.methods[-1]
    assert fit.mean_error <= 6.7
    assert fit.coverage is not None
    assert 0.77 <= fit.coverage <= 0.86
    assert sum(b.scores for b in check.bands) == sum(check.cells)
    assert min(m.mean_error for m in check.methods) == fit.mean_error


def test_the_best_independent_score_is_the_best_whichever_way_is_better() -> None:
    found = {u.benchmark_id: u for u in uses(current())}
    tests = benchmarks(current())
    low = next(t for t in tests.values() if not t.higher_is_better and t.id in found and found[t.id].best is not None)
    assert found[low.id].best == min(s for (s,) in _scores(low.id))
    assert found["gpqa_diamond"].near_best is not None
    assert found["gpqa_diamond"].near_best >= 5


def _scores(test: str) -> list[tuple[float]]:
    from pages.parts.catalog_queries import handle

    return handle().rows("SELECT score FROM scores WHERE benchmark_id = ? AND reported_by = 'independent'", [test])  # type: ignore[return-value]
