"""Corrections of upstream lines: applied while upstream says what their guard says, and reported once it no longer does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_world import DAY, ORIGIN

from catalog.curated import load_facts, read_corrections
from catalog.entries import FeedEntry
from catalog.feed_corrections import correct
from catalog.feeds import FEED
from catalog.schema import Correction
from catalog.sources import read_sources


def line(**more: Any) -> FeedEntry:
    values = {"usd_per_mtok_in": 30.0, "usd_per_mtok_out": 60.0, **more}
    return FeedEntry(feed="litellm", provider="openai", key="gpt", mode="chat", seen=DAY, **values)


def correction(**more: Any) -> Correction:
    values = {"values": {"usd_per_mtok_in": 3.0}, "upstream": {"usd_per_mtok_in": 30.0}, "reason": "ten times too much", **more}
    return Correction(feed="litellm", provider="openai", key="gpt", origin=ORIGIN, **values)


def test_what_upstream_has_wrong_is_put_right_field_by_field() -> None:
    found = correct([line()], [correction()], ["litellm"])
    assert (found.entries[0].usd_per_mtok_in, found.entries[0].usd_per_mtok_out) == (3.0, 60.0)
    assert found.spent == ()


def test_a_line_that_is_not_believed_keeps_its_figures_and_gets_the_reason() -> None:
    (entry,) = correct([line()], [correction(values={}, not_ranked=True)], ["litellm"]).entries
    assert (entry.usd_per_mtok_in, entry.known_wrong) == (30.0, "ten times too much")


@pytest.mark.parametrize(("said", "now"), [(line(usd_per_mtok_in=2.9), 2.9), (line(usd_per_mtok_in=None), None)])
def test_once_upstream_says_something_else_the_correction_is_spent(said: FeedEntry, now: float | None) -> None:
    found = correct([said], [correction()], ["litellm"])
    assert found.entries[0].usd_per_mtok_in == now
    assert f"now says usd_per_mtok_in {now} instead of 30.0" in found.spent[0]


def test_a_line_that_is_gone_spends_its_correction() -> None:
    assert "no longer listed" in correct([], [correction()], ["litellm"]).spent[0]


def test_a_feed_that_was_not_read_spends_nothing() -> None:
    assert correct([], [correction()], ["genai_prices"]).spent == ()


def test_a_guard_holds_through_the_last_bit_of_a_price() -> None:
    assert correct([line(usd_per_mtok_in=0.1 + 0.2)], [correction(upstream={"usd_per_mtok_in": 0.3})], ["litellm"]).spent == ()


@pytest.mark.parametrize("more", [{"values": {}}, {"not_ranked": True}, {"upstream": {}}, {"reason": "wrong"}])
def test_a_correction_says_what_is_right_and_what_upstream_says(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        correction(**more)


def test_the_kept_corrections_hold_for_the_embedded_lists() -> None:
    sources, corrections = read_sources(), load_facts().corrections
    assert corrections
    assert {c.feed for c in corrections} <= set(FEED)
    found = correct(sources.entries, corrections, [report.feed for report in sources.reports])
    assert found.spent == ()
    believed_not = {(e.feed, e.provider, e.key) for e in found.entries if e.known_wrong}
    assert believed_not == {(c.feed, c.provider, c.key) for c in corrections if c.not_ranked}


BLOCK = """
[[corrections]]
feed = "litellm"
provider = "p"
key = "k"
{line}
upstream = {{ {guard} }}
reason = "a good reason"
origin = {{ publisher = "test", date = 2026-11-20 }}
"""


@pytest.mark.parametrize(
    ("line", "guard", "fault"),
    [
        ("values = { usd_per_mtok_in = -1 }", "usd_per_mtok_in = 3", "block 1: values.usd_per_mtok_in"),
        ("values = { price = 1 }", "usd_per_mtok_in = 3", "no field 'price'"),
        ("not_ranked = true", "cost = 3", "no field 'cost'"),
        ("not_ranked = true\nsurprise = 1", "usd_per_mtok_in = 3", "surprise"),
        ("not_ranked = [", "usd_per_mtok_in = 3", "not readable as TOML"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, line: str, guard: str, fault: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(BLOCK.format(line=line, guard=guard))
    faults: list[str] = []
    assert read_corrections(path, faults) == ()
    (said,) = faults
    assert "corrections.toml" in said
    assert fault in said
