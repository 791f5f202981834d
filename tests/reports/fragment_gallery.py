"""Every fragment by name, so that one test can ask the same question of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.fragments.acceptability import acceptability_bars
from reports.fragments.badges import evidence_badge, fitted_badge, openness_chip
from reports.fragments.change import flip_tracks, how_sure, sure_line, tornado
from reports.fragments.comparison import Cell, Row, RowGroup, Subject, comparison
from reports.fragments.gates import excluded, gates_so_far, near_misses
from reports.fragments.headline import fact_strip, headline
from reports.fragments.ledgers import cautions, cost_ledger, reasons, score_ledger
from reports.fragments.origins import assumptions, facts_table, provenance
from reports.fragments.own_evidence import own_evidence, own_line
from reports.fragments.plan import hybrid, obligations, roadmap
from reports.fragments.ranking import option_rows, ways_to_win
from reports.fragments.states import empty_state, message
from reports.reading import leader

Json = dict[str, Any]


def compared(recommendation: Json) -> str:
    """The two first options side by side, built the way a page does."""
    first, second = recommendation["options"][0], recommendation["options"][2]
    subjects = [Subject(option["model_name"], option["label"], option["openness"], option["restricted"]) for option in (first, second)]
    rows = [
        Row("Expected, USD per month", [Cell("7,396", evidence="estimated", key=-7396), Cell("6,926", evidence="estimated", key=-6926)]),
        Row(first["label"], [Cell(first["licence_name"]), Cell(None, why=second["label"])]),
        Row("Same", [Cell("yes"), Cell("yes")]),
    ]
    return comparison(subjects, [RowGroup(first["lab"], rows)], only_differences=True, footnote=first["label"])


FRAGMENTS: dict[str, Callable[[Json], str]] = {
    "headline": headline,
    "panel": lambda r: headline(r, panel=True),
    "fact strip": fact_strip,
    "option rows": lambda r: option_rows(r, most=6),
    "ways to win": ways_to_win,
    "score ledger": score_ledger,
    "cost ledger": lambda r: cost_ledger(leader(r)),
    "reasons": lambda r: reasons(leader(r)),
    "cautions": lambda r: cautions(leader(r)),
    "gates so far": gates_so_far,
    "excluded": excluded,
    "near misses": near_misses,
    "flip tracks": flip_tracks,
    "tornado": tornado,
    "how sure": how_sure,
    "sure line": sure_line,
    "ranks": acceptability_bars,
    "fitted": lambda r: fitted_badge("mixed", 3, str(r.get("title") or "")),
    "hybrid": hybrid,
    "roadmap": roadmap,
    "obligations": obligations,
    "assumptions": lambda r: assumptions(r, only_assumed=False),
    "facts": lambda r: facts_table((leader(r) or {}).get("facts") or ()),
    "provenance": provenance,
    "own evidence": own_evidence,
    "own line": own_line,
    "empty state": empty_state,
    "comparison": compared,
    "message": lambda r: message("warning", r["headline"]["sentence"], r["title"]),
    "marks": lambda r: openness_chip(r["options"][0]["openness"], True) + evidence_badge("stale", since="2026-07-03", title=r["title"]) + evidence_badge(r["title"]),
}  # fmt: skip
