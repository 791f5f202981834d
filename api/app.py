"""The API as one ASGI app, mounted under /api: routes, errors in words, and the OpenAPI description at /api/v1/openapi.json."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from advisor.recommend import ENGINE_VERSION
from api import listings, recommendations, reports
from api.access import Rate, read_origins, read_tokens
from api.faults import Faults, refused
from api.guard import Guard, described
from catalog.schema import Catalog
from reports.store.store import ReportStore

DESCRIPTION = (
    "Which AI model, on which infrastructure, with which customisation, for this task? Needs in, a ranked and priced recommendation out. "
    "Every error is a JSON object with `faults`: one sentence each, naming the field, the value and what is allowed."
)


def make_api(
    catalog: Callable[[], Catalog], store: Callable[[], ReportStore], environment: Mapping[str, str], needs_token: bool = False
) -> FastAPI:
    """The app over whatever catalog and report store these return at each call.

    needs_token: refuse callers without a token even where no token is set, because visitors of the app must sign in.

    Raises:
        AccessError: a setting in the environment cannot be read.
    """
    tokens = read_tokens(environment)
    guard = Guard(tokens, Rate(environment), needs_token or bool(tokens.digests))
    app = FastAPI(
        title="Weighbridge",
        version=ENGINE_VERSION,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # both load scripts from elsewhere
        redoc_url=None,
    )
    asked: list[Any] = [Depends(guard)]
    answers: dict[int | str, dict[str, Any]] = {
        429: {"model": Faults, "description": "Too many calls; Retry-After says for how many seconds to wait"}
    }
    if guard.needs_token:
        asked.append(Depends(described))
        answers[401] = {"model": Faults, "description": "No token, or one that is not accepted"}
    v1 = APIRouter(prefix="/v1", dependencies=asked, responses=answers)
    recommendations.add_to(v1, catalog)
    listings.add_to(v1, catalog)
    reports.add_to(v1, store)
    app.include_router(v1)
    app.add_exception_handler(HTTPException, _in_words)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(Exception, _broken)
    origins = read_origins(environment)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After", "Content-Disposition"],
        )
    return app


async def _in_words(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and error.detail == "Not Found":
        said = ["Nothing is served at this address. GET /api/v1/openapi.json describes what is."]
    elif error.status_code == 405:
        said = [f"This address answers {(error.headers or {}).get('Allow', 'other methods')} only."]
    else:
        said = error.detail if isinstance(error.detail, list) else [str(error.detail)]
    return refused(error.status_code, said, error.headers)


async def _misread(_request: Request, error: Exception) -> JSONResponse:
    """Faults in the query or the path, in the same form as faults in needs."""
    assert isinstance(error, RequestValidationError)
    return refused(422, [f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}." for e in error.errors()])


async def _broken(_request: Request, _error: Exception) -> JSONResponse:
    """A fault of ours, in the form that callers read; the server writes its traceback to its log."""
    return refused(500, ["The server could not answer this. Its log says why."])
