"""Which scores enter the fit, as what, and with how much weight.

One cell is one (model, effort, benchmark, who reported it): scores of the same cell are merged by
their median, because a source may list several scaffolds or runs and none of them is "the" score.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from catalog.schema import Benchmark, Score

BUCKETS = ("none", "low", "medium", "high", "max", "default")
"""Effort as the fit knows it. `default`: the source names no level (often a model with one mode)."""

_BUCKET = {
    "none": "none",
    "minimal": "none",  # spends 0 to 10% of the high figure; several report none at all
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "max",
    "max": "max",
}

HARNESS_BOUND = re.compile(
    r"^(swe_|swt_|tau|terminal_bench|osworld|browsecomp|mmmu_pro|hle_tools|bfcl|mcp_|deepsearchqa|automationbench|cyber|deepswe|nl2repo|aider|gdpval|multichallenge)"
)
"""Benchmarks whose result depends on a scaffold, a user simulator or a grader the maker chose."""

OWN_SCALE = frozenset({"factuality", "preference", "safety"})
"""Dimensions that do not follow general ability; safety has no figure at all (20 models, no common test)."""

INCLUDED_INDICES = frozenset({"aa_intelligence_index_2026_10"})
"""Composites count their parts twice and stay out, but of this one no part is published for the newest models."""

SECOND_HAND = 0.3
"""Weight of a figure known only from a site that collects others' figures."""

_BUDGET = re.compile(r"(\d+)k\b")


def bucket(effort: str, variant: str = "") -> str:
    """The effort bucket of a parsed effort; anything that names no level is `default`.

    Thinking budgets are sized like named levels (1k low, 8k to 16k medium, from 24k high); where the
    effort says only "budget", the size is in the variant.
    """
    if effort.startswith("budget"):
        found = _BUDGET.search(effort) or _BUDGET.search(variant)
        if not found:
            return "default"
        thousands = int(found[1])
        return "low" if thousands < 4 else "medium" if thousands <= 16 else "high"
    return _BUCKET.get(effort, "default")


@dataclass(frozen=True)
class Cell:
    """One merged score. `y` is on the benchmark's fitting scale, where more is better (see `Scale`)."""

    model_id: str
    effort: str
    benchmark_id: str
    vendor: bool
    y: float
    weight: float
    date: str
    artificial_analysis: bool


@dataclass(frozen=True)
class Scale:
    """How a benchmark's own unit maps to the fitting scale.

    bounded     share of the way from floor to ceiling (0..1), fitted through a logistic curve.
    otherwise   (value - centre) / spread, fitted through a straight line; `log` for durations.
    """

    bounded: bool
    low: float = 0.0
    high: float = 100.0
    centre: float = 0.0
    spread: float = 1.0
    log: bool = False
    higher_is_better: bool = True

    def inward(self, score: float) -> float:
        if self.bounded:
            share = min(max((score - self.low) / (self.high - self.low), 0.0), 1.0)
            return share if self.higher_is_better else 1.0 - share
        value = math.log(max(score, 1e-3)) if self.log else score
        z = (value - self.centre) / self.spread
        return z if self.higher_is_better else -z

    def outward(self, y: float) -> float:
        if self.bounded:
            y = min(max(y, 0.0), 1.0)
            return self.low + (self.high - self.low) * (y if self.higher_is_better else 1.0 - y)
        value = self.centre + self.spread * (y if self.higher_is_better else -y)
        return math.exp(value) if self.log else value


def scale_of(benchmark: Benchmark, scores: Iterable[float]) -> Scale:
    """The fitting scale of a benchmark, from its stated floor and ceiling or, without them, from its scores."""
    better = benchmark.higher_is_better
    if benchmark.floor is not None and benchmark.ceiling is not None and benchmark.ceiling > 2:
        return Scale(True, benchmark.floor, benchmark.ceiling, higher_is_better=better)
    log = benchmark.unit == "minutes"
    values = sorted(math.log(max(s, 1e-3)) if log else s for s in scores)
    centre = median(values) if values else 0.0
    # Interquartile range of a normal is 1.35 standard deviations; robust to one odd row.
    spread = (values[(3 * len(values)) // 4] - values[len(values) // 4]) / 1.35 if len(values) > 3 else 1.0
    return Scale(False, centre=centre, spread=spread or 1.0, log=log, higher_is_better=better)


def cells_of(
    scores: Iterable[Score], benchmarks: Mapping[str, Benchmark], scales: Mapping[str, Scale], vendor_weights: tuple[float, float]
) -> list[Cell]:
    """Merge scores into cells. `vendor_weights`: of vendor figures on closed question sets and on harness-bound tests."""
    groups: dict[tuple[str, str, str, bool], list[Score]] = defaultdict(list)
    for score in scores:
        if score.benchmark_id in scales:
            groups[score.model_id, bucket(score.effort, score.variant), score.benchmark_id, score.reported_by == "vendor"].append(score)
    closed, harness = vendor_weights
    out = []
    for (model, effort, bench, vendor), rows in sorted(groups.items()):
        weight = (harness if HARNESS_BOUND.match(bench) else closed) if vendor else 1.0
        if all("aggregator" in r.variant for r in rows):
            weight = min(weight, SECOND_HAND)
        out.append(
            Cell(
                model,
                effort,
                bench,
                vendor,
                scales[bench].inward(median(r.score for r in rows)),
                weight,
                max(r.date for r in rows),
                any(r.artificial_analysis for r in rows),
            )
        )
    return out


def fitted_benchmarks(benchmarks: Mapping[str, Benchmark]) -> set[str]:
    """Ids that inform general ability: no composite (it would count its parts twice), none on a scale of its own."""
    return {
        b.id
        for b in benchmarks.values()
        if (b.unit != "index" or b.id in INCLUDED_INDICES) and b.dimension not in OWN_SCALE and b.dimension not in MEDIA
    }


MEDIA = frozenset({"video", "image_generation", "transcription", "speech_synthesis", "embedding"})
