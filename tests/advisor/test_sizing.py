"""The sizing of one deployment: published check values, and what must hold for any hardware."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizing_examples import (
    B200,
    DEEPSEEK_R1,
    GPT_OSS_120B,
    H100,
    H200,
    L40S,
    LLAMA_8B,
    LLAMA_70B,
    QWEN3_30B_A3B,
    RTX_4090,
    RTX_PRO_6000,
    a_gpu,
    a_shape,
)

from advisor.sizing import SizeResult, size
from advisor.sizing.columns import gpu_columns, shape_columns
from advisor.sizing.memory import TP, Rows, kv_bytes
from advisor.sizing.precision import code_of
from advisor.sizing.step import Running, coefficients
from catalog.schema import Gpu, Shape

CHECK_VALUES = [  # model, format, GPU, GPUs, engine, input, output, in flight: GB, kB/token, ms, ms, tok/s
    (LLAMA_8B, "fp8", L40S, 1, "stock", 1000, 300, 16, 9.1, 131.07, 30.28, 20.43, 510.0),
    (LLAMA_70B, "fp8", H100, 2, "stock", 1500, 300, 32, 72.7, 327.68, 36.56, 105.98, 668.5),
    (LLAMA_70B, "fp4", B200, 1, "tuned", 1000, 1000, 256, 42.7, 163.84, 33.95, 30.05, 6148.1),
    (GPT_OSS_120B, "mxfp4", H100, 1, "stock", 1500, 400, 32, 65.1, 41.58, 35.99, 68.61, 771.4),
    (DEEPSEEK_R1, "fp8", H200, 8, "stock", 2000, 1000, 64, 672.9, 70.27, 51.66, 62.02, 1150.5),
    (QWEN3_30B_A3B, "fp4", RTX_PRO_6000, 1, "tuned", 1000, 500, 64, 18.0, 49.15, 27.07, 8.01, 2277.7),
]


@pytest.mark.parametrize("case", CHECK_VALUES, ids=lambda c: c[0].model_id)
def test_the_published_check_values_are_reproduced(case: tuple) -> None:  # type: ignore[type-arg]
    shape, fmt, gpu, gpus, engine, prompt, answer, in_flight, weights, kv_kb, step_ms, prefill_ms, rate = case
    result = size(shape, gpu, gpus, fmt, prompt, answer, in_flight, engine)
    assert result.fits
    assert result.concurrency == in_flight
    assert result.output_tokens_per_s == pytest.approx(rate, rel=0.005)
    assert result.weights_gb == pytest.approx(weights, rel=0.005)
    one = lambda i: np.array([i], dtype=np.int64)  # noqa: E731
    engine_code = ("tuned", "stock", "local").index(engine)
    rows = Rows(one(0), one(0), one(engine_code), one(code_of(fmt)), one(gpus), one(TP))
    c = coefficients(rows, shape_columns([shape]), gpu_columns([gpu]))
    running = Running(c, prompt, answer)
    assert running.step_s(in_flight)[0] * 1e3 == pytest.approx(step_ms, rel=0.005)
    assert running.prefill_s(in_flight)[0] * 1e3 == pytest.approx(prefill_ms, rel=0.01)  # inputs are rounded
    assert kv_bytes(c.memory, np.array(1024.0))[0] / 1024 / 1e3 == pytest.approx(kv_kb, rel=0.005)


def test_rates_times_seconds_agree() -> None:
    result = size(LLAMA_70B, H100, 2, "fp8", 1500, 300, 32)
    assert result.output_tokens_per_s is not None
    assert result.requests_per_s == pytest.approx(result.output_tokens_per_s / 300)
    assert result.inter_token_s == pytest.approx(32 / result.output_tokens_per_s)
    assert result.low == pytest.approx(0.52 * result.output_tokens_per_s)
    assert result.high == pytest.approx(1.58 * result.output_tokens_per_s)


def test_offline_capacity_is_at_least_any_loop_that_fits() -> None:
    offline = size(LLAMA_70B, H100, 4, "fp8", 1500, 300)
    for in_flight in (1, 16, 64):
        loop = size(LLAMA_70B, H100, 4, "fp8", 1500, 300, in_flight)
        assert _rate(offline) >= _rate(loop)


def test_without_token_counts_it_is_one_stream_decoding() -> None:
    result = size(LLAMA_8B, RTX_4090, engine="local")
    assert result.concurrency == 1
    assert result.time_to_first_token_s is None
    assert 100 < _rate(result) < 200  # 4.9 GB read at 0.69 of 1,008 GB/s


def test_weights_that_do_not_fit_say_how_many_gpus_hold_them() -> None:
    result = size(LLAMA_70B, RTX_4090, 1, "bf16", 1000, 100)
    assert not result.fits
    assert result.output_tokens_per_s is None
    assert "8 GPUs" in result.notes[0]


def test_a_prompt_too_long_for_the_memory_left_does_not_fit_though_the_weights_do() -> None:
    assert size(LLAMA_8B, RTX_4090, 1, "fp8", 60_000, 300, 1).fits
    result = size(LLAMA_8B, RTX_4090, 1, "fp8", 120_000, 300, 1)
    assert not result.fits
    assert "weights fit" in result.notes[0]


def test_more_requests_than_fit_wait_and_it_says_so() -> None:
    most = size(LLAMA_70B, H100, 2, "fp8", 1500, 300, 1).max_concurrency
    result = size(LLAMA_70B, H100, 2, "fp8", 1500, 300, most + 50)
    assert result.concurrency == most
    assert any("others wait" in note for note in result.notes)


def test_an_approximate_shape_halves_the_room_and_says_so() -> None:
    exact = size(LLAMA_8B, H100, 1, "fp8", 1500, 300, 1)
    rough = size(a_shape(quality="approximate"), H100, 1, "fp8", 1500, 300, 1)
    assert abs(rough.max_concurrency - exact.max_concurrency / 2) <= 1
    assert any("approximate" in note for note in rough.notes)
    assert rough.low is not None
    assert exact.low is not None
    assert rough.low / _rate(rough) < exact.low / _rate(exact)


def test_an_unknown_figure_of_the_gpu_is_named() -> None:
    with pytest.raises(ValueError, match=r"bf16_tflops.*not known"):
        size(LLAMA_8B, a_gpu("h100-nvl", bf16_tflops=None), 1, "fp8", 1000, 100)


def test_all_faults_of_a_question_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"engine: .*gpus: .*output_tokens: .*concurrency: "):
        size(LLAMA_8B, H100, 0, "fp8", 1000, 0, float("nan"), "turbo")


def _rate(result: SizeResult) -> float:
    assert result.output_tokens_per_s is not None
    return result.output_tokens_per_s


MODELS = st.sampled_from([LLAMA_8B, LLAMA_70B, GPT_OSS_120B, QWEN3_30B_A3B, DEEPSEEK_R1])
GPUS = st.sampled_from([H100, H200, B200, L40S, RTX_PRO_6000])
ENGINES = st.sampled_from(["stock", "tuned"])
TOKENS = st.integers(1, 20_000)


@settings(max_examples=60, deadline=None)
@given(MODELS, GPUS, ENGINES, TOKENS, TOKENS, st.integers(1, 64), st.floats(1.0, 4.0))
def test_more_bandwidth_is_never_slower(
    shape: Shape, gpu: Gpu, engine: str, prompt: int, answer: int, in_flight: int, factor: float
) -> None:
    faster = gpu.model_copy(update={"bandwidth_gb_s": (gpu.bandwidth_gb_s or 0) * factor})
    before, after = (size(shape, g, 8, "fp8", prompt, answer, in_flight, engine) for g in (gpu, faster))
    assert after.fits == before.fits
    if before.fits:
        assert _rate(after) >= _rate(before) * (1 - 1e-12)


@settings(max_examples=60, deadline=None)
@given(MODELS, GPUS, ENGINES, TOKENS, st.integers(50, 20_000), st.integers(1, 500), st.integers(1, 500))
def test_more_requests_in_flight_never_lower_the_total(
    shape: Shape, gpu: Gpu, engine: str, prompt: int, answer: int, in_flight: int, more: int
) -> None:
    some, many = (size(shape, gpu, 8, "fp8", prompt, answer, c, engine) for c in (in_flight, in_flight + more))
    if some.fits:
        assert _rate(many) >= _rate(some) * (1 - 1e-9)


@settings(max_examples=60, deadline=None)
@given(MODELS, GPUS, ENGINES, TOKENS, TOKENS, st.integers(1, 16), st.floats(0.1, 1.0))
def test_less_memory_never_holds_more_requests(
    shape: Shape, gpu: Gpu, engine: str, prompt: int, answer: int, gpus: int, share: float
) -> None:
    smaller = gpu.model_copy(update={"vram_gb": gpu.vram_gb * share})
    full, less = (size(shape, g, gpus, "fp8", prompt, answer, 1, engine) for g in (gpu, smaller))
    assert less.max_concurrency <= full.max_concurrency


@settings(max_examples=60, deadline=None)
@given(GPUS, TOKENS, TOKENS, st.integers(1, 16), st.floats(1.0, 5.0))
def test_a_larger_model_never_fits_where_the_smaller_does_not(gpu: Gpu, prompt: int, answer: int, gpus: int, factor: float) -> None:
    larger = a_shape(p_total_b=8.03 * factor, p_active_b=8.03 * factor)
    if size(larger, gpu, gpus, "bf16", prompt, answer, 1).fits:
        assert size(LLAMA_8B, gpu, gpus, "bf16", prompt, answer, 1).fits
