"""What one deployment of a model delivers: the answer to `weighbridge size`.

Three questions, told apart by what is given:

    token counts and concurrency    a closed loop with that many requests in flight
    token counts alone              offline capacity: the best over batch sizes, groups and modes
    no token counts                 decode only, one stream, an empty cache; what fits is then
                                    counted for sequences of NOMINAL_CONTEXT tokens
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from advisor.sizing import constants as k
from advisor.sizing.columns import GpuColumns, ShapeColumns, gpu_columns, has_slow_link, missing_figures, shape_columns
from advisor.sizing.memory import DEP, MODES, PP, TP, Rows, memory_of, sequences_that_fit
from advisor.sizing.precision import NAMES, PRECISIONS, code_of, native_code
from advisor.sizing.step import Coefficients, Running, coefficients
from catalog.schema import Gpu, Shape

MAX_GPUS = 1024
MAX_TOKENS = 100_000_000
MAX_CONCURRENCY = 1_000_000
NOMINAL_CONTEXT = 1_000.0


@dataclass(frozen=True)
class SizeResult:
    """Rates are of the whole deployment; None where the deployment does not fit or the question has no such answer.

    max_concurrency         requests that fit in memory together, all groups.
    output_tokens_per_s     expected; low and high are the 10th and 90th percentile of measured over predicted.
    concurrency             requests in flight at which the figures hold.
    time_to_first_token_s   rough under load: test it before promising it.
    inter_token_s           seconds between the tokens of one stream.
    """

    fits: bool
    max_concurrency: int
    concurrency: int | None
    output_tokens_per_s: float | None
    low: float | None
    high: float | None
    time_to_first_token_s: float | None
    inter_token_s: float | None
    requests_per_s: float | None
    weights_gb: float
    precision: str
    engine: str
    layout: str
    notes: tuple[str, ...] = ()


def default_precision(shape: Shape, engine: str) -> str:
    """The published format, except that local engines take the 4-bit GGUF; bf16 where none is known."""
    native = native_code(shape.native_format)
    if engine == "local":
        return "mxfp4" if native is not None and NAMES[native] == "mxfp4" else "q4_k_m"
    return NAMES[native] if native is not None else "bf16"


def _check(
    shape: Shape, gpu: Gpu, gpus: int, input_tokens: float | None, output_tokens: float | None, concurrency: float | None, engine: str
) -> None:
    faults = []
    if engine not in k.ENGINES:
        faults.append(f'engine: "{engine}" is not one of {", ".join(k.ENGINES)}')
    if not 1 <= gpus <= MAX_GPUS or gpus != int(gpus):
        faults.append(f"gpus: {gpus} is not a whole number from 1 to {MAX_GPUS:,}")
    if (input_tokens is None) != (output_tokens is None):
        faults.append("input_tokens and output_tokens: give both, or neither for decode only")
    if input_tokens is not None and not 0 <= input_tokens <= MAX_TOKENS:
        faults.append(f"input_tokens: {input_tokens} is not between 0 and {MAX_TOKENS:,}")
    if output_tokens is not None and not 1 <= output_tokens <= MAX_TOKENS:
        faults.append(f"output_tokens: {output_tokens} is not between 1 and {MAX_TOKENS:,}")
    if concurrency is not None and not 1 <= concurrency <= MAX_CONCURRENCY:
        faults.append(f"concurrency: {concurrency} is not between 1 and {MAX_CONCURRENCY:,}")
    faults += [f"gpu {gpu.id}: its {name} is not known, so {shape.model_id} cannot be sized on it" for name in missing_figures(gpu)]
    if faults:
        raise ValueError("; ".join(faults))


@lru_cache(maxsize=1024)
def _columns(shape: Shape, gpu: Gpu) -> tuple[ShapeColumns, GpuColumns]:
    return shape_columns([shape]), gpu_columns([gpu])


def _rows(engine: str, precision: str, layouts: list[tuple[int, int]]) -> Rows:
    n = len(layouts)
    zero = np.zeros(n, dtype=np.int64)
    return Rows(
        zero,
        zero,
        zero + k.ENGINES.index(engine),
        zero + code_of(precision),
        np.array([group for group, _ in layouts], dtype=np.int64),
        np.array([mode for _, mode in layouts], dtype=np.int64),
    )


def _label(mode: int, group: int, copies: int) -> str:
    one = "1 GPU" if group == 1 else f"{MODES[mode]}{group}"
    return one if copies == 1 else f"{copies} x {one}"


def size(
    shape: Shape,
    gpu: Gpu,
    gpus: int = 1,
    precision: str | None = None,
    input_tokens: float | None = None,
    output_tokens: float | None = None,
    concurrency: float | None = None,
    engine: str = "stock",
    mode: str | None = None,
    group: int | None = None,
    cap_per_gpu: int = k.OFFLINE_CAP_PER_GPU,
) -> SizeResult:
    """Size one deployment of `gpus` GPUs; `mode` and `group` pin the layout instead of letting the model choose.

    Raises:
        ValueError: a value is out of bounds or a figure of the GPU is unknown; names every fault.
    """
    _check(shape, gpu, gpus, input_tokens, output_tokens, concurrency, engine)
    name = PRECISIONS[code_of(precision)].name if precision else default_precision(shape, engine)
    prompt, answer = float(input_tokens or 0.0), float(output_tokens or 0.0)
    offline = output_tokens is not None and concurrency is None
    layouts = _candidates(shape, gpus, engine, offline, mode, group)
    shapes, cards = _columns(shape, gpu)
    rows = _rows(engine, name, layouts)
    c = coefficients(rows, shapes, cards)
    copies = gpus // rows.group
    kept = NOMINAL_CONTEXT if output_tokens is None else prompt + k.MEAN_FILL * answer
    room = sequences_that_fit(c.memory, np.asarray(kept)) * (k.APPROXIMATE_ROOM if shape.quality == "approximate" else 1.0)
    weights_gb = float(c.memory.dense_weights[0] + c.memory.routed_weights[0]) / 1e9
    notes = _notes(shape, gpu, gpus, name)
    if not (room >= 1).any():
        notes.insert(0, _obstacle(shape, gpu, engine, name, weights_gb, bool((c.memory.room > 0).any())))
        label = _label(layouts[0][1], layouts[0][0], int(copies[0]))
        return SizeResult(False, 0, None, None, None, None, None, None, None, weights_gb, name, engine, label, tuple(notes))
    running = Running(c, prompt, max(answer, 1.0))
    best, in_flight = _operating_point(running, room, copies, rows, None if offline else float(concurrency or 1.0), answer, cap_per_gpu)
    total = float(copies[best])
    if concurrency is not None and in_flight * total < concurrency - 1e-9:
        notes.append(f"{concurrency:,.0f} requests do not fit in memory together: {in_flight * total:,.0f} run, the others wait.")
    if engine == "local" and in_flight > 1:
        notes.append("Local engines were measured with one request at a time: several at once are extrapolated.")
    decode_only = output_tokens is None
    step = float(running.step_s(in_flight)[best])
    each = step if decode_only else float(running.inter_token_s(in_flight)[best])
    rate = in_flight / each * total
    low, high = k.band(engine, shape.quality == "approximate", bool(shape.experts))
    most = float(room[best])
    return SizeResult(
        fits=True,
        max_concurrency=int(min(math.floor(most) * total, MAX_CONCURRENCY)) if math.isfinite(most) else MAX_CONCURRENCY,
        concurrency=round(in_flight * total),
        output_tokens_per_s=rate,
        low=rate * low,
        high=rate * high,
        time_to_first_token_s=None if decode_only else float(running.first_token_s(in_flight)[best]),
        inter_token_s=each,
        requests_per_s=None if decode_only else rate / answer,
        weights_gb=weights_gb,
        precision=name,
        engine=engine,
        layout=_label(int(rows.mode[best]), int(rows.group[best]), int(copies[best])),
        notes=tuple(notes),
    )


def _candidates(shape: Shape, gpus: int, engine: str, offline: bool, mode: str | None, group: int | None) -> list[tuple[int, int]]:
    """Layouts to try: one group over all GPUs at a given load; every dividing group offline.

    llama.cpp spreads layers over cards, serving engines split each layer.
    """
    if mode is not None and mode not in MODES:
        raise ValueError(f'mode: "{mode}" is not one of {", ".join(MODES)}')
    if group is not None and (group < 1 or gpus % group):
        raise ValueError(f"group: {group} does not divide {gpus} GPUs")
    groups = [group] if group is not None else [g for g in range(1, gpus + 1) if gpus % g == 0] if offline else [gpus]
    usual = PP if engine == "local" else TP
    modes = [MODES.index(mode)] if mode is not None else [usual, DEP] if offline and shape.experts and engine != "local" else [usual]
    return [(g, m) for g in groups for m in modes if g > 1 or m == modes[0]]


def _operating_point(
    running: Running, room: np.ndarray, copies: np.ndarray, rows: Rows, concurrency: float | None, answer: float, cap: int
) -> tuple[int, float]:
    """Row and requests in flight per group: those asked for, or those with the highest offline rate."""
    if concurrency is not None:
        return 0, max(1.0, min(concurrency / float(copies[0]), float(np.floor(room[0]))))
    best, at, top = 0, 1.0, -1.0
    for share in k.OFFLINE_SHARES:
        # a group takes what fits, up to the engine's limit
        tried = np.minimum(np.maximum(np.floor(share * room), 1.0), cap * rows.group)
        rate = np.where(room >= 1, running.output_tokens_per_s(tried) * copies, -1.0)
        i = int(rate.argmax())
        if rate[i] > top:
            best, at, top = i, float(tried[i]), float(rate[i])
    return best, at


def _obstacle(shape: Shape, gpu: Gpu, engine: str, precision: str, weights_gb: float, weights_fit: bool) -> str:
    if weights_fit:
        return "The weights fit, but not one request of this length beside them: use more GPUs or shorter prompts."
    shapes, cards = _columns(shape, gpu)
    sizes = [g for g in k.GROUP_SIZES if memory_of(_rows(engine, precision, [(g, TP)]), shapes, cards).room[0] > 0]
    enough = f"{sizes[0]} GPUs of this type hold them." if sizes else f"Not even {k.GROUP_SIZES[-1]} GPUs of this type hold them."
    return f"{weights_gb:,.1f} GB of weights do not fit. {enough}"


def _notes(shape: Shape, gpu: Gpu, gpus: int, precision: str) -> list[str]:
    """What the reader must know about how far the figures hold."""
    notes = []
    if shape.quality == "approximate":
        notes.append("The model's shape is approximate: the number of requests that fit is halved and the band is wider.")
    if native_code(shape.native_format) is None:
        notes.append("The published weight format is not known.")
    if "lookup tables" in shape.notes:
        notes.append("Lookup tables outside the counted parameters must stay on the host or be added to memory.")
    if (precision == "fp8" and gpu.fp8_tflops is None) or (precision == "fp4" and gpu.fp4_tflops is None):
        notes.append(f"{gpu.name} has no {precision} arithmetic known: weights stay small, products run in bf16.")
    if gpu.id in k.UNMEASURED_GPUS:
        notes.append(f"No measurement on {gpu.name} is behind these figures: they are extrapolated.")
    if gpus >= 4 and shape.experts and shape.p_active_b < k.SMALL_ACTIVE_B:
        notes.append("Models with few active parameters were slower than predicted on many GPUs: fewer per replica may serve as well.")
    if gpus > 1 and gpu.link_gb_s is None:
        notes.append(f"The link speed of {gpu.name} is not published: a PCIe figure is assumed.")
    if gpus > 1 and has_slow_link(gpu):
        notes.append("These cards talk over PCIe: independent replicas or splitting by layers may serve more.")
    return notes


__all__ = ["Coefficients", "SizeResult", "default_precision", "size"]
