"""Offers in places that a page names and a price list prices without naming them.

Two cases, and no others: a regional price whose place the feed leaves open (Vertex AI: "regional endpoint, 1.1x"), and a page
that states the surcharge itself ("EU regional endpoint, 1.1x price"). A place without a price of its own gives no offer; it
stays a fact about where the model is served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from catalog import hosts
from catalog.offer_choice import PRICES
from catalog.offers import slug
from catalog.schema import EndpointRegion, Offer, PriceTier

SURCHARGE = re.compile(r"(\d+(?:\.\d+)?)x price")


def add(offers: Sequence[Offer], regions: Iterable[EndpointRegion]) -> list[Offer]:
    """`offers` and those that the regions add to them, none of a place that has one already."""
    result = list(offers)
    taken = {(o.model_id, o.provider_id, o.region, o.tier) for o in offers if o.rankable}
    for region in regions:
        if region.zone is None or region.processing == "global":
            continue
        for offer in _placed(offers, region):
            key = (offer.model_id, offer.provider_id, offer.region, offer.tier)
            if key not in taken:
                taken.add(key)
                result.append(offer)
    return result


def _placed(offers: Sequence[Offer], region: EndpointRegion) -> Iterator[Offer]:
    stated = SURCHARGE.search(region.region)
    for offer in offers:
        if not offer.rankable or offer.unit != "mtok" or offer.provider_id != region.provider_id:
            continue
        base, _, place = offer.id.partition("@")
        if place == "regional" and offer.model_id == region.model_id:
            factor = Decimal(1)
        elif stated and not place and _meant(offer, region):
            factor = Decimal(stated[1])
        else:
            continue
        yield offer.model_copy(update={**_multiplied(offer, factor), "id": f"{base}@{slug(region.zone or '')}", "region": region.zone})


def _meant(offer: Offer, region: EndpointRegion) -> bool:
    """The named model, or, where the page speaks of all models of the lab's own API, one of these."""
    if region.model_id is not None or "/" in region.lab_or_model:
        return offer.model_id == region.model_id
    lab = (offer.model_id or "").partition("/")[0]
    return region.provider_id in hosts.OWN_API.get(lab, frozenset())


def _multiplied(offer: Offer, factor: Decimal) -> dict[str, object]:
    if factor == 1:
        return {}
    prices = {name: _times(getattr(offer, name), factor) for name in PRICES}
    tiers = tuple(
        tier.model_copy(update={name: _times(getattr(tier, name), factor) for name in PriceTier.model_fields if name.startswith("usd")})
        for tier in offer.tiers
    )
    return {**prices, "tiers": tiers}


def _times(price: float | None, factor: Decimal) -> float | None:
    return None if price is None else float(Decimal(str(price)) * factor)
