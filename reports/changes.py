"""Changes of the catalog in words: what moved, from what to what, by how much. For the command line, the page and the feed alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from advisor.numbers import MINUS, day, exact
from catalog.diff import Change, Kind, plain
from catalog.schema import Origin
from reports.words import spoken

KINDS = {
    Kind.PRICE: "Prices",
    Kind.LIFECYCLE: "Lifecycle",
    Kind.LICENCE: "Licences",
    Kind.DATA_HANDLING: "Data handling",
    Kind.LIMIT: "Limits",
    Kind.CAPABILITY: "Capabilities",
    Kind.MODEL_ADDED: "New models",
    Kind.MODEL_REMOVED: "Models removed",
    Kind.OFFER_ADDED: "New offers",
    Kind.OFFER_REMOVED: "Offers removed",
    Kind.GPU_PRICE: "GPU rents",
}
FIELDS = {
    "usd_per_mtok_in": "input",
    "usd_per_mtok_out": "output",
    "usd_per_mtok_cached_in": "cached input",
    "usd_per_mtok_cache_write": "cache writing",
    "usd_per_mtok_batch_in": "batch input",
    "usd_per_mtok_batch_out": "batch output",
    "usd_per_mtok_batch_cached_in": "batch cached input",
    "usd_per_mtok_off_peak_in": "off-peak input",
    "usd_per_mtok_off_peak_out": "off-peak output",
    "usd_per_unit": "price per unit",
    "tiers": "long prompts",
    "usd_per_gpu_hour": "USD per GPU hour",
    "context_tokens": "context, tokens",
    "max_output_tokens": "longest answer, tokens",
    "licence_id": "licence",
    "params_total_b": "parameters, bn",
    "params_active_b": "active parameters, bn",
    "ends": "end of the offer",
    "retirement_date": "announced end",
    "successor_id": "successor",
}
WHOLE = frozenset({"released", "listed", "ended"})
"""Fields that say something about the whole subject: their values need no name in front."""


@dataclass(frozen=True)
class Part:
    """One figure that moved: its name, both values in words, and the relative change of an amount."""

    field: str
    before: str
    after: str
    percent: float | None


@dataclass(frozen=True)
class Item:
    """What happened to one subject on one day; all prices of an offer that moved together are one item."""

    kind: Kind
    subject: str
    name: str
    parts: tuple[Part, ...]
    on: date | None
    earliest: date | None
    model_id: str | None
    provider_id: str | None
    lab: str | None
    condition: str
    origin: Origin | None
    event: str

    @property
    def sentence(self) -> str:
        """Such as "GPT-5.6 Sol at OpenAI API: input USD 5 to 4 (−20%), output USD 30 to 20 (−33%) per million tokens."."""
        unit = " per million tokens" if self.kind is Kind.PRICE and not any(p.field == FIELDS["usd_per_unit"] for p in self.parts) else ""
        condition = f" ({self.condition})" if self.condition else ""
        match self.event:
            case "released":
                return f"{self.name} came out."
            case "ended":
                return f"{self.name}: end of service."
            case "listed" if self.kind in (Kind.OFFER_ADDED, Kind.MODEL_ADDED):
                price = f", {self.parts[0].after}" if self.kind is Kind.OFFER_ADDED else ""
                return f"{self.name} is new in the catalog{price}."
            case "listed" if self.kind in (Kind.OFFER_REMOVED, Kind.MODEL_REMOVED):
                return f"{self.name} is no longer {'ranked' if self.kind is Kind.OFFER_REMOVED else 'in the catalog'}."
        moved = ", ".join(_moved(part, self.kind) for part in self.parts)
        return f"{self.name}{condition}: {moved}{unit}."


def items(changes: Iterable[Change]) -> tuple[Item, ...]:
    """Changes as people read them, in the order given; the prices of one offer on one day are one item."""
    groups: dict[tuple[Any, ...], list[Change]] = {}
    for n, change in enumerate(changes):
        together = change.kind is Kind.PRICE
        groups.setdefault((change.kind, change.subject, change.on, change.condition, None if together else n), []).append(change)
    order = list(FIELDS)
    found = []
    for group in groups.values():
        first = group[0]
        parts = sorted(group, key=lambda c: order.index(c.field) if c.field in order else len(order))
        found.append(
            Item(
                first.kind,
                first.subject,
                first.name,
                tuple(Part(field(c.field), value(c.before, c.field), value(c.after, c.field), c.percent) for c in parts),
                first.on,
                first.earliest,
                first.model_id,
                first.provider_id,
                first.lab,
                first.condition,
                first.origin,
                first.field if first.field in WHOLE else "",
            )
        )
    return tuple(found)


def field(name: str) -> str:
    """The name of a field as a reader would say it, in the middle of a sentence."""
    words = FIELDS.get(name) or spoken(name)
    return words if words.isupper() else words[:1].lower() + words[1:]


def value(found: Any, name: str) -> str:
    """A value in words: figures in full, days as days, lists joined; what is not stated says so."""
    if found is None:
        return "not stated"
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, (int, float)):
        return exact(float(found), 4)
    if isinstance(found, (list, tuple)):
        if name == "tiers":
            return "; ".join(_tier(tier) for tier in found) or "no other price"
        return ", ".join(str(item).replace("_", " ") for item in found) or "none"
    if isinstance(found, dict):
        return ", ".join(f"{spoken(key).lower()} {value(inner, key)}" for key, inner in found.items())
    text = str(found)
    return day(text) if name in ("release_date", "retirement_date", "ends") else text.replace("_", " ")


def _tier(tier: dict[str, Any]) -> str:
    prices = [f"{exact(tier[name], 4)} {word}" for name, word in (("usd_per_mtok_in", "in"), ("usd_per_mtok_out", "out")) if tier.get(name)]
    return f"above {exact(tier['above_tokens'], 0)} tokens {', '.join(prices) or 'another price'}"


def share_of_change(part: Part) -> str:
    """ "+20%" or "−33%"; empty where the figure is no amount. What rounds to nothing is "<1%"."""
    if part.percent is None:
        return ""
    size = abs(100 * part.percent)
    sign = "+" if part.percent > 0 else MINUS
    return f"{sign}{exact(size, 0)}%" if size >= 0.5 else f"{sign}<1%"


def _moved(part: Part, kind: Kind) -> str:
    usd = "USD " if kind is Kind.PRICE and part.before not in ("not stated", "no other price") and part.field != "long prompts" else ""
    change = f" ({share_of_change(part)})" if part.percent is not None else ""
    return f"{part.field} {usd}{part.before} to {part.after}{change}"


def when(item: Item) -> str:
    """The day, or the days between which it fell; "day unknown" where nobody says."""
    if item.on is None:
        return "day unknown"
    return f"between {day(item.earliest)} and {day(item.on)}" if item.earliest else day(item.on)


def as_json(change: Change) -> dict[str, Any]:
    """One change as plain data; amounts stay numbers, days are ISO text."""
    origin = change.origin
    fields = asdict(change) | {"kind": change.kind.value, "origin": plain(origin) if origin else None}
    return {name: plain(found) for name, found in fields.items()}


def table(changes: Sequence[Change]) -> list[list[str]]:
    """Rows for a terminal: kind, what, field, before, after, change, day; the first is the header."""
    rows = [["kind", "what", "field", "before", "after", "change", "day"]]
    for item in items(changes):
        for part in item.parts:
            what = f"{item.name} ({item.condition})" if item.condition else item.name
            rows.append([item.kind.value, what, part.field, part.before, part.after, share_of_change(part), when(item)])
    return rows
