"""Errors as every route answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Faults(BaseModel):
    """What is wrong with a call, all of it at once: one sentence each."""

    faults: list[str]


def refused(status: int, faults: Sequence[str], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An answer with this status whose body says why."""
    return JSONResponse({"faults": list(faults)}, status_code=status, headers=dict(headers or {}))
