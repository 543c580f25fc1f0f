"""From the paths a person gives to the records behind them, one at a time, in bounded memory.

Belongs here: expanding files, directories and globs; cutting JSON Lines; hashing what is too large to keep.
Does not belong here: what was seen before (``landing``) and what the bytes mean (the reading stages).
"""

from __future__ import annotations

import datetime as dt
import errno
import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warehouse.layout import WarehouseError

MAX_DOCUMENT_BYTES = 8 << 20
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "application/json",
}
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


class InputError(WarehouseError):
    """A path that was given cannot be read at all."""


@dataclass(frozen=True)
class Found:
    """A file to read, or (``reason``) a place that cannot be."""

    path: Path
    location: str
    reason: str | None = None
    detail: str | None = None

    @property
    def media_type(self) -> str:
        """What the name says it is; plain text where it says nothing."""
        return MEDIA_TYPES.get(self.path.suffix.lower(), "text/plain")


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


def check(arguments: Sequence[str], data: Path | None = None) -> None:
    """Raise :class:`InputError` where an argument leads nowhere or into the data directory; reads no file."""
    for argument in arguments:
        _resolve(argument)
        if data is not None and Path(argument).resolve().is_relative_to(data.resolve()):
            raise InputError(f"{argument} lies in the data directory {data}; give the files you received instead")


def expand(arguments: Sequence[str], data: Path | None = None) -> Iterator[Found]:
    """Files behind the arguments, in order: a file, a directory (recursive, sorted) or a glob.

    The location of a file is the name of the last directory of the argument and the path below it: ``seeds`` and
    ``/any/where/seeds`` both give ``seeds/a.txt``; a single file gives its name; a glob counts from the last directory
    before its first wildcard. So a location never tells where on a machine the files lay. The directory ``data``, where
    results are written, is passed over: what a run writes is not the input of the next.

    Raises :class:`InputError` at once, before anything is read, where an argument leads nowhere.
    """
    passed_over = _identity(data) if data is not None and data.is_dir() else None
    for base, paths in [_resolve(argument) for argument in arguments]:
        for path in paths:
            if path.is_dir():
                yield from _walk(path, base or path, (), passed_over)
            elif passed_over is None or passed_over not in map(_identity, path.parents):
                yield Found(path, _readable_name(path.name) if base is None else _location(path, base))


def _resolve(argument: str) -> tuple[Path | None, list[Path]]:
    """The directory that locations count from (none for a single file), and what to read."""
    if not argument.strip():
        raise InputError("an empty path was given; name a file, a directory or a pattern")
    path = Path(argument)
    if path.is_dir():
        return path, [path]
    if os.path.lexists(path):
        if path.suffix.lower() not in MEDIA_TYPES:
            raise InputError(f"cannot read {path}: the name must end in {', '.join(MEDIA_TYPES)}")
        return None, [path]
    if not glob.has_magic(argument):
        raise InputError(f"no such file or directory: {argument}")
    fixed = path
    while glob.has_magic(str(fixed)):
        fixed = fixed.parent
    try:
        matches = sorted(fixed.glob(str(path.relative_to(fixed))))
    except (ValueError, NotImplementedError) as error:
        raise InputError(f"{argument} is not a usable pattern: {error}") from error
    usable = [match for match in matches if match.is_dir() or match.suffix.lower() in MEDIA_TYPES]
    if not usable:
        raise InputError(f"nothing matches {argument} (looking for {', '.join(MEDIA_TYPES)})")
    # a directory that matches brings its files along; naming them again would only repeat them
    directories = {match for match in usable if match.is_dir()}
    return fixed, [match for match in usable if not directories.intersection(match.parents)]


def _readable_name(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace").replace(os.sep, "/")


def _location(path: Path, base: Path) -> str:
    # "." and ".." say nothing by themselves
    name = base.name if base.name not in ("", "..") else base.resolve().name
    return _readable_name(str(Path(name) / path.relative_to(base)))


_Identity = tuple[int, int]


def _identity(path: Path) -> _Identity:
    status = path.stat()
    return status.st_dev, status.st_ino


def _walk(directory: Path, base: Path, above: tuple[_Identity, ...], passed_over: _Identity | None) -> Iterator[Found]:
    location = _location(directory, base)
    try:
        identity = _identity(directory)
        if identity == passed_over:
            return
        if identity in above:
            yield Found(directory, location, "directory_loop", "the directory contains itself")
            return
        with os.scandir(directory) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Found(directory, location, "unreadable", _why(error))
        return
    for entry in entries:
        path = directory / entry.name
        try:
            is_directory = entry.is_dir()
        except OSError as error:
            reason = "directory_loop" if error.errno == errno.ELOOP else "unreadable"
            yield Found(path, _location(path, base), reason, _why(error))
            continue
        if is_directory:
            yield from _walk(path, base, (*above, identity), passed_over)
        elif path.suffix.lower() in MEDIA_TYPES:
            yield Found(path, _location(path, base))


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def read_records(found: Found) -> Iterator[Record]:
    """Records of one file: itself, or each line of JSON Lines that is not blank.

    Memory stays below a small multiple of :data:`MAX_DOCUMENT_BYTES`, whatever the file; what is larger is hashed as it
    streams by and becomes a ``too_large`` record without content.
    """
    name = _readable_name(found.path.name)
    if found.reason:
        yield Record(None, found.location, name, 0, found.media_type, None, found.reason, found.detail)
        return
    index = 0
    try:
        # opening a pipe would wait for ever
        if not stat.S_ISREG(found.path.stat().st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with found.path.open("rb") as stream:
            records = _lines(stream) if found.media_type == "application/json" else _whole(stream)
            for index, document_id, content, size in records:
                too_large = content is None
                yield Record(
                    document_id,
                    found.location,
                    name,
                    index,
                    found.media_type,
                    content,
                    "too_large" if too_large else None,
                    f"{size} bytes; at most {MAX_DOCUMENT_BYTES} are read" if too_large else None,
                )
    except OSError as error:
        yield Record(None, found.location, name, 0, found.media_type, None, "unreadable", _why(error))


_Piece = tuple[int, str, bytes | None, int]


def _identify(digest: hashlib._Hash) -> str:
    return "doc_" + digest.hexdigest()


def _whole(stream: BinaryIO) -> Iterator[_Piece]:
    content = stream.read(MAX_DOCUMENT_BYTES + 1)
    digest = hashlib.sha256(content)
    size = len(content)
    if size <= MAX_DOCUMENT_BYTES:
        yield 0, _identify(digest), content, size
        return
    del content
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    yield 0, _identify(digest), None, size


def _lines(stream: BinaryIO) -> Iterator[_Piece]:
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
        yield index, _identify(hashlib.sha256(content)), content if is_kept else None, len(content)
    if not has_records:
        yield 0, _identify(hashlib.sha256(blank)), blank, len(blank)


def _long_line(stream: BinaryIO, line: bytes) -> tuple[str, None, int]:
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
            return _identify(digest), None, size
        line = stream.readline(_CHUNK)
    digest.update(held)
    return _identify(digest), None, size + len(held)
