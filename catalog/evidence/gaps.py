"""How far makers' own figures lie above independent ones, per benchmark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np

from catalog.schema import Benchmark, Score


@dataclass(frozen=True)
class VendorGap:
    """Vendor minus best independent figure over the models that have both, in the benchmark's unit, signed so that positive flatters.

    p10, p90: 10th and 90th percentile over the models.
    """

    benchmark_id: str
    pairs: int
    mean: float
    median: float
    p10: float
    p90: float


def vendor_gaps(scores: Iterable[Score], benchmarks: Mapping[str, Benchmark]) -> tuple[VendorGap, ...]:
    """One row per benchmark with at least one model that has both kinds, most pairs first."""
    best: dict[tuple[str, str, bool], float] = {}
    for s in scores:
        if s.benchmark_id in benchmarks:
            sign = 1.0 if benchmarks[s.benchmark_id].higher_is_better else -1.0
            key = (s.benchmark_id, s.model_id, s.reported_by == "vendor")
            best[key] = max(best.get(key, float("-inf")), sign * s.score)
    gaps: dict[str, list[float]] = defaultdict(list)
    for (bench, model, vendor), value in best.items():
        if vendor and (bench, model, False) in best:
            gaps[bench].append(value - best[bench, model, False])
    rows = [VendorGap(b, len(g), fmean(g), median(g), *(float(p) for p in np.percentile(g, (10, 90)))) for b, g in gaps.items()]
    return tuple(sorted(rows, key=lambda r: (-r.pairs, r.benchmark_id)))
