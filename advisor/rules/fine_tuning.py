"""Is there a way to tune the model as asked, and who owns what comes out."""

from __future__ import annotations

from advisor.provider_facts import statements
from advisor.rule import WEIGHTS_IN_HAND, Question, Rule, Service, Use
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Deployment

LABELS = {
    "provider_api": "tuning by the provider",
    "lora": "LoRA",
    "full": "full fine-tuning",
    "distillation": "distillation",
    "any": "any tuning",
}


def method_exists(use: Use, question: Question) -> Verdict:
    """Weights in hand take LoRA, full tuning and distillation; services only what they sell."""
    tuning, model, licence = question.needs.fine_tuning, use.model, use.licence
    if tuning.need != "required":
        return yes("No tuning is required.")
    method = LABELS[tuning.method]
    if use.deployment in WEIGHTS_IN_HAND:
        if licence is not None and licence.fine_tune == "no":
            return no(f"{licence.name} does not allow tuning.", licence.origin, remedy="Do without tuning.")
        if licence is None or licence.fine_tune is None:
            return unknown(
                f"Whether the terms of {model.name} allow tuning was not readable.",
                model.origin,
                remedy="Legal review of the licence text.",
            )
        if tuning.method == "provider_api":
            return no(
                "You run the weights yourself; there is no provider to tune them.", model.origin, remedy="Accept LoRA on your own machines."
            )
        duty = f"Meet the conditions of {licence.name} for tuned weights." if licence.fine_tune == "conditional" else None
        return yes(f"The weights of {model.name} can be tuned ({method}).", licence.origin, obligation=duty)
    if tuning.method in ("lora", "full", "distillation") and not model.open:
        return no(
            f"{model.name} is closed: no {method} on its weights.",
            model.origin,
            remedy="Accept tuning by the provider, or choose open weights.",
        )
    if "provider_api" not in model.fine_tuning:
        return no(
            f"No provider is known to tune {model.name}.",
            model.origin,
            remedy="Run its weights yourself." if model.open else "Choose open weights, or a model whose provider tunes it.",
        )
    return yes(f"{model.name} can be tuned by a provider.", model.origin)


def provider_tunes(service: Service, question: Question) -> Verdict:
    """The tuning service of this provider, where the provider holds the weights."""
    if question.needs.fine_tuning.need != "required" or service.deployment in WEIGHTS_IN_HAND or service.provider is None:
        return yes("No tuning by this provider is needed.")
    facts = statements(service, "fine_tuning_service")
    positive = next((f for f in facts if f.value == "yes" or f.value.startswith("until")), None)
    method = question.needs.fine_tuning.method
    if positive and method in ("full", "distillation") and method not in positive.condition.lower():
        return no(f"{service.name} is not known to sell {LABELS[method]}.", positive.origin, remedy="Run the weights yourself.")
    if positive:
        return yes(f"{service.name} tunes models{f': {positive.condition}' if positive.condition else ''}.", positive.origin)
    if any(f.value == "no" for f in facts):
        return no(f"{service.name} sells no tuning.", facts[0].origin, remedy="Choose a provider that tunes, or run the weights yourself.")
    return no(
        f"No tuning service of {service.name} is stated anywhere we read.",
        facts[0].origin if facts else None,
        remedy=f"Ask {service.name} for tuning, or run the weights yourself.",
    )


def weights_owned(use: Use, question: Question) -> Verdict:
    """Tuned weights belong to the customer only where it holds the weights."""
    tuning = question.needs.fine_tuning
    if tuning.need == "none" or not tuning.must_own_weights:
        return yes("Owning tuned weights is not required.")
    if use.deployment in WEIGHTS_IN_HAND:
        return yes("You hold the tuned weights.", use.model.origin)
    if use.model.open and use.deployment is Deployment.MANAGED_OPEN_API:
        return no(
            "Tuned weights at a shared host are served there; a right to take them away is not stated.",
            use.model.origin,
            remedy="Give up owning the tuned weights, or tune on dedicated or own machines.",
        )
    return no(f"Tuned weights of {use.model.name} stay with its provider.", use.model.origin, remedy="Give up owning the tuned weights.")


RULES = (
    Rule(
        "fine_tuning.route",
        "Tuning route",
        "fine_tuning",
        "use",
        "caution",
        method_exists,
        reads=("fine_tuning",),
        applies=lambda needs: needs.fine_tuning.need == "required",
    ),
    Rule(
        "fine_tuning.service",
        "Tuning service of the provider",
        "fine_tuning",
        "service",
        "caution",
        provider_tunes,
        reads=("fine_tuning",),
        applies=lambda needs: needs.fine_tuning.need == "required",
    ),
    Rule(
        "fine_tuning.ownership",
        "Ownership of tuned weights",
        "fine_tuning",
        "use",
        "caution",
        weights_owned,
        reads=("fine_tuning",),
        applies=lambda needs: needs.fine_tuning.must_own_weights and needs.fine_tuning.need != "none",
    ),
)
