from __future__ import annotations

import re

import pytest
from example_recommendation import a_recommendation, bare, nothing_fits
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_fragments import ATTACKS, RECORD, Outline, with_prefix

from reports.decision import decision_sentences
from reports.html import to_html
from reports.markdown import to_markdown

RECORDS = {"full": a_recommendation, "nothing fits": nothing_fits, "contract only": bare}


def outline(markup: str) -> Outline:
    """The body alone: the head holds void elements and the stylesheet."""
    return Outline(markup[markup.index("<body>") : markup.index("</html>")])


@pytest.mark.parametrize("record", RECORDS)
def test_the_file_loads_nothing_and_runs_nothing(record):
    page = to_html(RECORDS[record]())
    assert not re.findall(r"<(script|link|img|iframe|object|embed|base)\b|\ssrc=|url\(|@import|http-equiv", page)


@pytest.mark.parametrize("record", RECORDS)
def test_the_file_is_well_formed_with_one_first_heading(record):
    found = outline(to_html(RECORDS[record]()))
    assert not found.open
    assert [tag for tag, _ in found.tags].count("h1") == 1


@given(prefix=st.one_of(st.sampled_from(ATTACKS), st.text(max_size=12)))
@settings(max_examples=8, deadline=None)
def test_no_text_changes_the_structure_of_the_file(prefix):
    assert outline(to_html(with_prefix(RECORD, "zq" + prefix))).tags == outline(to_html(with_prefix(RECORD, "zq"))).tags


def test_the_title_stays_a_title():
    page = to_html({**a_recommendation(), "title": "</title><script>alert(1)</script>"})
    assert "<title>&lt;/title&gt;&lt;script&gt;" in page


def test_the_same_record_gives_the_same_bytes():
    assert to_html(a_recommendation()) == to_html(a_recommendation())
    assert to_markdown(a_recommendation()) == to_markdown(a_recommendation())


def test_the_decision_is_three_sentences_with_price_and_certainty():
    what, price, certainty = decision_sentences(a_recommendation())
    assert what.startswith("Run Qwen3.6 27B")
    assert (
        price
        == "It costs USD 7.4k a month, between 5.6k and 12.8k, after USD 46,500 upfront; 78% of it is “Staff, 0.4 of a full-time engineer”."
    )
    assert "56%" in certainty


def test_without_a_robustness_sentence_certainty_is_said_from_the_shares():
    assert decision_sentences(bare())[2].startswith("It comes first in 40% of plausible weightings; the next is")


def rendered(markdown: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)


@pytest.mark.parametrize("record", RECORDS)
def test_markdown_tables_keep_their_columns(record):
    tables = to_markdown(RECORDS[record]()).strip().split("\n\n")
    for lines in (block.split("\n") for block in tables if block.startswith("|")):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(counts) == 1
    assert "<table>" in rendered(to_markdown(RECORDS[record]()))


@given(
    prefix=st.one_of(
        st.sampled_from(
            [*ATTACKS, "![x](http://e.test/y)", "[a](javascript:b)", "<https://e.test>", "# ", "| | |", "\\", "```", "- ", "\n\n# h\n"]
        ),
        st.text(max_size=12),
    )
)
@settings(max_examples=25, deadline=None)
def test_no_text_becomes_markdown_markup(prefix):
    hostile = outline_tags(rendered(to_markdown(with_prefix(RECORD, "zq" + prefix))))
    assert hostile == outline_tags(rendered(to_markdown(with_prefix(RECORD, "zq"))))


def outline_tags(markup: str) -> list[str]:
    return [tag for tag, _ in Outline(markup).tags]
