"""Figures as a reader wants them: two or three significant figures, units, honest rounding.

Every function takes plain numbers and answers text; None is unknown and prints as that word.
Exact values belong in titles, ledgers and exports: `exact` and `apportion` are for those.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

NARROW = "\u202f"
"""Narrow no-break space, before M and bn."""
MINUS = "\u2212"
UNKNOWN = "unknown"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ((1e9, f"{NARROW}bn"), (1e6, f"{NARROW}M"), (1e3, "k"))


def _missing(value: float | None) -> bool:
    return value is None or not math.isfinite(value)


def _rounded(value: float, decimals: int) -> str:
    """Half away from zero, grouped, with a real minus; a rounded zero has no sign."""
    scaled = math.floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    text = f"{scaled:,.{decimals}f}"
    return f"{MINUS}{text}" if value < 0 and scaled else text


def compact(value: float | None) -> str:
    """12.4k, 143k, 4.6 M, 1.7 bn; below 1,000 two or three significant figures (970, 38, 7.4, 0.47)."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    for unit, suffix in _UNITS:
        # 999.6 prints as 1.0k and 999,600 as 1.0 M: the unit is chosen after rounding
        if size >= unit * 0.9995:
            scaled = value / unit
            return f"{_rounded(scaled, 1 if abs(scaled) < 99.95 else 0)}{suffix}"
    if size >= 9.95 or size == 0:
        return _rounded(value, 0)
    if size >= 0.995:
        return _rounded(value, 1)
    decimals = min(8, 1 - math.floor(math.log10(size)))
    return _rounded(value, decimals)


def count(value: float | None) -> str:
    """Things that come in ones, such as requests: 1, 5, 38, 12.4k; never 1.0."""
    return compact(value) if value is None or not math.isfinite(value) or abs(value) >= 9.95 else _rounded(value, 0)


def whole(value: float | None) -> str:
    """`compact` for labels of scales: 3k, not 3.0k; 0.03 keeps its digits."""
    return re.sub(r"\.0+(?=\D|$)", "", compact(value))


def scale_label(value: float) -> str:
    """A place on a scale: 3, 1.4, 500k, 1.7 M."""
    if value == 0 or 0.1 <= abs(value) < 100:
        return exact(value, 1 if abs(value) >= 1 else 2)
    return whole(value)


def _apart(now: float, there: float) -> tuple[str, str]:
    """Labels of two different values with as many decimals as tell them apart (six at most)."""
    labels = scale_label(now), scale_label(there)
    for decimals in range(1, 7):
        if labels[0] != labels[1]:
            break
        labels = exact(now, decimals), exact(there, decimals)
    return labels


def flip_label(now: float, there: float) -> str:
    """Where something flips, never printed as the value that it has now: 2.03 beside 2, 2.2 M beside 2 M."""
    return _apart(now, there)[1]


def now_label(now: float, flips: Sequence[float]) -> str:
    """The value now, as exact as the nearest flip beside it is printed."""
    nearest = min(flips, key=lambda there: abs(there - now), default=None)
    return scale_label(now) if nearest is None else _apart(now, nearest)[0]


def price_change(factor: float) -> str:
    """A factor on a price as its change: +7%, −19%, +0.4%; as it is where it stays."""
    change = 100 * (factor - 1)
    if abs(change) < 5e-5:
        return "as it is"
    text = next(t for t in (exact(abs(change), decimals) for decimals in range(5)) if t != "0")
    return f"{'+' if change > 0 else MINUS}{text}%"


def price_move(factor: float) -> str:
    """The same in words: rises by 7%, falls by 19%."""
    change = price_change(factor)
    return "stays" if change == "as it is" else f"{'rises' if factor > 1 else 'falls'} by {change[1:]}"


def decimal(value: float | None, decimals: int = 1) -> str:
    """A fixed number of decimals, so that a column lines up."""
    return UNKNOWN if value is None or not math.isfinite(value) else _rounded(value, decimals)


def exact(value: float | None, decimals: int = 2) -> str:
    """Grouped digits without loss up to `decimals`; whole numbers without any: 7,396 or 7,396.42."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = _rounded(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def usd(value: float | None) -> str:
    """USD 7.4k; unknown stays unknown, without a currency."""
    return UNKNOWN if _missing(value) else f"USD {_below_ten(value)}"


def _below_ten(value: float | None) -> str:
    """Small sums keep their cents: 3.50 is read as money, 3.5 is not."""
    return decimal(value, 2) if value is not None and 0.995 <= abs(value) < 9.995 else compact(value)


def usd_a_month(value: float | None) -> str:
    """USD 7.4k a month."""
    return UNKNOWN if _missing(value) else f"{usd(value)} a month"


def span(low: float | None, high: float | None) -> str:
    """For prose: 5.6k to 12.8k."""
    return UNKNOWN if _missing(low) or _missing(high) else f"{compact(low)} to {compact(high)}"


def between(low: float | None, high: float | None) -> str:
    """After the word between: 5.6k and 12.8k."""
    return UNKNOWN if _missing(low) or _missing(high) else f"{compact(low)} and {compact(high)}"


def tight_span(low: float | None, high: float | None) -> str:
    """For narrow cells: 5.6k–12.8k."""
    return UNKNOWN if _missing(low) or _missing(high) else f"{compact(low)}–{compact(high)}"


def share(value: float | None) -> str:
    """A share of 0..1 in whole percent. Never 0% or a rounded-up 100%: both would claim certainty."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    percent = math.floor(value * 100 + 0.5)
    if percent < 1:
        return "<1%"
    return ">99%" if percent >= 100 and value < 1 else f"{percent}%"


def signed(value: float | None, decimals: int = 1) -> str:
    """+1.2, −0.4, and 0.0 without a sign."""
    text = decimal(value, decimals)
    positive = value is not None and math.isfinite(value) and value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if positive else text


def day(value: object) -> str:
    """20 Nov 2026 from a date or ISO text; Jul 2026 from 2026-07; other text as it stands; None is unknown."""
    if value is None or value == "":
        return UNKNOWN
    parts = (value.isoformat() if isinstance(value, date) else str(value)).split("T")[0].split(" ")[0].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return str(value)
    if len(parts) == 1:
        return parts[0]
    month = int(parts[1])
    if not 1 <= month <= 12:
        return str(value)
    words = f"{MONTHS[month - 1]} {parts[0]}"
    return words if len(parts) == 2 else f"{int(parts[2])} {words}"


def age(days: int | None) -> str:
    """today, 1 day, 112 days, 8.8 years; a figure of a later day is "later"; None is unknown."""
    if days is None:
        return UNKNOWN
    if days < 0:
        return "later"
    if days >= 730:
        return f"{_rounded(days / 365.25, 1)} years"
    return "today" if days == 0 else f"{_rounded(days, 0)} day{'s' if days != 1 else ''}"


def apportion(parts: Sequence[float], total: float, decimals: int = 1) -> list[float]:
    """Parts rounded so that the printed column adds up to the printed total (largest remainder).

    Only rounding is spread: where the parts miss the total by more than half a last digit they
    are rounded each for itself, so that a real difference stays visible.
    """
    unit = 10**decimals
    target = math.floor(total * unit + 0.5 + 1e-9)
    if not parts or abs(sum(parts) - total) * unit > 0.5:
        return [math.floor(part * unit + 0.5 + 1e-9) / unit for part in parts]
    floors = [math.floor(part * unit + 1e-9) for part in parts]
    missing = target - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] * unit, i))
    for index in by_remainder[: max(0, missing)]:
        floors[index] += 1
    for index in reversed(by_remainder[missing:] if missing < 0 else []):
        floors[index] -= 1
    return [floor / unit for floor in floors]
