"""Where a line of machines and a line of prices per token meet: solved between the exact steps of the staircase.

Between two steps both lines are straight, so their crossing is one division. It is done for many worlds at once: for today's figures, for the ends of one cause, or for draws of all causes together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from advisor.economics.lines import OnMachines, Sold
from advisor.economics.running import hours
from advisor.economics.scenario import Scenario
from advisor.robustness import Z80
from advisor.sizing.fleet import ROUNDING

Floats = NDArray[np.float64]
SMALLEST_VOLUME = 1.0
FINE = 400
"""Volumes between which a line that is no staircase (scaled to zero) is taken as straight, per search."""
EXACT_STEPS, STEPS_IN_DRAWS = 1000, 160
"""Steps told apart in one search, and in each of many draws; beyond them the staircase is a ramp with steps below one percent."""
RAMP = 16
"""Volumes looked at between the last step told apart and the reach."""


@dataclass(frozen=True)
class Causes:
    """One entry per world. The first seven in standard deviations (0 expected, Z80 the high end of the range), the rest factors.

    speed       measured over predicted throughput; higher carries more.
    rent, hardware, power, people, thinking, tokens   higher costs more. tokens: how a family splits text, of bought tokens.
    load        machines needed, beside the scenario: peaks and headroom.
    api, mean   on the price per token, and on the requests of the mean month.
    """

    speed: Floats
    rent: Floats
    hardware: Floats
    power: Floats
    people: Floats
    thinking: Floats
    tokens: Floats
    load: Floats
    api: Floats
    mean: Floats

    @staticmethod
    def none(worlds: int = 1) -> Causes:
        """Worlds as expected."""
        return Causes(*(np.zeros(worlds) for _ in range(7)), *(np.ones(worlds) for _ in range(3)))

    def __len__(self) -> int:
        return len(self.speed)

    def column(self, name: str) -> Floats:
        """One cause as a column, to be spread along the volumes."""
        values: Floats = getattr(self, name)
        return values[:, None]


CAUSES = tuple(f.name for f in fields(Causes))


@dataclass(frozen=True)
class Worlds:
    """The machines of one line in every world: volumes (worlds x points, rising) and USD a month there. Made once for all that it is set against."""

    own: OnMachines
    scenario: Scenario
    causes: Causes
    volume: Floats
    usd: Floats


def worlds(own: OnMachines, sold: Sequence[Sold], scenario: Scenario, causes: Causes, steps: int = STEPS_IN_DRAWS) -> Worlds:
    """The machines in some worlds, at points between which they and every line of `sold` are straight."""
    base = _points(own, sold, scenario, steps)
    counts = own.counts(base, scenario)
    few, _, many = own.thinking_rates
    slow, fast = _band(own)
    carried = _geometric(causes.column("speed"), slow, fast) * _geometric(causes.column("thinking"), few, many) / causes.column("load")
    # the first point stays: it is the smallest volume looked at, not a step
    volume = np.maximum(base * carried, SMALLEST_VOLUME)
    usd = np.zeros(volume.shape)
    prices = [own.machine_parts(counts.expected, scenario, end) for end in range(3)]
    for parts, cause in ((("gpu_rental",), "rent"), (("hardware",), "hardware"), (("power", "space"), "power")):
        low, expected, high = (np.asarray(sum(end[part] for part in parts)) for end in prices)
        if not expected.any():
            continue
        cost = spread(low, expected, high, causes.column(cause))
        if cause == "rent" and scenario.running != "always":
            requests = volume * scenario.load(own.needs).mean * causes.column("mean")
            replicas = np.broadcast_to(counts.expected / counts.group, volume.shape)
            cost *= hours(scenario, requests, replicas, own.needs.volume.peak_to_average).paid
        usd += cost
    people = list(own.people(counts.expected, scenario).values())
    low, expected, high = (np.asarray(sum(ends[end] for ends in people)) for end in range(3))
    usd += spread(low, expected, high, causes.column("people"))
    return Worlds(own, scenario, causes, volume, usd)


def break_evens(w: Worlds, sold: Sold) -> Floats:
    """Per world the stated volume above which the machines stay cheaper up to their reach; 0: at any volume; inf: never."""
    volume, gap = w.volume, w.usd - _sold(w, sold)
    last = gap.shape[1] - 1
    rows = np.arange(len(w.causes))
    dearer = gap >= 0
    from_end = np.argmax(dearer[:, ::-1], axis=1)  # how far from the end the last volume lies at which the machines are not cheaper
    at = last - from_end
    found = np.full(len(rows), np.inf)
    inside = dearer.any(axis=1) & (from_end > 0)
    a, b = at[inside], at[inside] + 1
    found[inside] = _crossing(volume[rows[inside], a], gap[rows[inside], a], volume[rows[inside], b], gap[rows[inside], b])
    found[~dearer.any(axis=1)] = 0.0
    return np.where(found > w.own.reach(w.scenario), np.inf, found)


def break_even(own: OnMachines, sold: Sold, scenario: Scenario, steps: int = EXACT_STEPS) -> float:
    """The same for today's figures alone."""
    return float(break_evens(worlds(own, [sold], scenario, Causes.none(), steps), sold)[0])


def spans(w: Worlds, sold: Sold) -> list[tuple[float, float]]:
    """Ranges of volume in which the machines are cheaper in the first world; a range without end ends at their reach."""
    volume, gap = w.volume[0], (w.usd - _sold(w, sold))[0]
    reach = w.own.reach(w.scenario)
    cheaper = gap < 0
    starts = np.flatnonzero(cheaper[1:] & ~cheaper[:-1])
    stops = np.flatnonzero(~cheaper[1:] & cheaper[:-1])
    low = [float(volume[0])] if cheaper[0] else []
    low += [float(v) for v in _crossing(volume[starts], gap[starts], volume[starts + 1], gap[starts + 1])]
    high = [float(v) for v in _crossing(volume[stops], gap[stops], volume[stops + 1], gap[stops + 1])]
    high += [reach] if cheaper[-1] else []
    return [(a, min(b, reach)) for a, b in zip(low, high, strict=True) if a < reach]


def _crossing(a: Floats, gap_a: Floats, b: Floats, gap_b: Floats) -> Floats:
    """Where a straight line from (a, gap_a) to (b, gap_b) is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = a + (b - a) * gap_a / (gap_a - gap_b)
    return found


def _sold(w: Worlds, sold: Sold) -> Floats:
    """USD a month per token at the same volumes.

    The same weights split the same text alike wherever they run, so how a family counts tokens moves both sides and is left out.
    """
    own, scenario, causes, volume = w.own, w.scenario, w.causes, w.volume
    thought = spread(*_one(sold.thought), causes.column("thinking"))
    each: Floats = np.zeros((1, 1)) + sum(usd * (thought if part == "reasoning" else 1.0) for part, usd in sold.each.items())
    requests = volume * scenario.load(sold.needs).mean * causes.column("mean")
    listed: Floats = requests * each * (1 + scenario.api_price_change) * causes.column("api")
    other = own.option.model.id != sold.option.model.id
    usd: Floats = listed * (spread(*_one(sold.counted), causes.column("tokens")) if other else 1.0) + sold.fee
    if sold.least:
        usd = usd + np.maximum(sold.least - listed, 0.0)
    for ends in sold.people(np.zeros(1), scenario).values():
        usd = usd + spread(*ends, causes.column("people"))
    return usd


def _one(ends: tuple[float, float, float]) -> tuple[Floats, Floats, Floats]:
    low, expected, high = ends
    return np.array([low]), np.array([expected]), np.array([high])


def _points(own: OnMachines, sold: Sequence[Sold], scenario: Scenario, steps: int) -> Floats:
    """Volumes just below and just above each step, the smallest volume, and where steps are too fine to tell apart a few up to the reach."""
    reach = own.reach(scenario)
    steps_of = own.edges(scenario, 0.0, reach, steps, ends=False)
    ramp = np.geomspace(max(steps_of.upto, SMALLEST_VOLUME), reach, RAMP) if reach > steps_of.upto else np.empty(0)
    points = [steps_of.at, steps_of.at * (1 + 2 * ROUNDING), ramp, np.array([SMALLEST_VOLUME, reach])]
    points += [np.array([min(max(kink, SMALLEST_VOLUME), reach)]) for each in sold if (kink := each.kink(scenario)) is not None]
    if own.rented and scenario.running == "zero":
        points.append(np.geomspace(SMALLEST_VOLUME, max(reach, 10.0), FINE))
    return np.unique(np.concatenate(points))


def _band(own: OnMachines) -> tuple[float, float]:
    """Slow and fast end of measured over predicted throughput, on the layout at the stated volume."""
    if own.stairs is None:
        return 1.0, 1.0
    place = int(np.argmax(own.stairs.rate / own.stairs.group))
    return float(own.stairs.slowest[place]), float(own.stairs.fastest[place])


def spread(low: Floats, expected: Floats, high: Floats, z: Floats) -> Floats:
    """A figure at z standard deviations: `low` and `high` are the ends of its 80% interval; a price is never negative."""
    moved: Floats = np.maximum(z, 0.0) * ((high - expected) / Z80)
    moved += np.minimum(z, 0.0) * ((expected - low) / Z80)
    moved += expected
    return np.maximum(moved, 0.0, out=moved)


def _geometric(z: Floats, low: float, high: float) -> Floats:
    """A factor around 1 at z standard deviations."""
    moved: Floats = np.exp(np.where(z > 0, z * np.log(high), -z * np.log(low)) / Z80)
    return moved
