"""Times of the report store and of a re-run, on the largest record: every option of the catalog that fits an empty form.

python benchmarks/report_store.py [DATABASE_URL]        default: a SQLite file in a temporary folder
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from advisor.needs import read_needs
from advisor.recommend import recommend
from catalog.store import open_catalog
from reports.drift.report import drift
from reports.store.record import Draft
from reports.store.store import close_stores, open_store

RUNS, AT_ONCE = 9, 50


def median(run: Callable[[int], Any]) -> float:
    """Seconds."""
    times = []
    for n in range(RUNS):
        start = time.perf_counter()
        run(n)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(url: str) -> None:
    catalog, today = open_catalog(), datetime.now(UTC).date()
    found = recommend(catalog, read_needs({}), today)
    store = open_store(url)
    first = store.save(Draft(found, title="first")).id
    print(f"a record of {len(found['options']):,} options, {len(Draft(found).text()) / 1e6:.1f} MB as JSON")
    print(f"save: {median(lambda n: store.save(Draft(found, title=f'{n}'))):.3f} s")
    print(f"open: {median(lambda _: store.get(first)):.3f} s")
    print(f"its line in a list: {median(lambda _: store.summary(first)) * 1000:.1f} ms")
    small = {**found, "options": found["options"][:20]}
    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: store.save(Draft(small, title=f"small {n}")), range(AT_ONCE)))
    print(f"{AT_ONCE} saves of 20 options at once: {time.perf_counter() - start:.2f} s")
    print(f"re-run against today's catalog: {median(lambda _: drift(found, catalog, today)):.3f} s")
    close_stores()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"sqlite:///{folder}/reports.sqlite")
