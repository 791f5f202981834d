"""Everything known about one subject, figure by figure: what it is, how sure, who says so, how old.

Rows for tables: label, value, unit, evidence, evidence_label, publisher, url, date, age_days, stale, field. What is not known has value None and
no source. `field` is what the record calls the figure, of an offer behind its id and a space; "" where nothing is looked up by it. `on` is the day that ages are counted to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from advisor.freshness import age, statement_kind
from advisor.licence_standing import standing, text_evidence
from advisor.numbers import day, decimal, exact
from catalog.schema import (
    Benchmark,
    Catalog,
    Gpu,
    GpuPrice,
    Licence,
    Model,
    Offer,
    Origin,
    Provider,
    ProviderFact,
    QualityFigure,
    RateLimit,
    Score,
)

Json = dict[str, Any]
SHAPE = {"config": "measured", "derived": "estimated", "approximate": "assumed"}
"""How the layers of a model came to be known."""
TEXT_ONLY = frozenset(
    {"context_tokens", "max_output_tokens", "tool_calling", "structured_output", "reasoning", "prompt_caching", "knowledge_cutoff"}
)
"""Fields that say nothing about models of pictures, film or sound."""


def row(
    label: str, value: Any, unit: str, evidence: str, origin: Origin | None, kind: str, on: date, words: str = "", source: str = "", field: str = ""
) -> Json:  # fmt: skip
    """One figure. `kind` decides when it is stale (advisor.freshness); `source` is what stands for the publisher."""
    known = value is not None
    found = age(kind, origin, on) if known else None
    publisher = source or (origin.said_by if origin else None)
    return {
        "label": label,
        "value": value,
        "unit": unit if known else "",
        "evidence": evidence if known else "unknown",
        "evidence_label": words if known else "",
        "publisher": publisher if known else None,
        "url": origin.url if origin and known else None,
        "date": origin.date.isoformat() if origin and known else None,
        "age_days": found.days if found else None,
        "stale": bool(found and found.stale),
        "field": field,
    }


def of_model(model: Model, catalog: Catalog, on: date) -> list[Json]:
    """The facts of a model's record and of its shape; unknown ones are listed, so that gaps are seen."""
    shape = catalog.shapes.get(model.id)
    sized = model.open or model.params_total_b is not None
    active = model.params_active_b or (model.params_total_b if shape and not shape.experts else None)
    fields: list[tuple[str, str, Any, str]] = [
        ("family", "Family", model.family, ""),
        ("context_tokens", "Context window", model.context_tokens, "tokens"),
        ("max_output_tokens", "Longest answer", model.max_output_tokens, "tokens"),
        ("modalities_in", "Input", ", ".join(model.modalities_in), ""),
        ("modalities_out", "Output", ", ".join(model.modalities_out), ""),
        ("tool_calling", "Tool calling", model.tool_calling, ""),
        ("structured_output", "Structured output", model.structured_output, ""),
        ("reasoning", "Reasoning", model.reasoning, ""),
        ("prompt_caching", "Prompt caching", model.prompt_caching, ""),
        ("fine_tuning", "Can be tuned", ", ".join(way.replace("_", " ") for way in model.fine_tuning) or None, ""),
        ("knowledge_cutoff", "Knowledge until", model.knowledge_cutoff, ""),
        *(
            (
                ("params_total_b", "Parameters", model.params_total_b, "bn"),
                ("params_active_b", "Active per token", active, "bn"),
                ("native_weight_format", "Weights published as", model.native_weight_format, ""),
                ("hf_id", "Hugging Face", model.hf_id, ""),
            )
            if sized
            else ()
        ),
        ("release_date", "Released", day(model.release_date) if model.release_date else None, ""),
    ]
    found = [
        _of_record(model, field, label, value, unit, on)
        for field, label, value, unit in fields
        if model.kind == "llm" or field not in TEXT_ONLY
    ]
    ends = day(model.retirement_date) if model.retirement_date else None
    for field, label, end, otherwise in (
        ("retirement_date", "Ends", ends, "no end announced"), ("successor_id", "Successor", model.successor_id, "none named")
    ):  # fmt: skip
        found.append(_of_record(model, field, label, end, "", on) if end else {"label": label, "value": otherwise})
    if shape:
        words = f"{exact(shape.n_layers, 0)} layers, {exact(shape.hidden_size, 0)} wide"
        words += f", {exact(shape.experts, 0)} experts" if shape.experts else ""
        found.append({**row("Shape", words, "", SHAPE[shape.quality], None, "model", on), "publisher": shape.source})
    return found


def _of_record(model: Model, field: str, label: str, value: Any, unit: str, on: date) -> Json:
    """A figure of the record. Where its own source is not recorded it is one of the record's, and says so."""
    origin = model.origin_of(field)
    source = f"one of its {len(model.sources)} sources" if origin.shared else ""
    evidence, words = backing(origin)
    return row(label, value, unit, evidence, origin, "model", on, words, source, field)


def backing(origin: Origin) -> tuple[str, str]:
    """Badge and label of a fact of a model: its maker's own page, a list that repeats its maker, or somebody's reckoning."""
    if origin.confidence == "secondary":
        return "estimated", "second hand"
    return "vendor_reported", "" if origin.confidence == "primary" else "vendor-reported, as listed"


def of_licence(licence: Licence, model: Model | None, on: date) -> list[Json]:
    """What a licence says, by clause; with a model also who says that it is under it."""
    evidence, words = text_evidence(licence)
    users, revenue = licence.monthly_active_users, licence.revenue_usd
    clauses: list[tuple[str, Any, str]] = [
        ("Commercial use", licence.commercial_use, ""),
        ("Self-hosting", licence.self_host, ""),
        ("Fine-tuning", licence.fine_tune, ""),
        ("Redistribution", licence.redistribution, ""),
        ("Training other models on outputs", licence.train_on_outputs, ""),
        ("Line in users", users.amount if users else "none seen", "a month" if users else ""),
        ("Line in revenue", revenue.amount if revenue else "none seen", "USD" if revenue else ""),
        ("Territories without rights", ", ".join(licence.territory.excluded) if licence.territory else "none seen", ""),
        ("OSI-approved", licence.osi_approved, ""),
    ]
    found = [row(label, value, unit, evidence, licence.origin, "licence", on, words) for label, value, unit in clauses]
    if model is not None:
        said = standing(model, licence)
        found.insert(0, row("Licence", licence.title, "", said.evidence, said.origin, "licence", on, said.label, field="licence_id"))
    return found


def of_offers(offers: Iterable[Offer], catalog: Catalog, on: date) -> list[Json]:
    """Prices and limits of ranked offers, one row per figure."""
    found = []
    for offer in offers:
        provider = catalog.providers.get(offer.provider_id)
        place = f"{provider.name if provider else offer.provider_id}{f', {offer.region}' if offer.region else ''}"
        place += f", {offer.condition}" if offer.condition else ""
        figures = [
            ("input", "usd_per_mtok_in"),
            ("output", "usd_per_mtok_out"),
            ("cached input", "usd_per_mtok_cached_in"),
            ("batch input", "usd_per_mtok_batch_in"),
            ("batch output", "usd_per_mtok_batch_out"),
            ("price", "usd_per_unit"),
        ]
        for what, name in figures:
            unit = "USD/M tokens" if name != "usd_per_unit" else f"USD per {offer.unit.replace('_', ' ')}"
            if (usd := getattr(offer, name)) is not None:
                listed = row(f"{place}: {what}", usd, unit, "vendor_reported", offer.origin, "price", on, "list price")
                found.append({**listed, "field": f"{offer.id} {name}"})
        for what, name in (("context", "context_tokens"), ("longest answer", "max_output_tokens")):
            if (limit := getattr(offer, name)) is not None:
                listed = row(
                    f"{place}: {what}", limit, "tokens", "vendor_reported", offer.origin, "limit", on, "vendor-reported, as listed"
                )
                found.append({**listed, "field": f"{offer.id} {name}"})
    return found


def of_scores(scores: Iterable[Score], benchmarks: Mapping[str, Benchmark], on: date) -> list[Json]:
    """Scores as their sources list them, by test, newest first."""
    found = []
    for score in sorted(scores, key=lambda s: (s.benchmark_id, s.date, s.variant), reverse=True):
        benchmark = benchmarks.get(score.benchmark_id)
        how = ", ".join(part for part in (score.variant, "" if score.effort == "default" else f"effort {score.effort}") if part)
        name = (benchmark.name if benchmark else score.benchmark_id) + (f" ({how})" if how else "")
        unit = benchmark.unit.replace("percent", "%") if benchmark else ""
        evidence = "measured" if score.reported_by == "independent" else "vendor_reported"
        seen = age("score", score.date, on)
        aged = {"publisher": score.source, "date": score.date or None, "age_days": seen.days if seen else None}
        found.append({**row(name, score.score, unit, evidence, None, "score", on), **aged})
    return found


def of_quality(figures: Iterable[QualityFigure], on: date) -> list[Json]:
    """Fitted quality by dimension and effort, of 100, with its 80% interval."""
    found = []
    for figure in sorted(figures, key=lambda f: (f.dimension, f.effort)):
        name = figure.dimension.replace("_", " ").capitalize() + (f", effort {figure.effort}" if figure.effort != "default" else "")
        between = f"{decimal(100 * figure.low, 0)} to {decimal(100 * figure.high, 0)}"
        tests = f"fitted, {figure.benchmarks} score{'' if figure.benchmarks == 1 else 's'}" if figure.benchmarks else "inferred, no score"
        line = row(name, round(100 * figure.value, 1), f"of 100 ({between})", "estimated", None, "score", on, tests)
        seen = age("score", figure.newest, on)
        source = f"fit over public scores; evidence: {figure.evidence}"
        found.append({**line, "publisher": source, "date": figure.newest or None, "age_days": seen.days if seen else None})
    return found


def of_provider(provider: Provider, on: date) -> list[Json]:
    """Every statement about a provider, with its scope and condition."""
    return [_statement(fact, on) for fact in sorted(provider.facts, key=lambda f: (f.fact, f.scope))]


def _statement(fact: ProviderFact, on: date) -> Json:
    primary = fact.origin.confidence == "primary"
    evidence, words = ("vendor_reported", "vendor's own page") if primary else ("estimated", "second hand")
    scope = f" ({fact.scope})" if fact.scope != "all" else ""
    value = fact.value.replace("_", " ")
    return row(
        f"{fact.fact.replace('_', ' ').capitalize()}{scope}", value, fact.condition and f"({fact.condition})", evidence, fact.origin,
        statement_kind(fact), on, words,
    )  # fmt: skip


def of_limits(limits: Iterable[RateLimit], on: date) -> list[Json]:
    """Published limits and capacity products."""
    return [
        row(
            f"{limit.kind.replace('_', ' ').capitalize()}: {limit.scope}",
            limit.value,
            limit.unit,
            "vendor_reported",
            limit.origin,
            "limit",
            on,
        )
        for limit in limits
    ]


def of_rents(prices: Iterable[GpuPrice], catalog: Catalog, on: date, *, by_host: bool = False) -> list[Json]:
    """Rents per GPU hour, named by GPU or, for one GPU, by host."""
    found = []
    for price in prices:
        gpu, host = catalog.gpus.get(price.gpu_id), catalog.providers.get(price.provider_id)
        name = (host.name if host else price.provider_id.replace("_", " ")) if by_host else (gpu.name if gpu else price.gpu_id)
        terms = ", ".join(x for x in (price.commitment.replace("_", " "), price.service.replace("_", " "), price.region) if x)
        evidence = "estimated" if price.service == "market_estimate" else "vendor_reported"
        found.append(row(f"{name}, {terms}", price.usd_per_gpu_hour, "USD an hour", evidence, price.origin, "price", on))
    return found


def of_gpu(gpu: Gpu, on: date) -> list[Json]:
    """The data sheet of a GPU and its list price; the record's sources belong to the whole sheet."""
    sheet = Origin(publisher=gpu.sources[0], also=gpu.sources[1:], date=gpu.checked, shared=len(gpu.sources) > 1)
    fields: Sequence[tuple[str, Any, str]] = (
        ("Memory", gpu.vram_gb, "GB"),
        ("Memory bandwidth", gpu.bandwidth_gb_s, "GB/s"),
        ("BF16", gpu.bf16_tflops, "TFLOPS"),
        ("FP8", gpu.fp8_tflops, "TFLOPS"),
        ("FP4", gpu.fp4_tflops, "TFLOPS"),
        ("Power", gpu.tdp_w, "W"),
        ("Sold by the board of", gpu.board, "GPUs"),
    )
    found = [row(label, value, unit, "vendor_reported", sheet, "model", on, "data sheet") for label, value, unit in fields]
    for label, usd in (("List price, low", gpu.list_price_usd_low), ("List price, high", gpu.list_price_usd_high)):
        found.append(row(label, usd, "USD", "estimated", gpu.price_origin, "price", on, "market reports"))
    return found
