"""Needs as an address, and back: one short query parameter for every value that was given.

What is absent from the link is absent from the needs, so it stays "assumed". Nothing is checked
here: a text that is no number travels on as text, and `read_needs` names the field.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "number", "flag", "list", "gpus"]
Raw = dict[str, Any]
"""A sparse needs document: only what was given."""

NOTHING = "none"
"""How an empty list, or "no limit", is written."""
LONGEST_VALUE = 4_000
"""Characters of one parameter that are read; longer values are cut, and then fail by name."""


@dataclass(frozen=True)
class LinkField:
    """One leaf of the needs: its short name in the address and its place in the document."""

    key: str
    path: str
    kind: Kind


FIELDS: tuple[LinkField, ...] = (
    LinkField("title", "title", "text"),
    LinkField("task", "task", "text"),
    LinkField("in", "modalities_in", "list"),
    LinkField("out", "modalities_out", "list"),
    LinkField("lang", "languages", "list"),
    LinkField("boundary", "privacy.boundary", "text"),
    LinkField("rules", "privacy.regulations", "list"),
    LinkField("regions", "privacy.processing_regions", "list"),
    LinkField("training", "privacy.provider_may_train_on_data", "flag"),
    LinkField("retention", "privacy.max_retention_days", "number"),
    LinkField("sensitive", "privacy.sensitive_share", "number"),
    LinkField("nolabs", "privacy.excluded_lab_countries", "list"),
    LinkField("nohosts", "privacy.excluded_provider_countries", "list"),
    LinkField("strict", "privacy.unknown_fails", "flag"),
    LinkField("requests", "volume.requests_per_month", "number"),
    LinkField("tokens_in", "volume.input_tokens_per_request", "number"),
    LinkField("tokens_out", "volume.output_tokens_per_request", "number"),
    LinkField("cached", "volume.cached_input_share", "number"),
    LinkField("batch", "volume.batchable_share", "number"),
    LinkField("peak", "volume.peak_to_average", "number"),
    LinkField("growth", "volume.monthly_growth", "number"),
    LinkField("months", "volume.horizon_months", "number"),
    LinkField("seconds", "volume.video_seconds_per_request", "number"),
    LinkField("resolution", "volume.video_resolution", "text"),
    LinkField("images", "volume.images_per_request", "number"),
    LinkField("minutes", "volume.audio_minutes_per_request", "number"),
    LinkField("first_token", "speed.max_time_to_first_token_s", "number"),
    LinkField("token_rate", "speed.min_output_tokens_per_s", "number"),
    LinkField("prompt", "context.longest_prompt_tokens", "number"),
    LinkField("answer", "context.longest_answer_tokens", "number"),
    LinkField("frontier", "quality.frontier_need", "text"),
    LinkField("hard", "quality.hard_request_share", "number"),
    LinkField("tuning", "fine_tuning.need", "text"),
    LinkField("method", "fine_tuning.method", "text"),
    LinkField("tuning_tokens", "fine_tuning.training_tokens_m", "number"),
    LinkField("tuning_runs", "fine_tuning.runs_per_year", "number"),
    LinkField("own_weights", "fine_tuning.must_own_weights", "flag"),
    LinkField("can", "capabilities", "list"),
    LinkField("commercial", "licence.commercial", "flag"),
    LinkField("users", "licence.monthly_active_users", "number"),
    LinkField("revenue", "licence.annual_revenue_usd", "number"),
    LinkField("domicile", "licence.domicile", "text"),
    LinkField("open_source", "licence.open_source_only", "flag"),
    LinkField("redistribute", "licence.redistribute_weights", "flag"),
    LinkField("train_outputs", "licence.train_on_outputs", "flag"),
    LinkField("staff", "team.ml_ops_fte", "number"),
    LinkField("salary", "team.fte_usd_per_year", "number"),
    LinkField("gpus", "team.owned_gpus", "gpus"),
    LinkField("weeks", "team.weeks_to_production", "number"),
    LinkField("budget", "budget.max_monthly_usd", "number"),
    LinkField("upfront", "budget.max_upfront_usd", "number"),
    LinkField("p_quality", "priorities.quality", "number"),
    LinkField("p_cost", "priorities.cost", "number"),
    LinkField("p_speed", "priorities.speed", "number"),
    LinkField("p_control", "priorities.control", "number"),
    LinkField("p_simplicity", "priorities.simplicity", "number"),
    LinkField("p_portability", "priorities.portability", "number"),
    LinkField("p_evidence", "priorities.evidence", "number"),
)
BY_PATH: dict[str, LinkField] = {field.path: field for field in FIELDS}
KEYS: frozenset[str] = frozenset(field.key for field in FIELDS)


def get(raw: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; KeyError where it was not given."""
    node: Any = raw
    for step in path.split("."):
        node = node[step]
    return node


def has(raw: Mapping[str, Any], path: str) -> bool:
    """Whether a value was given at this path."""
    try:
        get(raw, path)
    except (KeyError, TypeError):
        return False
    return True


def put(raw: Mapping[str, Any], path: str, value: Any) -> Raw:
    """A copy with one value given; every part on the way is copied, the rest is shared."""
    step, _, rest = path.partition(".")
    return {**raw, step: put(raw.get(step, {}), rest, value) if rest else value}


def drop(raw: Mapping[str, Any], path: str) -> Raw:
    """A copy without this value, or this whole part; parts that become empty go too."""
    step, _, rest = path.partition(".")
    if step not in raw:
        return dict(raw)
    inner = drop(raw[step], rest) if rest and isinstance(raw[step], dict) else {}
    return {**{k: v for k, v in raw.items() if k != step}, **({step: inner} if inner else {})}


def to_query(raw: Mapping[str, Any]) -> dict[str, str]:
    """The needs as query parameters, in the order of the contract."""
    return {field.key: _written(get(raw, field.path), field.kind) for field in FIELDS if has(raw, field.path)}


def from_query(query: Mapping[str, str]) -> Raw:
    """The needs that a query gives; parameters of other names belong to someone else and are left alone."""
    raw: Raw = {}
    for field in FIELDS:
        if field.key in query:
            raw = put(raw, field.path, _read(query[field.key][:LONGEST_VALUE], field.kind))
    return raw


def mentions(query: Iterable[str]) -> bool:
    """Whether a query carries any need at all."""
    return not KEYS.isdisjoint(query)


def _written(value: Any, kind: Kind) -> str:
    if value is None:
        return NOTHING
    if kind == "flag" and isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "list":
        return ",".join(value) or NOTHING
    if kind == "gpus":
        return ",".join(f"{owned['gpu']}:{owned['count']}" for owned in value) or NOTHING
    if kind == "number":
        return _digits(value)
    # a title or name that reads "none" must not come back as nothing
    return f" {value}" if str(value).strip() == NOTHING else str(value)


def _digits(value: Any) -> str:
    """The shortest text that reads back as the same number."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read(text: str, kind: Kind) -> Any:
    if kind == "flag":
        return {"yes": True, "no": False}.get(text, text)
    if kind == "gpus":
        return list(_gpus(text))
    if kind == "list":
        return [] if text == NOTHING else [part.strip() for part in text.split(",")]
    if text == NOTHING:
        return None
    return _number(text) if kind == "number" else text.removeprefix(" ") if text.strip() == NOTHING else text


def _number(text: str) -> Any:
    """A number, or the text itself where it is none: the check then names field and value."""
    if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
        return int(text)
    # Python would also read 1_000, full-width digits and a comma-less "infinity"; a link is stricter
    return float(text) if re.fullmatch(r"[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,4})?", text, re.ASCII) else text


def _gpus(text: str) -> Iterator[dict[str, Any]]:
    if text == NOTHING:
        return
    for part in text.split(","):
        gpu, _, count = part.strip().rpartition(":")
        yield {"gpu": gpu, "count": _number(count)} if gpu else {"gpu": part.strip(), "count": 1}
