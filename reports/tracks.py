"""Where today's answer and the places at which another option takes over sit on the scale of what moves."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import exact, whole
from reports.blocks import Track
from reports.fragments.scales import Axis, log_axis
from reports.reading import Json
from reports.words import BOUNDARIES, driver

PRIORITY_TOP = 5.0


def number(value: object) -> float | None:
    """The value if it is a number; None for anything else, True and False too."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def driver_name(flip: Json) -> str:
    """The advisor's own words for what moves, else ours for the key."""
    return str(flip.get("driver_name") or driver(str(flip["driver"])))


def flip_track(flips: Sequence[Json]) -> Track | None:
    """Both ends labelled, the answer, one or two flips of the same driver, the range in which it stays first; None without a common scale."""
    values = [flips[0].get("now"), *(flip.get("flips_at") for flip in flips)]
    if all(value in BOUNDARIES for value in values):
        steps = list(BOUNDARIES)
        places = [100 * steps.index(str(value)) / (len(steps) - 1) for value in values]
        return _track(flips, places, (BOUNDARIES[steps[0]], BOUNDARIES[steps[-1]]), [BOUNDARIES[str(value)] for value in values])
    known = [figure for value in values if (figure := number(value)) is not None]
    if len(known) < len(values):
        return None
    axis = _axis(flips[0], known)
    ends = (compact_end(axis.low), compact_end(axis.high))
    return _track(flips, [axis.at(value) for value in known], ends, distinct_ends(known))


def _track(flips: Sequence[Json], places: Sequence[float], ends: tuple[str, str], labels: Sequence[str]) -> Track:
    """`places` in percent and `labels`: the answer first, then the flips."""
    now, *others = places
    stays = (max((place for place in others if place < now), default=0.0), min((place for place in others if place > now), default=100.0))
    said = f"{driver_name(flips[0])}: now {labels[0]}, flips at {' and at '.join(labels[1:])}, on a scale from {ends[0]} to {ends[1]}"
    return Track(now, tuple(others), stays, ends, tuple(labels), said)


def _axis(flip: Json, values: Sequence[float]) -> Axis:
    key, low, high = str(flip["driver"]), number(flip.get("low")), number(flip.get("high"))
    if low is not None and high is not None and low < high:
        return Axis(low, high, (), log=low > 0 and high / low > 20)
    if key.startswith("priorities."):
        return Axis(0.0, max(PRIORITY_TOP, *values), (), log=False)
    least, most = min(values), max(values)
    if least > 0 and (key.startswith("volume.requests") or most / least > 8):
        wide = log_axis((least / 5, most * 5))
        return Axis(wide.low, wide.high, ())
    return Axis(min(least, 0.0), max(most, 0.0) * 1.4 or 1.0, (), log=False)


def compact_end(value: float) -> str:
    """Labels on a track: 3, 1.4, 500k, 1.7 M."""
    if value == 0 or 0.1 <= abs(value) < 100:
        return exact(value, 1 if abs(value) >= 1 else 2)
    return whole(value)


def distinct_ends(values: Sequence[float]) -> list[str]:
    """Labels of values on one track, with as many decimals as it takes to tell different values apart (four at most)."""
    labels = [compact_end(value) for value in values]
    for decimals in (1, 2, 3, 4):
        if len(set(labels)) == len(set(values)):
            break
        labels = [exact(value, decimals) for value in values]
    return labels
