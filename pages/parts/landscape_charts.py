"""The three charts of the landscape: frontiers over time, share of closed capability, price of a level. Every mark carries its model's id."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from math import log10

from advisor.landscape.frontier import Edge, Share, Step
from advisor.landscape.marks import Mark
from advisor.landscape.prices import Level, Priced
from advisor.landscape.read import Landscape
from advisor.numbers import day, decimal, exact, share, usd
from pages.parts.charts import CROWD, HEIGHT, SYMBOLS, Json, Palette, band, figure, label, layout, log_ticks, tint
from pages.parts.landscape_tables import effort_words
from reports.fragments.badges import OPENNESS, grade_words
from reports.safe_text import html_text

NAMED = 3
"""Steps of a frontier that are named in the plot: the largest."""
ROOM = timedelta(days=20)


def frontier_chart(seen: Landscape, colours: Palette, phone: bool = False) -> Json:
    """Every measured model by release, the running best of each side with its 80% band, and the lag of the newest open step."""
    until = {side: max((m.since for m in seen.field.of(side)), default=seen.today) for side in (True, False)}
    traces: list[Json] = []
    for steps, edges, kind, side in (
        (seen.closed, seen.closed_edges, "closed", False),
        (seen.open, seen.open_edges, "open_weights", True),
    ):
        traces += _band(edges, until[side], colours.openness[kind])
        traces.append(_line(steps, until[side], colours.openness[kind]))
    best = {s.mark.model.id for s in (*seen.closed, *seen.open)}
    for kind in SYMBOLS:
        traces.append(_marks([m for m in seen.field.measured if m.kind == kind and m.model.id not in best], kind, colours, CROWD, 6))
        traces.append(_marks([m for m in seen.field.measured if m.kind == kind and m.model.id in best], kind, colours, 1.0, 8))
    values = [100 * m.figure.value for m in seen.field.measured]
    first = min((m.since for m in seen.field.measured), default=seen.today)
    notes = _best_so_far(seen, colours)
    if not phone:
        notes += _names(seen.closed, colours, "closed") + _names(seen.open, colours, "open_weights")
    traces, notes = _newest_lag(seen, colours, traces, notes)
    shapes = _untested(seen, colours, notes)
    look = layout(
        colours,
        height=360 if phone else HEIGHT,
        margin={"l": 8, "r": 14, "t": 48, "b": 28},
        xaxis={"range": [_iso(first - ROOM), _iso(seen.today + ROOM)], "type": "date"},
        yaxis={"range": [max(0, min(values, default=0) - 6), max(values, default=100) + 6]},
        annotations=notes,
        shapes=shapes,
    )
    return figure(traces, look)


def share_chart(seen: Landscape, colours: Palette) -> Json:
    """Best open figure as a share of the best closed one, with its 80% interval; 100% is level."""
    days = [_iso(s.day) for s in seen.shares]
    colour = colours.openness["open_weights"]
    end = _iso(seen.lag.until)
    middle, low, high = ([100 * getattr(s, name) for s in seen.shares] for name in ("middle", "low", "high"))
    traces = band([*days, end], [*low, low[-1]], [*high, high[-1]], colour, shape="hv")
    traces.append(
        {
            "type": "scatter", "mode": "lines", "x": [*days, end], "y": [*middle, middle[-1]], "line": {"color": colour, "width": 2.4, "shape": "hv"},
            "hoverinfo": "skip",
        }
    )  # fmt: skip
    traces.append(
        {
            "type": "scatter", "mode": "markers", "x": days, "y": middle, "customdata": [[s.open.model.id] for s in seen.shares],
            "marker": {"color": colour, "size": 8, "symbol": [SYMBOLS[s.open.kind] for s in seen.shares], "opacity": 1},
            "text": [_share_words(s) for s in seen.shares], "hovertemplate": "%{text}<extra></extra>",
        }
    )  # fmt: skip
    level = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100, "y1": 100, "line": {"color": colours.openness["closed"], "width": 1.6, "dash": "dot"},
    }  # fmt: skip
    look = layout(
        colours,
        height=260,
        xaxis={"type": "date"},
        yaxis={"range": [max(0, min(low) - 5), max(106, max(high) + 3)], "ticksuffix": "%"},
        shapes=[level],
        annotations=[
            label(colours, "Level with the best closed model", 0, 100, colours.words["closed"], xref="paper", xanchor="left", yshift=9)
        ],
    )
    return figure(traces, look)


def price_chart(seen: Landscape, levels: Sequence[Level], listed: date, colours: Palette) -> Json:
    """For each level what it costs now by the release of the models that reach it, dashed, and the prices known for their time, solid."""
    traces: list[Json] = []
    notes: list[Json] = []
    for i, level in enumerate(levels):
        colour = colours.slate[min(i, 2)] if i else colours.ink
        days = [_iso(p.since) for p in level.falls]
        bills = [p.usd for p in level.falls]
        traces.append(
            {
                "type": "scatter", "mode": "lines", "x": [*days, _iso(listed)], "y": [*bills, bills[-1]], "hoverinfo": "skip",
                "line": {"color": colour, "width": 1.8, "shape": "hv", "dash": ("dash", "longdash", "dashdot")[i % 3]},
            }
        )  # fmt: skip
        traces.append(_known(level, colour))
        notes.append(
            label(colours, f"<b>{html_text(level.name)}</b>: {html_text(usd(bills[-1]))}", _iso(listed), _log(bills[-1]), colour, xanchor="right", yshift=11)
        )  # fmt: skip
        for kind in SYMBOLS:
            traces.append(_priced([p for p in level.falls if _kind(p) == kind], kind, colours))
            known = [k for k in level.known if _kind(k.priced) == kind]
            traces.append(_priced([k.priced for k in known], kind, colours, [k.since for k in known]))
    bills = [p.usd for level in levels for p in (*level.falls, *(k.priced for k in level.known))]
    look = layout(colours, height=360, xaxis={"type": "date"}, yaxis=log_ticks(min(bills), max(bills)), annotations=notes)
    return figure(traces, look)


def _iso(when: date) -> str:
    return when.isoformat()


def _log(value: float) -> float:
    """Annotations on a logarithmic axis are placed by the power of ten."""
    return log10(value)


def _line(steps: Sequence[Step], until: date, colour: str) -> Json:
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colour, "width": 2.4, "shape": "hv"},
        "x": [*(_iso(s.mark.since) for s in steps), *([_iso(until)] if steps else [])],
        "y": [*(100 * s.mark.figure.value for s in steps), *([100 * steps[-1].mark.figure.value] if steps else [])],
    }  # fmt: skip


def _band(edges: Sequence[Edge], until: date, colour: str) -> list[Json]:
    if not edges:
        return []
    days = [*(_iso(e.day) for e in edges), _iso(until)]
    low, high = ([100 * getattr(e, name) for e in edges] for name in ("low", "high"))
    return band(days, [*low, low[-1]], [*high, high[-1]], colour, shape="hv")


def _marks(marks: Sequence[Mark], kind: str, colours: Palette, opacity: float, size: int) -> Json:
    """Marks of one openness; hollow where vendors alone measured."""
    return {
        "type": "scatter", "mode": "markers", "x": [_iso(m.since) for m in marks], "y": [100 * m.figure.value for m in marks],
        "customdata": [[m.model.id] for m in marks], "text": [mark_words(m) for m in marks], "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "color": colours.openness[kind], "size": size, "opacity": opacity,
            "symbol": [SYMBOLS[kind] + ("-open" if m.figure.evidence == "vendor" else "") for m in marks],
        },
    }  # fmt: skip


def mark_words(mark: Mark) -> str:
    """What a mark says on hover: name, figure with interval, release, effort, tests."""
    f = mark.figure
    tests = f"{f.benchmarks} test{'s' if f.benchmarks != 1 else ''} of it, {grade_words(f.evidence)}"
    effort = effort_words(f.effort, ", ")
    return "<br>".join(
        (
            f"<b>{html_text(mark.model.name)}</b>, {html_text(mark.model.lab)}",
            f"{decimal(100 * f.value)} of 100 ({decimal(100 * f.low)} to {decimal(100 * f.high)}){effort}",
            f"{OPENNESS[mark.kind][2]}, released {day(mark.since)}",
            tests,
        )
    )


def _best_so_far(seen: Landscape, colours: Palette) -> list[Json]:
    """The two words of the legend, in the upper left corner."""
    found = []
    for row, (steps, kind, word) in enumerate(((seen.closed, "closed", "closed"), (seen.open, "open_weights", "open"))):
        if steps:
            best = steps[-1].mark
            text = f"{OPENNESS[kind][1]} <b>Best {word} so far</b>: {html_text(best.model.name)}, {decimal(100 * best.figure.value, 0)}"
            found.append(
                label(
                    colours, text, 0, 1, colours.words[kind], xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=22 - 18 * row, borderpad=0
                )
            )  # fmt: skip
    return found


def _names(steps: Sequence[Step], colours: Palette, kind: str) -> list[Json]:
    """Names at the largest moves of a frontier: of closed ones above at the left, of open ones below at the right."""
    gains = [(s.mark.figure.value - before.mark.figure.value, s) for before, s in itertools.pairwise(steps)]
    largest = sorted(gains[:-1], key=lambda g: -g[0])[:NAMED]  # the newest is named in the corner
    place = {"xanchor": "right", "yshift": 9, "xshift": -3} if kind == "closed" else {"xanchor": "left", "yshift": -10, "xshift": 5}
    return [
        label(colours, html_text(s.mark.model.name), _iso(s.mark.since), 100 * s.mark.figure.value, colours.words[kind], **place)
        for _, s in largest
    ]


def _newest_lag(seen: Landscape, colours: Palette, traces: list[Json], notes: list[Json]) -> tuple[list[Json], list[Json]]:
    """The distance at the newest open step, drawn between the frontiers."""
    step = next((s for s in reversed(seen.open) if s.level_with is not None and not s.at_least and (s.months or 0) > 0.5), None)
    if not seen.lag.known or step is None or step.level_with is None or step.months is None:
        return traces, notes
    height = 100 * step.mark.figure.value
    line = {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": [_iso(step.level_with.since), _iso(step.mark.since)], "y": [height, height],
        "line": {"color": colours.accent, "width": 2},
    }  # fmt: skip
    words = label(
        colours, f"<b>{decimal(step.months)} months</b>", _iso(step.level_with.since), height, colours.accent, xanchor="right", xshift=-4
    )
    return [*traces, line], [*notes, words]


def _untested(seen: Landscape, colours: Palette, notes: list[Json]) -> list[Json]:
    """The time after the newest open model tested, where the open frontier is not known."""
    if not seen.lag.until < seen.today:
        return []
    tested, released = seen.field.released(True, seen.lag.until, seen.today)
    if not released:
        return []
    notes.append(
        label(
            colours, f"{tested} of {released} open<br>models tested", _iso(seen.today + ROOM), 0, colours.ink3, yref="paper", xanchor="right", yanchor="bottom",
            align="right",
        )
    )  # fmt: skip
    return [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": _iso(seen.lag.until), "x1": _iso(seen.today + ROOM), "y0": 0, "y1": 1, "layer": "below",
            "line": {"width": 0}, "fillcolor": tint(colours.ink3, 0.08),
        }
    ]  # fmt: skip


def _share_words(found: Share) -> str:
    return "<br>".join(
        (
            f"<b>{day(found.day)}: {share(found.middle)}</b> ({share(found.low)} to {share(found.high)})",
            f"Best open: {html_text(found.open.model.name)}, {decimal(100 * found.open.figure.value)}",
            f"Best closed: {html_text(found.closed.model.name)}, {decimal(100 * found.closed.figure.value)}",
        )
    )


def _kind(priced: Priced) -> str:
    return "closed" if not priced.model.open else "open_source" if priced.model.openness == "open_source" else "open_weights"


def _known(level: Level, colour: str) -> Json:
    """The cheapest price known for each day; where none is known the line has a gap."""
    x: list[str | None] = []
    y: list[float | None] = []
    for known in level.known:
        if x and x[-1] != _iso(known.since):
            x.append(None)
            y.append(None)
        x += [_iso(known.since), _iso(known.until)]
        y += [known.priced.usd, known.priced.usd]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": {"color": colour, "width": 2.4, "shape": "hv"}, "connectgaps": False,
    }  # fmt: skip


def _priced(priced: Sequence[Priced], kind: str, colours: Palette, since: Sequence[date] = ()) -> Json:
    """Marks of one openness: filled with a price of its time (`since`), hollow with one of today."""
    return {
        "type": "scatter", "mode": "markers", "x": [_iso(d) for d in (since or [p.since for p in priced])], "y": [p.usd for p in priced],
        "customdata": [[p.model.id] for p in priced], "text": [_price_words(p) for p in priced], "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": colours.openness[kind], "size": 9, "symbol": SYMBOLS[kind] + ("" if since else "-open"), "opacity": 1, "line": {"width": 0 if since else 1.6}},
    }  # fmt: skip


def _price_words(p: Priced) -> str:
    effort = effort_words(p.figure.effort, ", ")
    return "<br>".join(
        (
            f"<b>{html_text(p.model.name)}</b>{effort}, released {day(p.since)}",
            f"USD {exact(p.usd)} per 1,000 requests ({exact(p.low)} to {exact(p.high)} by how long it thinks)",
            f"{decimal(100 * p.figure.value)} of 100; at {html_text(p.provider)}, list of {day(p.offer.origin.date)}",
        )
    )
