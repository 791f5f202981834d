"""Lifecycle, people, tuning: whether an option is there for the whole horizon, can be run, and can be made one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from examples import (
    TODAY,
    a_catalog,
    a_decision,
    a_fact,
    a_licence,
    a_model,
    a_provider,
    a_question,
    a_service,
    a_use,
    an_offer,
    an_open_model,
    ways_of_running,
)

from advisor.parameters import PARAMETERS
from advisor.rule import WEIGHTS_IN_HAND, Service, Use
from advisor.rules import fine_tuning, lifecycle, team
from advisor.verdict import Outcome
from catalog.schema import Deployment as Way
from catalog.schema import Status

YEAR = TODAY + timedelta(days=12 * 30.44)
SHARED = [Way.CLOSED_API, Way.CLOUD_PRIVATE_ENDPOINT, Way.MANAGED_OPEN_API]


# --- lifecycle -------------------------------------------------------------------------------------------------------


def test_announced_models_are_never_ranked():
    decision = a_decision(a_catalog(models=(a_model(status=Status.ANNOUNCED), an_open_model())))
    assert "acme/closed-large" not in {decision.options[i].model.id for i in decision.ranked}


@pytest.mark.parametrize(("day", "outcome"), [(TODAY, Outcome.YES), (TODAY + timedelta(days=1), Outcome.NO), (None, Outcome.YES)])
def test_a_model_counts_from_the_day_it_came_out(day: date | None, outcome: Outcome):
    assert lifecycle.is_released(a_model(release_date=day), a_question()).outcome is outcome


@pytest.mark.parametrize(("status", "word"), [(Status.SUPERSEDED, "newer model"), (Status.PREVIEW, "Preview")])
def test_superseded_and_preview_models_stay_with_a_caution(status: Status, word: str):
    verdict = lifecycle.is_released(a_model(status=status, successor_id="acme/next"), a_question())
    assert verdict.outcome is Outcome.YES
    assert word in (verdict.caution or "")


def test_a_newer_model_that_no_record_names_is_said_to_be_unnamed():
    verdict = lifecycle.is_released(a_model(status=Status.SUPERSEDED, successor_id=None), a_question())
    assert verdict.caution == "A newer model of this line exists; which one is not recorded here."


@pytest.mark.parametrize(
    ("ends", "outcome", "word"),
    [
        (TODAY - timedelta(days=1), Outcome.NO, "ended on"),
        (TODAY, Outcome.NO, "ended on"),
        (TODAY + timedelta(days=30), Outcome.NO, "inside your horizon"),
        (YEAR - timedelta(days=1), Outcome.NO, "inside your horizon"),
        (YEAR, Outcome.YES, "after your horizon"),
        (None, Outcome.YES, "No end"),
    ],
)
@pytest.mark.parametrize("way", SHARED)
def test_a_service_has_to_last_over_the_horizon(way: Way, ends: date | None, outcome: Outcome, word: str):
    verdict = lifecycle.stays_available(a_use(a_model(retirement_date=ends), way), a_question())
    assert verdict.outcome is outcome
    assert word in verdict.reason


def test_a_shorter_horizon_readmits_what_ends_later():
    use = a_use(a_model(retirement_date=TODAY + timedelta(days=100)), Way.CLOSED_API)
    assert lifecycle.stays_available(use, a_question(volume={"horizon_months": 4})).outcome is Outcome.NO
    verdict = lifecycle.stays_available(use, a_question(volume={"horizon_months": 3}))
    assert verdict.outcome is Outcome.YES
    assert verdict.caution


def test_the_remedy_of_an_end_inside_the_horizon_is_a_horizon_that_passes():
    use = a_use(a_model(retirement_date=TODAY + timedelta(days=100)), Way.CLOSED_API)
    remedy = lifecycle.stays_available(use, a_question()).remedy or ""
    months = int(remedy.split("Plan for ")[1].split(" ")[0])
    assert lifecycle.stays_available(use, a_question(volume={"horizon_months": months})).outcome is Outcome.YES


@pytest.mark.parametrize("way", sorted(WEIGHTS_IN_HAND))
def test_open_weights_in_hand_survive_the_end_of_every_service(way: Way):
    use = a_use(an_open_model(retirement_date=TODAY - timedelta(days=400), status=Status.DEPRECATED), way)
    assert lifecycle.stays_available(use, a_question()).outcome is Outcome.YES


def test_a_closed_model_with_an_announced_end_but_no_day_cannot_be_planned_on():
    verdict = lifecycle.stays_available(a_use(a_model(status=Status.DEPRECATED), Way.CLOSED_API), a_question())
    assert verdict.outcome is Outcome.NO
    assert "no day" in verdict.reason


def test_an_offer_may_end_before_the_model_does():
    service = Service(Way.CLOSED_API, a_provider(), None, a_model(), an_offer(ends=TODAY + timedelta(days=5)))
    assert lifecycle.offer_stays(service, a_question()).outcome is Outcome.NO
    assert lifecycle.offer_stays(a_service(), a_question()).outcome is Outcome.YES


def test_the_successor_is_named():
    use = a_use(a_model(retirement_date=TODAY, successor_id="acme/next"), Way.CLOSED_API)
    assert "acme/next" in lifecycle.stays_available(use, a_question()).reason


@pytest.mark.parametrize(("day", "outcome"), [(TODAY, Outcome.YES), (TODAY - timedelta(days=1), Outcome.UNKNOWN)])
def test_before_its_record_was_checked_a_model_without_a_release_day_may_not_have_been_out(day: date, outcome: Outcome):
    assert lifecycle.is_released(a_model(release_date=None), a_question(as_of=day)).outcome is outcome


@pytest.mark.parametrize(("day", "outcome"), [(TODAY, Outcome.NO), (TODAY - timedelta(days=1), Outcome.UNKNOWN)])
def test_an_end_without_a_day_is_not_known_to_have_been_announced_earlier(day: date, outcome: Outcome):
    model = a_model(status=Status.DEPRECATED)
    assert lifecycle.stays_available(a_use(model, Way.CLOSED_API), a_question(as_of=day)).outcome is outcome


def test_as_of_is_the_only_clock():
    catalog = a_catalog(models=(a_model(release_date=date(2027, 3, 1)), an_open_model()))
    early, late = (a_decision(catalog, day) for day in (date(2027, 2, 28), date(2027, 3, 1)))
    assert "acme/closed-large" not in {early.options[i].model.id for i in early.ranked}
    assert "acme/closed-large" in {late.options[i].model.id for i in late.ranked}


# --- people and time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ways_of_running())
def test_people_and_weeks_pass_at_the_least_it_takes_and_fail_just_below(way: str):
    facts = ways_of_running()[way]
    for judge, field, least in (
        (team.has_operators, "ml_ops_fte", PARAMETERS.range(f"deployments.{way}.run_fte")[0]),
        (team.ready_in_time, "weeks_to_production", PARAMETERS.range(f"deployments.{way}.lead_weeks")[0]),
    ):
        assert judge(facts, a_question(team={field: least})).outcome is Outcome.YES
        if least > 0:
            below = judge(facts, a_question(team={field: least - 0.01}))
            assert below.outcome is Outcome.NO
            assert f"{least:g}" in (below.remedy or "")


@pytest.mark.parametrize("way", ways_of_running())
def test_between_the_least_and_the_usual_effort_it_passes_with_a_caution(way: str):
    facts = ways_of_running()[way]
    for judge, field, parameter in (
        (team.has_operators, "ml_ops_fte", "run_fte"),
        (team.ready_in_time, "weeks_to_production", "lead_weeks"),
    ):
        least, usual, _ = PARAMETERS.range(f"deployments.{way}.{parameter}")
        at_usual = judge(facts, a_question(team={field: usual}))
        assert (at_usual.outcome, at_usual.caution) == (Outcome.YES, None)
        if least < usual:
            between = judge(facts, a_question(team={field: (least + usual) / 2}))
            assert between.outcome is Outcome.YES
            assert f"usually takes {usual:g}" in (between.caution or "")


def test_nobody_to_run_machines_leaves_what_others_run_and_the_desk():
    decision = a_decision(team={"ml_ops_fte": 0}, volume={"requests_per_month": 1_000})
    left = {decision.options[i].deployment for i in decision.ranked}
    assert left == {Way.CLOSED_API, Way.MANAGED_OPEN_API, Way.LOCAL_WORKSTATION}


# --- tuning ----------------------------------------------------------------------------------------------------------


def tuning(**fields: Any) -> dict[str, Any]:
    return {"fine_tuning": {"need": "required"} | fields}


@pytest.mark.parametrize("method", ["any", "lora", "full", "distillation"])
@pytest.mark.parametrize("way", sorted(WEIGHTS_IN_HAND))
def test_weights_in_hand_take_every_method_of_their_own(way: Way, method: str):
    assert fine_tuning.method_exists(a_use(deployment=way), a_question(**tuning(method=method))).outcome is Outcome.YES


def test_nobody_else_tunes_weights_that_the_customer_runs():
    assert fine_tuning.method_exists(a_use(), a_question(**tuning(method="provider_api"))).outcome is Outcome.NO


@pytest.mark.parametrize(("answer", "outcome"), [("no", Outcome.NO), (None, Outcome.UNKNOWN), ("yes", Outcome.YES)])
def test_the_licence_has_to_allow_tuning(answer: str | None, outcome: Outcome):
    assert fine_tuning.method_exists(a_use(fine_tune=answer), a_question(**tuning())).outcome is outcome


def test_closed_weights_cannot_be_tuned_by_lora_and_the_sentence_says_closed():
    verdict = fine_tuning.method_exists(a_use(a_model(), Way.CLOSED_API), a_question(**tuning(method="lora")))
    assert verdict.outcome is Outcome.NO
    assert "closed" in verdict.reason
    assert "tuning by the provider" in (verdict.remedy or "")


@pytest.mark.parametrize(("ways", "outcome"), [(("provider_api",), Outcome.YES), ((), Outcome.NO)])
def test_a_service_tunes_only_models_that_some_provider_tunes(ways: tuple[Any, ...], outcome: Outcome):
    use = Use(a_model(fine_tuning=ways), Way.CLOSED_API, a_licence())
    assert fine_tuning.method_exists(use, a_question(**tuning())).outcome is outcome


@pytest.mark.parametrize(
    ("value", "outcome"), [("yes", Outcome.YES), ("until 2027-01-31", Outcome.YES), ("no", Outcome.NO), ("not_stated", Outcome.NO)]
)
def test_the_provider_has_to_sell_tuning(value: str, outcome: Outcome):
    service = a_service(Way.CLOSED_API, a_fact("fine_tuning_service", value))
    assert fine_tuning.provider_tunes(service, a_question(**tuning())).outcome is outcome


def test_a_tuning_service_that_nobody_states_is_none_and_the_remedy_is_to_ask():
    verdict = fine_tuning.provider_tunes(a_service(Way.CLOSED_API), a_question(**tuning()))
    assert verdict.outcome is Outcome.NO
    assert "Ask Acme" in (verdict.remedy or "")


@pytest.mark.parametrize("way", [*sorted(WEIGHTS_IN_HAND), *SHARED, Way.CLOSED_ON_PREM])
def test_tuned_weights_are_owned_only_where_the_weights_are_in_hand(way: Way):
    model = an_open_model() if way in WEIGHTS_IN_HAND or way is Way.MANAGED_OPEN_API else a_model()
    verdict = fine_tuning.weights_owned(a_use(model, way), a_question(**tuning(must_own_weights=True)))
    assert (verdict.outcome is Outcome.YES) == (way in WEIGHTS_IN_HAND)
    assert bool(verdict.remedy) == (verdict.outcome is Outcome.NO)


def test_owning_weights_without_tuning_asks_nothing():
    decision = a_decision(fine_tuning={"need": "none", "must_own_weights": True})
    assert Way.CLOSED_API in {decision.options[i].deployment for i in decision.ranked}


def test_tuning_that_would_merely_help_excludes_nothing():
    with_help, without = (a_decision(fine_tuning={"need": need, "method": "lora"}) for need in ("helpful", "none"))
    assert set(with_help.ranked) == set(without.ranked)
