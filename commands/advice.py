"""`recommend` and `explain`: needs in, the answer or every verdict out."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from commands.files import read_bytes, read_text, write
from commands.usage import Group, UsageError, day

EVIDENCE = "a CSV file of your own evaluation results for this task: model, test, score (percent), n (cases), date; effort is optional"


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    sub = top.command("recommend", _recommend, "Rank every model and way of running it for a set of needs.")
    add_needs(sub)
    sub.add_argument("--format", choices=("json", "markdown", "html", "pdf"), default="json")
    sub.add_argument("--out", type=Path, help="write here instead of standard output")
    sub.add_argument("--note", default="", help="your own words for the report (markdown, html, pdf), a paragraph per line")

    sub = top.command("explain", _explain, "Every verdict about one model's options, as JSON.")
    add_needs(sub)
    sub.add_argument("--model", required=True)
    sub.add_argument("--deployment")
    sub.add_argument("--provider")


def add_needs(command: argparse.ArgumentParser) -> None:
    """What every question holds: needs, the day, whose terms, own results. `decided` reads them."""
    command.add_argument("needs", help="a JSON file of needs, or - for standard input")
    command.add_argument("--as-of", type=day, default=None, help="the day to judge on, such as 2026-11-20 (default: today, UTC)")
    command.add_argument("--organisation", type=Path, help="a TOML or JSON profile of your organisation to lay over the catalog")
    command.add_argument("--evidence", metavar="FILE", help=EVIDENCE)


def decided(given: argparse.Namespace) -> Any:
    """The decision on what `add_needs` took."""
    from advisor.decision import decide
    from advisor.needs import NeedsError, read_needs_text
    from catalog.organisation.deployed import deployed_profile, read_profile_file
    from catalog.organisation.layer import layered
    from catalog.organisation.profile import ProfileError
    from catalog.store import open_catalog

    on = given.as_of or datetime.now(UTC).date()
    try:
        profile = read_profile_file(given.organisation) if given.organisation else deployed_profile()
        read = read_needs_text(read_text(given.needs), profile.needs() if profile else None)
        catalog = open_catalog()
        if profile:
            catalog = layered(catalog, profile, on)
        return decide(catalog, read, on, own_results(given.evidence, catalog, on))
    except (NeedsError, ProfileError) as error:
        raise UsageError(error.faults) from None


def own_results(name: str | None, catalog: Any, as_of: date) -> Any:
    """Results of the user's own evaluation; none where no file is given."""
    from advisor.own_evidence.results import OwnEvidenceError, read_results
    from catalog.store import connect, name_book

    if name is None:
        return ()
    if name == "-":
        raise UsageError(["--evidence names a file; standard input may hold the needs."])
    try:
        return read_results(read_bytes(name), name_book(connect(), catalog.models.values()), as_of)
    except OwnEvidenceError as error:
        raise UsageError([f"{name}: {fault}" for fault in error.faults] + ["Nothing was imported."]) from None


def _recommend(given: argparse.Namespace) -> int:
    from advisor.recommend import answer

    gc.disable()  # one answer of many small records and the process ends: collecting would take half the time
    _check_note(given.note, given.format)
    if given.format == "pdf" and given.out is None and sys.stdout.isatty():
        raise UsageError(["A PDF is no text for a terminal. Name a file with --out, or send the output to one."])
    recommendation = answer(decided(given))
    if given.format == "json":
        write(json.dumps(recommendation, ensure_ascii=False, allow_nan=False), given.out)
        return 0
    from reports.about import About

    about = About(note=given.note)
    if given.format == "pdf":
        from reports.pdf import to_pdf

        write(to_pdf(recommendation, about), given.out)
    elif given.format == "html":
        from reports.html import to_html

        write(to_html(recommendation, about), given.out)
    else:
        from reports.markdown import to_markdown

        write(to_markdown(recommendation, about), given.out)
    return 0


def _check_note(note: str, form: str) -> None:
    from reports.about import LONGEST_NOTE

    if note and form == "json":
        raise UsageError(["The JSON record holds what was computed alone. Use --note with --format markdown, html or pdf."])
    if len(note) > LONGEST_NOTE:
        raise UsageError([f"--note has {len(note):,} characters. Give at most {LONGEST_NOTE:,}."])


def _explain(given: argparse.Namespace) -> int:
    from advisor.explain import explain

    found = explain(decided(given), given.model, given.deployment, given.provider)
    if not found["known"]:
        raise UsageError([f"No model {given.model!r} in the catalog. `weighbridge models` lists them."])
    if not found["options"]:
        raise UsageError(
            [f"{given.model} has no option with deployment {given.deployment or 'any'} and provider {given.provider or 'any'}."]
        )
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0
