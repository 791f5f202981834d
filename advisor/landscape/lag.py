"""How many months open weights are behind: measured between two frontiers, with the doubt about every ability carried through.

For every level of ability that open weights first reached in a window of time, the lag is the time since a closed model first
reached it. The mean over these levels is the horizontal distance between the two frontiers, so that one model that jumps far
counts for more than one that hardly moves the line.

Abilities are uncertain, so the whole calculation is repeated in seeded trials: every model's ability is drawn anew from a
normal distribution around its fitted value, independently of the others, both frontiers are built from the drawn values, and
the lag is measured between them. The figure is the middle of the trials, its interval runs from their 10th to their 90th
percentile. The interval covers what the tests leave open about the models that were tested; it cannot cover models that
were not, nor how the next release will fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from advisor.landscape.marks import Field
from advisor.numbers import day, share
from advisor.parameters import PARAMETERS

Floats = NDArray[np.float64]
MONTH = 365.25 / 12
"""Days."""
TRIALS = int(PARAMETERS["landscape.trials"])
LEVELS = 160
"""Levels between the old and the new open frontier at which the distance is read."""


@dataclass(frozen=True)
class Lag:
    """Months by which open weights were behind, over the levels they first reached after `since` and until `until`.

    drawn       between the frontiers as fitted: what the chart shows.
    middle, low, high   of the trials; low and high bound 80% of them. Negative: open weights lead.
    ahead       share of the levels that no closed model measured has reached; there the lead counts up to the newest model.
    floor       share of the levels that the first closed model measured already had: there the lag may be longer.
    months      of every trial; empty where unknown.
    reason      why it is unknown; empty where it is known.
    """

    since: date
    until: date
    drawn: float = float("nan")
    middle: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    ahead: float = 0.0
    floor: float = 0.0
    months: tuple[float, ...] = ()
    reason: str = ""

    @property
    def known(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Frontier:
    """The running best of one side: `days` (ordinals, ascending) and `best`, a row per trial; row 0 is as fitted."""

    days: Floats
    best: Floats

    def at(self, day: date) -> Floats:
        """The best ability of each trial on a day; minus infinity before the first model."""
        found: Floats = self.on([day])[:, 0]
        return found

    def on(self, days: Sequence[date]) -> Floats:
        """The same for several days: a column each."""
        i = np.searchsorted(self.days, [d.toordinal() for d in days], side="right") - 1
        return np.where(i >= 0, self.best[:, np.maximum(i, 0)], -np.inf)

    def reached(self, levels: Floats) -> Floats:
        """The day on which each level (a row per trial) was first reached in its trial; infinity where it was not."""
        # every row is ascending, so rows set far enough apart make one ascending sequence that is searched at once
        apart = 2 * float(np.ptp(np.concatenate([self.best.ravel(), levels.ravel()]))) + 1
        shift = apart * np.arange(len(levels))[:, None]
        at = np.searchsorted((self.best + shift).ravel(), (levels + shift).ravel()).reshape(levels.shape)
        i = at - len(self.days) * np.arange(len(levels))[:, None]
        return np.where(i < len(self.days), self.days[np.minimum(i, len(self.days) - 1)], np.inf)


class Point(Protocol):
    """What a trial needs of a model: who it is, its side, its day, its ability and the standard deviation of that."""

    @property
    def id(self) -> str: ...
    @property
    def open(self) -> bool: ...
    @property
    def since(self) -> date: ...
    @property
    def ability(self) -> float: ...
    @property
    def sd(self) -> float: ...


@dataclass(frozen=True)
class Trials:
    """Both frontiers, as fitted and in every trial."""

    marks: Sequence[Point]

    @cached_property
    def drawn(self) -> Floats:
        """Abilities by trial and model."""
        middle = np.array([m.ability for m in self.marks])
        spread = np.array([m.sd for m in self.marks])
        # A model keeps its draws whatever other models there are: one stream per model, so that adding one moves only itself.
        noise = np.array([_stream(m.id) for m in self.marks]).reshape(len(self.marks), TRIALS)
        return np.vstack([middle, middle + spread * noise.T])

    def _side(self, open_weights: bool) -> Frontier:
        at = np.array([i for i, m in enumerate(self.marks) if m.open is open_weights], dtype=np.int64)
        days = np.array([self.marks[i].since.toordinal() for i in at], dtype=np.float64)
        order = np.argsort(days, kind="stable")
        return Frontier(days[order], np.maximum.accumulate(self.drawn[:, at[order]], axis=1))

    @cached_property
    def closed(self) -> Frontier:
        return self._side(False)

    @cached_property
    def open(self) -> Frontier:
        return self._side(True)


@lru_cache(maxsize=4096)
def _stream(model_id: str) -> Floats:
    return np.random.default_rng([int(PARAMETERS["robustness.seed"]), *model_id.encode()]).standard_normal(TRIALS)


def newest(field: Field, open_weights: bool) -> date | None:
    """Release of the newest measured model of one side."""
    return max((m.since for m in field.of(open_weights)), default=None)


def lag(field: Field, trials: Trials, today: date, back: int = 0) -> Lag:
    """The lag over the last window of months that ends with the newest open model measured, or `back` windows before it."""
    months = PARAMETERS["landscape.window_months"]
    span = timedelta(days=round(months * MONTH))
    end = (newest(field, True) or today) - back * span
    begin = end - span
    if reason := _too_little(field, today, begin, end, months, back):
        return Lag(begin, end, reason=reason)
    found, ahead, floor = distances(trials, begin, end)
    usable = found[1:][~np.isnan(found[1:])]
    if len(usable) < (1 - PARAMETERS["landscape.trials_without"]) * TRIALS or np.isnan(found[0]):
        return Lag(begin, end, reason="No open model of these months clearly rose above those before it, so there is no new level whose delay could be measured.")  # fmt: skip
    if floor > PARAMETERS["landscape.floor_share"]:
        oldest = day(min(m.since for m in field.of(False)))
        return Lag(begin, end, floor=floor, reason=f"{share(floor)} of these levels were already those of the first closed model tested here ({oldest}); when closed models first had them is not known.")  # fmt: skip
    low, middle, high = (float(q) for q in np.quantile(usable, (0.1, 0.5, 0.9)))
    return Lag(begin, end, float(found[0]), middle, low, high, ahead, floor, tuple(float(m) for m in found[1:]))


def _too_little(field: Field, today: date, begin: date, end: date, months: float, back: int) -> str:
    """Why the data cannot tell, before anything is computed; empty where it may."""
    least = int(PARAMETERS["landscape.least_models"])
    for side, name in ((False, "closed"), (True, "open")):
        count = len(field.of(side))
        if count < least:
            undated = sum(m.open is side for m in field.undated)
            more = f" ({undated} more have no published release date)" if undated else ""
            return f"Only {count} {name} model{'s' if count != 1 else ''} with a release date {'were' if count != 1 else 'was'} tested{more}; {least} are needed on each side."
    if not back and (today - end).days > months * MONTH:
        return f"The newest open model tested here came out on {day(end)}, more than {months:.0f} months ago."
    if len({m.since for m in field.of(True) if m.since <= end}) < 2:
        return "Fewer than two open models tested here came out by then, so nothing says what was new."
    return ""


def distances(trials: Trials, begin: date, end: date) -> tuple[Floats, float, float]:
    """Months per trial (row 0 as fitted; NaN where open weights reached nothing new), and the shares `ahead` and `floor` of a Lag."""
    opened, closed = trials.open, trials.closed
    last = max(float(end.toordinal()), float(closed.days[-1]))
    # where the first open model is younger than the window, only what lies above it was newly reached in a time that is known
    before, after = opened.at(max(begin, date.fromordinal(int(opened.days[0])))), opened.at(end)
    steps = (np.arange(LEVELS) + 0.5) / LEVELS
    levels = before[:, None] + (after - before)[:, None] * steps
    theirs = closed.reached(levels)
    never = np.isinf(theirs)
    months = (opened.reached(levels) - np.where(never, last, theirs)).mean(axis=1) / MONTH
    rose = after > before
    if not rose[1:].any():
        return np.full(len(before), np.nan), 0.0, 0.0
    return np.where(rose, months, np.nan), float(never[1:][rose[1:]].mean()), float((theirs == closed.days[0])[1:][rose[1:]].mean())
