"""Where a service processes data, as its offer and its provider's statements say: for the gates on regions."""

from __future__ import annotations

from advisor.geography import lies_within, places_in
from advisor.provider_facts import about, statements
from advisor.rule import ON_SITE, Service
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Catalog, Deployment


def _inside_words(name: str, does: str, served: str, asked: tuple[str, ...]) -> str:
    region = next((r for r in asked if inside(served.replace(" or ", "|"), (r,))), asked[0])
    return f"{name} {does} in {served}." if served == region else f"{name} {does} in {served}, inside {region}."


def inside(served: str, asked: tuple[str, ...]) -> bool:
    """Whether every zone of `served` ("EEA|CH") lies inside one and the same region asked for."""
    zones = served.split("|")
    return all(len(z) in (2, 3) for z in zones) and any(all(lies_within(z, region) for z in zones) for region in asked)


def processes_in(service: Service, asked: tuple[str, ...], catalog: Catalog) -> Verdict:
    """Whether all processing stays inside one of these regions."""
    if service.deployment in ON_SITE:
        return yes(f"Processing happens where you put the machine: keep it in {' or '.join(asked)}.")
    if service.deployment is Deployment.SELF_HOST_CLOUD_GPU:
        return _rented_in(service, asked, catalog)
    names = " or ".join(asked)
    if service.region and service.region != "global":
        origin = service.offer.origin if service.offer else about(service)
        if inside(service.region, asked):
            return yes(_inside_words(service.name, "processes", service.region, asked), origin)
        return no(
            f"{service.name} processes in {service.region} here, not inside {names}.",
            origin,
            remedy=f"Accept {service.region}, or an offer of this model in {names}.",
        )
    if service.region == "global":
        return no(
            f"This offer of {service.name} may run anywhere.",
            service.offer.origin if service.offer else about(service),
            remedy=f"Take a regional offer in {names}.",
        )
    stated = [f for f in statements(service, "processing_region") if f.value not in ("not_stated", "no_guarantee")]
    for fact in stated:
        if inside(fact.value.replace(" or ", "|"), asked):
            return yes(_inside_words(service.name, "processes", fact.value, asked), fact.origin)
    if stated:
        return no(
            f"{service.name} processes in {stated[0].value}; nothing keeps it inside {names}.",
            stated[0].origin,
            remedy=f"Take an offer that is processed in {names}.",
        )
    return unknown(
        f"{service.name} does not say where it processes.",
        about(service),
        remedy=f"Get processing in {names} from {service.name} in writing.",
    )


def _rented_in(service: Service, asked: tuple[str, ...], catalog: Catalog) -> Verdict:
    """Rented GPUs can be put wherever the host offers them: a price or a statement has to name a place inside the region."""
    prices = [p for p in catalog.gpu_prices if service.provider and p.provider_id == service.provider.id]
    stated = statements(service, "processing_region")
    places = [(z, p.origin) for p in prices for z in places_in(p.region)]
    places += [(z, f.origin) for f in stated for z in f.value.replace(" or ", "|").split("|") if len(z) in (2, 3)]
    names = " or ".join(asked)
    for zone, origin in places:
        if any(lies_within(zone, region) for region in asked):
            return yes(
                _inside_words(service.name, "rents GPUs", zone, asked),
                origin,
                obligation=f"Rent at {service.name} in {names} only, and have the GPU type and its price there confirmed.",
            )
    listed = f" (listed: {', '.join(sorted({z for z, _ in places}))})" if places else ""
    return unknown(
        f"No price or statement shows that {service.name} rents GPUs in {names}{listed}.",
        about(service),
        remedy=f"Ask {service.name} for GPUs in {names}.",
    )
