"""Which characters the fonts of a PDF can draw.

`assets/fonts/drawable.txt` lists them as ranges of code points: what our fonts hold in every style used, and what the
typesetter's own fonts (Libertinus Serif, DejaVu Sans Mono) add: Hebrew, Arabic, Armenian, Georgian, more symbols.
Chinese, Japanese, Korean, Indic scripts and emoji are not among them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PLACEHOLDER = "□"
RANGES = Path(__file__).parent / "assets" / "fonts" / "drawable.txt"


@cache
def ranges() -> tuple[tuple[int, int], ...]:
    """First and last code point of each range, both drawable."""
    found = []
    for line in RANGES.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            found.append((int(first, 16), int(last or first, 16)))
    return tuple(found)


@cache
def _undrawable() -> re.Pattern[str]:
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges())
    return re.compile(f"[^{inside}]")


def drawn(text: str) -> tuple[str, frozenset[str]]:
    """The text with □ for each character that no font can draw, and which those are."""
    if text.isascii() and text.isprintable():
        return text, frozenset()
    return _undrawable().sub(PLACEHOLDER, text), frozenset(_undrawable().findall(text))
