"""Where figures and answers came from: assumptions, facts with origin, the provenance appendix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from advisor.needs import Needs
from advisor.numbers import compact, day, exact
from advisor.parameters import PARAMETERS
from reports.fragments.badges import evidence_badge
from reports.fragments.dates import with_age
from reports.fragments.markup import section, table
from reports.reading import Json, leader
from reports.safe_text import html_link, html_text
from reports.words import GROUPS, METHODS, REGULATIONS, spoken

ISO_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
SIZES = {
    "token": (
        "volume.input_tokens_per_request",
        "volume.output_tokens_per_request",
        "volume.cached_input_share",
        "volume.batchable_share",
        "context.longest_prompt_tokens",
        "context.longest_answer_tokens",
        "speed.min_output_tokens_per_s",
    ),
    "image": ("volume.images_per_request",),
    "second": ("volume.video_seconds_per_request", "volume.video_resolution"),
    "minute": ("volume.audio_minutes_per_request",),
}
"""The size of a request, by what a task is counted in."""
Answer = tuple[str, str, str, bool]
"""Group, label, value in words, and whether it is a default."""


def answer_words(value: object) -> str:
    """An answer of the form in words: lists joined, none is "none", numbers grouped."""
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return exact(float(value), 4)
    if isinstance(value, Mapping):
        return ", ".join(f"{spoken(str(key))} {answer_words(item)}" for key, item in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(answer_words(item) for item in value) or "none"
    return {**REGULATIONS, **METHODS}.get(str(value)) or str(value).replace("_", " ") or "none"


def _said(path: str, value: object) -> str:
    """The answer at a path in words: shares and growth in percent."""
    if path.endswith(("_share", "_growth")) and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{exact(100 * value, 1)}%"
    return answer_words(value)


def _unread(recommendation: Json) -> frozenset[str]:
    """Answers that this task does not read: tokens of media tasks, media of the others. None for a task we do not know."""
    task = PARAMETERS.tasks.get(str((recommendation.get("needs") or {}).get("task")))
    return frozenset() if task is None else frozenset(path for unit, paths in SIZES.items() if unit != task.unit for path in paths)


def _as_asked(given: Mapping[str, Any], part: Any) -> dict[str, Any]:
    """The answers in the order of the form: a stored record has its keys by the alphabet. What this version does not ask comes last."""
    order = list(getattr(part, "model_fields", ()))
    return {key: given[key] for key in sorted(given, key=lambda key: order.index(key) if key in order else len(order))}


def answers(recommendation: Json, only_assumed: bool = False) -> list[Answer]:
    """Every answer of the needs, defaults marked, without defaults that the task does not read; `assumed` paths that the needs do not hold are kept."""
    assumed = [str(path) for path in recommendation.get("assumed") or ()]
    flat: dict[str, Any] = {}
    for key, value in _as_asked(recommendation.get("needs") or {}, Needs).items():
        if isinstance(value, Mapping):
            part = Needs.model_fields[key].annotation if key in Needs.model_fields else None
            flat.update({f"{key}.{inner}": item for inner, item in _as_asked(value, part).items()})
        elif key != "title":
            flat[key] = value
    found: list[Answer] = []
    unread = _unread(recommendation)
    for path, value in flat.items():
        default = path in assumed or path.split(".")[0] in assumed
        if default and path in unread:
            continue
        if default or not only_assumed:
            found.append((GROUPS.get(path.split(".")[0], "Task"), spoken(path), _said(path, value), default))
    found.extend(("", path, "", True) for path in assumed if path not in flat and path not in (recommendation.get("needs") or {}))
    return found


def assumptions(recommendation: Json, only_assumed: bool = True) -> str:
    """What was answered for you (badge assumed), or with `only_assumed` off the whole form with defaults marked."""
    found = answers(recommendation, only_assumed)
    if not found:
        return section("Assumptions", '<p class="sub">Every answer is yours; no default was used.</p>')
    by_group: dict[str, list[Answer]] = {}
    for entry in found:
        by_group.setdefault(entry[0] or "Other", []).append(entry)
    house = recommendation.get("organisation") or {}
    own = {spoken(path) for path in house.get("supplied") or ()}
    tables = "".join(_answer_table(name, entries, own) for name, entries in by_group.items())
    body = f'<div class="agrid">{tables}</div>'
    count = sum(1 for entry in found if entry[3])
    subtitle = f"{count} answers were not given and use a default" if count != 1 else "1 answer was not given and uses a default"
    return section("Assumptions", body, subtitle)


def _answer_table(name: str, entries: list[Answer], own: set[str]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{html_text(label)}</th><td>{html_text(value)}{" " + evidence_badge("assumed", "your organisation’s" if label in own else "default") if default else ""}</td></tr>'
        for _, label, value, default in entries
    )
    return f'<table class="t answers"><caption>{html_text(name)}</caption><tbody>{rows}</tbody></table>'


def facts_table(facts: Iterable[Json], title: str = "Facts", subtitle: str = "") -> str:
    """Fact, value with unit, and origin: badge, publisher (linked), date."""
    rows = [_fact_row(entry) for entry in facts]
    body = table(title, [("", "Fact"), ("num", "Value"), ("", "Origin")], rows, classes="t facts")
    return section(title, body, subtitle) if rows else ""


def _fact_row(entry: Json) -> str:
    unit = f" {html_text(entry['unit'])}" if entry.get("unit") and entry.get("value") is not None else ""
    return f'<tr><th scope="row">{html_text(entry.get("label"))}</th><td class="{_column(entry)}">{shown(entry.get("value"))}{unit}</td><td>{_origin(entry)}{_also(entry)}</td></tr>'


def _also(entry: Json) -> str:
    """What other sources state instead."""
    return f'<p class="why">Also stated: {html_text(entry["also_stated"])}</p>' if entry.get("also_stated") else ""


def _column(entry: Json) -> str:
    """Figures align right; a sentence as a value is read, not compared."""
    value = entry.get("value")
    return "txt" if isinstance(value, str) and len(value) > 24 else "num"


def shown(value: object) -> str:
    """A figure in full, escaped; unknown is a hatched badge, never a blank."""
    if value is None or value == "":
        return evidence_badge("unknown")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f'<span title="{exact(float(value), 6)}">{exact(float(value), 4) if abs(value) < 1e9 else compact(float(value))}</span>'
    return html_text(day(value) if ISO_DAY.fullmatch(str(value)) else value)


def _origin(entry: Json) -> str:
    badge = evidence_badge(entry["evidence"], str(entry.get("evidence_label") or "")) if entry.get("evidence") else ""
    publisher = entry.get("publisher") or entry.get("source")
    link = html_link(publisher, entry.get("url")) if publisher else ""
    dated = with_age(entry.get("date"), entry.get("age_days"), bool(entry.get("stale")))
    return " ".join(part for part in (badge, ", ".join(part for part in (link, dated) if part)) if part)


def provenance_lines(recommendation: Json) -> list[Json]:
    """Figure, value, source, url, date, evidence: the advisor's list, else what the first option's parts and facts say."""
    listed = recommendation.get("provenance")
    best = leader(recommendation)
    if listed or best is None:
        return list(listed or ())
    lines: list[Json] = []
    for part in best.get("cost_parts") or ():
        origin = part.get("origin") or {}
        lines.append(
            {"figure": part["part"], "value": part["usd"], "source": origin.get("publisher"), **origin, "evidence": part.get("evidence")}
        )
    for entry in best.get("facts") or ():
        lines.append({"figure": entry.get("label"), "source": entry.get("publisher"), **entry})
    return lines


def provenance(recommendation: Json) -> str:
    """The appendix: every figure with source, date and evidence, then who must be named."""
    rows = [
        f'<tr><th scope="row">{html_text(line.get("figure"))}</th><td class="{_column(line)}">{shown(line.get("value"))}</td><td>{_origin(line)}</td></tr>'
        for line in provenance_lines(recommendation)
    ]
    subtitle = "Every figure behind the options named here" if rows else ""
    body = table("Sources of figures", [("", "Figure"), ("num", "Value"), ("", "Origin")], rows, classes="t facts") if rows else ""
    named = "".join(f"<li>{html_text(text)}</li>" for text in recommendation.get("attributions") or ())
    body += f'<ul class="src plain">{named}</ul>' if named else ""
    return section("Sources and dates", body, subtitle) if body else ""
