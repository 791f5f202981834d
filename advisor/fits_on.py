"""On which machines an open model fits: the smallest group of each GPU type, and what one stream of it delivers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.sizing import SizeResult, size
from advisor.sizing.columns import missing_figures
from catalog.schema import Gpu, Shape

GROUPS = (1, 2, 4, 8, 16)
"""Group sizes tried, smallest first."""
PROMPT_TOKENS, ANSWER_TOKENS = 3_000.0, 400.0
"""The request that room and speed are stated for."""


@dataclass(frozen=True)
class Fit:
    """The smallest group of one GPU type that holds the model; `result` None where not even the largest tried does."""

    gpu: Gpu
    gpus: int
    result: SizeResult | None


def fits_on(shape: Shape, gpus: Iterable[Gpu]) -> tuple[list[Fit], list[tuple[Gpu, str]]]:
    """One row per GPU type whose figures are known, fewest GPUs first, and the types left out with what is not known of them.

    Laptops and workstations are sized with a local engine (4-bit weights) and at most two cards, the rest with a stock
    serving engine at the published weight format.
    """
    found, left = [], []
    for gpu in gpus:
        if missing := missing_figures(gpu):
            left.append((gpu, ", ".join(missing)))
        else:
            found.append(_smallest(shape, gpu))
    return sorted(found, key=lambda fit: (fit.result is None, fit.gpus, fit.gpu.vram_gb, fit.gpu.id)), left


def _smallest(shape: Shape, gpu: Gpu) -> Fit:
    local = gpu.suits != "datacenter"
    tried = GROUPS[:2] if gpu.suits == "workstation" else GROUPS[:1] if local else GROUPS
    for count in tried:
        result = size(shape, gpu, count, None, PROMPT_TOKENS, ANSWER_TOKENS, 1.0, "local" if local else "stock")
        if result.fits:
            return Fit(gpu, count, result)
    return Fit(gpu, tried[-1], None)
