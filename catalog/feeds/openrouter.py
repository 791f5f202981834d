"""OpenRouter: price and limits of every model it routes to, and of every host behind it.

GET /api/v1/models, then /api/v1/models/{id}/endpoints for each model; no key. Prices are text in USD per *token* ("0.0000025"). A
negative price marks a router that picks a model per request and has no price of its own; 0 a free variant. `overrides` holds the
prices of longer prompts. OpenRouter passes requests on under the terms of the host: its prices are shown and never ranked. Uptime
and latency are not kept: their units differ between descriptions of the API; `throughput_last_30m` is tokens per second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import MTOK, FeedEntry, Ledger, answers, day_of, key_of, mapping, money, objects, price_tiers, text, whole
from catalog.schema import Origin, PriceTier, Statement

NAME = "openrouter"
BASE = "https://openrouter.ai"
LISTING = "/api/v1/models"
PATHS = (LISTING,)
ID = re.compile(r"^~?[A-Za-z0-9][\w.-]*/[\w.+-]+(?::[\w-]+)?$")
"""Ids that may stand in the path of a request."""
FIELD = {
    "prompt": "usd_per_mtok_in",
    "completion": "usd_per_mtok_out",
    "input_cache_read": "usd_per_mtok_cached_in",
    "input_cache_write": "usd_per_mtok_cache_write",
}
SAME_AS = {"internal_reasoning": "completion", "audio": "prompt", "image_token": "prompt"}
UNCARRIED = frozenset(
    {"request", "image", "image_output", "audio_output", "input_audio_cache", "web_search", "input_cache_write_1h", "input_cache_write_5m"}
)
NO_PRICE = frozenset({"discount", "overrides"})
Amounts = dict[str, Decimal | None]


def further(found: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    """One request per listed model: the hosts behind it."""
    ids = (row.get("id") for row in _rows(found.get(LISTING)))
    return [f"{LISTING}/{name}/endpoints" for name in ids if isinstance(name, str) and ID.match(name)]


def entries(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """Each model at the price OpenRouter lists, then at each host behind it (a tier named after the host)."""
    parts = answers(payload)
    for row in _rows(parts.get(LISTING)):
        key = key_of(row.get("id"))
        yield from _translate(key, row, "standard", "", seen)
        for host in _hosts(parts.get(f"{LISTING}/{key}/endpoints")):
            where = text(host.get("tag")) or text(host.get("provider_name"))
            if where:
                yield from _translate(key, {**row, **host}, f"via {where}", f"served by {text(host.get('provider_name')) or where}", seen)


def statements(payload: bytes, seen: date) -> Iterator[Statement]:
    """Weights behind a listing, its first day, and the median speed of its fastest host over the last half hour."""
    parts = answers(payload)
    for row in _rows(parts.get(LISTING)):
        key = key_of(row.get("id"))
        speeds = [_median(host.get("throughput_last_30m")) for host in _hosts(parts.get(f"{LISTING}/{key}/endpoints"))]
        known = [speed for speed in speeds if speed]
        said: dict[str, Any] = {
            "hf_id": text(row.get("hugging_face_id")),
            "knowledge_until": text(row.get("knowledge_cutoff")),
            "output_tokens_per_s": f"{max(known):.4g}" if known else "",
        }
        origin = Origin(publisher="OpenRouter", url=f"https://openrouter.ai/{key}" if ID.match(key) else None, date=seen)
        for about, value in said.items():
            if value:
                yield Statement(feed=NAME, provider=NAME, key=key, about=about, value=value, origin=origin)  # type: ignore[arg-type]


def _rows(listing: Any) -> list[Mapping[str, Any]]:
    return objects(mapping(listing).get("data"), f"OpenRouter {LISTING}: data")


def _hosts(answer: Any) -> list[Mapping[str, Any]]:
    """Endpoints of one model; none where the feed had no answer for it."""
    if answer is None:
        return []
    return objects(mapping(mapping(answer).get("data")).get("endpoints"), "OpenRouter endpoints")


def _translate(key: str, row: Mapping[str, Any], tier: str, condition: str, seen: date) -> Iterator[FeedEntry]:
    ledger = Ledger()
    amounts, stages = _amounts(row.get("pricing"), ledger)
    architecture, top = mapping(row.get("architecture")), mapping(row.get("top_provider"))
    inputs, outputs = architecture.get("input_modalities"), architecture.get("output_modalities")
    can = row.get("supported_parameters")
    able: dict[str, Any] = {
        "tool_calling": "tools" in can if isinstance(can, list) else None,
        "structured_output": "structured_outputs" in can if isinstance(can, list) else None,
        "reasoning": "reasoning" in can if isinstance(can, list) else None,
        "vision": "image" in inputs if isinstance(inputs, list) else None,
    }
    quantised = text(row.get("quantization"))
    yield FeedEntry(
        feed=NAME, provider=NAME, key=key, mode=_mode(outputs), tier=tier, condition=" at ".join(filter(None, (condition, quantised))),
        **money(amounts), tiers=price_tiers(stages, PriceTier.model_fields), **able,
        context_tokens=whole(row.get("max_prompt_tokens")) or whole(row.get("context_length")),
        max_output_tokens=whole(row.get("max_completion_tokens")) or whole(top.get("max_completion_tokens")),
        ends=day_of(row.get("expiration_date")), seen=seen, url=f"https://openrouter.ai/{key}" if ID.match(key) else None,
        unrepresented=tuple(ledger.unrepresented), zero=tuple(ledger.zero), faults=tuple(ledger.faults),
    )  # fmt: skip


def _amounts(pricing: Any, ledger: Ledger) -> tuple[Amounts, dict[int, Amounts]]:
    """Prices per million tokens and their long-context stages. A router has none: a negative price is its mark, not a fault."""
    amounts: Amounts = {}
    stages: dict[int, Amounts] = {}
    if not isinstance(pricing, dict):
        ledger.faults.append(f"pricing: {pricing!r:.60} is no object")
        return amounts, stages
    if all(str(pricing.get(key)).startswith("-1") for key in ("prompt", "completion")):
        return amounts, stages
    for key, value in pricing.items():
        if key in FIELD:
            amounts[FIELD[key]] = ledger.usd_text(key, value, MTOK)
        elif key in SAME_AS or key in UNCARRIED:
            if value not in ("0", None) and value != pricing.get(SAME_AS.get(key, "")):
                ledger.unrepresented.append(key)
        elif key not in NO_PRICE:
            ledger.faults.append(f"{key}: unknown price key")
    for row in pricing.get("overrides") or []:
        above = whole(row.get("min_prompt_tokens")) if isinstance(row, dict) else None
        if above is None:
            ledger.unrepresented.append("overrides (not by the length of the prompt)")
            continue
        stages[above] = {FIELD[key]: ledger.usd_text(f"overrides.{key}", value, MTOK) for key, value in row.items() if key in FIELD}
    return amounts, stages


def _mode(outputs: Any) -> str:
    if not isinstance(outputs, list) or "text" in outputs:
        return "chat"
    return next(
        (
            mode
            for name, mode in {"image": "image_generation", "audio": "audio_speech", "embeddings": "embedding"}.items()
            if name in outputs
        ),
        "unknown",
    )


def _median(value: Any) -> Decimal | None:
    middle = mapping(value).get("p50")
    return middle if isinstance(middle, Decimal) and middle.is_finite() and 0 < middle < 10**5 else None
