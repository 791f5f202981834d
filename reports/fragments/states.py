"""When there is no answer, or an old one."""

from __future__ import annotations

from advisor.numbers import exact
from reports.fragments.gates import gate_title
from reports.fragments.markup import block
from reports.reading import Json, named
from reports.safe_text import html_text


def empty_state(recommendation: Json, title: str = "Nothing fits all your must-haves") -> str:
    """Nothing fits: what was judged, the closest option, and what would readmit it."""
    counts = recommendation.get("counts") or {}
    misses = recommendation.get("near_misses") or ()
    judged = f"{exact(counts.get('considered'), 0)} options were judged."
    closest = remedy = ""
    if misses:
        first = misses[0]
        closest = f" The closest is {named(recommendation, first.get('option_id'))}: it fails “{gate_title(recommendation, str(first.get('rule_id')))}”."
        if first.get("remedy"):
            remedy = f"<p><strong>To readmit:</strong> {html_text(first['remedy'])}</p>"
    return box(title, judged + closest, remedy)


def box(title: str, text: str, markup: str = "") -> str:
    """A dashed box with a serif title and a sentence; `markup` is finished HTML."""
    return block(f'<div class="empty"><h2>{html_text(title)}</h2><p>{html_text(text)}</p>{markup}</div>')


def message(kind: str, text: str, lead: str = "") -> str:
    """A line on tint: kind is info, warning or error; `lead` is set bold in front."""
    css = kind if kind in ("info", "warning", "error") else "info"
    strong = f"<strong>{html_text(lead)}</strong> " if lead else ""
    return block(f'<p class="msg {css}">{strong}{html_text(text)}</p>')
