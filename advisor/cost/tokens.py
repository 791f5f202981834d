"""Per-token prices times tokens: the one calculation behind ranking, pages, reports and `weighbridge cost`.

Prices are USD per million tokens. A tier holds for the whole request once the prompt passes its line. Cached tokens without
a cached price, and batched requests without a batch price, pay the ordinary price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.schema import Offer, PriceTier

Floats = NDArray[np.float64]
MTOK = 1e6


@dataclass(frozen=True)
class TokenPrices:
    """Columns of prices, one row per offer; NaN where not offered. `tiers` holds (line, columns) from low to high line."""

    input: Floats
    output: Floats
    cached: Floats
    batch_input: Floats
    batch_output: Floats
    batch_cached: Floats
    tiers: tuple[tuple[Floats, tuple[Floats, ...]], ...] = ()

    def at(self, prompt_tokens: float) -> TokenPrices:
        """Prices that hold for a prompt of this length; a tier overrides what it states; what it does not state of cached and batched tokens falls back to its ordinary price."""
        columns = [self.input, self.output, self.cached, self.batch_input, self.batch_output, self.batch_cached]
        for line, stated in self.tiers:
            passed = prompt_tokens > line
            if passed.any():
                columns = [
                    np.where(passed & ~np.isnan(new), new, np.where(passed & (i >= 2), np.nan, old))
                    for i, (old, new) in enumerate(zip(columns, stated, strict=True))
                ]
        first, second, third, fourth, fifth, sixth = columns
        return TokenPrices(first, second, third, fourth, fifth, sixth)


def token_prices(offers: Sequence[Offer | None]) -> TokenPrices:
    """Columns of the offers' prices, in the order given; None stands for an option that buys no tokens."""

    def column(name: str, rows: Sequence[Offer | PriceTier | None] = offers) -> Floats:
        found = (getattr(row, name, None) if row is not None else None for row in rows)
        prices = np.array([np.nan if value is None else value for value in found], dtype=np.float64)
        if name in ("usd_per_mtok_in", "usd_per_mtok_out") and rows is offers:
            prices[[row is not None and row.flat for row in offers]] = 0.0  # billed by the month, not by the token
        return prices

    tiers = []
    for k in range(max((len(o.tiers) for o in offers if o), default=0)):
        rows: list[PriceTier | None] = [
            sorted(o.tiers, key=lambda t: t.above_tokens)[k] if o and k < len(o.tiers) else None for o in offers
        ]
        line = np.array([np.inf if row is None else row.above_tokens for row in rows], dtype=np.float64)
        names = ("usd_per_mtok_in", "usd_per_mtok_out", "usd_per_mtok_cached_in", "usd_per_mtok_batch_in", "usd_per_mtok_batch_out")
        tiers.append((line, (*(column(n, rows) for n in names), np.full(len(offers), np.nan))))
    return TokenPrices(
        column("usd_per_mtok_in"),
        column("usd_per_mtok_out"),
        column("usd_per_mtok_cached_in"),
        column("usd_per_mtok_batch_in"),
        column("usd_per_mtok_batch_out"),
        column("usd_per_mtok_batch_cached_in"),
        tuple(tiers),
    )


@dataclass(frozen=True)
class TokenUse:
    """One workload. input_tokens counts the whole prompt, cached ones included; reasoning is billed as output."""

    requests: float
    input_tokens: float
    output_tokens: float
    cached_tokens: float = 0.0
    batch_share: float = 0.0


def token_cost(prices: TokenPrices, use: TokenUse, reasoning_tokens: Floats | float = 0.0) -> dict[str, Floats]:
    """USD of the workload in parts: input, cached_input, output, reasoning. NaN where an offer has no price for a part."""
    p = prices.at(use.input_tokens)
    has_batch = ~np.isnan(p.batch_input) & ~np.isnan(p.batch_output)
    share = np.where(has_batch, use.batch_share, 0.0)
    cached = np.where(np.isnan(p.cached), p.input, p.cached)
    batch_cached = np.where(np.isnan(p.batch_cached), p.batch_input, p.batch_cached)
    fresh = use.input_tokens - use.cached_tokens

    def blended(price: Floats, batch: Floats) -> Floats:
        mixed: Floats = price * (1 - share) + np.where(share > 0, batch, 0.0) * share
        return mixed

    out = blended(p.output, p.batch_output)
    million_requests = use.requests / MTOK
    return {
        "input": million_requests * fresh * blended(p.input, p.batch_input),
        "cached_input": million_requests * use.cached_tokens * blended(cached, batch_cached),
        "output": million_requests * use.output_tokens * out,
        "reasoning": million_requests * reasoning_tokens * out,
    }
