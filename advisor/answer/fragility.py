"""How sure the order is: ranks over plausible weightings, what moves the score, and the sentence that says both."""

from __future__ import annotations

from typing import Any

import numpy as np

from advisor.answer.naming import label
from advisor.criteria import PREFER
from advisor.decision import Decision
from advisor.numbers import flip_label, price_move, share
from advisor.parameters import PARAMETERS
from advisor.robustness import Z80, Draws, scores_under

Json = dict[str, Any]
RANKS = 10
"""Ranks that are listed one by one; what comes later is summed."""
LISTED = 12
SAID = 3
"""Flips that the sentence names."""
CAUSES = {
    "volume": "Requests a month",
    "rents": "Prices of GPUs",
    "sizing": "Speed of the machines",
    "thinking": "Thinking tokens",
    "quality": "Quality of the model",
    "silence": "Unpublished speed",
    "operations": "Time to production and upkeep",
}
MOVED = 0.05
"""Points below which a cause is not worth a bar."""


def fragility(d: Decision, flips: list[Json]) -> Json | None:
    """How sure the order is; None where nothing fits."""
    if not len(d.ranked):
        return None
    drivers = {f["driver"] for f in flips}
    return {
        "trials": d.shares.trials,
        "seed": int(PARAMETERS["robustness.seed"]),
        "sentence": _sentence(d, flips),
        "leading_group": [d.options[int(i)].option_id for i, lead in zip(d.ranked, d.leading, strict=True) if lead],
        "acceptability": acceptability(d),
        "tornado": tornado(d),
        "steady": [f"priorities.{c.id}" for c in PREFER if f"priorities.{c.id}" not in drivers]
        + [name for name in ("volume.requests_per_month", "prices.first", "prices.rival", "prices.gpus") if name not in drivers],
    }


def acceptability(d: Decision) -> list[Json]:
    """The leading models and ways of running by share of first places, each with its share of trials at every rank among them all.

    `ranks` are ranks 1 to 10, `later` the rest: together 1.
    """
    shares = d.shares
    order = np.argsort(-shares.ranks[:, 0], kind="stable")[:LISTED]
    out = []
    for n in order:
        head, ranks = int(shares.heads[n]), shares.ranks[n]
        out.append(
            {
                "option_id": d.options[head].option_id,
                "model_name": d.options[head].model.name,
                "label": label(d, head),
                "first": round(float(ranks[0]), 4),
                "top3": round(float(ranks[:3].sum()), 4),
                "ranks": [round(float(x), 4) for x in ranks[:RANKS]],
                "later": round(float(ranks[RANKS:].sum()), 4),
                "expected_rank": round(float(ranks @ np.arange(1, len(ranks) + 1)), 1),
            }
        )
    return out


def tornado(d: Decision) -> list[Json]:
    """How far each uncertain cause moves the first option's score from one end of its 80% range to the other, in points.

    `low_lead`, `high_lead`: the option ahead at that end where it is of another model or way of running; else None. `note` says so.
    """
    at = d.shares.candidates
    first = int(np.flatnonzero(at == d.ranked[0])[0])
    mine, group = d.space.model_code[at] == d.space.model_code[d.ranked[0]], d.space.groups[at]
    way = d.space.codes["deployment"][at] == d.space.codes["deployment"][d.ranked[0]]
    rows = 2 * len(CAUSES)
    draws = {name: np.zeros((rows, len(at) if name in ("quality", "silence", "operations") else 1)) for name in CAUSES}
    for n, name in enumerate(CAUSES):
        # the own figures of the first move; shared causes move all options
        whom = {"quality": mine, "silence": mine, "operations": way}.get(name, np.ones(1, dtype=bool))
        draws[name][2 * n, whom], draws[name][2 * n + 1, whom] = -Z80, Z80
    draws["silence"] = np.maximum(draws["silence"], 0.0)  # what is not published counts at its low end already
    points = 100 * scores_under(d.figures, d.scored, at, np.repeat(d.scored.weights[None, :], rows, axis=0), Draws(**draws))
    now = 100 * float(
        scores_under(d.figures, d.scored, at, d.scored.weights[None, :], Draws(**{k: v[:1] * 0 for k, v in draws.items()}))[0, first]
    )
    out = []
    for n, (name, title) in enumerate(CAUSES.items()):
        low, high = (float(points[2 * n + end, first]) - now for end in (0, 1))
        if max(abs(low), abs(high)) > MOVED:
            ahead = [int(np.argmax(points[2 * n + end])) for end in (0, 1)]
            lead = [None if group[i] == group[first] else d.options[int(at[i])].option_id for i in ahead]
            out.append(
                {
                    "cause": name,
                    "driver": title,
                    "low": round(low, 2),
                    "high": round(high, 2),
                    "low_lead": lead[0],
                    "high_lead": lead[1],
                    "note": _ahead(d, lead),
                }
            )
    return sorted(out, key=lambda t: (-max(abs(t["low"]), abs(t["high"])), t["cause"]))


def _ahead(d: Decision, leads: list[str | None]) -> str:
    """Who leads at the end of a cause's range that costs the first its place; empty where it keeps it at both."""
    ends = ("the low end", "the high end")
    said = [f"{_called(d, d.space.index[who])} leads at {end}" for who, end in zip(leads, ends, strict=True) if who]
    return f"{'; '.join(said)}." if said else ""


def _sentence(d: Decision, flips: list[Json]) -> str:
    """The share of trials in which the first stays first, then the nearest flip of each kind, gathered by who takes over."""
    shares, first = d.shares, d.options[int(d.ranked[0])]
    name = first.model.name
    own = int(np.flatnonzero(shares.candidates == d.ranked[0])[0])
    stays = f"{name} stays first in {share(float(shares.group_first[own]))} of {shares.trials:,} plausible weightings and inputs"
    often = int(np.argmax(shares.ranks[:, 0]))
    if shares.ranks[often, 0] > shares.group_first[own] + 0.05:
        other = int(shares.heads[often])
        stays += f" ({d.options[other].model.name}, {label(d, other)}: {share(float(shares.ranks[often, 0]))})"
    taking: dict[str, list[str]] = {}
    for flip in _nearest_of_each_kind(flips):
        taking.setdefault(_called(d, d.space.index[flip["winner"]]), []).append(_condition(flip))
    return "; ".join([stays, *(f"{winner} takes over if {_either(when)}" for winner, when in taking.items())]) + "."


def _nearest_of_each_kind(flips: list[Json]) -> list[Json]:
    """The nearest flip of a priority, of the volume and of a price, at most three in all; `flips` come nearest first."""
    found: dict[str, Json] = {}
    for flip in flips:
        kind = str(flip["driver"]).split(".", maxsplit=1)[0]
        if kind in ("priorities", "volume", "prices"):
            found.setdefault(kind, flip)
    return list(found.values())[:SAID]


def _either(conditions: list[str]) -> str:
    """One condition, or several with commas and a last "or"."""
    *before, last = conditions
    return f"{', '.join(before)} or {last}" if before else last


def _called(d: Decision, at: int) -> str:
    """The model; with its way of running where that is what differs."""
    name = d.options[at].model.name
    return f"{name} elsewhere ({label(d, at)})" if name == d.options[int(d.ranked[0])].model.name else name


def _condition(flip: Json) -> str:
    """When it takes over, in words that follow "if"."""
    driver, up = str(flip["driver"]), flip["flips_at"] > flip["now"]
    if driver.startswith("priorities."):
        return f"{driver.split('.')[1]} counts {'more' if up else 'less'} than {flip_label(flip['now'], flip['flips_at'])}"
    if driver.startswith("volume."):
        return f"the volume {'passes' if up else 'falls below'} {flip_label(flip['now'], flip['flips_at'])} requests a month"
    return f"{'its price' if flip.get('of') == flip['winner'] else flip['of_words']} {price_move(flip['flips_at'])}"
