"""The checklist: what licences, contracts and regulations ask of the user for the leading answer."""

from __future__ import annotations

from typing import Any

from advisor.decision import Decision
from advisor.rule import ON_SITE, WEIGHTS_IN_HAND
from advisor.rules import MUST
from catalog.schema import Origin

Json = dict[str, Any]


def obligations(d: Decision, pair: Json | None = None) -> list[Json]:
    """Duties of the first option, or of both members where a `pair` leads, with source and date; then those of the regulations named."""
    if not len(d.ranked):
        return []
    leads = pair is not None and pair.get("leads")
    members = [d.space.index[pair[path]] for path in ("routine", "hard")] if pair and leads else [int(d.ranked[0])]
    found: dict[str, Json] = {}

    def add(text: str, because: str, origin: Origin | None) -> None:
        source, url, day = (origin.publisher, origin.url, origin.date.isoformat()) if origin else (None, None, None)
        found.setdefault(text, {"text": text, "because": because, "source": source, "url": url, "date": day})

    for i in members:
        option = d.options[i]
        whose = f", for {option.model.name}" if leads else ""
        licence = d.catalog.licences.get(option.model.licence_id or "")
        if licence and licence.attribution_duty and option.deployment in WEIGHTS_IN_HAND:
            add(f"{licence.name}: {licence.attribution_duty.rstrip('.')}.", f"You hold the weights of {option.model.name}.", licence.origin)
        for rule in MUST:
            verdict = d.judged.verdict(rule, i)
            if verdict.obligation:
                add(verdict.obligation, rule.title + whose, verdict.origin)
    at_home = all(d.options[i].deployment in ON_SITE for i in members)
    for regulation in d.catalog.regulations:
        named = set(regulation.needs) & set(d.needs.privacy.regulations)
        if regulation.obligation and named and not (regulation.third_party and at_home):
            add(regulation.obligation, f"{regulation.jurisdiction}: {regulation.topic}", regulation.origin)
    return list(found.values())
