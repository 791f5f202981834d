"""Whole decisions that an expert can read and correct: each file of tests/scenarios is a preset with what its answer has to show."""

from __future__ import annotations

import gc
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples import TODAY

import cli
from advisor.decision import decide
from advisor.explain import explain
from advisor.needs import read_needs
from advisor.presets import ORDER, PRESETS
from advisor.recommend import answer
from catalog.schema import Catalog

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.toml"))
NEEDS = {p.id: p.needs for p in PRESETS}
Json = dict[str, Any]


class Answer:
    """One scenario answered: the recommendation, and the parts that expectations look at."""

    def __init__(self, catalog: Catalog, preset: str) -> None:
        self.catalog = catalog
        self.decision = decide(catalog, read_needs(NEEDS[preset]), TODAY)
        self.all: Json = answer(self.decision)
        self.options: list[Json] = self.all["options"]
        self.first = self.options[0]
        self.by_id = {o["option_id"]: o for o in self.options}
        self.headline = f"{self.all['headline']['sentence']} {self.all['headline'].get('reason', '')}"

    def way(self, name: str) -> Json:
        return self.by_id[self.all["ways_to_win"][name]]


def says(text: str, words: list[str]) -> None:
    for word in words:
        assert word in text.replace("\u202f", " "), (word, text)


def excluded(a: Answer, rows: list[Json]) -> None:
    for row in rows:
        found = next((e for e in a.all["excluded"] if e["rule_id"] == row["rule"]), None)
        assert found is not None, row["rule"]
        says(found["reason"], [row["says"]])
        says(found["remedy"], [row["remedy"]])
        assert found["count"] > 0
        assert found["examples"]


def explained(a: Answer, rows: list[Json]) -> None:
    for row in rows:
        options = explain(a.decision, row["model"])["options"]
        assert options
        for option in options:
            reasons = {v["rule_id"]: v["reason"] for v in option["verdicts"] if v["excludes"]}
            says(reasons[row["rule"]], [row["says"]])


def listed(a: Answer, rows: list[Json]) -> None:
    for row in rows:
        found = [o for o in a.options if o["model_id"] == row["model"]]
        assert found, row["model"]
        assert all(o["licence_name"].startswith(row["licence"]) for o in found)
        says(" ".join(found[0]["cautions"]), [row["caution"]])
        says(" ".join(found[0]["obligations"]), [row["obligation"]] if "obligation" in row else [])


def near_misses(a: Answer, rows: list[Json]) -> None:
    for row in rows:
        assert any(n["rule_id"] == row["rule"] and n["deployment"] in row["deployments"] and n["remedy"] for n in a.all["near_misses"]), row


def behind(a: Answer, row: Json) -> None:
    """All options of these ways are at least so many points below the first."""
    for option in a.options:
        if option["deployment"] in row["deployments"]:
            assert a.first["score"] - option["score"] >= row["points"], option["option_id"]


def obligations(a: Answer, rows: list[Json]) -> None:
    said = " ".join(o["text"] for o in a.all["obligations"])
    says(said, [row["says"] for row in rows])


def cheaper_than_best_closed(a: Answer, asked: bool) -> None:
    closed = next(o for o in a.options if o["openness"] == "closed")
    assert (a.first["monthly_cost_usd"]["expected"] < closed["monthly_cost_usd"]["expected"]) is asked


def break_even(a: Answer, asked: bool) -> None:
    """Between an option that one runs oneself and a closed model, at a volume that is looked at."""
    found = a.all["break_even"]
    assert (found is not None and bool(found["volume"])) is asked
    assert a.by_id[found["closed"]]["openness"] == "closed"
    assert a.by_id[found["own"]]["openness"] != "closed"


def every(name: str) -> Callable[[Answer, list[str]], None]:
    def check(a: Answer, allowed: list[str]) -> None:
        assert {o[name] for o in a.options} <= set(allowed)

    return check


def leading(name: str) -> Callable[[Answer, list[str]], None]:
    def check(a: Answer, allowed: list[str]) -> None:
        assert a.first[name] in allowed

    return check


def way(name: str) -> Callable[[Answer, list[str]], None]:
    def check(a: Answer, allowed: list[str]) -> None:
        assert a.way(name)["openness"] in allowed

    return check


def no_deployments(a: Answer, barred: list[str]) -> None:
    assert not {o["deployment"] for o in a.options} & set(barred)


def no_provider_seats(a: Answer, barred: list[str]) -> None:
    used = {o["provider_id"] for o in a.options} - {None}
    assert used
    assert not {a.catalog.providers[p].hq_country for p in used} & {*barred, None}


def only_gpu(a: Answer, gpu: str) -> None:
    assert {(o["hardware"]["gpu"], o["hardware"]["gpus_per_replica"] * o["hardware"]["replicas"]) for o in a.options} == {(gpu, 1)}


def nothing_upfront(a: Answer, asked: bool) -> None:
    assert all(o["upfront_usd"] == 0 for o in a.options) is asked


def leading_quality(a: Answer, least: float) -> None:
    assert a.first["quality"]["value"] >= least


def hybrid_worth_it(a: Answer, asked: bool) -> None:
    assert a.all["hybrid"]["worth_it"] is asked


EXPECT: dict[str, Callable[[Answer, Any], None]] = {
    "only_deployments": every("deployment"),
    "only_openness": every("openness"),
    "only_gpu": only_gpu,
    "no_deployments": no_deployments,
    "no_provider_seats": no_provider_seats,
    "nothing_upfront": nothing_upfront,
    "leading_openness": leading("openness"),
    "leading_deployments": leading("deployment"),
    "leading_quality_at_least": leading_quality,
    "leading_reasons_say": lambda a, words: says(" ".join(a.first["reasons"]), words),
    "customisation": lambda a, how: every("customisation")(a, [how]),
    "headline_says": lambda a, words: says(a.headline, words),
    "cheapest_openness": way("cheapest"),
    "strongest_openness": way("strongest"),
    "cheaper_than_best_closed": cheaper_than_best_closed,
    "behind": behind,
    "excluded": excluded,
    "explained": explained,
    "listed": listed,
    "near_misses": near_misses,
    "obligations": obligations,
    "break_even": break_even,
    "break_even_says": lambda a, words: says(a.all["break_even"]["sentence"], words),
    "hybrid_worth_it": hybrid_worth_it,
    "hybrid_says": lambda a, words: says(a.all["hybrid"]["sentence"], words),
}


@pytest.fixture(scope="module")
def answers(real_catalog: Catalog) -> dict[str, Answer]:
    return {name: Answer(real_catalog, name) for name in ORDER}


def expectations() -> list[Any]:
    rows = []
    for file in FILES:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        rows += [pytest.param(raw["preset"], key, value, id=f"{file.stem}: {key}") for key, value in raw["expect"].items()]
    return rows


@pytest.mark.parametrize(("preset", "key", "value"), expectations())
def test_the_answer_shows_what_the_scenario_expects(preset: str, key: str, value: Any, answers: dict[str, Answer]):
    assert key in EXPECT, f"{key} is not an expectation; known: {', '.join(EXPECT)}"
    EXPECT[key](answers[preset], value)


def test_there_is_one_scenario_for_every_preset():
    assert [tomllib.loads(f.read_text(encoding="utf-8"))["preset"] for f in FILES] == list(ORDER)


@pytest.mark.parametrize("preset", ORDER)
def test_the_command_line_gives_the_same_answer(
    preset: str, answers: dict[str, Answer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    needs = tmp_path / "needs.json"
    needs.write_text(json.dumps(NEEDS[preset]), encoding="utf-8")
    assert cli.main(["recommend", str(needs), "--as-of", TODAY.isoformat()]) == 0
    gc.enable()  # the command stops it, as its process ends at once; this one goes on
    printed = capsys.readouterr()
    assert not printed.err
    assert json.loads(printed.out) == json.loads(json.dumps(answers[preset].all))
