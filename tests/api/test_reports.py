"""Stored reports over HTTP, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from pdf_text import read_pdf
from starlette.testclient import TestClient

from advisor.needs import read_needs
from advisor.recommend import recommend
from api.access import digest
from api.app import make_api
from catalog.schema import Catalog
from reports.store.errors import StoreError
from reports.store.record import Draft, Saver
from reports.store.store import ReportStore

HOSTILE = "<script>alert(1)</script> # *title*"


@pytest.fixture(scope="module")
def recommendation(real_catalog: Catalog) -> dict[str, object]:
    return recommend(real_catalog, read_needs({"title": HOSTILE}), date(2026, 11, 20), 5)


def test_a_stored_report_opens_in_every_form(store: ReportStore, recommendation: dict[str, object], real_catalog: Catalog) -> None:
    saved = store.save(Draft(recommendation, title=HOSTILE, note="Signed by Ana."))
    asked = TestClient(make_api(lambda: real_catalog, lambda: store, {}))
    record = asked.get(f"/v1/reports/{saved.id}")
    assert record.json()["recommendation"]["headline"] == recommendation["headline"]
    assert record.json() == asked.get(f"/v1/reports/{saved.id}.json").json()
    assert record.json()["note"] == "Signed by Ana."
    printed = asked.get(f"/v1/reports/{saved.id}.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.headers["content-disposition"].startswith("attachment")
    words = read_pdf(printed.content).words
    for said in (HOSTILE, "Signed by Ana.", saved.id):
        assert said in words
    for form, kind in (("html", "text/html"), ("md", "text/markdown")):
        file = asked.get(f"/v1/reports/{saved.id}.{form}")
        assert file.headers["content-type"].startswith(kind)
        assert "sandbox" in file.headers["content-security-policy"]
        assert "<script>alert" not in file.text
        assert "Signed by Ana." in file.text
        assert str(recommendation["as_of"])[:4] in file.text
        assert "Signed by Ana." in file.text
    file = asked.get(f"/v1/reports/{saved.id}.pdf")
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_addresses_without_a_report_say_so(store: ReportStore, recommendation: dict[str, object], real_catalog: Catalog) -> None:
    asked = TestClient(make_api(lambda: real_catalog, lambda: store, {}))
    for name in ("nothing", "../../etc/passwd", "%00", "a" * 400):
        assert asked.get(f"/v1/reports/{name}").status_code == 404
    assert asked.get("/v1/reports/nothing.exe").status_code == 422
    saved = store.save(Draft(recommendation))
    store.delete(saved.id, "Wrong client")
    gone = asked.get(f"/v1/reports/{saved.id}.html")
    assert gone.status_code == 410
    assert "Wrong client" in gone.json()["faults"][0]


def test_a_private_report_is_its_owners_alone(store: ReportStore, recommendation: dict[str, object], real_catalog: Catalog) -> None:
    saved = store.save(Draft(recommendation, visibility="private"), Saver(owner="ana@example.org"))
    tokens = f"ana@example.org:{digest('anas')},bo@example.org:{digest('bos')}"
    asked = TestClient(make_api(lambda: real_catalog, lambda: store, {"WEIGHBRIDGE_API_TOKENS": tokens}))
    status = {name: asked.get(f"/v1/reports/{saved.id}", headers={"Authorization": f"Bearer {name}"}) for name in ("anas", "bos")}
    assert status["anas"].status_code == 200
    assert status["bos"].status_code == 404
    assert status["bos"].json() == asked.get("/v1/reports/" + "x" * len(saved.id), headers={"Authorization": "Bearer bos"}).json()


def test_a_store_that_does_not_answer_is_said_in_words(real_catalog: Catalog) -> None:
    def broken() -> ReportStore:
        raise StoreError("The report store did not answer: it is gone.")

    refused = TestClient(make_api(lambda: real_catalog, broken, {})).get("/v1/reports/anything")
    assert refused.status_code == 503
    assert "did not answer" in refused.json()["faults"][0]
