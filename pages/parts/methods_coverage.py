"""Coverage: for each field, how much of it is filled, by lab and by provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from advisor.freshness import is_stale, statement_kind
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import current, handle
from pages.parts.clock import today
from pages.parts.methods_data import KEPT, Share
from pages.parts.methods_tables import matrix, spread

FEWEST = 3
"""Labs with fewer models share one row."""
MODEL_FIELDS = {
    "Released": ("true", "m.release_date IS NOT NULL"),
    "Licence": ("true", "m.licence_id IS NOT NULL"),
    "Context": ("m.kind = 'llm'", "m.context_tokens IS NOT NULL"),
    "Longest answer": ("m.kind = 'llm'", "m.max_output_tokens IS NOT NULL"),
    "Tool calling": ("m.kind = 'llm'", "m.tool_calling IS NOT NULL"),
    "Structured output": ("m.kind = 'llm'", "m.structured_output IS NOT NULL"),
    "Thinks or not": ("m.kind = 'llm'", "m.reasoning IS NOT NULL"),
    "Prompt caching": ("m.kind = 'llm'", "m.prompt_caching IS NOT NULL"),
    "Can be tuned": ("m.kind = 'llm'", "len(m.fine_tuning) > 0"),
    "Knowledge until": ("m.kind = 'llm'", "m.knowledge_cutoff IS NOT NULL"),
    "Size, where open": ("m.openness <> 'closed'", "m.params_total_b IS NOT NULL"),
    "Shape, where open": ("m.openness <> 'closed' AND m.kind = 'llm'", "EXISTS (SELECT 1 FROM shapes s WHERE s.model_id = m.id)"),
    "Successor, where not current": ("m.status IN ('superseded', 'deprecated')", "m.successor_id IS NOT NULL"),
    "End, where deprecated": ("m.status = 'deprecated'", "m.retirement_date IS NOT NULL"),
    "Licence text read": (
        "m.licence_id IS NOT NULL",
        "EXISTS (SELECT 1 FROM licences l WHERE l.id = m.licence_id AND NOT l.needs_legal_review)",
    ),
    "Any price": ("m.status <> 'announced_only'", "EXISTS (SELECT 1 FROM offers o WHERE o.model_id = m.id AND o.rankable)"),
    "Any score": ("m.status <> 'announced_only'", "EXISTS (SELECT 1 FROM quality q WHERE q.model_id = m.id AND q.evidence <> 'inferred')"),
}
"""Column -> which models it is asked of, and when it is filled."""
STATEMENTS = {
    "Seat": "hq_country",
    "Kept, days": "retention_days",
    "Zero retention": "zero_data_retention",
    "Trains on data": "trains_on_api_data",
    "Human review": "human_review",
    "Region": "processing_region",
    "Residency": "residency_option",
    "GDPR": "dpa_gdpr",
    "HIPAA": "hipaa_baa",
    "SOC 2": "soc2",
    "ISO 27001": "iso27001",
    "FedRAMP": "fedramp",
    "Private networking": "private_networking",
    "Own keys": "customer_managed_keys",
    "Sub-processors": "sub_processors_note",
    "Fine-tuning": "fine_tuning_service",
    "Dedicated": "dedicated_capacity",
    "Uptime": "sla_uptime_pct",
    "On premises": "on_prem_or_air_gapped",
}
WITHIN = "Not stale"
"""Column: statements about data that are no older than their limit, of all statements of the provider."""
OFFER_FIELDS = {
    "Region": "region IS NOT NULL",
    "Context": "context_tokens IS NOT NULL",
    "Longest answer": "max_output_tokens IS NOT NULL",
    "Cached price": "usd_per_mtok_cached_in IS NOT NULL",
    "Batch price": "usd_per_mtok_batch_in IS NOT NULL",
    "Tool calling": "tool_calling IS NOT NULL",
    "Structured output": "structured_output IS NOT NULL",
    "Prices of other days": "EXISTS (SELECT 1 FROM price_history h WHERE h.offer_id = offers.id)",
    "End of the offer": "ends IS NOT NULL",
}

Rows = Mapping[str, Sequence[Share]]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def by_lab(version: str) -> dict[str, list[Share]]:
    """Lab -> filled of asked, per field; the first row is all labs, small labs are one row."""
    counts = ", ".join(f"count(*) FILTER (({asked}) AND ({filled})), count(*) FILTER ({asked})" for asked, filled in MODEL_FIELDS.values())
    rows = handle().rows(
        f"""WITH sized AS (SELECT lab, count(*) AS n FROM models GROUP BY lab)
            SELECT CASE WHEN GROUPING(shown) = 1 THEN 'All labs' ELSE shown END AS shown, count(*) AS n, {counts}
            FROM (SELECT m.*, CASE WHEN s.n >= {FEWEST} THEN m.lab ELSE 'Labs with fewer' END AS shown FROM models m JOIN sized s ON s.lab = m.lab) m
            GROUP BY GROUPING SETS ((), (shown)) ORDER BY GROUPING(shown) DESC, coalesce(shown, '') = 'Labs with fewer', n DESC, shown"""
    )
    return {f"{name} ({models})": _pairs(found) for name, models, *found in rows}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def by_provider(version: str, on: date) -> dict[str, list[Share]]:
    """Provider -> statements of each kind that were found (of 1: found or not); most ranked offers first."""
    counts = ", ".join(f"(len(list_filter(kinds, lambda k: k = '{kind}')) > 0)::INT, 1" for kind in STATEMENTS.values())
    rows = handle().rows(
        f"""WITH stated AS (SELECT id, name, from_json(json_extract(record, '$.facts[*].fact'), '["VARCHAR"]') AS kinds FROM providers),
                 sold AS (SELECT provider_id, count(*) AS offers FROM offers WHERE rankable GROUP BY provider_id)
            SELECT name, {counts} FROM stated LEFT JOIN sold ON sold.provider_id = stated.id ORDER BY coalesce(offers, 0) DESC, name"""
    )
    fresh = _within_limit(on)
    found = {str(name): [*_pairs(values), fresh.get(str(name), (0, 0))] for name, *values in rows}
    total = [(sum(row[i][0] for row in found.values()), len(found)) for i in range(len(STATEMENTS))]
    kept, every = (sum(pair[i] for pair in fresh.values()) for i in (0, 1))
    return {"All providers": [*total, (kept, every)], **found}


def _within_limit(on: date) -> dict[str, Share]:
    """Provider -> statements that are not stale on a day, of all of them."""
    return {
        p.name: (sum(not is_stale(statement_kind(f), f.origin, on) for f in p.facts), len(p.facts))
        for p in the_catalog().providers.values()
    }


@st.cache_data(max_entries=KEPT, show_spinner=False)
def by_offer(version: str) -> dict[str, list[Share]]:
    """Provider -> ranked token prices that carry each field; the first row is all."""
    counts = ", ".join(f"count(*) FILTER ({filled}), count(*)" for filled in OFFER_FIELDS.values())
    rows = handle().rows(
        f"""SELECT CASE WHEN GROUPING(p.name) = 1 THEN 'All providers' ELSE p.name END AS shown, count(*) AS n, {counts}
            FROM offers JOIN providers p ON p.id = offers.provider_id WHERE offers.rankable AND offers.unit = 'mtok'
            GROUP BY GROUPING SETS ((), (p.name)) ORDER BY n DESC, shown"""
    )
    return {f"{name} ({offers})": _pairs(found) for name, offers, *found in rows}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def by_dimension(version: str) -> list[tuple[str, int, int, int, int]]:
    """Dimension, models with a figure, of these measured independently, by the vendor or mixed, and inferred."""
    rows = handle().rows(
        """WITH best AS (SELECT dimension, model_id, min(CASE evidence WHEN 'independent' THEN 0 WHEN 'inferred' THEN 2 ELSE 1 END) AS grade
                         FROM quality GROUP BY ALL)
           SELECT dimension, count(*), count(*) FILTER (grade = 0), count(*) FILTER (grade = 1), count(*) FILTER (grade = 2)
           FROM best GROUP BY 1 ORDER BY 2 DESC, 1"""
    )
    return [(str(name), int(n), int(own), int(vendor), int(inferred)) for name, n, own, vendor, inferred in rows]


def _pairs(values: Sequence[int]) -> list[Share]:
    return list(zip(values[::2], values[1::2], strict=True))


def tab_coverage() -> None:
    """Four tables: facts of models, statements of providers, fields of prices, evidence by dimension."""
    version = current()
    st.html(
        matrix(
            "Facts about models, by lab",
            "Share of models whose field is filled; a field that does not apply to any of them is blank. What is not filled is unknown, and no page guesses it.",
            "Lab (models)",
            list(MODEL_FIELDS),
            by_lab(version),
        )
    )
    st.html(
        matrix(
            "Statements about data, by provider",
            "Whether anything was found, with a source and a date; providers with most prices first. Nothing found is unknown, and fails where you say that unknown fails. The last column: statements no older than their limit.",
            "Provider",
            [*STATEMENTS, WITHIN],
            by_provider(version, today()),
            words=True,
        )
    )
    st.html(
        matrix(
            "Fields of ranked prices, by provider",
            "Share of prices per token that carry the field.",
            "Provider (prices)",
            list(OFFER_FIELDS),
            by_offer(version),
        )
    )
    st.html(
        spread(
            "Evidence of quality, by dimension",
            "Models with a figure, by the best evidence behind it. Inferred: from general ability, without a test of that dimension.",
            ["Dimension", "Models", "Independent", "Vendor, or partly", "Inferred"],
            by_dimension(version),
        )
    )
