"""From the paths a person gives to the records behind them, one at a time, in bounded memory.

Belongs here: expanding files, directories, globs and addresses; which reader reads which file.
Does not belong here: other file systems (``remote``), what an archive holds (``archives``), how a stream is cut into records
(``records``), what was seen before (``landing``) and what the bytes mean (the reading stages).
"""

from __future__ import annotations

import errno
import glob
import io
import itertools
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warehouse import remote
from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, FREE_DOCUMENT_BYTES, Budget
from warehouse.archives.gzips import is_gzip, open_gzip
from warehouse.archives.isolation import isolated
from warehouse.archives.members import ending_of
from warehouse.archives.members import passed_over as describe
from warehouse.archives.parquets import read_parquet
from warehouse.archives.tars import read_tar
from warehouse.archives.warcs import read_warc
from warehouse.archives.zips import read_zip
from warehouse.formats import ENDINGS, MEDIA_TYPES, Format, format_of
from warehouse.layout import is_local
from warehouse.records import (
    CHUNK_BYTES,
    MAX_DOCUMENT_BYTES,
    InputError,
    Record,
    RefusedError,
    cut,
    refusal,
    why,
)

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MEDIA_TYPES",
    "Found",
    "InputError",
    "Record",
    "check",
    "expand",
    "read_records",
]

MAX_SPOOLED_BYTES = 4 << 30
"""Largest archive that is copied to a temporary file, because its server gives no parts of it."""
_PLAIN = Format(None, "text/plain")


@dataclass(frozen=True)
class Found:
    """A file to read, or (``reason``) a place that cannot be."""

    path: Path | remote.RemoteFile
    location: str
    reason: str | None = None
    detail: str | None = None

    @property
    def name(self) -> str:
        """Name of the file, readable whatever its encoding."""
        return _readable_name(self.path.name)

    @property
    def form(self) -> Format:
        """What the name says it is; plain text where it says nothing."""
        return format_of(self.path.name) or _PLAIN

    @property
    def media_type(self) -> str:
        """Media type of its documents, as far as the name tells."""
        return self.form.media_type


def check(arguments: Sequence[str], data: Path | None = None) -> None:
    """Raise :class:`InputError` where an argument leads nowhere or into the data directory; reads no file."""
    for argument in arguments:
        if remote.is_remote(argument):
            _resolve_remote(argument, data)
            continue
        _resolve(_local(argument))
        if data is not None and is_local(data) and Path(_local(argument)).resolve().is_relative_to(data.resolve()):
            raise InputError(f"{argument} lies in the data directory {data}; give the files you received instead")


def expand(arguments: Sequence[str], data: Path | None = None) -> Iterator[Found]:
    """Files behind the arguments, in order: a file, a directory (recursive, sorted), a glob, or an address of one of these.

    The location of a file is the name of the last directory of the argument and the path below it: ``seeds`` and
    ``/any/where/seeds`` both give ``seeds/a.txt``; a single file gives its name; a glob counts from the last directory
    before its first wildcard. So a location never tells where on a machine the files lay. What lies on another file system
    has its address as location, without credentials. The directory ``data``, where results are written, is passed over:
    what a run writes is not the input of the next. Files of a local directory whose names have other endings are counted in
    one ``passed_over`` place a directory that was given; hidden ones are not.

    Raises :class:`InputError` at once, before anything is read, where an argument leads nowhere.
    """
    passed_over = _identity(data) if data is not None and is_local(data) and data.is_dir() else None
    resolved = [
        _resolve_remote(argument, data) if remote.is_remote(argument) else _expand_local(_local(argument), passed_over)
        for argument in arguments
    ]
    for found in resolved:
        yield from found


def _local(argument: str) -> str:
    """A path, also where it was given as an address: ``file:///srv/news`` is ``/srv/news``."""
    return argument.removeprefix("local://").removeprefix("file://")


def _resolve_remote(argument: str, data: Path | None) -> Iterator[Found]:
    """Files behind an address; asks for the first at once, so that an address that leads nowhere is told at once."""
    files = remote.expand(argument)
    first = next(files)
    if data is not None and not is_local(data):
        inside = f"{data}/"
        if (remote.public(argument).rstrip("/") + "/").startswith(inside):
            shown = remote.public(argument)
            raise InputError(f"{shown} lies in the data directory {data}; give the files you received instead")
        return _remote_files(
            (found for found in itertools.chain([first], files) if not found.location.startswith(inside)), first
        )
    return _remote_files(itertools.chain([first], files), first)


def _remote_files(files: Iterator[remote.RemoteFile], last: remote.RemoteFile) -> Iterator[Found]:
    try:
        for last in files:
            yield Found(last, last.location)
    except InputError as error:
        yield Found(
            last, last.location.rpartition("/")[0], "unreadable", f"the listing ends after {last.name}: {error}"
        )


def _expand_local(argument: str, passed_over: _Identity | None) -> Iterator[Found]:
    base, paths = _resolve(argument)
    return _local_files(base, paths, passed_over)


def _local_files(base: Path | None, paths: list[Path], passed_over: _Identity | None) -> Iterator[Found]:
    for path in paths:
        if path.is_dir():
            others: Counter[str] = Counter()
            yield from _walk(path, base or path, (), passed_over, others)
            if others:
                yield Found(path, _location(path, base or path), "passed_over", describe(others))
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
        if format_of(path.name) is None:
            raise InputError(f"cannot read {path}: the name must end in {ENDINGS}")
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
    usable = [match for match in matches if match.is_dir() or format_of(match.name) is not None]
    if not usable:
        raise InputError(f"nothing matches {argument} (looking for {ENDINGS})")
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


def _walk(
    directory: Path, base: Path, above: tuple[_Identity, ...], passed_over: _Identity | None, others: Counter[str]
) -> Iterator[Found]:
    """Files to read below a directory; ``others`` counts the endings of the rest."""
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
        yield Found(directory, location, "unreadable", why(error))
        return
    for entry in entries:
        path = directory / entry.name
        try:
            is_directory = entry.is_dir()
        except OSError as error:
            reason = "directory_loop" if error.errno == errno.ELOOP else "unreadable"
            yield Found(path, _location(path, base), reason, why(error))
            continue
        if is_directory:
            yield from _walk(path, base, (*above, identity), passed_over, others)
        elif format_of(path.name) is not None:
            yield Found(path, _location(path, base))
        elif not entry.name.startswith("."):
            others[ending_of(_readable_name(entry.name))] += 1


def read_records(found: Found, temporary: Path | None = None) -> Iterator[Record]:
    """Records of one file: itself, each line of JSON Lines that is not blank, each document of an archive.

    Memory stays below a small multiple of :data:`MAX_DOCUMENT_BYTES`, whatever the file; what is larger is hashed as it
    streams by and becomes a ``too_large`` record without content. What cannot be read is a record with its reason; nothing
    is raised. Only an archive that must be seekable, on a server that gives no parts of it, is copied to disk: to an unnamed
    file in ``temporary`` of at most :data:`MAX_SPOOLED_BYTES`, which is gone when the last record is read or the run is killed.
    """
    if found.reason:
        yield Record(None, found.location, found.name, 0, found.media_type, None, found.reason, found.detail)
        return
    try:
        with _open(found) as stream:
            yield from _read(found, stream, temporary)
    except RefusedError as error:
        yield refusal(found.location, found.name, found.media_type, error.reason, str(error))
    except OSError as error:
        yield refusal(found.location, found.name, found.media_type, "unreadable", why(error))


def _open(found: Found) -> io.BufferedReader:
    if isinstance(found.path, remote.RemoteFile):
        return found.path.open()
    # opening a pipe would wait for ever
    if not stat.S_ISREG(found.path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return found.path.open("rb")


def _read(found: Found, stream: io.BufferedReader, temporary: Path | None) -> Iterator[Record]:
    location, name, media_type = found.location, found.name, found.media_type
    match found.form.container:
        case "zip":
            with _seekable(stream, temporary) as seekable:
                yield from read_zip(seekable, location, name)
        case "parquet":
            with _seekable(stream, temporary) as seekable:
                yield from isolated(read_parquet, seekable, location, name, _size(seekable) or 0)
        case "tar":
            yield from read_tar(stream, location, name)
        case "warc":
            yield from read_warc(stream, location, name, _size(stream))
        case "gzip" if isinstance(found.path, Path) or is_gzip(stream):
            free = FREE_ARCHIVE_BYTES if media_type == "application/json" else FREE_DOCUMENT_BYTES
            yield from cut(open_gzip(stream, Budget(free)), location, name, media_type)
        case _:
            # web servers that label a .gz file as encoded make their clients unpack it
            yield from cut(stream, location, name, media_type)


def _size(stream: BinaryIO) -> int | None:
    if not stream.seekable():
        return None
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


@contextmanager
def _seekable(stream: io.BufferedReader, temporary: Path | None) -> Iterator[BinaryIO]:
    if stream.seekable():
        yield stream
        return
    if temporary is not None:
        temporary.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=temporary) as copy:
        count = 0
        while content := stream.read(CHUNK_BYTES):
            count += copy.write(content)
            if count > MAX_SPOOLED_BYTES:
                raise RefusedError(
                    "too_large",
                    f"more than {MAX_SPOOLED_BYTES} bytes, from a server that gives no parts of a file; fetch it first",
                )
        copy.seek(0)
        yield copy
