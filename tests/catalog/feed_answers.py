"""What each feed answers, path by path: real shapes, a few lines each, with ids of the curated catalog."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from feed_payloads import genai, litellm

from catalog.entries import in_parts
from catalog.feeds import FEED

GPT_OSS = "openai/gpt-oss-120b"
QWEN = "Qwen/Qwen3-235B-A22B"
HF_INFO = "/api/models/{}?expand[]=safetensors&expand[]=cardData&expand[]=gated&expand[]=lastModified&expand[]=tags"

MODELS_DEV: dict[str, Any] = {
    "/api.json": {
        "anthropic": {
            "id": "anthropic", "env": ["ANTHROPIC_API_KEY"], "npm": "@ai-sdk/anthropic", "name": "Anthropic",
            "doc": "https://docs.anthropic.com/en/docs/about-claude/models",
            "models": {
                "claude-sonnet-4-5": {
                    "id": "claude-sonnet-4-5", "name": "Claude Sonnet 4.5", "family": "claude-sonnet", "attachment": True, "reasoning": True,
                    "tool_call": True, "temperature": True, "knowledge": "2025-07-31", "release_date": "2025-09-29", "last_updated": "2025-09-29",
                    "modalities": {"input": ["text", "image", "pdf"], "output": ["text"]}, "open_weights": False,
                    "cost": {
                        "input": 3, "output": 15, "cache_read": 0.3, "cache_write": 3.75,
                        "context_over_200k": {"input": 6, "output": 22.5, "cache_read": 0.6, "cache_write": 7.5},
                    },
                    "limit": {"context": 200000, "output": 64000},
                },
            },
        },
        "openai": {
            "id": "openai", "env": ["OPENAI_API_KEY"], "npm": "@ai-sdk/openai", "name": "OpenAI", "doc": "https://platform.openai.com/docs/models",
            "models": {
                "gpt-5.4": {
                    "id": "gpt-5.4", "name": "GPT-5.4", "attachment": True, "reasoning": True, "tool_call": True, "structured_output": True,
                    "release_date": "2026-03-05", "last_updated": "2026-03-05", "open_weights": False,
                    "modalities": {"input": ["text", "image"], "output": ["text"]},
                    "cost": {
                        "input": 2.5, "output": 15, "cache_read": 0.25,
                        "tiers": [{"tier": {"type": "context", "size": 272000}, "input": 5, "output": 22.5, "cache_read": 0.5}],
                    },
                    "limit": {"context": 1050000, "input": 922000, "output": 128000},
                    "experimental": {"modes": {"fast": {"cost": {"input": 5, "output": 30}}}},
                },
                "gpt-4.5-preview": {
                    "id": "gpt-4.5-preview", "name": "GPT-4.5 Preview", "attachment": True, "reasoning": False, "tool_call": True, "status": "deprecated",
                    "release_date": "2025-02-27", "last_updated": "2025-02-27", "open_weights": False,
                    "modalities": {"input": ["text"], "output": ["text"]}, "cost": {"input": 75, "output": 150}, "limit": {"context": 128000, "output": 16384},
                },
            },
        },
        "github-copilot": {
            "id": "github-copilot", "env": ["GITHUB_TOKEN"], "npm": "@ai-sdk/openai-compatible", "api": "https://api.githubcopilot.com",
            "name": "GitHub Copilot", "doc": "https://docs.github.com/en/copilot",
            "models": {
                "gpt-4.1": {
                    "id": "gpt-4.1", "name": "GPT-4.1", "attachment": True, "reasoning": False, "tool_call": True, "release_date": "2025-04-14",
                    "last_updated": "2025-04-14", "modalities": {"input": ["text"], "output": ["text"]}, "open_weights": False,
                    "cost": {"input": 0, "output": 0}, "limit": {"context": 128000, "output": 16384},
                },
            },
        },
    },
    "/models.json": {
        "alibaba/qwen3-235b-a22b": {
            "id": "alibaba/qwen3-235b-a22b", "name": "Qwen3 235B-A22B", "family": "qwen", "release_date": "2025-04", "last_updated": "2025-04",
            "knowledge": "2025-04", "open_weights": True, "license": "apache-2.0", "limit": {"context": 131072, "output": 16384},
            "parameters": {"total": 235093634560, "architecture": "moe", "source": "https://huggingface.co/Qwen/Qwen3-235B-A22B"},
            "modalities": {"input": ["text"], "output": ["text"]}, "weights": [{"label": "Hugging Face", "url": f"https://huggingface.co/{QWEN}"}],
        },
        "deepseek/deepseek-v4-pro": {
            "id": "deepseek/deepseek-v4-pro", "name": "DeepSeek V4 Pro", "release_date": "2026-04-24", "open_weights": True,
            "limit": {"context": 1000000, "output": 384000}, "parameters": {"total": 1600000000000, "estimate": True},
        },
    },
}  # fmt: skip

OPENROUTER: dict[str, Any] = {
    "/api/v1/models": {
        "data": [
            {
                "id": GPT_OSS, "canonical_slug": GPT_OSS, "hugging_face_id": GPT_OSS, "name": "OpenAI: gpt-oss-120b", "created": 1754414231,
                "description": "An open-weight model.", "context_length": 131072, "knowledge_cutoff": "2024-06-30",
                "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"], "tokenizer": "GPT", "instruct_type": None},
                "pricing": {"prompt": "0.000000039", "completion": "0.00000019", "request": "0", "image": "0", "web_search": "0", "internal_reasoning": "0"},
                "top_provider": {"context_length": 131072, "max_completion_tokens": 131072, "is_moderated": False}, "per_request_limits": None,
                "supported_parameters": ["max_tokens", "reasoning", "structured_outputs", "temperature", "tools"], "expiration_date": None,
            },
            {
                "id": "openai/gpt-5.4", "canonical_slug": "openai/gpt-5.4-20260305", "hugging_face_id": "", "name": "OpenAI: GPT-5.4", "created": 1772668800,
                "context_length": 1050000, "architecture": {"input_modalities": ["image", "text", "file"], "output_modalities": ["text"]},
                "pricing": {
                    "prompt": "0.0000025", "completion": "0.000015", "input_cache_read": "0.00000025", "web_search": "0.01",
                    "overrides": [{"min_prompt_tokens": 272000, "prompt": "0.000005", "completion": "0.0000225"}],
                },
                "top_provider": {"context_length": 1050000, "max_completion_tokens": 128000}, "supported_parameters": ["tools"],
                "expiration_date": "2027-04-01",
            },
            {
                "id": "openrouter/auto", "name": "Auto Router", "context_length": 2000000, "architecture": {"output_modalities": ["text"]},
                "pricing": {"prompt": "-1", "completion": "-1"}, "top_provider": {"context_length": None, "max_completion_tokens": None}, "supported_parameters": [],
            },
        ]
    },
    f"/api/v1/models/{GPT_OSS}/endpoints": {
        "data": {
            "id": GPT_OSS, "name": "OpenAI: gpt-oss-120b", "endpoints": [
                {
                    "name": "DeepInfra | openai/gpt-oss-120b", "model_id": GPT_OSS, "provider_name": "DeepInfra", "tag": "deepinfra/fp4", "quantization": "fp4",
                    "context_length": 131072, "max_completion_tokens": None, "max_prompt_tokens": None, "status": 0, "uptime_last_30m": 99.9,
                    "pricing": {"prompt": "0.000000039", "completion": "0.00000019", "discount": 0}, "supported_parameters": ["tools"],
                    "throughput_last_30m": {"p50": 61.5, "p75": 52, "p90": 40, "p99": 12},
                },
                {
                    "name": "Cerebras | openai/gpt-oss-120b", "model_id": GPT_OSS, "provider_name": "Cerebras", "tag": "cerebras/fp16", "quantization": "fp16",
                    "context_length": 131072, "max_completion_tokens": 40960, "max_prompt_tokens": None, "status": 0,
                    "pricing": {"prompt": "0.00000035", "completion": "0.00000075"}, "throughput_last_30m": {"p50": 2100},
                },
            ],
        }
    },
    "/api/v1/models/openai/gpt-5.4/endpoints": {"data": {"id": "openai/gpt-5.4", "endpoints": []}},
    "/api/v1/models/openrouter/auto/endpoints": None,
}  # fmt: skip

HUGGINGFACE: dict[str, Any] = {
    HF_INFO.format(QWEN): {
        "_id": "680da0000000000000000000", "id": QWEN, "gated": False, "lastModified": "2025-07-26T03:45:13.000Z",
        "tags": ["transformers", "safetensors", "qwen3_moe", "license:apache-2.0"],
        "cardData": {"library_name": "transformers", "license": "apache-2.0", "pipeline_tag": "text-generation"},
        "safetensors": {"parameters": {"BF16": 235093634560}, "total": 235093634560},
    },
    f"/{QWEN}/raw/main/config.json": {
        "architectures": ["Qwen3MoeForCausalLM"], "hidden_size": 4096, "max_position_embeddings": 40960, "num_attention_heads": 64, "head_dim": 128,
        "num_hidden_layers": 94, "num_key_value_heads": 4, "num_experts": 128, "num_experts_per_tok": 8, "vocab_size": 151936, "model_type": "qwen3_moe",
    },
    HF_INFO.format(GPT_OSS): {
        "id": GPT_OSS, "gated": "auto", "lastModified": "2025-08-26T17:25:03.000Z", "tags": ["license:apache-2.0"],
        "cardData": {"license": "other", "license_name": "gpt-oss-licence"},
        "safetensors": {"parameters": {"BF16": 2167371072, "U8": 118244966400}, "total": 120412337472},
    },
    f"/{GPT_OSS}/raw/main/config.json": None,
}  # fmt: skip

ARTIFICIAL_ANALYSIS: dict[str, Any] = {
    "/api/v2/data/llms/models": {
        "status": 200,
        "prompt_options": {"parallel_queries": 1, "prompt_length": "medium"},
        "data": [
            {
                "id": "2dad8957-4c16-4e74-bf2d-8b21514e0ae9", "name": "GPT-5.4 (xhigh)", "slug": "gpt-5-4", "release_date": "2026-03-05",
                "model_creator": {"id": "e67e56e3-15cd-43db-b679-da4660a69f41", "name": "OpenAI", "slug": "openai"},
                "evaluations": {
                    "artificial_analysis_intelligence_index": 57.2, "artificial_analysis_coding_index": 57.3, "artificial_analysis_math_index": None,
                    "mmlu_pro": None, "gpqa": 0.92, "hle": 0.416, "scicode": 0.566, "ifbench": 0.739, "lcr": 0.74, "terminalbench_hard": 0.576, "tau2": 0.871,
                },
                "pricing": {"price_1m_blended_3_to_1": 5.625, "price_1m_input_tokens": 2.5, "price_1m_output_tokens": 15},
                "median_output_tokens_per_second": 77.6, "median_time_to_first_token_seconds": 155.2, "median_time_to_first_answer_token": 155.2,
            },
            {
                "id": "c0a8", "name": "GPT-5.4 (Non-reasoning)", "slug": "gpt-5-4-non-reasoning", "release_date": "2026-03-05",
                "model_creator": {"id": "e67e", "name": "OpenAI", "slug": "openai"}, "evaluations": {"gpqa": 0.75, "hle": 0.1},
                "pricing": {}, "median_output_tokens_per_second": 61.2, "median_time_to_first_token_seconds": 0.9, "median_time_to_first_answer_token": 0.9,
            },
            {
                "id": "d1b9", "name": "Mystery Model 9B (Preview)", "slug": "mystery-9b", "model_creator": {"id": "x", "name": "Nobody", "slug": "nobody"},
                "evaluations": {"gpqa": 0.5}, "pricing": {}, "median_output_tokens_per_second": 0, "median_time_to_first_token_seconds": 0,
            },
        ],
    },
}  # fmt: skip

LLM_PRICES: dict[str, Any] = {
    "/current-v1.json": {
        "updated_at": "2026-11-18",
        "prices": [
            {"id": "claude-opus-5-5", "vendor": "anthropic", "name": "Claude Opus 5.5", "input": 4, "output": 20, "input_cached": 0.2},
            {"id": "gemini-2.5-pro", "vendor": "google", "name": "Gemini 2.5 Pro ≤200k", "input": 1.25, "output": 10, "input_cached": 0.125},
            {"id": "gemini-2.5-pro-200k", "vendor": "google", "name": "Gemini 2.5 Pro >200k", "input": 2.5, "output": 15, "input_cached": 0.25},
            {"id": "deepseek-chat", "vendor": "deepseek", "name": "DeepSeek Chat", "input": 0.27, "output": 1.1, "input_cached": None},
        ],
    },
    "/historical-v1.json": {
        "prices": [
            {"id": "claude-opus-5-5", "vendor": "anthropic", "name": "Claude Opus 5.5", "input": 4, "output": 20, "input_cached": 0.2, "from_date": "2026-09-22", "to_date": None},
            {"id": "claude-opus-5-5", "vendor": "anthropic", "name": "Claude Opus 5.5", "input": 5, "output": 25, "input_cached": 0.5, "from_date": None, "to_date": "2026-09-22"},
            {"id": "deepseek-chat", "vendor": "deepseek", "name": "DeepSeek Chat", "input": 0.27, "output": 1.1, "input_cached": None, "from_date": "2025-02-08", "to_date": None},
            {"id": "deepseek-chat", "vendor": "deepseek", "name": "DeepSeek Chat", "input": 0.14, "output": 0.28, "input_cached": None, "from_date": None, "to_date": "2025-02-08"},
        ]
    },
}  # fmt: skip

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "litellm": {"/model_prices_and_context_window.json": json.loads(litellm("claude-opus-5-5", "gpt-6-astra", "whisper-1"))},
    "genai_prices": {"/prices/data.json": json.loads(genai("anthropic", "claude-opus-5-5", "claude-sonnet-4-5"))},
    "models_dev": MODELS_DEV,
    "openrouter": OPENROUTER,
    "huggingface": HUGGINGFACE,
    "artificial_analysis": ARTIFICIAL_ANALYSIS,
    "llm_prices": LLM_PRICES,
}
WANTED = (QWEN, GPT_OSS)
"""Ids of weights that the catalog asks Hugging Face about."""


def answers(feed: str) -> dict[str, Any]:
    """A copy of what a feed answers, to be changed by a test. None: the feed answers 404."""
    return copy.deepcopy(dict(ANSWERS[feed]))


def snapshot(feed: str, parts: Mapping[str, Any] | None = None) -> bytes:
    """The answers as they are stored: one payload as received, several by path."""
    given = answers(feed) if parts is None else parts
    bodies = {path: None if body is None else json.dumps(body).encode() for path, body in given.items()}
    if FEED[feed].in_parts:
        return in_parts(bodies)
    (body,) = bodies.values()
    return body or b"null"
