"""What would change the answer: flip tracks, range bars, and the sentence on how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.numbers import compact, decimal, exact
from reports.fragments.markup import block, percent, picture, section, table
from reports.fragments.scales import Axis, log_axis
from reports.reading import Json, named
from reports.safe_text import html_text
from reports.words import BOUNDARIES, driver, spoken

PRIORITY_TOP = 5.0
TORNADO = "Change of the leader's score in points, each criterion over its uncertainty"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _track(flip: Json) -> str:
    """Both ends labelled, ink dot now, accent tick at the flip; empty where values have no common scale."""
    now, flips_at = flip.get("now"), flip.get("flips_at")
    name = driver(str(flip["driver"]))
    if now in BOUNDARIES and flips_at in BOUNDARIES:
        steps = list(BOUNDARIES)
        places = [100 * steps.index(str(value)) / (len(steps) - 1) for value in (now, flips_at)]
        ends = (BOUNDARIES[steps[0]], BOUNDARIES[steps[-1]])
        labels = (BOUNDARIES[str(now)], BOUNDARIES[str(flips_at)])
    else:
        here, there = _number(now), _number(flips_at)
        if here is None or there is None:
            return f"<p>{html_text(spoken(str(now)))} to {html_text(spoken(str(flips_at)))}</p>"
        axis = _axis(str(flip["driver"]), here, there, flip)
        places = [axis.at(here), axis.at(there)]
        ends = (compact_end(axis.low), compact_end(axis.high))
        labels = (compact_end(here), compact_end(there))
    return _drawn(name, places, ends, labels)


def _drawn(name: str, places: Sequence[float], ends: tuple[str, str], labels: tuple[str, str]) -> str:
    low, high = min(places), max(places)
    # two labels closer than this would overlap: the answer's own moves above the track
    close = " close" if abs(places[0] - places[1]) < 14 else ""
    shown_ends = [
        f'<span class="end" style="left:{at}%">{html_text(text)}</span>'
        for at, text in ((0, ends[0]), (100, ends[1]))
        if all(abs(p - at) > 12 for p in places)
    ]
    inside = (
        f'<i style="left:{percent(low)};width:{percent(high - low)}"></i><b class="flip" style="left:{percent(places[1])}"></b>'
        f'<b class="now" style="left:{percent(places[0])}"></b>{"".join(shown_ends)}'
        f'<span class="l-now{_edge(places[0])}" style="left:{percent(places[0])}">{html_text(labels[0])}</span>'
        f'<span class="l-flip{_edge(places[1])}" style="left:{percent(places[1])}">{html_text(labels[1])}</span>'
    )
    return picture(f"{name}: now {labels[0]}, flips at {labels[1]}, on a scale from {ends[0]} to {ends[1]}", inside, f"track{close}")


def _edge(place: float) -> str:
    """Labels at an end are set inwards."""
    return " left" if place < 6 else " right" if place > 94 else ""


def _axis(key: str, now: float, flips_at: float, flip: Json) -> Axis:
    low, high = _number(flip.get("low")), _number(flip.get("high"))
    if low is not None and high is not None and low < high:
        return Axis(low, high, (), log=low > 0 and high / low > 20)
    if key.startswith("priorities."):
        return Axis(0.0, max(PRIORITY_TOP, now, flips_at), (), log=False)
    if min(now, flips_at) > 0 and (key.startswith("volume.requests") or max(now, flips_at) / min(now, flips_at) > 8):
        wide = log_axis((min(now, flips_at) / 5, max(now, flips_at) * 5))
        return Axis(wide.low, wide.high, ())
    top = max(now, flips_at, 0.0)
    return Axis(min(now, flips_at, 0.0), top * 1.4 or 1.0, (), log=False)


def compact_end(value: float) -> str:
    """Labels on a track: 3, 1.4, 500k, 1.7 M."""
    return exact(value, 1) if (abs(value) < 100 and abs(value) >= 0.1) or value == 0 else compact(value).replace(".0", "")


def flip_tracks(recommendation: Json) -> str:
    """One track per driver that flips; those that never do share one sentence."""
    flips = [flip for flip in recommendation.get("flip_points") or () if flip.get("flips_at") is not None]
    still = [driver(str(flip["driver"])) for flip in recommendation.get("flip_points") or () if flip.get("flips_at") is None]
    rows = []
    for flip in flips:
        unit = flip.get("unit") or ("0 to 5" if str(flip["driver"]).startswith("priorities.") else "")
        small = f'<p class="why">{html_text(unit)}</p>' if unit else ""
        why = f'<p class="why">{html_text(flip["reason"])}</p>' if flip.get("reason") else ""
        winner = html_text(flip.get("winner_name") or named(recommendation, flip.get("winner")))
        rows.append(
            f'<tr><th scope="row"><strong>{html_text(driver(str(flip["driver"])))}</strong>{small}</th><td class="tr">{_track(flip)}</td><td>{winner}{why}</td></tr>'
        )
    body = (
        table(
            "What would change the answer",
            [("", "Driver"), ("tr", "Your answer (dot) and where it flips"), ("", "New winner")],
            rows,
            classes="t flips",
        )
        if rows
        else ""
    )
    if not rows:
        body = "<p>No single answer that was moved gives another winner.</p>"
    never = f'<p class="src">No flip within its range: {html_text(", ".join(still))}.</p>' if still else ""
    return section(
        "What would change the answer", body + never, "Everything else held at your answers; the smallest move that gives another winner"
    )


def range_bars(rows: Iterable[Json], title: str, subtitle: str, now: float | None = None, log: bool = False) -> str:
    """One bar per driver from `low` to `high` on a shared axis; an accent tick at today's value; widest first.

    A row has driver (or label), low, high: numbers of one unit, which the subtitle names.
    """
    kept: list[tuple[str, float, float]] = []
    for row in rows:
        low, high = _number(row.get("low")), _number(row.get("high"))
        if low is not None and high is not None:
            kept.append((str(row.get("label") or driver(str(row["driver"]))), min(low, high), max(low, high)))
    if not kept:
        return ""
    values = [value for _, low, high in kept for value in (low, high)] + ([now] if now is not None else [])
    axis = log_axis(values) if log and min(values) > 0 else _linear_axis(values)
    tick = f'<b style="left:{percent(axis.at(now))}"></b>' if now is not None else ""
    lines = []
    for name, low, high in sorted(kept, key=lambda row: row[1] - row[2]):
        words = f"{_figure(low)} to {_figure(high)}"
        bar = picture(
            f"{name}: {words}",
            f'<i style="left:{percent(axis.at(low))};width:{percent(max(0.4, axis.at(high) - axis.at(low)))}"></i>{tick}',
            "rb",
        )
        lines.append(f'<tr><th scope="row">{html_text(name)}</th><td class="bar">{bar}</td><td class="num">{words}</td></tr>')
    return section(title, table(title, [("", "Driver"), ("bar", "Bar"), ("num", "Range")], lines, classes="gates ranges"), subtitle)


def _linear_axis(values: Sequence[float]) -> Axis:
    low, high = min(values), max(values)
    room = 0.05 * (high - low) or 1.0
    return Axis(low - room, high + room, (), log=False)


def _figure(value: float) -> str:
    return decimal(value) if abs(value) < 100 else compact(value)


def tornado(recommendation: Json) -> str:
    """What the uncertainty of each criterion can add to the leader's score or take from it: `robustness.tornado`, in points."""
    robustness: Json = recommendation.get("robustness") or {}
    return range_bars(robustness.get("tornado") or (), "What moves it most", TORNADO, now=0.0)


def how_sure(recommendation: Json) -> str:
    """The advisor's sentence on robustness, with trials and seed."""
    robustness: Json = recommendation.get("robustness") or {}
    if not robustness.get("sentence"):
        return ""
    trials, seed = robustness.get("trials"), robustness.get("seed")
    seeded = f" with seed {seed}" if seed is not None else ""
    how = (
        f'<p class="src">{exact(trials, 0)} random weightings and inputs{seeded}: the same run gives the same shares.</p>' if trials else ""
    )
    return block(f'<p class="finding">{html_text(robustness["sentence"])}</p>{how}')
