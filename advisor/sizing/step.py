"""Seconds of one decode step and of one prefill, and the throughput and latency that follow.

`coefficients` folds everything that does not depend on the load into a few arrays per layout;
`Running` adds token counts and answers for any number of requests in flight. The scalar answer
of the command line is the case of one row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.sizing import constants as k
from advisor.sizing import precision as formats
from advisor.sizing.columns import Bools, Floats, GpuColumns, Ints, ShapeColumns, link_between
from advisor.sizing.memory import DEP, PP, TP, Memory, Rows, kv_bytes, memory_of

_BETA, _C_ENGINE, _TAU = np.array(k.BETA), np.array(k.C_ENGINE), np.array(k.TAU_S)
_TAU_MOE, _TAU_AMD, _HOST = np.array(k.TAU_MOE), np.array(k.TAU_AMD), np.array(k.HOST_S)
_PEAK = np.array([("bf16", "fp8", "fp4", "mxfp4").index(p.peak) for p in formats.PRECISIONS])


@dataclass(frozen=True)
class Coefficients:
    """Per layout. Seconds unless said otherwise; `batch_split`: over how many parts a step's tokens meet the experts."""

    memory: Memory
    dense_read_s: Floats  # all non-expert weights but the input table, once
    routed_read_s: Floats  # all routed experts, once
    miss_log: Floats
    batch_split: Floats
    byte_s: Floats  # per byte of cache
    token_s: Floats  # matrix products of one token
    attention_s: Floats  # per layer and context token, decode
    attention_prefill_s: Floats
    full_layers: Floats
    window_layers: Floats
    launch_s: Floats  # layers and collectives of one step
    host_s: Floats
    traffic_s: Floats  # link time of one token

    def take(self, which: Ints | Bools) -> Coefficients:
        """The chosen rows."""
        pick = {n: getattr(self, n)[which] for n in self.__dataclass_fields__ if n != "memory"}
        memory = Memory(**{n: getattr(self.memory, n)[which] for n in Memory.__dataclass_fields__})
        return Coefficients(memory=memory, **pick)


def arithmetic(rows: Rows, gpus: GpuColumns) -> tuple[Floats, Floats]:
    """Effective FLOP/s of the weights' products and of attention (always bf16).

    A format without units for it falls back to bf16 arithmetic: the weights stay small, the products do not.
    """
    g, kind = rows.gpu, _PEAK[rows.precision]
    share = _C_ENGINE[rows.engine] * np.where(gpus.amd[g], k.AMD_C, 1.0) * np.where(gpus.workstation[g], k.WORKSTATION_C, 1.0)
    rate16, rate8, rate4 = gpus.peak16[g] * k.C16, gpus.peak8[g] * k.C8, gpus.peak4[g] * k.C4
    with_fp4 = np.isfinite(rate4)
    use8 = ((kind == 1) | ((kind == 3) & with_fp4)) & np.isfinite(rate8)
    products = np.where((kind == 2) & with_fp4, rate4, np.where(use8, rate8, rate16))
    return products * share, rate16 * share


def coefficients(rows: Rows, shapes: ShapeColumns, gpus: GpuColumns) -> Coefficients:
    """Everything about the layouts that no load changes."""
    m, g, e = rows.model, rows.gpu, rows.engine
    memory = memory_of(rows, shapes, gpus)
    group = rows.group.astype(np.float64)
    several, tp, dep = rows.group > 1, rows.mode == TP, rows.mode == DEP
    moe, layers = shapes.moe[m], shapes.layers[m]

    byte_s = 1.0 / (gpus.bandwidth[g] * _BETA[e] * np.where(gpus.amd[g], k.AMD_BETA, 1.0))
    # the input table is a lookup. Two bytes each also for 4-bit GGUF: beta of local engines was fitted that way
    dense_read = np.maximum(memory.dense_weights - 2.0 * shapes.embed[m], 0.0)
    products, attention = arithmetic(rows, gpus)
    flops = 2 * (shapes.dense[m] - shapes.embed[m]) + 2 * shapes.routed[m] * shapes.active_share[m] / k.MU

    tau = _TAU[e] * np.where(moe, _TAU_MOE[e], 1.0) * np.where(gpus.amd[g], _TAU_AMD[e], 1.0)
    collectives = np.where(several & (rows.mode != PP), 2 * layers, 0.0) * np.where(gpus.slow_link[g], k.SLOW_LINK_COLLECTIVES, 1.0)
    tp_bytes = 2 * layers * 2 * shapes.hidden[m] * 2 * (group - 1) / group
    dep_bytes = 3 * shapes.hidden[m] * np.minimum(shapes.chosen[m], group) * layers / group
    moved = np.where(several, np.where(tp, tp_bytes, np.where(dep, dep_bytes, 0.0)), 0.0)
    return Coefficients(
        memory=memory,
        dense_read_s=np.where(tp, dense_read / group, dense_read) * byte_s,
        routed_read_s=np.where(rows.mode == PP, memory.routed_weights, memory.routed_weights / group) * byte_s,
        miss_log=shapes.miss_log[m],
        batch_split=np.where(rows.mode == PP, group, 1.0),
        byte_s=byte_s / memory.kv_split,
        token_s=flops / group / products,
        attention_s=4 * shapes.attn_dim[m] / group / attention,
        attention_prefill_s=4 * shapes.attn_dim_prefill[m] / group / attention,
        full_layers=shapes.full_layers[m],
        window_layers=shapes.window_layers[m],
        launch_s=layers * tau + collectives * k.ALPHA_S,
        host_s=_HOST[e],
        traffic_s=moved / (link_between(gpus.link[g], gpus.domain[g], group) * k.GAMMA),
    )


class Running:
    """Layouts under requests of given lengths (tokens; scalars or one per row).

    input_tokens    whole prompt; `cached_share` of it is in the prefix cache and not computed again.
    output_tokens   whole answer, reasoning included.
    """

    def __init__(self, c: Coefficients, input_tokens: Floats | float, output_tokens: Floats | float, cached_share: float = 0.0) -> None:
        output = np.asarray(output_tokens, dtype=np.float64)
        prompt = np.asarray(input_tokens, dtype=np.float64)
        context = prompt + output / 2
        window = c.memory.window
        fresh = prompt * (1 - cached_share)
        spans = c.full_layers * fresh / 2 + c.window_layers * np.minimum(fresh / 2, window)
        self._rows: dict[str, Floats] = {
            "dense": c.dense_read_s,
            "routed": c.routed_read_s,
            "miss": c.miss_log / c.batch_split,
            "least_miss": c.miss_log,  # a pipeline stage never sees less than one token
            "sequence": kv_bytes(c.memory, context) * c.byte_s,
            "compute": c.token_s + c.attention_s * (c.full_layers * context + c.window_layers * np.minimum(context, window)),
            "launch": c.launch_s,
            "host": c.host_s,
            "traffic": c.traffic_s,
            "prefill": fresh * (c.token_s + c.attention_prefill_s * spans) / k.PI + fresh * c.traffic_s,
            "output": np.broadcast_to(output, c.launch_s.shape),
        }

    def take(self, which: Ints | Bools) -> Running:
        """The chosen layouts under the same requests."""
        part = object.__new__(Running)
        part._rows = {name: column[which] for name, column in self._rows.items()}
        return part

    def step_and_prefill_s(self, in_flight: Floats | float) -> tuple[Floats, Floats]:
        """Seconds of one decode step with that many sequences, and of reading one prompt meanwhile.

        A prefill takes no less than a share of one pass over the weights the step reads. It was
        fitted with the step's own expert coverage although a long prompt touches more experts: so
        computed, first tokens at one request in flight agree with measurement (median ratio 1.00).
        """
        r, n = self._rows, np.asarray(in_flight, dtype=np.float64)
        covered = 1.0 - np.exp(np.minimum(r["miss"] * n, r["least_miss"]))
        weights = r["dense"] + r["routed"] * covered
        read, compute = weights + n * r["sequence"], n * r["compute"]
        step = np.sqrt(read * read + compute * compute) + (r["launch"] + r["host"]) + n * r["traffic"]
        floor = (weights + r["launch"]) * np.minimum(1.0, k.FLOOR_SHARE / n)
        return step, np.maximum(r["prefill"], floor)

    def step_s(self, in_flight: Floats | float) -> Floats:
        """Seconds of one decode step."""
        return self.step_and_prefill_s(in_flight)[0]

    def prefill_s(self, in_flight: Floats | float) -> Floats:
        """Seconds to read one prompt."""
        return self.step_and_prefill_s(in_flight)[1]

    def latency_s(self, in_flight: Floats | float) -> tuple[Floats, Floats]:
        """Mean seconds between tokens of one stream, prefills of the others included; seconds until its first.

        The first is a rough figure under load (median error a factor of 1.9).
        """
        step, prefill = self.step_and_prefill_s(in_flight)
        n = np.asarray(in_flight, dtype=np.float64)
        return step + n * prefill / self._rows["output"], k.FIRST_TOKEN_S + step + np.minimum(n, k.TTFT_QUEUE) * prefill

    def inter_token_s(self, in_flight: Floats | float) -> Floats:
        """Mean seconds between tokens of one stream under load."""
        return self.latency_s(in_flight)[0]

    def first_token_s(self, in_flight: Floats | float) -> Floats:
        """Seconds until the first token."""
        return self.latency_s(in_flight)[1]

    def output_tokens_per_s(self, in_flight: Floats | float) -> Floats:
        """Tokens per second of the group with a closed loop of that many requests."""
        return np.asarray(in_flight / self.inter_token_s(in_flight))
