"""Who states single facts of a model, where that can be told: a price list that gives the same figure for it.

The sources in a model's file belong to the whole record. Limits and capabilities are also stated, line by line, in the price lists
that are kept here; where one of them agrees with the record, that line is the origin of the figure, with its page and day. The lab's
own service counts before other hosts. Origins written in the file stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog import hosts
from catalog.schema import Model, Offer, Origin

STATED = ("context_tokens", "max_output_tokens", "tool_calling", "structured_output", "reasoning", "prompt_caching")
"""Fields that a model and a price line both have, with one meaning."""


def with_origins(models: Mapping[str, Model], offers: Iterable[Offer]) -> dict[str, Model]:
    """The models, each with the origins that its price lines give to fields without one of their own."""
    lines: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.model_id is not None and offer.model_id in models and offer.unit == "mtok":
            lines.setdefault(offer.model_id, []).append(offer)
    return {i: _one(model, lines.get(i, ())) for i, model in models.items()}


def _one(model: Model, lines: Iterable[Offer]) -> Model:
    own = hosts.OWN_API.get(model.id.partition("/")[0], frozenset())
    ordered = sorted(lines, key=lambda o: (o.provider_id not in own, not o.rankable, o.id))
    found: dict[str, Origin] = {}
    for field in STATED:
        value = getattr(model, field)
        if value is None or field in model.origins:
            continue
        line = next((o for o in ordered if getattr(o, field) == value), None)
        if line is not None:
            found[field] = line.origin
    return model.model_copy(update={"origins": {**found, **model.origins}}) if found else model
