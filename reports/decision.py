"""The decision in three sentences, and the lines that identify the record: shared by every form of the report."""

from __future__ import annotations

from advisor.numbers import between, day, exact, share, usd_a_month
from reports.reading import Json, cost, cost_parts, first_place_share, full_name, leader, part_name, past_sentence, runner_up


def decision_sentences(recommendation: Json) -> list[str]:
    """What to do, at what price, how sure; only the first where nothing fits. Then, for an earlier day, what is known of it."""
    headline = str((recommendation.get("headline") or {}).get("sentence") or "No answer was recorded.")
    best = leader(recommendation)
    if best is None:
        return [headline, *past_sentence(recommendation)]
    return [headline, _price(best), _certainty(recommendation, best), *past_sentence(recommendation)]


def _price(best: Json) -> str:
    low, expected, high = cost(best)
    if expected is None:
        return "Its monthly cost is unknown."
    ranged = f", between {between(low, high)}" if low is not None and low != high else ""
    parts = sorted(((part_name(part), float(part["usd"])) for part in cost_parts(best)), key=lambda pair: -pair[1])
    largest = f"; {share(parts[0][1] / expected)} of it is “{parts[0][0]}”" if len(parts) > 1 and expected > 0 else ""
    upfront = best.get("upfront_usd")
    once = f" Before that, USD {exact(upfront, 0)} is paid upfront." if upfront else ""
    return f"It costs {usd_a_month(expected)}{ranged}{largest}.{once}"


def _certainty(recommendation: Json, best: Json) -> str:
    sentence = (recommendation.get("robustness") or {}).get("sentence")
    if sentence:
        return str(sentence)
    won = first_place_share(best)
    second = runner_up(recommendation)
    if second is None:
        return "It is the only option that passes every must-have."
    if won is None:
        return f"How many weightings it would win is unknown; the next is {full_name(second)}."
    return f"It comes first in {share(won)} of plausible weightings; the next is {full_name(second)}."


def closing_lines(recommendation: Json) -> list[tuple[str, str]]:
    """Versions and dates that make the record repeatable."""
    catalog = recommendation.get("catalog") or {}
    return [
        ("Judged as of", day(recommendation.get("as_of"))),
        ("Catalog version", str(catalog.get("version") or "unknown")),
        ("Catalog built", day(catalog.get("built_at"))),
        ("Oldest price", day(catalog.get("oldest_price"))),
        ("Newest fact", day(catalog.get("newest_fact"))),
        ("Engine version", str(recommendation.get("engine_version") or "unknown")),
    ]
