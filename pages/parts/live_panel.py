"""The answer so far, beside the form; on phones also a strip at the foot of the screen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.needs import Needs
from advisor.numbers import day, exact, share, usd_a_month
from pages.parts import form_state, own_evidence
from pages.parts.house import tried_out
from pages.parts.remedy_buttons import remedy_buttons
from pages.parts.small_print import small_print
from reports.fragments.gates import gates_so_far
from reports.fragments.headline import fact, headline, strip
from reports.fragments.markup import block
from reports.fragments.origins import answers, assumptions
from reports.fragments.own_evidence import own_line
from reports.fragments.states import empty_state
from reports.reading import Json, cost, first_place_share, leader


def live_panel(found: dict[str, Any], needs: Needs) -> None:
    """Headline, what remains, what the must-haves removed, and the way on."""
    best = leader(found)
    if best:
        st.html(headline(found, panel=True))
    else:
        st.html(empty_state(found))
        remedy_buttons(needs, found)
    st.html(_counts(found, best) + gates_so_far(found))
    if own := own_line(found):
        st.html(block(own))
    assumed = len(answers(found, only_assumed=True))
    if assumed:
        fold = st.expander(f"{exact(assumed, 0)} answers assumed" if assumed != 1 else "1 answer assumed", key="assumed", on_change="rerun")
        if fold.open:
            with fold:
                st.html(assumptions(found))
    house = found.get("organisation")
    if house:
        small_print(f"Under the terms of {house['name']}, {day(house['stated'])}.")
    small_print(f"Oldest price {day((found.get('catalog') or {}).get('oldest_price'))}.")
    left, right = st.columns(2)
    with left:
        if st.button("See the full reasoning", type="primary", width="stretch", key="full_reasoning"):
            st.switch_page("pages/recommendation.py")
    with right:
        copy_link("Copy link", "")


def copy_link(label: str, page: str, primary: bool = False) -> None:
    """The address of a page with all answers; the box has a copy button of its own."""
    with st.popover(
        label,
        icon=":material/link:",
        width="stretch" if not primary else "content",
        type="primary" if primary else "secondary",
        key="share",
    ):
        kept_out = [
            name
            for name, there in (
                ("the profile of your organisation that you try out in this session", tried_out() is not None),
                ("your own evaluation results", bool(own_evidence.held())),
            )
            if there
        ]
        if kept_out:
            small_print(f"The link carries your answers, not {' and not '.join(kept_out)}: others see the result without.")
        else:
            small_print("Anyone who can reach this server sees the same answers and result.")
        st.code(form_state.link_to(page, st.context.url), language=None, wrap_lines=True)


def _counts(found: Json, best: Json | None) -> str:
    counts = found.get("counts") or {}
    cells = [fact(exact(counts.get("fitting"), 0), f"of {exact(counts.get('considered'), 0)}", "options remain")]
    if best:
        cells.append(fact(share(first_place_share(best)), "", "of plausible weightings won"))
    return strip(cells)


def phone_strip(found: Json) -> None:
    """Name, cost and count; the stylesheet shows it on phones only, fixed at the foot."""
    best = leader(found)
    counts = found.get("counts") or {}
    with st.container(key="strip"):
        st.html(
            strip(
                [
                    fact(str(best["model_name"]) if best else "Nothing fits", "", usd_a_month(cost(best)[1]) if best else "all must-haves"),
                    fact(exact(counts.get("fitting"), 0), f"of {exact(counts.get('considered'), 0)}", "options remain"),
                ]
            )
        )
