"""The recommendation: the output contract (DESIGN section 4) as plain JSON data, read off one decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from advisor.answer.customising import customisation_path
from advisor.answer.exclusions import excluded, gates, near_misses, readmit
from advisor.answer.flips import boundary_flips, break_even, flip_points
from advisor.answer.fragility import fragility
from advisor.answer.headline import headline
from advisor.answer.hybrid import hybrid
from advisor.answer.obligations import obligations
from advisor.answer.organisation import organisation
from advisor.answer.own_evidence import own_effect, own_rows
from advisor.answer.past import past
from advisor.answer.provenance import attributions, provenance
from advisor.answer.remarks import Remarks
from advisor.answer.roadmap import roadmap
from advisor.answer.rows import rows
from advisor.answer.winners import ways_to_win
from advisor.criteria import PREFER
from advisor.decision import Decision, decide
from advisor.needs import ReadNeeds
from advisor.own_evidence.results import OwnResult
from advisor.parameters import PARAMETERS
from catalog.schema import Catalog

SCHEMA_VERSION = 1
MOST_TRACED = 20
"""Members of the leading group whose figures are traced to their sources."""
GLANCED = 3
"""Options that a panel is given."""
ENGINE_VERSION = f"0.1.0+parameters.{PARAMETERS.digest}"


def recommend(
    catalog: Catalog, read: ReadNeeds, as_of: date, limit: int | None = None, own_evidence: Sequence[OwnResult] = ()
) -> dict[str, Any]:
    """Answer one set of needs. The same needs, own results, catalog, engine and day give the same bytes.

    `limit` keeps the list of options to as many as a page shows (and those the answer names); everything else stays whole.
    `own_evidence`: results of the user's own evaluation for this task; they are part of the answer, as `own_evidence`.

    Raises:
        NeedsError: the needs name something the catalog does not know.
    """
    return answer(decide(catalog, read, as_of, own_evidence), limit)


def glance(d: Decision) -> dict[str, Any]:
    """The answer so far, for a panel beside a form: the keys of `answer` that such a panel reads, with the best options alone.

    A third of the work: no search for flips, no provenance, no list.
    """
    near = near_misses(d) if not len(d.ranked) else []
    return {
        **_stamp(d),
        "headline": headline(d, hybrid(d, brief=True), near),
        "options": rows(d, Remarks(d), limit=GLANCED),
        "gates": gates(d),
        "readmit": readmit(d),
        "near_misses": near,
        "own_evidence_effect": own_effect(d),
    }


def _stamp(d: Decision) -> dict[str, Any]:
    """What was asked, of which catalog and engine, on which day, and how many options that left."""
    n, fitting = len(d.options), len(d.ranked)
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
        "past": past(d),
        "needs": d.needs.model_dump(mode="json"),
        "assumed": list(d.read.assumed),
        "organisation": organisation(d),
        "counts": {"considered": n, "fitting": fitting, "excluded": n - fitting},
        "criteria_order": [c.id for c in PREFER],
    }


def _traced(
    d: Decision, ways: dict[str, str | None], pair: dict[str, Any], even: dict[str, Any] | None, near: list[dict[str, Any]]
) -> list[str]:
    """Options outside the first of the order whose figures the answer prints: the leading group, the winners, the pair, the
    two of the break-even, the near misses."""
    group = [
        d.options[int(i)].option_id for i, inside in zip(d.ranked, d.leading, strict=True) if inside and i in d.best_of_groups[:MOST_TRACED]
    ]
    levels = (even["own"], even["closed"]) if even else ()
    named = [*group, *ways.values(), pair["routine"], pair["hard"], *levels, *(miss["option_id"] for miss in near)]
    return [option_id for option_id in named if option_id]


def answer(d: Decision, limit: int | None = None) -> dict[str, Any]:
    """Every key of the contract, and more, from one decision."""
    flips = flip_points(d)
    pair, even = hybrid(d), break_even(d)
    near = near_misses(d)
    ways = ways_to_win(d)
    named = {x for x in (*ways.values(), pair["routine"], pair["hard"], *(f["winner"] for f in flips)) if x}
    return {
        **_stamp(d),
        "headline": headline(d, pair, near),
        "options": rows(d, Remarks(d), limit, named),
        "ways_to_win": ways,
        "gates": gates(d),
        "readmit": readmit(d),
        "excluded": excluded(d),
        "near_misses": near,
        "hybrid": pair,
        "flip_points": flips,
        "boundary_flips": boundary_flips(d),
        "break_even": even,
        "robustness": fragility(d, flips),
        "roadmap": roadmap(d, flips, pair, even),
        "customisation_path": customisation_path(d),
        "obligations": obligations(d, pair),
        "own_evidence": own_rows(d),
        "own_evidence_effect": own_effect(d),
        "provenance": provenance(d, _traced(d, ways, pair, even, near)),
        "attributions": attributions(d),
    }
