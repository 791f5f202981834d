"""What callers of the API get: answers, faults in words, tags, limits, tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from advisor.needs import read_needs
from advisor.recommend import recommend
from api.access import LARGEST_BODY, AccessError, Rate, digest, new_token, read_tokens
from api.app import make_api
from api.lazy import Api
from catalog.schema import Catalog
from reports.store.store import ReportStore

DAY = date(2026, 11, 20)


def client(catalog: Catalog, needs_token: bool = False, **environment: str) -> TestClient:
    return TestClient(make_api(lambda: catalog, no_store, environment, needs_token))


def no_store() -> ReportStore:
    raise AssertionError("this call needs no report store")


def test_a_recommendation_is_the_advisors_own_whole_or_shortened(real_catalog: Catalog) -> None:
    needs = {"task": "coding", "volume": {"requests_per_month": 20_000}}
    told = recommend(real_catalog, read_needs(needs), DAY)
    open_to_all = client(real_catalog)
    whole = open_to_all.post("/v1/recommend?as_of=2026-11-20", json=needs).json()
    assert whole == told
    short = open_to_all.post("/v1/recommend?as_of=2026-11-20&listed=3", json=needs).json()
    assert short["headline"] == told["headline"]
    assert short["options"][:3] == told["options"][:3]
    assert len(short["options"]) < len(told["options"])


def test_every_fault_of_the_needs_is_named_at_once(real_catalog: Catalog) -> None:
    refused = client(real_catalog).post("/v1/recommend", json={"task": "dancing", "colour": 1, "volume": {"requests_per_month": -5}})
    assert refused.status_code == 422
    faults = refused.json()["faults"]
    assert len(faults) == 3
    assert any("volume.requests_per_month is -5" in fault for fault in faults)


@pytest.mark.parametrize(
    ("query", "body", "kind", "status", "said"),
    [
        ("", b"{", "application/json", 422, "not JSON"),
        ("", b"\xff\xfe", "application/json", 422, "UTF-8"),
        ("", b'{"title": 1, "title": 2}', "application/json", 422, "twice"),
        ("", b"[" * 5_000, "application/json", 422, "deeply"),
        ("", b"{}", "text/plain", 415, "application/json"),
        ("?as_of=1700000000", b"{}", "application/json", 422, "as_of"),
        ("?as_of=9999-12-31", b"{}", "application/json", 422, "cannot be judged: give a day from 2023-01-01"),
        ("?listed=0", b"{}", "application/json", 422, "listed"),
        ("", b'{"team": {"owned_gpus": [{"gpu": "abacus", "count": 1}]}}', "application/json", 422, "abacus"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(query: str, body: bytes, kind: str, status: int, said: str, real_catalog: Catalog) -> None:
    refused = client(real_catalog).post(f"/v1/recommend{query}", content=body, headers={"Content-Type": kind})
    assert refused.status_code == status
    assert said in " ".join(refused.json()["faults"])


def test_a_body_that_is_too_large_is_refused_even_where_no_length_was_promised(real_catalog: Catalog) -> None:
    def without_end() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 50_000 + 2):
            yield b" " * 50_000

    refused = client(real_catalog).post("/v1/recommend", content=without_end(), headers={"Content-Type": "application/json"})
    assert refused.status_code == 413
    assert f"{LARGEST_BODY:,}" in refused.json()["faults"][0]


def test_unknown_addresses_and_methods_say_what_is_served(real_catalog: Catalog) -> None:
    asked = client(real_catalog)
    assert "openapi.json" in asked.get("/v1/nothing").json()["faults"][0]
    wrong = asked.get("/v1/recommend")
    assert wrong.status_code == 405
    assert "POST" in wrong.json()["faults"][0]
    missing = asked.get("/v1/models/nobody/nothing")
    assert missing.status_code == 404
    assert "/api/v1/models" in missing.json()["faults"][0]


@pytest.mark.parametrize("kind", ["models", "licences", "providers"])
def test_lists_hold_every_record_and_are_not_sent_again_to_who_has_them(kind: str, real_catalog: Catalog) -> None:
    asked = client(real_catalog)
    first = asked.get(f"/v1/{kind}")
    records = getattr(real_catalog, kind)
    assert [each["id"] for each in first.json()] == list(records)
    key = next(iter(records))
    assert asked.get(f"/v1/{kind}/{key}").json() == records[key].model_dump(mode="json")
    tag = first.headers["etag"]
    assert real_catalog.version in tag
    again = asked.get(f"/v1/{kind}", headers={"If-None-Match": f'"other", W/{tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert asked.get(f"/v1/{kind}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_catalog_gives_a_new_tag(real_catalog: Catalog) -> None:
    versions = [real_catalog]
    asked = TestClient(make_api(lambda: versions[0], no_store, {}))
    tag = asked.get("/v1/licences").headers["etag"]
    fewer = {key: record for key, record in real_catalog.licences.items() if key != "mit"}
    versions[0] = replace(real_catalog, version="another", licences=fewer)
    assert asked.get("/v1/licences/mit").status_code == 404
    assert asked.get("/v1/licences", headers={"If-None-Match": tag}).status_code == 200


def test_one_client_that_calls_too_often_waits_and_others_do_not(real_catalog: Catalog) -> None:
    token = new_token()
    asked = client(real_catalog, WEIGHBRIDGE_API_RATE="2/minute", WEIGHBRIDGE_API_TOKENS=f"ana:{digest(token)},bo:{digest('other')}")
    ana, bo = ({"Authorization": f"Bearer {each}"} for each in (token, "other"))
    assert [asked.get("/v1/licences/mit", headers=ana).status_code for _ in range(3)] == [200, 200, 429]
    refused = asked.get("/v1/licences/mit", headers=ana)
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert asked.get("/v1/licences/mit", headers=bo).status_code == 200


def test_with_tokens_set_only_their_holders_are_answered(real_catalog: Catalog) -> None:
    token = new_token()
    asked = client(real_catalog, WEIGHBRIDGE_API_TOKENS=f"ana:{digest(token)}")
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {token}"}, {"Authorization": "Bearer"}):
        refused = asked.get("/v1/models", headers=header)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert token not in refused.text
    assert asked.get("/v1/models", headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_where_visitors_must_sign_in_calls_without_a_token_are_refused_even_if_none_is_set(real_catalog: Catalog) -> None:
    refused = client(real_catalog, needs_token=True).post("/v1/recommend", json={})
    assert refused.status_code == 401
    assert "WEIGHBRIDGE_API_TOKENS" in refused.json()["faults"][0]


def test_other_origins_are_told_nothing_unless_the_deployment_names_them(real_catalog: Catalog) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    assert "access-control-allow-origin" not in client(real_catalog).get("/v1/licences/mit", headers=origin).headers
    named = client(real_catalog, WEIGHBRIDGE_API_ORIGINS="https://elsewhere.example")
    assert named.get("/v1/licences/mit", headers=origin).headers["access-control-allow-origin"] == origin["Origin"]
    assert "access-control-allow-origin" not in named.get("/v1/licences/mit", headers={"Origin": "https://third.example"}).headers
    assert "ETag" in named.get("/v1/licences/mit", headers=origin).headers["access-control-expose-headers"]
    asked = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    assert named.options("/v1/licences/mit", headers=asked).status_code == 200


@pytest.mark.parametrize("entries", ["ana", "ana:123", f":{'0' * 64}", f"ana:{'0' * 64},ana:{'1' * 64}", f"ana:{'Z' * 64}"])
def test_tokens_that_cannot_be_read_stop_the_start_without_being_shown(entries: str) -> None:
    with pytest.raises(AccessError) as error:
        read_tokens({"WEIGHBRIDGE_API_TOKENS": entries})
    assert "WEIGHBRIDGE_API_TOKENS" in str(error.value)
    assert "0000" not in str(error.value)


def test_a_rate_that_cannot_be_read_says_what_to_write() -> None:
    with pytest.raises(AccessError, match="60/minute"):
        Rate({"WEIGHBRIDGE_API_RATE": "often"})


def test_the_api_is_made_at_the_first_call_and_only_once(real_catalog: Catalog) -> None:
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return make_api(lambda: real_catalog, no_store, {})

    asked = TestClient(Api(make))  # type: ignore[arg-type]
    assert made == []
    assert asked.get("/v1/licences/mit").status_code == asked.get("/v1/licences/mit").status_code == 200
    assert made == [1]


def test_a_fault_of_ours_is_answered_in_the_form_of_all_faults() -> None:
    def lost() -> Catalog:
        raise OSError("the disk is gone")

    broken = TestClient(make_api(lost, no_store, {}, False), raise_server_exceptions=False)
    answer = broken.get("/v1/licences")
    assert (answer.status_code, answer.json()) == (500, {"faults": ["The server could not answer this. Its log says why."]})
