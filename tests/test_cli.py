"""The command line: exit status, messages that name what is wrong, one answer per line, and nothing that runs in a spreadsheet."""

from __future__ import annotations

import csv
import gc
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cli
from catalog.schema import Catalog

ROOT = Path(__file__).parents[1]
DAY = "2026-11-20"
Json = dict[str, Any]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """run("cost", "-", stdin="..."): exit status, what was printed, what was complained about."""

    def command(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = cli.main(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    yield command
    gc.enable()  # the command stops collecting, as its process ends at once; ours goes on


@pytest.fixture
def needs_file(tmp_path: Path) -> Callable[[Any], str]:
    def write(needs: Any) -> str:
        path = tmp_path / "needs.json"
        path.write_text(needs if isinstance(needs, str) else json.dumps(needs), encoding="utf-8")
        return str(path)

    return write


# --- recommend -------------------------------------------------------------------------------------------------------


def test_recommend_prints_one_json_object(run: Run, needs_file: Callable[[Any], str]):
    status, out, err = run("recommend", needs_file({"title": "Test", "privacy": {"boundary": "air_gapped"}}), "--as-of", DAY)
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer["title"] == "Test"
    assert answer["as_of"] == DAY
    assert {row["deployment"] for row in answer["options"]} <= {"local_workstation", "self_host_on_prem", "closed_on_prem"}


def test_the_day_of_judgement_can_be_given(run: Run):
    early, late = (json.loads(run("recommend", "-", "--as-of", day, stdin="{}")[1]) for day in ("2024-01-01", DAY))
    assert early["as_of"] == "2024-01-01"
    assert early["counts"]["fitting"] < late["counts"]["fitting"]
    assert not {row["model_id"] for row in early["options"]} >= {late["options"][0]["model_id"]}


@pytest.mark.parametrize(("form", "opening"), [("markdown", "#"), ("html", "<!doctype html")])
def test_reports_go_to_a_file(run: Run, tmp_path: Path, form: str, opening: str):
    out = tmp_path / "report"
    status, printed, _ = run("recommend", "-", "--format", form, "--out", str(out), "--as-of", DAY, stdin='{"title": "<b>bold</b>"}')
    text = out.read_text(encoding="utf-8")
    assert (status, printed) == (0, "")
    assert text.lower().startswith(opening)
    assert "<b>bold</b>" not in text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"volume": {"requests_per_month": -5}}', "volume.requests_per_month is -5"),
        ('{"volume": {"requests_per_month": NaN}}', "volume.requests_per_month"),
        ('{"volume": {"requests_per_month": 1e400}}', "volume.requests_per_month"),
        ('{"volume": {"requests_per_month": 1000000000000}}', "10,000,000,000"),
        ('{"colour": 1}', "colour is not a field"),
        ('{"privacy": {"boundary": "x"}}', "privacy.boundary"),
        ('{"team": {"owned_gpus": [{"gpu": "abacus", "count": 1}]}}', "team.owned_gpus names 'abacus'"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[]", "one JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": "' + "x" * 1_000_001 + '"}', "characters"),
    ],
    ids=range(13),
)
def test_bad_needs_exit_with_2_and_name_the_field(run: Run, text: str, named: str):
    status, out, err = run("recommend", "-", stdin=text)
    assert (status, out) == (2, "")
    assert named in err
    assert len(err) < 1_000


def test_every_fault_gets_a_line(run: Run):
    status, _, err = run("recommend", "-", stdin='{"colour": 1, "task": "x", "volume": {"horizon_months": 0}}')
    assert status == 2
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("recommend", "/no/such/file.json"), "/no/such/file.json cannot be read"),
        (("recommend", "-", "--as-of", "tomorrow"), "tomorrow"),
        (("recommend", "-", "--format", "docx"), "docx"),
        (("recommend",), "needs"),
        (("fly",), "fly"),
        ((), "COMMAND"),
        (("recommend", "-", "--out", "/no/such/folder/out.json"), "/no/such/folder/out.json cannot be written"),
    ],
)
def test_bad_arguments_exit_with_2_and_are_named(run: Run, arguments: tuple[str, ...], named: str):
    status, _, err = run(*arguments, stdin="{}")
    assert status == 2
    assert named in err


def test_a_file_that_is_no_text_is_said_to_be_none(run: Run, tmp_path: Path):
    path = tmp_path / "needs.json"
    path.write_bytes(b"\xff\xfe\x00")
    status, _, err = run("recommend", str(path))
    assert status == 2
    assert "UTF-8" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "rerun", "x"),
        ("catalog", "refresh"),
        ("catalog", "review"),
        ("catalog", "diff", "a", "b"),
        ("recommend", "-", "--format", "pdf"),
        ("evidence", "openai/gpt-oss-120b"),
    ],
)
def test_what_is_not_there_yet_says_so_with_status_2(run: Run, arguments: tuple[str, ...]):
    status, out, err = run(*arguments, stdin="{}")
    assert (status, out) == (2, "")
    assert "yet" in err


# --- explain ---------------------------------------------------------------------------------------------------------


def test_explain_gives_every_verdict_of_the_matching_options(run: Run, needs_file: Callable[[Any], str]):
    path = needs_file({"privacy": {"boundary": "own_premises"}})
    status, out, _ = run("explain", path, "--model", "anthropic/claude-opus-5.5", "--deployment", "closed_api", "--as-of", DAY)
    answer = json.loads(out)
    assert status == 0
    assert answer["options"]
    for option in answer["options"]:
        assert option["deployment"] == "closed_api"
        assert not option["fits"]
        verdicts = {v["rule_id"]: v for v in option["verdicts"]}
        assert verdicts["privacy.boundary"]["outcome"] == "no"
        assert verdicts["privacy.boundary"]["excludes"]
        assert verdicts["privacy.boundary"]["reason"]
        assert verdicts["task.modality"]["outcome"] == "yes"


def test_explain_agrees_with_recommend(run: Run):
    answer = json.loads(run("recommend", "-", "--as-of", DAY, stdin="{}")[1])
    first = answer["options"][0]
    _, out, _ = run("explain", "-", "--model", first["model_id"], "--as-of", DAY, stdin="{}")
    same = next(o for o in json.loads(out)["options"] if o["option_id"] == first["option_id"])
    assert same["rank"] == 1
    assert same["score"] == first["score"]
    assert not any(v["excludes"] for v in same["verdicts"])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--model", "nobody/nothing"), "nobody/nothing"),
        (("--model", "anthropic/claude-opus-5.5", "--deployment", "local_workstation"), "local_workstation"),
    ],
)
def test_explaining_what_is_not_there_names_it(run: Run, arguments: tuple[str, ...], named: str):
    status, _, err = run("explain", "-", *arguments, stdin="{}")
    assert status == 2
    assert named in err


# --- cost and size ---------------------------------------------------------------------------------------------------

OPUS = {
    "provider": "anthropic",
    "model": "claude-opus-5-5",
    "requests": 1000,
    "input_tokens": 2000,
    "cached_input_tokens": 500,
    "output_tokens": 300,
}


def test_cost_by_options_and_by_line_are_the_same(run: Run):
    options = [part for name, value in OPUS.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    status, out, _ = run("cost", *options)
    assert status == 0
    assert json.loads(out)["total_usd"] == pytest.approx(12.10)
    assert run("cost", "-", stdin=json.dumps(OPUS))[1] == out


def test_lines_are_answered_in_order_and_a_bad_one_in_its_place(run: Run):
    bad = [
        "nonsense",
        "[]",
        "{}",
        json.dumps(OPUS | {"model": "nothing"}),
        json.dumps(OPUS | {"requests": -1}),
        "[" * 100_000,
        '{"requests": NaN}',
    ]
    lines = [json.dumps(OPUS), *bad, "", json.dumps(OPUS | {"requests": 2000})]
    status, out, err = run("cost", "-", stdin="\n".join(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert len(answers) == len(bad) + 2
    assert answers[0]["total_usd"] == pytest.approx(12.10)
    assert all(set(answer) == {"error"} and answer["error"] for answer in answers[1:-1])
    assert answers[-1]["total_usd"] == pytest.approx(24.20)


def test_a_fault_of_a_cost_request_exits_with_2(run: Run):
    status, out, err = run("cost", "--provider", "anthropic", "--requests", "-5")
    assert (status, out) == (2, "")
    assert {line.split(" ")[0] for line in err.splitlines()} == {"model", "requests", "input_tokens", "output_tokens"}


SEVENTY = {
    "model": "meta/llama-3.3-70b-instruct",
    "gpu": "h100-sxm",
    "gpus": 2,
    "precision": "fp8",
    "input_tokens": 1500,
    "output_tokens": 300,
    "concurrency": 32,
    "engine": "stock",
}


def test_size_reproduces_its_check_value(run: Run):
    status, out, _ = run("size", "-", stdin=json.dumps(SEVENTY))
    answer = json.loads(out)
    assert status == 0
    assert answer["fits"] is True
    assert answer["output_tokens_per_s"] == pytest.approx(668.5, rel=0.005)
    assert answer["low"] < answer["output_tokens_per_s"] < answer["high"]
    assert {"max_concurrency", "time_to_first_token_s", "weights_gb"} <= answer.keys()


def test_size_by_options_and_by_line_are_the_same(run: Run):
    options = [part for name, value in SEVENTY.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    assert run("size", *options)[1] == run("size", "-", stdin=json.dumps(SEVENTY))[1]


def test_size_answers_bad_lines_in_their_place(run: Run):
    status, out, _ = run("size", "-", stdin="\n".join([json.dumps(SEVENTY | {"gpu": "abacus"}), json.dumps(SEVENTY)]))
    bad, good = (json.loads(line) for line in out.splitlines())
    assert status == 0
    assert "abacus" in bad["error"]
    assert good["fits"]


# --- listings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["models", "licences", "providers"])
def test_listings_come_as_table_json_and_csv(run: Run, real_catalog: Catalog, name: str):
    count = len(getattr(real_catalog, name))
    table, records, cells = (run(name, "--format", form)[1] for form in ("table", "json", "csv"))
    rows = list(csv.reader(io.StringIO(cells)))
    assert len(json.loads(records)) == count
    assert len(rows) == len(table.splitlines()) == count + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0][0] == table.split()[0] == "id"
    assert {row[0] for row in rows[1:]} == {record["id"] for record in json.loads(records)}


def test_unknown_is_a_word_and_neither_zero_nor_empty(run: Run, real_catalog: Catalog):
    row = {r["id"]: r for r in csv.DictReader(io.StringIO(run("models", "--format", "csv")[1]))}
    unpublished = next(m.id for m in real_catalog.models.values() if m.params_total_b is None)
    assert row[unpublished]["params_total_b"] == "unknown"


def test_cells_that_a_spreadsheet_would_run_are_neutralised(run: Run, real_catalog: Catalog, monkeypatch: pytest.MonkeyPatch):
    from dataclasses import replace

    first = next(iter(real_catalog.models.values()))
    hostile = replace(
        real_catalog, models={first.id: first.model_copy(update={"name": '=HYPERLINK("http://x")', "lab": "@SUM(A1)"})}, cache={}
    )
    monkeypatch.setattr("catalog.store.open_catalog", lambda: hostile)
    (row,) = csv.DictReader(io.StringIO(run("models", "--format", "csv")[1]))
    assert not row["name"].startswith("=")
    assert not row["lab"].startswith("@")


# --- as a process ----------------------------------------------------------------------------------------------------


def process(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments], input=stdin, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )


def test_a_process_ends_with_its_status_and_a_clean_error_stream():
    good, bad = process("cost", "-", stdin=json.dumps(OPUS)), process("recommend", "-", stdin="{")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["total_usd"] == pytest.approx(12.10)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert len(bad.stderr.splitlines()) == 1


def test_help_is_no_fault():
    found = process("recommend", "--help")
    assert (found.returncode, found.stderr) == (0, "")
    assert "--as-of" in found.stdout
