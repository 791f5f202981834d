"""How far the sizing model is from public measurements.

In-sample: the constants were fitted on these rows, so the figures flatter the model. The held-out
percentiles are those of constants.BAND.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.sizing.columns import missing_figures
from advisor.sizing.constants import BENCH_CAP_PER_GPU, OFFLINE_CAP_PER_GPU, SERVER_SHARE
from advisor.sizing.size import size
from catalog.schema import Gpu, Shape, Throughput

_LAYOUT = re.compile(r"\((?:TP(?P<tp>\d+)(?:\+EP)?(?:xPP(?P<pp>\d+))?|DEP(?P<dep>\d+))")
_LOCAL = ("llama.cpp", "ollama", "mlx", "lm studio")
_TUNED = ("mlperf", "tensorrt")


@dataclass(frozen=True)
class ValidationRow:
    """One measurement and its prediction, output tokens per second; `error` = |predicted - measured| / measured."""

    measurement: Throughput
    engine: str
    predicted: float
    measured: float

    @property
    def error(self) -> float:
        return abs(self.predicted - self.measured) / self.measured

    @property
    def ratio(self) -> float:
        """Measured over predicted."""
        return self.measured / self.predicted


@dataclass(frozen=True)
class Summary:
    """Errors of a group of rows. `p10` to `p90`: percentiles of measured over predicted."""

    name: str
    rows: int
    median_error: float
    p90_error: float
    within_factor_two: float
    p10: float
    p90: float


def engine_class(engine: str) -> str:
    """The class of an engine by its name in a measurement."""
    name = engine.lower()
    if any(word in name for word in _TUNED):
        return "tuned"
    return "local" if any(word in name for word in _LOCAL) else "stock"


def stated_layout(engine: str) -> tuple[str | None, int | None]:
    """Mode and group size that the measurement states, None where it does not."""
    found = _LAYOUT.search(engine)
    if not found:
        return None, None
    if found["dep"]:
        return "DEP", int(found["dep"])
    return ("PP", int(found["pp"])) if found["pp"] else ("TP", int(found["tp"]))


def _concurrency(scenario: str) -> float | None:
    found = re.match(r"conc=(\d+)", scenario)
    return float(found[1]) if found else None


def validate(
    throughput: Iterable[Throughput], shapes: Mapping[str, Shape], gpus: Mapping[str, Gpu]
) -> tuple[list[ValidationRow], list[tuple[Throughput, str]]]:
    """Predictions of all measurements that the model covers, and the others each with the reason."""
    done: list[ValidationRow] = []
    left: list[tuple[Throughput, str]] = []
    for row in throughput:
        shape, gpu = shapes.get(row.model_id), gpus.get(row.gpu_id)
        if row.scenario == "interactive":
            left.append((row, "MLPerf's interactive limits are not modelled"))
        elif row.output_tokens_per_s is None:
            left.append((row, "no output rate"))
        elif shape is None or gpu is None:
            left.append((row, "the model's shape or the GPU is not in the catalog"))
        elif missing := missing_figures(gpu):
            left.append((row, "unknown: " + ", ".join(missing)))
        else:
            predicted = _predict(row, shape, gpu)
            if predicted is None:
                left.append((row, "does not fit by the model"))
            else:
                done.append(ValidationRow(row, engine_class(row.engine), predicted, row.output_tokens_per_s))
    return done, left


def _predict(row: Throughput, shape: Shape, gpu: Gpu) -> float | None:
    mode, group = stated_layout(row.engine)
    if group is not None and row.n_gpus % group:
        mode, group = None, None
    result = size(
        shape,
        gpu,
        row.n_gpus,
        row.precision,
        row.input_tokens,
        row.output_tokens,
        _concurrency(row.scenario),
        engine_class(row.engine),
        mode=mode,
        group=group,
        cap_per_gpu=BENCH_CAP_PER_GPU if "tensorrt-llm" in row.engine.lower() else OFFLINE_CAP_PER_GPU,
    )
    if result.output_tokens_per_s is None:
        return None
    return result.output_tokens_per_s * (SERVER_SHARE if row.scenario == "server" else 1.0)


def summarise(name: str, rows: Sequence[ValidationRow]) -> Summary | None:
    """Error figures of some rows; None where there are none."""
    if not rows:
        return None
    errors, ratios = np.array([r.error for r in rows]), np.array([r.ratio for r in rows])
    within = float(((ratios <= 2) & (ratios >= 0.5)).mean())
    p10, p90 = np.quantile(ratios, [0.1, 0.9])
    return Summary(name, len(rows), float(np.median(errors)), float(np.quantile(errors, 0.9)), within, float(p10), float(p90))


def summaries(rows: Sequence[ValidationRow]) -> list[Summary]:
    """Overall, by engine class, and single stream against several requests in flight."""
    groups = {
        "all": list(rows),
        **{engine: [r for r in rows if r.engine == engine] for engine in ("tuned", "stock", "local")},
        "one request in flight": [r for r in rows if _concurrency(r.measurement.scenario) == 1],
        "several in flight": [r for r in rows if (_concurrency(r.measurement.scenario) or 0) > 1],
        "offline and server": [r for r in rows if r.measurement.scenario in ("offline", "server")],
    }
    return [s for name, some in groups.items() if (s := summarise(name, some)) is not None]
