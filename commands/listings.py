"""`models`, `licences` and `providers`: what the catalog lists, for people and for programs."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from typing import Any

from commands.printing import print_table
from commands.usage import Group, Run

COLUMNS = {
    "models": (
        "id",
        "name",
        "lab",
        "lab_country",
        "openness",
        "status",
        "release_date",
        "retirement_date",
        "licence_id",
        "kind",
        "context_tokens",
        "params_total_b",
    ),
    "licences": ("id", "name", "category", "commercial_use", "self_host", "fine_tune", "train_on_outputs", "needs_legal_review"),
    "providers": ("id", "name", "hq_country", "deployment", "dedicated_gpu", "gpu_host", "passes_through", "checked"),
}


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    for name, text in (("models", "All curated models."), ("licences", "All licences."), ("providers", "All providers.")):
        top.command(name, _listing(name), text).add_argument("--format", choices=("table", "json", "csv"), default="table")


def _listing(name: str) -> Run:
    def run(given: argparse.Namespace) -> int:
        from catalog.store import open_catalog

        records = getattr(open_catalog(), name)
        rows = [r.model_dump(mode="json") for r in records.values()]
        if given.format == "json":
            print(json.dumps(rows, ensure_ascii=False))
            return 0
        columns = COLUMNS[name]
        if given.format == "csv":
            from reports.safe_text import csv_cell

            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([[csv_cell(cell(row[c])) for c in columns] for row in rows])
            sys.stdout.write(out.getvalue())
            return 0
        print_table([list(columns), *([cell(row[c]) for c in columns] for row in rows)])
        return 0

    return run


def cell(value: Any) -> str:
    if value is None:
        return "unknown"
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)
