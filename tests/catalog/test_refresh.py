"""Refreshing: news are taken over, every feed that misbehaves keeps its last good list and is named, and nothing is half applied."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import feed_server as wrong
import pytest
from feed_answers import ANSWERS, WANTED, answers, snapshot
from feed_server import FeedServer, feed_server
from small_world import evidence, facts, model

from catalog import refresh as refreshing
from catalog.build import CatalogVersion, build_from
from catalog.curated import Facts
from catalog.decisions import Decisions, read_decisions
from catalog.entries import FeedEntry
from catalog.feed_corrections import correct
from catalog.feed_requests import address_variable
from catalog.feed_state import read_states
from catalog.feeds import FEED, FEEDS, translate
from catalog.fetch import Fetcher, Patience
from catalog.publish import POINTER
from catalog.refresh import FeedOutcome, Refreshed, as_json, refresh
from catalog.refresh_lock import AlreadyRefreshingError, refresh_lock
from catalog.refresh_lock import refreshing as who_refreshes
from catalog.schema import Openness
from catalog.sources import read_sources, snapshot_folders

DAYS = [date(2026, 11, n) for n in (21, 22, 23, 24)]
CALM = Patience(connect_s=20, read_s=20, answer_s=60, tries=2, pause_s=0, longest_wait_s=5, bytes=2**20)
"""Long waits, so that a busy machine fails no test; sizes and numbers of tries small."""
NAMES = [feed.name for feed in FEEDS]


class World:
    """A data folder, a server that plays all feeds, and a refresh of a small catalog from them."""

    def __init__(self, data: Path, server: FeedServer) -> None:
        self.data, self.server, self.waits = data, server, []
        self.said: list[str] = []
        self.patience = CALM
        self.environ = {address_variable(feed): f"{server.origin}/{feed.name}" for feed in FEEDS}
        self.environ["ARTIFICIAL_ANALYSIS_API_KEY"] = "secret-key"
        for feed in FEEDS:
            self.serve(feed.name, answers(feed.name))

    def serve(self, feed: str, parts: Mapping[str, Any]) -> None:
        for path in [path for path in self.server.parts if path.startswith(f"/{feed}/")]:
            del self.server.parts[path]
        self.server.parts |= {f"/{feed}{path}": part for path, part in parts.items()}

    def misbehave(self, feed: str, how: wrong.Misbehaviour) -> str:
        """The first answer of a feed goes wrong; its path."""
        path = f"/{feed}{next(iter(ANSWERS[feed]))}"
        self.server.wrong[path] = how
        return path

    def refresh(self, *feeds: str, day: date = DAYS[0], **more: Any) -> Refreshed:
        fetcher = Fetcher(self.patience, sleep=self.waits.append, environ=self.environ)
        return refresh(
            self.data, feeds, fetcher=fetcher, facts=self.facts, build=more.pop("build", self.build), today=lambda: day, say=self.said.append,
            environ=self.environ, **more,
        )  # fmt: skip

    def facts(self) -> Facts:
        world = facts()
        weights = {f"weights/{i}": model(f"weights/{i}", Openness.OPEN_WEIGHTS, hf_id=name) for i, name in enumerate(WANTED)}
        return replace(world, models={**world.models, **weights})

    def build(self, world: Facts, data: Path, commit: Callable[[], None], decisions: Decisions, folders: Sequence[Path]) -> CatalogVersion:
        """A catalog that is nothing but a file named after what it would be built from; `built` makes a real one."""
        sources = read_sources(tuple(folders)).with_held(decisions.held)
        spent = correct(sources.entries, world.corrections, [r.feed for r in sources.reports]).spent
        commit()
        version = f"{sources.newest}-{hashlib.sha256(repr(sources).encode()).hexdigest()[:12]}"
        (data / f"catalog-{version}.duckdb").touch()
        (data / POINTER).write_text(f"catalog-{version}.duckdb\n")
        return CatalogVersion(version, data / f"catalog-{version}.duckdb", sources.newest, {}, {}, spent)

    def built(self, world: Facts, data: Path, commit: Callable[[], None], decisions: Decisions, folders: Sequence[Path]) -> CatalogVersion:
        return build_from(world, data, snapshots=tuple(folders), commit=commit, decisions=decisions, fit=evidence)

    def stored(self, feed: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.data / "snapshots" / feed).glob("*.json"))}

    def current(self) -> str:
        return (self.data / POINTER).read_text().strip() if (self.data / POINTER).exists() else ""

    def files(self) -> list[str]:
        return sorted(str(p.relative_to(self.data)) for p in self.data.rglob("*") if p.is_file() and not p.name.startswith("price-ledger"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    # the embedded lists are large and have tests of their own: here the baseline is one small list, so that the world is small
    baseline = tmp_path / "baseline"
    (baseline / "litellm").mkdir(parents=True)
    (baseline / "litellm" / "2026-11-20.json").write_bytes(snapshot("litellm"))
    monkeypatch.setattr(refreshing, "SNAPSHOTS", baseline)
    monkeypatch.setattr("catalog.sources.SNAPSHOTS", baseline)
    with feed_server() as server:
        yield World(tmp_path / "data", server)


def outcome(done: Refreshed, feed: str) -> FeedOutcome:
    (one,) = [o for o in done.outcomes if o.feed == feed]
    return one


# --- what should happen ----------------------------------------------------------------------------------------------


def test_every_feed_is_fetched_stored_and_built_from(world: World) -> None:
    done = world.refresh(build=world.built)
    assert {o.feed: o.status for o in done.outcomes} == {name: "unchanged" if name == "litellm" else "fetched" for name in NAMES}
    assert done.failed == ()
    assert world.current() == f"catalog-{done.version}.duckdb"
    assert done.version is not None
    assert done.version.startswith("2026-11-21-")
    for name in NAMES:
        assert translate(FEED[name], world.stored(name)["2026-11-21.json"], DAYS[0]).report.faults == ()
    assert {state.error for state in read_states(world.data).values()} == {""}


def test_only_the_named_feeds_are_asked(world: World) -> None:
    done = world.refresh("llm_prices")
    assert [o.feed for o in done.outcomes] == ["llm_prices"]
    assert all(path.startswith("/llm_prices/") for path in world.server.asked)


def test_the_key_goes_to_its_feed_alone(world: World) -> None:
    world.refresh()
    sent = {path for path, headers in world.server.headers.items() if "secret-key" in str(headers)}
    assert sent == {"/artificial_analysis/api/v2/data/llms/models"}
    assert "secret-key" not in "".join(p.read_text(errors="replace") for p in world.data.rglob("*.json"))


def test_a_feed_without_its_key_is_left_out_and_that_is_no_failure(world: World) -> None:
    del world.environ["ARTIFICIAL_ANALYSIS_API_KEY"]
    done = world.refresh("artificial_analysis")
    assert outcome(done, "artificial_analysis").status == "no_key"
    assert "ARTIFICIAL_ANALYSIS_API_KEY" in outcome(done, "artificial_analysis").error
    assert done.failed == ()
    assert not world.server.asked


def test_a_second_refresh_of_a_day_asks_for_changes_and_publishes_nothing(world: World) -> None:
    world.server.tags = True
    first = world.refresh()
    world.server.asked.clear()
    again = world.refresh()
    assert again.version is None
    assert {o.status for o in again.outcomes} == {"unchanged"}
    assert world.current() == f"catalog-{first.version}.duckdb"
    assert all("If-None-Match" in headers for path, headers in world.server.headers.items() if world.server.body(path))


def test_on_a_later_day_an_unchanged_list_is_of_that_day(world: World) -> None:
    world.server.tags = True
    for day in DAYS:
        done = world.refresh(day=day)
    assert outcome(done, "openrouter").status == "unchanged"
    assert outcome(done, "openrouter").snapshot == DAYS[-1]
    assert list(world.stored("openrouter")) == ["2026-11-21.json", "2026-11-24.json"], "equal lists in between are not kept"


def test_a_model_that_a_hub_no_longer_shows_is_no_failure(world: World) -> None:
    parts = answers("huggingface")
    parts[next(iter(parts))] = None
    world.serve("huggingface", parts)
    assert outcome(world.refresh("huggingface"), "huggingface").status == "fetched"


# --- misbehaviour of any feed ----------------------------------------------------------------------------------------


def renamed_keys(body: bytes) -> bytes:
    """The keys that carry figures have other names."""
    text = body.decode()
    for key in ("input_cost_per_", "output_cost_per_", "cache_", "prices", "models", "cost", "pricing", "data", "input", "parameters", "cardData",
                "license", "gated", "lastModified", "config", "evaluations", "median_"):  # fmt: skip
        text = text.replace(f'"{key}', f'"renamed_{key}')
    return text.encode()


MISBEHAVIOURS: dict[str, wrong.Misbehaviour] = {
    "timeout": wrong.silent,
    "429 for an hour": wrong.status(429, Retry_After="3600"),
    "500": wrong.status(500),
    "broken off": wrong.broken_off,
    "truncated JSON": wrong.changed(lambda body: body[: len(body) // 2]),
    "page instead of JSON": wrong.page,
    "gzip bomb": wrong.bomb,
    "100 MB": wrong.sent_100_mb,
    "100 MB announced": wrong.announced_100_mb,
    "renamed keys": wrong.changed(renamed_keys),
    "nothing": wrong.changed(lambda _: b"{}"),
    "null": wrong.changed(lambda _: b"null"),
    "redirect to another host": wrong.redirected("https://evil.example/list.json"),
}  # fmt: skip


@pytest.mark.parametrize("feed", NAMES)
@pytest.mark.parametrize("how", MISBEHAVIOURS)
def test_a_feed_that_misbehaves_keeps_its_last_list_and_is_named(world: World, feed: str, how: str) -> None:
    world.refresh(feed)
    before, catalog = world.stored(feed), world.current()
    world.misbehave(feed, MISBEHAVIOURS[how])
    if how == "timeout":
        world.patience = replace(CALM, read_s=0.1)
    if how == "renamed keys" and feed == "huggingface":
        for path in ANSWERS[feed]:
            world.server.wrong[f"/{feed}{path}"] = MISBEHAVIOURS[how]
    asked = world.server.asked.total()
    done = world.refresh(feed, day=DAYS[1])
    failed = outcome(done, feed)
    assert failed.status == "failed"
    assert failed.error
    assert failed.requests == world.server.asked.total() - asked > 0
    assert failed.snapshot == DAYS[0]
    assert done.failed == (feed,)
    assert (world.stored(feed), world.current(), done.version) == (before, catalog, None)
    assert read_states(world.data)[feed].error == failed.error
    assert any(FEED[feed].publisher in line and "21 Nov 2026 stays" in line for line in world.said)


@pytest.mark.parametrize("feed", NAMES)
def test_missing_tls_is_refused(world: World, feed: str) -> None:
    world.environ[address_variable(FEED[feed])] = world.server.origin.replace("http://", "https://")
    assert "no secure connection" in outcome(world.refresh(feed), feed).error
    world.environ[address_variable(FEED[feed])] = "http://feeds.example"
    assert "without TLS" in outcome(world.refresh(feed), feed).error
    assert not world.server.asked


@pytest.mark.parametrize("feed", NAMES)
def test_a_busy_server_is_waited_for(world: World, feed: str) -> None:
    path = world.misbehave(feed, wrong.first(wrong.status(429, Retry_After="2")))
    assert outcome(world.refresh(feed), feed).status in ("fetched", "unchanged")
    assert (world.waits, world.server.asked[path]) == ([2.0], 2)


@pytest.mark.parametrize("feed", [feed.name for feed in FEEDS if feed.in_parts])
def test_a_feed_of_several_answers_is_whole_or_not_at_all(world: World, feed: str) -> None:
    last = [path for path, part in ANSWERS[feed].items() if part is not None][-1]
    world.server.wrong[f"/{feed}{last}"] = wrong.status(500)
    done = world.refresh(feed)
    assert outcome(done, feed).status == "failed"
    assert world.stored(feed) == {}


def multiplied(value: Any, factor: float) -> Any:
    """Every price in an answer times a factor, in whatever form the feed writes prices."""
    money = {
        "prompt",
        "completion",
        "input",
        "output",
        "input_mtok",
        "output_mtok",
        "input_cost_per_token",
        "output_cost_per_token",
        "input_cached",
    }
    if isinstance(value, dict):
        return {k: times(v, factor) if k in money and isinstance(v, (int, float, str)) else multiplied(v, factor) for k, v in value.items()}
    return [multiplied(child, factor) for child in value] if isinstance(value, list) else value


def times(value: float | str, factor: float) -> float | str:
    return f"{float(value) * factor:.12f}" if isinstance(value, str) else value * factor


PRICED = [feed.name for feed in FEEDS if feed.entries]


def priced(world: World, feed: str, day: date) -> dict[tuple[str, str, str], FeedEntry]:
    """What a build would use of the newest list: by provider, key and tier."""
    used = read_sources(snapshot_folders(world.data)).with_held(read_decisions(world.data).held)
    return {(e.provider, e.key, e.tier): e for e in used.entries if e.feed == feed and e.unit == "mtok" and e.zone is None}


@pytest.mark.parametrize("feed", PRICED)
@pytest.mark.parametrize("factor", [-1, 5.5, 1000, 1e9, 0.1], ids=["negative", "5.5-fold", "1000-fold", "absurd", "a tenth"])
def test_odd_prices_wait_and_the_known_ones_stay(world: World, feed: str, factor: float) -> None:
    world.refresh(feed)
    before = priced(world, feed, DAYS[0])
    parts = {path: multiplied(copy.deepcopy(part), factor) for path, part in answers(feed).items()}
    world.serve(feed, parts)
    done = world.refresh(feed, day=DAYS[1])
    after = priced(world, feed, DAYS[1])
    if outcome(done, feed).status == "failed":  # nearly every price is unreadable: the list is broken
        assert "lines with a price" in outcome(done, feed).error or "no figure" in outcome(done, feed).error
    else:
        assert outcome(done, feed).held > 0
        assert {u.feed for u in done.held} == {feed}
    for line, entry in before.items():
        if entry.usd_per_mtok_in is not None:
            assert after[line].usd_per_mtok_in == entry.usd_per_mtok_in, line
            assert after[line].usd_per_mtok_out == entry.usd_per_mtok_out, line


def test_a_price_that_moves_fourfold_is_news(world: World) -> None:
    world.refresh("llm_prices")
    world.serve("llm_prices", {path: multiplied(part, 0.25) for path, part in answers("llm_prices").items()})
    done = world.refresh("llm_prices", day=DAYS[1])
    assert done.held == ()
    assert priced(world, "llm_prices", DAYS[1])["anthropic", "claude-opus-5-5", "standard"].usd_per_mtok_in == 1


def one_price(world: World, value: float, day: date) -> Refreshed:
    parts = answers("llm_prices")
    parts["/current-v1.json"]["prices"][0]["input"] = value
    world.serve("llm_prices", parts)
    return world.refresh("llm_prices", day=day)


def opus(world: World, day: date) -> tuple[float | None, date]:
    entry = priced(world, "llm_prices", day)["anthropic", "claude-opus-5-5", "standard"]
    return entry.usd_per_mtok_in, entry.seen


def test_a_held_price_keeps_its_day_and_its_first_day_of_waiting_until_the_list_goes_back(world: World) -> None:
    world.refresh("llm_prices")
    (held,) = one_price(world, 40, DAYS[1]).held
    assert (held.field, held.before, held.after, held.since, held.seen) == ("usd_per_mtok_in", "4", "40", DAYS[0], DAYS[1])
    assert "10-fold" in held.why
    assert opus(world, DAYS[1]) == (4.0, DAYS[0])
    (held,) = one_price(world, 40, DAYS[2]).held
    assert held.seen == DAYS[1]
    assert opus(world, DAYS[2]) == (4.0, DAYS[0])
    assert one_price(world, 4, DAYS[3]).held == ()
    assert opus(world, DAYS[3]) == (4.0, DAYS[3])


def test_what_waits_is_compared_with_the_figure_in_use_not_with_the_last_list(world: World) -> None:
    world.refresh("llm_prices")
    one_price(world, 40, DAYS[1])
    (held,) = one_price(world, 100, DAYS[2]).held
    assert (held.before, held.after, held.seen) == ("4", "100", DAYS[2])
    assert opus(world, DAYS[2]) == (4.0, DAYS[0])


def test_other_lines_of_a_list_with_an_odd_one_are_taken_over(world: World) -> None:
    world.refresh("llm_prices")
    parts = answers("llm_prices")
    parts["/current-v1.json"]["prices"][0]["input"] = 40
    parts["/current-v1.json"]["prices"][3]["input"] = 0.3
    world.serve("llm_prices", parts)
    done = world.refresh("llm_prices", day=DAYS[1])
    assert [u.key for u in done.held] == ["claude-opus-5-5"]
    assert priced(world, "llm_prices", DAYS[1])["deepseek", "deepseek-chat", "standard"].usd_per_mtok_in == 0.3


def test_a_limit_that_shrinks_and_a_licence_that_changes_wait(world: World) -> None:
    world.refresh("models_dev", "huggingface")
    listing, hub = answers("models_dev"), answers("huggingface")
    listing["/api.json"]["anthropic"]["models"]["claude-sonnet-4-5"]["limit"]["context"] = 100_000
    card = hub[next(iter(hub))]
    card["cardData"]["license"], card["safetensors"]["parameters"] = "other", {"BF16": 500_000_000_000}
    world.serve("models_dev", listing)
    world.serve("huggingface", hub)
    done = world.refresh("models_dev", "huggingface", day=DAYS[1])
    assert {(u.field, u.before, u.after) for u in done.held} == {
        ("context_tokens", "200000", "100000"),
        ("licence", "apache-2.0", "other"),
        ("parameters_b", "235.094", "500"),
    }


@pytest.mark.parametrize("feed", PRICED)
def test_a_line_listed_twice_with_two_prices_keeps_the_known_one(world: World, feed: str) -> None:
    world.refresh(feed)
    before = priced(world, feed, DAYS[0])

    def doubled(value: Any) -> Any:
        """Lists of lines hold each line again at another price; objects cannot, so theirs is written by hand."""
        if isinstance(value, dict):
            return {k: doubled(v) for k, v in value.items()}
        if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
            return [*map(doubled, value), *multiplied(copy.deepcopy(value), 2)]
        return [doubled(child) for child in value] if isinstance(value, list) else value

    def twice(body: bytes) -> bytes:
        if feed not in ("litellm", "models_dev"):
            return json.dumps(doubled(json.loads(body))).encode()
        text, again = body.decode(), json.dumps(multiplied(json.loads(body), 2))
        return (text.rstrip("}") + ", " + again.lstrip("{")).encode() if feed == "litellm" else text.replace(
            '"claude-sonnet-4-5": {', '"claude-sonnet-4-5": {"id": "x"}, "claude-sonnet-4-5": {', 1).encode()  # fmt: skip

    path = world.misbehave(feed, wrong.changed(twice))
    done = world.refresh(feed, day=DAYS[1])
    assert world.server.asked[path] == 2
    after = priced(world, feed, DAYS[1])
    for line, entry in before.items():
        if entry.usd_per_mtok_in is not None:
            assert after[line].usd_per_mtok_in == entry.usd_per_mtok_in, line
    assert outcome(done, feed).status == "failed" or done.held


# --- the whole of it -------------------------------------------------------------------------------------------------


def test_feeds_that_fail_do_not_keep_the_others_from_being_used(world: World) -> None:
    world.misbehave("openrouter", wrong.status(500))
    world.misbehave("huggingface", wrong.page)
    done = world.refresh()
    assert set(done.failed) == {"openrouter", "huggingface"}
    assert done.version is not None
    assert list(world.stored("models_dev")) == ["2026-11-21.json"]
    assert as_json(done)["failed"] == list(done.failed)


def test_without_any_network_everything_stays(world: World) -> None:
    first = world.refresh()
    world.environ |= {address_variable(feed): "http://127.0.0.1:1" for feed in FEEDS}
    files = world.files()
    done = world.refresh(day=DAYS[1])
    assert set(done.failed) == set(NAMES)
    assert done.version is None
    assert world.files() == files
    assert world.current() == f"catalog-{first.version}.duckdb"


def test_a_build_that_fails_leaves_lists_decisions_and_catalog_as_they_were(world: World) -> None:
    world.refresh("llm_prices")
    files, catalog = world.files(), world.current()
    before = world.stored("llm_prices")

    def broken(*_: Any) -> CatalogVersion:
        raise ValueError("no fit")

    parts = answers("llm_prices")
    parts["/current-v1.json"]["prices"][0]["input"] = 400
    world.serve("llm_prices", parts)
    with pytest.raises(ValueError, match="no fit"):
        world.refresh("llm_prices", day=DAYS[1], build=broken)
    assert (world.files(), world.current(), world.stored("llm_prices")) == (files, catalog, before)
    assert read_decisions(world.data).held == ()


def test_killed_before_the_catalog_is_published_the_lists_are_whole_and_the_old_catalog_serves(world: World) -> None:
    world.refresh("llm_prices")
    catalog = world.current()

    def killed(facts: Facts, data: Path, commit: Callable[[], None], *_: Any) -> CatalogVersion:
        commit()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.refresh("llm_prices", day=DAYS[1], build=killed)
    assert world.current() == catalog
    assert list(world.stored("llm_prices")) == ["2026-11-21.json", "2026-11-22.json"]
    (world.data / ".snapshots-1" / "llm_prices").mkdir(parents=True)  # of a process that was killed
    done = world.refresh("llm_prices", day=DAYS[1])
    assert (outcome(done, "llm_prices").status, world.current()) == ("unchanged", f"catalog-{done.version}.duckdb")
    assert world.current() != catalog
    assert not list(world.data.glob(".snapshots-*"))
    assert world.refresh("llm_prices", day=DAYS[1]).version is None


def test_an_unreadable_list_in_the_folder_is_passed_over(world: World) -> None:
    world.refresh("llm_prices")
    (world.data / "snapshots" / "llm_prices" / "2026-11-22.json").write_bytes(b"half a li")
    done = world.refresh("models_dev", day=DAYS[2])
    assert done.version is not None
    assert outcome(world.refresh("llm_prices", day=DAYS[2]), "llm_prices").status == "unchanged"


@pytest.mark.parametrize("address", ["mirror", "ftp://mirror.example", "https://user:pass@mirror.example", "https://mirror.example/?a=b"])
def test_an_address_that_is_none_is_named(world: World, address: str) -> None:
    world.environ[address_variable(FEED["litellm"])] = address
    error = outcome(world.refresh("litellm"), "litellm").error
    assert "WEIGHBRIDGE_FEED_LITELLM_URL" in error
    assert "pass" not in error.replace("password", "")


def test_corrections_that_upstream_has_made_are_reported(world: World) -> None:
    from catalog.schema import Correction, Origin

    stale = Correction(
        feed="llm_prices", provider="deepseek", key="deepseek-chat", not_ranked=True, upstream={"usd_per_mtok_in": 9.0}, reason="an old price",
        origin=Origin(publisher="test", date=DAYS[0]),
    )  # fmt: skip
    plain = world.facts
    world.facts = lambda: replace(plain(), corrections=(stale,))  # type: ignore[method-assign]
    (said,) = world.refresh("llm_prices").spent
    assert "llm_prices:deepseek/deepseek-chat now says usd_per_mtok_in 0.27 instead of 9.0" in said


# --- one at a time ---------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from catalog.refresh_lock import refresh_lock
with refresh_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "data"), str(Path(refreshing.__file__).parents[1])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_refresh_is_refused_and_told_who_has_the_first(world: World, other_process: subprocess.Popen[str]) -> None:
    with pytest.raises(AlreadyRefreshingError, match=f"process {other_process.pid}"):
        world.refresh()
    assert f"process {other_process.pid}" in who_refreshes(world.data)
    assert not world.server.asked


def test_a_lock_that_a_killed_process_left_is_none(world: World, other_process: subprocess.Popen[str]) -> None:
    other_process.kill()
    other_process.wait()
    assert str(other_process.pid) in (world.data / "refresh.lock").read_text()
    assert who_refreshes(world.data) == ""
    assert world.refresh("llm_prices").version


def test_the_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), refresh_lock(tmp_path):
        raise RuntimeError
    with refresh_lock(tmp_path):
        assert who_refreshes(tmp_path)
    assert who_refreshes(tmp_path) == ""
