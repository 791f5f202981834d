"""How sure the order is: ranks add up, what moves the score moves it that far, and prices and quality flip where they are said to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from examples import TODAY

from advisor.answer.flips import boundary_flips
from advisor.answer.fragility import fragility
from advisor.compare import compare, who_leads
from advisor.criteria import PREFER
from advisor.decision import Decision, decide
from advisor.figure_flips import MACHINES, SOLD, FigureFlip, figure_flips
from advisor.needs import BOUNDARIES, CRITERIA, read_needs
from advisor.numbers import flip_label, share
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.ranking import order, score
from advisor.recommend import answer
from advisor.robustness import first_among, first_places
from catalog.schema import Catalog

NEEDS = {p.id: p.needs for p in PRESETS}
PRICED = ("startup-prototype", "customer-support", "legal-research", "film-studio", "domain-fine-tune", "eu-public-agency")
BAND = 0.05
"""Points that rounding of contributions may move a tie by."""


@pytest.fixture(scope="module")
def decisions(real_catalog: Catalog) -> dict[str, Decision]:
    return {name: decide(real_catalog, read_needs(needs), TODAY) for name, needs in NEEDS.items()}


def moved(d: Decision, parts: tuple[str, ...], which: Any, factor: float) -> Any:
    """Scores after the bought parts of some bills were multiplied; where capacity is unknown the high end moves in proportion."""
    f = d.figures
    change = np.where(which, (factor - 1) * sum(f.parts[p] for p in parts), 0.0)
    expected = f.expected + change
    high = np.where(f.capacity_unknown, f.high * expected / f.expected, np.maximum(f.high, expected))
    return score(replace(f, expected=expected, high=high, low=np.minimum(f.low, expected)), d.needs).score


def lead(d: Decision, points: Any, flip: FigureFlip, of: Any) -> float:
    """Points between the winner's group and the best option of the first's group (or model)."""
    ranked = d.ranked
    mine = ranked[of[ranked]]
    theirs = ranked[d.space.groups[ranked] == d.space.groups[flip.winner]]
    return float(points[theirs].max() - points[mine].max())


# --- flips of prices and of quality -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRICED)
def test_where_a_price_flips_the_two_tie_and_beyond_it_the_winner_is_ahead(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    own = d.space.groups == d.space.groups[d.ranked[0]]
    for flip in figure_flips(d):
        if flip.driver == "figures.quality" or flip.by_budget:
            continue
        which = {"prices.first": own, "prices.rival": np.arange(len(own)) == flip.of, "prices.gpus": np.ones(len(own), dtype=bool)}
        parts = MACHINES if flip.driver == "prices.gpus" else (*SOLD, *MACHINES)
        beyond = 1.01 if flip.flips_at > 1 else 0.99
        at, past, before = (moved(d, parts, which[flip.driver], flip.flips_at * by) for by in (1.0, beyond, 1 / beyond))
        assert abs(lead(d, at, flip, own)) <= BAND, flip
        assert lead(d, past, flip, own) >= -BAND, flip
        assert lead(d, before, flip, own) <= BAND, flip
        assert PARAMETERS["robustness.price_low"] <= flip.flips_at <= PARAMETERS["robustness.price_high"]


def test_a_price_flip_where_both_bills_are_as_good_as_can_be_goes_to_the_cheaper_as_in_the_ranking(real_catalog: Catalog):
    only_cost = {name: 5 if name == "cost" else 0 for name in CRITERIA}
    d = decide(real_catalog, read_needs({"task": "chat", "priorities": only_cost}), TODAY)
    first, second = (int(i) for i in d.ranked[:2])
    assert d.scored.score[first] == d.scored.score[second] == 100

    def leader(of: int, factor: float) -> int:
        f = d.figures
        bill = f.expected.copy()
        bill[of] += (factor - 1) * sum(f.parts[p][of] for p in (*SOLD, *MACHINES))
        there = replace(f, expected=bill, high=np.maximum(f.high, bill), low=np.minimum(f.low, bill))
        return int(order(score(there, d.needs), there, d.judged.fitting)[0])

    flips = {flip.driver: flip for flip in figure_flips(d)}
    assert {"prices.first", "prices.rival"} <= set(flips)
    for flip in (flips["prices.first"], flips["prices.rival"]):
        past, short = (1.001, 0.999) if flip.flips_at > 1 else (0.999, 1.001)
        assert leader(flip.of, flip.flips_at * past) == flip.winner
        assert leader(flip.of, flip.flips_at * short) == first


def test_a_price_flip_holds_when_the_offers_of_the_catalog_cost_that_much(real_catalog: Catalog, decisions: dict[str, Decision]):
    """Through the whole calculation: dearer offers in the catalog, decided anew."""
    d = decisions["startup-prototype"]
    first = d.options[int(d.ranked[0])]
    flip = next(f for f in figure_flips(d) if f.driver == "prices.first")

    def again(factor: float) -> Decision:
        prices = ("usd_per_mtok_in", "usd_per_mtok_out", "usd_per_mtok_cached_in", "usd_per_mtok_reasoning")
        offers = tuple(
            o.model_copy(update={p: getattr(o, p) * factor for p in prices if getattr(o, p, None) is not None})
            if o.model_id == first.model.id and o.deployment == first.deployment
            else o
            for o in real_catalog.offers
        )
        return decide(replace(real_catalog, offers=offers, cache={}), d.read, TODAY)

    before, past = again(flip.flips_at * 0.98), again(flip.flips_at * 1.02)
    assert before.options[int(before.ranked[0])].group == first.group
    assert past.options[int(past.ranked[0])].group == d.options[flip.winner].group


def test_a_budget_ends_the_lead_before_a_rival_does(real_catalog: Catalog, decisions: dict[str, Decision]):
    free = decisions["startup-prototype"]
    bill = float(free.figures.expected[free.ranked[0]])
    d = decide(real_catalog, read_needs(NEEDS["startup-prototype"] | {"budget": {"max_monthly_usd": round(bill * 1.2, 2)}}), TODAY)
    flip = next(f for f in figure_flips(d) if f.driver == "prices.first")
    assert flip.by_budget
    assert flip.bill == pytest.approx(bill * 1.2, rel=1e-3)


@pytest.mark.parametrize("name", list(NEEDS))
def test_where_the_quality_flips_the_best_of_another_model_is_level(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    mine = d.space.model_code == d.space.model_code[d.ranked[0]]
    flip = next((f for f in figure_flips(d) if f.driver == "figures.quality"), None)
    if flip is None:
        return
    assert flip.flips_at < flip.now
    value = np.where(mine, flip.flips_at, d.figures.quality_value)
    points = score(replace(d.figures, quality_value=value), d.needs).score
    assert abs(points[flip.winner] - points[d.ranked[mine[d.ranked]]].max()) <= BAND


@pytest.mark.parametrize("name", list(NEEDS))
def test_at_a_boundary_flip_the_whole_answer_is_led_by_the_option_named(name: str, decisions: dict[str, Decision], real_catalog: Catalog):
    d = decisions[name]
    for flip in boundary_flips(d):
        privacy = NEEDS[name].get("privacy", {}) | {"boundary": flip["flips_at"]}
        there = decide(real_catalog, read_needs(NEEDS[name] | {"privacy": privacy}), TODAY)
        assert there.options[int(there.ranked[0])].option_id == flip["winner"]
        assert flip["flips_at"] in BOUNDARIES
        assert flip["flips_at"] != flip["now"]


# --- ranks over the trials --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(NEEDS))
def test_every_trial_gives_every_rank_once(name: str, decisions: dict[str, Decision]):
    shares = decisions[name].shares
    assert shares.ranks.sum(axis=0) == pytest.approx(1.0)
    assert shares.ranks.sum(axis=1) == pytest.approx(1.0)
    assert shares.first.sum() == pytest.approx(1.0)
    groups = decisions[name].space.groups
    for head, ranks in zip(shares.heads, shares.ranks, strict=True):
        own = groups[shares.candidates] == groups[head]
        assert shares.first[own].sum() == pytest.approx(ranks[0])
        assert shares.group_top3[own] == pytest.approx(ranks[:3].sum())


@pytest.mark.parametrize("name", list(NEEDS))
def test_what_is_listed_of_the_ranks_adds_up_and_the_sentence_quotes_it(name: str, decisions: dict[str, Decision]):
    found = answer(decisions[name], 10)
    robustness = found["robustness"]
    for entry in robustness["acceptability"]:
        assert sum(entry["ranks"]) + entry["later"] == pytest.approx(1.0, abs=0.002)
        assert entry["first"] == entry["ranks"][0]
        assert 1 <= entry["expected_rank"] <= len(decisions[name].shares.heads)
    firsts = [entry["first"] for entry in robustness["acceptability"]]
    assert firsts == sorted(firsts, reverse=True)
    leader = next(e for e in robustness["acceptability"] if e["option_id"] == found["options"][0]["option_id"])
    assert f"stays first in {share(leader['first'])} of 1,000" in robustness["sentence"]


def test_doubt_about_thinking_never_raises_the_share_of_the_model_in_doubt(decisions: dict[str, Decision]):
    """The same model with the same figures, once with tests of its own behind its thinking tokens and once without."""
    d = decisions["startup-prototype"]
    profiles = d.catalog.reasoning
    tried = 0
    for place, i in enumerate(d.shares.candidates[:20]):
        model = d.options[int(i)].model.id
        if model not in profiles or not profiles[model].tests or d.figures.parts["reasoning"][i] == 0:
            continue
        doubted = replace(d.catalog, reasoning=profiles | {model: profiles[model].model_copy(update={"tests": 0})}, cache={})
        after = first_places(replace(d.figures, space=replace(d.space, catalog=doubted)), d.scored, d.ranked)
        assert after.first[place] <= d.shares.first[place]
        tried += 1
    assert tried


def test_among_two_the_shares_are_those_of_the_two_alone(decisions: dict[str, Decision]):
    d = decisions["legal-research"]
    two = d.best_of_groups[:2]
    won = first_among(d.figures, d.scored, two)
    assert won.sum() == pytest.approx(1.0)
    assert (won >= d.shares.ranks[:2, 0] - 1e-12).all(), "who beats everybody beats the other of two"
    assert first_among(d.figures, d.scored, two[::-1]) == pytest.approx(won[::-1])


# --- what moves the score ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(NEEDS))
def test_the_bar_of_quality_is_its_interval_times_its_weight(name: str, decisions: dict[str, Decision]):
    d = decisions[name]
    first = int(d.ranked[0])
    row = next(n for n, c in enumerate(PREFER) if c.id == "quality")
    weight = 100 * float(d.scored.weights[row])
    found = fragility(d, [])
    assert found is not None
    bars = {t["cause"]: t for t in found["tornado"]}
    low, high = (weight * float(end[row, first] - d.scored.value[row, first]) for end in (d.scored.low, d.scored.high))
    if max(abs(low), abs(high)) > 0.1:
        assert (bars["quality"]["low"], bars["quality"]["high"]) == pytest.approx((low, high), abs=0.02)


@pytest.mark.parametrize("name", list(NEEDS))
def test_bars_have_the_sign_of_their_cause_and_the_widest_comes_first(name: str, decisions: dict[str, Decision]):
    found = fragility(decisions[name], [])
    assert found is not None
    bars = found["tornado"]
    widths = [max(abs(t["low"]), abs(t["high"])) for t in bars]
    assert widths == sorted(widths, reverse=True)
    for t in bars:
        if t["cause"] in ("volume", "rents", "sizing", "thinking"):
            assert t["low"] >= 0 >= t["high"], "less of it is cheaper"
        if t["cause"] == "quality":
            assert t["low"] <= 0 <= t["high"]
        if t["cause"] == "silence":
            assert t["low"] == 0, "an unpublished speed counts at its low end already"
        assert bool(t["note"]) is bool(t["low_lead"] or t["high_lead"])


# --- the sentences -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(NEEDS))
def test_the_sentence_names_the_nearest_flip_of_each_kind_with_its_direction(name: str, decisions: dict[str, Decision]):
    found = answer(decisions[name], 10)
    said = found["robustness"]["sentence"]
    seen: set[str] = set()
    for flip in found["flip_points"]:
        kind = flip["driver"].split(".")[0]
        if kind in seen or kind == "figures":
            continue
        seen.add(kind)
        up = flip["flips_at"] > flip["now"]
        if kind == "priorities":
            assert (
                f"{flip['driver'].split('.')[1]} counts {'more' if up else 'less'} than {flip_label(flip['now'], flip['flips_at'])}" in said
            )
        elif kind == "volume":
            assert f"the volume {'passes' if up else 'falls below'}" in said
        else:
            assert ("rises" if up else "falls") in said
    for key in found["robustness"]["steady"]:
        assert key not in {flip["driver"] for flip in found["flip_points"]}


def test_the_sentence_beside_a_comparison_adds_up_and_leaves_out_what_fails(decisions: dict[str, Decision]):
    d = decisions["hospital-letters"]
    ids = [d.options[int(i)].option_id for i in d.best_of_groups[:3]]
    outside = next(o.option_id for i, o in enumerate(d.options) if d.judged.fails[:, i].any() and d.figures.priced[i])
    columns = compare(d, [*ids, outside])
    assert sum(c.among or 0 for c in columns) == pytest.approx(1.0)
    assert columns[3].among is None
    sentence = who_leads(columns)
    best = max(columns, key=lambda c: c.among or 0)
    assert f"{best.model.name} " in sentence
    assert f"comes first in {share(best.among)}" in sentence
    assert "1 of them fails a must-have" in sentence
    assert who_leads(columns[:1]) == ""
