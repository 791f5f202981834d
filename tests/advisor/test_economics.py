"""Laws of cost against volume: it is the recommendation's bill, it rises with the load, and a break-even is where the bills say it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from examples import TODAY, a_catalog, a_decision, a_rent, an_offer, fresh
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answer.flips import break_even as break_even_of_the_answer
from advisor.answer.rows import cost
from advisor.decision import Decision, decide
from advisor.economics.choice import MOST, fails, is_own, is_sold, suggested
from advisor.economics.claims import OWN, claims
from advisor.economics.drivers import draws, drivers, meetings
from advisor.economics.lines import LARGEST_VOLUME, OnMachines, Sold, line_of
from advisor.economics.meeting import CAUSES, EXACT_STEPS, STEPS_IN_DRAWS, Causes, break_even, break_evens, spans, worlds
from advisor.economics.running import hours
from advisor.economics.scenario import RUNNING, Scenario
from advisor.economics.study import STEPS_DRAWN, Study, drawn, drawn_range, hardware, study
from advisor.economics.words import dearer, finding, reasons, starting
from advisor.needs import NeedsError, read_needs
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.rule import SELF_RUN
from advisor.sizing.constants import HEADROOM
from catalog.organisation.layer import layered
from catalog.organisation.profile import read_profile
from catalog.schema import Catalog, Deployment

NEUTRAL = Scenario()
NAMES = [p.id for p in PRESETS]
Decisions = dict[str, Decision]


@pytest.fixture(scope="module")
def decisions(real_catalog: Catalog) -> Decisions:
    """Every preset, and needs without any answer."""
    needs: dict[str, Any] = {"nothing answered": {}, **{p.id: p.needs for p in PRESETS}}
    return {name: decide(real_catalog, read_needs(answers), TODAY) for name, answers in needs.items()}


@pytest.fixture(scope="module")
def studies(decisions: Decisions) -> dict[str, Study]:
    return {name: study(d, NEUTRAL) for name, d in decisions.items()}


@pytest.fixture(scope="module")
def small() -> Decision:
    """An open model of 8 billion parameters on one type of rented, bought and local GPUs, and a closed one sold per token."""
    return a_decision(volume={"requests_per_month": 1_000_000})


def on(d: Decision, way: Deployment) -> OnMachines:
    """The first line of a decision that runs this way."""
    line = next(line for i, o in enumerate(d.options) if o.deployment is way and (line := line_of(d, i)))
    assert isinstance(line, OnMachines)
    return line


def sold(d: Decision, way: Deployment = Deployment.CLOSED_API) -> Sold:
    line = next(line for i, o in enumerate(d.options) if o.deployment is way and (line := line_of(d, i)))
    assert isinstance(line, Sold)
    return line


def usd(line: Any, *volumes: float, scenario: Scenario = NEUTRAL) -> list[float]:
    return list(line.bill(np.array(volumes, dtype=float), scenario).expected)


volumes = st.floats(1, 1e10, allow_nan=False)
WAYS = (Deployment.SELF_HOST_CLOUD_GPU, Deployment.DEDICATED_MANAGED_GPU, Deployment.SELF_HOST_ON_PREM)


# --- the figure is the recommendation's ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_with_neutral_sliders_every_option_costs_what_the_recommendation_says_to_the_cent(name: str, decisions: Decisions):
    d = decisions[name]
    priced = np.flatnonzero(d.figures.priced & d.figures.served)
    for i in np.random.default_rng(1).choice(priced, min(60, len(priced)), replace=False).tolist():
        line = line_of(d, i)
        assert line is not None
        bill, said = line.bill(np.array([line.stated]), NEUTRAL), cost(d, i)
        assert bill.total(0) == (said["low"], said["expected"], said["high"])
        assert bill.cents(0) == said["breakdown"]


def test_what_the_page_opens_with_is_priced_like_the_ranking(studies: dict[str, Study]):
    for s in studies.values():
        for e in s.entries:
            assert e.bill.total(0)[1] == cost(s.decision, e.line.i)["expected"]
            assert e.per_thousand == pytest.approx(1000 * e.bill.total(0)[1] / s.stated)


@pytest.mark.parametrize("volume", [20_000, 3_000_000, 250_000_000])
def test_the_line_says_what_a_recommendation_at_another_volume_says_on_the_same_gpus(small: Decision, volume: int):
    other = a_decision(volume={"requests_per_month": volume})
    for way in WAYS:
        here, there = on(small, way), on(other, way)
        assert here.machine.gpu.id == there.machine.gpu.id
        assert usd(here, volume)[0] == pytest.approx(float(other.figures.expected[there.i]), abs=0.01)
    assert usd(sold(small), volume)[0] == pytest.approx(float(other.figures.expected[sold(other).i]), abs=0.01)


OWN_TERMS = """
name = "Acme"
stated = 2026-11-01
[costs]
power_usd_per_kwh = 0.31
[[prices]]
provider = "openai"
model = "openai/gpt-5.5"
discount_percent = 20
commitment_usd_per_month = 50000
[[endpoints]]
id = "inside"
name = "Our endpoint"
model = "openai/gpt-oss-120b"
deployment = "self_host_on_prem"
usd_per_month = 4000
"""


def test_an_organisations_own_terms_are_in_the_lines_to_the_cent(real_catalog: Catalog):
    catalog = layered(real_catalog, read_profile(OWN_TERMS), TODAY)
    d = decide(catalog, read_needs({"volume": {"requests_per_month": 300_000}}), TODAY)
    own_terms = [i for i, o in enumerate(d.options) if o.provider and (o.provider.id == "openai" or o.provider.id.startswith("own"))]
    powered = [i for i in np.flatnonzero(d.figures.parts["power"] > 0)[:40].tolist() if d.figures.priced[i] and d.figures.served[i]]
    seen: set[str] = set()
    for i in own_terms + powered:
        line = line_of(d, i)
        if line is not None:
            bill = line.bill(np.array([line.stated]), NEUTRAL)
            assert bill.cents(0) == cost(d, i)["breakdown"]
            assert bill.total(0)[1] == cost(d, i)["expected"]
            seen |= set(bill.cents(0))
            if isinstance(line, OnMachines):
                same = replace(NEUTRAL, power_usd_per_kwh=0.31)
                assert line.bill(np.array([line.stated]), same).total(0) == bill.total(0)
    assert {"commitment", "fixed_fee", "power"} <= seen


def test_where_a_least_is_billed_the_break_even_is_solved_on_both_sides_of_it(real_catalog: Catalog):
    catalog = layered(real_catalog, read_profile(OWN_TERMS), TODAY)
    d = decide(catalog, read_needs({"volume": {"requests_per_month": 300_000}}), TODAY)
    per_token = next(
        s for i, o in enumerate(d.options) if o.provider and o.provider.id == "openai" and isinstance(s := line_of(d, i), Sold) and s.least
    )
    assert per_token.kink(NEUTRAL)
    own = next(x for i in d.best_of_groups if isinstance(x := line_of(d, int(i)), OnMachines) and x.stairs and usd(x, 1)[0] < 50_000)
    for low, high in spans(worlds(own, [per_token], NEUTRAL, Causes.none()), per_token):
        inside = np.geomspace(low * (1 + 1e-6), high * (1 - 1e-6), 50)
        assert (own.bill(inside, NEUTRAL).expected < per_token.bill(inside, NEUTRAL).expected).all()


def test_the_neutral_utilisation_is_the_headroom_of_the_sizing_plan():
    assert PARAMETERS["economics.utilisation"] == HEADROOM == NEUTRAL.utilisation


# --- more load never costs less --------------------------------------------------------------------------------------


@given(low=volumes, high=volumes)
def test_what_is_sold_per_token_is_a_straight_line_that_never_falls(small: Decision, low: float, high: float):
    low, high = sorted((low, high))
    at_low, at_high, middle = usd(sold(small), low, high, (low + high) / 2)
    assert at_low <= at_high
    assert middle == pytest.approx((at_low + at_high) / 2, rel=1e-9)


@given(low=volumes, high=volumes, way=st.sampled_from(WAYS), running=st.sampled_from(RUNNING), window=st.floats(1, 24))
def test_machines_never_cost_less_for_more_load(small: Decision, low: float, high: float, way: Deployment, running: Any, window: float):
    low, high = sorted((low, high))
    scenario = Scenario(running=running, window_hours=window)
    bill = on(small, way).bill(np.array([low, high]), scenario)
    assert bill.gpus[0] <= bill.gpus[1]
    assert bill.expected[0] <= bill.expected[1] * (1 + 1e-12)
    assert (bill.low <= bill.expected).all()
    assert (bill.expected <= bill.high).all()


@settings(max_examples=15)
@given(name=st.sampled_from(NAMES), low=volumes, high=volumes)
def test_the_staircase_of_a_real_option_rises(studies: dict[str, Study], name: str, low: float, high: float):
    for e in studies[name].entries:
        one, other = usd(e.line, *sorted((low, high)))
        assert one <= other * (1 + 1e-12)


def test_the_cost_changes_exactly_at_the_steps(small: Decision):
    line = on(small, Deployment.SELF_HOST_CLOUD_GPU)
    steps = line.edges(NEUTRAL, 0, 1e9, 50, ends=False).at
    assert len(steps) > 10
    below, above, before_next = (
        line.bill(v, NEUTRAL).gpus for v in (steps * (1 - 1e-7), steps * (1 + 1e-7), np.append(steps[1:], 2e9) * (1 - 1e-7))
    )
    assert (above == below + 1).all()
    assert (above[:-1] == before_next[:-1]).all()


@given(part=st.sampled_from(["utilisation", "api_price_change", "gpu_price_change", "people"]), volume=volumes, move=st.floats(0.05, 0.9))
def test_a_slider_moves_the_lines_it_names_and_in_its_direction(small: Decision, part: str, volume: float, move: float):
    neutral = getattr(NEUTRAL, part)
    moved = replace(NEUTRAL, **{part: neutral * (1 - move) if neutral else move})
    rented, per_token = on(small, Deployment.SELF_HOST_CLOUD_GPU), sold(small)
    own, own_moved = usd(rented, volume)[0], usd(rented, volume, scenario=moved)[0]
    bought, bought_moved = usd(per_token, volume)[0], usd(per_token, volume, scenario=moved)[0]
    match part:
        case "utilisation":  # lower
            assert own_moved >= own
            assert bought_moved == bought
        case "api_price_change":  # higher
            assert own_moved == own
            assert bought_moved > bought
        case "gpu_price_change":  # higher
            assert own_moved > own
            assert bought_moved == bought
        case "people":  # fewer
            assert own_moved < own
            assert bought_moved == bought


@given(growth=st.floats(0.01, 0.3))
def test_growth_raises_both_bills_and_that_of_machines_at_least_as_their_highest_month(small: Decision, growth: float):
    grown = replace(NEUTRAL, monthly_growth=growth)
    load, flat = grown.load(small.needs), NEUTRAL.load(small.needs)
    assert load.peak / flat.peak == pytest.approx((1 + growth) ** 11)
    assert usd(sold(small), 1e6, scenario=grown)[0] == pytest.approx(usd(sold(small), 1e6)[0] * load.mean)
    rented = on(small, Deployment.SELF_HOST_CLOUD_GPU)
    assert usd(rented, 1e6, scenario=grown)[0] == pytest.approx(usd(rented, 1e6 * load.peak / flat.peak)[0])


def test_the_growth_of_the_needs_is_the_neutral_one():
    d = a_decision(volume={"monthly_growth": 0.1})
    line = on(d, Deployment.SELF_HOST_CLOUD_GPU)
    assert usd(line, 1e6, scenario=replace(NEUTRAL, monthly_growth=0.1)) == usd(line, 1e6)
    assert usd(line, 1e8, scenario=replace(NEUTRAL, monthly_growth=0.0))[0] < usd(line, 1e8)[0]


def test_growth_that_leaves_what_can_be_planned_for_is_an_error_in_words():
    d = a_decision(volume={"requests_per_month": 10_000_000_000, "horizon_months": 60})
    with pytest.raises(NeedsError, match="With this growth the load leaves what can be planned for"):
        usd(sold(d), 1e6, scenario=replace(NEUTRAL, monthly_growth=0.5))


def test_write_off_and_tariff_move_bought_hardware_alone(small: Decision):
    longer = replace(NEUTRAL, write_off_months=96.0, power_usd_per_kwh=0.0)
    bought, rented = on(small, Deployment.SELF_HOST_ON_PREM), on(small, Deployment.SELF_HOST_CLOUD_GPU)
    at = np.array([1e6])
    before, after = bought.bill(at, NEUTRAL).parts, bought.bill(at, longer).parts
    assert after["hardware"][1][0] == pytest.approx(before["hardware"][1][0] * PARAMETERS["cost.write_off_months"] / 96)
    assert after["power"][1][0] == 0
    assert after["space"][1][0] == before["space"][1][0]
    assert usd(rented, 1e6, scenario=longer) == usd(rented, 1e6)


# --- hours -----------------------------------------------------------------------------------------------------------


def one_hour(scenario: Scenario, requests: float, replicas: float = 1.0, peak: float = 4.0) -> Any:
    return hours(scenario, np.array([requests]), np.array([replicas]), peak)


def test_a_window_of_all_day_is_always_on(small: Decision):
    line = on(small, Deployment.SELF_HOST_CLOUD_GPU)
    assert usd(line, 1e5, 1e8, scenario=Scenario(running="window", window_hours=24)) == usd(line, 1e5, 1e8)


def test_a_window_pays_its_hours_and_the_start():
    found = one_hour(Scenario(running="window", window_hours=8, start_minutes=30), 1e5)
    assert found.paid[0] == pytest.approx(8.5 / 24)
    assert found.starts[0] == pytest.approx(30.4)


def test_a_window_narrower_than_the_peak_allows_needs_more_machines(small: Decision):
    line = on(small, Deployment.SELF_HOST_CLOUD_GPU)  # peaks at four times the mean: all of it fits into six hours
    counts = {h: line.counts(np.array([1e8]), Scenario(running="window", window_hours=h)).expected[0] for h in (3, 6, 12, 24)}
    assert counts[24] == counts[12] == counts[6] < counts[3]


def test_only_what_is_rented_by_the_hour_can_be_switched_off(small: Decision):
    bought = on(small, Deployment.SELF_HOST_ON_PREM)
    for running in RUNNING:
        assert usd(bought, 1e5, scenario=Scenario(running=running, window_hours=8)) == usd(bought, 1e5)


@given(few=st.floats(1, 1e6), many=st.floats(1, 1e6), start=st.floats(0, 60), window=st.floats(1, 24))
def test_scaled_to_zero_more_requests_keep_the_machine_on_and_fewer_wait(few: float, many: float, start: float, window: float):
    few, many = sorted((few, many))
    scenario = Scenario(running="zero", window_hours=window, start_minutes=start)
    one, other = one_hour(scenario, few), one_hour(scenario, many)
    assert one.paid[0] <= other.paid[0] * (1 + 1e-9) <= PARAMETERS["economics.on_demand_premium"] * window / 24 * (1 + 1e-6)
    assert one.waiting[0] + 1e-12 >= other.waiting[0] >= 0
    assert one.waiting[0] <= 1 + 1e-9


def test_a_machine_nobody_asks_is_off_and_everybody_waits_for_it():
    found = one_hour(Scenario(running="zero", window_hours=24), 1.0)
    assert found.paid[0] < 0.001
    assert found.waiting[0] > 0.99


def test_a_longer_start_makes_more_wait_and_costs_more():
    short, long = (one_hour(Scenario(running="zero", start_minutes=m), 2000.0) for m in (1, 30))
    assert short.waiting[0] < long.waiting[0]
    assert short.paid[0] < long.paid[0]


# --- break-even ------------------------------------------------------------------------------------------------------


def pairs(studies: dict[str, Study]) -> list[Any]:
    return [(s, m) for s in studies.values() for m in s.meetings.values()]


def test_at_a_break_even_the_bills_meet_and_above_it_machines_stay_cheaper(studies: dict[str, Study]):
    met = [(s, m) for s, m in pairs(studies) if m.volume]
    assert len(met) >= 5
    for s, m in met:
        own, other = (np.array(usd(line, m.volume * (1 - 1e-6), m.volume * (1 + 1e-6))) for line in (m.own, m.sold))
        assert own[0] >= other[0] * (1 - 1e-5)
        assert own[1] <= other[1] * (1 + 1e-5)
        above = np.geomspace(m.volume * 1.001, min(m.reach, LARGEST_VOLUME), 300)
        assert (m.own.bill(above, s.scenario).expected < m.sold.bill(above, s.scenario).expected).all()


def test_machines_that_never_pay_are_cheaper_at_no_volume_they_serve(studies: dict[str, Study]):
    never = [(s, m) for s, m in pairs(studies) if m.volume is None and m.first is None]
    assert never
    for s, m in never:
        at = np.geomspace(1, m.reach, 500)
        assert (m.own.bill(at, s.scenario).expected >= m.sold.bill(at, s.scenario).expected).all()
        if m.each_own is not None and m.each_own < m.each_sold:
            assert m.reach < LARGEST_VOLUME * 1.001


def test_the_ranges_in_which_machines_are_cheaper_agree_with_the_bills(studies: dict[str, Study]):
    for s, m in pairs(studies):
        found = spans(worlds(m.own, [m.sold], s.scenario, Causes.none(), EXACT_STEPS), m.sold)
        assert (m.first is None) is (not found)
        inside = np.array([np.sqrt(a * b) for a, b in found])
        assert (m.own.bill(inside, s.scenario).expected < m.sold.bill(inside, s.scenario).expected).all()
        if m.volume:
            assert found[-1][0] == pytest.approx(m.volume, rel=1e-6)


def test_steps_told_apart_in_draws_give_the_same_break_even_within_a_percent(studies: dict[str, Study]):
    for s, m in pairs(studies):
        rough = break_even(m.own, m.sold, s.scenario, STEPS_IN_DRAWS)
        assert bool(np.isinf(rough)) is (m.volume is None)
        if m.volume:
            assert rough == pytest.approx(m.volume, rel=0.02)


@pytest.mark.parametrize(
    ("cause", "cheap"),
    [("speed", 1.0), ("rent", -1.0), ("people", -1.0), ("tokens", 1.0), ("load", 0.7), ("api", 1.3)],
)
def test_what_makes_machines_cheaper_or_tokens_dearer_lowers_the_break_even(small: Decision, cause: str, cheap: float):
    own, other = on(small, Deployment.SELF_HOST_CLOUD_GPU), sold(small)
    none = Causes.none(2)
    moved = replace(none, **{cause: np.array([getattr(none, cause)[0], cheap])})
    cheap_tokens = Scenario(api_price_change=-0.7)  # so that the lines meet beyond the two GPUs that stand there anyway
    as_is, better = break_evens(worlds(own, [other], cheap_tokens, moved, EXACT_STEPS), other)
    assert 0 < better < as_is < np.inf


def test_the_interval_holds_the_break_even_and_is_the_same_every_time(studies: dict[str, Study]):
    for _, m in pairs(studies):
        if m.volume is not None:
            assert m.low is not None
            assert m.low <= m.volume
            assert m.high is None or m.volume <= m.high
            assert (m.high is None) is (m.never_share > 0.1)
    m = studies["mixed-desk"].meeting
    assert m is not None
    (again,) = meetings(m.own, [m.sold], NEUTRAL)
    assert (again.low, again.high, again.never_share) == (m.low, m.high, m.never_share)


def test_a_shared_cause_is_drawn_once_for_both_lines(small: Decision):
    """People cost both lines the same where both need as many: the break-even must not widen for it."""
    assert len(draws()) == PARAMETERS["robustness.trials"]
    assert {name for name in CAUSES if getattr(draws(), name).any() and getattr(draws(), name).std() > 0} == set(CAUSES[:7])
    own = on(small, Deployment.SELF_HOST_CLOUD_GPU)
    same_weights, other_weights = sold(small, Deployment.MANAGED_OPEN_API), sold(small)
    split = replace(Causes.none(3), tokens=np.array([-1.0, 0.0, 1.0]))
    assert len(set(break_evens(worlds(own, [same_weights], NEUTRAL, split), same_weights))) == 1
    assert len(set(break_evens(worlds(own, [other_weights], NEUTRAL, split), other_weights))) == 3


def test_a_wider_range_of_rents_never_narrows_the_interval():
    def width(high: float) -> float:
        rents = tuple(a_rent(service=s, usd_per_gpu_hour=u) for s in ("rental", "managed_dedicated") for u in (2.5 / high, 2.5, 2.5 * high))
        d = a_decision(fresh(a_catalog(), gpu_prices=rents), volume={"requests_per_month": 1_000_000})
        (found,) = meetings(on(d, Deployment.SELF_HOST_CLOUD_GPU), [sold(d)], NEUTRAL)
        assert found.low
        assert found.high
        return found.high - found.low

    assert width(1.0) <= width(2.0) <= width(4.0)


def test_the_recommendation_and_the_page_state_the_same_break_even(decisions: Decisions):
    compared = 0
    for d in decisions.values():
        said = break_even_of_the_answer(d)
        if said is None:
            continue
        s = study(d, NEUTRAL, [said["own"], said["closed"]])
        assert s.meeting is not None
        assert said["volume"] == (None if s.meeting.volume is None else round(s.meeting.volume))
        compared += 1
    assert compared >= 3


def test_the_level_price_makes_both_cost_the_same_at_the_stated_volume(studies: dict[str, Study]):
    for s, m in pairs(studies):
        if m.level is not None:
            there = replace(s.scenario, api_price_change=m.level - 1)
            assert usd(m.sold, m.own.stated, scenario=there)[0] == pytest.approx(usd(m.own, m.own.stated)[0])


def test_drivers_are_the_widest_first_and_each_end_is_solved_anew(studies: dict[str, Study]):
    s = studies["mixed-desk"]
    m = s.meeting
    assert m is not None
    assert [d.width for d in s.drivers] == sorted((d.width for d in s.drivers), reverse=True)
    by_name = {d.name: d for d in s.drivers}
    assert {"Throughput", "GPU rent", "Staff", "Price per token", "Growth"} <= set(by_name)
    utilised = by_name.get("Utilisation at peak")
    for end, share in (("low", 0.85), ("high", 0.5)):
        if utilised:
            alone = break_even(m.own, m.sold, Scenario(utilisation=share))
            assert getattr(utilised, end) == pytest.approx(alone)
    assert drivers(m.own, m.sold, NEUTRAL) == list(s.drivers)


@pytest.mark.parametrize("running", RUNNING)
@pytest.mark.parametrize("name", ["nothing answered", "legal-research", "mixed-desk"])
def test_every_way_of_running_has_a_study_and_less_hours_never_raise_the_bill(name: str, running: Any, decisions: Decisions):
    s = study(decisions[name], Scenario(running=running, window_hours=24, start_minutes=0))
    always = study(decisions[name], NEUTRAL)
    for e, base in zip(s.entries, always.entries, strict=True):
        premium = PARAMETERS["economics.on_demand_premium"] if running == "zero" else 1.0
        assert e.bill.total(0)[1] <= base.bill.total(0)[1] * premium + 0.01
    assert bool(starting(s)) is (running != "always" and any(isinstance(e.line, OnMachines) and e.line.rented for e in s.entries))


# --- what the machines can serve -------------------------------------------------------------------------------------


def test_a_workstation_serves_a_desk_and_its_line_ends_there(small: Decision):
    local = on(small, Deployment.LOCAL_WORKSTATION)
    reach = local.reach(NEUTRAL)
    assert 0 < reach <= PARAMETERS["hardware.workstation_requests"]
    counts = local.counts(np.array([reach * (1 - 1e-9)]), NEUTRAL)
    assert counts.expected[0] <= counts.group[0] * PARAMETERS["hardware.max_workstations"]
    entry = next(e for e in study(small, NEUTRAL, [small.options[local.i].option_id]).entries)
    assert not entry.serves
    at, _ = drawn(entry, NEUTRAL, 1.0, 1e8)
    assert at[-1] == pytest.approx(reach)
    assert len(drawn(entry, NEUTRAL, 1e6, 1e8)[0]) == 0


def test_nobody_rents_out_more_than_so_many_gpus(small: Decision):
    line = on(small, Deployment.SELF_HOST_CLOUD_GPU)
    reach = line.reach(NEUTRAL)
    if reach < LARGEST_VOLUME:
        assert line.bill(np.array([reach * 0.999]), NEUTRAL).gpus[0] <= PARAMETERS["hardware.max_gpus"]


def test_no_break_even_is_claimed_where_nobody_knows_what_a_machine_carries(studies: dict[str, Study]):
    s = studies["film-studio"]
    assert s.own is not None
    assert s.entries[s.own].capacity_unknown
    assert not s.meetings
    assert not s.drivers
    assert "no break-even is claimed" in finding(s).conclusion
    assert usd(s.entries[s.own].line, 1, 1e6)[0] == usd(s.entries[s.own].line, 1, 1e6)[1]


def test_a_language_model_that_hears_is_priced_as_recommended_and_no_break_even_is_claimed_of_it(real_catalog: Catalog):
    """Such tasks ask for no token counts, so what a machine carries of them is unknown too."""
    d = decide(real_catalog, read_needs({"task": "transcription", "volume": {"requests_per_month": 20_000}}), TODAY)
    lines = [line_of(d, int(i)) for i in d.ranked if d.figures.machines.machine[int(i)] >= 0 and not d.figures.capacity_unknown[int(i)]]
    hearing = [line for line in lines if isinstance(line, OnMachines)]
    assert hearing
    for line in hearing[:20]:
        said = cost(d, line.i)
        assert line.bill(np.array([line.stated]), NEUTRAL).total(0) == (said["low"], said["expected"], said["high"])
        assert usd(line, 1, 1e9)[0] == usd(line, 1, 1e9)[1]
    s = study(d, NEUTRAL)
    assert not s.meetings
    assert "no break-even is claimed" in finding(s).conclusion
    assert break_even_of_the_answer(d) is None


def test_other_hardware_of_an_option_begins_with_the_recommended_one(decisions: Decisions):
    d = decisions["mixed-desk"]
    i = next(int(i) for i in d.best_of_groups if d.options[int(i)].deployment in SELF_RUN)
    found = hardware(d, i)
    assert next(iter(found.values())) == int(d.figures.machines.machine[i])
    assert len(found) > 1
    for gpu, at in found.items():
        line = OnMachines.of(d, i, at)
        assert line is not None
        assert line.machine.gpu.id == gpu
        assert line.option is d.options[i]


def test_a_gpu_can_be_taken_for_the_first_line_on_machines(decisions: Decisions):
    d = decisions["mixed-desk"]
    before = study(d, NEUTRAL)
    assert before.own is not None
    line = before.entries[before.own].line
    assert isinstance(line, OnMachines)
    gpu = list(hardware(d, line.i))[1]
    after = study(d, NEUTRAL, gpu=gpu)
    taken = after.entries[before.own].line
    assert isinstance(taken, OnMachines)
    assert taken.machine.gpu.id == gpu != line.machine.gpu.id
    assert study(d, NEUTRAL, gpu="no-such-gpu").entries[before.own].bill.total(0) == before.entries[before.own].bill.total(0)


# --- choice ----------------------------------------------------------------------------------------------------------


def test_a_study_opens_with_a_line_on_machines_and_one_that_is_sold(decisions: Decisions):
    for d in decisions.values():
        found = suggested(d)
        assert 2 <= len(found) <= MOST
        assert len(set(found)) == len(found)
        assert any(is_own(d, i) for i in found)
        assert any(is_sold(d, i) for i in found)


def test_the_suggested_lines_lead_their_kind_and_what_does_not_pass_says_so(decisions: Decisions):
    for d in decisions.values():
        heads = [int(i) for i in d.best_of_groups]
        first_sold = next((i for i in heads if is_sold(d, i)), None)
        if first_sold is not None:
            assert first_sold in suggested(d)
        for i in suggested(d):
            assert bool(fails(d, i)) is (i not in set(d.ranked.tolist()))


def test_ids_that_mean_nothing_are_named_and_at_most_six_are_drawn(decisions: Decisions):
    d = decisions["nothing answered"]
    ids = [d.options[int(i)].option_id for i in d.best_of_groups[:9]]
    s = study(d, NEUTRAL, ["<script>", *ids])
    assert s.unknown == ("<script>",)
    assert [e.item for e in s.entries] == ids[:MOST]


def test_an_option_without_a_price_is_named_and_left_out(real_catalog: Catalog, decisions: Decisions):
    d = decisions["nothing answered"]
    quoted = next(o.option_id for o in d.options if o.deployment is Deployment.CLOSED_ON_PREM)
    s = study(d, NEUTRAL, [quoted])
    assert s.unpriced == (quoted,)
    assert not s.entries
    assert finding(s).conclusion == ""


def test_the_line_to_measure_against_can_be_chosen(studies: dict[str, Study]):
    s = studies["nothing answered"]
    for n, m in s.meetings.items():
        chosen = study(s.decision, NEUTRAL, [e.item for e in s.entries], against=s.entries[n].item)
        assert chosen.sold == n
        assert chosen.meeting is not None
        assert chosen.meeting.volume == m.volume


def test_unless_chosen_the_break_even_is_about_the_surest_of_the_lines_that_pass(studies: dict[str, Study]):
    for s in studies.values():
        if s.meeting is None or s.sold is None:
            continue
        passing = [m for n, m in s.meetings.items() if not s.entries[n].fails]
        assert bool(s.entries[s.sold].fails) is not bool(passing)
        if any(m.high for m in passing):
            assert s.meeting.high
        elif any(m.volume is not None for m in passing):
            assert s.meeting.volume is not None


# --- words -----------------------------------------------------------------------------------------------------------


def test_sentences_agree_with_their_numbers(studies: dict[str, Study]):
    for s in studies.values():
        said, m = finding(s), s.meeting
        if m is None:
            continue
        first = said.conclusion.split(". ")[0]
        assert ("never undercuts" in first) is (m.volume is None and m.first is None)
        assert ("undercuts" in first and "requests a month" in first and "never" not in first) is bool(m.volume and m.volume > 1)
        assert ("between" in first) is bool(m.volume and m.high)
        own, other = s.entries[s.own or 0], s.entries[s.sold or 0]
        assert dearer(s) is (own.bill.total(0)[1] > other.bill.total(0)[1])
        assert (" times the USD" in said.detail) is (own.serves and own.bill.total(0)[1] > 1.5 * other.bill.total(0)[1])
        assert said.detail.count("does not pass") == bool(own.fails) + bool(other.fails)


def test_today_is_said_only_of_todays_prices(decisions: Decisions):
    d = decisions["eu-public-agency"]
    assert finding(study(d, NEUTRAL)).conclusion.startswith("At today’s prices")
    assert finding(study(d, Scenario(api_price_change=-0.5))).conclusion.startswith("With these settings")


@pytest.mark.parametrize(
    ("needs", "title"),
    [
        ({"privacy": {"boundary": "own_premises"}}, "Data boundary"),
        ({"fine_tuning": {"need": "required", "must_own_weights": True}}, "Tuned weights"),
        ({"speed": {"min_output_tokens_per_s": 5}}, "Latency"),
    ],
)
def test_what_the_needs_ask_for_is_marked_among_the_reasons(needs: dict[str, Any], title: str):
    said = {r.title: r.asked for r in reasons(study(a_decision(**needs), NEUTRAL))}
    assert said == {name: name == title for name in ("Data boundary", "Tuned weights", "Latency")}


def test_claims_have_the_sign_of_the_bills(studies: dict[str, Study]):
    checked = 0
    for s in studies.values():
        closed = next((e for e in s.entries if isinstance(e.line, Sold) and not e.line.option.model.open), None)
        said = {c.claim: c.says for c in claims(s)}
        if OWN in said and closed is not None and s.own is not None:
            checked += 1
            cheaper = s.entries[s.own].bill.total(0)[1] < closed.bill.total(0)[1]
            assert ("less than" in said[OWN]) is cheaper
    assert checked >= 4


# --- the chart -------------------------------------------------------------------------------------------------------


def test_the_chart_holds_the_stated_volume_and_the_break_even_with_its_interval(studies: dict[str, Study]):
    for s in studies.values():
        low, high = drawn_range(s)
        assert 1 <= low <= s.stated <= high <= LARGEST_VOLUME
        m = s.meeting
        for volume in (m.volume, m.low, m.high) if m else ():
            assert not volume or low <= max(volume, 1) <= high or volume > LARGEST_VOLUME


def test_a_drawn_line_is_the_staircase_itself_between_its_points(studies: dict[str, Study]):
    for s in studies.values():
        low, high = drawn_range(s)
        for e in s.entries:
            at, bill = drawn(e, s.scenario, low, high)
            assert (np.diff(at) > 0).all()
            if isinstance(e.line, OnMachines) and len(at) > 2:
                exact = at[1:] <= e.line.edges(s.scenario, low, high, STEPS_DRAWN).upto
                between = e.line.bill(np.sqrt(at[:-1] * at[1:])[exact], s.scenario)
                assert between.expected == pytest.approx(bill.expected[:-1][exact], rel=1e-9)
                assert between.high == pytest.approx(bill.high[:-1][exact], rel=1e-9)


def test_prices_that_are_odd_give_figures_or_silence_and_never_raise():
    tiny = an_offer(
        usd_per_mtok_in=1e-9, usd_per_mtok_out=1e-9, usd_per_mtok_cached_in=None, usd_per_mtok_batch_in=None, usd_per_mtok_batch_out=None
    )
    huge = replace_price(tiny, 1e9)
    for offer in (tiny, huge):
        d = a_decision(fresh(a_catalog(), offers=(offer,)), volume={"requests_per_month": 1})
        s = study(d, NEUTRAL)
        assert finding(s).conclusion
        assert all(np.isfinite(e.bill.expected).all() for e in s.entries)


def replace_price(offer: Any, usd_per_mtok: float) -> Any:
    return offer.model_copy(update={"usd_per_mtok_in": usd_per_mtok, "usd_per_mtok_out": usd_per_mtok})
