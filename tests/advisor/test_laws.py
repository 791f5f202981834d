"""Laws of the ranking, on small generated worlds: what may never happen whatever the facts and the needs are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from examples import (
    TODAY,
    a_catalog,
    a_fact,
    a_licence,
    a_model,
    a_provider,
    a_rent,
    an_offer,
    an_open_model,
    an_open_offer,
    fresh,
    quality_of,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sizing_examples import a_shape

from advisor.answer.winners import PRIVACY
from advisor.decision import Decision, decide
from advisor.needs import CRITERIA, read_needs
from advisor.parameters import PARAMETERS
from advisor.ranking import score
from advisor.recommend import answer
from advisor.robustness import first_places
from advisor.rules import MUST
from advisor.values import cost_value
from advisor.verdict import Outcome
from catalog.schema import Catalog
from catalog.schema import Deployment as Way

law = settings(max_examples=25, deadline=None, derandomize=True)
SIZES = {8: a_shape("borealis/open-eight"), 3: a_shape("borealis/open-three", p_total_b=3.2, p_active_b=3.2, n_layers=28, hidden_size=3072)}


@st.composite
def worlds(draw: st.DrawFn) -> Catalog:
    """Up to three closed and two open models at up to three sellers and two GPU hosts, with facts of every kind missing here and there."""
    closed = [f"acme/closed-{n}" for n in range(draw(st.integers(1, 3)))]
    opened = {"borealis/open-eight": 8.03, "borealis/open-three": 3.2}
    price = st.floats(0.05, 60).map(lambda x: round(x, 3))
    training = draw(st.sampled_from(["no", "no", "yes", None]))
    providers = (
        a_provider(facts=() if training is None else (a_fact("trains_on_api_data", training),)),
        a_provider("hostly", deployment=Way.MANAGED_OPEN_API),
        a_provider("second", deployment=Way.MANAGED_OPEN_API),
        a_provider("metal", deployment=None, gpu_host=True, dedicated_gpu=True),
        a_provider("iron", deployment=None, gpu_host=True),
    )
    offers = [an_offer(m, usd_per_mtok_in=draw(price), usd_per_mtok_out=draw(price)) for m in closed]
    offers += [
        an_open_offer(m, host, usd_per_mtok_in=draw(price), usd_per_mtok_out=draw(price))
        for m in opened
        for host in ("hostly", "second")
        if draw(st.booleans())
    ]
    figures: list[Any] = []
    for m in (*closed, *opened):
        if draw(st.integers(0, 4)):
            figures += quality_of(m, draw(st.integers(2, 95)) / 100, width=draw(st.sampled_from([0.01, 0.05, 0.2])))
    return a_catalog(
        models=(
            *(a_model(m, context_tokens=draw(st.sampled_from([8_000, 128_000, None]))) for m in closed),
            *(an_open_model(m, params_total_b=size) for m, size in opened.items()),
        ),
        licences=(
            a_licence(category=draw(st.sampled_from(["permissive_open_weights", "restricted_open_weights"]))),
            a_licence("acme-terms", category="proprietary_api", self_host="no", redistribution="no", train_on_outputs="no"),
        ),
        providers=providers,
        offers=tuple(offers),
        gpu_prices=(
            a_rent(usd_per_gpu_hour=draw(price)),
            a_rent(provider_id="iron", usd_per_gpu_hour=draw(price)),
            a_rent(service="managed_dedicated"),
        ),
        shapes=tuple(SIZES.values()),
        quality=tuple(figures),
    )


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """Needs with a must-have or a limit here and there, and priorities of which some are 0."""
    priorities = {c: draw(st.sampled_from([0, 0.5, 1, 2, 3, 4, 5])) for c in CRITERIA}
    assume(any(priorities.values()))
    return {
        "task": draw(st.sampled_from(["chat", "coding", "summarization"])),
        "privacy": {"boundary": draw(st.sampled_from(["any_provider", "any_provider", "no_retention", "own_cloud_tenant"]))},
        "volume": {
            "requests_per_month": draw(st.sampled_from([50, 3_000, 100_000, 5_000_000])),
            "horizon_months": draw(st.sampled_from([1, 12, 36])),
        },
        "quality": {"frontier_need": draw(st.sampled_from(["none", "helpful", "helpful", "required"]))},
        "team": {"ml_ops_fte": draw(st.sampled_from([0, 0.3, 5]))},
        "budget": {"max_monthly_usd": draw(st.sampled_from([None, None, 500, 20_000]))},
        "priorities": priorities,
    }


def judged(catalog: Catalog, needs: dict[str, Any]) -> Decision:
    return decide(fresh(catalog), read_needs(needs), TODAY)


def ids(d: Decision) -> list[str]:
    return [d.options[i].option_id for i in d.ranked]


def scores(d: Decision) -> dict[str, float]:
    return {o.option_id: float(s) for o, s in zip(d.options, d.scored.score, strict=True)}


# --- the order -------------------------------------------------------------------------------------------------------


@law
@given(worlds(), wishes(), st.randoms(use_true_random=False))
def test_removing_a_model_reorders_none_of_the_others(world: Catalog, needs: dict[str, Any], chance: Any):
    gone = chance.choice(sorted(world.models))
    less = fresh(
        world,
        models={k: m for k, m in world.models.items() if k != gone},
        offers=tuple(o for o in world.offers if o.model_id != gone),
        shapes={k: s for k, s in world.shapes.items() if k != gone},
        quality=tuple(q for q in world.quality if q.model_id != gone),
    )
    before, after = judged(world, needs), judged(less, needs)
    assert ids(after) == [i for i in ids(before) if not i.startswith(f"{gone}|")]
    assert scores(after).items() <= scores(before).items()


@law
@given(worlds(), wishes(), st.sampled_from(["metal", "iron"]))
def test_removing_a_gpu_host_reorders_none_of_the_others(world: Catalog, needs: dict[str, Any], host: str):
    before = judged(world, needs)
    after = judged(fresh(world, gpu_prices=tuple(p for p in world.gpu_prices if p.provider_id != host)), needs)
    assert ids(after) == [i for i in ids(before) if not i.endswith(f"|{host}")]


@law
@given(worlds(), wishes(), st.sampled_from(["hostly", "second"]))
def test_a_seller_less_touches_others_only_where_it_sold_the_same_model(world: Catalog, needs: dict[str, Any], host: str):
    """How many others sell a model is a fact about the model (portability), so its own options may move; no other model's do."""
    shared = {o.model_id for o in world.offers if o.provider_id == host}
    before = judged(world, needs)
    after = judged(fresh(world, offers=tuple(o for o in world.offers if o.provider_id != host)), needs)
    untouched = [i for i in ids(before) if i.split("|")[0] not in shared]
    assert [i for i in ids(after) if i.split("|")[0] not in shared] == untouched
    weighed = before.needs.priorities.portability > 0
    for option, points in scores(after).items():
        assert points == scores(before)[option] or (weighed and option.split("|")[0] in shared and points < scores(before)[option])


@law
@given(worlds(), wishes())
def test_what_fails_a_gate_is_never_ranked_and_what_fails_none_always_is(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    ranked = set(d.ranked.tolist())
    for i in range(len(d.options)):
        failing = [r.id for r in MUST if r.fails(d.judged.verdict(r, i).outcome, d.needs)]
        assert bool(failing) is (i not in ranked), (d.options[i].option_id, failing)


@law
@given(worlds(), wishes())
def test_the_sentence_of_a_gate_says_what_the_gate_decided(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    for row, rule in enumerate(MUST):
        for i in range(len(d.options)):
            verdict = d.judged.verdict(rule, i)
            assert int(verdict.outcome) == int(d.judged.outcomes[row, i])
            assert verdict.reason.strip()


@law
@given(worlds(), wishes(), st.sampled_from([0.5, 0.25, 0.125]))
def test_scaling_all_priorities_changes_nothing(world: Catalog, needs: dict[str, Any], factor: float):
    scaled = needs | {"priorities": {c: p * factor for c, p in needs["priorities"].items()}}
    one, other = judged(world, needs), judged(world, scaled)
    assert ids(one) == ids(other)
    assert scores(one) == scores(other)


# --- better is never worse -------------------------------------------------------------------------------------------


@law
@given(worlds(), wishes(), st.floats(0.001, 0.4), st.randoms(use_true_random=False))
def test_a_stronger_model_never_scores_lower(world: Catalog, needs: dict[str, Any], more: float, chance: Any):
    assume(world.quality)
    better = chance.choice(sorted({q.model_id for q in world.quality}))
    raised = tuple(
        q.model_copy(update={"value": min(1, q.value + more), "low": min(1, q.low + more), "high": min(1, q.high + more)})
        if q.model_id == better
        else q
        for q in world.quality
    )
    before, after = judged(world, needs), judged(fresh(world, quality=raised), needs)
    for option, points in scores(before).items():
        assert scores(after)[option] >= points if option.startswith(f"{better}|") else scores(after)[option] == points


@law
@given(worlds(), wishes(), st.floats(0.05, 0.99), st.randoms(use_true_random=False))
def test_a_cheaper_offer_never_scores_lower(world: Catalog, needs: dict[str, Any], factor: float, chance: Any):
    n = chance.randrange(len(world.offers))
    changed = world.offers[n]
    assert changed.usd_per_mtok_in is not None
    offers = list(world.offers)
    offers[n] = changed.model_copy(update={"usd_per_mtok_in": changed.usd_per_mtok_in * factor})
    before, after = judged(world, needs), judged(fresh(world, offers=tuple(offers)), needs)
    for option, points in scores(before).items():
        mine = option.startswith(f"{changed.model_id}|") and option.endswith(f"|{changed.provider_id}")
        assert scores(after)[option] >= points if mine else scores(after)[option] == points


@law
@given(worlds(), wishes(), st.floats(0.05, 0.99))
def test_a_cheaper_rent_of_a_hosts_only_gpu_never_scores_lower(world: Catalog, needs: dict[str, Any], factor: float):
    cheaper = tuple(
        p.model_copy(update={"usd_per_gpu_hour": p.usd_per_gpu_hour * factor}) if p.provider_id == "iron" else p for p in world.gpu_prices
    )
    before, after = judged(world, needs), judged(fresh(world, gpu_prices=cheaper), needs)
    for option, points in scores(before).items():
        assert scores(after)[option] >= points if option.endswith("|iron") else scores(after)[option] == points


@given(st.floats(1, 1e11), st.floats(1.0001, 1e4))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_dearer_bill_is_never_worth_more_and_beyond_a_million_every_dollar_still_counts(usd: float, factor: float):
    low, high = cost_value(np.array([usd * factor, usd]))
    assert low <= high
    if usd >= 1e6 and usd * factor <= PARAMETERS["criteria.cost.worst_usd"]:
        assert low < high
    assert low >= 0
    assert high <= 1


# --- unknown ---------------------------------------------------------------------------------------------------------


@law
@given(worlds(), wishes(), st.randoms(use_true_random=False))
def test_unknown_quality_never_beats_known_quality_at_its_lower_bound(world: Catalog, needs: dict[str, Any], chance: Any):
    assume(world.quality)
    one = chance.choice(sorted({q.model_id for q in world.quality}))
    silent = fresh(world, quality=tuple(q for q in world.quality if q.model_id != one))
    lowest = fresh(world, quality=tuple(q.model_copy(update={"value": q.low}) if q.model_id == one else q for q in world.quality))
    unknown, low = scores(judged(silent, needs)), scores(judged(lowest, needs))
    assert all(unknown[option] <= low[option] for option in unknown)


@law
@given(worlds(), wishes())
def test_an_unknown_criterion_scores_at_the_low_end_of_its_range(world: Catalog, needs: dict[str, Any]):
    s = judged(world, needs).scored
    assert (s.value[~s.known] == s.low[~s.known]).all()
    assert (s.low <= s.value).all()
    assert (s.value <= s.high).all()
    assert ((s.low >= 0) & (s.high <= 1)).all()


@law
@given(worlds(), wishes())
def test_quality_that_nobody_measured_wins_no_trial_by_luck(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs | {"priorities": {c: 5 if c == "quality" else 0 for c in CRITERIA}})
    known = d.scored.known[0][d.shares.candidates]
    measured_and_worth = known & (d.scored.low[0][d.shares.candidates] > 0)
    if measured_and_worth.any():
        assert d.shares.first[~known].sum() == 0


# --- what is printed is what was scored ------------------------------------------------------------------------------


@law
@given(worlds(), wishes())
def test_points_and_dollars_add_up_in_every_row(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    for row in answer(d)["options"]:
        assert sum(row["contributions"].values()) == pytest.approx(row["score"], abs=1e-6)
        bill = row["monthly_cost_usd"]
        assert sum(bill["breakdown"].values()) == pytest.approx(bill["expected"], abs=1e-6)
        assert bill["low"] <= bill["expected"] <= bill["high"]
        assert row["score_low"] <= row["score"] <= row["score_high"]
        assert row["score"] == scores(d)[row["option_id"]]
        quality = row["quality"]
        assert quality["value"] is None or quality["low"] <= quality["value"] <= quality["high"]


@law
@given(worlds(), wishes())
def test_counts_add_up(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    found = answer(d)
    counts = found["counts"]
    assert counts["considered"] == counts["fitting"] + counts["excluded"] == len(d.options)
    assert [row["option_id"] for row in found["options"]] == ids(d)
    assert [row["rank"] for row in found["options"]] == list(range(1, counts["fitting"] + 1))
    assert {e["rule_id"]: e["count"] for e in found["excluded"]} == {g["rule_id"]: g["removed"] for g in found["gates"]}
    assert sum(e["count"] for e in found["excluded"]) >= counts["excluded"]
    assert sum(e["only_this"] for e in found["excluded"]) <= counts["excluded"]
    shares = sum(row["first_place_share"] for row in found["options"])
    assert shares == pytest.approx(1.0, abs=1e-3) if counts["fitting"] else shares == 0


@law
@given(worlds(), wishes())
def test_ways_to_win_are_what_they_claim(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    ways = answer(d)["ways_to_win"]
    if not len(d.ranked):
        assert set(ways.values()) == {None}
        return
    at = {name: d.space.index[option] for name, option in ways.items()}
    assert at["best_overall"] == d.ranked[0]
    assert d.figures.expected[at["cheapest"]] == d.figures.expected[d.ranked].min()
    quality = np.nan_to_num(d.figures.quality_value, nan=-1)
    assert quality[at["strongest"]] == quality[d.ranked].max()
    privacy = [PRIVACY.index(d.options[i].deployment) for i in d.ranked]
    assert PRIVACY.index(d.options[at["most_private"]].deployment) == min(privacy)
    simple = d.scored.value[CRITERIA.index("simplicity")]
    assert simple[at["simplest"]] == pytest.approx(simple[d.ranked].max())


@law
@given(worlds(), wishes())
def test_dominated_means_at_least_as_good_everywhere_and_better_somewhere(world: Catalog, needs: dict[str, Any]):
    d = judged(world, needs)
    value = d.scored.value[d.scored.weights > 0][:, d.ranked]
    for n in range(len(d.ranked)):
        rivals = [m for m in range(len(d.ranked)) if (value[:, m] >= value[:, n]).all() and (value[:, m] > value[:, n]).any()]
        assert bool(d.dominated[n]) is bool(rivals)


@law
@given(worlds(), wishes())
def test_the_same_inputs_give_the_same_bytes_whatever_was_asked_before(world: Catalog, needs: dict[str, Any]):
    first = json.dumps(answer(judged(world, needs)))
    used = fresh(world)
    decide(used, read_needs({"task": "coding", "privacy": {"boundary": "own_premises"}}), TODAY)
    decide(used, read_needs({"volume": {"requests_per_month": 7, "output_tokens_per_request": 9}}), TODAY)
    assert json.dumps(answer(decide(used, read_needs(needs), TODAY))) == first


# --- how fragile -----------------------------------------------------------------------------------------------------


@law
@given(worlds(), wishes(), st.floats(1.01, 5), st.randoms(use_true_random=False))
def test_a_cost_that_may_turn_out_higher_never_raises_the_share_of_first_places(
    world: Catalog, needs: dict[str, Any], factor: float, chance: Any
):
    d = judged(world, needs)
    own = [int(i) for i in d.ranked if d.figures.machines.machine[i] >= 0]
    assume(own)
    i = chance.choice(own)
    high = d.figures.high.copy()
    high[i] *= factor
    wider = replace(d.figures, high=high)
    shares = first_places(wider, score(wider, d.needs), d.ranked)
    place = d.shares.candidates.tolist().index(i)
    assert shares.first[place] <= d.shares.first[place]


@law
@given(worlds(), wishes())
def test_outcomes_of_gates_are_yes_no_or_unknown(world: Catalog, needs: dict[str, Any]):
    assert set(np.unique(judged(world, needs).judged.outcomes)) <= {int(o) for o in Outcome}
