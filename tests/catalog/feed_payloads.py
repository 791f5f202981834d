"""Small real lines of both price feeds, as they stand in the snapshots of 2026-11-20 (shortened to what the tests read)."""

from __future__ import annotations

import json
from typing import Any

from catalog.feeds import SNAPSHOTS

_LITELLM: dict[str, Any] = json.loads((SNAPSHOTS / "litellm" / "2026-11-20.json").read_bytes())
_GENAI: list[dict[str, Any]] = json.loads((SNAPSHOTS / "genai_prices" / "2026-11-20.json").read_bytes())


def litellm(*keys: str, **changed: Any) -> bytes:
    """Those lines of LiteLLM's map, each with `changed` laid over it."""
    return json.dumps({key: {**_LITELLM[key], **changed} for key in keys}).encode()


def litellm_line(**line: Any) -> bytes:
    """One invented line, for values that no snapshot holds."""
    return json.dumps({"some-model": {"litellm_provider": "openai", "mode": "chat", **line}}).encode()


def genai(provider: str, *models: str) -> bytes:
    """Those models of one genai-prices provider."""
    for listed in _GENAI:
        if listed["id"] == provider:
            return json.dumps([{**listed, "models": [m for m in listed["models"] if m["id"] in models]}]).encode()
    raise LookupError(provider)


def genai_model(**model: Any) -> bytes:
    """One invented model, for values that no snapshot holds."""
    return json.dumps([{"id": "acme", "pricing_urls": ["https://acme.example/prices"], "models": [{"id": "some-model", **model}]}]).encode()
