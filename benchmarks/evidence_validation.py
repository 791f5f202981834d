"""Prints how wrong the quality fit is on held-out scores, against simpler methods.

    .venv/bin/python benchmarks/evidence_validation.py [--seeds 1 2 3] [--without-artificial-analysis]

Seed 0 served for tuning the priors; report other seeds.
"""

from __future__ import annotations

import argparse
import time

from catalog.curated import load_facts
from catalog.evidence.validation import held_out


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments.add_argument("--without-artificial-analysis", action="store_true")
    chosen = arguments.parse_args()
    facts = load_facts(with_artificial_analysis=not chosen.without_artificial_analysis)
    for seed in chosen.seeds:
        start = time.perf_counter()
        result = held_out(facts.scores, facts.benchmarks, facts.models, seed)
        print(f"\nseed {seed}: {result.cells} held-out cells, 5 folds, {time.perf_counter() - start:.0f} s")
        print(f"{'method':<24}{'mean error':>12}{'median':>10}{'pair order':>12}{'coverage of 80%':>17}")
        for m in result.methods:
            coverage = "" if m.coverage is None else f"{m.coverage:.1%}"
            print(f"{m.method:<24}{m.mean_error:>12.2f}{m.median_error:>10.2f}{m.pair_order:>12.1%}{coverage:>17}")
        print("mean error by dimension: " + ", ".join(f"{d} {e:.1f}" for d, e in result.by_dimension.items()))


if __name__ == "__main__":
    main()
