"""Cost against volume: a staircase of GPUs, straight lines of prices per token, and where they meet. No Streamlit in here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

from advisor.economics.lines import Bill, OnMachines
from advisor.economics.study import Entry, Study, drawn, drawn_range
from advisor.numbers import compact, exact, tight_span
from pages.parts.charts import HEIGHT, Json, Palette, band, figure, label, layout, log_ticks, tint
from reports.fragments.badges import OPENNESS
from reports.safe_text import html_text

Floats = NDArray[np.float64]
DASHES = ("solid", "dot", "dash", "dashdot")
"""First, second, third and further lines of one hue."""
FIRST, OTHER = 2.4, 1.6
"""Widths of a hue's first line and of its further ones."""
MARGINS = {"l": 8, "r": 14, "t": 24, "b": 28}
APART, ABOVE = 18, 3
"""Pixels between two labels of one side, and between a line and its label."""
STEPS_NAMED = 2
BELOW = 50.0
"""How many times cheaper than the machines a line may be before it leaves the chart at the bottom; at the stated volume it stays in."""


@dataclass(frozen=True)
class Drawn:
    """One line as drawn: volumes, the bill from there on, its place among the lines of its hue."""

    entry: Entry
    at: Floats
    bill: Bill
    nth: int


def cost_chart(s: Study, colours: Palette, phone: bool = False) -> Json:
    """USD a month by requests a month, both axes logarithmic."""
    low, high = drawn_range(s)
    lines = _lines(s, low, high)
    bottom, top = _usd_range(s, lines)
    height = 360 if phone else HEIGHT
    traces: list[Json] = []
    own = next((line for line in lines if s.own is not None and line.entry is s.entries[s.own] and len(line.at)), None)
    if own is not None:
        traces += band(own.at.tolist(), own.bill.low.tolist(), own.bill.high.tolist(), _hue(own, colours), _shape(own, s))
    traces += [_trace(line, s, colours) for line in lines if len(line.at)]
    notes, shapes = _volumes(s, colours, low, high, phone)
    if (met := _meeting_mark(s, colours)) is not None:
        traces.append(met)
    pixels = (height - MARGINS["t"] - MARGINS["b"]) / (log10(top) - log10(bottom))
    notes += _names(lines, colours, pixels, log10(bottom), log10(top), phone)
    alone = sum(isinstance(line.entry.line, OnMachines) for line in lines) == 1
    if own is not None and (alone or not phone):  # on a phone another staircase would cross the words
        notes += _steps(own, colours, low, high, phone)
    xaxis, yaxis = log_ticks(low, high, 5 if phone else 8), log_ticks(bottom, top, 7)
    look = layout(
        colours,
        height=height,
        margin=MARGINS,
        xaxis={**xaxis, "range": [log10(low), log10(high)]},
        yaxis={**yaxis, "range": [log10(bottom), log10(top)]},
        annotations=notes,
        shapes=shapes,
    )
    return figure(traces, look)


def described(s: Study) -> str:
    """What the picture shows, for whoever does not see it."""
    low, high = drawn_range(s)
    names = "; ".join(f"{e.name}, {e.place}" for e in s.entries)
    return f"Cost in USD a month against {compact(low)} to {compact(high)} requests a month, both scales logarithmic. Lines: {names}. The same figures are in a table below."


def _lines(s: Study, low: float, high: float) -> list[Drawn]:
    seen: Counter[str] = Counter()
    found = []
    for e in s.entries:
        at, bill = drawn(e, s.scenario, low, high)
        found.append(Drawn(e, at, bill, seen[e.openness]))
        seen[e.openness] += 1
    return found


def _usd_range(s: Study, lines: list[Drawn]) -> tuple[float, float]:
    """Lowest and highest USD drawn: all of the machines, and of what is cheaper as much as is needed to see it at the stated volume."""
    ends = [(float(line.bill.expected.min()), float(line.bill.expected.max())) for line in lines if len(line.at)]
    positive = [low for low, _ in ends if low > 0]
    if not positive:
        return 1.0, 10.0
    own = [float(line.bill.low.min()) for line in lines if len(line.at) and isinstance(line.entry.line, OnMachines)]
    now = [usd for line in lines if (usd := float(line.entry.bill.expected[0])) > 0]
    bottom = max(min(positive), min([*(usd / BELOW for usd in own), *(usd / 2 for usd in now)], default=min(positive)))
    top = max(high for _, high in ends)
    return max(bottom * 0.8, 1e-6), max(top, bottom * 10) * 1.5


def _shape(line: Drawn, s: Study) -> str:
    """Steps are steps, but where hours follow the requests."""
    machines = line.entry.line
    follows = isinstance(machines, OnMachines) and machines.rented and s.scenario.running == "zero"
    return "hv" if isinstance(machines, OnMachines) and not follows else "linear"


def _hue(line: Drawn, colours: Palette) -> str:
    return colours.openness.get(line.entry.openness, colours.ink2)


def _trace(line: Drawn, s: Study, colours: Palette) -> Json:
    e = line.entry
    gpus = [f"<br>{exact(float(n), 0)} GPU{'s' if n != 1 else ''}" if n == n else "" for n in line.bill.gpus]
    words = [
        f"{exact(float(v), 0)} requests a month<br>USD {exact(float(usd))} a month, {tight_span(float(low), float(high))}{count}"
        for v, usd, low, high, count in zip(line.at, line.bill.expected, line.bill.low, line.bill.high, gpus, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": line.at.tolist(),
        "y": line.bill.expected.tolist(),
        "text": words,
        "hovertemplate": f"<b>{_plain(e.name)}</b>, {_plain(e.place)}<br>%{{text}}<extra></extra>",
        "line": {
            "color": _hue(line, colours),
            "width": FIRST if line.nth == 0 else OTHER,
            "dash": DASHES[min(line.nth, len(DASHES) - 1)],
            "shape": _shape(line, s),
        },
    }


def _plain(text: str) -> str:
    """A name inside Plotly's templates: no markup, and no placeholder of theirs."""
    return html_text(text).replace("%", "&#37;")


def _volumes(s: Study, colours: Palette, low: float, high: float, phone: bool) -> tuple[list[Json], list[Json]]:
    """The stated volume as a dashed line, the interval of the break-even as a ground, and both in words."""
    right = log10(s.stated) > (log10(low) + log10(high)) / 2
    notes = [
        label(
            colours,
            f"Your volume, {compact(s.stated)}",
            log10(s.stated),
            0,
            colours.ink,
            yref="paper",
            yanchor="bottom",
            xanchor="right" if right else "left",
            xshift=-6 if right else 6,
        )
    ]
    shapes: list[Json] = [
        {
            "type": "line",
            "x0": s.stated,
            "x1": s.stated,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": colours.ink2, "width": 1.2, "dash": "dash"},
        }
    ]
    m = s.meeting
    if m is None or not m.volume or m.volume <= 1 or m.volume > high:
        return notes, shapes
    left, end = max(m.low or low, low), min(m.high or high, high)
    shapes.insert(
        0,
        {
            "type": "rect",
            "x0": left,
            "x1": end,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"width": 0},
            "fillcolor": tint(colours.accent, 0.07),
        },
    )
    span = f"{compact(max(m.low or 0, 1))} to never" if m.high is None else tight_span(max(m.low or 0, 1), m.high)
    place = (log10(m.volume) - log10(low)) / (log10(high) - log10(low))
    notes.append(
        label(
            colours,
            f"<b>Break-even {compact(m.volume)}</b>" if phone else f"<b>Break-even {compact(m.volume)}</b> ({span})",
            log10(m.volume),
            1,
            colours.accent,
            yref="paper",
            yanchor="bottom",
            xanchor="right" if place > 0.8 else "left" if place < 0.2 else "center",
        )
    )
    return notes, shapes


def _meeting_mark(s: Study, colours: Palette) -> Json | None:
    """A hollow dot where the two lines meet."""
    m = s.meeting
    if m is None or not m.volume or m.volume <= 1:
        return None
    usd = float(m.sold.bill(np.array([m.volume]), s.scenario).expected[0])
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [m.volume],
        "y": [usd],
        "hovertemplate": f"Break-even: {exact(m.volume, 0)} requests a month<br>USD {exact(usd)} a month<extra></extra>",
        "marker": {"size": 11, "color": colours.page, "line": {"color": colours.accent, "width": 2.2}},
    }


def _names(lines: list[Drawn], colours: Palette, pixels: float, bottom: float, top: float, phone: bool) -> list[Json]:
    """Coloured words at each line's free side: machines at the left, where they are level, prices per token at the right, where they are highest."""
    notes: list[Json] = []
    for at_left in (True, False):
        side = [line for line in lines if len(line.at) and isinstance(line.entry.line, OnMachines) is at_left]
        placed = sorted(((_height(line, 0 if at_left else -1, bottom, top), line) for line in side), key=lambda each: each[0])
        wanted = [(y - bottom) * pixels + ABOVE for y, _ in placed]
        if at_left and len(wanted) > 1 and wanted[1] - wanted[0] < 2 * APART and wanted[0] > 2 * APART:
            wanted[0] -= APART + 2 * ABOVE  # two level lines close together: the lower one's words go beneath it
        ys = _spread(wanted, (top - bottom) * pixels)
        for (y, line), px in zip(placed, ys, strict=True):
            notes.append(
                label(
                    colours,
                    _name(line.entry, [each.entry for each in lines], phone),
                    0 if at_left else 1,
                    y,
                    colours.words.get(line.entry.openness, colours.ink2),
                    xref="paper",
                    xanchor="left" if at_left else "right",
                    xshift=4 if at_left else -4,
                    yanchor="bottom",
                    yshift=round(px - (y - bottom) * pixels),
                    align="left" if at_left else "right",
                )
            )
    return notes


def _height(line: Drawn, end: int, bottom: float, top: float) -> float:
    """Logarithm of the line at its left or right end, kept inside the plot."""
    return min(max(log10(max(float(line.bill.expected[end]), 1e-9)), bottom), top - 0.02 * (top - bottom))


def _spread(wanted: list[float], room: float) -> list[float]:
    """Heights in pixels, rising, pushed apart so that no two labels overlap, and back down where the uppermost would leave the plot."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + APART) if placed else y)
    limit = room - APART - 4
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], limit)
        limit = placed[n] - APART
    return placed


def _name(entry: Entry, others: list[Entry], phone: bool) -> str:
    """Glyph, model and place; on a phone the place alone where two lines share a model, else the model alone."""
    glyph = OPENNESS[entry.openness][1] if entry.openness in OPENNESS else ""
    if not phone:
        return f"{glyph} <b>{_plain(entry.name)}</b>, {_plain(entry.place)}"
    shared = sum(e.name == entry.name for e in others) > 1
    return f"{glyph} <b>{_plain(entry.place.split(',')[0] if shared else entry.name)}</b>"


def _steps(own: Drawn, colours: Palette, low: float, high: float, phone: bool) -> list[Json]:
    """The first counts of the staircase by name, where a step is wide enough for its words."""
    notes: list[Json] = []
    gpus = own.bill.gpus
    if own.entry.capacity_unknown:
        return notes
    starts = [0, *(np.flatnonzero(np.diff(gpus) != 0) + 1).tolist()]
    width = log10(high) - log10(low)
    for place, start in enumerate(starts[: STEPS_NAMED + 1]):
        left = log10(own.at[start])
        end = log10(own.at[starts[place + 1]]) if place + 1 < len(starts) else log10(own.at[-1])
        if (end - left) / width < (0.15 if phone else 0.045) or len(notes) == STEPS_NAMED:
            continue
        crowded = (end - log10(low)) / width < (0.8 if phone else 0.32)  # above the line stands its name
        count = int(gpus[start])
        last = starts[place + 1] - 1 if place + 1 < len(starts) else len(gpus) - 1
        notes.append(
            label(
                colours,
                f"{count} GPU{'s' if count != 1 else ''}",
                end,
                log10(float(own.bill.expected[last])),
                xanchor="right",
                yanchor="top" if crowded else "bottom",
                xshift=-3,
                bgcolor="rgba(0,0,0,0)",
            )
        )
    return notes
