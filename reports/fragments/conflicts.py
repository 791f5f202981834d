"""Figures that two sources state differently: each value with who states it and since when, the used one bold, and the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def together(found: Iterable[Conflict]) -> list[tuple[Conflict, ...]]:
    """Conflicts in their order, those about one subject in which the same sources differ as one: input and output of an offer."""
    groups: dict[tuple[object, ...], list[Conflict]] = {}
    for conflict in found:
        sources = tuple((source, when) for source, _, when in conflict.values)
        alone = conflict.field if conflict.kind == "score" else ""
        groups.setdefault((conflict.kind, conflict.subject, conflict.used, conflict.rule, sources, alone), []).append(conflict)
    order = list(FIGURES)
    return [tuple(sorted(group, key=lambda c: order.index(c.field) if c.field in order else len(order))) for group in groups.values()]


def figures(group: Sequence[Conflict]) -> str:
    """The figures of a group as a reader would say them: "Input, output"."""
    return ", ".join(figure(c) if i == 0 else figure(c)[:1].lower() + figure(c)[1:] for i, c in enumerate(group))


def row(group: Sequence[Conflict], subject: str) -> str:
    """One row for conflicts that belong together; `subject` is markup."""
    gaps = dict.fromkeys(share(c.gap) for c in group if c.gap is not None)
    said = "".join(_line(group, place) for place in range(len(group[0].values)))
    return (
        f'<tr><th scope="row">{subject}</th><td>{html_text(figures(group))}</td><td>{said}</td><td class="num">{" / ".join(gaps)}</td></tr>'
    )


def _line(group: Sequence[Conflict], place: int) -> str:
    """What the source at one place states of every figure of the group."""
    source, _, when = group[0].values[place]
    text = " / ".join(value(c, c.values[place][1]) for c in group)
    shown = f'<span class="nw">{html_text(text)}</span>'
    shown = f'<strong>{shown}</strong> <span class="vh">(used)</span>' if is_used(group[0], source) else shown
    dated = html_text(day(when)) if when is not None else "undated"
    return f'<p class="said">{shown} <span class="why">{source_words(source)}, <span class="nw">{dated}</span></span></p>'


def rules(conflicts: Iterable[Conflict]) -> str:
    """Which value is used, by the figures that each rule is for, as one sentence per rule."""
    found: dict[str, list[str]] = {}
    for conflict in conflicts:
        figures = found.setdefault(conflict.rule, [])
        if (name := figure(conflict)) not in figures and conflict.kind == "fact":
            figures.append(name)
    return " ".join(f"{', '.join(names) + ': used is ' if names else 'Used is '}{rule}." for rule, names in found.items())


def also_stated(conflict: Conflict, shown: str = "") -> str:
    """What others state instead of the figure that stands beside it: of the used value, or of the one `shown`."""
    said = [
        f"{value(conflict, text)} ({_name(source)}, {day(when) if when else 'undated'})"
        for source, text, when in conflict.values
        if not is_used(conflict, source) and text != shown
    ]
    return "; ".join(dict.fromkeys(said))


def beside_facts(facts: Iterable[Mapping[str, Any]], conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """Rows of advisor.known with what other sources state of the same figure."""
    found = {c.field if c.kind == "fact" else f"{c.subject} {c.field}": also_stated(c) for c in conflicts if c.kind != "score"}
    return [{**fact, "also_stated": found.get(str(fact.get("field")), "")} for fact in facts]


def beside_price(conflicts: Iterable[Conflict], offer_id: str) -> str:
    """What other lists state of one offer, as one text; "" where nothing."""
    own = [c for c in conflicts if c.kind in ("price", "limit") and c.subject == offer_id]
    return ". ".join(f"Also stated: {figures(group).lower()} {_instead(group)}" for group in together(own))


def _instead(group: Sequence[Conflict]) -> str:
    """What the sources that are not used state of every figure of a group."""
    return "; ".join(
        f"{' / '.join(value(c, c.values[place][1]) for c in group)} ({_name(source)}, {day(when) if when else 'undated'})"
        for place, (source, _, when) in enumerate(group[0].values)
        if not is_used(group[0], source)
    )


def beside_score(conflicts: Iterable[Conflict], benchmark: str, variant: str, score: float) -> str:
    """Other results of one test in the same set-up; "" where there is none."""
    name = benchmark + (f" ({variant})" if variant else "")
    return "; ".join(
        f"another result: {said}" for c in conflicts if c.kind == "score" and c.field == name if (said := also_stated(c, f"{score:.10g}"))
    )


def _name(source: str) -> str:
    name, _, rest = source.partition(":")
    if name in FEED:
        return f"{FEED[name].short} {rest}"
    return "counted by its layers" if name == "weights" else "the record" if name == "catalog" else rest.partition(" ")[0] or name
