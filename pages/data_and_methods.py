"""Data and methods: can I trust it?"""

from pathlib import Path

import streamlit as st

from advisor.numbers import day, exact
from pages.parts import catalog_state
from pages.parts.answer import engine_version
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import conflicts, current, meta
from pages.parts.methods_conflicts import NAMES as CONFLICTS
from pages.parts.methods_conflicts import tab_conflicts
from pages.parts.methods_corrections import tab_corrections
from pages.parts.methods_coverage import tab_coverage
from pages.parts.methods_figures import SUBJECT, tab_figures
from pages.parts.methods_left_out import tab_left_out
from pages.parts.methods_parameters import FIND, tab_parameters
from pages.parts.methods_review import NAMES as REVIEW
from pages.parts.methods_review import tab_review
from pages.parts.methods_sources import tab_sources
from pages.parts.methods_validation import tab_validation
from reports.fragments.headline import fact, strip
from reports.fragments.markup import block
from reports.fragments.states import message
from reports.safe_text import html_text

PARTS = {
    "sources": ("Sources", tab_sources),
    "figures": ("Find a figure", tab_figures),
    "coverage": ("Coverage", tab_coverage),
    "conflicts": ("Conflicts", tab_conflicts),
    "review": ("Review", tab_review),
    "corrections": ("Corrections", tab_corrections),
    "left-out": ("Left out", tab_left_out),
    "validation": ("Validation", tab_validation),
    "parameters": ("Parameters", tab_parameters),
}

catalog_state.take("data-and-methods", "part", FIND, SUBJECT, *CONFLICTS, *REVIEW)
st.html(Path(__file__).parent / "parts" / "methods_tables.css")
catalog, version = the_catalog(), current()
counts = meta(version)["counts"]
st.html(
    block(
        '<h1>Data and methods</h1><p class="sub">What every figure rests on: where it came from, how old it is, what is missing, and how wrong it has been.</p>'
    )
)
if (part := catalog_state.value("part")) and part not in PARTS:
    st.html(message("error", f"part is {part!r}. Allowed: {', '.join(PARTS)}."))
st.html(
    strip(
        [
            fact(exact(counts["models"], 0), "", "models"),
            fact(exact(len(catalog.offers), 0), f"of {exact(counts['offers'], 0)}", "price lines can be ranked"),
            fact(exact(counts["scores"], 0), "", "benchmark scores"),
            fact(exact(len(conflicts(version)), 0), "", "figures in conflict"),
            fact(day(catalog.oldest_price), "", "oldest ranked price"),
        ]
    )
)
catalog_state.tabs("part", PARTS)
st.html(block(f'<p class="src">Catalog {html_text(version)}, engine {html_text(engine_version())}.</p>'))
