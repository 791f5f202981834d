"""Task, context and capabilities: what a model can do, what an endpoint serves of it, and what is not published."""

from __future__ import annotations

from typing import Any

import pytest
from examples import a_catalog, a_decision, a_model, a_provider, a_question, a_service, an_offer, an_open_model

from advisor.rule import Service
from advisor.rules import capabilities, context, task
from advisor.verdict import Outcome, Verdict
from catalog.schema import Deployment as Way

LONGEST = {"context": {"longest_prompt_tokens": 31_000, "longest_answer_tokens": 1_000}}


def sold(model: Any = None, **offer: Any) -> Service:
    return Service(Way.CLOSED_API, a_provider(), None, model or a_model(), an_offer(**offer))


# --- context ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "outcome"), [(32_000, Outcome.YES), (31_999, Outcome.NO), (None, Outcome.UNKNOWN)])
def test_prompt_and_answer_together_have_to_fit_the_window(window: int | None, outcome: Outcome):
    verdict = context.fits_model(a_model(context_tokens=window), a_question(**LONGEST))
    assert verdict.outcome is outcome
    assert "32,000" in verdict.reason


@pytest.mark.parametrize(("window", "outcome"), [(32_000, Outcome.YES), (31_999, Outcome.NO), (None, Outcome.YES)])
def test_a_host_that_serves_less_than_the_model_can_is_judged_by_its_own_limit(window: int | None, outcome: Outcome):
    verdict = context.fits_offer(sold(context_tokens=window), a_question(**LONGEST))
    assert verdict.outcome is outcome
    if outcome is Outcome.NO:
        assert "31,999" in (verdict.remedy or "")


@pytest.mark.parametrize(("longest", "outcome"), [(1_000, Outcome.YES), (999, Outcome.NO)])
def test_the_longest_answer_served_has_to_hold_the_longest_answer_asked_for(longest: int, outcome: Outcome):
    verdict = context.fits_offer(sold(max_output_tokens=longest), a_question(**LONGEST))
    assert verdict.outcome is outcome
    assert (f"{longest:,}" in verdict.reason) or outcome is Outcome.YES


def test_an_unpublished_window_is_a_caution_and_no_exclusion():
    decision = a_decision(a_catalog(models=(a_model(context_tokens=None), an_open_model())))
    assert "acme/closed-large" in {decision.options[i].model.id for i in decision.ranked}


def test_media_tasks_have_no_context_to_fit():
    parts = {"task": "video_generation", "context": {"longest_prompt_tokens": 10**8}}
    assert context.fits_model(a_model(context_tokens=1_000), a_question(**parts)).outcome is Outcome.YES


# --- task ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has", "asks", "outcome"),
    [
        (("text",), ["text"], Outcome.YES),
        (("text",), ["text", "image"], Outcome.NO),
        (("text", "image"), ["text", "pdf"], Outcome.YES),
        (("text",), ["pdf"], Outcome.NO),
        (("text", "image"), ["audio"], Outcome.NO),
    ],
)
def test_everything_to_be_read_must_be_readable_and_pdf_is_where_images_are(has: tuple[str, ...], asks: list[str], outcome: Outcome):
    verdict = task.serves_modalities(a_model(modalities_in=has), a_question(modalities_in=asks))
    assert verdict.outcome is outcome


def test_what_is_to_be_produced_must_be_among_the_outputs():
    verdict = task.serves_modalities(a_model(), a_question(modalities_out=["text", "video"]))
    assert verdict.outcome is Outcome.NO
    assert "video" in verdict.reason


def test_embeddings_answer_nothing():
    assert task.serves_modalities(a_model(kind="embedding"), a_question()).outcome is Outcome.NO


@pytest.mark.parametrize(
    ("task_id", "unit", "outcome"),
    [
        ("chat", "mtok", Outcome.YES),
        ("chat", "minute", Outcome.NO),
        ("video_generation", "second", Outcome.YES),
        ("video_generation", "mtok", Outcome.NO),
        ("image_generation", "image", Outcome.YES),
        ("transcription", "minute", Outcome.YES),
        ("transcription", "mtok", Outcome.NO),
    ],
)
def test_a_workload_needs_a_price_in_its_own_unit(task_id: str, unit: str, outcome: Outcome):
    verdict = task.priced_in_task_unit(sold(unit=unit), a_question(task=task_id))
    assert verdict.outcome is outcome
    assert bool(verdict.remedy) is (outcome is Outcome.NO)


# --- capabilities ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reasons", "outcome"), [(True, Outcome.YES), (False, Outcome.NO), (None, Outcome.UNKNOWN)])
def test_reasoning_is_of_the_weights(reasons: bool | None, outcome: Outcome):
    assert capabilities.of_model(a_model(reasoning=reasons), a_question(capabilities=["reasoning"])).outcome is outcome


def test_vision_is_reading_images():
    asked = a_question(capabilities=["vision"])
    assert capabilities.of_model(a_model(modalities_in=("text", "image")), asked).outcome is Outcome.YES
    assert capabilities.of_model(a_model(), asked).outcome is Outcome.NO


@pytest.mark.parametrize(
    ("of_offer", "of_model", "outcome"),
    [
        (True, False, Outcome.YES),
        (False, True, Outcome.NO),
        (None, True, Outcome.YES),
        (None, False, Outcome.NO),
        (None, None, Outcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize("name", ["tool_calling", "structured_output"])
def test_what_the_offer_says_counts_and_the_model_stands_in_where_it_is_silent(
    name: str, of_offer: bool | None, of_model: bool | None, outcome: Outcome
):
    service = sold(a_model(**{name: of_model}), **{name: of_offer})
    assert capabilities.of_service(service, a_question(capabilities=[name])).outcome is outcome


def test_batch_and_caching_show_in_their_prices():
    asked = a_question(capabilities=["batch", "prompt_caching"])
    assert capabilities.of_service(sold(), asked).outcome is Outcome.YES
    without = sold(usd_per_mtok_batch_in=None, usd_per_mtok_batch_out=None, usd_per_mtok_cached_in=None)
    assert capabilities.of_service(without, asked).outcome is Outcome.UNKNOWN
    refused = sold(usd_per_mtok_cached_in=None, prompt_caching=False)
    assert capabilities.of_service(refused, asked).outcome is Outcome.NO


@pytest.mark.parametrize("name", ["streaming", "batch", "prompt_caching", "structured_output"])
def test_an_own_engine_brings_what_engines_bring(name: str):
    assert capabilities.of_service(a_service(Way.SELF_HOST_ON_PREM), a_question(capabilities=[name])).outcome is Outcome.YES


def test_an_unpublished_capability_never_excludes():
    decision = a_decision(a_catalog(models=(a_model(reasoning=None), an_open_model(reasoning=None))), capabilities=["reasoning"])
    assert len({decision.options[i].model.id for i in decision.ranked}) == 2


def test_the_sentence_names_every_missing_capability():
    verdict: Verdict = capabilities.of_service(
        sold(tool_calling=False, structured_output=False), a_question(capabilities=["tool_calling", "structured_output"])
    )
    assert "tool calling" in verdict.reason
    assert "structured output" in verdict.reason
