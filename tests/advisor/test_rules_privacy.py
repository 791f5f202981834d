"""How far data travels: every deployment against every boundary, and what a provider's statements are worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from examples import a_catalog, a_decision, a_fact, a_model, a_provider, a_question, a_rent, a_service, an_offer, an_open_model, fresh

from advisor.needs import BOUNDARIES
from advisor.provider_facts import covers, strictest
from advisor.rule import Service
from advisor.rules import MUST, RULE
from advisor.rules.privacy import (
    does_not_train,
    inside_boundary,
    kept_no_longer,
    lab_country_allowed,
    processed_in_region,
    provider_country_allowed,
)
from advisor.verdict import Outcome, Verdict
from catalog.schema import Deployment as Way

KEEPS_NOTHING = (a_fact("zero_data_retention", "default"), a_fact("retention_days", "0"))
CLOSED = a_model()


def boundary(service: Service, asked: str) -> Verdict:
    return inside_boundary(service, a_question(privacy={"boundary": asked}))


# --- boundaries: the table of the contract ---------------------------------------------------------------------------

TABLE = [
    ("the lab's own API", a_service(Way.CLOSED_API), "any_provider"),
    ("the lab's own API, zero retention", a_service(Way.CLOSED_API, *KEEPS_NOTHING), "no_retention"),
    ("inside the tenant, nothing kept outside", a_service(Way.CLOUD_PRIVATE_ENDPOINT, *KEEPS_NOTHING), "own_cloud_tenant"),
    ("inside the tenant, thirty days kept", a_service(Way.CLOUD_PRIVATE_ENDPOINT, a_fact("retention_days", "30")), "any_provider"),
    ("shared open API", a_service(Way.MANAGED_OPEN_API, a_fact("retention_days", "30")), "any_provider"),
    ("shared open API, zero retention", a_service(Way.MANAGED_OPEN_API, *KEEPS_NOTHING), "no_retention"),
    ("reserved GPUs", a_service(Way.DEDICATED_MANAGED_GPU, *KEEPS_NOTHING), "no_retention"),
    ("reserved GPUs in the customer's account", a_service(Way.DEDICATED_MANAGED_GPU, *KEEPS_NOTHING, byoc=True), "own_cloud_tenant"),
    ("rented GPUs", a_service(Way.SELF_HOST_CLOUD_GPU), "own_cloud_tenant"),
    ("rented GPUs of strangers", a_service(Way.SELF_HOST_CLOUD_GPU, marketplace=True), "any_provider"),
    ("own servers", a_service(Way.SELF_HOST_ON_PREM), "air_gapped"),
    ("closed model on premises", a_service(Way.CLOSED_ON_PREM), "own_premises"),
    ("workstation", a_service(Way.LOCAL_WORKSTATION), "air_gapped"),
]  # fmt: skip


@pytest.mark.parametrize("asked", BOUNDARIES)
@pytest.mark.parametrize(("service", "furthest"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_way_of_running_passes_up_to_its_boundary_and_no_further(service: Service, furthest: str, asked: str):
    inside = BOUNDARIES.index(asked) <= BOUNDARIES.index(furthest)
    assert (boundary(service, asked).outcome is Outcome.YES) == inside


@pytest.mark.parametrize("asked", BOUNDARIES[1:])
@pytest.mark.parametrize("service", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_boundary_that_is_not_met_names_what_would_be_or_what_to_get(service: Service, asked: str):
    verdict = boundary(service, asked)
    if verdict.outcome is Outcome.NO:
        assert verdict.remedy
        assert verdict.origin is not None
    assert verdict.reason.endswith(".")


def test_air_gapped_machines_carry_the_duty_of_updates_by_hand():
    assert "updates by hand" in (boundary(a_service(Way.SELF_HOST_ON_PREM), "air_gapped").obligation or "")
    assert boundary(a_service(Way.SELF_HOST_ON_PREM), "own_premises").obligation is None


# --- zero retention --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("granted", "said"), [("on_request", "approved in writing"), ("enterprise_only", "enterprise contract"), ("self_serve", "switch it on")]
)
def test_zero_retention_that_is_granted_counts_as_yes_with_an_obligation_to_get_it(granted: str, said: str):
    verdict = boundary(a_service(Way.CLOSED_API, a_fact("retention_days", "30"), a_fact("zero_data_retention", granted)), "no_retention")
    assert verdict.outcome is Outcome.YES
    assert said in (verdict.obligation or "")


@pytest.mark.parametrize("listed", ["conditional", "listed", "unclear", "via_cloud", "no_public_evidence", "not_stated"])
def test_zero_retention_that_is_merely_listed_or_conditional_is_unknown(listed: str):
    verdict = boundary(a_service(Way.CLOSED_API, a_fact("zero_data_retention", listed)), "no_retention")
    assert verdict.outcome is Outcome.UNKNOWN
    assert "in writing" in (verdict.remedy or "")


def test_a_refusal_weighs_more_than_a_grant():
    service = a_service(
        Way.CLOSED_API, a_fact("zero_data_retention", "on_request"), a_fact("zero_data_retention", "no", condition="batch files")
    )
    assert boundary(service, "no_retention").outcome is Outcome.NO


def test_nobody_said_how_long_is_unknown_and_a_month_is_no():
    assert boundary(a_service(Way.CLOSED_API), "no_retention").outcome is Outcome.UNKNOWN
    assert boundary(a_service(Way.CLOSED_API, a_fact("retention_days", "not_stated")), "no_retention").outcome is Outcome.UNKNOWN
    month = boundary(a_service(Way.CLOSED_API, a_fact("retention_days", "30")), "no_retention")
    assert month.outcome is Outcome.NO
    assert "30 days" in month.reason


def test_a_grant_for_one_labs_models_says_nothing_about_anothers():
    granted = a_fact("zero_data_retention", "default", covers=("acme/*",))
    facts = (granted, a_fact("retention_days", "0", covers=("acme/*",)))
    assert boundary(a_service(Way.CLOUD_PRIVATE_ENDPOINT, *facts, model=a_model("acme/a")), "own_cloud_tenant").outcome is Outcome.YES
    assert boundary(a_service(Way.CLOUD_PRIVATE_ENDPOINT, *facts, model=a_model("zenith/b")), "own_cloud_tenant").outcome is Outcome.UNKNOWN


# --- scope of statements ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "model_id", "holds"),
    [
        (("*",), "acme/a", True),
        (("acme/*",), "acme/a", True),
        (("acme/*",), "acmeco/a", False),
        (("acme/*", "!acme/b*"), "acme/a", True),
        (("acme/*", "!acme/b*"), "acme/b2", False),
        ((), "acme/a", False),
    ],
)
def test_a_statement_holds_for_the_models_its_source_names(patterns: tuple[str, ...], model_id: str, holds: bool):
    assert covers(a_fact("x", "yes", covers=patterns), a_model(model_id)) is holds


def test_where_any_model_may_run_only_a_statement_about_all_counts():
    assert covers(a_fact("x", "yes"), None)
    assert not covers(a_fact("x", "yes", covers=("acme/*",)), None)


def test_of_two_readings_the_stricter_is_used_whichever_is_listed_first():
    order = ("yes", "conditional", "not_stated", "no")
    two = [a_fact("x", "no"), a_fact("x", "conditional", scope="other")]
    for facts in (two, two[::-1]):
        found = strictest(facts, order)
        assert found is not None
        assert found.value == "conditional"
    assert strictest([], order) is None


# --- training --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "outcome"),
    [("no", Outcome.YES), ("yes", Outcome.NO), ("conditional", Outcome.UNKNOWN), ("not_stated", Outcome.UNKNOWN), (None, Outcome.UNKNOWN)],
)
def test_training_on_data_is_judged_by_what_is_stated(stated: str | None, outcome: Outcome):
    facts = () if stated is None else (a_fact("trains_on_api_data", stated),)
    assert does_not_train(a_service(Way.CLOSED_API, *facts), a_question()).outcome is outcome


@pytest.mark.parametrize("way", [Way.SELF_HOST_CLOUD_GPU, Way.SELF_HOST_ON_PREM, Way.LOCAL_WORKSTATION, Way.CLOSED_ON_PREM])
def test_what_the_customer_runs_shows_data_to_nobody(way: Way):
    assert does_not_train(a_service(way), a_question()).outcome is Outcome.YES
    assert kept_no_longer(a_service(way), a_question(privacy={"max_retention_days": 0})).outcome is Outcome.YES


# --- retention in days -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "outcome"), [(30, Outcome.YES), (29, Outcome.NO), (0, Outcome.NO)])
def test_retention_passes_at_the_limit_and_fails_just_below(limit: int, outcome: Outcome):
    service = a_service(Way.CLOSED_API, a_fact("retention_days", "30"))
    assert kept_no_longer(service, a_question(privacy={"max_retention_days": limit})).outcome is outcome


def test_the_longest_of_two_stated_retentions_decides():
    service = a_service(Way.CLOSED_API, a_fact("retention_days", "7"), a_fact("retention_days", "30", scope="abuse logs"))
    assert kept_no_longer(service, a_question(privacy={"max_retention_days": 10})).outcome is Outcome.NO


def test_a_zero_retention_contract_meets_any_limit_with_its_obligation():
    service = a_service(Way.CLOSED_API, a_fact("retention_days", "30"), a_fact("zero_data_retention", "on_request"))
    verdict = kept_no_longer(service, a_question(privacy={"max_retention_days": 1}))
    assert verdict.outcome is Outcome.YES
    assert verdict.obligation


# --- processing region -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "asked", "outcome"),
    [
        ("EU", ["EU"], Outcome.YES),
        ("DE", ["EU"], Outcome.YES),
        ("EU", ["EEA"], Outcome.YES),
        ("EEA", ["EU"], Outcome.NO),
        ("NO", ["EU"], Outcome.NO),
        ("GB", ["UK"], Outcome.YES),
        ("UK", ["GB"], Outcome.YES),
        ("UK", ["EU"], Outcome.NO),
        ("EEA|CH", ["EEA", "CH"], Outcome.NO),
        ("DE|FR", ["EU"], Outcome.YES),
        ("US", ["EU"], Outcome.NO),
        ("US", ["EU", "US"], Outcome.YES),
        ("global", ["EU"], Outcome.NO),
        (None, ["EU"], Outcome.UNKNOWN),
    ],
)
def test_processing_must_stay_inside_one_of_the_regions(served: str | None, asked: list[str], outcome: Outcome):
    service = a_service(Way.CLOUD_PRIVATE_ENDPOINT, model=CLOSED, region=served, offer=an_offer(region=served))
    assert processed_in_region(service, a_question(privacy={"processing_regions": asked})).outcome is outcome


@pytest.mark.parametrize(
    ("stated", "outcome"), [("EU", Outcome.YES), ("US", Outcome.NO), ("no_guarantee", Outcome.UNKNOWN), ("not_stated", Outcome.UNKNOWN)]
)
def test_an_offer_without_region_is_judged_by_what_its_provider_states(stated: str, outcome: Outcome):
    service = a_service(Way.MANAGED_OPEN_API, a_fact("processing_region", stated), model=an_open_model())
    assert processed_in_region(service, a_question(privacy={"processing_regions": ["EU"]})).outcome is outcome


def test_head_office_is_not_where_processing_happens():
    service = a_service(Way.MANAGED_OPEN_API, hq_country="FR", model=an_open_model())
    assert processed_in_region(service, a_question(privacy={"processing_regions": ["EU"]})).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("listed", "stated", "outcome"),
    [
        ("", None, Outcome.UNKNOWN),
        ("US", None, Outcome.UNKNOWN),
        ("EU", None, Outcome.YES),
        ("", "EU", Outcome.YES),
        ("US", "US or EU", Outcome.YES),
        ("US", "US", Outcome.UNKNOWN),
    ],
)
def test_rented_machines_stand_in_a_region_only_where_a_price_or_a_statement_names_it(listed: str, stated: str | None, outcome: Outcome):
    facts = (a_fact("processing_region", stated),) if stated else ()
    catalog = a_catalog(gpu_prices=(a_rent(provider_id="acme", region=listed),))
    service = a_service(Way.SELF_HOST_CLOUD_GPU, *facts)
    verdict = processed_in_region(service, a_question(catalog, privacy={"processing_regions": ["EU"]}))
    assert verdict.outcome is outcome
    assert "EU" in ((verdict.obligation if outcome is Outcome.YES else verdict.remedy) or "")


def test_a_host_of_machines_is_asked_for_gpus_by_its_own_name_and_not_by_that_of_its_service_per_token():
    question = a_question(a_catalog(gpu_prices=()), privacy={"processing_regions": ["EU"]})
    provider = a_provider("acme", name="Acme Serverless Inference", host_name="Acme Cloud")
    rented, sold = (replace(a_service(way), provider=provider) for way in (Way.SELF_HOST_CLOUD_GPU, Way.MANAGED_OPEN_API))
    assert processed_in_region(rented, question).remedy == "Ask Acme Cloud for GPUs in EU."
    assert "Acme Serverless Inference" in (processed_in_region(sold, question).remedy or "")


def test_a_region_that_one_host_lists_says_nothing_about_another_host():
    catalog = a_catalog(gpu_prices=(a_rent(provider_id="metal", region="EU"),))
    question = a_question(catalog, privacy={"processing_regions": ["EU"]})
    assert processed_in_region(a_service(Way.SELF_HOST_CLOUD_GPU), question).outcome is Outcome.UNKNOWN


# --- countries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "outcome"), [("CN", Outcome.NO), ("US", Outcome.YES), (None, Outcome.UNKNOWN)])
def test_labs_and_providers_are_excluded_by_country(country: str | None, outcome: Outcome):
    parts: dict[str, Any] = {"privacy": {"excluded_lab_countries": ["CN"], "excluded_provider_countries": ["CN"]}}
    assert lab_country_allowed(a_model(lab_country=country), a_question(**parts)).outcome is outcome
    assert provider_country_allowed(a_service(hq_country=country), a_question(**parts)).outcome is outcome


def test_weights_of_an_excluded_provider_country_may_run_on_own_machines():
    verdict = provider_country_allowed(a_service(Way.SELF_HOST_ON_PREM), a_question(privacy={"excluded_provider_countries": ["CN"]}))
    assert verdict.outcome is Outcome.YES


# --- what unknown means ----------------------------------------------------------------------------------------------

SILENT = a_catalog(
    providers=(
        a_provider(facts=()),
        a_provider("hostly", deployment=Way.MANAGED_OPEN_API),
        a_provider("metal", deployment=None, gpu_host=True),
    )
)
PRIVACY = [rule for rule in MUST if rule.strictness == "privacy"]


def test_silence_about_training_excludes_where_unknown_fails_and_is_a_caution_where_not():
    strict, lax = (a_decision(fresh(SILENT), privacy={"unknown_fails": fails}) for fails in (True, False))
    closed = "acme/closed-large|closed_api|acme"
    assert closed not in {strict.options[i].option_id for i in strict.ranked}
    assert closed in {lax.options[i].option_id for i in lax.ranked}


@pytest.mark.parametrize("rule", PRIVACY, ids=lambda r: r.id)
def test_unknown_fails_a_privacy_gate_only_where_asked(rule: Any):
    assert rule.fails(Outcome.UNKNOWN, a_question(privacy={"unknown_fails": True}).needs)
    assert not rule.fails(Outcome.UNKNOWN, a_question(privacy={"unknown_fails": False}).needs)


@pytest.mark.parametrize("rule", MUST, ids=lambda r: r.id)
@pytest.mark.parametrize("fails", [True, False])
def test_no_fails_and_yes_passes_every_gate_and_unknown_fails_where_law_is_at_stake(rule: Any, fails: bool):
    needs = a_question(privacy={"unknown_fails": fails}).needs
    assert rule.fails(Outcome.NO, needs)
    assert not rule.fails(Outcome.YES, needs)
    expected = {"law": True, "privacy": fails, "caution": False}[rule.strictness]
    assert rule.fails(Outcome.UNKNOWN, needs) is expected


def test_licence_and_regulation_are_law():
    for rule in RULE.values():
        assert (rule.strictness == "law") == rule.id.startswith(("licence.", "regulation.", "organisation."))
        assert (rule.strictness == "privacy") == rule.id.startswith("privacy.")
