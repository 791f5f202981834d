"""GPUs against the load: one model on one GPU type, exact at any peak, and the peaks at which another replica is needed.

The same count as `fleet.plan` makes at one peak, for many peaks at once. With more load the layout may change (eight GPUs
as one replica carry more than eight replicas of one); the GPU type does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from advisor.sizing.columns import Floats, Ints
from advisor.sizing.constants import HEADROOM, LOCAL
from advisor.sizing.fleet import ROUNDING, Load, full_load, replicas

if TYPE_CHECKING:
    from advisor.sizing.layouts import LayoutTable


@dataclass(frozen=True)
class Gpus:
    """One entry per peak: GPUs of all replicas (expected, and at the fast and slow end of the speed band), GPUs of one replica, and those that only stand by."""

    expected: Floats
    low: Floats
    high: Floats
    group: Floats
    spare: Floats


@dataclass(frozen=True)
class Edges:
    """Peaks at which a count changes; complete up to `upto`."""

    at: Floats
    upto: float


@dataclass(frozen=True)
class Staircase:
    """One entry per layout that serves, in order of preference. `rate` is requests/s of one replica at full load."""

    rate: Floats
    group: Ints
    engine: Ints
    slowest: Floats
    fastest: Floats
    redundancy: bool = True

    @staticmethod
    def of(table: LayoutTable, load: Load) -> Staircase | None:
        """The staircase of a table that holds one pair; None where no layout serves. The peak of `load` does not matter."""
        rate = full_load(table, load)
        serves = np.flatnonzero(rate > 0)
        if not len(serves):
            return None
        return Staircase(
            rate[serves],
            table.rows.group[serves],
            table.rows.engine[serves],
            table.slowest[serves],
            table.fastest[serves],
            load.redundancy,
        )

    def at(self, peak: Floats) -> Gpus:
        """GPUs at each of some peaks, in requests/s."""
        above = np.asarray(peak, dtype=np.float64)
        best = self._best(above)

        def total(speed: Floats | float) -> Floats:
            count: Floats = replicas(above, self.rate[best], self.engine[best], speed, self.redundancy) * self.group[best]
            return count

        spare = np.where((self.engine[best] != LOCAL) & self.redundancy, self.group[best], 0)
        return Gpus(total(1.0), total(self.fastest[best]), total(self.slowest[best]), self.group[best].astype(float), spare.astype(float))

    def _best(self, peak: Floats) -> Ints:
        """The layout with the fewest GPUs at each peak; of equals the first, which is the order of preference."""
        if len(self.rate) == 1:
            return np.zeros(len(peak), dtype=np.int64)
        best: Ints = np.argmin(self.group * replicas(peak[:, None], self.rate, self.engine, 1.0, self.redundancy), axis=1)
        return best

    def edges(self, low: float, high: float, most: int = 1000, ends: bool = True) -> Edges:
        """Peaks between two others above which a count changes, rising: exact. The smallest where there are more than `most`.

        So many GPUs carry as much as the best layout makes of them; each count that carries more than the one before it is a
        step. Without `ends` steps of the expected count alone, else also those of its range and of the layout.
        """
        total = np.arange(1, most + 2) * int(self.group.min())
        carried = np.maximum.accumulate(self._carries(total).max(axis=1))
        steps = np.unique(carried[carried > 0])
        if not len(steps):
            return Edges(steps, high)
        upto = min(float(steps[-1]), high)
        if ends:
            steps = self._with_ends(steps)
        return Edges(steps[(steps >= low) & (steps < upto)], upto)

    def _carries(self, gpus: Ints) -> Floats:
        """Requests/s that so many GPUs carry in each layout, spares taken off: counts x layouts."""
        spare = (self.engine != LOCAL) & self.redundancy
        replicas_ = gpus[:, None] // self.group - spare
        return np.where(replicas_ > 0, (replicas_ + ROUNDING / 2) * self.rate * HEADROOM, 0.0)

    def _with_ends(self, steps: Floats) -> Floats:
        """The steps, the peaks between them at which another layout with as many GPUs takes over, and those at which the ends of the range change."""
        start = np.concatenate(([0.0], steps[:-1]))
        gpus = self.at((start + steps) / 2).expected.astype(np.int64)
        same = np.where(gpus[:, None] % self.group == 0, self._carries(gpus), 0.0)
        steps = np.unique(np.concatenate((steps, same[(same > start[:, None]) & (same < steps[:, None])])))
        start = np.concatenate(([0.0], steps[:-1]))
        row = self._best((start + steps) / 2)
        found = [steps]
        for speed in (self.fastest, self.slowest):
            one = self.rate[row] * HEADROOM * speed[row]
            first = np.floor(start / one).astype(np.int64) + 1
            count = np.maximum(np.floor(steps / one).astype(np.int64) - first + 1, 0)
            place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            found.append((np.repeat(first, count) + place + ROUNDING / 2) * np.repeat(one, count))
        edges = np.unique(np.concatenate(found))
        edges = edges[np.diff(edges, prepend=0.0) > 4 * ROUNDING * edges]  # one step, found on two ways
        counts = self.at(np.concatenate((edges[:1] / 2, np.sqrt(edges[:-1] * edges[1:]), edges[-1:] * (1 + 1e-6))))
        moved = np.zeros(len(edges), dtype=bool)
        for values in (counts.expected, counts.low, counts.high, counts.group):
            moved |= values[1:] != values[:-1]
        return edges[moved]
