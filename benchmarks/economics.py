"""How long one move of a slider on the Economics page takes, warm and in process, for every preset.

    .venv/bin/python benchmarks/economics.py [RUNS]

One move is everything the page computes anew: lines, break-evens with their draws, what moves them, the sentences, the chart
and the tables. Prints milliseconds (median, 95th percentile) per preset and for the parts of the slowest one.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from advisor.decision import Decision, decide
from advisor.economics.claims import claims
from advisor.economics.scenario import Scenario
from advisor.economics.study import drawn_range, study, told_volumes
from advisor.economics.words import finding, reasons
from advisor.needs import read_needs
from advisor.presets import PRESETS
from catalog.store import open_catalog
from pages.parts.charts import LIGHT
from pages.parts.economics_chart import cost_chart
from reports.fragments import economics as tables

DAY = date(2026, 11, 21)


def move(d: Decision, scenario: Scenario) -> None:
    """What the page does after a slider moved."""
    s = study(d, scenario)
    tables.conclusion(finding(s))
    if s.entries:
        cost_chart(s, LIGHT)
        tables.figures_table(s, told_volumes(s, *drawn_range(s)))
        for fragment in (tables.at_your_volume, tables.meetings):
            fragment(s)
        tables.tornado(s.drivers, s.meeting)
        tables.why_still(reasons(s))
        tables.claims_beside(claims(s))


def timed(name: str, runs: int, work: Callable[[int], object]) -> float:
    """Print and answer the median of a call that is given the number of the run, in ms."""
    taken = []
    for run in range(runs):
        start = time.perf_counter()
        work(run)
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    print(f"{name:52} {statistics.median(taken):8.1f} ms  p95 {taken[min(len(taken) - 1, int(0.95 * len(taken)))]:8.1f} ms")
    return statistics.median(taken)


def main(runs: int) -> None:
    catalog = open_catalog()
    decisions = {p.id: decide(catalog, read_needs(dict(p.needs)), DAY) for p in PRESETS}
    for d in decisions.values():
        move(d, Scenario())
    gc.collect()
    gc.freeze()  # as the server does after its warm-up
    print(f"catalog {catalog.version}, {runs} runs; prices per token move by a percent each run")
    medians = {
        name: timed(f"one move of a slider, {name}", runs, lambda n, d=d: move(d, Scenario(api_price_change=(n + 1) / 100)))
        for name, d in decisions.items()
    }
    slowest = max(medians, key=lambda name: medians[name])
    d = decisions[slowest]
    s = study(d, Scenario())
    timed(f"  {slowest}: lines, break-evens, what moves them", runs, lambda n: study(d, Scenario(api_price_change=(n + 1) / 100)))
    timed(f"  {slowest}: the same, scaled to zero", runs, lambda n: study(d, Scenario(api_price_change=(n + 1) / 100, running="zero")))
    timed(f"  {slowest}: chart", runs, lambda n: cost_chart(s, LIGHT))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
