"""Which prices, terms, dates and figures changed under the options that a record looked at closely."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from advisor.answer.naming import hardware_text
from advisor.answer.rows import HANDLING, facts
from advisor.answer.watched import watched
from reports.drift.rerun import ThenAndNow
from reports.reading import Json, full_name

PRICE, HARDWARE, LICENCE, LIFECYCLE, RETENTION, DATA, EVIDENCE, SPEED, MODEL = (
    "price",
    "hardware",
    "licence",
    "lifecycle",
    "retention",
    "data_handling",
    "evidence",
    "speed",
    "model",
)
OF_THE_MODEL = {LICENCE, LIFECYCLE, EVIDENCE, MODEL}
"""Kinds that are true of a model wherever it runs: said once per model."""
_KINDS = {
    "Licence": LICENCE,
    "Licence text": LICENCE,
    "Context window": MODEL,
    "Released": MODEL,
    "Knowledge cutoff": MODEL,
    "Parameters": MODEL,
    **{words: DATA if name == "trains_on_api_data" else RETENTION for name, words, _ in HANDLING},
}
_PRICE_DAY = re.compile(r" (?:on|of) \d{1,2} \w{3} \d{4}$")
"""A price that stands in for another day says so in its label; it is the same price."""


def changes(both: ThenAndNow) -> list[dict[str, Any]]:
    """One row per fact that is another today, in the order of the old ranking; facts of a model once per model.

    `before` and `now` are as the sources state them; None is unknown, or nothing of the kind stated.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for option in both.before.get("options") or ():
        if "facts" in option:
            for change in _of_option(both, option):
                subject = change["model_id"] if change["kind"] in OF_THE_MODEL else change["option_id"]
                found.setdefault((str(subject), change["what"]), change)
    return list(found.values())


def _of_option(both: ThenAndNow, option: Json) -> Iterator[dict[str, Any]]:
    i = both.same_option(option)
    base = {
        "model_id": option.get("model_id"),
        "model_name": option.get("model_name"),
        "option_id": option.get("option_id"),
        "option": full_name(option),
    }
    model = both.d.catalog.models.get(str(option.get("model_id")))
    if model is None:
        yield base | _row(LIFECYCLE, "In the catalog", "yes", "no")
        return
    licence = both.d.catalog.licences.get(model.licence_id or "")
    offers = both.d.options[i].offers if i is not None else ()
    today = {row["label"]: row for row in watched(model, licence, offers[0] if offers else None)}
    for row in option.get("watched") or ():
        new = today.get(row["label"])
        if new is not None and new["value"] != row["value"]:
            yield base | _row(row["kind"], row["label"], row["value"], new["value"], origin=new)
    if i is None:
        return
    yield from (base | row for row in _facts(both, option, i))
    yield from (base | row for row in _figures(both, option, i))


def _facts(both: ThenAndNow, option: Json, i: int) -> Iterator[dict[str, Any]]:
    if str(both.d.options[i].option_id) != str(option.get("option_id")):  # another offer: its prices and terms are its own
        return
    today = {_label(row): row for row in facts(both.d, i)}
    for row in option["facts"]:
        new = today.get(_label(row))
        if new is not None and not _equal(new["value"], row.get("value")):
            yield _row(_kind(_label(row)), _label(row), row.get("value"), new["value"], str(new["unit"] or row.get("unit") or ""), new)


def _figures(both: ThenAndNow, option: Json, i: int) -> Iterator[dict[str, Any]]:
    """What the advisor made of the facts: quality, hardware, speed."""
    f = both.d.figures
    was, now = option.get("quality") or {}, _number(f.quality_value[i])
    grade = f.quality.evidence[both.d.space.model_code[i]]
    if not _equal(was.get("value"), now):
        yield _row(EVIDENCE, "Quality for the task", _points(was.get("value")), _points(now), "of 100")
    if was.get("evidence") != grade:
        yield _row(EVIDENCE, "Kind of evidence", was.get("evidence"), grade)
    label, hardware = str(option.get("label") or ""), hardware_text(both.d, i)
    if option.get("hardware") and hardware and not label.endswith(hardware):
        yield _row(HARDWARE, "Hardware", label.rpartition(", ")[2], hardware)
    speed, rate = (option.get("speed") or {}).get("output_tokens_per_s"), _number(f.tokens_per_s[i], 2)
    if not _equal(speed, rate):
        yield _row(SPEED, "Output speed per stream at peak", speed, rate, "tokens/s")


def _kind(label: str) -> str:
    return _KINDS.get(label) or PRICE


def _label(row: Json) -> str:
    return _PRICE_DAY.sub("", str(row.get("label")))


def _row(kind: str, what: str, before: Any, now: Any, unit: str = "", origin: Json | None = None) -> dict[str, Any]:
    source = origin or {}
    return {
        "kind": kind,
        "what": what,
        "before": before,
        "now": now,
        "unit": unit,
        "publisher": source.get("publisher"),
        "url": source.get("url"),
        "date": source.get("date"),
    }


def _number(value: Any, digits: int = 4) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)


def _points(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def _equal(one: Any, other: Any) -> bool:
    """Figures that agree to a ten-thousandth are one figure: a record rounds."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-9)
    return bool(one == other)
