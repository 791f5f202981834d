"""The PDF: tagged, the same bytes for the same record, and whatever people write stays text and never stops it."""

from __future__ import annotations

import re
import time
from functools import cache

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_text import read_pdf, squeezed
from report_forms import RECORDS
from test_fragments import ATTACKS, with_prefix

from reports import pdf
from reports.about import About
from reports.drawable import PLACEHOLDER, drawn, ranges
from reports.pdf import ASSETS, PdfError, breakable, right_to_left, to_pdf

FULL = {**RECORDS["full"](), "options": RECORDS["full"]()["options"][:6]}
MARKUP = ["#panic()", "= Heading", "*b* _i_", "`raw`", "$x^2$", "@ref <label>", "\\u{41}", "#read(\"/etc/passwd\")", "// c", "https://x.test", "]]", '"#eval("1")']  # fmt: skip


@pytest.mark.parametrize("record", RECORDS)
def test_every_kind_of_record_becomes_a_tagged_document_with_bookmarks(record):
    file = to_pdf(RECORDS[record]())
    found = read_pdf(file)
    assert {"H1", "H2", "P", "Table", "TH", "TD"} <= found.tags
    assert found.outline[0][0] == 1
    assert b"/Lang(en" in file
    assert b"/MarkInfo<</Marked true" in file
    assert b"pdfuaid:part" in file


def test_the_same_record_gives_the_same_bytes():
    assert to_pdf(RECORDS["full"]()) == to_pdf(RECORDS["full"]())


def test_every_page_says_what_it_belongs_to_and_how_many_there_are():
    pages = read_pdf(to_pdf(RECORDS["full"]())).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert "Hospital letters" in page
        assert f"Page {number} of {len(pages)}" in page
        assert "Catalog 2026.11.20, engine 0.1.0" in page


def test_every_picture_says_its_figures_in_words():
    alts = read_pdf(to_pdf(RECORDS["full"]())).alts
    for words in (
        "Score 67.9 of 100: Quality 13.66",
        "7,396 a month expected, between 5,612 and 12,804",
        "Quality priority: now 3, flips at 1.4",
    ):
        assert any(words in alt.replace("\u00a0", " ") for alt in alts), words


def test_places_to_sign_stand_beneath_the_decision_they_are_about():
    last = read_pdf(to_pdf(RECORDS["full"]())).pages[-1]
    assert last.count("Signature") == 3
    assert "Record and signature" in last
    assert "Run Qwen3.6 27B" in last


def test_a_long_appendix_runs_over_pages_and_repeats_its_header():
    record = RECORDS["full"]()
    line = record["provenance"][0]
    record["provenance"] = [{**line, "figure": f"Model {n // 40}: figure {n}", "value": n, "source": f"Source {n}"} for n in range(400)]
    pages = [page for page in read_pdf(to_pdf(record)).pages if "Source 1" in page or "Source 2" in page]
    assert len(pages) > 3
    assert all({"Figure", "Known", "Date"} <= set(page.split("\n")) for page in pages)
    assert all(re.search(r"^Model \d$", page, re.MULTILINE) for page in pages)


def test_markup_of_the_typesetter_prints_as_it_was_written():
    title = f"{MARKUP[3]} {MARKUP[0]}"
    found = read_pdf(to_pdf({**FULL, "title": title}, About(note="\n".join(MARKUP))))
    assert [text for text in MARKUP if squeezed(text) not in found.letters] == []
    assert found.letters.count(squeezed(title)) == 1 + len(found.pages)  # the kicker, and the foot of each page


@cache
def harmless_levels() -> list[int]:
    return [level for level, _ in read_pdf(to_pdf(with_prefix(FULL, "zq"))).outline]


@given(prefix=st.one_of(st.sampled_from([*ATTACKS, *MARKUP]), st.text(max_size=12)))
@settings(max_examples=6, deadline=None)
def test_no_text_stops_or_restructures_the_document(prefix):
    hostile = read_pdf(to_pdf(with_prefix(FULL, "zq" + prefix)))
    assert [level for level, _ in hostile.outline] == harmless_levels()


SCRIPTS = ["שלום עולם", "مرحبا بالعالم", "Ελληνικά", "Кириллица", "Tiếng Việt", "Հայերեն", "ქართული"]


def test_scripts_that_the_fonts_hold_are_drawn():
    found = read_pdf(to_pdf({**FULL, "title": " ".join(SCRIPTS)}, About(note="\n".join(SCRIPTS))))
    assert PLACEHOLDER not in found.text
    assert "outside the fonts" not in found.words
    assert all(drawn(text) == (text, frozenset()) for text in SCRIPTS)


@pytest.mark.parametrize(("text", "count"), [("年度报告", 4), ("予算", 2), ("हिन्दी", 6), ("🚀👩‍💻", 3), ("x\ue000", 1)])
def test_what_no_font_can_draw_becomes_a_box_each(text, count):
    shown, missing = drawn(text)
    assert len(missing) == count
    assert shown.count(PLACEHOLDER) >= count


def test_a_report_says_how_many_characters_it_could_not_draw_and_where_they_are():
    found = read_pdf(to_pdf(FULL, About(note="年度报告 🚀 年")))
    assert (
        "5 different characters are outside the fonts of this PDF and shown as □; the HTML, Markdown and JSON forms hold them."
        in found.words
    )
    assert "□□□□ □ □" in found.text


@pytest.mark.parametrize(("text", "expected"), [("123 שלום", True), ("abc שלום", False), ("مرحبا abc", True), ("12 +", False)])
def test_a_paragraph_runs_the_way_of_its_first_letter(text, expected):
    assert right_to_left(text) is expected


def test_a_report_that_can_be_drawn_says_nothing_about_fonts():
    assert "outside the fonts" not in read_pdf(to_pdf(FULL)).words


def test_a_note_of_ten_thousand_characters_and_words_without_end_are_set():
    note = ("lorem ipsum " * 800)[:9_000] + "\n" + "x" * 1_000
    found = read_pdf(to_pdf({**FULL, "title": "W" * 200}, About(note=note)))
    assert "x" * 1_000 in found.letters
    assert found.letters.count("loremipsum") == 750
    assert all(f"{'W' * 69}…" in squeezed(page) for page in found.pages)


@given(st.text())
def test_breaks_are_the_only_thing_added_to_a_text(text):
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")
    assert max((len(word) for word in re.split(r"[\s\u200b]", breakable(text))), default=0) <= 24


def test_a_day_that_is_no_day_leaves_the_document_undated():
    assert to_pdf({**FULL, "as_of": "2026-13-99"})
    assert to_pdf({**FULL, "as_of": None})


def test_a_missing_font_is_an_error_and_never_a_silently_different_file(monkeypatch, tmp_path):
    for name in ("report.typ", "wordmark-light.svg"):
        (tmp_path / name).write_bytes((ASSETS / name).read_bytes())
    (tmp_path / "fonts").mkdir()
    monkeypatch.setattr(pdf, "ASSETS", tmp_path)
    with pytest.raises(PdfError, match="weighbridge sans"):
        to_pdf(FULL)


def test_what_is_listed_as_drawable_really_is_in_every_style():
    """A tagged PDF with a missing glyph is refused by the typesetter, so that all of them compile is the proof."""
    everything = "".join(chr(point) for first, last in ranges() for point in range(first, last + 1))
    fonts = '("Weighbridge Sans", "Libertinus Serif", "DejaVu Sans Mono")'
    source = f"""#set document(title: "t")
#set text(lang: "en", font: {fonts})
#let all = sys.inputs.all
#all

#text(weight: 600, all)

#text(font: ("Weighbridge Serif",) + {fonts}, weight: 600, all)"""
    made, warnings = typst.compile_with_warnings(
        source.encode(),
        font_paths=[ASSETS / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"all": everything},
    )
    assert made
    assert not warnings


def test_our_fonts_keep_their_licence_and_none_takes_a_reserved_name():
    licence = (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    files = sorted((ASSETS / "fonts").glob("*.ttf"))
    assert len(files) == 4
    for file in files:
        names = TTFont(file)["name"]
        assert not any("source" in names.getDebugName(number).lower() for number in (1, 4, 6, 16))
        assert "SIL Open Font License" in names.getDebugName(13)
        assert names.getDebugName(0) in licence


def test_it_takes_less_than_the_two_seconds_it_may():
    to_pdf(FULL)
    start = time.process_time()
    to_pdf({**FULL, "title": "Another title, so that nothing is found ready"})
    assert time.process_time() - start < 2
