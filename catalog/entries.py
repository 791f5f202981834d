"""What one line of a price feed becomes before it is joined to models and providers, and how money is read.

Amounts are read as decimals and multiplied exactly, so 2e-07 USD per token is 0.2 USD per million and nothing else. A price
of 0 is a placeholder or a free tier: it becomes None and is counted. A negative, non-finite or absurd price is a fault of the
feed: it becomes None and is reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from catalog.schema import PriceTier, Record, Usd

MTOK = Decimal(1_000_000)
ABSURD_USD = Decimal(10_000)
"""No token price above this per million, and no single image, second or minute above it, has ever been listed."""


class FeedEntry(Record):
    """One price of one upstream model, in the words of its feed.

    provider, key   upstream names, unchanged.
    mode            what the endpoint does: chat, responses, completion, embedding, image_generation, ...
    zone            place named by the entry itself through a surcharge (EU, US, regional), not by its key; None: the key decides.
    base_zone       place the unmultiplied price is for, where a surcharge elsewhere proves it (global); None: not stated.
    tier            standard, or the name of a dearer or cheaper service class (batch prices are fields of the standard tier).
    unit            mtok, or second, image, minute, megapixel, character_m, page_k for media; `usd_per_unit` is then the price.
    context_tokens  longest prompt the host takes as the feed states it (LiteLLM: input alone; genai-prices: whole window).
    ends            last day, where the feed announces one.
    effective       first day of this price, where the feed states one.
    until           first day on which it no longer held: prices of the past, and of the present where a later one is announced.
    withdrawn       the feed keeps the price for old bills; the provider no longer sells the model or is about to stop.
    second_hand     the feed says that it copied the price from a reseller's list.
    unrepresented   price keys, or prices of a later date, that no field here carries.
    zero            price keys that were 0 and therefore unknown.
    faults          prices that were dropped because they cannot be true, and keys that look like prices but are not known.
    """

    feed: str
    provider: str
    key: str
    mode: str
    zone: str | None = None
    base_zone: str | None = None
    tier: str = "standard"
    unit: str = "mtok"
    usd_per_unit: Usd | None = None
    condition: str = ""
    usd_per_mtok_in: Usd | None = None
    usd_per_mtok_out: Usd | None = None
    usd_per_mtok_cached_in: Usd | None = None
    usd_per_mtok_cache_write: Usd | None = None
    usd_per_mtok_batch_in: Usd | None = None
    usd_per_mtok_batch_out: Usd | None = None
    usd_per_mtok_batch_cached_in: Usd | None = None
    usd_per_mtok_off_peak_in: Usd | None = None
    usd_per_mtok_off_peak_out: Usd | None = None
    tiers: tuple[PriceTier, ...] = ()
    context_tokens: int | None = Field(None, gt=0)
    max_output_tokens: int | None = Field(None, gt=0)
    tool_calling: bool | None = None
    structured_output: bool | None = None
    reasoning: bool | None = None
    prompt_caching: bool | None = None
    vision: bool | None = None
    ends: date | None = None
    effective: date | None = None
    until: date | None = None
    withdrawn: bool = False
    second_hand: bool = False
    seen: date
    url: str | None = None
    unrepresented: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Ledger:
    """Reads the amounts of one upstream line and keeps what became of those that are not usable."""

    def __init__(self) -> None:
        self.zero: list[str] = []
        self.faults: list[str] = []
        self.unrepresented: list[str] = []

    def usd(self, key: str, value: Any, per: Decimal = Decimal(1)) -> Decimal | None:
        """`value` times `per` in USD; None where it is 0, impossible or no number."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal):
            self.faults.append(f"{key}: {value!r} is not a number")
            return None
        if not value.is_finite():
            self.faults.append(f"{key}: {value} is not finite")
            return None
        if value == 0:
            self.zero.append(key)
            return None
        amount = value * per
        if amount < 0:
            self.faults.append(f"{key}: {value} is negative")
            return None
        if amount > ABSURD_USD:
            self.faults.append(f"{key}: {amount:f} USD is beyond any listed price ({ABSURD_USD})")
            return None
        return amount


def read_json(payload: bytes) -> Any:
    """JSON with every number as a decimal; NaN and infinities are kept, to be reported with their key."""
    return json.loads(payload, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)


def money(amounts: Mapping[str, Decimal | None], factor: Decimal = Decimal(1)) -> dict[str, Any]:
    """Amounts as floats, multiplied first; unknown ones are left out."""
    return {name: float(amount * factor) for name, amount in amounts.items() if amount is not None}


def price_tiers(
    stages: Mapping[int, Mapping[str, Decimal | None]], base: Iterable[str], factor: Decimal = Decimal(1)
) -> tuple[PriceTier, ...]:
    """Long-context prices in ascending order; fields a tier does not have are left out. `base` names the fields it has."""
    known = set(base)
    tiers = []
    for above in sorted(stages):
        amounts = money({name: amount for name, amount in stages[above].items() if name in known}, factor)
        if amounts:
            tiers.append(PriceTier(above_tokens=above, **amounts))
    return tuple(tiers)


def whole(value: Any) -> int | None:
    """A positive whole number, otherwise None (feeds use 0 and text for unknown limits)."""
    if isinstance(value, Decimal) and value.is_finite() and 0 < value < 10**12:
        return int(value)
    return None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
