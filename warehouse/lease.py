"""Who writes to a data directory elsewhere: a small file there that says who and since when, and is renewed while a run lives.

Belongs here: taking, renewing and giving back the lease. Does not belong here: the lock between processes of one machine,
which is the system's own and is held first (``tables.hold``).

Stores that can create a file only where there is none (S3, Google) let one of two machines in. A lease that was not renewed for
:data:`STALE_SECONDS` is taken over, at once where this very machine left it behind; whoever takes one over looks again
after a moment, and whoever finds another's name at a renewal has lost it. Clocks may differ by a minute. Should two runs write
at once nevertheless, nothing breaks: each file appears whole, and the same input gives the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse import files
from warehouse.errors import LockedError, WarehouseError
from warehouse.layout import Layout

RENEW_SECONDS = 30.0
STALE_SECONDS = 180.0
SETTLE_SECONDS = 2.0
_POLL_SECONDS = 1.0


@contextlib.contextmanager
def held(layout: Layout, until: float) -> Iterator[None]:
    """Hold the lease of a data directory elsewhere; try until this reading of ``time.monotonic`` where another holds it.

    Raises :class:`LockedError` with who holds it, also at the end where another took it over meanwhile.
    """
    note = {
        "holder": uuid.uuid4().hex,
        "machine": _machine(layout.local),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": _now().isoformat(timespec="seconds"),
    }
    while (other := _take(layout, note)) is not None:
        if time.monotonic() >= until:
            raise LockedError(
                f"{layout.root} is in use by process {other.get('pid')} on {other.get('host')} since {other.get('since')}; "
                "wait for it to end or choose another --data"
            )
        time.sleep(_POLL_SECONDS)
    ended, lost = threading.Event(), threading.Event()
    renewing = threading.Thread(target=_renew, args=(layout, note, ended, lost), daemon=True)
    renewing.start()
    try:
        yield
        if lost.is_set():
            raise LockedError(f"another machine took {layout.root} over, as this one could not be seen; run it again")
    finally:
        ended.set()
        renewing.join()
        with contextlib.suppress(WarehouseError):
            if (_read(layout.lease) or {}).get("holder") == note["holder"]:
                layout.lease.unlink(missing_ok=True)


def _take(layout: Layout, note: dict[str, Any]) -> dict[str, Any] | None:
    """Try once; gives the note of whoever holds it, or none where it is ours now."""
    other = _read(layout.lease)
    if other is not None:
        if not _is_over(other, note["machine"]):
            return other
        layout.lease.unlink(missing_ok=True)
    try:
        files.create(layout.lease, _bytes(note))
    except FileExistsError:
        return _read(layout.lease) or {}
    if other is not None or not files.creates_exclusively(layout.lease):
        time.sleep(SETTLE_SECONDS)
    now = _read(layout.lease) or {}
    return None if now.get("holder") == note["holder"] else now


def _is_over(other: dict[str, Any], machine: str) -> bool:
    """Whether its run has ended without giving it back; this machine's lock is ours, so its earlier runs have."""
    try:
        age = _now() - dt.datetime.fromisoformat(other["renewed"])
    except (KeyError, TypeError, ValueError):
        return True
    return other.get("machine") == machine or age.total_seconds() > STALE_SECONDS


def _renew(layout: Layout, note: dict[str, Any], ended: threading.Event, lost: threading.Event) -> None:
    while not ended.wait(RENEW_SECONDS):
        # a store that does not answer now may answer the next time
        with contextlib.suppress(WarehouseError, FileNotFoundError):
            if (_read(layout.lease) or note).get("holder") != note["holder"]:
                lost.set()
                return
            files.write_text(layout.lease, _bytes(note).decode(), layout.temporary)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(note: dict[str, Any]) -> bytes:
    return json.dumps({**note, "renewed": _now().isoformat(timespec="seconds")}, sort_keys=True).encode()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _machine(local: Path) -> str:
    """A name for this directory of this machine; whoever holds its lock is the only one with this name."""
    path = local / "machine"
    if not path.exists():
        files.write_text(path, uuid.uuid4().hex, local / "tmp")
    return path.read_text(encoding="utf-8")
