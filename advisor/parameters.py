"""The numbers that are opinions: read from parameters.toml, never written in a formula."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("parameters.toml")


class Parameter(BaseModel):
    """One number with its plausible range, unit, how it came about, and why it is what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: float
    low: float | None = None
    high: float | None = None
    unit: str
    evidence: str = "assumed"
    why: str

    @property
    def range(self) -> tuple[float, float, float]:
        """Low, expected, high; the value itself where no range is given."""
        return (
            self.value if self.low is None else self.low,
            self.value,
            self.value if self.high is None else self.high,
        )


class TaskPreset(BaseModel):
    """What one task means: modalities, unit of the workload, evidence that speaks for it, planned effort, priorities."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str
    modalities_in: tuple[str, ...]
    modalities_out: tuple[str, ...]
    unit: str
    effort: str
    dimensions: dict[str, float]
    priorities: dict[str, float]


class Anchors(BaseModel):
    """Absolute anchors of one dimension on the 0..1 scale of fitted quality, with the reason of the frontier line."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    poor: float
    good: float
    frontier: float
    dated: date
    why: str


@dataclass(frozen=True)
class Parameters:
    """All parameters. `digest` is a hash of the file: part of the engine version."""

    dated: date
    tasks: Mapping[str, TaskPreset]
    anchors: Mapping[str, Anchors]
    numbers: Mapping[str, Parameter]
    digest: str

    def __getitem__(self, path: str) -> float:
        return self.numbers[path].value

    def range(self, path: str) -> tuple[float, float, float]:
        return self.numbers[path].range


def _numbers(node: Mapping[str, Any], prefix: str = "") -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for key, value in node.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and "value" in value:
            found[path] = Parameter.model_validate(value)
        elif isinstance(value, Mapping):
            found |= _numbers(value, f"{path}.")
    return found


def read_parameters(path: Path = FILE) -> Parameters:
    """Read and check the parameters file.

    Raises:
        pydantic.ValidationError: a block lacks its value, unit or reason, or has a key nobody reads.
    """
    text = path.read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Parameters(
        dated=raw["dated"],
        tasks={name: TaskPreset.model_validate(block) for name, block in raw["tasks"].items()},
        anchors={name: Anchors.model_validate(block) for name, block in raw.get("anchors", {}).items()},
        numbers=_numbers({k: v for k, v in raw.items() if k not in ("tasks", "anchors")}),
        digest=hashlib.sha256(text.encode()).hexdigest()[:8],
    )


PARAMETERS = read_parameters()
