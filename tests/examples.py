"""Valid records to change one field of, and a small catalog that fits on one screen.

Closed Large is sold by its lab; Open Eight is sold by a host, and its weights run on rented, bought or local machines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sizing_examples import a_gpu, a_shape

from advisor.decision import Decision, decide
from advisor.needs import Needs, read_needs
from advisor.parameters import PARAMETERS
from advisor.rule import Question, Service, Use
from catalog.schema import (
    Catalog,
    Deployment,
    DeploymentFacts,
    GpuPrice,
    Licence,
    Model,
    Offer,
    Openness,
    Origin,
    Provider,
    ProviderFact,
    QualityFigure,
    Status,
)

TODAY = date(2026, 11, 20)
ORIGIN = Origin(publisher="test", date=TODAY)


def a_model(model_id: str = "acme/closed-large", **changes: Any) -> Model:
    """A closed language model of today with a window of 128,000 tokens."""
    values: dict[str, Any] = {
        "id": model_id,
        "name": model_id.split("/")[1].replace("-", " ").title(),
        "lab": model_id.split("/")[0].title(),
        "lab_country": "US",
        "status": Status.CURRENT,
        "release_date": date(2026, 1, 1),
        "openness": Openness.CLOSED,
        "licence_id": "acme-terms",
        "kind": "llm",
        "modalities_in": ("text",),
        "modalities_out": ("text",),
        "context_tokens": 128_000,
        "reasoning": False,
        "tool_calling": True,
        "structured_output": True,
        "sources": ("test",),
        "checked": TODAY,
    }
    return Model(**(values | changes))


def an_open_model(model_id: str = "borealis/open-eight", **changes: Any) -> Model:
    """The same as a model of 8 billion parameters whose weights are published under a permissive licence."""
    values: dict[str, Any] = {
        "openness": Openness.OPEN_WEIGHTS,
        "licence_id": "permissive",
        "params_total_b": 8.03,
        "fine_tuning": ("weights_lora", "weights_full"),
    }
    return a_model(model_id, **(values | changes))


def a_licence(licence_id: str = "permissive", **changes: Any) -> Licence:
    """Permissive terms: everything is allowed, nothing is asked."""
    values: dict[str, Any] = {
        "id": licence_id,
        "name": licence_id.replace("-", " ").title(),
        "category": "permissive_open_weights",
        "commercial_use": "yes",
        "train_on_outputs": "yes",
        "redistribution": "yes",
        "self_host": "yes",
        "fine_tune": "yes",
        "summary": "Everything is allowed.",
        "origin": ORIGIN,
    }
    return Licence(**(values | changes))


def a_fact(kind: str, value: str, covers: tuple[str, ...] = ("*",), **changes: Any) -> ProviderFact:
    """A statement of a provider that holds for all its models."""
    return ProviderFact(**({"scope": "all", "fact": kind, "value": value, "covers": covers, "origin": ORIGIN} | changes))


def a_provider(provider_id: str = "acme", **changes: Any) -> Provider:
    """A lab in the USA that sells its own API and does not train on what is sent."""
    values: dict[str, Any] = {
        "id": provider_id,
        "name": provider_id.title(),
        "hq_country": "US",
        "deployment": Deployment.CLOSED_API,
        "facts": (a_fact("trains_on_api_data", "no"),),
        "checked": TODAY,
    }
    return Provider(**(values | changes))


def an_offer(model_id: str | None = "acme/closed-large", provider_id: str = "acme", **changes: Any) -> Offer:
    """USD 3 per million tokens in and 15 out, with cached and batch prices."""
    values: dict[str, Any] = {
        "id": f"{provider_id}/{(model_id or 'unknown').split('/')[-1]}",
        "model_id": model_id,
        "provider_id": provider_id,
        "deployment": Deployment.CLOSED_API,
        "feed": "test",
        "feed_key": model_id or "unknown",
        "usd_per_mtok_in": 3.0,
        "usd_per_mtok_out": 15.0,
        "usd_per_mtok_cached_in": 0.3,
        "usd_per_mtok_batch_in": 1.5,
        "usd_per_mtok_batch_out": 7.5,
        "origin": ORIGIN,
    }
    return Offer(**(values | changes))


def an_open_offer(model_id: str = "borealis/open-eight", provider_id: str = "hostly", **changes: Any) -> Offer:
    """Open weights behind a shared endpoint, a tenth of the closed price."""
    values: dict[str, Any] = {
        "deployment": Deployment.MANAGED_OPEN_API,
        "usd_per_mtok_in": 0.3,
        "usd_per_mtok_out": 1.5,
        "usd_per_mtok_cached_in": None,
        "usd_per_mtok_batch_in": None,
        "usd_per_mtok_batch_out": None,
    }
    return an_offer(model_id, provider_id, **(values | changes))


def quality_of(
    model_id: str, value: float, width: float = 0.05, dimensions: Iterable[str] = tuple(PARAMETERS.anchors)
) -> list[QualityFigure]:
    """The same figure in every dimension, give or take `width`."""
    return [
        QualityFigure(
            model_id=model_id,
            effort="none",
            dimension=dimension,
            value=value,
            low=max(0.0, value - width),
            high=min(1.0, value + width),
            benchmarks=4,
            newest="2026-10",
            evidence="independent",
        )
        for dimension in dimensions
    ]


def ways_of_running() -> dict[str, DeploymentFacts]:
    """Every deployment that can be an option."""
    return {
        way.value: DeploymentFacts(
            id=way,
            name=way.value.replace("_", " "),
            what="",
            operator="somebody",
            ops_fte_low=0,
            ops_fte_high=1,
            suits="",
            weak_at="",
            typical="",
            lock_in="low",
            source="test",
        )
        for way in Deployment
        if way is not Deployment.HYBRID_ROUTING
    }


def a_catalog(**changes: Any) -> Catalog:
    """One closed and one open model, three providers, two GPU types. Lists replace whole lists."""
    models = (a_model(), an_open_model())
    licences = (
        a_licence(),
        a_licence("acme-terms", category="proprietary_api", self_host="no", redistribution="no", train_on_outputs="no"),
    )
    providers = (
        a_provider(),
        a_provider("hostly", deployment=Deployment.MANAGED_OPEN_API),
        a_provider("metal", deployment=None, gpu_host=True, dedicated_gpu=True),
    )
    gpus = (
        a_gpu(tdp_w=700, list_price_usd_low=25_000, list_price_usd_high=35_000),
        a_gpu("rtx-4090", vram_gb=24, bandwidth_gb_s=1008, bf16_tflops=165.2, fp8_tflops=330.3, interconnect="none (PCIe4)", link_gb_s=32, suits="workstation", tdp_w=450, list_price_usd_low=1_800, list_price_usd_high=2_400),
    )  # fmt: skip
    values: dict[str, Any] = {
        "version": "test-1",
        "built_at": TODAY,
        "models": models,
        "licences": licences,
        "providers": providers,
        "offers": (an_offer(), an_open_offer()),
        "gpus": gpus,
        "gpu_prices": tuple(a_rent(service=service) for service in ("rental", "managed_dedicated")),
        "shapes": (a_shape("borealis/open-eight"),),
        "quality": (*quality_of("acme/closed-large", 0.75), *quality_of("borealis/open-eight", 0.45)),
        "reasoning": {},
        "regulations": (),
        "deployments": ways_of_running(),
        "measured_gpus": frozenset(g.id for g in gpus),
    }
    values |= changes
    for name in ("models", "licences", "providers", "gpus"):
        if not isinstance(values[name], dict):
            values[name] = {record.id: record for record in values[name]}
    if not isinstance(values["shapes"], dict):
        values["shapes"] = {shape.model_id: shape for shape in values["shapes"]}
    return Catalog(**values)


def a_rent(gpu_id: str = "h100-sxm", provider_id: str = "metal", **changes: Any) -> GpuPrice:
    """USD 2.50 an hour on demand."""
    return GpuPrice(
        **({"gpu_id": gpu_id, "provider_id": provider_id, "commitment": "on_demand", "usd_per_gpu_hour": 2.5, "origin": ORIGIN} | changes)
    )


def fresh(catalog: Catalog, **changes: Any) -> Catalog:
    """A copy without what readers derived, so that nothing computed for another question is reused."""
    return replace(catalog, **changes, cache={})


def some_needs(**parts: Any) -> Needs:
    """Needs as somebody would write them, with the defaults for the rest."""
    return read_needs(parts).needs


def a_question(catalog: Catalog | None = None, as_of: date = TODAY, **parts: Any) -> Question:
    """What a rule may look at."""
    return Question(some_needs(**parts), catalog or a_catalog(), as_of)


def a_use(
    model: Model | None = None, deployment: Deployment = Deployment.SELF_HOST_CLOUD_GPU, licence: Licence | None = None, **terms: Any
) -> Use:
    """Open weights run by the customer under permissive terms; `terms` change the licence."""
    return Use(model or an_open_model(), deployment, licence or a_licence(**terms))


def a_service(
    deployment: Deployment = Deployment.CLOSED_API,
    *facts: ProviderFact,
    model: Model | None = None,
    region: str | None = None,
    offer: Offer | None = None,
    **provider: Any,
) -> Service:
    """A provider that states exactly `facts`; on your own machines there is none."""  # fmt: skip
    if deployment in (Deployment.SELF_HOST_ON_PREM, Deployment.LOCAL_WORKSTATION, Deployment.CLOSED_ON_PREM):
        return Service(deployment, None, None, None, None)
    return Service(deployment, a_provider(**({"deployment": deployment, "facts": facts} | provider)), region, model, offer)


def a_decision(catalog: Catalog | None = None, as_of: date = TODAY, **parts: Any) -> Decision:
    """One decision on the small catalog."""
    return decide(catalog or a_catalog(), read_needs(parts), as_of)
