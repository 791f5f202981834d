"""GET /api/v1/reports/{id} and {id}.json, .md, .html, .pdf: stored reports, opened by their link.

A report never changes; what its forms look like may, with the program. A private report is there for the token that bears
its owner's name only, and nothing tells a stranger that it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from api.faults import Faults
from reports.store.access import may_read
from reports.store.errors import StoreError
from reports.store.record import Record, Saver, Tombstone, as_text
from reports.store.store import ReportStore

Form = Literal["json", "md", "html", "pdf"]
KINDS: dict[Form, str] = {"json": "application/json", "md": "text/markdown", "html": "text/html", "pdf": "application/pdf"}
RENDERERS = {"md": ("reports.markdown", "to_markdown"), "html": ("reports.html", "to_html"), "pdf": ("reports.pdf", "to_pdf")}
HEADERS = {
    # a report is a document to read: no script of it may run, and nobody else may keep it
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    "Cache-Control": "private, no-cache",
}
REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": Faults, "description": "No such report, or a private one of somebody else"},
    410: {"model": Faults, "description": "The report was deleted"},
    503: {"model": Faults, "description": "The report store does not answer"},
}
Id = Annotated[str, Path(description="The unguessable id in a report's link")]


def add_to(router: APIRouter, store: Callable[[], ReportStore]) -> None:
    """Add both routes."""

    async def found(request: Request, report_id: str) -> Record:
        try:
            record = await anyio.to_thread.run_sync(lambda: store().get(report_id))
        except StoreError as error:
            raise HTTPException(503, str(error)) from error
        if isinstance(record, Tombstone):
            said = f' Reason given: "{record.reason}".' if record.reason else ""
            raise HTTPException(410, f"This report was deleted on {record.deleted_at:%-d %b %Y}.{said}")
        if record is None or not may_read(record, Saver(owner=request.state.caller)):
            raise HTTPException(404, "No report has this id. Check the link; private reports need their owner's token.")
        return record

    @router.get(
        "/reports/{report_id}.{form}",
        name="download_report",
        summary="One stored report as a file",
        responses={200: {"content": {kind: {} for kind in KINDS.values()}, "description": "The file"}, **REFUSED},
        response_class=Response,
    )
    async def download(request: Request, report_id: Id, form: Form) -> Response:
        record = await found(request, report_id)
        body = await anyio.to_thread.run_sync(written, record, form)
        kind = KINDS[form] if form in ("json", "pdf") else f"{KINDS[form]}; charset=utf-8"
        shown = "attachment" if form == "pdf" else "inline"  # viewers of browsers open no PDF in a sandbox
        name = {"Content-Disposition": f'{shown}; filename="weighbridge-{record.as_of}-{record.id[:8]}.{form}"'}
        return Response(body, headers={**HEADERS, **name, "Content-Type": kind})

    @router.get(
        "/reports/{report_id}", name="get_report", summary="One stored report as JSON", response_model=dict[str, Any], responses=REFUSED
    )
    async def one(request: Request, report_id: Id) -> Any:
        record = await found(request, report_id)
        return Response(await anyio.to_thread.run_sync(written, record, "json"), media_type=KINDS["json"], headers=HEADERS)


def written(record: Record, form: Form) -> bytes:
    """The report in one form, UTF-8 where it is text. Renderers are loaded when first asked for."""
    if form == "json":
        return as_text(record.as_json())
    if form == "pdf":
        pdf: bytes = import_module("reports.pdf").to_pdf(record.recommendation, record.about)
        return pdf
    if form == "html":
        html: str = import_module("reports.html").to_html(record.recommendation, record.about)
        return html.encode()
    markdown: str = import_module("reports.markdown").to_markdown(record.recommendation, record.about)
    return markdown.encode()
