"""What a level of capability costs: the cheapest model that reaches it, by the day such a model came out.

One price is USD per 1,000 requests of the standing load (3,000 tokens in, 400 out unless the needs' defaults change), thinking
included: at the effort at which the figure was measured, in the task that leans on the dimension most. Two models with the same
price per token can cost thirty times as much per answer, so prices per token do not compare.

The prices are those of the lists the catalog holds, each with the day of its list. What a model cost when it came out is another
question: only where a list dates a price is that known, and nothing else is ever drawn into the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from advisor.cost.tokens import TokenUse, token_cost, token_prices
from advisor.landscape.frontier import best_on
from advisor.landscape.marks import Field
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.reasoning import reasoning_tokens
from catalog.schema import Catalog, Model, Offer, QualityFigure

PER_REQUESTS = 1_000


@dataclass(frozen=True)
class Priced:
    """One model at one effort at its cheapest offer: USD per 1,000 requests, with the span of thinking tokens low to high."""

    model: Model
    figure: QualityFigure
    offer: Offer
    provider: str
    since: date
    usd: float
    low: float
    high: float


@dataclass(frozen=True)
class Level:
    """One level of capability.

    why         what stands at this level, in words.
    falls       each release that made the level cheaper than all before it, at the prices of the lists.
    cheapest    of each side, None where no priced model of that side reaches it.
    saving      share by which the cheapest open model costs less than the cheapest closed one; negative: more; None without both.
    """

    name: str
    value: float
    why: str
    falls: tuple[Priced, ...]
    open: Priced | None
    closed: Priced | None

    @property
    def saving(self) -> float | None:
        return 1 - self.open.usd / self.closed.usd if self.open and self.closed else None


@dataclass(frozen=True)
class Prices:
    """Prices of one dimension. `task` decides how much is thought; `priced` of `models` measured models have a price now.

    best        the most able priced model of each side, open then closed.
    dated       offers whose list states from which day their price holds.
    offers      offers looked at.
    listed      day of the newest list.
    """

    task: str
    input_tokens: int
    output_tokens: int
    models: int
    priced: tuple[Priced, ...]
    best: tuple[Priced | None, Priced | None]
    offers: int
    dated: int
    listed: date
    levels: tuple[Level, ...]

    @property
    def saving(self) -> float | None:
        """Share by which the most able open model costs less than the most able closed one, which may be more able."""
        opened, closed = self.best
        return 1 - opened.usd / closed.usd if opened and closed else None


def _ablest(priced: Sequence[Priced], open_weights: bool) -> Priced | None:
    side = [p for p in priced if p.model.open is open_weights]
    return max(side, key=lambda p: (p.figure.value, -p.usd, p.model.id), default=None)


def task_of(dimension: str) -> str:
    """The task that leans on a dimension most; chat for a dimension that no task reads."""
    weights = {name: preset.dimensions.get(dimension, 0.0) for name, preset in PARAMETERS.tasks.items()}
    top = max(weights, key=lambda name: weights[name])
    return top if weights[top] else "chat"


def prices(catalog: Catalog, field: Field, until: date) -> Prices | None:
    """Prices of a dimension of text models; None where models are not sold by the token. `until`: where the newest year of the lag ends."""
    task = task_of(field.dimension)
    if PARAMETERS.tasks[task].unit != "token":
        return None
    volume = Needs().volume
    offers = [o for o in catalog.offers if o.unit == "mtok" and o.model_id is not None]
    found = _cheapest(catalog, field, offers, task)
    return Prices(
        task,
        volume.input_tokens_per_request,
        volume.output_tokens_per_request,
        len(field.measured),
        tuple(found),
        (_ablest(found, True), _ablest(found, False)),
        len(offers),
        sum(o.since is not None for o in offers),
        max((o.origin.date for o in offers), default=catalog.built_at),
        tuple(_level(found, *level) for level in _levels(field, until)),
    )


def _cheapest(catalog: Catalog, field: Field, offers: Sequence[Offer], task: str) -> list[Priced]:
    """Every measured (model, effort) at its cheapest offer, oldest release first."""
    volume = Needs().volume
    sold: dict[str, list[int]] = {}
    for i, offer in enumerate(offers):
        sold.setdefault(offer.model_id or "", []).append(i)
    parts = token_cost(token_prices(offers), TokenUse(PER_REQUESTS, volume.input_tokens_per_request, volume.output_tokens_per_request), 1.0)
    per_thought = parts.pop("reasoning")
    plain = np.sum(list(parts.values()), axis=0)
    dated = {m.model.id: m for m in field.measured}
    found = []
    for figure in catalog.quality:
        mark = dated.get(figure.model_id)
        if figure.dimension != field.dimension or figure.evidence == "inferred" or mark is None or figure.model_id not in sold:
            continue
        thought = _thought(catalog, mark.model, figure.effort, task)
        at = np.array(sold[figure.model_id])
        bills = plain[at] + per_thought[at] * thought[1]
        if np.isnan(bills).all():
            continue
        i = int(at[np.nanargmin(bills)])
        low, expected, high = (float(plain[i] + per_thought[i] * t) for t in thought)
        host = catalog.providers.get(offers[i].provider_id)
        found.append(Priced(mark.model, figure, offers[i], host.name if host else offers[i].provider_id, mark.since, expected, low, high))
    return sorted(found, key=lambda p: (p.since, p.usd, p.model.id, p.figure.effort))


def _thought(catalog: Catalog, model: Model, effort: str, task: str) -> tuple[float, float, float]:
    """Thinking tokens of one request at an effort."""
    profile = catalog.reasoning.get(model.id)
    # where nobody states whether it thinks, thinking that was measured tells it
    seen_thinking = effort not in ("none", "default") or (effort == "default" and profile is not None and profile.tests > 0)
    thinks = model.reasoning is True or (model.reasoning is None and seen_thinking)
    verbosity = profile.verbosity if profile else 1.0
    spans = reasoning_tokens(task, effort, verbosity, Needs().volume.output_tokens_per_request, reasons=thinks)
    low, expected, high = (float(s) for s in spans)
    return low, expected, high


def _levels(field: Field, until: date) -> list[tuple[str, float, str]]:
    """The levels whose price is followed: two anchors of the task's judgement, and the closed frontier of a year before."""
    anchors = PARAMETERS.anchors.get(field.dimension)
    found = []
    if anchors:
        found.append(("Good enough", anchors.good, "the line of routine work in the parameters"))
    before = best_on(field.of(False), date(until.year - 1, until.month, min(until.day, 28)))
    if before and (not anchors or anchors.good < before.figure.value < anchors.frontier):
        found.append(("Closed frontier a year before", before.figure.value, f"as able as {before.model.name}"))
    if anchors:
        found.append(("Frontier line", anchors.frontier, "the line of the best class in the parameters"))
    return found


def _level(priced: Sequence[Priced], name: str, value: float, why: str) -> Level:
    able = [p for p in priced if p.figure.value >= value]
    falls: list[Priced] = []
    for p in able:
        if not falls or p.usd < falls[-1].usd:
            if falls and falls[-1].since == p.since:
                falls.pop()
            falls.append(p)
    sides = [[p for p in able if p.model.open is side] for side in (True, False)]
    cheapest = [min(side, key=lambda p: (p.usd, p.model.id), default=None) for side in sides]
    return Level(name, value, why, tuple(falls), cheapest[0], cheapest[1])
