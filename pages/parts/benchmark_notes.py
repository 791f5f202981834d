"""What to beware of in a test, wherever its scores are shown: how near its ceiling it is, other editions of the name, makers' own figures."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.numbers import decimal, exact
from catalog.schema import Benchmark
from pages.parts.catalog_queries import meta

LEAST_PAIRS = 5
"""Models with both a maker's and an independent figure, from which a gap is worth a sentence."""


@dataclass(frozen=True)
class Gap:
    """How far makers' own figures lie above independent ones: models with both, mean, median, 10th and 90th percentile, in the test's unit."""

    pairs: int
    mean: float
    median: float
    p10: float
    p90: float


def gaps(version: str) -> dict[str, Gap]:
    """By test, most models first; all that have one model with both."""
    found = meta(version)["evidence"].get("vendor_gaps") or ()
    return {g["benchmark_id"]: Gap(g["pairs"], g["mean"], g["median"], g["p10"], g["p90"]) for g in found}


def saturation(benchmark: Benchmark) -> str:
    """What it is known to be bad at, in the catalog's words; empty where it still separates models."""
    return f"Beware: {benchmark.saturation}." if benchmark.saturation and not benchmark.saturation.startswith("Live") else ""


def versions(benchmark: Benchmark) -> str:
    """What it must not be mixed up with."""
    return f"{benchmark.versions}." if benchmark.versions else ""


def makers_gap(benchmark: Benchmark, gap: Gap | None) -> str:
    """One sentence on makers' own figures; empty where too few models have both kinds."""
    if gap is None or gap.pairs < LEAST_PAIRS:
        return ""
    unit = " points" if benchmark.unit == "percent" else ""
    where = "above" if gap.mean >= 0 else "below"
    return f"Makers’ own figures lie {decimal(abs(gap.mean))}{unit} {where} independent ones on average, over {exact(gap.pairs, 0)} models."


def cautions(benchmark: Benchmark | None, gap: Gap | None = None) -> str:
    """All of it in one line."""
    if benchmark is None:
        return ""
    return " ".join(part for part in (saturation(benchmark), versions(benchmark), makers_gap(benchmark, gap)) if part)
