"""Questions that pages ask of the catalog file. Tables are per catalog version and shared by all visitors: do not change them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from catalog.schema import (
    Alias,
    Benchmark,
    Conflict,
    EndpointRegion,
    Offer,
    PriceSpan,
    RateLimit,
    Score,
    Throughput,
    TokenUsage,
)
from catalog.store import CatalogFile
from pages.parts.catalog import edition

KEPT = 8
"""Tables kept per question: a few catalog versions or choices."""
KINDS = {"llm": "Language", "image": "Image", "video": "Video", "audio": "Audio", "embedding": "Embedding"}
DIMENSIONS = {
    "llm": ("reasoning", "knowledge", "coding", "math", "agentic", "instruction_following", "long_context", "multilingual", "factuality", "vision", "preference"),
    "image": ("image_generation",),
    "video": ("video",),
    "audio": ("transcription", "speech_synthesis"),
    "embedding": (),
}  # fmt: skip
"""Dimensions of fitted quality by kind of model; the first is shown unless another is chosen."""


def handle() -> CatalogFile:
    """The catalog file of this visitor."""
    return edition().file


def current() -> str:
    """Version of the catalog that this visitor reads: the key of every cached question."""
    return edition().version


@st.cache_data(max_entries=KEPT * 4, show_spinner=False)
def models(version: str, kind: str, dimension: str) -> pd.DataFrame:
    """One row per model of a kind, best figure of the dimension first (0..100; NaN unknown).

    Prices are those of the cheapest ranked offer: USD per million tokens, or per `media_unit` for media. `offers` counts
    ranked offers, `listed` all price lines of the feeds. `context_k` is thousands of tokens.
    """
    return handle().frame(
        """
        WITH best AS (
            SELECT model_id, max(value) * 100 AS quality, arg_max(low, value) * 100 AS low, arg_max(high, value) * 100 AS high,
                   arg_max(evidence, value) AS evidence
            FROM quality WHERE dimension = $dimension GROUP BY model_id
        ), priced AS (
            SELECT model_id, count(*) FILTER (rankable) AS offers, count(*) AS listed,
                   arg_min(usd_per_mtok_in, usd_per_mtok_in + usd_per_mtok_out) FILTER (rankable AND tier = 'standard' AND unit = 'mtok') AS usd_in,
                   arg_min(usd_per_mtok_out, usd_per_mtok_in + usd_per_mtok_out) FILTER (rankable AND tier = 'standard' AND unit = 'mtok') AS usd_out,
                   min(usd_per_unit) FILTER (rankable AND usd_per_unit IS NOT NULL) AS usd_media,
                   arg_min(unit, usd_per_unit) FILTER (rankable AND usd_per_unit IS NOT NULL) AS media_unit,
                   list_distinct(list(deployment) FILTER (rankable)) AS sold
            FROM offers WHERE model_id IS NOT NULL GROUP BY model_id
        )
        SELECT m.id, m.name, m.lab, m.lab_country, m.status, coalesce(m.openness, 'unknown') AS openness,
               CASE WHEN m.openness <> 'closed' AND l.category IN ('restricted_open_weights', 'research_only') THEN 'restricted'
                    ELSE coalesce(m.openness, 'unknown') END AS openness_shown,
               m.licence_id, l.name AS licence, coalesce(l.commercial_use, 'unknown') AS commercial,
               m.context_tokens / 1000.0 AS context_k, m.params_total_b, m.params_active_b,
               b.quality, b.low, b.high, coalesce(b.evidence, 'unknown') AS evidence,
               p.usd_in, p.usd_out, p.usd_media, p.media_unit, coalesce(p.offers, 0) AS offers, coalesce(p.listed, 0) AS listed,
               m.release_date, m.retirement_date, m.modalities_in, m.modalities_out,
               list_filter(['tool_calling', 'structured_output', 'reasoning', 'prompt_caching'],
                   lambda c: CASE c WHEN 'tool_calling' THEN coalesce(m.tool_calling, false) WHEN 'structured_output' THEN coalesce(m.structured_output, false)
                                    WHEN 'reasoning' THEN coalesce(m.reasoning, false) ELSE coalesce(m.prompt_caching, false) END) AS capabilities,
               list_concat(coalesce(list_filter(p.sold, lambda x: x IS NOT NULL), []),
                   CASE WHEN m.openness <> 'closed' AND m.params_total_b IS NOT NULL THEN ['own_machines'] ELSE [] END) AS ways,
               m.checked
        FROM models m LEFT JOIN licences l ON l.id = m.licence_id LEFT JOIN best b ON b.model_id = m.id LEFT JOIN priced p ON p.model_id = m.id
        WHERE m.kind = $kind
        ORDER BY b.quality DESC NULLS LAST, m.release_date DESC NULLS LAST, m.id
        """,
        {"dimension": dimension, "kind": kind},
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def counts_by_kind(version: str) -> dict[str, int]:
    """How many models of each kind."""
    return dict(handle().rows("SELECT kind, count(*) FROM models GROUP BY kind"))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def model_names(version: str) -> dict[str, str]:
    """Model id -> name, by lab and newest first."""
    return dict(handle().rows("SELECT id, name || ' · ' || lab FROM models ORDER BY lab, release_date DESC NULLS LAST, id"))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def uncurated(version: str) -> pd.DataFrame:
    """One row per price line of the feeds that no curated model matches; such a line is never recommended."""
    return handle().frame(
        """SELECT provider_id, feed_provider, feed_key, feed, region, tier, unit, usd_per_mtok_in, usd_per_mtok_out, usd_per_unit, context_tokens,
                  unrankable, origin_date FROM offers WHERE model_id IS NULL ORDER BY provider_id, feed_key, ord"""
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def licences(version: str) -> pd.DataFrame:
    """One row per licence, with the number of models under it."""
    return handle().frame(
        """SELECT l.id, l.name, l.version, l.category, l.commercial_use, l.self_host, l.fine_tune, l.train_on_outputs, l.redistribution,
                  json_extract_string(l.record, '$.monthly_active_users.amount')::DOUBLE / 1e6 AS users_m,
                  json_extract_string(l.record, '$.revenue_usd.amount')::DOUBLE / 1e6 AS revenue_m,
                  array_to_string(json_extract_string(l.record, '$.territory.excluded[*]'), ', ') AS excluded,
                  l.needs_legal_review, count(m.id) AS models
           FROM licences l LEFT JOIN models m ON m.licence_id = l.id GROUP BY ALL ORDER BY models DESC, l.name"""
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def models_under(version: str, licence_id: str) -> list[tuple[str, str, str]]:
    """(id, name, lab) of the models under a licence, newest first."""
    return handle().rows("SELECT id, name, lab FROM models WHERE licence_id = ? ORDER BY release_date DESC NULLS LAST, id", [licence_id])


@st.cache_data(max_entries=KEPT, show_spinner=False)
def providers(version: str) -> pd.DataFrame:
    """One row per provider, with the count of its statements about data, its ranked offers and the models they sell."""
    return handle().frame(
        """WITH sold AS (SELECT provider_id, count(*) FILTER (rankable) AS offers, count(DISTINCT model_id) FILTER (rankable) AS models,
                                count(*) AS listed FROM offers GROUP BY provider_id),
                rents AS (SELECT provider_id, count(DISTINCT gpu_id) AS gpus FROM gpu_prices GROUP BY provider_id)
           SELECT p.id, p.name, p.hq_country, p.deployment, p.passes_through, p.gpu_host, p.marketplace, p.byoc,
                  coalesce(s.offers, 0) AS offers, coalesce(s.models, 0) AS models, coalesce(s.listed, 0) AS listed, coalesce(r.gpus, 0) AS gpus,
                  coalesce(json_array_length(p.record, '$.facts'), 0) AS statements, p.checked
           FROM providers p LEFT JOIN sold s ON s.provider_id = p.id LEFT JOIN rents r ON r.provider_id = p.id
           ORDER BY offers DESC, statements DESC, p.name"""
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def offers_at(version: str, provider_id: str) -> pd.DataFrame:
    """Every price line of one provider, ranked ones first."""
    return handle().frame(
        """SELECT coalesce(m.name, o.feed_key) AS model, o.model_id, o.region, o.tier, o.unit, o.usd_per_mtok_in, o.usd_per_mtok_out, o.usd_per_mtok_cached_in,
                  o.usd_per_unit, o.context_tokens / 1000.0 AS context_k, o.rankable, o.unrankable, o.ends, o.feed, o.origin_date
           FROM offers o LEFT JOIN models m ON m.id = o.model_id WHERE o.provider_id = ? ORDER BY o.rankable DESC, model, o.region, o.ord""",
        [provider_id],
    )


@st.cache_data(max_entries=64, show_spinner=False)
def offers_of(version: str, model_id: str) -> tuple[Offer, ...]:
    """Every price line of one model: ranked ones first, cheapest first, then the others."""
    found: tuple[Offer, ...] = handle().records("offers", "WHERE model_id = ?", [model_id])
    return tuple(
        sorted(
            found,
            key=lambda o: (not o.rankable, o.tier != "standard", o.usd_per_mtok_in is None, o.usd_per_mtok_in or o.usd_per_unit or 0, o.id),
        )
    )


@st.cache_data(max_entries=64, show_spinner=False)
def price_spans_of(version: str, model_id: str) -> tuple[PriceSpan, ...]:
    """What the price lines of one model cost on other days, ranked or not, by line and first day."""
    found: tuple[PriceSpan, ...] = handle().records(
        "price_history", "WHERE offer_id IN (SELECT id FROM offers WHERE model_id = ?)", [model_id]
    )
    return found


@st.cache_data(max_entries=64, show_spinner=False)
def scores_of(version: str, model_id: str) -> tuple[Score, ...]:
    """Scores of one model as listed by their sources, newest first."""
    found: tuple[Score, ...] = handle().records("scores", "WHERE model_id = ?", [model_id])
    return tuple(sorted(found, key=lambda s: (s.date, s.benchmark_id, s.effort), reverse=True))


@st.cache_data(max_entries=64, show_spinner=False)
def usage_of(version: str, model_id: str) -> tuple[TokenUsage, ...]:
    """Output that one model spent in tests, and what the tests cost, newest first."""
    found: tuple[TokenUsage, ...] = handle().records("token_usage", "WHERE model_id = ?", [model_id])
    return tuple(sorted(found, key=lambda u: (u.date, u.suite, u.effort, u.metric), reverse=True))


@st.cache_data(max_entries=64, show_spinner=False)
def aliases_of(version: str, model_id: str) -> tuple[Alias, ...]:
    """Upstream names of one model."""
    found: tuple[Alias, ...] = handle().records("aliases", "WHERE model_id = ?", [model_id])
    return found


@st.cache_data(max_entries=64, show_spinner=False)
def measured_of(version: str, model_id: str) -> tuple[Throughput, ...]:
    """Public measurements of serving speed of one model, newest first."""
    found: tuple[Throughput, ...] = handle().records("throughput", "WHERE model_id = ?", [model_id])
    return tuple(sorted(found, key=lambda t: (t.date, t.output_tokens_per_s or 0.0), reverse=True))


@dataclass(frozen=True)
class Priced:
    """The offer of one price line, by the names a reader knows."""

    model_id: str
    provider: str
    region: str


@st.cache_data(max_entries=KEPT, show_spinner=False)
def priced_lines(version: str) -> dict[str, Priced]:
    """The offers that two lists state differently, by id."""
    rows = handle().rows(
        """SELECT o.id, o.model_id, coalesce(p.name, o.provider_id), coalesce(o.region, '')
           FROM offers o LEFT JOIN providers p ON p.id = o.provider_id
           WHERE o.model_id IS NOT NULL AND o.id IN (SELECT subject FROM conflicts WHERE kind IN ('price', 'limit'))"""
    )
    return {str(id): Priced(str(model), str(provider), str(region)) for id, model, provider, region in rows}


def conflicts_of(version: str, model_id: str) -> tuple[Conflict, ...]:
    """Figures of one model and of its price lines that two sources state differently."""
    priced = priced_lines(version)

    def meant(conflict: Conflict) -> bool:
        if conflict.kind in ("price", "limit"):
            return conflict.subject in priced and priced[conflict.subject].model_id == model_id
        return conflict.subject == model_id

    return tuple(conflict for conflict in conflicts(version) if meant(conflict))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def benchmarks(version: str) -> dict[str, Benchmark]:
    """Benchmarks by id."""
    return {b.id: b for b in handle().records("benchmarks")}


@st.cache_data(max_entries=KEPT * 4, show_spinner=False)
def limits_of(version: str, provider_id: str) -> tuple[RateLimit, ...]:
    """Published rate limits and capacity products of a provider."""
    found: tuple[RateLimit, ...] = handle().records("rate_limits", "WHERE provider_id = ?", [provider_id])
    return found


@st.cache_data(max_entries=KEPT * 4, show_spinner=False)
def regions_at(version: str, provider_id: str) -> tuple[EndpointRegion, ...]:
    """Where a provider serves which model, as its lists show."""
    found: tuple[EndpointRegion, ...] = handle().records("regions", "WHERE provider_id = ?", [provider_id])
    return found


@st.cache_data(max_entries=KEPT, show_spinner=False)
def conflicts(version: str) -> tuple[Conflict, ...]:
    """Figures that two sources state differently, widest gap first."""
    found: tuple[Conflict, ...] = handle().records("conflicts")
    return tuple(sorted(found, key=lambda c: (-(c.gap or 0.0), c.subject, c.field)))


@st.cache_data(max_entries=2, show_spinner=False)
def throughput(version: str) -> tuple[Throughput, ...]:
    """Public measurements of serving speed."""
    found: tuple[Throughput, ...] = handle().records("throughput")
    return found


@st.cache_data(max_entries=2, show_spinner=False)
def meta(version: str) -> dict[str, Any]:
    """What the catalog file says about its own making."""
    found: dict[str, Any] = {}
    for key, text in handle().rows("SELECT key, value FROM meta"):
        try:
            found[key] = json.loads(text)
        except ValueError:
            found[key] = text
    return found
