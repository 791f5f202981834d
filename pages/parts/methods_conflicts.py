"""Conflicts: every figure that two sources state differently, by kind of figure, with the rule that picks one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from advisor.numbers import day, exact
from catalog.schema import Conflict
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import Priced, conflicts, current, priced_lines
from pages.parts.methods_tables import lines, scrolling
from reports.fragments import conflicts as fragment
from reports.fragments.changes import model_link
from reports.fragments.markup import section, table
from reports.fragments.states import box, message
from reports.safe_text import html_link, html_text

SORT, SUBJECT = "sort", "of"
NAMES = (SORT, SUBJECT)
KINDS = {
    "price": ("Prices", "USD per million tokens, or per unit of media; the same offer in two lists"),
    "limit": ("Limits of offers", "Tokens; the same offer in two lists"),
    "fact": ("Facts about models", "The record against lists, the maker’s own price line and the layers of the weights"),
    "score": ("Scores", "One model, one test, one set-up, two results"),
    "data": ("Statements about data", "Two sources, one provider, one scope"),
}
SILENT = frozenset({"not_stated", "unclear"})
"""What a source says that says nothing contradicts nobody."""
FIRST, FIRST_OF_ONE = 8, 40
"""Rows of a kind that are open at first: beside the other kinds, and alone."""


def tab_conflicts() -> None:
    """Pills by kind with counts and a search, then one table per kind."""
    version = current()
    found, priced = conflicts(version), priced_lines(version)
    contradictions = _contradictions()
    names = {model.id: model.name for model in the_catalog().models.values()}
    words = catalog_state.value(SUBJECT)
    left = [c for c in found if _has(words, f"{c.subject} {_model_name(c, names, priced)} {fragment.figure(c)}")]
    data = [cells for text, cells in contradictions if _has(words, text)]
    counts = {kind: len(data) if kind == "data" else sum(c.kind == kind for c in left) for kind in KINDS}
    for fault in catalog_state.faults(SORT, list(KINDS), "The kind of conflict"):
        st.html(message("error", fault))
    labels = {kind: f"{KINDS[kind][0]} {exact(n, 0)}" for kind, n in counts.items()}
    catalog_state.widget(
        st.pills, "Kind of figure", SORT, catalog_state.value(SORT, list(KINDS)) or None, slot="default", options=list(KINDS),
        format_func=lambda kind: labels.get(kind, kind), wrap=True, label_visibility="collapsed",
    )  # fmt: skip
    catalog_state.widget(
        st.text_input, "Find", SUBJECT, words, max_chars=catalog_state.LONGEST, placeholder="A model, a provider, a figure", width=420
    )
    only = catalog_state.value(SORT, list(KINDS))
    shown = [kind for kind in KINDS if counts[kind] and only in ("", kind)]
    if not shown:
        st.html(box("No conflict", "No conflict passes these filters." if found or contradictions else "All sources agree."))
    for kind in shown:
        if kind == "data":
            st.html(_data(data))
        else:
            st.html(_kind(kind, [c for c in left if c.kind == kind], names, priced, FIRST_OF_ONE if only else FIRST))


def _has(words: str, text: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def _model_name(conflict: Conflict, names: Mapping[str, str], priced: Mapping[str, Priced]) -> str:
    line = priced.get(conflict.subject) if conflict.kind in ("price", "limit") else None
    return f"{names.get(line.model_id, '')} {line.provider}" if line else names.get(conflict.subject, "")


def _kind(kind: str, found: Sequence[Conflict], names: Mapping[str, str], priced: Mapping[str, Priced], first: int) -> str:
    title, subtitle = KINDS[kind]
    heading = f"{title}: {exact(len(found), 0)}"
    rows = [fragment.row(group, _subject(group[0], names, priced)) for group in fragment.together(found)]
    body = scrolling(heading, table(heading, fragment.COLUMNS, rows[:first], classes="t disputed"))
    if rest := rows[first:]:
        more = scrolling(f"More of {heading}", table(f"More of {heading}", fragment.COLUMNS, rest, classes="t disputed"))
        body += f'<details class="more"><summary>{exact(len(rest), 0)} more</summary>{more}</details>'
    rule = f'<p class="src">{html_text(fragment.rules(found))}</p>'
    bold = ", the value that is used is bold" if any(conflict.used for conflict in found) else ""
    return section(heading, rule + body, f"{subtitle}; widest gap first{bold}")


def _subject(conflict: Conflict, names: Mapping[str, str], priced: Mapping[str, Priced]) -> str:
    """The model, which opens in the catalog, and for a price line where it is sold."""
    line = priced.get(conflict.subject) if conflict.kind in ("price", "limit") else None
    model_id = line.model_id if line else conflict.subject
    name = model_link(model_id, names[model_id]) if model_id in names else html_text(conflict.subject)
    return f'{name}<p class="why">{html_text(line.provider)}{html_text(", " + line.region) if line.region else ""}</p>' if line else name


def _contradictions() -> list[tuple[str, list[str]]]:
    """Statements of one kind and scope by one provider with more than one value, each with the words it is found by."""
    rows = []
    for provider in the_catalog().providers.values():
        seen: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
        for i, fact in enumerate(provider.facts):
            seen.setdefault((fact.fact, fact.scope, fact.covers), []).append(i)
        for (kind, scope, _), places in seen.items():
            facts = [provider.facts[i] for i in places]
            facts = [fact for fact in facts if fact.value not in SILENT]
            if len({fact.value for fact in facts}) < 2:
                continue
            said = "".join(
                f'<p class="said">{html_text(fact.value.replace("_", " "))} <span class="why">{html_link(fact.origin.publisher, fact.origin.url)}, '
                f'<span class="nw">{html_text(day(fact.origin.date))}</span></span></p>'
                for fact in facts
            )
            about = kind.replace("_", " ")
            rows.append((f"{provider.name} {about} {scope}", [html_text(provider.name), html_text(about), html_text(scope), said]))
    return rows


def _data(rows: Sequence[list[str]]) -> str:
    title, subtitle = KINDS["data"]
    columns = [("", "Provider"), ("", "About"), ("", "Scope"), ("", "Stated")]
    rule = '<p class="src">Neither is dropped: the stricter one decides the must-haves.</p>'
    heading = f"{title}: {exact(len(rows), 0)}"
    return section(heading, rule + lines(title, columns, rows, "t disputed"), subtitle)
