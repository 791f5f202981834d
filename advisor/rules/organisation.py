"""House rules: what an organisation's profile allows, denies and requires, whatever the form says. Unknown fails."""

from __future__ import annotations

from collections.abc import Callable

from advisor.provider_facts import about, statements, strictest
from advisor.residency import inside, processes_in
from advisor.rule import SELF_RUN, THIRD_PARTY, Question, Rule, Service, Use
from advisor.verdict import Outcome, Verdict, no, unknown, yes
from catalog.organisation.layer import origin_of
from catalog.organisation.profile import CERTIFICATIONS, Profile
from catalog.schema import Model

HELD = ("yes", "on_request", "high", "moderate")
WORST_FIRST = (
    "no",
    "conditional",
    "unclear",
    "in_progress",
    "listed",
    "via_cloud",
    "no_public_evidence",
    "not_stated",
    "on_request",
    "yes",
    "moderate",
    "high",
)


def _house(question: Question) -> Profile:
    assert question.catalog.organisation is not None, "asked only with a profile"
    return question.catalog.organisation


def _listed(name: str, shown: str, allowed: tuple[str, ...], denied: tuple[str, ...], house: Profile, what: str) -> Verdict:
    origin = origin_of(house)
    if name in denied:
        return no(f"{house.name} denies {what} {shown}.", origin, remedy=f"Have {shown} taken off the deny-list of {house.name}.")
    if allowed and name not in allowed:
        return no(
            f"{what[0].upper()}{what[1:]} {shown} is not on the allow-list of {house.name}.",
            origin,
            remedy=f"Have {shown} put on the allow-list of {house.name}.",
        )
    return yes(f"{house.name} allows {shown}.", origin)


def lab(model: Model, question: Question) -> Verdict:
    """Whether the house allows models of this lab; a private fine-tune counts as its own."""
    house = _house(question)
    if model.lab == house.name:
        return yes("Your own model.", origin_of(house))
    return _listed(model.lab, model.lab, house.allow.labs, house.deny.labs, house, "the lab")


def licence(use: Use, question: Question) -> Verdict:
    """Whether the house allows this licence; unknown where the model's licence is."""
    house = _house(question)
    if not house.allow.licences and not house.deny.licences:
        return yes("No rule of the house.")
    if use.licence is None:
        return unknown(f"The licence of {use.model.name} was not read, and {house.name} has a list of licences.", origin_of(house))
    return _listed(use.licence.id, use.licence.name, house.allow.licences, house.deny.licences, house, "the licence")


def provider(service: Service, question: Question) -> Verdict:
    """Whether the house allows whoever serves the model or rents out the machines."""
    house = _house(question)
    if service.provider is None or (service.offer is not None and service.provider.id == f"own-{service.offer.feed_key}"):
        return yes("Your own machines or service.", origin_of(house))
    return _listed(service.provider.id, service.name, house.allow.providers, house.deny.providers, house, "the provider")


def region(service: Service, question: Question) -> Verdict:
    """Whether all processing stays inside the regions that the house allows, and outside those that it denies."""
    house = _house(question)
    if house.deny.regions and service.region and service.region != "global" and inside(service.region, house.deny.regions):
        return no(
            f"{service.name} processes in {service.region} here, which {house.name} denies.",
            origin_of(house),
            remedy=f"Take an offer outside {' and '.join(house.deny.regions)}.",
        )
    if not house.allow.regions:
        return yes("No rule of the house.")
    found = processes_in(service, house.allow.regions, question.catalog)
    if found.outcome is Outcome.YES:
        return found
    return Verdict(found.outcome, f"{house.name} allows {' or '.join(house.allow.regions)}: {found.reason}", found.origin, found.remedy)


def certified(service: Service, question: Question) -> Verdict:
    """Whether every third party that sees data holds what the house requires."""
    house = _house(question)
    if not house.require.certifications:
        return yes("No rule of the house.")
    if service.deployment in SELF_RUN or service.deployment not in THIRD_PARTY:
        return yes("No third party sees the data.", origin_of(house))
    papers: list[str] = []
    for kind in house.require.certifications:
        fact = strictest(statements(service, kind), WORST_FIRST)
        paper = CERTIFICATIONS[kind]
        if fact is None or fact.value in ("not_stated", "no_public_evidence", "unclear", "listed", "via_cloud", "conditional"):
            return unknown(
                f"{house.name} requires a {paper}; none of {service.name} is stated for this model without conditions.",
                fact.origin if fact else about(service),
                remedy=f"Ask {service.name} for its {paper}.",
            )
        if fact.value not in HELD:
            return no(
                f"{house.name} requires a {paper}; {service.name} has none ({fact.value.replace('_', ' ')}).",
                fact.origin,
                remedy=f"Choose a provider with a {paper}.",
            )
        papers.append(paper)
    return yes(
        f"{service.name} holds what {house.name} requires.",
        origin_of(house),
        obligation=f"Obtain from {service.name} and file: {', '.join(papers)}.",
    )


def _rule(name: str, title: str, topic: str, subject: str, judge: Callable[..., Verdict]) -> Rule:
    return Rule(f"organisation.{name}", title, topic, subject, "law", judge, house=True)  # type: ignore[arg-type]


RULES = (
    _rule("lab", "House rule: labs", "licence", "model", lab),
    _rule("licence", "House rule: licences", "licence", "use", licence),
    _rule("provider", "House rule: providers", "privacy", "service", provider),
    _rule("region", "House rule: regions", "privacy", "service", region),
    _rule("certifications", "House rule: certifications", "privacy", "service", certified),
)
