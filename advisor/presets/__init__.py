"""Starting points: nine situations that people recognise, each a whole set of needs (one TOML file per preset)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ORDER = (
    "hospital-letters",
    "startup-prototype",
    "customer-support",
    "legal-research",
    "eu-public-agency",
    "domain-fine-tune",
    "film-studio",
    "field-laptop",
    "mixed-desk",
)


@dataclass(frozen=True)
class Preset:
    """One starting point. `needs` is an object for `advisor.needs.read_needs`; `summary` says who it is for."""

    id: str
    name: str
    summary: str
    needs: dict[str, Any]


def read_presets(folder: Path = Path(__file__).parent) -> tuple[Preset, ...]:
    """All presets in the order shown."""
    presets = []
    for name in ORDER:
        raw = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        presets.append(Preset(name, raw["name"], raw["summary"], raw["needs"]))
    return tuple(presets)


PRESETS = read_presets()
