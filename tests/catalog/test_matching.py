"""Matching upstream keys to models: what is one name in two spellings, and what must never be taken for another."""

from __future__ import annotations

import pytest
from small_world import alias, model

from catalog.matching import Matcher
from catalog.schema import Alias, Model, Openness
from catalog.upstream_names import read_name

MODELS: dict[str, Model] = {
    m.id: m
    for m in (
        model("anthropic/claude-sonnet-4.5"),
        model("openai/gpt-4.1"),
        model("openai/gpt-4o"),
        model("openai/text-embedding-3-small", kind="embedding"),
        model("meta/llama-3.1-8b-instruct", Openness.OPEN_WEIGHTS, hf_id="meta-llama/Llama-3.1-8B-Instruct"),
        model("meta/llama-3.1-70b-instruct", Openness.OPEN_WEIGHTS),
        model("alibaba/qwen3-235b-a22b-thinking-2507", Openness.OPEN_WEIGHTS),
        model("deepseek/v3", Openness.OPEN_WEIGHTS, hf_id="deepseek-ai/DeepSeek-V3"),
        model("deepseek/v3.2", Openness.OPEN_WEIGHTS),
        model("cohere/command-r-08-2024", Openness.OPEN_WEIGHTS),
        model("cohere/command-r-plus-08-2024", Openness.OPEN_WEIGHTS),
        model("mistral/mistral-large-3", Openness.OPEN_WEIGHTS),
    )
}
ALIASES: tuple[Alias, ...] = (
    alias("anthropic/claude-sonnet-4.5", "anthropic", "claude-sonnet-4-5"),
    alias("deepseek/v3", "deepseek", "deepseek-chat", "pointer"),
    alias("meta/llama-3.1-8b-instruct", "groq", "llama-3.1-8b-instant", "host_variant"),
    alias("meta/llama-3.1-8b-instruct", "snowflake", "snowflake/llama3.1-8b"),
)
MATCHER = Matcher(MODELS, ALIASES)


def found(key: str, provider: str = "somebody", mode: str = "chat") -> str | None:
    return MATCHER.match("litellm", provider, key, mode).model_id


SPELLINGS = [
    ("anthropic/claude-sonnet-4.5", "claude-sonnet-4.5"),
    ("anthropic/claude-sonnet-4.5", "anthropic/claude-4.5-sonnet"),
    ("anthropic/claude-sonnet-4.5", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ("anthropic/claude-sonnet-4.5", "vertex_ai/claude-sonnet-4-5@20250929"),
    ("anthropic/claude-sonnet-4.5", "vertex_ai/claude-sonnet-4-5@default"),
    ("openai/gpt-4.1", "azure/gpt-4-1"),
    ("openai/gpt-4.1", "GPT-4.1"),
    ("openai/gpt-4o", "gpt-4o-2024-11-20"),
    ("meta/llama-3.1-8b-instruct", "accounts/fireworks/models/llama-v3p1-8b-instruct"),
    ("meta/llama-3.1-8b-instruct", "@cf/meta/llama-3.1-8b-instruct"),
    ("meta/llama-3.1-8b-instruct", "meta.llama3-1-8b-instruct-v1:0"),
    ("meta/llama-3.1-8b-instruct", "meta/llama-3.1-8b-instruct-maas"),
    ("deepseek/v3", "deepseek-ai/DeepSeek-V3"),
    ("deepseek/v3.2", "bedrock/eu-north-1/deepseek.v3.2"),
    ("cohere/command-r-plus-08-2024", "command-r+-08-2024"),
    ("openai/gpt-4.1", "databricks/databricks-gpt-4-1"),
]


@pytest.mark.parametrize(("model_id", "key"), SPELLINGS)
def test_one_name_in_many_spellings_is_one_model(model_id: str, key: str) -> None:
    assert found(key, key.split("/")[0]) == model_id


STRANGERS = [
    "claude-sonnet-4.6",  # version
    "claude-sonnet-4",
    "claude-opus-4.5",  # family
    "gpt-4.1-mini",
    "gpt-4o-audio-preview",
    "meta-llama/llama-3.1-405b-instruct",  # size
    "meta-llama/Llama-3.1-8B-Instruct-FP8",  # quantisation
    "llama-3.1-8b-instruct:free",  # a free tier has terms of its own
    "qwen3-235b-a22b-2507",  # thinks or not
    "qwen3-235b-a22b-instruct-2507",
    "qwen3-235b-a22b-thinking",  # release
    "deepseek-v3-0324",
    "deepseek-v3.1",
    "command-r",
    "morph-v3-large",  # the maker's name is part of the name
    "v3",
    "v3.2",
    "large-3",
    "",
    "///",
]


@pytest.mark.parametrize("key", STRANGERS)
def test_another_version_size_quantisation_or_variant_is_nobody(key: str) -> None:
    match = MATCHER.match("litellm", key.split("-")[0] or "somebody", key)
    assert (match.model_id, match.how) == (None, "unmatched")
    assert match.why


def test_an_exact_alias_decides_before_any_name() -> None:
    decided = Matcher(MODELS, [*ALIASES, alias("openai/gpt-4o", "odd", "claude-sonnet-4-5")])
    assert decided.match("litellm", "odd", "claude-sonnet-4-5").model_id == "openai/gpt-4o"


def test_an_alias_of_one_list_says_nothing_exact_about_another_list() -> None:
    assert MATCHER.match("genai_prices", "snowflake", "snowflake/llama3.1-8b").how == "unmatched"


def test_a_key_without_the_word_instruct_may_mean_the_untuned_weights() -> None:
    match = MATCHER.match("litellm", "fireworks_ai", "accounts/fireworks/models/llama-v3p1-8b")
    assert match.model_id is None
    assert match.candidates[0] == "meta/llama-3.1-8b-instruct"
    assert "tuned" in match.why


def test_two_models_of_one_name_are_ambiguous() -> None:
    twins = {m.id: m for m in (model("acme/orca-7b"), model("other/orca-7b"))}
    match = Matcher(twins, ()).match("litellm", "somebody", "orca-7b")
    assert (match.model_id, match.how) == (None, "ambiguous")
    assert match.candidates == ("acme/orca-7b", "other/orca-7b")


def test_an_endpoint_of_another_kind_is_another_model() -> None:
    assert found("azure/text-embedding-3-small", mode="embedding") == "openai/text-embedding-3-small"
    assert found("azure/text-embedding-3-small", mode="chat") is None


def test_a_name_that_is_a_pointer_anywhere_stays_one() -> None:
    assert MATCHER.match("genai_prices", "elsewhere", "deepseek-chat").kind == "pointer"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("us.anthropic.claude-sonnet-4-5", "regional"),
        ("claude-sonnet-4-5-20250929", "dated_snapshot"),
        ("openrouter/anthropic/claude-sonnet-4.5", "exact"),
    ],
)
def test_a_match_says_what_kind_of_name_it_is(key: str, kind: str) -> None:
    match = MATCHER.match("litellm", "somebody", key)
    assert match.model_id == "anthropic/claude-sonnet-4.5"
    assert match.kind == kind


def test_what_differs_is_said_for_a_person_to_judge() -> None:
    match = MATCHER.match("litellm", "evroc", "meta-llama/Llama-3.1-8B-Instruct-FP8")
    assert match.candidates == ("meta/llama-3.1-8b-instruct",)
    assert "quantisation (none, not fp8)" in match.why


def test_a_forgotten_alias_is_gone_until_it_is_learned_again() -> None:
    taught = alias("openai/gpt-4o", "odd", "flagship")
    matcher = Matcher(MODELS, [taught])
    matcher.forget(taught)
    assert matcher.match("litellm", "odd", "flagship").model_id is None
    matcher.learn(taught)
    assert matcher.match("litellm", "odd", "flagship").model_id == "openai/gpt-4o"


def test_the_parts_of_a_name() -> None:
    name = read_name("us.meta.llama3-1-405b-instruct-fp8-2025-01-31")
    assert (name.words, name.versions, name.sizes, name.quantised) == (("instruct", "llama"), ("3.1",), ("405b",), ("fp8",))
    assert (name.day, name.place) == ("20250131", "us")


@pytest.mark.parametrize("key", ["🦙" * 300, "a" * 100_000, "-" * 50_000, "1-" * 20_000, "\x00\ud800", "9p9p9" * 5_000])
def test_any_text_is_read_in_no_time(key: str) -> None:
    assert found(key) is None


def test_the_curated_aliases_stand_in_for_one_another() -> None:
    """The promise: at least 99.5% of the matches are right, at least 95% of the keys are matched."""
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from matching import figures, leave_one_out, strangers

    from catalog.curated import load_facts

    facts = load_facts()
    right, wrong, none = figures(leave_one_out(facts))
    assert right / (right + wrong) >= 0.995
    assert right / (right + wrong + none) >= 0.95
    assert sum(match.model_id is not None for _, match in strangers(facts)) <= 0.001 * len(facts.aliases)
