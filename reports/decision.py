"""The decision in three sentences, and the lines that identify the record: shared by every form of the report."""

from __future__ import annotations

import re

from advisor.numbers import between, day, exact, share, usd_a_month
from reports.about import NOTHING, About
from reports.reading import Json, cost, cost_parts, first_place_share, full_name, leader, pair_leads, part_name, past_sentence, runner_up


def decision_sentences(recommendation: Json) -> list[str]:
    """What to do, at what price, how sure; only the first where nothing fits. Then, for an earlier day, what is known of it."""
    headline = str((recommendation.get("headline") or {}).get("sentence") or "No answer was recorded.")
    best = leader(recommendation)
    if best is None:
        return [headline, *past_sentence(recommendation)]
    if pair_leads(recommendation):
        return [*_of_a_pair(headline, recommendation, best), *past_sentence(recommendation)]
    return [headline, _price(best), _certainty(recommendation, best), *past_sentence(recommendation)]


def _of_a_pair(headline: str, recommendation: Json, best: Json) -> list[str]:
    """What goes where and the price; what that saves and gains; how sure the best single option is, since a pair is not drawn in trials."""
    what, *gains = re.split(r"(?<=\.) (?=It )", headline)
    sure = _certainty(recommendation, best)
    gained = [re.sub(r"\.; It ", "; it ", "; ".join(gains))] if gains else []
    return [what, *gained, f"No trial draws pairs; of the single options, {sure}" if sure[:3] != "It " else sure]


def _price(best: Json) -> str:
    low, expected, high = cost(best)
    if expected is None:
        return "Its monthly cost is unknown."
    ranged = f", between {between(low, high)}" if low is not None and low != high else ""
    parts = sorted(((part_name(part), float(part["usd"])) for part in cost_parts(best)), key=lambda pair: -pair[1])
    largest = f"; {share(parts[0][1] / expected)} of it is “{parts[0][0]}”" if sum(usd > 0 for _, usd in parts) > 1 and expected > 0 else ""
    upfront = best.get("upfront_usd")
    once = f", after USD {exact(upfront, 0)} upfront" if upfront else ""
    return f"It costs {usd_a_month(expected)}{ranged}{once}{largest}."


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


def closing_lines(recommendation: Json, about: About = NOTHING) -> list[tuple[str, str]]:
    """Versions and dates that make the record repeatable."""
    catalog = recommendation.get("catalog") or {}
    house = recommendation.get("organisation") or {}
    terms = f"{house['name']}, stated {day(house.get('stated'))}, fingerprint {str(house.get('digest'))[:16]}" if house else ""
    stored = [("Record", about.record_id), ("Stored", day(about.created) if about.created else ""), ("Revision of", about.parent_id)]
    return [
        *((label, value) for label, value in stored if value),
        ("Judged as of", day(recommendation.get("as_of"))),
        ("Catalog version", str(catalog.get("version") or "unknown")),
        ("Catalog built", day(catalog.get("built_at"))),
        ("Oldest price", day(catalog.get("oldest_price"))),
        ("Newest fact", day(catalog.get("newest_fact"))),
        ("Engine version", str(recommendation.get("engine_version") or "unknown")),
        *([("Terms of the organisation", terms)] if terms else []),
    ]
