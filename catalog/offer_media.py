"""Offers of video, image, speech and embedding models from the curated price tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalog import hosts
from catalog.offers import deployment_of, distinct, slug
from catalog.schema import MediaPrice, Model, Offer, Provider

CURATED = "curated"
MEDIA_KINDS = frozenset({"video", "image", "audio"})


def offers(prices: Iterable[MediaPrice], models: Mapping[str, Model], providers: Mapping[str, Provider]) -> list[Offer]:
    """One offer per curated price; the host's clip length, resolution and sound stand in `condition`."""
    return distinct([_offer(price, models, providers) for price in prices])


def without_repeats(feed_offers: Sequence[Offer], curated: Sequence[Offer], models: Mapping[str, Model]) -> list[Offer]:
    """Feed offers, of which those in media units step back where the curated table prices that model at that provider."""
    priced = {(offer.model_id, offer.provider_id) for offer in curated if offer.model_id}
    result = []
    for offer in feed_offers:
        kind = models[offer.model_id].kind if offer.model_id in models and offer.model_id else None
        if offer.rankable and kind in MEDIA_KINDS and (offer.model_id, offer.provider_id) in priced:
            offer = offer.model_copy(update={"rankable": False, "unrankable": "priced by the curated table of media offers"})
        elif offer.rankable and kind not in (None, "llm") and offer.unit == "mtok":
            offer = offer.model_copy(
                update={"rankable": False, "unrankable": f"a price per token does not say what an answer of this {kind} model costs"}
            )
        result.append(offer)
    return result


def _offer(price: MediaPrice, models: Mapping[str, Model], providers: Mapping[str, Provider]) -> Offer:
    model = models.get(price.model_id) if price.model_id else None
    provider = providers.get(price.provider_id)
    deployment, reason = None, ""
    if model is None:
        reason = "uncurated: no curated model has this name"
    elif provider is None:
        reason = f"no provider record for {price.provider_id}: nothing is known about how it handles data"
    else:
        deployment, reason = deployment_of(model, provider)
    if not reason and price.unit == "token_m":
        reason = "billed by several kinds of tokens: no price per image or minute"
    if not reason and model is not None and model.kind == "embedding":
        reason = "embedding models are listed, not ranked"
    condition = ", ".join(part for part in (price.resolution, _sound(price), _length(price), price.condition) if part)
    name = model.id.partition("/")[2] if model else price.key
    place = hosts.place(price.provider_id, price.key, price.region)
    return Offer(
        id=f"{price.provider_id}/{name}" + (f"@{slug(place.label)}" if place.label else "") + f"#{price.unit}" + (f"-{slug(condition)}" if condition else ""),
        model_id=model.id if model else None,
        provider_id=price.provider_id,
        deployment=deployment,
        region=place.region,
        feed=CURATED,
        feed_key=price.key,
        feed_provider=price.provider_id,
        unit=price.unit,
        usd_per_unit=price.usd_per_unit,
        condition=condition,
        context_tokens=None,
        max_output_tokens=None,
        rankable=not reason,
        unrankable=reason,
        origin=price.origin,
    )  # fmt: skip


def _sound(price: MediaPrice) -> str:
    return {"yes": "with audio", "no": "without audio", None: ""}[price.audio]


def _length(price: MediaPrice) -> str:
    return f"up to {price.max_seconds:g} s" if price.max_seconds else ""
