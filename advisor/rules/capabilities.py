"""Are the capabilities asked for there: tools, structured output, caching, batch and the like."""

from __future__ import annotations

from advisor.rule import Question, Rule, Service
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Model

LABELS = {
    "tool_calling": "tool calling",
    "structured_output": "structured output",
    "reasoning": "reasoning",
    "prompt_caching": "prompt caching",
    "batch": "batch processing",
    "vision": "vision",
    "streaming": "streaming",
}
OF_THE_ENGINE = {"streaming", "batch", "prompt_caching", "structured_output"}
"""Serving engines for open weights (vLLM, SGLang, llama.cpp) bring these whatever the model."""


def of_model(model: Model, question: Question) -> Verdict:
    """Capabilities of the weights: reasoning and vision, wherever they run."""
    asked = [c for c in question.needs.capabilities if c in ("reasoning", "vision")]
    has: dict[str, bool | None] = {"reasoning": model.reasoning, "vision": "image" in model.modalities_in}
    missing = [LABELS[c] for c in asked if has[c] is False]
    unsure = [LABELS[c] for c in asked if has[c] is None]
    if missing:
        return no(f"{model.name} has no {' and no '.join(missing)}.", model.origin, remedy=f"Do without {' and '.join(missing)}.")
    if unsure:
        return unknown(f"Whether {model.name} has {' and '.join(unsure)} is not published.", model.origin)
    return yes(f"{model.name} has {' and '.join(LABELS[c] for c in asked)}." if asked else "No such capability asked for.", model.origin)


def of_service(service: Service, question: Question) -> Verdict:
    """Capabilities of the endpoint; the model's own flag stands in where the offer has none."""
    asked = [c for c in question.needs.capabilities if c not in ("reasoning", "vision")]
    offer, model = service.offer, service.model
    if offer is None or model is None:
        return yes("The serving engine brings these." if asked else "No such capability asked for.")
    missing: list[str] = []
    unsure: list[str] = []
    for name in asked:
        has: bool | None
        if name == "batch":
            has = True if offer.usd_per_mtok_batch_in is not None else None
        elif name == "streaming":
            has = True if offer.unit == "mtok" else None
        elif name == "prompt_caching":
            has = True if offer.usd_per_mtok_cached_in is not None else offer.prompt_caching
        else:
            has = getattr(offer, name)
            has = getattr(model, name) if has is None else has
        (missing if has is False else unsure if has is None else []).append(LABELS[name])
    if missing:
        return no(
            f"{service.name} serves {model.name} without {' and '.join(missing)}.",
            offer.origin,
            remedy=f"Do without {' and '.join(missing)}.",
        )
    if unsure:
        return unknown(f"Whether {service.name} offers {' and '.join(unsure)} for {model.name} is not published.", offer.origin)
    return yes(
        f"{service.name} offers {' and '.join(LABELS[c] for c in asked)}." if asked else "No such capability asked for.", offer.origin
    )


RULES = (
    Rule(
        "capabilities.model",
        "Capabilities of the model",
        "capabilities",
        "model",
        "caution",
        of_model,
        reads=("capabilities",),
        applies=lambda needs: bool(needs.capabilities),
    ),
    Rule(
        "capabilities.served",
        "Capabilities as served",
        "capabilities",
        "service",
        "caution",
        of_service,
        reads=("capabilities",),
        applies=lambda needs: bool(needs.capabilities),
    ),
)
