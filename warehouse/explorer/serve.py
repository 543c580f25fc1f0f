"""Serving the explorer: a port, uvicorn, and the signals that end it.

Belongs here: the server. Does not belong here: the application (``app``), and the command (``assets/cli/explore.py``).
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.explorer.reader import Asking, Reader
from warehouse.explorer.running import announced

ANY = frozenset(("0.0.0.0", "::", ""))  # noqa: S104 - compared, not bound


class ServeError(WarehouseError):
    """The explorer cannot be served here."""


def serve(
    root: Path | str,
    *,
    release: bool = False,
    host: str = "127.0.0.1",
    port: int = 8230,
    hosts: Collection[str] = (),
    seconds: float | None = None,
    ready: Callable[[str, str], None] = print,
) -> None:
    """Serve until SIGINT or SIGTERM. ``port`` 0 takes one that is free; ``ready`` is told what is looked at and the address,
    which is listened on by then.

    Raises :class:`ServeError` where the port cannot be listened on, and :class:`warehouse.queries.CatalogError` where there is nothing to read.
    """
    listening = listen(host, port)
    try:
        import uvicorn

        from warehouse.explorer.app import SECONDS, application

        class Server(uvicorn.Server):
            """A server that ends the queries which it would wait for."""

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                reader.end()
                await super().shutdown(sockets)

        reader = Reader(root, release=release)
        names = {*hosts, *({"*"} if host in ANY else {host.lower()})}
        app = application(reader, hosts=names, seconds=seconds or SECONDS)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=2
        )
        shown = f"[{host}]" if ":" in host else "127.0.0.1" if host in ANY else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        ready(reader.title, address)
        try:
            with announced(reader.root, address), warmed(reader):
                Server(config).run(sockets=[listening])
        finally:
            reader.close()
    finally:
        listening.close()


@contextlib.contextmanager
def warmed(reader: Reader) -> Iterator[None]:
    """Compute what the first pages need before they are asked for; what is not done at the end is given up."""
    with reader.asking() as asking:
        thread = threading.Thread(target=warm, args=[asking], daemon=True)
        thread.start()
        try:
            yield
        finally:
            asking.reason = "ended"
            while thread.is_alive():
                asking.connection.interrupt()
                thread.join(0.02)


def warm(asking: Asking) -> None:
    """The overview, and the shelf that articles and searches stand on."""
    from warehouse.explorer.overview import overview
    from warehouse.explorer.shelf import shelf

    # whoever asks for a page is told what is wrong
    with contextlib.suppress(WarehouseError):
        overview(asking)
        known = shelf(asking)
        known.listed(known.newest[:1])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises :class:`ServeError` where none can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise ServeError(f"cannot listen on {host}:{port}: {reason.lower()}; choose another --port") from None
    return found
