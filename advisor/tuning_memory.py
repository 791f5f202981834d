"""GPU memory that tuning a model needs: full, LoRA and QLoRA. Bytes inside, GB (1e9) outside.

States per parameter, by the methods' own papers and pages (facts: tuning price table, "rule: memory"):

    full    16 bytes of every parameter: weights and gradients in 16 bits, master copy and two moments in 32
    lora    2 bytes of every base parameter, 16 of every adapter parameter
    qlora   half a byte of every base parameter and its scales, 16 of every adapter parameter

Adapters hold 0.1% to 1% of the model's parameters, hence low and high. A mixture of experts keeps
all its parameters in memory. Activations assume that each layer is computed again in the backward
pass: one hidden state kept per layer and token (2 bytes), and the working set of one layer
(34 bytes per token and channel, attention matrices not kept; Korthikanti et al. 2022). Logits come
on top: the vocabulary is not part of a shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal, get_args

from advisor.sizing.constants import MEMORY_SHARE, RESERVED_BYTES
from catalog.schema import Gpu, Shape

Method = Literal["full", "lora", "qlora"]

TRAINED_BYTES: Final = 16.0
BASE_BYTES: Final = {"lora": 2.0, "qlora": 0.516}  # 4 bits and double-quantised scales, 0.127 bits per parameter
ADAPTER_SHARE: Final = (0.001, 0.01)
KEPT_BYTES, WORKING_BYTES = 2.0, 34.0


@dataclass(frozen=True)
class TuningMemory:
    """GB over all GPUs; `gpus_*` counts GPUs of the type asked about when states are spread evenly over them."""

    method: Method
    states_gb_low: float
    states_gb_high: float
    activations_gb_per_gpu: float
    gpus_low: int
    gpus_high: int


def tuning_memory(shape: Shape, gpu: Gpu, method: Method, tokens_per_gpu: int = 4096) -> TuningMemory:
    """Memory for one training step with `tokens_per_gpu` tokens (sequences times length) on each GPU.

    Raises:
        ValueError: an unknown method, no tokens, or activations that leave no room on this GPU.
    """
    if method not in get_args(Method):
        raise ValueError(f'method: "{method}" is not one of {", ".join(get_args(Method))}')
    if tokens_per_gpu < 1:
        raise ValueError(f"tokens_per_gpu: {tokens_per_gpu} is not at least 1")
    parameters = shape.p_total_b * 1e9
    if method == "full":
        low = high = TRAINED_BYTES * parameters
    else:
        low, high = ((BASE_BYTES[method] + TRAINED_BYTES * share) * parameters for share in ADAPTER_SHARE)
    activations = tokens_per_gpu * shape.hidden_size * (KEPT_BYTES * shape.n_layers + WORKING_BYTES)
    room = MEMORY_SHARE * gpu.vram_gb * 1e9 - RESERVED_BYTES - activations
    if room <= 0:
        raise ValueError(
            f"tokens_per_gpu: {tokens_per_gpu:,} need {activations / 1e9:,.1f} GB of activations, more than {gpu.name} has left"
        )
    return TuningMemory(method, low / 1e9, high / 1e9, activations / 1e9, ceil(low / room), ceil(high / room))
