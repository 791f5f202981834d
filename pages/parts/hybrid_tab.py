"""Two paths: the best pairs, what their router is assumed to do, and cost against quality as the split moves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.answer.hybrid import hybrid, split_chart
from advisor.hybrid import Routing
from advisor.needs import ReadNeeds
from advisor.numbers import decimal, exact, share
from pages.parts.charts import CONFIG, palette
from pages.parts.compare_decision import decision
from pages.parts.hybrid_chart import hybrid_chart
from pages.parts.small_print import small_print
from reports.fragments.markup import block, table
from reports.fragments.plan import hybrid_pair
from reports.safe_text import html_text

Json = dict[str, Any]
UNLIKELY = 50
"""Percent: a router that tosses a coin is right half of the time."""
SURE = 100


def tab_hybrid(found: Json, read: ReadNeeds) -> None:
    """Sliders for what is assumed of the router, then each pair with its chart. Nothing is stored: the answer itself keeps the defaults."""
    routing = _routing(read)
    d = decision(read)
    pairs = hybrid(d, routing)
    for pair in pairs["pairs"] or [pairs]:
        st.html(hybrid_pair(found, pair))
        if pair.get("kind"):
            _chart(split_chart(d, pair["kind"], routing), pair)


def _routing(read: ReadNeeds) -> Routing:
    """The assumptions, from sliders whose places are part of the address."""
    usual = Routing()
    needs = read.needs
    accuracy, sensitive = usual.accuracy, usual.sensitive
    columns = iter(st.columns(3))
    if 0 < needs.quality.hard_request_share < 1:
        with next(columns):
            accuracy = (
                st.slider(
                    "Router accuracy, assumed",
                    UNLIKELY,
                    SURE,
                    round(SURE * usual.accuracy),
                    format="%d%%",
                    key="router",
                    bind="query-params",
                    help="Part of the hard requests that reach the hard path, and of the routine ones that stay on the routine path. Measure it on your own traffic.",
                )
                / SURE
            )
    if 0 < needs.privacy.sensitive_share < 1:
        with next(columns):
            sensitive = (
                st.slider(
                    "Sensitive requests recognised, assumed",
                    90,
                    SURE,
                    round(SURE * usual.sensitive),
                    format="%d%%",
                    key="router_sensitive",
                    bind="query-params",
                    help="100% where requests are told apart by the system they come from. Below that some would leave the boundary, so a pair fails.",
                )
                / SURE
            )
    return Routing(accuracy, sensitive)


def _chart(data: Json | None, pair: Json) -> None:
    if data is None:
        return
    hard = data["kind"] == "hard"
    what = "Expected quality on hard requests, of 100" if hard else "Expected quality over all requests, of 100"
    title = "Cost against quality as more requests take the second path"
    st.html(
        block(
            f'<p class="finding">{html_text(title)}</p><p class="sub">{what}, against USD a month. The line is the pair, from none to all on the second path, '
            "with its operating cost; marks are single options for everything, hollow where only privacy gates keep one out.</p>"
        )
    )
    own = data["own"]
    alt = f"{title}. Your split: {share(own['share'])} on the second path, USD {exact(own['monthly_cost_usd'], 0)} a month, quality {decimal(own['quality'])}."
    colours = palette(st.context.theme.type)
    st.plotly_chart(hybrid_chart(colours, data), theme=None, config=CONFIG, key=f"hybrid_chart_{data['kind']}", alt=alt)
    st.html(_figures(data, hard))
    small_print("Cost and quality are estimated; the router’s accuracy is assumed. Sources of prices and quality are under Sources.")


def _figures(data: Json, hard: bool) -> str:
    """The figures of the chart as a table, folded."""
    header = [("", "On the second path"), ("num", "USD a month"), ("num", "Quality on hard requests" if hard else "Quality over all")]
    picked = data["line"][:: max(1, len(data["line"]) // 12)]
    if picked[-1] is not data["line"][-1]:
        picked = [*picked, data["line"][-1]]
    rows = [
        f'<tr><th scope="row">{share(p["share"]) if p["share"] else "none"}</th><td class="num">{exact(p["monthly_cost_usd"], 0)}</td><td class="num">{decimal(p["quality"])}</td></tr>'
        for p in picked
    ]
    singles = [
        f'<tr><th scope="row">{html_text(s["name"])}, for everything</th><td class="num">{exact(s["monthly_cost_usd"], 0)}</td><td class="num">{decimal(s["quality"])}</td></tr>'
        for s in data["singles"]
    ]
    return block(
        f'<details class="more"><summary>The figures of this chart</summary>{table("Cost and quality by split", header, [*rows, *singles])}</details>'
    )
