"""Whole machines for the peak: the hardware of each option that serves its priorities best, rented, reserved, bought or already owned.

Rent runs for every hour of the month. Bought hardware is written off over its life and draws power and space; what the user
already owns costs power and space only. Machines are sized for the highest month of the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.needs import Needs
from advisor.options import BOUGHT, LOCAL, RENTED, RESERVED, OptionSpace
from advisor.parameters import PARAMETERS
from advisor.sizing.fleet import FITS, FleetPlan, Load, plan
from advisor.values import cost_value, parts_value, speed_value
from catalog.schema import Gpu

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NO_PRICE, NO_SHAPE = 5, 6
"""Reason codes besides those of the sizing plan: the machine has no price and is not owned; no published shape to size by."""


@dataclass(frozen=True)
class MachineColumns:
    """Needs-independent columns of all hardware candidates, in the order of the options. USD are per GPU (hour or piece)."""

    option: Ints
    starts: Ints
    pair: Ints
    fixed: Ints
    kind: NDArray[np.str_]
    usd: Floats
    usd_low: Floats
    usd_high: Floats
    kw: Floats
    host_usd: Floats
    gpu_id: NDArray[np.str_]
    measured: NDArray[np.bool_]
    board: Floats
    stale: NDArray[np.bool_]
    tariff: float | None = None
    """USD per kWh of the organisation whose profile lies over the catalog; None: the parameters' ranges."""


@dataclass(frozen=True)
class MachineCost:
    """Per option (NaN or -1 where it runs on no machine of ours): chosen candidate, GPUs, and USD a month in parts.

    reason: FITS, or why no candidate serves (codes of the sizing plan, or NO_PRICE); `candidates` holds the same for each of them.
    """

    machine: Ints
    reason: Ints
    gpus: Floats
    gpus_per_replica: Ints
    replicas: Floats
    precision: Ints
    tokens_per_s: Floats
    first_token_s: Floats
    parts: dict[str, Floats]
    low: Floats
    high: Floats
    upfront: Floats
    owned: NDArray[np.bool_]
    candidates: Ints


def power_kw(gpu: Gpu) -> float:
    """Facility power of one GPU: the published all-in figure, else TDP times server and cooling overhead; NaN unknown."""
    if gpu.all_in_kw is not None:
        return gpu.all_in_kw
    return float("nan") if gpu.tdp_w is None else gpu.tdp_w / 1000 * PARAMETERS["cost.power_overhead"]


def machine_columns(space: OptionSpace) -> MachineColumns:
    """Columns of all candidates; built once per catalog."""
    cached = space.cache.get("machine_columns")
    if cached is None:
        m = space.machines
        option = np.array([x.option for x in m], dtype=np.int64)
        day = space.catalog.on or space.catalog.built_at
        whole = {"Apple"}  # sold as a complete computer
        cached = space.cache["machine_columns"] = MachineColumns(
            option=option,
            starts=np.flatnonzero(np.diff(option, prepend=-1)),
            pair=np.array([x.pair for x in m], dtype=np.int64),
            fixed=np.array([x.fixed_gpus for x in m], dtype=np.int64),
            kind=np.array([x.kind for x in m], dtype=str),
            usd=np.array([x.usd for x in m], dtype=float),
            usd_low=np.array([x.usd_low for x in m], dtype=float),
            usd_high=np.array([x.usd_high for x in m], dtype=float),
            kw=np.nan_to_num(np.array([power_kw(x.gpu) for x in m], dtype=float), nan=0.2),
            host_usd=np.array(
                [0.0 if x.kind != LOCAL or x.gpu.vendor in whole or x.gpu.id.startswith("dgx") else 1.0 for x in m], dtype=float
            ),
            gpu_id=np.array([x.gpu.id for x in m], dtype=str),
            stale=np.array([abs((day - x.origin.latest).days) > PARAMETERS["freshness.price_days"] for x in m], dtype=bool),
            board=np.array([x.gpu.board if x.kind == BOUGHT else 1 for x in m], dtype=float),
            tariff=None if space.catalog.organisation is None else space.catalog.organisation.costs.power_usd_per_kwh,
            measured=np.array([x.gpu.id in space.catalog.measured_gpus or x.pair < 0 for x in m], dtype=bool),
        )
    assert isinstance(cached, MachineColumns)
    return cached


def fleet_load(needs: Needs, peak_requests_per_s: float, output_tokens: dict[str, float]) -> Load:
    """The load of the sizing plan: mean lengths, the longest request, and the speed asked for."""
    volume, speed, context = needs.volume, needs.speed, needs.context
    return Load(
        peak_requests_per_s=peak_requests_per_s,
        input_tokens=float(volume.input_tokens_per_request),
        output_tokens=output_tokens,
        cached_input_share=volume.cached_input_share,
        longest_context_tokens=float(context.longest_prompt_tokens + context.longest_answer_tokens),
        max_time_to_first_token_s=speed.max_time_to_first_token_s,
        min_output_tokens_per_s=speed.min_output_tokens_per_s,
    )


def machine_cost(space: OptionSpace, needs: Needs, fleet: FleetPlan) -> MachineCost:
    """Choose the hardware of every machine option and price it, from a fleet plan over the space's layouts."""
    c = machine_columns(space)
    media = c.pair < 0

    def planned(column: Floats | Ints, otherwise: float | Floats | Ints) -> Any:
        """A column of the plan along the candidates; what runs no language model has a value of its own."""
        if not len(column):
            return np.broadcast_to(otherwise, len(media)).copy()
        return np.where(media, otherwise, column[np.maximum(c.pair, 0)])

    in_tokens = PARAMETERS.tasks[needs.task].unit == "token"
    reason = planned(fleet.reason, NO_SHAPE if in_tokens else FITS)
    served = reason == FITS
    gpus, gpus_low, gpus_high = (planned(g, c.fixed) for g in (fleet.gpus, fleet.gpus_low, fleet.gpus_high))
    owned = owned_of(c, needs)
    p = {k: monthly_parts(c, g, owned, i) for i, (k, g) in enumerate((("low", gpus_low), ("expected", gpus), ("high", gpus_high)))}
    expected = sum(p["expected"].values())
    assert isinstance(expected, np.ndarray)
    buys = np.isin(c.kind, (BOUGHT, LOCAL))
    to_buy = np.where(buys, _bought(c, gpus, owned), 0.0)
    # where nobody has published a measurement of a GPU type the sizing model extrapolates: only the user's own are taken then
    priced = ~(np.isnan(c.usd) & ((to_buy > 0) | ~buys)) & (c.measured | (owned > 0))
    reason = np.where(served & ~priced, NO_PRICE, reason)
    speeds = planned(fleet.output_tokens_per_s, np.nan), planned(fleet.time_to_first_token_s, np.nan)
    hardware = np.nan_to_num(c.usd) * to_buy * np.where(c.kind == BOUGHT, 1 + PARAMETERS["cost.server_share"], 1.0)
    hardware = hardware + c.host_usd * PARAMETERS["cost.host_computer_usd"] * to_buy
    worth = _worth(space, c, needs, expected, hardware, gpus, *speeds)
    chosen = _first_smallest(np.where(reason == FITS, -worth, np.inf), c)
    n = len(space.options)
    machine = np.full(n, -1, dtype=np.int64)
    machine[c.option[c.starts]] = chosen
    has = machine >= 0
    at = machine[has]

    def spread(values: Floats | Ints, empty: float = np.nan) -> Floats:
        out = np.full(n, empty)
        out[has] = values[at]
        return out

    low, high = np.asarray(sum(p["low"].values())), np.asarray(sum(p["high"].values()))
    high = np.where(media, high * PARAMETERS["cost.unknown_capacity_high"], high)
    return MachineCost(
        machine=machine,
        reason=spread(reason, -1).astype(np.int64),
        gpus=spread(gpus),
        gpus_per_replica=spread(planned(fleet.gpus_per_replica, c.fixed), 0).astype(np.int64),
        replicas=spread(planned(fleet.replicas, 1.0), 0),
        precision=spread(planned(fleet.precision, -1), -1).astype(np.int64),
        tokens_per_s=spread(speeds[0]),
        first_token_s=spread(speeds[1]),
        parts={k: spread(v) for k, v in p["expected"].items()},
        low=np.minimum(spread(low), spread(expected)),
        high=np.maximum(spread(high), spread(expected)),
        upfront=spread(hardware, 0.0),
        owned=spread((owned > 0) & (to_buy == 0), 0).astype(bool),
        candidates=reason,
    )


def _worth(
    space: OptionSpace, c: MachineColumns, needs: Needs, monthly: Floats, hardware: Floats, gpus: Floats, rate: Floats, wait: Floats
) -> Floats:
    """What a candidate earns its option: cost with people, speed and parts, at the user's priorities.

    Taking the candidate that scores best, not the cheapest alone, keeps a cheaper machine from ever lowering a score. Candidates
    beyond a budget come last, so that an option is not ruled out while other hardware would keep it within.
    """
    P, p, team = PARAMETERS, needs.priorities, needs.team
    ways = [w.id for w in space.subjects["deployment"]]
    code = space.codes["deployment"][c.option]
    people = np.array([P[f"deployments.{w}.run_fte"] * team.fte_usd_per_year / 12 for w in ways])
    people += np.array(
        [P[f"deployments.{w}.setup_weeks"] * team.fte_usd_per_year / P["cost.weeks_per_year"] / needs.volume.horizon_months for w in ways]
    )
    total = monthly + people[code] + P["cost.fte_per_gpu"] * gpus * team.fte_usd_per_year / 12
    parts = np.array([P[f"deployments.{w}.parts"] for w in ways])[code] + gpus
    known = ~np.isnan(rate)
    speed = np.where(known, speed_value(np.nan_to_num(rate, nan=1.0), np.nan_to_num(wait, nan=60.0)), 0.0)
    worth = p.cost * cost_value(total) + p.speed * speed + p.simplicity * (1 - P["criteria.simplicity.weeks_weight"]) * parts_value(parts)
    for limit, figure in ((needs.budget.max_monthly_usd, total), (needs.budget.max_upfront_usd, hardware)):
        if limit is not None:
            worth = worth - np.where(figure > limit, 100.0, 0.0)
    cheaper: Floats = worth - 1e-9 * np.log1p(total)  # of equals the cheaper
    return cheaper


def owned_of(c: MachineColumns, needs: Needs) -> Floats:
    """GPUs of each candidate's type that the user already has; they serve the user's own machines only."""
    owned = np.zeros(len(c.option))
    for entry in needs.team.owned_gpus:
        owned[(c.gpu_id == entry.gpu) & np.isin(c.kind, (BOUGHT, LOCAL))] += entry.count
    return owned


def _bought(c: MachineColumns, gpus: Floats, owned: Floats) -> Floats:
    """GPUs to buy beside the owned ones: whole boards, since that is how they are sold."""
    missing: Floats = np.ceil(np.maximum(gpus - owned, 0.0) / c.board) * c.board
    return missing


def monthly_parts(c: MachineColumns, gpus: Floats, owned: Floats, end: int) -> dict[str, Floats]:
    """USD a month in parts at one end of the ranges (0 low, 1 expected, 2 high); `gpus` per candidate, or many counts of one candidate."""
    P = PARAMETERS
    hours = P["cost.hours_per_month"]
    rented, local = np.isin(c.kind, (RENTED, RESERVED)), c.kind == LOCAL
    stale = np.where(c.stale, P["freshness.stale_price_high"], P["cost.rental_price_high"])
    usd = (np.fmin(c.usd_low, c.usd * P["cost.rental_price_low"]), c.usd, np.fmax(c.usd_high, c.usd * stale))[end]
    price = np.nan_to_num((c.usd_low, c.usd, c.usd_high)[end], nan=0.0)
    bought = np.where(rented, 0.0, _bought(c, gpus, owned))
    life = np.where(local, P.range("cost.workstation_write_off_months")[end], P.range("cost.write_off_months")[end])
    chassis = np.where(local, 0.0, P.range("cost.server_share")[end])
    power: Floats | float = (
        c.tariff
        if c.tariff is not None
        else np.where(local, P.range("cost.power_usd_per_kwh_workstation")[end], P.range("cost.power_usd_per_kwh")[end])
    )
    kw = np.where(rented, 0.0, (bought + np.minimum(owned, gpus)) * c.kw)
    return {
        "gpu_rental": np.where(rented, gpus * np.nan_to_num(usd) * hours, 0.0),
        "hardware": bought * (price * (1 + chassis) + c.host_usd * P.range("cost.host_computer_usd")[end]) / life,
        "power": kw * hours * power,
        "space": np.where(local, 0.0, kw * P.range("cost.space_usd_per_kw_month")[end]),
    }


def _first_smallest(values: Floats, c: MachineColumns) -> Ints:
    """Per option the first candidate with the smallest value; where none serves, the first."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    least = np.minimum.reduceat(values, c.starts)
    sizes = np.diff(np.append(c.starts, len(values)))
    hit = values == np.repeat(least, sizes)
    where = np.where(hit, np.arange(len(values)), len(values))
    found: Ints = np.minimum.reduceat(where, c.starts)
    return found


__all__ = [
    "FITS",
    "NO_PRICE",
    "MachineColumns",
    "MachineCost",
    "fleet_load",
    "machine_columns",
    "machine_cost",
    "monthly_parts",
    "owned_of",
    "plan",
    "power_kw",
]
