"""The recommendation: the output contract (DESIGN section 4) as plain JSON data, read off one decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.answer.exclusions import excluded, gates, near_misses, readmit
from advisor.answer.flips import break_even, flip_points
from advisor.answer.headline import headline, robustness
from advisor.answer.hybrid import hybrid
from advisor.answer.obligations import obligations
from advisor.answer.provenance import attributions, provenance
from advisor.answer.remarks import Remarks
from advisor.answer.roadmap import roadmap
from advisor.answer.rows import rows
from advisor.answer.winners import ways_to_win
from advisor.criteria import PREFER
from advisor.decision import Decision, decide
from advisor.needs import ReadNeeds
from advisor.parameters import PARAMETERS
from catalog.schema import Catalog

SCHEMA_VERSION = 1
ENGINE_VERSION = f"0.1.0+parameters.{PARAMETERS.digest}"


def recommend(catalog: Catalog, read: ReadNeeds, as_of: date, limit: int | None = None, *, search_volumes: bool = True) -> dict[str, Any]:
    """Answer one set of needs. The same needs, catalog, engine and day give the same bytes.

    `limit` keeps the list of options to as many as a page shows (and those the answer names); everything else stays whole.
    Without `search_volumes` the volumes at which the answer changes are not solved for, which is a third of the work: enough for a
    panel beside a form, not for a record.

    Raises:
        NeedsError: the needs name something the catalog does not know.
    """
    return answer(decide(catalog, read, as_of), limit, search_volumes=search_volumes)


def answer(d: Decision, limit: int | None = None, *, search_volumes: bool = True) -> dict[str, Any]:
    """Every key of the contract, and more, from one decision."""
    flips = flip_points(d, search_volumes=search_volumes)
    pair = hybrid(d)
    near = near_misses(d)
    n, fitting = len(d.options), len(d.ranked)
    ways = ways_to_win(d)
    named = {x for x in (*ways.values(), pair["routine"], pair["hard"], *(f["winner"] for f in flips)) if x}
    return {
        "schema_version": SCHEMA_VERSION,
        "engine_version": ENGINE_VERSION,
        "as_of": d.question.as_of.isoformat(),
        "title": d.needs.title,
        "catalog": {
            "version": d.catalog.version,
            "built_at": d.catalog.built_at.isoformat(),
            "oldest_price": d.catalog.oldest_price.isoformat(),
            "newest_fact": d.catalog.newest_fact.isoformat(),
        },
        "needs": d.needs.model_dump(mode="json"),
        "assumed": list(d.read.assumed),
        "headline": headline(d, pair, near),
        "counts": {"considered": n, "fitting": fitting, "excluded": n - fitting},
        "criteria_order": [c.id for c in PREFER],
        "options": rows(d, Remarks(d), limit, named),
        "ways_to_win": ways,
        "gates": gates(d),
        "readmit": readmit(d),
        "excluded": excluded(d),
        "near_misses": near,
        "hybrid": pair,
        "flip_points": flips,
        "break_even": break_even(d) if search_volumes else None,
        "robustness": robustness(d, flips),
        "roadmap": roadmap(d, flips),
        "obligations": obligations(d),
        "provenance": provenance(d),
        "attributions": attributions(d),
    }
