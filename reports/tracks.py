"""Where today's answer and the places at which another option takes over sit on the scale of what moves."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import flip_label, now_label, price_change, scale_label
from reports.blocks import Track
from reports.fragments.scales import Axis, log_axis
from reports.reading import Json
from reports.words import BOUNDARIES, driver, spoken

PRIORITY_TOP = 5.0


def number(value: object) -> float | None:
    """The value if it is a number; None for anything else, True and False too."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def driver_name(flip: Json) -> str:
    """The advisor's own words for what moves, else ours for the key."""
    return str(flip.get("driver_name") or driver(str(flip["driver"])))


def of_price(flip: Json) -> bool:
    """Whether a price moves: its values are factors on today's and read as changes."""
    return str(flip["driver"]).startswith("prices.")


def unit_of(flip: Json) -> str:
    """What the values of a flip count, as the reports print them; empty where that needs no word."""
    if of_price(flip):
        return "change from today's price"
    return str(flip.get("unit") or ("0 to 5" if str(flip["driver"]).startswith("priorities.") else ""))


def labels_of(flips: Sequence[Json]) -> list[str]:
    """The value now, then where each flip of one driver lies: numbers never as today's, prices as changes, other answers in words."""
    now, there = number(flips[0].get("now")), [number(flip.get("flips_at")) for flip in flips]
    known = [figure for figure in there if figure is not None]
    if now is None or len(known) < len(there):
        return [spoken(str(value)).lower() for value in (flips[0].get("now"), *(flip.get("flips_at") for flip in flips))]
    if of_price(flips[0]):
        return [price_change(value) for value in (now, *known)]
    return [now_label(now, known), *(flip_label(now, value) for value in known)]


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
    scale = price_change if of_price(flips[0]) else scale_label
    return _track(flips, [axis.at(value) for value in known], (scale(axis.low), scale(axis.high)), labels_of(flips))


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
