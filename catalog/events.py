"""What happened on which day: releases, ends, price changes and changed facts that one catalog dates, past and announced.

Pure. Each row is one change that fell on a known day (or between two days on which a list was read), not the sum of all changes
between two states: that is catalog.diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from catalog.as_of import by_offer, priced
from catalog.diff import OF_MODELS, Change, Kind, of_model, of_offer, one_sided, plain, prices_of, statement_change
from catalog.schema import Catalog, Earlier, Licence, Model, Offer, ProviderFact, Status


def events(catalog: Catalog, first: date, last: date) -> tuple[Change, ...]:
    """Changes from `first` to `last`, newest first; on one day by kind and name."""
    rank = {kind: n for n, kind in enumerate(Kind)}
    found = [
        c
        for c in (*_models(catalog), *_licences(catalog), *_statements(catalog), *_prices(catalog), *_ends(catalog))
        if c.on and first <= c.on <= last
    ]
    return tuple(sorted(found, key=lambda c: (-(c.on or first).toordinal(), rank[c.kind], c.name.lower(), c.subject, c.field)))


def _models(catalog: Catalog) -> Iterator[Change]:
    for model in catalog.models.values():
        if model.release_date and model.status is not Status.ANNOUNCED:
            yield of_model(model, "released", None, model.name, model.release_date, Kind.MODEL_ADDED)
        if model.retirement_date:
            yield of_model(model, "ended", "in service", "ended", model.retirement_date, Kind.LIFECYCLE)
        for entry in model.history:
            if entry.field in OF_MODELS:
                yield of_model(model, entry.field, entry.value, _next(model, entry), entry.until)


def _next(record: Model | Licence, entry: Earlier) -> object:
    """What a field became when an earlier value ended: the value after it, or that of today."""
    after = [e for e in record.history if e.field == entry.field and e.until > entry.until]
    return min(after, key=lambda e: e.until).value if after else getattr(record, entry.field)


def _licences(catalog: Catalog) -> Iterator[Change]:
    for licence in catalog.licences.values():
        for entry in licence.history:
            yield Change(
                Kind.LICENCE, licence.id, licence.name, entry.field, plain(entry.value), plain(_next(licence, entry)), on=entry.until,
                origin=entry.origin,
            )  # fmt: skip


def _statements(catalog: Catalog) -> Iterator[Change]:
    for provider in catalog.providers.values():
        ended: dict[tuple[str, str, date | None], ProviderFact] = {(f.fact, f.scope, f.until): f for f in provider.history}
        begun: dict[tuple[str, str, date | None], ProviderFact] = {
            (f.fact, f.scope, f.since): f for f in (*provider.facts, *provider.history) if f.since
        }
        for kind, scope, day in sorted({*ended, *begun}, key=str):
            before, after = ended.get((kind, scope, day)), begun.get((kind, scope, day))
            later = after or next((f for f in provider.facts if (f.fact, f.scope) == (kind, scope)), None)
            said = later or before
            if said is not None:
                yield statement_change(provider, kind, scope, before.value if before else None, later.value if later else None, said, day)


def _prices(catalog: Catalog) -> Iterator[Change]:
    offers = {offer.id: offer for offer in catalog.offers if offer.rankable}
    names = {p.id: p.name for p in catalog.providers.values()}
    for offer_id, spans in by_offer(catalog.price_history).items():
        offer = offers.get(offer_id)
        if offer is None:
            continue
        dated = [s for s in spans if s.basis == "dated"]
        for before, after in pairwise(dated or [s for s in spans if s.basis == "seen"]):
            exact = before.until == after.since and after.basis == "dated"
            yield from prices_of(
                priced(offer, before), priced(offer, after), names, catalog.models, on=after.since,
                earliest=None if exact else before.last_seen,
                but=one_sided(before, after),
            )  # fmt: skip


def _ends(catalog: Catalog) -> Iterator[Change]:
    names = {p.id: p.name for p in catalog.providers.values()}
    for ending in endings(catalog, date.min, date.max):
        if ending.offer:
            yield of_offer(ending.offer, names, catalog.models, Kind.LIFECYCLE, "ended", "on offer", "ended", ending.day)


@dataclass(frozen=True)
class Ending:
    """One line of the retirement calendar: a model, or its offers at one provider, that end on a day, and what its maker names instead.

    offer   None: the model itself ends. Otherwise one of the provider's offers that end on the day, without its place.
    """

    day: date
    model: Model
    offer: Offer | None
    provider: str | None
    successor: Model | None


def endings(catalog: Catalog, first: date, last: date) -> tuple[Ending, ...]:
    """What ends from `first` to `last`, in the order of days. Offers are listed where they end on another day than their model."""
    found: dict[tuple[date, str, str], Ending] = {}
    for model in catalog.models.values():
        if model.retirement_date and first <= model.retirement_date <= last:
            day = model.retirement_date
            found[day, model.id, ""] = Ending(day, model, None, None, catalog.models.get(model.successor_id or ""))
    for offer in catalog.offers:
        owner = catalog.models.get(offer.model_id or "")
        if owner and offer.ends and first <= offer.ends <= last and offer.ends != owner.retirement_date:
            provider = catalog.providers.get(offer.provider_id)
            line = Ending(
                offer.ends, owner, offer.model_copy(update={"region": None, "id": offer.id.partition("@")[0]}),
                provider.name if provider else offer.provider_id, catalog.models.get(owner.successor_id or ""),
            )  # fmt: skip
            found.setdefault((offer.ends, owner.id, offer.provider_id), line)
    return tuple(sorted(found.values(), key=lambda e: (e.day, e.model.name.lower(), e.provider or "")))
