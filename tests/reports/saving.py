"""A process that saves reports and prints each id once it is confirmed: killed and raced by the tests of the store.

python saving.py ADDRESS NAME COUNT THREADS      COUNT 0: go on until killed
"""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

from example_recommendation import a_recommendation

from reports.store.record import Draft
from reports.store.store import open_store


def main(where: str, name: str, count: int, threads: int) -> None:
    store = open_store(where)
    found = a_recommendation()

    def save(number: int) -> None:
        saved = store.save(Draft(found, title=f"{name} {number}", note="x" * 5_000))
        sys.stdout.write(f"{saved.id}\n")  # one write: lines of threads do not mix
        sys.stdout.flush()

    if count:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(save, range(count)))
    else:
        for number in itertools.count():
            save(number)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
