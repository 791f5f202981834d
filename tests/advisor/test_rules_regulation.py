"""Assurances that a regulation asks of those who see the data: what is signed, what is listed, and for whose models."""

from __future__ import annotations

from typing import Any

import pytest
from examples import (
    ORIGIN,
    TODAY,
    a_catalog,
    a_decision,
    a_fact,
    a_model,
    a_provider,
    a_question,
    a_service,
    an_offer,
    an_open_model,
    an_open_offer,
    fresh,
)

from advisor.answer.obligations import obligations
from advisor.decision import decide
from advisor.geography import ADEQUATE, EEA
from advisor.needs import read_needs
from advisor.rule import SELF_RUN, THIRD_PARTY, Service
from advisor.rules import RULE
from advisor.rules.regulation import DUTIES, high_risk
from advisor.verdict import Outcome, Verdict
from catalog.schema import Arises, Catalog, Model, Provider, Regulation
from catalog.schema import Deployment as Way

KINDS = {"gdpr": "dpa_gdpr", "hipaa": "hipaa_baa", "fedramp": "fedramp", "pci_dss": "pci_dss", "sox": "soc2"}


def judged(regulation: str, service: Service) -> Verdict:
    verdict = RULE[f"regulation.{regulation}"].judge(service, a_question(privacy={"regulations": [regulation]}))  # type: ignore[call-arg]
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.mark.parametrize("regulation", KINDS)
@pytest.mark.parametrize("way", sorted(THIRD_PARTY))
def test_who_sees_the_data_has_to_sign_and_the_duty_says_so(regulation: str, way: Way):
    signed = judged(regulation, a_service(way, a_fact(KINDS[regulation], "yes")))
    assert signed.outcome is Outcome.YES
    verb = "Sign the" if regulation in ("gdpr", "hipaa") else "Obtain and file the"
    assert (signed.obligation or "").startswith(verb)
    assert "Acme" in (signed.obligation or "")
    assert judged(regulation, a_service(way)).outcome is Outcome.UNKNOWN
    assert judged(regulation, a_service(way, a_fact(KINDS[regulation], "no"))).outcome is Outcome.NO


@pytest.mark.parametrize("regulation", KINDS)
@pytest.mark.parametrize("way", [Way.SELF_HOST_ON_PREM, Way.LOCAL_WORKSTATION, Way.CLOSED_ON_PREM])
def test_what_stands_on_site_needs_no_signature_and_brings_duties_of_its_own(regulation: str, way: Way):
    verdict = judged(regulation, a_service(way))
    assert verdict.outcome is Outcome.YES
    assert (verdict.obligation, verdict.caution) == (DUTIES[regulation], None)


@pytest.mark.parametrize("regulation", KINDS)
@pytest.mark.parametrize("read", [True, False])
def test_rented_machines_pass_with_own_duties_and_the_hosts_paper_and_a_caution_where_none_was_read(regulation: str, read: bool):
    facts = (a_fact(KINDS[regulation], "yes"),) if read else ()
    verdict = judged(regulation, a_service(Way.SELF_HOST_CLOUD_GPU, *facts))
    assert verdict.outcome is Outcome.YES
    assert (verdict.obligation or "").startswith(DUTIES[regulation])
    assert (" Sign the" if regulation in ("gdpr", "hipaa") else " Obtain and file the") in (verdict.obligation or "")
    assert "Acme for the machines" in (verdict.obligation or "")
    assert bool(verdict.caution) is not read


@pytest.mark.parametrize("value", ["conditional", "listed", "unclear", "in_progress", "no_public_evidence", "not_stated", "via_cloud"])
def test_an_assurance_that_is_listed_or_conditional_is_unknown(value: str):
    verdict = judged("hipaa", a_service(Way.CLOSED_API, a_fact("hipaa_baa", value)))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.remedy == "Ask Acme for its business associate agreement."


def test_granted_on_request_is_yes_with_an_obligation():
    verdict = judged("hipaa", a_service(Way.CLOSED_API, a_fact("hipaa_baa", "on_request", condition="Enterprise plan")))
    assert verdict.outcome is Outcome.YES
    assert "Enterprise plan" in (verdict.obligation or "")


@pytest.mark.parametrize("level", ["high", "moderate"])
def test_a_fedramp_level_is_an_authorisation(level: str):
    assert judged("fedramp", a_service(Way.CLOUD_PRIVATE_ENDPOINT, a_fact("fedramp", level))).outcome is Outcome.YES


def test_a_baa_for_one_labs_models_does_not_cover_anothers():
    facts = (a_fact("hipaa_baa", "yes", covers=("acme/*",), scope="Acme models"),)
    assert judged("hipaa", a_service(Way.CLOUD_PRIVATE_ENDPOINT, *facts, model=a_model("acme/a"))).outcome is Outcome.YES
    assert judged("hipaa", a_service(Way.CLOUD_PRIVATE_ENDPOINT, *facts, model=an_open_model("borealis/b"))).outcome is Outcome.UNKNOWN


def test_a_statement_about_a_feature_decides_nothing():
    assert judged("hipaa", a_service(Way.CLOSED_API, a_fact("hipaa_baa", "yes", covers=(), scope="chat app"))).outcome is Outcome.UNKNOWN


def test_of_two_readings_the_stricter_counts():
    assert (
        judged("gdpr", a_service(Way.CLOSED_API, a_fact("dpa_gdpr", "yes"), a_fact("dpa_gdpr", "listed", scope="registry"))).outcome
        is Outcome.UNKNOWN
    )


@pytest.mark.parametrize(("model", "elsewhere"), [(an_open_model(), True), (a_model(), False)])
def test_china_is_barred_under_gdpr_whatever_is_signed_and_only_open_weights_can_be_had_elsewhere(model: Model, elsewhere: bool):
    verdict = judged("gdpr", a_service(Way.MANAGED_OPEN_API, a_fact("dpa_gdpr", "yes"), hq_country="CN", model=model))
    assert verdict.outcome is Outcome.NO
    assert ("yourself" in (verdict.remedy or "")) is elsewhere


@pytest.mark.parametrize(("country", "checks"), [("FR", False), ("JP", False), ("US", True), ("IN", True), (None, True)])
def test_a_seat_without_adequacy_adds_the_transfer_check(country: str | None, checks: bool):
    assert (country in ADEQUATE) != checks
    verdict = judged("gdpr", a_service(Way.MANAGED_OPEN_API, a_fact("dpa_gdpr", "yes"), hq_country=country))
    assert verdict.outcome is Outcome.YES
    assert ("standard clauses" in (verdict.obligation or "")) is checks


def test_high_risk_use_bars_nothing_and_adds_duties():
    asked = a_question(privacy={"regulations": ["eu_ai_act_high_risk"]})
    for way in sorted(SELF_RUN | THIRD_PARTY | {Way.CLOSED_ON_PREM}):
        verdict = high_risk(a_service(way), asked)
        assert verdict.outcome is Outcome.YES
        assert "human oversight" in (verdict.obligation or "")


def test_unknown_assurance_excludes_even_where_unknown_does_not_fail_privacy():
    decision = a_decision(privacy={"regulations": ["hipaa"], "unknown_fails": False}, volume={"requests_per_month": 1_000})
    left = {decision.options[i].deployment for i in decision.ranked}
    assert left == {Way.SELF_HOST_CLOUD_GPU, Way.SELF_HOST_ON_PREM, Way.LOCAL_WORKSTATION}


def test_a_hyperscalers_baa_readmits_only_the_models_it_covers():
    cloud = a_provider(
        "cloud",
        deployment=Way.CLOUD_PRIVATE_ENDPOINT,
        facts=(a_fact("trains_on_api_data", "no"), a_fact("hipaa_baa", "yes", covers=("acme/*",))),
    )
    offers = tuple(
        f(m, "cloud", deployment=Way.CLOUD_PRIVATE_ENDPOINT)
        for f, m in ((an_offer, "acme/closed-large"), (an_open_offer, "borealis/open-eight"))
    )
    decision = a_decision(a_catalog(providers=(cloud,), offers=offers, gpu_prices=()), privacy={"regulations": ["hipaa"]})
    sold = [decision.options[i].model.id for i in decision.ranked if decision.options[i].provider]
    assert sold == ["acme/closed-large"]


def test_obligations_of_a_regulation_are_listed_only_where_it_is_named():
    rule = Regulation(
        id="some-rule", jurisdiction="US", topic="Health", rule="x", applies_to="x", effect_on_choice="x", needs=("hipaa",), obligation="Keep a log of access.", origin=ORIGIN
    )  # fmt: skip
    catalog = a_catalog(regulations=(rule,))
    named = [o["text"] for o in obligations(a_decision(catalog, privacy={"regulations": ["hipaa"]}))]
    assert "Keep a log of access." in named
    assert "Keep a log of access." not in [o["text"] for o in obligations(a_decision(fresh(catalog)))]


def listed(arises: Arises, provider: Provider, region: str | None, **needs: Any) -> str | None:
    """Why the duty is listed where everything is bought from this provider; None where it is not."""
    rule = Regulation(
        id="some-rule", jurisdiction="EU", topic="Transfers", rule="x", applies_to="x", effect_on_choice="x", needs=("gdpr",), obligation="Do it.", arises=arises, origin=ORIGIN
    )  # fmt: skip
    offers = (an_offer("acme/closed-large", provider.id, region=region),)
    catalog = a_catalog(models=(a_model(),), shapes=(), providers=(provider,), offers=offers, gpu_prices=(), regulations=(rule,))
    d = a_decision(catalog, privacy={"regulations": ["gdpr"]} | needs.pop("privacy", {}), **needs)
    first = d.options[int(d.ranked[0])]
    assert (first.provider, first.region) == (provider, region)
    return next((o["because"] for o in obligations(d) if o["text"] == "Do it."), None)


@pytest.mark.parametrize(
    ("arises", "seat", "region", "said"),
    [
        ({"seat_in": ["US"]}, "FR", "US", None),
        ({"seat_in": ["US"]}, "US", "EU", "EU: Transfers"),
        ({"seat_in": ["US"]}, None, "EU", "the seat of Acme is unknown"),
        ({"seat_outside": ["EEA"]}, "NO", "US", None),
        ({"seat_outside": ["EEA"]}, "GB", "EU", "EU: Transfers"),
        ({"processed_outside": ["adequate"]}, "US", "EEA|CH", None),
        ({"processed_outside": ["adequate"]}, "FR", "US", "EU: Transfers"),
        ({"processed_outside": ["adequate"]}, "FR", None, "where exactly Acme processes is unknown"),
        ({"processed_outside": ["adequate"]}, "FR", "global", "where exactly Acme processes is unknown"),
        ({"seat_in": ["CN"], "processed_in": ["CN"]}, "FR", "EU", None),
        ({"tuning": True}, "FR", "EU", None),
        ({"open_weights": True}, "FR", "EU", None),
        ({"third_party": True}, "FR", "EU", "EU: Transfers"),
    ],
)
def test_a_duty_is_listed_where_it_can_arise_and_silence_keeps_it_with_a_reason(
    arises: dict[str, Any], seat: str | None, region: str | None, said: str | None
):
    provider = a_provider(
        "acme",
        facts=(
            a_fact("trains_on_api_data", "no"),
            a_fact("dpa_gdpr", "yes"),
        ),
    ).model_copy(update={"hq_country": seat})
    found = listed(Arises.model_validate(arises), provider, region)
    assert (found or "").endswith(said or "")
    assert bool(found) is bool(said)


def test_a_stated_place_inside_what_is_asked_for_is_where_processing_happens():
    provider = a_provider("acme", facts=(a_fact("trains_on_api_data", "no"), a_fact("dpa_gdpr", "yes"), a_fact("processing_region", "FR")))
    wide = {"processing_regions": ["EU", "US"]}
    assert listed(Arises(processed_outside=("adequate",)), provider, None, privacy=wide) is None
    assert listed(Arises(processed_in=("FR",)), provider, None, privacy=wide) == "EU: Transfers"


def test_no_duty_about_another_seat_or_place_stands_beside_a_decision_for_a_european_service(real_catalog: Catalog):
    privacy = {"regulations": ["gdpr", "eu_ai_act_high_risk"], "processing_regions": ["EU"]}
    volume = {"requests_per_month": 2_000_000, "input_tokens_per_request": 2500, "output_tokens_per_request": 350}
    d = decide(real_catalog, read_needs({"task": "customer_support", "volume": volume, "privacy": privacy}), TODAY)
    provider = d.options[int(d.ranked[0])].provider
    assert provider is not None, "these needs no longer make a service lead: choose others"
    assert provider.hq_country in EEA
    by_text = {r.obligation: r for r in real_catalog.regulations}
    asked = [by_text[o["text"]].arises for o in obligations(d) if o["text"] in by_text]
    assert asked
    assert not any(a.tuning or a.seat_in or a.seat_outside or a.processed_in or a.processed_outside for a in asked)
