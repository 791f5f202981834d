"""What tuning adds: training runs a month, the first run up front, and the people of a tuning project."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.parameters import PARAMETERS
from advisor.rule import WEIGHTS_IN_HAND
from catalog.schema import Model, TuningPrice

Floats = NDArray[np.float64]
BRACKET = re.compile(r"^(?:up to|<=?) ?(\d+(?:\.\d+)?) ?B$|^(\d+(?:\.\d+)?) ?(?:-|to) ?(\d+(?:\.\d+)?) ?B$", re.IGNORECASE)


def run_cost_on_gpus(params_b: float, tokens_m: float, method: str, end: int = 1) -> float:
    """USD of one training run on rented H100s: hours per million tokens and billion parameters, times the rent.

    `end` picks low, expected or high. Full tuning and distillation take a factor over LoRA.
    """
    hours = PARAMETERS.range("cost.tuning_gpu_hours_per_mtok_per_b")[end] * tokens_m * params_b
    factor = PARAMETERS.range("cost.tuning_full_factor")[end] if method in ("full", "distillation") else 1.0
    return hours * factor * PARAMETERS.range("cost.tuning_hour_usd")[end]


def provider_rate(prices: tuple[TuningPrice, ...], provider_id: str, model: Model) -> TuningPrice | None:
    """The provider's price per million training tokens for this model: by name first, else by size bracket, cheapest first."""
    own = [p for p in prices if p.provider_id == provider_id and p.usd_per_mtok is not None]
    slug = model.id.split("/")[1]
    named = [p for p in own if p.model_or_bracket.lower() in (model.id, slug, model.name.lower())]
    if not named and model.params_total_b:
        named = [p for p in own if _in_bracket(p.model_or_bracket, model.params_total_b)]
    return min(named, key=lambda p: p.usd_per_mtok or 0.0, default=None)


def _in_bracket(text: str, params_b: float) -> bool:
    found = BRACKET.match(text.strip())
    if not found:
        return False
    if found.group(1):
        return params_b <= float(found.group(1))
    return float(found.group(2)) < params_b <= float(found.group(3))


def tuning_cost(space: OptionSpace, needs: Needs) -> tuple[dict[str, tuple[Floats, Floats, Floats]], Floats]:
    """USD a month as (low, expected, high) in part `fine_tuning`, and the first run up front, per option.

    Zero where no tuning is required. Services without a published training price are priced as the GPUs it takes.
    """
    n, tuning = len(space.options), needs.fine_tuning
    zero = np.zeros(n)
    if tuning.need != "required":
        return {}, zero
    week = needs.team.fte_usd_per_year / PARAMETERS["cost.weeks_per_year"]
    ends = []
    first = np.zeros(n)
    for end in range(3):
        by_subject = np.array(
            [
                _run(space, o.provider.id if o.provider and o.deployment not in WEIGHTS_IN_HAND else None, o.model, needs, end)
                for o in space.options
            ]
        )
        project = PARAMETERS.range("cost.tuning_project_weeks")[end] * week
        repeats = max(tuning.runs_per_year - 1, 0) / 12
        ends.append(by_subject * tuning.runs_per_year / 12 + project / needs.volume.horizon_months + repeats * project / 4)
        if end == 1:
            first = by_subject
    return {"fine_tuning": (ends[0], ends[1], ends[2])}, first


def _run(space: OptionSpace, provider_id: str | None, model: Model, needs: Needs, end: int) -> float:
    tokens = needs.fine_tuning.training_tokens_m
    rate = provider_rate(space.catalog.tuning_prices, provider_id, model) if provider_id else None
    if rate is not None and rate.usd_per_mtok is not None:
        return rate.usd_per_mtok * tokens
    size = model.params_active_b or model.params_total_b or PARAMETERS["cost.tuning_unknown_params_b"]
    return run_cost_on_gpus(size, tokens, needs.fine_tuning.method, end)
