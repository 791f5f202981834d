"""The route of the Atom feed: the changes of the last quarter under the address that the reader asked."""

from __future__ import annotations

import hashlib
import os

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pages.parts import changes_data, sign_in
from pages.parts.catalog import bare_catalog
from pages.parts.clock import today
from reports.atom import FEED, feed
from reports.safe_text import safe_url

ADDRESS = "WEIGHBRIDGE_URL"
"""The public address of the deployment, where a proxy hides it: links of the feed begin with it."""
FRESH_S = 900


async def changes_atom(request: Request) -> Response:
    """The feed, or 304 where the reader has it already. Where visitors must sign in there is none: feed readers cannot."""
    if sign_in.required():
        return PlainTextResponse("This deployment asks its visitors to sign in; it has no public feed.", status_code=403)
    base = address(os.environ.get(ADDRESS) or str(request.base_url))
    if base is None:
        return PlainTextResponse(f"The address of this request is not one to link to. Set {ADDRESS}.", status_code=400)
    body = await anyio.to_thread.run_sync(_body, base)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={FRESH_S}", "Vary": "Host"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=headers)


def address(text: str) -> str | None:
    """An http or https address without the slash at its end; None for anything else."""
    return safe_url(text.rstrip("/"))


def _body(base: str) -> bytes:
    catalog = bare_catalog()
    found = changes_data.changes(changes_data.USUAL, catalog.version, today())
    return feed(found, base, catalog.version, catalog.built_at)


__all__ = ["FEED", "changes_atom"]
