from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.numbers import (
    MINUS,
    NARROW,
    apportion,
    between,
    compact,
    count,
    day,
    decimal,
    exact,
    flip_label,
    now_label,
    price_move,
    share,
    signed,
    span,
    tight_span,
    usd,
    usd_a_month,
    whole,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0471, "0.047"),
        (0.47, "0.47"),
        (7.42, "7.4"),
        (9.96, "10"),
        (38.2, "38"),
        (970, "970"),
        (999.4, "999"),
        (999.6, "1.0k"),
        (7396, "7.4k"),
        (12_440, "12.4k"),
        (99_960, "100k"),
        (143_210, "143k"),
        (999_400, "999k"),
        (999_600, f"1.0{NARROW}M"),
        (4_600_000, f"4.6{NARROW}M"),
        (1_700_000_000, f"1.7{NARROW}bn"),
        (1e12, f"1,000{NARROW}bn"),
        (-7396, f"{MINUS}7.4k"),
    ],
)
def test_a_figure_has_two_or_three_significant_digits_and_the_unit_fits_after_rounding(value, text):
    assert compact(value) == text


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf])
def test_an_unknown_figure_is_the_word_and_carries_no_unit(unknown):
    words = {f(unknown) for f in (compact, decimal, exact, usd, usd_a_month, share, signed)}
    assert words == {"unknown"}
    assert span(unknown, 1.0) == tight_span(1.0, unknown) == between(unknown, unknown) == "unknown"


def test_money_is_named_and_small_sums_keep_their_cents():
    assert usd_a_month(7396) == "USD 7.4k a month"
    assert usd(3.5) == "USD 3.50"
    assert span(5612, 12804) == "5.6k to 12.8k"
    assert tight_span(5612, 12804) == "5.6k–12.8k"


def test_exact_keeps_what_compact_drops():
    assert exact(7396.0) == "7,396"
    assert exact(7396.42) == "7,396.42"
    assert exact(-0.001) == "0"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "<1%"), (0.004, "<1%"), (0.005, "1%"), (0.56, "56%"), (0.994, "99%"), (0.9999, ">99%"), (1, "100%")]
)
def test_a_share_never_claims_more_than_it_knows(value, text):
    assert share(value) == text


def test_a_difference_shows_its_sign_unless_it_rounds_to_zero():
    assert signed(1.2) == "+1.2"
    assert signed(-0.44) == f"{MINUS}0.4"
    assert signed(-0.04) == signed(0.04) == "0.0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-11-20", "20 Nov 2026"),
        (date(2026, 7, 3), "3 Jul 2026"),
        ("2026-07", "Jul 2026"),
        ("2026", "2026"),
        ("2026-13-01", "2026-13-01"),
        ("undated", "undated"),
        (None, "unknown"),
        ("2026-11-20T10:00:00Z", "20 Nov 2026"),
    ],
)
def test_dates_are_words_and_other_text_stays(value, text):
    assert day(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(3000, "3k"), (12_400, "12.4k"), (1e6, "1\u202fM"), (0.02, "0.020"), (0.005, "0.0050"), (3, "3")]
)
def test_labels_of_scales_lose_no_digit_that_counts(value, text):
    assert whole(value) == text


@given(st.lists(st.floats(0, 40), min_size=1, max_size=9))
def test_printed_parts_add_up_to_the_printed_total(parts):
    total = sum(parts)
    printed = apportion(parts, total)
    assert round(sum(printed), 1) == float(decimal(total).replace(",", ""))
    assert all(abs(a - b) <= 0.1 + 1e-9 for a, b in zip(printed, parts, strict=True))


def test_a_real_gap_between_parts_and_total_stays_visible():
    assert sum(apportion([10.0, 10.0], 25.0)) == 20.0


@pytest.mark.parametrize(("value", "said"), [(1, "1"), (5, "5"), (9.4, "9"), (9.7, "10"), (38, "38"), (20_000, "20.0k"), (None, "unknown")])
def test_things_that_come_in_ones_have_no_decimals_below_ten(value: float | None, said: str):
    assert count(value) == said


@given(st.floats(0.01, 1e9), st.floats(1e-4, 0.5), st.booleans())
def test_a_flip_is_never_printed_as_todays_value(now: float, move: float, up: bool):
    there = now * (1 + move if up else 1 - move)
    assert flip_label(now, there) != now_label(now, [there])
    assert price_move(there / now).startswith("rises by " if up else "falls by ")
