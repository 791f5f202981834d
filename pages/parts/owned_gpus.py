"""Owned GPUs as lines of text, "h100-sxm x 8", and back. Faults name the line and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from typing import Any

MOST_LINES = 50
_LINE = re.compile(r"(?P<gpu>[^\s:,×]+)(?:(?:\s*[x×:,]\s*|\s+)(?P<count>\d{1,6}))?", re.IGNORECASE)


def written(owned: Iterable[Any]) -> str:
    """One line per GPU type."""
    return "\n".join(f"{each.gpu} x {each.count}" for each in owned)


def read(text: str, known: Collection[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Lines to the needs' own form, and one sentence per line that cannot be read or names no GPU of the catalog."""
    found: list[dict[str, Any]] = []
    faults: list[str] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [f"Owned GPUs has {len(lines)} lines. Give at most {MOST_LINES}."]
    for place, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(f"Owned GPUs, line {place}, is {_short(line)}. Give a GPU and a count, such as h100-sxm x 8.")
            continue
        gpu, count = match["gpu"].lower(), int(match["count"] or 1)
        if gpu not in known:
            near = difflib.get_close_matches(gpu, sorted(known), n=3, cutoff=0.4)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"Known are {', '.join(sorted(known)[:6])} and others."
            faults.append(f"Owned GPUs, line {place}, names {_short(match['gpu'])}, which is no GPU of the catalog. {hint}")
        elif count < 1:
            faults.append(f"Owned GPUs, line {place}, has a count of 0. Give a whole number of 1 or more.")
        else:
            found.append({"gpu": gpu, "count": count})
    return found, faults


def _short(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
