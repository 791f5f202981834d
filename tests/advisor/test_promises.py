"""Promises of the product that were once broken; each test names the one it is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from examples import (
    ORIGIN,
    TODAY,
    a_catalog,
    a_decision,
    a_fact,
    a_model,
    a_question,
    a_rent,
    a_service,
    a_use,
    an_offer,
    an_open_model,
    an_open_offer,
    quality_of,
)
from sizing_examples import a_gpu

from advisor.answer.customising import customisation_path
from advisor.cost.tokens import TokenUse, token_cost, token_prices
from advisor.decision import decide
from advisor.figures import figures
from advisor.gates import judge
from advisor.needs import NeedsError, read_needs, read_needs_text
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.recommend import answer
from advisor.robustness import priority_flips
from advisor.rule import THIRD_PARTY
from advisor.rules import fine_tuning, licence, lifecycle, privacy, regulation
from advisor.verdict import Outcome
from catalog.schema import Catalog, OnPremOffer, PriceTier
from catalog.schema import Deployment as Way
from reports.content.leading import cost as cost_chapter
from reports.fragments.ledgers import cost_ledger

PRESET = {preset.id: preset.needs for preset in PRESETS}


def of_preset(catalog: Catalog, name: str) -> dict[str, Any]:
    return answer(decide(catalog, read_needs(PRESET[name]), date(2026, 11, 20)))


# --- gates -----------------------------------------------------------------------------------------------------------


def test_a_closed_model_on_premises_is_air_gapped_where_its_vendor_offers_that():
    """Table of section 1: closed_on_prem satisfies air_gapped "where offered"; OnPremOffer.air_gapped is never read."""
    quoted = OnPremOffer(vendor="Acme", model_ids=("acme/closed-large",), form="appliance", air_gapped="yes", origin=ORIGIN)
    d = a_decision(a_catalog(on_prem=(quoted,)), privacy={"boundary": "air_gapped"})
    i = d.space.index["acme/closed-large|closed_on_prem|own"]
    from advisor.rules import RULE

    assert d.judged.verdict(RULE["privacy.boundary"], i).outcome is Outcome.YES


@pytest.mark.parametrize("ask", ["min_output_tokens_per_s", "max_time_to_first_token_s"])
def test_an_unpublished_speed_is_a_caution_where_a_speed_is_asked_for(ask: str):
    """3b: unknown becomes a caution elsewhere. Remarks gather the verdicts of subjects, never those of option gates."""
    rows = {row["option_id"]: row for row in answer(a_decision(speed={ask: 1.0}))["options"]}
    cautions = rows["acme/closed-large|closed_api|acme"]["cautions"]
    assert any("speed" in caution.lower() for caution in cautions), cautions


@pytest.mark.parametrize("field", ["self_host", "fine_tune"])
def test_a_conditional_permission_of_the_licence_comes_with_an_obligation(field: str):
    """3b: "Conditional" permissions pass where their conditions are met, with obligations."""
    use = a_use(**{field: "conditional"})
    if field == "self_host":
        verdict = licence.self_hosting_allowed(use, a_question())
    else:
        verdict = fine_tuning.method_exists(use, a_question(fine_tuning={"need": "required", "method": "lora"}))
    assert verdict.outcome is Outcome.YES
    assert verdict.obligation


def test_the_stricter_reading_of_an_authorisation_counts_whatever_it_is_called():
    """strictest(): a value that is not in the order ranks beside "conditional", so the scope's name decides between the two."""
    service = a_service(
        Way.CLOUD_PRIVATE_ENDPOINT, a_fact("fedramp", "high", scope="all"), a_fact("fedramp", "conditional", scope="models")
    )
    verdict = regulation.RULES[2].judge(service, a_question(privacy={"regulations": ["fedramp"]}))  # type: ignore[call-arg]
    assert verdict.outcome is Outcome.UNKNOWN


def test_the_remedy_of_an_end_within_weeks_does_not_promise_a_horizon_that_fails_too():
    """Every remedy is the smallest change that readmits: a horizon of one month is longer than ten days."""
    use = a_use(a_model(retirement_date=TODAY + timedelta(days=10)), Way.CLOSED_API)
    assert lifecycle.stays_available(use, a_question(volume={"horizon_months": 1})).outcome is Outcome.NO
    assert lifecycle.stays_available(use, a_question()).remedy is None


def test_retention_of_unstated_length_is_unknown_and_no_breach_of_a_limit_of_years():
    """kept_no_longer() answers no where zero retention is refused although no number of days was read."""
    service = a_service(Way.CLOSED_API, a_fact("zero_data_retention", "no"))
    assert privacy.kept_no_longer(service, a_question(privacy={"max_retention_days": 36_500})).outcome is Outcome.UNKNOWN


# --- figures ---------------------------------------------------------------------------------------------------------


def test_cached_tokens_of_a_long_prompt_are_not_cheaper_than_the_tier_that_holds():
    """A tier holds for the whole request; without a cached price of its own, cached tokens pay its ordinary price (module docstring)."""
    tiers = (PriceTier(above_tokens=200, usd_per_mtok_in=6.0, usd_per_mtok_out=22.5),)
    parts = token_cost(token_prices([an_offer(tiers=tiers)]), TokenUse(1e6, 201, 0, cached_tokens=201))
    assert float(parts["cached_input"][0]) == pytest.approx(201 * 6.0)


def test_a_cheaper_machine_at_a_host_never_lowers_the_score_of_what_runs_there():
    """Improving one raw value never lowers a score: the cheapest machine is taken even where a faster one scores higher."""
    base = a_catalog()
    slow = a_gpu(
        "a10g", vram_gb=24, bandwidth_gb_s=600, bf16_tflops=70, fp8_tflops=None, link_gb_s=32, interconnect="none (PCIe4)", tdp_w=150
    )

    def score_at(usd: float) -> float:
        catalog = a_catalog(
            gpus=(*base.gpus.values(), slow),
            gpu_prices=(a_rent(), a_rent("a10g", usd_per_gpu_hour=usd)),
            measured_gpus=base.measured_gpus | {"a10g"},
        )
        priorities = dict.fromkeys(("quality", "cost", "control", "simplicity", "portability", "evidence"), 0) | {"speed": 5, "cost": 0.5}
        d = a_decision(
            catalog,
            priorities=priorities,
            volume={"requests_per_month": 1_000},
            context={"longest_prompt_tokens": 4_000, "longest_answer_tokens": 500},
        )
        return float(d.scored.score[d.space.index["borealis/open-eight|self_host_cloud_gpu|metal"]])

    dear, cheap = score_at(2.6), score_at(2.4)
    assert cheap >= dear


# --- robustness ------------------------------------------------------------------------------------------------------


def test_a_flip_lies_where_just_past_it_can_still_be_chosen():
    """Two options that differ in one criterion tie only where it counts nothing: "counts less than 0.0" cannot be."""
    models = (an_open_model("borealis/one"), an_open_model("borealis/two"))
    catalog = a_catalog(
        models=models,
        offers=(an_open_offer("borealis/one"), an_open_offer("borealis/two")),
        shapes=(),
        gpu_prices=(),
        quality=(*quality_of("borealis/one", 0.45), *quality_of("borealis/two", 0.4)),
    )
    d = a_decision(catalog)
    flips = priority_flips(d.figures, d.scored, d.ranked, d.needs.priorities.model_dump())
    assert all(0 < flip.flips_at < 5 for flip in flips), flips


def test_gates_may_be_asked_of_a_part_of_the_options():
    """Verdicts kept with the catalog carry outcomes per option of the space they were first judged on."""
    d = a_decision(a_catalog(), privacy={"boundary": "own_premises"})
    part = d.space.only(np.array([2, 0], dtype=np.int64))
    judged = judge(part, d.question, figures(part, d.needs))
    assert judged.outcomes.tolist() == d.judged.outcomes[:, [2, 0]].tolist()


# --- the answer ------------------------------------------------------------------------------------------------------


def test_unknown_capacity_is_a_caution_on_reserved_machines_too():
    """remarks.py asks for SELF_RUN; figures.capacity_unknown holds for reserved GPUs as well."""
    film = an_open_model("studio/film", kind="video", modalities_out=("video",), params_total_b=14)
    catalog = a_catalog(models=(film, an_open_model()), offers=(), quality=())
    rows = [r for r in answer(a_decision(catalog, task="video_generation"))["options"] if r["deployment"] == "dedicated_managed_gpu"]
    assert rows
    assert all(any("capacity unknown" in caution for caution in row["cautions"]) for row in rows), rows[0]["cautions"]


def test_what_its_vendor_sells_on_quotation_is_listed_as_near_miss(real_catalog: Catalog):
    """3a: "ask for a quote". _promising() keeps the best 360 and the cheapest 120; without price an option is last in both."""
    misses = [(m["deployment"], m["rule_id"]) for m in of_preset(real_catalog, "hospital-letters")["near_misses"]]
    assert ("closed_on_prem", "budget.priced") in misses, misses


def test_reasons_of_the_public_agency_name_the_region_of_processing(real_catalog: Catalog):
    """Scenario 5: reasons name the region and the openness. Where a provider states the region, the row has none."""
    rows = [row for row in of_preset(real_catalog, "eu-public-agency")["options"] if row["provider_id"]]
    assert rows
    silent = [row["option_id"] for row in rows if not any(zone in " ".join(row["reasons"]) for zone in ("EU", "EEA", "Europe"))]
    assert not silent, (len(silent), silent[:3])


def test_the_sentence_of_the_prototype_says_volume(real_catalog: Catalog):
    """Scenario 2: "and the sentence says volume"; it stands in headline.reason, which the contract does not have."""
    assert "requests a month" in of_preset(real_catalog, "startup-prototype")["headline"]["sentence"]


# --- needs -----------------------------------------------------------------------------------------------------------


def test_a_number_of_five_thousand_digits_is_refused_by_the_name_of_its_field():
    """Section 2: errors name the field; here Python's own message on digits is passed on."""
    with pytest.raises(NeedsError, match="requests_per_month"):
        read_needs_text('{"volume": {"requests_per_month": ' + "9" * 5_000 + "}}")


@pytest.mark.parametrize("requests", [1, 50, 3_000])
@pytest.mark.parametrize("fte", [0, 1])
def test_a_handful_of_requests_is_no_reason_to_run_machines(requests: int, fte: int, real_catalog: Catalog) -> None:
    needs = {"volume": {"requests_per_month": requests}, "team": {"ml_ops_fte": fte}}
    d = decide(real_catalog, read_needs(needs), TODAY)
    assert d.options[int(d.ranked[0])].deployment in THIRD_PARTY


def test_the_upper_end_of_a_bill_at_an_api_is_explained_by_a_part_with_its_range() -> None:
    """People were hidden for being expected to cost nothing, and with them up to thousands a month."""
    d = a_decision(a_catalog(), volume={"requests_per_month": 100}, team={"fte_usd_per_year": 120_000})
    shared = next(o for o in answer(d)["options"] if o["deployment"] == "managed_open_api")
    staff = next(p for p in shared["cost_parts"] if p["part"].startswith("Staff"))
    assert (staff["usd"], staff["low"], staff["high"]) == (0.0, 0.0, 1500.0)
    assert "0 to 0.15 full-time equivalents, at" in staff["note"]
    assert "staff" not in shared["monthly_cost_usd"]["breakdown"]
    beyond = shared["monthly_cost_usd"]["high"] - shared["monthly_cost_usd"]["expected"]
    assert 0.95 * beyond < sum(p["high"] - p["usd"] for p in shared["cost_parts"] if p["high"] is not None) <= beyond + 0.01
    assert "0 to 1.5k" in cost_ledger(shared)
    assert "0 to 1.5k" in str(cost_chapter(answer(d) | {"options": [shared]}))


@pytest.mark.parametrize("boundary", ["own_premises", "air_gapped"])
def test_no_training_data_leaves_a_strict_boundary(boundary: str, real_catalog: Catalog) -> None:
    needs = {"privacy": {"boundary": boundary, "unknown_fails": False}, "fine_tuning": {"need": "helpful"}}
    steps = {s["step"]: s for s in customisation_path(decide(real_catalog, read_needs(needs), TODAY))}
    assert steps["Tuning by a provider"]["possible"] == "no"
    for step in ("LoRA", "QLoRA", "Full fine-tuning"):
        assert "own GPUs" in steps[step]["why"]
        assert "rents" not in steps[step]["why"]
        assert steps[step]["cost_usd"] is None
        assert all(int(n) % real_catalog.gpus["h100-sxm"].board == 0 for n in steps[step]["gpus"].split(" ×")[0].split(" to "))
    assert "GPU rent" not in steps["Distillation into a small model"]["why"]


def test_the_caution_on_an_old_rent_says_that_the_range_was_widened() -> None:
    old = ORIGIN.model_copy(update={"date": TODAY - timedelta(days=200)})
    d = a_decision(a_catalog(gpu_prices=(a_rent(origin=old),)))
    rented = next(o for o in answer(d)["options"] if o["deployment"] == "self_host_cloud_gpu")
    factor = f"{PARAMETERS['freshness.stale_price_high']:g} times the rent"
    assert [c for c in rented["cautions"] if "200 days old" in c and factor in c]


def test_no_age_is_negative_on_a_past_day_and_the_frontier_line_is_said_to_be_of_now(real_catalog: Catalog) -> None:
    told = answer(decide(real_catalog, read_needs({}), real_catalog.built_at - timedelta(days=120)), 3)
    ages = [line["age_days"] for line in told["provenance"]]
    assert None in ages
    assert all(a is None or a >= 0 for a in ages)
    assert "frontier line is that of the newest scores" in told["past"]["sentence"]
