"""Changes as rows of a table: the day, what happened in a sentence with its share, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from catalog.diff import Kind
from reports.changes import KINDS, Item, Part, share_of_change, when
from reports.fragments.dates import says_who
from reports.safe_text import html_text

ORIGIN_KINDS = {
    Kind.PRICE: "price",
    Kind.GPU_PRICE: "price",
    Kind.OFFER_ADDED: "price",
    Kind.OFFER_REMOVED: "price",
    Kind.LICENCE: "licence",
    Kind.DATA_HANDLING: "data_handling",
    Kind.LIMIT: "limit",
}
"""Which limit of age the source of a change has; the others are facts about models."""


def change_rows(items: Iterable[Item], on: date, name: bool = False) -> list[str]:
    """One row per item; with `name` a column says what sort of change it is. What lies ahead is marked."""
    return [_row(item, on, name) for item in items]


def _row(item: Item, on: date, name: bool) -> str:
    ahead = ' <span class="e estimated">announced</span>' if item.on and item.on > on else ""
    origin = says_who(item.origin, ORIGIN_KINDS.get(item.kind, "model"), on) if item.origin else ""
    sort = f"<td>{html_text(KINDS[item.kind])}</td>" if name else ""
    return f'<tr><th scope="row">{html_text(when(item))}{ahead}</th>{sort}<td>{what(item)}</td><td class="src2">{origin}</td></tr>'


def what(item: Item) -> str:
    """The subject in bold, then each figure from what to what; whole events are one sentence."""
    subject = model_link(item.model_id, item.name) if item.model_id else f"<strong>{html_text(item.name)}</strong>"
    if item.event:
        rest = item.sentence.removeprefix(item.name)
        if rest == item.sentence:
            return html_text(rest)
        gap = " " if rest.startswith(" ") else ""  # escaping takes the space at the edge
        return f"{subject}{gap}{html_text(rest)}"
    unit = "" if item.kind is not Kind.PRICE or any(p.field == "price per unit" for p in item.parts) else ", USD per million tokens"
    condition = f' <span class="why">{html_text(item.condition)}</span>' if item.condition else ""
    moved = "".join(f"<li>{_moved(part)}</li>" for part in item.parts)
    return f'{subject}{html_text(unit)}{condition}<ul class="steps">{moved}</ul>'


def _moved(part: Part) -> str:
    share = share_of_change(part)
    by = f' <span class="nw">({html_text(share)})</span>' if share else ""
    return f'<span class="why">{html_text(part.field)}</span> {html_text(part.before)} <span aria-hidden="true">→</span><span class="vh">to</span> {html_text(part.after)}{by}'


def model_link(model_id: str, name: str) -> str:
    """A name that opens the model in the catalog, in the same window."""
    return (
        f'<a class="to" href="catalog?{html_text(urlencode({"tab": "models", "model": model_id}))}"><strong>{html_text(name)}</strong></a>'
    )
