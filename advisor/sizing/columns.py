"""Shapes and GPUs as columns: one array per quantity, one entry per model or GPU.

Units: parameters (not billions), bytes, bytes/s, FLOP/s. A rate a GPU does not have is NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.sizing.constants import GROUP_SIZES, NODE_LINK_BYTES_S, UNKNOWN_LINK_BYTES_S
from catalog.schema import Gpu, Shape

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

MLA_PREFILL_ELEMENTS = 160
"""Per head: prefill attends over expanded keys and values (192 and 128 wide, on average 160), not over the latent."""


@dataclass(frozen=True)
class ShapeColumns:
    """What a step reads and computes, per model. `miss_log` is log(1 - k/E), 0 where dense."""

    dense: Floats  # parameters outside the routed experts
    routed: Floats
    embed: Floats
    active_share: Floats  # k/E
    miss_log: Floats
    moe: Bools
    layers: Floats
    hidden: Floats
    chosen: Floats  # k
    full_layers: Floats
    el_full: Floats
    window_layers: Floats
    window: Floats
    el_window: Floats
    state: Floats  # elements of linear layers per sequence
    kv_shards: Floats
    attn_dim: Floats
    attn_dim_prefill: Floats
    approximate: Bools


def _column(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _flags(values: Sequence[bool]) -> Bools:
    return np.array(values, dtype=np.bool_)  # typed, so that no models or no GPUs work too


def shape_columns(shapes: Sequence[Shape]) -> ShapeColumns:
    """Columns of models, in the order given."""
    moe = _flags([s.p_routed_b > 0 and bool(s.experts) and bool(s.experts_per_token) for s in shapes])
    experts = np.array([float(s.experts or 1) for s in shapes])
    chosen = np.array([float(s.experts_per_token or 1) for s in shapes])
    share = np.where(moe, chosen / experts, 0.0)
    total, routed = _column([s.p_total_b * 1e9 for s in shapes]), np.where(moe, [s.p_routed_b * 1e9 for s in shapes], 0.0)
    adim, el_full = _column([s.attn_dim for s in shapes]), _column([s.el_full for s in shapes])
    mla = _flags([s.kv_heads is None for s in shapes])
    return ShapeColumns(
        dense=total - routed,
        routed=routed,
        embed=_column([s.embed_params_b * 1e9 for s in shapes]),
        active_share=share,
        miss_log=np.log1p(-np.minimum(share, 1 - 1e-12)),
        moe=moe,
        layers=_column([s.n_layers for s in shapes]),
        hidden=_column([s.hidden_size for s in shapes]),
        chosen=chosen,
        full_layers=_column([s.full_layers for s in shapes]),
        el_full=el_full,
        window_layers=_column([s.window_layers for s in shapes]),
        window=_column([s.window_tokens for s in shapes]),
        el_window=_column([s.el_window for s in shapes]),
        state=_column([s.linear_layers * s.linear_state_elements for s in shapes]),
        kv_shards=_column([s.kv_heads or 1 for s in shapes]),
        attn_dim=adim,
        attn_dim_prefill=np.where(mla & (el_full > 0), adim / np.maximum(el_full, 1.0) * MLA_PREFILL_ELEMENTS, adim),
        approximate=_flags([s.quality == "approximate" for s in shapes]),
    )


@dataclass(frozen=True)
class GpuColumns:
    """What a GPU offers. `slow_link`: PCIe or workstation card; `max_group`: GPUs one replica may span."""

    vram: Floats
    bandwidth: Floats
    peak16: Floats
    peak8: Floats
    peak4: Floats
    link: Floats
    domain: Floats
    amd: Bools
    workstation: Bools
    slow_link: Bools
    hopper: Bools
    personal: Bools  # may run a local engine
    serves: Bools  # may run a serving engine
    max_group: Ints


def is_workstation(gpu: Gpu) -> bool:
    """Cards of the workstation class of the calibration; the L40S is one by its chip."""
    return gpu.suits != "datacenter" or gpu.id == "l40s"


def has_slow_link(gpu: Gpu) -> bool:
    """No scale-up fabric: collectives go over PCIe."""
    return is_workstation(gpu) or "pcie" in gpu.interconnect.lower()


def missing_figures(gpu: Gpu) -> tuple[str, ...]:
    """Names of the facts without which this GPU cannot be sized."""
    figures = {"memory bandwidth (bandwidth_gb_s)": gpu.bandwidth_gb_s, "dense BF16 rate (bf16_tflops)": gpu.bf16_tflops}
    return tuple(name for name, value in figures.items() if value is None)


def max_group(gpu: Gpu) -> int:
    """Most GPUs of one replica: those that share the link; with a full scale-up server also two of them."""
    if gpu.domain >= 8 and not has_slow_link(gpu):
        return GROUP_SIZES[-1]
    return max(gpu.domain, 1)


def _link_bytes_s(gpu: Gpu) -> float:
    return UNKNOWN_LINK_BYTES_S if gpu.link_gb_s is None else gpu.link_gb_s * 1e9


def gpu_columns(gpus: Sequence[Gpu]) -> GpuColumns:
    """Columns of GPUs, in the order given."""
    tera = 1e12
    return GpuColumns(
        vram=_column([g.vram_gb * 1e9 for g in gpus]),
        bandwidth=_column([g.bandwidth_gb_s for g in gpus]) * 1e9,
        peak16=_column([g.bf16_tflops for g in gpus]) * tera,
        peak8=_column([g.fp8_tflops for g in gpus]) * tera,
        peak4=_column([g.fp4_tflops for g in gpus]) * tera,
        link=_column([_link_bytes_s(g) for g in gpus]),
        domain=_column([g.domain for g in gpus]),
        amd=_flags([g.vendor == "AMD" for g in gpus]),
        workstation=_flags([is_workstation(g) for g in gpus]),
        slow_link=_flags([has_slow_link(g) for g in gpus]),
        hopper=_flags([g.id.startswith(("h100", "h200", "gh200")) for g in gpus]),
        personal=_flags([g.suits != "datacenter" for g in gpus]),
        serves=_flags([g.vendor != "Apple" and g.suits != "laptop" for g in gpus]),
        max_group=np.array([max_group(g) for g in gpus], dtype=np.int64),
    )


def link_between(link: Floats, domain: Floats, group: Floats) -> Floats:
    """Bytes/s per direction inside a group; a group larger than the domain crosses nodes."""
    return np.where(group <= np.maximum(domain, 1), link, np.minimum(link, NODE_LINK_BYTES_S))
