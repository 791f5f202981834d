"""What one line of a price feed becomes before it is joined to models and providers, and how money is read.

Amounts are read as decimals and multiplied exactly, so 2e-07 USD per token is 0.2 USD per million and nothing else. A price
of 0 is a placeholder or a free tier: it becomes None and is counted. A negative, non-finite or absurd price is a fault of the
feed: it becomes None and is reported.

Some feeds answer in parts (a listing, then one answer per model). Their snapshot is one JSON object, `{"answers": {path: answer}}`,
each answer as received; null where the feed had none for that path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from catalog.schema import PriceTier, Record, Statement, Usd

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
    known_wrong     why the line is not believed (catalog/facts/corrections.toml); "" where nothing speaks against it.
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
    known_wrong: str = ""
    seen: date
    url: str | None = None
    unrepresented: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


Line = tuple[str, ...]


def line_of(record: FeedEntry | Statement) -> Line:
    """What makes two records one line of a feed, on one day or on different days."""
    if isinstance(record, Statement):
        return ("statement", record.feed, record.provider, record.key, record.about)
    media = record.condition if record.unit != "mtok" else ""
    return ("entry", record.feed, record.provider, record.key, record.tier, record.zone or "", record.unit, media)


class FeedScore(Record):
    """One score as listed: `key` is the model's name without its effort, `value` in the unit of the benchmark."""

    feed: str
    provider: str
    key: str
    effort: str
    variant: str
    benchmark_id: str
    value: float
    seen: date


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
        if value < 0:
            self.faults.append(f"{key}: {_short(value)} is negative")
            return None
        # by its exponent first: 1e999999999 can be read, but neither multiplied nor written out
        if value.adjusted() > LARGEST_EXPONENT or value * per > ABSURD_USD:
            self.faults.append(f"{key}: {_short(value)} times {per:f} USD is beyond any listed price ({ABSURD_USD})")
            return None
        return value * per

    def usd_text(self, key: str, value: Any, per: Decimal = Decimal(1)) -> Decimal | None:
        """The same where a feed writes amounts as text ("0.0000025")."""
        if not isinstance(value, str):
            return self.usd(key, value, per)
        try:
            number = Decimal(value)
        except ArithmeticError:
            self.faults.append(f"{key}: {value!r:.40} is not a number")
            return None
        return self.usd(key, number, per)


LARGEST_EXPONENT = 12
"""Powers of ten that a listed amount may have before it is multiplied."""


def _short(value: Decimal) -> str:
    """Few enough characters for a message, whatever the number."""
    return str(value)[:24]


class Repeated(str):
    """Stands where one object holds the same key twice with different values: nobody can say which is meant, so neither is read."""

    __slots__ = ()


def read_json(payload: bytes) -> Any:
    """JSON with every number as a decimal; NaN and infinities are kept, to be reported with their key.

    Raises: ValueError where it is no JSON, nested beyond reason, or holds text that is not Unicode.
    """
    try:
        found = json.loads(payload, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal, object_pairs_hook=_object)
        if b"\\ud" in payload or b"\\uD" in payload:  # half of a surrogate pair passes the reader and fails every writer
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise ValueError("the answer is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("the answer holds text that is not Unicode") from None
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for key, value in pairs:
            if found[key] != value:
                found[key] = Repeated("listed twice with different values")
    return found


def answers(payload: bytes) -> dict[str, Any]:
    """The parts of a snapshot of a feed that answers in parts, by path."""
    found = read_json(payload)
    parts = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(parts, dict):
        raise ValueError('expected one object with "answers" by path')
    return parts


def in_parts(parts: Mapping[str, bytes | None]) -> bytes:
    """A snapshot from the answers as received, by path."""
    rows = (json.dumps(path).encode() + b": " + (part if part is not None else b"null").strip() for path, part in parts.items())
    return b'{"answers": {\n' + b",\n".join(rows) + b"\n}}\n"


def received_parts(payload: bytes) -> dict[str, bytes | None]:
    """The parts of a snapshot written by `in_parts`, each in the bytes it was received in."""
    decoder = json.JSONDecoder()
    text = payload.decode("utf-8")
    at = text.index("{", text.index('"answers"')) + 1
    found: dict[str, bytes | None] = {}
    while (at := _skip(text, at)) < len(text) and text[at] == '"':
        path, at = decoder.raw_decode(text, at)
        start = _skip(text, text.index(":", at) + 1)
        value, at = decoder.raw_decode(text, start)
        found[path] = None if value is None else text[start:at].encode()
        at = _skip(text, at)
        if at < len(text) and text[at] == ",":
            at += 1
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def objects(value: Any, what: str) -> list[Mapping[str, Any]]:
    """A list of objects. Raises: ValueError where it is something else."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueError(f"expected a list of objects under {what}")
    return value


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, empty where it is something else or missing."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """Text of a sensible length without control characters; "" for anything else."""
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable() else ""


LONGEST_TEXT = 400


def key_of(value: Any) -> str:
    """The name of a line.

    Raises: ValueError where there is none that a person could read or write.
    """
    if name := text(value):
        return name
    raise ValueError(f"a line has no usable name: {value!r:.60}")


def day_of(value: Any) -> date | None:
    """A day written YYYY-MM-DD, with or without a time behind it, or as seconds since 1970; None for anything else."""
    try:
        if isinstance(value, Decimal) and value.is_finite() and 0 < value < 10**11:
            return datetime.fromtimestamp(int(value), UTC).date()
        return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
    except ValueError:
        return None


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
