"""Nine whole decisions, one file each, read and corrected by people who know the field; judged on the real catalog.

A file names a preset (or `[needs]`) and, under `[expect]`, what somebody who knows such cases would insist on. Words are looked for in
the sentences that a reader sees. Every scenario goes through the advisor and once more through the command line.
"""

from __future__ import annotations

import gc
import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import cli
from advisor.decision import Decision, decide
from advisor.geography import ADEQUATE
from advisor.needs import read_needs
from advisor.parameters import PARAMETERS
from advisor.presets import PRESETS
from advisor.quality import anchors
from advisor.recommend import answer
from advisor.rules import MUST
from catalog.schema import Catalog

AS_OF = date(2026, 11, 20)
FILES = sorted(Path(__file__).parent.glob("*.toml"))
NEEDS = {preset.id: preset.needs for preset in PRESETS}
Json = dict[str, Any]


def read(file: Path) -> Json:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def needs_of(scenario: Json) -> Json:
    needs: Json = scenario["needs"] if "needs" in scenario else NEEDS[scenario["preset"]]
    return needs


# --- what a file may expect: the answer, and what the file says about it ----------------------------------------------


def only_deployments(a: Json, allowed: list[str]) -> None:
    assert {row["deployment"] for row in a["options"]} <= set(allowed)


def no_deployments(a: Json, barred: list[str]) -> None:
    assert not {row["deployment"] for row in a["options"]} & set(barred)


def leading_deployments(a: Json, allowed: list[str]) -> None:
    assert a["headline"]["pattern"] in allowed


def leading_openness(a: Json, allowed: list[str]) -> None:
    assert a["options"][0]["openness"] in allowed


def leading_reasons_say(a: Json, words: list[str]) -> None:
    assert all(word in " ".join(a["options"][0]["reasons"]) for word in words), a["options"][0]["reasons"]


def headline_says(a: Json, words: list[str]) -> None:
    said = f"{a['headline']['sentence']} {a['headline'].get('reason', '')}"
    assert all(word in said for word in words), said


def strongest_openness(a: Json, openness: str) -> None:
    assert by_id(a, a["ways_to_win"]["strongest"])["openness"] == openness


def cheaper_than_every(a: Json, openness: str) -> None:
    first = a["options"][0]["monthly_cost_usd"]["expected"]
    others = [row["monthly_cost_usd"]["expected"] for row in a["options"] if row["openness"] == openness]
    assert others
    assert first < min(others)


def break_even_says(a: Json, words: list[str]) -> None:
    found = a["break_even"]
    assert found["volume"] > 0
    assert by_id(a, found["closed"])["openness"] == "closed"
    assert all(word in found["sentence"] for word in words), found["sentence"]


def at_the_frontier(a: Json, expected: bool) -> None:
    line = anchors(a["needs"]["task"])[2] - PARAMETERS["robustness.quality_indifference"]
    assert all(row["quality"]["value"] >= line - 1e-4 for row in a["options"]) is expected


def only_gpus(a: Json, allowed: list[str]) -> None:
    assert {row["hardware"]["gpu"] for row in a["options"]} <= set(allowed)


def most_gpus(a: Json, count: int) -> None:
    assert max(row["hardware"]["gpus_per_replica"] * row["hardware"]["replicas"] for row in a["options"]) <= count


def upfront_usd_at_most(a: Json, usd: float) -> None:
    assert max(row["upfront_usd"] for row in a["options"]) <= usd


def hybrid_worth_it(a: Json, expected: bool) -> None:
    pair = a["hybrid"]
    assert pair["worth_it"] is expected
    if expected:
        assert pair["saving_vs_all_hard_usd"] > 0
        assert pair["quality_gain_vs_all_routine"] > 0
        assert pair["hard_share"] == a["needs"]["quality"]["hard_request_share"]


def hybrid_says(a: Json, words: list[str]) -> None:
    assert all(word in a["hybrid"]["sentence"] for word in words), a["hybrid"]["sentence"]


def excluded(a: Json, gates: list[Json]) -> None:
    found = {entry["rule_id"]: entry for entry in a["excluded"]}
    for gate in gates:
        assert gate["because"] in found[gate["rule"]]["reason"], found[gate["rule"]]["reason"]
        assert found[gate["rule"]]["count"] > 0


def near_miss(a: Json, wanted: list[Json]) -> None:
    for miss in wanted:
        found = [m for m in a["near_misses"] if m["rule_id"] == miss["rule"] and m["deployment"] in miss["deployments"]]
        assert found, [(m["option_id"], m["rule_id"]) for m in a["near_misses"]]
        assert miss["remedy"] in found[0]["remedy"]


def listed(a: Json, wanted: list[Json]) -> None:
    for model in wanted:
        rows = [row for row in a["options"] if row["model_id"] == model["model"]]
        assert rows, model["model"]
        assert {row["licence_id"] for row in rows} == {model["licence"]}
        for field, kind in (("caution", "cautions"), ("obligation", "obligations")):
            if field in model:
                assert any(model[field] in said for row in rows for said in row[kind]), rows[0][kind]


IN_THE_ANSWER: dict[str, Callable[[Json, Any], None]] = {
    f.__name__: f
    for f in (
        only_deployments,
        no_deployments,
        leading_deployments,
        leading_openness,
        leading_reasons_say,
        headline_says,
        strongest_openness,
        cheaper_than_every,
        break_even_says,
        at_the_frontier,
        only_gpus,
        most_gpus,
        upfront_usd_at_most,
        hybrid_worth_it,
        hybrid_says,
        excluded,
        near_miss,
        listed,
    )
}


def every_closed_option_fails(d: Decision, rules: list[str]) -> None:
    rows = [row for row, rule in enumerate(MUST) if rule.id in rules]
    closed = [i for i, option in enumerate(d.options) if not option.model.open]
    assert closed
    assert d.judged.fails[rows][:, closed].any(axis=0).all()


def only_adequate_providers(d: Decision, expected: bool) -> None:
    seats = {option.provider.hq_country for option in (d.options[i] for i in d.ranked) if option.provider}
    assert (seats <= ADEQUATE) is expected, seats


IN_THE_DECISION: dict[str, Callable[[Decision, Any], None]] = {f.__name__: f for f in (every_closed_option_fails, only_adequate_providers)}


def by_id(a: Json, option_id: str) -> Json:
    row: Json = next(row for row in a["options"] if row["option_id"] == option_id)
    return row


def check(a: Json, expected: Json) -> None:
    for name, value in expected.items():
        if name in IN_THE_ANSWER:
            IN_THE_ANSWER[name](a, value)
        else:
            assert name in IN_THE_DECISION, f"nobody checks {name}"


# --- the tests -------------------------------------------------------------------------------------------------------


@pytest.fixture
def decided(real_catalog: Catalog) -> Callable[[Path], Decision]:
    return lambda file: _decided(real_catalog.version, file, lambda: real_catalog)


_CACHE: dict[tuple[str, Path], Decision] = {}


def _decided(version: str, file: Path, catalog: Callable[[], Catalog]) -> Decision:
    if (version, file) not in _CACHE:
        _CACHE[version, file] = decide(catalog(), read_needs(needs_of(read(file))), AS_OF)
    return _CACHE[version, file]


@cache
def _names() -> tuple[str, ...]:
    return tuple(read(file)["preset"] for file in FILES)


@pytest.fixture
def collecting() -> Iterator[None]:
    """The command stops garbage collection, as its process ends at once; ours goes on."""
    yield
    gc.enable()


def test_there_is_a_scenario_for_every_preset():
    assert sorted(_names()) == sorted(NEEDS)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_scenario_ends_as_somebody_who_knows_such_cases_expects(file: Path, decided: Callable[[Path], Decision]):
    d, expected = decided(file), read(file)["expect"]
    check(answer(d), expected)
    for name, value in expected.items():
        if name in IN_THE_DECISION:
            IN_THE_DECISION[name](d, value)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
@pytest.mark.usefixtures("collecting")
def test_the_command_line_gives_the_same_answer(
    file: Path, decided: Callable[[Path], Decision], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    scenario, needs = read(file), tmp_path / "needs.json"
    needs.write_text(json.dumps(needs_of(scenario)), encoding="utf-8")
    assert cli.main(["recommend", str(needs), "--as-of", AS_OF.isoformat()]) == 0
    printed = json.loads(capsys.readouterr().out)
    check(printed, scenario["expect"])
    d = decided(file)
    if printed["catalog"]["version"] == d.catalog.version:
        assert printed == json.loads(json.dumps(answer(d)))
