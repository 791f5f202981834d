"""The catalog file's tables: which record each holds, and how records become columns.

Every table has `ord` (order of the records), one typed column per plain field for queries on pages, and `record`, the whole
record as JSON, from which it is read back. Nested fields live in `record` alone, except `origin`, whose parts get columns.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import duckdb

from catalog.schema import (
    Alias,
    Benchmark,
    Conflict,
    Correction,
    DeploymentFacts,
    EndpointRegion,
    EvidenceParameter,
    Gpu,
    GpuPrice,
    HeldUpdate,
    Licence,
    Model,
    Offer,
    OnPremOffer,
    Origin,
    PriceSpan,
    Provider,
    QualityFigure,
    RateLimit,
    ReasoningProfile,
    Record,
    Regulation,
    ReviewItem,
    Score,
    Shape,
    Statement,
    Throughput,
    TokenUsage,
    TuningPrice,
)

FORMAT = 1
"""Raised when the layout of the tables changes; the records' own fields are part of format_id anyway."""

TABLES: Mapping[str, type[Record]] = {
    "models": Model,
    "licences": Licence,
    "providers": Provider,
    "offers": Offer,
    "gpus": Gpu,
    "gpu_prices": GpuPrice,
    "shapes": Shape,
    "quality": QualityFigure,
    "reasoning": ReasoningProfile,
    "evidence_parameters": EvidenceParameter,
    "regulations": Regulation,
    "deployments": DeploymentFacts,
    "rate_limits": RateLimit,
    "on_prem": OnPremOffer,
    "tuning_prices": TuningPrice,
    "regions": EndpointRegion,
    "aliases": Alias,
    "benchmarks": Benchmark,
    "scores": Score,
    "token_usage": TokenUsage,
    "throughput": Throughput,
    "conflicts": Conflict,
    "price_history": PriceSpan,
    "statements": Statement,
    "review": ReviewItem,
    "held": HeldUpdate,
    "corrections": Correction,
}

SQL_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", date: "DATE"}


@cache
def format_id() -> str:
    """Names what a reader expects: the layout and every field of every record. Files of another format are rebuilt."""
    fields = {
        record.__name__: {name: str(info.annotation) for name, info in record.model_fields.items()}
        for record in Record.__subclasses__()
        if record.__module__ == Record.__module__
    }
    return f"{FORMAT}-{hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:8]}"


def canonical(record: Record) -> str:
    """One record as JSON that is the same for equal records: sorted keys, unknown fields left out."""
    return json.dumps(record.model_dump(mode="json", exclude_none=True), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@cache
def columns(record: type[Record]) -> dict[str, str]:
    """Plain fields and their SQL type; lists of text are lists."""
    found: dict[str, str] = {}
    for name, info in record.model_fields.items():
        if info.annotation is Origin:
            found |= {"publisher": "VARCHAR", "url": "VARCHAR", "origin_date": "DATE"}
        elif (sql := _sql_type(info.annotation)) is not None:
            found[name] = sql
    return found


def write(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Record], texts: Sequence[str]) -> None:
    """Creates one table and fills it in order. `texts` are the canonical forms of `rows`."""
    shape = {"ord": "INTEGER", **columns(TABLES[name]), "record": "VARCHAR"}
    con.execute(f"CREATE TABLE {name} (" + ", ".join(f'"{column}" {sql}' for column, sql in shape.items()) + ")")
    if not rows:
        return
    data = json.dumps([_row(number, text, shape) for number, text in enumerate(texts)], ensure_ascii=False)
    picked = ", ".join(f'r."{column}"' for column in shape)
    con.execute(f"INSERT INTO {name} SELECT {picked} FROM (SELECT unnest(from_json(?::JSON, ?)) AS r)", [data, json.dumps([shape])])


def _row(number: int, text: str, shape: Mapping[str, str]) -> dict[str, Any]:
    fields = json.loads(text)
    origin = fields.get("origin", {})
    extra = {
        "ord": number,
        "record": text,
        "publisher": origin.get("publisher"),
        "url": origin.get("url"),
        "origin_date": origin.get("date"),
    }
    return {column: fields[column] if column in fields else extra.get(column) for column in shape}


def _sql_type(annotation: Any) -> str | None:
    """The SQL type of a plain annotation, None for nested records."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _sql_type(inner[0]) if len(inner) == 1 else None
    if get_origin(annotation) is Literal:
        return "VARCHAR"
    if get_origin(annotation) is tuple:
        parts = [part for part in get_args(annotation) if part is not Ellipsis]
        inner_type = _sql_type(parts[0]) if len(parts) == 1 else None
        return f"{inner_type}[]" if inner_type == "VARCHAR" else None
    if hasattr(annotation, "__metadata__"):
        return _sql_type(annotation.__origin__)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "VARCHAR"
    return SQL_TYPES.get(annotation)
