"""The folds of the form: answers that few people need to change, drawn only while their fold is open."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.needs import Needs
from pages.parts import form_state, inputs, owned_gpus
from pages.parts.catalog import the_catalog

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


def more_task(needs: Needs) -> None:
    """More about the task."""
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


def more_data(needs: Needs) -> None:
    """More about data, licence and your organisation."""
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


def more_load(needs: Needs) -> None:
    """More about the load."""
    inputs.rows_of(
        [
            partial(inputs.percent, needs, "volume.monthly_growth", "Growth per month"),
            partial(inputs.number, needs, "volume.horizon_months", "Horizon, months", 6),
            partial(inputs.number, needs, "speed.min_output_tokens_per_s", "Tokens per second, at least", 5, none="No limit"),
            partial(inputs.percent, needs, "volume.cached_input_share", "Cached share of input"),
            partial(inputs.percent, needs, "volume.batchable_share", "Share that can wait for batch"),
        ]
    )


def more_limits(needs: Needs) -> None:
    """More about limits."""
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
