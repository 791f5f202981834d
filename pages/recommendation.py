"""Recommendation: why this, at what price, how sure?"""

from functools import partial

import streamlit as st

from pages.parts import catalog_state, compare_choice, form_state, other_day, own_evidence, reasoning, revision
from pages.parts.answer import answer, visitors_answer, whole_answer
from pages.parts.exports import export_menu
from pages.parts.hybrid_tab import tab_hybrid
from pages.parts.live_panel import copy_link
from pages.parts.remedy_buttons import remedy_buttons
from pages.parts.save_report import save_report
from reports.fragments.change import sure_line
from reports.fragments.headline import fact_strip, headline
from reports.fragments.markup import block
from reports.fragments.own_evidence import own_line
from reports.fragments.states import empty_state, message

catalog_state.take("recommendation", other_day.NAME)
day = other_day.chosen()
read, found = visitors_answer(partial(answer, on=day))
whole = partial(whole_answer, read, own_evidence.results_for(read), day)

revision.notice()
for fault in [*form_state.faults(), *other_day.faults()]:
    st.html(message("error", fault))
if not found["options"]:
    st.html(block("<h1>Recommendation</h1>"))
    st.html(empty_state(found))
    remedy_buttons(read.needs, found, edit=True)
    save_report(found, whole)
    reasoning.tab_excluded(found)
    st.stop()

st.html(headline(found))
with st.container(horizontal=True, key="actions", vertical_alignment="center"):
    copy_link("Share link", "recommendation", primary=True)
    save_report(found, whole)
    export_menu(found, whole)
    if st.button("Compare the leading group", icon=":material/compare_arrows:", key="compare_leading"):
        compare_choice.choose(())
        st.switch_page("pages/compare.py")
    st.page_link("pages/economics.py", label="Cost against volume", icon=":material/show_chart:")
    st.page_link("pages/advise.py", label="Edit answers", icon=":material/edit:")
    other_day.control(day)
st.html(fact_strip(found) + sure_line(found))
if own := own_line(found):
    st.html(block(own))
reasoning.tabs(found, whole, {"hybrid": ("Hybrid", partial(tab_hybrid, read=read))})
