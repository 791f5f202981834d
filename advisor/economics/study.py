"""Everything the Economics page shows, from one decision, a choice of options and one position of the sliders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.answer.naming import price_origin
from advisor.cost.machines import FITS, machine_columns
from advisor.decision import Decision
from advisor.economics.choice import MOST, fails, found, place, suggested
from advisor.economics.drivers import Driver, Meeting, drivers, meetings
from advisor.economics.lines import LARGEST_VOLUME, Bill, Line, OnMachines, Sold, line_of
from advisor.economics.meeting import STEPS_IN_DRAWS, break_even
from advisor.economics.scenario import Scenario
from advisor.parameters import PARAMETERS
from catalog.organisation.layer import is_own as is_own_price
from catalog.schema import Origin

Floats = NDArray[np.float64]
MUCH_EARLIER = 0.8
"""Share of the break-even below which other hardware is worth a word."""
BEYOND = 3.0
"""How far past a break-even the chart goes."""
STEPS_DRAWN = 240
"""Steps of one line that are drawn; where there are more they are finer than the line itself."""
GRID, SMOOTH = 90, 25
"""Volumes at which lines that are no staircase are drawn over the whole chart, on machines and sold."""


@dataclass(frozen=True)
class Entry:
    """One line of the study.

    place     where and on what it runs, without counts.
    price_kind  what `origin` backs: a list price, a rent, a price of hardware, the organisation's own price.
    fails     titles of the must-haves it breaks; it is then shown to measure against, and not offered.
    bill      at the stated volume, one entry; its total is what the recommendation says where the sliders are neutral.
    serves    whether the stated volume is within its reach.
    """

    item: str
    line: Line
    place: str
    fails: tuple[str, ...]
    bill: Bill
    serves: bool
    origin: Origin | None
    capacity_unknown: bool
    price_kind: str

    @property
    def name(self) -> str:
        return self.line.option.model.name

    @property
    def openness(self) -> str:
        """Of the model: closed, restricted (open weights under a licence with limits), open_weights, open_source."""
        model = self.line.option.model
        licence = self.line.decision.catalog.licences.get(model.licence_id or "")
        return "restricted" if licence and licence.restricted and model.open else str(model.openness)

    @property
    def per_thousand(self) -> float:
        """USD per thousand requests of the stated month."""
        return self.bill.total(0)[1] / self.line.stated * 1000


@dataclass(frozen=True)
class Study:
    """own, sold: places in `entries` of the two lines that the break-even is about. meetings: own against every line that is sold, in order."""

    decision: Decision = field(repr=False)
    scenario: Scenario
    entries: tuple[Entry, ...]
    own: int | None
    sold: int | None
    meetings: dict[int, Meeting]
    drivers: tuple[Driver, ...]
    unknown: tuple[str, ...]
    unpriced: tuple[str, ...]

    @property
    def meeting(self) -> Meeting | None:
        return None if self.sold is None else self.meetings.get(self.sold)

    @property
    def stated(self) -> float:
        return float(self.decision.needs.volume.requests_per_month)

    @cached_property
    def other_hardware(self) -> tuple[str, float] | None:
        """Name and break-even of the GPU type on which the same option would pay much earlier, or at all; None where none does.

        The lines stand on the hardware recommended at the stated volume: a verdict must not rest on that alone.
        """
        m = self.meeting
        if m is None or (m.volume is not None and m.volume <= 1):
            return None
        taken = m.own.machine.gpu.id
        others = [
            (volume, self.decision.space.machines[at].gpu.name)
            for gpu, at in hardware(self.decision, m.own.i).items()
            if gpu != taken and (volume := break_even_on(self.decision, m.own.i, at, m.sold, self.scenario)) is not None
        ]
        if not others or (m.volume is not None and min(others)[0] > MUCH_EARLIER * m.volume):
            return None
        volume, name = min(others)
        return name, volume


def study(d: Decision, scenario: Scenario, items: Sequence[str] = (), against: str = "", gpu: str = "") -> Study:
    """Lines for the chosen options, or for the suggested ones; ids that name nothing are listed and left out.

    against  option id of the sold line that the break-even is about; else of those that pass the first whose break-even is surest.
    gpu      id of the GPU type to take for the first line on machines, where its option can run on it.
    """
    asked = list(dict.fromkeys(items))
    places = {item: found(d, item) for item in asked}
    unknown = tuple(item for item, i in places.items() if i is None)
    chosen = list(dict.fromkeys(i for i in places.values() if i is not None))[:MOST] or suggested(d)
    entries: list[Entry] = []
    unpriced: list[str] = []
    pinned = False
    for i in chosen:
        machine = _machine(d, i, gpu) if gpu and not pinned and d.figures.machines.machine[i] >= 0 else -1
        pinned = pinned or machine >= 0
        line = line_of(d, i, machine)
        if line is None:
            unpriced.append(d.options[i].option_id)
        else:
            entries.append(_entry(d, line, scenario))
    own = _first_own(entries)
    against_all = _meetings(entries, own, scenario)
    bought = [n for n, e in enumerate(entries) if isinstance(e.line, Sold)]
    wanted = next((n for n in bought if entries[n].item == against), None)
    order = sorted(bought, key=lambda n: (bool(entries[n].fails), _doubt(against_all.get(n))))
    sold = wanted if wanted is not None else next(iter(order), None)
    m = against_all.get(sold) if sold is not None else None
    moves = drivers(m.own, m.sold, scenario) if m else []
    return Study(d, scenario, tuple(entries), own, sold, against_all, tuple(moves), unknown, tuple(unpriced))


def _doubt(m: Meeting | None) -> int:
    """How little a break-even says: 0 it is there with an end to its interval, 1 without one, 2 there is none."""
    return 2 if m is None or m.volume is None else int(m.high is None)


def _first_own(entries: Sequence[Entry]) -> int | None:
    """The first line on machines whose throughput is known, else the first on machines."""
    machines = [n for n, e in enumerate(entries) if isinstance(e.line, OnMachines)]
    return next((n for n in machines if not entries[n].capacity_unknown), next(iter(machines), None))


def _meetings(entries: Sequence[Entry], own: int | None, scenario: Scenario) -> dict[int, Meeting]:
    """Break-even of the machines against every line that is sold; none where nobody knows what the machines carry."""
    if own is None or entries[own].capacity_unknown:
        return {}
    machines = entries[own].line
    assert isinstance(machines, OnMachines)
    sold = {n: e.line for n, e in enumerate(entries) if isinstance(e.line, Sold)}
    return dict(zip(sold, meetings(machines, list(sold.values()), scenario), strict=True)) if sold else {}


def _entry(d: Decision, line: Line, scenario: Scenario) -> Entry:
    i, stated = line.i, line.stated
    gpu = line.machine.gpu if isinstance(line, OnMachines) else None
    origin = line.machine.origin if isinstance(line, OnMachines) else price_origin(d, i)
    return Entry(
        d.options[i].option_id,
        line,
        place(d, i, gpu),
        fails(d, i),
        line.bill(np.array([stated]), scenario),
        stated <= line.reach(scenario) * (1 + 1e-9),
        origin,
        isinstance(line, OnMachines) and line.stairs is None,
        _price_kind(d, line),
    )


def _price_kind(d: Decision, line: Line) -> str:
    """What kind of price the origin stands for, in words."""
    if isinstance(line, OnMachines):
        return "rent" if line.rented else "hardware price"
    return "your own price" if is_own_price(d.options[line.i].offers[0]) else "list price"


# --- other hardware of the same option -------------------------------------------------------------------------------


def hardware(d: Decision, i: int) -> dict[str, int]:
    """GPU types that the option can run on at the stated load, by id, the recommended one first: places in the space's machines."""
    chosen = int(d.figures.machines.machine[i])
    if chosen < 0:
        return {}
    gpus = {d.space.machines[chosen].gpu.id: chosen}
    columns = machine_columns(d.space)
    for place_ in np.flatnonzero((columns.option == i) & (d.figures.machines.candidates == FITS)).tolist():
        gpus.setdefault(d.space.machines[place_].gpu.id, place_)
    return gpus


def _machine(d: Decision, i: int, gpu: str) -> int:
    return hardware(d, i).get(gpu, -1)


def break_even_on(d: Decision, i: int, machine: int, sold: Sold, scenario: Scenario) -> float | None:
    """The same break-even on another GPU type of the same option; None where the machines never stay cheaper."""
    line = OnMachines.of(d, i, machine)
    if line is None:
        return None
    volume = break_even(line, sold, scenario, STEPS_IN_DRAWS)
    return None if np.isinf(volume) else volume


# --- what a chart draws ----------------------------------------------------------------------------------------------


def drawn_range(s: Study) -> tuple[float, float]:
    """Volumes from the left to the right end of the chart: around the stated one, and past the break-even with its interval."""
    low, high = (s.stated * PARAMETERS[f"economics.volume_{end}"] for end in ("low", "high"))
    m = s.meeting
    for volume in (m.volume, m.low, m.high) if m else ():
        if volume:
            high = max(high, volume * BEYOND)
            low = min(low, volume / BEYOND)
    return max(low, 1.0), min(high, LARGEST_VOLUME)


def at_volumes(entry: Entry, scenario: Scenario, volumes: Floats) -> Bill:
    """The bill of one line at any volumes; beyond its reach it is what nobody sells, and is to be left out."""
    return entry.line.bill(volumes, scenario)


def told_volumes(s: Study, low: float, high: float) -> list[float]:
    """Volumes worth a row of figures: the ends of the chart, powers of ten, the stated volume and the break-even."""
    tens = [10.0**k for k in range(0, 11) if low < 10.0**k < high]
    met = [s.meeting.volume] if s.meeting and s.meeting.volume and s.meeting.volume > 1 else []
    return sorted({low, *tens, s.stated, *met, high})


def drawn(entry: Entry, scenario: Scenario, low: float, high: float) -> tuple[Floats, Bill]:
    """Volumes at which the line is drawn and the bill from there on: the ends, every step, and a grid where it is no staircase.

    At a step the bill is that above it, so that a line drawn level and then up (`hv`) is the staircase itself.
    """
    line = entry.line
    high = min(high, line.reach(scenario))
    if high <= low:
        return np.empty(0), line.bill(np.empty(0), scenario)
    points = [np.array([low, high])]
    if isinstance(line, OnMachines):
        steps = line.edges(scenario, low, high, STEPS_DRAWN)
        points.append(steps.at * (1 + 1e-6))
        if steps.upto < high:  # beyond, a step is finer than the line
            points.append(np.geomspace(steps.upto, high, GRID))
        if line.rented and scenario.running == "zero":  # slanted between the steps
            points += [np.geomspace(low, high, GRID), steps.at * (1 - 1e-6)]
    elif isinstance(line, Sold):
        kink = line.kink(scenario)
        points += [np.geomspace(low, high, SMOOTH), np.array([kink] if kink and low < kink < high else [])]
    at = np.unique(np.clip(np.concatenate(points), low, high))
    return at, line.bill(at, scenario)
