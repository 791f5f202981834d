"""The feeds that are fetched only: what survives translation, what is reported instead of dropped, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from feed_answers import ANSWERS, GPT_OSS, QWEN, WANTED, answers, snapshot

from catalog.entries import FeedEntry, read_json
from catalog.feeds import FEED, FEEDS, Translation, UnreadableFeedError, translate
from catalog.feeds import huggingface as hub
from catalog.feeds import openrouter as router

SEEN = date(2026, 11, 21)


def translated(feed: str, parts: dict[str, Any] | None = None) -> Translation:
    return translate(FEED[feed], snapshot(feed, parts), SEEN)


def entry(found: Translation, key: str, tier: str = "standard") -> FeedEntry:
    (one,) = [e for e in found.entries if e.key == key and e.tier == tier]
    return one


def said(found: Translation, key: str) -> dict[str, str]:
    return {s.about: s.value for s in found.statements if s.key == key}


# --- models.dev ------------------------------------------------------------------------------------------------------


def test_models_dev_prices_limits_and_capabilities() -> None:
    sonnet = entry(translated("models_dev"), "claude-sonnet-4-5")
    assert (sonnet.usd_per_mtok_in, sonnet.usd_per_mtok_out, sonnet.usd_per_mtok_cached_in, sonnet.usd_per_mtok_cache_write) == (
        3,
        15,
        0.3,
        3.75,
    )
    assert (sonnet.context_tokens, sonnet.max_output_tokens, sonnet.vision, sonnet.mode) == (200_000, 64_000, True, "chat")
    assert [(t.above_tokens, t.usd_per_mtok_in, t.usd_per_mtok_out) for t in sonnet.tiers] == [(200_000, 6, 22.5)]
    assert sonnet.url == "https://docs.anthropic.com/en/docs/about-claude/models"
    assert not sonnet.faults


def test_models_dev_longer_prompts_faster_modes_and_the_longest_prompt() -> None:
    found = translated("models_dev")
    assert entry(found, "gpt-5.4").tiers[0].above_tokens == 272_000
    assert entry(found, "gpt-5.4").context_tokens == 922_000
    assert entry(found, "gpt-5.4", "fast").usd_per_mtok_out == 30


def test_models_dev_marks_what_is_no_longer_served_and_free_tiers_have_no_price() -> None:
    found = translated("models_dev")
    assert entry(found, "gpt-4.5-preview").withdrawn
    free = entry(found, "gpt-4.1")
    assert free.usd_per_mtok_in is None
    assert free.zero == ("input", "output")


def test_models_dev_facts_of_models_without_what_is_only_estimated() -> None:
    found = translated("models_dev")
    qwen = said(found, "alibaba/qwen3-235b-a22b")
    assert (qwen["parameters_b"], qwen["licence"], qwen["open_weights"], qwen["hf_id"]) == ("235.094", "apache-2.0", "yes", QWEN)
    assert "released" not in qwen, "a month is no day"
    assert "parameters_b" not in said(found, "deepseek/deepseek-v4-pro")


# --- OpenRouter ------------------------------------------------------------------------------------------------------


def test_openrouter_prices_per_token_become_exact_prices_per_million() -> None:
    found = translated("openrouter")
    oss, gpt = entry(found, GPT_OSS), entry(found, "openai/gpt-5.4")
    assert (oss.usd_per_mtok_in, oss.usd_per_mtok_out) == (0.039, 0.19)
    assert (gpt.usd_per_mtok_cached_in, gpt.tiers[0].above_tokens, gpt.tiers[0].usd_per_mtok_out) == (0.25, 272_000, 22.5)
    assert (oss.tool_calling, oss.structured_output, oss.vision, gpt.vision) == (True, True, False, True)
    assert gpt.unrepresented == ("web_search",)
    assert gpt.ends == date(2027, 4, 1)


def test_openrouter_lists_every_host_behind_a_model() -> None:
    found = translated("openrouter")
    cerebras = entry(found, GPT_OSS, "via cerebras/fp16")
    assert (cerebras.usd_per_mtok_in, cerebras.max_output_tokens, cerebras.condition) == (0.35, 40_960, "served by Cerebras at fp16")
    assert said(found, GPT_OSS)["output_tokens_per_s"] == "2100"


def test_a_router_has_no_price_and_that_is_no_fault() -> None:
    auto = entry(translated("openrouter"), "openrouter/auto")
    assert (auto.usd_per_mtok_in, auto.faults) == (None, ())


def test_openrouter_is_asked_about_each_model_by_a_safe_path() -> None:
    listing = {"data": [{"id": "a/b"}, {"id": "../../etc"}, {"id": "a/b?x=1"}, {"id": "http://evil/x"}, {"id": None}, {"id": "a/b:free"}]}
    assert router.further({router.LISTING: listing}, ()) == ["/api/v1/models/a/b/endpoints", "/api/v1/models/a/b:free/endpoints"]


# --- Hugging Face ----------------------------------------------------------------------------------------------------


def test_hugging_face_states_licence_size_and_shape() -> None:
    qwen = said(translated("huggingface"), QWEN)
    assert (qwen["licence"], qwen["gated"], qwen["last_modified"], qwen["weights_format"]) == ("apache-2.0", "no", "2025-07-26", "BF16")
    assert (qwen["parameters_b"], qwen["layers"], qwen["kv_heads"], qwen["experts"], qwen["experts_per_token"]) == (
        "235.094",
        "94",
        "4",
        "128",
        "8",
    )
    assert qwen["context_tokens"] == "40960"


def test_packed_weights_are_not_counted_as_parameters_and_a_named_licence_keeps_its_name() -> None:
    oss = said(translated("huggingface"), GPT_OSS)
    assert "parameters_b" not in oss
    assert (oss["weights_format"], oss["licence"], oss["gated"]) == ("U8", "gpt-oss-licence", "auto")
    assert "layers" not in oss, "the gated file was not answered"


def test_hugging_face_is_asked_about_curated_weights_by_safe_paths() -> None:
    paths = hub.further({}, [*WANTED, "../x", "a/../b", "a b/c"])
    assert paths == list(ANSWERS["huggingface"])


def test_a_repository_that_moved_states_nothing_and_is_counted() -> None:
    parts = answers("huggingface")
    next(iter(parts.values()))["id"] = "Qwen/Other"
    found = translated("huggingface", parts)
    assert said(found, QWEN) == {}
    assert found.report.unrepresented == {"a repository moved under another name": 1}


def test_an_answer_about_nothing_is_refused() -> None:
    parts = answers("huggingface")
    parts[next(iter(parts))] = {}
    with pytest.raises(UnreadableFeedError, match="describes no repository"):
        translated("huggingface", parts)


# --- Artificial Analysis ---------------------------------------------------------------------------------------------


def test_scores_are_percent_at_the_effort_that_the_name_says() -> None:
    found = translated("artificial_analysis")
    scores = {(s.key, s.effort, s.benchmark_id): s.value for s in found.scores}
    assert scores["GPT-5.4", "xhigh", "gpqa_diamond"] == 92
    assert scores["GPT-5.4", "none", "gpqa_diamond"] == 75
    assert scores["GPT-5.4", "xhigh", "aa_coding_index"] == 57.3
    assert ("Mystery Model 9B (Preview)", "default", "gpqa_diamond") in scores, "words that are no effort belong to the name"


def test_tests_without_a_benchmark_of_ours_are_counted_and_nulls_are_not() -> None:
    unknown = translated("artificial_analysis").report.unrepresented
    assert unknown == {"artificial_analysis_intelligence_index": 1}


def test_speed_is_a_range_over_efforts_and_zero_is_unknown() -> None:
    found = translated("artificial_analysis")
    assert said(found, "GPT-5.4")["output_tokens_per_s"] == "61.2 to 77.6"
    assert said(found, "Mystery Model 9B (Preview)") == {}


@pytest.mark.parametrize("value", [1.5, -0.1, "0.9", True, 101])
def test_a_score_that_cannot_be_is_a_fault(value: object) -> None:
    parts = answers("artificial_analysis")
    parts["/api/v2/data/llms/models"]["data"][0]["evaluations"]["gpqa"] = value
    found = translated("artificial_analysis", parts)
    assert not [s for s in found.scores if s.effort == "xhigh" and s.benchmark_id == "gpqa_diamond"]
    assert "gpqa" in found.report.faults[0]


# --- llm-prices ------------------------------------------------------------------------------------------------------


def test_llm_prices_fold_longer_prompts_into_their_line() -> None:
    found = translated("llm_prices")
    pro = entry(found, "gemini-2.5-pro")
    assert (pro.usd_per_mtok_in, pro.tiers[0].above_tokens, pro.tiers[0].usd_per_mtok_in) == (1.25, 200_000, 2.5)
    assert not [e for e in found.entries if e.key == "gemini-2.5-pro-200k"]
    assert entry(found, "claude-opus-5-5").effective == date(2026, 9, 22)


def test_llm_prices_give_every_price_its_days() -> None:
    spans = {(e.key, e.effective, e.until): e.usd_per_mtok_in for e in translated("llm_prices").dated}
    change = date(2026, 9, 22)
    assert spans["claude-opus-5-5", None, change] == 5
    assert spans["claude-opus-5-5", change, None] == 4
    assert not [key for key, first, until in spans if first is None and until is None]


# --- all feeds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feed", FEEDS, ids=lambda f: f.name)
def test_every_feed_reads_its_own_answers_without_a_fault(feed: Any) -> None:
    report = translated(feed.name).report
    assert report.faults == ()
    assert report.entries or report.statements or report.scores


@pytest.mark.parametrize("feed", FEEDS, ids=lambda f: f.name)
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"17",
        b"<html></html>",
        b'{"answers": 3}',
        b"[" * 100_000,
        b'{"answers": {"/x": [1, 2]}}',
        b"\xff\xfe",
    ],
)
def test_a_payload_of_another_shape_gives_no_figure(feed: Any, payload: bytes) -> None:
    try:
        found = translate(feed, payload, SEEN)
    except UnreadableFeedError:
        return
    assert (found.report.priced, found.statements, found.scores) == (0, (), ())


HOSTILE = [None, True, -1, "", [], {}, "\x00", "1e999999999", 10**400, {"a": {"b": []}}, "<script>"]


def replacements(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in an answer."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [found for key, child in inside for found in replacements(child, (*path, key))]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda f: f.name)
def test_any_value_in_any_place_is_read_or_refused(feed: Any) -> None:
    parts = answers(feed.name)
    for place in replacements(parts)[1:]:
        for value in HOSTILE:
            changed = answers(feed.name)
            inside: Any = changed
            for step in place[:-1]:
                inside = inside[step]
            inside[place[-1]] = value
            try:
                found = translate(feed, snapshot(feed.name, changed), SEEN)
            except UnreadableFeedError:
                continue
            for e in found.entries:
                prices = [v for k, v in e.model_dump().items() if k.startswith("usd") and v is not None]
                assert all(0 < price <= 10_000 for price in prices)


def test_a_key_listed_twice_with_two_values_is_read_as_neither() -> None:
    found = read_json(b'{"a": 1, "b": 2, "a": 3, "b": 2}')
    assert found["b"] == 2
    assert found["a"] == "listed twice with different values"
    payload = b'{"m": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-6}, "m": {"litellm_provider": "openai"}}'
    (line,) = translate(FEED["litellm"], payload, SEEN).entries
    assert line.usd_per_mtok_in is None
    assert line.faults


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match="Unicode"):
        read_json(b'{"a": "\\ud800"}')
    assert read_json(b'{"a": "\\ud83e\\udd99"}') == {"a": "🦙"}
