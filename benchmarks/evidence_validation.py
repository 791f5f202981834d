"""Prints how wrong the quality fit is on held-out scores, against simpler methods.

    .venv/bin/python benchmarks/evidence_validation.py [--seeds 1 2 3] [--without-artificial-analysis] [--write]

Seed 0 served for tuning the priors; report other seeds. --write keeps the figures in docs/validation.json and a sample of the hidden scores
of the first seed in docs/validation_scores.csv; the page "Data and methods" shows both with the day they were computed and the number of
scores they were computed on.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from catalog.curated import Facts, load_facts
from catalog.evidence.validation import HeldOut, Validation, bands, held_out

FILE = Path(__file__).parent.parent / "docs" / "validation.json"
SAMPLE = FILE.with_name("validation_scores.csv")
SAMPLED = 1_000
"""Hidden scores kept for the chart: enough to see its shape."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments.add_argument("--without-artificial-analysis", action="store_true")
    arguments.add_argument("--write", action="store_true", help=f"keep the figures in {FILE.parent.name}/{FILE.name}")
    chosen = arguments.parse_args()
    facts = load_facts(with_artificial_analysis=not chosen.without_artificial_analysis)
    results = []
    for seed in chosen.seeds:
        start = time.perf_counter()
        result = held_out(facts.scores, facts.benchmarks, facts.models, seed)
        results.append(result)
        print(f"\nseed {seed}: {result.cells} held-out cells, 5 folds, {time.perf_counter() - start:.0f} s")
        print(f"{'method':<24}{'mean error':>12}{'median':>10}{'pair order':>12}{'coverage of 80%':>17}")
        for m in result.methods:
            coverage = "" if m.coverage is None else f"{m.coverage:.1%}"
            print(f"{m.method:<24}{m.mean_error:>12.2f}{m.median_error:>10.2f}{m.pair_order:>12.1%}{coverage:>17}")
        print("mean error by dimension: " + ", ".join(f"{d} {e:.1f}" for d, e in result.by_dimension.items()))
    if chosen.write:
        write(facts, results)


def write(facts: Facts, results: list[Validation]) -> None:
    """Figures rounded to six places, with what they were computed on."""
    record = {
        "computed": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/evidence_validation.py --write",
        "scores": len(facts.scores),
        "artificial_analysis": facts.artificial_analysis,
        "runs": [{k: v for k, v in asdict(result).items() if k != "held_out"} for result in results],
        "bands": [asdict(band) for band in bands([h for result in results for h in result.held_out])],
    }
    plain = json.loads(json.dumps(record), parse_float=lambda text: round(float(text), 6))
    FILE.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    keep_sample(results[0].held_out)
    print(f"\nwritten to {FILE.parent.name}/{FILE.name} and {SAMPLE.name}")


def keep_sample(hidden: Sequence[HeldOut]) -> None:
    """A random part of the hidden scores, in percent to one decimal; the same for the same scores."""
    chosen = sorted(np.random.default_rng(0).permutation(len(hidden))[:SAMPLED].tolist())
    with SAMPLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("model_id", "benchmark_id", "dimension", "actual", "expected", "low", "high"))
        for h in (hidden[i] for i in chosen):
            writer.writerow((h.model_id, h.benchmark_id, h.dimension, *(round(x, 1) for x in (h.actual, h.expected, h.low, h.high))))


if __name__ == "__main__":
    main()
