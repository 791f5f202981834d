"""The one look of every chart: transparent, horizontal grid only, no legend, words inside the plot. No Streamlit in here.

A figure is a plain dict of Plotly's own schema, made of `figure(traces, layout(...))`, and drawn with
`st.plotly_chart(chart, theme=None, config=CONFIG, alt=...)`. Colours come from `palette(st.context.theme.type)`: Plotly cannot follow
the system theme by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

CONFIG: Json = {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False}
HEIGHT = 420
FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
SYMBOLS = {"closed": "square", "open_weights": "diamond", "restricted": "triangle-up", "open_source": "circle"}
"""Marks of openness, the same shapes as in the chips."""
CROWD = 0.38
"""Opacity of marks that are there for context."""


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, the tokens of weighbridge.css. `openness` is for lines and marks, `words` for text about them."""

    page: str
    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    accent: str
    openness: Mapping[str, str]
    words: Mapping[str, str]
    slate: Sequence[str]


LIGHT = Palette(
    page="#FCFBF8",
    ink="#1A1D21",
    ink2="#4A4F57",
    ink3="#656A72",
    line="#E2DED3",
    line2="#BDB7A9",
    accent="#9E1B50",
    openness={"closed": "#4338CA", "open_weights": "#0F766E", "restricted": "#B26A00", "open_source": "#3B7A12"},
    words={"closed": "#4338CA", "open_weights": "#0B6B63", "restricted": "#8A5006", "open_source": "#3B6E14"},
    slate=("#2B3645", "#475565", "#5F6D7E", "#A3AFBC", "#BAC4CE", "#CFD6DE", "#E0E5EA"),
)
DARK = Palette(
    page="#14171C",
    ink="#ECEAE4",
    ink2="#B7B9BD",
    ink3="#9499A1",
    line="#2C323B",
    line2="#4A515D",
    accent="#F58FB4",
    openness={"closed": "#ABA9FF", "open_weights": "#56D0C1", "restricted": "#EDB255", "open_source": "#9BD36A"},
    words={"closed": "#ABA9FF", "open_weights": "#56D0C1", "restricted": "#EDB255", "open_source": "#9BD36A"},
    slate=("#D5DCE5", "#B3BECB", "#97A4B4", "#5B6877", "#4A5564", "#3D4754", "#333B46"),
)


def palette(theme: str | None) -> Palette:
    """The colours of "dark"; those of the light theme for everything else."""
    return DARK if theme == "dark" else LIGHT


def tint(colour: str, share: float) -> str:
    """The colour at an opacity: bands at 0.13, label grounds at 0.82."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"


def layout(colours: Palette, *, height: int = HEIGHT, xaxis: Json | None = None, yaxis: Json | None = None, **more: Any) -> Json:
    """The template. `xaxis` and `yaxis` add to it (range, ticks, type); `more` are further entries of Plotly's layout."""
    ticks = {"fixedrange": True, "zeroline": False, "title": None, "tickfont": {"size": 12, "color": colours.ink2}}
    return {
        "height": height,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours.ink2},
        "margin": {"l": 8, "r": 14, "t": 12, "b": 28},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.page,
            "bordercolor": colours.line2,
            "align": "left",
            "font": {"family": FONT, "color": colours.ink},
        },
        "xaxis": {
            **ticks,
            "automargin": True,
            "showgrid": False,
            "showline": True,
            "linecolor": colours.line2,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": colours.line2,
            **(xaxis or {}),
        },
        "yaxis": {**ticks, "automargin": True, "showgrid": True, "gridcolor": colours.line, "gridwidth": 1, **(yaxis or {})},
        **more,
    }


def figure(traces: Sequence[Json], look: Json) -> Json:
    """What st.plotly_chart takes."""
    return {"data": list(traces), "layout": look}


def label(colours: Palette, text: str, x: object, y: object, colour: str = "", **more: Any) -> Json:
    """Words in the plot, on a ground of the page's colour; `more` places them (xanchor, yshift, xref)."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "bgcolor": tint(colours.page, 0.82),
        "borderpad": 1,
        "font": {"size": 12, "color": colour or colours.ink2},
        **more,
    }


def band(x: Sequence[object], low: Sequence[float], high: Sequence[float], colour: str, shape: str = "linear") -> list[Json]:
    """Uncertainty: the two edges without a line, the ground between them tinted."""
    edge: Json = {"type": "scatter", "mode": "lines", "x": list(x), "line": {"width": 0, "shape": shape}, "hoverinfo": "skip"}
    return [{**edge, "y": list(low)}, {**edge, "y": list(high), "fill": "tonexty", "fillcolor": tint(colour, 0.13)}]


def log_ticks(low: float, high: float, most: int = 7) -> Json:
    """A logarithmic axis over positive values, with ticks at 1 and 3 times the powers of ten, or at the powers alone."""
    if not (0 < low <= high and math.isfinite(high)):
        raise ValueError(f"a logarithmic axis needs 0 < low <= high, not {low} and {high}")
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = [step * 10.0**power for power in range(first, last + 1) for step in (1, 3)]
    inside = [step for step in steps if low * 0.9 <= step <= high * 1.1]
    if len(inside) > most:
        inside = [step for step in inside if math.isclose(math.log10(step) % 1, 0, abs_tol=1e-9) or math.isclose(math.log10(step) % 1, 1)]
    room = 0.06 * max(math.log10(high / low), 0.3)
    return {
        "type": "log",
        "range": [math.log10(low) - room, math.log10(high) + room],
        "tickvals": inside,
        "ticktext": [_tick(step) for step in inside],
    }


def _tick(value: float) -> str:
    for unit, suffix in ((1e9, "\u202fbn"), (1e6, "\u202fM"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{suffix}"
    return f"{value:g}"
