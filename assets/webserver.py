"""Dagster's web server with two more: ``/data-docs/…``, Great Expectations' Data Docs of the data directory, and ``/explorer/…``, which leads to its explorer.

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
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assets.data_docs import EXPLORER, PLACE
from assets.resources import from_environment
from warehouse.errors import WarehouseError
from warehouse.explorer.running import running

# mentions/dt=2026-11-22/group-a5139e3095cb0bd0.html; no name begins with a dot
_PAGE = re.compile(r"(?:[0-9A-Za-z_=][0-9A-Za-z_=.-]*/){0,2}[0-9A-Za-z_][0-9A-Za-z_-]*\.html")
_EXPLORED = re.compile(r"(?:tables/[a-z_]+)?")
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


async def explorer(request: Request) -> Response:
    """The same page of the explorer of this data directory where one runs, or how to start it."""
    try:
        address = await run_in_threadpool(lambda: running(from_environment().layout.root))
    except WarehouseError:
        address = None
    page = request.path_params["page"]
    if address is None or not _EXPLORED.fullmatch(page):
        told = "No explorer of this data directory runs on this machine: `kawaraban explore` starts it.\n"
        return PlainTextResponse(told, 404, _HEADERS)
    return RedirectResponse(address + page, 303, _HEADERS)


class Webserver(DagsterWebserver):  # type: ignore[type-arg]
    """Dagster's web server and the pages."""

    def build_routes(self) -> list[BaseRoute]:
        """The pages before Dagster's own routes: its last one answers whatever is left."""
        own = [Route(f"{PLACE}/{{name:path}}", data_docs), Route(f"{EXPLORER}/{{page:path}}", explorer)]
        return [*own, *super().build_routes()]


if __name__ == "__main__":
    app.DagsterWebserver = Webserver  # type: ignore[misc]  # the command has no option for it
    cli()
