"""LiteLLM's model map: one JSON object per upstream key, prices in USD per token, per second, per image and so on.

GET /model_prices_and_context_window.json of its repository, no key, MIT.

Prices of a key come as `<what>[_above_1hr][_above_<n>k_tokens][_<service class>]`. The standard class and its batch prices make
one entry; every other class (priority, flex, ultrafast, ...) an entry of its own. Surcharges for a place make further entries
with all prices multiplied. Tokens of other kinds (audio, image, reasoning) are carried only where they cost what text costs;
otherwise their key is listed as unrepresented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import MTOK, FeedEntry, Ledger, flag, money, price_tiers, read_json, whole
from catalog.schema import PriceTier

NAME = "litellm"
BASE = "https://raw.githubusercontent.com/BerriAI/litellm/main"
PATHS = ("/model_prices_and_context_window.json",)
TOKEN_KEY = re.compile(
    r"^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost)"
    r"(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority|ultrafast|balanced|decisions))?$"
)
FIELD = {
    "input_cost_per_token": "usd_per_mtok_in",
    "output_cost_per_token": "usd_per_mtok_out",
    "cache_read_input_token_cost": "usd_per_mtok_cached_in",
    "cache_creation_input_token_cost": "usd_per_mtok_cache_write",
}
BATCH = {
    "usd_per_mtok_in": "usd_per_mtok_batch_in",
    "usd_per_mtok_out": "usd_per_mtok_batch_out",
    "usd_per_mtok_cached_in": "usd_per_mtok_batch_cached_in",
}
SAME_AS = {  # restates another price; carried where equal
    "input_cost_per_token_cache_hit": "usd_per_mtok_cached_in",
    "output_cost_per_reasoning_token": "usd_per_mtok_out",
    "input_cost_per_audio_token": "usd_per_mtok_in",
    "input_cost_per_image_token": "usd_per_mtok_in",
    "input_cost_per_video_token": "usd_per_mtok_in",
}
SURCHARGES = {  # key -> place the multiplied price is for
    "regional_processing_uplift_multiplier_eu": "EEA|CH",  # the eu host may process in any EEA country or Switzerland
    "regional_processing_uplift_multiplier_us": "US",
    "regional_endpoint_uplift_multiplier": "regional",
}
UNCARRIED = re.compile(
    r"^(cache_creation_input_(audio_)?token_cost|cache_read_input_(audio|image)_token_cost|explicit_cache_read|annotation_cost|"
    r"citation_cost|code_interpreter_cost|computer_use|file_search_cost|google_maps_grounding|guardrail_cost|vector_store_cost|"
    r"search_context_cost_per_query|ocr_cost|(input|output)_dbu_cost_per_token|cost_per_second|"
    r"(input|output)_cost_per_(audio|image|video|reasoning)_(token|per_second)|"
    r"(input|output)_cost_per_(image|character|pixel|second|query|request|text_message|video_per_second|audio_per_second))"
)
LOOKS_LIKE_PRICE = re.compile(
    r"cost|price|pricing|uplift|multiplier|dbu|_per_(token|mtok|second|minute|hour|image|character|query|page|pixel)"
)
RESOLUTION = re.compile(r"^output_cost_per_second(?:_(480p|720p|768p|1080p|2k|4k))?$")
IMAGE = re.compile(r"^output_cost_per_image(?:_(0\.5K|512|1024|1536|1K|2K|4K))?$")
IMAGE_KEY = re.compile(r"(?:^|/)(low|medium|high|standard|hd|max)?/?(\d+-x-\d+)/(?:(\d+|max)-steps/)?")


def entries(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """Every key of the map, in the order of the file."""
    listed = read_json(payload)
    if not isinstance(listed, dict):
        raise ValueError("LiteLLM's model map: expected one object with a line per model")
    for key, spec in listed.items():
        if not isinstance(spec, dict):
            fault = f"line is no object: {spec!r:.60}"
            unknown: dict[str, Any] = {"provider": "unknown", "mode": "unknown"}
            yield FeedEntry(feed=NAME, key=key, seen=seen, faults=(fault,), **unknown)
        elif key != "sample_spec":
            yield from _translate(key, spec, seen)


def _translate(key: str, spec: Mapping[str, Any], seen: date) -> Iterator[FeedEntry]:
    ledger = Ledger()
    mode = str(spec.get("mode") or "unknown")
    classes, stages, used = _token_prices(spec, ledger)
    media, media_used = _media_prices(key, mode, spec, ledger)
    staged, stage_used = _tiered(spec, ledger, stages["standard"])
    for name, amount in staged.items():
        classes["standard"].setdefault(name, amount)
    off_peak, condition, peak_used = _off_peak(spec, ledger)
    used |= media_used | stage_used | peak_used
    standard = classes["standard"]
    for name, field in SAME_AS.items():
        if name in spec and name not in used:
            amount = ledger.usd(name, spec[name], MTOK)
            used.add(name)
            if amount is not None and standard.get(field) is None and name == "input_cost_per_token_cache_hit":
                standard[field] = amount
            elif amount is not None and amount != standard.get(field):
                ledger.unrepresented.append(name)
    zones = _zones(spec, ledger, used)
    _rest(spec, used, ledger)
    common: dict[str, Any] = {
        "feed": NAME,
        "provider": str(spec.get("litellm_provider") or "unknown"),
        "key": key,
        "mode": mode,
        "context_tokens": whole(spec.get("max_input_tokens")),
        "max_output_tokens": whole(spec.get("max_output_tokens")),
        "tool_calling": flag(spec.get("supports_function_calling")),
        "structured_output": flag(spec.get("supports_response_schema")),
        "reasoning": flag(spec.get("supports_reasoning")),
        "prompt_caching": flag(spec.get("supports_prompt_caching")),
        "vision": flag(spec.get("supports_vision")),
        "ends": _day(spec.get("deprecation_date"), ledger),
        "seen": seen,
        "url": spec["source"] if str(spec.get("source", "")).startswith("https://") else None,
    }
    report: dict[str, Any] = {"unrepresented": tuple(ledger.unrepresented), "zero": tuple(ledger.zero), "faults": tuple(ledger.faults)}
    base_zone = "global" if zones else None
    for unit, text, amount in media:
        yield FeedEntry(**common, base_zone=base_zone, unit=unit, condition=text, usd_per_unit=float(amount), **report)
        report = {}  # said once per key
    if any(standard.values()) or not media:
        yield FeedEntry(**common, base_zone=base_zone, condition=condition, **_priced(standard | off_peak, stages["standard"]), **report)
    fast = _factor("provider_specific_entry.fast", _specific(spec).get("fast"), ledger)
    if fast is not None:
        plain = {name: amount for name, amount in standard.items() if "batch" not in name}
        classes["fast"] = {name: amount * fast for name, amount in plain.items() if amount is not None}
    for tier, amounts in sorted(classes.items()):
        if tier != "standard" and any(amounts.values()):
            yield FeedEntry(**common, base_zone=base_zone, tier=tier, **_priced(amounts, stages[tier]))
        for zone, factor in zones:
            if any(amounts.values()):
                yield FeedEntry(**common, zone=zone, tier=tier, **_priced(amounts, stages[tier], factor))


Amounts = dict[str, Decimal | None]


def _token_prices(spec: Mapping[str, Any], ledger: Ledger) -> tuple[dict[str, Amounts], dict[str, dict[int, Amounts]], set[str]]:
    """Prices by service class, their long-context stages, and the keys read."""
    classes: dict[str, Amounts] = defaultdict(dict)
    stages: dict[str, dict[int, Amounts]] = defaultdict(lambda: defaultdict(dict))
    used = set()
    for key, value in spec.items():
        match = TOKEN_KEY.match(key)
        if not match:
            continue
        used.add(key)
        base, above, service = match.groups()
        field: str | None = FIELD[base]
        if service == "batches":
            field, service = BATCH.get(FIELD[base]), None
        amount = ledger.usd(key, value, MTOK)
        if amount is None:
            continue
        if field is None or (above and field not in PriceTier.model_fields):
            ledger.unrepresented.append(key)
        elif above:
            stages[service or "standard"][int(above) * 1000][field] = amount
        else:
            classes[service or "standard"][field] = amount
    classes["standard"]  # always there, maybe empty
    return classes, stages, used


def _tiered(spec: Mapping[str, Any], ledger: Ledger, stages: dict[int, Amounts]) -> tuple[Amounts, set[str]]:
    """`tiered_pricing`: a list of ranges of the prompt's length, each with its own prices; the first is the base price."""
    base: Amounts = {}
    ranges = spec.get("tiered_pricing")
    if ranges is None:
        return base, set()
    for row in ranges if isinstance(ranges, list) else []:
        start = (row.get("range") or [None])[0] if isinstance(row, Mapping) else None
        if not isinstance(start, Decimal):
            ledger.unrepresented.append(f"tiered_pricing (by {', '.join(sorted(row)) if isinstance(row, Mapping) else 'no range'})")
            break
        target = base if start == 0 else stages[int(start)]
        for key, value in row.items():
            if key in FIELD:
                target[FIELD[key]] = ledger.usd(f"tiered_pricing.{key}", value, MTOK)
            elif key == "output_cost_per_reasoning_token":
                if value != row.get("output_cost_per_token"):
                    ledger.unrepresented.append("tiered_pricing.output_cost_per_reasoning_token")
            elif key != "range":
                ledger.unrepresented.append(f"tiered_pricing.{key}")
    return base, {"tiered_pricing"}


def _off_peak(spec: Mapping[str, Any], ledger: Ledger) -> tuple[Amounts, str, set[str]]:
    """Cheaper hours: input and output prices, and the hours as text (no field decides by the clock)."""
    row = spec.get("off_peak_pricing")
    if not isinstance(row, Mapping):
        return {}, "", set()
    names = {"input_cost_per_token": "usd_per_mtok_off_peak_in", "output_cost_per_token": "usd_per_mtok_off_peak_out"}
    amounts = {field: ledger.usd(f"off_peak_pricing.{key}", row.get(key), MTOK) for key, field in names.items()}
    ledger.unrepresented += [f"off_peak_pricing.{key}" for key in sorted(row) if "cost" in key and key not in names]
    hours = "; ".join(_window(window) for window in row.get("windows") or [] if isinstance(window, Mapping))
    return amounts, f"off-peak {hours}" if hours else "", {"off_peak_pricing"}


def _window(window: Mapping[str, Any]) -> str:
    hours = window.get("hours_utc") or []
    days = ", ".join(str(day) for day in window.get("weekdays") or [])
    return f"{hours if isinstance(hours, str) else ', '.join(hours)} UTC" + (f" on weekdays {days}" if days else "")


def _media_prices(key: str, mode: str, spec: Mapping[str, Any], ledger: Ledger) -> tuple[list[tuple[str, str, Decimal]], set[str]]:
    """Prices in the units of images, video, speech and pages: (unit, condition, USD), and the keys read."""
    rows: list[tuple[str, str, str, Decimal]] = []  # key, unit, condition, multiplier
    found = IMAGE_KEY.search(key) if mode.startswith("image") else None
    look = ", ".join(part for part in (f"{found[1]} quality" if found and found[1] else "", found[2] if found else "") if part)
    for name in spec:
        if mode == "video_generation" and (match := RESOLUTION.match(name)):
            rows.append((name, "second", match[1] or "", Decimal(1)))
        elif mode == "video_generation" and name == "output_cost_per_video_per_second":
            rows.append((name, "second", "", Decimal(1)))
        elif mode.startswith("image") and (match := IMAGE.match(name)):
            rows.append((name, "image", match[1] or look, Decimal(1)))
        elif mode.startswith("image") and name == "input_cost_per_image" and "output_cost_per_image" not in spec:
            rows.append((name, "image", look, Decimal(1)))
        elif mode.startswith("image") and name in ("output_cost_per_pixel", "input_cost_per_pixel"):
            rows.append((name, "megapixel", look, MTOK))
        elif (
            (mode == "audio_transcription" and name == "input_cost_per_second")
            or (mode == "audio_transcription" and name == "output_cost_per_second" and "input_cost_per_second" not in spec)
            or (mode == "audio_speech" and name == "output_cost_per_second")
        ):
            rows.append((name, "minute", "", Decimal(60)))
        elif mode == "audio_speech" and name in ("input_cost_per_character", "output_cost_per_character"):
            rows.append((name, "character_m", "", MTOK))
        elif mode == "ocr" and name == "ocr_cost_per_page":
            rows.append((name, "page_k", "", Decimal(1000)))
        elif name == "input_cost_per_query":
            rows.append((name, "query_k", "", Decimal(1000)))
    used = {row[0] for row in rows}
    if mode == "audio_transcription" and spec.get("output_cost_per_second") == spec.get("input_cost_per_second"):
        used.add("output_cost_per_second")  # the same price listed twice
    prices = [(unit, text, amount) for name, unit, text, per in rows if (amount := ledger.usd(name, spec[name], per)) is not None]
    return list(dict.fromkeys(prices)), used


def _zones(spec: Mapping[str, Any], ledger: Ledger, used: set[str]) -> list[tuple[str, Decimal]]:
    """Places with a surcharge, and the factor."""
    zones = []
    for key, zone in SURCHARGES.items():
        if key in spec:
            used.add(key)
            if (factor := _factor(key, spec[key], ledger)) is not None:
                zones.append((zone, factor))
    if (factor := _factor("provider_specific_entry.us", _specific(spec).get("us"), ledger)) is not None:
        zones.append(("US", factor))
    return zones


def _specific(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    found = spec.get("provider_specific_entry")
    return found if isinstance(found, Mapping) else {}


def _factor(key: str, value: Any, ledger: Ledger) -> Decimal | None:
    """A plausible multiplier of a price, 1 to 10; anything else is a fault."""
    if value is None:
        return None
    if isinstance(value, Decimal) and value.is_finite() and 1 <= value <= 10:
        return value
    ledger.faults.append(f"{key}: {value} is no multiplier between 1 and 10")
    return None


def _priced(amounts: Amounts, stages: Mapping[int, Amounts], factor: Decimal = Decimal(1)) -> dict[str, Any]:
    return {**money(amounts, factor), "tiers": price_tiers(stages, PriceTier.model_fields, factor)}


def _rest(spec: Mapping[str, Any], used: set[str], ledger: Ledger) -> None:
    """What is left and looks like a price: known and uncarried, or unknown."""
    for key, value in spec.items():
        if key in used or not LOOKS_LIKE_PRICE.search(key):
            continue
        if value == 0:
            ledger.zero.append(key)
        elif UNCARRIED.match(key):
            ledger.unrepresented.append(key)
        else:
            ledger.faults.append(f"{key}: unknown price key")


def _day(value: Any, ledger: Ledger) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        ledger.faults.append(f"deprecation_date: {value!r} is no date")
        return None
