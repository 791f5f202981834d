"""How long each form of a report takes, from a finished recommendation, and how large it is.

    .venv/bin/python benchmarks/report_rendering.py [RUNS]

Prints seconds for the first file of a process and for the next ones, each of another recommendation (the presets), so that nothing
is found ready; and the processor's share of the median, which a busy machine does not stretch. The target for PDF is 2 s.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from advisor.needs import read_needs
from advisor.presets import PRESETS
from advisor.recommend import recommend
from catalog.store import open_catalog
from reports.html import to_html
from reports.markdown import to_markdown
from reports.pdf import to_pdf
from reports.reading import Json

DAY = date(2026, 11, 21)
FORMS: dict[str, Callable[[Json], str | bytes]] = {
    "PDF": to_pdf,
    "HTML": to_html,
    "Markdown": to_markdown,
    "JSON": lambda found: json.dumps(found, ensure_ascii=False),
}


def main(runs: int) -> None:
    catalog = open_catalog()
    found = [
        recommend(catalog, read_needs({**preset.needs, "title": f"{preset.name} {n}"}), DAY) for n in range(runs) for preset in PRESETS
    ]
    print(f"catalog {catalog.version}, {len(found)} reports")
    for name, write in FORMS.items():
        taken, worked, sizes = [], [], []
        for recommendation in found:
            start, begun = time.perf_counter(), time.process_time()
            content = write(recommendation)
            taken.append(time.perf_counter() - start)
            worked.append(time.process_time() - begun)
            sizes.append(len(content if isinstance(content, bytes) else content.encode()))
        print(
            f"{name:10} first {taken[0]:6.3f} s   median {statistics.median(taken[1:]):6.3f} s   processor {statistics.median(worked[1:]):6.3f} s   slowest {max(taken[1:]):6.3f} s   "
            f"median size {statistics.median(sizes) / 1000:7.0f} kB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
