"""Every number that is an opinion, with range, unit, evidence and reason; anchors and tasks beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from advisor.numbers import day, exact
from advisor.parameters import PARAMETERS, Anchors, Parameter, TaskPreset
from pages.parts import catalog_state
from pages.parts.methods_tables import lines, plain
from pages.parts.small_print import small_print
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import section
from reports.fragments.states import box
from reports.safe_text import html_text
from reports.words import DEPLOYMENTS, spoken

FIND = "find"
SPELT = {"fte": "FTE", "Fte": "FTE", "usd": "USD", "gpu": "GPU", "kwh": "kWh", "kw": "kW", "mtok": "million tokens"}
GROUPS = {
    "deployments": "Ways of running",
    "cost": "Cost",
    "criteria": "Criteria",
    "quality": "Quality",
    "robustness": "How sure",
    "evaluation": "Evaluation on own cases",
    "customisation": "Customisation",
    "own_evidence": "Your own evaluation",
    "economics": "Economics",
    "speed": "Speed",
    "sizing": "Sizing",
    "hardware": "Hardware",
    "freshness": "Freshness",
}


def found(words: str) -> dict[str, Parameter]:
    """Parameters whose name, unit, evidence or reason holds every word; all of them for no words."""
    asked = words.lower().split()
    return {
        path: parameter
        for path, parameter in PARAMETERS.numbers.items()
        if _has(asked, f"{path} {called(path)} {parameter.unit} {parameter.evidence} {parameter.why}")
    }


def called(path: str) -> str:
    """A path as a reader would say it: "Own premises: control"."""
    parts = path.split(".")[1:] or [path]
    return ": ".join(DEPLOYMENTS.get(part) or " ".join(SPELT.get(word, word) for word in spoken(part).split(" ")) for part in parts)


def tab_parameters() -> None:
    """The search, then parameters by group, then anchors and tasks."""
    words = catalog_state.value(FIND)
    catalog_state.widget(
        st.text_input,
        "Find a parameter",
        FIND,
        words,
        max_chars=catalog_state.LONGEST,
        placeholder="Name, unit, evidence or a word of the reason",
    )
    kept = found(words)
    small_print(
        f"{exact(len(kept), 0)} of {exact(len(PARAMETERS.numbers), 0)} parameters, set {day(PARAMETERS.dated)}; file advisor/parameters.toml, "
        f"content {PARAMETERS.digest}. A change there changes every page, report and the engine version."
    )
    if not kept:
        st.html(box("No parameter has these words", f"Searched in names, units, evidence and reasons for: {words}."))
    for key in dict.fromkeys(path.split(".")[0] for path in kept):
        st.html(_group(GROUPS.get(key) or spoken(key), {path: each for path, each in kept.items() if path.split(".")[0] == key}))
    asked = words.lower().split()
    anchors = {name: a for name, a in PARAMETERS.anchors.items() if _has(asked, f"anchors {name} {a.why}")}
    tasks = {name: t for name, t in PARAMETERS.tasks.items() if _has(asked, f"tasks {name} {t.label} {' '.join(t.dimensions)}")}
    for fragment in (_anchors(anchors), _tasks(tasks)):
        if fragment:
            st.html(fragment)


def _has(words: Sequence[str], text: str) -> bool:
    return all(word in text.lower() for word in words)


def _group(title: str, parameters: Mapping[str, Parameter]) -> str:
    rows = [
        [
            f'<span title="{html_text(path)}">{html_text(called(path))}</span>',
            f'<span title="{exact(each.value, 6)}">{exact(each.value, 4)}</span>',
            "" if each.low is None and each.high is None else f"{exact(each.range[0], 4)} to {exact(each.range[2], 4)}",
            html_text(each.unit),
            evidence_badge(each.evidence),
            html_text(each.why),
        ]
        for path, each in parameters.items()
    ]
    columns = [("", "Parameter"), ("num", "Value"), ("num", "Range"), ("", "Unit"), ("", "Evidence"), ("", "Reason")]
    return section(title, lines(title, columns, rows, "t reasons"))


def _anchors(anchors: Mapping[str, Anchors]) -> str:
    if not anchors:
        return ""
    rows = [
        [
            html_text(spoken(name)),
            *(exact(100 * value, 1) for value in (a.poor, a.good, a.frontier)),
            html_text(day(a.dated)),
            html_text(a.why),
        ]
        for name, a in anchors.items()
    ]
    return plain(
        "Anchors of quality",
        "What counts as poor (worth 0), good enough for routine work, and the frontier class, in expected points of 100. Fixed: a new model moves none of them.",
        [("", "Dimension"), ("num", "Poor"), ("num", "Good"), ("num", "Frontier"), ("", "Set"), ("", "Reason")],
        rows,
        "t anchors",
    )


def _tasks(tasks: Mapping[str, TaskPreset]) -> str:
    if not tasks:
        return ""
    rows = [
        [
            html_text(task.label),
            html_text(", ".join(f"{spoken(name).lower()} {exact(100 * weight, 0)}%" for name, weight in task.dimensions.items())),
            html_text(task.effort),
            html_text(task.unit),
            html_text(", ".join(f"{spoken(name).lower()} {exact(value, 1)}" for name, value in task.priorities.items())),
        ]
        for task in tasks.values()
    ]
    return plain(
        "Tasks",
        "Which evidence speaks for a task and how much, the effort it is planned at, and the priorities (0 to 5) that “I don’t know” keeps. These are choices: no source sets them.",
        [("", "Task"), ("", "Evidence, weight"), ("", "Effort"), ("", "Counted in"), ("", "Priorities")],
        rows,
    )
