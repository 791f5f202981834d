"""Tables of the landscape: the same figures as the charts, each model a link to its page in the catalog."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from math import ceil, floor

from advisor.landscape.frontier import Share, Step
from advisor.landscape.lag import Lag
from advisor.landscape.marks import Field, Mark
from advisor.landscape.prices import Level, Priced
from advisor.landscape.read import Landscape
from advisor.numbers import day, decimal, exact, share, tight_span
from catalog.schema import Model
from pages.parts.landscape_data import to_page
from pages.parts.methods_tables import lines
from reports.fragments.badges import evidence_badge, fitted_badge, openness_chip
from reports.fragments.markup import percent, picture
from reports.fragments.scales import Axis
from reports.safe_text import html_text
from reports.words import spoken

SHOWN = 8
"""Rows of a table before the rest goes into a fold."""


def model_link(model: Model) -> str:
    """A model's name as a link to its page in the catalog."""
    return f'<a href="{html.escape(to_page("catalog", "model", model.id))}" target="_self">{html_text(model.name)}</a>'


def effort_words(effort: str, before: str = "") -> str:
    """The effort of a figure, behind `before`; nothing where the source names none."""
    words = {"default": "", "none": "without thinking"}.get(effort, f"{spoken(effort).lower()} effort")
    return f"{before}{words}" if words else ""


def lag_table(seen: Landscape) -> str:
    """One row per step of the open frontier, newest first."""
    columns = [("", "Open model"), ("num", "Lag, months"), ("num", "Figure"), ("", "Released"), ("", "First closed model as able"), ("", "Released")]  # fmt: skip
    return _folded("Lag at each step of the open frontier", columns, [_lag_row(s) for s in reversed(seen.open)], "earlier steps")


def _lag_row(step: Step) -> list[str]:
    closed = step.level_with
    return [
        f"{model_link(step.mark.model)} {_chip(step.mark)}",
        _step_months(step),
        _figure(step.mark),
        html_text(day(step.mark.since)),
        model_link(closed.model) if closed else "none yet",
        html_text(day(closed.since)) if closed else "",
    ]


def _step_months(step: Step) -> str:
    """The lag of one step; unknown where it came before the first closed model tested, which may not have been the first."""
    if step.months is None:
        return "open leads"
    if step.at_least and step.months <= 0:
        return evidence_badge("unknown", title="It came before the first closed model that was tested.")
    text = f"{'≥ ' if step.at_least else ''}{decimal(step.months)}"
    return f'<span title="{exact(step.months)}">{text}</span>'


def models_table(field: Field, best: set[str]) -> str:
    """Every model in the chart, newest first, those on a frontier marked."""
    columns = [("", "Model"), ("", "Released"), ("num", "Figure"), ("num", "80% interval"), ("", "Effort"), ("", "Evidence"), ("", "Newest score")]  # fmt: skip
    rows = [
        [
            f"{model_link(m.model)} {_chip(m)}{' <em class=best>frontier</em>' if m.model.id in best else ''}",
            html_text(day(m.since)),
            _figure(m),
            f"{decimal(100 * m.figure.low)} to {decimal(100 * m.figure.high)}",
            html_text(effort_words(m.figure.effort) or "not named"),
            fitted_badge(m.figure.evidence, m.figure.benchmarks),
            html_text(day(m.figure.newest)),
        ]
        for m in sorted(field.measured, key=lambda m: (m.since, m.ability), reverse=True)
    ]
    return _fold(f"All {len(rows)} models of the chart as a table", lines("Models of the chart", columns, rows))


def shares_table(shares: Sequence[Share]) -> str:
    """One row per day on which a frontier moved, newest first."""
    columns = [("", "Day"), ("", "Best open"), ("num", "Figure"), ("", "Best closed"), ("num", "Figure"), ("num", "Share"), ("num", "80% interval")]  # fmt: skip
    rows = [
        [
            html_text(day(s.day)),
            model_link(s.open.model),
            _figure(s.open),
            model_link(s.closed.model),
            _figure(s.closed),
            f'<span title="{exact(100 * s.middle)}%">{share(s.middle)}</span>',
            f"{share(s.low)} to {share(s.high)}",
        ]
        for s in reversed(shares)
    ]
    return _fold(f"The {len(rows)} days of the chart as a table", lines("Share of closed capability reached", columns, rows))


def levels_table(levels: Sequence[Level]) -> str:
    """Per level the cheapest of each side today, and how they compare."""
    columns = [("", "Level"), ("num", "Figure"), ("", "Cheapest open"), ("num", "USD/1,000 requests"), ("", "Cheapest closed"), ("num", "USD/1,000 requests"), ("num", "Open costs")]  # fmt: skip
    rows = [
        [
            f'{html_text(level.name)}<p class="why">{html_text(level.why)}</p>',
            decimal(100 * level.value, 0),
            *_side(level.open, "open"),
            *_side(level.closed, "closed"),
            _saving(level.saving),
        ]
        for level in levels
    ]
    return lines("Price of each level today", columns, rows)


def _side(priced: Priced | None, side: str) -> list[str]:
    if priced is None:
        return [f"no {side} model with a price", ""]
    return [_offered(priced), _bill(priced)]


def _offered(p: Priced) -> str:
    effort = effort_words(p.figure.effort, ", ")
    return (
        f'{model_link(p.model)}<p class="why">{html_text(p.provider)}{html_text(effort)}, list of {html_text(day(p.offer.origin.date))}</p>'
    )


def _bill(p: Priced) -> str:
    """The bill with the span by how long it thinks, where it does."""
    span = f'<p class="why">{tight_span(p.low, p.high)}</p>' if p.high > p.low else ""
    return f'<span title="USD {exact(p.usd, 4)}">{decimal(p.usd, 2)}</span>{span}'


def _saving(saving: float | None) -> str:
    if saving is None:
        return evidence_badge("unknown", "cannot be compared")
    return f"{share(abs(saving))} {'less' if saving >= 0 else 'more'}"


def falls_table(levels: Sequence[Level]) -> str:
    """Every release that made a level cheaper, at today's prices."""
    columns = [("", "Model"), ("", "Level"), ("", "Released"), ("num", "USD/1,000 requests"), ("num", "Figure"), ("", "Where")]
    rows = [
        [
            model_link(p.model),
            html_text(level.name),
            html_text(day(p.since)),
            _bill(p),
            decimal(100 * p.figure.value),
            html_text(p.provider + effort_words(p.figure.effort, ", ")),
        ]
        for level in levels
        for p in reversed(level.falls)
    ]
    return _fold(f"The {len(rows)} marks of the chart as a table", lines("Releases that made a level cheaper", columns, rows))


def known_table(levels: Sequence[Level]) -> str:
    """Prices known for their time, newest first within each level."""
    columns = [("", "Model"), ("", "Level"), ("", "From"), ("", "Until"), ("num", "USD/1,000 requests"), ("", "Where"), ("", "Says")]
    rows = [
        [
            model_link(k.priced.model),
            html_text(level.name),
            html_text(day(k.since)),
            html_text(day(k.until)),
            _bill(k.priced),
            html_text(k.priced.provider),
            html_text(k.priced.offer.origin.publisher),
        ]
        for level in levels
        for k in reversed(level.known)
    ]
    if not rows:
        return ""
    return _fold(f"The {len(rows)} prices known for their time", lines("Prices known for their time", columns, rows))


def overview_table(seen: Mapping[str, Landscape], chosen: str) -> str:
    """All dimensions: lag with its interval on a common axis, the year before, the share reached, and until when it is known."""
    axis = _half_years([lag for found in seen.values() if (lag := found.lag).known])
    ticks = ", ".join(exact(tick, 0) for tick in axis.ticks)
    columns = [("", "Dimension"), ("bar", f"{ticks} months"), ("num", "Lag, months"), ("num", "A year before"), ("num", "Share of closed"), ("", "Known until")]  # fmt: skip
    return lines("Lag by dimension", columns, [_overview_row(d, found, axis, d == chosen) for d, found in seen.items()], "t lags")


def _half_years(lags: Sequence[Lag]) -> Axis:
    """An axis over all intervals, with a tick every six months."""
    low = min([0.0, *(6 * floor(lag.low / 6) for lag in lags)])
    high = max([12.0, *(6 * ceil(lag.high / 6) for lag in lags)])
    return Axis(low, high, tuple(6.0 * i for i in range(round(low / 6), round(high / 6) + 1)), log=False)


def _overview_row(dimension: str, found: Landscape, axis: Axis, chosen: bool) -> list[str]:
    address = html.escape(to_page("landscape", "dim", dimension))
    link = f'<a href="{address}" target="_self">{html_text(spoken(dimension))}</a>'
    name = f"<strong>{link}</strong>" if chosen else link
    before, now, lag = found.earlier[0], found.now, found.lag
    year = _months(before) if before.known else evidence_badge("unknown")
    reached = f"{share(now.middle)} <small>{share(now.low)} to {share(now.high)}</small>" if now else evidence_badge("unknown")
    known = html_text(day(lag.until))
    if not lag.known:
        return [name, f'<p class="why">{html_text(lag.reason)}</p>', evidence_badge("unknown"), year, reached, known]
    grid = "".join(f'<u style="left:{percent(axis.at(tick))}"></u>' for tick in axis.ticks)
    left, right = axis.at(lag.low), axis.at(lag.high)
    inside = f'{grid}<i style="left:{percent(left)};width:{percent(right - left)}"></i><b style="left:{percent(axis.at(lag.middle))}"></b>'
    words = f"{decimal(lag.middle)} months, 80% interval {decimal(lag.low)} to {decimal(lag.high)}"
    return [name, picture(words, inside, "cb"), _months(lag), year, reached, known]


def _months(lag: Lag) -> str:
    return f"{decimal(lag.middle)} <small>{decimal(lag.low)} to {decimal(lag.high)}</small>"


def _chip(mark: Mark) -> str:
    return openness_chip(mark.model.openness.value if mark.model.openness else "unknown", mark.restricted)


def _figure(mark: Mark) -> str:
    return f'<span title="{exact(100 * mark.figure.value)}">{decimal(100 * mark.figure.value)}</span>'


def _folded(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], rest: str) -> str:
    """A table whose later rows are in a fold."""
    shown = lines(title, columns, rows[:SHOWN])
    if len(rows) <= SHOWN:
        return shown
    return shown + _fold(f"{len(rows) - SHOWN} {rest}", lines(f"{title}, {rest}", columns, rows[SHOWN:]))


def _fold(summary: str, inside: str) -> str:
    return f'<details class="more"><summary>{html_text(summary)}</summary>{inside}</details>'
