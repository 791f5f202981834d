"""Number formats: bytes per parameter, and the arithmetic a GPU does with them.

A format splits a model in three parts with their own bytes per parameter: the input and output
tables, the routed experts and everything else. `peak` is the arithmetic: bf16, fp8, fp4, or
mxfp4 (fp8 rate on GPUs with FP4 units, otherwise bf16). Byte rates follow from the formats
(NVFP4: 4 bits and one FP8 scale per 16; MXFP4: one 8-bit scale per 32); GGUF rates are the usual
llama.cpp averages. `int4` and `fp4+fp8` are published mixed checkpoints: experts in 4 bits, the
rest in bf16 or fp8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

NVFP4, MXFP4, MLX4 = 0.5625, 0.53125, 0.5625


@dataclass(frozen=True)
class Precision:
    """Bytes per parameter of tables, experts and the rest. `fidelity` orders formats, higher is closer to bf16."""

    name: str
    tables: float
    experts: float
    rest: float
    peak: str
    fidelity: int
    local: bool = False


def _uniform(name: str, b: float, peak: str, fidelity: int, local: bool = False) -> Precision:
    return Precision(name, b, b, b, peak, fidelity, local)


PRECISIONS: Final = (
    _uniform("bf16", 2.0, "bf16", 9),
    Precision("fp8", 2.0, 1.0, 1.0, "fp8", 8),
    Precision("fp4", 2.0, NVFP4, NVFP4, "fp4", 5),
    Precision("mxfp4", 2.0, MXFP4, 2.0, "mxfp4", 6),
    Precision("int4", 2.0, NVFP4, 2.0, "bf16", 6),
    Precision("fp4+fp8", 2.0, MXFP4, 1.0, "fp8", 6),
    _uniform("q4", MLX4, "bf16", 4),
    _uniform("q8_0", 1.0625, "bf16", 7, local=True),
    _uniform("q6_k", 0.82, "bf16", 5, local=True),
    _uniform("q4_k_m", 0.611, "bf16", 4, local=True),
    _uniform("q4_0", 0.5825, "bf16", 3, local=True),
    _uniform("iq4_xs", 0.5575, "bf16", 3, local=True),
)
NAMES: Final = tuple(p.name for p in PRECISIONS)
CODE: Final = {p.name: i for i, p in enumerate(PRECISIONS)}
ALIASES: Final = {"nvfp4": "fp4", "fp16": "bf16", "mlx-4bit": "q4", "awq": "q4", "gptq": "q4", "q8": "q8_0", "q6": "q6_k"}

TABLES = np.array([p.tables for p in PRECISIONS])
EXPERTS = np.array([p.experts for p in PRECISIONS])
REST = np.array([p.rest for p in PRECISIONS])
FIDELITY = np.array([p.fidelity for p in PRECISIONS])


def code_of(name: str) -> int:
    """Index of a format in PRECISIONS.

    Raises:
        ValueError: the name is not a format we have byte rates for.
    """
    key = name.strip().lower()
    key = ALIASES.get(key, key)
    if key not in CODE:
        raise ValueError(f'precision: "{name}" is not one of {", ".join(NAMES)}')
    return CODE[key]


def native_code(native_format: str | None) -> int | None:
    """Index of the format a maker publishes, None where that is not known."""
    key = (native_format or "").strip().lower()
    key = ALIASES.get(key, key)
    return CODE.get(key)
