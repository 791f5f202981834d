"""The catalog that this visitor reads, for all pages and for the HTTP routes.

A visitor stays with the catalog they began with, so that nothing changes under their hands while they compare and decide; whoever
begins after a refresh reads the new one. Moving on is theirs to choose (pages.parts.newer_catalog). Programs always read the newest.
"""

from __future__ import annotations

import gc

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from advisor.decision import decide
from advisor.needs import read_needs
from advisor.recommend import glance
from catalog.editions import Edition, Editions
from catalog.schema import Catalog
from pages.parts.clock import today
from pages.parts.house import with_house

_BEGAN_WITH = "catalog_version"


@st.cache_resource(show_spinner=False)
def editions() -> Editions:
    """Every catalog that somebody here reads, opened once per process."""
    return Editions(prepare=_prepare)


def _prepare(catalog: Catalog) -> None:
    """One answer, so that nobody waits for what is derived from a catalog first."""
    glance(decide(catalog, read_needs({}), today()))
    gc.freeze()  # a catalog is a few hundred thousand records: no collection need look at them again


def edition() -> Edition:
    """The catalog of this visitor, as published; outside a page the newest one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return editions().newest()
    began_with = st.session_state.get(_BEGAN_WITH)
    found = editions().edition(began_with) if isinstance(began_with, str) else None
    if found is None:  # the visitor begins, or what they began with is no longer kept
        found = editions().newest()
        st.session_state[_BEGAN_WITH] = found.version
    return found


def newer() -> Edition | None:
    """A newer catalog than that of this visitor, ready to be used; None where theirs is the newest."""
    newest = editions().newest()
    return newest if newest.version != edition().version else None


def move_on() -> None:
    """From here on this visitor reads the newest catalog."""
    st.session_state[_BEGAN_WITH] = editions().newest().version


def bare_catalog() -> Catalog:
    """Every record in memory, as published. Do not change it: all visitors share it."""
    return edition().catalog


def the_catalog() -> Catalog:
    """The same under the organisation's profile in force for this visitor, where there is one.

    Raises:
        ProfileError: the deployment's profile has faults, or names what the catalog does not know.
    """
    return with_house(bare_catalog())
