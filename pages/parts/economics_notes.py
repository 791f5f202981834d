"""What the Economics page says where something is missing: no answers yet, ids nobody knows, nothing to run oneself."""

from __future__ import annotations

import streamlit as st

from advisor.economics.lines import OnMachines
from advisor.economics.study import Study
from pages.parts import economics_controls, form_state
from reports.fragments import economics as tables
from reports.fragments.states import box, message


def faults(s: Study) -> list[str]:
    """What of the address cannot be drawn, one sentence each."""
    found = [f"lines names {item}, which the catalog does not know. Give ids of options or models." for item in s.unknown]
    found += [f"{item} has no price at this load, or no machine that serves it, so it has no line." for item in s.unpriced]
    return found


def explained(s: Study) -> None:
    """That nothing was answered yet, so that nobody takes the default load for their own."""
    if not form_state.raw_needs():
        st.html(message("info", "These are the form’s defaults: nothing was answered yet.", "Not your workload."))
        st.page_link("pages/advise.py", label="Answer the questions", icon=":material/edit:")


def without_machines(s: Study) -> bool:
    """Whether there is nothing to compare; then it says why, and shows the bill of what there is."""
    own = any(isinstance(e.line, OnMachines) for e in s.entries)
    if own and len(s.entries) > 1:
        return False
    if not s.entries:
        st.html(
            box(
                "Nothing here has a price",
                "No option for this task is sold at a known price or runs on machines that serve it. Change the task or the limits on the Advise page.",
            )
        )
    elif not own:
        st.html(
            box(
                "Nothing here runs on machines of your own",
                "All lines are sold per token or unit: there is no staircase to compare them with. Add an open model on rented or bought GPUs below.",
            )
        )
    else:
        st.html(box("One line alone", "Add another below: a break-even needs machines and something that is sold per token or unit."))
    if s.entries:
        economics_controls.lines(s)
        st.html(tables.at_your_volume(s))
    st.page_link("pages/advise.py", label="Edit the answers", icon=":material/edit:")
    return True
