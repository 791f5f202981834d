"""Two paths: what the router loses, where the pair pays, and that sensitive data never leaves by guesswork."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from examples import TODAY

from advisor.answer.hybrid import hybrid, split_chart
from advisor.answer.obligations import obligations
from advisor.decision import Decision, decide
from advisor.figures import figures
from advisor.hybrid import ROUTINE, Pair, Routing, at_shares, best_pairs, curve, only_private, pays_between, second_path_cost, to_hard_path
from advisor.needs import read_needs
from advisor.numbers import share, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.quality import anchors
from advisor.recommend import answer
from advisor.rules import MUST
from catalog.schema import Catalog

MIXED = next(p.needs for p in PRESETS if p.id == "mixed-desk")
PINNED: dict[str, Any] = {
    "task": "coding",
    "privacy": {"boundary": "own_cloud_tenant", "sensitive_share": 0.5},
    "volume": {"requests_per_month": 2_000_000},
}


@pytest.fixture(scope="module")
def mixed(real_catalog: Catalog) -> Decision:
    return decide(real_catalog, read_needs(MIXED), TODAY)


@pytest.fixture(scope="module")
def pinned(real_catalog: Catalog) -> Decision:
    return decide(real_catalog, read_needs(PINNED), TODAY)


def of_kind(d: Decision, kind: str, routing: Routing | None = None) -> Pair:
    return next(p for p in best_pairs(d, routing) if p.kind == kind)


# --- the router --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accuracy", [0.6, 0.9, 1.0])
def test_what_goes_astray_is_served_by_the_other_path(accuracy: float, mixed: Decision):
    pair = of_kind(mixed, "hard", Routing(accuracy=accuracy))
    q = mixed.figures.quality_value
    strong, weak = float(q[pair.hard]), float(q[pair.routine])
    assert pair.quality_hard == pytest.approx(accuracy * strong + (1 - accuracy) * weak)
    assert pair.quality_routine == pytest.approx(accuracy * weak + (1 - accuracy) * strong)
    assert pair.to_hard == pytest.approx(0.1 * accuracy + 0.9 * (1 - accuracy))


def test_a_better_router_sends_fewer_routine_requests_to_the_dear_path_and_never_worsens_the_best_pair(mixed: Decision):
    accuracies = (0.7, 0.8, 0.9, 1.0)
    pair, part = of_kind(mixed, "hard"), np.array([0.1])
    at = [at_shares(mixed, replace(pair, routing=Routing(accuracy=a)), part) for a in accuracies]
    assert [float(split.to_hard[0]) for split in at] == pytest.approx([0.1 * a + 0.9 * (1 - a) for a in accuracies])
    assert [float(split.cost[0]) for split in at] == sorted((float(split.cost[0]) for split in at), reverse=True)
    scores = [of_kind(mixed, "hard", Routing(accuracy=a)).score for a in accuracies]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_the_bill_is_both_paths_at_their_part_of_the_load_and_the_second_paths_operation(mixed: Decision):
    pair = of_kind(mixed, "hard")
    part = mixed.space.only(np.array([pair.routine, pair.hard]))
    on_routine = figures(part, mixed.needs, 1 - pair.to_hard).expected[0]
    on_hard = figures(part, mixed.needs, pair.to_hard).expected[1]
    assert pair.cost == pytest.approx(float(on_routine + on_hard) + second_path_cost(mixed))
    assert pair.saving == pytest.approx(float(mixed.figures.expected[pair.hard]) - pair.cost)


def test_a_coin_is_worth_nothing(mixed: Decision):
    assert to_hard_path(0.1, 0.5) == pytest.approx(0.5)
    assert not of_kind(mixed, "hard", Routing(accuracy=0.5)).worth_it


# --- where it pays -----------------------------------------------------------------------------------------------------


def test_the_interval_holds_the_shares_at_which_the_pair_pays(mixed: Decision):
    pair = of_kind(mixed, "hard")
    assert pair.worth_it
    interval = pays_between(mixed, pair)
    assert interval is not None
    low, high = interval
    assert low <= pair.share <= high
    inside = at_shares(mixed, pair, np.linspace(max(low, 0.01), high, 9))
    assert inside.pays.all()
    assert not at_shares(mixed, pair, np.array([min(high + 0.01, 1.0)])).pays.any()


def test_at_its_own_share_the_split_is_the_pair_itself(mixed: Decision, pinned: Decision):
    for d, kind in ((mixed, "hard"), (pinned, "hard"), (pinned, "sensitive")):
        pair = of_kind(d, kind)
        at = at_shares(d, pair, np.array([pair.share]))
        assert float(at.cost[0]) == pytest.approx(pair.cost)
        assert bool(at.pays[0]) is pair.worth_it


def test_no_share_is_named_where_the_second_path_alone_costs_more_than_all_on_the_hard_one(real_catalog: Catalog):
    small = decide(real_catalog, read_needs(MIXED | {"volume": {"requests_per_month": 5_000}}), TODAY)
    found = hybrid(small)
    assert not found["worth_it"]
    assert found["pairs"][0]["pays_from"] is None
    assert found["pairs"][0]["splits"] == []
    assert "not worth it" in found["sentence"]
    assert "pays while" not in found["sentence"]


def test_a_pair_beyond_the_budget_is_not_worth_it(real_catalog: Catalog, mixed: Decision):
    pair = of_kind(mixed, "hard")
    limit = round(max(pair.cost_all_hard, pair.cost) * 0.9 if pair.cost_all_hard < pair.cost else pair.cost * 0.9, 2)
    d = decide(real_catalog, read_needs(MIXED | {"budget": {"max_monthly_usd": limit}}), TODAY)
    for found in best_pairs(d):
        assert not found.worth_it or found.cost <= limit


@pytest.mark.parametrize(
    "needs",
    [
        {"task": "video_generation"},
        {"task": "image_generation", "volume": {"requests_per_month": 3_000}},
        {"task": "chat", "volume": {"requests_per_month": 50}},
    ],
)
def test_the_hard_path_is_stronger_and_the_routine_one_cheaper_or_there_is_no_pair(needs: dict[str, Any], real_catalog: Catalog):
    d = decide(real_catalog, read_needs(needs), TODAY)
    found = best_pairs(d)
    for pair in found:
        assert pair.quality_all_hard > pair.quality_all_routine
        assert pair.cost_all_routine < pair.cost_all_hard
    if not found:
        assert "no second option is both cheaper for routine requests and stronger on hard ones" in hybrid(d)["sentence"]


# --- sensitive data ----------------------------------------------------------------------------------------------------


def test_sensitive_requests_stay_with_an_option_that_passes_and_the_rest_may_leave(pinned: Decision):
    pair = of_kind(pinned, "sensitive")
    assert pair.worth_it
    assert pair.hard in set(pinned.ranked.tolist())
    assert pair.routine not in set(pinned.ranked.tolist())
    failed = [MUST[row].topic for row in np.flatnonzero(pinned.judged.fails[:, pair.routine])]
    assert set(failed) == {"privacy"}
    found = answer(pinned)
    said = next(p for p in found["hybrid"]["pairs"] if p["kind"] == "sensitive")
    assert said["outside"]["option_id"] == pinned.options[pair.routine].option_id
    assert "never ranked" in said["sentence"]
    assert "“Data boundary”" in said["outside"]["sentence"]
    assert said["outside"]["option_id"] not in {o["option_id"] for o in found["options"]}


def test_a_router_that_may_let_sensitive_data_out_makes_the_pair_fail_and_says_how_much(pinned: Decision):
    leaky = of_kind(pinned, "sensitive", Routing(sensitive=0.99))
    assert not leaky.worth_it
    assert leaky.leaks == pytest.approx(0.01 * 0.5 * 2_000_000)
    said = next(p for p in hybrid(pinned, Routing(sensitive=0.99))["pairs"] if p["kind"] == "sensitive")
    assert not said["worth_it"]
    assert (said["routine"], said["hard"], said["pays_from"]) == (None, None, None)
    assert "10.0k of them a month" in said["sentence"]
    assert "outside what your privacy gates allow" in said["sentence"]


def test_what_serves_the_rest_is_good_enough_and_about_as_good(pinned: Decision):
    pair = of_kind(pinned, "sensitive")
    assert pair.quality_routine >= pair.quality_hard - PARAMETERS["robustness.quality_indifference"]


def test_a_pair_that_does_not_pay_is_the_nearest_to_paying_beside_its_hard_path(real_catalog: Catalog):
    needs = {
        "task": "rag_qa",
        "privacy": {"boundary": "own_premises", "sensitive_share": 0.2},
        "volume": {"requests_per_month": 300_000},
        "team": {"ml_ops_fte": 3, "weeks_to_production": 52},
    }
    d = decide(real_catalog, read_needs(needs), TODAY)
    pair = of_kind(d, "sensitive")
    assert not pair.worth_it
    assert pair.as_good
    quality, wanted = d.figures.quality_value, pair.quality_all_hard - PARAMETERS["robustness.quality_indifference"]
    able = only_private(d) & (quality >= max(wanted, anchors("rag_qa")[1]))
    outside = np.flatnonzero(able & ~np.isnan(d.figures.expected))
    outside = outside[np.argsort(-d.scored.score[outside], kind="stable")][:ROUTINE]
    bills = figures(d.space.only(np.sort(outside)), d.needs, 1 - pair.to_hard).expected
    named = figures(d.space.only(np.array([pair.routine])), d.needs, 1 - pair.to_hard).expected[0]
    assert named == pytest.approx(bills.min())


def test_without_a_sensitive_part_nothing_outside_the_gates_serves_anything(mixed: Decision, real_catalog: Catalog):
    assert {p.kind for p in best_pairs(mixed)} == {"hard"}
    whole = decide(real_catalog, read_needs(PINNED | {"privacy": {"boundary": "own_cloud_tenant", "sensitive_share": 1.0}}), TODAY)
    assert all(p.routine in set(whole.ranked.tolist()) and p.hard in set(whole.ranked.tolist()) for p in best_pairs(whole))


# --- what is shown -----------------------------------------------------------------------------------------------------


def test_the_better_pair_is_on_top_and_both_are_listed(pinned: Decision):
    found = hybrid(pinned)
    assert {p["kind"] for p in found["pairs"]} == {"hard", "sensitive"}
    assert found["sentence"] == found["pairs"][0]["sentence"] == " ".join(found["pairs"][0]["sentences"])
    for pair in found["pairs"]:
        assert [way["way"] == "Both paths" for way in pair["ways"]] == [False, True, False]
        own = next(split for split in pair["splits"] if split["own"])
        assert own["pays"] is pair["worth_it"]
        assert own["monthly_cost_usd"] == pytest.approx(pair["ways"][1]["monthly_cost_usd"], abs=0.02)


def test_the_sentence_names_the_interval_with_its_ends(mixed: Decision):
    found = hybrid(mixed)
    assert found["pays_from"] <= found["hard_share"] <= found["pays_to"]
    assert share(found["pays_to"]) in found["sentence"]


def test_a_pair_that_does_not_lead_orders_nothing_and_names_each_difference_from_the_advice_once(mixed: Decision):
    found, pair, first = hybrid(mixed), of_kind(mixed, "hard"), int(mixed.ranked[0])
    assert found["worth_it"]
    assert not found["leads"], "these needs now make a pair lead: choose others"
    said = found["sentence"]
    assert said.startswith("An alternative, not the advice: ")
    assert "Send" not in said
    more = pair.cost - float(mixed.figures.expected[first])
    assert said.count(f"{usd_a_month(abs(more))} {'more' if more > 0 else 'less'} than") == 1
    own = 100 * float(mixed.figures.quality_value[first])
    assert f"quality on routine requests would fall from {own:.0f} to {100 * pair.quality_routine:.0f}," in said
    assert said.count(usd_a_month(pair.saving)) == 1


@pytest.mark.parametrize("kind", ["hard", "sensitive"])
def test_the_line_starts_and_ends_with_the_members_alone_and_passes_the_users_split(kind: str, pinned: Decision):
    pair = of_kind(pinned, kind)
    line = curve(pinned, pair)
    assert (line.to_hard[0], line.to_hard[-1]) == (0.0, 1.0)
    assert (line.cost[0], line.cost[-1]) == (pair.cost_all_routine, pair.cost_all_hard)
    assert (np.diff(line.to_hard) > 0).all()
    own = int(np.argmin(np.abs(line.to_hard - pair.to_hard)))
    assert float(line.cost[own]) == pytest.approx(pair.cost)
    reached = pair.quality_hard if kind == "hard" else pair.share * pair.quality_hard + (1 - pair.share) * pair.quality_routine
    assert float(line.quality[own]) == pytest.approx(reached)
    assert min(line.quality[0], line.quality[-1]) - 1e-9 <= line.quality.min()


def test_the_chart_draws_members_once_and_marks_what_only_privacy_keeps_out(pinned: Decision):
    data = split_chart(pinned, "sensitive")
    assert data is not None
    members = [s["member"] for s in data["singles"] if s["member"]]
    assert sorted(members) == ["hard", "routine"]
    assert [s["fits"] for s in data["singles"] if s["member"] == "routine"] == [False]
    assert all(s["fits"] for s in data["singles"] if s["member"] != "routine")
    assert split_chart(pinned, "no such kind") is None


def test_where_a_pair_leads_its_members_duties_are_listed_and_nobody_elses(real_catalog: Catalog):
    only_quality_and_cost = dict.fromkeys(("simplicity", "control", "speed", "portability", "evidence"), 0) | {"quality": 5, "cost": 3}
    needs = {"quality": {"hard_request_share": 0.1}, "volume": {"requests_per_month": 2_000_000}, "priorities": only_quality_and_cost}
    d = decide(real_catalog, read_needs(needs), TODAY)
    pair = hybrid(d)
    assert pair["leads"], "these needs no longer make a pair lead: choose others"
    assert pair["sentence"].startswith("Send ")
    members = {d.options[d.space.index[pair[path]]].model.name for path in ("routine", "hard")}
    whose = {duty["because"].rpartition(", for ")[2] for duty in obligations(d, pair)}
    assert whose
    assert whose <= members
    assert d.options[int(d.ranked[0])].model.name not in members
    assert not whose & {duty["because"].rpartition(", for ")[2] for duty in obligations(d)}
