"""Marks and figures that several chapters share: openness, evidence, a figure of any kind in words."""

from __future__ import annotations

import re

from advisor.numbers import UNKNOWN, compact, day, exact
from reports.blocks import Badge, Chip
from reports.fragments.badges import EVIDENCE, OPENNESS, openness_kind
from reports.reading import Json
from reports.safe_text import one_line

_ISO_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def chip(option: Json) -> Chip:
    """Openness of an option, a near miss or a model; unknown is said."""
    kind = openness_kind(option.get("openness"), bool(option.get("restricted")))
    if kind not in OPENNESS:
        return Chip(UNKNOWN, "", UNKNOWN)
    _, glyph, word = OPENNESS[kind]
    return Chip(kind, glyph, word)


def badge(evidence: object, word: str = "") -> Badge | None:
    """How a figure is known; None where the record does not say, its own word where we have none for it."""
    if not evidence:
        return None
    style, usual = EVIDENCE.get(str(evidence), (UNKNOWN, one_line(evidence)))
    return Badge(style, word or usual)


def value_words(value: object) -> str:
    """A figure in full, a date as a date, yes or no, any other text as it stands; None is unknown."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return exact(float(value), 4) if abs(value) < 1e9 else compact(float(value))
    text = one_line(value)
    return day(text) if _ISO_DAY.fullmatch(text) else text


def capital(text: object) -> str:
    """The text with a capital first letter."""
    line = one_line(text)
    return line[:1].upper() + line[1:]
