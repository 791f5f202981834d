"""The figures of a task with those of the tested models updated by the user's own results."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.own_evidence.joint import Joint, Settings, joint, the_rows
from advisor.own_evidence.results import OwnResult
from advisor.parameters import PARAMETERS
from advisor.quality import Floats, TaskQuality, task_figure
from catalog.schema import Catalog, Model

Z80 = 1.2816
"""Standard deviations from the middle to the end of an 80% interval of a normal distribution."""
ODD = 1.53
"""Moves of so many 80% half widths and more (one in twenty where all agree) are called at odds."""
EDGE = 0.005
"""Figures nearer to 0 or 1 than this count as this near: their logits would run away."""


@dataclass(frozen=True)
class OwnTest:
    """One test of the user. `used` is False where it can move nothing; `why` then says so.

    at_half    share that a model with a figure of 50 of 100 is expected to solve: how hard the test is.
    steepness  how much more (above 1) or less than a usual test it separates models.
    """

    name: str
    models: int
    used: bool
    why: str
    at_half: float | None
    steepness: float | None


@dataclass(frozen=True)
class Moved:
    """One tested model: its figure before and after (value, low, high; None: no public figure), and the tests that moved it.

    at_odds: the results lie further from the public figures than chance explains, so the interval was widened.
    """

    model: int
    before: tuple[float, float, float] | None
    after: tuple[float, float, float]
    tests: tuple[str, ...]
    at_odds: bool


@dataclass(frozen=True)
class OwnEvidence:
    """Results given for one decision, and what they changed. `idle`: models that were tested and could not be moved.

    expected  per row, the score in percent that the updated figures expect; None where the row could not be used.
    """

    rows: tuple[OwnResult, ...]
    quality: TaskQuality
    tests: tuple[OwnTest, ...]
    moved: tuple[Moved, ...]
    expected: tuple[float | None, ...]
    unknown: tuple[str, ...]


def settings() -> Settings:
    """Noise and scale of a test, from the parameters file."""
    return Settings(PARAMETERS["own_evidence.noise"], PARAMETERS["own_evidence.slope"], PARAMETERS["own_evidence.scale_sd"])


def apply(
    catalog: Catalog,
    models: tuple[Model, ...],
    task: str,
    quality: TaskQuality,
    given: Sequence[OwnResult],
    languages: Collection[str] = (),
) -> OwnEvidence:
    """Update `quality` (of the task in these languages, aligned with `models`) by results of the user's own.

    Models that were not tested, and those tested only where nothing can be learnt, keep their figures to the last digit.
    """
    place = {m.id: i for i, m in enumerate(models)}
    rows = [r for r in given if r.model_id in place]
    unknown = tuple(dict.fromkeys(r.model_id for r in given if r.model_id not in place))
    known = ~np.isnan(quality.value)
    tests = _tests(rows, {r.model_id for r in rows if known[place[r.model_id]]})
    used = {t.name: n for n, t in enumerate(t for t in tests if t.used)}
    counted = [r for r in rows if r.test in used]
    if not counted:
        return OwnEvidence(tuple(given), quality, tests, (), (None,) * len(given), unknown)
    tested = list(dict.fromkeys(place[r.model_id] for r in counted))
    prior, sd = _prior(quality, tested)
    at = {m: n for n, m in enumerate(tested)}
    shift = [_shift(catalog, models[place[r.model_id]], task, languages, r.effort, quality, place[r.model_id]) for r in counted]
    entries = [(at[place[r.model_id]], used[r.test], r.score / 100, float(r.n), s) for r, s in zip(counted, shift, strict=True)]
    found = joint(prior, sd, the_rows(entries), settings())
    expected = dict(zip(counted, (100 * found.expected).tolist(), strict=True))
    moved = tuple(
        _moved(quality, m, n, prior, sd, found, tuple(dict.fromkeys(r.test for r in counted if place[r.model_id] == m)))
        for n, m in enumerate(tested)
    )
    return OwnEvidence(
        tuple(given),
        _updated(quality, moved, {m: max(r.date.isoformat() for r in counted if place[r.model_id] == m) for m in tested}),
        tuple(_placed(t, used, found) for t in tests),
        moved,
        tuple(expected.get(r) for r in given),
        unknown,
    )


def _tests(rows: Sequence[OwnResult], known: set[str]) -> tuple[OwnTest, ...]:
    """Every test in the order given, and whether it can say anything: it takes two models, one of them with a public figure."""
    takers: dict[str, set[str]] = {}
    for row in rows:
        takers.setdefault(row.test, set()).add(row.model_id)
    out = []
    for name, models in takers.items():
        why = ""
        if len(models) == 1:
            why = "one model only: whether the test is easy or the model strong cannot be told apart, so it changes no figure. Test a second model on the same cases."
        elif not models & known:
            why = "no model tested on it has a public figure at this task, so its difficulty is unknown and it changes no figure. Test one that has."
        out.append(OwnTest(name, len(models), not why, why, None, None))
    return tuple(out)


def _logit(share: float) -> float:
    inside = min(max(share, EDGE), 1 - EDGE)
    return math.log(inside / (1 - inside))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _ends(quality: TaskQuality, m: int) -> tuple[float, float, float]:
    return _logit(float(quality.low[m])), _logit(float(quality.value[m])), _logit(float(quality.high[m]))


def _prior(quality: TaskQuality, tested: Sequence[int]) -> tuple[Floats, Floats]:
    """Public figures of the tested models as logits; a model without one could stand anywhere among all measured ones."""
    everybody = [_logit(float(v)) for v in quality.value[~np.isnan(quality.value)]]
    middle, spread = float(np.mean(everybody)), max(float(np.std(everybody)), PARAMETERS["own_evidence.least_population_sd"])
    prior, sd = [], []
    for m in tested:
        if math.isnan(quality.value[m]):
            prior.append(middle)
            sd.append(spread)
        else:
            low, value, high = _ends(quality, m)
            prior.append(value)
            sd.append(math.hypot((high - low) / (2 * Z80), PARAMETERS["own_evidence.task_spread"]))
    return np.array(prior), np.array(sd)


def _shift(
    catalog: Catalog, model: Model, task: str, languages: Collection[str], effort: str | None, quality: TaskQuality, m: int
) -> float:
    """How much stronger, in logits, the public figure is at the effort tested than at the one planned; nought where one is unknown."""
    tested = "none" if effort == "minimal" else effort  # the fit counts minimal effort as none
    there = task_figure(catalog, model, task, tested, languages) if tested and tested != quality.effort[m] else None
    return 0.0 if there is None or math.isnan(quality.value[m]) else _logit(there) - _logit(float(quality.value[m]))


def _moved(quality: TaskQuality, m: int, n: int, prior: Floats, sd: Floats, found: Joint, tests: tuple[str, ...]) -> Moved:
    """Figure and interval after: moved with theta, narrowed as its spread was, widened where results and public figures are at odds."""
    theta, narrower = float(found.theta[n]), min(float(found.sd[n] / sd[n]), 1.0)
    settled = math.sqrt(max(float(sd[n] ** 2 - found.sd[n] ** 2), 1e-12))
    odds = abs(theta - float(prior[n])) / settled / Z80  # above 1: further than four in five such moves
    narrower *= max(odds, 1.0)
    noise = Z80 * PARAMETERS["own_evidence.noise"]
    public = float(quality.value[m])
    # figures beside the ends of the scale stay where they are unless something moves them
    value = _share(theta) if math.isnan(public) else min(max(public + _share(theta) - _share(float(prior[n])), 0.0), 1.0)
    if math.isnan(quality.value[m]):
        half = Z80 * float(sd[n]) * narrower
        before, below, above, least = None, half, half, (noise,) * 2
    else:
        low, middle, high = _ends(quality, m)
        before = (public, float(quality.low[m]), float(quality.high[m]))
        below, above = (middle - low) * narrower, (high - middle) * narrower
        # no figure is surer than two careful runs of one test; a public interval that reaches an end of the scale may be narrower there
        least = min(noise, public - before[1]), min(noise, before[2] - public)
    down, up = _share(theta) - _share(theta - below), _share(theta + above) - _share(theta)
    after = value, max(value - max(down, least[0]), 0.0), min(value + max(up, least[1]), 1.0)
    return Moved(m, before, after, tests, odds > ODD)


def _updated(quality: TaskQuality, moved: Sequence[Moved], newest: dict[int, str]) -> TaskQuality:
    value, low, high, tests = quality.value.copy(), quality.low.copy(), quality.high.copy(), quality.benchmarks.copy()
    evidence, days = list(quality.evidence), list(quality.newest)
    for each in moved:
        m = each.model
        value[m], low[m], high[m] = each.after
        tests[m] += len(each.tests)
        evidence[m] = "own"
        days[m] = max(days[m], newest[m])
    return replace(quality, value=value, low=low, high=high, benchmarks=tests, evidence=tuple(evidence), newest=tuple(days))


def _placed(test: OwnTest, used: dict[str, int], found: Joint) -> OwnTest:
    if not test.used:
        return test
    j = used[test.name]
    return replace(test, at_half=_share(-float(found.difficulty[j])), steepness=float(found.steepness[j]))
