"""The way to production: numbers of the checklist follow from statistics and from the answer, and every step says whose licence allows it."""

from __future__ import annotations

from datetime import date, timedelta
from math import comb
from typing import Any

import pytest
from examples import TODAY

from advisor.answer.customising import customisation_path
from advisor.answer.exit_route import second_sources
from advisor.answer.roadmap import roadmap
from advisor.decision import Decision, decide
from advisor.evaluation_plan import cases_for, evaluation_plan, months_until, passes_needed, undetected_rate
from advisor.needs import read_needs
from advisor.numbers import count, flip_label, usd
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.recommend import answer
from advisor.tuning_memory import tuning_memory
from catalog.schema import Catalog

NEEDS = {p.id: p.needs for p in PRESETS}
Made = tuple[Decision, dict[str, Any]]


@pytest.fixture(scope="module")
def made(real_catalog: Catalog) -> dict[str, Made]:
    decisions = {name: decide(real_catalog, read_needs(needs), TODAY) for name, needs in NEEDS.items()}
    return {name: (d, answer(d, 10)) for name, d in decisions.items()}


def stage(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(s for s in found["roadmap"] if s["stage"] == name)


# --- the statistics ---------------------------------------------------------------------------------------------------


def at_least(passed: int, cases: int, rate: float) -> float:
    """Chance of so many passes or more at a true rate."""
    return sum(comb(cases, k) * rate**k * (1 - rate) ** (cases - k) for k in range(passed, cases + 1))


@pytest.mark.parametrize("cases", [100, 250, 400])
@pytest.mark.parametrize("mark", [0.8, 0.9, 0.99])
def test_the_passes_asked_for_rule_out_a_worse_rate_and_one_fewer_would_not(cases: int, mark: float):
    needed = passes_needed(cases, mark)
    if needed < cases:
        assert at_least(needed, cases, mark) <= PARAMETERS["evaluation.false_alarm"]
    assert at_least(needed - 1, cases, mark) > PARAMETERS["evaluation.false_alarm"]


def test_half_the_difference_takes_four_times_the_cases():
    assert cases_for(0.05) == pytest.approx(4 * cases_for(0.1), rel=0.01)


@pytest.mark.parametrize(("gap", "cases"), [(0.5, 100), (0.1, 200), (0.08, 300), (0.01, 400), (None, 400), (-0.1, 200)])
def test_as_many_cases_as_the_expected_difference_takes_within_what_people_grade(gap: float | None, cases: int):
    plan = evaluation_plan(gap)
    assert plan.cases == cases
    assert plan.by_chance < plan.found
    if plan.enough:
        assert plan.found <= plan.wanted + 1e-9


def test_no_error_seen_in_n_leaves_about_three_in_n():
    assert undetected_rate(300) == pytest.approx(3 / 300, rel=0.01)


def test_a_load_that_doubles_at_seven_percent_takes_ten_months_and_one_that_stands_still_never_does():
    assert months_until(1000, 2000, 0.0718) == pytest.approx(10, abs=0.01)
    assert months_until(1000, 2000, 0.0) is None
    assert months_until(1000, 2000, -0.1) is None


# --- the stages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(NEEDS))
def test_stages_come_in_order_and_each_check_says_why(name: str, made: dict[str, Made]):
    d, found = made[name]
    wanted = ["prototype", "evaluate", *(["customise"] if d.needs.fine_tuning.need != "none" else []), "scale", "move", "exit"]
    assert [s["stage"] for s in found["roadmap"]] == wanted
    for s in found["roadmap"]:
        assert s["action"]
        assert s["until"]
        assert all(c["text"] and c["why"] for c in s["checks"])
    said = " ".join(c["text"] for c in stage(found, "evaluate")["checks"])
    for words in ("of your own cases", "pass mark", "must never happen", "copy of live traffic", "Compare the bill"):
        assert words in said


@pytest.mark.parametrize("name", list(NEEDS))
def test_a_stage_never_ends_before_an_earlier_one_and_lasts_its_stated_weeks(name: str, made: dict[str, Made]):
    d, found = made[name]
    dated = [(s["stage"], date.fromisoformat(s["until"])) for s in found["roadmap"] if s["until"][:4].isdigit()]
    days = [end for _, end in dated]
    assert days == sorted(days)
    assert days[0] > TODAY
    ends = dict(dated)
    weeks = PARAMETERS[f"deployments.{d.options[int(d.ranked[0])].deployment}.lead_weeks"]
    assert ends["scale"] - ends.get("customise", ends["evaluate"]) == timedelta(weeks=weeks)
    assert f"about {weeks:g} week" in stage(found, "scale")["action"]


def test_rivals_that_would_have_to_be_bought_are_tried_on_rented_machines_and_real_traffic_stays_on_site(made: dict[str, Made]):
    d, found = made["hospital-letters"]
    evaluate = stage(found, "evaluate")
    assert d.needs.privacy.boundary == "own_premises"
    assert "rented machines like" in evaluate["action"]
    assert "On premises" not in evaluate["action"]
    assert "when the machine stands on your premises" in evaluate["action"]


def test_a_break_even_is_a_reason_to_decide_anew_only_where_no_flip_comes_before_it_and_a_leading_option_is_in_it(made: dict[str, Made]):
    d, _ = made["mixed-desk"]
    leading, ids = (
        str(d.options[int(d.ranked[0])].option_id),
        {d.options[int(i)].option_id for i, lead in zip(d.ranked, d.leading, strict=True) if lead},
    )
    outside = next(o.option_id for o in d.options if o.option_id not in ids)
    now = d.needs.volume.requests_per_month
    flip = {"driver": "volume.requests_per_month", "now": now, "flips_at": round(1.08 * now), "winner": outside, "reason": "It costs more."}

    def said(flips: list[Any], own: str) -> list[str]:
        even = {"own": own, "closed": outside, "volume": 3 * now, "sentence": "Break-even."}
        return [c["text"] for c in next(s for s in roadmap(d, flips, None, even) if s["stage"] == "move")["checks"]]

    near = f"The load comes near {count(3 * now)} requests a month."
    assert near in said([], leading)
    assert near not in said([], outside)
    assert near not in said([flip], leading)
    assert said([flip], leading)[0] == f"The load passes {flip_label(now, 1.08 * now)} requests a month."


@pytest.mark.parametrize("name", list(NEEDS))
def test_a_break_even_states_both_bills_at_todays_volume_and_its_options_are_traced(name: str, made: dict[str, Made]):
    d, found = made[name]
    even = found["break_even"]
    if even is None:
        return
    traced = " ".join(row["figure"] for row in found["provenance"])
    for side in ("own", "closed"):
        i = d.space.index[even[side]]
        assert d.options[i].model.name in traced
        if even["volume"]:
            assert usd(float(d.figures.expected[i])) in even["sentence"]


@pytest.mark.parametrize("name", list(NEEDS))
def test_the_prototype_and_the_evaluation_speak_of_the_same_number_of_cases(name: str, made: dict[str, Made]):
    _, found = made[name]
    cases = int(stage(found, "evaluate")["checks"][0]["text"].split()[1])
    assert f"{cases} " in stage(found, "prototype")["action"]
    assert f"the same {cases} cases" in stage(found, "evaluate")["action"]


@pytest.mark.parametrize("name", list(NEEDS))
def test_the_move_names_the_load_and_the_winner_of_the_flip(name: str, made: dict[str, Made]):
    d, found = made[name]
    above = next((f for f in found["flip_points"] if f["driver"].startswith("volume.") and f["flips_at"] > f["now"]), None)
    move = stage(found, "move")
    if above is None:
        unknown = d.figures.capacity_unknown[int(d.ranked[0])]
        assert move["action"].startswith("What load these machines carry is not published" if unknown else "No higher load, up to")
    else:
        load = f"The load passes {flip_label(above['now'], above['flips_at'])} requests a month."
        assert load[4:-1] in move["action"]
        assert move["checks"][0]["text"] == load, "the nearest higher load comes first"
        assert d.options[d.space.index[above["winner"]]].model.name in move["action"]


def test_growth_turns_the_load_into_a_date(real_catalog: Catalog, made: dict[str, Made]):
    _, still = made["eu-public-agency"]
    assert "you state no growth" in stage(still, "move")["action"]
    needs = NEEDS["eu-public-agency"]
    growing = answer(
        decide(real_catalog, read_needs(needs | {"volume": needs["volume"] | {"monthly_growth": 0.02, "horizon_months": 1}}), TODAY), 10
    )
    again = next(f for f in growing["flip_points"] if f["driver"].startswith("volume.") and f["flips_at"] > f["now"])
    months = months_until(again["now"], again["flips_at"], 0.02)
    assert months is not None
    assert "at your growth of 2% a month" in stage(growing, "move")["action"]
    assert stage(growing, "move")["until"] > TODAY.isoformat()


def test_a_local_machine_is_not_counted_at_another_load(made: dict[str, Made]):
    _, found = made["hospital-letters"]
    low = next(f for f in found["flip_points"] if f["driver"].startswith("volume.") and f["flips_at"] < f["now"])
    assert "×" not in low["winner_name"]
    assert not any("×" in c["why"] for c in stage(found, "move")["checks"] if "load stays under" in c["text"])


# --- the way out ------------------------------------------------------------------------------------------------------


def test_second_sources_pass_every_must_have_and_are_not_the_first_host(made: dict[str, Made]):
    d, found = made["mixed-desk"]
    first = int(d.ranked[0])
    able, failing = second_sources(d, first)
    assert able
    assert failing
    own = d.options[first].provider
    assert own is not None
    assert own.name not in able
    for name in able:
        assert any(
            d.options[int(i)].provider is not None
            and d.options[int(i)].provider.name == name
            and d.options[int(i)].model.id == d.options[first].model.id
            for i in d.ranked
        )
    said = " ".join(c["text"] + c["why"] for c in stage(found, "exit")["checks"])
    for words in ("OpenAI-compatible", "second source", "substitute", "Tool calling"):
        assert words in said


def test_what_nobody_else_sells_is_said_and_no_interface_is_claimed_for_video(made: dict[str, Made]):
    said = " ".join(c["text"] for c in stage(made["film-studio"][1], "exit")["checks"])
    assert "Agree notice" in said
    assert "OpenAI-compatible" not in said


# --- the customisation path -------------------------------------------------------------------------------------------


def test_the_path_runs_from_retrieval_to_distillation_with_memory_cost_and_licence(made: dict[str, Made]):
    d, found = made["domain-fine-tune"]
    steps = found["customisation_path"]
    assert [s["step"].split()[0] for s in steps] == ["Retrieval", "Tuning", "LoRA", "QLoRA", "Full", "Distillation"]
    lora, qlora, full = steps[2:5]
    assert qlora["memory_gb"][1] < lora["memory_gb"][1] < full["memory_gb"][0]
    model = d.options[int(d.ranked[0])].model
    need = tuning_memory(d.catalog.shapes[model.id], d.catalog.gpus["h100-sxm"], "full")
    assert full["memory_gb"] == [round(need.states_gb_low, 1), round(need.states_gb_high, 1)]
    assert full["cost_usd"][1] > lora["cost_usd"][1]
    assert all(s["licence"] for s in steps)
    licence = d.catalog.licences[model.licence_id or ""]
    assert lora["possible"] == licence.fine_tune
    assert steps[5]["possible"] == licence.train_on_outputs


def test_nobody_tunes_the_weights_of_a_closed_model_and_its_terms_decide_on_distillation(made: dict[str, Made]):
    d, found = made["legal-research"]
    by_step = {s["step"]: s for s in found["customisation_path"]}
    for step in ("LoRA", "QLoRA", "Full fine-tuning"):
        assert by_step[step]["possible"] == "no"
        assert by_step[step]["cost_usd"] is None
    licence = d.catalog.licences[d.options[int(d.ranked[0])].model.licence_id or ""]
    assert by_step["Distillation into a small model"]["possible"] == (licence.train_on_outputs or "unknown")
    assert "terms" in by_step["LoRA"]["licence"].lower()


def test_retrieval_costs_what_its_tokens_cost_here(made: dict[str, Made]):
    d, found = made["mixed-desk"]
    low, expected, high = found["customisation_path"][0]["cost_usd"]
    bill = float(d.figures.parts["input"][d.ranked[0]] + d.figures.parts["cached_input"][d.ranked[0]])
    assert expected == pytest.approx(
        bill / d.needs.volume.input_tokens_per_request * PARAMETERS["customisation.retrieved_tokens"], abs=0.01
    )
    assert low < expected < high


def test_pictures_have_no_path(made: dict[str, Made]):
    assert customisation_path(made["film-studio"][0]) == []
