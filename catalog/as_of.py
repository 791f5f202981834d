"""What was known to hold on a day: the catalog with the prices, limits and facts of that day.

Read from spans that say so: dated prices of the lists, prices seen in lists fetched earlier, `[[history]]` blocks of the fact
files. Where nothing says what held, the nearest known figure stands in and the offer is named in `unknown_then`: the reader of
the catalog must say so. Scores, sizes of models and whatever else has no history stay as they are known now.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from catalog.schema import (
    PRICE_FIELDS,
    Catalog,
    Earlier,
    GpuPrice,
    Model,
    Offer,
    PriceSpan,
    Provider,
    ProviderFact,
    Record,
    Status,
)

DAYS_KEPT = 2
"""Days whose catalog is kept beside the one as written: today, and one that somebody asked about."""
ALL = "price"
PARTS = {"batch price": "usd_per_mtok_batch_in", "cached price": "usd_per_mtok_cached_in"}
"""Words in `Catalog.unknown_then` for what of an offer is not known on a day; ALL where nothing is."""
LIMITS = ("context_tokens", "max_output_tokens")

R = TypeVar("R", bound=Record)


def catalog_on(catalog: Catalog, day: date) -> Catalog:
    """The catalog as far as it is known to have held on `day`; the same object where that is the day it was written for."""
    if day == catalog.on:
        return catalog
    if catalog.organisation is not None:  # its own terms of that day lie over the catalog of that day
        from catalog.organisation.layer import layered  # the layer reads days too

        return layered(catalog, catalog.organisation, day)
    if catalog.organisation is not None:
        from catalog.organisation.layer import layered  # the layer itself reads the catalog of a day

        return layered(catalog, catalog.organisation, day)
    catalog = catalog.cache.get("as_written", catalog)
    if day == catalog.built_at and not _announces(catalog):
        return catalog
    kept: OrderedDict[date, Catalog] = catalog.cache.setdefault("on", OrderedDict())
    found = kept.get(day)
    if found is None:
        found = kept[day] = _read_for(catalog, day)
        if len(kept) > DAYS_KEPT:
            kept.pop(next(iter(kept)), None)
    return found


def _lost(now: Offer, then: Offer, field: str) -> bool:
    """Whether a figure is stated now and was not for the earlier day."""
    return getattr(now, field) is not None and getattr(then, field) is None


def _announces(catalog: Catalog) -> bool:
    """Whether some statement of a provider begins only after the catalog was written."""
    return any(fact.since and fact.since > catalog.built_at for p in catalog.providers.values() for fact in p.facts)


def _read_for(catalog: Catalog, day: date) -> Catalog:
    spans = by_offer(catalog.price_history)
    offers, unknown = [], {}
    for offer in catalog.offers:
        then, known = offer_on(offer, spans.get(offer.id, ()), day)
        offers.append(then)
        lacking = ALL if not known else " and ".join(what for what, field in PARTS.items() if _lost(offer, then, field))
        if lacking:
            unknown[offer.id] = lacking
    return replace(
        catalog,
        models={i: model_on(m, day, catalog.models) for i, m in catalog.models.items()},
        licences={i: record_on(licence, licence.history, day) for i, licence in catalog.licences.items()},
        providers={i: provider_on(p, day) for i, p in catalog.providers.items()},
        offers=tuple(offers),
        gpu_prices=_rents_on(catalog.gpu_prices, day),
        on=day,
        unknown_then=unknown,
        cache={"as_written": catalog},
    )


def by_offer(spans: Iterable[PriceSpan]) -> dict[str, tuple[PriceSpan, ...]]:
    """Spans by offer, in the order given."""
    found: dict[str, list[PriceSpan]] = {}
    for span in spans:
        found.setdefault(span.offer_id, []).append(span)
    return {offer_id: tuple(of_one) for offer_id, of_one in found.items()}


def offer_on(offer: Offer, spans: Iterable[PriceSpan], day: date) -> tuple[Offer, bool]:
    """The offer at the price of a day, and whether that price is known to have held then.

    What a list dates itself counts before what was seen in it. The offer stays as it is on every day that its own price is known
    to cover. Where nothing says what held, the nearest price known stands in.
    """
    spans, read = tuple(spans), offer.origin.date
    for basis in ("dated", "seen"):
        for span in spans:
            if span.basis == basis and span.holds(day):
                return (offer if span.holds(read) else priced(offer, span)), True
    if day >= read or (offer.since is not None and offer.since <= day):
        return offer, True
    seen = [s for s in spans if s.basis == "seen"]
    nearest = max((s for s in seen if _first(s) <= day), key=_first, default=None) or min(seen, key=_first, default=None)
    return (priced(offer, nearest) if nearest and not nearest.holds(read) else offer), False


def _first(span: PriceSpan) -> date:
    return span.since or date.min


def priced(offer: Offer, span: PriceSpan) -> Offer:
    """The offer at the price, and with the limits, of one span."""
    changes: dict[str, Any] = {name: getattr(span, name) for name in PRICE_FIELDS}
    changes |= {name: value for name in LIMITS if (value := getattr(span, name)) is not None}
    since = span.since if span.basis == "dated" else None
    return offer.model_copy(update={**changes, "since": since, "feed": span.feed, "feed_key": span.feed_key, "origin": span.origin})


def record_on(record: R, history: Iterable[Earlier], day: date) -> R:
    """A record with the values that its fields had on a day, as far as its history says."""
    then = {e.field: e for e in reversed(tuple(history)) if day < e.until and (e.since is None or e.since <= day)}
    if not then:
        return record
    values = record.model_dump() | {name: entry.value for name, entry in then.items()}
    changed = type(record).model_validate(values)
    if "origins" in type(record).model_fields:
        changed = changed.model_copy(update={"origins": {**getattr(record, "origins"), **{name: e.origin for name, e in then.items()}}})  # noqa: B009
    return changed


def model_on(model: Model, day: date, models: Mapping[str, Model]) -> Model:
    """A model on a day. Before its successor came out it was not superseded."""
    then = record_on(model, model.history, day)
    successor = models.get(then.successor_id or "")
    if then.status is Status.SUPERSEDED and successor and successor.release_date and successor.release_date > day:
        return then.model_copy(update={"status": Status.CURRENT, "successor_id": None})
    return then


def provider_on(provider: Provider, day: date) -> Provider:
    """A provider with the statements that held on a day: an earlier one takes the place of the later one of its kind and scope."""
    earlier = [f for f in provider.history if f.until and day < f.until and (f.since is None or f.since <= day)]
    taken = {(f.fact, f.scope) for f in earlier}

    def holds(fact: ProviderFact) -> bool:
        return (fact.fact, fact.scope) not in taken and (fact.since is None or fact.since <= day)

    kept = tuple(fact for fact in provider.facts if holds(fact))
    if len(kept) == len(provider.facts) and not earlier:
        return provider
    return provider.model_copy(update={"facts": (*kept, *(f.model_copy(update={"until": None}) for f in earlier))})


def _rents_on(prices: tuple[GpuPrice, ...], day: date) -> tuple[GpuPrice, ...]:
    """Rents published by the day where there are any for the same GPU and host; otherwise those published later."""
    by_then = {_lot(p) for p in prices if p.origin.date <= day}
    return tuple(p for p in prices if p.origin.date <= day or _lot(p) not in by_then)


def _lot(price: GpuPrice) -> tuple[str, str, str, str]:
    return price.gpu_id, price.provider_id, price.commitment, price.service
