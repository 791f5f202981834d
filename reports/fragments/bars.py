"""Bars of an option row: score by criterion with its interval, and cost on the column's log axis."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import compact, decimal, exact, tight_span, whole
from reports.fragments.markup import percent, picture
from reports.fragments.scales import Axis
from reports.reading import Json, cost
from reports.safe_text import html_text
from reports.words import spoken

NUMERAL_FROM = 3.2
"""Points from which a segment is wide enough for its numeral."""
SMALL = 6.0
"""Points below which a numeral is left out of a bar that is itself narrow."""
SHADES = 7
"""Slate shades of criteria; an eighth criterion repeats the lightest."""


def legend(criteria: Sequence[str]) -> str:
    """Swatch and word per criterion."""
    items = "".join(f'<li><span class="k c{min(i, SHADES)}"></span>{html_text(spoken(name))}</li>' for i, name in enumerate(criteria, 1))
    return f'<ul class="legend" aria-label="Criteria in the score bars">{items}</ul>'


def score_bar(option: Json, criteria: Sequence[str]) -> str:
    """Segments in points of 100, then a whisker with the 80% interval."""
    contributions = option.get("contributions") or {}
    segments, words = [], []
    for i, name in enumerate(criteria, 1):
        points = contributions.get(name)
        if points is None:
            continue
        numeral = decimal(points, 0) if points >= NUMERAL_FROM else ""
        small = " sm" if points < SMALL else ""
        hint = f"{spoken(name)} {exact(points)} points"
        words.append(hint)
        segments.append(f'<i class="c{min(i, SHADES)}{small}" style="width:{percent(points)}" title="{html_text(hint)}">{numeral}</i>')
    score, low, high = option.get("score"), option.get("score_low"), option.get("score_high")
    whisker = ""
    interval = "interval unknown"
    if low is not None and high is not None:
        interval = f"80% interval {decimal(low)} to {decimal(high)}"
        whisker = f'<b class="wh" style="left:{percent(low)};width:{percent(max(0.0, high - low))}" title="{interval}"></b>'
    label = f"Score {decimal(score)} of 100, {interval}: {', '.join(words)}"
    bar = picture(label, f'<div class="seg">{"".join(segments)}</div>{whisker}', "sb")
    return f'<div class="score"><span class="n" title="{exact(score)}">{decimal(score)}</span>{bar}</div>'


def cost_range(option: Json, axis: Axis) -> str:
    """Expected cost and range in words, then band, tick and the axis' grid."""
    low, expected, high = cost(option)
    if expected is None:
        return '<span class="e unknown">unknown</span>'
    ranged = low is not None and high is not None and compact(low) != compact(high)
    spoken_range = f", between {exact(low, 0)} and {exact(high, 0)}" if ranged else ""
    label = f"USD {exact(expected, 0)} a month expected{spoken_range}"
    beside = f" <span>{tight_span(low, high)}</span>" if ranged else ""
    figure = f'<p class="cn" title="{html_text(label)}"><strong>{compact(expected)}</strong>{beside}</p>'
    return figure + picture(label, _range(low, expected, high, axis), "cb")


def range_mark(low: float, expected: float, high: float, axis: Axis) -> str:
    """The band alone, for cells that state the figures themselves."""
    words = f"USD {exact(expected, 0)} a month expected, between {exact(low, 0)} and {exact(high, 0)}"
    return picture(words, _range(low, expected, high, axis), "cb")


def _range(low: float | None, expected: float, high: float | None, axis: Axis) -> str:
    grid = "".join(f'<u style="left:{percent(axis.at(tick))}"></u>' for tick in axis.ticks)
    band = ""
    if low is not None and high is not None and high > low:
        start, end = axis.at(low), axis.at(high)
        band = f'<i style="left:{percent(start)};width:{percent(end - start)}"></i>'
    return f'{grid}{band}<b style="left:{percent(axis.at(expected))}"></b>'


def axis_labels(axis: Axis) -> str:
    """Tick labels for a column header; spoken once, so hidden from screen readers here."""
    ticks = "".join(f'<span style="left:{percent(axis.at(tick))}">{whole(tick)}</span>' for tick in axis.ticks)
    return f'<div class="ax" aria-hidden="true">{ticks}</div>'
