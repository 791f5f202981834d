"""Memory of tuning, against the figures people quote."""

from __future__ import annotations

import pytest
from sizing_examples import DEEPSEEK_R1, H100, LLAMA_8B, LLAMA_70B, a_gpu, a_shape

from advisor.tuning_memory import tuning_memory

SEVEN_B = a_shape(p_total_b=7.0, p_active_b=7.0)


def test_full_tuning_of_seven_billion_parameters_keeps_112_gb_of_states() -> None:
    assert tuning_memory(SEVEN_B, H100, "full").states_gb_high == pytest.approx(112)


def test_qlora_of_seven_billion_parameters_stays_under_ten_gb() -> None:
    found = tuning_memory(SEVEN_B, H100, "qlora")
    assert found.states_gb_high + found.activations_gb_per_gpu < 10


def test_qlora_of_65_billion_parameters_fits_one_48_gb_gpu_with_a_small_adapter() -> None:
    shape = a_shape(p_total_b=65.0, p_active_b=65.0, n_layers=80, hidden_size=8192)
    assert tuning_memory(shape, a_gpu(vram_gb=48), "qlora", tokens_per_gpu=2048).gpus_low == 1


@pytest.mark.parametrize("shape", [LLAMA_8B, LLAMA_70B, DEEPSEEK_R1], ids=lambda s: s.model_id)
def test_each_method_takes_less_than_the_one_before(shape) -> None:  # type: ignore[no-untyped-def]
    full, lora, qlora = (tuning_memory(shape, H100, m) for m in ("full", "lora", "qlora"))  # type: ignore[arg-type]
    assert full.states_gb_low > lora.states_gb_high > lora.states_gb_low > qlora.states_gb_high
    assert full.gpus_low >= lora.gpus_low >= qlora.gpus_low >= 1


def test_too_many_tokens_for_the_gpu_are_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match=r"tokens_per_gpu: .*activations"):
        tuning_memory(LLAMA_70B, a_gpu(vram_gb=24), "qlora", tokens_per_gpu=1_000_000)
