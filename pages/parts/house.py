"""Whose terms an answer is made under: the profile a visitor tries out in this session, else the deployment's, else nobody's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from catalog.organisation.deployed import deployed_profile
from catalog.organisation.layer import layered
from catalog.organisation.profile import Profile, read_profile
from catalog.schema import Catalog

_TEXT = "organisation_text"


def tried_out() -> str | None:
    """The text of the profile that this visitor tries out; it stays in this session and is gone with it. None: none."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    text = st.session_state.get(_TEXT)
    return text if isinstance(text, str) else None


def try_out(text: str) -> Profile:
    """Put a profile in force for this session.

    Raises:
        ProfileError: the text has faults; what was in force stays.
    """
    profile = read_profile(text)
    st.session_state[_TEXT] = text
    return profile


def stop_trying() -> None:
    """Back to the deployment's profile, or to none."""
    st.session_state.pop(_TEXT, None)


def house_profile() -> Profile | None:
    """The profile in force here.

    Raises:
        ProfileError: the deployment's file has faults.
    """
    text = tried_out()
    return _read(text) if text is not None else deployed_profile()


def house_needs() -> dict[str, Any] | None:
    """What the profile answers where a form is silent; None without one."""
    profile = house_profile()
    return profile.needs() if profile else None


def with_house(catalog: Catalog) -> Catalog:
    """The catalog as the profile in force changes it; itself where there is none.

    Raises:
        ProfileError: the profile names what the catalog does not know.
    """
    profile = house_profile()
    if profile is None:
        return catalog
    found: Catalog = _layered(catalog.version, profile.digest, datetime.now(UTC).date().isoformat(), catalog, profile)
    return found


@st.cache_resource(max_entries=20, show_spinner=False)
def _read(text: str) -> Profile:
    return read_profile(text)


@st.cache_resource(max_entries=6, show_spinner=False)
def _layered(version: str, digest: str, day: str, _catalog: Catalog, _profile: Profile) -> Catalog:
    return layered(_catalog, _profile, datetime.fromisoformat(day).date())
