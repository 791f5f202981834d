"""The two marks every page shares: openness by hue, glyph and word; evidence by border style and word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.numbers import MONTHS, UNKNOWN, day
from reports.safe_text import html_text, one_line
from reports.words import GRADES

OPENNESS = {
    "closed": ("closed", "■", "Closed"),
    "open_weights": ("open_weights", "◆", "Open weights"),
    "restricted": ("restricted", "▲", "Restricted"),
    "open_source": ("open_source", "●", "Fully open"),
}
EVIDENCE = {
    "measured": ("measured", "measured"),
    "vendor": ("vendor", "vendor-reported"),
    "vendor_reported": ("vendor", "vendor-reported"),
    "estimated": ("estimated", "estimated"),
    "assumed": ("assumed", "assumed"),
    "own": ("measured", "your evaluation"),
    "stale": ("stale", "stale"),
    "unknown": ("unknown", UNKNOWN),
    "none": ("unknown", UNKNOWN),
}
"""Evidence of facts -> (style, word). Quality figures are fitted, whoever measured: see `fitted_badge`."""


def openness_kind(openness: object, restricted: bool = False) -> str:
    """The display value: restricted replaces open weights; a model without openness is unknown."""
    if restricted and openness != "closed":
        return "restricted"
    return str(openness) if openness in OPENNESS else UNKNOWN


def openness_chip(openness: object, restricted: bool = False) -> str:
    """`◆ Open weights` on its tint."""
    kind = openness_kind(openness, restricted)
    if kind == UNKNOWN:
        return evidence_badge(UNKNOWN)
    css, glyph, word = OPENNESS[kind]
    return f'<span class="o {css}"><span class="g" aria-hidden="true">{glyph}</span>{word}</span>'


def evidence_word(evidence: object) -> str:
    """The word alone, for text formats."""
    return EVIDENCE.get(str(evidence), ("unknown", str(evidence)))[1]


def evidence_badge(evidence: object, label: str = "", title: str = "", since: object = None) -> str:
    """One badge. `label` may be narrower than the kind ("list price"); `title` holds origin, date, precision.

    `since`: the date of a stale figure, printed as "stale, Jul 2026".
    """
    style, word = EVIDENCE.get(str(evidence), ("unknown", one_line(evidence)))
    text = label or word
    if style == "stale" and since:
        parts = str(since).split("-")
        known_month = len(parts) > 1 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12
        text = f"{text}, {MONTHS[int(parts[1]) - 1]} {parts[0]}" if known_month else f"{text}, {since}"
    hint = f' title="{html_text(title)}"' if title else ""
    return f'<span class="e {style}"{hint}>{html_text(text)}</span>'


def fitted_words(grade: object, scores: object = None) -> str:
    """What the badge of a quality figure says: "fitted, 4 scores"; unknown where there is none."""
    if str(grade) not in GRADES:
        return evidence_word(grade or UNKNOWN)
    if grade == "own":
        return "your evaluation"
    if not isinstance(scores, int) or isinstance(scores, bool):
        return "fitted"
    return "inferred, no score" if scores == 0 else "fitted, 1 score" if scores == 1 else f"fitted, {scores} scores"


def grade_words(grade: object) -> str:
    """Who measured what a quality figure was fitted from; empty where nobody did."""
    return GRADES.get(str(grade), "")


def fitted_hint(grade: object, title: str = "") -> str:
    """What the badge of a quality figure says on hover: what it was fitted from, then `title`."""
    return "; ".join(part for part in (f"fitted from {grade_words(grade)}" if grade != "inferred" else grade_words(grade), title) if part)


def fitted_badge(grade: object, scores: object = None, title: str = "") -> str:
    """The badge of a quality figure: a model stands between scores and figure, so it looks estimated whoever measured."""
    if str(grade) not in GRADES:
        return evidence_badge(grade or UNKNOWN, title=title)
    return evidence_badge("estimated", fitted_words(grade, scores), fitted_hint(grade, title))


def origin_words(record: Mapping[str, Any]) -> str:
    """Publisher and date of a fact, or of its `origin`; empty when neither is known."""
    origin = record.get("origin") or record
    publisher = origin.get("publisher") or origin.get("source")
    dated = day(origin.get("date")) if origin.get("date") else ""
    return ", ".join(one_line(part) for part in (publisher, dated) if part)
