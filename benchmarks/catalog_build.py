"""How long the catalog takes to build and to open, and what the time goes to.

    python benchmarks/catalog_build.py

Builds into a folder of its own that is removed afterwards. Opening is measured in this process (warm modules) and in fresh
processes (imports included), best of several.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from catalog.build import build_catalog
from catalog.store import open_catalog

RUNS = 5
BUDGET_BUILD_S = 20.0
BUDGET_OPEN_S = 0.35


def main() -> int:
    """Prints the figures; exit status 1 where a budget is broken."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        started = time.perf_counter()
        built = build_catalog(data)
        build_s = time.perf_counter() - started
        print(f"build    {build_s:6.2f} s   budget {BUDGET_BUILD_S:g} s   version {built.version}")
        for name, seconds in built.seconds.items():
            print(f"  {name:10} {seconds:6.2f} s")
        print(f"  {built.path.stat().st_size / 1e6:.1f} MB, {sum(built.counts.values())} records, {built.counts['offers']} offers")
        warm = min(_timed(data) for _ in range(RUNS))
        print(f"open     {warm * 1000:6.0f} ms  in this process, budget {BUDGET_OPEN_S * 1000:.0f} ms")
        cold = min(_fresh(data) for _ in range(RUNS))
        print(f"open     {cold * 1000:6.0f} ms  in a fresh process, interpreter and imports included")
    return int(build_s > BUDGET_BUILD_S or warm > BUDGET_OPEN_S)


def _timed(data: Path) -> float:
    started = time.perf_counter()
    open_catalog(data)
    return time.perf_counter() - started


def _fresh(data: Path) -> float:
    code = "import sys; from pathlib import Path; from catalog.store import open_catalog; open_catalog(Path(sys.argv[1]))"
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(data)], check=True, cwd=Path(__file__).parent.parent)
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
