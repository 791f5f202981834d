"""Find a figure: everything known about one model, provider, licence or GPU, each with how old, from where and how sure."""

from __future__ import annotations

from datetime import date

import streamlit as st

from advisor import known
from advisor.numbers import day, exact
from catalog.schema import Catalog, Model
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.clock import today
from reports.fragments.conflicts import beside_facts
from reports.fragments.markup import block, section
from reports.fragments.origins import facts_table
from reports.fragments.states import message
from reports.safe_text import html_link, html_text

SUBJECT = "about"
FIRST_SCORES = 20
KINDS = {"model": "model", "provider": "provider", "licence": "licence", "gpu": "GPU"}


def subjects(catalog: Catalog) -> dict[str, str]:
    """Address value -> name, of everything that can be asked about: models by lab, then providers, licences, GPUs."""
    models = sorted(catalog.models.values(), key=lambda m: (m.lab.lower(), m.name.lower()))
    return {
        **{f"model:{m.id}": f"{m.name} · {m.lab}" for m in models},
        **{f"provider:{p.id}": f"{p.name} · provider" for p in sorted(catalog.providers.values(), key=lambda p: p.name.lower())},
        **{f"licence:{x.id}": f"{x.title} · licence" for x in sorted(catalog.licences.values(), key=lambda x: x.title.lower())},
        **{f"gpu:{g.id}": f"{g.name} · GPU" for g in sorted(catalog.gpus.values(), key=lambda g: g.name.lower())},
    }


def tab_figures() -> None:
    """The search, then every figure of what was chosen."""
    catalog = the_catalog()
    names = subjects(catalog)
    ids = list(names)
    for fault in catalog_state.faults(SUBJECT, ids, "About"):
        st.html(message("error", fault))
    now = catalog_state.value(SUBJECT, ids) or None
    catalog_state.widget(
        st.selectbox,
        "How old, from where, how sure?",
        SUBJECT,
        now,
        slot="index",
        start=ids.index(now) if now else None,
        options=ids,
        format_func=lambda i: names.get(i, i),
        placeholder=f"Search {exact(len(ids), 0)} models, providers, licences and GPUs",
    )
    if now is None:
        st.html(
            block('<p class="sub">Choose one: every figure about it is listed with its source, its day, its age and how it came about.</p>')
        )
        return
    kind, _, subject = now.partition(":")
    st.html(about(kind, subject, catalog))


def about(kind: str, subject: str, catalog: Catalog) -> str:
    """Every figure about one subject, as tables."""
    on = today()
    if kind == "model":
        return _model(catalog.models[subject], catalog)
    if kind == "provider":
        provider = catalog.providers[subject]
        rents = [p for p in catalog.gpu_prices if p.provider_id == subject]
        limits = [r for r in catalog.rate_limits if r.provider_id == subject]
        return (
            facts_table(known.of_provider(provider, on), "Statements", f"Record checked {day(provider.checked)}")
            + facts_table(known.of_rents(rents, catalog, on), "GPUs for rent", "One GPU for one hour")
            + facts_table(known.of_limits(limits, on), "Published limits")
        )
    if kind == "licence":
        return facts_table(known.of_licence(catalog.licences[subject], None, on), "Clauses", "As read from the text, or at second hand")
    gpu = catalog.gpus[subject]
    rents = [p for p in catalog.gpu_prices if p.gpu_id == subject]
    return facts_table(known.of_gpu(gpu, on), "Data sheet and list price") + facts_table(
        known.of_rents(rents, catalog, on, by_host=True), "Rents", "One GPU for one hour"
    )


def _model(model: Model, catalog: Catalog) -> str:
    on = today()
    licence = catalog.licences.get(model.licence_id or "")
    items = "".join(f"<li>{html_link(text, text)}</li>" for text in model.sources)
    note = f'<p class="src">{html_text(model.notes)}</p>' if model.notes else ""
    sources = block(f'{note}<details class="more"><summary>Sources of the record</summary><ul class="plain">{items}</ul></details>')
    offers = [o for o in queries.offers_of(queries.current(), model.id) if o.rankable]
    disputed = queries.conflicts_of(queries.current(), model.id)
    return (
        facts_table(
            beside_facts(known.of_model(model, catalog, on), disputed),
            model.name,
            f"Record of {day(model.checked)}, the newest day among its sources",
        )
        + sources
        + (facts_table(known.of_licence(licence, model, on), "Licence", licence.title) if licence else "")
        + facts_table(
            beside_facts(known.of_offers(offers, catalog, on), disputed), "Prices and limits", "Of the offers that are ranked, without tax"
        )
        + facts_table(known.of_quality((f for f in catalog.quality if f.model_id == model.id), on), "Quality", "Fitted, with 80% intervals")
        + _scores(model, on)
    )


def _scores(model: Model, on: date) -> str:
    version = queries.current()
    rows = known.of_scores(queries.scores_of(version, model.id), queries.benchmarks(version), on)
    if not rows:
        return section("Scores", "<p>No score is listed.</p>")
    shown = facts_table(
        rows[:FIRST_SCORES], f"Scores: {exact(len(rows), 0)}", "As listed, by test; scores of different set-ups are not comparable"
    )
    if rest := rows[FIRST_SCORES:]:
        shown += block(
            f'<details class="more"><summary>{exact(len(rest), 0)} more scores</summary>{facts_table(rest, "More scores")}</details>'
        )
    return shown
