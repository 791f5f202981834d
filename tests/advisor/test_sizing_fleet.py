"""Machines for a load: a worked example, and what must hold for any load."""

from __future__ import annotations

from dataclasses import replace

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

from advisor.sizing import LayoutTable, Load, size
from advisor.sizing.constants import HEADROOM
from advisor.sizing.fleet import CONTEXT, FIRST_TOKEN, FITS, SPEED, WEIGHTS

SHAPES = {s.model_id: s for s in (LLAMA_8B, LLAMA_70B, GPT_OSS_120B, DEEPSEEK_R1, QWEN3_30B_A3B)}
GPUS = {g.id: g for g in (H100, H200, B200, L40S, RTX_PRO_6000, RTX_4090)}
TABLE = LayoutTable.build(SHAPES, GPUS, ("tuned", "stock", "local"))
WORKED = Load(5, 1500, 400, min_output_tokens_per_s=20)
"""1,500 tokens in, 400 out, five requests per second at the peak, at most 50 ms between tokens."""


@pytest.mark.parametrize(
    ("model", "gpu", "engine", "in_flight", "gpus"),
    [
        (LLAMA_70B, H100, "stock", 32, 12),
        (LLAMA_70B, H100, "tuned", 64, 8),
        (DEEPSEEK_R1, H200, "stock", 32, 40),
        (DEEPSEEK_R1, H200, "tuned", 64, 32),
        (LLAMA_8B, L40S, "stock", 32, 6),
    ],
    ids=str,
)
def test_the_worked_example_takes_the_published_number_of_gpus(model, gpu, engine, in_flight, gpus) -> None:  # type: ignore[no-untyped-def]
    option = TABLE.plan(WORKED).option(TABLE.pair(model.model_id, gpu.id, engine))
    assert option.reason == "fits"
    assert option.gpus <= gpus  # a layout outside the example may take fewer
    if option.gpus == gpus:
        assert option.in_flight == in_flight


def test_llama_70b_on_two_h100_is_the_worked_example_to_the_letter() -> None:
    option = TABLE.plan(WORKED).option(TABLE.pair(LLAMA_70B.model_id, "h100-sxm", "stock"))
    assert (option.precision, option.layout, option.in_flight, option.replicas, option.gpus) == ("fp8", "TP2", 32, 6, 12)
    assert option.capacity_requests_per_s * 400 / 6 == pytest.approx(708, rel=0.005)


def test_a_plan_and_a_single_sizing_agree() -> None:
    plan = TABLE.plan(Load(50, 1500, 400, min_output_tokens_per_s=25))
    compared = 0
    for pair in np.flatnonzero(plan.fits):
        o = plan.option(int(pair))
        if o.layout is not None and (o.layout.startswith("TP") or o.layout == "1 GPU"):
            one = size(SHAPES[o.model_id], GPUS[o.gpu_id], o.gpus_per_replica, o.precision, 1500, 400, o.in_flight, o.engine)
            assert one.requests_per_s == pytest.approx(o.capacity_requests_per_s / o.replicas)
            assert one.time_to_first_token_s == pytest.approx(o.time_to_first_token_s)
            compared += 1
    assert compared > 10


def test_redundancy_is_one_more_and_at_least_two_but_not_for_a_workstation() -> None:
    light = Load(0.001, 500, 200)
    server, desk = TABLE.pair(LLAMA_8B.model_id, "h100-sxm", "stock"), TABLE.pair(LLAMA_8B.model_id, "rtx-4090", "local")
    with_spare, without = TABLE.plan(light), TABLE.plan(replace(light, redundancy=False))
    assert (with_spare.replicas[server], without.replicas[server]) == (2, 1)
    assert (with_spare.replicas[desk], without.replicas[desk]) == (1, 1)


def test_a_workstation_serves_one_request_at_a_time() -> None:
    plan = TABLE.plan(Load(3, 500, 200))
    desk = TABLE.pair(LLAMA_8B.model_id, "rtx-4090", "local")
    assert plan.in_flight[desk] == 1
    assert plan.option(desk).precision in ("q8_0", "q4_k_m")


def test_each_obstacle_has_its_own_reason() -> None:
    pair = TABLE.pair(LLAMA_8B.model_id, "rtx-4090", "stock")
    huge = TABLE.pair(DEEPSEEK_R1.model_id, "rtx-4090", "stock")
    mean = Load(1, 1000, 200)
    assert TABLE.plan(mean).reason[pair] == FITS
    assert TABLE.plan(mean).reason[huge] == WEIGHTS
    assert TABLE.plan(replace(mean, longest_context_tokens=5e6)).reason[pair] == CONTEXT
    assert TABLE.plan(replace(mean, min_output_tokens_per_s=5000)).reason[pair] == SPEED
    assert TABLE.plan(replace(mean, max_time_to_first_token_s=0.05)).reason[pair] == FIRST_TOKEN


def test_what_does_not_meet_the_speed_says_how_fast_it_would_be() -> None:
    plan = TABLE.plan(Load(1, 1000, 200, min_output_tokens_per_s=5000))
    pair = TABLE.pair(LLAMA_8B.model_id, "h100-sxm", "stock")
    assert plan.gpus[pair] == 0
    assert 50 < plan.output_tokens_per_s[pair] < 1000


def test_output_tokens_may_differ_by_model() -> None:
    even = TABLE.plan(Load(20, 1000, dict.fromkeys(SHAPES, 500.0)))
    assert np.array_equal(even.replicas, TABLE.plan(Load(20, 1000, 500)).replicas)
    thinking = TABLE.plan(Load(20, 1000, dict.fromkeys(SHAPES, 500.0) | {DEEPSEEK_R1.model_id: 5000.0}))
    changed = thinking.replicas != even.replicas
    assert changed.any()
    assert {TABLE.models[m] for m in TABLE.pair_model[changed]} == {DEEPSEEK_R1.model_id}
    with pytest.raises(ValueError, match="no figure for"):
        TABLE.plan(Load(20, 1000, {LLAMA_8B.model_id: 500.0}))


def test_the_same_machines_can_be_planned_again_under_another_load() -> None:
    load = Load(20, 1000, 500)
    first = TABLE.plan(load)
    again = TABLE.plan(load, like=first)
    heavier = TABLE.plan(replace(load, output_tokens=2000), like=first)
    for name in ("reason", "row", "replicas", "replicas_low", "replicas_high", "in_flight"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    both = first.fits & heavier.fits
    assert (heavier.row[both] == first.row[both]).all()
    assert (heavier.replicas[both] >= first.replicas[both]).all()


def test_an_approximate_shape_leaves_half_the_room() -> None:
    table = LayoutTable.build(
        {"x/rough": a_shape("x/rough", quality="approximate"), "x/exact": a_shape("x/exact")}, {"l40s": L40S}, ("stock",)
    )
    plan = table.plan(Load(1e6, 1500, 400))
    rough, exact = (plan.in_flight[table.pair(m, "l40s", "stock")] for m in ("x/rough", "x/exact"))
    assert abs(rough - exact / 2) <= 1


def test_gpus_with_unknown_figures_are_left_out_by_name() -> None:
    table = LayoutTable.build(SHAPES, {"h100-nvl": a_gpu("h100-nvl", bf16_tflops=None), "h100-sxm": H100})
    assert table.gpus == ("h100-sxm",)
    assert "bf16_tflops" in table.without_figures["h100-nvl"][0]


def test_an_empty_catalog_plans_nothing() -> None:
    assert not LayoutTable.build({}, GPUS).plan(WORKED).fits.any()
    assert not LayoutTable.build(SHAPES, {}).plan(WORKED).fits.any()


def test_a_load_without_meaning_names_every_fault() -> None:
    with pytest.raises(ValueError, match=r"peak_requests_per_s: .*cached_input_share: .*output_tokens: "):
        TABLE.plan(Load(float("nan"), 1000, 0, cached_input_share=1.5))


RATES = st.floats(0.001, 10_000)
LOADS = st.builds(
    Load,
    RATES,
    st.integers(1, 30_000),
    st.integers(1, 8_000),
    st.floats(0, 1),
    st.none() | st.integers(100, 200_000),
    st.none() | st.floats(0.2, 20),
    st.none() | st.floats(1, 200),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(LOADS)
def test_a_plan_carries_the_peak_with_its_headroom_and_meets_the_targets(load: Load) -> None:
    plan = TABLE.plan(load)
    fits = plan.fits
    assert (plan.capacity_requests_per_s[fits] * HEADROOM >= load.peak_requests_per_s * (1 - 1e-6)).all()
    if load.min_output_tokens_per_s is not None:
        assert (plan.output_tokens_per_s[fits] >= load.min_output_tokens_per_s * (1 - 1e-9)).all()
    if load.max_time_to_first_token_s is not None:
        assert (plan.time_to_first_token_s[fits] <= load.max_time_to_first_token_s).all()
    assert (plan.gpus[~fits] == 0).all()


@settings(max_examples=40, deadline=None)
@given(LOADS)
def test_low_expected_and_high_are_ordered(load: Load) -> None:
    plan = TABLE.plan(load)
    assert (plan.replicas_low <= plan.replicas).all()
    assert (plan.replicas <= plan.replicas_high).all()


@settings(max_examples=40, deadline=None)
@given(LOADS, st.floats(1, 100))
def test_more_load_never_takes_fewer_gpus(load: Load, factor: float) -> None:
    more = replace(load, peak_requests_per_s=load.peak_requests_per_s * factor)
    before, after = TABLE.plan(load), TABLE.plan(more)
    assert np.array_equal(before.fits, after.fits)
    assert (after.gpus >= before.gpus).all()


@settings(max_examples=40, deadline=None)
@given(LOADS, st.floats(1.01, 4))
def test_a_stricter_speed_never_takes_fewer_gpus(load: Load, factor: float) -> None:
    speed = load.min_output_tokens_per_s or 10.0
    loose = TABLE.plan(replace(load, min_output_tokens_per_s=speed))
    strict = TABLE.plan(replace(load, min_output_tokens_per_s=speed * factor))
    assert (loose.fits | ~strict.fits).all()
    assert (strict.gpus[strict.fits] >= loose.gpus[strict.fits]).all()
