"""Sources: what the catalog was built from, how old it is, under which licence, and who must be named."""

from __future__ import annotations

import os
from collections.abc import Mapping

import streamlit as st

from advisor.freshness import LIMITS, stock
from advisor.numbers import day, exact, share
from advisor.parameters import PARAMETERS
from catalog.feed_state import FeedState, read_states
from catalog.feeds import FEEDS, Feed
from catalog.store import data_dir
from pages.parts import methods_data
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import current
from pages.parts.clock import today
from pages.parts.methods_notice import Named, Section, notice
from pages.parts.methods_refresh import refresh_panel
from pages.parts.methods_tables import age, dated, lines, plain
from reports.fragments.badges import evidence_badge
from reports.fragments.dates import aged
from reports.fragments.markup import note, section
from reports.safe_text import html_link, html_text

SHOWN = 15
"""Publishers of scores listed at first; the others stand in a fold."""


def tab_sources() -> None:
    """Price lists, curated facts, scores, and the list of names."""
    version = current()
    st.html(feeds_table(version, read_states(data_dir())))
    refresh_panel()
    st.html(_facts())
    st.html(_scores(version))
    st.html(_named())


def feeds_table(version: str, states: Mapping[str, FeedState], environ: Mapping[str, str] = os.environ) -> str:
    """Every feed with the list in use and what became of asking it; one that fails or was never asked is named as such."""
    reports = {report["feed"]: report for report in methods_data.feeds(version)}
    limit = PARAMETERS["freshness.price_days"]
    rows = []
    for feed in FEEDS:
        report = reports.get(feed.name)
        seen = report["seen"] if report else None
        counts = (
            [exact(report["entries"] or report["statements"] + report["scores"], 0), exact(report["priced"], 0)] if report else ["", ""]
        )
        rows.append(
            [
                html_link(feed.publisher, feed.url),
                f'<span class="nw">{dated(seen, today(), limit)}</span>' if seen else evidence_badge("unknown", "no copy"),
                age(seen, today()) if seen else "",
                *counts,
                _asked(feed, states.get(feed.name, FeedState()), seen, environ),
                html_text(feed.licence),
            ]
        )
    return plain(
        "Price lists and other feeds",
        "Dated copies of what others publish, read when the catalog is built; the most trusted first. A list that fails keeps its last good copy.",
        [("", "List"), ("", "Copy of"), ("num", "Age"), ("num", "Lines"), ("num", "With a price"), ("", "Last asked"), ("", "Licence")],
        rows,
        "t feeds",
    )


def _asked(feed: Feed, state: FeedState, seen: object, environ: Mapping[str, str]) -> str:
    """When a feed was asked last and what it answered."""
    kept = f"the copy of {day(seen)} ({age(seen, today())}) stays in use" if seen else "nothing of it is used"
    if feed.key and not environ.get(feed.key[0], "").strip():
        return html_text(f"Not asked: needs your own key in {feed.key[0]}, which is not set; {kept}.")
    if state.error:
        return (
            f"<strong>Failed</strong> {html_text(day(state.tried))}; {html_text(kept)}. <span class='why'>{html_text(state.error)}</span>"
        )
    if state.fetched:
        return f"{html_text(day(state.fetched))}, answered"
    return html_text("Never; its copy came with the product." if seen else f"Never; {kept}.")


def _facts() -> str:
    rows = []
    for sort in stock(the_catalog(), today()):
        limit = PARAMETERS[LIMITS[sort.kind]]
        rows.append(
            [
                html_text(sort.what),
                exact(sort.records, 0),
                html_text(f"{exact(limit, 0)} days"),
                f"{exact(sort.stale, 0)} {evidence_badge('stale')}" if sort.stale else "0",
                aged(sort.oldest, sort.kind, today()),
                aged(sort.newest, sort.kind, today()),
            ]
        )
    return plain(
        "How old the figures are",
        "Records by sort. The day is that of the source text; where a text is undated, the day it was read; where somebody looked again, that day. Older than the limit is stale: badged everywhere, and an old price widens the range of the cost.",
        [("", "Sort"), ("num", "Records"), ("num", "Stale after"), ("num", "Stale"), ("", "Oldest"), ("", "Newest")],
        rows,
    )


def _scores(version: str) -> str:
    found = methods_data.score_sources(version)
    rows = [
        [
            html_text(source.publisher),
            html_text(f"through {source.through}") if source.through else "its own",
            exact(source.scores, 0),
            exact(source.models, 0),
            html_text(day(source.newest)),
            age(source.newest, today()),
        ]
        for source in found
    ]
    columns = [("", "Published by"), ("", "Read from"), ("num", "Scores"), ("num", "Models"), ("", "Newest"), ("num", "Age")]
    table = lines("Publishers of benchmark scores", columns, rows[:SHOWN])
    if rest := rows[SHOWN:]:
        counted = sum(source.scores for source in found[SHOWN:])
        inside = lines("Further publishers of scores", columns, rest)
        table += f'<details class="more"><summary>{len(rest)} further publishers, {exact(counted, 0)} scores</summary>{inside}</details>'
    return section(
        "Benchmark scores", table + artificial_analysis(version), "Scores by who published them, and the copy they were read from."
    )


def artificial_analysis(version: str) -> str:
    """The attribution that its figures ask for, with how many there are; empty where none are used."""
    (scores, every), (figures, fitted) = methods_data.artificial_analysis(version)
    if not scores:
        return ""
    text = (
        f"{exact(scores, 0)} of {exact(every, 0)} scores are by Artificial Analysis (https://artificialanalysis.ai), "
        f"and {share(figures / fitted)} of the fitted figures rest on one of them in part. The catalog also builds without them."
    )
    return note(text, "Benchmark data of Artificial Analysis.")


def _named() -> str:
    return section(
        "Licences and attribution", "".join(map(_section, notice())), "As the file NOTICE lists them. No source endorses this product."
    )


def _section(part: Section) -> str:
    columns = [("", "Source"), ("", "Licence"), ("", "Address or remark")]
    rows = [[html_text(named.name), html_text(named.licence or "not stated"), _where(named)] for named in part.named]
    return f"<h3>{html_text(part.title)}</h3>{lines(part.title, columns, rows, 't named')}"


def _where(named: Named) -> str:
    links = " ".join(html_link(address.removeprefix("https://"), address) for address in named.addresses)
    remark = f'<span class="x">{html_text(named.remark)}</span>' if named.remark else ""
    return " ".join(part for part in (links, remark) if part)
