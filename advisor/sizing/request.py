"""One `weighbridge size` question from plain JSON to plain JSON."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from advisor.sizing.size import size
from catalog.schema import Catalog

NUMBERS = ("gpus", "input_tokens", "output_tokens", "concurrency")
FIELDS = ("model", "gpu", "precision", "engine", *NUMBERS)


def answer_size(catalog: Catalog, raw: dict[str, Any]) -> dict[str, Any]:
    """Size one deployment.

    Raises:
        ValueError: one sentence per fault, naming field, value and what is allowed.
    """
    faults = [f"{name} is not a field. Allowed: {', '.join(FIELDS)}." for name in raw if name not in FIELDS]
    model, gpu = raw.get("model"), raw.get("gpu")
    if not isinstance(model, str) or model not in catalog.shapes:
        known = isinstance(model, str) and model in catalog.models
        why = (
            "has no published layer shape, so it cannot be sized"
            if known
            else f"is not a model of the catalog{_near(model, catalog.shapes)}"
        )
        faults.append(f"model {model!r} {why}.")
    if not isinstance(gpu, str) or gpu not in catalog.gpus:
        faults.append(f"gpu {gpu!r} is not a GPU of the catalog. Allowed: {', '.join(sorted(catalog.gpus))}.")
    numbers: dict[str, Any] = {}
    for name in NUMBERS:
        value = raw.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            faults.append(f"{name} is {str(value)[:40]}. Give a number.")
        else:
            numbers[name] = int(value) if name == "gpus" and value == int(value) else value
    for name in ("precision", "engine"):
        if raw.get(name) is not None and not isinstance(raw[name], str):
            faults.append(f"{name} is {str(raw[name])[:40]}. Give its name.")
    if faults:
        raise ValueError("\n".join(faults))
    words = {name: raw[name] for name in ("precision", "engine") if raw.get(name) is not None}
    found = asdict(size(catalog.shapes[str(model)], catalog.gpus[str(gpu)], **numbers, **words))
    return {"model": model, "gpu": gpu, **found, "notes": list(found["notes"])}


def _near(name: Any, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(name)[:80], list(known), 1)
    return f"; did you mean {close[0]}" if close else ""
