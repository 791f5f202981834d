"""Compare: these two to six, side by side, for this workload."""

import streamlit as st

from advisor.compare import compare, suggested, who_leads
from advisor.parameters import PARAMETERS
from pages.parts import catalog_state, compare_choice, form_state
from pages.parts.catalog_queries import current
from pages.parts.compare_decision import visitors_decision
from pages.parts.compare_rows import groups, subjects
from pages.parts.compare_scores import listed_scores
from pages.parts.load_echo import load_echo
from reports.fragments.comparison import comparison
from reports.fragments.markup import block
from reports.fragments.states import box, message
from reports.safe_text import html_text

d = visitors_decision()
catalog_state.take("compare", compare_choice.ITEMS, "only")
asked = compare_choice.chosen()
columns = compare(d, asked) or compare(d, suggested(d))
task = PARAMETERS.tasks[d.needs.task]

st.html(block(f'<h1>Compare</h1><p class="sub">{html_text(f"{task.label}: {load_echo(d.needs.volume, task.unit)}.")}</p>'))
for fault in [*form_state.faults(), *compare_choice.faults(d, asked)]:
    st.html(message("error", fault))
compare_choice.choice(d, columns)
with st.container(horizontal=True, key="compare_actions", vertical_alignment="center"):
    catalog_state.widget(st.toggle, "Only differences", "only", catalog_state.value("only") == "yes")
    st.page_link("pages/advise.py", label="Edit the workload", icon=":material/edit:")
if len(columns) < 2:
    st.html(box("Choose two to six", "Add a model, or another way to run one that is already here. Nothing is best of one."))
if columns:
    if sentence := who_leads(columns):
        st.html(block(f'<p class="sure"><strong>How sure:</strong> {html_text(sentence)}</p>'))
    of = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(len(columns))
    foot = (
        f"Best of the {of} for this workload; nothing is marked best in a row where fewer than two values are known, or where 80% intervals overlap by more than half."
        if of
        else ""
    )
    if not asked:
        foot = f"Nothing was chosen: the leading group of your answer is shown, four at most. {foot}"
    shown = groups(columns)
    at = next(n for n, group in enumerate(shown, 1) if group.title.startswith("Quality"))
    shown[at:at] = listed_scores(columns, current())
    st.html(comparison(subjects(columns), shown, catalog_state.value("only") == "yes", foot))
    compare_choice.alternatives(columns)
