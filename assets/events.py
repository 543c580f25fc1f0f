"""Storing many events at once in a Dagster instance.

Belongs here: what makes it bearable. Does not belong here: which events (``observing``).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage  # no public name leads there


@contextlib.contextmanager
def together(instance: dg.DagsterInstance) -> Iterator[None]:
    """Events that are stored inside are one transaction in each of SQLite's files; all of them are there at the end, or none.

    Dagster 1.13 opens a connection five times an event, commits it to the disk and closes it, which waits for the disk once more: a
    year of days takes minutes by that. An instance that keeps its events elsewhere is left alone.
    """
    storage: Any = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    connect, lock, owner, opened = storage._connect, storage._db_lock, threading.get_ident(), dict[str, Any]()

    @contextlib.contextmanager
    def held(shard: str) -> Iterator[Any]:
        if threading.get_ident() != owner:
            with lock:  # until all is stored
                pass
            with connect(shard) as connection:
                yield connection
            return
        if shard not in opened:
            opened[shard] = files.enter_context(connect(shard))
        yield opened[shard]

    with lock:
        # each connection keeps the lock while it is open, and now several are
        storage._connect, storage._db_lock = held, threading.RLock()
        try:
            with contextlib.ExitStack() as files:
                yield
        finally:
            del storage._connect
            storage._db_lock = lock
