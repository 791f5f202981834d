"""What a model cost, could and was allowed on other days: its price as steps, and every dated change with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from advisor.numbers import day, exact
from catalog.diff import Kind
from catalog.events import events
from catalog.schema import Deployment, Model, Offer, PriceSpan
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import bare_catalog
from pages.parts.charts import CONFIG, Json, Palette, figure, label, layout, palette
from pages.parts.clock import today
from reports.changes import items
from reports.fragments.badges import openness_kind
from reports.fragments.changes import change_rows
from reports.fragments.dates import says_who
from reports.fragments.markup import block, section, table
from reports.safe_text import html_text

LINE = "price_of"
HEIGHT = 240
LEAD = timedelta(days=90)
"""How long before the first dated change a price without a first day is drawn, where no release day is known."""
AHEAD = timedelta(days=30)
"""How far an announced price is drawn past its first day."""


def history(model: Model, version: str) -> None:
    """The section: a chart of one price line, its spans, and what happened to the model."""
    spans = _by_line(queries.price_spans_of(version, model.id))
    happened = items([c for c in events(bare_catalog(), date.min, date.max) if c.model_id == model.id and c.kind is not Kind.OFFER_ADDED])
    st.html(section("History", "", "What changed on a known day, past and announced; what no list dates is unknown, not unchanged"))
    left, right = st.columns([7, 5], gap="large")
    with left:
        _prices(model, spans, version)
    with right:
        st.html(
            block(
                table(
                    "What happened when", [("", "Day"), ("", "What"), ("", "Source")], change_rows(happened, today()), classes="t happened"
                )
            )
        )


def _by_line(spans: Sequence[PriceSpan]) -> dict[str, list[PriceSpan]]:
    """Spans of each line; dated ones where a list dates it, else those seen."""
    found: dict[str, list[PriceSpan]] = {}
    for span in spans:
        found.setdefault(span.offer_id, []).append(span)
    return {line: [s for s in all_of if s.basis == "dated"] or all_of for line, all_of in found.items()}


def _prices(model: Model, spans: dict[str, list[PriceSpan]], version: str) -> None:
    offers = {o.id: o for o in queries.offers_of(version, model.id)}
    lines = [i for i in offers if i in spans]  # ranked lines first
    if not lines:
        st.html(
            block(
                '<p class="sub">No earlier price is known: its price lists state no days, and no other price was seen in them so far.</p>'
            )
        )
        return
    own = next((i for i in lines if offers[i].rankable and offers[i].deployment is Deployment.CLOSED_API), lines[0])
    now = catalog_state.value(LINE, lines, own)
    if len(lines) > 1:
        catalog_state.widget(
            st.selectbox, "Price of", LINE, now, slot="index", start=lines.index(now), options=lines,
            format_func=lambda i: _name(offers[i]) if i in offers else i,
        )  # fmt: skip
    chosen = spans[now]
    unit = "USD per million tokens" if offers[now].unit == "mtok" else f"USD per {offers[now].unit.replace('_', ' ')}"
    st.html(block(f'<p class="sub">{html_text(_name(offers[now]))}, {unit}: solid is output, dotted is input</p>'))
    colours = palette(st.context.theme.type)
    kind = openness_kind(model.openness.value if model.openness else "unknown")
    st.plotly_chart(
        steps(chosen, model.release_date, today(), colours, colours.openness.get(kind, colours.slate[1])),
        theme=None,
        config=CONFIG,
        alt=in_words(chosen, offers[now]),
        key="price_steps",
    )
    st.html(block(_spans(chosen)))


def _name(offer: Offer) -> str:
    names = {p.id: p.name for p in bare_catalog().providers.values()}
    place = f", {offer.region}" if offer.region else ""
    shown = "" if offer.rankable else " (not ranked)"
    return f"{names.get(offer.provider_id, offer.provider_id)}{place}{shown}"


def steps(spans: Sequence[PriceSpan], released: date | None, now: date, colours: Palette, colour: str) -> Json:
    """Prices over days as steps. A span that was only seen ends where it was last seen: until the next one nothing is known."""
    first = min((s.until or s.since or now) for s in spans)
    start = released if released and released < first else first - LEAD
    end = max(now, max((s.since or start) for s in spans) + AHEAD)
    traces = []
    fields = [
        ("usd_per_mtok_out", "Output", "solid", 2.4),
        ("usd_per_mtok_in", "Input", "dot", 1.6),
        ("usd_per_unit", "Price", "solid", 2.4),
    ]
    words = []
    for field, name, dash, width in fields:
        days: list[date | None] = []
        usd: list[float | None] = []
        for span in spans:
            price = getattr(span, field)
            until = (span.last_seen if span.basis == "seen" else span.until) or end
            begins = span.since or start
            if days and days[-1] != begins:  # a gap: nobody says what held in between
                days.append(None)
                usd.append(None)
            days += [begins, until]
            usd += [price, price]
        if not any(usd):
            continue
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": name, "connectgaps": False, "line": {"color": colour, "width": width, "dash": dash},
                "x": [d.isoformat() if d else None for d in days], "y": usd,
                "hovertemplate": f"{name}, %{{x|%-d %b %Y}}: USD %{{y:,.4~g}}<extra></extra>",
            }
        )  # fmt: skip
        last = next((price for price in reversed(usd) if price is not None), None)
        words.append(label(colours, name, end.isoformat(), last, colour, xanchor="right", yanchor="bottom", yshift=2))
    later = []
    if end > now:
        later = [
            {
                "type": "line",
                "x0": now.isoformat(),
                "x1": now.isoformat(),
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": colours.line2, "width": 1, "dash": "dot"},
            }
        ]
        words.append(label(colours, "today", now.isoformat(), 1, yref="paper", xanchor="right", yanchor="top"))
    look = layout(
        colours, height=HEIGHT, xaxis={"type": "date"}, yaxis={"rangemode": "tozero", "nticks": 5}, annotations=words, shapes=later
    )
    return figure(traces, look)


def in_words(spans: Sequence[PriceSpan], offer: Offer) -> str:
    """The chart for those who do not see it."""
    told = [f"{from_to(s)}: {_usd(s, offer)}" for s in spans]
    return f"Price of {offer.feed_key} over time. {'; '.join(told)}."


def _usd(span: PriceSpan, offer: Offer) -> str:
    if span.usd_per_unit is not None:
        return f"USD {exact(span.usd_per_unit, 4)} per {offer.unit.replace('_', ' ')}"
    return f"USD {exact(span.usd_per_mtok_in, 4)} in, {exact(span.usd_per_mtok_out, 4)} out"


def from_to(span: PriceSpan) -> str:
    """The days of a span in words."""
    if span.basis == "seen":
        return f"seen {day(span.since)} to {day(span.last_seen)}" if span.since != span.last_seen else f"seen {day(span.since)}"
    if span.since is None:
        return f"before {day(span.until)}" if span.until else "at all times"
    return f"{day(span.since)} to {day(span.until - timedelta(days=1))}" if span.until else f"from {day(span.since)}"


def _spans(spans: Sequence[PriceSpan]) -> str:
    fields = [
        ("usd_per_mtok_in", "In"),
        ("usd_per_mtok_out", "Out"),
        ("usd_per_mtok_cached_in", "Cached"),
        ("usd_per_mtok_batch_in", "Batch in"),
        ("usd_per_unit", "Price"),
    ]
    used = [(field, name) for field, name in fields if any(getattr(s, field) is not None for s in spans)]
    rows = [
        f'<tr><th scope="row">{html_text(from_to(s))}</th>'
        + "".join(f'<td class="num">{"not stated" if getattr(s, field) is None else exact(getattr(s, field), 4)}</td>' for field, _ in used)
        + f'<td class="src2">{says_who(s.origin, "price", today())}</td></tr>'
        for s in reversed(spans)
    ]
    columns = [("", "Days"), *(("num", name) for _, name in used), ("", "Source")]
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Prices by day">{table("Prices by day", columns, rows)}</div>'
