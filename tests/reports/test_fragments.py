from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from example_recommendation import ORDER, a_recommendation, bare, nothing_fits
from fragment_gallery import FRAGMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.numbers import decimal, flip_label, price_move
from reports.blocks import Band, Table
from reports.content.leading import leading
from reports.fragments.acceptability import acceptability_bars
from reports.fragments.badges import evidence_badge, fitted_badge, grade_words, openness_chip
from reports.fragments.bars import cost_range, score_bar
from reports.fragments.change import flip_tracks, range_bars, sure_line
from reports.fragments.comparison import Cell, Row, RowGroup, Subject, best_cells, comparison
from reports.fragments.gates import gate_counts, gates_so_far
from reports.fragments.headline import fact_strip
from reports.fragments.ledgers import cost_ledger, cost_lines, score_ledger, score_lines, total_difference
from reports.fragments.origins import answers, facts_table
from reports.fragments.ranking import option_rows
from reports.fragments.scales import log_axis
from reports.fragments.states import empty_state
from reports.reading import groups, leader
from reports.tracks import flip_track

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
    "</td></table><h1>",
    "<!--",
    "\u202e\x00",
    "{{7*7}}",
    "]]>",
]


class Outline(HTMLParser):
    """Tags with the names of their attributes, and the text between them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text += data


def with_prefix(value: Any, prefix: str) -> Any:
    """The same record with every text in it, ids and criteria too, starting with `prefix`."""
    if isinstance(value, str):
        return prefix + value
    if isinstance(value, list):
        return [with_prefix(item, prefix) for item in value]
    if isinstance(value, dict):
        return {(prefix + k if k in ORDER else k): with_prefix(item, prefix) for k, item in value.items()}
    return value


@pytest.mark.parametrize("name", FRAGMENTS)
@given(prefix=st.one_of(st.sampled_from(ATTACKS), st.text(max_size=12)))
@settings(max_examples=12, deadline=None)
def test_no_text_changes_the_structure_of_a_fragment(name, prefix):
    harmless = Outline(FRAGMENTS[name](with_prefix(RECORD, "zq")))
    hostile = Outline(FRAGMENTS[name](with_prefix(RECORD, "zq" + prefix)))
    assert hostile.tags == harmless.tags
    assert not hostile.open


RECORD = {**a_recommendation(), "options": a_recommendation()["options"][:6]}
"""Six options are enough to have every kind of row."""


@pytest.mark.parametrize("name", FRAGMENTS)
def test_every_fragment_is_well_formed_and_says_its_pictures_in_words(name):
    outline = Outline(FRAGMENTS[name](a_recommendation()))
    assert not outline.open
    assert outline.tags
    for tag, attributes in outline.tags:
        assert not [a for a in attributes if a.startswith("on") or a in ("src", "srcset")]
        assert ("role" not in attributes) or tag != "div" or "aria-label" in attributes


@pytest.mark.parametrize("record", [nothing_fits(), bare(), {}], ids=["nothing fits", "contract only", "empty record"])
@pytest.mark.parametrize("name", [name for name in FRAGMENTS if name not in ("comparison", "message", "marks")])
def test_fragments_stand_missing_keys(name, record):
    assert not Outline(FRAGMENTS[name](record)).open


def test_the_score_column_adds_up_as_printed_and_so_does_the_difference():
    record = a_recommendation()
    lines = score_lines(record)
    best, second = (group.best for group in groups(record)[:2])
    assert round(sum(line["points"] for line in lines), 1) == float(decimal(best["score"]))
    assert total_difference(lines) == round(float(decimal(best["score"])) - float(decimal(second["score"])), 1)
    assert "+1.2" in score_ledger(record)


def test_the_cost_column_adds_up_as_printed():
    option = leader(a_recommendation())
    printed = [int(text.replace(",", "")) for text in re.findall(r'<td class="num"[^>]*>([\d,]+)</td>', cost_ledger(option))]
    assert sum(printed[:-1]) == printed[-1] == 7396


def test_a_cost_that_the_parts_do_not_explain_is_a_line_of_its_own():
    option = leader(a_recommendation())
    option["cost_parts"] = option["cost_parts"][:1]
    names = [name for name, _, _ in cost_lines(option)]
    assert "Not itemised" in names
    assert sum(usd for _, usd, _ in cost_lines(option)) == 7396


def test_clones_are_folded_under_the_best_and_share_one_row():
    record = a_recommendation()
    assert len(groups(record)) == len(record["options"]) - 1
    rows = option_rows(record)
    assert rows.count("Qwen3.6 27B") == 1
    assert "1 other way to run it" in rows
    assert "56%" in rows


def test_clones_beyond_a_shortened_list_are_folded_too():
    record = a_recommendation()
    for option in record["options"]:
        option["clones"] = []
    assert [len(group.clones) for group in groups(record)][:2] == [1, 0]


def test_a_sentence_as_a_value_is_set_as_text_and_a_figure_as_a_number():
    markup = facts_table(
        [
            {"label": "Boundary", "value": "It runs only on your own machines.", "date": None},
            {"label": "Context", "value": 262144, "unit": "tokens"},
        ]
    )
    assert '<td class="txt">It runs only' in markup
    assert '<td class="num"><span title="262,144">262,144</span> tokens</td>' in markup


def test_the_line_under_the_leading_group_is_drawn_once_and_only_if_something_is_outside():
    record = a_recommendation()
    assert option_rows(record).count("Outside the leading group") == 1
    for option in record["options"]:
        option["leading_group"] = True
    assert "Outside the leading group" not in option_rows(record)


def test_equal_scores_on_both_sides_of_the_line_are_told_apart_by_their_distance_to_the_first():
    """The group ends two points behind the first: 64.43 is inside, 64.40 is not, and both print 64.4."""
    record = a_recommendation()
    for at, option in enumerate(groups(record)):
        option.best["leading_group"] = at < 2
        option.best["score"] = (66.43, 64.43, 64.40, 60.0)[min(at, 3)]
    said = "2.03 points or more behind the first, too far to be called level with it; the last one inside is 2.00 behind"
    assert said in option_rows(record)
    rows = next(block for block in leading(record).blocks if isinstance(block, Table)).rows
    assert [row.text for row in rows if isinstance(row, Band)] == [f"Outside the leading group: {said}"]


def test_the_whole_leading_group_is_shown_however_few_rows_are_asked_for():
    assert option_rows(a_recommendation(), most=1).count('class="lead"') == 4


def test_bars_say_their_numbers():
    option = leader(a_recommendation())
    bar = score_bar(option, list(option["contributions"]))
    assert 'aria-label="Score 67.9 of 100, 80% interval 61.8 to 71.1: Quality 13.66 points' in bar
    assert "7,396 a month expected, between 5,612 and 12,804" in cost_range(option, log_axis([3000, 30000]))


def test_an_unknown_cost_is_a_word_and_not_a_bar():
    option = {**leader(a_recommendation()), "monthly_cost_usd": {"low": None, "expected": None, "high": None}}
    assert "unknown" in cost_range(option, log_axis([1]))
    assert "role" not in cost_range(option, log_axis([1]))


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=8))
def test_a_log_axis_holds_every_value_in_order(values):
    axis = log_axis(values)
    places = [axis.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert 1 <= len(axis.ticks) <= 5
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks)


def test_restricted_replaces_open_weights_but_never_closed():
    assert "▲" in openness_chip("open_weights", restricted=True)
    assert "■" in openness_chip("closed", restricted=True)
    assert "●" in openness_chip("open_source")
    assert "unknown" in openness_chip(None)


def test_an_evidence_kind_we_do_not_know_is_shown_as_unknown_with_its_own_word():
    assert evidence_badge("rumoured") == '<span class="e unknown">rumoured</span>'
    assert "stale, Jul 2026" in evidence_badge("stale", since="2026-07-03")


def test_unknown_quality_is_said_in_the_fact_strip():
    record = a_recommendation()
    record["options"][0]["quality"] = {"value": None, "low": None, "high": None, "evidence": "none"}
    assert '<p class="v">unknown</p><p class="l">quality for the task' in fact_strip(record)


def test_gates_are_sorted_by_what_they_removed_with_or_without_the_gate_list():
    assert [count for _, count in gate_counts(a_recommendation())] == [2177, 611, 388, 142, 107]
    assert gate_counts(bare())[0] == ("Data boundary", 2177)
    assert "would readmit 433 options" in gates_so_far(a_recommendation())


def test_best_is_marked_only_among_two_known_and_different_values():
    assert best_cells([Cell("1", key=1), Cell("2", key=2), Cell(None)]) == {1}
    assert best_cells([Cell("1", key=1), Cell(None, key=9)]) == set()
    assert best_cells([Cell("1", key=1), Cell("1", key=1)]) == set()


def test_only_differences_hides_equal_rows_and_counts_them():
    rows = [Row("a", [Cell("1"), Cell("1")]), Row("b", [Cell("1"), Cell(None, why="released Oct 2026")])]
    markup = comparison([Subject("x"), Subject("y")], [RowGroup("g", rows)], only_differences=True)
    assert "1 identical row hidden." in markup
    assert "unknown, released Oct 2026" in markup


def test_flips_on_one_scale_are_drawn_and_those_that_never_come_share_a_sentence():
    markup = flip_tracks(a_recommendation())
    assert "Quality priority: now 3, flips at 1.4, on a scale from 0 to 5" in markup
    assert "Data boundary: now own premises, flips at own cloud" in markup
    assert "No flip within its range: Cost priority, Price of GPUs." in markup


def test_range_bars_put_the_widest_first():
    markup = range_bars(
        [{"driver": "a", "low": 1, "high": 2}, {"driver": "b", "low": 5, "high": -5}, {"driver": "c", "low": None, "high": 1}],
        "t",
        "points",
    )
    assert markup.index(">B<") < markup.index(">A<")
    assert ">C<" not in markup


def test_answers_mark_defaults_and_only_those():
    marked = {label for _, label, _, default in answers(a_recommendation()) if default}
    assert marked == {"Peak to average load", "Time to first token, s at most"}


def test_an_unknown_fact_is_a_badge():
    assert '<span class="e unknown">unknown</span>' in facts_table([{"label": "Retirement", "value": None}])


def test_when_nothing_fits_the_closest_option_and_its_remedy_are_named():
    markup = empty_state(nothing_fits())
    assert "3,461 options were judged. The closest is GPT-6.1 Terra, Azure, EU: it fails “Data boundary”." in markup
    assert "Accept own cloud." in markup


@pytest.mark.parametrize("grade", ["independent", "mixed", "vendor", "inferred"])
def test_a_fitted_figure_looks_estimated_whoever_measured_and_says_who_did(grade: str):
    badge = fitted_badge(grade, 4)
    assert 'class="e estimated"' in badge
    assert "fitted, 4 scores" in badge
    assert "measured" not in Outline(badge).text
    assert grade_words(grade) in badge


def test_no_figure_is_no_fit_and_one_score_is_not_plural():
    assert 'class="e unknown"' in fitted_badge("none")
    assert "fitted, 1 score<" in fitted_badge("vendor", 1)
    assert "inferred, no score" in fitted_badge("inferred", 0)
    assert ">fitted<" in fitted_badge("independent")


def test_the_strip_says_fitted_and_the_grade_in_words():
    text = Outline(fact_strip(a_recommendation())).text
    assert "fitted" in text
    assert "independent scores" in text
    assert "measured" not in text


def test_the_segments_of_a_rank_bar_fill_it_and_the_first_rank_comes_first():
    markup = acceptability_bars(a_recommendation())
    bars = re.findall(r'<div class="seg">(.*?)</div>', markup)
    assert len(bars) == 2
    for bar in bars:
        assert sum(float(width) for width in re.findall(r"width:([\d.]+)%", bar)) == pytest.approx(100, abs=0.1)
        assert bar.startswith('<i class="c1"')
    assert "1st 56%" in markup
    assert "later 2%" in markup


def test_a_record_without_ranks_shows_no_bars():
    assert acceptability_bars(bare()) == ""
    assert sure_line(bare()) == ""


def test_two_flips_of_one_driver_share_a_ruler_whose_band_lies_between_them():
    flips = [
        {"driver": "priorities.cost", "now": 2.5, "flips_at": 1.0, "winner": "a", "winner_name": "Below it"},
        {"driver": "priorities.cost", "now": 2.5, "flips_at": 4.0, "winner": "b", "winner_name": "Above it"},
    ]
    markup = flip_tracks({"flip_points": flips})
    assert markup.count('class="track') == 1
    assert "left:20.00%;width:60.00%" in markup
    assert "flips at 1 and at 4" in markup
    assert "Below 1" in Outline(markup).text
    assert "Above 4" in Outline(markup).text


def test_a_driver_without_a_flip_on_one_side_stays_to_the_end_of_the_ruler():
    markup = flip_tracks({"flip_points": [{"driver": "priorities.cost", "now": 3, "flips_at": 4.0, "winner": "b"}]})
    assert "left:0.00%;width:80.00%" in markup


def test_a_boundary_is_a_ruler_of_words_and_further_rulers_are_folded():
    far = [{"driver": f"priorities.{n}", "now": 1, "flips_at": 2 + n / 10, "winner": "x"} for n in range(9)]
    boundary = {"driver": "privacy.boundary", "now": "own_premises", "flips_at": "own_cloud_tenant", "winner": "x"}
    assert "now own premises, flips at own cloud" in flip_tracks({"boundary_flips": [boundary]})
    assert "3 more that are further away" in flip_tracks({"flip_points": far})
    assert "<details" not in flip_tracks({"flip_points": far}, most=99)


def test_a_flip_reads_the_same_in_the_sentence_the_track_and_the_table_and_a_price_as_its_change():
    control = {"driver": "priorities.control", "now": 2, "flips_at": 2.032, "winner": "a"}
    assert flip_track([control]).labels == ("2", flip_label(2, 2.032)) == ("2", "2.03")
    price = {"driver": "prices.first", "now": 1.0, "flips_at": 1.0743, "winner": "a", "low": 0.2, "high": 5.0}
    track = flip_track([price])
    assert (track.labels, track.ends) == (("as it is", "+7%"), ("\u221280%", "+400%"))
    assert (price_move(1.0743), price_move(0.996), price_move(2.3)) == ("rises by 7%", "falls by 0.4%", "rises by 130%")
    assert "change from today" in flip_tracks({"flip_points": [price]})


@pytest.mark.parametrize(
    ("now", "flips_at", "labels"),
    [
        (3, 1.4, ("3", "1.4")),
        (0.892, 0.887, ("0.892", "0.887")),
        (1, 1.012, ("1", "1.01")),
        (2, 2.04, ("2", "2.04")),
        (0, 0.0201, ("0", "0.020")),
        (500_000, 1_700_000, ("500k", "1.7\u202fM")),
    ],
)
def test_labels_of_a_track_tell_the_answer_from_the_flip(now, flips_at, labels):
    track = flip_track([{"driver": "figures.quality", "now": now, "flips_at": flips_at}])
    assert track.labels == labels
