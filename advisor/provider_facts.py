"""What a provider says about data: the statements that hold for one service, the stricter one where two disagree."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from advisor.rule import Service
from catalog.schema import Model, Origin, ProviderFact


def covers(fact: ProviderFact, model: Model | None) -> bool:
    """Whether a statement holds for ordinary inference with this model (None: whichever model is run)."""
    if model is None:
        return "*" in fact.covers
    ids = [p for p in fact.covers if not p.startswith("!")]
    return any(fnmatchcase(model.id, p) for p in ids) and not any(fnmatchcase(model.id, p[1:]) for p in fact.covers if p.startswith("!"))


def statements(service: Service, kind: str) -> list[ProviderFact]:
    """All statements of one kind that hold for this service, as listed."""
    if service.provider is None:
        return []
    return [f for f in service.provider.facts if f.fact == kind and covers(f, service.model)]


def strictest(facts: Sequence[ProviderFact], order: Sequence[str]) -> ProviderFact | None:
    """The statement whose value stands first in `order`; a value not in `order` counts as the strictest but one.

    None where nothing is stated.
    """
    rank = {value: i for i, value in enumerate(order)}
    return min(facts, key=lambda f: (rank.get(f.value, 1), f.scope), default=None)


def about(service: Service) -> Origin | None:
    """Where a service is described at all, for a verdict that rests on the absence of a statement; None on own machines."""
    provider = service.provider
    if provider is None:
        return None
    return Origin(publisher=provider.sources[0] if provider.sources else provider.name, date=provider.checked)
