"""Advise: what should we use? Answers in, the recommendation so far beside them."""

import streamlit as st

from pages.parts import form_state, revision
from pages.parts.answer import answer_so_far, visitors_answer
from pages.parts.form import form, presets
from pages.parts.live_panel import live_panel, phone_strip
from pages.parts.own_evidence_form import own_evidence_fold
from reports.fragments.states import message

read, found = visitors_answer(answer_so_far)

st.html(
    '<div class="wb"><h1>What should we use?</h1><p class="sub">Answer what you know. “I don’t know” keeps the preset’s value and is listed as assumed.</p></div>'
)
revision.notice()
for fault in form_state.faults():
    st.html(message("error", fault))
presets()
left, right = st.columns([7, 5], gap="large")
with right, st.container(key="live"):
    live_panel(found, read.needs)
with left:
    form(read.needs)
    own_evidence_fold(read.needs, found)
phone_strip(found)
