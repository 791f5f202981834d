"""Facts that a later re-run watches: how long a model and its offer last, and what its licence allows.

They stand in a record so that a change can be told from what was said on the day of the decision, without the catalog of that
day. A value of None means that nothing of the kind was stated: no announced end, no threshold, no territory left out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.numbers import exact
from catalog.schema import Licence, Model, Offer, Origin, Threshold

Json = dict[str, Any]
LIFECYCLE, LICENCE = "lifecycle", "licence"


def watched(model: Model, licence: Licence | None, offer: Offer | None = None) -> list[Json]:
    """One row per fact: its kind, label, value, and who says so since when."""
    out = [
        _row(LIFECYCLE, "Status", model.status.value.replace("_", " "), model.origin_of("status")),
        _row(LIFECYCLE, "Retirement date", _day(model.retirement_date), model.origin_of("retirement_date")),
    ]
    if offer is not None:
        out.append(_row(LIFECYCLE, "End of the offer", _day(offer.ends), offer.origin))
    if licence is not None:
        out += [_row(LICENCE, label, value, licence.origin) for label, value in _terms(licence)]
    return out


def _terms(licence: Licence) -> list[tuple[str, str | None]]:
    return [
        ("Kind of licence", licence.category.replace("_", " ")),
        ("Commercial use", licence.commercial_use),
        ("Running it yourself", licence.self_host),
        ("Fine-tuning", licence.fine_tune),
        ("Passing weights on", licence.redistribution),
        ("Training on outputs", licence.train_on_outputs),
        ("Line in monthly users", _line(licence.monthly_active_users)),
        ("Line in revenue, USD", _line(licence.revenue_usd)),
        ("No rights in", ", ".join(licence.territory.excluded) if licence.territory else None),
        ("Fields of use", licence.fields_of_use or None),
        ("Attribution", licence.attribution_duty or None),
    ]


def _line(threshold: Threshold | None) -> str | None:
    if threshold is None:
        return None
    return f"{exact(threshold.amount, 0)}, {'needs an agreement' if threshold.effect == 'needs_agreement' else 'adds duties'}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _row(kind: str, label: str, value: str | None, origin: Origin) -> Json:
    return {
        "kind": kind,
        "label": label,
        "value": value,
        "publisher": origin.publisher,
        "url": origin.url,
        "date": origin.date.isoformat(),
    }
