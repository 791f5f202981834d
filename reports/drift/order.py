"""Who leads now, and which change moved the order.

Scores are sums over criteria and no option's score depends on another's, so a swing between two options splits exactly into what
each criterion of each of the two gained or lost. A change is called decisive only where it is the one without which
the old order of the two would stand.
"""

from __future__ import annotations

from typing import Any

from advisor.answer.naming import label
from advisor.answer.rows import cost
from advisor.criteria import PREFER
from advisor.numbers import day, decimal, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.rules import MUST
from reports.drift.facts import DATA, EVIDENCE, HARDWARE, LICENCE, PRICE, RETENTION, SPEED
from reports.drift.rerun import Kind, ThenAndNow, kind_of
from reports.reading import Json, full_name, leader, where
from reports.reading import cost as cost_then

LISTED, TERMS = 12, 6
EXPLAINS = {
    "cost": (PRICE, HARDWARE),
    "quality": (EVIDENCE,),
    "evidence": (EVIDENCE,),
    "speed": (SPEED, HARDWARE),
    "control": (LICENCE, RETENTION, DATA),
    "simplicity": (HARDWARE,),
    "portability": (),
}
"""Criterion -> kinds of facts that move it."""


def moved(both: ThenAndNow, changed: list[dict[str, Any]]) -> dict[str, Any]:
    """What became of the first option: `kind` is same, overtaken, new_candidate, ruled_out, gone, nothing_fitted or now_fits."""
    first = leader(both.before)
    if first is None:
        fits = bool(both.heads)
        text = f"Nothing fitted then; {_name(both, both.heads[0])} leads today." if fits else "Nothing fitted then, and nothing fits today."
        return _move("now_fits" if fits else "same", text)
    kind = kind_of(first)
    if both.now.get(kind) == 1:
        return _move("same", f"{full_name(first)} {_still(both, kind, first)}.")
    if kind not in both.now:
        why = fate(both, first)
        lead = f"{_name(both, both.heads[0])} leads today." if both.heads else "Nothing fits today."
        return _move("ruled_out" if why["rule_id"] else "gone", f"{first['model_name']} is out: {why['reason']} {lead}")
    winner = both.heads[0]
    then = both.then.get(both.kind(winner))
    if then is None:
        return _newcomer(both, first, winner)
    return _overtaken(both, first, winner, then.option, changed)


def _move(kind: str, sentence: str, terms: list[dict[str, Any]] | None = None, decisive: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"kind": kind, "sentence": sentence, "decisive": decisive, "terms": terms or []}


def _still(both: ThenAndNow, kind: Kind, first: Json) -> str:
    i = both.heads[0]
    where = label(both.d, i)
    moved_to = f", now at {where}" if first.get("label") and where != first["label"] else ""
    score, before = decimal(float(both.d.scored.score[i])), decimal(first.get("score"))
    return f"still leads{moved_to}, with {f'the same {score} points' if score == before else f'{score} points today and {before} then'}"


def _newcomer(both: ThenAndNow, first: Json, winner: int) -> dict[str, Any]:
    ahead = float(both.d.scored.score[winner] - both.d.scored.score[_head(both, kind_of(first))])
    known = next((i for i in both.heads if both.kind(i) in both.then), None)
    rest = "" if known is None else f" Without what is new, {_name(both, known)} would lead."
    return _move(
        "new_candidate",
        f"{_name(both, winner)} leads today, {decimal(ahead)} points ahead of {first['model_name']}{_close(ahead)}; {arrival(both, both.kind(winner))}.{rest}",
    )


def _overtaken(both: ThenAndNow, first: Json, winner: int, was: Json, changed: list[dict[str, Any]]) -> dict[str, Any]:
    loser = _head(both, kind_of(first))
    terms = [*_terms(both, was, winner, 1.0, changed), *_terms(both, first, loser, -1.0, changed)]
    terms.sort(key=lambda term: -term["points"])
    behind = float(first.get("score") or 0) - float(was.get("score") or 0)
    ahead = float(both.d.scored.score[winner] - both.d.scored.score[loser])
    for term in terms:
        term |= {"necessary": ahead - term["points"] < 0, "sufficient": term["points"] > behind}
    swing = f"{_name(both, winner)} was {decimal(behind)} points behind {first['model_name']} and is {decimal(ahead)} ahead today{_close(ahead)}."
    what = _what_did_it(terms, str(first["model_name"]))
    needed = [term for term in terms if term["necessary"]]
    return _move("overtaken", f"{swing} {what[:1].upper()}{what[1:]}", terms[:TERMS], needed[0] if len(needed) == 1 else None)


def _what_did_it(terms: list[dict[str, Any]], loser: str) -> str:
    """One sentence on the terms that are necessary (without it the old order would stand) or sufficient (alone it turns the order)."""

    def with_points(term: dict[str, Any]) -> str:
        because = f", {term['because']}" if term["because"] else ""
        return f"{term['words']}{because}: {decimal(term['points'])} points"

    needed, enough = ([term for term in terms if term[role]] for role in ("necessary", "sufficient"))
    if len(needed) == 1:
        return f"{with_points(needed[0])}. Without that change {loser} would still be ahead."
    if needed:
        return f"{len(needed)} changes did it together: {'; '.join(map(with_points, needed[:3]))}. Without any one of them {loser} would still be ahead."
    if enough:
        each = (
            "Each of these alone would have been enough"
            if len(enough) > 1
            else "This alone would have been enough, and the rest together too"
        )
        return f"{each}: {'; '.join(map(with_points, enough[:3]))}."
    return f"No single change explains it; the largest: {'; '.join(map(with_points, terms[:2]))}."


def _terms(both: ThenAndNow, row: Json, i: int, sign: float, changed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points that each criterion of one option moved towards the new winner."""
    out = []
    points = row.get("contributions") or {}
    for place, criterion in enumerate(PREFER):
        now = float(both.d.scored.contributions[place, i])
        gain = round(sign * (now - float(points.get(criterion.id, 0.0))), 2)
        if gain:
            out.append(
                {
                    "criterion": criterion.id,
                    "option_id": both.d.options[i].option_id,
                    "model_name": row.get("model_name"),
                    "points": gain,
                    "words": _words(both, criterion.id, criterion.title, row, i),
                    "because": _because(row, criterion.id, changed),
                }
            )
    return out


def _words(both: ThenAndNow, criterion: str, title: str, row: Json, i: int) -> str:
    name = f"the {title.lower()} of {row.get('model_name')}"
    if criterion == "cost":
        elsewhere = both.d.options[i].option_id != row.get("option_id")
        here, there = (f": {place}" if elsewhere else "" for place in (where(row), label(both.d, i)))
        return f"{name} ({usd_a_month(cost_then(row)[1])} then{here}; {usd_a_month(cost(both.d, i)['expected'])} today{there})"
    if criterion == "quality":
        then = (row.get("quality") or {}).get("value")
        return f"{name} ({decimal(None if then is None else 100 * then)} of 100 then, {decimal(100 * float(both.d.figures.quality_value[i]))} today)"
    return name


def _because(row: Json, criterion: str, changed: list[dict[str, Any]]) -> str:
    """The facts behind a moved criterion, where the record knows them; empty otherwise."""
    kinds = EXPLAINS.get(criterion, ())
    mine = [
        change
        for change in changed
        if change["kind"] in kinds
        and change["what"] != "Quality for the task"
        and change["model_id"] == row.get("model_id")
        and (change["kind"] in (LICENCE, EVIDENCE) or change["option_id"] == row.get("option_id"))
    ]
    return "; ".join(f"{change['what'].lower()} {in_words(change['before'])} then, {in_words(change['now'])} today" for change in mine[:2])


def in_words(value: Any) -> str:
    """A value of a fact in a sentence."""
    if value is None:
        return "not stated"
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:,.6g}"
    return day(value) if len(str(value)) == 10 else str(value)


def _close(points: float) -> str:
    """What a small lead is worth; empty for a large one."""
    return ", which is less than the evidence can tell apart" if points <= PARAMETERS["robustness.indifference"] else ""


def _head(both: ThenAndNow, kind: Kind) -> int:
    i = both.head(kind)
    assert i is not None
    return i


def _name(both: ThenAndNow, i: int) -> str:
    return f"{both.d.options[i].model.name} ({label(both.d, i)})"


def fate(both: ThenAndNow, option: Json) -> dict[str, Any]:
    """Why an option of then is no option today: the first gate it fails, or that the catalog does not offer it."""
    i = both.same_option(option)
    if i is None:
        known = str(option.get("model_id")) in both.d.catalog.models
        return {"rule_id": None, "reason": "nobody offers it this way any more." if known else "the catalog no longer has this model."}
    for row, rule in enumerate(MUST):
        if both.d.judged.fails[row, i]:
            return {"rule_id": rule.id, "reason": both.d.judged.verdict(rule, i).reason}
    return {"rule_id": None, "reason": "it fits, ranked with another option."}


def arrival(both: ThenAndNow, kind: Kind) -> str:
    """Why something that fits today did not then, as far as the record can tell."""
    if not both.complete:
        return "the record lists only its first options, so whether it fitted then is not known"
    released = both.d.catalog.models[kind[0]].release_date
    if released is not None and released.isoformat() > str(both.before.get("as_of")):
        return f"it came out on {day(released)}, after the report"
    for miss in both.before.get("near_misses") or ():
        parts = str(miss.get("option_id")).split("|")
        if tuple(parts[:2]) == kind:
            return f"then it failed a must-have: {str(miss.get('reason')).rstrip('.')}"
    return "then it was not offered, or failed a must-have"


def newcomers(both: ThenAndNow) -> dict[str, Any]:
    """Models and deployments that fit today and did not then; `count` None where the record lists only its first options."""
    if not both.complete:
        return {"count": None, "first": []}
    new = [kind for kind in both.now if kind not in both.then]
    return {
        "count": len(new),
        "first": [{**_today(both, kind), "why": arrival(both, kind)} for kind in new[:LISTED]],
    }


def dropped(both: ThenAndNow) -> dict[str, Any]:
    """Models and deployments that fitted then and do not today."""
    gone = [(kind, standing) for kind, standing in both.then.items() if kind not in both.now]
    return {
        "count": len(gone),
        "first": [
            {
                "model_id": kind[0],
                "deployment": kind[1],
                "name": full_name(standing.option),
                "place_then": standing.place,
                **fate(both, standing.option),
            }
            for kind, standing in gone[:LISTED]
        ],
    }


def _today(both: ThenAndNow, kind: Kind) -> dict[str, Any]:
    i = _head(both, kind)
    return {
        "model_id": kind[0],
        "deployment": kind[1],
        "option_id": both.d.options[i].option_id,
        "name": f"{both.d.options[i].model.name}, {label(both.d, i)}",
        "place_now": both.now[kind],
        "score_now": float(both.d.scored.score[i]),
        "usd_now": cost(both.d, i)["expected"],
    }


def then_and_now(both: ThenAndNow, most: int = 6) -> list[dict[str, Any]]:
    """The first of both rankings side by side: place, score and cost then and today, and the points each criterion moved."""
    kinds = dict.fromkeys([*list(both.then)[:most], *list(both.now)[:most]])
    return [_pair(both, kind) for kind in kinds]


def _pair(both: ThenAndNow, kind: Kind) -> dict[str, Any]:
    standing, i = both.then.get(kind), both.head(kind)
    row: dict[str, Any] = {"model_id": kind[0], "deployment": kind[1], "place_then": None, "score_then": None, "usd_then": None}
    row |= {"name": "", "place_now": None, "score_now": None, "usd_now": None, "moved": {}, "note": ""}
    if standing is not None:
        option = standing.option
        row |= {
            "name": full_name(option),
            "place_then": standing.place,
            "score_then": option.get("score"),
            "usd_then": cost_then(option)[1],
        }
    if i is None:
        assert standing is not None
        return row | {"note": fate(both, standing.option)["reason"]}
    row |= _today(both, kind)
    if standing is None:
        return row | {"note": f"{arrival(both, kind)}."}
    points = standing.option.get("contributions") or {}
    gains = {c.id: round(float(both.d.scored.contributions[p, i]) - float(points.get(c.id, 0.0)), 2) for p, c in enumerate(PREFER)}
    return row | {"moved": {name: gain for name, gain in gains.items() if gain}}
