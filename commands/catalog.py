"""`weighbridge catalog ...`: build, check, refresh, review, compare."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from commands.printing import print_table
from commands.usage import Group, UsageError

REFRESH_NICENESS = 10
"""A refresh steps back for an app on the same machine: building takes a processor for some seconds."""


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    actions = top.group("catalog", "Build, check, refresh, review and compare catalogs.")
    actions.command("build", _build, "Build the catalog file from facts and snapshots.")
    actions.command("check", _check, "Check facts and snapshots; write nothing.")

    sub = actions.command("diff", _diff, "What differs between two catalogs, or between two days.")
    sub.add_argument("old", help="a catalog's version or the beginning of it, `previous`, a catalog file, or a day such as 2026-08-01")
    sub.add_argument("new", nargs="?", default="current", help="the same; default: the current catalog")
    sub.add_argument("--format", choices=("table", "json"), default="table")

    sub = actions.command(
        "refresh", _refresh, "Ask the feeds for new lists and publish a new catalog; the only command that uses the network."
    )
    sub.add_argument("feeds", nargs="*", metavar="FEED", help="the feeds to ask; default: all")
    sub.add_argument("--format", choices=("text", "json"), default="text")

    about = "Names without a model and changes held back in fetched lists; accept, confirm or reject them."
    sub = actions.command("review", _review, about)
    sub.add_argument("--accept", nargs=2, metavar=("FEED_KEY", "MODEL_ID"), help="write down that a key means a model")
    sub.add_argument(
        "--as", dest="kind_of_name", default="", metavar="KIND", help="exact, regional, dated_snapshot, host_variant or pointer"
    )
    sub.add_argument("--confirm", nargs="+", metavar="FEED_KEY", help="take over the changes held back for these keys")
    sub.add_argument(
        "--reject",
        nargs="+",
        metavar="FEED_KEY",
        help="leave the figure as it is, or say that the name is no model of ours; leaves the list",
    )
    sub.add_argument("--kind", choices=("held", "ambiguous", "unmatched"))
    sub.add_argument("--feed", help="one feed only")
    sub.add_argument("--limit", type=int, help="at most so many rows")
    sub.add_argument("--format", choices=("table", "json"), default="table")


def _build(given: argparse.Namespace) -> int:
    from catalog.build import build_catalog
    from catalog.curated_faults import FactsError
    from catalog.store import data_dir

    try:
        version = build_catalog(data_dir())
    except FactsError as error:
        raise UsageError(error.faults) from None
    print(json.dumps(_summary(version), default=str, indent=2))
    return 0


def _summary(version: Any) -> dict[str, Any]:
    return {k: v for k, v in vars(version).items() if isinstance(v, (str, int, float, date, dict, Path))}


def _check(given: argparse.Namespace) -> int:
    from catalog.build import check_catalog
    from catalog.sources import snapshot_folders
    from catalog.store import data_dir

    found = check_catalog(snapshots=snapshot_folders(data_dir()))
    for fault in found.faults:
        print(f"fault: {fault}")
    for name, count in found.counts.items():
        print(f"{name}: {count:,}")
    for deployment, count in found.rankable.items():
        print(f"rankable offers, {deployment}: {count:,}")
    print(f"{len(found.faults)} faults, {len(found.notes)} notes")
    return 1 if found.faults else 0


def _refresh(given: argparse.Namespace) -> int:
    from catalog.curated_faults import FactsError
    from catalog.feeds import FEED
    from catalog.refresh import as_json, refresh, unknown_feeds
    from catalog.refresh_lock import AlreadyRefreshingError
    from catalog.store import data_dir

    if strange := unknown_feeds(given.feeds):
        raise UsageError(f"No feed {name!r}. Feeds: {', '.join(FEED)}." for name in strange)
    os.nice(REFRESH_NICENESS)
    try:
        done = refresh(data_dir(), given.feeds, say=lambda text: print(text, file=sys.stderr, flush=True))
    except AlreadyRefreshingError as error:
        print(error, file=sys.stderr)
        return 4
    except FactsError as error:
        raise UsageError(error.faults) from None
    except (OSError, ValueError) as error:
        raise UsageError([f"The catalog could not be refreshed: {error}"]) from None
    if given.format == "json":
        print(json.dumps(as_json(done), ensure_ascii=False, indent=2))
    else:
        rows = [
            [o.feed, o.status, o.snapshot.isoformat() if o.snapshot else "never fetched", f"{o.lines:,}", f"{o.held:,}", o.error]
            for o in done.outcomes
        ]
        print_table([["feed", "status", "list of", "lines", "held", "error"], *rows], widest=90)
        print(f"catalog {done.version} published" if done.version else "nothing new: the catalog stays as it was")
        if done.held:
            print(f"{len(done.held):,} changes wait for confirmation: weighbridge catalog review --kind held")
        for said in done.spent:
            print(f"correction to look at: {said}")
    return 3 if done.failed else 0


def _review(given: argparse.Namespace) -> int:
    from catalog.curated_faults import FactsError
    from catalog.refresh_lock import AlreadyRefreshingError
    from catalog.review import ReviewError, accept, by_importance, confirm, read_key, reject, rows
    from catalog.store import connect, data_dir
    from reports.safe_text import one_line

    try:
        if given.accept:
            alias, version = accept(data_dir(), read_key(given.accept[0]), given.accept[1], given.kind_of_name)
            print(json.dumps({"accepted": alias.model_dump(mode="json"), "version": version.version}, ensure_ascii=False, indent=2))
            return 0
        if given.confirm:
            taken, version = confirm(data_dir(), [read_key(text) for text in given.confirm])
            done = {"confirmed": [update.model_dump(mode="json") for update in taken], "version": version.version}
            print(json.dumps(done, ensure_ascii=False, indent=2))
            return 0
        if given.reject:
            rejected, version = reject(data_dir(), [read_key(text) for text in given.reject])
            done = {"rejected": [one.model_dump(mode="json") for one in rejected], "version": version.version}
            print(json.dumps(done, ensure_ascii=False, indent=2))
            return 0
    except ReviewError as error:
        raise UsageError([str(error)]) from None
    except FactsError as error:
        raise UsageError(error.faults) from None
    except AlreadyRefreshingError as error:
        print(error, file=sys.stderr)
        return 4
    handle = connect()
    providers = {p.id: p for p in handle.records("providers")}
    found = rows(by_importance(handle.records("review"), providers), handle.records("held"))
    found = [
        row for row in found if given.kind in (None, row["kind"]) and str(row["key"]).startswith(f"{given.feed}:" if given.feed else "")
    ]
    shown = found[: max(given.limit, 0)] if given.limit is not None else found
    if given.format == "json":
        print(json.dumps({"count": len(found), "rows": shown}, ensure_ascii=False))
        return 0
    header = ["kind", "key", "what", "before", "after", "why"]
    print_table([header, *([one_line(str(row[name])) for name in header] for row in shown)], widest=70)
    print(f"{len(shown):,} of {len(found):,} to look at")
    return 0


def _diff(given: argparse.Namespace) -> int:
    from collections import Counter

    from catalog.diff import day_of, diff
    from catalog.versions import find
    from reports.changes import KINDS, as_json, table
    from reports.safe_text import one_line

    old, new = find(given.old), find(given.new)
    changes = diff(old, new)
    counts = Counter(change.kind for change in changes)
    if given.format == "json":
        sides = {name: {"version": c.version, "day": day_of(c).isoformat()} for name, c in (("old", old), ("new", new))}
        found = {**sides, "counts": {k.value: n for k, n in counts.items()}, "changes": [as_json(c) for c in changes]}
        print(json.dumps(found, ensure_ascii=False, allow_nan=False))
        return 0
    if changes:
        print_table([[one_line(cell) for cell in row] for row in table(changes)], widest=56)
    summary = ", ".join(f"{KINDS[kind].lower()} {n:,}" for kind, n in counts.items()) or "nothing differs"
    print(f"{old.version} read for {day_of(old)} against {new.version} read for {day_of(new)}: {summary}")
    return 0
