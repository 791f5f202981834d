"""The review of fetched lists: what is shown first, and what accepting and confirming do."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from feed_answers import answers, snapshot
from small_world import LITELLM, evidence, facts, provider, snapshots

from catalog import decisions as decided
from catalog import review
from catalog.build import build_from
from catalog.curated_faults import FactsError
from catalog.decisions import read_decisions
from catalog.feeds import FEED, translate
from catalog.held_updates import hold_back
from catalog.refresh_lock import AlreadyRefreshingError, refresh_lock
from catalog.review import (
    Key,
    ReviewError,
    accept,
    accept_command,
    by_importance,
    confirm,
    confirm_command,
    kind_of,
    read_key,
    reject,
    reject_command,
)
from catalog.schema import ReviewItem
from catalog.store import CatalogHandle

DAY, LATER = date(2026, 11, 20), date(2026, 11, 21)
NOBODY = Key("litellm", "nobody", "nobody/knows")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small world in a data folder of its own."""
    folder = tmp_path / "data"
    prices = snapshots(tmp_path / "prices", {**LITELLM, "together_ai/meta/Llama-2": LITELLM["together_ai/meta/Llama"]})

    def build(out_dir: Path):  # type: ignore[no-untyped-def]
        return build_from(facts(), out_dir, snapshots=(prices, out_dir / "snapshots"), fit=evidence)

    monkeypatch.setattr(review, "load_facts", facts)
    monkeypatch.setattr(review, "build_catalog", build)
    monkeypatch.setattr("catalog.sources.SNAPSHOTS", prices)
    build(folder)
    return folder


def names(data: Path) -> dict[str, str | None]:
    handle = CatalogHandle(data)
    try:
        return {f"{o.feed}:{o.feed_provider}/{o.feed_key}": o.model_id for o in handle.records("offers")}
    finally:
        handle.close()


def waiting(data: Path) -> list[str]:
    handle = CatalogHandle(data)
    try:
        return [str(Key(i.feed, i.provider, i.key)) for i in handle.records("review")]
    finally:
        handle.close()


def test_an_accepted_name_joins_its_model_and_leaves_the_list(data: Path) -> None:
    assert str(NOBODY) in waiting(data)
    alias, version = accept(data, NOBODY, "meta/llama")
    assert (alias.model_id, alias.match) == ("meta/llama", "exact")
    assert names(data)[str(NOBODY)] == "meta/llama"
    assert str(NOBODY) not in waiting(data)
    assert version.path.is_file()
    assert read_decisions(data).aliases == (alias,)


def test_a_name_accepted_again_means_the_later_model(data: Path) -> None:
    accept(data, NOBODY, "meta/llama")
    accept(data, NOBODY, "anthropic/opus", "pointer")
    assert [(a.model_id, a.match) for a in read_decisions(data).aliases] == [("anthropic/opus", "pointer")]
    assert names(data)[str(NOBODY)] == "anthropic/opus"


@pytest.mark.parametrize(
    ("key", "model_id", "kind", "said"),
    [
        (NOBODY, "meta/lama", "", "did you mean"),
        (NOBODY, "", "", "No model"),
        (NOBODY, "meta/llama", "roughly", "no kind of name"),
        (Key("litellm", "nobody", "nobody/else"), "meta/llama", "", "No list in use has"),
        (Key("openrouter", "openrouter", "x/y"), "meta/llama", "", "No list in use has"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_changes_nothing(data: Path, key: Key, model_id: str, kind: str, said: str) -> None:
    with pytest.raises(ReviewError, match=said):
        accept(data, key, model_id, kind)
    assert read_decisions(data).aliases == ()


@pytest.mark.parametrize(
    "text", ["", "litellm", "litellm:", "litellm:openai", "litellm:/", "lite:openai/gpt", ":a/b", "litellm:openai/", "\x00:\x00/\x00"]
)
def test_a_key_that_is_none_is_named(text: str) -> None:
    with pytest.raises(ReviewError):
        read_key(text)


def test_a_key_is_written_as_it_is_read() -> None:
    for text in ("litellm:azure_ai/azure_ai/deepseek:r1", "openrouter:openrouter/a/b:free"):
        assert str(read_key(text)) == text


def hold_one(data: Path) -> Key:
    """A price of llm-prices that moved tenfold, held back."""
    before = translate(FEED["llm_prices"], snapshot("llm_prices"), DAY)
    dearer = answers("llm_prices")
    dearer["/current-v1.json"]["prices"][0]["input"] = 40
    folder = data / "snapshots" / "llm_prices"
    folder.mkdir(parents=True)
    (folder / "2026-11-20.json").write_bytes(snapshot("llm_prices"))
    (folder / "2026-11-21.json").write_bytes(snapshot("llm_prices", dearer))
    decided.hold(data, hold_back(before, translate(FEED["llm_prices"], snapshot("llm_prices", dearer), LATER)))
    review.build_catalog(data)
    return Key("llm_prices", "anthropic", "claude-opus-5-5")


def price_of(data: Path, key: Key) -> float | None:
    handle = CatalogHandle(data)
    try:
        (offer,) = [o for o in handle.records("offers") if (o.feed, o.feed_key) == (key.feed, key.key)]
    finally:
        handle.close()
    value: float | None = offer.usd_per_mtok_in
    return value


def test_a_confirmed_change_is_taken_over(data: Path) -> None:
    key = hold_one(data)
    assert price_of(data, key) == 4
    taken, _ = confirm(data, [key])
    assert [(u.field, u.after) for u in taken] == [("usd_per_mtok_in", "40")]
    assert price_of(data, key) == 40
    assert read_decisions(data).held == ()


def test_confirming_what_does_not_wait_confirms_nothing(data: Path) -> None:
    key = hold_one(data)
    with pytest.raises(ReviewError, match="Nothing is held back for litellm:nobody"):
        confirm(data, [key, NOBODY])
    assert price_of(data, key) == 4


def test_a_rejected_name_leaves_the_list_until_it_is_accepted(data: Path) -> None:
    reject(data, [NOBODY])
    assert str(NOBODY) not in waiting(data)
    assert names(data)[str(NOBODY)] is None
    accept(data, NOBODY, "meta/llama")
    assert read_decisions(data).rejected == frozenset()
    assert names(data)[str(NOBODY)] == "meta/llama"


def test_a_rejected_change_leaves_the_list_and_the_figure_before_it_stays(data: Path) -> None:
    key = hold_one(data)
    (rejected,), _ = reject(data, [key])
    assert (rejected.field, rejected.after) == ("usd_per_mtok_in", "40")
    assert price_of(data, key) == 4
    decisions = read_decisions(data)
    assert decisions.updates == ()
    assert len(decisions.held) == 1
    other = replace(decisions.held[0], updates=(decisions.held[0].updates[0].model_copy(update={"after": "44"}),))
    decided.hold(data, [other])  # the list says something else by now: that was not rejected
    assert [u.after for u in read_decisions(data).updates] == ["44"]
    confirm(data, [key])
    assert price_of(data, key) == 40


def test_rejecting_what_no_list_has_rejects_nothing(data: Path) -> None:
    with pytest.raises(ReviewError, match="No list in use has litellm:nobody/nobody/else"):
        reject(data, [NOBODY, Key("litellm", "nobody", "nobody/else")])
    assert str(NOBODY) in waiting(data)


@pytest.mark.parametrize("name", ["a b", "$(id)", "a'b", '"; rm -rf /', "`x`", "<b>x</b>", "a\\b", "ключ"])
def test_a_command_line_carries_any_key_as_it_is(name: str) -> None:
    """A shell gives back what was meant, whatever the feed calls it."""
    key = Key("litellm", "x", name)
    for command, option in (
        (accept_command(key, "meta/llama"), "--accept"),
        (confirm_command(key), "--confirm"),
        (reject_command(key), "--reject"),
    ):
        words = shlex.split(command)
        assert words[:5] == ["weighbridge", "catalog", "review", option, str(key)]
        assert read_key(words[4]) == key


@pytest.mark.parametrize("name", ["a\nb", "a\u202eb", "a\x1b[2Jb", "a\u200bb", "a  b"])
def test_a_key_that_a_terminal_would_not_show_gets_no_command(name: str) -> None:
    assert reject_command(Key("litellm", "x", name)) == ""


def test_decisions_wait_for_a_refresh_to_end(data: Path) -> None:
    with refresh_lock(data):
        with pytest.raises(AlreadyRefreshingError):
            accept(data, NOBODY, "meta/llama")
        with pytest.raises(AlreadyRefreshingError):
            confirm(data, [NOBODY])


def test_decisions_that_cannot_be_read_are_never_passed_over(data: Path) -> None:
    (data / "review").mkdir(exist_ok=True)
    (data / "review" / "held.json").write_text("[{")
    with pytest.raises(ValueError, match=r"held\.json cannot be read"):
        read_decisions(data)
    (data / "review" / "held.json").unlink()
    (data / "review" / "aliases.csv").write_text("model_id,source,provider,key,match\nno model,litellm,a,b,exact\n")
    with pytest.raises(FactsError, match=r"aliases\.csv, line 2"):
        read_decisions(data)


def test_what_matters_most_comes_first() -> None:
    def item(provider: str, kind: str, *candidates: str) -> ReviewItem:
        return ReviewItem(feed="litellm", provider=provider, key="k", kind=kind, candidates=candidates, why="w", seen=DAY)  # type: ignore[arg-type]

    known = {"azure": provider("azure", feed_names=("azure_ai",))}
    far, near, there, both = (
        item("x", "unmatched"),
        item("x", "unmatched", "a/b"),
        item("azure_ai", "unmatched", "a/b"),
        item("x", "ambiguous", "a/b", "a/c"),
    )
    assert by_importance([far, near, there, both], known) == [both, there, near, far]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("gpt-6-sol", "exact"),
        ("eu.anthropic.claude-5", "regional"),
        ("gpt-4o-2024-11-20", "dated_snapshot"),
        ("glm-5-fp8", "host_variant"),
        ("o3-latest", "pointer"),
    ],
)
def test_the_spelling_says_what_kind_of_name_it_is(key: str, kind: str) -> None:
    assert kind_of(key) == kind
