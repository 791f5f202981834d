"""Who stands behind the names that price feeds use, and in which place a key is served.

Provider names: `Provider.feed_names` of the fact files wins; the table here holds the same names for tests and tools that run
without facts. Places: only Bedrock and Azure spell them into their keys. The country of a region code is the one AWS itself
names for it (eu-central-1 is "Europe (Frankfurt)"). A code that is not in the table has no country here: the place is then the
code itself, which meets no residency need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.schema import Provider

FEED_NAMES: Mapping[str, str] = {  # upstream name -> provider id, where they differ
    "bedrock_converse": "bedrock", "bedrock_mantle": "bedrock", "aws": "bedrock",
    "azure_ai": "azure", "azure_text": "azure",
    "together": "together_ai", "fireworks": "fireworks_ai", "fireworks_ai-embedding-models": "fireworks_ai",
    "x-ai": "xai", "moonshotai": "moonshot", "cohere_chat": "cohere", "codestral": "mistral",
    "text-completion-codestral": "mistral", "text-completion-openai": "openai",
    # models.dev; services in mainland China (alibaba-cn, zhipuai, ...) have contracts and terms of their own and no record here
    "amazon-bedrock": "bedrock", "azure-cognitive-services": "azure", "google-vertex": "vertex_ai", "google-vertex-anthropic": "vertex_ai",
    "togetherai": "together_ai", "fireworks-ai": "fireworks_ai", "alibaba": "dashscope", "vercel": "vercel_ai_gateway",
    "snowflake-cortex": "snowflake", "nvidia": "nvidia_nim",
    # llm-prices
    "amazon": "bedrock", "moonshot-ai": "moonshot", "qwen": "dashscope", "z.ai": "zai",
}  # fmt: skip
HUGGING_FACE_ROUTER = "huggingface_"
"""Prefix of genai-prices for models that Hugging Face passes on to the host named after it."""

OWN_API: Mapping[str, frozenset[str]] = {
    "alibaba": frozenset({"dashscope"}), "amazon": frozenset({"bedrock"}), "anthropic": frozenset({"anthropic"}),
    "cohere": frozenset({"cohere"}), "deepseek": frozenset({"deepseek"}), "google": frozenset({"gemini", "vertex_ai"}),
    "minimax": frozenset({"minimax"}), "mistral": frozenset({"mistral"}), "moonshotai": frozenset({"moonshot"}),
    "openai": frozenset({"openai"}), "xai": frozenset({"xai"}), "zai": frozenset({"zai"}),
}  # fmt: skip
"""Lab (first part of a model's id) -> providers that are the lab itself."""

COUNTRY: Mapping[str, str] = {  # AWS region code -> country
    "us-east-1": "US", "us-east-2": "US", "us-west-1": "US", "us-west-2": "US", "us-gov-east-1": "US", "us-gov-west-1": "US",
    "ca-central-1": "CA", "sa-east-1": "BR", "eu-central-1": "DE", "eu-central-2": "CH", "eu-west-1": "IE", "eu-west-2": "GB",
    "eu-west-3": "FR", "eu-north-1": "SE", "eu-south-1": "IT", "eu-south-2": "ES", "ap-northeast-1": "JP", "ap-northeast-2": "KR",
    "ap-northeast-3": "JP", "ap-south-1": "IN", "ap-south-2": "IN", "ap-southeast-1": "SG", "ap-southeast-2": "AU",
    "ap-southeast-3": "ID", "ap-southeast-4": "AU", "me-central-1": "AE", "af-south-1": "ZA", "il-central-1": "IL",
}  # fmt: skip

PROFILE: Mapping[str, tuple[str | None, str]] = {  # prefix of a Bedrock key or zone of an Azure key -> place, tier
    "eu": ("EU", ""), "us": ("US", ""), "apac": ("APAC", ""), "jp": ("JP", ""), "au": ("AU", ""), "in": ("IN", ""),
    "global": ("global", ""), "global-standard": ("global", ""), "us-gov": ("US", "gov"), "regional": (None, ""),
}  # fmt: skip
BEDROCK_PATH = re.compile(r"^bedrock(?:_mantle)?/([a-z]{2}(?:-gov)?-[a-z]+-\d)/")
BEDROCK_PREFIX = re.compile(r"^(?:bedrock/)?(us-gov|[a-z]+)\.[a-z0-9]+\.")
AZURE_PATH = re.compile(r"^azure(?:_ai)?/(eu|us|us-gov|apac|global|global-standard)/")
CLAUDE_PLATFORM = "bedrock/claude_platform/"
"""Claude sold through AWS but run by Anthropic, which is the data processor there: not the Bedrock service."""


@dataclass(frozen=True)
class Place:
    """Where one key is served. `label` groups offers of one place ("" is the provider's default endpoint)."""

    label: str = ""
    region: str | None = None
    tier: str = ""  # "gov" for clouds fenced off for government


def feed_names(providers: Mapping[str, Provider]) -> dict[str, str]:
    """Upstream name -> provider id, from the fact files over the table here over our own ids (feeds call Bedrock "aws")."""
    names = {identifier: identifier for identifier in providers} | dict(FEED_NAMES)
    for record in providers.values():
        names.update(dict.fromkeys(record.feed_names, record.id))
    return names


def provider_id(name: str, lab: str | None, key: str, names: Mapping[str, str]) -> str:
    """Our provider id for an upstream name; the name itself where no record is known. `names` comes from feed_names.

    genai-prices lists the Gemini API and Vertex AI together as `google`: what Google did not make is served by Vertex AI alone.
    """
    if name == "google":
        foreign = lab not in (None, "google") or key.startswith("claude") or key.endswith("-maas")
        return "vertex_ai" if foreign else "gemini"
    if name.startswith(HUGGING_FACE_ROUTER):
        return "huggingface"
    if name in names:
        return names[name]
    return "vertex_ai" if name.startswith("vertex_ai") else name


def place(provider: str, key: str, zone: str | None) -> Place:
    """The place of a key: a zone its entry names, or what the key's spelling says; otherwise the default endpoint."""
    tier = "claude-platform" if key.startswith(CLAUDE_PLATFORM) else ""
    if zone is not None:
        return Place(zone, None if zone == "regional" else zone, tier)
    if provider == "bedrock":
        if tier:
            return Place("", None, tier)
        if match := BEDROCK_PATH.match(key):
            code = match[1]
            country = COUNTRY.get(code, code)
            return Place(country, country, "gov" if "-gov-" in code else "")
        if (match := BEDROCK_PREFIX.match(key)) and match[1] in PROFILE:
            region, tier = PROFILE[match[1]]
            return Place(region or match[1], region, tier)
    if provider == "azure" and (match := AZURE_PATH.match(key)):
        region, tier = PROFILE[match[1]]
        return Place(region or match[1], region, tier)
    return Place()
