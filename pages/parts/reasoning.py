"""The tabs of the Recommendation page: ranking, ledgers, exclusions, flips, hybrid, roadmap, duties, sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from advisor.numbers import day, exact
from pages.parts.small_print import small_print
from reports.fragments.acceptability import acceptability_bars
from reports.fragments.change import flip_tracks, tornado, trials_line
from reports.fragments.gates import excluded, near_misses
from reports.fragments.ledgers import break_even, cautions, cost_ledger, reasons, score_ledger
from reports.fragments.origins import assumptions, facts_table, provenance
from reports.fragments.own_evidence import own_evidence as own_fragment
from reports.fragments.plan import customisation, hybrid, obligation_lines, obligations, roadmap
from reports.fragments.ranking import option_rows, ways_to_win
from reports.reading import Json, full_name, groups, leader

FIRST_ROWS, MORE_ROWS, MOST_CHOICES = 12, 24, 100
_ROWS = "ranking_rows"
Body = Callable[[dict[str, Any]], None]
REPLACEABLE = frozenset({"hybrid"})
"""Tabs that a page may draw in its own way, with inputs of its own."""


def tabs(found: dict[str, Any], whole: Callable[[], Json], more: Mapping[str, tuple[str, Body]] | None = None, scope: str = "") -> None:
    """All tabs; only the open one is drawn. The open tab is part of the address.

    `whole` gives the same answer with every option, for whoever wants to see more rows; `more` are further tabs beside
    the first, by name with label and body, or stand in for one of REPLACEABLE in its place; `scope` tells the tabs of one report from those of another.
    """
    count = (found.get("counts") or {}).get("excluded")
    duties = len(obligation_lines(found))
    key = f"reasoning_tabs{scope}"
    parts: dict[str, tuple[str, Body]] = {
        "ranking": ("Ranking", partial(tab_ranking, whole=whole)),
        **{name: part for name, part in (more or {}).items() if name not in REPLACEABLE},
        "why": ("Why it leads", tab_why),
        "excluded": (f"Excluded ({exact(count, 0)})", tab_excluded),
        "change": ("What would change it", tab_change),
        "hybrid": ("Hybrid", tab_hybrid),
        "roadmap": ("Roadmap", tab_roadmap),
        "obligations": (f"Obligations ({duties})", tab_obligations),
        "sources": ("Sources", tab_sources),
    }
    parts.update({name: part for name, part in (more or {}).items() if name in REPLACEABLE})
    labels = {name: label for name, (label, _) in parts.items()}
    wanted = st.query_params.get("tab", "")
    drawn = st.tabs(
        list(labels.values()),
        default=labels.get(wanted),
        key=key,
        on_change=_tab_changed,
        args=(key, {label: name for name, label in labels.items()}),
    )
    for tab, (_, body) in zip(drawn, parts.values(), strict=True):
        if tab.open:
            with tab:
                body(found)


def _tab_changed(key: str, names: Mapping[str, str]) -> None:
    st.query_params["tab"] = names.get(str(st.session_state[key]), "ranking")


def tab_ranking(found: Json, whole: Callable[[], Json]) -> None:
    """Options that pass, best first, then five ways to win."""
    rows = int(st.session_state.get(_ROWS, FIRST_ROWS))
    if rows > FIRST_ROWS:
        found = whole()
    st.html(option_rows(found, most=rows))
    if len(groups(found)) > rows:
        st.button("Show more options", on_click=_more_rows, key="more_rows")
    _dated(found)
    st.html(ways_to_win(found))


def _more_rows() -> None:
    st.session_state[_ROWS] = int(st.session_state.get(_ROWS, FIRST_ROWS)) + MORE_ROWS


def tab_why(found: dict[str, Any]) -> None:
    """Where the score and the cost come from, for the leader or any other option."""
    by_id = {group.best["option_id"]: group.best for group in groups(found)[:MOST_CHOICES]}
    names = {option_id: f"{option['rank']}. {full_name(option)}" for option_id, option in by_id.items()}
    chosen = st.selectbox(
        "Option", list(by_id), format_func=lambda option_id: names.get(option_id, option_id), key="option", bind="query-params"
    )
    best = leader(found)
    option = by_id.get(chosen) or best
    other = option is not best
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.html(score_ledger(found, option, best) if other else score_ledger(found))
        st.html(reasons(option))
    with right:
        st.html(cost_ledger(option) + ("" if other else break_even(found)))
        st.html(cautions(option))
        st.html(facts_table((option or {}).get("facts") or (), "Facts and their origin"))
    _dated(found)


def tab_excluded(found: dict[str, Any]) -> None:
    """What was left out and why, and what is one change away."""
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.html(excluded(found))
    with right:
        st.html(near_misses(found))
    _dated(found)


def tab_change(found: dict[str, Any]) -> None:
    """How sure the answer is: ranks over the trials, what would flip it, what moves its score."""
    st.html(flip_tracks(found))
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.html(acceptability_bars(found))
    with right:
        st.html(tornado(found))
    st.html(trials_line(found))
    _dated(found)


def tab_hybrid(found: dict[str, Any]) -> None:
    """Two options, routine and hard requests."""
    _or_unknown(hybrid(found), "Whether a hybrid pays is unknown.")
    _dated(found)


def tab_roadmap(found: dict[str, Any]) -> None:
    """What to start with, what to evaluate, when to switch."""
    _or_unknown(roadmap(found), "The roadmap is unknown.")
    if path := customisation(found):
        st.html(path)
    _dated(found)


def tab_obligations(found: dict[str, Any]) -> None:
    """Duties that come with the first option."""
    st.html(obligations(found))
    _dated(found)


def tab_sources(found: dict[str, Any]) -> None:
    """Every figure with source and date; every answer, given or assumed."""
    if own := own_fragment(found):
        st.html(own)
    _or_unknown(provenance(found), "No source is recorded.")
    st.html(assumptions(found, only_assumed=False))


def _or_unknown(fragment: str, sentence: str) -> None:
    st.html(fragment) if fragment else small_print(sentence)


def _dated(found: Json) -> None:
    catalog = found.get("catalog") or {}
    small_print(
        f"Catalog {catalog.get('version') or 'unknown'}; oldest price {day(catalog.get('oldest_price'))}, "
        f"newest fact {day(catalog.get('newest_fact'))}. Every source is under Sources."
    )
