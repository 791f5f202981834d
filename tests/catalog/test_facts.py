"""Invariants over all fact files."""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from functools import cache

import pytest

from catalog.curated import FACTS, Facts, load_facts
from catalog.curated_references import MARKET
from catalog.schema import Deployment, Openness, Origin, Status

READ = date(2026, 11, 20)
"""The day the research tables were closed: nothing can have been read later."""


@cache
def facts() -> Facts:
    return load_facts()


def origins() -> list[tuple[str, Origin]]:
    f = facts()
    found = [(f"licence {x.id}", x.origin) for x in f.licences.values()]
    found += [(f"regulation {x.id}", x.origin) for x in f.regulations.values()]
    found += [(f"provider {p.id} {x.fact}", x.origin) for p in f.providers.values() for x in p.facts]
    for name in ("endpoint_regions", "gpu_prices", "rate_limits", "closed_on_prem", "tuning_prices", "video_offers", "media_offers"):
        found += [(f"{name} row {n}", row.origin) for n, row in enumerate(getattr(f, name))]
    return found


def test_every_fact_says_who_and_when():
    for what, origin in origins():
        assert origin.publisher.strip(), what
        # where a company has its seat may rest on an old register; everything else about models is recent
        oldest = date(2010, 1, 1) if what.endswith("hq_country") else date(2023, 1, 1)
        assert oldest <= origin.date <= READ, (what, origin.date)
        assert origin.url is None or re.match(r"https?://\S+$", origin.url), (what, origin.url)
    for model in facts().models.values():
        assert model.sources, model.id
        assert all(source.strip() for source in model.sources), model.id
        assert model.checked <= READ, model.id


def test_dates_of_a_models_life_come_in_order():
    for model in facts().models.values():
        if model.release_date:
            assert date(2022, 1, 1) <= model.release_date <= max(model.checked, READ), model.id
        if model.release_date and model.retirement_date:
            assert model.release_date < model.retirement_date, model.id


def test_a_retirement_day_means_deprecated_or_an_announced_end():
    for model in facts().models.values():
        if model.retirement_date and model.retirement_date <= READ:
            assert model.status is Status.DEPRECATED, model.id


def test_weights_have_no_retirement_day():
    """The end of the maker's own API is the end of an offer; weights stay usable elsewhere."""
    for model in facts().models.values():
        assert not (model.open and model.retirement_date), model.id


def test_no_shutdown_day_is_left_in_the_notes_alone():
    """A closed language model whose note gives an end has it as a field."""
    end = re.compile(r"(?:end of life|shutdown|retirement|shut down) (\d{4}-\d\d-\d\d)")
    for model in facts().models.values():
        found = end.search(model.notes)
        if found and not model.open and "has no date" not in model.notes:  # one of two ids lives on
            assert model.retirement_date, model.id


def test_a_successor_is_another_model_of_the_same_maker_that_is_not_older():
    models = facts().models
    for model in models.values():
        if model.successor_id is None:
            continue
        successor = models[model.successor_id]
        assert successor.id != model.id
        assert successor.lab == model.lab, model.id
        if model.release_date and successor.release_date:
            assert successor.release_date >= model.release_date, model.id


def test_every_released_model_has_an_openness_and_closed_ones_a_licence():
    for model in facts().models.values():
        if model.status is Status.ANNOUNCED:
            continue
        assert model.openness is not None, model.id
        assert model.modalities_in, model.id
        assert model.modalities_out, model.id
        if model.openness is Openness.CLOSED:
            assert model.licence_id, model.id
            assert facts().licences[model.licence_id].category == "proprietary_api", model.id
        elif model.licence_id:
            assert facts().licences[model.licence_id].category != "proprietary_api", model.id


def test_labs_with_terms_of_their_own_use_them_for_closed_models():
    own = {
        "openai": "openai-api-terms",
        "anthropic": "anthropic-commercial-terms",
        "google": "gemini-api-terms",
        "xai": "xai-enterprise-terms",
    }
    for model in facts().models.values():
        lab = model.id.split("/")[0]
        if lab in own and model.openness is Openness.CLOSED:
            assert model.licence_id == own[lab], model.id


def test_active_parameters_do_not_exceed_all_parameters():
    for model in facts().models.values():
        if model.params_active_b and model.params_total_b:
            assert model.params_active_b <= model.params_total_b, model.id


def test_answers_fit_the_context_window():
    for model in facts().models.values():
        if model.context_tokens and model.max_output_tokens:
            assert model.max_output_tokens <= model.context_tokens, model.id


def test_open_models_can_be_tuned_and_closed_ones_hand_out_no_weights():
    for model in facts().models.values():
        weights = {"weights_lora", "weights_full"} & set(model.fine_tuning)
        assert bool(weights) == model.open, model.id


def test_thresholds_have_effect_and_period():
    licences = facts().licences
    lines = {i: (x.monthly_active_users, x.revenue_usd) for i, x in licences.items() if x.monthly_active_users or x.revenue_usd}
    assert len(lines) >= 20
    for licence_id, pair in lines.items():
        for line in pair:
            assert line is None or line.period in ("month", "year"), licence_id
        if licences[licence_id].category == "permissive_open_weights":
            assert all(line is None or line.effect == "adds_duty" for line in pair), licence_id


def test_prices_are_positive_and_below_the_absurd():
    f = facts()
    assert all(0.01 < p.usd_per_gpu_hour < 100 for p in f.gpu_prices)
    assert all(0 < p.usd_per_unit < 1000 for p in f.video_offers + f.media_offers)
    assert all(p.usd_per_mtok is None or 0 < p.usd_per_mtok <= 100 for p in f.tuning_prices)


def test_who_rents_gpus_is_marked_as_gpu_host():
    providers = facts().providers
    for price in facts().gpu_prices:
        if price.provider_id == MARKET:
            assert price.service == "market_estimate"
        elif price.service == "managed_dedicated":
            assert providers[price.provider_id].dedicated_gpu, price
        else:
            assert providers[price.provider_id].gpu_host, price


def test_a_provider_serves_in_some_way():
    for provider in facts().providers.values():
        assert provider.deployment or provider.dedicated_gpu or provider.gpu_host or provider.passes_through, provider.id
        assert not (provider.passes_through and provider.deployment), provider.id


def test_one_feed_name_belongs_to_one_provider():
    names = [name for provider in facts().providers.values() for name in provider.feed_names]
    assert len(names) == len(set(names))


def test_facts_about_every_model_cover_every_model():
    for provider in facts().providers.values():
        for fact in provider.facts:
            if fact.scope == "all":
                assert "*" in fact.covers, (provider.id, fact.fact)
            for pattern in fact.covers:
                assert pattern == "*" or "/" in pattern, (provider.id, pattern)


def test_every_pattern_of_a_provider_fact_matches_some_model():
    for provider in facts().providers.values():
        for pattern in {p.removeprefix("!") for fact in provider.facts for p in fact.covers}:
            assert any(fnmatchcase(i, pattern) for i in facts().models), (provider.id, pattern)


def test_every_deployment_is_described_and_staff_ranges_are_ranges():
    assert set(facts().deployments) == {d.value for d in Deployment}
    for deployment in facts().deployments.values():
        assert 0 <= deployment.ops_fte_low <= deployment.ops_fte_high, deployment.id


def test_gpu_figures_are_plausible():
    for gpu in facts().gpus.values():
        assert 8 <= gpu.vram_gb <= 600, gpu.id
        assert gpu.domain >= 1, gpu.id
        assert gpu.domain == 1 or gpu.link_gb_s, gpu.id
        if gpu.list_price_usd_low and gpu.list_price_usd_high:
            assert gpu.list_price_usd_low <= gpu.list_price_usd_high, gpu.id


def test_shapes_agree_with_the_parameter_counts_of_their_models():
    for shape in facts().shapes.values():
        total = facts().models[shape.model_id].params_total_b
        if total and shape.quality != "approximate" and "lookup tables" not in shape.notes:  # those stay outside p_total_b
            assert 0.6 < shape.p_total_b / total < 1.15, shape.model_id
        assert shape.p_active_b <= shape.p_total_b * 1.001, shape.model_id
        # DeepSeek V4 attends to compressed tokens and to a window in one layer, LongCat 2.0 attends twice per layer
        assert max(shape.full_layers, shape.window_layers, shape.linear_layers) <= 2 * shape.n_layers, shape.model_id


def test_scores_lie_on_their_scale_and_vendor_scores_are_marked():
    benchmarks = facts().benchmarks
    for score in facts().scores:
        benchmark = benchmarks[score.benchmark_id]
        if benchmark.ceiling is not None:
            assert score.score <= benchmark.ceiling, score
        if benchmark.floor is not None and benchmark.unit == "percent":
            assert score.score >= min(benchmark.floor, 0), score
    assert {score.reported_by for score in facts().scores} == {"vendor", "independent"}


def test_efforts_of_scores_come_from_one_vocabulary():
    known = {"none", "minimal", "low", "medium", "high", "xhigh", "max", "budget", "default", "reasoning_default"}
    assert {score.effort for score in facts().scores} == known


@pytest.mark.parametrize(
    ("variant", "effort"),
    [
        ("AA; default", "default"),
        ("AA; reasoning", "reasoning_default"),
        ("AA; non-reasoning high effort", "none"),
        ("AA; adaptive reasoning max effort", "max"),
        ("high, ci95 -7/+7", "default"),  # a picture quality
        ("Mini-SWE-Agent", "default"),
        ("128K context", "default"),  # a prompt length, not a thinking budget
    ],
)
def test_the_effort_of_a_variant_is_read_with_care(variant, effort):
    assert {score.effort for score in facts().scores if score.variant == variant} == {effort}


def test_artificial_analysis_rows_stay_in_a_file_of_their_own():
    """So that they can be replaced or left out; wherever they are shown they need attribution."""
    own = {s.benchmark_id for s in facts().scores if s.artificial_analysis}
    assert {"t2i_aa_arena", "tts_aa_arena", "aa_wer_v2", "t2v_aa_arena"} <= own
    for score in load_facts(with_artificial_analysis=False).scores:
        assert "artificialanalysis" not in score.source, score
        assert "aa" not in score.benchmark_id.split("_"), score
        assert not score.variant.startswith("AA"), score


def test_uncurated_media_prices_are_kept_and_named():
    uncurated = {price.key for price in facts().video_offers if price.model_id is None}
    assert "alibaba/wan3.0-video-prime" in uncurated
    assert all(price.key for price in facts().video_offers)


def test_video_models_curated_from_an_arena_have_a_score_there():
    scored = {s.model_id for s in facts().scores if facts().benchmarks[s.benchmark_id].dimension == "video"}
    for model in facts().models.values():
        if "curated because a video arena rates it" in model.notes:
            assert model.id in scored, model.id


def test_an_obligation_is_one_sentence():
    for regulation in facts().regulations.values():
        if regulation.obligation:
            assert regulation.obligation.endswith("."), regulation.id
            assert len(regulation.obligation) < 200, regulation.id


def test_every_regulation_a_user_can_pick_brings_an_obligation():
    for value in ("gdpr", "hipaa", "eu_ai_act_high_risk", "pci_dss", "fedramp", "sox"):
        assert any(value in r.needs and r.obligation for r in facts().regulations.values()), value


def test_no_fact_names_a_path_of_the_research_tables():
    for path in sorted(FACTS.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "of this folder" not in text, path
            assert "../shared" not in text, path


def test_a_list_price_of_a_gpu_names_its_own_source():
    for gpu in facts().gpus.values():
        if gpu.list_price_usd_low is not None:
            assert any(s.startswith("price: ") for s in gpu.sources), gpu.id
        assert all(s.count("(") == s.count(")") for s in gpu.sources), gpu.id


def test_editions_of_one_name_say_what_they_must_not_be_mixed_up_with():
    """A test whose id is another one's with another number, year or kind at its end."""
    tests = facts().benchmarks
    families = {}
    for each in tests:
        stem = re.sub(r"(_(20\d\d|v?\d[\d_]*|hard|pro|verified|original|feb|nov|tools|lite|\d+k|t\d_?\d?|aa|2026_\d\d))+$", "", each)
        families.setdefault(stem, []).append(each)
    for stem, members in families.items():
        if len(members) > 1:
            assert all(tests[m].versions for m in members), stem
    for family in ("terminal_bench_", "aa_intelligence_index_", "tau", "osworld_", "swe_bench_", "arc_agi_"):
        members = [b for b in tests.values() if b.id.startswith(family)]
        assert len({b.versions for b in members}) == 1, family
    assert all(number in tests["terminal_bench_4"].versions for number in ("1", "2.0", "2.1", "Hard", "4.0"))
