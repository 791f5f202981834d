"""What does this provider do with my data? Every dated statement, with scope, condition and source."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from advisor.freshness import statement_kind
from advisor.numbers import day, exact
from catalog.schema import EndpointRegion, GpuPrice, Provider, ProviderFact, RateLimit
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.catalog_pick import ROW_PX, pick_table
from pages.parts.catalog_table import downloads
from pages.parts.clock import today
from pages.parts.small_print import small_print
from reports.fragments.badges import evidence_badge
from reports.fragments.dates import says_who
from reports.fragments.markup import section, table
from reports.fragments.states import message
from reports.safe_text import html_text
from reports.words import DEPLOYMENTS, spoken

KINDS = {
    "trains_on_api_data": "Trains on what you send",
    "retention_days": "Keeps it, days",
    "zero_data_retention": "Zero retention",
    "human_review": "Staff may read it",
    "processing_region": "Processes in",
    "residency_option": "Residency can be chosen",
    "dpa_gdpr": "Data processing agreement",
    "hipaa_baa": "HIPAA agreement",
    "soc2": "SOC 2 report",
    "iso27001": "ISO 27001",
    "iso42001": "ISO 42001",
    "fedramp": "FedRAMP",
    "c5": "BSI C5",
    "sub_processors_note": "Sub-processors",
    "customer_managed_keys": "Keys of your own",
    "private_networking": "Private networking",
    "hq_country": "Seat",
    "on_prem_or_air_gapped": "On premises or air-gapped",
    "fine_tuning_service": "Fine-tuning service",
    "dedicated_capacity": "Dedicated capacity",
    "batch_api": "Batch",
    "openai_compatible_api": "OpenAI-compatible",
    "sla_uptime_pct": "Uptime promised, %",
}
"""Kinds of statements in the order of attention; what touches data first."""
FIRST = 14
LINE_HEADERS = {
    "model": "Model",
    "region": "Region",
    "tier": "Tier",
    "unit": "Per",
    "usd_per_mtok_in": "In, USD/M",
    "usd_per_mtok_out": "Out, USD/M",
    "usd_per_unit": "USD per unit",
    "context_k": "Context, k",
    "unrankable": "Why never ranked",
    "origin_date": "Price of",
}
HEADERS = {
    "name": "Provider",
    "hq_country": "Seat",
    "way": "Way of running",
    "trains_on_api_data": "Trains on data",
    "retention_days": "Kept, days",
    "zero_data_retention": "Zero retention",
    "statements": "Statements",
    "offers": "Ranked offers",
    "models": "Models",
    "gpus": "GPU types",
    "checked": "Checked",
}
PRIVACY = ("trains_on_api_data", "retention_days", "zero_data_retention")
UNITS = {"mtok": "M tokens", "token_m": "M tokens", "character_m": "M characters", "page_k": "1,000 pages", "query_k": "1,000 queries"}


def providers(version: str) -> None:
    """The table, then the provider that was opened."""
    frame = queries.providers(version)
    known = the_catalog().providers
    for fault in catalog_state.faults("provider", list(known), "Provider"):
        st.html(message("error", fault))
    ids = [i for i in frame["id"] if i in known]
    frame = frame[frame["id"].isin(ids)]
    view = frame.assign(way=[_way(known[i]) for i in ids])
    for kind in PRIVACY:
        view[kind] = [in_general(known[i], kind) for i in ids]
    view = view[list(HEADERS)].rename(columns=HEADERS)
    left, right = st.columns([7, 5], vertical_alignment="bottom")
    with left:
        now = catalog_state.value("provider", ids) or None
        catalog_state.widget(
            st.selectbox,
            "What does this provider do with my data?",
            "provider",
            now,
            slot="index",
            start=ids.index(now) if now else None,
            options=ids,
            format_func=lambda i: known[i].name if i in known else i,
            placeholder=f"Search {exact(len(ids), 0)} providers",
        )
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        downloads(frame, "providers", version)
    pick_table(
        view,
        ids,
        "provider",
        "Providers with what they say about data; the list above opens one",
        {
            "Provider": st.column_config.TextColumn(width=230),
            "Seat": st.column_config.TextColumn(width=45),
            "Way of running": st.column_config.TextColumn(width=215),
            "Checked": st.column_config.DateColumn(format="D MMM YYYY", width=92),
        },
        most=10,
    )
    small_print(
        "Data handling is what a provider says for all its models; “by model” where its statements differ. Open one for scope, condition and source."
    )
    provider = known.get(catalog_state.value("provider", ids))
    if provider:
        provider_detail(provider, version)


def in_general(provider: Provider, kind: str) -> str | None:
    """What is stated for every model, "30 or not stated" where two statements disagree; None where nothing is."""
    held = [f for f in provider.facts if f.fact == kind and f.covers]
    general = list(dict.fromkeys(_words(f.value).lower() for f in held if f.covers == ("*",)))
    if not held:
        return None
    return (
        " or ".join(general) + (", by model" if len(held) > len(general) and any(f.covers != ("*",) for f in held) else "")
        if general
        else "by model"
    )


def _way(provider: Provider) -> str:
    ways = [
        DEPLOYMENTS[provider.deployment.value] if provider.deployment else "",
        "passes requests on to other hosts" if provider.passes_through else "",
        "reserved GPUs" if provider.dedicated_gpu else "",
        "marketplace of strangers' machines" if provider.marketplace else "rents GPUs" if provider.gpu_host else "",
    ]
    text = ", ".join(way for way in ways if way)
    return text[:1].upper() + text[1:]


def provider_detail(provider: Provider, version: str) -> None:
    """One provider: statements, places, limits, and every price line."""
    note = f'<p class="note">{html_text(provider.notes)}</p>' if provider.notes else ""
    never = "Its offers are shown and never ranked: the host behind it decides what happens to data." if provider.passes_through else ""
    st.html(
        section(
            provider.name,
            note + (f'<p class="note">{html_text(never)}</p>' if never else ""),
            f"{_way(provider)}; seat {provider.hq_country or 'unknown'}; record checked {day(provider.checked)}",
        )
    )
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.html(statements(provider.facts))
    with right:
        st.html(regions(queries.regions_at(version, provider.id)))
        if rented := rents([p for p in the_catalog().gpu_prices if p.provider_id == provider.id]):
            st.html(rented)
        st.html(limits(queries.limits_of(version, provider.id)))
    _price_lines(provider, version)


def statements(facts: Sequence[ProviderFact]) -> str:
    """Every dated statement by kind. `covers` says for which models it decides a gate."""
    if not facts:
        return section(
            "What it says about your data", "<p>Nothing was read about how it handles data: every privacy question is unknown.</p>"
        )
    order = {kind: n for n, kind in enumerate(KINDS)}
    rows = []
    for f in sorted(facts, key=lambda f: (order.get(f.fact, len(order)), f.scope)):
        condition = f'<p class="why">{html_text(f.condition)}</p>' if f.condition else ""
        grade = (
            evidence_badge("vendor_reported", "vendor's own page")
            if f.origin.confidence == "primary"
            else evidence_badge("estimated", "second hand")
        )
        holds = (
            "every model" if f.covers == ("*",) else f"models {', '.join(f.covers)}" if f.covers else "its scope only: decides no must-have"
        )
        rows.append(
            f'<tr><th scope="row">{html_text(KINDS.get(f.fact, spoken(f.fact)))}<p class="why">{html_text(f.scope)}</p></th>'
            f'<td class="txt">{html_text(_words(f.value))}{condition}</td><td class="why"><span class="w">Holds for: </span>{html_text(holds)}</td>'
            f'<td class="src2">{grade} {says_who(f.origin, statement_kind(f), today())}</td></tr>'
        )
    body = table(
        "Statements about data",
        [("", "Question and scope"), ("", "Statement"), ("", "Holds for"), ("", "Source")],
        rows,
        classes="t facts said",
    )
    return section(
        "What it says about your data",
        f'<div class="scroll" tabindex="0" role="region" aria-label="Statements">{body}</div>',
        "The day is that of the text, or the day it was read where the text has none. Two statements of one kind are an open conflict: the stricter one is used",
    )


def _words(value: str) -> str:
    text = value.replace("_", " ").replace("|", " or ")
    return text if value.isupper() else text[:1].upper() + text[1:]


def regions(found: Sequence[EndpointRegion]) -> str:
    """Zones and regions, with the number of models served in each."""
    if not found:
        return section("Where it processes", "<p>No list of regions was read; see the statements.</p>")
    served: dict[tuple[str, str, str], set[str]] = {}
    for r in found:
        served.setdefault((r.zone or "no zone named", r.region, r.processing), set()).add(r.model_id or r.lab_or_model)
    kinds = {"yes": "stays there", "cross_region": "may cross regions", "global": "anywhere"}
    lines = [
        f'<tr><th scope="row">{html_text(region)}</th><td>{html_text(zone.replace("|", " or "))}</td><td>{kinds[how]}</td><td class="num">{exact(len(names), 0)}</td></tr>'
        for (zone, region, how), names in sorted(served.items())
    ]
    columns = [("", "Region"), ("", "Zone"), ("", "Processing"), ("num", "Models")]
    return section("Where it processes", _folded("Regions", columns, lines, "regions"), "As its price lists and pages show")


def rents(found: Sequence[GpuPrice]) -> str:
    """GPU prices per hour; empty where it rents none."""
    if not found:
        return ""
    names = the_catalog().gpus
    rows = [
        f'<tr><th scope="row">{html_text(names[p.gpu_id].name if p.gpu_id in names else p.gpu_id)}<p class="why">{html_text(", ".join(x for x in (p.commitment.replace("_", " "), p.service.replace("_", " "), p.region) if x))}</p></th>'
        f'<td class="num">{exact(p.usd_per_gpu_hour, 3)}</td><td class="src2">{says_who(p.origin, "price", today())}</td></tr>'
        for p in sorted(found, key=lambda p: (p.gpu_id, p.usd_per_gpu_hour))
    ]
    return section(
        "GPUs for rent",
        _folded("GPU prices", [("", "GPU"), ("num", "USD an hour"), ("", "Source")], rows, "prices"),
        "One GPU for one hour",
    )


def limits(found: Sequence[RateLimit]) -> str:
    """Published limits and capacity products; empty is said."""
    if not found:
        return section("Rate limits", "<p>No published limit was read: unknown.</p>")
    rows = [
        f'<tr><th scope="row">{html_text(spoken(r.kind))}<p class="why">{html_text(r.scope)}</p></th><td class="txt">{html_text(" ".join(x for x in (_grouped(r.value), r.unit) if x))}'
        f'{f"<p class=why>price {html_text(r.price)}</p>" if r.price else ""}</td><td class="src2">{says_who(r.origin, "limit", today())}</td></tr>'
        for r in found
    ]
    return section(
        "Rate limits and capacity",
        _folded("Rate limits", [("", "Limit and scope"), ("", "Value"), ("", "Source")], rows, "limits"),
        "As published; your contract may say otherwise",
    )


def _grouped(value: str) -> str:
    return exact(float(value), 2) if value.replace(".", "", 1).isdigit() and value.isascii() else value


def _folded(caption: str, columns: list[tuple[str, str]], rows: list[str], noun: str) -> str:
    first = table(caption, columns, rows[:FIRST])
    rest = len(rows) - FIRST
    return first + (
        f'<details class="more"><summary>{exact(rest, 0)} more {noun}</summary>{table(f"More {noun}", columns, rows[FIRST:])}</details>'
        if rest > 0
        else ""
    )


def _price_lines(provider: Provider, version: str) -> None:
    """Every price line as a table, those that are never ranked with the reason."""
    frame = queries.offers_at(version, provider.id)
    ranked = int(frame["rankable"].sum())
    st.html(
        section("Offers", "", f"{exact(len(frame), 0)} price lines, {exact(ranked, 0)} of them ranked")
        if len(frame)
        else section("Offers", "<p>No price line names it.</p>")
    )
    if not len(frame):
        return
    st.dataframe(
        frame.assign(unit=frame["unit"].map(lambda unit: UNITS.get(unit, unit)))[list(LINE_HEADERS)].rename(columns=LINE_HEADERS),
        hide_index=True,
        placeholder="not stated",
        row_height=ROW_PX,
        height=ROW_PX * (min(len(frame), 12) + 1) + 4,
        key="provider_offers",
        alt="Price lines of this provider",
        column_config={
            "Model": st.column_config.TextColumn(width=200),
            "Why never ranked": st.column_config.TextColumn(width=280),
            "Price of": st.column_config.DateColumn(format="D MMM YYYY"),
            **{name: st.column_config.NumberColumn(format="%.2f") for name in ("In, USD/M", "Out, USD/M")},
            "Context, k": st.column_config.NumberColumn(format="%.0f"),
        },
    )
    with st.container(horizontal=True):
        downloads(frame, f"offers-{provider.id}", version)
