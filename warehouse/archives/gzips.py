"""Gzip (RFC 1952) as a stream: any number of members, checked sums, bounded expansion.

Belongs here: decompressing, and what is wrong with a stream. Does not belong here: what the bytes are.
"""

from __future__ import annotations

import io
import zlib

from warehouse.archives.bounds import Budget
from warehouse.records import Readable, RefusedError

_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header and trailer
_INPUT_BYTES = 64 << 10


def is_gzip(stream: io.BufferedReader) -> bool:
    """Whether a stream goes on with a gzip member; nothing is consumed."""
    return stream.peek(2)[:2] == _MAGIC


class GzipStream(io.RawIOBase):
    """The bytes inside a gzip stream.

    With ``by_member``, reading ends at the end of each member and :meth:`next_member` goes on to the next, as archives of one
    member a record need it. Raises :class:`RefusedError`: ``damaged`` where the stream is cut off or its sum is wrong,
    ``archive_bomb`` where it expands beyond its budget. What was read before is good.
    """

    def __init__(self, raw: Readable, budget: Budget, *, by_member: bool = False) -> None:
        super().__init__()
        self._raw = raw
        self._budget = budget
        self._by_member = by_member
        self._input = b""
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._has_ended = False
        self._member_count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Fill a buffer with at least one byte, unless the stream (or member) has ended."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        content = self._next(len(view))
        view[: len(content)] = content
        return len(content)

    def next_member(self) -> bool:
        """Go on to the next member; false where there is none. What is left of the present one is passed over."""
        while self._next(_INPUT_BYTES):
            pass
        return self._start_member()

    def _next(self, size: int) -> bytes:
        while not self._has_ended:
            if self._member.eof:
                if self._by_member or not self._start_member():
                    return b""
                continue
            if not self._input and not self._fill():
                if self._member_count == 0:
                    raise RefusedError("damaged", "an empty file, not a gzip stream")
                raise RefusedError("damaged", "the gzip stream is cut off")
            try:
                content = self._member.decompress(self._input, size)
            except zlib.error as error:
                raise RefusedError("damaged", f"the gzip stream is damaged ({error})") from error
            self._input = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            self._budget.give(len(content))
            if content:
                return content
        return b""

    def _fill(self) -> bool:
        self._input = self._raw.read(_INPUT_BYTES)
        self._budget.take(len(self._input))
        self._member_count = self._member_count or bool(self._input)
        return bool(self._input)

    def _start_member(self) -> bool:
        # tapes and some servers pad with zeros, which RFC 1952 leaves open
        while not self._input.strip(b"\0"):
            if not self._fill():
                self._has_ended = True
                return False
        self._input = self._input.lstrip(b"\0")
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        return True


def open_gzip(raw: Readable, budget: Budget) -> io.BufferedReader:
    """The bytes inside a gzip stream, to be read in lines or pieces; errors as for :class:`GzipStream`."""
    return io.BufferedReader(GzipStream(raw, budget), _INPUT_BYTES)
