"""How long one recommendation over the whole catalog takes, warm and in process, and what the time goes to.

    .venv/bin/python benchmarks/recommendation.py [RUNS]

Prints milliseconds (median, 95th percentile) for the answer as a page asks for it (the best hundred options listed), for
the whole list as a file holds it, and for the parts of the work; then the peak memory of the process in MB.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from advisor.answer.exclusions import excluded, near_misses, readmit
from advisor.answer.flips import flip_points
from advisor.answer.hybrid import hybrid
from advisor.answer.remarks import Remarks
from advisor.answer.rows import rows
from advisor.decision import decide
from advisor.needs import read_needs
from advisor.recommend import answer, glance
from catalog.store import open_catalog

PAGE = 100
DAY = date(2026, 11, 21)


def timed(name: str, runs: int, work: Callable[[], object]) -> None:
    """Print the median and 95th percentile of a call, in ms."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    print(f"{name:52} {statistics.median(taken):8.1f} ms  p95 {taken[min(len(taken) - 1, int(0.95 * len(taken)))]:8.1f} ms")


def main(runs: int) -> None:
    catalog = open_catalog()
    needs = read_needs({})
    answer(decide(catalog, needs, DAY))
    gc.collect()
    gc.freeze()  # as the server does after its warm-up
    print(f"catalog {catalog.version}, {runs} runs")
    timed(f"recommendation, best {PAGE} listed", runs, lambda: answer(decide(catalog, needs, DAY), PAGE))
    timed("recommendation, all fitting options listed", runs, lambda: answer(decide(catalog, needs, DAY)))
    more = [read_needs({"volume": {"requests_per_month": 500_000 + n}}) for n in range(runs)]
    changed = [read_needs({"volume": {"requests_per_month": 100_000 + n}}) for n in range(runs)]
    timed(f"one answer of the form changed, best {PAGE} listed", runs, lambda: answer(decide(catalog, changed.pop(), DAY), PAGE))
    timed("  enumerate, judge, price, score, order", runs, lambda: decide(catalog, needs, DAY))
    d = decide(catalog, needs, DAY)
    timed("  first-place shares (SMAA-2)", runs, lambda: type(d).shares.func(d))  # type: ignore[attr-defined]
    timed("  dominated options", runs, lambda: type(d).dominated.func(d))  # type: ignore[attr-defined]
    timed("the panel beside the form, each new to the process", runs, lambda: glance(decide(catalog, more.pop(), DAY)))
    timed("  flip points", runs, lambda: flip_points(d))
    timed("  hybrid", runs, lambda: hybrid(d))
    timed("  exclusions, near misses, smallest change", runs, lambda: (excluded(d), near_misses(d), readmit(d)))
    timed(f"  rows, best {PAGE}", runs, lambda: rows(d, Remarks(d), PAGE))
    timed(f"  rows, all {len(d.ranked):,}", runs, lambda: rows(d, Remarks(d)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
