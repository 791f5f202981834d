"""Every sensible way to run every model on every GPU, found once per catalog.

A *pair* is one model on one GPU type with one engine class; a *layout* is a pair with a number
format, a group size and a mode (memory.MODES). Only layouts whose weights fit are kept: per pair
and format the smallest such group and the next two powers of two. Rows are sorted by pair and
within a pair by preference (closer to bf16, fewer GPUs, TP first), so that ties go to the first.

Formats tried
    stock, tuned    the published format; FP8 besides a published BF16 where the GPU computes in FP8
    local           GGUF q8_0 and q4_k_m; a published MXFP4 as it is
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.sizing import precision as formats
from advisor.sizing.columns import Bools, Floats, GpuColumns, Ints, ShapeColumns, gpu_columns, missing_figures, shape_columns
from advisor.sizing.constants import APPROXIMATE_ROOM, ENGINES, GROUP_SIZES, LOCAL, band
from advisor.sizing.fleet import FleetPlan, Load, plan
from advisor.sizing.memory import DEP, PP, TP, Rows, memory_of
from advisor.sizing.step import Coefficients, coefficients
from catalog.schema import Gpu, Shape

LOCAL_GROUP = 2  # cards in one workstation
GROUPS_KEPT = 4  # times the smallest group that holds the weights: it and two doublings


@dataclass(frozen=True)
class LayoutTable:
    """All layouts of a catalog. `first` and `count` delimit a pair's rows (count 0: the weights fit nowhere tried).

    models, gpus        ids, in the order of the indices; `without_figures` names the GPUs left out and what they lack.
    pair_model ...      per pair: indices into models, gpus and ENGINES.
    room_share          per row: 0.5 where the shape is approximate, else 1.
    slowest, fastest    per row: ends of the band, as shares of the predicted speed.
    """

    models: tuple[str, ...]
    gpus: tuple[str, ...]
    without_figures: Mapping[str, tuple[str, ...]]
    pair_model: Ints
    pair_gpu: Ints
    pair_engine: Ints
    first: Ints
    count: Ints
    rows: Rows
    row_pair: Ints
    room_share: Floats
    slowest: Floats
    fastest: Floats
    coefficients: Coefficients

    @staticmethod
    def build(shapes: Mapping[str, Shape], gpus: Mapping[str, Gpu], engines: Sequence[str] = ("stock", "local")) -> LayoutTable:
        """Find all layouts of the models on the GPUs.

        Raises:
            ValueError: an engine class that does not exist.
        """
        if unknown := set(engines) - set(ENGINES):
            raise ValueError(f"engines: {', '.join(sorted(unknown))} not among {', '.join(ENGINES)}")
        usable = {i: g for i, g in gpus.items() if not missing_figures(g)}
        models, cards = shape_columns(list(shapes.values())), gpu_columns(list(usable.values()))
        codes = sorted(ENGINES.index(e) for e in engines)
        pairs = [_pairs(code, len(shapes), cards) for code in codes]
        pair_model, pair_gpu, pair_engine = (np.concatenate(column) for column in zip(*pairs, strict=True))
        rows, row_pair = _feasible(list(shapes.values()), models, cards, pair_model, pair_gpu, pair_engine)
        count = np.bincount(row_pair, minlength=len(pair_model))
        ends = np.array([[[band(e, rough, moe) for moe in (False, True)] for rough in (False, True)] for e in ENGINES])
        approximate, moe = models.approximate[rows.model], models.moe[rows.model]
        bands = ends[rows.engine, approximate.astype(np.int64), moe.astype(np.int64)]
        return LayoutTable(
            models=tuple(shapes),
            gpus=tuple(usable),
            without_figures={i: missing_figures(g) for i, g in gpus.items() if i not in usable},
            pair_model=pair_model,
            pair_gpu=pair_gpu,
            pair_engine=pair_engine,
            first=np.concatenate(([0], np.cumsum(count)[:-1])).astype(np.int64),
            count=count,
            rows=rows,
            row_pair=row_pair,
            room_share=np.where(approximate, APPROXIMATE_ROOM, 1.0),
            slowest=bands[:, 0],
            fastest=bands[:, 1],
            coefficients=coefficients(rows, models, cards),
        )

    def plan(self, load: Load, like: FleetPlan | None = None) -> FleetPlan:
        """Machines for a load on every pair; see fleet.plan."""
        return plan(self, load, like)

    def only(self, pairs: Ints) -> LayoutTable:
        """The same table with some of its pairs, in the order given; models and GPUs keep their indices."""
        count = self.count[pairs]
        first = np.concatenate(([0], np.cumsum(count)[:-1])).astype(np.int64) if len(pairs) else np.empty(0, dtype=np.int64)
        which = (
            np.concatenate([np.arange(self.first[p], self.first[p] + self.count[p]) for p in pairs])
            if len(pairs)
            else np.empty(0, dtype=np.int64)
        )
        return replace(
            self,
            pair_model=self.pair_model[pairs],
            pair_gpu=self.pair_gpu[pairs],
            pair_engine=self.pair_engine[pairs],
            first=first,
            count=count,
            rows=self.rows.take(which),
            row_pair=np.repeat(np.arange(len(pairs)), count),
            room_share=self.room_share[which],
            slowest=self.slowest[which],
            fastest=self.fastest[which],
            coefficients=self.coefficients.take(which),
        )

    def pair(self, model_id: str, gpu_id: str, engine: str) -> int:
        """Index of a pair.

        Raises:
            KeyError: no such model, GPU or engine in this table, or the GPU does not run that engine.
        """
        try:
            wanted = self.models.index(model_id), self.gpus.index(gpu_id), ENGINES.index(engine)
        except ValueError as error:
            raise KeyError(f"{model_id} on {gpu_id} with {engine}") from error
        found = (self.pair_model == wanted[0]) & (self.pair_gpu == wanted[1]) & (self.pair_engine == wanted[2])
        if not found.any():
            raise KeyError(f"{gpu_id} does not run the {engine} engine")
        return int(found.argmax())


def _pairs(engine: int, models: int, cards: GpuColumns) -> tuple[Ints, Ints, Ints]:
    """Models times the GPUs that run this engine class: personal machines locally, servers and cards otherwise."""
    able = np.flatnonzero(cards.personal if engine == LOCAL else cards.serves)
    model = np.repeat(np.arange(models), len(able))
    return model, np.tile(able, models), np.full(len(model), engine, dtype=np.int64)


def _formats(shapes: Sequence[Shape], local: bool) -> tuple[Ints, Ints, Bools]:
    """(model, format, only on GPUs with FP8 arithmetic) for every format worth trying."""
    found: list[tuple[int, str, bool]] = []
    for i, shape in enumerate(shapes):
        code = formats.native_code(shape.native_format)
        native = formats.NAMES[code] if code is not None else "bf16"
        if local:
            found += [(i, "mxfp4", False)] if native == "mxfp4" else [(i, "q8_0", False), (i, "q4_k_m", False)]
        elif native == "bf16":
            found += [(i, "bf16", False), (i, "fp8", True)]
        else:
            found.append((i, native, native == "fp4+fp8"))
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    code_column = np.array([formats.CODE[name] for name in columns[1]], dtype=np.int64)
    return np.array(columns[0], dtype=np.int64), code_column, np.array(columns[2], dtype=bool)


def _feasible(
    shapes: Sequence[Shape], models: ShapeColumns, cards: GpuColumns, pair_model: Ints, pair_gpu: Ints, pair_engine: Ints
) -> tuple[Rows, Ints]:
    """Layouts whose weights fit, sorted, and the pair of each."""
    parts: list[tuple[Rows, Ints]] = []
    for local in (False, True):
        of_class = np.flatnonzero((pair_engine == LOCAL) == local)
        model, code, needs_fp8 = _formats(shapes, local)
        start, stop = np.searchsorted(model, pair_model[of_class]), np.searchsorted(model, pair_model[of_class], side="right")
        pair = np.repeat(of_class, stop - start)  # once per format of its model
        chosen = _ranges(start, stop)
        fits_hardware = ~needs_fp8[chosen] | np.isfinite(cards.peak8[pair_gpu[pair]])
        pair, chosen = pair[fits_hardware], chosen[fits_hardware]
        shares = [(1, PP if local else TP)] + [(g, mode) for g in GROUP_SIZES[1:] for mode in ((PP,) if local else (TP, DEP, PP))]
        group = np.tile([g for g, _ in shares], len(pair))
        mode = np.tile([m for _, m in shares], len(pair))
        pair, precision = np.repeat(pair, len(shares)), np.repeat(code[chosen], len(shares))
        rows = Rows(pair_model[pair], pair_gpu[pair], pair_engine[pair], precision, group, mode)
        sensible = _sensible(rows, models, cards, local)
        parts.append((rows.take(sensible), pair[sensible]))
    rows = Rows(*(np.concatenate([getattr(part, name) for part, _ in parts]) for name in Rows.__dataclass_fields__))
    pair = np.concatenate([p for _, p in parts])
    fit = memory_of(rows, models, cards).room > 0
    rows, pair = rows.take(fit), pair[fit]
    kind = pair * len(formats.PRECISIONS) + rows.precision
    smallest = np.full(len(pair_model) * len(formats.PRECISIONS), GROUP_SIZES[-1], dtype=np.int64)
    np.minimum.at(smallest, kind, rows.group)
    kept = np.flatnonzero(rows.group <= GROUPS_KEPT * smallest[kind])
    rows, pair = rows.take(kept), pair[kept]
    order = np.lexsort((rows.mode, rows.group, -formats.FIDELITY[rows.precision], pair))
    return rows.take(order), pair[order]


def _ranges(start: Ints, stop: Ints) -> Ints:
    """start[0]..stop[0]-1, start[1]..stop[1]-1 and so on, in one array."""
    length = stop - start
    offset = np.repeat(np.cumsum(length) - length, length)
    return np.asarray(np.arange(length.sum()) - offset + np.repeat(start, length))


def _sensible(rows: Rows, models: ShapeColumns, cards: GpuColumns, local: bool) -> Bools:
    """Groups the machines allow; experts are spread only over a fast link, layers only over a slow one."""
    slow = cards.slow_link[rows.gpu]
    limit = cards.max_group[rows.gpu]
    small_enough = rows.group <= (np.minimum(limit, LOCAL_GROUP) if local else limit)
    spread = (rows.mode != DEP) | (models.moe[rows.model] & ~slow)
    piped = (rows.mode != PP) | slow | local
    return np.asarray(small_enough & spread & piped)
