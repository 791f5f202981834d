"""From a load to machines, for every model and GPU of a catalog at once.

For every layout: the number of requests in flight that fits in memory, meets the speed asked for
and carries most; from it requests per second of one replica; from these the replicas. For every
pair the layout with the fewest GPUs in all. Replicas are given three times: expected; `high` with
the 10th percentile of measured over predicted speed; `low` with the 90th.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from advisor.sizing.columns import Bools, Floats, Ints
from advisor.sizing.constants import ENGINES, HEADROOM, LOCAL, MEAN_FILL, OFFLINE_CAP_PER_GPU
from advisor.sizing.memory import MODES, Rows, sequences_that_fit
from advisor.sizing.precision import NAMES
from advisor.sizing.step import Coefficients, Running

if TYPE_CHECKING:
    from advisor.sizing.layouts import LayoutTable

FITS, WEIGHTS, CONTEXT, SPEED, FIRST_TOKEN = range(5)
REASONS: Final = ("fits", "weights do not fit", "context does not fit", "speed unmet", "time to first token unmet")
IN_FLIGHT: Final = tuple(float(2**i) for i in range(13))
"""Requests in flight tried, besides the number that fits."""
WORTH_LEAVING_OUT: Final = 0.8
"""Copying the rows that can still grow pays once a fifth of them cannot."""
ROUNDING: Final = 1e-9
"""A replica more than fits, by this share of one, is an error of rounding and not another replica."""
_NO_END = 1e12  # requests/s that no single replica carries
_NEVER = 1e30  # stands for the GPUs of a layout that does not serve: beyond any real count


@dataclass(frozen=True)
class Load:
    """What the machines must carry in the busiest second of the busiest month.

    output_tokens           per answer, reasoning included; a mapping gives each model its own.
    cached_input_share      0..1 of the prompt that the prefix cache holds.
    longest_context_tokens  prompt plus answer that must fit at least once; None: the mean request.
    min_output_tokens_per_s, max_time_to_first_token_s   of one stream; None: not asked.
    redundancy              one replica more than needed, and never fewer than two (not for local machines).
    """

    peak_requests_per_s: float
    input_tokens: float
    output_tokens: float | Mapping[str, float]
    cached_input_share: float = 0.0
    longest_context_tokens: float | None = None
    max_time_to_first_token_s: float | None = None
    min_output_tokens_per_s: float | None = None
    redundancy: bool = True


@dataclass(frozen=True)
class FleetOption:
    """One line of a plan, for reading. GPU counts are totals over all replicas."""

    model_id: str
    gpu_id: str
    engine: str
    reason: str
    precision: str | None
    layout: str | None
    gpus_per_replica: int
    replicas: int
    gpus_low: int
    gpus: int
    gpus_high: int
    in_flight: int
    output_tokens_per_s: float
    time_to_first_token_s: float
    capacity_requests_per_s: float


@dataclass(frozen=True)
class FleetPlan:
    """Per pair of `table`; where `reason` is not FITS, counts are 0 and speeds those of one stream on the fastest layout.

    row                     chosen row of the table, -1 where the weights fit nowhere.
    replicas                expected, redundancy included; _low and _high are the ends of the speed band.
    output_tokens_per_s     of one stream at the operating point; NaN without a layout.
    capacity_requests_per_s of all replicas, headroom not taken off, expected speed.
    """

    table: LayoutTable
    reason: Ints
    row: Ints
    precision: Ints
    gpus_per_replica: Ints
    mode: Ints
    in_flight: Floats
    replicas_low: Floats
    replicas: Floats
    replicas_high: Floats
    output_tokens_per_s: Floats
    time_to_first_token_s: Floats
    replica_requests_per_s: Floats

    @property
    def fits(self) -> Bools:
        return np.asarray(self.reason == FITS)

    @property
    def gpus(self) -> Floats:
        """GPUs of all replicas, expected."""
        return self.replicas * self.gpus_per_replica

    @property
    def gpus_low(self) -> Floats:
        return self.replicas_low * self.gpus_per_replica

    @property
    def gpus_high(self) -> Floats:
        return self.replicas_high * self.gpus_per_replica

    @property
    def capacity_requests_per_s(self) -> Floats:
        return self.replicas * self.replica_requests_per_s

    def option(self, pair: int) -> FleetOption:
        """One pair in words."""
        t, placed, group = self.table, bool(self.row[pair] >= 0), int(self.gpus_per_replica[pair])
        return FleetOption(
            model_id=t.models[t.pair_model[pair]],
            gpu_id=t.gpus[t.pair_gpu[pair]],
            engine=ENGINES[t.pair_engine[pair]],
            reason=REASONS[self.reason[pair]],
            precision=NAMES[self.precision[pair]] if placed else None,
            layout=("1 GPU" if group == 1 else f"{MODES[self.mode[pair]]}{group}") if placed else None,
            gpus_per_replica=group,
            replicas=int(self.replicas[pair]),
            gpus_low=int(self.gpus_low[pair]),
            gpus=int(self.gpus[pair]),
            gpus_high=int(self.gpus_high[pair]),
            in_flight=int(self.in_flight[pair]),
            output_tokens_per_s=float(self.output_tokens_per_s[pair]),
            time_to_first_token_s=float(self.time_to_first_token_s[pair]),
            capacity_requests_per_s=float(self.capacity_requests_per_s[pair]),
        )


def plan(table: LayoutTable, load: Load, like: FleetPlan | None = None) -> FleetPlan:
    """Machines for a load on every pair.

    With `like` only the layouts that plan chose are tried: the same machines under another load
    (more reasoning tokens, a later month).

    Raises:
        ValueError: the load has no meaning (names every fault).
    """
    _check(load)
    tried = np.arange(len(table.rows)) if like is None else like.row[like.row >= 0]
    rows, c, share, slowest = table.rows, table.coefficients, table.room_share, table.slowest
    if like is not None:
        rows, c, share, slowest = rows.take(tried), c.take(tried), share[tried], slowest[tried]
    output = _output_per_row(load.output_tokens, table, rows.model)
    point = _operating_points(c, rows, share, slowest, output, load)
    totals = rows.group * replicas(load.peak_requests_per_s, point.requests_per_s, rows.engine, 1.0, load.redundancy)
    worst = np.where(point.reason == FIRST_TOKEN, point.first_token_s, point.inter_token_s)
    never = _NEVER * np.where(point.reason == CONTEXT, 2.0, 1.0) + _NEVER * 1e-6 * np.minimum(worst, 1e5)
    best = _least_per_pair(np.where(point.reason == FITS, totals, never), table.row_pair[tried])
    return _assemble(table, load, tried[best], point, best)


def _check(load: Load) -> None:
    faults = []
    for name, low, high in (
        ("peak_requests_per_s", 0.0, 1e12),
        ("input_tokens", 0.0, 1e8),
        ("cached_input_share", 0.0, 1.0),
        ("longest_context_tokens", 1.0, 1e9),
        ("max_time_to_first_token_s", 1e-6, 1e9),
        ("min_output_tokens_per_s", 1e-6, 1e9),
    ):
        value = getattr(load, name)
        if value is not None and not low <= value <= high:
            faults.append(f"{name}: {value} is not between {low:g} and {high:g}")
    outputs = list(load.output_tokens.values()) if isinstance(load.output_tokens, Mapping) else [load.output_tokens]
    faults += [f"output_tokens: {v} is not between 1 and 1e8" for v in outputs if not 1 <= v <= 1e8][:3]
    if faults:
        raise ValueError("; ".join(faults))


def _output_per_row(output: float | Mapping[str, float], table: LayoutTable, model: Ints) -> Floats:
    if not isinstance(output, Mapping):
        return np.full(len(model), float(output))
    if missing := [m for m in table.models if m not in output]:
        raise ValueError(f"output_tokens: no figure for {', '.join(missing[:3])}" + (" and others" if len(missing) > 3 else ""))
    return np.array([output[m] for m in table.models], dtype=np.float64)[model]


def replicas(peak: Floats | float, requests_per_s: Floats, engine: Ints, speed: Floats | float, redundancy: bool = True) -> Floats:
    """Replicas for a peak (requests/s) at a share `speed` of the predicted rate, redundancy included."""
    with np.errstate(divide="ignore"):
        needed = peak / (requests_per_s * HEADROOM * speed)
    enough: Floats = np.maximum(np.ceil(needed - ROUNDING), 1.0)
    return np.where(engine == LOCAL, enough, enough + 1) if redundancy else enough


def full_load(table: LayoutTable, load: Load) -> Floats:
    """Requests/s of one replica of every row when it carries as much as memory and the speed asked for allow; 0 where it does not serve.

    Replicas counted at this rate are those of `plan` at any peak: a row that carries a peak with one replica is only loaded less there.
    """
    _check(load)
    output = _output_per_row(load.output_tokens, table, table.rows.model)
    point = _operating_points(
        table.coefficients, table.rows, table.room_share, table.slowest, output, replace(load, peak_requests_per_s=_NO_END)
    )
    return np.where(point.reason == FITS, point.requests_per_s, 0.0)


@dataclass(frozen=True)
class _Points:
    """Per row: the operating point, or one request in flight and the reason why there is none."""

    reason: Ints
    in_flight: Floats
    requests_per_s: Floats
    inter_token_s: Floats
    first_token_s: Floats


def _operating_points(c: Coefficients, rows: Rows, room_share: Floats, slow_end: Floats, output: Floats, load: Load) -> _Points:
    """The number in flight that fits, meets the targets and carries most; normally the largest one.

    A layout of which one replica carries the peak even at the slow end of the band is not loaded
    further: it would not take fewer machines, and its speeds would be those of a crowd that never comes.
    """
    running = Running(c, load.input_tokens, output, load.cached_input_share)
    room = np.floor(sequences_that_fit(c.memory, load.input_tokens + MEAN_FILL * output) * room_share)
    if load.longest_context_tokens is not None:
        room[sequences_that_fit(c.memory, np.asarray(float(load.longest_context_tokens))) * room_share < 1] = 0
    room = np.minimum(room, np.where(rows.engine == LOCAL, 1, OFFLINE_CAP_PER_GPU * rows.group))
    slowest = np.inf if load.min_output_tokens_per_s is None else 1.0 / load.min_output_tokens_per_s
    latest = np.inf if load.max_time_to_first_token_s is None else load.max_time_to_first_token_s
    enough = load.peak_requests_per_s * output / (HEADROOM * slow_end)

    inter, first = running.latency_s(1.0)
    reason = np.where(room < 1, CONTEXT, np.where(inter > slowest, SPEED, np.where(first > latest, FIRST_TOKEN, FITS)))
    in_flight, rate = np.ones(len(room)), np.zeros(len(room))

    def load_with(part: Running, live: Ints, able: Bools, at: Floats | float) -> Floats:
        """Write the rows that meet the targets and carry more with `at` in flight; seconds per token of all."""
        token_s, first_s = part.latency_s(at)
        speed = at / token_s
        better = able & (speed > rate[live]) & (token_s <= slowest) & (first_s <= latest)
        won = live[better]
        rate[won], inter[won], first[won] = speed[better], token_s[better], first_s[better]
        in_flight[won] = at[better] if isinstance(at, np.ndarray) else at
        return token_s

    growing = (room >= 1) & (inter <= slowest)
    live, part = np.arange(len(room)), running
    for at in IN_FLIGHT:
        able = growing[live] & (room[live] >= at)
        if not able.any():
            break
        if able.mean() < WORTH_LEAVING_OUT:
            live = live[able]
            part, able = part.take(able), able[able]
        token_s = load_with(part, live, able, at)
        # the time between tokens only grows with the number in flight
        growing[live] = able & (token_s <= slowest) & (rate[live] < enough[live])
    odd = np.flatnonzero((room > in_flight) & (room < 2 * in_flight) & (rate > 0) & (rate < enough))  # rarely a power of two fits exactly
    load_with(running.take(odd), odd, np.ones(len(odd), dtype=bool), room[odd])
    return _Points(np.where(rate > 0, FITS, reason), in_flight, rate / output, inter, first)


def _least_per_pair(total: Floats, pair: Ints) -> Ints:
    """Index of the first least total of each run of equal `pair`."""
    if not len(pair):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
    least = np.repeat(np.minimum.reduceat(total, starts), np.diff(np.concatenate((starts, [len(pair)]))))
    candidates = np.flatnonzero(total == least)
    return candidates[np.concatenate(([True], pair[candidates][1:] != pair[candidates][:-1]))]


def _assemble(table: LayoutTable, load: Load, row: Ints, point: _Points, best: Ints) -> FleetPlan:
    """Spread the best rows over all pairs."""
    pairs, at = len(table.count), table.row_pair[row]
    served = point.reason[best] == FITS
    engine = table.rows.engine[row]

    def ints(values: Ints | int, fill: int = 0) -> Ints:
        out = np.full(pairs, fill, dtype=np.int64)
        out[at] = values
        return out

    def floats(values: Floats, fill: float = 0.0) -> Floats:
        out = np.full(pairs, fill)
        out[at] = values
        return out

    def counts(speed: Floats | float) -> Floats:
        needed = replicas(load.peak_requests_per_s, point.requests_per_s[best], engine, speed, load.redundancy)
        return floats(np.where(served, needed, 0.0))

    return FleetPlan(
        table=table,
        reason=ints(point.reason[best], WEIGHTS),
        row=ints(row, -1),
        precision=ints(table.rows.precision[row], -1),
        gpus_per_replica=ints(table.rows.group[row]),
        mode=ints(table.rows.mode[row], -1),
        in_flight=floats(point.in_flight[best]),
        replicas_low=counts(table.fastest[row]),
        replicas=counts(1.0),
        replicas_high=counts(table.slowest[row]),
        output_tokens_per_s=floats(1.0 / point.inter_token_s[best], np.nan),
        time_to_first_token_s=floats(point.first_token_s[best], np.nan),
        replica_requests_per_s=floats(point.requests_per_s[best]),
    )
