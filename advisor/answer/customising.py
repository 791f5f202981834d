"""The customisation path for the first option's model: what each step takes in memory and money, and whose licence allows it."""

from __future__ import annotations

from typing import Any

from advisor.cost.tuning import provider_rate, run_cost_on_gpus
from advisor.decision import Decision
from advisor.numbers import compact, usd, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.rule import WEIGHTS_IN_HAND
from advisor.tuning_memory import Method, tuning_memory
from catalog.schema import Gpu, Licence, Model

Json = dict[str, Any]
ON = "h100-sxm"
"""GPU type that memory is counted in, where the catalog knows it: the one training prices are quoted for."""
STAYS = {"own_premises", "air_gapped"}
"""Boundaries that training data may not leave: no provider tunes, and no rented GPU."""
ANSWERS = {"yes": "yes", "no": "no", "conditional": "conditional"}


def customisation_path(d: Decision) -> list[Json]:
    """Steps from the cheapest to the dearest, for the model of the first option; empty where nothing fits or it writes no text.

    possible: yes, no, conditional or unknown. memory_gb: low and high over all GPUs, or None. cost: USD of one run (or a month, see
    `cost_unit`) as low, expected, high, or None. why: sentences; licence: whose terms decide.
    staff_usd: people of a first run, data and evaluation included; None without training.
    """
    if not len(d.ranked):
        return []
    option = d.options[int(d.ranked[0])]
    if option.model.kind != "llm":
        return []
    own = option.deployment in WEIGHTS_IN_HAND
    steps = [_retrieval(d), _provider(d, own), *(_weights(d, method) for method in ("lora", "qlora", "full")), _distillation(d)]
    people = PARAMETERS["cost.tuning_project_weeks"] * d.needs.team.fte_usd_per_year / PARAMETERS["cost.weeks_per_year"]
    return [
        step | {"staff_usd": round(people, 2) if n and step["possible"] in ("yes", "conditional") else None} for n, step in enumerate(steps)
    ]


def _step(
    step: str, possible: str, why: str, *, memory: Any = None, gpus: str = "", cost: Any = None, unit: str = "a run", terms: str = ""
) -> Json:
    return {
        "step": step,
        "possible": possible,
        "why": why,
        "memory_gb": memory,
        "gpus": gpus,
        "cost_usd": cost,
        "cost_unit": unit if cost else "",
        "licence": terms,
        "evidence": "estimated" if cost or memory else "unknown" if possible == "unknown" else "",
    }


def _tokens(d: Decision) -> tuple[float, str]:
    """Million training tokens a run, and how they came about."""
    stated = d.needs.fine_tuning.training_tokens_m
    if stated:
        return float(stated), f"{compact(stated)} million training tokens"
    usual = PARAMETERS["customisation.example_training_tokens_m"]
    return usual, f"{usual:g} million training tokens (assumed)"


def _retrieval(d: Decision) -> Json:
    """More prompt, no training: what the retrieved passages cost where the prompt is paid for."""
    i = int(d.ranked[0])
    ends = PARAMETERS.range("customisation.retrieved_tokens")
    prompt, bill = d.needs.volume.input_tokens_per_request, float(d.figures.parts["input"][i] + d.figures.parts["cached_input"][i])
    paid = bill > 0 and prompt > 0
    cost = [round(bill / prompt * tokens, 2) for tokens in ends] if paid else None
    why = "Passages from your documents are put into the prompt; no weights change, and it can be undone in a day."
    if paid:
        why += f" {ends[1]:,.0f} more tokens a request cost about {usd_a_month(bill / prompt * ends[1])} here."
    return _step("Retrieval and examples in the prompt", "yes", why, cost=cost, unit="a month", terms="None: no weights change")


def _provider(d: Decision, own: bool) -> Json:
    """Tuning sold as a service: who sells it for this model, at what price per training token."""
    model = d.options[int(d.ranked[0])].model
    tokens, said = _tokens(d)
    if _stays(d):
        return _step("Tuning by a provider", "no", "Your boundary rules it out: the training data would leave.", terms=_terms(d, model))
    found = []
    for provider in sorted({p.provider_id for p in d.catalog.tuning_prices}):
        rate = provider_rate(d.catalog.tuning_prices, provider, model)
        if rate is not None and rate.usd_per_mtok is not None and ("provider_api" in model.fine_tuning or model.open):
            found.append((rate.usd_per_mtok * tokens, d.catalog.providers[provider].name if provider in d.catalog.providers else provider))
    name = "Tuning by a provider"
    if not found and "provider_api" not in model.fine_tuning:
        return _step(name, "no" if not model.open else "unknown", f"No provider is known to tune {model.name}.", terms=_terms(d, model))
    if not found:
        return _step(name, "yes", f"A provider tunes {model.name}; its price for training tokens was not read.", terms=_terms(d, model))
    found.sort()
    sellers = ", ".join(dict.fromkeys(who for _, who in found[:3]))
    why = f"{sellers} ask {usd(found[0][0])} or more for {said}; the tuned weights stay there"
    why += " unless they let you take them away." if model.open else "."
    if own:
        why += " You run the weights yourself, so this is a way to try before tuning them."
    low, high = found[0][0], found[-1][0]
    return _step(name, "yes", why, cost=[round(low, 2), round(low, 2), round(high, 2)], terms=_terms(d, model))


def _terms(d: Decision, model: Model) -> str:
    licence = d.catalog.licences.get(model.licence_id or "")
    return licence.title if licence else "not seen"


def _weights(d: Decision, method: Method) -> Json:
    """LoRA, QLoRA or full tuning of the weights: memory of the training step, GPUs, one run's rent, and the licence's answer."""
    model = d.options[int(d.ranked[0])].model
    licence = d.catalog.licences.get(model.licence_id or "")
    name = {"lora": "LoRA", "qlora": "QLoRA", "full": "Full fine-tuning"}[method]
    if not model.open:
        return _step(name, "no", f"{model.name} is closed: nobody outside {model.lab} tunes its weights.", terms=_terms(d, model))
    possible, clause = _tunable(licence)
    tokens, said = _tokens(d)
    cost = memory = None
    gpus, sizes = "", ""
    size = model.params_active_b or model.params_total_b
    if size and not _stays(d):
        cost = [round(run_cost_on_gpus(size, tokens, "full" if method == "full" else "lora", end), 2) for end in range(3)]
    gpu = d.catalog.gpus.get(ON) or next((g for g in d.catalog.gpus.values() if g.suits == "datacenter"), None)
    shape = d.catalog.shapes.get(model.id)
    if shape and gpu:
        need = tuning_memory(shape, gpu, method)
        memory = [round(need.states_gb_low, 1), round(need.states_gb_high, 1)]
        whole = gpu.board if _stays(d) else 1
        gpus = _count(_up_to(need.gpus_low, whole), _up_to(need.gpus_high, whole), gpu)
        sizes = f"Weights, gradients and optimizer take {_span(need.states_gb_low, need.states_gb_high)} GB: {gpus}. "
    money = (
        f"One run over {said} rents for about {usd(cost[1])}. "
        if cost
        else "It runs on your own GPUs: a rent does not apply, as the training data may not leave. "
        if _stays(d)
        else ""
    )
    return _step(name, possible, f"{sizes}{money}{clause}", memory=memory, gpus=gpus, cost=cost, terms=_terms(d, model))


def _stays(d: Decision) -> bool:
    return d.needs.privacy.boundary in STAYS


def _up_to(gpus: int, whole: int) -> int:
    """The next multiple of what is sold together."""
    return -(-gpus // whole) * whole


def _count(low: int, high: int, gpu: Gpu) -> str:
    return f"{low} × {gpu.name}" if low == high else f"{low} to {high} × {gpu.name}"


def _span(low: float, high: float) -> str:
    return compact(low) if compact(low) == compact(high) else f"{compact(low)} to {compact(high)}"


def _tunable(licence: Licence | None) -> tuple[str, str]:
    if licence is None or licence.fine_tune is None:
        return "unknown", "Whether its licence allows tuning was not readable: legal review."
    words = {
        "yes": f"{licence.title} allows it.",
        "no": f"{licence.title} does not allow it.",
        "conditional": f"{licence.title} allows it under conditions.",
    }
    return ANSWERS[licence.fine_tune], words[licence.fine_tune]


def _distillation(d: Decision) -> Json:
    """A small model taught with the first one's answers: whose licence allows it is the teacher's question."""
    model = d.options[int(d.ranked[0])].model
    licence = d.catalog.licences.get(model.licence_id or "")
    tokens, said = _tokens(d)
    student = PARAMETERS["customisation.distil_student_b"]
    cost = [round(run_cost_on_gpus(student, tokens, "distillation", end), 2) for end in range(3)]
    answer = licence.train_on_outputs if licence else None
    terms = licence.title if licence else "The licence"
    clause = {
        "yes": f"{terms} allows training other models on its outputs.",
        "no": f"{terms} forbids training other models on its outputs: choose another teacher.",
        "conditional": f"{terms} allows training other models on its outputs under conditions.",
    }.get(answer or "", f"Whether the terms of {model.name} allow training on its outputs was not readable: legal review.")
    why = (
        f"An open model of about {student:g} billion parameters learns from answers of {model.name}: "
        f"{'on your own GPUs' if _stays(d) else f'about {usd(cost[1])} of GPU rent'} over {said}, beside the answers themselves. {clause}"
    )
    possible = ANSWERS.get(answer or "", "unknown")
    return _step(
        "Distillation into a small model", possible, why, cost=None if possible == "no" or _stays(d) else cost, terms=_terms(d, model)
    )
