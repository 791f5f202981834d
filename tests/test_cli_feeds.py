"""The commands about feeds: what a refresh says and how it exits, and the review list."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import cli
from catalog import refresh as refreshing
from catalog import review
from catalog.decisions import rejection_of
from catalog.refresh import FeedOutcome, Refreshed
from catalog.refresh_lock import AlreadyRefreshingError
from catalog.schema import Alias, HeldUpdate

DAY = date(2026, 11, 21)
HELD = HeldUpdate(
    feed="litellm", provider="openai", key="gpt-6-sol", field="usd_per_mtok_in", before="5", since=date(2026, 11, 20), after="50",
    why="the price moved 10-fold", seen=DAY,
)  # fmt: skip
GOOD = FeedOutcome("litellm", "fetched", DAY, "", 1, 5_651, 5_375, 1, 0.4)
BAD = FeedOutcome("openrouter", "failed", None, "openrouter.ai/api/v1/models: the server answers 500 after 3 tries")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("commands.catalog.os.nice", lambda _: 0)  # the tests go on afterwards

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main(["catalog", *arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return status, printed.out, printed.err

    return command


def ends_with(monkeypatch: pytest.MonkeyPatch, done: Refreshed | Exception) -> list[Any]:
    """What a refresh will come to; the feeds it was asked for."""
    asked: list[Any] = []

    def refresh(data: Any, feeds: Any, say: Callable[[str], None]) -> Refreshed:
        asked.extend(feeds)
        say("LiteLLM: asking")
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(refreshing, "refresh", refresh)
    return asked


def test_a_refresh_without_failures_exits_with_0(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ends_with(monkeypatch, Refreshed((GOOD,), "2026-11-21-abc", (HELD,), ("x now says y",), 3.2))
    status, out, err = run("refresh", "litellm")
    assert (status, asked) == (0, ["litellm"])
    assert "2026-11-21-abc published" in out
    assert "1 changes wait for confirmation" in out
    assert "x now says y" in out
    assert "asking" in err


def test_a_feed_that_fails_is_named_and_the_exit_is_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, Refreshed((GOOD, BAD), "2026-11-21-abc"))
    status, out, _ = run("refresh")
    assert status == 3
    assert "never fetched" in out
    assert "the server answers 500" in out


def test_the_outcome_as_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, Refreshed((GOOD, BAD), None, (HELD,)))
    status, out, _ = run("refresh", "--format", "json")
    found = json.loads(out)
    assert (status, found["failed"], found["version"]) == (3, ["openrouter"], None)
    assert [feed["snapshot"] for feed in found["feeds"]] == ["2026-11-21", None]
    assert found["held"][0]["after"] == "50"


def test_nothing_new_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, Refreshed((GOOD,)))
    assert "the catalog stays as it was" in run("refresh")[1]


def test_a_second_refresh_exits_with_4(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, AlreadyRefreshingError("Another refresh is running (process 7)."))
    status, out, err = run("refresh")
    assert (status, out) == (4, "")
    assert "process 7" in err


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "/data"), ValueError("held.json cannot be read")])
def test_what_keeps_a_refresh_from_ending_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    ends_with(monkeypatch, error)
    status, out, err = run("refresh")
    assert (status, out) == (2, "")
    assert "could not be refreshed" in err


def test_held_prices_of_one_key_are_told_apart_by_tier_and_place() -> None:
    held = [HELD, HELD.model_copy(update={"tier": "batch"}), HELD.model_copy(update={"tier": "priority", "place": "eu"})]
    assert [row["what"] for row in review.rows((), held)] == [
        "usd_per_mtok_in",
        "usd_per_mtok_in (batch)",
        "usd_per_mtok_in (priority, eu)",
    ]


def test_the_review_list_can_be_narrowed(run: Run) -> None:
    status, out, _ = run("review", "--format", "json", "--feed", "litellm", "--kind", "unmatched", "--limit", "3")
    found = json.loads(out)
    assert (status, len(found["rows"])) == (0, 3)
    assert found["count"] > 1_000
    assert {row["kind"] for row in found["rows"]} == {"unmatched"}
    assert all(row["key"].startswith("litellm:") and row["candidates"] for row in found["rows"]), "near misses come first"
    assert "3 of " in run("review", "--limit", "3")[1]
    assert json.loads(run("review", "--format", "json", "--kind", "held")[1])["count"] == 0


def test_accepting_and_confirming_answer_with_what_was_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Built:
        version = "2026-11-21-def"

    given: list[Any] = []

    def accept(data: Any, key: Any, model_id: str, kind: str) -> tuple[Alias, Any]:
        given.append((str(key), model_id, kind))
        return Alias(model_id=model_id, source=key.feed, provider=key.provider, key=key.key, match="pointer"), Built

    monkeypatch.setattr(review, "accept", accept)
    monkeypatch.setattr(review, "confirm", lambda data, keys: ([HELD], Built))
    status, out, _ = run("review", "--accept", "litellm:openai/gpt-latest", "openai/gpt-6-sol", "--as", "pointer")
    assert (status, given) == (0, [("litellm:openai/gpt-latest", "openai/gpt-6-sol", "pointer")])
    assert json.loads(out)["accepted"]["key"] == "gpt-latest"
    asked: list[object] = []
    monkeypatch.setattr(review, "reject", lambda data, keys: (asked.extend(map(str, keys)) or [rejection_of(HELD)], Built))
    status, out, _ = run("review", "--reject", "litellm:openai/gpt-6-sol", "litellm:openai/a b")
    assert (status, asked) == (0, ["litellm:openai/gpt-6-sol", "litellm:openai/a b"])
    assert (json.loads(out)["rejected"][0]["field"], json.loads(out)["version"]) == ("usd_per_mtok_in", Built.version)
    status, out, _ = run("review", "--confirm", "litellm:openai/gpt-6-sol")
    assert (status, json.loads(out)["version"]) == (0, "2026-11-21-def")
