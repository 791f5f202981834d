"""What a level of capability costs: the cheapest model that reaches it, by the day such a model came out.

One price is USD per 1,000 requests of the standing load (3,000 tokens in, 400 out unless the needs' defaults change), thinking
included: at the effort at which the figure was measured, in the task that leans on the dimension most. Two models with the same
price per token can cost thirty times as much per answer, so prices per token do not compare.

The prices are those of the lists the catalog holds, each with the day of its list: what a level costs now, by the day a model that
reaches it came out. What it cost then is another question, answered only by prices that a list dates or that were seen in a list
of that day (`Level.known`); the cheapest of these is what is known, not what there was. No other price is taken into the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from advisor.cost.tokens import TokenUse, token_cost, token_prices
from advisor.landscape.frontier import best_on
from advisor.landscape.marks import Field
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.reasoning import reasoning_tokens, thinks
from catalog.as_of import by_offer, priced
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
class Known:
    """The cheapest price known to have held from one day until before another."""

    since: date
    until: date
    priced: Priced


@dataclass(frozen=True)
class Level:
    """One level of capability.

    why         what stands at this level, in words.
    falls       each release that made the level cheaper than all before it, at the prices of the lists.
    known       the cheapest price known for each day, oldest first; days for which none is known are left out.
    open, closed   the cheapest of each side now, None where no priced model of that side reaches it.
    saving      share by which the cheapest open model costs less than the cheapest closed one; negative: more; None without both.
    """

    name: str
    value: float
    why: str
    falls: tuple[Priced, ...]
    known: tuple[Known, ...]
    open: Priced | None
    closed: Priced | None

    @property
    def saving(self) -> float | None:
        return 1 - self.open.usd / self.closed.usd if self.open and self.closed else None


@dataclass(frozen=True)
class Prices:
    """Prices of one dimension. `task` decides how much is thought; `priced` of `models` measured models have a price now.

    best        the most able priced model of each side, open then closed.
    dated       offers of which some earlier price, or the first day of this one, is known.
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
    listed = max((o.origin.date for o in offers), default=catalog.built_at)
    dated, spans = _known(catalog, field, offers, task, listed)
    return Prices(
        task,
        volume.input_tokens_per_request,
        volume.output_tokens_per_request,
        len(field.measured),
        tuple(found),
        (_ablest(found, True), _ablest(found, False)),
        len(offers),
        dated,
        listed,
        tuple(_level(found, spans, *level) for level in _levels(field, until)),
    )


def _cheapest(catalog: Catalog, field: Field, offers: Sequence[Offer], task: str) -> list[Priced]:
    """Every measured (model, effort) at its cheapest offer, oldest release first."""
    best: dict[tuple[str, str], Priced] = {}
    for _, p in _bills(catalog, field, offers, task):
        key = p.model.id, p.figure.effort
        if key not in best or (p.usd, p.offer.id) < (best[key].usd, best[key].offer.id):
            best[key] = p
    return sorted(best.values(), key=lambda p: (p.since, p.usd, p.model.id, p.figure.effort))


def _bills(catalog: Catalog, field: Field, offers: Sequence[Offer], task: str) -> Iterator[tuple[int, Priced]]:
    """Every measured (model, effort) at every offer of it that has a price, with the offer's place in `offers`."""
    volume = Needs().volume
    sold: dict[str, list[int]] = {}
    for i, offer in enumerate(offers):
        sold.setdefault(offer.model_id or "", []).append(i)
    use = TokenUse(PER_REQUESTS, volume.input_tokens_per_request, volume.output_tokens_per_request)
    parts = token_cost(token_prices(offers), use, 1.0)
    per_thought = parts.pop("reasoning")
    plain = np.sum(list(parts.values()), axis=0)
    dated = {m.model.id: m for m in reversed(field.measured)}  # a model with two marks counts from its first
    for figure in catalog.quality:
        mark = dated.get(figure.model_id)
        if figure.dimension != field.dimension or figure.evidence == "inferred" or mark is None:
            continue
        thought = _thought(catalog, mark.model, figure.effort, task)
        for i in sold.get(figure.model_id, ()):
            low, expected, high = (float(plain[i] + per_thought[i] * t) for t in thought)
            if expected == expected:  # no price is NaN
                host = catalog.providers.get(offers[i].provider_id)
                yield (
                    i,
                    Priced(mark.model, figure, offers[i], host.name if host else offers[i].provider_id, mark.since, expected, low, high),
                )


Spans = Sequence[tuple[date, date, Priced]]


def _known(catalog: Catalog, field: Field, offers: Sequence[Offer], task: str, listed: date) -> tuple[int, Spans]:
    """How many offers have a price that is known for days before `listed`, and every bill at such prices with its days."""
    spans = by_offer(catalog.price_history)
    then: list[Offer] = []
    days: list[tuple[date, date]] = []
    for offer in offers:
        held = [(s.since, s.until or (listed if s.basis == "dated" else s.last_seen), priced(offer, s)) for s in spans.get(offer.id, ())]
        if not held and offer.since:
            held = [(offer.since, listed, offer)]
        for since, until, at_price in held:
            begin, end = since or date.min, min(until or listed, listed)
            if begin < end:
                then.append(at_price)
                days.append((begin, end))
    bills = [(max(days[i][0], p.since), days[i][1], p) for i, p in _bills(catalog, field, then, task)]
    return len({o.id for o in then}), [(begin, end, p) for begin, end, p in bills if begin < end]


def _thought(catalog: Catalog, model: Model, effort: str, task: str) -> tuple[float, float, float]:
    """Thinking tokens of one request at an effort."""
    profile = catalog.reasoning.get(model.id)
    verbosity = profile.verbosity if profile else 1.0
    spans = reasoning_tokens(task, effort, verbosity, Needs().volume.output_tokens_per_request, reasons=thinks(model, effort, profile))
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


def _level(now: Sequence[Priced], spans: Spans, name: str, value: float, why: str) -> Level:
    able = [p for p in now if p.figure.value >= value]
    falls: list[Priced] = []
    for p in able:
        if not falls or p.usd < falls[-1].usd:
            if falls and falls[-1].since == p.since:
                falls.pop()
            falls.append(p)
    sides = [[p for p in able if p.model.open is side] for side in (True, False)]
    cheapest = [min(side, key=lambda p: (p.usd, p.model.id), default=None) for side in sides]
    known = _envelope([span for span in spans if span[2].figure.value >= value])
    return Level(name, value, why, tuple(falls), known, cheapest[0], cheapest[1])


def _envelope(spans: Spans) -> tuple[Known, ...]:
    """The cheapest of the spans on each day."""
    found: list[Known] = []
    for begin, end in pairwise(sorted({day for a, b, _ in spans for day in (a, b)})):
        held = [p for a, b, p in spans if a <= begin and end <= b]
        if not held:
            continue
        best = min(held, key=lambda p: (p.usd, p.model.id, p.figure.effort))
        if found and found[-1].until == begin and (found[-1].priced.usd, found[-1].priced.offer.id) == (best.usd, best.offer.id):
            found[-1] = Known(found[-1].since, end, best)
        else:
            found.append(Known(begin, end, best))
    return tuple(found)
