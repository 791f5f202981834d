"""Reports: saving, opening by link, comparing, revising and deleting, each as another browser would see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from example_recommendation import a_recommendation, nothing_fits
from starlette.datastructures import Headers
from streamlit.testing.v1 import AppTest

from advisor.needs import read_needs
from advisor.recommend import recommend
from pages.parts.visitor import COOKIE, BrowserKey
from reports.reading import given_needs
from reports.store.ids import new_id
from reports.store.record import Draft, Record, Saver, Tombstone
from reports.store.store import ReportStore, close_stores, open_store
from reports.store.voices import voices_of

ANNA, BEN = "a" * 43, "b" * 43
HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/x.png) **bold**"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReportStore]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'reports.sqlite'}")
    yield open_store()
    close_stores()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be the browser with this key from here on; "" is one without."""

    def use(key: str) -> None:
        monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {COOKIE: key} if key else {}))

    use(ANNA)
    return use


def a_report(store: ReportStore, key: str = ANNA, **changes: Any) -> str:
    given: dict[str, Any] = {"recommendation": a_recommendation(), "title": "Letters", **changes}
    return store.save(Draft(**given), Saver(browser=key)).id


def shown(app: AppTest) -> str:
    return " ".join(each.proto.body for each in app.get("html"))


def links(app: AppTest) -> list[tuple[str, str]]:
    return [(each.proto.label, each.proto.query_string) for each in app.get("page_link")]


def test_saving_stores_the_whole_answer_and_shows_its_link(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    app = visit("recommendation", task="extraction", requests="9000", title="Invoices")
    app.text_input(key="report_title").set_value("Invoices, first round")
    app.text_area(key="report_note").set_value("Asked by finance.\r\nOpen: volume.")
    app.button(key="report_save").click().run()
    assert not app.exception
    (mine,) = store.mine(Saver(browser=ANNA))
    record = store.get(mine.id)
    assert isinstance(record, Record)
    assert (record.title, record.note) == ("Invoices, first round", "Asked by finance.\nOpen: volume.")
    assert len(record.recommendation["options"]) == record.recommendation["counts"]["fitting"]
    assert record.needs["volume"]["requests_per_month"] == 9000
    assert any(mine.id in code.value for code in app.code)
    assert "Anyone with the link can read" in shown(app)


def test_after_a_change_of_the_answers_there_is_something_new_to_save(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    app = visit("recommendation", task="extraction")
    app.button(key="report_save").click().run()
    assert not [button for button in app.button if button.key == "report_save"]
    app.session_state["needs_raw"] = {"task": "coding"}
    app.run()
    app.button(key="report_save").click().run()
    assert len(store.mine(Saver(browser=ANNA))) == 2


def test_an_answer_that_nothing_meets_can_be_kept_too(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    app = visit("recommendation", budget="1", boundary="air_gapped")
    app.button(key="report_save").click().run()
    (mine,) = store.mine(Saver(browser=ANNA))
    assert "Nothing" in shown(visit("reports", report=mine.id))


def test_a_report_opens_from_what_was_stored_though_the_catalog_never_had_it(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest]
):
    """The example's models, catalog and engine exist nowhere else."""
    report_id = a_report(store, note=HOSTILE)
    browser(BEN)
    app = visit("reports", report=report_id)
    assert not app.exception
    text = shown(app)
    assert a_recommendation()["headline"]["sentence"].split(",")[0] in text
    assert "2026.11.20" in text
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("why", "Contributions add up to the score"),
        ("excluded", "Weights and cache do not fit the stated machine"),
        ("change", "The leader needs a fifth GPU"),
        ("hybrid", "no closed option passes"),
        ("roadmap", "200 of your letters"),
        ("obligations", "Record the processing in your GDPR register"),
        ("sources", "List price of RTX PRO 6000"),
    ],
)
def test_every_tab_of_a_stored_report_says_what_was_stored(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest], tab: str, words: str
):
    assert words in shown(visit("reports", report=a_report(store), tab=tab))


def test_only_who_saved_a_report_is_offered_to_delete_it(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    report_id = a_report(store)
    assert [b for b in visit("reports", report=report_id).button if b.key == "delete_report"]
    for other in (BEN, ""):
        browser(other)
        assert not [b for b in visit("reports", report=report_id).button if b.key == "delete_report"]


def test_deleting_leaves_a_tombstone_that_everybody_sees(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    report_id = a_report(store, title="Secret plan")
    app = visit("reports", report=report_id)
    app.text_input(key="report_reason").set_value("Superseded.")
    app.button(key="delete_report").click().run()
    assert isinstance(store.get(report_id), Tombstone)
    browser(BEN)
    text = shown(visit("reports", report=report_id))
    assert "This report was deleted" in text
    assert "Superseded." in text
    assert "Secret plan" not in text


def test_a_deletion_asked_for_by_somebody_else_is_refused_on_the_server(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    report_id = a_report(store)
    app = visit("reports", report=report_id)
    browser(BEN)
    app.button(key="delete_report").click().run()
    assert isinstance(store.get(report_id), Record)


def test_a_private_report_answers_others_as_one_that_never_was(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    private = a_report(store, visibility="private", title="Secret plan")
    assert "Secret plan" in shown(visit("reports", report=private))
    browser(BEN)
    hidden, nowhere = shown(visit("reports", report=private)), shown(visit("reports", report=new_id()))
    assert "No such report" in hidden
    assert hidden == nowhere


@pytest.mark.parametrize("strange", ["x", "../../etc/passwd", HOSTILE, "a" * 5_000])
def test_a_link_that_is_none_is_explained(store: ReportStore, browser: Any, visit: Callable[..., AppTest], strange: str):
    app = visit("reports", report=strange)
    assert not app.exception
    assert "No such report" in shown(app)


def test_my_reports_are_listed_with_a_link_each_and_nobody_elses(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    mine = [a_report(store, title=f"Mine {n} *") for n in range(2)]
    a_report(store, BEN, title="Theirs")
    found = links(visit("reports"))
    assert [query for label, query in found if label.startswith("Mine")] == [f"report={report_id}" for report_id in reversed(mine)]
    assert not any("Theirs" in label for label, _ in found)
    assert any(label == r"Mine 0 \*" for label, _ in found)


def test_a_browser_without_a_key_is_told_why_nothing_is_listed(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    browser("")
    assert "This browser is not known" in shown(visit("reports"))


def test_others_are_listed_only_where_the_deployment_asks(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest], monkeypatch: Any
):
    a_report(store, BEN, title="Theirs")
    a_report(store, BEN, title="Hidden", visibility="private")
    monkeypatch.setenv("WEIGHBRIDGE_LIST_REPORTS", "yes")
    labels = [label for label, _ in links(visit("reports"))]
    assert "Theirs" in labels
    assert "Hidden" not in labels


def test_a_pasted_link_is_opened_and_nonsense_named(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    report_id = a_report(store, BEN)
    app = visit("reports")
    app.text_input(key="report_pasted").set_value(f"https://w.example/reports?report={report_id}").run()
    assert ("Open this report", f"report={report_id}") in links(app)
    app.text_input(key="report_pasted").set_value("hello").run()
    assert "no id of a report" in shown(app)


def test_comparing_shows_what_differs_and_hides_what_does_not(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    other = a_recommendation()
    other["needs"] = {**other["needs"], "volume": {**other["needs"]["volume"], "requests_per_month": 900_000}}
    other["options"] = other["options"][2:]
    first, second = a_report(store), a_report(store, BEN, recommendation=other, title="Second round")
    app = visit("reports", report=first, **{"with": second})
    text = shown(app)
    for said in ("500,000", "900,000", "Second round", "Qwen3.6 35B-A3B"):
        assert said in text
    assert "Peak to average load" not in text
    assert "identical rows hidden" in text
    app.toggle(key="differences").set_value(False).run()
    assert "Peak to average load" in shown(app)


def test_comparing_with_a_deleted_report_shows_its_tombstone(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    first, second = a_report(store), a_report(store, title="Other")
    store.delete(second)
    app = visit("reports", report=first, **{"with": second})
    assert not app.exception
    assert "This report was deleted" in shown(app)


def test_revising_fills_the_form_and_the_next_save_names_the_parent(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    app = visit("recommendation", task="extraction", requests="9000", title="Invoices")
    app.button(key="report_save").click().run()
    (first,) = store.mine(Saver(browser=ANNA))
    fresh = visit("reports", report=first.id)
    fresh.button(key="revise").click().run()
    assert fresh.number_input(key="f_requests").value == 9000
    assert "You are revising" in shown(fresh)
    fresh.number_input(key="f_requests").set_value(20_000).run()
    fresh.switch_page("pages/recommendation.py").run()
    assert fresh.text_input(key="report_title").value == "Invoices"
    fresh.button(key="report_save").click().run()
    assert not fresh.exception
    (second,) = store.revisions(first.id)
    record = store.get(second.id)
    assert isinstance(record, Record)
    assert record.needs["volume"]["requests_per_month"] == 20_000
    assert "volume.input_tokens_per_request" in record.recommendation["assumed"]
    assert "You are revising" not in shown(fresh)
    assert ("Revised by: Invoices", f"report={second.id}") in links(visit("reports", report=first.id))
    assert ("Revises: Invoices", f"report={first.id}") in links(visit("reports", report=second.id))


def test_revising_can_be_stopped_and_a_strange_parent_is_ignored(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    report_id = a_report(store)
    app = visit("recommendation", revises=report_id)
    assert "You are revising" in shown(app)
    app.button(key="stop_revising").click().run()
    assert "You are revising" not in shown(app)
    private = a_report(store, BEN, visibility="private", title="Secret plan")
    for strange in (private, new_id(), "x", HOSTILE):
        text = shown(visit("recommendation", revises=strange))
        assert "You are revising" not in text
        assert "Secret plan" not in text


def test_what_was_assumed_is_not_given_when_a_report_is_revised(real_catalog: Any):
    raw = {"task": "coding", "privacy": {"boundary": "no_retention"}, "priorities": {"cost": 5}}
    read = read_needs(raw)
    given = given_needs(recommend(real_catalog, read, date(2026, 11, 20), 1))
    assert given == raw
    assert read_needs(given) == read
    assert given_needs(nothing_fits())["task"] == "summarization"


def test_a_store_that_cannot_be_reached_is_said_and_breaks_nothing(
    browser: Any, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:secret@127.0.0.1:1/reports")
    app = visit("reports")
    assert not app.exception
    assert "did not answer" in shown(app)
    assert "secret" not in shown(app)
    app = visit("recommendation")
    app.button(key="report_save").click().run()
    assert "Nothing was saved" in shown(app)


# --- what today's catalog says -----------------------------------------------------------------------------------------


def a_past_report(store: ReportStore, catalog: Any, day: date, **needs: Any) -> str:
    found = recommend(catalog, read_needs(needs), day)
    return a_report(store, recommendation=json.loads(json.dumps(found)), title=f"Of {day}")


def test_an_old_report_whose_advice_no_longer_holds_says_so_first(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest], real_catalog: Any
):
    """Half a year ago the model that leads today did not exist."""
    text = shown(visit("reports", report=a_past_report(store, real_catalog, date(2026, 5, 1), task="chat")))
    assert "The advice of this report no longer holds" in text
    assert text.index("no longer holds") < text.index("<h1>")
    assert "came out on" in text


def test_the_tab_then_and_now_says_what_changed(store: ReportStore, browser: Any, visit: Callable[..., AppTest], real_catalog: Any):
    text = shown(visit("reports", report=a_past_report(store, real_catalog, date(2026, 5, 1), task="chat"), tab="today"))
    for title in ("What would today’s catalog say?", "Then and now", "What changed", "New candidates", "Dropped"):
        assert f"<h2>{title}" in text


def test_a_report_of_today_has_no_banner_and_nothing_to_compare(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest], real_catalog: Any
):
    report_id = a_past_report(store, real_catalog, datetime.now(UTC).date())
    text = shown(visit("reports", report=report_id, tab="today"))
    assert "no longer holds" not in text
    assert "nothing to compare" in text


def test_a_record_of_an_older_version_whose_needs_are_no_longer_taken_still_opens(
    store: ReportStore, browser: Any, visit: Callable[..., AppTest]
):
    old = a_recommendation()
    old["needs"] = {**old["needs"], "colour": "red"}
    text = shown(visit("reports", report=a_report(store, recommendation=old)))
    assert "cannot judge this report again" in text
    assert "Options that pass, best first" in text


def test_a_report_on_which_nothing_fitted_says_what_fits_today(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    text = shown(visit("reports", report=a_report(store, recommendation=nothing_fits())))
    assert "Nothing fitted then" in text
    assert "leads today" in text


def test_the_list_checks_every_report_when_asked(store: ReportStore, browser: Any, visit: Callable[..., AppTest], real_catalog: Any):
    a_past_report(store, real_catalog, date(2026, 5, 1), task="chat")
    a_past_report(store, real_catalog, datetime.now(UTC).date())
    app = visit("reports")
    assert "have moved on since" in shown(app)
    assert "holds" not in shown(app)
    next(b for b in app.button if str(b.key).startswith("check_")).click().run()
    assert "No longer holds. Today:" in shown(app)
    assert shown(app).count("holds") == 1


# --- signed in -------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Be this owner from here on, in a deployment that asks for signing in."""

    def use(owner: str | None) -> None:
        monkeypatch.setattr("pages.parts.sign_in.required", lambda: True)
        monkeypatch.setattr("pages.parts.sign_in.admitted", lambda: True)
        monkeypatch.setattr("pages.parts.sign_in.owner", lambda: owner)

    return use


def test_reports_are_their_owners_on_whatever_browser(store: ReportStore, browser: Any, signed_in: Any, visit: Callable[..., AppTest]):
    signed_in("anna@example.org")
    app = visit("recommendation", task="extraction", title="Invoices")
    app.segmented_control(key="report_readers").set_value("private").run()
    assert "Only you can read this report" in shown(app)
    app.button(key="report_save").click().run()
    (mine,) = store.mine(Saver(owner="anna@example.org"))
    assert (mine.owner, mine.visibility) == ("anna@example.org", "private")
    browser(BEN)
    assert ("Invoices", f"report={mine.id}") in links(visit("reports"))
    signed_in("ben@example.org")
    assert "No such report" in shown(visit("reports", report=mine.id))


def test_an_owner_shares_a_private_report_and_takes_it_back(
    store: ReportStore, browser: Any, signed_in: Any, visit: Callable[..., AppTest]
):
    anna = Saver(owner="anna@example.org")
    report_id = store.save(Draft(a_recommendation(), title="Letters", visibility="private"), anna).id
    for seen in (True, False):
        signed_in("anna@example.org")
        visit("reports", report=report_id).button(key="visibility").click().run()
        signed_in("ben@example.org")
        app = visit("reports", report=report_id)
        assert ("Letters" in shown(app)) is seen
        assert not [b for b in app.button if b.key in ("visibility", "delete_report")]


def test_what_was_filled_in_for_one_report_does_not_stand_in_the_next(store: ReportStore, browser: Any, visit: Callable[..., AppTest]):
    first, second = a_report(store), a_report(store, title="Other letters")
    app = visit("reports", report=first)
    app.session_state[f"voice_{first}"] = True
    app.run()
    app.text_input(key=f"voice_name_{first}").set_value("Anna").run()
    app.slider(key=f"voice_speed_{first}").set_value(4.5).run()
    app.query_params["report"] = second
    app.session_state[f"voice_{second}"] = True
    app.run()
    assert not app.exception
    assert "Other letters" in shown(app)
    assert app.text_input(key=f"voice_name_{second}").value == ""
    own = a_recommendation()["needs"]["priorities"]
    sliders = {s.label.lower(): s.value for s in app.slider if s.key.startswith("voice_")}
    assert sliders == {criterion: float(own[criterion]) for criterion in sliders}
    assert sliders["speed"] != 4.5
    app.text_input(key=f"voice_name_{second}").set_value("Anna")
    app.button(key=f"voice_save_{second}").click().run()
    assert [v.name for v in voices_of(store, second, Saver(browser=ANNA))] == ["Anna"]
    assert voices_of(store, first, Saver(browser=ANNA)) == []


# --- the key of a browser --------------------------------------------------------------------------------------------


def answered(cookie: str = "", kind: str = "text/html; charset=utf-8", scheme: str = "http", path: str = "/") -> list[str]:
    """Set-Cookie headers of one answer."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "scheme": scheme, "path": path, "headers": [(b"cookie", cookie.encode("latin-1"))] if cookie else []}
    with ThreadPoolExecutor(1) as thread:  # Playwright may hold this thread's event loop
        thread.submit(asyncio.run, BrowserKey(app)(scope, None, send)).result()  # type: ignore[arg-type]
    return Headers(raw=sent[0]["headers"]).getlist("set-cookie")


def test_a_new_browser_gets_a_key_that_no_script_or_other_site_can_use():
    (first,), (second,) = answered(), answered()
    assert first != second
    key = SimpleCookie(first)[COOKIE]
    assert len(key.value) == 43
    assert (key["httponly"], key["samesite"], key["path"]) == (True, "Lax", "/")
    assert not key["secure"]
    assert SimpleCookie(answered(scheme="https")[0])[COOKIE]["secure"]


def test_a_known_browser_keeps_its_key_and_nonsense_is_replaced():
    assert SimpleCookie(answered(f"x=1; {COOKIE}={ANNA}")[0])[COOKIE].value == ANNA
    for strange in (f"{COOKIE}=short", f"{COOKIE}={ANNA}<", "=;;=", f'{COOKIE}="\\012"'):
        assert SimpleCookie(answered(strange)[0])[COOKIE].value not in ("short", ANNA, "")


@pytest.mark.parametrize("kind", ["application/json", "text/css", "image/png"])
def test_files_and_the_api_set_no_cookie(kind: str):
    assert answered(kind=kind) == []
    assert answered(path="/api/v1/reports/x.html") == []
