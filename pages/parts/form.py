"""The form in five short groups. What most people answer is in view; the rest is one press away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from pages.parts import form_state, inputs, owned_gpus
from pages.parts.catalog import the_catalog
from pages.parts.load_echo import load_echo
from pages.parts.small_print import small_print

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
RULES = {
    "gdpr": "GDPR",
    "hipaa": "HIPAA",
    "eu_ai_act_high_risk": "AI Act high-risk",
    "pci_dss": "PCI DSS",
    "fedramp": "FedRAMP",
    "sox": "SOX",
}
REGIONS = {"EU": "EU", "EEA": "EEA", "UK": "UK", "CH": "Switzerland", "US": "US"}
NEEDS = {"none": ("Good enough will do", "none"), "helpful": ("Better is welcome", "helpful"), "required": ("Only the best", "required")}
TUNING = {"none": ("Not needed", "none"), "helpful": ("Would help", "helpful"), "required": ("Required", "required")}
METHODS = {
    "any": ("Any", "any"),
    "provider_api": ("Provider’s service", "provider_api"),
    "lora": ("LoRA", "lora"),
    "full": ("Full", "full"),
    "distillation": ("Distillation", "distillation"),
}
CAPABILITIES = {
    "tool_calling": "Tool calling",
    "structured_output": "Structured output",
    "reasoning": "Reasoning",
    "prompt_caching": "Prompt caching",
    "batch": "Batch",
    "vision": "Vision",
    "streaming": "Streaming",
}
MODALITIES = {"text": "Text", "image": "Image", "audio": "Audio", "video": "Video", "pdf": "PDF"}
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
    names = {preset.id: preset.name for preset in PRESETS}
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


def _task(needs: Needs) -> None:
    st.subheader("1  Task", anchor=False)
    left, right = st.columns(2)
    with left:
        inputs.pick(needs, "task", "What is it for?", {name: task.label for name, task in PARAMETERS.tasks.items()})
    with right:
        inputs.several(needs, "languages", "Languages", LANGUAGES)
    inputs.choice(needs, "quality.frontier_need", "How good must it be?", NEEDS)
    with st.expander("More about the task: name, capabilities, context, fine-tuning"):
        inputs.text(needs, "title", "Name of this decision", 200, placeholder="Discharge letters")
        inputs.several(needs, "capabilities", "It must be capable of", CAPABILITIES, none="Nothing special")
        inputs.rows_of(
            [
                partial(inputs.several, needs, "modalities_in", "What goes in", MODALITIES),
                partial(inputs.several, needs, "modalities_out", "What comes out", MODALITIES),
            ],
            2,
        )
        inputs.codes(needs, "languages", "Other languages, as codes", "pt, pl, uk", upper=False)
        inputs.rows_of(
            [
                partial(inputs.number, needs, "context.longest_prompt_tokens", "Longest prompt, tokens", 1_000),
                partial(inputs.number, needs, "context.longest_answer_tokens", "Longest answer, tokens", 500),
                partial(
                    inputs.percent,
                    needs,
                    "quality.hard_request_share",
                    "Share of hard requests",
                    "The part of the requests that routine quality fails",
                ),
            ]
        )
        inputs.choice(needs, "fine_tuning.need", "Fine-tuning", TUNING)
        inputs.choice(needs, "fine_tuning.method", "Method", METHODS)
        inputs.rows_of(
            [
                partial(inputs.number, needs, "fine_tuning.training_tokens_m", "Training tokens per run, millions", 1),
                partial(inputs.number, needs, "fine_tuning.runs_per_year", "Runs per year", 1),
                partial(inputs.flag, needs, "fine_tuning.must_own_weights", "Own the tuned weights"),
            ]
        )


def _data(needs: Needs) -> None:
    st.subheader("2  Data", anchor=False)
    inputs.choice(needs, "privacy.boundary", "How far may the data travel?", BOUNDARIES, BOUNDARY_HELP)
    left, right = st.columns(2)
    with left:
        inputs.several(needs, "privacy.regulations", "Rules that apply", RULES, none="None of these")
    with right:
        inputs.several(needs, "privacy.processing_regions", "Processed in", REGIONS, none="Anywhere")
    with st.expander("More about data and licence: retention, countries, your organisation"):
        inputs.rows_of(
            [
                partial(inputs.flag, needs, "privacy.provider_may_train_on_data", "A provider may train on the data"),
                partial(
                    inputs.flag,
                    needs,
                    "privacy.unknown_fails",
                    "Unpublished counts as no",
                    "Off: an unpublished answer of a provider becomes a caution",
                ),
            ],
            2,
        )
        inputs.rows_of(
            [
                partial(inputs.number, needs, "privacy.max_retention_days", "Kept at most, days", 1, none="No limit"),
                partial(
                    inputs.percent,
                    needs,
                    "privacy.sensitive_share",
                    "Sensitive share of requests",
                    "The rest may use another option, in a hybrid only",
                ),
            ],
            2,
        )
        inputs.rows_of(
            [
                partial(inputs.codes, needs, "privacy.processing_regions", "Other regions, as country codes", "JP, CA"),
                partial(inputs.codes, needs, "privacy.excluded_lab_countries", "No models made in", "CN, RU"),
                partial(inputs.codes, needs, "privacy.excluded_provider_countries", "No providers from", "CN, RU"),
            ]
        )
        inputs.rows_of(
            [
                partial(_domicile, needs),
                partial(inputs.number, needs, "licence.monthly_active_users", "Your monthly active users", 1_000),
                partial(inputs.number, needs, "licence.annual_revenue_usd", "Your annual revenue, USD", 1_000_000),
            ]
        )
        inputs.rows_of(
            [
                partial(inputs.flag, needs, "licence.commercial", "Commercial use"),
                partial(inputs.flag, needs, "licence.open_source_only", "Fully open models only"),
                partial(inputs.flag, needs, "licence.redistribute_weights", "You pass weights on"),
                partial(inputs.flag, needs, "licence.train_on_outputs", "You train models on outputs"),
            ],
            2,
        )


def _domicile(needs: Needs) -> None:
    key = inputs.widget_key("licence.domicile")
    inputs.draw(
        st.text_input,
        "Your country, as a code",
        key=key,
        value=needs.licence.domicile or "",
        changed=_domicile_changed,
        args=(key,),
        max_chars=2,
        placeholder="Not stated",
    )


def _domicile_changed(key: str) -> None:
    code = st.session_state[key].strip().upper()
    form_state.change("licence.domicile", code) if code else form_state.forget("licence.domicile")


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
    with st.expander("More about the load: growth, horizon, caching, batch"):
        inputs.rows_of(
            [
                partial(
                    inputs.slider,
                    needs,
                    "volume.monthly_growth",
                    "Growth per month, as a share",
                    -0.5,
                    1.0,
                    0.01,
                    "%.2f",
                    "0.05 is 5% more every month",
                ),
                partial(inputs.number, needs, "volume.horizon_months", "Horizon, months", 6),
                partial(inputs.number, needs, "speed.min_output_tokens_per_s", "Tokens per second, at least", 5, none="No limit"),
                partial(inputs.percent, needs, "volume.cached_input_share", "Cached share of input"),
                partial(inputs.percent, needs, "volume.batchable_share", "Share that can wait for batch"),
            ]
        )


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
    with st.expander("More about limits: upfront budget, staff cost, time, owned GPUs"):
        inputs.rows_of(
            [
                partial(inputs.number, needs, "budget.max_upfront_usd", "Upfront budget, USD", 5_000, none="No limit"),
                partial(inputs.number, needs, "team.fte_usd_per_year", "Cost of one engineer, USD a year", 10_000),
                partial(inputs.number, needs, "team.weeks_to_production", "Weeks until it must run", 1),
            ]
        )
        key = inputs.widget_key("team.owned_gpus")
        inputs.draw(
            st.text_area,
            "GPUs you own, one type per line",
            key=key,
            value=owned_gpus.written(needs.team.owned_gpus),
            changed=_gpus_changed,
            args=(key,),
            height=90,
            max_chars=2_000,
            placeholder="h100-sxm x 8",
            help="Their price is sunk: only power and space are counted",
        )


def _gpus_changed(key: str) -> None:
    found, faults = owned_gpus.read(st.session_state[key], the_catalog().gpus.keys())
    if faults:
        form_state.complain(faults)
    elif found:
        form_state.change("team.owned_gpus", found)
    else:
        form_state.forget("team.owned_gpus")


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
