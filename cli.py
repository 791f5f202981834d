"""The `weighbridge` command: arguments in, JSON or text out.

Exit status: 0 done; 1 the command worked and found something wrong (`catalog check`); 2 the input is at fault, with one
line on stderr for each fault; 3 a feed failed, and its last good list stays in use (`catalog refresh`); 4 another refresh is running.
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: more threads only wait for each other

REFRESH_NICENESS = 10
"""A refresh steps back for an app on the same machine: building takes a processor for some seconds."""


class UsageError(Exception):
    """The input is at fault; `faults` has one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError([f"{message[0].upper()}{message[1:]}. See {self.prog} --help."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit status."""
    from catalog.store import CatalogError
    from reports.store.errors import StoreError

    try:
        given = _parser().parse_args(arguments)
        return int(given.run(given))
    except UsageError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 2
    except (CatalogError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    top = _Parser(prog="weighbridge", description="Which AI model, on which infrastructure, with which customisation, for this task?")
    commands = top.add_subparsers(required=True, parser_class=_Parser, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    sub = command("recommend", _recommend, "Rank every model and way of running it for a set of needs.")
    sub.add_argument("needs", help="a JSON file of needs, or - for standard input")
    sub.add_argument("--format", choices=("json", "markdown", "html", "pdf"), default="json")
    sub.add_argument("--out", type=Path, help="write here instead of standard output")
    sub.add_argument("--as-of", type=_day, default=None, help="the day to judge on, such as 2026-11-20 (default: today, UTC)")
    sub.add_argument("--organisation", type=Path, help="a TOML or JSON profile of your organisation to lay over the catalog")
    sub.add_argument("--note", default="", help="your own words for the report (markdown, html, pdf), a paragraph per line")
    evidence = "a CSV file of your own evaluation results for this task: model, test, score (percent), n (cases), date; effort is optional"
    sub.add_argument("--evidence", metavar="FILE", help=evidence)

    sub = command("explain", _explain, "Every verdict about one model's options, as JSON.")
    sub.add_argument("needs", help="a JSON file of needs, or - for standard input")
    sub.add_argument("--model", required=True)
    sub.add_argument("--deployment")
    sub.add_argument("--provider")
    sub.add_argument("--as-of", type=_day, default=None)
    sub.add_argument("--organisation", type=Path, help="a TOML or JSON profile of your organisation")
    sub.add_argument("--evidence", metavar="FILE", help=evidence)

    sub = command("cost", _cost, "Price a workload at one provider, as JSON in USD.")
    sub.add_argument("lines", nargs="?", choices=("-",), help="- reads one JSON object per line from standard input")
    sub.add_argument("--provider")
    sub.add_argument("--model")
    for name in ("requests", "input-tokens", "output-tokens", "cached-input-tokens"):
        sub.add_argument(f"--{name}", type=float)
    sub.add_argument("--batch", action="store_true")

    sub = command("size", _size, "Size one deployment of an open model on GPUs, as JSON.")
    sub.add_argument("lines", nargs="?", choices=("-",), help="- reads one JSON object per line from standard input")
    sub.add_argument("--model")
    sub.add_argument("--gpu")
    sub.add_argument("--gpus", type=int)
    sub.add_argument("--precision")
    sub.add_argument("--input-tokens", type=float)
    sub.add_argument("--output-tokens", type=float)
    sub.add_argument("--concurrency", type=float)
    sub.add_argument("--engine", choices=("tuned", "stock", "local"))

    for name, text in (("models", "All curated models."), ("licences", "All licences."), ("providers", "All providers.")):
        command(name, _listing(name), text).add_argument("--format", choices=("table", "json", "csv"), default="table")

    sub = command("evidence", _evidence, "Fitted quality of one model with intervals, or predictions of scores, as JSON.")
    sub.add_argument("model", nargs="?", help="a catalog id such as openai/gpt-oss-120b")
    sub.add_argument("--predict", choices=("-",), help="- reads one JSON object (model_id, benchmark_id) per line from standard input")
    _report_parser(commands)

    sub = command("token", _token, "Make a token for the HTTP API: for its holder once, and as a digest for the deployment.")
    sub.add_argument("name", help="who will hold it; an owner of private reports goes by the address they sign in with")

    catalog = commands.add_parser("catalog", help="Build and check the catalog.").add_subparsers(
        required=True, parser_class=_Parser, metavar="ACTION"
    )
    for name, run, text in (
        ("build", _build, "Build the catalog file from facts and snapshots."),
        ("check", _check, "Check facts and snapshots; write nothing."),
    ):
        catalog.add_parser(name, help=text).set_defaults(run=run)
    sub = catalog.add_parser("diff", help="What differs between two catalogs, or between two days.")
    sub.add_argument("old", help="a catalog's version or the beginning of it, `previous`, a catalog file, or a day such as 2026-08-01")
    sub.add_argument("new", nargs="?", default="current", help="the same; default: the current catalog")
    sub.add_argument("--format", choices=("table", "json"), default="table")
    sub.set_defaults(run=_diff)
    sub = catalog.add_parser(
        "refresh", help="Ask the feeds for new lists and publish a new catalog; the only command that uses the network."
    )
    sub.add_argument("feeds", nargs="*", metavar="FEED", help="the feeds to ask; default: all")
    sub.add_argument("--format", choices=("text", "json"), default="text")
    sub.set_defaults(run=_refresh)
    sub = catalog.add_parser("review", help="Names without a model and changes held back in fetched lists; accept, confirm or reject them.")
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
    sub.set_defaults(run=_review)
    return top


def _report_parser(commands: Any) -> None:
    """`weighbridge report ...`: stored reports, in the database that the app uses too."""
    about = "Stored reports: re-run on today's catalog, save, show, delete, list."
    actions = commands.add_parser("report", help=about, description=about).add_subparsers(
        required=True, parser_class=_Parser, metavar="ACTION"
    )

    def action(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    sub = action("rerun", _report_rerun, "What today's catalog says to a report: what changed, and what moved the order, as JSON.")
    sub.add_argument(
        "report", metavar="ID|FILE", help="a stored report, or a file of one (JSON record or recommendation); - for standard input"
    )
    sub.add_argument("--as-of", type=_day, default=None, help="the day to judge on (default: today, UTC)")

    sub = action("save", _report_save, "Recommend and store the answer; prints its id.")
    sub.add_argument("needs", help="a JSON file of needs, or - for standard input")
    sub.add_argument("--title", default=None, help="default: the title of the needs")
    sub.add_argument("--note", default="")
    sub.add_argument("--evidence", metavar="FILE", help="a CSV file of your own evaluation results, as for recommend")
    sub.add_argument("--organisation", type=Path, help="a TOML or JSON profile of your organisation")
    sub.add_argument("--revises", default=None, metavar="ID", help="the report that this one revises")
    sub.add_argument("--as-of", type=_day, default=None)

    action("show", _report_show, "One stored report as JSON.").add_argument("report", metavar="ID")
    sub = action("delete", _report_delete, "Remove a report's content and leave a tombstone.")
    sub.add_argument("report", metavar="ID")
    sub.add_argument("--reason", default="", help="shown to whoever opens its link")
    action("list", _report_list, "Every shared report, where WEIGHBRIDGE_LIST_REPORTS allows it, as JSON.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-20") from None


# --- recommend, explain ----------------------------------------------------------------------------------------------


def _decide(given: argparse.Namespace) -> Any:
    from advisor.decision import decide
    from advisor.needs import NeedsError, read_needs_text
    from catalog.organisation.deployed import deployed_profile, read_profile_file
    from catalog.organisation.layer import layered
    from catalog.organisation.profile import ProfileError
    from catalog.store import open_catalog

    day = given.as_of or datetime.now(UTC).date()
    try:
        profile = read_profile_file(given.organisation) if given.organisation else deployed_profile()
        read = read_needs_text(_text(given.needs), profile.needs() if profile else None)
        catalog = open_catalog()
        if profile:
            catalog = layered(catalog, profile, day)
        return decide(catalog, read, day, _own_results(given.evidence, catalog, day))
    except (NeedsError, ProfileError) as error:
        raise UsageError(error.faults) from None


def _own_results(name: str | None, catalog: Any, as_of: date) -> Any:
    """Results of the user's own evaluation; none where no file is given."""
    from advisor.own_evidence.results import OwnEvidenceError, read_results
    from catalog.store import connect, name_book

    if name is None:
        return ()
    if name == "-":
        raise UsageError(["--evidence names a file; standard input may hold the needs."])
    try:
        return read_results(_bytes(name), name_book(connect(), catalog.models.values()), as_of)
    except OwnEvidenceError as error:
        raise UsageError([f"{name}: {fault}" for fault in error.faults] + ["Nothing was imported."]) from None


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError([f"{name} cannot be read: {error.strerror}."]) from None


def _text(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read()
        return Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError([f"{name} is not UTF-8 text."]) from None
    except OSError as error:
        raise UsageError([f"{name} cannot be read: {error.strerror}."]) from None


def _recommend(given: argparse.Namespace) -> int:
    from advisor.recommend import answer

    gc.disable()  # one answer of many small records and the process ends: collecting would take half the time
    _check_note(given.note, given.format)
    if given.format == "pdf" and given.out is None and sys.stdout.isatty():
        raise UsageError(["A PDF is no text for a terminal. Name a file with --out, or send the output to one."])
    recommendation = answer(_decide(given))
    if given.format == "json":
        _write(json.dumps(recommendation, ensure_ascii=False, allow_nan=False), given.out)
        return 0
    from reports.about import About

    about = About(note=given.note)
    if given.format == "pdf":
        from reports.pdf import to_pdf

        _write(to_pdf(recommendation, about), given.out)
    elif given.format == "html":
        from reports.html import to_html

        _write(to_html(recommendation, about), given.out)
    else:
        from reports.markdown import to_markdown

        _write(to_markdown(recommendation, about), given.out)
    return 0


def _check_note(note: str, form: str) -> None:
    from reports.about import LONGEST_NOTE

    if note and form == "json":
        raise UsageError(["The JSON record holds what was computed alone. Use --note with --format markdown, html or pdf."])
    if len(note) > LONGEST_NOTE:
        raise UsageError([f"--note has {len(note):,} characters. Give at most {LONGEST_NOTE:,}."])


def _write(content: str | bytes, out: Path | None) -> None:
    """To a file, or to standard output: text with a line feed at its end, bytes as they are."""
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    if out is None:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content if content.endswith("\n") else content + "\n")
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise UsageError([f"{out} cannot be written: {error.strerror}."]) from None


def _explain(given: argparse.Namespace) -> int:
    from advisor.explain import explain

    found = explain(_decide(given), given.model, given.deployment, given.provider)
    if not found["known"]:
        raise UsageError([f"No model {given.model!r} in the catalog. `weighbridge models` lists them."])
    if not found["options"]:
        raise UsageError(
            [f"{given.model} has no option with deployment {given.deployment or 'any'} and provider {given.provider or 'any'}."]
        )
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


# --- cost, size ------------------------------------------------------------------------------------------------------


def _cost(given: argparse.Namespace) -> int:
    from advisor.cost.quote import read_cost_request
    from catalog.store import connect, find_offers

    handle = connect()

    def answer(raw: dict[str, Any]) -> dict[str, Any]:
        request = read_cost_request(raw)
        return request.quote(find_offers(handle, request.provider, request.model))

    names = ("provider", "model", "requests", "input_tokens", "output_tokens", "cached_input_tokens", "batch")
    return _answered(given, names, answer)


def _size(given: argparse.Namespace) -> int:
    from advisor.sizing.request import answer_size
    from catalog.store import open_catalog

    catalog = open_catalog()
    names = ("model", "gpu", "gpus", "precision", "input_tokens", "output_tokens", "concurrency", "engine")
    return _answered(given, names, lambda raw: answer_size(catalog, raw))


def _answered(given: argparse.Namespace, names: Sequence[str], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One answer from the options, or one per line of standard input; a bad line is answered in its place."""
    if given.lines is None:
        raw = {n: v for n in names if (v := getattr(given, n)) is not None and v is not False}
        try:
            print(json.dumps(answer(raw), allow_nan=False))
        except ValueError as error:
            raise UsageError(str(error).splitlines()) from None
        return 0
    for line in sys.stdin:
        if line.strip():
            print(_line(line, answer))
    return 0


def _line(line: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise ValueError("The line is not one JSON object.")
        return json.dumps(answer(raw), allow_nan=False)
    except RecursionError:
        return json.dumps({"error": "The line is nested too deeply."})
    except ValueError as error:  # JSONDecodeError and every fault of the request
        return json.dumps({"error": " ".join(str(error).split())})


# --- reports ---------------------------------------------------------------------------------------------------------


def _report_rerun(given: argparse.Namespace) -> int:
    from catalog.store import open_catalog
    from reports.drift.report import drift
    from reports.drift.rerun import RerunError

    before, around = _recorded(given.report)
    try:
        found = drift(before, open_catalog(), given.as_of or datetime.now(UTC).date(), around)
    except RerunError as error:
        raise UsageError([f"This version no longer takes what the report was made with: {fault}" for fault in error.faults]) from None
    print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))
    return 0


def _recorded(name: str) -> tuple[Any, dict[str, Any]]:
    """The recommendation of a stored report or of a file, and what is known of the record around it."""
    from reports.drift.recorded import read_file
    from reports.store.ids import is_id
    from reports.store.record import LARGEST_REPORT

    if is_id(name) and not Path(name).exists():
        document: Any = _stored(name).as_json()
    else:
        text = _text(name)
        if len(text) > LARGEST_REPORT:
            raise UsageError([f"{name} has {len(text):,} characters. A report has at most {LARGEST_REPORT:,}."])
        try:
            document = json.loads(text)
        except RecursionError:
            raise UsageError([f"{name} is nested too deeply."]) from None
        except ValueError as error:
            raise UsageError([f"{name} is not JSON: {error}."]) from None
    try:
        return read_file(document)
    except ValueError as error:
        advice = "Give a record exported as JSON, or what `weighbridge recommend` writes."
        raise UsageError([f"{name}: {fault}" for fault in str(error).splitlines()] + [advice]) from None


def _stored(report_id: str) -> Any:
    from reports.store.record import Tombstone
    from reports.store.store import open_store

    found = open_store().get(report_id)
    if isinstance(found, Tombstone):
        said = f' Reason given: "{found.reason}".' if found.reason else ""
        raise UsageError([f"Report {report_id} was deleted on {found.deleted_at:%Y-%m-%d}.{said}"])
    if found is None:
        raise UsageError([f"No report has the id {report_id[:40]!r}. Ids have 22 letters, digits, dashes and underscores."])
    return found


def _report_save(given: argparse.Namespace) -> int:
    from advisor.recommend import answer
    from reports.safe_text import clean, one_line
    from reports.store.errors import DraftError
    from reports.store.record import Draft
    from reports.store.store import open_store

    found = answer(_decide(given))
    title = one_line(found["title"] if given.title is None else given.title)
    profile, own = (found["organisation"] or {}).get("profile"), found["own_evidence"] or None
    draft = Draft(found, title, clean(given.note).strip(), own_evidence=own, organisation=profile, parent_id=given.revises)
    try:
        saved = open_store().save(draft)
    except DraftError as error:
        raise UsageError(error.faults) from None
    print(json.dumps({"id": saved.id, "created": saved.created, "path": f"/reports?report={saved.id}"}))
    return 0


def _report_show(given: argparse.Namespace) -> int:
    print(json.dumps(_stored(given.report).as_json(), ensure_ascii=False, allow_nan=False))
    return 0


def _report_delete(given: argparse.Namespace) -> int:
    from reports.store.errors import DraftError
    from reports.store.store import open_store

    try:
        found = open_store().delete(given.report, given.reason)
    except DraftError as error:
        raise UsageError(error.faults) from None
    if found is None:
        raise UsageError([f"No report has the id {given.report[:40]!r}."])
    print(json.dumps({"id": found.id, "deleted_at": found.deleted_at.isoformat(), "reason": found.reason}))
    return 0


def _report_list(given: argparse.Namespace) -> int:
    from reports.store.store import open_store

    rows = [
        {name: getattr(each, name) for name in ("id", "title", "headline", "as_of", "catalog_version", "parent_id")}
        | {"created_at": each.created_at.isoformat()}
        for each in open_store().listing()
    ]
    print(json.dumps(rows, ensure_ascii=False))
    return 0


# --- evidence --------------------------------------------------------------------------------------------------------


def _evidence(given: argparse.Namespace) -> int:
    from catalog.evidence.request import evidence_of, predictor
    from catalog.store import connect

    if (given.model is None) == (given.predict is None):
        raise UsageError(["Give either a model or --predict -."])
    handle = connect()
    if given.predict:
        answer = predictor(handle.records("evidence_parameters"))
        for line in sys.stdin:
            if line.strip():
                print(_line(line, answer))
        return 0
    try:
        found = evidence_of(handle.catalog(), handle.records("scores", "WHERE model_id = $1", [given.model]), given.model)
    except ValueError as error:
        raise UsageError(str(error).splitlines()) from None
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


# --- listings --------------------------------------------------------------------------------------------------------


def _listing(name: str) -> Callable[[argparse.Namespace], int]:
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
            writer.writerows([[csv_cell(_cell(row[c])) for c in columns] for row in rows])
            sys.stdout.write(out.getvalue())
            return 0
        _print_table([list(columns), *([_cell(row[c]) for c in columns] for row in rows)])
        return 0

    return run


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


def _print_table(cells: Sequence[Sequence[str]], widest: int = 44) -> None:
    """Columns as wide as their longest cell, which is cut at `widest` characters."""
    widths = [min(max(len(row[i]) for row in cells), widest) for i in range(len(cells[0]))]
    for row in cells:
        print("  ".join(f"{value[:width]:{width}}" for value, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "unknown"
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


# --- the HTTP API ----------------------------------------------------------------------------------------------------


def _token(given: argparse.Namespace) -> int:
    from api.access import TOKENS, digest, new_token

    if not given.name.strip() or any(c in given.name for c in ",:\n") or not given.name.isprintable():
        raise UsageError(["The name holds a comma, a colon or something unprintable, or is empty. Give a name or an address."])
    token = new_token()
    print(json.dumps({"token": token, "add_to": TOKENS, "entry": f"{given.name}:{digest(token)}"}, ensure_ascii=False, indent=2))
    return 0


# --- catalog ---------------------------------------------------------------------------------------------------------


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
        _print_table([["feed", "status", "list of", "lines", "held", "error"], *rows], widest=90)
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
    _print_table([header, *([one_line(str(row[name])) for name in header] for row in shown)], widest=70)
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
        _print_table([[one_line(cell) for cell in row] for row in table(changes)], widest=56)
    summary = ", ".join(f"{KINDS[kind].lower()} {n:,}" for kind, n in counts.items()) or "nothing differs"
    print(f"{old.version} read for {day_of(old)} against {new.version} read for {day_of(new)}: {summary}")
    return 0


def _summary(version: Any) -> dict[str, Any]:
    return {k: v for k, v in vars(version).items() if isinstance(v, (str, int, float, date, dict, Path))}


def run() -> NoReturn:
    """The console command: one command, then leave at once.

    DuckDB's binding reports its own module objects as leaked when the interpreter is taken down (twenty lines on stderr after
    every command); with all output flushed there is nothing left to take down.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = 0
    os._exit(status)


if __name__ == "__main__":
    run()
