"""Several people, one record: each one's ranking under their own priorities, what all can accept, and where they disagree.

A record keeps what every option earned at the priorities it was made with; the share of each criterion in that gives its value back, so
that another weighting is a matter of arithmetic on the record, whatever today's catalog says. Hardware stays as the record has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.numbers import decimal
from advisor.parameters import PARAMETERS

Json = Mapping[str, Any]
Floats = NDArray[np.float64]
PLACES = ("On", "Local", "Delivered", "Rented", "Reserved")
"""First words of a place that is described and not named."""
SHOWN = 5
"""Places of each person's ranking that are told."""


@dataclass(frozen=True)
class Voice:
    """One person's weighting: a name and a priority of 0 to 5 per criterion, not all 0."""

    name: str
    priorities: Mapping[str, float]


@dataclass(frozen=True)
class Values:
    """What the options of a record are worth: one row per criterion (0..1), one column per option, best offer of each model and way of running.

    left_out  options whose worth in some criterion the record does not hold (it counted for nothing, and no detail was kept).
    """

    criteria: tuple[str, ...]
    options: tuple[Json, ...]
    value: Floats
    left_out: int


def values_of(recommendation: Json) -> Values:
    """Read the values off a recommendation."""
    needs = recommendation["needs"]["priorities"]
    criteria = tuple(str(c) for c in recommendation.get("criteria_order") or needs)
    total = sum(float(needs[c]) for c in criteria)
    heads: dict[tuple[str, str], Json] = {}
    columns: list[list[float]] = []
    left_out = 0
    for option in recommendation["options"]:
        key = option["model_id"], option["deployment"]
        if key in heads:
            continue
        column = _column(option, criteria, needs, total)
        if column is None:
            left_out += 1
            continue
        heads[key] = option
        columns.append(column)
    value = np.array(columns, dtype=np.float64).T.reshape(len(criteria), len(columns))
    return Values(criteria, tuple(heads.values()), value, left_out)


def _column(option: Json, criteria: Sequence[str], needs: Json, total: float) -> list[float] | None:
    detail = {entry["criterion"]: float(entry["value"]) for entry in option.get("criteria") or ()}
    found = []
    for criterion in criteria:
        weight = float(needs[criterion]) / total
        if criterion in detail:
            found.append(detail[criterion])
        elif weight > 0:
            found.append(min(1.0, max(0.0, float(option["contributions"][criterion]) / (100 * weight))))
        else:
            return None
    return found


def heard(recommendation: Json, voices: Sequence[Voice]) -> dict[str, Any] | None:
    """Each voice's ranking, what all accept, the least regrettable option, and the conflict in words; None without voices or options.

    acceptable_to_all  options within the indifference band of every voice's own first.
    compromise         the option whose largest gap to anybody's first is smallest (minimax regret), with that gap in points.
    mean_first         first by the mean of the scores: shown beside the others, never in their place.
    agreement          Kendall's tau between two voices' orders, the lowest pair; None with a single voice.
    """
    worth = values_of(recommendation)
    if not voices or not worth.options:
        return None
    scores = np.array([_scores(worth, voice) for voice in voices])
    best = scores.max(axis=1, keepdims=True)
    regret = best - scores
    band = PARAMETERS["robustness.indifference"]
    accepted = np.flatnonzero((regret <= band).all(axis=0))
    accepted = accepted[np.argsort(-scores[:, accepted].min(axis=0), kind="stable")]
    compromise = int(np.argmin(regret.max(axis=0)))
    mean = int(np.argmax(scores.mean(axis=0)))
    orders = [np.argsort(-row, kind="stable") for row in scores]
    firsts = [int(order[0]) for order in orders]
    told: list[dict[str, Any]] = [
        {
            "name": voice.name,
            "priorities": {c: float(voice.priorities[c]) for c in worth.criteria},
            "ranking": [_told(worth, int(i), float(row[i])) for i in order[:SHOWN]],
        }
        for voice, row, order in zip(voices, scores, orders, strict=True)
    ]
    return {
        "voices": told,
        "same_first": len(set(firsts)) == 1,
        "acceptable_to_all": [_told(worth, int(i), float(scores[:, i].min())) for i in accepted[:SHOWN]],
        "acceptable_count": len(accepted),
        "compromise": {
            **_told(worth, compromise, float(scores[:, compromise].min())),
            "largest_gap": round(float(regret[:, compromise].max()), 1),
        },
        "mean_first": _told(worth, mean, float(scores[:, mean].mean())),
        "agreement": _agreement(scores),
        "left_out": worth.left_out,
        "sentences": _sentences(worth, voices, firsts, accepted, compromise, regret, band),
    }


def _scores(worth: Values, voice: Voice) -> Floats:
    raw = np.array([float(voice.priorities[c]) for c in worth.criteria])
    found: Floats = np.round(100 * (raw / raw.sum()) @ worth.value, 2)
    return found


def _told(worth: Values, i: int, score: float) -> dict[str, Any]:
    option = worth.options[i]
    return {"option_id": option["option_id"], "name": _name(option), "score": round(score, 1)}


def _name(option: Json) -> str:
    where = str(option.get("label") or option["deployment"]).replace("_", " ")
    described = where.split(" ")[0].rstrip(",") in PLACES
    return f"{option['model_name']}, {where[0].lower() + where[1:] if described else where}"


def _agreement(scores: Floats) -> float | None:
    """The lowest Kendall's tau-b between two voices, 1 the same order, -1 the reverse."""
    from scipy.stats import kendalltau

    n = len(scores)
    found = [float(kendalltau(scores[a], scores[b]).statistic) for a in range(n) for b in range(a + 1, n)]
    known = [tau for tau in found if not np.isnan(tau)]
    return round(min(known), 2) if known else None


def _sentences(
    worth: Values, voices: Sequence[Voice], firsts: Sequence[int], accepted: NDArray[np.int64], compromise: int, regret: Floats, band: float
) -> list[str]:
    """Where they agree, what all accept, and what the conflict is about."""
    names = [_name(option) for option in worth.options]
    if len(voices) == 1:
        return [f"{voices[0].name} alone has weighed in so far; first is {names[firsts[0]]}."]
    out = []
    if len(set(firsts)) == 1:
        out.append(f"All {len(voices)} put {names[firsts[0]]} first.")
    else:
        by_first: dict[int, list[str]] = {}
        for voice, first in zip(voices, firsts, strict=True):
            by_first.setdefault(first, []).append(voice.name)
        out.append(
            " ".join(f"{' and '.join(who)} {'put' if len(who) > 1 else 'puts'} {names[first]} first." for first, who in by_first.items())
        )
    if len(accepted):
        rest = f", and {len(accepted) - 1} more" if len(accepted) > 1 else ""
        out.append(f"{names[int(accepted[0])]}{rest} lies within {band:g} points of everybody’s first: acceptable to all.")
    else:
        gap = decimal(float(regret[:, compromise].max()), 1)
        loser = voices[int(np.argmax(regret[:, compromise]))].name
        out.append(
            f"No option lies within {band:g} points of everybody’s first. The least regrettable is {names[compromise]}: {loser} would give up {gap} points."
        )
        out.append(_conflict(worth, voices))
    return out


def _conflict(worth: Values, voices: Sequence[Voice]) -> str:
    """The criterion that the weights differ on most, between the two who differ on it."""
    raw = np.array([[float(v.priorities[c]) for c in worth.criteria] for v in voices])
    share = raw / raw.sum(axis=1, keepdims=True)
    spread = share.max(axis=0) - share.min(axis=0)
    at = int(np.argmax(spread))
    most, least = int(np.argmax(share[:, at])), int(np.argmin(share[:, at]))
    return (
        f"The conflict is about {worth.criteria[at]}: it is {100 * share[most, at]:.0f}% of what counts for {voices[most].name} "
        f"and {100 * share[least, at]:.0f}% for {voices[least].name}."
    )
