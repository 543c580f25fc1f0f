"""Zip archives (APPNOTE.TXT), read member by member, in the order they lie in the file.

Belongs here: what is particular to zip — its directory, encryption, overlapping entries, names of Japanese Windows.
Does not belong here: which members are read (``members``).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, FREE_DOCUMENT_BYTES, Budget
from warehouse.archives.members import Members, decode_name
from warehouse.records import Record, RefusedError, refusal, why

MAX_DIRECTORY_BYTES = 32 << 20
"""Size of the central directory that is read: some 400,000 members."""
_IS_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
_LOCAL_HEADER_BYTES = 30
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def read_zip(stream: BinaryIO, location: str, name: str) -> Iterator[Record]:
    """Records of a zip archive; ``stream`` must be seekable.

    A member that cannot be read is refused and the rest is read: ``archive_bomb`` (it expands too far or lies over another),
    ``encrypted``, ``unsafe_path``, ``special_member``, ``nested_archive``, ``unsupported``, ``damaged``. Without a directory
    (a file cut off) nothing can be told apart, and the archive is ``damaged``.
    """
    try:
        archive = zipfile.ZipFile(_Limited(stream))
    except RefusedError as error:
        yield refusal(location, name, "text/plain", error.reason, str(error))
        return
    except _DAMAGE as error:
        yield refusal(location, name, "text/plain", "damaged", f"not a whole zip archive ({error})")
        return
    except OSError as error:
        yield refusal(location, name, "text/plain", "unreadable", why(error))
        return
    members, total = Members(location, name), Budget(FREE_ARCHIVE_BYTES)
    end_of_last = 0
    with archive:
        for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
            member = _name(info)
            overlaps = info.header_offset < end_of_last
            end_of_last = max(end_of_last, _end(info))
            if member.endswith(("/", "\\")) or not members.is_wanted(member):
                continue
            try:
                _check(info, overlaps)
                yield from members.read(member, _Member(archive, info, total))
            except RefusedError as error:
                yield members.refuse(member, error.reason, str(error))
            if total.fault:
                yield refusal(location, name, "text/plain", "archive_bomb", f"as a whole: {total.fault}")
                break
    yield from members.summary()


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _IS_UTF8:
        return info.orig_filename
    try:
        # what zipfile read as code page 437, for want of a declaration
        return decode_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename


def _end(info: zipfile.ZipInfo) -> int:
    """Where a member's bytes end at the earliest; the local header may be longer than it need be."""
    return info.header_offset + _LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size


def _check(info: zipfile.ZipInfo, overlaps: bool) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if overlaps:
        raise RefusedError("archive_bomb", "its bytes are those of another member, too")
    if info.flag_bits & _IS_ENCRYPTED:
        raise RefusedError("encrypted", "it is encrypted")
    if kind not in (0, stat.S_IFREG):
        raise RefusedError("special_member", "a link or a device, not a file")
    if info.compress_type not in _METHODS:
        raise RefusedError("unsupported", f"compression method {info.compress_type}; stored and deflated are read")


class _Limited(io.RawIOBase):
    """The archive's stream, which refuses to hand out a directory larger than memory should hold at once."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1, /) -> bytes:
        if size < 0 or size > MAX_DIRECTORY_BYTES:
            # zipfile reads the directory in one piece, and the end record, of at most 64 kB, to the end of the file
            here = self._stream.tell()
            left = self._stream.seek(0, io.SEEK_END) - here
            self._stream.seek(here)
            if size > MAX_DIRECTORY_BYTES or left > MAX_DIRECTORY_BYTES:
                raise RefusedError(
                    "too_large", f"a directory of {max(size, left)} bytes; at most {MAX_DIRECTORY_BYTES} are read"
                )
        return self._stream.read(size)


class _Member:
    """One member's bytes, with the bounds of a document and of the archive; damage is raised as :class:`RefusedError`."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: Budget) -> None:
        lines = info.orig_filename.lower().endswith((".jsonl", ".jsonl.gz"))
        self._own = Budget(FREE_ARCHIVE_BYTES if lines else FREE_DOCUMENT_BYTES)
        self._own.take(info.compress_size)
        self._total = total
        self._total.take(info.compress_size)
        try:
            self._stream = archive.open(info)
        except _DAMAGE as error:
            raise RefusedError("damaged", _line(error)) from error
        except OSError as error:
            raise RefusedError("unreadable", why(error)) from error

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; fewer only at the end."""
        return self._spend(self._call(self._stream.read, size))

    def readline(self, size: int = -1, /) -> bytes:
        return self._spend(self._call(self._stream.readline, size))

    def _call(self, method: object, size: int) -> bytes:
        try:
            return bytes(method(size))  # type: ignore[operator]
        except _DAMAGE as error:
            raise RefusedError("damaged", _line(error)) from error

    def _spend(self, content: bytes) -> bytes:
        self._own.give(len(content))
        self._total.give(len(content))
        return content


def _line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
