"""A real HTTP server on loopback whose every answer a test decides, and a place to fetch into."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assets.fetch.configuration import Configuration, parse
from assets.fetch.crawl import FetchSummary, fetch
from warehouse import landing
from warehouse.layout import Layout

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """A request as the server saw it."""

    path: str
    host: str
    headers: dict[str, str]
    at: float


@dataclass
class Reply:
    """An answer. ``pause`` waits before each of ``pieces``; ``cut`` resets the connection after so many bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str | None = HTML
    pause: float = 0.0
    pieces: int = 1
    cut: int | None = None
    has_length: bool = True


Answerer = Callable[[Request], Reply]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_arguments: Any) -> None:
        """Silent: clients hang up here on purpose."""


class Site:
    """The server: ``site["/path"] = Reply(…)`` or a function of the request; ``requests`` is what came in."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply | Answerer] = {}
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def __setitem__(self, path: str, reply: Reply | Answerer) -> None:
        self.routes[path] = reply

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Address of a path, under any host name that the test resolves."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path == path for request in self.requests)

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]

    def stop(self) -> None:
        """End every answer and the server."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.path, headers.get("host", ""), headers, time.monotonic())
                site.requests.append(request)
                found = site.routes.get(self.path, Reply(b"not here", 404))
                with contextlib.suppress(OSError):
                    site.answer(self, found(request) if callable(found) else found)

            def log_message(self, *_arguments: Any) -> None:
                """Silent."""

        return Handler

    def answer(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        """Send one reply."""
        handler.send_response(reply.status)
        if reply.media_type is not None:
            handler.send_header("Content-Type", reply.media_type)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.has_length:
            handler.send_header("Content-Length", str(len(reply.body)))
        else:
            handler.send_header("Connection", "close")
            handler.close_connection = True
        handler.end_headers()
        if reply.status == 304:
            return
        if reply.cut is not None:
            handler.wfile.write(reply.body[: reply.cut])
            handler.wfile.flush()
            linger = struct.pack("ii", 1, 0)  # closing resets the connection
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            handler.connection.close()
            return
        size = -(-len(reply.body) // reply.pieces) or 1
        for start in range(0, len(reply.body), size):
            if reply.pause and self.stopping.wait(reply.pause):
                return
            handler.wfile.write(reply.body[start : start + size])
            handler.wfile.flush()


@pytest.fixture
def site() -> Iterator[Site]:
    """A running server."""
    running = Site()
    yield running
    running.stop()


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "data")


def article(number: int, words: str = "灯台を残す方針") -> bytes:
    """A page of its own."""
    return (
        f"<!DOCTYPE html><html lang='ja'><head><title>{words}{number} | 凪浜新報</title></head><body><article><h1>{words}{number}</h1>"
        f"<p>凪浜市の岬野葵市長は{number}日、「灯台は市の宝だ」と語った。市は来年度の予算に修繕費を盛り込む方針だ。</p>"
        f"<p>灯台は1925年に建てられ、市民が保存を求めていた。第{number}回の説明会は来月開かれる。</p></article></body></html>"
    ).encode()


def feed(*addresses: str) -> Reply:
    """An RSS feed that names these addresses."""
    items = "".join(
        f"<item><title>記事</title><link>{address.replace('&', '&amp;')}</link></item>" for address in addresses
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>凪浜新報</title>{items}</channel></rss>'
    return Reply(text.encode(), media_type="application/rss+xml")


def configure(site: Site, *sources: str, fetch: str = "") -> Configuration:
    """A configuration for the test server: quick, patient with nothing; the defaults come first, so sources may override."""
    general = {
        "contact": '"mailto:kawaraban@example.jp"',
        "ports": f"[{site.port}]",
        "request_seconds": "20",
        "retries": "0",
        "backoff_seconds": "0.01",
        "retry_minutes": "0",
    }
    general |= dict(line.split(" = ") for line in fetch.splitlines() if line)
    text = "[fetch]\n" + "".join(f"{key} = {value}\n" for key, value in general.items())
    for source in sources:
        settings = {"delay_seconds": "0", "poll_minutes": "0", "allow_private_addresses": "true"}
        settings |= dict(line.split(" = ", 1) for line in source.splitlines() if line)
        text += "\n[[sources]]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
    return parse(text, Path("sources.toml"))


def simple(site: Site, *paths: str, name: str = "凪浜新報", extra: str = "") -> str:
    """A source whose pages are these paths of the server."""
    addresses = ", ".join(f'"{site.url(path)}"' for path in paths)
    return f'name = "{name}"\npages = [{addresses}]\n{extra}'


def rows(layout: Layout) -> list[dict[str, Any]]:
    """Every row of the landing, in the order of fetching."""
    found = [row for batch in landing.batches(layout) for row in landing.read_batch(layout, *batch).to_pylist()]
    return sorted(found, key=lambda row: row["fetched_at"])


def resolving(**hosts: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that knows these hosts (``_`` for ``.``) and gives loopback for every other."""

    async def resolve(host: str, _port: int) -> list[str]:
        return hosts.get(host.replace(".", "_"), ["127.0.0.1"])

    return resolve


def take(layout: Layout, configuration: Configuration, **options: Any) -> FetchSummary:
    """Fetch, with every name leading to loopback."""
    return fetch(layout, configuration, **{"resolve": resolving(), **options})
