"""Rows for people, on standard output."""

from __future__ import annotations

from collections.abc import Sequence


def print_table(cells: Sequence[Sequence[str]], widest: int = 44) -> None:
    """Columns as wide as their longest cell, which is cut at `widest` characters."""
    widths = [min(max(len(row[i]) for row in cells), widest) for i in range(len(cells[0]))]
    for row in cells:
        print("  ".join(f"{value[:width]:{width}}" for value, width in zip(row, widths, strict=True)).rstrip())
