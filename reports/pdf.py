"""A recommendation as a PDF: tagged (PDF/UA-1), offline, from our own fonts; the same content and order as every other form.

The template in `assets/report.typ` sets what `reports.content` says. Text travels as JSON data, so nothing in it can become
markup. Characters that no font here can draw are set as □ and counted, since a tagged PDF may not hold a glyph that is missing.
"""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from reports.about import NOTHING, About
from reports.blocks import Report
from reports.content import report
from reports.drawable import PLACEHOLDER, drawn
from reports.reading import Json
from reports.safe_text import one_line, safe_url

ASSETS = Path(__file__).parent / "assets"
LONG_WORD, BREAK_EVERY = 24, 12
"""Words longer than the first number of characters may break after every so many."""
_SUM = re.compile(r"USD [\d.,]+\w*|\d+ × [\w-]+")
"""Sums and counts that stay on one line; a count of replicas may part from what it counts, since columns are narrow."""
MOST_TITLE = 70
"""Characters of the title in the foot of every page."""


class PdfError(Exception):
    """The typesetter noticed something, such as a font that is missing: the file would not look as meant."""


def to_pdf(recommendation: Json, about: About = NOTHING) -> bytes:
    """The whole report on A4. The same record gives the same bytes.

    Raises:
        PdfError: a font or feature of the template is missing; the installation is at fault, not the record.
    """
    made, warnings = typst.compile_with_warnings(
        ASSETS / "report.typ",
        root=ASSETS,
        font_paths=[ASSETS / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": as_data(report(recommendation, about), recommendation)},
    )
    if warnings:
        raise PdfError("; ".join(str(warning.message) for warning in warnings))
    return made


def as_data(content: Report, recommendation: Json) -> str:
    """The content as the template reads it: JSON with each block's kind under `is`, all text drawable and breakable."""
    missing: set[str] = set()

    def plain(value: Any) -> Any:
        if isinstance(value, str):
            text, undrawn = drawn(one_line(value))
            missing.update(undrawn)
            return breakable(_SUM.sub(lambda found: found.group().replace(" ", "\u00a0"), text))
        if dataclasses.is_dataclass(value):
            fields = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.name != "url"}
            if hasattr(value, "url"):
                fields["url"] = safe_url(value.url)
            return {"is": type(value).__name__, **fields}
        if isinstance(value, tuple):
            return [plain(item) for item in value]
        return value

    data = plain(dataclasses.replace(content, note=()))
    short = content.title if len(content.title) <= MOST_TITLE else content.title[: MOST_TITLE - 1].rstrip() + "…"
    data["short_title"] = plain(short)
    data["note"] = [{"text": plain(paragraph), "right_to_left": right_to_left(paragraph)} for paragraph in content.note]
    data["as_of"] = _date(recommendation.get("as_of"))
    data["missing"] = _missing_words(len(missing))
    return json.dumps(data, ensure_ascii=False)


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is of a script written from the right."""
    return next((kind != "L" for mark in text if (kind := unicodedata.bidirectional(mark)) in ("L", "R", "AL")), False)


def _missing_words(count: int) -> str:
    if not count:
        return ""
    what = "1 character is" if count == 1 else f"{count:,} different characters are"
    return f"{what} outside the fonts of this PDF and shown as {PLACEHOLDER}; the HTML, Markdown and JSON forms hold them."


def _date(text: object) -> list[int] | None:
    """Year, month, day for the file's own date; None where the record has none."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return None
    return [day.year, day.month, day.day]


def breakable(text: str) -> str:
    """Long words with places to break (zero-width spaces), so that no address or id runs out of its column."""
    return _long_words().sub(lambda word: "\u200b".join(_pieces(word.group())), text) if len(text) > LONG_WORD else text


@cache
def _long_words() -> re.Pattern[str]:
    return re.compile(rf"\S{{{LONG_WORD},}}")


def _pieces(word: str) -> list[str]:
    return [piece for part in re.split(r"(?<=[/_.:-])", word) for piece in re.findall(rf".{{1,{BREAK_EVERY}}}", part)]
