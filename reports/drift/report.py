"""A record against today, as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.decision import Decision
from advisor.recommend import ENGINE_VERSION
from catalog.schema import Catalog
from reports.drift.alerts import alerts, headline_now, price_of_the_leader
from reports.drift.facts import changes
from reports.drift.order import dropped, moved, newcomers, then_and_now
from reports.drift.rerun import ThenAndNow, rerun
from reports.reading import Json


def drift(before: Json, catalog: Catalog, as_of: date, around: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What today's catalog, without anybody's profile over it, says to the needs of a record, what changed, and what moved the order.

    Raises:
        RerunError: this version, or this catalog, no longer takes what the record was made with.
    """
    return compare(before, rerun(before, catalog, as_of), around)


def compare(before: Json, d: Decision, around: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same with the decision of today already made."""
    both = ThenAndNow(before, d)
    changed = changes(both)
    told, move = headline_now(both), moved(both, changed)
    then = before.get("catalog") or {}
    same_engine = before.get("engine_version") == ENGINE_VERSION
    return {
        "record": {
            **(around or {}),
            "as_of": before.get("as_of"),
            "catalog_version": then.get("version"),
            "engine_version": before.get("engine_version"),
        },
        "today": {"as_of": d.question.as_of.isoformat(), "catalog_version": d.catalog.version, "engine_version": ENGINE_VERSION},
        "same_catalog": then.get("version") == d.catalog.version,
        "same_engine": same_engine,
        "engine_note": "" if same_engine else _ENGINE,
        "headline": told,
        "price": price_of_the_leader(both),
        "alerts": alerts(both, told, move, changed),
        "order": move,
        "changes": changed,
        "new_candidates": newcomers(both),
        "dropped": dropped(both),
        "then_and_now": then_and_now(both),
    }


_ENGINE = "The rules and parameters of Weighbridge changed since this report as well: part of what moved may come from them, not from the catalog."
