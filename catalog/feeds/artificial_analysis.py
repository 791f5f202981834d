"""Artificial Analysis: independent scores of language models, one line per model and effort.

GET /api/v2/data/llms/models with the user's own key in the header x-api-key (free keys: 1,000 requests a day; attribution to
https://artificialanalysis.ai is required wherever a figure is used, and the app shows it). `evaluations` holds shares of 1 and
indices of 100; new tests appear there without notice, so unknown names are counted, not refused. The Intelligence Index is rescaled
at each version and the answer does not say which it is: it is not carried. Effort stands in brackets in the name: "GPT-5 (high)",
"(Non-reasoning)", "(Adaptive Reasoning, Max Effort)"; other words in brackets belong to the name. `pricing` is a mean over hosts and no
offer. Speeds are medians over the hosts measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import FeedScore, key_of, mapping, objects, read_json, text
from catalog.schema import Origin, Statement

NAME = "artificial_analysis"
BASE = "https://artificialanalysis.ai"
PATHS = ("/api/v2/data/llms/models",)
KEY = ("ARTIFICIAL_ANALYSIS_API_KEY", "x-api-key")
"""Environment variable of the user's key, and the header it goes into."""
URL = "https://artificialanalysis.ai"
SHARES = {
    "gpqa": "gpqa_diamond", "hle": "hle", "mmlu_pro": "mmlu_pro", "livecodebench": "livecodebench", "scicode": "scicode",
    "math_500": "math_500", "aime": "aime_2024", "aime_25": "aime_2025", "ifbench": "ifbench", "lcr": "aa_lcr",
    "terminalbench_hard": "terminal_bench_hard", "terminalbench_v2_1": "terminal_bench_2_1", "tau2": "tau2_telecom", "critpt": "critpt",
}  # fmt: skip
"""Name in the answer -> benchmark; a share of 1, kept in percent."""
INDICES = {"artificial_analysis_coding_index": "aa_coding_index", "artificial_analysis_agentic_index": "aa_agentic_index"}
"""The same on a scale of 100."""
SPEEDS = {"median_output_tokens_per_second": "output_tokens_per_s", "median_time_to_first_token_seconds": "time_to_first_token_s"}
EFFORTS = ("minimal", "low", "medium", "high", "xhigh", "max")
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")


def scores(payload: bytes, seen: date) -> Iterator[FeedScore]:
    """Every score that a benchmark of ours can carry, in the order of the answer."""
    for row in _rows(payload):
        provider, key, effort, variant = _named(row)
        for name, value in mapping(row.get("evaluations")).items():
            benchmark = SHARES.get(name) or INDICES.get(name)
            limit = 1 if name in SHARES else 100
            if benchmark and isinstance(value, Decimal) and value.is_finite() and 0 <= value <= limit:
                percent = float(value * (100 if name in SHARES else 1))
                yield FeedScore(
                    feed=NAME, provider=provider, key=key, effort=effort, variant=variant, benchmark_id=benchmark, value=round(percent, 4), seen=seen
                )  # fmt: skip


def statements(payload: bytes, seen: date) -> Iterator[Statement]:
    """Median speeds over hosts, of each model over the efforts it is listed with ("61.2 to 83.1" where they differ)."""
    speeds: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in _rows(payload):
        provider, key, _, _ = _named(row)
        for name, about in SPEEDS.items():
            value = row.get(name)
            if isinstance(value, Decimal) and value.is_finite() and 0 < value < 10**6:
                speeds.setdefault((provider, key, about), []).append(value)
    origin = Origin(publisher="Artificial Analysis", url=URL, date=seen)
    for (provider, key, about), values in speeds.items():
        low, high = f"{min(values):.4g}", f"{max(values):.4g}"
        value = low if low == high else f"{low} to {high}"
        yield Statement(feed=NAME, provider=provider, key=key, about=about, value=value, origin=origin)  # type: ignore[arg-type]


def uncarried(payload: bytes) -> tuple[dict[str, int], tuple[str, ...]]:
    """Tests that no benchmark of ours stands for, with the number of models; and values that cannot be true."""
    unknown: dict[str, int] = {}
    faults: list[str] = []
    for row in _rows(payload):
        for name, value in mapping(row.get("evaluations")).items():
            limit = 1 if name in SHARES else 100
            if name not in SHARES and name not in INDICES:
                unknown[text(name) or "?"] = unknown.get(text(name) or "?", 0) + (value is not None)
            elif value is not None and not (isinstance(value, Decimal) and value.is_finite() and 0 <= value <= limit):
                faults.append(f"{NAME} {text(row.get('slug'))}: {name} {str(value)[:24]} is not between 0 and {limit}")
    return dict(sorted((name, n) for name, n in unknown.items() if n)), tuple(faults)


def _rows(payload: bytes) -> list[Mapping[str, Any]]:
    return objects(mapping(read_json(payload)).get("data"), "Artificial Analysis: data")


def _named(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Creator, name without effort, effort in the catalog's words, and the brackets as written."""
    creator = mapping(row.get("model_creator"))
    name, effort, inside = key_of(row.get("name")), "default", ""
    if found := BRACKETS.search(name):
        words = set(re.findall(r"[a-z-]+", found[1].lower())) - {"effort"}
        level = next((level for level in EFFORTS if level in words), None)
        if words and words <= {"reasoning", "non-reasoning", "adaptive", *EFFORTS} and not re.search(r"\d", found[1]):
            name, inside = name[: found.start()], found[1]
            effort = "none" if "non-reasoning" in words else level or "reasoning_default"
    return text(creator.get("slug")), name, effort, f"AA; {inside.lower() or 'default'}"
