"""LiteLLM's model map: what survives translation, and what is reported instead of dropped."""

from __future__ import annotations

from datetime import date

import pytest
from feed_payloads import litellm, litellm_line

from catalog.entries import FeedEntry
from catalog.feeds.litellm import entries

SEEN = date(2026, 11, 20)


def read(payload: bytes) -> list[FeedEntry]:
    return list(entries(payload, SEEN))


def standard(payload: bytes) -> FeedEntry:
    (entry,) = [e for e in read(payload) if e.tier == "standard" and e.zone is None]
    return entry


def test_prices_per_token_become_exact_prices_per_million() -> None:
    opus = standard(litellm("claude-opus-5-5"))
    assert (opus.usd_per_mtok_in, opus.usd_per_mtok_cached_in, opus.usd_per_mtok_out) == (4.0, 0.2, 20.0)
    assert opus.usd_per_mtok_cache_write == 5.0
    assert (opus.usd_per_mtok_batch_in, opus.usd_per_mtok_batch_out, opus.usd_per_mtok_batch_cached_in) == (2.0, 10.0, 0.1)


def test_limits_capabilities_and_source_are_carried() -> None:
    opus = standard(litellm("claude-opus-5-5"))
    assert (opus.context_tokens, opus.max_output_tokens) == (1_000_000, 128_000)
    assert opus.tool_calling
    assert opus.vision
    assert opus.url == "https://platform.claude.com/docs/en/about-claude/pricing"
    assert opus.seen == SEEN


def test_long_prompts_keep_their_own_prices() -> None:
    (tier,) = standard(litellm("gpt-6-astra")).tiers
    assert tier.above_tokens == 272_000
    assert (tier.usd_per_mtok_in, tier.usd_per_mtok_out, tier.usd_per_mtok_cached_in) == (20.0, 75.0, 2.0)
    assert (tier.usd_per_mtok_batch_in, tier.usd_per_mtok_batch_out) == (10.0, 37.5)


def test_a_list_of_ranges_gives_base_price_and_tier() -> None:
    flash = standard(litellm("dashscope/qwen-flash"))
    assert (flash.usd_per_mtok_in, flash.usd_per_mtok_out) == (0.05, 0.4)
    assert [(t.above_tokens, t.usd_per_mtok_in, t.usd_per_mtok_out) for t in flash.tiers] == [(256_000, 0.25, 2.0)]


def test_dearer_thinking_tokens_of_a_range_are_reported() -> None:
    assert "tiered_pricing.output_cost_per_reasoning_token" in standard(litellm("dashscope/qwen-plus-2025-07-28")).unrepresented


def test_service_classes_are_entries_of_their_own() -> None:
    by_tier = {e.tier: e for e in read(litellm("gpt-6-astra")) if e.zone is None}
    assert by_tier["priority"].usd_per_mtok_in == 20.0
    assert by_tier["flex"].usd_per_mtok_in == 5.0
    assert by_tier["standard"].usd_per_mtok_in == 10.0


def test_regional_processing_costs_the_stated_surcharge() -> None:
    entries_of = {(e.zone, e.tier): e for e in read(litellm("gpt-6-astra"))}
    europe = entries_of["EEA|CH", "standard"]
    assert (europe.usd_per_mtok_in, europe.usd_per_mtok_out) == (11.0, 55.0)
    assert europe.tiers[0].usd_per_mtok_in == 22.0
    assert entries_of["US", "standard"].usd_per_mtok_batch_in == 5.5
    assert entries_of[None, "standard"].base_zone == "global"


def test_inference_in_the_us_and_fast_mode_of_anthropic() -> None:
    entries_of = {(e.zone, e.tier): e for e in read(litellm("claude-opus-5-5"))}
    assert entries_of["US", "standard"].usd_per_mtok_in == 4.4
    fast = entries_of[None, "fast"]
    assert (fast.usd_per_mtok_in, fast.usd_per_mtok_out) == (8.0, 40.0)
    assert fast.usd_per_mtok_batch_in is None


def test_off_peak_prices_keep_their_hours() -> None:
    pro = standard(litellm("deepseek/deepseek-v4-pro"))
    assert (pro.usd_per_mtok_in, pro.usd_per_mtok_off_peak_in) == (1.32, 0.66)
    assert (pro.usd_per_mtok_out, pro.usd_per_mtok_off_peak_out) == (3.96, 1.98)
    assert "04:00-06:00" in pro.condition
    assert "off_peak_pricing.cache_read_input_token_cost" in pro.unrepresented


def test_zero_is_unknown_and_counted() -> None:
    entry = standard(litellm_line(input_cost_per_token=0.0, output_cost_per_token=0))
    assert entry.usd_per_mtok_in is None
    assert entry.usd_per_mtok_out is None
    assert set(entry.zero) == {"input_cost_per_token", "output_cost_per_token"}


@pytest.mark.parametrize(("value", "said"), [(-1e-6, "negative"), (0.02, "beyond"), ("cheap", "not a number"), (True, "not a number")])
def test_impossible_prices_are_faults_and_not_applied(value: object, said: str) -> None:
    entry = standard(litellm_line(input_cost_per_token=value, output_cost_per_token=2e-6))
    assert entry.usd_per_mtok_in is None
    assert entry.usd_per_mtok_out == 2.0
    assert [f for f in entry.faults if f.startswith("input_cost_per_token:") and said in f]


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "1e400"])
def test_numbers_that_are_none_are_faults(literal: str) -> None:
    payload = b'{"m": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": %s}}' % literal.encode()
    entry = standard(payload)
    assert entry.usd_per_mtok_in is None
    assert entry.faults


def test_an_unknown_price_key_is_reported() -> None:
    assert "input_cost_per_smell: unknown price key" in standard(litellm_line(input_cost_per_smell=1e-6)).faults


def test_a_known_price_that_no_field_holds_is_listed() -> None:
    assert "search_context_cost_per_query" in standard(litellm("claude-opus-5-5")).unrepresented


def test_tokens_of_another_kind_at_the_text_price_lose_nothing() -> None:
    flash = standard(litellm("vertex_ai/gemini-3.5-flash"))
    assert "input_cost_per_audio_token" not in flash.unrepresented
    assert "output_cost_per_reasoning_token" not in flash.unrepresented


def test_a_regional_endpoint_without_a_name_stays_without_one() -> None:
    entries_of = {(e.zone, e.tier): e for e in read(litellm("vertex_ai/gemini-3.5-flash"))}
    assert entries_of["regional", "standard"].usd_per_mtok_in == 1.65
    assert entries_of[None, "standard"].base_zone == "global"


def test_video_is_priced_per_second_and_resolution() -> None:
    found = {(e.unit, e.condition): e.usd_per_unit for e in read(litellm("gemini/veo-3.1-generate-preview"))}
    assert found == {("second", ""): 0.4, ("second", "4k"): 0.6}


def test_speech_is_priced_per_minute_once() -> None:
    (whisper,) = read(litellm("whisper-1"))
    assert (whisper.unit, whisper.usd_per_unit) == ("minute", 0.006)


def test_images_keep_quality_and_size_of_their_key() -> None:
    (image,) = read(litellm("azure/high/1024-x-1024/gpt-image-1"))
    assert (image.unit, image.condition) == ("megapixel", "high quality, 1024-x-1024")


def test_the_last_day_is_carried_and_nonsense_is_a_fault() -> None:
    assert standard(litellm("vertex_ai/gemini-3.5-flash")).ends == date(2027, 5, 19)
    odd = standard(litellm_line(deprecation_date="soon"))
    assert odd.ends is None
    assert odd.faults


def test_an_absurd_multiplier_is_a_fault() -> None:
    found = read(litellm("gpt-6-astra", regional_processing_uplift_multiplier_eu=1000))
    assert not [e for e in found if e.zone == "EEA|CH"]
    assert [f for e in found for f in e.faults if "multiplier" in f]


def test_a_line_that_is_no_object_is_a_fault_and_the_others_are_read() -> None:
    found = read(b'{"odd": 7, "fine": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-6}}')
    assert [(e.key, e.usd_per_mtok_in, bool(e.faults)) for e in found] == [("odd", None, True), ("fine", 1.0, False)]


def test_a_payload_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="one object"):
        read(b"[]")


@pytest.mark.parametrize(
    "line",
    [
        {"tiered_pricing": ["x", None, {}]},
        {"tiered_pricing": [None]},
        {"tiered_pricing": 7},
        {"off_peak_pricing": {"windows": [{}, 3]}},
        {"provider_specific_entry": "fast"},
        {"max_input_tokens": "many", "deprecation_date": 5},
        {"source": 9, "litellm_provider": None, "mode": None},
    ],
)
def test_odd_shapes_inside_a_line_do_not_stop_the_feed(line: dict[str, object]) -> None:
    assert read(litellm_line(**line))
