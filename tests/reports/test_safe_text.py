from __future__ import annotations

import csv
import html
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.safe_text import clean, csv_cell, html_link, html_sentence, html_text, markdown_text, one_line, safe_url


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "|", "%", "  =", "\u200b="])
def test_a_text_that_starts_like_a_formula_is_shown_as_text(start):
    assert str(csv_cell(f'{start}HYPERLINK("http://x")')).startswith("'")


@pytest.mark.parametrize("number", [-5, 3.2, 0, -1e-9, "-5", "+3.2", "-1e9"])
def test_negative_numbers_stay_numbers(number):
    assert csv_cell(number) == number


def test_unknown_is_an_empty_cell_and_ordinary_text_is_untouched():
    assert csv_cell(None) == ""
    assert csv_cell("Qwen3.6 27B") == "Qwen3.6 27B"


@given(st.text())
def test_no_cell_survives_that_a_spreadsheet_would_run(text):
    file = io.StringIO()
    csv.writer(file).writerow([csv_cell(text)])
    (read,) = next(csv.reader(io.StringIO(file.getvalue(), newline="")), [""])
    assert not read.lstrip().startswith(("=", "@")) or read.startswith("'")


def test_what_no_reader_can_see_is_removed():
    assert clean("a\u202eb\u2066c\x00d\x1be\ufefff\u200bg\ud800h") == "abcdefgh"
    assert clean("a\r\nb\u2028c\td") == "a\nb\nc\td"
    assert one_line(" a \n\t b ") == "a b"


@given(st.text())
def test_escaped_html_reads_as_the_cleaned_text(text):
    escaped = html_text(text)
    assert not set("<>\"'") & set(escaped)
    assert html.unescape(escaped) == one_line(text)
    escaped.encode("utf-8")


def test_sums_and_counts_do_not_break_over_lines():
    assert (
        html_sentence("on 3 × H200 for USD 7.4k a month")
        == 'on <span class="nw">3 × H200</span> for <span class="nw">USD 7.4k</span> a month'
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "http://", "ftp://x.test", "http://[", None, ""])
def test_only_web_addresses_become_links(url):
    assert safe_url(url) is None
    assert html_link("source", url) == "source"


@given(st.text())
def test_a_web_address_cannot_leave_its_attribute(text):
    url = safe_url("https://example.org/" + text)
    assert url is None or not set(" <>\"'\\`\n()[]{}|") & set(url.removeprefix("https://"))


def test_markdown_text_is_one_line_without_markup():
    assert markdown_text("![x](http://e.test) <b>*_`| a\n# b") == r"\!\[x\](http\://e.test) \<b\>\*\_\`\| a # b"
    assert markdown_text("# title") == r"\# title"
    assert markdown_text("1. item") == r"1\. item"
    assert markdown_text("www.evil.test") == r"www\.evil.test"
