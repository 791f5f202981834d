"""Every constant of the sizing model, its unit and where it comes from.

The effective constants were fitted on 498 public throughput measurements (39 model ids, 19 GPU
types, 2025-09 to 2026-08; MLPerf interactive rows left out) by least squares on log throughput.
Square brackets give the log standard deviation of a constant over six fits, each of which left
out whole model families. They are effective, not physical: beta also absorbs scheduling, and c8
times pi is more than a kernel reaches. They belong together; do not change one alone.

Where a tuple has three entries they are for ENGINES, in that order.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final

ENGINES: Final = ("tuned", "stock", "local")
"""tuned: vendor-tuned serving (MLPerf entries, TensorRT-LLM pages), the optimistic bound.
stock: SGLang and vLLM as launched by default; what plans rest on.
local: llama.cpp, Ollama or MLX with one stream."""
TUNED, STOCK, LOCAL = range(3)

BAND: Final = {"tuned": (0.68, 1.57), "stock": (0.52, 1.58), "local": (0.63, 1.33)}
"""10th and 90th percentile of measured over predicted throughput on held-out model families."""
APPROXIMATE_ERROR: Final = (0.60, 0.22)
"""Error of throughput from a shape known by parameter counts alone, dense and mixture of experts: 90th percentile
at 64 requests in flight against 120 full shapes, each maker held out. It widens the band."""
UNMEASURED_GPUS: Final = frozenset({"l4", "a10g", "rtx-6000-ada", "gaudi-3", "h100-pcie", "h100-nvl"})
"""No public measurement behind the constants is on these: their figures are extrapolated."""
SMALL_ACTIVE_B: Final = 5.0
"""Mixtures that use less (billions per token) on four GPUs and more were over-predicted, up to 1.8 times."""

# Memory -----------------------------------------------------------------------------------------
MEMORY_SHARE: Final = 0.92
"""Share of GPU memory an engine may claim: planning value (TensorRT-LLM pages: 0.90 to 0.95)."""
RESERVED_BYTES: Final = 2.0e9
"""Per GPU for activations, graphs and collectives: planning value (aiconfigurator 0.12 keeps 3.9 GB)."""
MEAN_FILL: Final = 0.55
"""Share of the answer that sits in the KV cache of an average running sequence, with a margin over one half."""
APPROXIMATE_ROOM: Final = 0.5
"""Sequences that fit are halved for shapes known only from parameter counts: there the rule's 10th percentile is 0.24 to 0.39."""

# One decode step --------------------------------------------------------------------------------
BETA: Final = (0.438, 0.423, 0.690)  # share of memory bandwidth [0.08, 0.07, 0.02]
C16, C8, C4 = 0.391, 0.521, 0.314  # share of the dense tensor peak, by arithmetic [0.23, 0.10, 0.12]
C_ENGINE: Final = (1.0, 0.729, 0.729)  # times the shares above
TAU_S: Final = (3.92e-06, 3.05e-05, 4.46e-05)  # seconds per layer and step
TAU_MOE: Final = (1.0, 3.70, 1.93)  # times tau for mixtures of experts
TAU_AMD: Final = (1.0, 1.46, 1.0)  # times tau on AMD
HOST_S: Final = (0.0, 7.30e-04, 0.0)  # seconds per step on the host
MU: Final = 0.388  # efficiency of expert matrix products against dense ones [0.27]
PI: Final = 1.69  # compute share of a prefill over that of a decode step
ALPHA_S: Final = 1.11e-05  # seconds per collective [0.55]
SLOW_LINK_COLLECTIVES: Final = 3.0  # times alpha on PCIe and workstation cards
GAMMA: Final = 0.421  # share of the link's bandwidth [0.3]
AMD_BETA, AMD_C = 0.858, 0.880
WORKSTATION_C: Final = 1.63  # RTX, RTX PRO, L40S, GB10, Apple: the sheet's peak is conservative there
FLOOR_SHARE: Final = 4.0  # up to this many prefills share one pass over the weights
NODE_LINK_BYTES_S: Final = 50e9  # per direction between nodes, outside a scale-up domain
UNKNOWN_LINK_BYTES_S: Final = 32e9  # a PCIe 4 slot, where no link is published

# Serving ----------------------------------------------------------------------------------------
FIRST_TOKEN_S: Final = 0.10  # median first-token overhead of stock engines at one request
TTFT_QUEUE: Final = 8  # prompts that may stand before a new one
SERVER_SHARE: Final = 0.866  # MLPerf server (random arrivals under limits) against offline
OFFLINE_SHARES: Final = (1.0, 0.6, 0.35, 0.2)  # of the sequences that fit, tried for offline capacity
OFFLINE_CAP_PER_GPU: Final = 4096
BENCH_CAP_PER_GPU: Final = 3000  # trtllm-bench's own limit

# Fleet ------------------------------------------------------------------------------------------
HEADROOM: Final = 0.7
"""u: share of a replica's capacity that a plan uses; assumption, because queues grow fast above it."""
GROUP_SIZES: Final = (1, 2, 4, 8, 16)


def band(engine: str, approximate: bool = False, moe: bool = False) -> tuple[float, float]:
    """10th and 90th percentile of measured over predicted; errors of an approximate shape add in logarithms."""
    low, high = BAND[engine]
    shape = log(1 + APPROXIMATE_ERROR[moe]) if approximate else 0.0
    return exp(-sqrt(log(low) ** 2 + shape**2)), exp(sqrt(log(high) ** 2 + shape**2))
