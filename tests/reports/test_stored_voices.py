"""Weightings beside a report, on both databases: one per person, nobody else's to take back, gone with the report."""

from __future__ import annotations

import pytest
from example_recommendation import a_recommendation

from advisor.needs import CRITERIA
from reports.fragments.voices import voices_told
from reports.store.errors import DraftError
from reports.store.record import Draft, Record, Saver
from reports.store.store import ReportStore
from reports.store.voices import MOST_VOICES, add_voice, remove_voice, voices_of

ANA, BO = Saver(browser="a" * 43), Saver(browser="b" * 43)
EVEN = dict.fromkeys(CRITERIA, 1.0)


@pytest.fixture
def report(store: ReportStore) -> str:
    return store.save(Draft(a_recommendation()), ANA).id


def test_a_person_has_one_weighting_and_the_newer_counts(store: ReportStore, report: str) -> None:
    before = store.get(report)
    add_voice(store, report, "Ana", EVEN, ANA)
    add_voice(store, report, "Bo", {**EVEN, "cost": 5.0}, BO)
    add_voice(store, report, "Ana", {**EVEN, "cost": 3.0}, ANA)
    found = {v.name: v for v in voices_of(store, report, ANA)}
    assert found.keys() == {"Ana", "Bo"}
    assert found["Ana"].priorities["cost"] == 3.0
    assert (found["Ana"].mine, found["Bo"].mine) == (True, False)
    assert isinstance(before, Record)
    assert store.get(report) == before


def test_nobody_takes_back_what_somebody_else_left(store: ReportStore, report: str) -> None:
    add_voice(store, report, "Ana", EVEN, ANA)
    left = voices_of(store, report, BO)[0]
    assert not remove_voice(store, left.id, BO)
    assert not remove_voice(store, left.id, Saver())
    assert remove_voice(store, left.id, ANA)
    assert voices_of(store, report, ANA) == []


def test_deleting_the_report_takes_them_along(store: ReportStore, report: str) -> None:
    add_voice(store, report, "Ana", EVEN, ANA)
    store.delete(report)
    assert voices_of(store, report, ANA) == []


@pytest.mark.parametrize(
    ("name", "priorities", "said"),
    [
        ("", EVEN, "name"),
        ("two\nlines", EVEN, "name"),
        ("x" * 61, EVEN, "name"),
        ("Ana", {**EVEN, "cost": 6.0}, "cost"),
        ("Ana", {**EVEN, "cost": float("nan")}, "cost"),
        ("Ana", dict.fromkeys(CRITERIA, 0.0), "All priorities are 0"),
        ("Ana", {}, "quality"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: ReportStore, report: str, name: str, priorities: dict[str, float], said: str) -> None:
    with pytest.raises(DraftError, match=said):
        add_voice(store, report, name, priorities, ANA)
    assert voices_of(store, report, ANA) == []


def test_a_report_that_is_not_there_takes_none_and_a_full_one_no_more(store: ReportStore, report: str) -> None:
    with pytest.raises(DraftError, match="no such report"):
        add_voice(store, "A" * 22, "Ana", EVEN, ANA)
    for number in range(MOST_VOICES):
        add_voice(store, report, f"Nobody {number}", EVEN, Saver())
    with pytest.raises(DraftError, match=str(MOST_VOICES)):
        add_voice(store, report, "One more", EVEN, BO)


def test_names_are_shown_as_text() -> None:
    entry = {"option_id": "x", "name": "<b>x</b>", "score": 50.0, "place": 1, "shared": True, "level": 0}
    voice = {"name": "<script>alert(1)</script>", "priorities": EVEN, "ranking": [entry], "more_at_last": 3}
    told = {"voices": [voice], "sentences": ["<i>"], "mean_first": entry, "agreement": None, "left_out": 1}
    markup = voices_told(told, {c: c for c in CRITERIA})
    assert "<script>" not in markup
    assert "<i>" not in markup
    assert "<b>" not in markup
    assert "<strong>1=</strong>" in markup
    assert "and 3 more on place 1" in markup
    name = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert markup.count(f'title="{name}"><bdi>{name}</bdi>') == 2  # isolated, and whole on hover
