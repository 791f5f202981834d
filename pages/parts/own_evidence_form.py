"""The import of one's own evaluation results: a template, a file, a preview, and what they changed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.needs import Needs
from advisor.own_evidence.results import LARGEST_FILE, MOST_ROWS, TEMPLATE, OwnEvidenceError
from advisor.parameters import PARAMETERS
from pages.parts import own_evidence
from pages.parts.catalog import the_catalog
from pages.parts.clock import today
from pages.parts.small_print import small_print
from reports.fragments.markup import block
from reports.fragments.own_evidence import own_evidence as fragment
from reports.fragments.own_evidence import own_results
from reports.fragments.states import message
from reports.safe_text import html_text, markdown_text

_UPLOAD, _TURN = "own_upload", "own_upload_turn"
LABEL = "Your own evaluation results"


def own_evidence_fold(needs: Needs, found: dict[str, Any]) -> None:
    """The fold below the form. Its title stays the same: another title would be another fold, and closed."""
    fold = st.expander(LABEL, key="more_own", on_change="rerun")
    if fold.open:
        with fold:
            _body(needs, found)


def _body(needs: Needs, found: dict[str, Any]) -> None:
    task = PARAMETERS.tasks[needs.task].label
    if own_evidence.held():
        _in_use(needs, found, task)
        return
    st.html(
        block(
            f"<p>Results of models on your own cases for {html_text(f'“{task}”')} count more than any public score. One row per model and test: "
            "the model (id, name or alias), the test, percent of cases solved, number of cases, day. Two models or more per test: how hard a test "
            "is shows only in what several of them reached.</p>"
        )
    )
    small_print(
        f"CSV, at most {MOST_ROWS} rows. The file is read on this server, kept in this session alone and never in the link: a reload forgets it. "
        "A report that you export holds it."
    )
    st.download_button(
        "Download a template", data=TEMPLATE, file_name="weighbridge-evaluation.csv", mime="text/csv", on_click="ignore", key="own_template"
    )
    file = st.file_uploader(
        "CSV file of results",
        type=["csv", "tsv", "txt"],
        key=f"{_UPLOAD}_{st.session_state.get(_TURN, 0)}",
        max_upload_size=1,
        help=f"Columns: model, test, score, n, date; effort is optional. At most {LARGEST_FILE:,} characters.",
    )
    if file is not None:
        _preview(needs, file.getvalue(), task)


def _preview(needs: Needs, data: bytes, task: str) -> None:
    """What the file says, before anything of it counts; or every fault of it."""
    try:
        results = own_evidence.read_file(data, today())
    except OwnEvidenceError as error:
        number = len(error.faults)
        lead = "1 fault; nothing was imported." if number == 1 else f"{number} faults; nothing was imported."
        st.html(message("error", "Mend the rows below and choose the file again.", lead))
        st.html(block(f'<ul class="ruled">{"".join(f"<li>{html_text(fault)}</li>" for fault in error.faults)}</ul>'))
        return
    if not results:
        st.html(message("info", "The file names the columns and holds no result. Nothing changes.", "No rows."))
        return
    models = the_catalog().models
    rows = [{**r.model_dump(mode="json"), "model_name": f"{models[r.model_id].name} ({r.model_id})", "expected": None} for r in results]
    st.html(block(own_results(rows, preview=True)))
    st.button(
        markdown_text(f"Use {'this result' if len(results) == 1 else f'these {len(results)} results'} for “{task}”"),
        key="own_use",
        icon=":material/check:",
        on_click=_use,
        args=(results, needs.task),
    )


def _use(results: own_evidence.Results, task: str) -> None:
    own_evidence.hold(results, task)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # the next upload starts empty


def _in_use(needs: Needs, found: dict[str, Any], task: str) -> None:
    if own_evidence.held_for() == needs.task:
        st.html(fragment(found))
    else:
        other = PARAMETERS.tasks[own_evidence.held_for()].label
        st.html(message("info", f"They were imported for “{other}” and do not count for “{task}”.", "Kept, not used."))
        st.button(
            markdown_text(f"Use them for “{task}”"), key="own_move", on_click=own_evidence.hold, args=(own_evidence.held(), needs.task)
        )
    st.button("Remove these results", key="own_remove", icon=":material/delete:", type="tertiary", on_click=own_evidence.let_go)
