"""Assurances that a regulation asks of third parties who see the data. Unknown fails: the law is at stake.

What the customer runs answers yes, with duties. An assurance that is only listed, or conditional on something unread, is
unknown; one that a vendor grants on request is yes with an obligation to sign it.
"""

from __future__ import annotations

from collections.abc import Callable

from advisor.geography import ADEQUATE
from advisor.provider_facts import about, statements, strictest
from advisor.rule import THIRD_PARTY, Question, Rule, Service
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Deployment

VERBS = {"gdpr": "Sign", "hipaa": "Sign", "fedramp": "Obtain and file", "pci_dss": "Obtain and file", "sox": "Obtain and file"}
CONTRACTED = ("yes", "on_request", "high", "moderate")
DUTIES = {
    "gdpr": "Data protection impact assessment and record of processing for your own operation (GDPR).",
    "hipaa": "Risk analysis, access and audit controls for your own machines (HIPAA Security Rule).",
    "pci_dss": "Bring the machines into the PCI DSS scope, or keep card data out of prompts.",
    "fedramp": "Have your own system authorised, or run it inside an authorised cloud region.",
    "sox": "Document design, change and access controls of the model where it touches financial reporting.",
    "eu_ai_act_high_risk": "Risk management, logging, human oversight and technical documentation as deployer or provider of a high-risk system (EU AI Act).",
}


def _assured(service: Service, question: Question, regulation: str, kinds: tuple[str, ...], paper: str) -> Verdict:
    """Whether the provider signs or holds `paper`, stated under one of `kinds`."""
    if regulation not in question.needs.privacy.regulations:
        return yes("Not asked for.")
    if service.deployment is Deployment.SELF_HOST_CLOUD_GPU:
        return _rented(service, regulation, kinds, paper)
    if service.deployment not in THIRD_PARTY:
        return yes("No third party sees the data.", obligation=DUTIES[regulation])
    facts = [f for kind in kinds for f in statements(service, kind)]
    fact = strictest(
        facts,
        (
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
        ),
    )
    if fact is None:
        return unknown(
            f"No {paper} of {service.name} is stated for this model.",
            about(service),
            remedy=f"Ask {service.name} for its {paper}.",
        )
    detail = f" ({fact.condition})" if fact.condition else ""
    if fact.value in CONTRACTED:
        return yes(
            f"{service.name} offers a {paper}{detail}.",
            fact.origin,
            obligation=f"{VERBS[regulation]} the {paper} {'with' if VERBS[regulation] == 'Sign' else 'of'} {service.name}{detail}.",
        )
    if fact.value == "no":
        return no(f"{service.name} offers no {paper}{detail}.", fact.origin, remedy=f"Choose a provider that signs a {paper}.")
    return unknown(
        f"{paper[0].upper()}{paper[1:]} of {service.name}: {fact.value.replace('_', ' ')}{detail}.",
        fact.origin,
        remedy=f"Ask {service.name} for its {paper}.",
    )


def _rented(service: Service, regulation: str, kinds: tuple[str, ...], paper: str) -> Verdict:
    """The customer runs the software, so the gate passes with duties; the host under it still owes its paper."""
    facts = [f for kind in kinds for f in statements(service, kind) if f.value in CONTRACTED]
    caution = None if facts else f"No {paper} of {service.name} as a host of machines was read: ask before data goes there."
    return yes(
        f"You run it yourself on machines of {service.name}.",
        facts[0].origin if facts else about(service),
        obligation=f"{DUTIES[regulation]} {VERBS[regulation]} the {paper} {'with' if VERBS[regulation] == 'Sign' else 'of'} {service.name} for the machines.",
        caution=caution,
    )


def gdpr(service: Service, question: Question) -> Verdict:
    """A data processing agreement, and no transfer to a country without adequacy."""
    verdict = _assured(service, question, "gdpr", ("dpa_gdpr",), "data processing agreement")
    if "gdpr" not in question.needs.privacy.regulations or service.provider is None or service.deployment not in THIRD_PARTY:
        return verdict
    country = service.provider.hq_country
    if country == "CN" or service.region == "CN":
        return no(
            f"{service.name} is run from China, for which no adequacy decision exists.",
            next((r.origin for r in question.catalog.regulations if r.id == "gdpr-china-transfer"), about(service)),
            remedy="Run the same weights at a host in an adequate country, or yourself."
            if service.model and service.model.open
            else "Choose a provider in an adequate country.",
        )
    if verdict.outcome.name == "YES" and country not in ADEQUATE:
        seat = country or "unknown"
        return yes(
            verdict.reason,
            verdict.origin,
            obligation=f"{verdict.obligation} Seat {seat}: check the Data Privacy Framework listing or sign standard clauses.",
        )
    return verdict


def _simple(regulation: str, kinds: tuple[str, ...], paper: str) -> Callable[[Service, Question], Verdict]:
    def judge(service: Service, question: Question) -> Verdict:
        return _assured(service, question, regulation, kinds, paper)

    judge.__doc__ = f"A {paper}, where {regulation} applies."
    return judge


def high_risk(service: Service, question: Question) -> Verdict:
    """High-risk use under the EU AI Act bars no way of running; it adds duties and asks for logs and documentation."""
    if "eu_ai_act_high_risk" not in question.needs.privacy.regulations:
        return yes("Not asked for.")
    rule = next((r for r in question.catalog.regulations if r.id == "eu-aia-high-risk-annex3"), None)
    return yes(
        "High-risk duties fall on you as deployer or provider of the system.",
        rule.origin if rule else None,
        obligation=DUTIES["eu_ai_act_high_risk"],
    )


RULES = (
    Rule(
        "regulation.gdpr",
        "GDPR: processing agreement and transfer",
        "privacy",
        "service",
        "law",
        gdpr,
        reads=("privacy.regulations",),
        applies=lambda needs: "gdpr" in needs.privacy.regulations,
    ),
    Rule(
        "regulation.hipaa",
        "HIPAA: business associate agreement",
        "privacy",
        "service",
        "law",
        _simple("hipaa", ("hipaa_baa",), "business associate agreement"),
        reads=("privacy.regulations",),
        applies=lambda needs: "hipaa" in needs.privacy.regulations,
    ),
    Rule(
        "regulation.fedramp",
        "FedRAMP authorisation",
        "privacy",
        "service",
        "law",
        _simple("fedramp", ("fedramp",), "FedRAMP authorisation"),
        reads=("privacy.regulations",),
        applies=lambda needs: "fedramp" in needs.privacy.regulations,
    ),
    Rule(
        "regulation.pci_dss",
        "PCI DSS attestation",
        "privacy",
        "service",
        "law",
        _simple("pci_dss", ("pci_dss",), "PCI DSS attestation"),
        reads=("privacy.regulations",),
        applies=lambda needs: "pci_dss" in needs.privacy.regulations,
    ),
    Rule(
        "regulation.sox",
        "SOX: control report",
        "privacy",
        "service",
        "law",
        _simple("sox", ("soc1", "soc2"), "SOC report"),
        reads=("privacy.regulations",),
        applies=lambda needs: "sox" in needs.privacy.regulations,
    ),
    Rule(
        "regulation.ai_act",
        "EU AI Act, high risk",
        "privacy",
        "service",
        "law",
        high_risk,
        reads=("privacy.regulations",),
        applies=lambda needs: "eu_ai_act_high_risk" in needs.privacy.regulations,
    ),
)
