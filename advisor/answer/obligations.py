"""The checklist: what licences, contracts and regulations ask of the user for the leading answer."""

from __future__ import annotations

from typing import Any

from advisor.decision import Decision
from advisor.rule import ON_SITE, WEIGHTS_IN_HAND
from advisor.rules import MUST

Json = dict[str, Any]


def obligations(d: Decision) -> list[Json]:
    """Duties of the first option with their source and date, then those of the regulations named."""
    if not len(d.ranked):
        return []
    first = int(d.ranked[0])
    option = d.options[first]
    found: dict[str, Json] = {}

    def add(text: str, because: str, publisher: str | None, url: str | None, day: Any) -> None:
        found.setdefault(
            text, {"text": text, "because": because, "source": publisher, "url": url, "date": day.isoformat() if day else None}
        )

    licence = d.catalog.licences.get(option.model.licence_id or "")
    if licence and licence.attribution_duty and option.deployment in WEIGHTS_IN_HAND:
        add(
            f"{licence.name}: {licence.attribution_duty.rstrip('.')}.",
            f"You hold the weights of {option.model.name}.",
            licence.origin.publisher,
            licence.origin.url,
            licence.origin.date,
        )
    for rule in MUST:
        verdict = d.judged.verdict(rule, first)
        if verdict.obligation:
            o = verdict.origin
            add(verdict.obligation, rule.title, o.publisher if o else None, o.url if o else None, o.date if o else None)
    for regulation in d.catalog.regulations:
        if (
            regulation.obligation
            and set(regulation.needs) & set(d.needs.privacy.regulations)
            and not (regulation.third_party and option.deployment in ON_SITE)
        ):
            o = regulation.origin
            add(regulation.obligation, f"{regulation.jurisdiction}: {regulation.topic}", o.publisher, o.url, o.date)
    return list(found.values())
