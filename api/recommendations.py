"""POST /api/v1/recommend: needs in, recommendation out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BeforeValidator

from advisor.judged_day import day_fault
from advisor.needs import Needs, NeedsError, read_needs_text
from advisor.recommend import recommend
from api.faults import Faults
from api.guard import bounded_body
from catalog.schema import Catalog

AT_ONCE = 1
"""Recommendations made at the same time for callers of the API: the pages of the same process come first."""


def _day(text: object) -> object:
    """Only YYYY-MM-DD: a bare number would otherwise be read as seconds since 1970."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("give a day such as 2026-11-20")
    return text


def _able(day: date) -> date:
    if fault := day_fault(day, datetime.now(UTC).date()):
        raise ValueError(fault)
    return day


Day = Annotated[date, BeforeValidator(_day), AfterValidator(_able)]


def add_to(router: APIRouter, catalog: Callable[[], Catalog]) -> None:
    """Add the route."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    @router.post(
        "/recommend",
        summary="Rank every model and way of running it for a set of needs",
        response_description="The recommendation: options in order, exclusions with remedies, robustness, hybrid, roadmap, provenance",
        responses={
            413: {"model": Faults, "description": "The body is too large"},
            415: {"model": Faults, "description": "The body is not declared as JSON"},
            422: {"model": Faults, "description": "All faults of the needs at once"},
        },
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": needs_schema()}}}},
    )
    async def recommendation(
        request: Request,
        body: Annotated[bytes, Depends(bounded_body)],
        as_of: Annotated[Day | None, Query(description="The day to judge on; today (UTC) without it")] = None,
        listed: Annotated[int | None, Query(ge=1, le=100_000, description="List only so many options; counts stay over all")] = None,
    ) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "Send the needs as Content-Type: application/json.")
        try:
            known = catalog()
            read = read_needs_text(body.decode("utf-8"), known.organisation.needs() if known.organisation else None)
            answer = await anyio.to_thread.run_sync(recommend, known, read, as_of or datetime.now(UTC).date(), listed, limiter=limiter)
        except UnicodeDecodeError:
            raise HTTPException(422, ["The body is not UTF-8 text."]) from None
        except NeedsError as error:
            raise HTTPException(422, error.faults) from None
        return JSONResponse(answer)  # type: ignore[return-value]  # already plain: a second validation would only cost time


def needs_schema() -> dict[str, Any]:
    """JSON Schema of the needs with every part written in place, as a request body can carry it."""
    schema = Needs.model_json_schema()
    parts = schema.pop("$defs")

    def spelled(node: Any) -> Any:
        if isinstance(node, list):
            return [spelled(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            part = parts[node["$ref"].rsplit("/", 1)[1]]
            return spelled({**part, **{k: v for k, v in node.items() if k != "$ref"}})
        return {key: spelled(value) for key, value in node.items()}

    found: dict[str, Any] = spelled(schema)
    return found
