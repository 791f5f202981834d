"""genai-prices: a list of providers, each with models, prices in USD per million tokens, reviewed by people and often dated.

GET /prices/data.json of its repository, no key, MIT.

`prices` is one set or a list of sets with constraints, of which the last that holds wins: a first day, or hours of the day. The
set in force on the day of the snapshot is used; later ones are listed as unrepresented with their day. Where the price depends
on the hour, the dearer one is the price and the cheaper one the off-peak price. `price_variants` are batch prices (fields of
the standard entry), service tiers and routes (entries of their own); of those for one case the first that has started wins.
A model marked deprecated is kept by the feed for old bills: its providers have in fact stopped selling it or are about to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from catalog.entries import FeedEntry, Ledger, money, price_tiers, read_json, whole
from catalog.schema import PriceTier

NAME = "genai_prices"
BASE = "https://raw.githubusercontent.com/pydantic/genai-prices/main"
PATHS = ("/prices/data.json",)
FIELD = {
    "input_mtok": "usd_per_mtok_in",
    "output_mtok": "usd_per_mtok_out",
    "cache_read_mtok": "usd_per_mtok_cached_in",
    "cache_write_mtok": "usd_per_mtok_cache_write",
}
BATCH = {
    "usd_per_mtok_in": "usd_per_mtok_batch_in",
    "usd_per_mtok_out": "usd_per_mtok_batch_out",
    "usd_per_mtok_cached_in": "usd_per_mtok_batch_cached_in",
}
SAME_AS = {  # restates another price; carried where equal
    "output_reasoning_mtok": "output_mtok",
    "input_audio_mtok": "input_mtok",
    "input_image_mtok": "input_mtok",
    "input_video_mtok": "input_mtok",
}
MEDIA = {  # key -> unit, factor from the feed's unit
    "audio_hours": ("minute", Decimal(1) / 60),
    "input_audio_hours": ("minute", Decimal(1) / 60),
    "input_mchars": ("character_m", Decimal(1)),
    "input_document_kpages": ("page_k", Decimal(1)),
}
SECOND_HAND = "Imported from OpenRouter pricing"
"""How the feed's reviewers mark a price that they did not find with the provider itself."""
UNCARRIED = frozenset(
    {
        "cache_audio_read_mtok", "cache_image_read_mtok", "cache_write_1h_mtok", "cache_write_5m_mtok", "input_annotated_document_kpages",
        "input_text_messages_kcount", "output_audio_mtok", "output_citation_mtok", "output_image_mtok", "output_video_mtok",
        "requests_kcount", "storage_searches_kcount", "web_searches_kcount",
    }
)  # fmt: skip


def entries(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """Every model of every provider, in the order of the file."""
    listed = read_json(payload)
    if not isinstance(listed, list):
        raise ValueError("genai-prices: expected a list of providers")
    for provider in listed:
        urls = provider.get("pricing_urls") or [None]
        for model in provider.get("models", []):
            yield from _translate(provider["id"], urls[0], model, seen)


def history(payload: bytes, seen: date) -> Iterator[FeedEntry]:
    """The lines that the feed dates, once per span of days at one standard price, announced ones included.

    What held before the first stated day has no first day: the feed prices every older bill with it. The first day of a batch or
    tier price is the day on which the feed's reviewers verified it ("history before then is not modelled"), so it bounds no span:
    a span carries the variants known at its end, and a span that ended before has none.
    """
    listed = read_json(payload)
    if not isinstance(listed, list):
        raise ValueError("genai-prices: expected a list of providers")
    for provider in listed:
        urls = provider.get("pricing_urls") or [None]
        for model in provider.get("models", []):
            days = _first_days(model.get("prices"))
            for first, until in zip([None, *days], [*days, None], strict=True) if days else ():
                on = seen if until is None or until > seen else until - timedelta(days=1)
                for entry in _translate(provider["id"], urls[0], model, max(on, first or on)):
                    yield entry.model_copy(update={"effective": first, "until": until, "seen": seen})


def _first_days(prices: Any) -> list[date]:
    """The first days that the sets of prices state, in order."""
    rows = prices if isinstance(prices, list) else []
    return sorted({date.fromisoformat(row["constraint"]["start_date"]) for row in rows if "start_date" in (row.get("constraint") or {})})


def _translate(provider: str, url: str | None, model: Mapping[str, Any], seen: date) -> Iterator[FeedEntry]:
    ledger = Ledger()
    prices, cheap, condition, effective = _in_force(model.get("prices") or {}, seen, ledger)
    amounts, stages = _amounts(prices, ledger)
    media = _media(prices, ledger)
    if cheap:
        amounts |= _off_peak(cheap, ledger)
    tiers: list[tuple[str, str | None, Mapping[str, Any]]] = []
    settled = set()  # of several variants for one case the first that has started wins
    for variant in model.get("price_variants") or []:
        if not _started(variant.get("constraint"), seen):
            ledger.unrepresented.append(_later(variant["constraint"], variant["prices"], str(dict(variant["when"]))))
            continue
        case = tuple(sorted(variant["when"].items()))
        if case in settled:
            continue
        settled.add(case)
        (name, value), *more = case
        if name == "processing" and value == "batch" and not more:
            _batch(variant["prices"], amounts, stages, ledger)
        elif name == "route":
            tiers.append(("standard", value.rpartition("/")[2].upper(), variant["prices"]))
        elif variant["prices"]:  # an empty set is the standard price under another name
            tiers.append((value if name != "search_type" else f"search_{value}", None, variant["prices"]))
    common: dict[str, Any] = {
        "feed": NAME, "provider": provider, "key": model["id"], "mode": _mode(prices, model["id"]),
        "context_tokens": whole(model.get("context_window")), "effective": effective, "seen": seen, "url": url,
        "withdrawn": model.get("deprecated") is True, "second_hand": _second_hand(model.get("price_comments") or ""),
    }  # fmt: skip
    rest = []
    for tier, zone, changed in tiers:
        own, own_stages = _amounts({**prices, **changed}, Ledger())
        rest.append(FeedEntry(**common, tier=tier, zone=zone, **money(own), tiers=price_tiers(own_stages, PriceTier.model_fields)))
    report: dict[str, Any] = {"unrepresented": tuple(ledger.unrepresented), "zero": tuple(ledger.zero), "faults": tuple(ledger.faults)}
    for unit, amount in media:
        yield FeedEntry(**common, unit=unit, usd_per_unit=float(round(amount, 9)), **report)
        report = {}  # said once per model
    if any(amounts.values()) or not media:
        yield FeedEntry(**common, condition=condition, **money(amounts), tiers=price_tiers(stages, PriceTier.model_fields), **report)
    yield from rest


Amounts = dict[str, Decimal | None]


def _started(constraint: Mapping[str, Any] | None, seen: date) -> bool:
    return not constraint or "start_date" not in constraint or date.fromisoformat(constraint["start_date"]) <= seen


def _later(constraint: Mapping[str, Any], prices: Mapping[str, Any], which: str = "") -> str:
    listed = ", ".join(f"{key} {value if isinstance(value, Decimal) else value['base']}" for key, value in prices.items())
    return f"from {constraint['start_date']}{' ' + which if which else ''}: {listed}"


def _in_force(
    prices: Mapping[str, Any] | list[Mapping[str, Any]], seen: date, ledger: Ledger
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None, str, date | None]:
    """The set that holds on `seen`, the set of cheaper hours, these hours as text, and the first day of the price."""
    if isinstance(prices, Mapping):
        return prices, None, "", None
    if not prices:
        return {}, None, "", None
    chosen: Mapping[str, Any] = prices[0]["prices"]
    effective = None
    hourly: list[Mapping[str, Any]] = []
    for row in prices:
        constraint = row.get("constraint")
        if constraint and "start_time" in constraint:
            hourly.append(row)
        elif not _started(constraint, seen):
            ledger.unrepresented.append(_later(constraint or {}, row["prices"]))
        else:
            chosen = row["prices"]
            effective = date.fromisoformat(constraint["start_date"]) if constraint else None
    if not hourly:
        return chosen, None, "", effective
    other = hourly[0]["prices"]
    if any(row["prices"] != other for row in hourly):
        ledger.unrepresented.append("more than two prices by hour of the day")
    hours = ", ".join(f"{row['constraint']['start_time'][:5]}-{row['constraint']['end_time'][:5]}" for row in hourly)
    dearer = _base(other.get("input_mtok")) > _base(chosen.get("input_mtok"))
    peak, cheap = (other, chosen) if dearer else (chosen, other)
    return peak, cheap, f"{'off-peak outside' if dearer else 'off-peak'} {hours} UTC", effective


def _base(price: Any) -> Decimal:
    value = price["base"] if isinstance(price, Mapping) else price
    return value if isinstance(value, Decimal) else Decimal(0)


def _amounts(prices: Mapping[str, Any], ledger: Ledger) -> tuple[Amounts, dict[int, Amounts]]:
    """Token prices and their long-context stages; everything else goes to the ledger."""
    amounts: Amounts = {}
    stages: dict[int, Amounts] = {}
    for key, value in prices.items():
        if key in MEDIA:
            continue
        if key in SAME_AS:
            if value != prices.get(SAME_AS[key]):
                ledger.unrepresented.append(key)
        elif key in UNCARRIED:
            ledger.unrepresented.append(key)
        elif key not in FIELD:
            ledger.faults.append(f"{key}: unknown price key")
        elif isinstance(value, Mapping):
            amounts[FIELD[key]] = ledger.usd(key, value["base"])
            for tier in value["tiers"]:
                stages.setdefault(int(tier["start"]), {})[FIELD[key]] = ledger.usd(f"{key} above {tier['start']}", tier["price"])
        else:
            amounts[FIELD[key]] = ledger.usd(key, value)
    return amounts, stages


def _batch(prices: Mapping[str, Any], amounts: Amounts, stages: dict[int, Amounts], ledger: Ledger) -> None:
    """Adds batch prices to the standard ones."""
    own, own_stages = _amounts(prices, Ledger())
    for field, amount in own.items():
        if field in BATCH:
            amounts[BATCH[field]] = amount
        elif amount is not None:
            ledger.unrepresented.append(f"batch {field}")
    for above, staged in own_stages.items():
        for field, amount in staged.items():
            if BATCH.get(field) in PriceTier.model_fields:
                stages.setdefault(above, {})[BATCH[field]] = amount
            elif amount is not None:
                ledger.unrepresented.append(f"batch {field} above {above}")


def _off_peak(prices: Mapping[str, Any], ledger: Ledger) -> Amounts:
    own, _ = _amounts(prices, Ledger())
    if own.get("usd_per_mtok_cached_in") is not None:
        ledger.unrepresented.append("off-peak cache_read_mtok")
    return {
        "usd_per_mtok_off_peak_in": own.get("usd_per_mtok_in"),
        "usd_per_mtok_off_peak_out": own.get("usd_per_mtok_out"),
    }


def _media(prices: Mapping[str, Any], ledger: Ledger) -> list[tuple[str, Decimal]]:
    found = ((MEDIA[key][0], ledger.usd(key, value, MEDIA[key][1])) for key, value in prices.items() if key in MEDIA)
    return list(dict.fromkeys((unit, amount) for unit, amount in found if amount is not None))


def _second_hand(comment: str) -> bool:
    return SECOND_HAND in comment and "Verified against" not in comment


def _mode(prices: Mapping[str, Any], key: str) -> str:
    """The feed states no mode; the priced units tell it."""
    if "audio_hours" in prices or "input_audio_hours" in prices:
        return "audio_transcription"
    if "output_image_mtok" in prices:
        return "image_generation"
    if "output_mtok" in prices:
        return "chat"
    if "input_mtok" in prices:
        return "rerank" if "rerank" in key else "embedding"
    return "unknown"
