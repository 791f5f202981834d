"""Memory of a replica: weights per GPU, KV cache per sequence, sequences that fit.

Bytes throughout. `Rows` names one layout per row: which model, GPU, engine, format, how many GPUs
(`group`) and how they share the work (`mode`):

    TP   every GPU holds 1/g of each layer.
    DEP  attention copied to every GPU, experts spread over them (mixtures of experts only).
    PP   every GPU holds 1/g of the layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from advisor.sizing import precision as formats
from advisor.sizing.columns import Bools, Floats, GpuColumns, Ints, ShapeColumns
from advisor.sizing.constants import MEMORY_SHARE, RESERVED_BYTES, TUNED

MODES: Final = ("TP", "DEP", "PP")
TP, DEP, PP = 0, 1, 2


@dataclass(frozen=True)
class Rows:
    """Indices into the columns of models, GPUs, ENGINES, PRECISIONS and MODES, plus the group size."""

    model: Ints
    gpu: Ints
    engine: Ints
    precision: Ints
    group: Ints
    mode: Ints

    def __len__(self) -> int:
        return len(self.model)

    def take(self, which: Ints | Bools) -> Rows:
        """The chosen rows."""
        columns = (self.model, self.gpu, self.engine, self.precision, self.group, self.mode)
        return Rows(*(column[which] for column in columns))


@dataclass(frozen=True)
class Memory:
    """Per row. `room` is what one GPU has left for sequences; `kv_split` over how many GPUs one group's cache spreads."""

    dense_weights: Floats  # all but routed experts, whole model
    routed_weights: Floats
    resident: Floats  # on one GPU
    room: Floats
    kv_full: Floats  # bytes per token of the full-attention layers
    kv_window: Floats  # bytes per token of the window layers
    window: Floats
    kv_state: Floats  # bytes per sequence, whatever its length
    kv_split: Floats


def memory_of(rows: Rows, shapes: ShapeColumns, gpus: GpuColumns) -> Memory:
    """Weights, room and cache sizes of every row."""
    m, g, p = rows.model, rows.gpu, rows.precision
    tables = 2 * shapes.embed[m]
    dense = tables * formats.TABLES[p] + np.maximum(shapes.dense[m] - tables, 0) * formats.REST[p]
    routed = shapes.routed[m] * formats.EXPERTS[p]
    group = rows.group.astype(np.float64)
    resident = np.where(rows.mode == DEP, dense + routed / group, (dense + routed) / group)
    mxfp4_on_hopper = (p == formats.CODE["mxfp4"]) & gpus.hopper[g]
    kv_byte = np.where((rows.engine == TUNED) & ~mxfp4_on_hopper, 1.0, 2.0)
    return Memory(
        dense_weights=dense,
        routed_weights=routed,
        resident=resident,
        room=MEMORY_SHARE * gpus.vram[g] - resident - RESERVED_BYTES,
        kv_full=kv_byte * shapes.full_layers[m] * shapes.el_full[m],
        kv_window=kv_byte * shapes.window_layers[m] * shapes.el_window[m],
        window=shapes.window[m],
        kv_state=2.0 * shapes.state[m],
        kv_split=np.where(rows.mode == TP, np.minimum(group, shapes.kv_shards[m]), group),
    )


def kv_bytes(memory: Memory, context: Floats) -> Floats:
    """Cache of one sequence of `context` tokens; state of linear layers does not grow with it."""
    return memory.kv_full * context + memory.kv_window * np.minimum(context, memory.window) + memory.kv_state


def sequences_that_fit(memory: Memory, context: Floats) -> Floats:
    """How many sequences of `context` tokens one group holds (a fraction; 0 where the weights do not fit)."""
    each = kv_bytes(memory, context)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.maximum(memory.room, 0.0) * memory.kv_split / each
    return np.where(each > 0, fits, np.where(memory.room > 0, np.inf, 0.0))
