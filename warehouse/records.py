"""Records: what the landing takes in, and how a stream of bytes is cut into them, in bounded memory.

Belongs here: the record, the size a document may have, whole documents and the lines of JSON Lines, and refusals.
Does not belong here: where a stream comes from (``sources``, ``remote``) and how an archive is opened (``archives``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from warehouse.errors import WarehouseError

MAX_DOCUMENT_BYTES = 8 << 20
CHUNK_BYTES = 1 << 20
MAX_DETAIL = 300
"""Characters of a refusal's detail: names inside archives may be 64 kB long."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"


class InputError(WarehouseError):
    """A path that was given cannot be read at all."""


class Readable(Protocol):
    """A stream of bytes that is read forwards."""

    def read(self, size: int = ..., /) -> bytes:
        """At most so many bytes; fewer only at the end."""

    def readline(self, size: int = ..., /) -> bytes:
        """Up to a line feed or so many bytes, whichever comes first."""


class RefusedError(Exception):
    """Bytes that are not taken in; ``reason`` is a value of the vocabulary ``rejection_reason``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Record:
    """One record of a file: its bytes, or why there are none.

    ``document_id`` is null only where no byte could be read; ``declared_charset`` is what a header said of the bytes;
    ``fetched_at`` is when it was received, where that is not the time of landing (of the same day in Asia/Tokyo).
    """

    document_id: str | None
    location: str
    file_name: str
    record_index: int
    media_type: str
    content: bytes | None
    reason: str | None = None
    detail: str | None = None
    declared_charset: str | None = None
    fetched_at: dt.datetime | None = None


def identify(content: bytes) -> str:
    """Identifier of bytes as received.

    >>> identify("港".encode())[:12]
    'doc_1151db5f'
    """
    return _identity(hashlib.sha256(content))


def refusal(location: str, file_name: str, media_type: str, reason: str, detail: str) -> Record:
    """The record of what could not be taken in at all; ``detail`` is brought to one line of bounded length."""
    line = " ".join(_CONTROL.sub(" ", detail).split())
    shown = line if len(line) <= MAX_DETAIL else f"{line[: MAX_DETAIL - 1]}…"
    return Record(None, location, file_name, 0, media_type, None, reason, shown)


def cut(
    stream: Readable, location: str, file_name: str, media_type: str, *, declared_charset: str | None = None
) -> Iterator[Record]:
    """Records of a stream: itself, or each line of JSON Lines that is not blank.

    Memory stays below a small multiple of :data:`MAX_DOCUMENT_BYTES`, whatever the stream; what is larger is hashed as it
    streams by and becomes a ``too_large`` record without content. Where the stream refuses to go on
    (:class:`RefusedError`, ``OSError``), the lines before are kept, and the refusal is the last record.
    """
    try:
        pieces = _lines(stream) if media_type == "application/json" else _whole(stream)
        for index, document_id, content, size in pieces:
            reason, detail = (None, None) if content is not None else ("too_large", too_large(size))
            yield Record(document_id, location, file_name, index, media_type, content, reason, detail, declared_charset)
    except RefusedError as error:
        yield refusal(location, file_name, media_type, error.reason, str(error))
    except OSError as error:
        yield refusal(location, file_name, media_type, "unreadable", why(error))


def too_large(size: int) -> str:
    """Why a document of this many bytes is not kept."""
    return f"{size} bytes; at most {MAX_DOCUMENT_BYTES} are read"


def why(error: OSError) -> str:
    """One line that names the fault, without the path that the operating system repeats."""
    return error.strerror or str(error).partition("\n")[0] or type(error).__name__


_Piece = tuple[int, str, bytes | None, int]


def _identity(digest: hashlib._Hash) -> str:
    return "doc_" + digest.hexdigest()


def _whole(stream: Readable) -> Iterator[_Piece]:
    content = stream.read(MAX_DOCUMENT_BYTES + 1)
    digest = hashlib.sha256(content)
    size = len(content)
    if size <= MAX_DOCUMENT_BYTES:
        yield 0, _identity(digest), content, size
        return
    del content
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    yield 0, _identity(digest), None, size


def _lines(stream: Readable) -> Iterator[_Piece]:
    """Lines that are not blank; a file without any is one record of its own, so that it leaves a trace."""
    index, blank, has_records = 0, b"", False
    while line := stream.readline(MAX_DOCUMENT_BYTES + 2):
        index += 1
        if index == 1:
            line = line.removeprefix(_BOM)
        if not line.endswith(b"\n") and len(line) > MAX_DOCUMENT_BYTES:
            has_records = True
            yield index, *_long_line(stream, line)
            continue
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if not content.strip():
            blank = b"" if has_records else (blank + line)[:MAX_DOCUMENT_BYTES]
            continue
        has_records = True
        is_kept = len(content) <= MAX_DOCUMENT_BYTES
        yield index, identify(content), content if is_kept else None, len(content)
    if not has_records:
        yield 0, identify(blank), blank, len(blank)


def _long_line(stream: Readable, line: bytes) -> tuple[str, None, int]:
    digest, size, held = hashlib.sha256(), 0, b""
    while line:
        is_last = line.endswith(b"\n")
        piece = held + line.removesuffix(b"\n")
        # a carriage return counts only when no line feed follows; whether one does, the next piece tells
        held = b"\r" if piece.endswith(b"\r") else b""
        piece = piece[: len(piece) - len(held)]
        digest.update(piece)
        size += len(piece)
        if is_last:
            return _identity(digest), None, size
        line = stream.readline(CHUNK_BYTES)
    digest.update(held)
    return _identity(digest), None, size + len(held)
