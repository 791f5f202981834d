"""Every verdict about the options of one model: why each is in or out, and what would change that."""

from __future__ import annotations

from typing import Any

import numpy as np

from advisor.answer.naming import label
from advisor.answer.rows import cost, number, origin_json
from advisor.decision import Decision
from advisor.rules import MUST

Json = dict[str, Any]


def explain(d: Decision, model_id: str, deployment: str | None = None, provider_id: str | None = None) -> Json:
    """Verdicts of all gates for the matching options, best score first; `options` is empty where none matches."""
    at = [
        i
        for i, o in enumerate(d.options)
        if o.model.id == model_id
        and deployment in (None, o.deployment.value)
        and provider_id in (None, o.provider.id if o.provider else "own")
    ]
    rank = {int(i): n + 1 for n, i in enumerate(d.ranked)}
    at.sort(key=lambda i: (rank.get(i, len(rank) + 1), -float(d.scored.score[i]), d.options[i].option_id))
    return {
        "model_id": model_id,
        "as_of": d.question.as_of.isoformat(),
        "catalog": {"version": d.catalog.version},
        "known": model_id in d.catalog.models,
        "options": [_one(d, i, rank.get(i)) for i in at],
    }


def _one(d: Decision, i: int, rank: int | None) -> Json:
    option = d.options[i]
    verdicts = []
    for row, rule in enumerate(MUST):
        verdict = d.judged.verdict(rule, i)
        verdicts.append(
            {
                "rule_id": rule.id,
                "title": rule.title,
                "topic": rule.topic,
                "outcome": verdict.outcome.name.lower(),
                "excludes": bool(d.judged.fails[row, i]),
                "reason": verdict.reason,
                "remedy": verdict.remedy,
                "obligation": verdict.obligation,
                "origin": origin_json(verdict.origin),
            }
        )
    return {
        "option_id": option.option_id,
        "deployment": option.deployment.value,
        "provider_id": option.provider.id if option.provider else None,
        "region": option.region,
        "label": label(d, i),
        "fits": rank is not None,
        "rank": rank,
        "score": float(d.scored.score[i]),
        "quality": {
            "value": number(d.figures.quality_value[i], 4),
            "low": number(d.figures.quality_low[i], 4),
            "high": number(d.figures.quality_high[i], 4),
        },
        "monthly_cost_usd": None if np.isnan(d.figures.expected[i]) else cost(d, i),
        "verdicts": verdicts,
    }
