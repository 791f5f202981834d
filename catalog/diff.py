"""What differs between two states of the catalog: two versions of the file, or one version read for two days.

Pure: records in, changes out, the same for the same catalogs. Prices that are not known on one of the two days are not compared:
a figure that stands in for an unknown one is no change when the known one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from catalog.as_of import ALL, by_offer
from catalog.schema import PRICE_FIELDS, Catalog, GpuPrice, Licence, Model, Offer, Origin, PriceSpan, Provider, ProviderFact, Record, Status


class Kind(StrEnum):
    """What a change is about, in the order of attention."""

    PRICE = "price"
    LIFECYCLE = "lifecycle"
    LICENCE = "licence"
    DATA_HANDLING = "data_handling"
    LIMIT = "limit"
    CAPABILITY = "capability"
    MODEL_ADDED = "model_added"
    MODEL_REMOVED = "model_removed"
    OFFER_ADDED = "offer_added"
    OFFER_REMOVED = "offer_removed"
    GPU_PRICE = "gpu_price"


@dataclass(frozen=True)
class Change:
    """One difference.

    subject     id of the model, offer, licence, provider or GPU; `name` its name as people read it.
    field       what changed; "released", "listed", "ended" for whole things.
    before, after   plain values; None: not stated, or not there.
    percent     relative change of an amount (0.25 is a quarter more); None where it is no amount.
    on          first day on which `after` held; None: not known.
    earliest    where the day is not exact: the day after which the change fell; it was noticed on `on`.
    condition   of a statement: under which it holds.
    origin      who says what holds after it (or held before, where nothing holds after).
    """

    kind: Kind
    subject: str
    name: str
    field: str
    before: Any = None
    after: Any = None
    percent: float | None = None
    on: date | None = None
    earliest: date | None = None
    model_id: str | None = None
    provider_id: str | None = None
    lab: str | None = None
    condition: str = ""
    origin: Origin | None = None


LIFECYCLE = ("status", "release_date", "retirement_date", "successor_id")
LICENCE = ("licence_id", "openness")
LIMITS = ("context_tokens", "max_output_tokens")
CAPABILITIES = (
    "tool_calling", "structured_output", "reasoning", "prompt_caching", "modalities_in", "modalities_out", "fine_tuning",
    "knowledge_cutoff", "params_total_b", "params_active_b",
)  # fmt: skip
OF_MODELS: Mapping[str, Kind] = {
    **dict.fromkeys(LIFECYCLE, Kind.LIFECYCLE),
    **dict.fromkeys(LICENCE, Kind.LICENCE),
    **dict.fromkeys(LIMITS, Kind.LIMIT),
    **dict.fromkeys(CAPABILITIES, Kind.CAPABILITY),
}
"""Fields of a model that are compared, and what a change in each is about."""
NOT_TERMS = frozenset({"id", "origin", "history", "summary", "name", "version", "card_tag"})
"""Fields of a licence that are no term of it."""
SAME = 1e-9


def diff(old: Catalog, new: Catalog) -> tuple[Change, ...]:
    """Every difference, most important kinds first, then by subject."""
    return in_order(
        [
            *_models(old, new),
            *_licences(old.licences, new.licences),
            *_providers(old.providers, new.providers),
            *_offers(old, new),
            *_rents(old, new),
        ]
    )


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By kind, then name and field."""
    rank = {kind: n for n, kind in enumerate(Kind)}
    return tuple(sorted(changes, key=lambda c: (rank[c.kind], c.name.lower(), c.subject, c.field, str(c.before), str(c.after))))


def day_of(catalog: Catalog) -> date:
    """The day a catalog is read for."""
    return catalog.on or catalog.built_at


def out(model: Model, day: date) -> bool:
    """Whether a model had come out by a day; one without a release day counts as out."""
    return model.status is not Status.ANNOUNCED and (model.release_date is None or model.release_date <= day)


def plain(value: Any) -> Any:
    """A value of a record as JSON would carry it."""
    if isinstance(value, Record):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)


def percent(before: Any, after: Any) -> float | None:
    """Relative change of an amount."""
    if isinstance(before, bool) or isinstance(after, bool) or not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return None
    return round(after / before - 1, 6) if before else None


def of_model(model: Model, field: str, before: Any, after: Any, on: date | None, kind: Kind | None = None) -> Change:
    """A change in one field of a model."""
    kind = kind or OF_MODELS[field]
    share = percent(before, after) if kind is Kind.LIMIT else None
    origin = model.origin_of(field) if field in Model.model_fields else model.origin_of("release_date")
    return Change(
        kind, model.id, model.name, field, plain(before), plain(after), share, on, model_id=model.id, lab=model.lab, origin=origin
    )


def of_offer(
    offer: Offer, names: Mapping[str, str], models: Mapping[str, Model], kind: Kind, field: str, before: Any, after: Any,
    on: date | None = None, earliest: date | None = None,
) -> Change:  # fmt: skip
    """A change in one figure of an offer; `names` are those of the providers."""
    model = models.get(offer.model_id or "")
    name = f"{model.name if model else offer.feed_key} at {names.get(offer.provider_id, offer.provider_id)}"
    name += f", {offer.region}" if offer.region else ""
    share = percent(before, after) if kind in (Kind.PRICE, Kind.LIMIT) else None
    return Change(
        kind, offer.id, name, field, plain(before), plain(after), share, on, earliest, offer.model_id, offer.provider_id,
        model.lab if model else None, offer.condition, offer.origin,
    )  # fmt: skip


def prices_of(
    before: Offer, after: Offer, names: Mapping[str, str], models: Mapping[str, Model], *, but: frozenset[str] = frozenset(),
    on: date | None = None, earliest: date | None = None,
) -> Iterator[Change]:  # fmt: skip
    """Changed prices of one offer, without the fields of `but`."""
    for field in PRICE_FIELDS:
        a, b = getattr(before, field), getattr(after, field)
        if field not in but and a != b and not _same(a, b):
            yield of_offer(after, names, models, Kind.PRICE, field, a, b, on, earliest)


def _same(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and abs(a - b) <= SAME * max(a, b)


def one_sided(before: Offer | PriceSpan, after: Offer | PriceSpan) -> frozenset[str]:
    """Prices that only one of two states: that a list began to carry a figure is no change of a price."""
    return frozenset(name for name in PRICE_FIELDS if not getattr(before, name) or not getattr(after, name))


def _models(old: Catalog, new: Catalog) -> Iterator[Change]:
    then, now = day_of(old), day_of(new)
    for model_id in {*old.models, *new.models}:
        a, b = old.models.get(model_id), new.models.get(model_id)
        was, is_out = a is not None and out(a, then), b is not None and out(b, now)
        if b is not None and is_out and not was:
            released = b.release_date is not None and then < b.release_date <= now
            yield of_model(b, "released" if released else "listed", None, b.name, b.release_date if released else None, Kind.MODEL_ADDED)
        elif a is not None and was and not is_out:
            yield of_model(a, "listed", a.name, None, None, Kind.MODEL_REMOVED)
        elif a is not None and b is not None and was:
            for field in OF_MODELS:
                if getattr(a, field) != getattr(b, field):
                    yield of_model(b, field, getattr(a, field), getattr(b, field), _began(b, field, new.models, then, now))
            if b.retirement_date and then < b.retirement_date <= now:
                yield of_model(b, "ended", "in service", "ended", b.retirement_date, Kind.LIFECYCLE)


def _began(model: Model, field: str, models: Mapping[str, Model], then: date, now: date) -> date | None:
    """The day on which a field got its value, where its history says so, or where it is that of its successor's release."""
    ends = [e.until for e in model.history if e.field == field and then < e.until <= now]
    successor = models.get(model.successor_id or "")
    if not ends and field in ("status", "successor_id") and successor and successor.release_date:
        ends = [successor.release_date] if then < successor.release_date <= now else []
    return max(ends, default=None)


def _licences(old: Mapping[str, Licence], new: Mapping[str, Licence]) -> Iterator[Change]:
    for licence_id in {*old, *new}:
        a, b = old.get(licence_id), new.get(licence_id)
        known = b or a
        if known is None:
            continue
        if a is None or b is None:
            yield Change(Kind.LICENCE, licence_id, known.name, "listed", a and a.name, b and b.name, origin=known.origin)
            continue
        for field in Licence.model_fields:
            before, after = getattr(a, field), getattr(b, field)
            if field not in NOT_TERMS and before != after:
                day = max((e.until for e in b.history if e.field == field), default=None)
                yield Change(Kind.LICENCE, licence_id, b.name, field, plain(before), plain(after), on=day, origin=b.origin)


def _providers(old: Mapping[str, Provider], new: Mapping[str, Provider]) -> Iterator[Change]:
    for provider_id in {*old, *new}:
        a, b = old.get(provider_id), new.get(provider_id)
        known = b or a
        if known is None:
            continue
        if a is None or b is None:
            yield Change(Kind.DATA_HANDLING, provider_id, known.name, "listed", a and a.name, b and b.name, provider_id=provider_id)
            continue
        was, now = _by_question(a.facts), _by_question(b.facts)
        for question in {*was, *now}:
            yield from _statements(b, question, was.get(question, ()), now.get(question, ()))


Question = tuple[str, str]


def _by_question(facts: Iterable[ProviderFact]) -> dict[Question, tuple[ProviderFact, ...]]:
    found: dict[Question, tuple[ProviderFact, ...]] = {}
    for fact in facts:
        key = (fact.fact, fact.scope)
        found[key] = (*found.get(key, ()), fact)
    return found


def _statements(
    provider: Provider, question: Question, before: tuple[ProviderFact, ...], after: tuple[ProviderFact, ...]
) -> Iterator[Change]:
    """What is stated on one question in one scope; two statements of one scope are read together."""
    a, b = ({(f.value, f.condition) for f in facts} for facts in (before, after))
    if a == b:
        return
    kind, scope = question
    said = (after or before)[0]
    yield statement_change(provider, kind, scope, _said(before), _said(after), said, said.since if after else None)


def statement_change(
    provider: Provider, kind: str, scope: str, before: str | None, after: str | None, said: ProviderFact, on: date | None
) -> Change:
    """A change in what a provider states."""
    return Change(
        Kind.DATA_HANDLING, provider.id, provider.name, kind, before, after, None, on, provider_id=provider.id,
        condition=scope if scope != "all" else "", origin=said.origin,
    )  # fmt: skip


def _said(facts: tuple[ProviderFact, ...]) -> str | None:
    return " or ".join(dict.fromkeys(f.value + (f" ({f.condition})" if f.condition else "") for f in facts)) or None


def _offers(old: Catalog, new: Catalog) -> Iterator[Change]:
    names = {p.id: p.name for p in (*old.providers.values(), *new.providers.values())}
    models = {**old.models, **new.models}
    was, now = ({o.id: o for o in c.offers if o.rankable} for c in (old, new))
    day, spans = day_of(old), by_offer(new.price_history)
    other_days = old.on is not None or new.on is not None
    for offer_id in {*was, *now}:
        a, b = was.get(offer_id), now.get(offer_id)
        if a is None and b is not None:
            yield of_offer(b, names, models, Kind.OFFER_ADDED, "listed", None, price_in_words(b))
        elif b is None and a is not None:
            yield of_offer(a, names, models, Kind.OFFER_REMOVED, "listed", price_in_words(a), None)
        elif a is not None and b is not None and _had_come_out(old, a, day):
            if ALL not in {c.unknown_then.get(offer_id) for c in (old, new)}:
                begins = [b.since, *(s.since for s in spans.get(offer_id, ()) if s.basis == "dated")]
                since = max((first for first in begins if first and day < first <= day_of(new)), default=None)
                yield from prices_of(a, b, names, models, but=one_sided(a, b) if other_days else frozenset(), on=since)
            for field in LIMITS:
                if getattr(a, field) != getattr(b, field):
                    yield of_offer(b, names, models, Kind.LIMIT, field, getattr(a, field), getattr(b, field))
            if a.ends != b.ends:
                yield of_offer(b, names, models, Kind.LIFECYCLE, "ends", a.ends, b.ends)


def _had_come_out(catalog: Catalog, offer: Offer, day: date) -> bool:
    model = catalog.models.get(offer.model_id or "")
    return model is None or out(model, day)


def price_in_words(offer: Offer) -> str:
    """Such as "USD 4 in, 20 out per million tokens"."""
    if offer.usd_per_unit is not None:
        return f"USD {offer.usd_per_unit:g} per {offer.unit.replace('_', ' ')}"
    amounts = [f"{price:g} {word}" for price, word in ((offer.usd_per_mtok_in, "in"), (offer.usd_per_mtok_out, "out")) if price is not None]
    return f"USD {', '.join(amounts)} per million tokens" if amounts else "no price"


def _rents(old: Catalog, new: Catalog) -> Iterator[Change]:
    names = {p.id: p.name for p in (*old.providers.values(), *new.providers.values())}
    gpus = {**old.gpus, **new.gpus}
    was, now = _by_lot(old.gpu_prices), _by_lot(new.gpu_prices)
    for lot in {*was, *now}:
        a, b = was.get(lot), now.get(lot)
        if (a and a.usd_per_gpu_hour) == (b and b.usd_per_gpu_hour):
            continue
        row = b or a
        if row is None or (old.version == new.version and (a is None or b is None)):
            continue  # within one catalog a row that is there on one day alone was published then: no price moved
        name = f"{gpus[row.gpu_id].name if row.gpu_id in gpus else row.gpu_id} at {names.get(row.provider_id, row.provider_id)}"
        name += f", {row.region}" if row.region else ""
        before, after = (a.usd_per_gpu_hour if a else None), (b.usd_per_gpu_hour if b else None)
        words = ", ".join((row.commitment.replace("_", " "), row.service.replace("_", " ")))
        on = b.origin.date if b and a else None
        yield Change(
            Kind.GPU_PRICE, "/".join(lot[:2]), name, "usd_per_gpu_hour", before, after, percent(before, after), on,
            provider_id=row.provider_id, condition=words, origin=row.origin,
        )  # fmt: skip


def _by_lot(prices: Iterable[GpuPrice]) -> dict[tuple[str, ...], GpuPrice]:
    """Rents by GPU, host, commitment, service and place; the newest where a place has several."""
    found: dict[tuple[str, ...], GpuPrice] = {}
    for price in prices:
        lot = (price.gpu_id, price.provider_id, price.commitment, price.service, price.region)
        if lot not in found or found[lot].origin.date < price.origin.date:
            found[lot] = price
    return found
