"""One workload at one provider: what `weighbridge cost` answers, by the same calculation that prices the ranking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advisor.cost.tokens import TokenUse, token_cost, token_prices
from catalog.schema import Offer

LARGEST = {"requests": 1e12, "input_tokens": 1e9, "output_tokens": 1e9, "cached_input_tokens": 1e9}
FIELDS = ("provider", "model", *LARGEST, "batch")


@dataclass(frozen=True)
class CostRequest:
    """Token counts are per request; input_tokens counts the whole prompt, cached tokens included; output all that is billed."""

    provider: str
    model: str
    requests: float
    input_tokens: float
    output_tokens: float
    cached_input_tokens: float = 0.0
    batch: bool = False

    def quote(self, offers: Sequence[Offer]) -> dict[str, Any]:
        """USD of the workload at the first priced offer, with its parts, price and origin.

        Raises:
            ValueError: no offer, no token price, or batch where none is sold.
        """
        if not offers:
            raise ValueError(
                f"No offer of {self.model!r} at {self.provider!r}. `weighbridge models` and `weighbridge providers` list the ids."
            )
        priced = [o for o in offers if o.usd_per_mtok_in is not None and o.usd_per_mtok_out is not None]
        if not priced:
            raise ValueError(f"{self.model!r} at {self.provider!r} has no published price per token.")
        offer = priced[0]
        if self.batch and offer.usd_per_mtok_batch_in is None:
            raise ValueError(f"{self.model!r} at {self.provider!r} has no published batch price.")
        use = TokenUse(self.requests, self.input_tokens, self.output_tokens, self.cached_input_tokens, 1.0 if self.batch else 0.0)
        parts = {k: float(v[0]) for k, v in token_cost(token_prices([offer]), use).items() if k != "reasoning"}
        return {
            "total_usd": sum(parts.values()),
            "breakdown": parts,
            "offer_id": offer.id,
            "model_id": offer.model_id,
            "provider_id": offer.provider_id,
            "region": offer.region,
            "source": offer.origin.publisher,
            "url": offer.origin.url,
            "date": offer.origin.date.isoformat(),
        }


def read_cost_request(raw: dict[str, Any]) -> CostRequest:
    """Check one request.

    Raises:
        ValueError: one sentence per fault, naming field, value and what is allowed.
    """
    faults = [f"{name} is not a field. Allowed: {', '.join(FIELDS)}." for name in raw if name not in FIELDS]
    texts = {name: raw.get(name) for name in ("provider", "model")}
    faults += [f"{name} is missing. Give its id." for name, value in texts.items() if not isinstance(value, str) or not value]
    numbers: dict[str, float] = {}
    for name, largest in LARGEST.items():
        value = raw.get(name, 0 if name == "cached_input_tokens" else None)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not 0 <= value <= largest:
            faults.append(f"{name} is {str(value)[:40]}. Give a number from 0 to {largest:,.0f}.")
        else:
            numbers[name] = float(value)
    if not isinstance(raw.get("batch", False), bool):
        faults.append("batch is neither true nor false.")
    if numbers.get("cached_input_tokens", 0) > numbers.get("input_tokens", math.inf):
        faults.append("cached_input_tokens is more than input_tokens, which counts the whole prompt.")
    if faults:
        raise ValueError("\n".join(faults))
    return CostRequest(str(texts["provider"]), str(texts["model"]), **numbers, batch=raw.get("batch", False))
