"""Data and methods: sources with their age, what is missing, what disagrees, and every parameter with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from advisor.parameters import PARAMETERS
from pages.parts import methods_coverage, methods_data
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import conflicts, current, handle
from pages.parts.methods_claims import findings
from pages.parts.methods_notice import notice, read_notice
from pages.parts.methods_parameters import found
from pages.parts.methods_tables import age

Visit = Callable[..., AppTest]
PARTS = {
    "sources": "How old the figures are",
    "figures": "Choose one: every figure about it",
    "coverage": "Facts about models, by lab",
    "conflicts": "that the two lists state differently",
    "corrections": "Often read, and what the records say",
    "left-out": "are shown and never recommended",
    "validation": "Sizing: output speed of a server",
    "parameters": "Anchors of quality",
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_opens_from_its_address_and_only_it_runs(visit: Visit, part: str) -> None:
    text = html(visit("data_and_methods", part=part))
    assert PARTS[part] in text
    assert not any(words in text for other, words in PARTS.items() if other != part)


def test_an_unknown_part_is_named_and_stays_text(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="<img src=x onerror=alert(1)>"))
    assert "Allowed: sources, figures, coverage" in text
    assert "<img" not in text
    assert PARTS["sources"] in text


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("model:openai/gpt-5.6-sol", ("Context window", "1,050,000", "OpenAI API, global: input", "list price")),
        ("provider:watsonx", ("Hq country", "9 Feb 2018", "vendor's own page")),
        ("licence:apache-2.0", ("Commercial use", "text read")),
        ("gpu:h200", ("Memory", "data sheet", "USD an hour")),
    ],
)
def test_any_figure_is_two_steps_away_with_its_age_source_and_grade(visit: Visit, about: str, words: tuple[str, ...]) -> None:
    """Open the part, choose the subject."""
    text = html(visit("data_and_methods", part="figures", about=about))
    for word in words:
        assert word.replace("'", "&#x27;") in text or word in text, word
    assert "day)" in text or "days)" in text


def test_sources_name_artificial_analysis_and_the_licences_of_the_lists(visit: Visit) -> None:
    text = html(visit("data_and_methods"))
    assert "https://artificialanalysis.ai" in text
    for section in notice():
        assert section.title in text
    assert "stale" in text


def test_the_notice_is_read_without_loss() -> None:
    section, *rest = read_notice(
        "Title\n\nHeading\n  One thing, 1.0    MIT    https://a.example/x\n      a remark\n  Two things  https://b.example\n"
    )
    assert rest == []
    assert [(n.name, n.licence, n.addresses, n.remark) for n in section.named] == [
        ("One thing, 1.0", "MIT", ("https://a.example/x",), "a remark"),
        ("Two things", "", ("https://b.example",), ""),
    ]
    words = {named.name for part in notice() for named in part.named}
    assert {"Artificial Analysis", "LiteLLM model map, 1.109.1"} <= words


def test_coverage_counts_every_model_once() -> None:
    rows = methods_coverage.by_lab(current())
    total, *labs = rows.values()
    assert next(iter(rows)).startswith("All labs")
    assert total[0][1] == len(the_catalog().models)
    for field, (filled, asked) in enumerate(total):
        assert filled == sum(lab[field][0] for lab in labs)
        assert asked == sum(lab[field][1] for lab in labs)


def test_coverage_of_prices_counts_every_ranked_token_price_once() -> None:
    rows = methods_coverage.by_offer(current())
    total, *hosts = rows.values()
    assert total[0][1] == sum(offer.unit == "mtok" for offer in the_catalog().offers) == sum(host[0][1] for host in hosts)


def test_every_price_line_is_ranked_or_has_a_reason() -> None:
    lines = sum(count for _, count, _ in methods_data.left_out(current()))
    assert lines + len(the_catalog().offers) == handle().rows("SELECT count(*) FROM offers")[0][0]


def test_conflicts_show_both_values_and_the_rule(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="conflicts"))
    assert f"{len(conflicts(current()))} prices" in text
    assert "Rule where two lists differ" in text


def test_a_search_keeps_the_parameters_with_every_word(visit: Visit) -> None:
    assert len(found("")) == len(PARAMETERS.numbers)
    some = found("power usd")
    assert some
    assert all("power" in f"{path} {p.why}".lower() for path, p in some.items())
    text = html(visit("data_and_methods", part="parameters", find="power usd"))
    assert f"{len(some)} of {len(PARAMETERS.numbers)} parameters" in text
    nothing = html(visit("data_and_methods", part="parameters", find="<b>zzz"))
    assert "No parameter has these words" in nothing
    assert "<b>zzz" not in nothing


def test_every_parameter_has_a_reason_on_the_page(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="parameters"))
    assert text.count('<tr><th scope="row">') == len(PARAMETERS.numbers) + len(PARAMETERS.anchors) + len(PARAMETERS.tasks)


def test_claims_stand_beside_what_the_records_say_with_a_source() -> None:
    said = findings(the_catalog())
    assert len(said) >= 8
    assert all(each.says and each.origins for each in said)


def test_stored_validation_is_averaged_over_its_runs(tmp_path: Path) -> None:
    def run(seed: int, error: float, coverage: float | None) -> dict[str, object]:
        method = {"method": "fit", "mean_error": error, "median_error": error, "pair_order": 0.5, "coverage": coverage}
        return {"seed": seed, "cells": 10, "methods": [method], "by_dimension": {"coding": error}}

    file = tmp_path / "validation.json"
    record = {
        "computed": "2026-11-01",
        "command": "c",
        "scores": 7,
        "artificial_analysis": True,
        "runs": [run(1, 4.0, 0.8), run(2, 6.0, 0.6)],
    }
    file.write_text(json.dumps(record), encoding="utf-8")
    check = methods_data.evidence_check(file)
    assert check is not None
    assert check.computed == date(2026, 11, 1)
    assert (check.methods[0].mean_error, check.seeds) == (5.0, (1, 2))
    assert check.methods[0].coverage == pytest.approx(0.7)
    assert methods_data.evidence_check(tmp_path / "missing.json") is None


def test_the_stored_validation_names_the_scores_it_rests_on() -> None:
    check = methods_data.evidence_check()
    assert check is not None
    assert check.scores > 0
    assert check.methods[-1].mean_error < check.methods[0].mean_error


def test_ages_are_days_and_unknown_where_there_is_no_day() -> None:
    assert age("2026-11-20", date(2026, 11, 21)) == "1 day"
    assert age("2026-11-21", date(2026, 11, 21)) == "today"
    assert age("2026 (v6.1 round)", date(2026, 11, 21)) == "unknown"
