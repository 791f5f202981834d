"""`weighbridge evidence`: what is known about one model's quality, and what the fit expects where nothing was measured."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalog.evidence.prediction import Parameters, predict
from catalog.schema import Catalog, EvidenceParameter, Score

Json = dict[str, Any]
FIELDS = ("model_id", "benchmark_id", "effort")


def predictor(rows: Iterable[EvidenceParameter]) -> Callable[[Json], Json]:
    """A function from {model_id, benchmark_id, effort?} to {expected, low, high, effort} in the benchmark's own unit.

    It raises ValueError, one sentence per fault, for fields it does not know and for models or benchmarks without evidence.
    """
    parameters = Parameters.from_rows({"kind": row.kind, **row.values} for row in rows)

    def answer(raw: Json) -> Json:
        faults = [f"{name} is not a field. Allowed: {', '.join(FIELDS)}." for name in raw if name not in FIELDS]
        faults += [f"{name} is missing. Give its id." for name in FIELDS[:2] if not isinstance(raw.get(name), str)]
        if raw.get("effort") is not None and not isinstance(raw["effort"], str):
            faults.append("effort is not a name such as high.")
        if faults:
            raise ValueError("\n".join(faults))
        found = predict(parameters, raw["model_id"], raw["benchmark_id"], raw.get("effort"))
        return {"expected": round(found.expected, 4), "low": round(found.low, 4), "high": round(found.high, 4), "effort": found.effort}

    return answer


def evidence_of(catalog: Catalog, scores: Sequence[Score], model_id: str) -> Json:
    """Fitted figures per effort and dimension with 80% intervals, thinking, and the raw scores they rest on.

    Raises:
        ValueError: no such model in the catalog.
    """
    if model_id not in catalog.models:
        close = difflib.get_close_matches(model_id[:80], list(catalog.models), 1)
        raise ValueError(f"No model {model_id[:80]!r} in the catalog{f'; did you mean {close[0]}' if close else ''}.")
    profile = catalog.reasoning.get(model_id)
    return {
        "model_id": model_id,
        "catalog": {"version": catalog.version},
        "quality": [f.model_dump(mode="json") for f in catalog.quality if f.model_id == model_id],
        "reasoning": profile.model_dump(mode="json") if profile else None,
        "scores": [s.model_dump(mode="json", exclude={"model_id"}) for s in scores],
    }
