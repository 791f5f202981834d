"""Words for the ids of the recommendation: deployments, criteria, gates, answers of the form, ways to win.

An id without a word here is shown as its own last part with spaces, so that nothing is lost.
"""

from __future__ import annotations

DEPLOYMENTS = {
    "closed_api": "The lab's own API",
    "cloud_private_endpoint": "Private endpoint in your cloud",
    "managed_open_api": "Shared API for open weights",
    "dedicated_managed_gpu": "Reserved GPUs, run by a vendor",
    "self_host_cloud_gpu": "Rented GPUs, run by you",
    "self_host_on_prem": "On premises",
    "closed_on_prem": "Closed model on premises",
    "local_workstation": "Workstation",
    "hybrid_routing": "Two models, routed",
}
CRITERIA = ("quality", "cost", "control", "simplicity", "speed", "portability", "evidence")
WAYS_TO_WIN = {
    "best_overall": "Best overall",
    "cheapest": "Cheapest that passes",
    "strongest": "Strongest",
    "most_private": "Most private",
    "simplest": "Simplest to run",
}
COST_PARTS = {
    "gpu_rental": "GPU rental",
    "staff": "Staff",
    "tokens": "Tokens",
    "input_tokens": "Input tokens",
    "cached_input_tokens": "Cached input tokens",
    "output_tokens": "Output tokens",
    "reasoning_tokens": "Reasoning tokens",
    "hardware": "Hardware, written off over its life",
    "power": "Power",
    "setup": "Set-up, spread over the horizon",
    "fine_tuning": "Fine-tuning",
}
GRADES = {
    "independent": "independent scores",
    "mixed": "independent and vendor scores",
    "vendor": "vendor scores only",
    "inferred": "inferred from other abilities or levels of effort",
    "own": "your evaluation and public scores",
}
"""Evidence grade of a fitted quality figure: who measured what it was fitted from."""
BOUNDARIES = {
    "air_gapped": "air-gapped",
    "own_premises": "own premises",
    "own_cloud_tenant": "own cloud",
    "no_retention": "no retention",
    "any_provider": "any provider",
}
"""Strict to loose: the order of the track in "what would change it"."""
REGULATIONS = {
    "gdpr": "GDPR",
    "hipaa": "HIPAA",
    "eu_ai_act_high_risk": "AI Act high-risk",
    "pci_dss": "PCI DSS",
    "fedramp": "FedRAMP",
    "sox": "SOX",
}
METHODS = {"provider_api": "provider’s service", "lora": "LoRA"}
"""Ways of fine-tuning whose id is no word."""
GROUPS = {
    "task": "Task",
    "privacy": "Data",
    "volume": "Load",
    "speed": "Speed",
    "context": "Context",
    "quality": "Quality",
    "fine_tuning": "Fine-tuning",
    "licence": "Licence",
    "team": "Team",
    "budget": "Budget",
    "priorities": "What matters",
}
_SPECIAL = {
    "cached_input_share": "Cached share of input",
    "max_monthly_usd": "Budget, USD a month",
    "max_upfront_usd": "Upfront budget, USD",
    "fte_usd_per_year": "Staff cost, USD a year",
    "ml_ops_fte": "Operations staff, full-time equivalents",
    "owned_gpus": "Owned GPUs",
    "max_time_to_first_token_s": "Time to first token, s at most",
    "min_output_tokens_per_s": "Output tokens/s, at least",
    "training_tokens_m": "Training tokens, M",
    "annual_revenue_usd": "Annual revenue, USD",
    "train_on_outputs": "Train other models on outputs",
    "modalities_in": "Input",
    "modalities_out": "Output",
    "boundary": "Data boundary",
    "peak_to_average": "Peak to average load",
    "provider_may_train_on_data": "Provider may train on data",
    "unknown_fails": "Unknown fails privacy must-haves",
    "gpu_price": "GPU price",
    "first": "Price of the first",
    "rival": "Price of a rival",
    "gpus": "Price of GPUs",
}


def spoken(key: str) -> str:
    """The last part of an id as a reader would say it: "volume.peak_to_average" is "Peak to average load"."""
    last = key.rsplit(".", 1)[-1]
    if last in _SPECIAL:
        return _SPECIAL[last]
    words = last.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def driver(key: str) -> str:
    """What moves in "what would change it": "priorities.cost" is "Cost priority"."""
    return f"{spoken(key)} priority" if key.startswith("priorities.") else spoken(key)
