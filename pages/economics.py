"""Economics: when does self-hosting pay?"""

from pathlib import Path

import streamlit as st

from advisor.economics.claims import claims
from advisor.economics.study import drawn_range, study, told_volumes
from advisor.economics.words import dearer, finding, reasons, starting
from advisor.parameters import PARAMETERS
from pages.parts import catalog_state, economics_controls, economics_state, form_state
from pages.parts.charts import CONFIG, palette
from pages.parts.compare_decision import visitors_decision
from pages.parts.economics_chart import cost_chart, described
from pages.parts.economics_export import figures_file
from pages.parts.economics_notes import explained, faults, without_machines
from pages.parts.load_echo import load_echo
from reports.fragments import economics as tables
from reports.fragments.markup import block, section
from reports.fragments.states import message
from reports.safe_text import html_text

st.html(Path(__file__).parent / "parts" / "economics.css")
d = visitors_decision()
catalog_state.take("economics", *economics_state.names(d.needs))
scenario, wrong = economics_state.scenario(d.needs)
task = PARAMETERS.tasks[d.needs.task]
s = study(
    d,
    scenario,
    catalog_state.values(economics_state.LINES),
    catalog_state.value(economics_state.AGAINST),
    catalog_state.value(economics_state.GPU),
)

echo = f"{task.label}: {load_echo(d.needs.volume, task.unit)}. Sliders change this page alone; your answers stay as they are."
st.html(block(f'<h1>When does self-hosting pay?</h1><p class="sub">{html_text(echo)}</p>'))
for fault in [*form_state.faults(), *wrong, *faults(s)]:
    st.html(message("error", fault))
explained(s)
for sentence in starting(s):
    st.html(message("info", sentence))
if found := tables.conclusion(finding(s)):
    st.html(found)
phone = "Mobi" in str(st.context.headers.get("User-Agent", ""))
economics_controls.sliders(d, scenario, [e.line for e in s.entries], phone)
if without_machines(s):
    st.stop()

what = {"token": f"{d.needs.volume.input_tokens_per_request:,} tokens in, {d.needs.volume.output_tokens_per_request:,} out"}.get(
    task.unit, task.label
)
st.html(section("Cost against volume", "", f"USD per month by requests per month, both log scales; {what}"))
st.plotly_chart(
    cost_chart(s, palette(st.context.theme.type), phone), theme=None, width="stretch", config=CONFIG, alt=described(s), key="cost_chart"
)
st.html(tables.sources(s, PARAMETERS["freshness.price_days"]))
with st.expander("The same figures as a table", key="economics_figures"):
    st.html(tables.figures_table(s, told_volumes(s, *drawn_range(s))))
    figures_file(s)
economics_controls.lines(s)

left, right = st.columns(2, gap="large")
with left:
    st.html(tables.at_your_volume(s) + tables.meetings(s))
with right:
    st.html(tables.tornado(s.drivers, s.meeting))
for fragment in (tables.why_still(reasons(s)) if dearer(s) else "", tables.claims_beside(claims(s))):
    if fragment:
        st.html(fragment)
