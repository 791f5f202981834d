"""All figures of all options for one set of needs: computed once, read by gates, criteria, pages and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.cost.machines import FITS, MachineCost, fleet_load, machine_cost, plan
from advisor.cost.media import MediaPrice, media_price
from advisor.cost.staff import staff_cost
from advisor.cost.tokens import TokenPrices, TokenUse, token_cost, token_prices
from advisor.cost.tuning import tuning_cost
from advisor.cost.workload import Workload, workload
from advisor.needs import Needs
from advisor.options import OptionSpace
from advisor.parameters import PARAMETERS
from advisor.quality import TaskQuality, task_quality
from advisor.reasoning import reasoning_tokens, thinks
from advisor.sizing.fleet import FleetPlan
from catalog.as_of import ALL
from catalog.organisation.layer import is_own
from catalog.schema import Offer

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PARTS = (
    "input",
    "cached_input",
    "output",
    "reasoning",
    "media",
    "fixed_fee",
    "commitment",
    "gpu_rental",
    "hardware",
    "power",
    "space",
    "staff",
    "setup",
    "fine_tuning",
)
"""Parts of a monthly cost, in the order shown; an option shows those that are not zero."""


@dataclass(frozen=True)
class Figures:
    """One row per option of `space`.

    low, expected, high   USD a month; NaN where no price can be made.
    parts                 expected USD by part; they add up to `expected`.
    beside                low, expected and high USD of the parts beside tokens and machines: people, tuning, fixed terms.
    tokens_per_s          of one stream; NaN unknown (shared services publish none here).
    reasoning             thinking tokens per request (low, expected, high).
    served                False where no machine fits; `machines.reason` says why.
    """

    space: OptionSpace
    needs: Needs
    load: Workload
    low: Floats
    expected: Floats
    high: Floats
    parts: dict[str, Floats]
    beside: Mapping[str, tuple[Floats, ...]]
    upfront: Floats
    tokens_per_s: Floats
    first_token_s: Floats
    reasoning: tuple[Floats, Floats, Floats]
    fleet: FleetPlan
    machines: MachineCost
    media: dict[int, MediaPrice]
    quality: TaskQuality
    quality_value: Floats
    quality_low: Floats
    quality_high: Floats

    @property
    def served(self) -> Bools:
        fits: Bools = (self.machines.machine < 0) | (self.machines.reason == FITS)
        return fits

    @property
    def priced(self) -> Bools:
        return ~np.isnan(self.expected)

    @property
    def capacity_unknown(self) -> Bools:
        """Machines whose throughput nobody published: video, image and speech models on own hardware."""
        return (self.machines.machine >= 0) & np.isnan(self.tokens_per_s) & self.served

    def share(self, part: str) -> Floats:
        """A part's share of the expected cost, 0..1."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = np.nan_to_num(self.parts[part] / self.expected)
        return found


def figures(space: OptionSpace, needs: Needs, volume_factor: float = 1.0) -> Figures:
    """Price and measure every option.

    `volume_factor` multiplies the stated volume.
    """
    load = workload(needs, volume_factor)
    quality = space.quality or task_quality(space.catalog, space.models, needs.task, needs.languages)
    thinking, answers = _answers(space, needs, quality)
    fleet = plan(space.layouts, fleet_load(needs, load.peak_requests_per_s, answers))
    machines = machine_cost(space, needs, fleet)
    code = space.model_code
    reasoning = tuple(t[code] for t in thinking)
    sold, media = _sold(space, needs, load, reasoning)
    people = staff_cost(space, needs, machines.gpus)
    tuning, first_run = tuning_cost(space, needs)
    extra = {**people, **tuning, **_own_terms(space, sold)}
    on_machines = machines.machine >= 0
    in_tokens = PARAMETERS.tasks[needs.task].unit == "token"
    split = (PARAMETERS["cost.tokenizer_low"], 1.0, PARAMETERS["cost.tokenizer_high"]) if in_tokens else (1.0, 1.0, 1.0)
    doubt = stale_price(space, media)
    moved = (
        np.where(doubt, PARAMETERS["freshness.stale_token_price_low"], 1.0),
        1.0,
        np.where(doubt, PARAMETERS["freshness.stale_token_price_high"], 1.0),
    )
    ends = []
    for end, own in enumerate((machines.low, _total(machines.parts), machines.high)):
        bought = _total({k: v[end] for k, v in sold.items()}) * split[end] * moved[end]
        ends.append(np.where(on_machines, own, bought) + _total({k: v[end] for k, v in extra.items()}))
    parts = {k: np.where(on_machines, 0.0, v[1]) for k, v in sold.items()}
    parts |= {k: np.where(on_machines, v, 0.0) for k, v in machines.parts.items()}
    parts |= {k: v[1] for k, v in extra.items()}
    value = quality.value[code]
    return Figures(
        space=space,
        needs=needs,
        load=load,
        low=ends[0],
        expected=ends[1],
        high=ends[2],
        parts={k: np.nan_to_num(parts.get(k, np.zeros(len(code)))) for k in PARTS},
        beside=extra,
        upfront=np.nan_to_num(machines.upfront) + first_run,
        tokens_per_s=machines.tokens_per_s,
        first_token_s=machines.first_token_s,
        reasoning=(reasoning[0], reasoning[1], reasoning[2]),
        fleet=fleet,
        machines=machines,
        media=media,
        quality=quality,
        quality_value=value,
        quality_low=quality.low[code],
        quality_high=quality.high[code],
    )


def stale_price(space: OptionSpace, media: Mapping[int, MediaPrice]) -> Bools:
    """Options whose offer has a price of a day too far from the one judged: read too long before, or standing in for an unknown one."""
    key = "stale_price"
    if key not in space.cache:
        far = {o.id: _far(space, o) for option in space.options for o in option.offers}
        space.cache[key] = far, np.array([bool(o.offers) and far[o.offers[0].id] for o in space.options], dtype=bool)
    far, of_first = space.cache[key]
    found: Bools = of_first.copy()
    for i, chosen in media.items():
        found[i] = far[chosen.offer.id]
    return found


def _far(space: OptionSpace, offer: Offer) -> bool:
    """Distance in days between the day judged and the day for which the price is known; a price known for the day has none."""
    if is_own(offer):  # agreed terms hold until they end
        return False
    catalog = space.catalog
    on = catalog.on or catalog.built_at
    another_day = catalog.unknown_then.get(offer.id) == ALL or on >= offer.origin.date
    return another_day and abs((on - offer.origin.latest).days) > PARAMETERS["freshness.price_days"]


def _total(parts: dict[str, Floats]) -> Floats:
    return np.asarray(sum(parts.values()), dtype=np.float64)


def _answers(space: OptionSpace, needs: Needs, quality: TaskQuality) -> tuple[tuple[Floats, Floats, Floats], dict[str, float]]:
    """Thinking tokens, and whole answers by model id. They do not depend on the volume, so a search over volumes makes them once."""
    key = (needs.task, needs.volume.output_tokens_per_request, quality.effort)
    kept = space.cache.get("answers")
    if kept is None or kept[0] != key:
        visible = float(needs.volume.output_tokens_per_request)
        thinking = _reasoning(space, needs, quality)
        of_model = dict(zip((m.id for m in space.models), (visible + thinking[1]).tolist(), strict=True))
        kept = space.cache["answers"] = (key, thinking, {i: of_model.get(i, visible) for i in space.layouts.models})
    return kept[1], kept[2]


def _reasoning(space: OptionSpace, needs: Needs, quality: TaskQuality) -> tuple[Floats, Floats, Floats]:
    """Thinking tokens per request and model, at the effort the model is planned at."""
    n = len(space.models)
    ends = np.zeros((3, n))
    if PARAMETERS.tasks[needs.task].unit != "token":
        return ends[0], ends[1], ends[2]
    profiles = space.catalog.reasoning
    verbosity = np.array([profiles[m.id].verbosity if m.id in profiles else 1.0 for m in space.models])
    efforts = np.array([e if m.kind == "llm" else "none" for e, m in zip(quality.effort, space.models, strict=True)])
    able = np.array([thinks(m, str(e), profiles.get(m.id)) for e, m in zip(efforts, space.models, strict=True)])
    for effort in dict.fromkeys(efforts):
        at = efforts == effort
        for end, tokens in enumerate(
            reasoning_tokens(needs.task, str(effort), verbosity[at], needs.volume.output_tokens_per_request, reasons=able[at])
        ):
            ends[end, at] = tokens
    return ends[0], ends[1], ends[2]


def _sold(
    space: OptionSpace, needs: Needs, load: Workload, reasoning: Sequence[Floats]
) -> tuple[dict[str, tuple[Floats, ...]], dict[int, MediaPrice]]:
    """Cost of offers per part as (low, expected, high); only the thinking tokens differ between the ends."""
    prices, use = _prices(space), token_use(needs, load)
    sold: dict[str, tuple[Floats, ...]] = {}
    n = len(space.options)
    media: dict[int, MediaPrice] = {}
    if PARAMETERS.tasks[needs.task].unit == "token":
        base = token_cost(prices, use, 1.0)
        per_thought = base.pop("reasoning")
        sold = {k: (v, v, v) for k, v in base.items()}
        sold["reasoning"] = tuple(per_thought * r for r in reasoning)
    else:
        bill = np.full(n, np.nan)
        for i, option in enumerate(space.options):
            found = media_price(option.offers, needs) if option.offers else None
            if found:
                media[i] = found
                bill[i] = found.usd_per_request * load.requests
        sold["media"] = (bill, bill, bill)
    return sold, media


def _own_terms(space: OptionSpace, sold: dict[str, tuple[Floats, ...]]) -> dict[str, tuple[Floats, ...]]:
    """What an organisation's own terms bill beside the tokens: a fixed fee, and what is missing to the least agreed."""
    if space.catalog.organisation is None:
        return {}
    fixed, least = _terms(space)
    return {
        "fixed_fee": (fixed, fixed, fixed),
        "commitment": tuple(
            np.where(least > 0, np.fmax(least - _total({k: v[end] for k, v in sold.items()}), 0.0), 0.0) for end in range(3)
        ),
    }


def _terms(space: OptionSpace) -> tuple[Floats, Floats]:
    """USD a month per option: the fixed fee, and the least that is billed; 0 where there is none."""
    if "own_terms" not in space.cache:
        first = [o.offers[0] if o.offers else None for o in space.options]
        space.cache["own_terms"] = (
            np.array([(o.usd_per_month_fixed if o else None) or 0.0 for o in first]),
            np.array([(o.usd_per_month_least if o else None) or 0.0 for o in first]),
        )
    fixed, least = space.cache["own_terms"]
    return fixed, least


def token_use(needs: Needs, load: Workload) -> TokenUse:
    """The workload of the mean month in tokens."""
    volume = needs.volume
    cached = volume.input_tokens_per_request * volume.cached_input_share
    return TokenUse(load.requests, volume.input_tokens_per_request, volume.output_tokens_per_request, cached, volume.batchable_share)


def _prices(space: OptionSpace) -> TokenPrices:
    cached = space.cache.get("token_prices")
    if cached is None:
        cached = space.cache["token_prices"] = token_prices(
            [o.offers[0] if o.offers and o.offers[0].unit == "mtok" else None for o in space.options]
        )
    assert isinstance(cached, TokenPrices)
    return cached


__all__ = ["PARTS", "Figures", "figures", "token_use"]
