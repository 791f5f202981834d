"""One option's bill against the volume, by the calculation that prices the ranking.

What is bought per token or unit is a straight line; machines are a staircase of whole GPUs. A line stands on the hardware
that the recommendation chose at the stated volume: with more load there are more of the same GPUs, not others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.cost.machines import MachineColumns, fleet_load, machine_columns, monthly_parts, owned_of
from advisor.cost.staff import staff_cost
from advisor.cost.tuning import tuning_cost
from advisor.decision import Decision
from advisor.economics.running import Hours, hours
from advisor.economics.scenario import Scenario
from advisor.figures import PARTS
from advisor.needs import Needs
from advisor.options import BOUGHT, LOCAL, RENTED, RESERVED, Machine, Option, OptionSpace
from advisor.parameters import PARAMETERS
from advisor.sizing.constants import HEADROOM
from advisor.sizing.fleet import ROUNDING, Load
from advisor.sizing.staircase import Edges, Gpus, Staircase

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats, Floats]
"""Low, expected, high."""
PER_REQUEST = ("input", "cached_input", "output", "reasoning", "media")
ON_MACHINES = ("gpu_rental", "hardware", "power", "space")
PEOPLE = ("staff", "setup", "fine_tuning")
FEW_STEPS = 200
LARGEST_VOLUME = 10_000_000_000.0
"""Requests a month: the most the form takes."""


@dataclass(frozen=True)
class Bill:
    """Along some volumes: USD a month by part (low, expected, high), and the totals as the ranking makes them.

    gpus      all that are paid for; NaN where none is.
    waiting   share of requests that meet a machine being started.
    """

    parts: dict[str, Ends]
    low: Floats
    expected: Floats
    high: Floats
    gpus: Floats
    waiting: Floats

    def cents(self, at: int) -> dict[str, float]:
        """The expected parts at one volume, as a ledger prints them: without empty ones, in cents."""
        return {p: usd for p in PARTS if p in self.parts and (usd := round(float(self.parts[p][1][at]), 2))}

    def total(self, at: int) -> tuple[float, float, float]:
        """Low, expected and high at one volume; `expected` is the sum of the printed parts."""
        expected = round(sum(self.cents(at).values()), 2)
        return min(round(float(self.low[at]), 2), expected), expected, max(round(float(self.high[at]), 2), expected)


@dataclass(frozen=True)
class Line(ABC):
    """What both kinds share. `i` is the option's place in the decision; `space` holds it alone, on its hardware."""

    decision: Decision = field(repr=False)
    i: int
    space: OptionSpace = field(repr=False)

    @property
    def option(self) -> Option:
        return self.decision.options[self.i]

    @property
    def needs(self) -> Needs:
        return self.decision.needs

    @property
    def stated(self) -> float:
        """Requests a month as answered."""
        return float(self.needs.volume.requests_per_month)

    @cached_property
    def tuning(self) -> Ends:
        """USD a month for tuning runs and their people."""
        found, _ = tuning_cost(self.space, self.needs)
        zero = np.zeros(1)
        return found.get("fine_tuning", (zero, zero, zero))

    def people(self, gpus: Floats, scenario: Scenario) -> dict[str, Ends]:
        """Staff, set-up and tuning for a number of GPUs, broadcast along them."""
        found: dict[str, Ends] = {}
        for part, ends in staff_cost(self.space, self.needs, gpus).items():
            found[part] = _ends(*(np.broadcast_to(end * scenario.people, gpus.shape) for end in ends))
        found["fine_tuning"] = _ends(*(np.broadcast_to(end, gpus.shape) for end in self.tuning))
        return found

    @abstractmethod
    def bill(self, volume: Floats, scenario: Scenario) -> Bill:
        """The bill at each of some stated volumes."""

    def reach(self, scenario: Scenario) -> float:
        """The largest stated volume it can serve."""
        return LARGEST_VOLUME


@dataclass(frozen=True)
class Sold(Line):
    """Bought per token or unit.

    each      USD per request of the mean month by part, expected, at list prices.
    counted   how differently families split the same text, as factors on the bill (low, expected, high).
    thought   thinking tokens, as shares of the expected.
    fee, least   USD a month that an organisation's own terms bill beside the tokens, and at the least for them; 0 where there are none.
    """

    each: dict[str, float]
    counted: tuple[float, float, float]
    thought: tuple[float, float, float]
    fee: float = 0.0
    least: float = 0.0

    @staticmethod
    def of(d: Decision, i: int) -> Sold:
        """The line of an option with a price."""
        f, requests = d.figures, d.figures.load.requests
        in_tokens = PARAMETERS.tasks[d.needs.task].unit == "token"
        few, expected, many = (float(end[i]) for end in f.reasoning)
        return Sold(
            d,
            i,
            d.space.alone(i),
            {part: usd / requests for part in PER_REQUEST if (usd := float(f.parts[part][i]))},
            (PARAMETERS["cost.tokenizer_low"], 1.0, PARAMETERS["cost.tokenizer_high"]) if in_tokens else (1.0, 1.0, 1.0),
            (few / expected, 1.0, many / expected) if expected else (1.0, 1.0, 1.0),
            d.options[i].offers[0].usd_per_month_fixed or 0.0,
            d.options[i].offers[0].usd_per_month_least or 0.0,
        )

    def kink(self, scenario: Scenario) -> float | None:
        """The volume up to which the least is billed; None without one."""
        each = sum(self.each.values()) * (1 + scenario.api_price_change) * scenario.load(self.needs).mean
        return self.least / each if self.least and each else None

    def bill(self, volume: Floats, scenario: Scenario) -> Bill:
        requests = np.asarray(volume, dtype=np.float64) * scenario.load(self.needs).mean
        parts: dict[str, Ends] = {}
        listed = [np.zeros_like(requests) for _ in self.counted]
        for part, each in self.each.items():
            usd = requests * each * (1 + scenario.api_price_change)
            ends = [usd * (t if part == "reasoning" else 1.0) for t in self.thought]
            listed = [total + end for total, end in zip(listed, ends, strict=True)]
            parts[part] = _ends(*(end * split for end, split in zip(ends, self.counted, strict=True)))
        if self.fee:
            fee = np.full_like(requests, self.fee)
            parts["fixed_fee"] = fee, fee, fee
        if self.least:
            parts["commitment"] = _ends(*(np.maximum(self.least - total, 0.0) for total in listed))
        nothing = np.zeros_like(requests)
        parts |= self.people(nothing, scenario)
        low, expected, high = (_sum(parts, end) for end in range(3))
        return Bill(parts, low, expected, high, np.full_like(requests, np.nan), nothing)


@dataclass(frozen=True)
class OnMachines(Line):
    """Run on whole GPUs.

    stairs   None: nobody knows what they carry. The line is then level: `held`, the GPUs planned with at the stated volume (one group
             that holds the weights; for a language model that hears, what the form's token counts would take, which such tasks do not ask for).
    """

    columns: MachineColumns = field(repr=False)
    owned: Floats
    stairs: Staircase | None
    held: Gpus | None = field(default=None, repr=False)

    @staticmethod
    def of(d: Decision, i: int, machine: int = -1) -> OnMachines | None:
        """The line of an option on its hardware, or on the candidate at this place of the space's machines; None where that does not serve."""
        chosen = int(d.figures.machines.machine[i]) if machine < 0 else machine
        space = d.space.alone(i, chosen)
        columns = machine_columns(space)
        stairs = None
        if space.machines[0].pair >= 0:
            answer = d.needs.volume.output_tokens_per_request + float(d.figures.reasoning[1][i])
            stairs = Staircase.of(space.layouts, _load(d.needs, answer))
            if stairs is None:
                return None
        line = OnMachines(d, i, space, columns, owned_of(columns, d.needs), stairs)
        if stairs is not None and PARAMETERS.tasks[d.needs.task].unit != "token":
            return replace(line, stairs=None, held=line.counts(np.array([line.stated]), Scenario()))
        return line

    @property
    def machine(self) -> Machine:
        return self.space.machines[0]

    @property
    def rented(self) -> bool:
        """By the hour: it can be switched off."""
        return self.machine.kind in (RENTED, RESERVED)

    @cached_property
    def thinking_rates(self) -> tuple[float, float, float]:
        """What one replica carries if answers need few, the expected, or many thinking tokens, as shares of the expected."""
        if self.stairs is None:
            return (1.0, 1.0, 1.0)
        visible = self.needs.volume.output_tokens_per_request
        few, _, many = (float(end[self.i]) for end in self.decision.figures.reasoning)
        found = []
        for tokens in (few, many):
            other = Staircase.of(self.space.layouts, _load(self.needs, visible + tokens))
            best = float((self.stairs.rate / self.stairs.group).max())
            found.append(float((other.rate / other.group).max()) / best if other else 0.0)
        return max(found[0], 1.0), 1.0, min(max(found[1], 1e-6), 1.0)

    def scale(self, scenario: Scenario) -> float:
        """Peak requests/s to size machines for, per stated request a month; the sizing plan takes its own headroom off again."""
        load = scenario.load(self.needs)
        busier = scenario.squeezed(self.needs.volume.peak_to_average) if self.rented else 1.0
        return load.peak * busier * (HEADROOM / scenario.utilisation)

    def counts(self, volume: Floats, scenario: Scenario) -> Gpus:
        """GPUs at each volume, without spares where machines are started on demand."""
        volume = np.asarray(volume, dtype=np.float64)
        if self.held is not None:
            held = vars(self.held).values()
            return Gpus(*(np.full_like(volume, float(count[0])) for count in held))
        if self.stairs is None:
            group = np.full_like(volume, float(self.machine.fixed_gpus))
            return Gpus(group, group, group, group, np.zeros_like(volume))
        found = self.stairs.at(volume * self.scale(scenario))
        if not (self.rented and scenario.running == "zero"):
            return found
        spare = found.spare
        return replace(found, expected=found.expected - spare, low=found.low - spare, high=found.high - spare, spare=np.zeros_like(spare))

    def hours(self, volume: Floats, counts: Gpus, scenario: Scenario) -> Hours:
        """Paid hours and waiting requests at each volume."""
        if not self.rented:
            scenario = replace(scenario, running="always")
        requests = np.asarray(volume, dtype=np.float64) * scenario.load(self.needs).mean
        return hours(scenario, requests, counts.expected / counts.group, self.needs.volume.peak_to_average)

    def bill(self, volume: Floats, scenario: Scenario) -> Bill:
        counts = self.counts(volume, scenario)
        running = self.hours(volume, counts, scenario)
        ends = [self.machine_parts(gpus, scenario, end) for end, gpus in enumerate((counts.low, counts.expected, counts.high))]
        for end in ends:
            end["gpu_rental"] = end["gpu_rental"] * running.paid
        low, expected, high = (np.asarray(sum(end.values()), dtype=np.float64) for end in ends)
        if self.stairs is None and self.held is None:
            high = high * PARAMETERS["cost.unknown_capacity_high"]
        people = self.people(counts.expected, scenario)
        extra = [_sum(people, end) for end in range(3)]
        return Bill(
            {p: (ends[0][p], ends[1][p], ends[2][p]) for p in ON_MACHINES} | people,
            np.minimum(low, expected) + extra[0],
            expected + extra[1],
            np.maximum(high, expected) + extra[2],
            counts.expected,
            running.waiting,
        )

    def machine_parts(self, gpus: Floats, scenario: Scenario, end: int) -> dict[str, Floats]:
        """USD a month of so many GPUs that run all the time, at one end of the price ranges."""
        parts = monthly_parts(self.columns, gpus, self.owned, end)
        price = 1 + scenario.gpu_price_change
        return {
            "gpu_rental": parts["gpu_rental"] * price,
            "hardware": parts["hardware"] * price * self._life(scenario),
            "power": parts["power"] * self._tariff(scenario),
            "space": parts["space"],
        }

    def _life(self, scenario: Scenario) -> float:
        if scenario.write_off_months is None:
            return 1.0
        return planned_life(self) / scenario.write_off_months

    def _tariff(self, scenario: Scenario) -> float:
        if scenario.power_usd_per_kwh is None:
            return 1.0
        return scenario.power_usd_per_kwh / planned_tariff(self)

    def edges(self, scenario: Scenario, low: float, high: float, most: int, ends: bool = True) -> Edges:
        """Stated volumes above which another GPU is needed, exact; the smallest ones where there are more than `most`."""
        if self.stairs is None:
            return Edges(np.empty(0), high)
        scale = self.scale(scenario)
        found = self.stairs.edges(low * scale, high * scale, most, ends)
        return Edges(found.at / scale, min(found.upto / scale, high))

    def reach(self, scenario: Scenario) -> float:
        """A desk's machine serves a desk; nobody rents out more GPUs than the parameters say."""
        if self.machine.kind == LOCAL:
            return min(self._desk(scenario), LARGEST_VOLUME)
        if self.stairs is None:
            return LARGEST_VOLUME
        replicas = PARAMETERS["hardware.max_gpus"] / self.stairs.group - 1
        return min(float((replicas * self.stairs.rate).max()) * HEADROOM / self.scale(scenario), LARGEST_VOLUME)

    def _desk(self, scenario: Scenario) -> float:
        media = self.stairs is None
        limit = PARAMETERS["hardware.workstation_media_requests" if media else "hardware.workstation_requests"]
        limit = limit / scenario.load(self.needs).highest
        steps = self.edges(scenario, 0.0, limit, most=FEW_STEPS, ends=False).at
        counts = self.counts(steps * (1 + 2 * ROUNDING), scenario)
        several = steps[counts.expected / np.maximum(counts.group, 1) > PARAMETERS["hardware.max_workstations"]]
        return float(several[0]) if len(several) else limit


def line_of(d: Decision, i: int, machine: int = -1) -> Line | None:
    """The line of an option; None where it has no price at this load. `machine`: other hardware of the same option."""
    if d.options[i].offers:
        return Sold.of(d, i) if d.figures.priced[i] else None
    if d.figures.machines.machine[i] < 0 or not d.figures.served[i]:
        return None
    return OnMachines.of(d, i, machine)


def bought(line: Line) -> bool:
    """Runs on hardware that one owns."""
    return isinstance(line, OnMachines) and line.machine.kind in (BOUGHT, LOCAL)


def planned_life(line: OnMachines) -> float:
    """Months over which bought hardware is written off where the sliders are neutral."""
    return PARAMETERS["cost.workstation_write_off_months" if line.machine.kind == LOCAL else "cost.write_off_months"]


def planned_tariff(line: OnMachines) -> float:
    """USD per kWh where the sliders are neutral: the organisation's own, else the parameters'."""
    if line.columns.tariff is not None:
        return line.columns.tariff
    return PARAMETERS["cost.power_usd_per_kwh_workstation" if line.machine.kind == LOCAL else "cost.power_usd_per_kwh"]


def _load(needs: Needs, output_tokens: float) -> Load:
    return replace(fleet_load(needs, 1.0, {}), output_tokens=output_tokens)


def _ends(low: Floats, expected: Floats, high: Floats) -> Ends:
    return low, expected, high


def _sum(parts: dict[str, Ends], end: int) -> Floats:
    return np.asarray(sum(ends[end] for ends in parts.values()), dtype=np.float64)
