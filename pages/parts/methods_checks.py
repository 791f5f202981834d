"""Where sources disagree, what was corrected, what could not be carried, and claims beside the records."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from advisor.numbers import compact, day, exact, share
from pages.parts import methods_data
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import conflicts, current
from pages.parts.methods_claims import claims_table, findings
from pages.parts.methods_tables import lines, plain
from pages.parts.small_print import small_print
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import section
from reports.safe_text import html_link, html_text

CORRECTIONS = Path(__file__).parents[2] / "docs" / "CORRECTIONS.md"
FIELDS = {
    "usd_per_mtok_in": "Input",
    "usd_per_mtok_out": "Output",
    "usd_per_mtok_cached_in": "Cached input",
    "usd_per_mtok_cache_write": "Cache write",
    "usd_per_mtok_batch_in": "Batch input",
    "usd_per_mtok_batch_out": "Batch output",
    "usd_per_unit": "Per unit",
}
NAMES = {"genai_prices": "genai-prices", "litellm": "LiteLLM"}
KEYS_SHOWN = 12


def tab_conflicts() -> None:
    """Prices that two lists state differently, with the rule that picks one; statements that contradict each other."""
    found = conflicts(current())
    rows = []
    for conflict in found:
        values = [
            f"<strong>{_value(value)}</strong>" if conflict.used and source.startswith(f"{conflict.used}:") else _value(value)
            for source, value, _ in conflict.values
        ]
        sources = [f"{_feed(source)} {value}" for (source, _, _), value in zip(conflict.values, values, strict=True)]
        rows.append(
            [
                html_text(conflict.subject),
                html_text(FIELDS.get(conflict.field, conflict.field)),
                " · ".join(sources),
                share(conflict.gap) if conflict.gap is not None else evidence_badge("unknown"),
                html_text(_feed(conflict.used)),
                html_text(day(max(when for _, _, when in conflict.values))),
            ]
        )
    st.html(
        plain(
            f"{exact(len(rows), 0)} prices that the two lists state differently",
            "USD per million tokens, widest gap first; the price that is used is bold.",
            [("", "Provider and model"), ("", "Price of"), ("", "Stated"), ("num", "Gap"), ("", "Used"), ("", "Read")],
            rows,
        )
    )
    rules = sorted({conflict.rule for conflict in found})
    small_print(
        f"Rule where two lists differ by more than a rounding: {'; '.join(rules) or 'none was needed'}. "
        "Where they agree, the list with more detail is used. Prices of two lists are never mixed in one offer."
    )
    if contradictions := _contradictions():
        st.html(contradictions)


def _value(text: str) -> str:
    return html_text(text)


def _feed(source: str) -> str:
    name = source.split(":", 1)[0]
    return NAMES.get(name, name)


def _contradictions() -> str:
    """Statements of one kind and scope by one provider with more than one value: both stay, the stricter one decides."""
    rows = []
    for provider in the_catalog().providers.values():
        seen: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
        for i, fact in enumerate(provider.facts):
            seen.setdefault((fact.fact, fact.scope, fact.covers), []).append(i)
        for (kind, scope, _), places in seen.items():
            facts = [provider.facts[i] for i in places]
            if len({fact.value for fact in facts}) < 2:
                continue
            said = "<br>".join(
                f"{html_text(fact.value.replace('_', ' '))}, {html_link(fact.origin.publisher, fact.origin.url)}, {html_text(day(fact.origin.date))}"
                for fact in facts
            )
            rows.append([html_text(provider.name), html_text(kind.replace("_", " ")), html_text(scope), said])
    if not rows:
        return ""
    return plain(
        "Statements about data that contradict each other",
        "Two sources, one provider, one scope. Neither is dropped: the stricter one decides the must-haves.",
        [("", "Provider"), ("", "About"), ("", "Scope"), ("", "Stated")],
        rows,
    )


def tab_corrections() -> None:
    """Claims beside the records, then the file of corrections as it is kept."""
    st.html(
        claims_table(
            "Often read, and what the records say",
            "Sentences met in articles that compare models, beside the licences and statements of this catalog. Claims about the gap between open and closed stand on Landscape.",
            findings(the_catalog()),
        )
    )
    text = CORRECTIONS.read_text(encoding="utf-8")
    st.html(section("Corrections", "", "What was wrong or ambiguous in the tables the catalog began with, and what was done."))
    with st.container(key="corrections"):
        # our own file; its title is the section above, and its headings go one level below it
        st.markdown("\n".join("#" + line if line.startswith("#") else line for line in text.splitlines()[1:]))


def tab_left_out() -> None:
    """Price lines that are never recommended, keys that no record can carry, scores and models without a partner."""
    version = current()
    reasons = methods_data.left_out(version)
    rows = [[html_text(reason), exact(lines_, 0), _names(names)] for reason, lines_, names in reasons]
    total = sum(lines_ for _, lines_, _ in reasons)
    st.html(
        plain(
            f"{exact(total, 0)} price lines are shown and never recommended",
            "Counted by reason.",
            [("", "Reason"), ("num", "Lines"), ("", "Names")],
            rows,
        )
    )
    parts = []
    for report in methods_data.feeds(version):
        parts.append(_keys(report, "unrepresented", "keys with a price that no record here can carry"))
        parts.append(_keys(report, "zero", "prices of 0, read as unknown: a placeholder or a free tier is no price"))
    st.html(section("Prices that could not be carried", "".join(parts), "Keys as the lists spell them, with the number of lines."))
    st.html(_partners(version))


def _names(names: str) -> str:
    if not names:
        return ""
    listed = names.split(", ")
    if len(listed) <= 4:
        return html_text(names)
    return f"<details><summary>{len(listed)} names</summary>{html_text(names)}</details>"


def _keys(report: dict[str, object], name: str, words: str) -> str:
    counts = report.get(name)
    if not isinstance(counts, dict) or not counts:
        return ""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    feed = NAMES.get(str(report["feed"]), str(report["feed"]))
    shown = ", ".join(f"{key} ({exact(n, 0)})" for key, n in ordered[:KEYS_SHOWN])
    rest = ", ".join(f"{key} ({exact(n, 0)})" for key, n in ordered[KEYS_SHOWN:])
    more = f'<details class="more"><summary>{len(ordered) - KEYS_SHOWN} further keys</summary>{html_text(rest)}</details>' if rest else ""
    return f"<h3>{html_text(feed)}: {len(ordered)} {words}</h3><p>{html_text(shown)}</p>{more}"


def _partners(version: str) -> str:
    scores, names = methods_data.unjoined_scores(version)
    unsold = methods_data.unsold(version)
    odd = methods_data.odd_prices(version)
    items = [
        f"<li>{exact(scores, 0)} scores carry {exact(names, 0)} names that no curated model has; they are kept and move no figure of another model.</li>",
        f"<li>{exact(len(unsold), 0)} current language models are sold by nobody in the lists: {html_text(', '.join(unsold))}.</li>"
        if unsold
        else "",
    ]
    body = f'<ul class="ruled">{"".join(items)}</ul>'
    if odd:
        rows = [[html_text(name), compact(low), compact(high), html_text(_feed(feed))] for name, low, high, feed in odd]
        body += "<h3>Output much cheaper than input: used as listed, worth a look</h3>" + lines(
            "Odd prices", [("", "Offer"), ("num", "Input, USD/M"), ("num", "Output, USD/M"), ("", "List")], rows
        )
    return section("Without a partner", body)
