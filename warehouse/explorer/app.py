"""The application: its addresses, what guards them, and how a request is answered, limited in time and given up when nobody waits.

Belongs here: HTTP. Does not belong here: what pages show (``pages``, ``api``), and starting a server (``serve``).
"""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.errors import WarehouseError
from warehouse.explorer import api, entity_pages, pages, reading_pages, search_page, table_pages
from warehouse.explorer.reader import Asking, Reader, StoppedError
from warehouse.explorer.visit import AskedError, MissingError, Visit, language_of, visit
from warehouse.explorer.words import LANGUAGES

_LOG = logging.getLogger(__name__)
COOKIE = "kawaraban_language"
SECONDS = 20.0
"""How long the queries of one request may take."""
AT_ONCE = 8
"""Requests that are computed at the same time; others wait."""
_STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def application(
    reader: Reader, *, hosts: Collection[str] = (), seconds: float = SECONDS, rows: int = pages.ROWS
) -> ASGIApp:
    """The application over a reader. ``hosts`` are further names it may be called by; ``rows`` bounds the answer of a free query."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    def answering(work: pages.Work) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await _answer(reader, work, request, seconds, limiter)

        return endpoint

    routes = [
        *(
            Route(path, answering(work), methods=["GET"])
            for made in (
                reading_pages.routes(),
                search_page.routes(),
                entity_pages.routes(),
                table_pages.routes(rows),
                api.routes(rows),
            )
            for path, work in made.items()
        ),
        Route("/language/{language}", _language, methods=["GET"]),
        Mount("/static", StaticFiles(directory=_STATIC), name="static"),
        Route("/{path:path}", answering(_nothing), methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={405: _not_allowed})
    app.router.redirect_slashes = False
    return Guard(app, hosts)


class Guard:
    """What stands before every page: who may be called by which name, what may be asked, and what a browser may do with the answer."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache" if scope["path"].startswith("/static/") else "no-store")
            await send(message)

        await (refused or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            return PlainTextResponse(
                "This address is not one of the explorer's: `kawaraban explore --allow-host NAME` allows another name.\n",
                400,
            )
        # another site may lead here, and not ask on a visitor's behalf
        elsewhere = headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
        if elsewhere:
            return PlainTextResponse("Requests of other sites are not answered.\n", 403)
        return None

    def _is_ours(self, host: str) -> bool:
        name = re.sub(r":[0-9]{1,5}$", "", host).lower()
        if name == "localhost" or name in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        # a name can be made to lead here by whoever owns it; a number cannot
        return address.is_loopback or "*" in self._hosts


async def _answer(
    reader: Reader, work: pages.Work, request: Request, seconds: float, limiter: anyio.CapacityLimiter
) -> Response:
    query = dict(request.query_params)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    language = language_of(request.cookies.get(COOKIE), request.headers.get("accept-language"))
    asked = visit(query, language, here)
    is_api = request.url.path.startswith("/api")
    if is_api and len(request.query_params.multi_items()) != len(query):
        return api.problem(400, "a parameter is given twice")

    def done() -> Response:
        try:
            return _told(work, asking, asked, request.path_params, is_api=is_api)
        finally:
            # here, in the thread of its queries: a connection that is closed while it runs waits for its end
            asking.close()

    response: Response = PlainTextResponse("", 503)
    async with limiter:
        # opening again after a run is work, too
        asking = await anyio.to_thread.run_sync(reader.ask)
        async with anyio.create_task_group() as group:
            group.start_soon(_watch, request, asking, seconds)
            response = await anyio.to_thread.run_sync(done)
            group.cancel_scope.cancel()
    response.headers.setdefault("Content-Language", language)
    response.headers.setdefault("Vary", "Accept-Language, Cookie")
    return response


async def _watch(request: Request, asking: Asking, seconds: float) -> None:
    """Stop the queries of a request when its time is over, or whoever asked has gone."""
    reason = "gone"
    try:
        with anyio.move_on_after(seconds) as limit:
            while (await request.receive())["type"] != "http.disconnect":
                pass
        if limit.cancelled_caught:
            reason = f"it took longer than {seconds:g} seconds"
        await anyio.to_thread.run_sync(asking.stop, reason, abandon_on_cancel=True)
    finally:
        # cancelled: the answer is there, or the server ends, and would wait for the query
        if not asking.is_closed:
            threading.Thread(target=asking.stop, args=["the explorer ends"], daemon=True).start()


def _told(work: pages.Work, asking: Asking, asked: Visit, path: Mapping[str, str], *, is_api: bool) -> Response:
    """The answer, or what went wrong as a page or as JSON."""
    try:
        return work(asking, asked, path)
    except AskedError as error:
        status, message = 400, str(error)
    except MissingError as error:
        status, message = 404, str(error)
    except StoppedError as error:
        status, message = 503, f"{asked.words('The query was stopped')}: {error}"
    except WarehouseError as error:
        status, message = 503, str(error)
    except Exception:
        # a fault of ours: told in the terminal, where whoever started it looks
        _LOG.exception("a page failed")
        status, message = 500, asked.words("This is a fault of the explorer; the terminal says more.")
    if is_api:
        return api.problem(status, message)
    return HTMLResponse(pages.problem(asking, asked, status, message), status)


async def _language(request: Request) -> Response:
    """Remember a language, and go back to where it was chosen."""
    language = request.path_params["language"]
    back = request.query_params.get("back", "/")
    parts = urlsplit(back)
    # a path of ours, and not //elsewhere or \\elsewhere
    if parts.scheme or parts.netloc or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", back):
        back = "/"
    response = RedirectResponse(back, 303)
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=365 * 86400, httponly=True, samesite="lax")
    return response


def _nothing(_asking: Asking, asked: Visit, _path: Mapping[str, str]) -> Response:
    raise MissingError(asked.words("There is no such page."))


async def _not_allowed(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": {"status": 405, "message": "only GET is answered"}}, 405, {"Allow": "GET, HEAD"})
    return PlainTextResponse("Only GET is answered.\n", 405, {"Allow": "GET, HEAD"})
