"""The figures of an answer that are read at a glance: cost, quality, speed, share won, how many options pass."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.numbers import UNKNOWN, compact, decimal, exact, share, span
from reports.fragments.badges import fitted_hint, fitted_words, grade_words
from reports.reading import Json, cost, cost_evidence, first_place_share, leader, pair_leads


@dataclass(frozen=True)
class Figure:
    """A figure with its unit and what it is; `evidence` is a kind or empty, `exact` the figure in full or empty.

    `word` narrows the evidence ("fitted, 4 scores"), `hint` says more about it; both may be empty.
    """

    value: str
    unit: str
    label: str
    evidence: str = ""
    exact: str = ""
    word: str = ""
    hint: str = ""


def glance(recommendation: Json) -> list[Figure]:
    """Of the first option, or of the pair where a pair leads; the counts alone where nothing fits."""
    best = leader(recommendation)
    found: list[Figure] = []
    if best is not None:
        found = _pair(recommendation.get("hybrid") or {}) if pair_leads(recommendation) else _option(best, recommendation)
    counts = recommendation.get("counts") or {}
    return [*found, Figure(exact(counts.get("fitting"), 0), f"of {exact(counts.get('considered'), 0)}", "options pass every must-have")]


def _option(best: Json, recommendation: Json) -> list[Figure]:
    low, expected, high = cost(best)
    trials = (recommendation.get("robustness") or {}).get("trials")
    return [
        Figure(
            compact(expected),
            "USD/month",
            span(low, high) if low != high else "expected",
            cost_evidence(best),
            f"USD {exact(expected)} a month, between {exact(low)} and {exact(high)}",
        ),
        _quality(best.get("quality") or {}),
        _speed(best.get("speed") or {}),
        Figure(share(first_place_share(best)), "", f"of {exact(trials, 0)} weightings won" if trials else "of plausible weightings won"),
    ]


def _quality(quality: Json) -> Figure:
    value, low, high = quality.get("value"), quality.get("low"), quality.get("high")
    if value is None:
        return Figure(UNKNOWN, "", "quality for the task")
    between = f"quality, {decimal(100 * low, 0)} to {decimal(100 * high, 0)}" if low is not None and high is not None else "quality"
    grade, whole = quality.get("evidence"), f"{exact(100 * value)} of 100"
    if not grade_words(grade):
        return Figure(decimal(100 * value, 0), "of 100", between, grade or UNKNOWN, whole)
    label, words = f"{between}, {grade_words(grade)}", fitted_words(grade, quality.get("scores"))
    return Figure(decimal(100 * value, 0), "of 100", label, "estimated", whole, words, fitted_hint(grade, whole))


def _speed(speed: Json) -> Figure:
    rate, first = speed.get("output_tokens_per_s"), speed.get("time_to_first_token_s")
    if rate is None:
        return Figure(UNKNOWN, "", "output speed")
    wait = f"first token in {decimal(first)} s" if first is not None else "per stream at peak"
    return Figure(compact(rate), "tokens/s", wait, speed.get("evidence") or UNKNOWN, f"{exact(rate)} tokens/s per stream at peak")


def _pair(pair: Json) -> list[Figure]:
    hard = "sensitive" if pair.get("kind") == "sensitive" else "hard"
    gain = pair.get("quality_gain_vs_all_routine")
    both, saved = pair.get("monthly_cost_usd"), pair.get("saving_vs_all_hard_usd")
    found = [
        Figure(compact(both), "USD/month", "for both paths", "estimated", f"USD {exact(both)} a month"),
        Figure(share(pair.get("hard_share")), "", f"of requests are {hard}"),
        Figure(compact(saved), "USD/month", f"saved against all on the {hard} path", "", f"USD {exact(saved)} a month"),
    ]
    if gain is not None:
        found.append(Figure(decimal(100 * gain, 1), "of 100", f"quality gained on {hard} requests", "", f"{exact(100 * gain)} of 100"))
    return found
