"""What exists? Search and filters on the left, the table and one model in detail on the right."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import pandas as pd
import streamlit as st

from advisor.numbers import exact
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.catalog_facets import CONTEXT, FACETS, LAB, Facet, filtered, labelled
from pages.parts.catalog_model import model_detail
from pages.parts.catalog_pick import ROW_PX
from pages.parts.catalog_table import downloads, table
from pages.parts.small_print import small_print
from reports.fragments.markup import block
from reports.fragments.states import box, message
from reports.words import spoken

NAMES = ("q", "kind", "dim", "ctx", "model", *(facet.name for facet in (*FACETS, LAB)))
"""Parameters of this view in the address."""
LONGEST_SEARCH = 100
ROWS_ALONE, ROWS_BESIDE_DETAIL = 26, 12
LINE_HEADERS = {
    "provider_id": "Provider",
    "feed_key": "Name in the price list",
    "feed": "Price list",
    "region": "Region",
    "tier": "Tier",
    "unit": "Per",
    "usd_per_mtok_in": "In, USD/M",
    "usd_per_mtok_out": "Out, USD/M",
    "usd_per_unit": "USD per unit",
    "context_tokens": "Context, tokens",
    "unrankable": "Why never recommended",
    "origin_date": "Price of",
}


def models(version: str) -> None:
    """Filters, table, detail."""
    kinds = queries.counts_by_kind(version)
    kind = catalog_state.value("kind", list(kinds), "llm")
    dimensions = queries.DIMENSIONS[kind]
    dimension = catalog_state.value("dim", dimensions, dimensions[0] if dimensions else "")
    frame = queries.models(version, kind, dimension)
    text = catalog_state.value("q")[:LONGEST_SEARCH]
    thousands = catalog_state.value("ctx", list(CONTEXT)) if kind == "llm" else ""
    chosen = {facet.name: catalog_state.values(facet.name) for facet in (*FACETS, LAB)}
    if faults := _faults(frame, kinds, dimensions, chosen):
        st.html(message("error", " ".join(faults)))
    chosen = {facet.name: [v for v in chosen[facet.name] if v in facet.answers(frame)] for facet in (*FACETS, LAB)}
    found = filtered(frame, text, thousands, chosen)
    left, right = st.columns([2.6, 10], gap="medium")
    with left:
        _filters(frame, kind, kinds, text, thousands, chosen)
    with right:
        _result(found, kinds[kind], kind, dimension, dimensions, version)
        model = the_catalog().models.get(catalog_state.value("model"))
        if model:
            model_detail(model, version)


def _faults(frame: pd.DataFrame, kinds: dict[str, int], dimensions: Sequence[str], chosen: dict[str, list[str]]) -> list[str]:
    """One sentence per value of the address that names nothing here; such a value is left out."""
    found = catalog_state.faults("kind", list(kinds), "Kind")
    found += catalog_state.faults("ctx", list(CONTEXT), "Context at least, in thousands of tokens,")
    names = list(the_catalog().models)
    for wrong in catalog_state.faults("model", names, "Model"):
        near = get_close_matches(catalog_state.value("model").casefold(), names, n=3, cutoff=0.5)
        found.append(f"{wrong} " + (f"Did you mean {', '.join(near)}?" if near else "Search for it by name or lab."))
    for facet in (*FACETS, LAB):
        if chosen[facet.name]:
            found += catalog_state.faults(facet.name, list(facet.answers(frame)), facet.title)
    return found


def _filters(frame: pd.DataFrame, kind: str, kinds: dict[str, int], text: str, thousands: str, chosen: dict[str, list[str]]) -> None:
    catalog_state.widget(
        st.text_input,
        "Search",
        "q",
        text,
        placeholder="Model, lab or licence",
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=LONGEST_SEARCH,
    )
    on = sum(bool(v) for v in chosen.values()) + bool(thousands)
    phone = "Mobi" in str(st.context.headers.get("User-Agent", ""))
    with st.expander(f"Filters, {on} on" if on else "Filters", expanded=not phone, key="filters"):
        catalog_state.widget(
            st.pills, "Kind", "kind", kind, slot="default", options=[k for k in queries.KINDS if k in kinds], required=True,
            format_func=lambda k: f"{queries.KINDS[k]} {exact(kinds[k], 0)}", wrap=True,
        )  # fmt: skip
        for facet in FACETS:
            _facet(facet, frame, text, thousands, chosen)
        _lab(frame, text, thousands, chosen)
        if kind == "llm":
            catalog_state.widget(
                st.segmented_control,
                "Context at least, tokens",
                "ctx",
                thousands or None,
                slot="default",
                options=list(CONTEXT),
                format_func=CONTEXT.get,
                wrap=True,
            )
        st.button("Clear all filters", on_click=_clear, key="clear_filters", disabled=not (on or text), type="tertiary")


def _facet(facet: Facet, frame: pd.DataFrame, text: str, thousands: str, chosen: dict[str, list[str]]) -> None:
    labels = labelled(facet, frame, filtered(frame, text, thousands, chosen, "" if facet.every else facet.name))
    if len(labels) < 2:
        return
    catalog_state.widget(
        st.pills, facet.title, facet.name, [v for v in chosen[facet.name] if v in labels], slot="default", options=list(labels),
        selection_mode="multi", format_func=lambda v: labels.get(v, v), wrap=True,
    )  # fmt: skip


def _lab(frame: pd.DataFrame, text: str, thousands: str, chosen: dict[str, list[str]]) -> None:
    labels = labelled(LAB, frame, filtered(frame, text, thousands, chosen, LAB.name))
    names = sorted(labels, key=str.casefold)
    now = next((v for v in chosen[LAB.name] if v in labels), None)
    catalog_state.widget(
        st.selectbox, LAB.title, LAB.name, now, slot="index", start=names.index(now) if now else None, options=names,
        format_func=lambda v: labels.get(v, v), placeholder="Any lab",
    )  # fmt: skip


def _clear() -> None:
    for name in ("q", "ctx", *(facet.name for facet in (*FACETS, LAB))):
        catalog_state.put(name)


def _result(found: pd.DataFrame, of: int, kind: str, dimension: str, dimensions: tuple[str, ...], version: str) -> None:
    noun = {"llm": "language models", "embedding": "embedding models"}.get(kind, f"{queries.KINDS[kind].lower()} models")
    top, files = st.columns([7, 5], vertical_alignment="center")
    with top:
        st.html(block(f'<p class="count"><strong>{exact(len(found), 0)}</strong> of {exact(of, 0)} {noun}</p>'))
    with files, st.container(horizontal=True, horizontal_alignment="right"):
        downloads(found, "models", version)
    if len(found):
        rows = ROWS_BESIDE_DETAIL if catalog_state.value("model", list(the_catalog().models)) else ROWS_ALONE
        table(found, spoken(dimension) if dimension else "", kind in ("image", "video", "audio"), rows)
        small_print(
            "Prices are those of the cheapest ranked offer. Price lists also name models that this catalog does not know: see Uncurated."
        )
    else:
        st.html(box("No model passes", "Each filter shows how many models every answer would leave. Clear one, or search for less."))
    one, two = st.columns([7, 4], vertical_alignment="bottom")
    names = queries.model_names(version)
    now = catalog_state.value("model", list(names)) or None
    with one:
        catalog_state.widget(
            st.selectbox, "Open a model in detail", "model", now, slot="index", start=list(names).index(now) if now else None, options=list(names),
            format_func=lambda i: names.get(i, i), placeholder="Press a row above, or search all models here",
        )  # fmt: skip
    if len(dimensions) > 1:
        with two:
            catalog_state.widget(
                st.selectbox,
                "Quality in",
                "dim",
                dimension,
                slot="index",
                start=dimensions.index(dimension),
                options=list(dimensions),
                format_func=spoken,
            )


def feed_entries(version: str) -> None:
    """Price lines that no curated model matches: visible, searchable, never recommended."""
    frame = queries.uncurated(version)
    catalog_state.widget(
        st.text_input, "Search price lines", "line", catalog_state.value("line")[:LONGEST_SEARCH], placeholder="Provider or name in the price list",
        icon=":material/search:", max_chars=LONGEST_SEARCH,
    )  # fmt: skip
    haystack = (frame["provider_id"] + " " + frame["feed_key"]).str.casefold()
    found = frame
    for word in catalog_state.value("line")[:LONGEST_SEARCH].casefold().split():
        found = found[haystack.loc[found.index].str.contains(word, regex=False)]
    top, files = st.columns([7, 5], vertical_alignment="center")
    with top:
        st.html(
            block(
                f'<p class="count"><strong>{exact(len(found), 0)}</strong> of {exact(len(frame), 0)} price lines without a curated model</p>'
                '<p class="sub">Shown for completeness and never recommended: nothing is known about licence, quality or data handling under these names.</p>'
            )
        )
    with files, st.container(horizontal=True, horizontal_alignment="right"):
        downloads(found, "uncurated", version)
    st.dataframe(
        found.drop(columns="feed_provider").rename(columns=LINE_HEADERS),
        hide_index=True,
        row_height=ROW_PX,
        height=ROW_PX * 18,
        key="uncurated_table",
        alt="Price lines that no curated model matches",
        column_config={
            "Name in the price list": st.column_config.TextColumn(width=320),
            "Price of": st.column_config.DateColumn(format="D MMM YYYY"),
        },
    )
