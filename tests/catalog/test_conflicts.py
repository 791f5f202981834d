"""Facts about a model that two sources state differently: listed with every value, never overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_world import DAY, ORIGIN, model

from catalog.conflicts import fact_conflicts, score_conflicts
from catalog.schema import Conflict, Licence, Offer, Openness, Score, Shape, Statement

FEED_DAY = date(2026, 11, 19)
LICENCES = {
    name: Licence(id=name, name=name, card_tag=tag, category="permissive_open_weights", summary="short", origin=ORIGIN)
    for name, tag in (("apache-2-0", "apache-2.0"), ("mit", "mit"), ("maker-terms", None))
}


def said(about: Any, value: str, feed: str = "huggingface", model_id: str | None = "meta/llama") -> Statement:
    return Statement(feed=feed, provider=feed, key="meta/Llama", model_id=model_id, about=about, value=value, origin=ORIGIN)


def found(
    statements: list[Statement],
    shape: Shape | None = None,
    openness: Openness = Openness.OPEN_WEIGHTS,
    offers: tuple[Offer, ...] = (),
    **more: Any,
) -> list[Conflict]:
    id = offers[0].model_id if offers else "meta/llama"
    one = model(str(id), openness, **more)
    return list(fact_conflicts({one.id: one}, LICENCES, {one.id: shape} if shape else {}, offers, statements))


@pytest.mark.parametrize(
    ("field", "curated", "about", "other"),
    [
        ("params_total_b", 70.0, "parameters_b", "80"),
        ("params_active_b", 3.0, "active_parameters_b", "3.5"),
        ("context_tokens", 131072, "context_tokens", "40960"),
        ("max_output_tokens", 8192, "max_output_tokens", "4096"),
        ("release_date", date(2025, 4, 5), "released", "2025-06-01"),
        ("knowledge_cutoff", "2024-08", "knowledge_until", "2025-01-31"),
        ("licence_id", "apache-2-0", "licence", "mit"),
    ],
)
def test_a_fact_that_a_feed_states_otherwise_is_listed_with_both_values(field: str, curated: Any, about: str, other: str) -> None:
    (conflict,) = found([said(about, other)], **{field: curated})
    assert (conflict.subject, conflict.field, conflict.used) == ("meta/llama", field, "catalog")
    assert [value[1] for value in conflict.values][1] == other
    assert conflict.values[0][0].startswith("catalog:")
    assert conflict.values[1][0] == "huggingface:huggingface/meta/Llama"
    assert (conflict.gap is None) == (field in {"release_date", "knowledge_cutoff", "licence_id"})


@pytest.mark.parametrize(
    ("field", "curated", "about", "other"),
    [
        ("params_total_b", 70.0, "parameters_b", "70.6"),
        ("context_tokens", 131072, "context_tokens", "128000"),
        ("release_date", date(2025, 4, 5), "released", "2025-04-07"),
        ("release_date", date(2025, 4, 5), "released", "2025-04"),
        ("knowledge_cutoff", "2024-08", "knowledge_until", "2024-08-31"),
        ("licence_id", "apache-2-0", "licence", "Apache License 2.0"),
        ("licence_id", "apache-2-0", "licence", "mit | apache-2.0"),
        ("licence_id", "apache-2-0", "licence", "other"),
        ("licence_id", "maker-terms", "licence", "a tag that nobody knows"),
        ("params_total_b", None, "parameters_b", "70"),
        ("params_total_b", 70.0, "parameters_b", "about seventy"),
    ],
)
def test_two_spellings_of_one_fact_are_no_conflict(field: str, curated: Any, about: str, other: str) -> None:
    assert found([said(about, other)], **{field: curated}) == []


def test_a_known_tag_of_another_licence_speaks_against_a_licence_without_a_tag() -> None:
    (conflict,) = found([said("licence", "mit")], licence_id="maker-terms")
    assert [value[1] for value in conflict.values] == ["maker-terms", "mit"]


def test_openness_is_compared_in_words() -> None:
    (conflict,) = found([said("open_weights", "no", "models_dev")])
    assert (conflict.field, [value[1] for value in conflict.values]) == ("openness", ["yes", "no"])


def test_feeds_that_differ_about_what_nobody_curated_are_listed_and_none_is_used() -> None:
    (conflict,) = found([said("parameters_b", "80"), said("parameters_b", "70", "models_dev")])
    assert (conflict.used, [value[1] for value in conflict.values]) == ("", ["70", "80"])  # the more trusted first
    assert conflict.gap == pytest.approx(0.1429, abs=1e-4)


def test_statements_about_models_nobody_keeps_are_left_alone() -> None:
    assert found([said("parameters_b", "80", model_id=None)], params_total_b=70.0) == []


def shape(**more: Any) -> Shape:
    values: dict[str, Any] = {
        "model_id": "meta/llama", "p_total_b": 70.0, "p_active_b": 70.0, "n_layers": 80, "hidden_size": 8192, "full_layers": 80, "el_full": 2048.0,
        "attn_dim": 8192.0, "quality": "config", "source": "config of the maker", **more,
    }  # fmt: skip
    return Shape(**values)


def test_a_stated_count_is_set_against_what_the_layers_add_up_to() -> None:
    (conflict,) = found([], shape(p_total_b=63.0), params_total_b=70.0)
    assert [(source, value, day) for source, value, day in conflict.values][1] == ("weights:config of the maker", "63", None)
    assert found([], shape(p_total_b=63.0, quality="approximate"), params_total_b=70.0) == []


@pytest.mark.parametrize(
    ("stated", "counts", "differs"),
    [
        ({"params_total_b": 70.0}, {"p_total_b": 60.0, "beside_b": 9.5}, False),  # parts that no text passes
        ({"params_total_b": 70.0}, {"p_total_b": 50.0, "beside_b": 9.5}, True),
        ({"params_active_b": 3.0}, {"p_active_b": 3.9, "embed_params_b": 0.5}, False),  # rounded, without the tables of embeddings
        ({"params_active_b": 3.0}, {"p_active_b": 3.9}, True),
        ({"params_active_b": 3.6}, {"p_active_b": 4.2, "embed_params_b": 0.6}, False),
        ({"params_active_b": 3.2}, {"p_active_b": 4.2, "embed_params_b": 0.6}, True),  # stated to a tenth
    ],
)
def test_what_is_rounded_or_counted_otherwise_is_no_conflict(stated: dict[str, float], counts: dict[str, float], differs: bool) -> None:
    assert bool(found([], shape(**counts), **stated)) is differs


def test_layers_are_compared_to_the_last_one() -> None:
    (conflict,) = found([said("layers", "81"), said("hidden_size", "8192"), said("kv_heads", "8")], shape())
    assert (conflict.field, [value[1] for value in conflict.values]) == ("layers", ["80", "81"])


def offer(**more: Any) -> Offer:
    values: dict[str, Any] = {
        "id": "openai/gpt", "model_id": "openai/gpt", "provider_id": "openai", "rankable": True, "unit": "mtok", "usd_per_mtok_in": 1.0, "usd_per_mtok_out": 4.0,
        "feed": "litellm", "feed_provider": "openai", "feed_key": "gpt", "origin": ORIGIN, **more,
    }  # fmt: skip
    return Offer(**values)


def test_the_makers_own_service_is_set_against_the_model_and_other_hosts_are_not() -> None:
    (conflict,) = found([], offers=(offer(context_tokens=800000),) * 2, context_tokens=400000)  # one line that stands for two places
    assert (conflict.kind, conflict.subject, conflict.field, len(conflict.values)) == ("fact", "openai/gpt", "context_tokens", 2)
    assert found([], offers=(offer(provider_id="azure", context_tokens=800000),), context_tokens=400000) == []
    assert found([], offers=(offer(region="EU", context_tokens=800000),), context_tokens=400000) == []


def test_a_service_that_offers_less_than_open_weights_allow_contradicts_nobody() -> None:
    assert found([], offers=(offer(context_tokens=64000),), context_tokens=400000) == []
    (conflict,) = found([], None, Openness.CLOSED, offers=(offer(context_tokens=64000),), context_tokens=400000)
    assert [value[1] for value in conflict.values] == ["400000", "64000"]


def test_a_line_that_is_known_to_be_wrong_contradicts_nobody() -> None:
    wrong = offer(context_tokens=800000, rankable=False, unrankable="known to be wrong: the name points at another model")
    assert found([], offers=(wrong,), context_tokens=400000) == []


def test_two_services_of_one_maker_contradict_nobody() -> None:
    assert found([], offers=(offer(context_tokens=64000), offer(id="openai/gpt@2", context_tokens=32000))) == []


def test_a_list_that_counts_the_prompt_alone_does_not_differ() -> None:
    assert found([], offers=(offer(context_tokens=272000, max_output_tokens=128000),), context_tokens=400000) == []


def test_the_last_day_of_service_is_compared_exactly() -> None:
    (conflict,) = found([], offers=(offer(ends=date(2026, 12, 1)),), retirement_date=date(2026, 12, 20))
    assert [value[1] for value in conflict.values] == ["2026-12-20", "2026-12-01"]


def score(value: float, **more: Any) -> Score:
    values = {"variant": "5 shots", "reported_by": "vendor", "source": f"source of {value}", "date": DAY.isoformat(), **more}
    return Score(model_id="meta/llama", benchmark_id="mmlu", score=value, **values)


def test_one_test_in_one_set_up_with_two_results_is_listed() -> None:
    known = {"meta/llama": model("meta/llama")}
    (conflict,) = score_conflicts([score(80.0), score(70.0, date="summer")], known)
    assert (conflict.kind, conflict.field) == ("score", "mmlu (5 shots)")
    assert [value[1:] for value in conflict.values] == [("80", DAY), ("70", None)]
    assert list(score_conflicts([score(80.0), score(70.0, variant="0 shots")], known)) == []
    assert list(score_conflicts([score(80.0), score(80.4)], known)) == []
    assert list(score_conflicts([score(80.0), score(70.0)], {})) == []
