"""What a visitor moves on the Economics page: the sliders above the finding, and the lines of the chart below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from zlib import crc32

import streamlit as st

from advisor.answer.naming import label
from advisor.compare import ways_to_run
from advisor.decision import Decision
from advisor.economics.choice import MOST, is_own, is_sold
from advisor.economics.lines import Line, OnMachines, Sold, bought, planned_life, planned_tariff
from advisor.economics.scenario import Scenario
from advisor.economics.study import Entry, Study, hardware
from pages.parts import catalog_state
from pages.parts import economics_state as state
from pages.parts.catalog_queries import current, model_names
from pages.parts.inputs import rows_of
from reports.safe_text import markdown_text

RUNNING = {"always": "Always", "window": "In a window", "zero": "Scaled to zero"}
MOST_WAYS = 60
"""Ways of running one model that are offered: the best first."""
AUTO = ""


def sliders(d: Decision, scenario: Scenario, lines: Sequence[Line], phone: bool) -> None:
    """What can be moved for these lines, in rows of four; what would move nothing is not there. On a phone all but the first row is folded."""
    machines = [line for line in lines if isinstance(line, OnMachines)]
    rented, own = any(line.rented for line in machines), [line for line in machines if bought(line)]
    sized = any(line.stairs is not None for line in machines)
    first = [partial(state.slide, slider) for slider in state.usual(d.needs) if sized or slider is not state.UTILISATION]
    more = [partial(state.slide, state.GPU_PRICE)] if machines else []
    if rented:
        more.append(partial(state.choose_running, scenario.running, RUNNING))
        if scenario.running != "always":
            more += [partial(state.slide, state.HOURS), partial(state.slide, state.START)]
    if own:
        more += [partial(state.slide, state.write_off(planned_life(own[0]))), partial(state.slide, state.tariff(planned_tariff(own[0])))]
    rows_of(first, 4)
    if more:
        with st.expander("Machines: price, hours, write-off, power", key="economics_machines") if phone else st.container():
            rows_of(more, 4)
    if scenario != Scenario():
        st.button(
            "Back to the figures of the recommendation",
            icon=":material/restart_alt:",
            type="tertiary",
            key="economics_reset",
            on_click=state.reset,
            args=(d.needs,),
        )


def lines(s: Study) -> None:
    """The lines as pills, two searches to add to them, and which of them the break-even is about."""
    d, items = s.decision, [e.item for e in s.entries]
    titles = {e.item: f"{e.name}, {e.place}" for e in s.entries}
    st.pills(
        "Lines in the chart; press one to remove it",
        items,
        selection_mode="multi",
        default=items,
        format_func=lambda item: markdown_text(titles.get(item, item)),
        key=f"lines_{crc32(','.join(items).encode())}",
        on_change=_kept,
        args=(tuple(items),),
        wrap=True,
    )
    chosen = set(items)
    full = len(items) >= MOST
    columns = st.columns(4, gap="medium")
    with columns[0]:
        models = model_names(current())
        _add("Add a model, run the best way", "add_line_model", models, tuple(items), full, "Model or lab")
    with columns[1]:
        ways = {
            d.options[i].option_id: f"{d.options[i].model.name}, {label(d, i)}"
            for model in dict.fromkeys(e.line.option.model.id for e in s.entries)
            for i in ways_to_run(d, model)[:MOST_WAYS]
            if d.options[i].option_id not in chosen and (is_sold(d, i) or is_own(d, i))
        }
        _add("Add another way to run one of them", "add_line_way", ways, tuple(items), full, "Provider, region or deployment")
    with columns[2]:
        _against(s)
    with columns[3]:
        _hardware(s)


def _add(title: str, key: str, names: dict[str, str], before: tuple[str, ...], full: bool, hint: str) -> None:
    st.selectbox(
        title,
        list(names),
        index=None,
        format_func=lambda item: names.get(item, item),
        placeholder="Six are the most" if full else hint,
        key=key,
        on_change=_added,
        args=(key, before),
        disabled=full,
    )


def _against(s: Study) -> None:
    """Which line that is sold the machines are measured by."""
    sold = {e.item: f"{e.name}, {e.place}" for e in s.entries if isinstance(e.line, Sold)}
    if s.sold is None or len(s.meetings) < 2:
        return
    catalog_state.widget(
        st.selectbox,
        "Break-even against",
        state.AGAINST,
        s.entries[s.sold].item,
        slot="index",
        start=list(sold).index(s.entries[s.sold].item),
        options=list(sold),
        format_func=lambda item: sold.get(item, item),
    )


def _hardware(s: Study) -> None:
    """Which GPUs the first line on machines stands on."""
    if s.own is None:
        return
    entry: Entry = s.entries[s.own]
    if not isinstance(entry.line, OnMachines):
        return
    gpus = s.decision.space.machines
    found = {gpu: gpus[at].gpu.name for gpu, at in hardware(s.decision, entry.line.i).items()}
    if len(found) < 2:
        return
    first = next(iter(found))
    catalog_state.widget(
        st.selectbox,
        f"GPUs of {entry.name}",
        state.GPU,
        entry.line.machine.gpu.id,
        slot="index",
        start=list(found).index(entry.line.machine.gpu.id),
        options=list(found),
        format_func=lambda gpu: f"{found.get(gpu, gpu)}, as recommended" if gpu == first else found.get(gpu, gpu),
    )


def _kept(before: tuple[str, ...]) -> None:
    left = st.session_state.get(f"lines_{crc32(','.join(before).encode())}", [])
    catalog_state.put(state.LINES, *[item for item in before if item in left])


def _added(key: str, before: tuple[str, ...]) -> None:
    picked = st.session_state[key]
    st.session_state[key] = None
    if picked:
        catalog_state.put(state.LINES, *before, picked)
