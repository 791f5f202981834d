"""The recommendation as a file: PDF, HTML, Markdown, JSON, CSV. Each is made when its button is pressed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from reports.about import NOTHING, About
from reports.html import to_html
from reports.markdown import to_markdown
from reports.pdf import to_pdf
from reports.reading import cost, first_place_share, options, where
from reports.safe_text import csv_cell

_COLUMNS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "rank": lambda o: o.get("rank"),
    "option_id": lambda o: o.get("option_id"),
    "model_id": lambda o: o.get("model_id"),
    "model": lambda o: o.get("model_name"),
    "lab": lambda o: o.get("lab"),
    "lab_country": lambda o: o.get("lab_country"),
    "openness": lambda o: o.get("openness"),
    "licence_id": lambda o: o.get("licence_id"),
    "deployment": lambda o: o.get("deployment"),
    "runs": where,
    "provider_id": lambda o: o.get("provider_id"),
    "region": lambda o: o.get("region"),
    "score": lambda o: o.get("score"),
    "score_low": lambda o: o.get("score_low"),
    "score_high": lambda o: o.get("score_high"),
    "first_place_share": first_place_share,
    "leading_group": lambda o: "yes" if o.get("leading_group") else "no",
    "usd_per_month_low": lambda o: cost(o)[0],
    "usd_per_month_expected": lambda o: cost(o)[1],
    "usd_per_month_high": lambda o: cost(o)[2],
    "upfront_usd": lambda o: o.get("upfront_usd"),
    "quality": lambda o: (o.get("quality") or {}).get("value"),
    "quality_low": lambda o: (o.get("quality") or {}).get("low"),
    "quality_high": lambda o: (o.get("quality") or {}).get("high"),
    "quality_evidence": lambda o: (o.get("quality") or {}).get("evidence"),
    "output_tokens_per_s": lambda o: (o.get("speed") or {}).get("output_tokens_per_s"),
    "time_to_first_token_s": lambda o: (o.get("speed") or {}).get("time_to_first_token_s"),
}


def to_csv(recommendation: Mapping[str, Any]) -> str:
    """One row per fitting option, in order; an empty cell is unknown, and no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for option in options(recommendation):
        writer.writerow([csv_cell(read(option)) for read in _COLUMNS.values()])
    return text.getvalue()


def to_json(recommendation: Mapping[str, Any]) -> str:
    """The whole record, as the command line writes it."""
    return json.dumps(recommendation, ensure_ascii=False, indent=2)


def file_name(recommendation: Mapping[str, Any], ending: str) -> str:
    """weighbridge-<title>-<date>.<ending>, with a title that any file system takes."""
    title = re.sub(r"[^a-z0-9]+", "-", str(recommendation.get("title") or "").lower()).strip("-")[:60]
    return "-".join(part for part in ("weighbridge", title, str(recommendation.get("as_of") or "")) if part) + f".{ending}"


Writer = Callable[[Mapping[str, Any], About], str | bytes]
_FORMATS: tuple[tuple[str, str, str, Writer], ...] = (
    ("Report, PDF", "pdf", "application/pdf", to_pdf),
    ("Report, HTML", "html", "text/html", to_html),
    ("Report, Markdown", "md", "text/markdown", to_markdown),
    ("Full record, JSON", "json", "application/json", lambda found, _: to_json(found)),
    ("Options, CSV", "csv", "text/csv", lambda found, _: to_csv(found)),
)


def export_menu(
    recommendation: Mapping[str, Any],
    whole: Callable[[], Mapping[str, Any]],
    about: About = NOTHING,
    record: Callable[[], Mapping[str, Any]] | None = None,
) -> None:
    """A menu with one download per format; the files hold every option, which `whole` gives, and what the author says `about` it.

    `record` gives a stored record for the JSON file, which then holds the record and not the recommendation alone.
    """
    with st.popover("Export", icon=":material/download:"):
        for label, ending, mime, write in _FORMATS:
            st.download_button(
                label,
                data=partial(_file, write, record if record and ending == "json" else whole, about),
                file_name=file_name(recommendation, ending),
                mime=mime,
                on_click="ignore",
                width="stretch",
                key=f"export_{ending}",
            )


def _file(write: Writer, whole: Callable[[], Mapping[str, Any]], about: About) -> bytes:
    content = write(whole(), about)
    return content if isinstance(content, bytes) else content.encode("utf-8")
