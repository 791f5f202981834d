"""What must hold whatever is in the catalog and whatever is asked: promises of the contract, on generated catalogs and needs.

Examples are derived from the tests themselves (tests/conftest.py), so a run on one machine is a run on every machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
from examples import TODAY, a_catalog, a_model, a_rent, an_offer, an_open_model, an_open_offer, fresh, quality_of
from hypothesis import assume, given
from hypothesis import strategies as st
from sizing_examples import a_shape

from advisor.answer.exclusions import excluded, near_misses, readmit
from advisor.answer.flips import flip_points
from advisor.answer.hybrid import best_pair, hybrid
from advisor.answer.winners import PRIVACY, ways_to_win
from advisor.criteria import PREFER
from advisor.decision import Decision, decide
from advisor.figures import figures
from advisor.needs import CRITERIA, read_needs
from advisor.numbers import flip_label
from advisor.parameters import PARAMETERS
from advisor.ranking import order, score
from advisor.recommend import answer
from advisor.robustness import first_places, priority_flips
from advisor.rules import MUST
from advisor.verdict import Outcome
from catalog.schema import Catalog

USD = st.floats(0.05, 60).map(lambda usd: round(usd, 2))
FIGURE = st.one_of(st.none(), st.floats(0.02, 0.98).map(lambda figure: round(figure, 2)))
"""Quality of a model; None where nobody measured it."""

Json = dict[str, Any]


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Up to three closed and three open models, with prices and figures that may be missing."""
    models, offers, shapes, quality = [], [], [], []
    for n in range(draw(st.integers(1, 3))):
        model_id = f"acme/closed-{n}"
        models.append(a_model(model_id, context_tokens=draw(st.sampled_from([16_000, 128_000, None]))))
        usd = draw(USD)
        offers.append(
            an_offer(
                model_id,
                usd_per_mtok_in=usd,
                usd_per_mtok_out=round(usd * draw(st.sampled_from([1, 4, 5])), 2),
                usd_per_mtok_cached_in=None,
            )
        )
        quality += known(model_id, draw(FIGURE))
    for n in range(draw(st.integers(0, 3))):
        model_id = f"borealis/open-{n}"
        size = draw(st.sampled_from([3.0, 8.0, 30.0]))
        models.append(an_open_model(model_id, params_total_b=size))
        shapes.append(a_shape(model_id, p_total_b=size, p_active_b=size))
        if draw(st.booleans()):
            offers.append(an_open_offer(model_id, usd_per_mtok_in=draw(USD), usd_per_mtok_out=draw(USD)))
        quality += known(model_id, draw(FIGURE))
    rents = (a_rent(usd_per_gpu_hour=draw(st.floats(0.5, 9).map(lambda usd: round(usd, 2)))),)
    return a_catalog(models=tuple(models), offers=tuple(offers), shapes=tuple(shapes), quality=tuple(quality), gpu_prices=rents)


def known(model_id: str, figure: float | None) -> list[Any]:
    return [] if figure is None else quality_of(model_id, figure)


@st.composite
def some_needs_given(draw: st.DrawFn) -> Json:
    """Needs that let something pass more often than not."""
    priorities = {name: draw(st.integers(0, 10)) / 2 for name in CRITERIA}
    assume(any(priorities.values()))
    return {
        "priorities": priorities,
        "volume": {
            "requests_per_month": draw(st.sampled_from([50, 20_000, 500_000, 20_000_000])),
            "output_tokens_per_request": draw(st.sampled_from([20, 400, 4_000])),
            "monthly_growth": draw(st.sampled_from([0.0, 0.1, -0.1])),
        },
        "quality": {
            "frontier_need": draw(st.sampled_from(["none", "helpful", "required"])),
            "hard_request_share": draw(st.sampled_from([0.0, 0.1, 0.5])),
        },
        "privacy": {"boundary": draw(st.sampled_from(["any_provider", "any_provider", "own_cloud_tenant", "own_premises"]))},
        "team": {"ml_ops_fte": draw(st.sampled_from([0, 1, 5])), "weeks_to_production": draw(st.sampled_from([2, 26]))},
        "budget": {"max_monthly_usd": draw(st.sampled_from([None, 5_000]))},
    }


def decided(catalog: Catalog, needs: Json) -> Decision:
    return decide(catalog, read_needs(needs), TODAY)


def scores_by_id(d: Decision) -> dict[str, float]:
    return {o.option_id: float(s) for o, s in zip(d.options, d.scored.score, strict=True)}


def ranked_ids(d: Decision) -> list[str]:
    return [d.options[i].option_id for i in d.ranked]


# --- one ranking, gates first ----------------------------------------------------------------------------------------


@given(catalogs(), some_needs_given(), st.data())
def test_taking_a_model_away_never_reorders_the_others(catalog: Catalog, needs: Json, data: st.DataObject):
    gone = data.draw(st.sampled_from(sorted(catalog.models)))
    less = fresh(
        catalog,
        models={k: m for k, m in catalog.models.items() if k != gone},
        offers=tuple(o for o in catalog.offers if o.model_id != gone),
        shapes={k: s for k, s in catalog.shapes.items() if k != gone},
    )
    full, part = decided(catalog, needs), decided(less, needs)
    assert [i for i in ranked_ids(full) if not i.startswith(gone + "|")] == ranked_ids(part)
    before, after = scores_by_id(full), scores_by_id(part)
    assert all(before[i] == points for i, points in after.items())


@given(catalogs(), some_needs_given(), st.data())
def test_looking_at_some_options_scores_them_as_among_all(catalog: Catalog, needs: Json, data: st.DataObject):
    full = decided(catalog, needs)
    keep = np.array(data.draw(st.lists(st.integers(0, len(full.options) - 1), min_size=1, unique=True)), dtype=np.int64)
    part = full.space.only(keep)
    priced = figures(part, full.needs)
    alone = score(priced, full.needs)
    assert alone.score.tolist() == full.scored.score[keep].tolist()
    kept = order(alone, priced, full.judged.fitting[keep])
    assert [part.options[i].option_id for i in kept] == [i for i in ranked_ids(full) if i in part.index]


@given(catalogs(), some_needs_given())
def test_what_fails_a_gate_is_not_ranked_and_what_fails_none_is(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    for i in range(len(d.options)):
        failed = [rule.id for rule in MUST if rule.fails(d.judged.verdict(rule, i).outcome, d.needs)]
        assert (i in d.ranked) == (not failed), (d.options[i].option_id, failed)


@given(catalogs(), some_needs_given(), st.sampled_from([{"max_monthly_usd": 1}, {"max_monthly_usd": 15_000}, {"max_upfront_usd": 100}]))
def test_a_raised_budget_brings_back_as_many_as_it_promises(catalog: Catalog, needs: Json, budget: Json):
    d = decided(catalog, needs | {"budget": budget})
    said = readmit(d)
    if said.get("rule_id") in ("budget.monthly", "budget.upfront"):
        (limit,) = budget
        raised = float(said["remedy"].split("USD ")[1].rstrip(".").replace(",", ""))
        there = decided(catalog, needs | {"budget": {limit: raised}})
        assert len(there.ranked) - len(d.ranked) == said["count"] > 0
        assert f"({said['count']:,} option" in said["sentence"]
        # every place names the same amount
        assert next(e["remedy"] for e in excluded(d) if e["rule_id"] == said["rule_id"]) == said["remedy"]
        assert said["remedy"] in [m["remedy"] for m in near_misses(d)]


@given(catalogs(), some_needs_given())
def test_the_sentence_of_an_option_gate_says_what_was_counted(catalog: Catalog, needs: Json):
    """Outcomes of all options at once, and the sentence of one, come from two functions: they must agree."""
    d = decided(catalog, needs)
    for row, rule in enumerate(MUST):
        if rule.subject != "option" or not rule.applies(d.needs):
            continue
        for i in range(len(d.options)):
            verdict = d.judged.verdict(rule, i)
            assert verdict.outcome is Outcome(int(d.judged.outcomes[row, i])), (rule.id, d.options[i].option_id, verdict.reason)


@given(catalogs(), some_needs_given())
def test_counts_add_up_and_every_fitting_option_is_listed(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    a = answer(d)
    counts, listed = a["counts"], [row["option_id"] for row in a["options"]]
    assert counts["considered"] == len(d.options) == counts["fitting"] + counts["excluded"]
    assert listed == ranked_ids(d)
    assert [row["rank"] for row in a["options"]] == list(range(1, len(listed) + 1))
    assert sum(e["count"] for e in a["excluded"]) >= counts["excluded"]
    for entry in a["excluded"]:
        assert 0 <= entry["only_this"] <= entry["count"] <= counts["excluded"]
        assert entry["reason"]
    assert bool(a["near_misses"]) or not counts["excluded"] or counts["fitting"]


# --- scores ----------------------------------------------------------------------------------------------------------


@given(catalogs(), some_needs_given())
def test_contributions_add_up_to_the_score_and_parts_to_the_cost(catalog: Catalog, needs: Json):
    for row in answer(decided(catalog, needs))["options"]:
        bill = row["monthly_cost_usd"]
        assert abs(sum(row["contributions"].values()) - row["score"]) < 1e-6
        assert abs(sum(bill["breakdown"].values()) - bill["expected"]) < 1e-6 * max(1.0, bill["expected"])
        assert all(value >= 0 for value in bill["breakdown"].values())


@given(catalogs(), some_needs_given())
def test_what_is_printed_is_what_was_scored(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    for row in answer(d)["options"]:
        i = d.space.index[row["option_id"]]
        assert row["score"] == float(d.scored.score[i])
        assert abs(row["monthly_cost_usd"]["expected"] - float(d.figures.expected[i])) <= 0.06


@given(catalogs(), some_needs_given())
def test_low_expected_and_high_stand_in_this_order(catalog: Catalog, needs: Json):
    for row in answer(decided(catalog, needs))["options"]:
        bill, quality = row["monthly_cost_usd"], row["quality"]
        assert bill["low"] <= bill["expected"] <= bill["high"]
        assert 0 <= row["score_low"] <= row["score"] <= row["score_high"] <= 100
        if quality["value"] is not None:
            assert quality["low"] <= quality["value"] <= quality["high"]
        assert (quality["value"] is None) == (quality["evidence"] == "none")


@given(catalogs(), some_needs_given(), st.sampled_from([0.5, 0.25, 0.125]))
def test_scaling_all_priorities_changes_nothing(catalog: Catalog, needs: Json, factor: float):
    scaled = needs | {"priorities": {name: factor * value for name, value in needs["priorities"].items()}}
    one, other = decided(catalog, needs), decided(catalog, scaled)
    assert ranked_ids(one) == ranked_ids(other)
    assert one.scored.contributions.tolist() == other.scored.contributions.tolist()
    assert one.shares.first.tolist() == other.shares.first.tolist()


@given(catalogs(), some_needs_given(), st.data())
def test_better_quality_never_lowers_a_score(catalog: Catalog, needs: Json, data: st.DataObject):
    measured = sorted({f.model_id for f in catalog.quality})
    assume(measured)
    model = data.draw(st.sampled_from(measured))
    more = data.draw(st.floats(0.001, 0.5))

    def better(figure: Any) -> Any:
        if figure.model_id != model:
            return figure
        return figure.model_copy(update={end: min(1.0, getattr(figure, end) + more) for end in ("low", "value", "high")})

    before, after = (
        scores_by_id(decided(catalog, needs)),
        scores_by_id(decided(fresh(catalog, quality=tuple(map(better, catalog.quality))), needs)),
    )
    assert all(after[i] >= before[i] for i in before if i.startswith(model + "|"))
    assert all(after[i] == before[i] for i in before if not i.startswith(model + "|"))


@given(catalogs(), some_needs_given(), st.data())
def test_a_lower_price_never_lowers_a_score(catalog: Catalog, needs: Json, data: st.DataObject):
    n = data.draw(st.integers(0, len(catalog.offers) - 1))
    part = data.draw(st.sampled_from(["usd_per_mtok_in", "usd_per_mtok_out"]))
    cheaper = catalog.offers[n].model_copy(update={part: getattr(catalog.offers[n], part) * data.draw(st.floats(0.01, 1))})
    offers = (*catalog.offers[:n], cheaper, *catalog.offers[n + 1 :])
    before, after = scores_by_id(decided(catalog, needs)), scores_by_id(decided(fresh(catalog, offers=offers), needs))
    assert all(after[i] >= before[i] for i in before)


@given(catalogs(), some_needs_given(), st.floats(0.05, 1))
def test_lower_rents_never_lower_a_score(catalog: Catalog, needs: Json, factor: float):
    rents = tuple(p.model_copy(update={"usd_per_gpu_hour": p.usd_per_gpu_hour * factor}) for p in catalog.gpu_prices)
    before, after = scores_by_id(decided(catalog, needs)), scores_by_id(decided(fresh(catalog, gpu_prices=rents), needs))
    assert all(after[i] >= before[i] for i in before)


@given(catalogs(), some_needs_given(), st.data())
def test_no_evidence_never_beats_the_best_evidence_at_its_lower_bound(catalog: Catalog, needs: Json, data: st.DataObject):
    assume(catalog.quality)
    model = data.draw(st.sampled_from(sorted(catalog.models)))
    best = max(catalog.quality, key=lambda f: f.low)
    others = tuple(f for f in catalog.quality if f.model_id != model)
    as_low = tuple(
        f.model_copy(update={"model_id": model, "value": f.low, "benchmarks": 0}) for f in catalog.quality if f.model_id == best.model_id
    )
    unknown, worst_known = (scores_by_id(decided(fresh(catalog, quality=q), needs)) for q in (others, others + as_low))
    assert all(unknown[i] <= worst_known[i] for i in unknown if i.startswith(model + "|"))


@given(catalogs(), some_needs_given())
def test_what_is_not_known_scores_at_its_low_end_and_reaches_its_high_end(catalog: Catalog, needs: Json):
    s = decided(catalog, needs).scored
    assert (s.low <= s.value + 1e-12).all()
    assert (s.value <= s.high + 1e-12).all()
    quality = [c.id for c in PREFER].index("quality")
    assert (s.value[quality][~s.known[quality]] == s.low[quality][~s.known[quality]]).all()
    speed = [c.id for c in PREFER].index("speed")
    assert (s.value[speed][~s.known[speed]] == PARAMETERS["criteria.speed.unknown_low"]).all()


# --- the same inputs, the same bytes ---------------------------------------------------------------------------------


@given(catalogs(), some_needs_given(), some_needs_given())
def test_the_same_question_gives_the_same_bytes_whatever_was_asked_before(catalog: Catalog, needs: Json, other: Json):
    def said(c: Catalog) -> str:
        return json.dumps(answer(decided(c, needs)), allow_nan=False)

    first = said(fresh(catalog))
    used = fresh(catalog)
    answer(decided(used, other))
    assert said(used) == first
    assert said(used) == first


# --- robustness ------------------------------------------------------------------------------------------------------


@given(catalogs(), some_needs_given())
def test_at_a_flip_the_scores_tie_and_just_past_it_the_winner_leads(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    assume(len(d.ranked) > 1)
    value, first = d.scored.value[:, d.ranked], int(d.ranked[0])
    rivals = d.space.groups[d.ranked] != d.space.groups[first]
    now = np.array([getattr(d.needs.priorities, name) for name in CRITERIA])
    assume((now @ (value[:, [0]] - value[:, rivals]) > 1e-9).all())
    for flip in priority_flips(d.figures, d.scored, d.ranked, d.needs.priorities.model_dump()):
        row, at = CRITERIA.index(flip.criterion), list(d.ranked).index(flip.winner)
        assert 0 <= flip.flips_at <= 5
        moved = now.copy()
        moved[row] = flip.flips_at
        assert abs(moved @ (value[:, 0] - value[:, at])) < 1e-9
        moved[row] += 1e-6 * np.sign(flip.flips_at - flip.now)
        points = moved @ value
        assert points[at] > points[0]
        assert points[at] >= points[rivals].max() - 1e-5


@given(catalogs(), some_needs_given())
def test_before_the_nearest_flip_the_first_stays_first(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    assume(len(d.ranked) > 1)
    for flip in priority_flips(d.figures, d.scored, d.ranked, d.needs.priorities.model_dump()):
        half = needs | {"priorities": needs["priorities"] | {flip.criterion: (flip.now + flip.flips_at) / 2}}
        if not any(half["priorities"].values()):
            continue
        there = decided(catalog, half)
        lead = there.scored.score[d.ranked[0]] - there.scored.score[flip.winner]
        assert lead >= -0.05


@given(catalogs(), some_needs_given())
def test_shares_of_first_places_are_shares(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    if len(d.ranked):
        assert abs(d.shares.first.sum() - 1) < 1e-9
        assert (d.shares.group_first >= d.shares.first - 1e-12).all()
        assert (d.shares.group_top3 >= d.shares.group_first - 1e-12).all()
    rows = answer(d)["options"]
    assert all(0 <= row["first_place_share"] <= row["pair_share"] + 1e-9 <= 1 + 2e-9 for row in rows)


@given(catalogs(), some_needs_given(), st.floats(1.0, 10.0), st.data())
def test_a_bill_that_may_run_higher_never_wins_more_often(catalog: Catalog, needs: Json, factor: float, data: st.DataObject):
    """The draws are seeded and the same in both runs, so the tolerance is none."""
    d = decided(catalog, needs)
    own = [int(i) for i in d.ranked if d.figures.machines.machine[i] >= 0]
    assume(own)
    i = data.draw(st.sampled_from(own))
    high = d.figures.high.copy()
    high[i] *= factor
    before, after = d.shares, first_places(replace(d.figures, high=high), d.scored, d.ranked)
    at = list(before.candidates).index(i)
    assert after.first[at] <= before.first[at]


# --- ways to win, dominated, leading ---------------------------------------------------------------------------------


@given(catalogs(), some_needs_given())
def test_ways_to_win_are_what_they_claim(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    ways = ways_to_win(d)
    if not len(d.ranked):
        assert set(ways.values()) == {None}
        return
    at = {name: d.space.index[str(option_id)] for name, option_id in ways.items()}
    ranked, f = d.ranked, d.figures
    assert at["best_overall"] == ranked[0]
    assert f.expected[at["cheapest"]] == f.expected[ranked].min()
    known_quality = f.quality_value[ranked][~np.isnan(f.quality_value[ranked])]
    assert not len(known_quality) or f.quality_value[at["strongest"]] == known_quality.max()
    assert PRIVACY.index(d.options[at["most_private"]].deployment) == min(PRIVACY.index(d.options[i].deployment) for i in ranked)
    simplicity = d.scored.value[CRITERIA.index("simplicity")]
    assert simplicity[at["simplest"]] >= simplicity[ranked].max() - 1e-9


@given(catalogs(), some_needs_given())
def test_dominated_is_beaten_by_another_in_all_that_counts(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    counts = d.scored.weights > 0
    value = d.scored.value[counts][:, d.ranked].T
    for mine, marked in zip(value, d.dominated, strict=True):
        assert bool(marked) == any((other >= mine).all() and (other > mine).any() for other in value)


@given(catalogs(), some_needs_given())
def test_the_leading_group_lies_within_the_band_of_the_first(catalog: Catalog, needs: Json):
    rows = answer(decided(catalog, needs))["options"]
    for row in rows:
        assert row["leading_group"] == (row["score"] >= rows[0]["score"] - PARAMETERS["robustness.indifference"])


# --- hybrid ----------------------------------------------------------------------------------------------------------


@given(catalogs(), some_needs_given())
def test_a_pair_is_worth_it_only_where_it_saves_and_gains(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    said, pair = hybrid(d), best_pair(d)
    if not said["worth_it"]:
        assert "not worth it" in said["sentence"]
        assert (said["routine"], said["hard"], said["monthly_cost_usd"]) == (None, None, None)
        return
    assert pair is not None
    assert {said["routine"], said["hard"]} <= set(ranked_ids(d))
    assert said["saving_vs_all_hard_usd"] > 0
    assert said["quality_gain_vs_all_routine"] > PARAMETERS["robustness.quality_indifference"] - 1e-4
    hard = d.space.index[said["hard"]]
    assert abs(said["monthly_cost_usd"] + said["saving_vs_all_hard_usd"] - float(d.figures.expected[hard])) < 0.02
    assert d.needs.quality.hard_request_share > 0


# --- sentences agree in sign with their numbers ----------------------------------------------------------------------


def check_signs(d: Decision, a: Json) -> None:
    """Dearer or cheaper, higher or lower, more or less, above or below: as the numbers beside them."""
    f, first = d.figures, int(d.ranked[0])
    for flip in a["flip_points"]:
        winner, reason = d.space.index[flip["winner"]], flip["reason"]
        if flip["driver"].startswith("priorities."):
            gap = f.expected[winner] - f.expected[first]
            assert ("dearer" not in reason) or gap > 0, reason
            assert ("cheaper" not in reason) or gap < 0, reason
            quality = f.quality_value[winner] - f.quality_value[first]
            assert ("higher in quality" not in reason) or quality > 0, reason
            assert ("lower in quality" not in reason) or quality < 0, reason
        else:
            assert flip["flips_at"] > 0
            assert flip["winner"] != d.options[first].option_id
    for name in CRITERIA:
        for flip in (x for x in a["flip_points"] if x["driver"] == f"priorities.{name}"):
            wanted = "more" if flip["flips_at"] > flip["now"] else "less"
            label = re.escape(flip_label(flip["now"], flip["flips_at"]))
            for said in re.findall(rf"takes over if {name} counts (more|less) than {label}", a["robustness"]["sentence"]):
                same = [
                    x
                    for x in a["flip_points"]
                    if x["driver"] == f"priorities.{name}"
                    and flip_label(x["now"], x["flips_at"]) == flip_label(flip["now"], flip["flips_at"])
                ]
                assert said == wanted or len(same) > 1
    remark = a["headline"].get("reason", "")
    own = [int(i) for i in d.ranked if f.machines.machine[i] >= 0]
    if "nothing you run yourself is cheaper" in remark and own:
        assert f.expected[first] < min(f.expected[i] for i in own)
    sentence = a["hybrid"]["sentence"]
    pair = best_pair(d)
    if pair is not None and not pair.worth_it and "more than" in sentence:
        assert pair.saving <= 0
    if pair is not None and pair.worth_it:
        single = pair.cost - f.expected[first]
        assert sentence.startswith("Send " if a["hybrid"]["leads"] else "An alternative, not the advice: ")
        assert ("a month less than" not in sentence) or single <= 0
        assert ("a month more than" not in sentence) or single > 0
        assert ("points above" not in sentence) or pair.score > pair.single_score
        assert ("points lower" not in sentence) or pair.score <= pair.single_score


@given(catalogs(), some_needs_given())
def test_sentences_agree_in_sign_with_their_numbers(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    if len(d.ranked):
        check_signs(d, answer(d))


@given(catalogs(), some_needs_given())
def test_the_winner_of_a_volume_flip_leads_there(catalog: Catalog, needs: Json):
    d = decided(catalog, needs)
    for flip in flip_points(d):
        if flip["driver"] != "volume.requests_per_month":
            continue
        there = decided(catalog, needs | {"volume": needs["volume"] | {"requests_per_month": max(1, flip["flips_at"])}})
        winner, first = there.space.index[flip["winner"]], d.ranked[0]
        load_gates_pass = winner in there.ranked
        assert load_gates_pass or needs["budget"]["max_monthly_usd"] is not None
        first_stays = first in there.ranked
        assert not first_stays or there.scored.score[winner] >= there.scored.score[first] - 0.1
