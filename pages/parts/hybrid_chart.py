"""Cost against quality as more requests go to the second path, with single options as points."""

from __future__ import annotations

from typing import Any

from advisor.numbers import compact, decimal, exact, share
from pages.parts.charts import CROWD, SYMBOLS, Palette, figure, label, layout
from reports.fragments.badges import openness_kind

Json = dict[str, Any]
ROOM = 0.06
"""Space around the marks, as a part of the axis."""


def hybrid_chart(colours: Palette, data: Json) -> Json:
    """`data` as `advisor.answer.hybrid.split_chart` makes it. Horizontal: USD a month; vertical: quality of 100."""
    line, own = data["line"], data["own"]
    named = next((s for s in data["singles"] if s["member"] == "hard"), None)
    path: Json = {
        "type": "scatter",
        "mode": "lines",
        "x": [p["monthly_cost_usd"] for p in line[1:-1]],
        "y": [p["quality"] for p in line[1:-1]],
        "line": {"width": 2.4, "color": colours.accent},
        "customdata": [[share(p["share"]), exact(p["monthly_cost_usd"], 0), decimal(p["quality"])] for p in line[1:-1]],
        "hovertemplate": "%{customdata[0]} of requests on the second path<br>USD %{customdata[1]} a month<br>%{customdata[2]} of 100<extra></extra>",
    }
    mine: Json = {
        "type": "scatter",
        "mode": "markers",
        "x": [own["monthly_cost_usd"]],
        "y": [own["quality"]],
        "marker": {"size": 11, "color": colours.page, "line": {"width": 2.4, "color": colours.accent}},
        "customdata": [[share(own["share"]), exact(own["monthly_cost_usd"], 0), decimal(own["quality"])]],
        "hovertemplate": "Your split: %{customdata[0]} on the second path<br>USD %{customdata[1]} a month<br>%{customdata[2]} of 100<extra></extra>",
    }
    traces = [*(_points(colours, kind, data["singles"]) for kind in SYMBOLS), path, mine]
    words = [label(colours, "Your split", own["monthly_cost_usd"], own["quality"], colours.accent, yshift=-16, xanchor="left", xshift=8)]
    words += [_member(colours, s) for s in data["singles"] if s["member"]]
    look = layout(colours, annotations=words, xaxis=_axis([*_of(data, "monthly_cost_usd")], usd=True), yaxis=_axis([*_of(data, "quality")]))
    if named is None:
        look["annotations"] = words[:1]
    return figure([t for t in traces if t["x"]], look)


def _of(data: Json, name: str) -> list[float]:
    return [float(p[name]) for p in (*data["line"], data["own"], *data["singles"])]


def _points(colours: Palette, kind: str, singles: list[Json]) -> Json:
    """One trace per openness; members are full, the others pale, an option that only privacy gates keep out is hollow."""
    mine = [s for s in singles if openness_kind(s["openness"], s["restricted"]) == kind]
    colour = colours.openness[kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [s["monthly_cost_usd"] for s in mine],
        "y": [s["quality"] for s in mine],
        "marker": {
            "symbol": [SYMBOLS[kind] + ("" if s["fits"] else "-open") for s in mine],
            "size": [11 if s["member"] else 8 for s in mine],
            "opacity": [1 if s["member"] else CROWD for s in mine],
            "color": colour,
            "line": {"width": 1.5, "color": colour},
        },
        "customdata": [[s["name"], exact(s["monthly_cost_usd"], 0), decimal(s["quality"])] for s in mine],
        "hovertemplate": "%{customdata[0]}, for everything<br>USD %{customdata[1]} a month<br>%{customdata[2]} of 100<extra></extra>",
    }


def _member(colours: Palette, single: Json) -> Json:
    kind = openness_kind(single["openness"], single["restricted"])
    up = single["member"] == "hard"
    return label(
        colours,
        single["model_name"],
        single["monthly_cost_usd"],
        single["quality"],
        colours.words.get(kind, ""),
        yshift=14 if up else -14,
        xanchor="right" if up else "left",
    )


def _axis(values: list[float], usd: bool = False) -> Json:
    """From just below the least to just above the most; money starts at 0 and carries short ticks."""
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 1.0
    if not usd:
        return {"range": [max(0.0, low - 2 * room), min(100.0, high + 2 * room)]}
    step = _round(high / 5)
    ticks = [step * n for n in range(int(high / step) + 2)]
    return {"range": [-room, high + 2 * room], "tickvals": ticks, "ticktext": [compact(t).replace(".0", "") if t else "0" for t in ticks]}


def _round(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** len(str(int(max(value, 1)))[1:])
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value)
