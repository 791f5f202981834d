"""What a reader of an old record must know at once: the headline no longer holds, or a fact under the chosen option is another."""

from __future__ import annotations

import math
from typing import Any

from advisor.answer.exclusions import near_misses
from advisor.answer.headline import headline
from advisor.answer.hybrid import hybrid
from advisor.answer.rows import cost as cost_now
from advisor.numbers import day, usd_a_month
from reports.drift.facts import LICENCE, LIFECYCLE, RETENTION
from reports.drift.order import in_words
from reports.drift.rerun import Kind, ThenAndNow, kind_of
from reports.reading import Json, cost

TOLD = (LIFECYCLE, LICENCE, RETENTION)


def headline_now(both: ThenAndNow) -> dict[str, Any]:
    """Both headlines, and whether the advice is the same: the same pattern, models and ways of running, at whatever price."""
    pair = hybrid(both.d)
    now = headline(both.d, pair, near_misses(both.d) if not both.heads else [])
    then = both.before.get("headline") or {}
    holds = then.get("pattern") == now["pattern"] and _chosen_then(both) == _chosen_now(both, now, pair)
    return {
        "holds": holds,
        "before": then.get("sentence"),
        "now": now["sentence"],
        "pattern_before": then.get("pattern"),
        "pattern_now": now["pattern"],
    }


def _ids(found: Json, pair: Json) -> list[str]:
    if found.get("pattern") == "hybrid_routing":
        return [str(pair[role]) for role in ("routine", "hard") if pair.get(role)]
    return [str(found["option_id"])] if found.get("option_id") else []


def _chosen_now(both: ThenAndNow, now: Json, pair: Json) -> list[Kind]:
    return [both.kind(both.d.space.index[option_id]) for option_id in _ids(now, pair)]


def _chosen_then(both: ThenAndNow) -> list[Kind]:
    by_id = {str(option["option_id"]): kind_of(option) for option in both.before.get("options") or ()}
    ids = _ids(both.before.get("headline") or {}, both.before.get("hybrid") or {})
    return [by_id.get(each) or _kind_in(each) for each in ids]


def _kind_in(option_id: str) -> Kind:
    """A member of a pair need not stand among the options; its id begins with model and deployment."""
    model, _, rest = option_id.partition("|")
    return model, rest.partition("|")[0]


def alerts(both: ThenAndNow, told: Json, move: Json, changed: list[dict[str, Any]]) -> list[dict[str, str]]:
    """In the order in which they matter; empty where the record can be read as it stands."""
    out = []
    if not told["holds"]:
        out.append({"kind": "headline", "text": f"The advice of this report no longer holds. Today: {told['now']} {move['sentence']}"})
    chosen = _chosen_then(both)
    for change in changed:
        mine = change["model_id"] in {kind[0] for kind in chosen}
        here = change["kind"] != RETENTION or _kind_in(str(change["option_id"])) in chosen
        if change["kind"] in TOLD and mine and here:
            out.append({"kind": change["kind"], "text": _sentence(change)})
    return out


def _sentence(change: dict[str, Any]) -> str:
    name, what, before, now = change["model_name"], change["what"], change["before"], change["now"]
    if what == "In the catalog":
        return f"The catalog no longer has {name}."
    if what in ("Retirement date", "End of the offer") and now:
        thing = "Its maker ends the service of" if what == "Retirement date" else "The offer ends for"
        was = f"then {day(before)} was announced" if before else "then no end was announced"
        return f"{thing} {name} on {day(now)}; {was}."
    return f"{name}: {what[:1].lower()}{what[1:]} is {in_words(now)} today; it was {in_words(before)} then."


def price_of_the_leader(both: ThenAndNow) -> dict[str, Any] | None:
    """What the chosen option costs today against then; None where it does not fit today, or nothing fitted then."""
    if not both.groups:
        return None
    first = both.groups[0].best
    i = both.head(kind_of(first))
    if i is None:
        return None
    then, now = cost(first)[1], float(cost_now(both.d, i)["expected"])
    same = then is not None and math.isclose(then, now, abs_tol=0.005)
    words = f"It still costs {usd_a_month(now)}." if same else f"It costs {usd_a_month(now)} today; it was {usd_a_month(then)} then."
    return {"usd_before": then, "usd_now": now, "sentence": words}
