"""What would change the answer: flip tracks, range bars, and the sentence on how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.numbers import compact, decimal, exact
from reports.fragments.markup import block, percent, picture, section, table
from reports.fragments.scales import Axis, log_axis
from reports.reading import Json, named
from reports.safe_text import html_text
from reports.tracks import driver_name, flip_track, labels_of, number, unit_of
from reports.words import driver, spoken

SHOWN = 6
"""Rulers drawn in full; further ones are folded."""
TORNADO = "Change of the leader's score in points, each cause over its 80% range"


def flips_by_driver(recommendation: Json) -> list[list[Json]]:
    """Flips of one driver together (at most one below the answer and one above), nearest driver first."""
    found: dict[tuple[str, str], list[Json]] = {}
    for flip in (*(recommendation.get("flip_points") or ()), *(recommendation.get("boundary_flips") or ())):
        if flip.get("flips_at") is not None:
            found.setdefault((str(flip["driver"]), str(flip.get("of") or "")), []).append(flip)
    return list(found.values())


def steady(recommendation: Json) -> list[str]:
    """Drivers that were moved over their whole range and never changed the first place, in words."""
    keys = list((recommendation.get("robustness") or {}).get("steady") or ())
    keys += [flip["driver"] for flip in recommendation.get("flip_points") or () if flip.get("flips_at") is None]
    return [driver(str(key)) for key in dict.fromkeys(keys)]


def _ruler(flips: Sequence[Json]) -> str:
    """The track drawn, or the values in words where they have no scale."""
    track = flip_track(flips)
    if track is None:
        said = ", ".join(spoken(str(flip["flips_at"])) for flip in flips)
        return f"<p>{html_text(spoken(str(flips[0].get('now'))))} to {html_text(said)}</p>"
    # two labels closer than this would overlap: the answer's own moves above the track
    close = " close" if min(abs(track.now - place) for place in track.flips) < 14 else ""
    shown_ends = [
        f'<span class="end" style="left:{at}%">{html_text(text)}</span>'
        for at, text in ((0, track.ends[0]), (100, track.ends[1]))
        if all(abs(p - at) > 12 for p in (track.now, *track.flips))
    ]
    ticks = "".join(f'<b class="flip" style="left:{percent(place)}"></b>' for place in track.flips)
    words = "".join(
        f'<span class="l-flip{_edge(place)}" style="left:{percent(place)}">{html_text(label)}</span>'
        for place, label in zip(track.flips, track.labels[1:], strict=True)
    )
    low, high = track.stays
    inside = (
        f'<i style="left:{percent(low)};width:{percent(high - low)}"></i>{ticks}<b class="now" style="left:{percent(track.now)}"></b>{"".join(shown_ends)}'
        f'<span class="l-now{_edge(track.now)}" style="left:{percent(track.now)}">{html_text(track.labels[0])}</span>{words}'
    )
    return picture(track.alt, inside, f"track{close}")


def _edge(place: float) -> str:
    """Labels at an end are set inwards."""
    return " left" if place < 6 else " right" if place > 94 else ""


def flip_tracks(recommendation: Json, most: int = SHOWN) -> str:
    """One ruler per driver that flips, the nearest first and the rest folded; those that never do share one sentence."""
    rows = [_flip_row(recommendation, flips) for flips in flips_by_driver(recommendation)]
    caption = "What would change the answer"
    header = [("", "Driver"), ("tr", "Your answer (dot), where it stays first (band), where it flips"), ("", "New winner")]
    body = "<p>No single answer that was moved gives another winner.</p>"
    if rows:
        body = table(caption, header, rows[:most], classes="t flips")
    if len(rows) > most:
        rest = table(f"{caption}, continued", header, rows[most:], classes="t flips")
        body += f'<details class="more"><summary>{len(rows) - most} more that are further away</summary>{rest}</details>'
    still = steady(recommendation)
    never = f'<p class="src">No flip within its range: {html_text(", ".join(still))}.</p>' if still else ""
    return section(caption, body + never, "Everything else held at your answers; the smallest move that gives another winner")


def _flip_row(recommendation: Json, flips: Sequence[Json]) -> str:
    first = flips[0]
    unit = unit_of(first)
    small = f'<p class="why">{html_text(unit)}</p>' if unit else ""
    winners = []
    for flip, label in zip(flips, labels_of(flips)[1:], strict=True):
        winner = html_text(flip.get("winner_name") or named(recommendation, flip.get("winner")))
        now, there = number(flip.get("now")), number(flip.get("flips_at"))
        side = ""
        if len(flips) > 1 and now is not None and there is not None:
            side = f'<span class="why">{"Above" if there > now else "Below"} {html_text(label)}: </span>'
        why = f'<p class="why">{html_text(flip["reason"])}</p>' if flip.get("reason") else ""
        winners.append(f"<div>{side}{winner}{why}</div>")
    return f'<tr><th scope="row"><strong>{html_text(driver_name(first))}</strong>{small}</th><td class="tr">{_ruler(flips)}</td><td>{"".join(winners)}</td></tr>'


def range_bars(rows: Iterable[Json], title: str, subtitle: str, now: float | None = None, log: bool = False) -> str:
    """One bar per driver from `low` to `high` on a shared axis; an accent tick at today's value; widest first.

    A row has driver (or label), low, high: numbers of one unit, which the subtitle names; `note` is a line beneath the driver.
    """
    kept: list[tuple[str, float, float, str]] = []
    for row in rows:
        low, high = number(row.get("low")), number(row.get("high"))
        if low is not None and high is not None:
            kept.append((str(row.get("label") or driver(str(row["driver"]))), min(low, high), max(low, high), str(row.get("note") or "")))
    if not kept:
        return ""
    values = [value for _, low, high, _ in kept for value in (low, high)] + ([now] if now is not None else [])
    axis = log_axis(values) if log and min(values) > 0 else linear_axis(values)
    tick = f'<b style="left:{percent(axis.at(now))}"></b>' if now is not None else ""
    lines = []
    for name, low, high, note in sorted(kept, key=lambda row: row[1] - row[2]):
        small = f'<p class="why">{html_text(note)}</p>' if note else ""
        words = f"{_figure(low)} to {_figure(high)}"
        bar = picture(
            f"{name}: {words}",
            f'<i style="left:{percent(axis.at(low))};width:{percent(max(0.4, axis.at(high) - axis.at(low)))}"></i>{tick}',
            "rb",
        )
        lines.append(f'<tr><th scope="row">{html_text(name)}{small}</th><td class="bar">{bar}</td><td class="num">{words}</td></tr>')
    return section(title, table(title, [("", "Driver"), ("bar", "Bar"), ("num", "Range")], lines, classes="gates ranges"), subtitle)


def linear_axis(values: Sequence[float]) -> Axis:
    """All values with a little room at both ends."""
    low, high = min(values), max(values)
    room = 0.05 * (high - low) or 1.0
    return Axis(low - room, high + room, (), log=False)


def _figure(value: float) -> str:
    return decimal(value) if abs(value) < 100 else compact(value)


def tornado(recommendation: Json) -> str:
    """What each uncertain cause can add to the leader's score or take from it: `robustness.tornado`, in points."""
    robustness: Json = recommendation.get("robustness") or {}
    return range_bars(robustness.get("tornado") or (), "What moves its score", TORNADO, now=0.0)


def sure_line(recommendation: Json) -> str:
    """The sentence alone, for the place under the headline; empty in records without one."""
    sentence = (recommendation.get("robustness") or {}).get("sentence")
    return block(f'<p class="sure"><strong>How sure:</strong> {html_text(sentence)}</p>') if sentence else ""


def how_sure(recommendation: Json) -> str:
    """The advisor's sentence on robustness, with trials and seed."""
    robustness: Json = recommendation.get("robustness") or {}
    if not robustness.get("sentence"):
        return ""
    return block(f'<p class="finding">{html_text(robustness["sentence"])}</p>') + trials_line(recommendation)


def trials_line(recommendation: Json) -> str:
    """How many trials and from which seed; empty in records without."""
    robustness: Json = recommendation.get("robustness") or {}
    trials, seed = robustness.get("trials"), robustness.get("seed")
    seeded = f" with seed {seed}" if seed is not None else ""
    words = f"{exact(trials, 0)} random weightings and inputs{seeded}: the same run gives the same shares."
    return block(f'<p class="src">{html_text(words)}</p>') if trials else ""
