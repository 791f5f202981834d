"""models.dev: who serves which model at what price and within what limits, and facts of the models themselves.

GET /api.json and /models.json, no key, MIT. The first is one object per provider with `models` by id; prices are USD per million
tokens, 0 for free tiers and subscriptions. `cost.tiers` holds the prices of longer prompts (`context_over_200k` says the same in an
older form), `experimental.modes.<name>.cost` those of faster modes. `limit.context` is the whole window, `limit.input` the longest
prompt where it is shorter. The second is one object of models by "lab/model": release day, openness, licence, parameters.
The entries are contributed by anybody and reviewed by the maintainers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import FeedEntry, Ledger, answers, day_of, flag, key_of, mapping, money, price_tiers, text, whole
from catalog.schema import Origin, PriceTier, Statement

NAME = "models_dev"
BASE = "https://models.dev"
LISTING, MODELS = "/api.json", "/models.json"
PATHS = (LISTING, MODELS)
FIELD = {
    "input": "usd_per_mtok_in",
    "output": "usd_per_mtok_out",
    "cache_read": "usd_per_mtok_cached_in",
    "cache_write": "usd_per_mtok_cache_write",
}
SAME_AS = {"reasoning": "output", "input_audio": "input"}
"""Restates another price; carried where equal."""
UNCARRIED = frozenset({"output_audio"})
STAGES = ("tiers", "context_over_200k")
MINUTE = "per_minute"
TYPES = {"embedding": "embedding", "reranking": "rerank", "image": "image_generation", "video": "video_generation",
         "transcription": "audio_transcription", "speech": "audio_speech"}  # fmt: skip
OUTPUTS = {"image": "image_generation", "video": "video_generation", "audio": "audio_speech"}
Amounts = dict[str, Decimal | None]


def entries(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """Every model of every provider, in the order of the file."""
    for provider, listed in _listing(payload, LISTING).items():
        models = listed.get("models") if isinstance(listed, dict) else None
        if not isinstance(models, dict):
            raise ValueError(f"models.dev: provider {provider!r:.60} has no models")
        url = listed.get("doc")
        for key, spec in models.items():
            yield from _translate(key_of(provider), key_of(key), spec, url if str(url).startswith("https://") else None, seen)


def statements(payload: bytes, seen: date) -> Iterator[Statement]:
    """What is said of the models themselves, wherever they run."""
    for key, spec in _listing(payload, MODELS).items():
        if not isinstance(spec, dict):
            continue
        limit, sizes = mapping(spec.get("limit")), mapping(spec.get("parameters"))
        weights = [w.get("url") for w in spec.get("weights") or [] if isinstance(w, dict)]
        said: dict[str, Any] = {
            "released": _day_text(spec.get("release_date")),
            "knowledge_until": text(spec.get("knowledge")),
            "open_weights": _yes(spec.get("open_weights")),
            "licence": text(spec.get("license")),
            "hf_id": next(
                (str(w).removeprefix("https://huggingface.co/") for w in weights if str(w).startswith("https://huggingface.co/")), ""
            ),
            "context_tokens": whole(limit.get("context")),
            "max_output_tokens": whole(limit.get("output")),
        }
        if sizes.get("estimate") is not True:  # an estimate only repeats the name
            said |= {"parameters_b": _billions(sizes.get("total")), "active_parameters_b": _billions(sizes.get("active"))}
        origin = Origin(publisher="models.dev", url="https://models.dev", date=seen)
        for about, value in said.items():
            if value:
                yield Statement(feed=NAME, provider="models", key=key_of(key), about=about, value=str(value), origin=origin)  # type: ignore[arg-type]


def _listing(payload: bytes, path: str) -> Mapping[str, Any]:
    found = answers(payload).get(path)
    if not isinstance(found, dict):
        raise ValueError(f"models.dev: expected one object under {path}")
    return found


def _translate(provider: str, key: str, spec: Any, url: str | None, seen: date) -> Iterator[FeedEntry]:
    if not isinstance(spec, dict):
        unknown: dict[str, Any] = {"mode": "unknown", "faults": (f"line is no object: {spec!r:.60}",)}
        yield FeedEntry(feed=NAME, provider=provider, key=key, seen=seen, **unknown)
        return
    ledger = Ledger()
    cost = spec.get("cost") or {}
    limit, modalities = mapping(spec.get("limit")), mapping(spec.get("modalities"))
    amounts, stages = _amounts(cost, ledger)
    minute = ledger.usd(MINUTE, mapping(cost).get(MINUTE))
    common: dict[str, Any] = {
        "feed": NAME, "provider": provider, "key": key, "mode": _mode(spec, modalities, key),
        "context_tokens": whole(limit.get("input")) or whole(limit.get("context")), "max_output_tokens": whole(limit.get("output")),
        "tool_calling": flag(spec.get("tool_call")), "structured_output": flag(spec.get("structured_output")),
        "reasoning": flag(spec.get("reasoning")), "vision": "image" in modalities["input"] if isinstance(modalities.get("input"), list) else None,
        "withdrawn": spec.get("status") == "deprecated", "seen": seen, "url": url,
    }  # fmt: skip
    if minute is not None:
        yield FeedEntry(**common, unit="minute", usd_per_unit=float(minute))
    yield FeedEntry(
        **common, **money(amounts), tiers=price_tiers(stages, PriceTier.model_fields),
        unrepresented=tuple(ledger.unrepresented), zero=tuple(ledger.zero), faults=tuple(ledger.faults),
    )  # fmt: skip
    for name, mode in sorted(mapping(mapping(spec.get("experimental")).get("modes")).items()):
        if isinstance(mode, dict) and mode.get("cost"):
            own = Ledger()
            dearer, own_stages = _amounts(mode["cost"], own)
            report: dict[str, Any] = {"tiers": price_tiers(own_stages, PriceTier.model_fields), "faults": tuple(own.faults)}
            yield FeedEntry(**common, tier=key_of(name), **money(dearer), **report)


def _amounts(cost: Any, ledger: Ledger) -> tuple[Amounts, dict[int, Amounts]]:
    """Token prices and their long-context stages; everything else goes to the ledger."""
    amounts: Amounts = {}
    stages: dict[int, Amounts] = {}
    if not isinstance(cost, dict):
        ledger.faults.append(f"cost: {cost!r:.60} is no object")
        return amounts, stages
    for key, value in cost.items():
        if key in FIELD:
            amounts[FIELD[key]] = ledger.usd(key, value)
        elif key in SAME_AS:
            if value != cost.get(SAME_AS[key]):
                ledger.unrepresented.append(key)
        elif key in UNCARRIED:
            ledger.unrepresented.append(key)
        elif key not in (*STAGES, MINUTE):
            ledger.faults.append(f"{key}: unknown price key")
    tiers = cost.get("tiers")
    if isinstance(tiers, list):
        for row in tiers:
            size = whole(row["tier"].get("size")) if isinstance(row, dict) and isinstance(row.get("tier"), dict) else None
            if size is None or row["tier"].get("type", "context") != "context":
                ledger.unrepresented.append("tiers (not by the length of the prompt)")
                continue
            stages[size] = {FIELD[key]: ledger.usd(f"tiers.{key}", value) for key, value in row.items() if key in FIELD}
    elif isinstance(over := cost.get("context_over_200k"), dict):
        stages[200_000] = {FIELD[key]: ledger.usd(f"context_over_200k.{key}", value) for key, value in over.items() if key in FIELD}
    return amounts, stages


def _mode(spec: Mapping[str, Any], modalities: Mapping[str, Any], key: str) -> str:
    """What the endpoint does: the stated type, else what comes out of it."""
    if spec.get("type") in TYPES:
        return TYPES[spec["type"]]
    outputs = modalities.get("output")
    if not isinstance(outputs, list) or "text" in outputs:
        return "embedding" if "embed" in key.lower() else "rerank" if "rerank" in key.lower() else "chat"
    return next((OUTPUTS[output] for output in OUTPUTS if output in outputs), "unknown")


def _yes(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else ""


def _billions(value: Any) -> str:
    number = value if isinstance(value, Decimal) and value.is_finite() and 0 < value < 10**15 else None
    return f"{number / 10**9:.6g}" if number else ""


def _day_text(value: Any) -> str:
    """A full day; a month alone is no day to compare."""
    return found.isoformat() if (found := day_of(value)) else ""
