"""The systems that decision-makers name first, each with the facts that matter most about it."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from functools import cache

import pytest

from catalog.curated import Facts, load_facts
from catalog.schema import Deployment, Openness, Status

SYSTEMS = """
meta/llama-3-8b-instruct meta/llama-3-70b-instruct meta/llama-3.1-8b-instruct meta/llama-3.1-70b-instruct meta/llama-3.1-405b-instruct
meta/llama-3.2-1b-instruct meta/llama-3.2-3b-instruct meta/llama-3.2-11b-vision-instruct meta/llama-3.2-90b-vision-instruct
meta/llama-3.3-70b-instruct meta/llama-4-scout meta/llama-4-maverick meta/llama-4-behemoth
alibaba/qwen2.5-7b-instruct alibaba/qwen2.5-32b-instruct alibaba/qwen2.5-72b-instruct alibaba/qwen3-8b alibaba/qwen3-32b
alibaba/qwen3-235b-a22b alibaba/qwen3.5-397b-a17b alibaba/qwen3.6-27b alibaba/qwen3.8-2.4t-a95b alibaba/qwen3.8-27b
deepseek/v3 deepseek/r1 deepseek/r2 deepseek/v4-pro deepseek/v4-flash
mistral/mistral-large-2402 mistral/mistral-large-2411 mistral/mistral-large-3 mistral/mistral-large-4
mistral/mistral-medium-3 mistral/mistral-medium-3.1 mistral/mistral-medium-3.5
cohere/command-r-plus-04-2024 cohere/command-r-plus-08-2024 moonshotai/kimi-k2.6 moonshotai/kimi-k3 zai/glm-5.1 zai/glm-5.3
allenai/olmo-2-32b-instruct allenai/olmo-3-32b-think allenai/olmo-3.1-32b-instruct
google/gemma-2-27b-it google/gemma-3-27b-it google/gemma-4-31b-it
openai/gpt-4o openai/o1 openai/o3 openai/gpt-5 openai/gpt-5.1 openai/gpt-5.2 openai/gpt-5.4 openai/gpt-5.5 openai/gpt-5.6-sol
openai/gpt-6-astra openai/gpt-6-sol openai/gpt-6-luna openai/gpt-6.1-sol openai/gpt-6.1-terra openai/gpt-oss-120b openai/gpt-oss-20b
anthropic/claude-3-opus anthropic/claude-3.5-sonnet anthropic/claude-opus-4 anthropic/claude-sonnet-4 anthropic/claude-sonnet-4.5
anthropic/claude-opus-4.5 anthropic/claude-opus-4.8 anthropic/claude-opus-5 anthropic/claude-opus-5.5 anthropic/claude-sonnet-5.5
anthropic/claude-haiku-5.5 anthropic/claude-fable-5.2
google/gemini-2.0-flash google/gemini-2.5-pro google/gemini-2.5-flash google/gemini-3-pro-preview google/gemini-3.1-pro-preview
google/gemini-3.8-flash google/gemini-4-argon
tencent/hunyuan-a13b-instruct tencent/hy3 tencent/hunyuanvideo tencent/hunyuanvideo-1.5
alibaba/wan2.1-t2v-14b alibaba/wan2.2-t2v-a14b alibaba/wan3.0-video genmo/mochi-1-preview
google/veo-3 google/veo-3.1 openai/sora openai/sora-2 openai/sora-2-pro
"""


@cache
def facts() -> Facts:
    return load_facts()


@pytest.mark.parametrize("model_id", SYSTEMS.split())
def test_every_named_system_has_a_record(model_id):
    assert model_id in facts().models


@pytest.mark.parametrize(
    ("model_id", "end"),
    [
        ("anthropic/claude-3-opus", date(2026, 1, 5)),
        ("anthropic/claude-3.5-sonnet", date(2025, 10, 28)),
        ("anthropic/claude-sonnet-4.5", date(2026, 11, 30)),
        ("openai/gpt-4o", date(2027, 1, 14)),
        ("openai/o1", date(2026, 10, 23)),
        ("openai/o3", date(2026, 12, 11)),
        ("openai/gpt-5", date(2026, 12, 11)),
        ("openai/gpt-5.1", date(2027, 4, 1)),
        ("openai/sora-2", date(2026, 9, 24)),
        ("openai/sora-2-pro", date(2026, 9, 24)),
        ("google/veo-3", date(2026, 6, 30)),
        ("google/veo-3.1", date(2026, 11, 17)),
        ("google/gemini-2.5-pro", date(2026, 12, 1)),
        ("google/gemini-3-pro-preview", date(2026, 3, 9)),
    ],
)
def test_the_end_of_service_is_a_field(model_id, end):
    model = facts().models[model_id]
    assert model.retirement_date == end
    assert model.status is Status.DEPRECATED


@pytest.mark.parametrize(
    ("model_id", "successor"),
    [
        ("google/veo-3.1", "google/gemini-omni-1.1-flash"),
        ("google/gemini-3.1-pro-preview", "google/gemini-4-argon"),
        ("openai/gpt-4o", "openai/gpt-6-luna"),
        ("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-5.5"),
        ("openai/gpt-5", "openai/gpt-5.6-sol"),
        ("anthropic/claude-opus-4", "anthropic/claude-opus-4.8"),
        ("deepseek/v4-pro", "deepseek/v4-pro-0813"),
        ("openai/sora-2", None),  # the maker says there is no replacement
    ],
)
def test_the_successor_is_the_one_the_maker_names(model_id, successor):
    assert facts().models[model_id].successor_id == successor


@pytest.mark.parametrize("model_id", ["deepseek/r2", "meta/llama-4-behemoth", "tencent/hy4"])
def test_what_was_never_released_is_announced_only(model_id):
    model = facts().models[model_id]
    assert model.status is Status.ANNOUNCED
    assert model.release_date is None
    assert model.licence_id is None


@pytest.mark.parametrize(
    ("model_id", "licence_id"),
    [
        ("deepseek/v3", "deepseek-model-1.0"),
        ("deepseek/v3-0324", "mit"),
        ("deepseek/r1", "mit"),
        ("deepseek/r1-distill-llama-70b", "llama-3.3"),
        ("deepseek/r1-distill-qwen-32b", "apache-2.0"),
        ("deepseek/v4-pro", "mit"),
        ("alibaba/qwen2.5-72b-instruct", "qwen-license-2024"),
        ("alibaba/qwen2.5-32b-instruct", "apache-2.0"),
        ("alibaba/qwen3-32b", "apache-2.0"),
        ("alibaba/qwen3.8-2.4t-a95b", "qwen3.8-max"),
        ("alibaba/qwen3.8-flash-next", "qwen-community-1.0"),
        ("cohere/command-r-plus-04-2024", "cohere-cc-by-nc-4.0"),
        ("cohere/command-a-plus-05-2026", "cohere-command-a-plus-apache-2.0"),
        ("mistral/mistral-large-2411", "mistral-research"),
        ("mistral/mistral-large-3", "apache-2.0"),
        ("mistral/mistral-medium-3.5", "mistral-modified-mit"),
        ("moonshotai/kimi-k2.6", "kimi-k2-modified-mit"),
        ("moonshotai/kimi-k3", "kimi-k3"),
        ("moonshotai/kimi-k3.1-pro", None),
        ("minimax/minimax-m2.7", "minimax-m2.7-nc"),
        ("zai/glm-5.1", "mit"),
        ("zai/glm-5.3", "glm-5.3"),
        ("google/gemma-3-27b-it", "gemma-terms"),
        ("google/gemma-4-31b-it", "gemma-4-apache-2.0"),
        ("openai/gpt-oss-120b", "apache-2.0-gpt-oss"),
        ("allenai/olmo-3-32b-think", "apache-2.0-olmo"),
        ("tencent/hunyuanvideo", "hunyuan-community"),
        ("tencent/hy3", "apache-2.0"),
        ("meta/llama-4-scout", "llama-4"),
    ],
)
def test_licences_hold_per_exact_model_not_per_family(model_id, licence_id):
    assert facts().models[model_id].licence_id == licence_id


def test_llama_4_shuts_out_the_eu_because_it_is_multimodal():
    scout, licence = facts().models["meta/llama-4-scout"], facts().licences["llama-4"]
    assert "image" in scout.modalities_in
    assert licence.territory is not None
    assert licence.territory.excluded == ("EU",)
    assert licence.territory.applies_to == "multimodal"
    assert licence.monthly_active_users is not None
    assert licence.monthly_active_users.amount == 700_000_000
    assert licence.monthly_active_users.effect == "needs_agreement"
    assert licence.category == "restricted_open_weights"


def test_llama_3_3_repeats_the_sentence_but_excludes_nobody():
    territory = facts().licences["llama-3.3"].territory
    assert territory is not None
    assert territory.excluded == ()
    assert facts().models["meta/llama-3.3-70b-instruct"].modalities_in == ("text",)


def test_hunyuan_and_minimax_video_name_their_territories():
    hunyuan, h3 = facts().licences["hunyuan-community"].territory, facts().licences["minimax-h3-community"].territory
    assert hunyuan is not None
    assert h3 is not None
    assert set(hunyuan.excluded) == {"EU", "GB", "KR"}
    assert set(h3.excluded) == {"EU", "GB", "KR", "US"}


@pytest.mark.parametrize(("licence_id", "amount"), [("kimi-k3", 20e6), ("glm-5.3", 10e9), ("qwen3.8-max", 50e6)])
def test_revenue_lines_for_resellers_bind_model_as_a_service_only(licence_id, amount):
    line = facts().licences[licence_id].revenue_usd
    assert line is not None
    assert (line.amount, line.period, line.effect, line.applies_to) == (amount, "year", "needs_agreement", "model_as_a_service")


@pytest.mark.parametrize("licence_id", ["kimi-k2-modified-mit", "minimax-m2-modified-mit", "qwen-community-1.0"])
def test_some_lines_only_add_a_badge(licence_id):
    licence = facts().licences[licence_id]
    assert licence.monthly_active_users is not None
    assert licence.monthly_active_users.effect == "adds_duty"


@pytest.mark.parametrize(
    ("licence_id", "period"), [("mistral-modified-mit", "month"), ("stability-community", "year"), ("ltx-2x-community", "year")]
)
def test_other_lines_end_the_rights(licence_id, period):
    line = facts().licences[licence_id].revenue_usd
    assert line is not None
    assert (line.effect, line.period) == ("needs_agreement", period)


def test_olmo_is_fully_open_and_qwen_is_not():
    assert facts().models["allenai/olmo-3.1-32b-instruct"].openness is Openness.OPEN_SOURCE
    assert facts().models["alibaba/qwen3-32b"].openness is Openness.OPEN_WEIGHTS
    assert facts().licences["apache-2.0-olmo"].category == "fully_open"


@pytest.mark.parametrize(
    ("provider_id", "deployment"),
    [
        ("together_ai", Deployment.MANAGED_OPEN_API),
        ("azure", Deployment.CLOUD_PRIVATE_ENDPOINT),
        ("bedrock", Deployment.CLOUD_PRIVATE_ENDPOINT),
        ("vertex_ai", Deployment.CLOUD_PRIVATE_ENDPOINT),
        ("openai", Deployment.CLOSED_API),
        ("anyscale", None),
        ("aws", None),
        ("gcp", None),
    ],
)
def test_named_providers_count_as_what_they_are(provider_id, deployment):
    assert facts().providers[provider_id].deployment is deployment


def test_anyscale_deploys_into_the_customers_cloud():
    anyscale = facts().providers["anyscale"]
    assert anyscale.dedicated_gpu
    assert anyscale.byoc


def test_clouds_rent_gpus_and_marketplaces_are_marked():
    providers = facts().providers
    assert all(providers[p].gpu_host for p in ("aws", "gcp", "azure", "oracle", "nebius", "coreweave"))
    assert [p.id for p in providers.values() if p.marketplace] == ["runpod_community"]


def test_routers_pass_through_and_are_never_a_deployment():
    assert {p.id for p in facts().providers.values() if p.passes_through} == {"openrouter", "vercel_ai_gateway"}


def test_azures_health_agreement_is_stated_for_openai_models_only():
    (fact,) = [f for f in facts().providers["azure"].facts if f.fact == "hipaa_baa"]
    assert fact.covers == ("openai/*",)


@pytest.mark.parametrize(
    ("model_id", "kept"),
    [
        ("anthropic/claude-opus-4.5", ["0"]),
        ("anthropic/claude-fable-5", ["30"]),
        ("openai/gpt-6-luna", ["30"]),
        ("openai/gpt-oss-120b", ["0"]),
    ],
)
def test_retention_on_bedrock_is_stated_per_model(model_id, kept):
    def covered(patterns: tuple[str, ...]) -> bool:
        barred = [p[1:] for p in patterns if p.startswith("!")]
        meant = [p for p in patterns if not p.startswith("!")]
        return any(fnmatchcase(model_id, p) for p in meant) and not any(fnmatchcase(model_id, p) for p in barred)

    stated = [f.value for f in facts().providers["bedrock"].facts if f.fact == "retention_days" and covered(f.covers)]
    assert stated == kept


@pytest.mark.parametrize("word", ["vLLM", "Ollama", "LM Studio", "TGI"])
def test_named_engines_stand_in_the_description_of_a_deployment(word):
    assert any(word in d.typical for d in facts().deployments.values())
