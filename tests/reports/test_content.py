"""One content, every form: the same chapters in the same order, the same figures, the author's words as plain text."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pdf_text import read_pdf, squeezed
from report_forms import FORMS, RECORDS, figures, pair_leads, texts

from advisor.needs import read_needs
from advisor.presets import PRESETS
from advisor.recommend import recommend
from reports.about import About
from reports.content import report
from reports.html import to_html
from reports.markdown import to_markdown
from reports.pdf import to_pdf
from reports.store.record import as_text

ORDER = ["options", "why", "cost", "own_evidence", "excluded", "fragile", "plan", "obligations", "assumptions", "sources", "record"]
ABOUT = About(
    title="Board paper 7", note="Read this first.\nThen the roadmap.", record_id="r-4711", created="2026-11-21", parent_id="r-4700"
)


@pytest.fixture(scope="module", params=[preset.id for preset in PRESETS if preset.id in ("film-studio", "mixed-desk", "eu-public-agency")])
def of_a_preset(request, real_catalog):
    """What the advisor really answers: text, hybrid and media tasks."""
    preset = next(preset for preset in PRESETS if preset.id == request.param)
    return recommend(real_catalog, read_needs(preset.needs), date(2026, 11, 21))


@pytest.mark.parametrize("record", RECORDS)
def test_chapters_stand_in_the_order_they_are_signed_in(record):
    ranked = record != "nothing fits"
    made = RECORDS[record]()
    order = [name for name in ORDER if name != "own_evidence" or made.get("own_evidence")]
    without_an_answer = {"options", "own_evidence", "excluded", "plan", "assumptions", "sources", "record"}
    assert [chapter.id for chapter in report(made).chapters] == [name for name in order if ranked or name in without_an_answer]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("record", RECORDS)
def test_every_form_has_the_same_chapters_and_figures(record, form):
    made = RECORDS[record]()
    content, found = report(made, ABOUT), FORMS[form](made, ABOUT)
    assert found.chapters == [chapter.title for chapter in content.chapters]
    assert figures(content) <= found.figures
    for words in ("Board paper 7", "Read this first.", "Then the roadmap.", "r-4711", "r-4700"):
        assert words in found.said


@pytest.mark.parametrize("form", FORMS)
def test_what_the_advisor_answers_reads_the_same_in_every_form(of_a_preset, form):
    content, found = report(of_a_preset), FORMS[form](of_a_preset)
    assert found.chapters == [chapter.title for chapter in content.chapters]
    assert figures(content) - found.figures == set()
    if form != "html":  # its fragments say the same in words of their own
        said = squeezed(found.said)
        assert [text for text in texts(content) if squeezed(text) not in said] == []


def test_a_record_that_was_stored_reads_like_the_answer_it_was_made_of(of_a_preset):
    stored = json.loads(as_text(of_a_preset))  # keys by the alphabet
    assert to_markdown(stored, ABOUT) == to_markdown(of_a_preset, ABOUT)
    assert to_html(stored, ABOUT) == to_html(of_a_preset, ABOUT)


@pytest.mark.parametrize("record", ["full", "contract only", "a pair leads"])
def test_the_decision_is_three_sentences_with_price_and_certainty(record):
    what, price, certainty = report(RECORDS[record]()).decision
    assert "USD" in what + price
    assert certainty
    assert all(sentence.endswith(".") for sentence in (what, price, certainty))


def test_where_a_pair_leads_its_own_figures_head_the_report_and_no_single_licence_does():
    content = report(pair_leads())
    assert content.chip is None
    assert [(fact.value, fact.label) for fact in content.facts.items][:2] == [("6.1k", "for both paths"), ("10%", "of requests are hard")]
    assert [chapter.title for chapter in content.chapters][:2] == ["Leading single options", "Why Qwen3.6 27B is the best single option"]
    assert "MIT" not in to_html(pair_leads()).split("</ul>")[0]


def test_the_title_of_the_needs_stands_in_where_the_author_gave_none():
    record = RECORDS["full"]()
    assert report(record).title == "Hospital letters"
    assert report(record, About(title="Mine")).kicker.startswith("Mine")
    assert report({**record, "title": ""}).title == "Recommendation"


def test_a_report_without_a_note_leaves_no_place_for_one():
    record = RECORDS["full"]()
    for made in (to_html(record), to_markdown(record), read_pdf(to_pdf(record)).text):
        assert "Author’s note" not in made


def test_shares_of_the_bill_add_up_to_the_whole():
    (cost,) = (chapter for chapter in report(RECORDS["full"]()).chapters if chapter.id == "cost")
    table = cost.blocks[0]
    assert [row.cells[2].text for row in table.rows] == ["78%", "15%", "7%"]
    assert table.foot.cells[2].text == "100%"


def test_one_source_is_read_once_and_one_subject_stands_together():
    record = RECORDS["full"]()
    line = {"value": 1, "evidence": "assumed", "url": None, "date": "2026-11-20"}
    record["provenance"] = [
        {**line, "figure": "A: one", "source": "S"},
        {**line, "figure": "B: two", "source": "S"},
        {**line, "figure": "A: three", "source": "T"},
        {**line, "figure": "A: four", "source": "S"},
    ]
    (sources,) = (chapter for chapter in report(record).chapters if chapter.id == "sources")
    rows = [row.text if hasattr(row, "text") else row.cells[0].text for row in sources.blocks[0].rows]
    assert rows == ["A", "One", "Four", "Three", "B", "Two"]
