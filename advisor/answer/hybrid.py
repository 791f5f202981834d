"""What two paths together would be, in words and numbers: worth it or not, what each serves, and from which split it pays."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import numpy as np

from advisor.answer.naming import label
from advisor.decision import Decision
from advisor.hybrid import PRIVATE, Pair, Routing, at_shares, best_pair, best_pairs, curve, pays_between
from advisor.numbers import compact, count, share, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.rules import MUST

Json = dict[str, Any]
SPLITS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
"""Shares of hard or sensitive requests that the table of splits lists, beside the user's own."""
CHARTED = 12
"""Single options drawn beside the line."""

__all__ = ["best_pair", "hybrid", "split_chart"]


def hybrid(d: Decision, routing: Routing | None = None, brief: bool = False) -> Json:
    """The contract's `hybrid`: the best pair, or why there is none, with the numbers behind its sentence.

    `pairs` holds the best pair for hard requests and the best for sensitive data, each in full; the better one is also on top. `brief`
    leaves out what a panel does not show: the interval in which a pair pays and its table of splits.
    """
    empty: Json = {
        "worth_it": False,
        "kind": None,
        "routine": None,
        "hard": None,
        "hard_share": d.needs.quality.hard_request_share,
        "monthly_cost_usd": None,
        "saving_vs_all_hard_usd": None,
        "quality_gain_vs_all_routine": None,
        "facts": [],
        "pairs": [],
    }
    found = best_pairs(d, routing)
    if not found:
        return {**empty, "sentence": f"Hybrid is not worth it here: {_no_pair(d)}."}
    advice = found[0] if _above_single(found[0]) else None
    pairs = [_pair(d, pair, advice, brief) for pair in found]
    return {**empty, **pairs[0], "pairs": pairs}


def _no_pair(d: Decision) -> str:
    if d.needs.quality.hard_request_share in (0, 1) and d.needs.privacy.sensitive_share >= 1:
        return "no requests are harder than others"
    if len(d.best_of_groups) < 2:
        return "fewer than two options with evidence pass every must-have"
    return "no second option is both cheaper for routine requests and stronger on hard ones"


def _pair(d: Decision, pair: Pair, advice: Pair | None, brief: bool) -> Json:
    routine, hard = d.options[pair.routine], d.options[pair.hard]
    worth = pair.worth_it
    interval = None if brief else _whole_percent(pays_between(d, pair), pair)
    names = _names(d, pair)
    said = [*_sentences(d, pair, names, advice), *_interval(pair, interval, pair is advice)]
    return {
        "worth_it": worth,
        "kind": pair.kind,
        "routine": routine.option_id if worth else None,
        "hard": hard.option_id if worth else None,
        "routine_name": f"{routine.model.name}, {label(d, pair.routine)}",
        "hard_name": f"{hard.model.name}, {label(d, pair.hard)}",
        "hard_share": pair.share,
        "share_on_hard_path": round(pair.to_hard, 4),
        "router_accuracy": pair.routing.accuracy if pair.kind == "hard" else pair.routing.sensitive,
        "monthly_cost_usd": round(pair.cost, 2) if worth else None,
        "saving_vs_all_hard_usd": round(pair.saving, 2) if worth else None,
        "quality_gain_vs_all_routine": round(pair.gain, 4) if worth else None,
        "score": round(pair.score, 2) if worth else None,
        "single_score": round(pair.single_score, 2) if worth else None,
        "leads": pair is advice,
        "pays_from": None if interval is None else round(interval[0], 4),
        "pays_to": None if interval is None else round(interval[1], 4),
        "facts": _facts(pair),
        "ways": _ways(d, pair, names),
        "splits": _splits(d, pair) if interval else [],
        "outside": _outside(d, pair),
        "sentence": " ".join(said),
        "sentences": said,
    }


def _names(d: Decision, pair: Pair) -> tuple[str, str]:
    """The routine and the hard model; with their way of running where the model is the same."""
    one, other = d.options[pair.routine].model, d.options[pair.hard].model
    if one.id != other.id:
        return one.name, other.name
    return f"{one.name} ({label(d, pair.routine)})", f"{other.name} ({label(d, pair.hard)})"


def _whole_percent(interval: tuple[float, float] | None, pair: Pair) -> tuple[float, float] | None:
    """The ends drawn in to whole percent, as they are said; where the pair pays its own share stays inside."""
    if interval is None:
        return None
    low, high = ceil(100 * interval[0] - 1e-9) / 100, floor(100 * interval[1] + 1e-9) / 100
    return (min(low, pair.share), max(high, pair.share)) if pair.worth_it else (low, max(low, high))


def _ways(d: Decision, pair: Pair, names: tuple[str, str]) -> list[Json]:
    """The three ways side by side: all on the routine path, both paths, all on the hard path. Quality 0..1 of the requests named."""
    routine, hard = names
    barred = ", which your privacy gates rule out" if d.judged.fails[PRIVATE, pair.routine].any() else ""
    rows = (
        (f"{routine} for everything{barred}", pair.cost_all_routine, pair.quality_all_routine, pair.quality_all_routine),
        ("Both paths", pair.cost, pair.quality_hard, pair.quality_routine),
        (f"{hard} for everything", pair.cost_all_hard, pair.quality_all_hard, pair.quality_all_hard),
    )
    return [
        {"way": way, "monthly_cost_usd": round(usd, 2), "quality_hard": round(on_hard, 4), "quality_routine": round(on_routine, 4)}
        for way, usd, on_hard, on_routine in rows
    ]


def _facts(pair: Pair) -> list[Json]:
    money = [
        ("Both paths, with the second path's operation", pair.cost),
        ("Everything on the hard path", pair.cost_all_hard),
        ("Everything on the routine path", pair.cost_all_routine),
        ("Operating the second path", pair.second_path),
    ]
    found = [{"label": text, "value": round(usd, 2), "unit": "USD a month", "evidence": "estimated"} for text, usd in money]
    if pair.kind == "sensitive":
        return [
            *found,
            {
                "label": "Sensitive requests that the router recognises",
                "value": pair.routing.sensitive,
                "unit": "share",
                "evidence": "assumed",
            },
        ]
    astray = pair.share * (1 - pair.routing.accuracy)
    return [
        *found,
        {"label": "Router accuracy", "value": pair.routing.accuracy, "unit": "share", "evidence": "assumed"},
        {"label": "Requests on the hard path", "value": round(pair.to_hard, 4), "unit": "share", "evidence": "estimated"},
        {"label": "Hard requests that go astray, of all", "value": round(astray, 4), "unit": "share", "evidence": "estimated"},
    ]


def _splits(d: Decision, pair: Pair) -> list[Json]:
    """The same pair at other shares of hard (or sensitive) requests; the user's own among them."""
    shares = np.unique(np.append(SPLITS, pair.share))
    at = at_shares(d, pair, shares)
    return [
        {
            "share": round(float(shares[n]), 4),
            "monthly_cost_usd": round(float(at.cost[n]), 2),
            "saving_vs_all_hard_usd": round(float(at.saving[n]), 2),
            "pays": bool(at.pays[n]),
            "own": bool(shares[n] == pair.share),
        }
        for n in range(len(shares))
    ]


def _outside(d: Decision, pair: Pair) -> Json | None:
    """An option that only privacy gates keep out, and that serves the part that is not sensitive; None where both members pass."""
    fails = [rule.title for row, rule in enumerate(MUST) if d.judged.fails[row, pair.routine] and PRIVATE[row]]
    if not fails:
        return None
    option = d.options[pair.routine]
    gates = " and ".join(f"“{title}”" for title in fails)
    return {
        "option_id": option.option_id,
        "fails": fails,
        "sentence": f"{option.model.name} fails {gates}: it serves only the {share(1 - pair.share)} that are not sensitive, and is never ranked.",
    }


def _interval(pair: Pair, interval: tuple[float, float] | None, is_advice: bool) -> list[str]:
    """Between which shares the pair pays; silent where it never does."""
    if interval is None:
        return []
    what = "requests are sensitive" if pair.kind == "sensitive" else "requests are hard"
    low, high = interval
    starts, ends = low > 0.01, high < 0.99
    verb = "pays" if is_advice else "would stay an alternative" if pair.worth_it else "would pay"
    if not starts and not ends:
        return [f"It {verb} whatever part of the {what}, all else as it is."]
    reach = f"between {share(low)} and {share(high)}" if starts and ends else f"up to {share(high)}" if ends else f"{share(low)} or more"
    return [f"It {verb} while {reach} of {what}, all else as it is."]


def _sentences(d: Decision, pair: Pair, names: tuple[str, str], advice: Pair | None) -> list[str]:
    """`advice`: the pair that the answer leads with; None where one option alone does."""
    routine, hard = names
    if pair.leaks > 0:
        return [
            f"Hybrid is not worth it here: a router that recognises {share(pair.routing.sensitive)} of the sensitive requests would send about "
            f"{count(pair.leaks)} of them a month to {routine}, outside what your privacy gates allow.",
            "Split by where requests come from instead.",
        ]
    if pair.worth_it:
        outside = _outside(d, pair)
        said = _advised(d, pair, names) if pair is advice else _alternative(d, pair, names, advice is None)
        return [*said, *([outside["sentence"]] if outside else [])]
    return [f"Hybrid is not worth it here: {_why_not(d, pair, routine, hard)}"]


def _why_not(d: Decision, pair: Pair, routine: str, hard: str) -> str:
    if pair.saving <= 0:
        return f"with {routine} and {hard} the second path would cost {usd_a_month(-pair.saving)} more than {hard} for everything."
    if not pair.in_budget:
        return f"{routine} with {hard} would cost about {usd_a_month(pair.cost)}, more than your budget."
    if pair.beaten:
        quality = "as good" if pair.kind == "sensitive" else "as good on hard requests"
        return f"one option alone is {quality} as {routine} with {hard}, and costs no more than their {usd_a_month(pair.cost)}."
    if pair.kind == "sensitive" and not pair.as_good:
        return f"nothing outside your privacy gates is cheaper and about as good as {hard}; the nearest is {routine}."
    if pair.kind == "sensitive" or pair.gain > PARAMETERS["robustness.quality_indifference"]:
        first = d.options[int(d.ranked[0])].model.name
        gap = pair.single_score - pair.score
        return f"{routine} with {hard} would cost about {usd_a_month(pair.cost)} and score {gap:.1f} points below {first} for everything."
    return f"{hard} gains {100 * pair.gain:.1f} points on hard requests over {routine}, less than the evidence can tell apart."


def _above_single(pair: Pair) -> bool:
    """Worth it, and above the first option alone: the better pair is then the advice."""
    return pair.worth_it and pair.score > pair.single_score


def _parts(pair: Pair) -> tuple[str, str]:
    """The words for the requests of the second path and for the others."""
    return ("sensitive", "the rest") if pair.kind == "sensitive" else ("hard", "routine requests")


def _advised(d: Decision, pair: Pair, names: tuple[str, str]) -> list[str]:
    """The pair as advice: what to send where, what that saves, and what it does beside the first option alone."""
    (routine, hard), (split, other), alone = names, _parts(pair), _alone(d, pair, names)
    return [
        f"Send {other} to {routine} and the {share(pair.share)} {split} ones to {hard}: about {usd_a_month(pair.cost)}, "
        f"of which {compact(pair.second_path)} operates the second path.",
        *_against_members(pair, names),
        f"It scores {pair.score - pair.single_score:.1f} points above {alone} for everything.",
        *_quality_beside(d, pair, f"{alone} alone", is_advice=True),
    ]


def _alternative(d: Decision, pair: Pair, names: tuple[str, str], single_leads: bool) -> list[str]:
    """A pair that is not the advice: what it would cost, save and lose against the first option alone."""
    (routine, hard), (split, other), alone = names, _parts(pair), _alone(d, pair, names)
    first = int(d.ranked[0])
    more, behind = pair.cost - float(d.figures.expected[first]), pair.single_score - pair.score
    than = f"{usd_a_month(abs(more))} {'more' if more > 0 else 'less'} than {alone} for everything{', which is the advice' if single_leads else ''}"
    scores = f"scores {abs(behind):.1f} points {'lower' if behind > 0 else 'higher'}" if abs(behind) >= 0.05 else "scores the same"
    return [
        f"An alternative, not the advice: {other} to {routine} and the {share(pair.share)} {split} ones to {hard} would cost about "
        f"{usd_a_month(pair.cost)}, of which {compact(pair.second_path)} operates the second path.",
        f"That is {than}, and {scores} at your priorities.",
        *_quality_beside(d, pair, "the advice" if single_leads else f"{alone} alone", is_advice=False),
        *_against_members(pair, names, told=pair.hard == first),
    ]


def _against_members(pair: Pair, names: tuple[str, str], told: bool = False) -> list[str]:
    """What the pair saves against all on the hard path, unless that is `told` already, and gains over all on the routine one."""
    routine, hard = names
    saves = [] if told else [f"saves {usd_a_month(pair.saving)} against {hard} for everything"]
    gains = [] if pair.kind == "sensitive" else [f"gains {_points(pair.gain)} of quality on hard requests over {routine} alone"]
    return [f"It {' and '.join([*saves, *gains])}."] if saves or gains else []


def _alone(d: Decision, pair: Pair, names: tuple[str, str]) -> str:
    """The first option, as the sentences about the pair call it: a member by the member's name, others so that no two share a name."""
    first = int(d.ranked[0])
    if first in (pair.routine, pair.hard):
        return names[0] if first == pair.routine else names[1]
    model = d.options[first].model
    shared = model.id in (d.options[pair.routine].model.id, d.options[pair.hard].model.id)
    return f"{model.name} ({label(d, first)})" if shared else model.name


def _quality_beside(d: Decision, pair: Pair, beside: str, is_advice: bool) -> list[str]:
    """Quality of both parts beside that of the first option alone, gained or lost; silent where that one's is unknown."""
    own = float(d.figures.quality_value[int(d.ranked[0])])
    if np.isnan(own):
        return []
    split, other = _parts(pair)
    on_other, on_split = (_moved(own, found, is_advice) for found in (pair.quality_routine, pair.quality_hard))
    return [f"Beside {beside}, quality on {other} {on_other}, and on {split} ones {on_split}, of 100."]


def _moved(own: float, found: float, is_advice: bool) -> str:
    """From one quality to another in whole points: "falls from 55 to 31", conditional where the pair is not the advice."""
    was, now = f"{100 * own:.0f}", f"{100 * found:.0f}"
    if was == now:
        return f"{'stays' if is_advice else 'would stay'} at {now}"
    verb = "rise" if found > own else "fall"
    return f"{verb}s from {was} to {now}" if is_advice else f"would {verb} from {was} to {now}"


def _points(gap: float) -> str:
    """A difference of quality in points of 100."""
    points = f"{100 * gap:.0f}"
    return f"{points} point{'' if points == '1' else 's'}"


def split_chart(d: Decision, kind: str, routing: Routing | None = None) -> Json | None:
    """Cost against quality as more requests go to the second path, and single options as points; None without such a pair.

    line     share of requests on the hard path, USD a month, quality 0..100 (on hard requests, or over all requests).
    own      the point of the user's split; singles: the leading options alone and the two members, with openness.
    """
    pair = next((p for p in best_pairs(d, routing) if p.kind == kind), None)
    if pair is None:
        return None
    found = curve(d, pair)
    shown = dict.fromkeys([pair.routine, pair.hard, *(int(i) for i in d.best_of_groups[:CHARTED])])
    licences = d.catalog.licences
    singles = []
    for i in shown:
        option, quality = d.options[i], float(d.figures.quality_value[i])
        if np.isnan(quality):
            continue
        licence = licences.get(option.model.licence_id or "")
        singles.append(
            {
                "name": f"{option.model.name}, {label(d, i)}",
                "model_name": option.model.name,
                "openness": option.model.openness.value if option.model.openness else "unknown",
                "restricted": bool(licence and licence.restricted and option.model.open),
                "monthly_cost_usd": float(d.figures.expected[i]),
                "quality": 100 * quality,
                "member": "routine" if i == pair.routine else "hard" if i == pair.hard else None,
                "fits": bool(i in set(d.ranked.tolist())),
            }
        )
    quality = pair.quality_hard if pair.kind == "hard" else pair.share * pair.quality_hard + (1 - pair.share) * pair.quality_routine
    return {
        "kind": pair.kind,
        "worth_it": pair.worth_it,
        "line": [
            {"share": float(t), "monthly_cost_usd": float(c), "quality": 100 * float(q)}
            for t, c, q in zip(found.to_hard, found.cost, found.quality, strict=True)
        ],
        "own": {"share": pair.to_hard, "monthly_cost_usd": pair.cost, "quality": 100 * quality},
        "singles": singles,
    }
