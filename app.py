"""The frame around every page: page settings, stylesheet, wordmark and the list of pages."""

from pathlib import Path

import streamlit as st

from catalog.organisation.profile import ProfileError
from pages.parts import sign_in
from pages.parts.newer_catalog import newer_catalog
from reports.fragments.states import message

ASSETS = Path(__file__).parent / "reports" / "assets"
PAGES = Path(__file__).parent / "pages"

st.set_page_config(page_title="Weighbridge", page_icon=str(ASSETS / "favicon.svg"), layout="wide", initial_sidebar_state="collapsed")
st.html(ASSETS / "weighbridge.css")
st.html(PAGES / "parts" / "frame.css")
st.logo(str(ASSETS / f"wordmark-{'dark' if st.context.theme.type == 'dark' else 'light'}.svg"), size="medium")

page = st.navigation(
    [
        st.Page(PAGES / "advise.py", title="Advise", url_path="advise", default=True),
        st.Page(PAGES / "recommendation.py", title="Recommendation", url_path="recommendation"),
        st.Page(PAGES / "compare.py", title="Compare", url_path="compare"),
        st.Page(PAGES / "catalog.py", title="Catalog", url_path="catalog"),
        st.Page(PAGES / "economics.py", title="Economics", url_path="economics"),
        st.Page(PAGES / "landscape.py", title="Landscape", url_path="landscape"),
        st.Page(PAGES / "what_changed.py", title="What changed", url_path="what-changed"),
        st.Page(PAGES / "reports.py", title="Reports", url_path="reports"),
        st.Page(PAGES / "organisation.py", title="Organisation", url_path="organisation"),
        st.Page(PAGES / "data_and_methods.py", title="Data and methods", url_path="data-and-methods"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Weighbridge")
if sign_in.admitted():
    newer_catalog()
    try:
        page.run()
    except ProfileError as error:  # the operator's file changed under the running app
        st.html("".join(message("error", fault) for fault in error.faults))
    sign_in.way_out()
