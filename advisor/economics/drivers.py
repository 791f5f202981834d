"""What moves the break-even: how sure it is with all causes drawn together, and what each does alone over its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from advisor.economics.lines import LARGEST_VOLUME, OnMachines, Sold
from advisor.economics.meeting import CAUSES, EXACT_STEPS, Causes, Worlds, break_evens, spans, worlds
from advisor.economics.scenario import PerRequest, Scenario
from advisor.needs import Needs, NeedsError
from advisor.numbers import compact, decimal, exact, usd
from advisor.options import LOCAL
from advisor.parameters import PARAMETERS
from advisor.robustness import Z80

Floats = NDArray[np.float64]
DRAWN = CAUSES[:7]
"""Causes that have a range of their own; the others are answers or sliders."""


@dataclass(frozen=True)
class Meeting:
    """Where machines and a price per token meet. Volumes are stated requests a month.

    volume        above it the machines stay cheaper, up to their reach; 0: at any volume; None: nowhere.
    first         the smallest volume at which they are cheaper for once, below `volume` where steps still take it back; None: nowhere.
    low, high     80% of the draws lie between; None: beyond every volume.
    never_share   of the draws, those in which the machines never stay cheaper.
    each_own, each_sold   USD of one more request at full load, expected; each_own None where the machines serve a desk only.
    level         factor on today's list price at which both cost the same at the stated volume; None where no price would.
    """

    own: OnMachines
    sold: Sold
    volume: float | None
    first: float | None
    low: float | None
    high: float | None
    never_share: float
    reach: float
    each_own: float | None
    each_sold: float
    level: float | None


@dataclass(frozen=True)
class Driver:
    """Break-even at the cheap and dear end of one cause, everything else as it is; 0 at any volume, None nowhere."""

    name: str
    range: str
    low: float | None
    high: float | None

    @property
    def width(self) -> float:
        """Decades between the ends, within the volumes that a month can have."""
        ends = [np.log10(min(max(v, 1.0), 1e12)) if v is not None else 12.0 for v in (self.low, self.high)]
        return float(abs(ends[1] - ends[0]))


def meetings(own: OnMachines, sold: Sequence[Sold], scenario: Scenario) -> list[Meeting]:
    """The machines against every line: solved for today's figures, then for many draws of all that is uncertain.

    The draws are seeded and shared by all lines, so the same inputs give the same intervals.
    """
    today = worlds(own, sold, scenario, Causes.none(), EXACT_STEPS)
    drawn = worlds(own, sold, scenario, draws())
    reach = own.reach(scenario)
    each = _each(own, reach, scenario)
    return [_meeting(today, drawn, line, reach, each) for line in sold]


def _meeting(today: Worlds, drawn: Worlds, sold: Sold, reach: float, each_own: float | None) -> Meeting:
    own, scenario = today.own, today.scenario
    cheaper = spans(today, sold)
    volume = _volume(break_evens(today, sold)[0])
    found = np.sort(break_evens(drawn, sold))
    low, high = (_volume(v) for v in (found[int(0.1 * len(found))], found[int(np.ceil(0.9 * len(found))) - 1]))
    return Meeting(
        own,
        sold,
        volume,
        cheaper[0][0] if cheaper else None,
        _least(low, volume),
        None if volume is None or high is None else max(high, volume),
        float(np.mean(np.isinf(found))),
        reach,
        each_own,
        _each_sold(sold, scenario),
        _level(own, sold, scenario),
    )


def draws() -> Causes:
    """Seeded draws of every uncertain cause, one per world: what several lines rest on is drawn once."""
    trials = int(PARAMETERS["robustness.trials"])
    rng = np.random.default_rng(int(PARAMETERS["robustness.seed"]))
    found = Causes.none(trials)
    return replace(found, **{name: rng.standard_normal(trials) for name in DRAWN})


def drivers(own: OnMachines, sold: Sold, scenario: Scenario) -> list[Driver]:
    """Every cause that moves the break-even, the widest first; those that do not move it are left out."""
    rows = _causes(own, sold, scenario)
    columns = {name: values.copy() for name, values in vars(Causes.none(2 * len(rows))).items()}
    for place, (_, _, moves) in enumerate(rows):
        for name, ends in moves.items():
            columns[name][2 * place : 2 * place + 2] = ends
    found = [_volume(v) for v in break_evens(worlds(own, [sold], scenario, Causes(**columns), EXACT_STEPS), sold)]
    out = [Driver(name, span, found[2 * i], found[2 * i + 1]) for i, (name, span, _) in enumerate(rows)]
    return sorted((each for each in out if each.width > 1e-6), key=lambda each: (-each.width, each.name))


Row = tuple[str, str, dict[str, tuple[float, float]]]
RANGED = (-Z80, Z80)


def _causes(own: OnMachines, sold: Sold, scenario: Scenario) -> list[Row]:
    """Name, range in words, and which causes stand where at the two ends."""
    P, needs = PARAMETERS, own.needs
    rows: list[Row] = []
    if own.stairs is not None:
        place = int(np.argmax(own.stairs.rate / own.stairs.group))
        slow, fast = float(own.stairs.slowest[place]), float(own.stairs.fastest[place])
        rows.append(("Throughput", f"{decimal(fast, 2)} to {decimal(slow, 2)} × the estimate", {"speed": (Z80, -Z80)}))
    one = [own.machine_parts(np.ones(1), scenario, end) for end in range(3)]
    hourly = [float(parts["gpu_rental"][0]) / P["cost.hours_per_month"] for parts in one]
    if hourly[1]:
        rows.append(("GPU rent", f"USD {hourly[0]:.2f} to {hourly[2]:.2f} an hour", {"rent": RANGED}))
    many = [own.machine_parts(np.full(1, 64.0), scenario, end) for end in range(3)]  # whole boards
    if many[1]["hardware"][0]:
        rows.append(("Hardware", f"{_each_of(many, 'hardware')} per GPU and month, with its life", {"hardware": RANGED}))
    if many[1]["power"][0]:
        power = [{"both": parts["power"] + parts["space"]} for parts in many]
        rows.append(("Power and space", f"{_each_of(power, 'both')} per GPU and month", {"power": RANGED}))
    month = needs.team.fte_usd_per_year / 12
    counts = own.counts(np.array([own.stated]), scenario).expected
    staff = own.people(counts, scenario)["staff"]
    if month:
        rows.append(
            (
                "Staff",
                f"{_fte(float(staff[0][0]) / month)} to {_fte(float(staff[2][0]) / month)} full-time equivalents to run it",
                {"people": RANGED},
            )
        )
    thinkers = [line for line in (own, sold) if line.decision.figures.reasoning[1][line.i] > 0]
    if thinkers:
        few, _, most = (float(end[thinkers[0].i]) for end in own.decision.figures.reasoning)
        rows.append(("Thinking", f"{compact(few)} to {compact(most)} tokens an answer", {"thinking": RANGED}))
    if own.option.model.id != sold.option.model.id and sold.counted[2] != 1:
        low, high = sold.counted[0], sold.counted[2]
        rows.append(("How text is split", f"{decimal(low, 1)} to {decimal(high, 1)} × the tokens billed", {"tokens": RANGED}))
    ends = [(1 + end) / (1 + scenario.api_price_change) for end in P.range("economics.api_price_change")]
    changes = P.range("economics.api_price_change")
    rows.append(
        (
            "Price per token" if sold.counted[2] != 1 else "Price per unit",
            f"{_change(changes[0])} to {_change(changes[2])}",
            {"api": (ends[0], ends[2])},
        )
    )
    return rows + (_load_rows(own, scenario) if own.stairs is not None else [])


def _load_rows(own: OnMachines, scenario: Scenario) -> list[Row]:
    """What changes how many machines a request needs: headroom, peaks, growth."""
    P, needs = PARAMETERS, own.needs
    full, _, idle = P.range("economics.utilisation")
    rows: list[Row] = [
        (
            "Utilisation at peak",
            f"{exact(100 * full, 0)}% to {exact(100 * idle, 0)}%",
            {"load": (scenario.utilisation / full, scenario.utilisation / idle)},
        )
    ]
    peak = needs.volume.peak_to_average
    factors = P.range("economics.peak_factor")
    peaks = [max(1.0, peak * factors[0]), peak * factors[2]]
    busier = [p * (scenario.squeezed(p) if own.rented else 1.0) for p in (peak, *peaks)]
    rows.append(
        ("Peak over average", f"{exact(peaks[0], 1)} to {exact(peaks[1], 1)}", {"load": (busier[1] / busier[0], busier[2] / busier[0])})
    )
    low, _, high = P.range("economics.growth")
    if needs.volume.horizon_months > 1 and (grown := _grown(scenario, needs, low, high)):
        now = scenario.load(needs)
        rows.append(
            (
                "Growth",
                f"{exact(100 * low, 0)}% to {exact(100 * high, 0)}% a month",
                {
                    "load": (grown[0].peak / now.peak, grown[1].peak / now.peak),
                    "mean": (grown[0].mean / now.mean, grown[1].mean / now.mean),
                },
            )
        )
    return rows


def _grown(scenario: Scenario, needs: Needs, *growths: float) -> list[PerRequest]:
    """The load under each growth; empty where one leaves what can be planned for."""
    try:
        return [replace(scenario, monthly_growth=growth).load(needs) for growth in growths]
    except NeedsError:
        return []


def _each_of(ends: list[dict[str, Floats]], part: str) -> str:
    low, high = (float(parts[part][0]) / 64 for parts in (ends[0], ends[2]))
    return f"{usd(low)} to {compact(high)}"


def _fte(value: float) -> str:
    return exact(value, 1) if value >= 0.95 else exact(value, 2)


def _change(share: float) -> str:
    sign = "−" if share < 0 else "+"
    return f"{sign}{exact(100 * abs(share), 0)}%" if share else "as today"


def _volume(found: float) -> float | None:
    return None if np.isinf(found) else float(found)


def _least(low: float | None, volume: float | None) -> float | None:
    if low is None or volume is None:
        return low
    return min(low, volume)


def _each(own: OnMachines, reach: float, scenario: Scenario) -> float | None:
    """USD of one more request on machines that are full: the slope of the ramp."""
    if own.stairs is None or own.machine.kind == LOCAL:
        return None
    ends = np.array([reach / 2, reach])
    usd_a_month = own.bill(ends, scenario).expected
    return float((usd_a_month[1] - usd_a_month[0]) / (ends[1] - ends[0]))


def _each_sold(sold: Sold, scenario: Scenario) -> float:
    bill = sold.bill(np.array([LARGEST_VOLUME / 2, LARGEST_VOLUME]), scenario)  # beyond any least that is billed
    return float(bill.expected[1] - bill.expected[0]) / (LARGEST_VOLUME / 2)


def _level(own: OnMachines, sold: Sold, scenario: Scenario) -> float | None:
    at = np.array([own.stated])
    bill = sold.bill(at, replace(scenario, api_price_change=0.0))
    tokens = float(sum(ends[1][0] for part, ends in bill.parts.items() if part in sold.each))
    beside = float(sum(ends[1][0] for part, ends in bill.parts.items() if part not in sold.each and part != "commitment"))
    wanted = float(own.bill(at, scenario).expected[0]) - beside
    return wanted / tokens if wanted > sold.least and tokens > 0 else None
