"""What may I do with this licence? All of them as a table, one in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from advisor.numbers import exact
from catalog.schema import Licence
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.catalog_pick import address, pick_table
from pages.parts.catalog_table import downloads
from reports.fragments.licence import ANSWERS, CATEGORIES, may_i, review_note
from reports.fragments.markup import section
from reports.fragments.states import message
from reports.safe_text import html_link, html_text

HEADERS = {
    "name": "Licence",
    "category": "Kind",
    "commercial_use": "Commercial use",
    "self_host": "Run it yourself",
    "train_on_outputs": "Train on outputs",
    "redistribution": "Pass weights on",
    "users_m": "Line, M users",
    "revenue_m": "Line, USD M",
    "excluded": "No rights in",
    "needs_legal_review": "Legal review",
    "models": "Models",
}


def licences(version: str) -> None:
    """The table, then the licence that was opened."""
    known = the_catalog().licences
    frame = queries.licences(version)
    frame = frame[frame["id"].isin(list(known))]
    for fault in catalog_state.faults("licence", list(known), "Licence"):
        st.html(message("error", fault))
    kinds = frame["category"].value_counts()
    chosen = catalog_state.values("terms", list(CATEGORIES))
    catalog_state.widget(
        st.pills,
        "Kind of terms",
        "terms",
        chosen,
        slot="default",
        options=[kind for kind in CATEGORIES if kind in kinds],
        selection_mode="multi",
        format_func=lambda kind: f"{CATEGORIES[kind]} {exact(int(kinds[kind]), 0)}",
        wrap=True,
    )
    every = frame["id"].tolist()
    if chosen:
        frame = frame[frame["category"].isin(chosen)]
    view = frame[list(HEADERS)].rename(columns=HEADERS)
    view["Kind"] = view["Kind"].map(CATEGORIES)
    for column in ("Commercial use", "Run it yourself", "Train on outputs", "Pass weights on"):
        view[column] = view[column].map(ANSWERS)
    for column in ("Line, M users", "Line, USD M"):
        view[column] = view[column].map(lambda amount: "none seen" if pd.isna(amount) else exact(amount, 2))
    view["No rights in"] = view["No rights in"].replace("", "none seen").fillna("none seen")
    view["Legal review"] = view["Legal review"].map({True: "needed", False: "text read"})
    ids = frame["id"].tolist()
    left, right = st.columns([7, 5], vertical_alignment="bottom")
    with left:
        names = {i: f"{known[i].name} {known[i].version}".strip() for i in every}
        now = catalog_state.value("licence", every) or None
        catalog_state.widget(
            st.selectbox,
            "What may I do with this licence?",
            "licence",
            now,
            slot="index",
            start=every.index(now) if now else None,
            options=every,
            format_func=lambda i: names.get(i, i),
            placeholder=f"Search {exact(len(every), 0)} licences and terms",
        )
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        downloads(frame, "licences", version)
    pick_table(
        view,
        ids,
        "licence",
        "Licences and terms with what they allow; the list above opens one in words",
        {"Licence": st.column_config.TextColumn(width=250)},
        most=12,
    )
    licence = known.get(catalog_state.value("licence", every))
    if licence:
        licence_detail(licence, version)


def licence_detail(licence: Licence, version: str) -> None:
    """One licence in words, and the models under it."""
    st.html(section(f"{licence.name} {licence.version}".strip(), "", CATEGORIES[licence.category]) + review_note(licence))
    left, right = st.columns([7, 4], gap="large")
    with left:
        st.html(may_i(licence))
    with right:
        under = queries.models_under(version, licence.id)
        lines = "".join(
            f'<li>{html_link(name, address(tab="models", model=model))} <span class="why">{html_text(lab)}</span></li>'
            for model, name, lab in under
        )
        st.html(
            section(
                "Models under it",
                f'<ul class="ruled">{lines}</ul>' if lines else "<p>No model of the catalog is under it.</p>",
                f"{exact(len(under), 0)} of this catalog",
            )
        )
