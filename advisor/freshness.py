"""How old a figure is on a day, and whether that is too old for its kind. The limits are in the parameters file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advisor.parameters import PARAMETERS
from catalog.schema import Catalog, Origin, ProviderFact

LIMITS: Mapping[str, str] = {
    "price": "freshness.price_days",
    "data_handling": "freshness.data_handling_days",
    "licence": "freshness.licence_days",
    "limit": "freshness.limit_days",
    "model": "freshness.model_days",
    "company": "freshness.company_days",
    "law": "freshness.law_days",
}
"""Kind of figure -> the parameter with its limit in days. Kinds that are not here (scores, measurements) do not go stale."""
COMPANY = frozenset({"hq_country"})
"""Statements of a provider about the company itself."""


@dataclass(frozen=True)
class Age:
    """Days since somebody last said it; negative where it was said after the day judged."""

    days: int
    stale: bool


def age(kind: str, said: date | str | Origin | None, on: date) -> Age | None:
    """The age of a figure of a kind on a day; None where no full day is known ("2026-07", unknown)."""
    day = said.latest if isinstance(said, Origin) else said
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return None
    if day is None:
        return None
    days = (on - day).days
    return Age(days, kind in LIMITS and days > PARAMETERS[LIMITS[kind]])


def is_stale(kind: str, said: date | str | Origin | None, on: date) -> bool:
    """Whether a figure is older than the limit of its kind; an unknown day is unknown, not stale."""
    found = age(kind, said, on)
    return found is not None and found.stale


def statement_kind(fact: ProviderFact) -> str:
    """What a provider's statement is about: the company, or what it does with data."""
    return "company" if fact.fact in COMPANY else "data_handling"


@dataclass(frozen=True)
class Stock:
    """All figures of one sort in the catalog: how many, how many of these are stale, the first and last day on which one was said.

    kind    decides the limit.
    """

    what: str
    kind: str
    records: int
    stale: int
    oldest: date | None
    newest: date | None


def stock(catalog: Catalog, on: date) -> list[Stock]:
    """How old the catalog is, sort by sort."""
    facts = [fact for provider in catalog.providers.values() for fact in provider.facts]
    sorts: list[tuple[str, str, list[Origin]]] = [
        ("Prices of ranked offers", "price", [o.origin for o in catalog.offers]),
        ("Prices of rented GPUs", "price", [p.origin for p in catalog.gpu_prices]),
        ("List prices of GPUs", "price", [g.price_origin for g in catalog.gpus.values()]),
        ("Prices of tuning", "price", [p.origin for p in catalog.tuning_prices]),
        ("Statements about data", "data_handling", [f.origin for f in facts if statement_kind(f) == "data_handling"]),
        ("Seats of companies", "company", [f.origin for f in facts if statement_kind(f) == "company"]),
        ("Licences and terms", "licence", [licence.origin for licence in catalog.licences.values()]),
        ("Facts about models", "model", [m.origin for m in catalog.models.values()]),
        ("Published limits", "limit", [r.origin for r in catalog.rate_limits]),
        ("Regions of models", "limit", [r.origin for r in catalog.regions]),
        ("Laws and standards", "law", [r.origin for r in catalog.regulations]),
        ("Closed models on premises", "price", [o.origin for o in catalog.on_prem]),
    ]
    return [
        Stock(
            what,
            kind,
            len(origins),
            sum(is_stale(kind, origin, on) for origin in origins),
            min((o.latest for o in origins), default=None),
            max((o.latest for o in origins), default=None),
        )
        for what, kind, origins in sorts
    ]
