"""Data and methods: sources with their age, what is missing, what disagrees, and every parameter with its reason."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from advisor.parameters import PARAMETERS
from catalog.feed_state import FeedState
from catalog.feeds import FEEDS
from catalog.refresh_process import BackgroundRefresh
from catalog.schema import HeldUpdate, ReviewItem
from pages.parts import methods_coverage, methods_data, methods_refresh
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import conflicts, current, handle
from pages.parts.methods_claims import findings
from pages.parts.methods_corrections import upstream
from pages.parts.methods_notice import notice, read_notice
from pages.parts.methods_parameters import found
from pages.parts.methods_refresh import outcome_words
from pages.parts.methods_sources import feeds_table
from pages.parts.methods_tables import age

Visit = Callable[..., AppTest]
PARTS = {
    "sources": "How old the figures are",
    "figures": "Choose one: every figure about it",
    "coverage": "Facts about models, by lab",
    "conflicts": "Facts about models: ",
    "review": "Held back: ",
    "corrections": "Wrong lines of price lists",
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
        ("model:openai/gpt-5.6-sol", ("Context window", "1,050,000", "OpenAI API, global: input", "list price", "Scores: ")),
        ("model:openai/gpt-oss-120b", ("Parameters", ">116.8<", "Apache 2.0 plus gpt-oss usage policy")),
        ("model:mistral/mistral-large-4", ("Also stated: 1.36 (LiteLLM model map mistral/mistral/mistral-large-4",)),
        ("model:minimax/minimax-m2.1", ("Also stated: 1,000,000 (LiteLLM model map minimax/minimax/MiniMax-M2.1",)),
        ("provider:bedrock", ("Retention days", "page")),
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


def test_every_conflict_is_listed_under_its_kind_with_the_rule(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="conflicts"))
    found = conflicts(current())
    for kind, title in (("price", "Prices"), ("limit", "Limits of offers"), ("fact", "Facts about models"), ("score", "Scores")):
        assert f"{title}: {sum(c.kind == kind for c in found)}" in text
    for rule in {c.rule for c in found}:
        assert rule.replace("'", "&#x27;") in text


def test_conflicts_are_filtered_by_the_address_and_the_used_value_is_bold(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="conflicts", sort="price", of="mistral large 4"))
    assert "Prices: 3" in text
    assert "<strong>" in text
    assert '<strong><span class="nw">0.7 / 2.1 / 0.07</span></strong>' in text
    assert '<span class="nw">1.36 / 4.18 / 0.14</span> ' in text
    assert "94% / 99% / 100%" in text
    assert "Facts about models: " not in text
    nothing = html(visit("data_and_methods", part="conflicts", sort="<b>", of="<i>zzz"))
    assert "No conflict passes these filters" in nothing
    assert "The kind of conflict is" in nothing
    assert "<i>zzz" not in nothing


# --- review ----------------------------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)> $(id) 'x'"


def a_name(key: str, kind: str = "unmatched", candidates: tuple[str, ...] = ()) -> ReviewItem:
    why = "; ".join(f"{c}: other words" for c in candidates) or "no curated model has a name like it"
    return ReviewItem(feed="litellm", provider="openai", key=key, kind=kind, candidates=candidates, why=why, seen=date(2026, 11, 20))  # type: ignore[arg-type]


def a_change(key: str, field: str = "usd_per_mtok_in", tier: str = "standard") -> HeldUpdate:
    return HeldUpdate(
        feed="litellm", provider="openai", key=key, tier=tier, field=field, before="1.25", since=date(2026, 11, 1), after="12.5",
        why="the price moved 10-fold", seen=date(2026, 11, 20),
    )  # fmt: skip


@pytest.fixture
def to_look_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def put(held: Sequence[HeldUpdate] = (), names: Sequence[ReviewItem] = ()) -> None:
        monkeypatch.setattr(methods_data, "held", lambda _: tuple(held))
        monkeypatch.setattr(methods_data, "to_review", lambda _: tuple(names))

    return put


def test_nothing_to_review_says_so(visit: Visit, to_look_at: Callable[..., None]) -> None:
    to_look_at()
    text = html(visit("data_and_methods", part="review"))
    assert "No change of a list was too odd to be taken over" in text
    assert "Every name in the lists has its model, or was rejected" in text


def test_held_changes_come_first_one_row_a_line_with_both_commands(visit: Visit, to_look_at: Callable[..., None]) -> None:
    to_look_at(
        [a_change("gpt-x"), a_change("gpt-x", "usd_per_mtok_out", "flex"), a_change("gpt-y")],
        [a_name("other", "ambiguous", ("openai/o1", "openai/o3"))],
    )
    text = html(visit("data_and_methods", part="review"))
    assert "Held back: 3 changes" in text
    assert text.count('<code tabindex="0">weighbridge catalog review --confirm') == 2
    assert "weighbridge catalog review --reject litellm:openai/gpt-x</code>" in text
    assert "Output, flex: " in text
    for part in ("1.25", "12.5", "in use since 1 Nov 2026; the price moved 10-fold", "waiting since 20 Nov 2026"):
        assert part in text
    assert text.index("Held back") < text.index("Names: 1<")
    for model_id in ("openai/o1", "openai/o3"):
        assert f"weighbridge catalog review --accept litellm:openai/other {model_id}</code>" in text


def test_a_hostile_key_stays_text_and_its_command_means_it(visit: Visit, to_look_at: Callable[..., None]) -> None:
    to_look_at([a_change(HOSTILE)], [a_name(HOSTILE), a_name("a\u202eb")])
    text = html(visit("data_and_methods", part="review"))
    assert "<img" not in text
    commands = [unescape(found) for found in re.findall(r"<code tabindex=.0.>(.*?)</code>", text)]
    assert len(commands) == 4  # two of the change, two of the name, none of what a terminal would not show
    assert {shlex.split(command)[4] for command in commands} == {f"litellm:openai/{HOSTILE}"}
    assert "characters that a command line does not show" in text


def test_names_are_paged_and_filtered_by_the_address(visit: Visit, to_look_at: Callable[..., None]) -> None:
    to_look_at([], [a_name(f"model-{n:03}") for n in range(45)])
    last = visit("data_and_methods", part="review", **{"from": "3"})
    assert "Names: 41 to 45 of 45" in html(last)
    assert last.button(key="review_on").disabled
    last.button(key="review_back").click().run()
    assert "Names: 21 to 40 of 45" in html(last)
    assert "Names: 41 to 45 of 45" in html(visit("data_and_methods", part="review", **{"from": "999"}))
    assert "Names: 1 to 20 of 45" in html(visit("data_and_methods", part="review", **{"from": "x"}))
    assert "Names: 1<" in html(visit("data_and_methods", part="review", name="model-044", feed="litellm"))
    strange = html(visit("data_and_methods", part="review", kind="<b>", feed="nobody"))
    assert "The kind is" in strange
    assert "The list is" in strange
    assert "<b>" not in strange.replace("<br>", "")


# --- sources ---------------------------------------------------------------------------------------------------------


def test_each_feed_says_when_it_was_asked_and_what_stays_in_use() -> None:
    states = {
        "litellm": FeedState("2026-11-21T04:17:00+00:00", "2026-11-21T04:17:00+00:00"),
        "genai_prices": FeedState("2026-11-21T04:17:00+00:00", error="500 from <b>the server</b>"),
        "openrouter": FeedState("2026-11-21T04:17:00+00:00", error="no answer in 30 s"),
    }
    rows = feeds_table(current(), states, {}).split("<tr>")
    row = {feed.name: next(r for r in rows if feed.url in r) for feed in FEEDS}
    assert len(row) == len(rows) - 2 == len(FEEDS)
    assert "21 Nov 2026, answered" in row["litellm"]
    assert "Failed</strong> 21 Nov 2026; the copy of 20 Nov 2026 (" in row["genai_prices"]
    assert "500 from &lt;b&gt;the server" in row["genai_prices"]
    assert "nothing of it is used" in row["openrouter"]
    assert "Never" in row["models_dev"]
    assert "needs your own key in ARTIFICIAL_ANALYSIS_API_KEY, which is not set" in row["artificial_analysis"]
    assert "needs your own key" not in feeds_table(current(), states, {"ARTIFICIAL_ANALYSIS_API_KEY": "k"})


def test_the_refresh_button_is_there_only_where_the_deployment_wants_it(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit("data_and_methods")
    assert not [button for button in page.button if button.key == "refresh_lists"]
    assert "weighbridge catalog refresh" in html(page)
    monkeypatch.setenv("WEIGHBRIDGE_REFRESH", "yes")
    monkeypatch.setattr(methods_refresh, "background", lambda: own)
    own = BackgroundRefresh([sys.executable, "-c", "raise SystemExit('the data folder is full <b>')"])
    page = visit("data_and_methods")
    page.button(key="refresh_lists").click().run()
    own.wait()
    page.run()
    assert "the data folder is full &lt;b&gt;" in html(page)
    monkeypatch.setattr(methods_refresh, "refreshing", lambda _: "process 7, since noon")
    page.run()
    assert page.button(key="refresh_lists").disabled
    assert "A refresh is running (process 7, since noon)" in html(page)


def test_what_came_of_a_refresh_is_said_in_words() -> None:
    feeds = [
        {"feed": "litellm", "status": "fetched"},
        {"feed": "openrouter", "status": "failed"},
        {"feed": "artificial_analysis", "status": "no_key"},
    ]
    assert outcome_words({"feeds": feeds, "held": [1, 2]}) == (
        "News from LiteLLM model map. Failed: OpenRouter; a last good copy stays in use, where there is one. Left out without a key: Artificial Analysis. 2 changes wait under Review."
    )
    assert outcome_words({}) == "No list had news."


def test_corrections_show_what_the_list_says_and_whether_the_guard_holds(visit: Visit) -> None:
    text = html(visit("data_and_methods", part="corrections"))
    found = methods_data.corrections(current())
    assert f"Wrong lines of price lists: {len(found)}" in text
    assert text.count(">holds<") == len(found) > 0
    first = found[0].model_copy(update={"key": HOSTILE, "not_ranked": False, "values": {"usd_per_mtok_in": 0.5}})
    name = f"{first.feed}:{first.provider}/{HOSTILE}"
    table = upstream((first,), [f"{name} now says usd_per_mtok_in 1.0 instead of 0.55; look at it"])
    assert "<img" not in table
    assert "no longer holds" in table
    assert "now says usd_per_mtok_in 1.0 instead of 0.55" in table
    assert ">holds<" not in table
    assert "No line of a list is corrected" in upstream((), [])


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
