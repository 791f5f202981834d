"""Whole machines and people: rent by the hour, hardware written off over its life, owned GPUs sunk, staff paid once."""

from __future__ import annotations

from typing import Any

import pytest
from examples import a_catalog, a_decision, a_model, a_provider, a_rent, an_offer, an_open_model, some_needs
from sizing_examples import a_gpu

from advisor.cost.machines import power_kw
from advisor.cost.media import media_price, units_per_request
from advisor.cost.tuning import provider_rate, run_cost_on_gpus
from advisor.decision import Decision
from advisor.parameters import PARAMETERS as P
from catalog.schema import Catalog, Deployment, Offer, TuningPrice

RENTED = "borealis/open-eight|self_host_cloud_gpu|metal"
OWN = "borealis/open-eight|self_host_on_prem|own"
DESK = "borealis/open-eight|local_workstation|own"
HOURS, FTE = P["cost.hours_per_month"], 180_000 / 12


def part(decision: Decision, option_id: str, name: str) -> float:
    return float(decision.figures.parts[name][decision.space.index[option_id]])


def gpus(decision: Decision, option_id: str) -> float:
    return float(decision.figures.machines.gpus[decision.space.index[option_id]])


# --- rent ------------------------------------------------------------------------------------------------------------


def test_rent_runs_every_hour_of_the_month_whatever_the_load():
    busy, idle = (a_decision(volume={"requests_per_month": n}) for n in (2_000, 1_000))
    assert gpus(idle, RENTED) == gpus(busy, RENTED)
    assert part(idle, RENTED, "gpu_rental") == part(busy, RENTED, "gpu_rental") == pytest.approx(gpus(idle, RENTED) * 2.5 * HOURS)


def test_one_replica_more_than_needed_stands_by_and_a_desk_has_none():
    decision = a_decision(volume={"requests_per_month": 100})
    machines, index = decision.figures.machines, decision.space.index
    assert machines.replicas[index[RENTED]] == 2
    assert machines.replicas[index[DESK]] == 1


def test_the_cheapest_machine_a_host_rents_is_taken():
    dear = a_gpu("h200", vram_gb=141, bandwidth_gb_s=4800, tdp_w=700)
    base = a_catalog()
    catalog = a_catalog(
        gpus=(*base.gpus.values(), dear),
        gpu_prices=(a_rent(), a_rent("h200", usd_per_gpu_hour=9.0)),
        measured_gpus=base.measured_gpus | {"h200"},
    )
    assert part(a_decision(catalog), RENTED, "gpu_rental") == part(a_decision(), RENTED, "gpu_rental")


def test_of_several_prices_of_one_host_the_middle_one_is_expected_and_the_ends_bound_it():
    decision = a_decision(a_catalog(gpu_prices=tuple(a_rent(usd_per_gpu_hour=usd) for usd in (2.0, 3.0, 10.0))))
    i, n = decision.space.index[RENTED], gpus(decision, RENTED)
    assert part(decision, RENTED, "gpu_rental") == pytest.approx(n * 3.0 * HOURS)
    assert decision.figures.low[i] < decision.figures.expected[i] - n * 0.9 * HOURS
    assert decision.figures.high[i] > decision.figures.expected[i] + n * 6.9 * HOURS


def test_more_load_never_takes_fewer_machines_and_rent_grows_by_whole_gpus():
    counts = [gpus(a_decision(volume={"requests_per_month": n}), RENTED) for n in (10**4, 10**6, 10**7, 10**8)]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    assert all(n == int(n) for n in counts)


# --- bought hardware -------------------------------------------------------------------------------------------------


def test_bought_hardware_is_written_off_over_its_life_and_not_over_the_horizon():
    short, long = (a_decision(volume={"horizon_months": months}) for months in (3, 36))
    assert part(short, OWN, "hardware") == part(long, OWN, "hardware")
    price = gpus(short, OWN) * 30_000 * (1 + P["cost.server_share"])
    assert part(short, OWN, "hardware") == pytest.approx(price / P["cost.write_off_months"])
    assert short.figures.upfront[short.space.index[OWN]] == pytest.approx(price)


def test_power_and_space_follow_the_kilowatts():
    decision = a_decision()
    kw = gpus(decision, OWN) * power_kw(decision.catalog.gpus["h100-sxm"])
    assert part(decision, OWN, "power") == pytest.approx(kw * HOURS * P["cost.power_usd_per_kwh"])
    assert part(decision, OWN, "space") == pytest.approx(kw * P["cost.space_usd_per_kw_month"])
    assert part(decision, DESK, "space") == 0


def test_published_facility_power_is_used_as_it_stands():
    assert power_kw(a_gpu(tdp_w=700, all_in_kw=1.4)) == 1.4
    assert power_kw(a_gpu(tdp_w=700)) == pytest.approx(0.7 * P["cost.power_overhead"])


@pytest.mark.parametrize(("board", "bought"), [(1, 2), (4, 4), (8, 8)])
def test_servers_are_bought_by_the_board(board: int, bought: int):
    base = a_catalog()
    catalog = a_catalog(gpus=(base.gpus["h100-sxm"].model_copy(update={"board": board}), base.gpus["rtx-4090"]))
    decision = a_decision(catalog, volume={"requests_per_month": 1_000})
    assert gpus(decision, OWN) == 2
    assert decision.figures.upfront[decision.space.index[OWN]] == pytest.approx(bought * 30_000 * (1 + P["cost.server_share"]))


def test_rent_is_by_the_gpu_whatever_the_board():
    base = a_catalog()
    catalog = a_catalog(gpus=(base.gpus["h100-sxm"].model_copy(update={"board": 8}), base.gpus["rtx-4090"]))
    assert part(a_decision(catalog), RENTED, "gpu_rental") == part(a_decision(), RENTED, "gpu_rental")


def test_a_workstation_card_comes_with_a_computer_around_it():
    decision = a_decision()
    assert decision.figures.upfront[decision.space.index[DESK]] == pytest.approx(2_100 + P["cost.host_computer_usd"])


# --- owned GPUs ------------------------------------------------------------------------------------------------------


def owning(count: int, **parts: Any) -> Decision:
    return a_decision(team={"owned_gpus": [{"gpu": "h100-sxm", "count": count}]}, **parts)


def test_owned_gpus_are_sunk_and_draw_power_and_space_only():
    decision = owning(8)
    assert part(decision, OWN, "hardware") == 0
    assert part(decision, OWN, "power") > 0
    assert part(decision, OWN, "space") > 0
    assert decision.figures.upfront[decision.space.index[OWN]] == 0


def test_what_is_owned_beyond_the_need_draws_nothing():
    assert part(owning(2), OWN, "power") == part(owning(100), OWN, "power")


def test_what_is_missing_beside_the_owned_is_bought():
    decision = owning(1)
    assert gpus(decision, OWN) == 2
    assert decision.figures.upfront[decision.space.index[OWN]] == pytest.approx(30_000 * (1 + P["cost.server_share"]))
    assert part(decision, OWN, "power") == part(owning(2), OWN, "power")


def test_owned_gpus_make_no_rented_machine_cheaper():
    assert part(owning(8), RENTED, "gpu_rental") == part(a_decision(), RENTED, "gpu_rental")


def test_a_machine_without_price_serves_only_who_owns_it():
    base = a_catalog()
    unpriced = base.gpus["h100-sxm"].model_copy(update={"list_price_usd_low": None, "list_price_usd_high": None})
    catalog = a_catalog(gpus=(unpriced, base.gpus["rtx-4090"]))
    without, with_own = a_decision(catalog), a_decision(catalog, team={"owned_gpus": [{"gpu": "h100-sxm", "count": 8}]})
    i = without.space.index[OWN]
    assert i not in without.ranked
    assert i in with_own.ranked


def test_a_gpu_type_that_nobody_measured_serves_only_who_owns_it():
    catalog = a_catalog(measured_gpus=frozenset({"rtx-4090"}))
    assert a_decision(catalog).space.index[OWN] not in a_decision(catalog).ranked
    assert a_decision(catalog).space.index[OWN] in a_decision(catalog, team={"owned_gpus": [{"gpu": "h100-sxm", "count": 8}]}).ranked


# --- people ----------------------------------------------------------------------------------------------------------


def test_staff_is_money_once_at_the_full_rate_even_if_already_employed():
    few, many = (a_decision(team={"ml_ops_fte": fte}) for fte in (1, 50))
    assert part(few, RENTED, "staff") == part(many, RENTED, "staff")
    fte = P["deployments.self_host_cloud_gpu.run_fte"] + gpus(few, RENTED) * P["cost.fte_per_gpu"]
    assert part(few, RENTED, "staff") == pytest.approx(fte * FTE)


def test_set_up_is_spread_over_the_horizon():
    one, twelve = (a_decision(volume={"horizon_months": months}) for months in (1, 12))
    assert part(one, RENTED, "setup") == pytest.approx(12 * part(twelve, RENTED, "setup"))


def test_calling_an_api_is_the_baseline_and_costs_no_staff():
    decision = a_decision()
    for option_id in ("acme/closed-large|closed_api|acme", "borealis/open-eight|managed_open_api|hostly"):
        assert part(decision, option_id, "staff") == part(decision, option_id, "setup") == 0


def test_people_are_not_counted_again_in_simplicity():
    from advisor.criteria import simplicity

    cheap, dear = (a_decision(team={"fte_usd_per_year": usd, "ml_ops_fte": 3}) for usd in (10_000, 1_000_000))
    assert (simplicity.values(cheap.figures, cheap.needs).value == simplicity.values(dear.figures, dear.needs).value).all()


def test_staff_time_is_not_upfront():
    cheap, dear = (a_decision(team={"fte_usd_per_year": usd}) for usd in (10_000, 1_000_000))
    assert (cheap.figures.upfront == dear.figures.upfront).all()


# --- tuning ----------------------------------------------------------------------------------------------------------

TUNED = {"need": "required", "method": "lora", "training_tokens_m": 100, "runs_per_year": 4}


def test_a_run_on_gpus_grows_with_tokens_and_size_and_full_tuning_costs_a_factor():
    lora = run_cost_on_gpus(8, 100, "lora")
    assert lora == pytest.approx(P["cost.tuning_gpu_hours_per_mtok_per_b"] * 100 * 8 * P["cost.tuning_hour_usd"])
    assert run_cost_on_gpus(16, 100, "lora") == run_cost_on_gpus(8, 200, "lora") == pytest.approx(2 * lora)
    assert run_cost_on_gpus(8, 100, "full") == pytest.approx(lora * P["cost.tuning_full_factor"])
    assert run_cost_on_gpus(8, 100, "lora", 0) < lora < run_cost_on_gpus(8, 100, "lora", 2)


def test_the_first_run_is_upfront_and_the_runs_are_in_the_bill():
    tuned, plain = a_decision(fine_tuning=TUNED), a_decision()
    i = tuned.space.index[RENTED]
    run = run_cost_on_gpus(8.03, 100, "lora")
    assert tuned.figures.upfront[i] - plain.figures.upfront[i] == pytest.approx(run)
    assert part(tuned, RENTED, "fine_tuning") > 4 / 12 * run
    assert part(plain, RENTED, "fine_tuning") == 0


@pytest.mark.parametrize(("size", "usd"), [(8.0, 0.5), (16.0, 0.5), (16.1, 3.0), (69.0, 3.0), (69.1, None)])
def test_a_size_bracket_holds_up_to_its_end(size: float, usd: float | None):
    prices = tuple(
        TuningPrice(provider_id="hostly", model_or_bracket=text, method="lora", usd_per_mtok=amount, origin=a_rent().origin)
        for text, amount in (("up to 16B", 0.5), ("16-69B", 3.0))
    )
    found = provider_rate(prices, "hostly", an_open_model(params_total_b=size))
    assert (found.usd_per_mtok if found else None) == usd


def test_a_price_for_the_model_itself_comes_before_its_bracket():
    prices = tuple(
        TuningPrice(provider_id="hostly", model_or_bracket=text, method="lora", usd_per_mtok=amount, origin=a_rent().origin)
        for text, amount in (("up to 16B", 0.5), ("Open Eight", 2.0))
    )
    found = provider_rate(prices, "hostly", an_open_model())
    assert found is not None
    assert found.usd_per_mtok == 2.0
    assert provider_rate(prices, "other", an_open_model()) is None


# --- media -----------------------------------------------------------------------------------------------------------


def clip(usd: float, condition: str = "", **more: Any) -> Offer:
    return an_offer(
        "studio/film",
        "acme",
        id=f"acme/film:{condition}",
        unit="second",
        usd_per_unit=usd,
        condition=condition,
        usd_per_mtok_in=None,
        usd_per_mtok_out=None,
        **more,
    )


def film(*offers: Offer) -> Catalog:
    model = a_model("studio/film", kind="video", modalities_out=("video",))
    return a_catalog(models=(model,), offers=offers, providers=(a_provider(),), gpu_prices=(), shapes=(), quality=())


@pytest.mark.parametrize(
    ("asked", "usd", "said"),
    [("720p", 0.10, ""), ("1080p", 0.20, ""), ("480p", 0.10, "nearest offered to 480p"), ("4k", 0.20, "nearest offered to 4k")],
)
def test_video_is_priced_at_the_nearest_resolution_and_says_so(asked: str, usd: float, said: str):
    needs = some_needs(task="video_generation", volume={"video_resolution": asked, "video_seconds_per_request": 5})
    found = media_price((clip(0.20, "1080p"), clip(0.10, "720p")), needs)
    assert found is not None
    assert found.usd_per_request == pytest.approx(5 * usd)
    assert said in found.said
    assert ("nearest" in found.said) is bool(said)


def test_a_resolution_taken_for_another_is_a_caution_of_the_option():
    from advisor.recommend import answer

    row = answer(a_decision(film(clip(0.2, "1080p")), task="video_generation", volume={"video_resolution": "480p"}))["options"][0]
    assert any("nearest offered to 480p" in caution for caution in row["cautions"])


def test_of_two_prices_equally_near_the_cheaper_is_taken():
    found = media_price((clip(0.3, "720p with audio"), clip(0.1, "720p")), some_needs(task="video_generation"))
    assert found is not None
    assert found.usd_per_request == pytest.approx(0.8)


@pytest.mark.parametrize(("task", "per_request"), [("video_generation", 8), ("image_generation", 1), ("transcription", 5)])
def test_each_media_task_is_counted_in_its_own_unit(task: str, per_request: float):
    assert units_per_request(some_needs(task=task)) == per_request


def test_token_fields_mean_nothing_to_a_video_task():
    few, many = (
        a_decision(film(clip(0.1)), task="video_generation", volume={"input_tokens_per_request": n, "output_tokens_per_request": n})
        for n in (1, 10**6)
    )
    assert few.figures.expected[0] == many.figures.expected[0] == pytest.approx(100_000 * 8 * 0.1)


def test_media_fields_mean_nothing_to_a_token_task():
    few, many = (
        a_decision(volume={"video_seconds_per_request": n, "images_per_request": n, "audio_minutes_per_request": n}) for n in (1, 900)
    )
    assert few.figures.expected.tolist() == many.figures.expected.tolist()


def test_a_video_model_on_own_hardware_is_one_group_always_on_with_a_caution():
    from advisor.recommend import answer

    model = an_open_model("studio/open-film", kind="video", modalities_out=("video",), params_total_b=14)
    catalog = a_catalog(models=(model, an_open_model()), offers=(), quality=())
    needs = {"task": "video_generation"}
    rows = {r["deployment"]: r for r in answer(a_decision(catalog, **needs))["options"] if r["model_id"] == model.id}
    rented = rows[Deployment.SELF_HOST_CLOUD_GPU]
    assert rented["hardware"]["replicas"] == 1
    assert rented["monthly_cost_usd"]["breakdown"]["gpu_rental"] == pytest.approx(rented["hardware"]["gpus_per_replica"] * 2.5 * HOURS)
    assert any("capacity unknown" in caution for caution in rented["cautions"])


def test_a_catalog_whose_only_open_models_make_video_is_priced():
    film = an_open_model("studio/film", kind="video", modalities_out=("video",), params_total_b=14)
    decision = a_decision(a_catalog(models=(film,), offers=(), shapes=(), quality=()), task="video_generation")
    assert len(decision.ranked)


def test_where_nobody_knows_what_a_machine_carries_the_bill_is_scored_at_its_high_end():
    from advisor.criteria import cost
    from advisor.values import cost_value

    model = an_open_model("studio/open-film", kind="video", modalities_out=("video",), params_total_b=14)
    d = a_decision(a_catalog(models=(model,), offers=(), shapes=(), quality=()), task="video_generation")
    i = d.space.index["studio/open-film|self_host_cloud_gpu|metal"]
    values = cost.values(d.figures, d.needs)
    assert d.figures.capacity_unknown[i]
    assert not values.known[i]
    assert values.value[i] == values.low[i] == pytest.approx(float(cost_value(d.figures.high[[i]])[0]))
    assert values.high[i] > values.value[i]
