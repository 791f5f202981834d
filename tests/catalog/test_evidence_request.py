"""`weighbridge evidence`: predictions in the benchmark's own unit, and what is known about one model."""

from __future__ import annotations

import pytest

from catalog.evidence.request import evidence_of, predictor
from catalog.store import connect


@pytest.fixture(scope="module")
def handle():
    return connect()


def test_a_prediction_lies_in_its_interval_and_in_the_benchmarks_unit(handle):
    found = predictor(handle.records("evidence_parameters"))({"model_id": "openai/gpt-5.5", "benchmark_id": "gpqa_diamond"})
    assert found["low"] <= found["expected"] <= found["high"]
    assert 80 < found["expected"] <= 100


def test_a_stronger_model_is_expected_to_score_higher(handle):
    answer = predictor(handle.records("evidence_parameters"))
    small, large = (
        answer({"model_id": m, "benchmark_id": "gpqa_diamond"})["expected"] for m in ("meta/llama-3.1-8b-instruct", "openai/gpt-5.5")
    )
    assert large > small + 30


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"model_id": "openai/gpt-5.5"}, "benchmark_id is missing"),
        ({"model_id": "openai/gpt-5.5", "benchmark_id": "nope"}, "nope"),
        ({"model_id": "nobody/nothing", "benchmark_id": "gpqa_diamond"}, "nobody/nothing"),
        ({"model_id": "openai/gpt-5.5", "benchmark_id": "gpqa_diamond", "colour": 1}, "colour is not a field"),
    ],
)
def test_what_cannot_be_predicted_is_named(handle, raw, named):
    with pytest.raises(ValueError, match=named):
        predictor(handle.records("evidence_parameters"))(raw)


def test_evidence_of_a_model_shows_figures_and_the_scores_they_rest_on(handle):
    model = "alibaba/qwen3.6-27b"
    found = evidence_of(handle.catalog(), handle.records("scores", "WHERE model_id = $1", [model]), model)
    assert {f["dimension"] for f in found["quality"]} >= {"coding", "reasoning"}
    assert all(f["low"] <= f["value"] <= f["high"] for f in found["quality"])
    assert all(s["source"] and s["date"] for s in found["scores"])
    assert len(found["scores"]) >= 3


def test_a_mistyped_model_is_answered_with_the_nearest(handle):
    with pytest.raises(ValueError, match=r"did you mean alibaba/qwen3\.6-27b"):
        evidence_of(handle.catalog(), (), "alibaba/qwen3.6-27")
