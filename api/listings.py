"""GET /api/v1/models, /licences, /providers and one record of each: what the catalog knows, with ETags.

One entry is one curated record as `weighbridge models --format json` prints it; null is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from api.faults import Faults
from catalog.schema import Catalog

KINDS = {"models": "model", "licences": "licence", "providers": "provider"}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since the ETag sent as If-None-Match"}}


def add_to(router: APIRouter, catalog: Callable[[], Catalog]) -> None:
    """Add a route for the whole list and one for a single record, for each kind."""
    for kind, singular in KINDS.items():
        _add(router, catalog, kind, singular)


def _add(router: APIRouter, catalog: Callable[[], Catalog], kind: str, singular: str) -> None:
    held: dict[str, dict[str, str]] = {}

    def texts(known: Catalog) -> dict[str, str]:
        """JSON of each record by id, kept for the version asked for last."""
        found = held.get(known.version)
        if found is None:
            found = {key: json.dumps(r.model_dump(mode="json"), ensure_ascii=False) for key, r in getattr(known, kind).items()}
            held.clear()
            held[known.version] = found
        return found

    @router.get(f"/{kind}", name=f"list_{kind}", summary=f"All {kind}", response_model=list[dict[str, Any]], responses=UNCHANGED)
    async def every(request: Request) -> Any:
        known = catalog()
        found = await anyio.to_thread.run_sync(texts, known)
        return _tagged(request, known.version, f"[{','.join(found.values())}]")

    @router.get(
        f"/{kind}/{{record_id:path}}",
        name=f"get_{singular}",
        summary=f"One {singular}",
        response_model=dict[str, Any],
        responses={**UNCHANGED, 404: {"model": Faults, "description": f"No such {singular}"}},
    )
    async def one(request: Request, record_id: str) -> Any:
        known = catalog()
        found = (await anyio.to_thread.run_sync(texts, known)).get(record_id)
        if found is None:
            raise HTTPException(404, f"No {singular} has this id. GET /api/v1/{kind} lists them.")
        return _tagged(request, known.version, found)


def _tagged(request: Request, version: str, text: str) -> Response:
    """The text with the catalog's version as its ETag, or 304 where the caller has that version already."""
    tag = f'"{version}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    asked = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)
