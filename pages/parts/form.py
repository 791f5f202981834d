"""The form in five short groups. What most people answer is in view; the rest is one press away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from pages.parts import form_more, form_state, inputs
from pages.parts.load_echo import load_echo
from pages.parts.small_print import small_print
from reports.words import REGULATIONS

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "zh": "Chinese",
    "ja": "Japanese",
    "ar": "Arabic",
}
BOUNDARIES = {
    "any_provider": ("Any provider", "any_provider"),
    "no_retention": ("No retention", "no_retention"),
    "own_cloud_tenant": ("Own cloud", "own_cloud_tenant"),
    "own_premises": ("Own premises", "own_premises"),
    "air_gapped": ("Air-gapped", "air_gapped"),
}
BOUNDARY_HELP = (
    "Any provider: a third party may process the data and keep it under its terms. No retention: it processes the data and keeps nothing after the answer. "
    "Own cloud: only in accounts you control. Own premises: only on your site. Air-gapped: there, without an outside connection."
)
REGIONS = {"EU": "EU", "EEA": "EEA", "UK": "UK", "CH": "Switzerland", "US": "US"}
NEEDS = {"none": ("Good enough will do", "none"), "helpful": ("Better is welcome", "helpful"), "required": ("Only the best", "required")}
FIRST_TOKEN = {"1": ("1 s", 1.0), "3": ("3 s", 3.0), "10": ("10 s", 10.0), "any": ("No limit", None)}
RESOLUTIONS = {name: (name, name) for name in ("480p", "720p", "1080p", "2k", "4k")}
PRIORITIES = {
    "quality": "How well it does this task",
    "cost": "Total cost a month, staff included",
    "control": "Who can see the data, change the model, or switch it off",
    "simplicity": "Time to production and parts to operate",
    "speed": "First token and tokens per second",
    "portability": "How easily the same weights run elsewhere",
    "evidence": "How well the figures are supported",
}


def presets() -> None:
    """Starting points; pressing the chosen one again clears every answer."""
    names = {preset.id: preset.name for preset in form_state.presets()}
    inputs.draw(
        st.pills,
        "Start from a preset",
        key="f_preset",
        value=form_state.preset_id(),
        slot="default",
        changed=_preset_changed,
        options=list(names),
        format_func=lambda name: names.get(name, name),
        wrap=True,
    )


def _preset_changed() -> None:
    form_state.start_from(st.session_state["f_preset"])


def form(needs: Needs) -> None:
    """All five groups, showing these needs."""
    unit = PARAMETERS.tasks[needs.task].unit
    _task(needs)
    _data(needs)
    _load(needs, unit)
    _limits(needs)
    _what_matters(needs)


def _more(label: str, name: str, body: Callable[[], None]) -> None:
    """A fold whose widgets are drawn only while it is open: every widget costs time at each change."""
    fold = st.expander(label, key=f"more_{name}", on_change="rerun")
    if fold.open:
        with fold:
            body()


def _task(needs: Needs) -> None:
    st.subheader("1  Task", anchor=False)
    left, right = st.columns(2)
    with left:
        inputs.pick(needs, "task", "What is it for?", {name: task.label for name, task in PARAMETERS.tasks.items()})
    with right:
        inputs.several(needs, "languages", "Languages", LANGUAGES)
    inputs.choice(needs, "quality.frontier_need", "How good must it be?", NEEDS)
    _more("More about the task: name, capabilities, context, fine-tuning", "task", partial(form_more.more_task, needs))


def _data(needs: Needs) -> None:
    st.subheader("2  Data", anchor=False)
    inputs.choice(needs, "privacy.boundary", "How far may the data travel?", BOUNDARIES, BOUNDARY_HELP)
    left, right = st.columns(2)
    with left:
        inputs.several(needs, "privacy.regulations", "Rules that apply", REGULATIONS, none="None of these")
    with right:
        inputs.several(needs, "privacy.processing_regions", "Processed in", REGIONS, none="Anywhere")
    _more("More about data and licence: retention, countries, your organisation", "data", partial(form_more.more_data, needs))


def _load(needs: Needs, unit: str) -> None:
    st.subheader("3  Load", anchor=False)
    requests = partial(inputs.number, needs, "volume.requests_per_month", "Requests per month", 10_000)
    inputs.rows_of([requests, *_sizes(needs, unit)])
    small_print(load_echo(needs.volume, unit))
    left, right = st.columns(2)
    with left:
        inputs.slider(needs, "volume.peak_to_average", "Peak to average", 1.0, 20.0, 0.5, "%.3g×")
    with right:
        inputs.choice(needs, "speed.max_time_to_first_token_s", "First token within", FIRST_TOKEN, spell=lambda value: f"{value:g} s")
    _more("More about the load: growth, horizon, caching, batch", "load", partial(form_more.more_load, needs))


def _sizes(needs: Needs, unit: str) -> list[partial[None]]:
    """The size of one request, in what this task is counted in."""
    if unit == "image":
        return [partial(inputs.number, needs, "volume.images_per_request", "Images each", 1)]
    if unit == "second":
        return [
            partial(inputs.number, needs, "volume.video_seconds_per_request", "Seconds of video each", 1),
            partial(inputs.choice, needs, "volume.video_resolution", "Resolution", RESOLUTIONS),
        ]
    if unit == "minute":
        return [partial(inputs.number, needs, "volume.audio_minutes_per_request", "Minutes of audio each", 1)]
    return [
        partial(inputs.number, needs, "volume.input_tokens_per_request", "Input tokens each", 500),
        partial(inputs.number, needs, "volume.output_tokens_per_request", "Output tokens each", 100),
    ]


def _limits(needs: Needs) -> None:
    st.subheader("4  Limits", anchor=False)
    inputs.rows_of(
        [
            partial(inputs.number, needs, "budget.max_monthly_usd", "Budget, USD per month", 500, none="No limit"),
            partial(inputs.number, needs, "team.ml_ops_fte", "Operations staff, full-time equivalents", 0.5),
        ],
        2,
    )
    _more("More about limits: upfront budget, staff cost, time, owned GPUs", "limits", partial(form_more.more_limits, needs))


def _what_matters(needs: Needs) -> None:
    st.subheader("5  What matters", anchor=False)
    sliders = [
        partial(inputs.slider, needs, f"priorities.{name}", name.capitalize(), 0.0, 5.0, 0.5, "%.3g of 5", why)
        for name, why in PRIORITIES.items()
    ]
    inputs.rows_of(sliders)
    st.button(
        "I don’t know: use the task’s usual priorities",
        type="tertiary",
        on_click=form_state.forget,
        args=("priorities",),
        key="usual_priorities",
    )
