"""Reasoning tokens of one request: what a model thinks, and bills, before the answer that the user sees."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.schema import Model, ReasoningProfile

Floats = NDArray[np.float64]

_LEVELS = {"xhigh": "max", "reasoning_default": "default"}


@cache
def parameters() -> dict[str, Any]:
    """The tables of reasoning_tokens.toml."""
    return tomllib.loads((Path(__file__).parent / "reasoning_tokens.toml").read_text(encoding="utf-8"))


def effort_row(effort: str) -> str:
    """Name of the table row for an effort as sources name it.

    Raises:
        ValueError: the effort is none of the known levels.
    """
    row = _LEVELS.get(effort, effort)
    if row not in parameters()["agentic"] or row == "reason":
        raise ValueError(f"effort: {effort!r} is not one of none, minimal, low, medium, high, xhigh, max, default")
    return row


def thinks(model: Model, effort: str, profile: ReasoningProfile | None) -> bool:
    """Whether a model thinks at an effort: as its maker states; where nobody states it, as thinking that was measured tells."""
    if model.reasoning is not None:
        return model.reasoning
    return effort not in ("none", "default") or (effort == "default" and profile is not None and profile.tests > 0)


def reasoning_tokens(
    task: str, effort: str, verbosity: ArrayLike, visible_tokens: float, *, reasons: ArrayLike = True
) -> tuple[Floats, Floats, Floats]:
    """Reasoning tokens per request as (low, expected, high), one value per verbosity.

    task            a task of the needs; its class decides the amounts.
    effort          level the model is run at; models with one mode use "default".
    verbosity       v(model): 1.0 thinks as long as the median model.
    visible_tokens  answer tokens per request that the user sees.
    reasons         whether the model reasons at all; where false the result is 0.

    Raises:
        ValueError: the task or effort is unknown, or the length is negative.
    """
    tables = parameters()
    if task not in tables["tasks"]:
        raise ValueError(f"task: {task!r} has no class in reasoning_tokens.toml")
    if visible_tokens < 0:
        raise ValueError(f"visible_tokens: {visible_tokens} is below 0")
    kind, row = tables["tasks"][task], effort_row(effort)
    v = np.asarray(verbosity, dtype=np.float64) * np.asarray(reasons, dtype=np.float64)
    if kind == "none":
        amounts = (0.0, 0.0, 0.0)
    elif kind == "agentic":
        amounts = tuple(visible_tokens * (ratio - 1.0) for ratio in tables["agentic"][row])
    else:
        chosen = tables["class"][kind]
        factor = length_factor(visible_tokens, chosen["reference_tokens"])
        amounts = tuple(tokens * factor for tokens in chosen[row])
    low, expected, high = (np.asarray(v * amount) for amount in amounts)
    return low, expected, high


def length_factor(visible_tokens: float, reference_tokens: float) -> float:
    """How the amount grows with the visible answer: weakly, and not at all outside the measured range."""
    length = parameters()["length"]
    return float(np.clip((visible_tokens / reference_tokens) ** length["exponent"], *length["clip"]))
