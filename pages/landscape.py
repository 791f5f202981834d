"""Landscape: how far behind is open?"""

from pathlib import Path

import streamlit as st

from pages.parts import catalog_state, form_state, landscape_sections
from pages.parts.catalog import bare_catalog
from pages.parts.landscape_data import everything
from reports.fragments.markup import block
from reports.fragments.states import box, message
from reports.words import spoken

PARTS = Path(__file__).parent / "parts"

form_state.needs()  # answers given on Advise stay in the address here too
catalog_state.take("landscape", "dim")
for sheet in ("methods_tables.css", "landscape.css"):
    st.html(PARTS / sheet)
st.html(
    block(
        '<h1>How far behind is open?</h1><p class="sub">Open weights against closed models, by what tests say they can do and by the day they came out.</p>'
    )
)

seen = everything()
if not seen:
    st.html(
        box(
            "Nothing was measured",
            "This catalog holds no figure of any model, so there is no frontier to draw. Build it with scores: weighbridge catalog build.",
        )
    )
    st.stop()
for fault in catalog_state.faults("dim", list(seen), "Dimension"):
    st.html(message("error", fault))
dimension = catalog_state.value("dim", list(seen), next(iter(seen)))
catalog_state.widget(
    st.pills, "Dimension", "dim", dimension, slot="default", options=list(seen), required=True, format_func=spoken, wrap=True
)
found = seen[dimension]
landscape_sections.answer(found)
landscape_sections.frontier(found)
landscape_sections.lag(found)
landscape_sections.shares(found)
landscape_sections.prices(found)
landscape_sections.everywhere(seen, dimension)
landscape_sections.claims()
landscape_sections.method(found, bare_catalog().version)
