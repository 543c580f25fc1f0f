"""Reading a file in a process of its own, whose end is not the run's end and whose memory is bounded.

Belongs here: the process, and what passes between it and the run. Does not belong here: any format.

Parquet needs it: a damaged page header makes its reader claim gigabytes for a file of a few kilobytes, and some damage ends
the process that reads it. The child has no file of its own: it asks for bytes by their place, so that every file system, and a
file in the memory of this process, is read in the same way.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, BinaryIO

from warehouse.errors import WarehouseError
from warehouse.records import CHUNK_BYTES, Record, refusal

MAX_MEMORY_BYTES = 1 << 30
"""What reading one file may take beyond what the process takes before it begins."""
_BATCH_RECORDS = 64

Reader = Callable[[BinaryIO, str, str, int], Iterator[Record]]
"""A function of a module, called with a seekable stream, a location, a file's name and its size."""


def isolated(read: Reader, stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """Records that ``read`` gives, read in a process of its own; where that ends early, the last one is ``damaged``.

    Raises ``OSError`` where ``stream`` does, and :class:`warehouse.errors.WarehouseError` where ``read`` raises at all.
    """
    ours, theirs = Pipe()
    # not multiprocessing: it would run the caller's main module anew, which need not bear that
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", __name__, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # what C++ says as it aborts is told by the exit code
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            # the other allocators reserve addresses far beyond what they use, which a bound on addresses would count
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        },
    )
    theirs.close()
    try:
        ours.send((read, location, name, size))
        while True:
            try:
                kind, value = ours.recv()
            except (EOFError, ConnectionError):
                yield refusal(location, name, "application/json", "damaged", _ending(process.wait()))
                return
            if kind == "read":
                stream.seek(value[0])
                ours.send_bytes(stream.read(value[1]))
            elif kind == "records":
                yield from value
            elif kind == "failed":
                raise WarehouseError(f"{location} could not be read: {value}")
            else:
                return
    finally:
        ours.close()
        process.kill()
        process.wait()


def _ending(code: int | None) -> str:
    how = f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"
    return f"its damage ended the process that read it ({how})"


def _serve(connection: Connection[Any, Any]) -> None:
    """The child: read, and hand records over as they come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides when this ends
    read, location, name, size = connection.recv()
    _bound_memory()
    batch: list[Record] = []
    held = 0
    try:
        for record in read(io.BufferedReader(_Asked(connection, size)), location, name, size):
            batch.append(record)
            held += len(record.content or b"")
            if held >= CHUNK_BYTES or len(batch) >= _BATCH_RECORDS:
                connection.send(("records", batch))
                batch, held = [], 0
        connection.send(("records", batch))
        connection.send(("done", None))
    except (BrokenPipeError, EOFError):
        return  # nobody reads on
    except Exception as error:  # told to the run, which stops
        connection.send(("failed", f"{type(error).__name__}: {error}"))


def _bound_memory() -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        bound = used + MAX_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


class _Asked(io.RawIOBase):
    """The file as the child sees it: every read asks the run."""

    def __init__(self, connection: Connection[Any, Any], size: int) -> None:
        super().__init__()
        self._connection = connection
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        wanted = min(len(view), max(0, self._size - self._at))
        if wanted == 0:
            return 0
        self._connection.send(("read", (self._at, wanted)))
        content = self._connection.recv_bytes()
        view[: len(content)] = content
        self._at += len(content)
        return len(content)


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
