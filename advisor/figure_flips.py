"""At which price, and at which quality of the first, another model or deployment takes over: solved, all else as it is.

Prices move the part of the bill that is bought at them: tokens and media of an offer, rent or purchase of machines. People, power
and set-up stay. The score is additive, so the bill that ties two options follows from the inverse of the value function; a
market that moves every option's bill at once is solved by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.criteria import PREFER
from advisor.criteria.quality import figure_of_worth
from advisor.decision import Decision
from advisor.parameters import PARAMETERS
from advisor.rules import MUST
from advisor.values import bill_of_value, cost_value

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
SOLD = ("input", "cached_input", "output", "reasoning", "media")
MACHINES = ("gpu_rental", "hardware")
MARKET_STEP = 1.15
"""Widest factor between two tries of a market price; the crossing between them is closed in."""
HALVINGS = 30
TIED = 1e-9
"""Difference of scores, or of values, that is none."""
COST, QUALITY = (next(n for n, c in enumerate(PREFER) if c.id == name) for name in ("cost", "quality"))
BUDGET = next(n for n, rule in enumerate(MUST) if rule.id == "budget.monthly")


@dataclass(frozen=True)
class FigureFlip:
    """One figure at which the first place changes hands.

    driver    prices.first, prices.rival (factors on today's price), prices.gpus (the same on all rents and purchases), or
              figures.quality (0..1).
    of        option whose price or quality moves; for prices.gpus the first.
    winner    option that leads beyond.
    bill      USD a month of `of` at the flip; NaN for figures.quality.
    by_budget the first is not overtaken but leaves the budget.
    """

    driver: str
    now: float
    flips_at: float
    of: int
    winner: int
    bill: float
    by_budget: bool = False


def figure_flips(d: Decision) -> list[FigureFlip]:
    """Every flip there is within the ranges of the parameters, at most one per driver and direction."""
    if not len(d.ranked):
        return []
    field = _Field(d)
    found = [field.dearer_first(), field.cheaper_rival(), *field.gpu_market(), field.weaker_first()]
    return [flip for flip in found if flip is not None]


class _Field:
    """The options that pass every must-have, or only leave the budget, with what a price moves of their bills."""

    def __init__(self, d: Decision) -> None:
        fails = d.judged.fails
        out = np.flatnonzero(fails[BUDGET] & (fails.sum(axis=0) == 1) & d.figures.priced)
        self.d, self.at = d, np.concatenate((d.ranked, out))
        f, at = d.figures, self.at
        self.limit = d.needs.budget.max_monthly_usd
        self.weight = float(d.scored.weights[COST])
        self.expected = f.expected[at]
        # where capacity is unknown the high end is what is scored; prices move it in proportion
        self.scale = np.where(f.capacity_unknown[at], f.high[at] / f.expected[at], 1.0)
        self.sold = sum((f.parts[p][at] for p in SOLD), np.zeros(len(at)))
        self.machines = sum((f.parts[p][at] for p in MACHINES), np.zeros(len(at)))
        self.bought = self.sold + self.machines
        self.rest = d.scored.weights @ d.scored.value[:, at] - self.weight * d.scored.value[COST, at]
        self.score = self.rest + self.weight * cost_value(self.expected * self.scale)
        self.score[len(d.ranked) :] = -1.0
        groups = d.space.groups[at]
        self.groups, self.own = groups, groups == groups[0]

    def _tie(self, level: Floats | float, at: Bools | Ints, bill: float) -> Floats:
        """Factor on the bought part at which these options come level with another that scores `level` and costs `bill`.

        Infinite where they are ahead at any price, minus infinite where no price is low enough. Where the value of cost is flat (a bill
        that is as good or as bad as can be, or cost that does not count) the scores tie over a stretch of prices: there the cheaper bill
        is ahead, as in the ranking.
        """
        missing = level - self.rest[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            same_bill = 1 + (bill - self.expected[at]) / self.bought[at]
            if self.weight <= 0:
                return np.where(np.abs(missing) < TIED, same_bill, np.where(missing < 0, np.inf, -np.inf))
            value = missing / self.weight
            factor = 1 + (bill_of_value(np.clip(value, 0.0, 1.0)) / self.scale[at] - self.expected[at]) / self.bought[at]
        factor = np.where(np.abs(value - 1) < TIED, np.fmin(factor, same_bill), factor)
        factor = np.where(np.abs(value) < TIED, np.fmax(factor, same_bill), factor)
        return np.where(value <= -TIED, np.inf, np.where(value >= 1 + TIED, -np.inf, factor))

    def _in_budget(self, at: Bools | Ints) -> Floats:
        """Factor at which these options reach the budget; infinite without one."""
        if self.limit is None:
            return np.full(len(self.at[at]), np.inf)
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 + (self.limit - self.expected[at]) / self.bought[at]

    def dearer_first(self) -> FigureFlip | None:
        """The price of the first, wherever it is sold in this way, up to where its best offer falls behind or leaves the budget."""
        others = np.flatnonzero(~self.own[: len(self.d.ranked)])
        if not len(others):
            return None
        rival = others[np.argmax(self.score[others])]
        mine = np.flatnonzero(self.own[: len(self.d.ranked)])
        mine = mine[self.score[mine] >= self.score[rival] - TIED]
        if not len(mine):
            return None
        tie, budget = self._tie(float(self.score[rival]), mine, float(self.expected[rival])), self._in_budget(mine)
        last = np.minimum(tie, budget)
        holds = mine[np.argmax(last)]
        factor = float(last.max())
        if not 1 < factor <= PARAMETERS["robustness.price_high"]:
            return None
        return self._flip("prices.first", factor, holds, rival, self.bought[holds], bool(budget[np.argmax(last)] <= tie[np.argmax(last)]))

    def cheaper_rival(self) -> FigureFlip | None:
        """The smallest price cut by which another model or deployment takes the first place."""
        others = np.flatnonzero(~self.own)
        factor = np.minimum(self._tie(float(self.score[0]), others, float(self.expected[0])), self._in_budget(others))
        able = (factor < 1) & (factor >= PARAMETERS["robustness.price_low"])
        if not able.any():
            return None
        best = others[able][np.argmax(factor[able])]
        return self._flip("prices.rival", float(factor[able].max()), best, best, self.bought[best])

    def gpu_market(self) -> list[FigureFlip]:
        """All rents and purchase prices of GPUs together, up and down, to the nearest change of the first place."""
        if not self.machines.any():
            return []

        def leader(factor: float) -> int:
            bill = self.expected + (factor - 1) * self.machines
            points = self.rest + self.weight * cost_value(bill * self.scale)
            points = points if self.limit is None else np.where(bill <= self.limit, points, -1.0)
            best = float(points.max())
            # ties go to the cheaper, then to the id, as in the ranking; where nothing is left in the budget nobody takes over
            tied = np.flatnonzero(points >= best - TIED)
            return int(tied[np.lexsort((self.d.space.id_order[self.at[tied]], bill[tied]))[0]]) if best >= 0 else 0

        found = []
        for step, end in ((MARKET_STEP, PARAMETERS["robustness.price_high"]), (1 / MARKET_STEP, PARAMETERS["robustness.price_low"])):
            inner, outer = 1.0, step
            while min(outer, end) != inner if step > 1 else max(outer, end) != inner:
                outer = min(outer, end) if step > 1 else max(outer, end)
                if not self.own[leader(outer)]:
                    found.append(self._closed_in(leader, inner, outer))
                    break
                inner, outer = outer, outer * step
        return found

    def _closed_in(self, leader: object, inner: float, outer: float) -> FigureFlip:
        assert callable(leader)
        for _ in range(HALVINGS):
            middle = float(np.sqrt(inner * outer))
            inner, outer = (middle, outer) if self.own[leader(middle)] else (inner, middle)
        return self._flip("prices.gpus", outer, 0, leader(outer), self.machines[0])

    def weaker_first(self) -> FigureFlip | None:
        """The quality of the first's model at which the best of another model is ahead of everything it runs on."""
        d, n = self.d, len(self.d.ranked)
        weight, now = float(d.scored.weights[QUALITY]), float(d.figures.quality_value[self.at[0]])
        models = d.space.model_code[self.at[:n]]
        others = np.flatnonzero(models != models[0])
        if weight <= 0 or np.isnan(now) or not len(others):
            return None
        rival = others[np.argmax(self.score[others])]
        mine = np.flatnonzero(models == models[0])
        without = self.score[mine] - weight * d.scored.value[QUALITY, self.at[mine]]
        missing = (self.score[rival] - without) / weight
        level = figure_of_worth(missing, d.needs.task, d.needs.quality.frontier_need, d.needs.languages)
        # the option that holds out longest decides; one that leads without any quality holds out for good
        at = float(np.where(missing < 0, -np.inf, np.where(np.isnan(level), np.inf, level)).min())
        if not 0 <= at < now:
            return None
        return FigureFlip("figures.quality", now, at, int(self.at[0]), int(self.at[rival]), float("nan"))

    def _flip(self, driver: str, factor: float, of: int, winner: int, moved: float, by_budget: bool = False) -> FigureFlip:
        bill = float(self.expected[of] + (factor - 1) * moved)
        return FigureFlip(driver, 1.0, factor, int(self.at[of]), int(self.at[winner]), bill, by_budget)
