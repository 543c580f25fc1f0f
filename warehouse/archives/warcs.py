"""WARC archives (ISO 28500), compressed record by record, as a whole, or not at all.

Belongs here: where a record begins and ends, which records are pages, and their bodies as the server meant them (fastwarc
parses the headers and undoes transfer and content encodings). Does not belong here: reading the pages.

Records are framed here, because an archive should not end at its first damaged record: a ``Content-Length`` that is not
followed by a record's end is a lie, and reading goes on at the next record — in the next gzip member where there is one,
else at the next line that begins a record.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from fastwarc.warc import WarcRecord, WarcRecordType

from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, FREE_DOCUMENT_BYTES, Budget
from warehouse.archives.gzips import GzipStream, is_gzip
from warehouse.archives.members import passed_over
from warehouse.records import CHUNK_BYTES, MAX_DOCUMENT_BYTES, Record, RefusedError, cut, refusal, too_large, why

MAX_HEADER_BYTES = 64 << 10
MAX_DAMAGED = 64
"""Damaged records after which the rest of an archive is given up: looking for the next one costs time."""
_MEDIA_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
_PAGES = WarcRecordType.response | WarcRecordType.resource
# "WARC/1.1\r\n", the first line of a record
_BEGIN = re.compile(rb"WARC/\d+\.\d+\r?\n")
# "Content-Length: 1234"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# "WARC-Target-URI: <https://example.jp/a>"; the brackets are a fault of old writers
_TARGET = re.compile(rb"^warc-target-uri:[ \t]*<?([^\r\n>]*)", re.IGNORECASE | re.MULTILINE)
# "text/html; charset=Shift_JIS", "text/html;charset='utf-8'"
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?<")


def read_warc(stream: io.BufferedReader, location: str, name: str, size: int | None) -> Iterator[Record]:
    """Pages of a WARC archive: response and resource records that hold HTML or plain text.

    A page's location is its target URI, its ``declared_charset`` what the header says, its ``record_index`` the number of
    its record, from 1. Other records and payloads, and answers other than success, are counted in one ``passed_over`` record.
    ``size`` is the archive's, where it is known.
    """
    archive = _Archive(location, name)
    try:
        if not is_gzip(stream):
            yield from archive.read(_Source(stream, size))
        else:
            content = GzipStream(stream, Budget(FREE_ARCHIVE_BYTES), by_member=True)
            has_more = True
            while has_more:
                yield from archive.read(_Source(content, None))
                has_more = content.next_member()
        if archive.count == 0 and archive.damaged == 0:
            yield archive.refuse("damaged", "no WARC record in it")
    except RefusedError as error:
        yield archive.refuse(error.reason, str(error))
    except OSError as error:
        yield archive.refuse("unreadable", why(error))
    yield from archive.summary()


@dataclass
class _Frame:
    """One record as it lies in the archive; ``block`` is none where it is larger than a document may be."""

    header: bytes
    length: int
    block: bytes | None

    @property
    def target(self) -> str | None:
        found = _TARGET.search(self.header)
        return (found[1].decode("utf-8", "replace").strip() or None) if found else None


class _LyingError(Exception):
    """The bytes are not a record; ``target`` is the page it was to hold."""

    def __init__(self, detail: str, target: str | None = None) -> None:
        super().__init__(detail)
        self.target = target


class _Source:
    """A stream from which bytes can be given back."""

    def __init__(self, stream: io.RawIOBase | io.BufferedReader, size: int | None) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0
        self._left = size

    @property
    def left(self) -> int | None:
        """Bytes to come, where that is known."""
        return None if self._left is None else self._left + len(self._held) - self._at

    def read(self, size: int) -> bytes:
        """At most so many bytes; fewer only at the end."""
        pieces = [self._held[self._at : self._at + size]]
        self._at += len(pieces[0])
        missing = size - len(pieces[0])
        if missing:
            self._held, self._at = b"", 0
        while missing:
            piece = self._stream.read(min(missing, CHUNK_BYTES)) or b""
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
            if self._left is not None:
                self._left -= len(piece)
        return b"".join(pieces)

    def give_back(self, content: bytes) -> None:
        """Let bytes be read once more."""
        self._held, self._at = content + self._held[self._at :], 0

    def line(self) -> bytes:
        """Up to a line feed, or :data:`MAX_HEADER_BYTES`."""
        while (end := self._held.find(b"\n", self._at, self._at + MAX_HEADER_BYTES)) < 0:
            if len(self._held) - self._at >= MAX_HEADER_BYTES or not (piece := self._stream.read(CHUNK_BYTES)):
                return self.read(MAX_HEADER_BYTES)
            self._held, self._at = self._held[self._at :] + piece, 0
            if self._left is not None:
                self._left -= len(piece)
        return self.read(end - self._at + 1)


@dataclass
class _Archive:
    """One archive as it is read: what was counted so far."""

    location: str
    name: str
    count: int = 0
    damaged: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    @property
    def number(self) -> int:
        """Number of the record at hand, from 1."""
        return self.count + self.damaged

    def refuse(self, reason: str, detail: str) -> Record:
        """The record of what is wrong with the archive."""
        return refusal(self.location, self.name, "text/html", reason, detail)

    def refuse_record(self, reason: str, detail: str, target: str | None) -> Record:
        """The record of what is wrong with the record at hand; its number tells it from others of the same page."""
        found = refusal(target or self.location, self.name, "text/html", reason, detail)
        return replace(found, record_index=self.number)

    def summary(self) -> Iterator[Record]:
        if self.passed:
            yield self.refuse("passed_over", passed_over(self.passed))

    def read(self, source: _Source) -> Iterator[Record]:
        """Records of one stream of frames."""
        while True:
            try:
                frame = _frame(source)
            except _LyingError as error:
                self.damaged += 1
                if self.damaged > MAX_DAMAGED:
                    raise RefusedError(
                        "damaged", f"more than {MAX_DAMAGED} damaged records; the rest is not read"
                    ) from error
                yield self.refuse_record("damaged", str(error), error.target)
                if not _find_next(source):
                    return
                continue
            if frame is None:
                return
            self.count += 1
            yield from self._page(frame)

    def _page(self, frame: _Frame) -> Iterator[Record]:
        if frame.block is None:
            if b"application/http" in frame.header or b"text/" in frame.header:
                yield self.refuse_record("too_large", too_large(frame.length), frame.target)
            else:
                self.passed["large records"] += 1
            return
        page = _open(frame, "all")
        if isinstance(page, str):
            self.passed[page] += 1
            return
        location = frame.target or f"{self.location}/{self.number}"
        budget = Budget(FREE_DOCUMENT_BYTES)
        budget.take(frame.length)
        body = _Body(page, frame, budget)
        for record in cut(body, location, self.name, page.media_type, declared_charset=page.charset):
            yield replace(record, record_index=self.number)


@dataclass(frozen=True)
class _Page:
    record: WarcRecord
    media_type: str
    charset: str | None


def _frame(source: _Source) -> _Frame | None:
    """The next record, none at the end; raises :class:`_LyingError` where there is something else."""
    while (line := source.line()) in (b"\r\n", b"\n"):
        pass
    if not line:
        return None
    if not _BEGIN.fullmatch(line):
        raise _LyingError("bytes that begin no record")
    header = line
    while (line := source.line()) not in (b"\r\n", b"\n"):
        header += line
        if not line or len(header) > MAX_HEADER_BYTES:
            raise _LyingError("its header does not end")
    header += line
    found = _LENGTH.search(header)
    target = _Frame(header, 0, None).target
    if found is None:
        raise _LyingError("its header has no Content-Length", target)
    length = int(found[1])
    if source.left is not None and length > source.left:
        raise _LyingError(f"it claims {length} bytes, and {source.left} are left", target)
    return _block(source, header, length, target)


def _block(source: _Source, header: bytes, length: int, target: str | None) -> _Frame:
    block: bytes | None = source.read(min(length, MAX_DOCUMENT_BYTES + MAX_HEADER_BYTES))
    count = len(block or b"")
    if count < length and count == MAX_DOCUMENT_BYTES + MAX_HEADER_BYTES:
        block = None
        while piece := source.read(min(CHUNK_BYTES, length - count)):
            count += len(piece)
    ending = source.read(4)
    rest = ending.lstrip(b"\r\n")
    source.give_back(rest)
    is_ended = len(rest) < len(ending) or not ending
    if count == length and is_ended and b"WARC/".startswith(rest[:5]):
        return _Frame(header, length, block)
    if block is not None:
        source.give_back(block)
    raise _LyingError(f"it claims {length} bytes, and no record ends there", target)


def _find_next(source: _Source) -> bool:
    """Go to the next line that begins a record; false where there is none."""
    while line := source.line():
        if _BEGIN.fullmatch(line):
            source.give_back(line)
            return True
    return False


def _open(frame: _Frame, decode: Literal["all", "transfer", "none"]) -> _Page | str:
    """The page in a record, or what to count it as."""
    try:
        record = WarcRecord.from_reader(io.BytesIO(frame.header + (frame.block or b"")), quirks_mode=True)
        kind = record.record_type
        if not kind & _PAGES:
            return f"{kind} records"
        if not record.is_http:
            return _typed(record, record.headers.get("Content-Type"))
        record.parse_http(auto_decode=decode, quirks_mode=True, strict_mode=False)
    except (OSError, ValueError) as error:
        return f"responses without an HTTP header ({str(error).partition(chr(10))[0][:40]})"
    status = record.http_headers.status_code
    if status is not None and status not in (200, 203):
        return f"answers with status {status}"
    return _typed(record, record.http_headers.get("Content-Type"))


def _typed(record: WarcRecord, content_type: str | None) -> _Page | str:
    kind = (content_type or "").partition(";")[0].strip().lower()
    media_type = _MEDIA_TYPES.get(kind)
    if media_type is None:
        return kind[:40] or "payloads without a type"
    charset = _CHARSET.search(content_type or "")
    return _Page(record, media_type, charset[1] if charset else None)


class _Body:
    """The body of a page, decoded as its header says.

    Writers that stored the decoded body and kept the header are believed where the body begins with markup; any other body
    that cannot be decoded is ``damaged``.
    """

    def __init__(self, page: _Page, frame: _Frame, budget: Budget) -> None:
        self._reader = page.record.reader
        self._frame = frame
        self._budget = budget
        self._has_begun = False

    def readline(self, _size: int = -1, /) -> bytes:
        """Pages are not read by line."""
        raise io.UnsupportedOperation("readline")

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; fewer only at the end."""
        pieces, count = [], 0
        while count < size and (piece := self._piece(min(size - count, CHUNK_BYTES))):
            pieces.append(piece)
            count += len(piece)
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        fault = "it decodes to nothing"
        try:
            piece = bytes(self._reader.read(size))
        except (OSError, ValueError) as error:
            piece, fault = b"", str(error)
            if self._has_begun:
                raise RefusedError("damaged", f"its body cannot be decoded ({fault})") from error
        if not piece and not self._has_begun and self._is_stored():
            piece = self._undecoded(size)
            if not piece:
                raise RefusedError("damaged", f"its body cannot be decoded ({fault})")
        self._has_begun = True
        self._budget.give(len(piece))
        return piece

    def _is_stored(self) -> bool:
        """Whether there is a body at all."""
        page = _open(self._frame, "none")
        return not isinstance(page, str) and bool(page.record.reader.read(1))

    def _undecoded(self, size: int) -> bytes:
        decodings: tuple[Literal["transfer", "none"], ...] = ("transfer", "none")
        for decode in decodings:
            page = _open(self._frame, decode)
            if isinstance(page, str):
                continue
            try:
                piece = bytes(page.record.reader.read(size))
            except (OSError, ValueError):
                continue
            if _MARKUP.match(piece):
                self._reader = page.record.reader
                return piece
        return b""
