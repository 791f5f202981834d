"""A catalog with an organisation's own terms, models and endpoints over it.

What the profile states wins over every list price; what it does not state stays as the catalog has it. Each record made or changed here
carries the organisation as publisher and FEED as its feed, so that pages and reports can say whose figure it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.as_of import catalog_on
from catalog.organisation.profile import CERTIFICATIONS, NegotiatedPrice, OwnEndpoint, OwnModel, Profile, ProfileError, TokenPrices, Unread
from catalog.schema import (
    Catalog,
    Deployment,
    Model,
    Offer,
    Origin,
    Provider,
    ProviderFact,
    QualityFigure,
    Status,
)

FEED = "organisation"
OWN_LAB = "own"
"""Folder of private fine-tunes among the ids of models."""
PRICES = tuple(TokenPrices.model_fields)
DISCOUNTED = (
    *PRICES,
    "usd_per_mtok_cache_write",
    "usd_per_mtok_batch_cached_in",
    "usd_per_mtok_off_peak_in",
    "usd_per_mtok_off_peak_out",
    "usd_per_unit",
)
TIER_PRICES = (
    "usd_per_mtok_in",
    "usd_per_mtok_out",
    "usd_per_mtok_cached_in",
    "usd_per_mtok_cache_write",
    "usd_per_mtok_batch_in",
    "usd_per_mtok_batch_out",
)


def layered(catalog: Catalog, profile: Profile, day: date) -> Catalog:
    """The catalog of a day with the profile over it; its version names both.

    Raises:
        ProfileError: the profile names something that the catalog does not know.
    """
    base = catalog.cache.get("without_profile", catalog)
    faults = unknown_names(base, profile)
    if faults:
        raise ProfileError(faults)
    then = catalog_on(base, day)
    origin = origin_of(profile)
    own = {f"{OWN_LAB}/{m.id}": _model(then, m, profile, origin) for m in profile.models}
    models = {**then.models, **own}
    endpoints = [_endpoint(e, models, origin) for e in profile.endpoints]
    return replace(
        then,
        version=f"{base.version}+{profile.digest}",
        models=models,
        providers={**then.providers, **{p.id: p for p, _ in endpoints}},
        offers=(*_negotiated(then, profile, day, origin), *(offer for _, offer in endpoints)),
        shapes={
            **then.shapes,
            **{
                f"{OWN_LAB}/{m.id}": s.model_copy(update={"model_id": f"{OWN_LAB}/{m.id}"})
                for m in profile.models
                if (s := then.shapes.get(m.base))
            },
        },
        quality=(*then.quality, *(_inferred(f, f"{OWN_LAB}/{m.id}") for m in profile.models for f in then.quality if f.model_id == m.base)),
        reasoning={
            **then.reasoning,
            **{
                f"{OWN_LAB}/{m.id}": r.model_copy(update={"model_id": f"{OWN_LAB}/{m.id}"})
                for m in profile.models
                if (r := then.reasoning.get(m.base))
            },
        },
        on=day,
        organisation=profile,
        cache={"without_profile": base},
    )


def origin_of(profile: Profile) -> Origin:
    """Whose figures these are, and since when."""
    return Origin(publisher=f"{profile.name} (your organisation)", date=profile.stated, confidence="primary")


def is_own(offer: Offer) -> bool:
    """Whether an offer's price is the organisation's own."""
    return offer.feed == FEED


def every_fault(catalog: Catalog, error: ProfileError) -> list[str]:
    """The faults of a profile that could not be read, and the names in the rest of it that the catalog does not know."""
    unread = error.unread
    if unread is None:
        return error.faults
    prices = [NegotiatedPrice.model_validate(entry) for entry in unread.entries("prices", whole=True)]
    return [*error.faults, *_unknown(catalog, unread, prices)]


def unknown_names(catalog: Catalog, profile: Profile) -> list[str]:
    """One sentence for each name in the profile that the catalog does not know."""
    return _unknown(catalog, Unread(profile.model_dump(mode="json"), frozenset()), profile.prices)


def _unknown(catalog: Catalog, written: Unread, prices: Iterable[NegotiatedPrice]) -> list[str]:
    labs = {m.lab for m in catalog.models.values()}
    places = {"EU", "EEA", "UK", "US", "CH"}
    faults: list[str] = []

    def names(table: str, field: str) -> list[str]:
        return [name for entry in written.entries(table) if isinstance(name := entry.get(field), str)]

    def check(where: str, names: Iterable[str], known: Iterable[str], what: str) -> None:
        known = set(known)
        faults.extend(f'{where} names "{n}", which is no {what} of the catalog.{_near(n, known)}' for n in names if n not in known)

    for table in ("allow", "deny"):
        check(f"{table}.labs", written.words(table, "labs"), labs, "lab")
        check(f"{table}.providers", written.words(table, "providers"), catalog.providers, "provider")
        check(f"{table}.licences", written.words(table, "licences"), catalog.licences, "licence")
        wrong = [r for r in written.words(table, "regions") if r not in places and not (len(r) == 2 and r.isalpha() and r.isupper())]
        faults.extend(f'{table}.regions names "{r}". Give EU, EEA, UK, US, CH or an ISO 3166-1 alpha-2 code.' for r in wrong)
    check("gpus", names("gpus", "gpu"), catalog.gpus, "GPU")
    check("prices.provider", names("prices", "provider"), catalog.providers, "provider")
    check("prices.model", names("prices", "model"), catalog.models, "model")
    check("models.base", names("models", "base"), catalog.models, "model")
    check("models.licence", names("models", "licence"), catalog.licences, "licence")
    check("endpoints.model", _judged(written, names("endpoints", "model")), {*catalog.models, *_own(written)}, "model")
    taken = [e for e in names("endpoints", "id") if f"{OWN_LAB}-{e}" in catalog.providers]
    faults.extend(f'endpoints: the id "{e}" is taken by a provider of the catalog.' for e in taken)
    faults.extend(_unsellable(catalog, prices))
    return faults


def _own(written: Unread) -> set[str]:
    return {f"{OWN_LAB}/{model['id']}" for model in written.entries("models") if isinstance(model.get("id"), str)}


def _judged(written: Unread, named: list[str]) -> list[str]:
    """Models of endpoints that can be judged: while a fine-tune cannot be read, nobody knows which names it would stand for."""
    models = written.raw.get("models", [])
    all_read = isinstance(models, list) and len(written.entries("models", whole=True)) == len(models)
    return [name for name in named if all_read or not name.startswith(f"{OWN_LAB}/")]


def _near(name: str, known: set[str]) -> str:
    """Names that hold this one, or its last part, as a hint."""
    part = name.rsplit("/", 1)[-1].lower()
    found = sorted(k for k in known if part and part in k.lower())[:3]
    return f" Near: {', '.join(found)}." if found else ""


def _unsellable(catalog: Catalog, prices: Iterable[NegotiatedPrice]) -> list[str]:
    """Terms for what a provider does not sell, where the profile does not state a whole price either."""
    faults = []
    for entry in prices:
        if entry.provider not in catalog.providers or (entry.model and entry.model not in catalog.models):
            continue
        if any(_meant(entry, offer) for offer in catalog.offers):
            continue
        whole = entry.usd_per_mtok_in is not None and entry.usd_per_mtok_out is not None
        if not whole:
            faults.append(
                f"prices: {entry.provider} has no list price for {entry.model or 'anything'}{f' in {entry.region}' if entry.region else ''}; give both usd_per_mtok_in and usd_per_mtok_out."
            )
        elif catalog.providers[entry.provider].deployment is None:
            faults.append(f"prices: {entry.provider} sells no tokens. Describe it as an endpoint of your own.")
    return faults


def _meant(entry: NegotiatedPrice, offer: Offer) -> bool:
    return (
        offer.provider_id == entry.provider
        and offer.rankable
        and (entry.model is None or offer.model_id == entry.model)
        and (entry.region is None or offer.region == entry.region)
    )


def _negotiated(catalog: Catalog, profile: Profile, day: date, origin: Origin) -> list[Offer]:
    """All offers of the catalog, those with own terms at these; a later entry of the profile wins over an earlier one."""
    valid = [p for p in profile.prices if p.until is None or day <= p.until]
    offers = list(catalog.offers)
    for entry in valid:
        meant = [i for i, offer in enumerate(offers) if _meant(entry, offer)]
        for i in meant:
            offers[i] = _at_terms(offers[i], entry, origin)
        if not meant and entry.model:
            offers.append(_at_terms(_new_offer(catalog, entry, origin), entry, origin))
    return offers


def _at_terms(offer: Offer, entry: NegotiatedPrice, origin: Origin) -> Offer:
    changes: dict[str, Any] = {name: value for name in PRICES if (value := getattr(entry, name)) is not None}
    if entry.usd_per_mtok_in is not None or entry.usd_per_mtok_out is not None:
        changes["tiers"] = ()  # own prices hold for every length unless the profile says otherwise
        # parts of the list price that the terms do not name stay, unless they would now cost more than an ordinary token
        for name, ordinary in (
            ("usd_per_mtok_cached_in", "usd_per_mtok_in"),
            ("usd_per_mtok_batch_in", "usd_per_mtok_in"),
            ("usd_per_mtok_batch_out", "usd_per_mtok_out"),
        ):
            price, listed = changes.get(ordinary), getattr(offer, name)
            if name not in changes and price is not None and listed is not None and listed > price:
                changes[name] = price
    if entry.discount_percent is not None:
        left = 1 - entry.discount_percent / 100
        changes |= {name: value * left for name in DISCOUNTED if (value := getattr(offer, name)) is not None}
        changes["tiers"] = tuple(
            tier.model_copy(update={name: value * left for name in TIER_PRICES if (value := getattr(tier, name)) is not None})
            for tier in offer.tiers
        )
    if entry.commitment_usd_per_month is not None:
        changes["usd_per_month_least"] = entry.commitment_usd_per_month
    return offer.model_copy(update={**changes, "feed": FEED, "since": None, "ends": offer.ends, "origin": origin})


def _new_offer(catalog: Catalog, entry: NegotiatedPrice, origin: Origin) -> Offer:
    """An offer that no price list has: sold to this organisation alone."""
    provider, model = catalog.providers[entry.provider], catalog.models[entry.model or ""]
    deployment = provider.deployment
    if deployment is Deployment.MANAGED_OPEN_API and not model.open:
        deployment = Deployment.CLOSED_API
    return Offer(
        id=f"{entry.provider}/{model.id}{f'@{entry.region}' if entry.region else ''}+{FEED}",
        model_id=model.id,
        provider_id=entry.provider,
        deployment=deployment,
        region=entry.region,
        feed=FEED,
        feed_key=model.id,
        context_tokens=model.context_tokens,
        max_output_tokens=model.max_output_tokens,
        origin=origin,
    )


def _model(catalog: Catalog, own: OwnModel, profile: Profile, origin: Origin) -> Model:
    base = catalog.models[own.base]
    said = f"Private fine-tune of {base.name}; size, limits and, unless measured, quality are those of its base."
    return base.model_copy(
        update={
            "id": f"{OWN_LAB}/{own.id}",
            "name": own.name,
            "lab": profile.name,
            "status": Status.CURRENT,
            "release_date": profile.stated,
            "retirement_date": None,
            "successor_id": None,
            "licence_id": own.licence or base.licence_id,
            "hf_id": None,
            "notes": f"{said} {own.note}".strip(),
            "sources": (origin.publisher, *base.sources),
            "checked": profile.stated,
        }
    )


def _inferred(figure: QualityFigure, model_id: str) -> QualityFigure:
    """The base's figure, as an inference: nobody has measured the fine-tune."""
    return figure.model_copy(update={"model_id": model_id, "benchmarks": 0, "evidence": "inferred"})


def _endpoint(own: OwnEndpoint, models: dict[str, Model], origin: Origin) -> tuple[Provider, Offer]:
    """The organisation's own service as a provider with one offer."""
    deployment = Deployment(own.deployment)

    def fact(kind: str, value: str) -> ProviderFact:
        return ProviderFact(scope="all", fact=kind, value=value, covers=("*",), origin=origin)

    kept = own.retention_days
    facts = [
        fact("trains_on_api_data", "yes" if own.trains_on_data else "no"),
        *([fact("retention_days", f"{kept:g}")] if kept is not None else []),
        *([fact("zero_data_retention", "default")] if kept == 0 else []),
        *([fact("processing_region", own.zone)] if own.zone else []),
        *(fact(kind, "yes") for kind in own.certifications),
    ]
    provider = Provider(
        id=f"{OWN_LAB}-{own.id}",
        name=own.name,
        hq_country=own.country,
        deployment=deployment,
        facts=tuple(facts),
        notes=own.note,
        sources=(origin.publisher,),
        checked=origin.date,
    )
    model = models[own.model]
    flat = own.usd_per_mtok_in is None and own.usd_per_mtok_out is None
    prices: dict[str, Any] = {name: getattr(own, name) for name in PRICES}
    offer = Offer(
        id=f"{provider.id}/{model.id}",
        model_id=model.id,
        provider_id=provider.id,
        deployment=deployment,
        region=own.zone,
        feed=FEED,
        feed_key=own.id,
        **prices,
        usd_per_month_fixed=own.usd_per_month,
        flat=flat,
        context_tokens=own.context_tokens or model.context_tokens,
        origin=origin,
    )
    return provider, offer


__all__ = ["CERTIFICATIONS", "FEED", "every_fault", "is_own", "layered", "origin_of", "unknown_names"]
