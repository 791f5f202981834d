"""What may be asked for, what is filled in, and what is said about everything that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.needs import BOUNDARIES, CRITERIA, LARGEST_DOCUMENT, Needs, NeedsError, read_needs, read_needs_text
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS

DEFAULTS: dict[str, Any] = {
    "title": "",
    "task": "chat",
    "modalities_in": ["text"],
    "modalities_out": ["text"],
    "languages": ["en"],
    "privacy": {
        "boundary": "any_provider", "regulations": [], "processing_regions": [], "provider_may_train_on_data": False, "max_retention_days": None,
        "sensitive_share": 1.0, "excluded_lab_countries": [], "excluded_provider_countries": [], "unknown_fails": True,
    },
    "volume": {
        "requests_per_month": 100_000, "input_tokens_per_request": 3000, "output_tokens_per_request": 400, "cached_input_share": 0.0,
        "batchable_share": 0.0, "peak_to_average": 4.0, "monthly_growth": 0.0, "horizon_months": 12, "video_seconds_per_request": 8,
        "video_resolution": "720p", "images_per_request": 1, "audio_minutes_per_request": 5,
    },
    "speed": {"max_time_to_first_token_s": None, "min_output_tokens_per_s": None},
    "context": {"longest_prompt_tokens": 16_000, "longest_answer_tokens": 2000},
    "quality": {"frontier_need": "helpful", "hard_request_share": 0.1},
    "fine_tuning": {"need": "none", "method": "any", "training_tokens_m": 0, "runs_per_year": 0, "must_own_weights": False},
    "capabilities": [],
    "licence": {
        "commercial": True, "monthly_active_users": 0, "annual_revenue_usd": 0, "domicile": None, "open_source_only": False,
        "redistribute_weights": False, "train_on_outputs": False,
    },
    "team": {"ml_ops_fte": 1.0, "fte_usd_per_year": 180_000, "owned_gpus": [], "weeks_to_production": 12},
    "budget": {"max_monthly_usd": None, "max_upfront_usd": None},
    "priorities": {"quality": 3, "cost": 3, "speed": 1, "control": 2, "simplicity": 2, "portability": 1, "evidence": 1},
}  # fmt: skip
"""Section 2 of the contract, as somebody who reads it would write it down."""


def faults_of(raw: Any) -> list[str]:
    with pytest.raises(NeedsError) as caught:
        read_needs(raw)
    return caught.value.faults


def text_faults(text: str) -> list[str]:
    with pytest.raises(NeedsError) as caught:
        read_needs_text(text)
    return caught.value.faults


def leaves(node: dict[str, Any], prefix: str = "") -> list[str]:
    return [
        name
        for key, value in node.items()
        for name in (leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [f"{prefix}{key}"])
    ]


# --- defaults --------------------------------------------------------------------------------------------------------


def test_an_empty_object_is_the_contract_with_its_defaults():
    assert read_needs({}).needs.model_dump(mode="json") == DEFAULTS


def test_everything_that_was_not_given_is_listed_as_assumed():
    assert list(read_needs({}).assumed) == leaves(DEFAULTS)


def test_a_given_value_is_not_assumed_even_where_it_equals_the_default():
    assumed = read_needs({"task": "chat", "volume": {"peak_to_average": 4.0}, "privacy": {"max_retention_days": None}}).assumed
    assert not {"task", "volume.peak_to_average", "privacy.max_retention_days"} & set(assumed)
    assert {"volume.requests_per_month", "privacy.boundary", "title"} <= set(assumed)


def test_whoever_gives_everything_assumes_nothing():
    assert read_needs(DEFAULTS).assumed == ()


@pytest.mark.parametrize("task", sorted(PARAMETERS.tasks))
def test_modalities_and_priorities_follow_the_task(task: str):
    preset, needs = PARAMETERS.tasks[task], read_needs({"task": task}).needs
    assert (needs.modalities_in, needs.modalities_out) == (preset.modalities_in, preset.modalities_out)
    assert needs.priorities.model_dump() == preset.priorities


def test_one_stated_priority_leaves_the_others_to_the_preset():
    needs = read_needs({"task": "video_generation", "priorities": {"cost": 0.5}}).needs
    assert needs.priorities.cost == 0.5
    assert needs.priorities.quality == PARAMETERS.tasks["video_generation"].priorities["quality"]


def test_needs_that_were_read_read_the_same_again():
    once = read_needs({"task": "coding", "team": {"owned_gpus": [{"gpu": "h100-sxm", "count": 8}]}}).needs
    assert read_needs(once.model_dump(mode="json")).needs == once


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.id)
def test_every_preset_is_read_without_fault(preset: Any):
    read = read_needs(preset.needs)
    assert read.needs.title
    assert preset.summary.endswith(".")


# --- faults ----------------------------------------------------------------------------------------------------------


def test_all_faults_are_named_at_once_with_field_value_and_what_is_allowed():
    faults = faults_of(
        {"volume": {"requests_per_month": -5}, "colour": "red", "privacy": {"boundary": "moon"}, "licence": {"domicile": "Germany"}}
    )
    assert len(faults) == 4
    by_field = {fault.split(" ")[0]: fault for fault in faults}
    assert "-5" in by_field["volume.requests_per_month"]
    assert "1 up to 10,000,000,000" in by_field["volume.requests_per_month"]
    assert "moon" in by_field["privacy.boundary"]
    assert all(boundary in by_field["privacy.boundary"] for boundary in BOUNDARIES)
    assert "Germany" in by_field["licence.domicile"]
    assert "DE" in by_field["licence.domicile"]
    assert "not a field" in by_field["colour"]


BOUNDS = [
    ("volume.requests_per_month", 1, 10**10),
    ("volume.input_tokens_per_request", 1, 10**7),
    ("volume.output_tokens_per_request", 1, 10**6),
    ("volume.cached_input_share", 0, 1),
    ("volume.batchable_share", 0, 1),
    ("volume.peak_to_average", 1, 1000),
    ("volume.monthly_growth", -0.5, 1),
    ("volume.horizon_months", 1, 60),
    ("privacy.sensitive_share", 0, 1),
    ("privacy.max_retention_days", 0, 36_500),
    ("quality.hard_request_share", 0, 1),
    ("context.longest_prompt_tokens", 1, 10**8),
    ("licence.monthly_active_users", 0, 10**10),
    ("licence.annual_revenue_usd", 0, 1e13),
    ("team.ml_ops_fte", 0, 1000),
    ("team.weeks_to_production", 0, 520),
    ("priorities.quality", 0, 5),
    ("fine_tuning.training_tokens_m", 0, 1e6),
]


def with_value(field: str, value: Any) -> dict[str, Any]:
    part, name = field.split(".")
    return {part: {name: value}}


@pytest.mark.parametrize(("field", "low", "high"), BOUNDS)
def test_the_ends_of_a_range_are_allowed_and_just_beyond_is_not(field: str, low: float, high: float):
    for value in (low, high):
        read_needs(with_value(field, value))
    step = 1 if isinstance(high, int) and high > 1 else 0.001
    for value in (low - step, high + step):
        (fault,) = faults_of(with_value(field, value))
        assert fault.startswith(f"{field} is ")
        assert "Give a" in fault


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400, True, "5", [], {}, None])
def test_what_is_no_finite_number_is_refused(value: Any):
    (fault,) = faults_of({"volume": {"requests_per_month": value}})
    assert fault.startswith("volume.requests_per_month")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "-1e400", "1000000000000", "-1", "0", "2.5", "9" * 5000])
def test_absurd_numbers_in_a_document_are_refused_by_name(number: str):
    faults = text_faults(f'{{"volume": {{"requests_per_month": {number}}}}}')
    assert len(faults) == 1
    assert "requests_per_month" in faults[0] or "digits" in faults[0]
    assert len(faults[0]) < 300


def test_priorities_may_not_all_be_zero():
    (fault,) = faults_of({"priorities": dict.fromkeys(CRITERIA, 0)})
    assert fault == "priorities are all 0; give at least one criterion more than 0."


@pytest.mark.parametrize("raw", [None, [], "text", 3, True])
def test_needs_are_one_object(raw: Any):
    (fault,) = faults_of(raw)
    assert "one JSON object" in fault


@pytest.mark.parametrize("part", ["privacy", "volume", "team", "priorities", "modalities_in", "capabilities"])
@pytest.mark.parametrize("value", [None, 5, "x"])
def test_a_part_of_the_wrong_kind_is_named(part: str, value: Any):
    assert any(fault.startswith(part) for fault in faults_of({part: value}))


@pytest.mark.parametrize("task", [None, 5, [], {}, "poetry"])
def test_a_task_that_is_none_is_answered_with_those_there_are(task: Any):
    (fault,) = faults_of({"task": task})
    assert fault.startswith("task is ")
    assert "summarization" in fault


@pytest.mark.parametrize("title", ["two\nlines", "bell\x07", "right\u202eleft", "nul\x00", "x" * 201])
def test_titles_are_plain_and_short(title: str):
    (fault,) = faults_of({"title": title})
    assert fault.startswith("title is ")
    assert fault.isprintable()
    assert len(fault) < 200


def test_markup_in_a_title_is_text_like_any_other():
    assert read_needs({"title": "<script>alert(1)</script> =1+1"}).needs.title.startswith("<script>")


def test_duplicate_keys_are_a_fault_and_not_a_silent_choice():
    assert text_faults('{"task": "chat", "task": "coding"}') == ['"task" stands twice in one object. Give each field once.']
    assert "boundary" in text_faults('{"privacy": {"boundary": "air_gapped", "boundary": "any_provider"}}')[0]


@pytest.mark.parametrize(
    "deep", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, '{"title": ' + "[" * 900 + "]" * 900 + "}"]
)
def test_deep_nesting_is_a_message(deep: str):
    (fault,) = text_faults(deep)
    assert fault
    assert len(fault) < 300


def test_a_huge_document_is_refused_by_its_size():
    (fault,) = text_faults('{"title": "' + "x" * 10_000_000 + '"}')
    assert "10,000,013" in fault
    assert f"{LARGEST_DOCUMENT:,}" in fault


def test_a_huge_value_is_not_repeated_in_its_fault():
    faults = text_faults(json.dumps({"task": "x" * 100_000, "y" * 100_000: 1}))
    assert len(faults) == 2
    assert all(len(fault) < 400 for fault in faults)


@pytest.mark.parametrize("text", ["", "{", "nothing", '{"a": }', "\x00", "{'task': 'chat'}"])
def test_what_is_no_json_says_where(text: str):
    (fault,) = text_faults(text)
    assert "not JSON" in fault
    assert "line 1" in fault


def test_faults_of_hostile_keys_hold_no_control_characters():
    faults = text_faults(json.dumps({"a\nb\x1b[31m": 1, "privacy": {"\u202e": 1}}))
    assert len(faults) == 2
    assert all("\n" not in fault and "\x1b" not in fault and "\u202e" not in fault for fault in faults)


def test_owned_gpus_name_type_and_count():
    (fault,) = faults_of({"team": {"owned_gpus": [{"gpu": "h100-sxm", "count": 0}]}})
    assert fault.startswith("team.owned_gpus.0.count is 0.")
    assert "1 up to 100,000" in fault


@pytest.mark.parametrize("regions", [["EU"], ["EEA", "CH"], ["UK"], ["GB"], ["US", "CA"]])
def test_regions_are_zones_or_countries(regions: list[str]):
    assert list(read_needs({"privacy": {"processing_regions": regions}}).needs.privacy.processing_regions) == regions


@pytest.mark.parametrize("region", ["Europe", "eu", "", "XX", "eu-west-1"])
def test_a_region_that_is_none_is_answered_with_the_zones(region: str):
    (fault,) = faults_of({"privacy": {"processing_regions": [region]}})
    assert fault.startswith("privacy.processing_regions.0")
    assert "EEA" in fault


def test_needs_cannot_be_changed_after_reading():
    needs = read_needs({}).needs
    with pytest.raises(ValueError, match="frozen"):
        needs.title = "other"  # type: ignore[misc]
    assert needs == Needs()
