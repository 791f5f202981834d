"""What an answer for a day in the past rests on: which prices are of that day, and what is known only as it is now."""

from __future__ import annotations

from typing import Any

import numpy as np

from advisor.answer.naming import price_origin, priced_offer
from advisor.decision import Decision
from advisor.numbers import day, exact

Json = dict[str, Any]


def past(d: Decision) -> Json | None:
    """Counts of the fitting options by what is known of their price on the day, and a sentence; None for a day the catalog covers."""
    on = d.question.as_of
    if on >= d.catalog.built_at:
        return None
    known = unknown = 0
    used = []
    for i in np.asarray(d.ranked).tolist():
        origin = price_origin(d, i)
        if origin is None:
            continue
        offer = priced_offer(d, i)
        if (offer is None and origin.date > on) or d.catalog.unknown_then.get(offer or "") == "price":
            unknown += 1
            used.append(origin.date)
        else:
            known += 1
    prices = ""
    if known or unknown:
        span = "" if not used else day(min(used)) if min(used) == max(used) else f"{day(min(used))} to {day(max(used))}"
        rest = f"; for the others that price is not known and one of {span} is used" if unknown else ""
        prices = f"{exact(known, 0)} of {exact(known + unknown, 0)} fitting options are at a price known for {day(on)}{rest}. "
    written = day(d.catalog.built_at)
    return {
        "day": on.isoformat(),
        "price_known": known,
        "price_unknown": unknown,
        "sentence": f"{prices}Scores, licences and terms are those known on {written}, except where an earlier value is kept with its "
        f"days; services that ended before {written} and were no longer listed are missing. "
        f"The frontier line is that of the newest scores, not the one of {day(on)}.",
    }
