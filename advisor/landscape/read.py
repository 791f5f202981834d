"""One dimension with everything the page shows of it, and all dimensions side by side; computed once per catalog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advisor.landscape import findings
from advisor.landscape.frontier import Edge, Share, Step, at_release, edges, shares, steps
from advisor.landscape.lag import Lag, Trials, lag
from advisor.landscape.marks import Abilities, Field, collect
from advisor.landscape.prices import Prices, prices
from advisor.parameters import PARAMETERS
from catalog.schema import Catalog


@dataclass(frozen=True)
class Landscape:
    """The gap in one dimension.

    today       the day the catalog speaks for.
    lag         over the newest year of open releases; `earlier` one and two years before.
    untested    the same with the models that no test of the dimension covers.
    closed, open, ..._edges   the steps of both frontiers as fitted, and the bands around them.
    shares      up to the newest open model tested: after it nothing says where open weights stand.
    now         the last of them; None where there is none.
    remarks     what was measured; the year before; with untested models; how many were tested; where open weights stand. Empty where nothing is to say.
    released    low, middle, high of the share reached on the days open models came out, over the year of the lag.
    prices      None where models are not sold by the token.
    """

    dimension: str
    today: date
    field: Field
    lag: Lag
    earlier: tuple[Lag, ...]
    untested: Lag
    closed: tuple[Step, ...]
    open: tuple[Step, ...]
    closed_edges: tuple[Edge, ...]
    open_edges: tuple[Edge, ...]
    shares: tuple[Share, ...]
    now: Share | None
    released: tuple[float, float, float] | None
    prices: Prices | None
    finding: str
    remarks: tuple[str, ...]

    @property
    def artificial_analysis(self) -> bool:
        """Whether a figure shown rests on scores of Artificial Analysis."""
        return any(m.figure.artificial_analysis for m in (*self.field.measured, *self.field.inferred))


def dimensions(catalog: Catalog) -> tuple[str, ...]:
    """Every dimension with a figure, in the order of the evidence."""
    return tuple(dict.fromkeys(figure.dimension for figure in catalog.quality))


def landscape(catalog: Catalog, dimension: str, fitted: Abilities) -> Landscape:
    """The gap in one dimension. `fitted`: abilities of the same catalog (advisor.landscape.marks.abilities)."""
    key = f"landscape:{dimension}"
    found = catalog.cache.get(key)
    if found is None:
        found = catalog.cache[key] = _landscape(catalog, dimension, fitted)
    assert isinstance(found, Landscape)
    return found


def overview(catalog: Catalog, fitted: Abilities) -> dict[str, Landscape]:
    """All dimensions."""
    return {dimension: landscape(catalog, dimension, fitted) for dimension in dimensions(catalog)}


def _landscape(catalog: Catalog, dimension: str, fitted: Abilities) -> Landscape:
    today = catalog.built_at
    field = collect(catalog, dimension, fitted)
    trials = Trials(field.measured)
    found = lag(field, trials, today)
    earlier = (lag(field, trials, today, 1), lag(field, trials, today, 2))
    wider = Field(dimension, (*field.measured, *field.inferred), (), field.undated, field.untested)
    untested = lag(wider, Trials(wider.measured), today) if field.inferred else found
    both = bool(field.of(True) and field.of(False))
    reached = tuple(s for s in shares(field, trials, PARAMETERS["landscape.share_from"]) if s.day <= found.until) if both else ()
    now = reached[-1] if reached else None
    remarks = (
        findings.window(found),
        findings.trend(found, earlier[0]),
        findings.with_untested(field, found, untested),
        findings.coverage(field, found, today),
        findings.standing(now) if now else "",
    )
    return Landscape(
        dimension,
        today,
        field,
        found,
        earlier,
        untested,
        steps(field, False),
        steps(field, True),
        edges(field, trials, False),
        edges(field, trials, True),
        reached,
        now,
        at_release(field, trials, found.since, found.until) if both else None,
        prices(catalog, field, found.until),
        findings.finding(dimension, found),
        remarks,
    )
