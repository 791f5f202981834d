"""Charts of "Data and methods"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.numbers import decimal
from catalog.schema import Benchmark
from pages.parts.charts import Json, Palette, figure, label, layout
from pages.parts.methods_data import HiddenScore
from reports.safe_text import html_text

HEIGHT = 460


def predicted_against_hidden(points: Sequence[HiddenScore], tests: Mapping[str, Benchmark], colours: Palette) -> Json:
    """One mark per hidden score, filled where its interval held it; the line is where both are equal."""
    traces: list[Json] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 100],
            "y": [0, 100],
            "line": {"color": colours.line2, "width": 1.6},
            "hoverinfo": "skip",
        }
    ]
    for held in (True, False):
        shown = [p for p in points if p.held is held]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [p.expected for p in shown],
                "y": [p.actual for p in shown],
                "text": [_hover(p, tests) for p in shown],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "size": 5.5,
                    "symbol": "circle" if held else "circle-open",
                    "color": colours.slate[2] if held else colours.ink,
                    "opacity": 0.5 if held else 0.85,
                },
            }
        )
    ticks = {"range": [-2, 102], "tickvals": [0, 20, 40, 60, 80, 100]}
    words = [
        label(colours, "inside its 80% interval", 2, 97, colours.slate[2], xanchor="left"),
        label(colours, "outside: hollow", 2, 91, colours.ink, xanchor="left"),
        label(colours, "predicted too high", 98, 8, colours.ink3, xanchor="right"),
        label(colours, "as predicted", 99, 90, colours.ink3, xanchor="right"),
    ]
    return figure(traces, layout(colours, height=HEIGHT, xaxis=ticks, yaxis=ticks, annotations=words))


def _hover(p: HiddenScore, tests: Mapping[str, Benchmark]) -> str:
    test = tests[p.benchmark_id].name if p.benchmark_id in tests else p.benchmark_id
    said = f"scored {decimal(p.actual)}, expected {decimal(p.expected)}, interval {decimal(p.low)} to {decimal(p.high)}"
    return f"<b>{html_text(p.model_id)}</b><br>{html_text(test)}<br>{said}"
