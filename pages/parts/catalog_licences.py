"""What may I do with this licence? All of them as a table, one in words."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import exact
from catalog.schema import Licence
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.catalog import the_catalog
from pages.parts.catalog_table import ROW_PX, downloads
from reports.fragments.licence import ANSWERS, CATEGORIES, may_i, review_note
from reports.fragments.markup import section
from reports.safe_text import html_text

HEADERS = {
    "name": "Licence",
    "category": "Kind",
    "commercial_use": "Commercial use",
    "self_host": "Run it yourself",
    "train_on_outputs": "Train on outputs",
    "redistribution": "Pass weights on",
    "users_m": "Users line, M",
    "revenue_m": "Revenue line, USD M",
    "excluded": "No rights in",
    "needs_legal_review": "Legal review",
    "models": "Models",
}


def licences(version: str) -> None:
    """The table, then the licence that was opened."""
    frame = queries.licences(version)
    known = the_catalog().licences
    view = frame[list(HEADERS)].rename(columns=HEADERS)
    view["Kind"] = view["Kind"].map(CATEGORIES)
    for column in ("Commercial use", "Run it yourself", "Train on outputs", "Pass weights on"):
        view[column] = view[column].map(ANSWERS)
    view["Legal review"] = view["Legal review"].map({True: "needed", False: "text read"})
    ids = frame["id"].tolist()
    left, right = st.columns([7, 5], vertical_alignment="bottom")
    with left:
        names = {i: f"{known[i].name} {known[i].version}".strip() for i in ids}
        now = catalog_state.value("licence", ids) or None
        catalog_state.widget(
            st.selectbox,
            "What may I do with this licence?",
            "licence",
            now,
            slot="index",
            start=ids.index(now) if now else None,
            options=ids,
            format_func=lambda i: names.get(i, i),
            placeholder=f"Search {exact(len(ids), 0)} licences and terms",
        )
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        downloads(frame, "licences", version)
    st.dataframe(
        view,
        hide_index=True,
        row_height=ROW_PX,
        height=ROW_PX * 13,
        key="licence_table",
        on_select=_opened,
        selection_mode="single-row",
        placeholder="unknown",
        alt="Licences and terms with what they allow; the search above opens one in words",
        column_config={
            "Licence": st.column_config.TextColumn(width=260),
            "Users line, M": st.column_config.NumberColumn(format="%.0f"),
            "Revenue line, USD M": st.column_config.NumberColumn(format="%.0f"),
        },
    )
    licence = known.get(catalog_state.value("licence", ids))
    if licence:
        licence_detail(licence, version)


def _opened() -> None:
    rows = st.session_state["licence_table"]["selection"]["rows"]
    if rows:
        catalog_state.put("licence", str(queries.licences(queries.current())["id"].iloc[rows[0]]))


def licence_detail(licence: Licence, version: str) -> None:
    """One licence in words, and the models under it."""
    st.html(section(f"{licence.name} {licence.version}".strip(), "", CATEGORIES[licence.category]) + review_note(licence))
    left, right = st.columns([7, 4], gap="large")
    with left:
        st.html(may_i(licence))
    with right:
        under = queries.models_under(version, licence.id)
        lines = "".join(f"<li>{html_text(name)} <span class=why>{html_text(lab)}</span></li>" for _, name, lab in under)
        st.html(
            section(
                "Models under it",
                f'<ul class="ruled">{lines}</ul>' if lines else "<p>No model of the catalog is under it.</p>",
                f"{exact(len(under), 0)} of this catalog",
            )
        )
        names_under = {i: name for i, name, _ in under}
        if under:
            st.selectbox(
                "Open a model under it",
                [i for i, _, _ in under],
                index=None,
                format_func=lambda i: names_under.get(i, i),
                placeholder="Model",
                key="open_under",
                on_change=_open_model,
                args=("open_under",),
            )


def _open_model(key: str) -> None:
    chosen = st.session_state[key]
    st.session_state[key] = None
    if chosen:
        catalog_state.put("tab", "models")
        catalog_state.put("model", str(chosen))
