"""What licences allow this customer: edges of their lines, whom they bind, and unread terms, which fail."""

from __future__ import annotations

from typing import Any

import pytest
from examples import a_catalog, a_decision, a_licence, a_model, a_question, a_use, an_open_model

from advisor.rule import WEIGHTS_IN_HAND, Use
from advisor.rules import RULE
from advisor.rules.licence import (
    allows_commercial_use,
    field_of_use,
    is_known,
    open_source_only,
    redistribution,
    revenue_below_line,
    self_hosting_allowed,
    territory_included,
    training_on_outputs,
    users_below_line,
)
from advisor.verdict import Outcome
from catalog.schema import Deployment as Way
from catalog.schema import Openness, Territory, Threshold

SHARED = (Way.MANAGED_OPEN_API, Way.CLOUD_PRIVATE_ENDPOINT)
UNSEEN = Use(an_open_model(licence_id=None), Way.SELF_HOST_CLOUD_GPU, None)


# --- terms not seen --------------------------------------------------------------------------------------------------


def test_a_licence_that_nobody_saw_is_unknown_and_names_legal_review():
    verdict = is_known(UNSEEN, a_question())
    assert verdict.outcome is Outcome.UNKNOWN
    assert "legal review" in (verdict.remedy or "")


@pytest.mark.parametrize(
    ("judge", "parts"),
    [
        (allows_commercial_use, {}),
        (users_below_line, {}),
        (revenue_below_line, {}),
        (territory_included, {}),
        (self_hosting_allowed, {}),
    ],
)
def test_unseen_terms_fail_once_at_the_gate_on_that_and_the_others_refer_to_it(judge: Any, parts: dict[str, Any]):
    verdict = judge(UNSEEN, a_question(licence=parts))
    assert verdict.outcome is Outcome.YES
    assert "not seen" in verdict.reason
    assert RULE["licence.known"].fails(is_known(UNSEEN, a_question()).outcome, a_question().needs)


@pytest.mark.parametrize(("judge", "field"), [(redistribution, "redistribute_weights"), (training_on_outputs, "train_on_outputs")])
def test_a_plan_that_needs_a_permission_is_unknown_where_the_terms_were_not_seen(judge: Any, field: str):
    assert judge(UNSEEN, a_question(licence={field: True})).outcome is Outcome.UNKNOWN


def test_an_option_whose_licence_nobody_saw_is_never_ranked():
    decision = a_decision(a_catalog(models=(a_model(), an_open_model(licence_id=None))), privacy={"unknown_fails": False})
    assert {decision.options[i].model.id for i in decision.ranked} == {"acme/closed-large"}


def test_second_hand_terms_pass_with_a_caution():
    verdict = is_known(a_use(needs_legal_review=True), a_question())
    assert verdict.outcome is Outcome.YES
    assert "legal review" in (verdict.caution or "")


# --- commercial use: whom the licence binds --------------------------------------------------------------------------


@pytest.mark.parametrize("way", sorted(WEIGHTS_IN_HAND))
def test_a_ban_on_commercial_use_binds_whoever_chooses_the_weights(way: Way):
    verdict = allows_commercial_use(a_use(deployment=way, commercial_use="no"), a_question())
    assert verdict.outcome is Outcome.NO
    assert "commercial licence" in (verdict.remedy or "")


@pytest.mark.parametrize("way", SHARED)
@pytest.mark.parametrize("answer", ["no", "conditional", None])
def test_a_shared_host_holds_the_licence_and_has_to_confirm_it(way: Way, answer: str | None):
    verdict = allows_commercial_use(a_use(deployment=way, commercial_use=answer), a_question())
    assert verdict.outcome is Outcome.YES
    assert "Have the host confirm" in (verdict.obligation or "")


def test_without_commercial_plans_a_research_licence_does():
    assert allows_commercial_use(a_use(commercial_use="no"), a_question(licence={"commercial": False})).outcome is Outcome.YES


def test_conditional_use_passes_with_its_conditions_as_obligation():
    verdict = allows_commercial_use(a_use(commercial_use="conditional"), a_question())
    assert verdict.outcome is Outcome.YES
    assert "conditions of Permissive" in (verdict.obligation or "")


def test_unreadable_permission_is_unknown():
    assert allows_commercial_use(a_use(commercial_use=None), a_question()).outcome is Outcome.UNKNOWN


# --- lines on users and revenue --------------------------------------------------------------------------------------


def ends(amount: float, **more: Any) -> Threshold:
    return Threshold(**({"amount": amount, "period": "month", "effect": "needs_agreement"} | more))


@pytest.mark.parametrize("way", [Way.SELF_HOST_ON_PREM, Way.MANAGED_OPEN_API])
@pytest.mark.parametrize(("users", "outcome"), [(700_000_000, Outcome.YES), (700_000_001, Outcome.NO)])
def test_the_line_on_users_holds_at_its_amount_and_ends_just_over_it_wherever_it_runs(way: Way, users: int, outcome: Outcome):
    verdict = users_below_line(
        a_use(deployment=way, monthly_active_users=ends(700_000_000)), a_question(licence={"monthly_active_users": users})
    )
    assert verdict.outcome is outcome
    assert "700,000,000" in verdict.reason


@pytest.mark.parametrize(
    ("period", "revenue", "outcome"),
    [
        ("year", 20_000_000, Outcome.YES),
        ("year", 20_000_001, Outcome.NO),
        ("unread", 20_000_000, Outcome.YES),
        ("unread", 20_000_001, Outcome.NO),
        ("month", 240_000_000, Outcome.YES),
        ("month", 240_000_001, Outcome.NO),
    ],
)
def test_a_monthly_line_on_revenue_counts_twelve_times(period: str, revenue: float, outcome: Outcome):
    use = a_use(revenue_usd=ends(20_000_000, period=period))
    assert revenue_below_line(use, a_question(licence={"annual_revenue_usd": revenue})).outcome is outcome


def test_above_a_line_that_only_adds_a_duty_the_rights_go_on():
    use = a_use(monthly_active_users=ends(100_000_000, effect="adds_duty"))
    above = users_below_line(use, a_question(licence={"monthly_active_users": 100_000_001}))
    assert above.outcome is Outcome.YES
    assert "show the name" in (above.obligation or "")
    at = users_below_line(use, a_question(licence={"monthly_active_users": 100_000_000}))
    assert (at.outcome, at.obligation) == (Outcome.YES, None)


def test_a_line_for_those_who_sell_the_model_itself_does_not_end_own_use():
    use = a_use(revenue_usd=ends(1_000_000, period="year", applies_to="model_as_a_service"))
    verdict = revenue_below_line(use, a_question(licence={"annual_revenue_usd": 1e9}))
    assert verdict.outcome is Outcome.YES
    assert "itself as a service" in (verdict.obligation or "")


def test_no_line_means_no_line():
    verdict = users_below_line(a_use(), a_question(licence={"monthly_active_users": 10**10}))
    assert verdict.outcome is Outcome.YES


# --- territory -------------------------------------------------------------------------------------------------------

OUTSIDE_EU = Territory(excluded=("EU", "GB"))


@pytest.mark.parametrize(
    ("domicile", "outcome"), [("DE", Outcome.NO), ("GB", Outcome.NO), ("NO", Outcome.YES), ("US", Outcome.YES), (None, Outcome.UNKNOWN)]
)
def test_territory_is_judged_by_domicile_and_unknown_where_it_is_not_stated(domicile: str | None, outcome: Outcome):
    assert territory_included(a_use(territory=OUTSIDE_EU), a_question(licence={"domicile": domicile})).outcome is outcome


def test_a_domicile_that_is_not_stated_fails_the_gate_and_stating_it_is_the_remedy():
    question = a_question()
    verdict = territory_included(a_use(territory=OUTSIDE_EU), question)
    assert RULE["licence.territory"].fails(verdict.outcome, question.needs)
    assert verdict.remedy == "State your domicile."


def test_where_no_territory_is_excluded_the_domicile_need_not_be_stated():
    assert territory_included(a_use(), a_question()).outcome is Outcome.YES


@pytest.mark.parametrize(("modalities", "outcome"), [(("text",), Outcome.YES), (("text", "image"), Outcome.NO)])
def test_a_territory_clause_for_multimodal_models_spares_text_models(modalities: tuple[str, ...], outcome: Outcome):
    use = a_use(an_open_model(modalities_in=modalities), territory=Territory(excluded=("EU",), applies_to="multimodal"))
    assert territory_included(use, a_question(licence={"domicile": "DE"})).outcome is outcome


@pytest.mark.parametrize("bans_use", [True, False])
def test_from_outside_the_territory_it_may_not_be_used_there_where_use_itself_is_banned(bans_use: bool):
    territory = Territory(excluded=("EU", "GB"), use=bans_use)
    verdict = territory_included(a_use(territory=territory), a_question(licence={"domicile": "US"}))
    assert verdict.outcome is Outcome.YES
    assert ("EU, GB" in (verdict.obligation or "")) is bans_use


# --- fields of use, self-hosting, openness ---------------------------------------------------------------------------


@pytest.mark.parametrize("bars", ["", "none", "None stated"])
def test_no_field_of_use_no_duty(bars: str):
    assert field_of_use(a_use(fields_of_use=bars), a_question()).obligation is None


def test_a_barred_field_of_use_is_a_duty_and_no_exclusion():
    verdict = field_of_use(a_use(fields_of_use="No military use."), a_question())
    assert verdict.outcome is Outcome.YES
    assert "No military use" in (verdict.obligation or "")


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", Outcome.YES), ("conditional", Outcome.YES), ("no", Outcome.NO), (None, Outcome.UNKNOWN)]
)
def test_running_the_weights_oneself_needs_the_right_to(answer: str | None, outcome: Outcome):
    assert self_hosting_allowed(a_use(self_host=answer), a_question()).outcome is outcome
    assert self_hosting_allowed(a_use(deployment=Way.MANAGED_OPEN_API, self_host=answer), a_question()).outcome is Outcome.YES


@pytest.mark.parametrize(
    ("openness", "outcome"), [(Openness.OPEN_SOURCE, Outcome.YES), (Openness.OPEN_WEIGHTS, Outcome.NO), (Openness.CLOSED, Outcome.NO)]
)
def test_open_source_only_asks_for_data_and_code_and_not_for_weights_alone(openness: Openness, outcome: Outcome):
    assert open_source_only(a_use(a_model(openness=openness)), a_question(licence={"open_source_only": True})).outcome is outcome


# --- passing on weights, training on outputs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", Outcome.YES), ("conditional", Outcome.YES), ("no", Outcome.NO), (None, Outcome.UNKNOWN)]
)
def test_passing_on_weights_and_training_on_outputs_follow_the_text(answer: str | None, outcome: Outcome):
    question = a_question(licence={"redistribute_weights": True, "train_on_outputs": True})
    for judge, field in ((redistribution, "redistribution"), (training_on_outputs, "train_on_outputs")):
        verdict = judge(a_use(**{field: answer}), question)
        assert verdict.outcome is outcome
        assert bool(verdict.obligation) is (answer == "conditional")
        assert bool(verdict.remedy) is (outcome is not Outcome.YES)


def test_closed_weights_cannot_be_passed_on_whatever_the_terms():
    question = a_question(licence={"redistribute_weights": True})
    assert redistribution(a_use(a_model(), redistribution="yes"), question).outcome is Outcome.NO


def test_what_is_not_planned_is_not_asked():
    decision = a_decision(
        a_catalog(
            licences=(
                a_licence(train_on_outputs="no", redistribution="no"),
                a_licence("acme-terms", category="proprietary_api", self_host="no"),
            )
        )
    )
    assert {decision.options[i].model.id for i in decision.ranked} == {"acme/closed-large", "borealis/open-eight"}
