"""The command: exit status, every fault named on its own line and never a traceback, line-by-line modes, listings, formats."""

from __future__ import annotations

import csv
import gc
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from examples import a_catalog, a_licence, a_model, a_provider
from pdf_text import read_pdf

import cli
from api.access import read_tokens
from catalog.schema import Catalog
from catalog.store import CatalogFile

DAY = "2026-11-20"
HOSTILE = "<script>alert(1)</script> | [x](javascript:alert(1)) =1+1"


class Ran:
    """Exit status and what was printed."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err
        assert "Traceback" not in out + err

    @property
    def faults(self) -> list[str]:
        """Lines on stderr, of a command that is at fault and answers nothing else."""
        assert self.status == 2
        assert self.out == ""
        return self.err.splitlines()

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert self.status == 0
        assert self.err == ""
        return [json.loads(line) for line in self.out.splitlines()]


@cache
def loaded(path: Path, changed: int) -> Catalog:
    """One reading of a catalog file serves all commands, as one does all visitors of the app: its options are laid out once."""
    file = CatalogFile(path)
    try:
        return file.catalog()
    finally:
        file.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("catalog.store._load", lambda path: loaded(path, path.stat().st_mtime_ns if path.exists() else 0))

    def command(*arguments: str, stdin: str | bytes = "") -> Ran:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        status = cli.main(arguments)
        gc.enable()  # the command stops it, as its process ends at once; this one goes on
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return command


# --- recommend -------------------------------------------------------------------------------------------------------


def test_a_document_in_a_file_and_on_standard_input_give_the_same_answer(run: Any, tmp_path: Path):
    text = json.dumps({"task": "extraction", "volume": {"requests_per_month": 9_000}})
    (tmp_path / "needs.json").write_text(text, encoding="utf-8")
    from_file = run("recommend", str(tmp_path / "needs.json"), "--as-of", DAY)
    from_input = run("recommend", "-", "--as-of", DAY, stdin=text)
    assert from_file.status == 0
    assert from_file.out == from_input.out
    assert json.loads(from_file.out)["needs"]["task"] == "extraction"


def test_all_faults_of_a_document_are_named_at_once(run: Any):
    needs = {"task": "poetry", "volume": {"requests_per_month": 0, "peak_to_average": True}, "colour": "red", "privacy": {"boundary": 3}}
    faults = run("recommend", "-", stdin=json.dumps(needs)).faults
    for named, allowed in (
        ('task is "poetry"', "summarization"),
        ("volume.requests_per_month is 0", "from 1"),
        ("volume.peak_to_average is true", "number"),
        ("privacy.boundary is 3", "own_premises"),
        ("colour is not a field", "spelling"),
    ):
        assert any(line.startswith(named) and allowed in line for line in faults), named
    assert len(faults) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[]", "one JSON object"),
        ("{", "not JSON"),
        ('{"task": "chat", "task": "coding"}', "stands twice"),
        ('{"volume": {"requests_per_month": NaN}}', "requests_per_month"),
        ('{"volume": {"requests_per_month": 1e999}}', "requests_per_month"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": "' + "x" * 1_000_001 + '"}', "at most 1,000,000"),
        ('{"title": "' + "x" * 201 + '"}', "200 characters"),
        ('{"team": {"owned_gpus": [{"gpu": "abacus", "count": 1}]}}', "'abacus'"),
        ("\ud800".encode("utf-8", "surrogatepass"), "UTF-8"),
    ],
    ids=lambda text: str(text)[:24],
)
def test_input_that_is_no_document_of_needs_is_refused_with_a_short_sentence(run: Any, text: str | bytes, said: str):
    faults = run("recommend", "-", stdin=text).faults
    assert len(faults) == 1
    assert said in faults[0]
    assert len(faults[0]) < 1_500


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_named(run: Any, name: str, tmp_path: Path):
    faults = run("recommend", str(tmp_path / name)).faults
    assert len(faults) == 1
    assert "cannot be read" in faults[0]


def test_a_file_that_is_not_text_is_named(run: Any, tmp_path: Path):
    (tmp_path / "needs.json").write_bytes(b"\xff\xfe\x00")
    assert run("recommend", str(tmp_path / "needs.json")).faults == [f"{tmp_path / 'needs.json'} is not UTF-8 text."]


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20.11.2026", ""])
def test_a_day_that_is_no_day_is_refused(run: Any, day: str):
    assert "is not a day" in run("recommend", "-", "--as-of", day, stdin="{}").faults[0]


def test_the_day_given_is_the_only_clock(run: Any):
    early, late = (json.loads(run("recommend", "-", "--as-of", day, stdin="{}").out) for day in ("2024-01-15", "2026-11-20"))
    assert early["as_of"] == "2024-01-15"
    assert {e["rule_id"] for e in early["excluded"]} >= {"lifecycle.released"}
    assert early["counts"]["fitting"] < late["counts"]["fitting"]


@pytest.mark.parametrize(("form", "opens", "escaped"), [("html", "<!doctype html>", "&lt;script&gt;"), ("markdown", "# ", "\\<script")])
def test_reports_open_as_such_and_a_hostile_title_stays_text(run: Any, form: str, opens: str, escaped: str):
    ran = run("recommend", "-", "--format", form, "--as-of", DAY, stdin=json.dumps({"title": HOSTILE}))
    assert ran.status == 0
    assert ran.out.lower().startswith(opens)
    assert "<script" not in ran.out.replace("\\<script", "")
    assert escaped in ran.out
    assert "href=javascript" not in ran.out.replace('"', "")
    assert form == "html" or "[x](javascript" not in ran.out


def test_json_keeps_the_title_as_it_was_given(run: Any):
    assert json.loads(run("recommend", "-", "--as-of", DAY, stdin=json.dumps({"title": HOSTILE})).out)["title"] == HOSTILE


def test_an_answer_can_be_written_to_a_file_and_a_place_that_is_none_is_named(run: Any, tmp_path: Path):
    out = tmp_path / "answer.md"
    ran = run("recommend", "-", "--format", "markdown", "--out", str(out), "--as-of", DAY, stdin="{}")
    assert (ran.status, ran.out) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("# ")
    assert "cannot be written" in run("recommend", "-", "--out", str(tmp_path / "no" / "where.json"), stdin="{}").faults[0]


def test_a_pdf_goes_to_a_file_or_a_pipe_as_the_same_bytes(run: Any, tmp_path: Path):
    out = tmp_path / "report.pdf"
    asked = ("recommend", "-", "--format", "pdf", "--as-of", DAY, "--note", "Agreed in March.")
    ran = run(*asked, "--out", str(out), stdin=json.dumps({"title": HOSTILE}))
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    written = out.read_bytes()
    assert written.startswith(b"%PDF-1.7")
    text = read_pdf(written).words
    assert HOSTILE in text
    assert "Agreed in March." in text
    piped = subprocess.run(
        [sys.executable, "-m", "cli", *asked], input=json.dumps({"title": HOSTILE}).encode(), capture_output=True, check=False
    )
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert piped.stdout == written


def test_a_pdf_is_not_poured_into_a_terminal(run: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "--out" in run("recommend", "-", "--format", "pdf", stdin="{}").faults[0]


def test_a_note_goes_where_words_go_and_has_a_measure(run: Any):
    ran = run("recommend", "-", "--format", "markdown", "--as-of", DAY, "--note", "First.\n<b>Second.</b>", stdin="{}")
    assert "> First.\n>\n> \\<b\\>Second.\\</b\\>" in ran.out
    assert "--format markdown" in run("recommend", "-", "--note", "x", stdin="{}").faults[0]
    assert "10,001 characters" in run("recommend", "-", "--format", "html", "--note", "x" * 10_001, stdin="{}").faults[0]


def test_needs_that_nothing_meets_are_answered_and_no_error(run: Any):
    ran = run("recommend", "-", "--as-of", DAY, stdin='{"budget": {"max_monthly_usd": 0.01}, "privacy": {"boundary": "air_gapped"}}')
    assert ran.status == 0
    found = json.loads(ran.out)
    assert (found["headline"]["pattern"], found["options"]) == ("none", [])
    assert found["near_misses"]


# --- one's own evidence ----------------------------------------------------------------------------------------------

RESULTS = "model,test,score,n,date\nopenai/gpt-oss-120b,Letters,84,200,2026-11-02\nClaude Haiku 4.5,Letters,60,200,2026-11-02\n"


def test_a_file_of_own_results_is_part_of_the_answer_in_every_format(run: Any, tmp_path: Path):
    (tmp_path / "own.csv").write_text(RESULTS, encoding="utf-8")
    given = ("recommend", "-", "--as-of", DAY, "--evidence", str(tmp_path / "own.csv"))
    found = json.loads(run(*given, stdin='{"task": "summarization"}').out)
    assert [r["score"] for r in found["own_evidence"]] == [84.0, 60.0]
    assert {o["model_id"] for o in found["options"] if o["quality"]["evidence"] == "own"} == {
        "openai/gpt-oss-120b",
        "anthropic/claude-haiku-4.5",
    }
    for form in ("markdown", "html"):
        text = run(*given, "--format", form, stdin='{"task": "summarization"}').out
        assert "Your evaluation" in text
        assert "gpt-oss-120b" in text


def test_a_file_with_a_bad_row_is_refused_as_a_whole(run: Any, tmp_path: Path):
    (tmp_path / "own.csv").write_text(RESULTS + "gpt-oss-12b,Letters,0.5,,2026-11-02\n", encoding="utf-8")
    faults = run("recommend", "-", "--as-of", DAY, "--evidence", str(tmp_path / "own.csv"), stdin="{}").faults
    assert [f.split("own.csv: ")[-1].split(":")[0] for f in faults] == ["Row 4"] * 3 + ["Nothing was imported."]
    assert "openai/gpt-oss-120b" in faults[0]


def test_own_results_come_from_a_file_that_can_be_read(run: Any, tmp_path: Path):
    assert "cannot be read" in run("recommend", "-", "--evidence", str(tmp_path / "none.csv"), stdin="{}").faults[0]
    assert "names a file" in run("recommend", "-", "--evidence", "-", stdin="{}").faults[0]


def test_explain_judges_with_own_results_too(run: Any, tmp_path: Path):
    (tmp_path / "own.csv").write_text(RESULTS, encoding="utf-8")
    given = ("explain", "-", "--model", "anthropic/claude-haiku-4.5", "--as-of", DAY)
    needs = '{"task": "summarization", "quality": {"frontier_need": "required"}}'
    plain, own = (run(*given, *more, stdin=needs).out for more in ((), ("--evidence", str(tmp_path / "own.csv"))))
    assert plain != own


# --- explain ---------------------------------------------------------------------------------------------------------


def test_explain_gives_every_verdict_of_the_options_asked_for(run: Any):
    ran = run(
        "explain", "-", "--model", "openai/gpt-oss-120b", "--deployment", "self_host_on_prem", "--as-of", DAY,
        stdin='{"privacy": {"boundary": "own_premises"}}',
    )  # fmt: skip
    assert ran.status == 0
    found = json.loads(ran.out)
    assert [o["option_id"] for o in found["options"]] == ["openai/gpt-oss-120b|self_host_on_prem|own"]
    option = found["options"][0]
    from advisor.rules import MUST

    assert [v["rule_id"] for v in option["verdicts"]] == [r.id for r in MUST]
    assert option["fits"] is (option["rank"] is not None) is (not any(v["excludes"] for v in option["verdicts"]))
    assert {v["outcome"] for v in option["verdicts"]} <= {"yes", "no", "unknown"}


def test_explain_says_why_an_option_is_out_and_what_would_readmit_it(run: Any):
    found = json.loads(
        run("explain", "-", "--model", "anthropic/claude-opus-5.5", "--provider", "anthropic", stdin='{"privacy": {"boundary": "own_premises"}}').out
    )  # fmt: skip
    for option in found["options"]:
        assert not option["fits"]
        out = {v["rule_id"]: v for v in option["verdicts"] if v["excludes"]}
        assert out["privacy.boundary"]["reason"]
        assert out["privacy.boundary"]["remedy"]
        assert out["privacy.boundary"]["origin"]["date"]


def test_explain_agrees_with_recommend(run: Any):
    first = json.loads(run("recommend", "-", "--as-of", DAY, stdin="{}").out)["options"][0]
    options = json.loads(run("explain", "-", "--model", first["model_id"], "--as-of", DAY, stdin="{}").out)["options"]
    same = next(o for o in options if o["option_id"] == first["option_id"])
    assert (same["rank"], same["score"], same["monthly_cost_usd"]) == (1, first["score"], first["monthly_cost_usd"])


def test_explain_refuses_what_the_catalog_does_not_know(run: Any):
    assert "No model 'acme/nothing'" in run("explain", "-", "--model", "acme/nothing", stdin="{}").faults[0]
    assert "has no option" in run("explain", "-", "--model", "openai/gpt-oss-120b", "--provider", "nobody", stdin="{}").faults[0]


# --- cost, size ------------------------------------------------------------------------------------------------------

PRICED = {
    "provider": "anthropic",
    "model": "claude-opus-5-5",
    "requests": 1000,
    "input_tokens": 2000,
    "cached_input_tokens": 500,
    "output_tokens": 300,
}
SIZED = {
    "model": "meta/llama-3.3-70b-instruct",
    "gpu": "h100-sxm",
    "gpus": 2,
    "precision": "fp8",
    "input_tokens": 1500,
    "output_tokens": 300,
    "concurrency": 32,
}


def as_options(request: dict[str, Any]) -> list[str]:
    return [word for key, value in request.items() for word in (f"--{key.replace('_', '-')}", str(value))]


@pytest.mark.parametrize(("command", "request_"), [("cost", PRICED), ("size", SIZED)])
def test_options_and_a_line_of_input_give_the_same_answer(run: Any, command: str, request_: dict[str, Any]):
    by_options = run(command, *as_options(request_)).lines
    by_line = run(command, "-", stdin=json.dumps(request_)).lines
    assert by_options == by_line


def test_a_cost_is_the_sum_of_its_parts_with_source_and_day(run: Any):
    (found,) = run("cost", *as_options(PRICED)).lines
    assert found["total_usd"] == pytest.approx(12.10)
    assert sum(found["breakdown"].values()) == pytest.approx(found["total_usd"])
    assert found["source"]
    assert found["date"]


def test_a_size_says_at_least_what_the_contract_names(run: Any):
    (found,) = run("size", *as_options(SIZED)).lines
    assert found["fits"] is True
    assert found["output_tokens_per_s"] == pytest.approx(668.5, rel=0.005)
    assert {"max_concurrency", "output_tokens_per_s", "low", "high", "time_to_first_token_s", "weights_gb"} <= found.keys()
    assert found["low"] <= found["output_tokens_per_s"] <= found["high"]


@pytest.mark.parametrize(("command", "good"), [("cost", PRICED), ("size", SIZED)])
def test_a_bad_line_is_answered_in_its_place_and_the_next_one_as_well(run: Any, command: str, good: dict[str, Any]):
    bad = [
        "nonsense",
        "[1, 2]",
        "{}",
        json.dumps(good | {"colour": 1}),
        json.dumps(good | {"input_tokens": "many"}),
        "[" * 50_000,
        '{"a": NaN}',
        "5",
    ]
    text = "\n".join(line for b in bad for line in (json.dumps(good), b, ""))
    found = run(command, "-", stdin=text).lines
    assert len(found) == 2 * len(bad)
    for answered, refused in zip(found[::2], found[1::2], strict=True):
        assert answered == found[0]
        assert "error" not in answered
        assert list(refused) == ["error"]
        assert refused["error"].strip()
        assert "\n" not in refused["error"]


def test_a_line_with_several_faults_names_each(run: Any):
    (found,) = run("cost", "-", stdin='{"requests": -1, "colour": 2}').lines
    for named in ("colour", "provider is missing", "model is missing", "requests is -1", "input_tokens", "output_tokens"):
        assert named in found["error"]


def test_a_fault_in_options_ends_with_2_and_a_line_for_each_fault(run: Any):
    faults = run("cost", "--provider", "anthropic", "--requests", "-5").faults
    assert any(f.startswith("model is missing") for f in faults)
    assert any(f.startswith("requests is -5") for f in faults)
    assert len(faults) == 4
    assert run("size", "--model", "acme/nothing", "--gpu", "abacus").faults[0].startswith("model 'acme/nothing'")


def test_a_model_without_price_is_not_free(run: Any):
    assert "No offer of 'nothing'" in run("cost", *as_options(PRICED | {"model": "nothing"})).faults[0]


# --- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_of_a_model_and_of_none(run: Any):
    ran = run("evidence", "openai/gpt-oss-120b")
    assert ran.status == 0
    assert json.loads(ran.out)["model_id"] == "openai/gpt-oss-120b"
    assert "acme/nothing" in run("evidence", "acme/nothing").faults[0]


def test_predictions_are_answered_line_by_line_and_what_cannot_be_predicted_in_its_place(run: Any):
    good = json.dumps({"model_id": "openai/gpt-oss-120b", "benchmark_id": "gpqa_diamond"})
    bad = [
        "nonsense",
        "5",
        "{}",
        '{"model_id": "acme/nothing", "benchmark_id": "gpqa_diamond"}',
        '{"model_id": "openai/gpt-oss-120b", "benchmark_id": "x"}',
    ]
    found = run("evidence", "--predict", "-", stdin="\n".join(line for b in bad for line in (good, b))).lines
    for answered, refused in zip(found[::2], found[1::2], strict=True):
        assert answered["low"] <= answered["expected"] <= answered["high"]
        assert list(refused) == ["error"]


# --- listings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["models", "licences", "providers"])
def test_a_listing_holds_the_same_records_in_three_formats(run: Any, name: str, real_catalog: Catalog):
    ids = list(getattr(real_catalog, name))
    assert [r["id"] for r in json.loads(run(name, "--format", "json").out)] == ids
    rows = list(csv.DictReader(io.StringIO(run(name, "--format", "csv").out)))
    assert [r["id"] for r in rows] == ids
    table = run(name).out.splitlines()
    assert table[0].startswith("id")
    assert len(table) == len(ids) + 1


def test_what_nobody_publishes_is_the_word_unknown_and_never_an_empty_cell(run: Any):
    cells = [cell for row in csv.reader(io.StringIO(run("models", "--format", "csv").out)) for cell in row]
    assert "unknown" in cells
    assert "" not in cells
    assert "None" not in cells


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1", "＝1", "%0A"])
def test_no_cell_of_a_csv_is_a_formula(run: Any, name: str, monkeypatch: pytest.MonkeyPatch):
    catalog = a_catalog(models=(a_model(name=name),), licences=(a_licence(name=name),), providers=(a_provider(name=name),))
    monkeypatch.setattr("catalog.store.open_catalog", lambda: catalog)
    for listing in ("models", "licences", "providers"):
        row = next(csv.DictReader(io.StringIO(run(listing, "--format", "csv").out)))
        assert row["name"].startswith("'")
        assert json.loads(run(listing, "--format", "json").out)[0]["name"] == name


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from reports.store.store import close_stores

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'reports.sqlite'}")
    yield
    close_stores()


def test_a_report_is_saved_shown_run_again_and_deleted(run: Any, reports: None, monkeypatch: pytest.MonkeyPatch):
    needs = json.dumps({"task": "extraction", "title": "Invoices"})
    (saved,) = run("report", "save", "-", "--note", "Asked by finance.", "--as-of", DAY, stdin=needs).lines
    assert saved["created"]
    assert saved["path"].endswith(saved["id"])
    (again,) = run("report", "save", "-", "--note", "Asked by finance.", "--as-of", DAY, stdin=needs).lines
    assert (again["id"], again["created"]) == (saved["id"], False)
    shown = json.loads(run("report", "show", saved["id"]).out)
    assert (shown["title"], shown["note"], shown["recommendation"]["as_of"]) == ("Invoices", "Asked by finance.", DAY)
    drift = json.loads(run("report", "rerun", saved["id"], "--as-of", DAY).out)
    assert drift["headline"]["holds"]
    assert (drift["record"]["id"], drift["record"]["title"]) == (saved["id"], "Invoices")
    assert drift["changes"] == []
    (revision,) = run("report", "save", "-", "--revises", saved["id"], "--as-of", DAY, stdin='{"task": "coding"}').lines
    assert json.loads(run("report", "show", revision["id"]).out)["parent_id"] == saved["id"]
    monkeypatch.setenv("WEIGHBRIDGE_LIST_REPORTS", "yes")
    assert [row["id"] for row in json.loads(run("report", "list").out)] == [revision["id"], saved["id"]]
    (gone,) = run("report", "delete", saved["id"], "--reason", "Superseded.").lines
    assert gone["reason"] == "Superseded."
    for action in ("show", "rerun"):
        assert "was deleted" in run("report", action, saved["id"]).faults[0]
        assert "Superseded." in run("report", action, saved["id"]).faults[0]


def test_a_file_of_a_record_or_of_a_recommendation_is_run_again(run: Any, tmp_path: Path):
    found = run("recommend", "-", "--as-of", "2026-08-01", stdin='{"task": "chat"}').out
    (tmp_path / "answer.json").write_text(found, encoding="utf-8")
    (tmp_path / "record.json").write_text(
        json.dumps({"record_version": 1, "title": "T", "recommendation": json.loads(found)}), encoding="utf-8"
    )
    plain, wrapped = (
        json.loads(run("report", "rerun", str(tmp_path / name), "--as-of", DAY).out) for name in ("answer.json", "record.json")
    )
    piped = json.loads(run("report", "rerun", "-", "--as-of", DAY, stdin=found).out)
    assert plain == piped
    assert plain["record"]["as_of"] == "2026-08-01"
    assert plain["today"]["as_of"] == DAY
    assert plain["new_candidates"]["count"] > 0
    assert {k: v for k, v in wrapped.items() if k != "record"} == {k: v for k, v in plain.items() if k != "record"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "not JSON"), ("{", "not JSON"), ("[]", "no recommendation"), ("{}", "no recommendation"), ("[" * 100_000, "nested"), ("5", "no recommendation")],
    ids=lambda text: str(text)[:12],
)  # fmt: skip
def test_a_file_that_is_no_report_is_refused_with_one_sentence(run: Any, text: str, said: str):
    faults = run("report", "rerun", "-", stdin=text).faults
    assert said in faults[0]
    assert all(len(fault) < 400 for fault in faults)


def test_needs_of_a_report_that_are_no_longer_taken_are_named(run: Any):
    found = json.loads(run("recommend", "-", "--as-of", DAY, stdin="{}").out)
    found["needs"]["task"] = "poetry"
    assert "task is" in run("report", "rerun", "-", stdin=json.dumps(found)).faults[0]


def test_a_store_that_cannot_be_reached_is_one_sentence_without_its_password(run: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:secret@127.0.0.1:1/reports")
    (fault,) = run("report", "show", "a" * 22).faults
    assert "did not answer" in fault
    assert "secret" not in fault


# --- the rest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["evidence"],
        ["evidence", "openai/gpt-oss-120b", "--predict", "-"],
        ["report", "rerun", "1"],
        ["catalog", "refresh", "the-press"],
        ["catalog", "refresh", "--format", "xml"],
        ["catalog", "review", "--accept", "litellm:openai/gpt-5"],
        ["catalog", "review", "--accept", "gpt-5", "openai/gpt-5"],
        ["catalog", "review", "--confirm", "gpt-5"],
        ["catalog", "review", "--kind", "odd"],
        ["report", "rerun"],
        ["report", "show", "1"],
        ["report", "delete", "1"],
        ["report", "list"],
        ["report"],
        ["catalog", "diff", "a", "b"],
        ["recommend"],
        ["recommend", "-", "--colour"],
        ["recommend", "-", "--format", "docx"],
        ["cost", "--requests", "many"],
        ["catalog"],
        ["conjure"],
        [],
    ],
    ids=" ".join,
)
def test_what_does_not_exist_yet_or_at_all_ends_with_2_and_one_sentence(run: Any, arguments: list[str]):
    faults = run(*arguments, stdin="{}").faults
    assert len(faults) == 1
    assert faults[0].endswith(".")


def test_two_days_are_compared_as_a_table_and_as_json(run: Any):
    table = run("catalog", "diff", "2026-08-01", DAY)
    assert table.status == 0
    assert any("GPT-5.6 Sol at OpenAI API" in line and "−20%" in line for line in table.out.splitlines())
    found = json.loads(run("catalog", "diff", "2026-08-01", DAY, "--format", "json").out)
    assert (found["old"]["day"], found["new"]["day"]) == ("2026-08-01", DAY)
    assert sum(found["counts"].values()) == len(found["changes"])
    sol = next(c for c in found["changes"] if c["subject"] == "openai/gpt-5.6-sol" and c["field"] == "usd_per_mtok_in")
    assert (sol["before"], sol["after"], sol["percent"], sol["on"]) == (5.0, 4.0, -0.2, "2026-08-21")


def test_a_catalog_compared_with_itself_says_that_nothing_differs(run: Any):
    assert "nothing differs" in run("catalog", "diff", "current").out


def test_a_recommendation_for_a_past_day_says_what_is_known_of_it(run: Any):
    answer = json.loads(run("recommend", "-", "--as-of", "2026-08-01", stdin="{}").out)
    assert answer["past"]["price_known"] > 0
    assert all(m["model_id"] != "google/gemini-4-argon" for m in answer["options"]), "it came out in October"
    assert "Judged for 1 Aug 2026" in run("recommend", "-", "--as-of", "2026-08-01", "--format", "markdown", stdin="{}").out


def test_a_catalog_without_faults_checks_with_0(run: Any):
    ran = run("catalog", "check")
    assert ran.status == 0
    assert "0 faults" in ran.out


def test_the_real_command_leaves_nothing_on_stderr_and_a_fault_ends_it_with_2():
    def command(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "cli", *arguments], input=text, capture_output=True, text=True, check=False)

    good = command(json.dumps(PRICED) + "\n", "cost", "-")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["total_usd"] == pytest.approx(12.10)
    bad = command("{", "recommend", "-")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert len(bad.stderr.splitlines()) == 1
    shown = command("", "recommend", "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "--as-of" in shown.stdout


# --- the HTTP API ----------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_its_entry_opens_the_api(run: Any):
    made = json.loads(run("token", "ana@example.org").out)
    accepted = read_tokens({made["add_to"]: made["entry"]})
    assert accepted.holder(f"Bearer {made['token']}") == "ana@example.org"
    assert made["token"] not in made["entry"]
    assert json.loads(run("token", "ana@example.org").out)["token"] != made["token"]


@pytest.mark.parametrize("name", ["", " ", "a,b", "a:b", "a\u202eb"])
def test_a_name_that_would_break_the_entry_is_refused(run: Any, name: str):
    assert "comma" in run("token", name).faults[0]
