"""The NOTICE file as records: who is named for what, under which licence. The file is the only place where this is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "NOTICE"
_ADDRESS = re.compile(r"https?://\S+")
_ITEM, _MORE = re.compile(r"^ {2}(?=\S)"), re.compile(r"^ {3,}(?=\S)")


@dataclass(frozen=True)
class Named:
    """One source. `licence` is empty where the file states none; `remark` holds what stands on further lines."""

    name: str
    licence: str
    addresses: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True)
class Section:
    """A titled list of sources."""

    title: str
    named: tuple[Named, ...]


@cache
def notice() -> tuple[Section, ...]:
    """The sections of the file, in order."""
    return read_notice(FILE.read_text(encoding="utf-8"))


def read_notice(text: str) -> tuple[Section, ...]:
    """A line at the margin titles a section, two spaces begin a source, deeper ones continue it."""
    found: list[tuple[str, list[Named]]] = []
    for line in text.splitlines():
        if _ITEM.match(line) and found:
            found[-1][1].append(_named(line))
        elif _MORE.match(line) and found and found[-1][1]:
            last = found[-1][1].pop()
            found[-1][1].append(Named(last.name, last.licence, last.addresses, f"{last.remark} {line.strip()}".strip()))
        elif line.strip():
            found.append((line.strip(), []))
    return tuple(Section(title, tuple(named)) for title, named in found if named)


def _named(line: str) -> Named:
    addresses = tuple(_ADDRESS.findall(line))
    parts = [part for part in re.split(r" {2,}", _ADDRESS.sub("", line).strip()) if part]
    return Named(parts[0] if parts else "", ", ".join(parts[1:]), addresses)
