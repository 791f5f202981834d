"""The checklist: what licences, contracts and regulations ask of the user for the leading answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.decision import Decision
from advisor.geography import ADEQUATE, COUNTRIES, members
from advisor.provider_facts import statements
from advisor.rule import ON_SITE, WEIGHTS_IN_HAND, host_name
from advisor.rules import MUST, RULE
from advisor.verdict import Outcome
from catalog.schema import Arises, Origin

Json = dict[str, Any]


def obligations(d: Decision, pair: Json | None = None) -> list[Json]:
    """Duties of the first option, or of both members where a `pair` leads, with source and date; then those of the regulations named."""
    if not len(d.ranked):
        return []
    leads = pair is not None and pair.get("leads")
    chosen = [d.space.index[pair[path]] for path in ("routine", "hard")] if pair and leads else [int(d.ranked[0])]
    found: dict[str, Json] = {}

    def add(text: str, because: str, origin: Origin | None) -> None:
        source, url, day = (origin.publisher, origin.url, origin.date.isoformat()) if origin else (None, None, None)
        found.setdefault(text, {"text": text, "because": because, "source": source, "url": url, "date": day})

    for i in chosen:
        option = d.options[i]
        whose = f", for {option.model.name}" if leads else ""
        licence = d.catalog.licences.get(option.model.licence_id or "")
        if licence and licence.attribution_duty and option.deployment in WEIGHTS_IN_HAND:
            add(f"{licence.name}: {licence.attribution_duty.rstrip('.')}.", f"You hold the weights of {option.model.name}.", licence.origin)
        for rule in MUST:
            verdict = d.judged.verdict(rule, i)
            if verdict.obligation:
                add(verdict.obligation, rule.title + whose, verdict.origin)
    for regulation in d.catalog.regulations:
        if not regulation.obligation or not set(regulation.needs) & set(d.needs.privacy.regulations):
            continue
        asked = [_asked_of(d, i, regulation.arises) for i in chosen]
        if any(a.arises for a in asked):
            # a reason that only rests on silence is worth a word; one that is known needs none
            open_points = [] if any(a.arises and not a.unknown for a in asked) else dict.fromkeys(a.unknown for a in asked if a.unknown)
            because = "; ".join([f"{regulation.jurisdiction}: {regulation.topic}", *open_points])
            add(regulation.obligation, because, regulation.origin)
    return list(found.values())


@dataclass(frozen=True)
class Asked:
    """Whether a duty arises for one option; `unknown` says which fact nobody states where it arises for want of that fact alone."""

    arises: bool
    unknown: str = ""


def _asked_of(d: Decision, i: int, when: Arises) -> Asked:
    """Whether the duty arises for this option: everything known about it is asked, and what is unknown counts as asked for."""
    option, provider = d.options[i], d.options[i].provider
    if when.third_party and (option.deployment in ON_SITE or provider is None):
        return Asked(False)
    if (when.tuning and d.needs.fine_tuning.need == "none") or (when.open_weights and not option.model.open):
        return Asked(False)
    if not (when.seat_in or when.seat_outside or when.processed_in or when.processed_outside):
        return Asked(True)
    name = host_name(provider, option.deployment)
    seat = frozenset({provider.hq_country}) if provider and provider.hq_country else None
    places = _processed_in(d, i)
    met = (_meets(seat, when.seat_in, when.seat_outside), _meets(places, when.processed_in, when.processed_outside))
    if any(met):
        return Asked(True)
    silent = [f"the seat of {name} is unknown"] if met[0] is None else []
    silent += [f"where exactly {name} processes is unknown"] if met[1] is None else []
    return Asked(bool(silent), " and ".join(silent))


def _meets(found: frozenset[str] | None, inside: tuple[str, ...], outside: tuple[str, ...]) -> bool | None:
    """Whether one of the countries lies inside, or outside, the places named; None where it takes a country that nobody states."""
    if not inside and not outside:
        return False
    if found is None:
        return None
    return bool(inside and found & _countries(inside)) or bool(outside and found - _countries(outside))


def _countries(places: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(ADEQUATE if place == "adequate" else members(place) for place in places))


def _processed_in(d: Decision, i: int) -> frozenset[str] | None:
    """Countries in which this option may process; None where nothing stated narrows it down.

    What the user asks for counts where the option is known to keep to it: the gate on regions has then been passed.
    """
    service = d.space.subjects["service"][int(d.space.codes["service"][i])]
    values = [f.value for f in statements(service, "processing_region")] if service.region is None else [service.region]
    zones = {zone for value in values for zone in value.replace(" or ", "|").split("|")}
    told = bool(zones) and all(zone in ("EU", "EEA", "UK") or zone in COUNTRIES for zone in zones)
    stated = _countries(tuple(zones)) if told else None
    asked = d.needs.privacy.processing_regions
    if not asked or d.judged.verdict(RULE["privacy.region"], i).outcome is not Outcome.YES:
        return stated
    kept_to = _countries(asked)
    return (kept_to & stated if stated else None) or kept_to
