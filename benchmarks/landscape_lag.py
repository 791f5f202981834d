"""Prints how far open weights are behind closed models, per dimension, and how well such a lag is measured where it is known.

    .venv/bin/python benchmarks/landscape_lag.py [--worlds 120] [--lag 6]

The first table is what the page Landscape shows, from the same functions and the catalog in use. The second measures a known lag
between made-up frontiers whose abilities are as noisy as those of the fit.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from advisor.landscape.check import check
from advisor.landscape.claims import judge
from advisor.landscape.marks import abilities
from advisor.landscape.read import overview
from catalog.store import connect


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--worlds", type=int, default=120)
    arguments.add_argument("--lag", type=float, nargs="+", default=[3.0, 6.0, 12.0])
    chosen = arguments.parse_args()
    handle = connect()
    catalog = handle.catalog()
    fitted = abilities(handle.records("evidence_parameters", "WHERE kind = 'standing'"))
    start = time.perf_counter()
    seen = overview(catalog, fitted)
    print(f"catalog {catalog.version}, {len(seen)} dimensions in {time.perf_counter() - start:.1f} s\n")
    print(f"{'dimension':<24}{'lag, months':>12}{'80% interval':>16}{'year before':>13}{'share of closed':>17}   until")
    for dimension, found in seen.items():
        lag, before, now = found.lag, found.earlier[0], found.now
        reached = f"{now.middle:.0%}" if now else "unknown"
        if not lag.known:
            print(f"{dimension:<24}{'unknown':>12}{'':>16}{'':>13}{reached:>17}   {lag.until}  {lag.reason}")
            continue
        year = f"{before.middle:.1f}" if before.known else "unknown"
        print(f"{dimension:<24}{lag.middle:>12.1f}{f'{lag.low:.1f} to {lag.high:.1f}':>16}{year:>13}{reached:>17}   {lag.until}")
    known = [found.lag.middle for found in seen.values() if found.lag.known]
    print(
        f"\n{len(known)} of {len(seen)} dimensions known: {min(known):.1f} to {max(known):.1f} months, {median(known):.1f} in the middle\n"
    )
    for judged in judge(seen):
        print(f"{judged.verdict:<16}{judged.claim.text}")
    print(f"\n{'known lag':>10}{'held by 80% intervals':>24}{'mean error':>12}{'bias':>8}{'mean width':>12}   made-up frontiers")
    for months in chosen.lag:
        found_again = check(chosen.worlds, months)
        print(
            f"{months:>10.1f}{found_again.held:>24.0%}{found_again.error:>12.2f}{found_again.bias:>+8.2f}{found_again.width:>12.2f}   {found_again.worlds}"
        )


if __name__ == "__main__":
    main()
