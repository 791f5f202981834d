"""How much a model thinks: v(model), its reasoning tokens against the median model at the same effort and test."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean, median
from typing import Protocol

from catalog.schema import ReasoningProfile

EXPONENT = 0.7  # how much of a model's ratio to the median carries over to the next test
CLIP = (0.3, 3.0)
LEAST_TESTS = 4


class TokenUsage(Protocol):
    """One row of measured tokens. `metric` tokens_per_task is all output, reasoning_share the reasoning part of it."""

    @property
    def model_id(self) -> str: ...
    @property
    def effort(self) -> str: ...
    @property
    def metric(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def suite(self) -> str: ...
    @property
    def date(self) -> str: ...


def test_of(suite: str) -> str:
    """The test a suite names, without the model in brackets: "AA-LCR, AA (Jamba 1.7)" is "AA-LCR"."""
    return suite.split(",")[0].split("(")[0].strip()


def profiles(usage: Iterable[TokenUsage]) -> dict[str, ReasoningProfile]:
    """One profile per model with token measurements."""
    total: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    share: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    efforts: dict[str, set[str]] = defaultdict(set)
    newest: dict[str, str] = {}
    for row in usage:
        efforts[row.model_id].add(row.effort)
        newest[row.model_id] = max(newest.get(row.model_id, ""), row.date)
        # The suite names the exact variant in brackets, so total and share of one run meet on it.
        key = (row.model_id, row.effort, test_of(row.suite), row.suite)
        if row.metric == "tokens_per_task":
            total[key].append(row.value)
        elif row.metric == "reasoning_share":
            share[key].append(row.value)
    tokens: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(total.keys() & share.keys()):
        model, effort, test, _ = key
        if (reasoning := fmean(total[key]) * fmean(share[key])) > 0:
            tokens[effort, test][model].append(reasoning)
    ratios: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (_, test), by_model in tokens.items():
        own = {m: math.exp(fmean(map(math.log, v))) for m, v in by_model.items()}
        middle = median(own.values())
        for model, value in own.items():
            ratios[model][test].append(math.log(value / middle))
    out = {}
    for model in sorted(efforts):
        tests = ratios.get(model, {})
        verbosity = 1.0
        if len(tests) >= LEAST_TESTS:
            verbosity = min(max(math.exp(EXPONENT * fmean(fmean(v) for v in tests.values())), CLIP[0]), CLIP[1])
        out[model] = ReasoningProfile(
            model_id=model, efforts=tuple(sorted(efforts[model])), verbosity=verbosity, tests=len(tests), newest=newest[model]
        )
    return out
