"""One's own results on the pages: previewed before they count, private to the session, gone on request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from advisor.needs import read_needs
from advisor.own_evidence.results import OwnResult, results_of
from pages.parts import answer as answers
from pages.parts import compare_decision
from pages.parts.exports import to_json
from pages.parts.own_evidence import read_file
from reports.html import to_html
from reports.markdown import to_markdown
from reports.store.record import Record
from reports.store.store import close_stores, open_store

Visit = Callable[..., AppTest]
FILE = (
    "model,test,score,n,date\nopenai/gpt-oss-120b,Zebra letters,91.5,200,2026-11-02\nClaude Haiku 4.5,zebra letters,60,200,2026-11-02\n"
    "gpt-5.6-sol,zebra letters,70,200,2026-11-02\nopenai/gpt-oss-20b,Zebra notes,50,200,2026-11-02\n"
)


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def upload(app: AppTest, text: str) -> AppTest:
    app.file_uploader[0].set_value(("results.csv", text.encode(), "text/csv")).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button; the harness does not send which folds are open, so the fold is opened again."""
    app.session_state["more_own"] = True
    app.button(key=key).click().run()
    assert not app.exception
    return app


def imported(visit: Visit, **query: str) -> AppTest:
    return press(upload(visit(folds=["own"], **query), FILE), "own_use")


def test_a_file_is_shown_before_it_counts(visit: Visit) -> None:
    app = visit(folds=["own"], task="summarization")
    before = html(app)
    upload(app, FILE)
    assert "What the file says" in html(app)
    assert "gpt-oss-120b (openai/gpt-oss-120b)" in html(app)
    assert "own_results" not in app.session_state
    assert "of your own evaluation count" not in html(app)
    assert "of your own evaluation count" not in before


def test_bad_rows_are_listed_and_nothing_is_imported(visit: Visit) -> None:
    app = visit(folds=["own"])
    upload(app, FILE + "gpt-5.6-sool,Zebra letters,0.7,x,2026-13-01\n<b>x</b>,y,50,10,2026-01-01\n")
    shown = html(app)
    assert "5 faults; nothing was imported." in shown
    assert "Row 6: model &#x27;gpt-5.6-sool&#x27; is not in the catalog; near: openai/gpt-5.6-sol" in shown
    assert "<b>x</b>" not in shown
    assert not [b for b in app.button if b.key == "own_use"]
    assert "own_results" not in app.session_state


def test_used_results_change_the_answer_and_are_labelled(visit: Visit) -> None:
    app = imported(visit, task="summarization")
    shown = html(app)
    assert "4 results of your own evaluation count with the highest weight" in shown
    assert "rises to" in shown
    assert "one model only" in shown
    assert "Zebra" not in json.dumps(dict(app.query_params))
    app.switch_page("pages/recommendation.py").run()
    assert not app.exception
    assert "4 results of your own evaluation count" in html(app)
    app.switch_page("pages/compare.py").run()
    assert not app.exception


def test_they_count_for_their_task_only(visit: Visit) -> None:
    app = imported(visit, task="summarization")
    app.session_state["more_own"] = True
    app.selectbox(key="f_task").set_value("coding").run()
    assert "of your own evaluation count" not in html(app)
    assert "do not count for “Coding”" in html(app)
    press(app, "own_move")
    assert "of your own evaluation count" in html(app)


def test_removing_them_gives_the_public_answer_back(visit: Visit) -> None:
    app = imported(visit, task="summarization")
    press(app, "own_remove")
    assert "of your own evaluation count" not in html(app)
    assert not [k for k in ("own_results", "own_made") if k in app.session_state]


def test_another_visitor_sees_nothing_of_them(visit: Visit) -> None:
    app = imported(visit, task="summarization")
    app.switch_page("pages/recommendation.py").run()
    app.switch_page("pages/compare.py").run()
    other = visit("recommendation", task="summarization")
    assert "Zebra" not in html(other)
    assert "your evaluation" not in html(other)
    read = read_needs({"task": "summarization"})
    assert "Zebra" not in json.dumps(
        answers._answer(read.needs.model_dump_json(), read.assumed, answers.today(), answers.the_catalog().version, read)
    )
    assert (
        compare_decision._decision(read.needs.model_dump_json(), read.assumed, answers.today(), answers.the_catalog().version, read).own
        is None
    )


def test_every_file_of_the_report_holds_them() -> None:
    results: tuple[OwnResult, ...] = read_file(FILE.encode(), datetime.now(UTC).date())
    found: dict[str, Any] = answers.whole_answer(read_needs({"task": "summarization"}), results)
    assert json.loads(to_json(found))["own_evidence"][0]["test"] == "Zebra letters"
    for text in (to_html(found), to_markdown(found)):
        assert "Zebra letters" in text
        assert "Your evaluation" in text
        assert "91.5" in text


def test_a_stored_report_keeps_them_and_revising_brings_them_back(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'reports.sqlite'}")
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {}))
    try:
        app = imported(visit, task="summarization")
        app.switch_page("pages/recommendation.py").run()
        app.button(key="report_save").click().run()
        assert not app.exception
        (report_id,) = re.findall(r"report=([\w-]+)", app.code[-1].value)
        record = open_store().get(report_id)
        assert isinstance(record, Record)
        assert [row["test"] for row in record.own_evidence] == ["Zebra letters"] * 3 + ["Zebra notes"]
        reader = visit("reports", report=report_id)
        assert "4 results of your own evaluation count" in html(reader)
        reader.button(key="revise").click().run()
        assert "4 results of your own evaluation count" in html(reader)
        assert results_of(record.own_evidence) == reader.session_state["own_results"]
    finally:
        close_stores()
