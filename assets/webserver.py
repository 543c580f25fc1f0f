"""Dagster's web server with one more page: ``/data-docs/…``, Great Expectations' Data Docs of the data directory.

Belongs here: what is served beside the UI. Does not belong here: starting it (``ui``), and the pages (``warehouse.data_docs``).

A browser opens no file of the machine from a page of the web server, so the link of a check leads here. The pages hold values of
articles: they are served as documents that may load and run nothing.
"""

from __future__ import annotations

import re

from dagster_webserver import app
from dagster_webserver.cli import cli
from dagster_webserver.webserver import DagsterWebserver
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assets.data_docs import PLACE
from assets.resources import from_environment
from warehouse.errors import WarehouseError

# mentions/dt=2026-11-22/group-a5139e3095cb0bd0.html; no name begins with a dot
_PAGE = re.compile(r"(?:[0-9A-Za-z_=][0-9A-Za-z_=.-]*/){0,2}[0-9A-Za-z_][0-9A-Za-z_-]*\.html")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


async def data_docs(request: Request) -> Response:
    """One of the pages, or 404."""
    name = request.path_params["name"] or "index.html"
    page = await run_in_threadpool(_read, name) if _PAGE.fullmatch(name) else None
    if page is None:
        return PlainTextResponse("There is no such page; expectations draw it when they run.", 404, _HEADERS)
    return HTMLResponse(page, headers=_HEADERS)


def _read(name: str) -> str | None:
    try:
        return (from_environment().layout.data_docs_index.parent / name).read_text(encoding="utf-8")
    except (OSError, WarehouseError):
        return None


class Webserver(DagsterWebserver):  # type: ignore[type-arg]
    """Dagster's web server and the pages."""

    def build_routes(self) -> list[BaseRoute]:
        """The pages before Dagster's own routes: its last one answers whatever is left."""
        return [Route(f"{PLACE}/{{name:path}}", data_docs), *super().build_routes()]


if __name__ == "__main__":
    app.DagsterWebserver = Webserver  # type: ignore[misc]  # the command has no option for it
    cli()
