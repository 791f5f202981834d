"""A few models, providers and price lines that fit on one screen, for tests of joining, building and opening."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from catalog.curated import Facts
from catalog.evidence.prediction import Parameters
from catalog.schema import (
    Alias,
    Deployment,
    DeploymentFacts,
    EndpointRegion,
    Licence,
    MediaPrice,
    Model,
    Openness,
    Origin,
    Provider,
    QualityFigure,
    ReasoningProfile,
    Status,
)

DAY = date(2026, 11, 20)
ORIGIN = Origin(publisher="test", date=DAY)


def model(id: str, openness: Openness = Openness.CLOSED, kind: Any = "llm", **more: Any) -> Model:
    return Model(
        id=id, name=id, lab=id.partition("/")[0], status=Status.CURRENT, openness=openness, kind=kind,
        modalities_in=("text",), modalities_out=("text",), sources=("test",), checked=DAY, **more,
    )  # fmt: skip


def provider(id: str, deployment: Deployment | None = Deployment.MANAGED_OPEN_API, **more: Any) -> Provider:
    return Provider(id=id, name=id.title(), deployment=deployment, checked=DAY, **more)


def alias(model_id: str, provider: str, key: str, match: Any = "exact", source: str = "litellm") -> Alias:
    return Alias(model_id=model_id, source=source, provider=provider, key=key, match=match)


def facts() -> Facts:
    """Two models, three providers and their upstream names."""
    return Facts(
        models={m.id: m for m in (model("anthropic/opus"), model("meta/llama", Openness.OPEN_WEIGHTS), model("google/film", kind="video"))},
        licences={"mit": Licence(id="mit", name="MIT", category="permissive_open_weights", summary="short", origin=ORIGIN)},
        providers={
            p.id: p
            for p in (
                provider("anthropic", Deployment.CLOSED_API),
                provider("bedrock", Deployment.CLOUD_PRIVATE_ENDPOINT, feed_names=("bedrock_converse", "aws")),
                provider("together_ai", feed_names=("together",)),
                provider("vertex_ai", Deployment.CLOUD_PRIVATE_ENDPOINT),
            )
        },
        regulations={},
        gpus={},
        deployments={
            d: DeploymentFacts(
                id=d, name=d.value, what="", operator="", ops_fte_low=0, ops_fte_high=1, suits="", weak_at="", typical="", lock_in="low", source="test"
            )
            for d in (Deployment.CLOSED_API, Deployment.MANAGED_OPEN_API)
        },
        aliases=(
            alias("anthropic/opus", "anthropic", "claude-opus"),
            alias("anthropic/opus", "anthropic", "claude-opus", source="genai_prices"),
            alias("anthropic/opus", "bedrock_converse", "eu.anthropic.claude-opus", "regional"),
            alias("meta/llama", "together_ai", "together_ai/meta/Llama"),
            alias("meta/llama", "together", "meta/Llama", source="genai_prices"),
        ),
        endpoint_regions=(
            EndpointRegion(provider_id="bedrock", lab_or_model="anthropic/opus", model_id="anthropic/opus", region="eu", processing="cross_region", origin=ORIGIN),
        ),
        gpu_prices=(),
        shapes={},
        throughput=(),
        token_usage=(),
        rate_limits=(),
        closed_on_prem=(),
        tuning_prices=(),
        video_offers=(
            MediaPrice(model_id="google/film", key="film", provider_id="vertex_ai", unit="second", usd_per_unit=0.4, resolution="720p", audio="yes", origin=ORIGIN),
            MediaPrice(key="other-film", provider_id="vertex_ai", unit="second", usd_per_unit=0.1, origin=ORIGIN),
        ),
        media_offers=(),
        benchmarks={},
        scores=(),
        artificial_analysis=False,
    )  # fmt: skip


LITELLM: dict[str, Any] = {
    "sample_spec": {"input_cost_per_token": 0.0},
    "claude-opus": {
        "litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 4e-6, "output_cost_per_token": 2e-5,
        "cache_read_input_token_cost": 2e-7, "max_output_tokens": 128000, "provider_specific_entry": {"us": 1.1},
    },
    "eu.anthropic.claude-opus": {
        "litellm_provider": "bedrock_converse", "mode": "chat", "input_cost_per_token": 4.4e-6, "output_cost_per_token": 2.2e-5,
    },
    "together_ai/meta/Llama": {
        "litellm_provider": "together_ai", "mode": "chat", "input_cost_per_token": 1.04e-6, "output_cost_per_token": 1.04e-6,
        "supports_function_calling": True,
    },
    "nobody/knows": {"litellm_provider": "nobody", "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6},
}  # fmt: skip
GENAI: list[dict[str, Any]] = [
    {"id": "anthropic", "models": [{"id": "claude-opus", "prices": {"input_mtok": 4, "cache_read_mtok": 0.2, "output_mtok": 20}}]},
    {"id": "together", "models": [{"id": "meta/Llama", "prices": {"input_mtok": 0.88, "output_mtok": 0.88}}]},
]


def snapshots(folder: Path, litellm: dict[str, Any] = LITELLM, genai: list[dict[str, Any]] = GENAI) -> Path:
    """Both feeds as snapshot files below `folder`."""
    for name, payload in (("litellm", litellm), ("genai_prices", genai)):
        (folder / name).mkdir(parents=True)
        (folder / name / "2026-11-20.json").write_text(json.dumps(payload))
    return folder


def evidence(facts: Facts) -> SimpleNamespace:
    """One invented figure, where the fit itself is not what is tested."""
    return SimpleNamespace(
        parameters=Parameters((), ()),
        quality=(
            QualityFigure(
                model_id="anthropic/opus",
                dimension="coding",
                value=0.8,
                low=0.7,
                high=0.9,
                benchmarks=3,
                newest="2026-11",
                evidence="independent",
            ),
        ),
        reasoning={"anthropic/opus": ReasoningProfile(model_id="anthropic/opus", efforts=("default",))},
        summary={"scores": 1.0},
        vendor_gaps=(),
    )
