"""A reader in a process of its own: what it gives, and what becomes of the run when it ends, hangs on or takes too much."""

import io
import os
import subprocess
from collections.abc import Iterator
from typing import Any, BinaryIO

import pytest

from warehouse.archives.isolation import isolated
from warehouse.errors import WarehouseError
from warehouse.records import Record, refusal


def pieces(stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """A record of every ten bytes, the last ones first."""
    for at in range(0, size, 10):
        stream.seek(-at - 10, io.SEEK_END)
        yield Record("doc_1", location, name, at // 10, "text/plain", stream.read(10))


def aborting(stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """Ends its process after a hundred records."""
    for number in range(100):
        yield Record("doc_1", location, name, number, "text/plain", stream.read(1) * size)
    os.abort()


def greedy(stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """Asks for 64 GB."""
    try:
        yield Record("doc_1", location, name, len(bytearray(64 << 30)), "text/plain", stream.read(size))
    except MemoryError:
        yield refusal(location, name, "text/plain", "archive_bomb", "too much")


def faulty(stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """Has a bug."""
    yield Record("doc_1", location, name, 1, "text/plain", stream.read(size))
    raise KeyError(name)


def test_records_come_over_and_bytes_are_asked_for() -> None:
    content = bytes(range(100)) * 20
    found = list(isolated(pieces, io.BytesIO(content), "a", "a", len(content)))
    assert b"".join(record.content or b"" for record in reversed(found)) == content


def test_a_reader_that_ends_its_process_is_damage() -> None:
    found = list(isolated(aborting, io.BytesIO(b"xy"), "a", "a", 2))
    assert len(found) >= 64
    assert (found[-1].reason, found[-1].detail) == (
        "damaged",
        "its damage ended the process that read it (signal SIGABRT)",
    )


def test_memory_is_bounded() -> None:
    assert [record.reason for record in isolated(greedy, io.BytesIO(b"x"), "a", "a", 1)] == ["archive_bomb"]


def test_a_bug_is_told_and_not_taken_for_damage() -> None:
    with pytest.raises(WarehouseError, match="a could not be read: KeyError"):
        list(isolated(faulty, io.BytesIO(b"x"), "a", "a", 1))


def test_a_stream_that_fails_is_told_as_it_is() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the line is cut")

    with pytest.raises(OSError, match="the line is cut"):
        list(isolated(pieces, Broken(b"x" * 20), "a", "a", 20))


def test_whoever_stops_reading_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    records = isolated(pieces, io.BytesIO(bytes(10_000_000)), "a", "a", 10_000_000)
    next(records)
    (process,) = started
    assert process.poll() is None
    records.close()  # type: ignore[attr-defined]
    assert process.returncode is not None
