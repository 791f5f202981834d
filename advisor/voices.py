"""Several people, one record: each one's ranking under their own priorities, what all can accept, and where they disagree.

A record keeps what every option earned at the priorities it was made with; the share of each criterion in that gives its value back, so
that another weighting is a matter of arithmetic on the record, whatever today's catalog says. Hardware stays as the record has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
DECIMALS = 1
"""Of every score here, as it is printed: options that print the same score are level, and no order of theirs is anybody's opinion."""
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

    voices             name, priorities and the best SHOWN options of each, with `place` (equal scores share one), `shared`, and
                       `more_at_last`: how many more have the score of the last one told.
    same_first         whether some option is first, alone or with others, for everybody.
    acceptable_to_all  options within the indifference band of every voice's own first.
    compromise         the option whose largest gap to anybody's first is smallest (minimax regret), with that gap in points and
                       how many others are level with it.
    mean_first         first by the mean of the scores: shown beside the others, never in their place; `level` as above.
    agreement          Kendall's tau between two voices' orders, the lowest pair; None with a single voice.
    """
    worth = values_of(recommendation)
    if not voices or not worth.options:
        return None
    scores = np.array([_scores(worth, voice) for voice in voices])
    regret = np.round(scores.max(axis=1, keepdims=True) - scores, DECIMALS)
    band = PARAMETERS["robustness.indifference"]
    accepted = np.flatnonzero((regret <= band).all(axis=0))
    accepted = accepted[np.argsort(-scores[:, accepted].min(axis=0), kind="stable")]
    gaps, means = regret.max(axis=0), np.round(scores.mean(axis=0), DECIMALS)
    compromise, mean = int(np.argmin(gaps)), int(np.argmax(means))
    firsts = [frozenset(np.flatnonzero(row == 0).tolist()) for row in regret]
    return {
        "voices": [_ranking(worth, voice, row) for voice, row in zip(voices, scores, strict=True)],
        "same_first": bool(frozenset.intersection(*firsts)),
        "acceptable_to_all": [_told(worth, int(i), float(scores[:, i].min())) for i in accepted[:SHOWN]],
        "acceptable_count": len(accepted),
        "compromise": {
            **_told(worth, compromise, float(scores[:, compromise].min())),
            "largest_gap": round(float(gaps[compromise]), DECIMALS),
            "level": _others(gaps, compromise),
        },
        "mean_first": {**_told(worth, mean, float(means[mean])), "level": _others(means, mean)},
        "agreement": _agreement(scores),
        "left_out": worth.left_out,
        "sentences": _sentences(worth, voices, firsts, accepted, compromise, regret, band),
    }


def _ranking(worth: Values, voice: Voice, scores: Floats) -> dict[str, Any]:
    """One person's first places. Equal scores share a place: the order in which they stand is the record's and nobody's opinion."""
    order = np.argsort(-scores, kind="stable")[:SHOWN]
    return {
        "name": voice.name,
        "priorities": {c: float(voice.priorities[c]) for c in worth.criteria},
        "ranking": [
            {
                **_told(worth, int(i), float(scores[i])),
                "place": 1 + int((scores > scores[i]).sum()),
                "shared": _others(scores, int(i)) > 0,
            }
            for i in order
        ],
        "more_at_last": int((scores == scores[order[-1]]).sum() - (scores[order] == scores[order[-1]]).sum()),
    }


def _others(figures: Floats, at: int) -> int:
    """How many others have the same figure."""
    return int((figures == figures[at]).sum()) - 1


def _scores(worth: Values, voice: Voice) -> Floats:
    raw = np.array([float(voice.priorities[c]) for c in worth.criteria])
    found: Floats = np.round(100 * (raw / raw.sum()) @ worth.value, DECIMALS)
    return found


def _told(worth: Values, i: int, score: float) -> dict[str, Any]:
    option = worth.options[i]
    return {"option_id": option["option_id"], "name": _name(option), "score": round(score, DECIMALS)}


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
    worth: Values,
    voices: Sequence[Voice],
    firsts: Sequence[frozenset[int]],
    accepted: NDArray[np.int64],
    compromise: int,
    regret: Floats,
    band: float,
) -> list[str]:
    """Where they agree, what all accept, and what the conflict is about."""
    names = [_name(option) for option in worth.options]
    if len(voices) == 1:
        tied, shown = len(firsts[0]), names[min(firsts[0])]
        first = f"first is {shown}" if tied == 1 else f"{tied} options share first place, {shown} among them"
        return [f"{voices[0].name} alone has weighed in so far; {first}."]
    out = [_firsts(names, voices, firsts)]
    if len(accepted):
        rest = f" and {len(accepted) - 1} more lie" if len(accepted) > 1 else " lies"
        out.append(f"{names[int(accepted[0])]}{rest} within {band:g} points of everybody’s first: acceptable to all.")
    else:
        gaps = regret.max(axis=0)
        gap, level = decimal(float(gaps[compromise]), 1), _others(gaps, compromise)
        losers = _listed(v.name for v, lost in zip(voices, regret[:, compromise], strict=True) if lost == gaps[compromise])
        least = (
            f"The least regrettable is {names[compromise]}"
            if not level
            else f"{level + 1} are least regrettable, such as {names[compromise]}"
        )
        out.append(f"No option lies within {band:g} points of everybody’s first. {least}: {losers} would give up {gap} points.")
        out.append(_conflict(worth, voices))
    return out


def _firsts(names: Sequence[str], voices: Sequence[Voice], firsts: Sequence[frozenset[int]]) -> str:
    """Who puts what first; what is first for everybody is told last, where first places are shared."""
    everybody = "both" if len(voices) == 2 else f"all {len(voices)}"
    common = frozenset.intersection(*firsts)
    if len(common) == 1 and len(set(firsts)) == 1:
        return f"{everybody.capitalize()} put {names[min(common)]} first."
    who: dict[frozenset[int], list[str]] = {}
    for voice, first in zip(voices, firsts, strict=True):
        who.setdefault(first, []).append(voice.name)
    said = []
    for first, people in who.items():
        shown = names[min(first & common or first)]
        if len(first) == 1:
            said.append(f"{_listed(people)} {'put' if len(people) > 1 else 'puts'} {shown} first.")
        else:
            said.append(f"{len(first)} options share first place for {_listed(people)}, {shown} among them.")
    if common and len(who) > 1:
        said.append(f"{names[min(common)]} is among the first of {everybody}.")
    return " ".join(said)


def _conflict(worth: Values, voices: Sequence[Voice]) -> str:
    """The criteria that the weights differ on most, between those who differ on them; several where they differ alike."""
    raw = np.array([[float(v.priorities[c]) for c in worth.criteria] for v in voices])
    share = np.round(raw / raw.sum(axis=1, keepdims=True), 6)
    spread = np.round(share.max(axis=0) - share.min(axis=0), 6)
    parts = []
    for at in np.flatnonzero(spread == spread.max()):
        column = share[:, at]
        most, least = (
            _listed(v.name for v, s in zip(voices, column, strict=True) if s == extreme) for extreme in (column.max(), column.min())
        )
        parts.append(
            f"{worth.criteria[at]}: it is {100 * column.max():.0f}% of what counts for {most} and {100 * column.min():.0f}% for {least}"
        )
    return f"The conflict is about {'; and about '.join(parts)}."


def _listed(names: Iterable[str]) -> str:
    """Ana; Ana and Bo; Ana, Bo and Cy."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
