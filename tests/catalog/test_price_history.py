"""Prices of other days: spans that a list dates, spans seen in older lists, and the ledger that keeps them."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from examples import an_offer
from feed_payloads import genai
from small_world import GENAI, LITELLM, evidence, facts, snapshots

from catalog import price_ledger
from catalog.build import build_from, price
from catalog.entries import FeedEntry
from catalog.feeds.genai_prices import history
from catalog.offers import raw_id
from catalog.price_history import price_spans
from catalog.schema import PriceSpan
from catalog.sources import read_sources
from catalog.store import open_catalog

SEEN = date(2026, 11, 20)
CUT = date(2026, 8, 21)


def a_dated_world() -> list[dict[str, Any]]:
    """The small world in which the lab cut its price on 21 Aug and announces a rise for 1 Dec."""
    listed = copy.deepcopy(GENAI)
    listed[0]["models"][0]["prices"] = [
        {"prices": {"input_mtok": 5, "cache_read_mtok": 0.5, "output_mtok": 30}},
        {"constraint": {"start_date": "2026-08-21"}, "prices": {"input_mtok": 4, "cache_read_mtok": 0.2, "output_mtok": 20}},
        {"constraint": {"start_date": "2026-12-01"}, "prices": {"input_mtok": 8, "cache_read_mtok": 0.4, "output_mtok": 40}},
    ]
    return listed


def spans_of(offer_id: str, found: tuple[PriceSpan, ...]) -> list[PriceSpan]:
    return [span for span in found if span.offer_id == offer_id]


def test_a_feed_that_dates_its_prices_gives_every_span() -> None:
    spans = [e for e in history(genai("mistral", "mistral-large-4"), SEEN) if e.tier == "standard"]
    assert [(e.effective, e.until, e.usd_per_mtok_in) for e in spans] == [
        (None, date(2026, 10, 20), 0.68),
        (date(2026, 10, 20), date(2026, 10, 29), 1.36),
        (date(2026, 10, 29), None, 0.7),
    ]
    assert {e.seen for e in spans} == {SEEN}


def test_the_day_on_which_reviewers_verified_a_batch_price_is_no_price_change() -> None:
    """gpt-5.6-sol: one cut in August; its batch price carries the day of the check in October."""
    spans = [e for e in history(genai("openai", "gpt-5.6-sol"), SEEN) if e.tier == "standard"]
    assert [(e.effective, e.usd_per_mtok_in, e.usd_per_mtok_batch_in) for e in spans] == [(None, 5.0, None), (CUT, 4.0, 2.0)]


def test_a_model_without_dated_prices_has_no_span() -> None:
    assert not list(history(genai("anthropic", "claude-opus-5-5"), SEEN))


def test_spans_belong_to_the_offer_whichever_feed_carries_it(tmp_path: Path) -> None:
    """The lab's offer is LiteLLM's here, because both feeds agree; the history is that of genai-prices."""
    found = price(facts(), snapshots(tmp_path / "p", genai=a_dated_world()))
    assert next(o.feed for o in found.offers if o.id == "anthropic/opus") == "litellm"
    assert [(s.since, s.until, s.usd_per_mtok_out) for s in spans_of("anthropic/opus", found.history)] == [
        (None, CUT, 30.0),
        (CUT, date(2026, 12, 1), 20.0),
        (date(2026, 12, 1), None, 40.0),
    ]


def test_spans_of_a_list_that_disagrees_now_are_not_the_history_of_the_price_in_use(tmp_path: Path) -> None:
    dearer = copy.deepcopy(LITELLM)
    dearer["claude-opus"]["input_cost_per_token"] = 9e-6
    assert spans_of("anthropic/opus", price(facts(), snapshots(tmp_path / "p", dearer, a_dated_world())).history)  # genai-prices is used
    listed = a_dated_world()
    listed[0]["models"][0]["deprecated"] = True
    listed[0]["models"][0]["prices"] = listed[0]["models"][0]["prices"][:1]
    assert not spans_of("anthropic/opus", price(facts(), snapshots(tmp_path / "q", genai=listed)).history)


def test_the_history_is_part_of_the_version(tmp_path: Path) -> None:
    plain = build_from(facts(), tmp_path / "a", snapshots=snapshots(tmp_path / "p"), fit=evidence)
    dated = build_from(facts(), tmp_path / "b", snapshots=snapshots(tmp_path / "q", genai=a_dated_world()), fit=evidence)
    again = build_from(facts(), tmp_path / "b", snapshots=tmp_path / "q", fit=evidence)
    assert plain.version != dated.version == again.version
    assert dated.counts["price_history"] == 3


def a_later_list(folder: Path, day: str, litellm: dict[str, Any]) -> None:
    """LiteLLM's map again, as fetched on another day."""
    snapshots(folder / day, litellm)
    (folder / day / "litellm" / "2026-11-20.json").rename(folder / "litellm" / f"{day}.json")


def test_a_list_without_days_gets_a_history_from_its_older_snapshots(tmp_path: Path) -> None:
    folder = snapshots(tmp_path / "p")
    cheaper = copy.deepcopy(LITELLM)
    cheaper["eu.anthropic.claude-opus"]["input_cost_per_token"] = 2.2e-6
    for day, listed in (("2026-12-01", LITELLM), ("2026-12-10", cheaper), ("2026-12-20", cheaper)):
        a_later_list(folder, day, listed)
    build_from(facts(), tmp_path / "data", snapshots=folder, fit=evidence)
    (tmp_path / "p" / "litellm" / "2026-11-20.json").unlink()  # the ledger keeps what the old file said
    again = build_from(facts(), tmp_path / "data", snapshots=folder, fit=evidence)
    assert again.counts["price_history"] > 0
    ledger = [row for row in price_ledger.read(tmp_path / "data") if row.offer_id == "bedrock/opus@eu"]
    assert [(row.first, row.last, row.values["usd_per_mtok_in"]) for row in ledger] == [
        (date(2026, 11, 20), date(2026, 12, 1), 4.4),
        (date(2026, 12, 10), date(2026, 12, 20), 2.2),
    ]


def test_between_two_lists_that_differ_the_day_of_the_change_stays_open(tmp_path: Path) -> None:
    folder = snapshots(tmp_path / "p")
    cheaper = copy.deepcopy(LITELLM)
    cheaper["eu.anthropic.claude-opus"]["input_cost_per_token"] = 2.2e-6
    a_later_list(folder, "2026-12-10", cheaper)
    first = price_ledger.note((), price(facts(), read_sources(folder, day=SEEN)).offers)
    (before,) = spans_of("bedrock/opus@eu", price(facts(), folder, ledger=first).history)
    assert (before.since, before.last_seen, before.until, before.usd_per_mtok_in) == (SEEN, SEEN, date(2026, 12, 10), 4.4)
    assert before.holds(SEEN)
    assert not before.holds(date(2026, 12, 1))


def noted(*prices: tuple[date, float]) -> tuple[price_ledger.Seen, ...]:
    ledger: tuple[price_ledger.Seen, ...] = ()
    for day, usd in prices:
        offer = an_offer(usd_per_mtok_in=usd)
        ledger = price_ledger.note(ledger, [offer.model_copy(update={"origin": offer.origin.model_copy(update={"date": day})})])
    return ledger


def test_the_ledger_grows_and_never_overwrites_a_day_that_is_past() -> None:
    days = [date(2026, 11, n) for n in (1, 5, 9, 12)]
    rows = noted((days[0], 3.0), (days[1], 3.0), (days[2], 4.0), (days[3], 4.0), (days[0], 99.0))
    assert [(r.first, r.last, r.values["usd_per_mtok_in"]) for r in rows] == [(days[0], days[1], 3.0), (days[2], days[3], 4.0)]


def test_a_day_read_again_is_a_correction_not_a_change() -> None:
    one, two = date(2026, 11, 1), date(2026, 11, 5)
    assert [(r.first, r.values["usd_per_mtok_in"]) for r in noted((one, 3.0), (one, 4.0))] == [(one, 4.0)]
    rows = noted((one, 3.0), (two, 3.0), (two, 4.0))
    assert [(r.first, r.last, r.values["usd_per_mtok_in"]) for r in rows] == [(one, one, 3.0), (two, two, 4.0)]


def test_a_ledger_survives_writing_and_reading(tmp_path: Path) -> None:
    tiered = replace(noted((SEEN, 3.0))[0], values={"usd_per_mtok_in": 0.1, "tiers": [{"above_tokens": 200000, "usd_per_mtok_in": 0.2}]})
    price_ledger.write(tmp_path, (tiered,))
    assert price_ledger.read(tmp_path) == (tiered,)
    assert price_ledger.read(tmp_path / "elsewhere") == ()


@pytest.mark.parametrize("text", ["garbage", "offer_id,first,last,values\na,2026-11-01,never,{}\n", 'offer_id,feed,feed_key,publisher,url,first,last,values\na,f,k,p,,2026-11-01,2026-11-01,"{""odd"":1}"\n'])  # fmt: skip
def test_a_ledger_that_cannot_be_read_is_set_aside_and_said(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / price_ledger.NAME).write_text(text)
    found = price_ledger.read(tmp_path)
    kept = [path.name for path in tmp_path.iterdir()]
    if text == "garbage":  # a header without rows holds nothing and loses nothing
        assert found == ()
        return
    assert found == ()
    assert kept != [price_ledger.NAME]
    assert "unreadable" in capsys.readouterr().err


def test_the_real_lists_carry_their_dated_prices_into_the_catalog() -> None:
    spans = spans_of("openai/gpt-5.6-sol", open_catalog().price_history)
    assert [(s.since, s.until, s.usd_per_mtok_in, s.usd_per_mtok_out) for s in spans] == [(None, CUT, 5.0, 30.0), (CUT, None, 4.0, 20.0)]


def an_entry(feed: str, **fields: Any) -> FeedEntry:
    return FeedEntry(feed=feed, provider="acme", key="x", mode="chat", seen=SEEN, usd_per_mtok_out=15.0, **fields)


def spans_from(*entries: FeedEntry) -> list[tuple[str, date | None, date | None, float | None]]:
    names = {raw_id(entry): "acme/closed-large" for entry in entries}
    return [(s.feed, s.since, s.until, s.usd_per_mtok_in) for s in price_spans(entries, (), names, (an_offer(),), {})]


def test_of_two_lists_that_date_one_offer_the_more_trusted_tells_its_history() -> None:
    day = date(2026, 5, 1)
    first = an_entry("llm_prices", until=day, usd_per_mtok_in=9.0), an_entry("llm_prices", effective=day, usd_per_mtok_in=3.0)
    second = an_entry("genai_prices", until=CUT, usd_per_mtok_in=6.0), an_entry("genai_prices", effective=CUT, usd_per_mtok_in=3.0)
    assert spans_from(*first, *second) == [("genai_prices", None, CUT, 6.0), ("genai_prices", CUT, None, 3.0)]
    assert spans_from(*first) == [("llm_prices", None, day, 9.0), ("llm_prices", day, None, 3.0)]


def test_a_single_span_counts_where_it_has_a_first_day() -> None:
    assert spans_from(an_entry("llm_prices", effective=CUT, usd_per_mtok_in=3.0)) == [("llm_prices", CUT, None, 3.0)]
    assert spans_from(an_entry("llm_prices", usd_per_mtok_in=3.0)) == []


def test_equal_prices_with_a_gap_between_them_stay_two_spans() -> None:
    early = an_entry("llm_prices", effective=date(2026, 1, 1), until=date(2026, 2, 1), usd_per_mtok_in=3.0)
    late = an_entry("llm_prices", effective=CUT, usd_per_mtok_in=3.0)
    assert [span[1:3] for span in spans_from(early, late)] == [(date(2026, 1, 1), date(2026, 2, 1)), (CUT, None)]
    joined = an_entry("llm_prices", effective=date(2026, 2, 1), usd_per_mtok_in=3.0)
    assert [span[1:3] for span in spans_from(early, joined)] == [(date(2026, 1, 1), None)]
