"""Quality for the task: the fitted figure against absolute anchors; frontier need shapes what the last points are worth."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.quality import anchors

Floats = NDArray[np.float64]


def worth(figure: Floats, task: str, frontier_need: str, languages: Collection[str] = ()) -> Floats:
    """Value of a figure: 0 at the poor anchor, a share at good enough, nearly all at the frontier line, the rest beyond.

    Straight lines between; "none" gives everything at good enough.
    """
    return np.interp(figure, *_corners(task, frontier_need, languages))


def figure_of_worth(value: Floats, task: str, frontier_need: str, languages: Collection[str] = ()) -> Floats:
    """The figure at which `worth` is this: its inverse; NaN outside the values that figures can have."""
    figures, values = _corners(task, frontier_need, languages)
    return np.where((value >= values[0]) & (value <= values[-1]), np.interp(value, values, figures), np.nan)


def _corners(task: str, frontier_need: str, languages: Collection[str]) -> tuple[list[float], list[float]]:
    """Figures and their values, both rising, at the corners of the value function."""
    poor, good, frontier = anchors(task, languages)
    at_good = PARAMETERS[f"quality.good_value_{frontier_need}"]
    if frontier_need == "none":
        return [poor, good], [0.0, at_good]
    beyond = frontier + PARAMETERS["quality.beyond_span"]
    return [poor, good, frontier, beyond], [0.0, at_good, PARAMETERS["quality.beyond_value"], 1.0]


def values(figures: Figures, needs: Needs) -> Values:
    asked = needs.task, needs.quality.frontier_need, needs.languages
    known = ~np.isnan(figures.quality_value)
    ends = [worth(np.nan_to_num(f), *asked) for f in (figures.quality_value, figures.quality_low, figures.quality_high)]
    value, low, high = (np.where(known, v, 0.0) for v in ends)
    return Values(value, low, np.where(known, high, PARAMETERS["quality.unknown_high"]), known)


def fact(i: int, figures: Figures) -> str:
    if np.isnan(figures.quality_value[i]):
        return "No evidence at this task: scored at the low end."
    model = figures.space.model_code[i]
    tests, effort = figures.quality.benchmarks[model], figures.quality.effort[model]
    at = "" if effort in ("none", "default") else f", {effort} effort"
    own = "your evaluation among " if figures.quality.evidence[model] == "own" else ""
    return f"{100 * figures.quality_value[i]:.0f} of 100 expected on the reference tests, interval {100 * figures.quality_low[i]:.0f} to {100 * figures.quality_high[i]:.0f}; {own}{tests} test{'' if tests == 1 else 's'}{at}"


def evidence(i: int, figures: Figures) -> str:
    """A model stands between scores and figure: estimated, whoever measured."""
    return "unknown" if figures.quality.evidence[figures.space.model_code[i]] == "none" else "estimated"


CRITERION = Criterion("quality", "Quality", values, fact, evidence)
