"""genai-prices: dated and hourly prices, variants, tiers, and what is reported instead of dropped."""

from __future__ import annotations

from datetime import date

from feed_payloads import genai, genai_model

from catalog.entries import FeedEntry
from catalog.feeds.genai_prices import entries

SEEN = date(2026, 11, 20)


def read(payload: bytes, seen: date = SEEN) -> list[FeedEntry]:
    return list(entries(payload, seen))


def standard(payload: bytes, seen: date = SEEN) -> FeedEntry:
    (entry,) = [e for e in read(payload, seen) if e.tier == "standard"]
    return entry


def test_prices_and_batch_prices() -> None:
    opus = standard(genai("anthropic", "claude-opus-5-5"))
    assert (opus.usd_per_mtok_in, opus.usd_per_mtok_cached_in, opus.usd_per_mtok_out) == (4.0, 0.2, 20.0)
    assert (opus.usd_per_mtok_batch_in, opus.usd_per_mtok_batch_out) == (2.0, 10.0)
    assert opus.url == "https://www.anthropic.com/pricing#api"


def test_fast_mode_is_a_tier_of_its_own() -> None:
    (fast,) = [e for e in read(genai("anthropic", "claude-opus-5-5")) if e.tier == "fast"]
    assert (fast.usd_per_mtok_in, fast.usd_per_mtok_out) == (8.0, 40.0)


def test_the_price_in_force_on_the_day_is_used() -> None:
    payload = genai("mistral", "mistral-large-4")
    now, earlier, launch = standard(payload), standard(payload, date(2026, 10, 25)), standard(payload, date(2026, 10, 1))
    assert (now.usd_per_mtok_in, now.effective) == (0.7, date(2026, 10, 29))
    assert (earlier.usd_per_mtok_in, earlier.effective) == (1.36, date(2026, 10, 20))
    assert (launch.usd_per_mtok_in, launch.effective) == (0.68, None)


def test_of_dated_batch_prices_the_newest_that_has_started_wins() -> None:
    payload = genai("mistral", "mistral-large-4")
    assert standard(payload).usd_per_mtok_batch_in == 0.35
    assert standard(payload, date(2026, 10, 25)).usd_per_mtok_batch_in == 0.68


def test_a_price_that_starts_later_is_announced_not_used() -> None:
    argon = standard(genai("google", "gemini-4-argon"))
    assert argon.usd_per_mtok_in == 2.0
    assert [text for text in argon.unrepresented if text.startswith("from 2026-12-01: input_mtok 4")]


def test_the_dearer_hours_are_the_price_and_the_cheaper_ones_off_peak() -> None:
    pro = standard(genai("deepseek", "deepseek-v4-pro"))
    assert (pro.usd_per_mtok_in, pro.usd_per_mtok_off_peak_in) == (1.32, 0.66)
    assert (pro.usd_per_mtok_out, pro.usd_per_mtok_off_peak_out) == (3.96, 1.98)
    assert pro.condition == "off-peak outside 01:00-04:00, 06:00-10:00 UTC"


def test_long_prompts_keep_their_own_prices_in_every_tier() -> None:
    by_tier = {e.tier: e for e in read(genai("openai", "gpt-6-astra"))}
    assert by_tier["standard"].tiers[0].above_tokens == 272_000
    assert by_tier["standard"].tiers[0].usd_per_mtok_in == 20.0
    assert by_tier["standard"].tiers[0].usd_per_mtok_batch_out == 37.5
    assert by_tier["priority"].tiers[0].usd_per_mtok_out == 150.0


def test_prices_copied_from_a_reseller_are_marked() -> None:
    assert standard(genai("openai", "gpt-oss-120b")).second_hand
    assert not standard(genai("openai", "gpt-6-astra")).second_hand


def test_withdrawn_models_are_marked() -> None:
    assert standard(genai("cerebras", "zai-glm-4.7")).withdrawn


def test_zero_is_unknown_and_an_unknown_key_is_reported() -> None:
    entry = standard(genai_model(prices={"input_mtok": 0, "output_mtok": 2.5, "smell_mtok": 1}))
    assert entry.usd_per_mtok_in is None
    assert entry.zero == ("input_mtok",)
    assert entry.faults == ("smell_mtok: unknown price key",)


def test_negative_prices_are_faults() -> None:
    entry = standard(genai_model(prices={"input_mtok": -1, "output_mtok": 2.5}))
    assert entry.usd_per_mtok_in is None
    assert entry.faults == ("input_mtok: -1 is negative",)


def test_hours_of_audio_become_minutes() -> None:
    (audio,) = read(genai_model(prices={"input_audio_hours": 0.36}))
    assert (audio.mode, audio.unit, audio.usd_per_unit) == ("audio_transcription", "minute", 0.006)


def test_the_mode_is_told_by_the_priced_units() -> None:
    assert standard(genai_model(prices={"input_mtok": 0.1})).mode == "embedding"
    assert standard(genai_model(prices={"input_mtok": 0.1, "output_mtok": 0.1})).mode == "chat"
