"""One request: what is taken for an answer, what is tried again, and what is refused."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from dataclasses import replace

import feed_server as wrong
import pytest
from feed_server import FeedServer, feed_server

from catalog.fetch import PLAIN_HTTP_HOSTS, Answer, Fetcher, FetchError, Patience, Validators

CALM = Patience(connect_s=20, read_s=20, answer_s=60, tries=3, pause_s=1.0, longest_wait_s=60.0, bytes=2**20)
"""Long waits, so that a busy machine fails no test; what is about time says so."""
PATH = "/list.json"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with feed_server() as running:
        running.parts[PATH] = {"models": [1, 2, 3]}
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


def get(server: FeedServer, waits: list[float], path: str = PATH, patience: Patience = CALM, **more: object) -> Answer:
    with Fetcher(patience, sleep=waits.append, environ={}) as fetcher:
        return fetcher.get(server.origin + path, **more)  # type: ignore[arg-type]


def test_the_answer_is_unpacked_and_the_project_named(server: FeedServer, waits: list[float]) -> None:
    answer = get(server, waits)
    assert answer.body == b'{"models": [1, 2, 3]}'
    asked = server.headers[PATH]
    assert asked["User-Agent"].startswith("weighbridge/")
    assert asked["Accept-Encoding"] == "gzip"
    assert waits == []


def test_an_answer_that_is_known_is_not_sent_again(server: FeedServer, waits: list[float]) -> None:
    server.tags = True
    validators = get(server, waits).validators
    assert validators.etag
    again = get(server, waits, validators=validators)
    assert (again.body, again.unchanged) == (None, True)
    assert server.headers[PATH]["If-None-Match"] == validators.etag


def test_the_last_change_is_named_where_there_is_no_tag(server: FeedServer, waits: list[float]) -> None:
    day = "Fri, 20 Nov 2026 08:00:00 GMT"
    server.wrong[PATH] = wrong.changed(bytes, Last_Modified=day)
    assert get(server, waits).validators == Validators("", day)
    get(server, waits, validators=Validators("", day))
    assert server.headers[PATH]["If-Modified-Since"] == day


def test_unchanged_without_being_asked_is_no_answer(server: FeedServer, waits: list[float]) -> None:
    server.wrong[PATH] = wrong.status(304)
    with pytest.raises(FetchError, match="304"):
        get(server, waits)


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again_with_growing_pauses(server: FeedServer, waits: list[float], code: int) -> None:
    server.wrong[PATH] = wrong.first(wrong.status(code), 2)
    assert get(server, waits).body
    assert server.asked[PATH] == 3
    assert 1.0 <= waits[0] <= 1.5
    assert 2.0 <= waits[1] <= 3.0


def test_the_server_says_how_long_to_wait(server: FeedServer, waits: list[float]) -> None:
    server.wrong[PATH] = wrong.first(wrong.status(429, Retry_After="7"))
    assert get(server, waits).body
    assert waits == [7.0]


def test_a_day_to_wait_until_is_understood(server: FeedServer, waits: list[float]) -> None:
    server.wrong[PATH] = wrong.first(wrong.status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    assert get(server, waits).body
    assert waits == [0.0]


@pytest.mark.parametrize("asked", ["3600", "Fri, 20 Nov 2099 08:00:00 GMT", "9" * 40])
def test_nobody_waits_an_hour(server: FeedServer, waits: list[float], asked: str) -> None:
    server.wrong[PATH] = wrong.status(429, Retry_After=asked)
    with pytest.raises(FetchError, match="429"):
        get(server, waits)
    assert (waits, server.asked[PATH]) == ([], 1)


@pytest.mark.parametrize("asked", ["soon", "-5", "1.5", "\u0665"])
def test_an_unreadable_wait_is_none(server: FeedServer, waits: list[float], asked: str) -> None:
    server.wrong[PATH] = wrong.first(wrong.status(503, Retry_After=asked.encode("utf-8").decode("latin-1")))
    assert get(server, waits).body
    assert 1.0 <= waits[0] <= 1.5


PASSING = {"broken off": wrong.broken_off, "packed halfway": wrong.packed_halfway, "500": wrong.status(500)}
LASTING = {
    "page": (wrong.page, "a page for people"),
    "page called JSON": (wrong.page_called_json, "not JSON"),
    "half the JSON": (wrong.changed(lambda body: body[: len(body) // 2]), "not JSON"),
    "deep": (wrong.changed(lambda _: b"[" * 200_000), "not JSON"),
    "empty": (wrong.changed(lambda _: b""), "not JSON"),
    "bomb": (wrong.bomb, "larger than 1 MB"),
    "100 MB announced": (wrong.announced_100_mb, "larger than 1 MB"),
    "100 MB sent": (wrong.sent_100_mb, "larger than 1 MB"),
    "not packed as it says": (wrong.changed(bytes, Content_Encoding="gzip"), "cannot be unpacked"),
    "packed otherwise": (wrong.changed(bytes, Content_Encoding="br"), "not asked for"),
    "404": (wrong.status(404), "404"),
    "403": (wrong.status(403), "another key"),
    "other host": (wrong.redirected("http://localhost:1/list.json"), "another place"),
    "other port": (wrong.redirected("http://127.0.0.1:1/list.json"), "another place"),
    "other scheme": (wrong.redirected("file:///etc/passwd"), "another place"),
    "other user": (wrong.redirected("//evil.example/list.json"), "another place"),
    "nowhere": (wrong.redirected(""), "another place"),
    "in circles": (wrong.redirected(PATH), "more than 3 times"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_may_pass_is_tried_three_times(server: FeedServer, waits: list[float], name: str) -> None:
    server.wrong[PATH] = PASSING[name]
    with pytest.raises(FetchError, match="after 3 tries"):
        get(server, waits)
    assert server.asked[PATH] == 3


@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_lasts_is_given_up_at_once(server: FeedServer, waits: list[float], name: str) -> None:
    misbehaviour, said = LASTING[name]
    server.wrong[PATH] = misbehaviour
    with pytest.raises(FetchError, match=said) as caught:
        get(server, waits)
    assert waits == []
    assert str(caught.value).startswith("127.0.0.1/list.json")


def test_a_server_that_says_nothing_is_left_after_three_tries(server: FeedServer, waits: list[float]) -> None:
    server.wrong[PATH] = wrong.silent
    with pytest.raises(FetchError, match="no answer in time after 3 tries"):
        get(server, waits, patience=replace(CALM, read_s=0.05))


def test_an_answer_that_never_ends_is_left_although_something_always_comes(server: FeedServer, waits: list[float]) -> None:
    server.wrong[PATH] = wrong.trickle
    seconds = itertools.count(step=10.0)
    watch = Fetcher(CALM, sleep=waits.append, clock=lambda: next(seconds), environ={})
    with watch as fetcher, pytest.raises(FetchError, match="takes longer than 60 s"):
        fetcher.get(server.origin + PATH)


def test_a_move_within_the_host_is_followed(server: FeedServer, waits: list[float]) -> None:
    server.parts["/moved.json"] = {"here": 1}
    server.wrong[PATH] = wrong.redirected("/moved.json")
    assert get(server, waits).body == b'{"here": 1}'


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_one_of_many_may_be_missing(server: FeedServer, waits: list[float], code: int) -> None:
    server.wrong[PATH] = wrong.status(code)
    assert get(server, waits, may_be_absent=True) == Answer(None, absent=True)


def test_a_server_without_tls_is_refused_where_tls_is_asked_for(server: FeedServer, waits: list[float]) -> None:
    with Fetcher(CALM, sleep=waits.append, environ={}) as fetcher, pytest.raises(FetchError, match="no secure connection"):
        fetcher.get(server.origin.replace("http://", "https://") + PATH)


@pytest.mark.parametrize("url", ["http://feeds.example/list.json", "http://10.0.0.1/x", "http://127.0.0.1.evil.example/x"])
def test_nobody_is_asked_without_tls(waits: list[float], url: str) -> None:
    with Fetcher(CALM, sleep=waits.append, environ={}) as fetcher, pytest.raises(FetchError, match="not asked without TLS"):
        fetcher.get(url)


@pytest.mark.parametrize("url", ["ftp://feeds.example/x", "file:///etc/passwd", "feeds.example", "", "https:///x"])
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with Fetcher(CALM, environ={}) as fetcher, pytest.raises(FetchError, match="not a web address"):
        fetcher.get(url)


def test_a_proxy_of_the_environment_is_used_for_a_host_allowed_without_tls(
    server: FeedServer, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.origin)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.parts["http://mirror.example/list.json"] = {"by": "proxy"}
    with Fetcher(CALM, sleep=waits.append, environ={PLAIN_HTTP_HOSTS: "mirror.example, other.example"}) as fetcher:
        assert fetcher.get("http://mirror.example/list.json").body == b'{"by": "proxy"}'


def test_passwords_of_the_user_stay_at_home(server: FeedServer, waits: list[float], tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.wrong[PATH] = wrong.changed(bytes, Set_Cookie="track=me")
    get(server, waits)
    get(server, waits)
    assert "Authorization" not in server.headers[PATH]
    assert "Cookie" not in server.headers[PATH]


def test_a_packed_answer_of_allowed_size_is_read_to_its_end(server: FeedServer, waits: list[float]) -> None:
    body = b"[" + b"1," * 400_000 + b"1]"
    server.wrong[PATH] = wrong.changed(lambda _: gzip.compress(body), Content_Encoding="gzip")
    assert get(server, waits).body == body
