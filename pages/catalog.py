"""Catalog: what exists? Models, licences, providers, and price lines without a model."""

from functools import partial

import streamlit as st

from pages.parts import catalog_queries, catalog_state, form_state
from pages.parts.catalog_history import LINE
from pages.parts.catalog_licences import licences
from pages.parts.catalog_models import NAMES, feed_entries, models
from pages.parts.catalog_providers import providers
from pages.parts.small_print import small_print
from reports.fragments.markup import block

form_state.needs()  # answers given on Advise stay in the address here too
catalog_state.take("catalog", "tab", "licence", "terms", "provider", "line", LINE, *NAMES)
version = catalog_queries.current()

st.html(block("<h1>Catalog</h1>"))
catalog_state.tabs(
    "tab",
    {
        "models": ("Models", partial(models, version)),
        "licences": ("Licences", partial(licences, version)),
        "providers": ("Providers", partial(providers, version)),
        "uncurated": ("Uncurated", partial(feed_entries, version)),
    },
)
small_print(f"Catalog {version}. Figures of quality rest in part on scores of Artificial Analysis, https://artificialanalysis.ai.")
