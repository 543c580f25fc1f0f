"""Tar archives (POSIX ustar, pax, GNU), compressed with gzip or not, read forwards in one pass.

Belongs here: what is particular to tar — links and devices, headers that hide gigabytes, an end that is missing.
Does not belong here: which members are read (``members``).
"""

from __future__ import annotations

import io
import struct
import tarfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, Budget
from warehouse.archives.gzips import is_gzip, open_gzip
from warehouse.archives.members import Members, decode_name
from warehouse.records import CHUNK_BYTES, Record, RefusedError, refusal, why

MAX_HEADER_BYTES = 1 << 20
"""What the headers of one member may take: a long name takes some hundred bytes."""
_DAMAGE = (tarfile.TarError, struct.error, EOFError, IndexError, OverflowError, RuntimeError, ValueError)


def read_tar(stream: io.BufferedReader, location: str, name: str) -> Iterator[Record]:
    """Records of a tar archive; gzip is told by its first bytes.

    Members are read as in :func:`warehouse.archives.zips.read_zip`; links, devices and sparse files are
    ``special_member``. A damaged or bombing stream cannot be read past the fault: what came before is kept, and the archive
    has one more record that says so (``damaged``, ``archive_bomb``).
    """
    members = Members(location, name)
    content = open_gzip(stream, Budget(FREE_ARCHIVE_BYTES)) if is_gzip(stream) else stream
    forward = _Forward(content)
    try:
        # the encoding only has to be reversible: decode_name decides
        with tarfile.TarFile(fileobj=forward, encoding="utf-8", errors="surrogateescape") as archive:  # type: ignore[arg-type]
            while (info := _next(archive, forward)) is not None:
                yield from _read(archive, info, members)
                archive.members.clear()  # type: ignore[attr-defined]  # it would remember every member
        forward.finish()
    except RefusedError as error:
        yield refusal(location, name, "text/plain", error.reason, str(error))
    except _DAMAGE as error:
        yield refusal(location, name, "text/plain", "damaged", _line(error))
    except OSError as error:
        yield refusal(location, name, "text/plain", "unreadable", why(error))
    yield from members.summary()


def _next(archive: tarfile.TarFile, forward: _Forward) -> tarfile.TarInfo | None:
    with forward.header():
        return archive.next()


def _read(archive: tarfile.TarFile, info: tarfile.TarInfo, members: Members) -> Iterator[Record]:
    name = decode_name(info.name.encode("utf-8", "surrogateescape"))
    if info.isdir():
        return
    if not info.isreg() or info.issparse():
        kind = "a link" if info.issym() or info.islnk() else "sparse" if info.issparse() else "a device"
        yield members.refuse(name, "special_member", f"{kind}, not a plain file")
        return
    if not members.is_wanted(name):
        return
    stream = archive.extractfile(info)
    if stream is not None:
        yield from members.read(name, _Member(stream))


class _Member:
    """One member's bytes; what ends the archive is raised as :class:`RefusedError`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._stream.read(size)
        except tarfile.TarError as error:
            raise RefusedError("damaged", "the archive is cut off inside it") from error

    def readline(self, size: int = -1, /) -> bytes:
        try:
            return self._stream.readline(size)
        except tarfile.TarError as error:
            raise RefusedError("damaged", "the archive is cut off inside it") from error


class _Forward:
    """A stream that tarfile may take for a seekable file, as long as it goes forwards; memory stays bounded.

    tarfile reads extended headers in one piece, of the length that they claim: inside :meth:`header` no more than
    :data:`MAX_HEADER_BYTES` are handed out.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0
        self._allowance: int | None = None
        self._last = b""

    def header(self) -> _Header:
        """While a member's headers are read."""
        return _Header(self)

    def allow(self, size: int | None) -> None:
        """Bound what is read from here on, or no longer."""
        self._allowance = size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; fewer only at the end."""
        if self._allowance is not None:
            self._allowance -= size
            if self._allowance < 0:
                raise RefusedError("archive_bomb", f"the headers of a member take more than {MAX_HEADER_BYTES} bytes")
        content = self._stream.read(size)
        self._position += len(content)
        self._last = content
        return content

    def tell(self) -> int:
        """Bytes read or passed over."""
        return self._position

    def seek(self, position: int, /) -> int:
        """Pass over bytes; raises :class:`RefusedError` on the way back."""
        if position < self._position:
            raise RefusedError("damaged", "a member claims to have a negative size")
        while self._position < position:
            content = self._stream.read(min(CHUNK_BYTES, position - self._position))
            if not content:
                break
            self._position += len(content)
        return self._position

    def close(self) -> None:
        """Nothing: whoever opened the stream closes it."""

    def finish(self) -> None:
        """Read to the end, so that the sums of a compressed archive are checked.

        Raises :class:`RefusedError` (``damaged``) where no end mark was read, or something follows it.
        """
        if self._last.strip(b"\0") or not self._last:
            raise RefusedError("damaged", f"no end mark at byte {self._position}: the archive is cut off or damaged")
        while content := self._stream.read(CHUNK_BYTES):
            if content.strip(b"\0"):
                raise RefusedError("damaged", "something follows the end mark of the archive")


class _Header:
    """Context in which a member's headers are read."""

    def __init__(self, forward: _Forward) -> None:
        self._forward = forward

    def __enter__(self) -> None:
        self._forward.allow(MAX_HEADER_BYTES)

    def __exit__(self, *_: object) -> None:
        self._forward.allow(None)


def _line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
