"""Lists in code equal the folders they speak for, every opinion is read by somebody, and the repository carries what it promises."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import streamlit.config

from advisor.criteria import PREFER
from advisor.needs import CRITERIA, Priorities
from advisor.parameters import PARAMETERS
from advisor.presets import ORDER, PRESETS
from advisor.rule import Rule
from advisor.rules import MUST, RULE
from catalog.feeds import FEEDS, SNAPSHOTS

ROOT = Path(__file__).parent.parent
TOPICS = {"task", "context", "capabilities", "privacy", "licence", "fine_tuning", "quality", "speed", "budget", "team", "lifecycle", "hardware"}  # fmt: skip


def modules(folder: str) -> set[str]:
    return {p.stem for p in (ROOT / folder).glob("*.py")} - {"__init__"}


# --- lists equal folders ---------------------------------------------------------------------------------------------


def test_every_rule_of_every_rules_module_is_a_gate():
    from importlib import import_module

    found = [rule for name in modules("advisor/rules") for rule in import_module(f"advisor.rules.{name}").RULES]
    assert {r.id for r in found} == {r.id for r in MUST}
    assert len(found) == len(MUST) == len(RULE)


@pytest.mark.parametrize("rule", MUST, ids=lambda r: r.id)
def test_a_gate_has_a_topic_of_the_contract_and_reads_needs_that_exist(rule: Rule):
    from advisor.needs import Needs

    assert rule.topic in TOPICS
    assert (rule.subject == "option") is (rule.outcomes is not None)
    for path in rule.reads:
        value: object = Needs()
        for step in path.split("."):
            value = getattr(value, step)


def test_every_criteria_module_is_a_criterion_and_has_a_priority():
    assert {c.id for c in PREFER} == modules("advisor/criteria") == set(CRITERIA) == set(Priorities.model_fields)
    assert tuple(c.id for c in PREFER) == CRITERIA


def test_every_feed_module_is_a_feed_and_every_embedded_snapshot_is_one_of_a_feed():
    assert {f.name for f in FEEDS} == modules("catalog/feeds")
    folders = {p.name for p in SNAPSHOTS.iterdir() if p.is_dir()}
    assert {"litellm", "genai_prices"} <= folders <= {f.name for f in FEEDS}
    assert all(list((SNAPSHOTS / name).glob("????-??-??.json")) for name in folders)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda f: f.name)
def test_a_feed_says_where_it_is_asked_and_who_must_be_named(feed):
    from importlib import import_module

    said = import_module(f"catalog.feeds.{feed.name}").__doc__
    assert "GET /" in said
    assert feed.base.startswith("https://")
    assert all(path.startswith("/") for path in feed.paths)
    assert feed.entries or feed.statements or feed.scores
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert feed.publisher.partition(" (")[0].split()[0].lower() in notice.lower()


def test_every_preset_file_is_shown_in_order_and_says_who_it_is_for():
    assert {p.stem for p in (ROOT / "advisor" / "presets").glob("*.toml")} == set(ORDER)
    assert tuple(p.id for p in PRESETS) == ORDER
    assert all(p.name and p.summary and p.needs for p in PRESETS)


# --- opinions live in the parameters file ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PARAMETERS.numbers)
def test_a_parameter_has_a_reason_and_a_range_that_holds_its_value(path: str):
    parameter = PARAMETERS.numbers[path]
    low, value, high = parameter.range
    assert min(low, high) <= value <= max(low, high)
    assert len(parameter.why) > 8
    assert parameter.why.endswith(".")


def test_dimensions_of_every_task_have_anchors_and_weights_that_sum_to_one():
    for task in PARAMETERS.tasks.values():
        assert set(task.dimensions) <= set(PARAMETERS.anchors)
        assert sum(task.dimensions.values()) == pytest.approx(1)
        assert set(task.priorities) == set(CRITERIA)
    for anchors in PARAMETERS.anchors.values():
        assert 0 <= anchors.poor < anchors.good < anchors.frontier <= 1


# --- the repository --------------------------------------------------------------------------------------------------


def test_the_readme_names_the_two_commands_and_the_makefile_has_them():
    readme, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    for target in ("run", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_file_pins_by_hash_and_carries_no_address(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_dependency_is_locked():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    for requirement in declared:
        name = re.split(r"[<>=~! \[]", requirement)[0].lower()
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name


def test_the_hidden_option_that_spares_a_collection_after_every_rerun_still_exists():
    options = streamlit.config.get_config_options()
    assert "runner.postScriptGC" in options
    given = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert given["runner"]["postScriptGC"] is False


# --- every parameter is read -----------------------------------------------------------------------------------------

CODE = {
    path: path.read_text(encoding="utf-8")
    for folder in ("advisor", "catalog", "pages", "reports")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def hole(node: ast.expr) -> str:
    """A hole of an f-string: its two words where it chooses between them, else any word."""
    choice = node.value if isinstance(node, ast.FormattedValue) else node
    if isinstance(choice, ast.IfExp) and isinstance(choice.body, ast.Constant) and isinstance(choice.orelse, ast.Constant):
        return f"(?:{choice.body.value}|{choice.orelse.value})"
    return r"[a-z_0-9]+"


@cache
def read_patterns() -> list[re.Pattern[str]]:
    """Paths that the code asks for: whole strings, and f-strings with a wildcard in each hole."""
    found = []
    for text in CODE.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", node.value):
                found.append(re.compile(re.escape(node.value)))
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else hole(p) for p in node.values]
                if parts[0] != r"[a-z_0-9]+" and r"\." in parts[0]:
                    found.append(re.compile("".join(parts)))
    return found


@pytest.mark.parametrize("path", PARAMETERS.numbers)
def test_every_parameter_is_read_by_its_path(path: str):
    assert any(p.fullmatch(path) for p in read_patterns()), f"nobody reads {path}"
