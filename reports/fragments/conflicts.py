"""Figures that two sources state differently: each value with who states it and since when, the used one bold, and the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.numbers import day, exact, share
from catalog.feeds import FEED
from catalog.schema import Conflict
from reports.safe_text import html_link, html_text
from reports.words import spoken

FIGURES = {
    "usd_per_mtok_in": "Input",
    "usd_per_mtok_out": "Output",
    "usd_per_mtok_cached_in": "Cached input",
    "usd_per_mtok_cache_write": "Cache write",
    "usd_per_mtok_batch_in": "Batch input",
    "usd_per_mtok_batch_out": "Batch output",
    "usd_per_mtok_batch_cached_in": "Cached batch input",
    "usd_per_mtok_off_peak_in": "Input off peak",
    "usd_per_mtok_off_peak_out": "Output off peak",
    "usd_per_unit": "Per unit",
    "context_tokens": "Context window",
    "max_output_tokens": "Longest answer",
    "params_total_b": "Parameters, bn",
    "params_active_b": "Active per token, bn",
    "release_date": "Released",
    "retirement_date": "Ends",
    "knowledge_cutoff": "Knowledge until",
    "openness": "Open weights",
    "licence_id": "Licence",
}
DAYS = frozenset({"release_date", "retirement_date"})
COLUMNS = [("", "About"), ("", "Figure"), ("", "Stated"), ("num", "Gap")]


def figure(conflict: Conflict) -> str:
    """The figure as a reader would say it; a score by its test."""
    return conflict.field if conflict.kind == "score" else FIGURES.get(conflict.field) or spoken(conflict.field)


def is_used(conflict: Conflict, source: str) -> bool:
    """Whether the rule picked what this source states."""
    return bool(conflict.used) and source.startswith(f"{conflict.used}:")


def value(conflict: Conflict, text: str) -> str:
    """A number with separators, a day, or the words as they stand."""
    if conflict.field in DAYS:
        return day(text)
    try:
        return exact(float(text), 4)
    except ValueError:
        return text


def source_words(source: str) -> str:
    """Who states a value, as markup: the record, its layers, a list with its key, or who published a score."""
    name, _, rest = source.partition(":")
    if name == "catalog":
        return html_text(f"the record, after {rest}")
    if name == "weights":
        return f'<span title="{html_text(rest)}">counted by its layers</span>'
    if name in FEED:
        return f"{html_text(FEED[name].short)} <span class='key'>{html_text(rest)}</span>"
    cited = source.partition("(cites ")[2].rstrip(")")
    place = source.removeprefix("github:").partition(" @")[0]
    return f"<span class='key'>{html_text(place)}</span>" + (f", citing {html_link(cited, cited)}" if cited.startswith("http") else "")


def stated(conflict: Conflict) -> str:
    """Every value on a line of its own."""
    return "".join(_line(conflict, *said) for said in conflict.values)


def _line(conflict: Conflict, source: str, text: str, when: object) -> str:
    shown = f'<span class="nw">{html_text(value(conflict, text))}</span>'
    shown = f'<strong>{shown}</strong> <span class="vh">(used)</span>' if is_used(conflict, source) else shown
    dated = html_text(day(when)) if when is not None else "undated"
    return f'<p class="said">{shown} <span class="why">{source_words(source)}, <span class="nw">{dated}</span></span></p>'


def row(conflict: Conflict, subject: str) -> str:
    """One conflict; `subject` is markup."""
    gap = share(conflict.gap) if conflict.gap is not None else ""
    return f'<tr><th scope="row">{subject}</th><td>{html_text(figure(conflict))}</td><td>{stated(conflict)}</td><td class="num">{gap}</td></tr>'


def rules(conflicts: Iterable[Conflict]) -> str:
    """Which value is used, by the figures that each rule is for, as one sentence per rule."""
    found: dict[str, list[str]] = {}
    for conflict in conflicts:
        figures = found.setdefault(conflict.rule, [])
        if (name := figure(conflict)) not in figures and conflict.kind == "fact":
            figures.append(name)
    return " ".join(f"{', '.join(names) + ': used is ' if names else 'Used is '}{rule}." for rule, names in found.items())


def others(conflicts: Sequence[Conflict]) -> Mapping[str, str]:
    """What other sources say instead, as text by field, to stand beside the figure itself."""
    found: dict[str, str] = {}
    for conflict in conflicts:
        said = [
            f"{value(conflict, text)} ({_name(source)}, {day(when) if when else 'undated'})"
            for source, text, when in conflict.values
            if not is_used(conflict, source)
        ]
        found[conflict.field] = "; ".join(dict.fromkeys(said))
    return found


def _name(source: str) -> str:
    name, _, rest = source.partition(":")
    if name in FEED:
        return FEED[name].short
    return "counted by its layers" if name == "weights" else "the record" if name == "catalog" else rest.partition(" ")[0] or name
