"""How good a model is at a task: the fitted figures of the task's dimensions, at the effort it is planned and priced at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.parameters import PARAMETERS
from catalog.schema import Catalog, Model, QualityFigure

Floats = NDArray[np.float64]
LADDER = ("none", "minimal", "low", "medium", "high", "max")
MULTILINGUAL = "multilingual"
ENGLISH = {"en", "eng"}
GRADES = ("independent", "mixed", "vendor", "inferred", "none")


@dataclass(frozen=True)
class TaskQuality:
    """Per model, in the order asked for: figure 0..1 with its 80% interval; NaN and grade "none" without evidence.

    effort          reasoning effort at which it is planned; "none" for models that do not think.
    benchmarks      tests of the task's dimensions behind the figure.
    weakest         dimension with the widest interval, for sentences.
    """

    value: Floats
    low: Floats
    high: Floats
    benchmarks: NDArray[np.int64]
    evidence: tuple[str, ...]
    effort: tuple[str, ...]
    newest: tuple[str, ...]
    artificial_analysis: NDArray[np.bool_]


def planned_effort(model: Model, available: frozenset[str], wanted: str) -> str:
    """The effort nearest to the wanted one among those with evidence; a lower one wins a tie.

    Without named efforts: "default" for models that think, "none" for those that do not.
    """
    named = [e for e in LADDER if e in available]
    if model.reasoning is False or not model.reasoning:
        return "none" if "none" in available or not available else ("default" if "default" in available else named[0])
    if not named:
        return "default"
    if named == ["none"] and "default" in available and wanted != "none":
        return "default"
    at = LADDER.index(wanted)
    return min(named, key=lambda e: (abs(LADDER.index(e) - at), LADDER.index(e)))


def beyond_english(languages: Collection[str]) -> tuple[str, ...]:
    """The stated languages other than English, in their order; en-GB and the like are English."""
    return tuple(code for code in languages if code.split("-")[0] not in ENGLISH)


def dimensions_of(task: str, languages: Collection[str]) -> Mapping[str, float]:
    """The dimensions that a task in these languages rests on, with weights that add up to 1.

    With a language other than English, multilingual work counts as much as `quality.multilingual_weight` at least and the other
    dimensions keep their proportions. Tasks that are not counted in tokens (pictures, film, speech) rest on none of the tests of text.
    """
    preset, least = PARAMETERS.tasks[task], PARAMETERS["quality.multilingual_weight"]
    if preset.unit != "token" or preset.dimensions.get(MULTILINGUAL, 0.0) >= least or not beyond_english(languages):
        return preset.dimensions
    others = {d: w for d, w in preset.dimensions.items() if d != MULTILINGUAL}
    scale = (1 - least) / sum(others.values())
    return {d: w * scale for d, w in others.items()} | {MULTILINGUAL: least}


def task_quality(catalog: Catalog, models: tuple[Model, ...], task: str, languages: Collection[str] = ()) -> TaskQuality:
    """Weighted mean of the task's dimensions. Interval ends are averaged too: one ability drives all dimensions."""
    weights = dimensions_of(task, languages)
    key = ("task_quality", task, *weights.items(), len(models))
    cached = catalog.cache.get(str(key))
    if cached is None:
        cached = catalog.cache[str(key)] = _task_quality(catalog, models, task, weights)
    assert isinstance(cached, TaskQuality)
    return cached


def _by_model(catalog: Catalog) -> dict[str, dict[str, dict[str, QualityFigure]]]:
    """model -> effort -> dimension -> figure."""
    found = catalog.cache.get("quality_by_model")
    if found is None:
        found = {}
        for figure in catalog.quality:
            found.setdefault(figure.model_id, {}).setdefault(figure.effort, {})[figure.dimension] = figure
        catalog.cache["quality_by_model"] = found
    result: dict[str, dict[str, dict[str, QualityFigure]]] = found
    return result


def figures_of(catalog: Catalog, model: Model, task: str, weights: Mapping[str, float]) -> tuple[str, dict[str, QualityFigure]]:
    """The effort planned for a task and the model's figures at it, by dimension (all dimensions, not only those with a weight)."""
    efforts = _by_model(catalog).get(model.id, {})
    able = frozenset(e for e, dims in efforts.items() if set(weights) <= dims.keys())
    effort = planned_effort(model, able, PARAMETERS.tasks[task].effort)
    return effort, efforts.get(effort, efforts.get("default", {}))


def task_figure(catalog: Catalog, model: Model, task: str, effort: str, languages: Collection[str] = ()) -> float | None:
    """The public figure of a model at a task and one stated effort; None where a dimension of the task has none there."""
    weights, dims = dimensions_of(task, languages), _by_model(catalog).get(model.id, {}).get(effort, {})
    return sum(dims[d].value * w for d, w in weights.items()) if set(weights) <= dims.keys() else None


def _task_quality(catalog: Catalog, models: tuple[Model, ...], task: str, weights: Mapping[str, float]) -> TaskQuality:
    n = len(models)
    value, low, high = (np.full(n, np.nan) for _ in range(3))
    benchmarks = np.zeros(n, dtype=np.int64)
    by_aa = np.zeros(n, dtype=bool)
    evidence, effort_of, newest = ["none"] * n, ["none"] * n, [""] * n
    for i, model in enumerate(models):
        effort, dims = figures_of(catalog, model, task, weights)
        effort_of[i] = effort
        if not set(weights) <= dims.keys():
            continue
        used = [(dims[d], w) for d, w in weights.items()]
        value[i] = sum(f.value * w for f, w in used)
        low[i] = sum(f.low * w for f, w in used)
        high[i] = sum(f.high * w for f, w in used)
        benchmarks[i] = sum(f.benchmarks for f, _ in used)
        newest[i] = max(f.newest for f, _ in used)
        by_aa[i] = any(f.artificial_analysis for f, _ in used)
        evidence[i] = _grade([(f.evidence, w) for f, w in used])
    return TaskQuality(value, low, high, benchmarks, tuple(evidence), tuple(effort_of), tuple(newest), by_aa)


def _grade(parts: list[tuple[str, float]]) -> str:
    """inferred where half the weight or more is; else independent or vendor where all measured parts are, else mixed."""
    if sum(w for grade, w in parts if grade == "inferred") >= 0.5:
        return "inferred"
    measured = {grade for grade, _ in parts if grade != "inferred"}
    return measured.pop() if len(measured) == 1 else "mixed"


def not_told_apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two 80% intervals (low, high) overlap by more than half of the shorter one: a label for a pair, which never reorders.

    The rule is that of the fit (`catalog.evidence.not_told_apart`).
    """
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    return overlap > 0.5 * min(one[1] - one[0], other[1] - other[0])


def anchors(task: str, languages: Collection[str] = ()) -> tuple[float, float, float]:
    """Poor, good-enough and frontier figures of a task: the dimensions' anchors, weighted like the figure itself."""
    weights = dimensions_of(task, languages)
    a = PARAMETERS.anchors
    return (
        sum(a[d].poor * w for d, w in weights.items()),
        sum(a[d].good * w for d, w in weights.items()),
        sum(a[d].frontier * w for d, w in weights.items()),
    )
