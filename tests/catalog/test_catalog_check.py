"""`catalog check`: everything wrong at once, and counts of what could not be used."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from small_world import LITELLM, snapshots

from catalog.build import CatalogCheck, check_catalog
from catalog.curated import FACTS, load_facts


@cache
def real() -> CatalogCheck:
    return check_catalog()


def test_the_facts_and_feeds_of_the_repository_have_no_faults() -> None:
    assert real().faults == ()


def test_counts_say_what_was_read_and_what_can_be_ranked() -> None:
    counts = real().counts
    assert counts["entries"] > 8000
    assert counts["entries"] > counts["joined"] > counts["rankable"] > 1000
    assert sum(real().rankable.values()) == counts["rankable"]


def test_keys_that_no_record_carries_are_counted_by_feed() -> None:
    by_feed = {report.feed: report for report in real().reports}
    assert by_feed["litellm"].unrepresented["search_context_cost_per_query"] > 400
    assert by_feed["litellm"].zero["input_cost_per_token"] > 80
    assert by_feed["genai_prices"].unrepresented["web_searches_kcount"] > 90


def test_faults_of_a_feed_name_feed_key_and_value(tmp_path: Path) -> None:
    broken = {**LITELLM, "odd": {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": -1.0, "price_per_smile": 2.0}}
    faults = check_catalog(snapshots=snapshots(tmp_path, broken)).faults
    corrections = [fault for fault in faults if fault.startswith("correction: ")]
    assert len(corrections) == len(load_facts().corrections), "none of their lines is in these lists"
    assert tuple(fault for fault in faults if fault not in corrections) == (
        "litellm acme/odd: input_cost_per_token: -1.0 is negative",
        "litellm acme/odd: price_per_smile: unknown price key",
    )


def test_an_alias_that_a_feed_no_longer_lists_is_noted(tmp_path: Path) -> None:
    notes = check_catalog(snapshots=snapshots(tmp_path)).notes
    assert [n for n in notes if "litellm no longer lists anthropic/claude-opus-5-5" in n]


def test_all_faults_of_fact_files_come_together(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    shutil.copytree(FACTS, folder)
    (folder / "licences" / "mit.toml").write_text('id = "mit"\nnonsense = 1\n')
    (folder / "providers" / "openai.toml").write_text("not toml")
    faults = check_catalog(facts_folder=folder).faults
    assert [f for f in faults if "mit.toml" in f and "nonsense" in f]
    assert [f for f in faults if "openai.toml" in f]
