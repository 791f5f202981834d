"""The sizing model on the catalog's own shapes, GPUs and measurements."""

from __future__ import annotations

import pytest

from advisor.sizing import LayoutTable, Load, size
from advisor.sizing.validation import engine_class, stated_layout, summaries, validate
from catalog.curated import Facts, load_facts


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


@pytest.mark.parametrize(
    ("model", "fmt", "gpu", "gpus", "engine", "prompt", "answer", "in_flight", "rate"),
    [
        ("meta/llama-3.1-8b-instruct", "fp8", "l40s", 1, "stock", 1000, 300, 16, 510.0),
        ("meta/llama-3.3-70b-instruct", "fp8", "h100-sxm", 2, "stock", 1500, 300, 32, 668.5),
        ("meta/llama-3.3-70b-instruct", "fp4", "b200", 1, "tuned", 1000, 1000, 256, 6148.1),
        ("openai/gpt-oss-120b", "mxfp4", "h100-sxm", 1, "stock", 1500, 400, 32, 771.4),
        ("deepseek/r1", "fp8", "h200", 8, "stock", 2000, 1000, 64, 1150.5),
        ("alibaba/qwen3-30b-a3b", "fp4", "rtx-pro-6000", 1, "tuned", 1000, 500, 64, 2277.7),
    ],
)
def test_the_catalogs_facts_give_the_published_check_values(
    facts: Facts, model: str, fmt: str, gpu: str, gpus: int, engine: str, prompt: int, answer: int, in_flight: int, rate: float
) -> None:
    result = size(facts.shapes[model], facts.gpus[gpu], gpus, fmt, prompt, answer, in_flight, engine)
    assert result.output_tokens_per_s == pytest.approx(rate, rel=0.005)


def test_every_measurement_is_predicted_or_named_with_a_reason(facts: Facts) -> None:
    rows, left = validate(facts.throughput, facts.shapes, facts.gpus)
    assert len(rows) + len(left) == len(facts.throughput)
    assert all(reason for _, reason in left)
    assert {m.scenario for m, reason in left if "interactive" in reason} == {"interactive"}
    assert len(left) < 0.1 * len(facts.throughput)


def test_in_sample_errors_are_no_worse_than_those_with_families_held_out(facts: Facts) -> None:
    found = {s.name: s for s in summaries(validate(facts.throughput, facts.shapes, facts.gpus)[0])}
    held_out = {"all": (0.26, 0.63, 0.91), "tuned": (0.25, 0.55, 0.0), "stock": (0.32, 0.92, 0.0), "local": (0.21, 0.58, 0.0)}
    for name, (median, p90, within) in held_out.items():
        assert found[name].median_error <= median
        assert found[name].p90_error <= p90
        assert found[name].within_factor_two >= within


def test_engine_classes_and_layouts_are_read_from_a_measurements_engine() -> None:
    assert [
        engine_class(e) for e in ("MLPerf v6.0 AMD (vLLM 0.9)", "TensorRT-LLM 1.0 (TP4)", "SGLang 0.5.7 (TP8)", "Ollama/llama.cpp")
    ] == [
        "tuned",
        "tuned",
        "stock",
        "local",
    ]
    engines = ("vLLM (TP8+EP)", "TensorRT-LLM 1.2-era (DEP4)", "TensorRT-LLM 1.0 (TP1xPP8)", "vLLM day-0 (TP8)", "MLX")
    assert [stated_layout(e) for e in engines] == [("TP", 8), ("DEP", 4), ("PP", 8), ("TP", 8), (None, None)]


def test_every_shape_of_the_catalog_can_be_planned(facts: Facts) -> None:
    table = LayoutTable.build(facts.shapes, facts.gpus)
    plan = table.plan(Load(0.5, 2000, 500))
    placed = {table.models[m] for m in table.pair_model[plan.fits]}
    too_large = set(facts.shapes) - placed
    assert all(facts.shapes[m].p_total_b > 1000 for m in too_large), too_large
