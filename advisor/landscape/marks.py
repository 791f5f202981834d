"""Which models are compared in a dimension, from which day, and how able each is with how much doubt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.schema import Catalog, EvidenceParameter, Model, Openness, QualityFigure

Z80 = 1.2816
"""Standard deviations from the middle of a normal to either end of its 80% interval."""
EDGE = 0.002
"""Figures on an own scale are kept this far from 0 and 1 before they become log odds."""

Abilities = Mapping[tuple[str, str, str], tuple[float, float]]
"""(model, effort, dimension) -> fitted ability and its standard deviation, on the scale of the evidence fit."""


@dataclass(frozen=True)
class Mark:
    """One model in one dimension, at the effort at which it did best.

    open        whether it counts as open weights. A model whose weights followed later has two marks: closed from its release,
                open from the day the weights could be had.
    since       that day.
    restricted  open weights under a licence with thresholds, territories, fields of use or no commercial use.
    ability     where it stands, on a scale on which errors are normal: the fit's own, or the log odds of the figure.
    sd          standard deviation of that.
    """

    model: Model
    figure: QualityFigure
    open: bool
    since: date
    restricted: bool
    ability: float
    sd: float

    @property
    def id(self) -> str:
        return self.model.id

    @property
    def kind(self) -> str:
        """How openness is shown: closed, open_weights, restricted or open_source."""
        if not self.open or self.model.openness is None:
            return "closed"
        return "restricted" if self.restricted else self.model.openness.value


@dataclass(frozen=True)
class Field:
    """Everything known about one dimension.

    measured    models with a release date and at least one test of the dimension, oldest first.
    inferred    dated models placed by their general ability alone: no test of the dimension.
    undated     measured models whose release date nobody published.
    untested    dated models of the same kind without any figure here.
    """

    dimension: str
    measured: tuple[Mark, ...]
    inferred: tuple[Mark, ...]
    undated: tuple[Model, ...]
    untested: tuple[Model, ...]

    def of(self, open_weights: bool) -> tuple[Mark, ...]:
        """The measured models of one side."""
        return tuple(m for m in self.measured if m.open is open_weights)

    def released(self, open_weights: bool, after: date, until: date) -> tuple[int, int]:
        """Of the models of one side released after one day and until another: how many are measured, and how many there are."""
        tested = sum(m.open is open_weights and after < m.since <= until for m in self.measured)
        rest = sum(m.open is open_weights and after < m.since <= until for m in self.inferred)
        rest += sum(m.open is open_weights and m.release_date is not None and after < m.release_date <= until for m in self.untested)
        return tested, tested + rest


def abilities(rows: Iterable[EvidenceParameter]) -> dict[tuple[str, str, str], tuple[float, float]]:
    """The fitted standings among the rows of the evidence parameters."""
    found = {}
    for row in rows:
        if row.kind == "standing":
            v = row.values
            found[str(v["model_id"]), str(v["effort"]), str(v["dimension"])] = (float(v["theta"] or 0), float(v["sd"] or 0))
    return found


def collect(catalog: Catalog, dimension: str, fitted: Abilities) -> Field:
    """The models of a dimension. A model takes part at its best measured effort, or where none is measured at its best inferred one."""
    best: dict[str, QualityFigure] = {}
    for figure in catalog.quality:
        if figure.dimension != dimension or figure.model_id not in catalog.models:
            continue
        other = best.get(figure.model_id)
        if other is None or _order(figure) > _order(other):
            best[figure.model_id] = figure
    measured: list[Mark] = []
    inferred: list[Mark] = []
    undated: list[Model] = []
    for model_id, figure in best.items():
        model = catalog.models[model_id]
        if model.openness is None:  # never released
            continue
        if model.release_date is None:
            undated.append(model)
            continue
        licence = catalog.licences.get(model.licence_id or "")
        ability, sd = fitted.get((model_id, figure.effort, dimension)) or log_odds(figure)
        side = inferred if figure.evidence == "inferred" else measured
        for opened, since in sides(model, model.release_date):
            side.append(Mark(model, figure, opened, since, bool(opened and licence and licence.restricted), ability, sd))
    kinds = {catalog.models[i].kind for i in best}
    able = [m for m in catalog.models.values() if m.kind in kinds and (dimension != "vision" or "image" in m.modalities_in)]
    untested = [m for m in able if m.id not in best and m.release_date is not None and m.openness is not None]
    return Field(
        dimension,
        tuple(sorted(measured, key=_by_day)),
        tuple(sorted(inferred, key=_by_day)),
        tuple(undated),
        tuple(untested),
    )


def sides(model: Model, released: date) -> list[tuple[bool, date]]:
    """On which sides a model counts, and from when: weights that followed later make it a closed model first."""
    closed = [e.until for e in model.history if e.field == "openness" and e.value == Openness.CLOSED and e.until > released]
    return [(False, released), (True, max(closed))] if closed and model.open else [(model.open, released)]


def _order(figure: QualityFigure) -> tuple[bool, float]:
    return figure.evidence != "inferred", figure.value


def _by_day(mark: Mark) -> tuple[date, str]:
    return mark.since, mark.model.id


def log_odds(figure: QualityFigure) -> tuple[float, float]:
    """Ability and standard deviation of a figure on a scale of its own (votes, error rates): its log odds."""
    low, middle, high = (math.log(p / (1 - p)) for p in (min(max(v, EDGE), 1 - EDGE) for v in (figure.low, figure.value, figure.high)))
    return middle, (high - low) / (2 * Z80)
