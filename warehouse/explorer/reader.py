"""What the pages read from: one confined connection, a cursor for each request, a limit of time, and an end when nobody waits any more.

Belongs here: asking, and stopping. Does not belong here: which questions (the modules of the pages), and what is sent (``app``).
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.dataset import DATASET
from warehouse import catalog
from warehouse.errors import WarehouseError
from warehouse.layout import Layout, is_local, place
from warehouse.queries import CatalogError, answers
from warehouse.sql_checks import first_line

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "2GB"
"""What all queries together hold; what is more is spilled to the temporary directory."""
MOST_BYTES = 64 * 2**20
"""What one answer of a free query may hold: rows alone are no bound, one text can be a gigabyte."""
_AGAIN_SECONDS = 0.02


class StoppedError(WarehouseError):
    """A query was stopped: it took too long, or whoever asked has gone."""


class Kept:
    """What pages have computed of a state of the data; small, and thrown away when the state changes."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """The value of a key, made by whoever asks first; others wait for it."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._values:
                self._values[key] = make()
            return self._values[key]


@dataclass(eq=False)
class Asking:
    """The queries of one request. ``stop`` may be called from any thread; every query after it fails at once."""

    connection: duckdb.DuckDBPyConnection
    reader: Reader
    kept: Kept
    reason: str | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Rows of a query of ours."""
        return self.table(sql, parameters).to_pylist()  # type: ignore[no-any-return]

    def table(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Rows of a query of ours, as Arrow."""
        with self._told():
            return self.connection.sql(sql, params=list(parameters)).to_arrow_table()

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The one value of a query of ours."""
        with self._told():
            found = self.connection.execute(sql, list(parameters)).fetchall()
        return found[0][0] if found else None

    def free(self, text: str, most: int) -> pa.Table | None:
        """The rows of somebody's own query, of the last of several, ``most`` of them; None where it has no rows to give.

        Raises :class:`CatalogError` where it does more than read, DuckDB refuses it, or the answer has more than ``MOST_BYTES``.
        """
        with self._told():
            found = list(deque(answers(self.connection, text, most=most), maxlen=1))
        if found and found[0].nbytes > MOST_BYTES:
            raise CatalogError(
                f"the answer has {found[0].nbytes / 2**20:,.0f} MiB, and {MOST_BYTES / 2**20:.0f} at most are shown; ask for fewer rows "
                "or columns, or shorten texts, as in left(text, 1000)"
            )
        return found[0] if found else None

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """What is computed once for a state of the data."""
        return self.kept.once(key, make)

    def stop(self, reason: str) -> None:
        """Interrupt what runs, and whatever would run next."""
        self.reason = self.reason or reason
        # an interrupt that comes between two queries is lost
        import duckdb

        while not self._done.wait(_AGAIN_SECONDS):
            with contextlib.suppress(duckdb.Error):
                self.connection.interrupt()

    @property
    def is_closed(self) -> bool:
        """Whether nothing is asked any more."""
        return self._done.is_set()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._done.set()
        self.connection.close()
        self.reader.forget(self)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        import duckdb

        if self.reason is not None:
            raise StoppedError(self.reason)
        try:
            yield
        except (duckdb.InterruptException, CatalogError, duckdb.Error) as error:
            if self.reason is not None:
                raise StoppedError(self.reason) from error
            if isinstance(error, CatalogError):
                raise
            raise CatalogError(first_line(error)) from error


class Reader:
    """A data directory, or a release, opened for looking at it. ``title`` names it on every page.

    Raises :class:`CatalogError` where there is nothing to read.
    """

    def __init__(self, root: Path | str, *, release: bool = False) -> None:
        self.root = place(root)
        if is_local(self.root):
            self.root = self.root.absolute()
        self.is_release = release
        self.manifest = _manifest(self.root) if release else None
        self.base = self.root / ("data" if release else "tables")
        self._lock = threading.Lock()
        self._connection = self._connect()
        self._kept = Kept()
        self._open: set[Asking] = set()
        self._seen = self._look()
        self._looked_at = time.monotonic()

    @property
    def title(self) -> str:
        """What is looked at, for people: a version and edition, or the name of a directory."""
        if self.manifest is not None:
            return f"{self.manifest.get('version')} ({self.manifest.get('edition')})"
        return self.root.name or str(self.root)

    @property
    def edition(self) -> str | None:
        """Edition of a release; None of a data directory."""
        return None if self.manifest is None else str(self.manifest.get("edition"))

    @property
    def layout(self) -> Layout | None:
        """The data directory whose landing has the bytes as received, where there is one on this machine."""
        return None if self.is_release or not is_local(self.root) else Layout(self.root)

    def ask(self) -> Asking:
        """The queries of one request, on a cursor of its own; variables that it sets end with it."""
        connection, kept = self._current()
        asking = Asking(connection.cursor(), self, kept)
        self._open.add(asking)
        return asking

    @contextlib.contextmanager
    def asking(self) -> Iterator[Asking]:
        """The same, closed at the end."""
        asking = self.ask()
        try:
            yield asking
        finally:
            asking.close()

    def forget(self, asking: Asking) -> None:
        """The queries of a request are over."""
        self._open.discard(asking)

    def end(self) -> None:
        """End the queries that still run; whoever waits for one is told."""
        for asking in list(self._open):
            threading.Thread(target=asking.stop, args=["the explorer ends"], daemon=True).start()

    def close(self) -> None:
        """Close the connection, when no query runs any more."""
        for asking in list(self._open):
            asking.stop("the explorer ends")
        self._connection.close()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        settings = {"memory_limit": MEMORY_LIMIT, "parquet_metadata_cache": "true"}
        return catalog.connect(self.root, release=self.is_release, comments=False, settings=settings)

    def _current(self) -> tuple[duckdb.DuckDBPyConnection, Kept]:
        """The connection; opened anew where a run has added to a data directory since."""
        if self.is_release or not is_local(self.root):
            return self._connection, self._kept
        with self._lock:
            if time.monotonic() - self._looked_at > 1:
                self._looked_at = time.monotonic()
                seen = self._look()
                if seen != self._seen:
                    # cursors that are open keep the old one alive until they are closed
                    with contextlib.suppress(WarehouseError):
                        self._connection, self._seen, self._kept = self._connect(), seen, Kept()
            return self._connection, self._kept

    def _look(self) -> list[tuple[str, int]]:
        """When anything was last added to a table, or taken from it: the times of its directories."""
        if self.is_release or not is_local(self.root):
            return []
        found = []
        for table in DATASET.tables:
            directory = self.base / table.name
            with contextlib.suppress(OSError):
                found.append((table.name, directory.stat().st_mtime_ns))
                with os.scandir(directory) as entries:
                    found += [(entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.is_dir()]
        return found


def _manifest(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(f"{root} is no release: its manifest.json cannot be read ({first_line(error)})") from None
    if not isinstance(found, dict):
        raise CatalogError(f"{root} is no release: its manifest.json is no object")
    return found
