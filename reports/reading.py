"""Reading a recommendation: who leads, who is folded beneath whom, what an option is called.

The recommendation is a plain mapping (the output contract). Optional keys may be absent, in
records written by older versions too; nothing here invents a value for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.numbers import compact, day
from reports.words import COST_PARTS, CRITERIA, DEPLOYMENTS, spoken

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """One model and way of running: the best option and its clones (other offers or hardware), best first."""

    best: Json
    clones: tuple[Json, ...]


def options(recommendation: Json) -> Sequence[Json]:
    """Every fitting option in order."""
    return recommendation.get("options") or ()


def leader(recommendation: Json) -> Json | None:
    """The first option; None where nothing fits."""
    return next(iter(options(recommendation)), None)


def pair_leads(recommendation: Json) -> bool:
    """Whether two options together are the answer; the first of `options` is then the best single one."""
    pair = recommendation.get("hybrid") or {}
    return (recommendation.get("headline") or {}).get("pattern") == "hybrid_routing" and bool(pair.get("routine") and pair.get("hard"))


def groups(recommendation: Json) -> list[Group]:
    """Options in order, clones folded under the first of their kind.

    Clones are the offers and machines of one model and deployment, whether or not `clones` lists
    them all (it may be cut short), and whatever else `clones` names.
    """
    heads: dict[object, str] = {}
    members: dict[str, list[Json]] = {}
    for option in options(recommendation):
        option_id = str(option["option_id"])
        kind = (option.get("model_id"), option.get("deployment"), option.get("customisation"))
        head = heads.get(option_id) or heads.get(kind) or option_id
        members.setdefault(head, []).append(option)
        for key in (kind, option_id, *(option.get("clones") or ())):
            heads.setdefault(key, head)
    return [Group(found[0], tuple(found[1:])) for found in members.values()]


def runner_up(recommendation: Json) -> Json | None:
    """The best option that is no clone of the leader; None where there is none."""
    found = groups(recommendation)
    return found[1].best if len(found) > 1 else None


def first_place_share(option: Json) -> float | None:
    """Share of weightings won, summed over clones where the advisor did so."""
    summed: float | None = option.get("pair_share")
    own: float | None = option.get("first_place_share")
    return own if summed is None else summed


def where(option: Json) -> str:
    """How it runs, in one line: "On premises, 2 × H200"."""
    if option.get("label"):
        return str(option["label"])
    words = DEPLOYMENTS.get(str(option.get("deployment")), str(option.get("deployment") or ""))
    hardware = option.get("hardware") or {}
    if hardware.get("gpu"):
        gpus = f"{hardware.get('gpus_per_replica', 1)} × {hardware['gpu']}"
        replicas = hardware.get("replicas") or 1
        return f"{words}, {replicas} replicas of {gpus}" if replicas > 1 else f"{words}, {gpus}"
    place = [option.get("provider_name") or option.get("provider_id"), option.get("region")]
    return ", ".join(str(part) for part in (words, *place) if part)


def licence(option: Json) -> str:
    """Name of the licence, its id where no name came along, else empty."""
    return str(option.get("licence_name") or option.get("licence_id") or "")


def full_name(option: Json) -> str:
    """Model and how it runs, for sentences and lists."""
    return f"{option.get('model_name') or option.get('model_id')}, {where(option)}"


def named(recommendation: Json, option_id: object) -> str:
    """What an option id stands for: a fitting option, a near miss, else the id itself."""
    for option in (*options(recommendation), *(recommendation.get("near_misses") or ())):
        if option.get("option_id") == option_id and option.get("model_name"):
            return full_name(option) if option.get("label") or option.get("deployment") else str(option["model_name"])
    return _id_words(str(option_id))


def _id_words(option_id: str) -> str:
    """An option that no row describes: "lab/model|deployment|provider|region" in words, other ids as they stand."""
    model, *rest = option_id.split("|")
    if not rest or rest[0] not in DEPLOYMENTS:
        return option_id
    return ", ".join(
        [model, DEPLOYMENTS[rest[0]][:1].lower() + DEPLOYMENTS[rest[0]][1:], *(part for part in rest[1:] if part and part != "own")]
    )


def criteria_order(recommendation: Json) -> list[str]:
    """Criteria in the order of bars and ledgers: the advisor's, else ours; ones we do not know come last."""
    present = {name: None for option in options(recommendation) for name in option.get("contributions") or {}}
    wanted = recommendation.get("criteria_order") or CRITERIA
    return [name for name in wanted if name in present] + [name for name in present if name not in wanted]


def cost(option: Json) -> tuple[float | None, float | None, float | None]:
    """Low, expected and high in USD a month; None where a figure is missing."""
    figures = option.get("monthly_cost_usd") or {}
    return figures.get("low"), figures.get("expected"), figures.get("high")


def cost_evidence(option: Json) -> str:
    """The common evidence of all parts that cost something; a total of mixed parts is an estimate; empty if the parts say nothing."""
    kinds = {str(part["evidence"]) for part in option.get("cost_parts") or () if part.get("evidence") and part["usd"]}
    if len(kinds) == 1:
        return kinds.pop()
    return "estimated" if kinds else ""


def cost_parts(option: Json) -> list[Json]:
    """Parts of the expected cost; without the advisor's list, the breakdown's plain entries."""
    parts = option.get("cost_parts")
    if parts:
        return list(parts)
    breakdown = (option.get("monthly_cost_usd") or {}).get("breakdown") or {}
    return [{"part": key, "usd": value} for key, value in breakdown.items() if value]


def part_range(part: Json) -> str:
    """What a part may cost that is expected to cost nothing, "0 to 2.6k"; empty for parts with an expected cost."""
    return "" if part["usd"] or not part.get("high") else f"{compact(part.get('low') or 0.0)} to {compact(part['high'])}"


def part_name(part: Json) -> str:
    """A part of the cost in words: the advisor's own wording, or our word for a breakdown key."""
    name = str(part["part"])
    return COST_PARTS.get(name) or (spoken(name) if "_" in name else name)


def given_needs(recommendation: Json) -> dict[str, Any]:
    """The needs as they were given: without what was assumed, so that it is assumed again."""
    assumed = {str(path) for path in recommendation.get("assumed") or ()}
    given: dict[str, Any] = {}
    for key, value in (recommendation.get("needs") or {}).items():
        if isinstance(value, Mapping):
            value = {inner: item for inner, item in value.items() if f"{key}.{inner}" not in assumed}
            if not value:
                continue
        if key not in assumed:
            given[key] = value
    return given


def past_sentence(recommendation: Json) -> list[str]:
    """What an answer for an earlier day rests on, if this is one: one sentence or none."""
    past = recommendation.get("past") or {}
    return [f"Judged for {day(past.get('day'))}: {past.get('sentence')}"] if past.get("sentence") else []
