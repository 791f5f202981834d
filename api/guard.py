"""What is asked of every call before it is answered: a token where one is needed, and patience."""

from __future__ import annotations

import time
from dataclasses import dataclass

from fastapi import HTTPException, Request
from fastapi.security import HTTPBearer

from api.access import LARGEST_BODY, TOKENS, Rate, Tokens

# only describes the scheme in OpenAPI; the guard itself reads the header
described = HTTPBearer(auto_error=False, description="A token made by `weighbridge token NAME`; not needed where the deployment set none.")


@dataclass(frozen=True, eq=False)  # FastAPI keeps dependencies by identity
class Guard:
    """A dependency of every route; remembers on the request who called (`request.state.caller`, None without a token)."""

    tokens: Tokens
    rate: Rate
    needs_token: bool

    async def __call__(self, request: Request) -> None:
        holder = self.tokens.holder(request.headers.get("authorization"))
        client = f"token {holder}" if holder else f"address {request.client.host if request.client else 'unknown'}"
        wait = self.rate.wait_s(client, time.time())
        if wait is not None:
            raise HTTPException(429, f"More than {self.rate.item}. Wait {wait} s.", headers={"Retry-After": str(wait)})
        if self.needs_token and holder is None:
            none_set = "" if self.tokens.digests else f" This deployment accepts none yet: its operator sets {TOKENS}."
            raise HTTPException(
                401, f"Send a token this deployment accepts: Authorization: Bearer TOKEN.{none_set}", headers={"WWW-Authenticate": "Bearer"}
            )
        request.state.caller = holder


async def bounded_body(request: Request) -> bytes:
    """The body, refused with 413 as soon as more than LARGEST_BODY bytes have come, whatever the headers promised.

    FastAPI's own limit answers in plain text; every error of this API is JSON.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise HTTPException(413, f"The body is larger than {LARGEST_BODY:,} bytes.", headers={"Connection": "close"})
        parts.append(part)
    return b"".join(parts)
