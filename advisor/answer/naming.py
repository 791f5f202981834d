"""How an option is called: on what it runs, in one line and in one sentence."""

from __future__ import annotations

from advisor.decision import Decision
from advisor.numbers import count, usd_a_month
from advisor.rule import host_name
from advisor.sizing.precision import NAMES
from catalog.schema import Deployment, Gpu, Origin

TUNING = {"lora": "tuned with LoRA", "full": "fully fine-tuned", "distillation": "distilled", "provider_api": "tuned by the provider"}


def gpu_of(d: Decision, i: int) -> Gpu | None:
    """The GPU type an option runs on; None where it runs on no machine of yours."""
    machine = int(d.figures.machines.machine[i])
    return d.space.machines[machine].gpu if machine >= 0 else None


def hardware_text(d: Decision, i: int) -> str:
    """Such as "3 × H200" or "2 replicas of 8 × H200"; empty where it runs on no machine of yours."""
    gpu, m = gpu_of(d, i), d.figures.machines
    if gpu is None:
        return ""
    per, replicas = int(m.gpus_per_replica[i]), int(m.replicas[i])
    return f"{replicas} × {gpu.name}" if per <= 1 else f"{replicas} replica{'s' if replicas > 1 else ''} of {per} × {gpu.name}"


def label(d: Decision, i: int) -> str:
    """One line: where and on what it runs."""
    option, hardware = d.options[i], hardware_text(d, i)
    host = host_name(option.provider, option.deployment)
    place = f", {option.region}" if option.region else ""
    match option.deployment:
        case Deployment.SELF_HOST_ON_PREM:
            return f"On premises, {hardware}"
        case Deployment.LOCAL_WORKSTATION:
            return f"Local, {hardware}"
        case Deployment.CLOSED_ON_PREM:
            return "Delivered to your premises by its vendor"
        case Deployment.SELF_HOST_CLOUD_GPU:
            return f"Rented at {host}, {hardware}"
        case Deployment.DEDICATED_MANAGED_GPU:
            return f"Reserved at {host}, {hardware}"
    return f"{host}{place}"


def way_of_running(d: Decision, i: int) -> str:
    """The way of running inside a sentence: "self-host on rented GPUs"."""
    name = d.catalog.deployments[d.options[i].deployment].name
    return name[:1].lower() + name[1:]


def customisation(d: Decision, i: int) -> str:
    """What is done to the model: none, retrieval, or the tuning route this option takes."""
    tuning = d.needs.fine_tuning
    if tuning.need == "required":
        weights = d.options[i].deployment in (
            Deployment.SELF_HOST_CLOUD_GPU,
            Deployment.SELF_HOST_ON_PREM,
            Deployment.LOCAL_WORKSTATION,
            Deployment.DEDICATED_MANAGED_GPU,
        )
        if tuning.method == "any":
            return "lora" if weights else "provider_api"
        return tuning.method if weights or tuning.method != "lora" else "provider_api"
    return "retrieval" if d.needs.task == "rag_qa" else "none"


def sentence(d: Decision, i: int) -> str:
    """The advice in one sentence: model, infrastructure, customisation, price."""
    option, hardware = d.options[i], hardware_text(d, i)
    name, host = option.model.name, host_name(option.provider, option.deployment)
    place = "" if option.region in (None, "global") else f" with processing in {option.region}"
    how = {
        Deployment.CLOSED_API: f"Use {name} through {host}{place}",
        Deployment.CLOUD_PRIVATE_ENDPOINT: f"Use {name} as a private endpoint at {host}{place}",
        Deployment.MANAGED_OPEN_API: f"Call {name} at {host}{place}",
        Deployment.DEDICATED_MANAGED_GPU: f"Have {host} run {name} for you alone, on {hardware}",
        Deployment.SELF_HOST_CLOUD_GPU: f"Run {name} on GPUs rented at {host}, on {hardware}",
        Deployment.SELF_HOST_ON_PREM: f"Run {name} on your own premises, on {hardware}",
        Deployment.LOCAL_WORKSTATION: f"Run {name} locally, on {hardware}",
        Deployment.CLOSED_ON_PREM: f"Have {name} delivered to your premises",
    }[option.deployment]
    done = customisation(d, i)
    extra = ", with retrieval from your documents" if done == "retrieval" else f", {TUNING[done]}" if done in TUNING else ""
    return f"{how}{extra}, for about {usd_a_month(float(d.figures.expected[i]))} at {count(d.needs.volume.requests_per_month)} requests a month."


def precision_of(d: Decision, i: int) -> str | None:
    """Number format of the weights as run; None where it runs on no machine of yours, or the plan has none."""
    code = int(d.figures.machines.precision[i])
    return NAMES[code] if code >= 0 else ("bf16" if d.figures.machines.machine[i] >= 0 else None)


def priced_offer(d: Decision, i: int) -> str | None:
    """Id of the offer whose price an option pays; None where it buys none."""
    if i in d.figures.media:
        return d.figures.media[i].offer.id
    return d.options[i].offers[0].id if d.options[i].offers else None


def price_origin(d: Decision, i: int) -> Origin | None:
    """Where the price of the model or machine comes from."""
    if i in d.figures.media:
        return d.figures.media[i].offer.origin
    if d.options[i].offers:
        return d.options[i].offers[0].origin
    machine = int(d.figures.machines.machine[i])
    return d.space.machines[machine].origin if machine >= 0 else None
