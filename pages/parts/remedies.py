"""Buttons that do a remedy: the smallest change of the needs that lets an excluded option back in.

The advisor may name the change with a near miss (`change`: label and new values by dotted path).
Where it names only the gate, the table below says which answer that gate asks about; boundary and
budget move just as far as the near miss needs. Gates about facts of the world (a licence text, a
retired model) have no button: no answer would readmit those.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.needs import BOUNDARIES, Needs
from advisor.numbers import exact
from pages.parts import link
from reports.reading import cost
from reports.words import BOUNDARIES as BOUNDARY_WORDS

MOST = 3


@dataclass(frozen=True)
class Remedy:
    """One button: its label, and the new values by dotted path."""

    label: str
    values: tuple[tuple[str, Any], ...]


_ANSWERED_BY: dict[str, Remedy] = {
    "privacy.region": Remedy("Allow any processing region", (("privacy.processing_regions", []),)),
    "privacy.retention": Remedy("Drop the retention limit", (("privacy.max_retention_days", None),)),
    "privacy.lab_country": Remedy("Allow models from any country", (("privacy.excluded_lab_countries", []),)),
    "privacy.provider_country": Remedy("Allow providers from any country", (("privacy.excluded_provider_countries", []),)),
    "budget.monthly": Remedy("Drop the monthly budget", (("budget.max_monthly_usd", None),)),
    "budget.upfront": Remedy("Drop the upfront budget", (("budget.max_upfront_usd", None),)),
    "budget": Remedy("Drop the budget limits", (("budget.max_monthly_usd", None), ("budget.max_upfront_usd", None))),
    "speed": Remedy("Drop the speed limits", (("speed.max_time_to_first_token_s", None), ("speed.min_output_tokens_per_s", None))),
    "quality": Remedy("Accept less than the frontier", (("quality.frontier_need", "helpful"),)),
    "fine_tuning": Remedy("Make fine-tuning optional", (("fine_tuning.need", "helpful"), ("fine_tuning.must_own_weights", False))),
    "capabilities": Remedy("Drop the capabilities", (("capabilities", []),)),
    "licence.open_source": Remedy("Accept open weights", (("licence.open_source_only", False),)),
    "licence.redistribution": Remedy("Do not pass weights on", (("licence.redistribute_weights", False),)),
    "licence.outputs": Remedy("Do not train on outputs", (("licence.train_on_outputs", False),)),
}


def remedies(needs: Needs, near_misses: Iterable[Mapping[str, Any]]) -> list[Remedy]:
    """At most three changes, each of other answers, in the order of the near misses; of two budgets the lower."""
    found: dict[tuple[str, ...], Remedy] = {}
    for miss in near_misses:
        remedy = _stated(miss) or _for_gate(needs, str(miss.get("rule_id")), miss)
        if remedy is not None:
            paths = tuple(path for path, _ in remedy.values)
            found[paths] = min(found.get(paths, remedy), remedy, key=_amount)
    return list(found.values())[:MOST]


def _amount(remedy: Remedy) -> float:
    """How much money a remedy asks for; changes of another kind are all alike."""
    value = remedy.values[0][1]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def apply(raw: Mapping[str, Any], remedy: Remedy) -> link.Raw:
    """The needs with the remedy done."""
    result = dict(raw)
    for path, value in remedy.values:
        result = link.put(result, path, value)
    return result


def _stated(miss: Mapping[str, Any]) -> Remedy | None:
    change = miss.get("change")
    if not isinstance(change, Mapping) or not change.get("set"):
        return None
    return Remedy(str(change.get("label") or miss.get("remedy")), tuple((str(path), value) for path, value in change["set"].items()))


def _for_gate(needs: Needs, rule_id: str, miss: Mapping[str, Any]) -> Remedy | None:
    if rule_id == "privacy.boundary":
        return _looser_boundary(needs, str(miss.get("remedy") or ""))
    if rule_id.startswith("regulation."):
        return _without_regulation(needs, rule_id.removeprefix("regulation."))
    if rule_id == "budget.monthly" and (expected := cost(miss)[1]) is not None:
        enough = math.ceil(expected)
        return Remedy(f"Raise the monthly budget to USD {exact(enough, 0)}", (("budget.max_monthly_usd", enough),))
    return _ANSWERED_BY.get(rule_id) or _ANSWERED_BY.get(rule_id.split(".")[0])


def _looser_boundary(needs: Needs, said: str) -> Remedy | None:
    """The boundary that the advisor's sentence names in quotes, else the next looser one."""
    looser = BOUNDARIES[: BOUNDARIES.index(needs.privacy.boundary)]
    if not looser:
        return None
    named = next((each for each in looser if f"“{BOUNDARY_WORDS[each]}”" in said), looser[-1])
    return Remedy(f"Accept {BOUNDARY_WORDS[named]}", (("privacy.boundary", named),))


def _without_regulation(needs: Needs, name: str) -> Remedy | None:
    name = {"ai_act": "eu_ai_act_high_risk"}.get(name, name)
    left = [each for each in needs.privacy.regulations if each != name]
    if len(left) == len(needs.privacy.regulations):
        return None
    words = "AI Act high-risk duties" if name == "eu_ai_act_high_risk" else name.upper().replace("_", " ")
    return Remedy(f"See what fits without {words}", (("privacy.regulations", left),))
