"""Left out: price lines that are never recommended, prices that no record can carry, scores and models without a partner."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import compact, exact
from catalog.feeds import FEED
from pages.parts import methods_data
from pages.parts.catalog_queries import current
from pages.parts.methods_tables import lines, plain
from reports.fragments.markup import section
from reports.safe_text import html_text

KEYS_SHOWN = 12


def _feed(name: str) -> str:
    return FEED[name].short if name in FEED else name


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
    feed = _feed(str(report["feed"]))
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
