"""The look that all charts share: colours of the theme, no legend, axes that cannot be dragged, ticks a reader knows."""

from __future__ import annotations

import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

from pages.parts.charts import DARK, LIGHT, Palette, band, figure, label, layout, log_ticks, palette, tint

CSS = (Path(__file__).parents[2] / "reports" / "assets" / "weighbridge.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(("colours", "side"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_colours_are_those_of_the_stylesheet(colours: Palette, side: int):
    def token(name: str) -> str:
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", CSS)
        assert found, name
        return found[side + 1]

    for name in ("ink", "ink2", "ink3", "line", "line2", "accent"):
        assert getattr(colours, name) == token(name)
    assert colours.page == token("bg")
    for kind, name in {"closed": "closed", "open_weights": "open", "restricted": "restricted", "open_source": "full"}.items():
        assert colours.openness[kind] == token(f"{name}-line")
        assert colours.words[kind] == token(name)
    assert list(colours.slate) == [token(f"s{i}") for i in range(1, 8)]


def test_an_unknown_theme_is_light():
    assert palette(None) is palette("light") is LIGHT
    assert palette("dark") is DARK


def test_a_chart_of_the_template_is_one_that_plotly_takes():
    traces = [{"type": "scatter", "x": [1, 2], "y": [3, 4]}, *band([1, 2], [2, 3], [4, 5], LIGHT.accent)]
    look = layout(LIGHT, yaxis=log_ticks(1, 50), annotations=[label(LIGHT, "here", 1, 3, xanchor="left")])
    drawn = go.Figure(figure(traces, look))
    assert not drawn.layout.showlegend
    assert drawn.layout.xaxis.fixedrange
    assert drawn.layout.yaxis.fixedrange
    assert drawn.layout.yaxis.type == "log"


def test_a_tint_keeps_the_colour():
    assert tint("#0F766E", 0.13) == "rgba(15,118,110,0.13)"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(1, 10, ["1", "3", "10"]), (0.02, 0.5, ["0.03", "0.1", "0.3"]), (900, 3e6, ["1k", "10k", "100k", "1\u202fM"])],
)
def test_ticks_of_a_logarithmic_axis_are_round(low: float, high: float, words: list[str]):
    assert log_ticks(low, high, most=6)["ticktext"] == words


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (2, 1), (1, float("inf"))])
def test_a_logarithmic_axis_refuses_what_it_cannot_show(low: float, high: float):
    with pytest.raises(ValueError, match="logarithmic"):
        log_ticks(low, high)
