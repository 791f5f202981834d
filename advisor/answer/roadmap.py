"""Prototype, evaluate, scale: what to start with now, what to try beside it, when to switch, how to leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from advisor.answer.naming import hardware_text, label
from advisor.decision import Decision
from advisor.numbers import compact
from advisor.parameters import PARAMETERS
from advisor.rule import THIRD_PARTY, WEIGHTS_IN_HAND
from catalog.schema import Deployment

Json = dict[str, Any]
CASES = 200
"""Own cases to evaluate on: with 200, a difference of about 7 points of pass rate stands out from chance (two proportions, 80%)."""


def roadmap(d: Decision, flips: list[Json]) -> list[Json]:
    """Stages in order, each with an action and until when or what it holds. Empty where nothing fits."""
    if not len(d.best_of_groups):
        return []
    first = int(d.best_of_groups[0])
    option = d.options[first]
    weeks = PARAMETERS[f"deployments.{option.deployment}.lead_weeks"]
    begin = d.question.as_of
    rivals = _rivals(d, first)
    others = " and ".join(f"{d.options[i].model.name} ({label(d, i)})" for i in rivals) or "one more candidate"
    # rivals on machines that have to be bought cannot be tried before those stand there
    ready = max([8.0, *(PARAMETERS[f"deployments.{d.options[i].deployment}.lead_weeks"] + 3 for i in (first, *rivals))])
    steps = [
        {"stage": "prototype", "action": _prototype(d, first), "until": (begin + timedelta(weeks=3)).isoformat()},
        {
            "stage": "evaluate",
            "action": f"Run the same cases through {others}; then send a copy of live traffic to both for a week. Small differences are noise.",
            "until": (begin + timedelta(weeks=ready)).isoformat(),
        },
    ]
    if d.needs.fine_tuning.need != "none":
        steps.append(
            {
                "stage": "customise",
                "action": _customise(d),
                "until": (begin + timedelta(weeks=8 + PARAMETERS["cost.tuning_project_weeks"])).isoformat(),
            }
        )
    steps.append(
        {
            "stage": "scale",
            "action": f"Put {option.model.name} into production: {label(d, first)}; about {weeks:g} week{'s' if weeks != 1 else ''} from the decision.",
            "until": _until(d, flips),
        }
    )
    steps.append({"stage": "exit", "action": _exit(d, first), "until": (begin + timedelta(days=91)).isoformat()})
    return steps


def _prototype(d: Decision, first: int) -> str:
    """Start on what is quickest for the same model without leaving the data boundary."""
    option = d.options[first]
    name, cases = option.model.name, f"{CASES} of your own cases, with a pass mark agreed beforehand"
    sold = [
        int(i)
        for i in d.ranked
        if d.options[i].model.id == option.model.id and d.options[i].deployment in THIRD_PARTY and d.options[i].offers
    ]
    if option.deployment is Deployment.LOCAL_WORKSTATION:
        return f"Try {name} on the machine itself ({hardware_text(d, first)}), on {cases}."
    if sold:
        return f"Try {name} at {label(d, sold[0])}, on {cases}."
    if option.deployment in WEIGHTS_IN_HAND:
        rented = f"rented machines like {hardware_text(d, first)}"
        if d.needs.privacy.boundary in ("own_premises", "air_gapped"):
            return f"Try {name} on {rented} with {CASES} synthetic cases, with a pass mark agreed beforehand; own cases only once the machine stands on your premises."
        return f"Try {name} on {rented}, on {cases}."
    return f"Try {name} at {label(d, first)}, on {cases}."


def _rivals(d: Decision, first: int) -> list[int]:
    """The two best of other models."""
    seen, out = {d.options[first].model.id}, []
    for i in d.best_of_groups:
        if d.options[i].model.id not in seen:
            seen.add(d.options[i].model.id)
            out.append(int(i))
        if len(out) == 2:
            break
    return out


def _until(d: Decision, flips: list[Json]) -> str:
    above = [f for f in flips if f["driver"] == "volume.requests_per_month" and f["flips_at"] > f["now"]]
    if above:
        at = d.space.index[above[0]["winner"]]
        name = f"{d.options[at].model.name} ({label(d, at)})"
        return f"the load passes {compact(above[0]['flips_at'])} requests a month, where {name} takes over"
    return f"the horizon of {d.needs.volume.horizon_months} months ends"


def _customise(d: Decision) -> str:
    tuning = d.needs.fine_tuning
    if tuning.method in ("any", "lora"):
        return "Retrieval and examples first; then LoRA on the pass mark's failures; full tuning only if LoRA stalls."
    return f"Retrieval and examples first; then {tuning.method.replace('_', ' ')} on the pass mark's failures."


def _exit(d: Decision, first: int) -> str:
    option, hosts = d.options[first], int(d.space.hosts[first])
    if option.model.open:
        sellers = (
            f"{hosts} other provider{'s sell' if hosts > 1 else ' sells'} the same weights as a service: test one of them once a quarter"
            if hosts
            else "nobody sells them as a service yet: keep the means to run them elsewhere"
        )
        return f"Keep the weights of {option.model.name} and a common interface; {sellers}, and run this assessment again."
    second = next((int(i) for i in d.best_of_groups if d.options[i].model.lab != option.model.lab), None)
    name = f"{d.options[second].model.name} ({label(d, second)})" if second is not None else "a model of another lab"
    return f"Nobody else has these weights: keep prompts and tools neutral, keep {name} tested as substitute, and run this assessment again each quarter."
