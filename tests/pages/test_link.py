"""An address carries every answer, and nothing that was not given."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.needs import CRITERIA, Needs, NeedsError, read_needs
from advisor.presets import PRESETS
from pages.parts import form_state, link

SHARES = st.floats(0, 1, allow_nan=False)
WHOLE = st.integers(1, 1_000_000)
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "title": st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf")), min_size=1, max_size=60)
    | st.sampled_from(["none", " none", "<script>", "=1+1"]),
    "task": st.sampled_from(["chat", "coding", "video_generation"]),
    "modalities_in": st.lists(st.sampled_from(["text", "pdf", "audio"]), min_size=1, max_size=3),
    "modalities_out": st.lists(st.sampled_from(["text", "image"]), min_size=1, max_size=2),
    "languages": st.lists(st.sampled_from(["en", "de", "zh-Hant"]), max_size=3),
    "privacy.boundary": st.sampled_from(["any_provider", "own_premises"]),
    "privacy.regulations": st.lists(st.sampled_from(["gdpr", "hipaa"]), max_size=2),
    "privacy.processing_regions": st.lists(st.sampled_from(["EU", "DE"]), max_size=2),
    "privacy.excluded_lab_countries": st.lists(st.sampled_from(["CN", "RU"]), max_size=2),
    "privacy.excluded_provider_countries": st.lists(st.sampled_from(["CN", "RU"]), max_size=2),
    "privacy.max_retention_days": st.none() | st.floats(0, 36_500),
    "volume.requests_per_month": WHOLE,
    "volume.monthly_growth": st.floats(-0.5, 1),
    "volume.horizon_months": st.integers(1, 60),
    "volume.peak_to_average": st.floats(1, 1_000),
    "volume.video_resolution": st.sampled_from(["720p", "4k"]),
    "speed.max_time_to_first_token_s": st.none() | st.floats(0.01, 3_600),
    "speed.min_output_tokens_per_s": st.none() | st.floats(0.01, 10_000),
    "quality.frontier_need": st.sampled_from(["none", "helpful", "required"]),
    "fine_tuning.need": st.sampled_from(["none", "helpful", "required"]),
    "fine_tuning.method": st.sampled_from(["any", "lora"]),
    "capabilities": st.lists(st.sampled_from(["vision", "batch"]), max_size=2),
    "licence.domicile": st.none() | st.sampled_from(["DE", "US"]),
    "team.owned_gpus": st.lists(
        st.fixed_dictionaries({"gpu": st.sampled_from(["h100-sxm", "rtx-4090"]), "count": st.integers(1, 99)}), max_size=3
    ),
    "team.ml_ops_fte": st.floats(0, 1_000),
    "team.weeks_to_production": st.floats(0, 520),
    "budget.max_monthly_usd": st.none() | st.floats(1, 1e12),
    "budget.max_upfront_usd": st.none() | st.floats(0, 1e12),
}


def strategy(field: link.LinkField) -> st.SearchStrategy[Any]:
    if field.path in SPECIAL:
        return SPECIAL[field.path]
    if field.path.startswith("priorities."):
        return st.floats(0.5, 5)
    if field.kind == "flag":
        return st.booleans()
    return SHARES if field.path.endswith("_share") else WHOLE.filter(lambda n: n < 1_000)


@st.composite
def documents(draw: st.DrawFn) -> link.Raw:
    raw: link.Raw = {}
    for field in draw(st.lists(st.sampled_from(link.FIELDS), unique=True, max_size=12)):
        raw = link.put(raw, field.path, draw(strategy(field)))
    return raw


@given(documents())
@settings(max_examples=150, deadline=None)
def test_a_link_reads_back_as_the_same_needs_and_the_same_assumptions(raw: link.Raw) -> None:
    address = urlencode(link.to_query(raw))
    again = link.from_query(dict(parse_qsl(address, keep_blank_values=True)))
    assert again == raw
    assert read_needs(again) == read_needs(raw)


@given(st.dictionaries(st.sampled_from(sorted(link.KEYS)), st.text(max_size=40), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_address_gives_needs_or_faults_that_name_a_field_never_an_exception(query: dict[str, str]) -> None:
    raw, read, faults = form_state.without_faults(link.from_query(query))
    assert read == read_needs(raw)
    for fault in faults:
        assert fault.split(".")[0].split(" ")[0] in Needs.model_fields


def test_every_leaf_of_the_needs_has_a_parameter_and_only_one() -> None:
    leaves = set(read_needs({}).assumed)
    assert {field.path for field in link.FIELDS} == leaves
    assert len(link.KEYS) == len(link.FIELDS)
    assert {f"priorities.{name}" for name in CRITERIA} <= leaves


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_each_preset_fits_into_a_link(preset: Any) -> None:
    query = link.to_query(preset.needs)
    assert read_needs(link.from_query(query)) == read_needs(preset.needs)
    assert len(urlencode(query)) < 1_500


def test_parameters_of_other_pages_are_left_alone() -> None:
    assert link.from_query({"q": "llama", "utm_source": "mail"}) == {}
    assert not link.mentions({"q": "llama"})


def test_a_faulty_value_is_left_out_by_name_and_the_rest_stays() -> None:
    raw = link.from_query({"requests": "-5", "peak": "abc", "task": "coding", "rules": "gdpr,nonsense"})
    rest, read, faults = form_state.without_faults(raw)
    assert rest == {"task": "coding"}
    assert read.needs.task == "coding"
    assert any(fault.startswith("volume.requests_per_month is -5") and "1" in fault for fault in faults)
    assert any(fault.startswith("volume.peak_to_average") for fault in faults)
    assert any("nonsense" in fault and "hipaa" in fault for fault in faults)


@pytest.mark.parametrize("text", ["nan", "1e400", "-inf", "9" * 5_000, "0x10", "１２", "", "1_000"])
def test_an_absurd_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(NeedsError, match=r"^volume\.requests_per_month"):
        read_needs(link.from_query({"requests": text}))


def test_dropping_the_last_answer_of_a_part_drops_the_part() -> None:
    raw = link.put(link.put({}, "team.ml_ops_fte", 2), "budget.max_monthly_usd", 10)
    assert link.drop(raw, "team.ml_ops_fte") == {"budget": {"max_monthly_usd": 10}}
    assert link.drop(raw, "priorities") == raw
    assert raw["team"] == {"ml_ops_fte": 2}, "the original is untouched"
