"""A data directory elsewhere: addresses with the methods of a path, over fsspec and universal-pathlib.

Belongs here: what this folder does with a path, done on ``s3://``, ``gs://`` or another file system; and what DuckDB needs to
read there. Does not belong here: addresses that are only input (``remote``), and who may write (``lease``). It is imported
only where a data directory or a release is an address.

An object store shows an object whole or not at all, so a file is uploaded to its final name in one step. Other file systems
are given it under a temporary name, and move it. Listings are never cached, and one that cannot be completed is an error:
half a listing would be half a dataset.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, cast
from urllib.parse import urlsplit

import fsspec
from upath.extensions import ProxyUPath

from warehouse import remote
from warehouse.errors import StorageError, WarehouseError

_READ_ONLY = ("http", "https", "data", "github")
_S3 = ("s3", "s3a")
_OBJECT_STORES = (*_S3, "gs", "gcs", "abfs", "abfss", "az")
# Their clients list everything below a prefix by pages of 1,000, whatever lies between
_FLAT = (*_S3, "gs", "gcs")
_BLOCK_BYTES = 64 << 10
"""What is read at once of a file that is not read whole: the footer of a part."""
_SCAN_BYTES = 1 << 20
"""What DuckDB is given at once."""


def address(text: str) -> Path:
    """The place that an address names, with the methods of a path.

    Raises :class:`warehouse.errors.StorageError` where nothing can be kept there: a package is missing, the file system is unknown or
    can only be read, or the address holds a password, which would end up in messages.
    """
    shown = remote.public(text)
    scheme = text.partition("://")[0].lower()
    if "::" in text:
        raise StorageError(f"{shown} chains file systems; give the address of a directory")
    if scheme in _READ_ONLY:
        raise StorageError(f"{shown} can only be read; give a directory, or an address such as s3://bucket/dataset")
    parts = urlsplit(text)
    if parts.password or parts.query:
        raise StorageError(f"{shown}: write no credentials into an address; its file system has settings of its own")
    if not parts.netloc:
        raise StorageError(f"{shown} names no bucket; write it as {scheme}://bucket/dataset")
    try:
        made = Address(f"{scheme}://{text.partition('://')[2].rstrip('/')}", use_listings_cache=False)
        _ = made.fs
    except ImportError as error:
        raise StorageError(f"{scheme}:// needs a package that is not installed; install kawaraban[remote]") from error
    except Exception as error:
        raise StorageError(remote.one_line(error, shown)) from error
    return cast(Path, made)


def local_directory(root: Path) -> Path:
    """Where this machine keeps what is its own of a data directory elsewhere: indexes, locks, files on their way.

    Below ``$KAWARABAN_CACHE``, or ``~/.cache/kawaraban``; named for the address.
    """
    cache = os.environ.get("KAWARABAN_CACHE") or "~/.cache/kawaraban"
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    name = re.sub(r"[^\w.-]", "_", root.name or "data")
    return Path(cache).expanduser().absolute() / f"{name}-{digest}"


def failed(error: BaseException, shown: str) -> WarehouseError:
    """What is told of a client's error: one line, without credentials, and what to do."""
    if isinstance(error, WarehouseError):
        return error
    told = remote.one_line(error, shown).rstrip(".")
    if isinstance(error, PermissionError) or "credentials" in told.lower():
        return StorageError(f"{told}; give its file system credentials that may read, list, write and delete there")
    return StorageError(f"{told}; what is finished is kept: run the same command again when it can be reached")


@contextlib.contextmanager
def _told(place: Address) -> Iterator[None]:
    """Every failure is a :class:`StorageError`, except that something is not there."""
    try:
        yield
    except (WarehouseError, FileNotFoundError):
        raise
    except Exception as error:  # file systems raise what their clients do
        raise failed(error, str(place)) from error


class Address(ProxyUPath):
    """A place on another file system, with those methods of :class:`pathlib.Path` that this folder uses."""

    __slots__ = ()

    def exists(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - the signature of a path
        """Whether a file or directory is there. No answer is an error, not a no."""
        return self._info() is not None

    def is_dir(self) -> bool:
        """Whether anything lies below it."""
        return (self._info() or {}).get("type") == "directory"

    def is_file(self) -> bool:
        """Whether it is a file."""
        return (self._info() or {}).get("type") == "file"

    def _info(self) -> dict[str, Any] | None:
        with _told(self), contextlib.suppress(FileNotFoundError):
            return dict(self.fs.info(self.path))
        return None

    def absolute(self) -> Address:
        """Itself."""
        return self

    def resolve(self, strict: bool = False) -> Address:  # noqa: ARG002 - the signature of a path
        """Itself."""
        return self

    def iterdir(self) -> Iterator[Address]:
        """What lies in it, sorted; raises where it is not there."""
        with _told(self):
            entries = self.fs.ls(self.path, detail=False)
        for entry in sorted(entries):
            yield self / PurePosixPath(entry).name

    def glob(self, pattern: str, **_: Any) -> Iterator[Address]:
        """Files whose path below it fits the pattern, in no order; ``*`` stays within a name."""
        yield from self.sizes(pattern)

    def rglob(self, pattern: str, **_: Any) -> Iterator[Address]:
        """Files at any depth whose name fits the pattern."""
        for found in self.listing():
            if PurePosixPath(found).match(pattern):
                yield self / found

    def sizes(self, pattern: str) -> dict[Address, int]:
        """Files that :meth:`glob` gives, with their bytes, by one listing."""
        fixed, wanted = [], PurePosixPath(pattern).parts
        while wanted and "*" not in wanted[0]:
            fixed.append(wanted[0])
            wanted = wanted[1:]
        base = self.joinpath(*fixed) if fixed else self
        return {
            base / found: int(info["size"])
            for found, info in base.listing().items()
            if len(PurePosixPath(found).parts) == len(wanted) and PurePosixPath(found).match("/".join(wanted))
        }

    def listing(self) -> dict[str, dict[str, Any]]:
        """Every file below it by its path from here, with what the file system says of it; none where nothing is there."""
        start = self.path.strip("/") + "/"
        with _told(self):
            try:
                entries = (
                    self.fs.find(self.path, detail=True) if self.protocol in _FLAT else dict(_walk(self.fs, self.path))
                )
            except FileNotFoundError:
                return {}
        return {
            name.strip("/").removeprefix(start): info
            for name, info in entries.items()
            if name.strip("/").startswith(start) and not name.endswith("/")
        }

    def open(self, mode: str = "rb", *_: Any, **__: Any) -> Any:
        """Its bytes as a seekable stream that asks for no more than is read."""
        if mode != "rb":
            raise ValueError("a file elsewhere is written as a whole: see warehouse.files")
        # each read is one request; pyarrow asks for the pieces that it needs
        options = {"cache_type": "none"} if self.protocol in _OBJECT_STORES else {}
        with _told(self):
            stream = self.fs.open(self.path, "rb", block_size=_BLOCK_BYTES, **options)
        return io.BufferedReader(remote.Stream(stream, str(self), failed), _BLOCK_BYTES)

    def read_bytes(self) -> bytes:
        """Its content, by one request."""
        with _told(self):
            return bytes(self.fs.cat_file(self.path))

    def read_text(self, encoding: str | None = "utf-8", errors: str | None = None, newline: str | None = None) -> str:  # noqa: ARG002 - the signature of a path
        """Its content as text."""
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def stat(self, *, follow_symlinks: bool = True) -> Any:  # noqa: ARG002 - the signature of a path
        """Its size and time."""
        with _told(self):
            return super().stat()

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove the file."""
        with _told(self):
            try:
                self.fs.rm_file(self.path)
            except FileNotFoundError:
                if not missing_ok:
                    raise

    def upload(self, file: Path) -> None:
        """Become what the local file holds, in one step: a reader sees what was there before, or all of it."""
        with _told(self):
            try:
                if self.protocol in _OBJECT_STORES:
                    self.fs.put_file(str(file), self.path)
                else:
                    self._upload_and_move(file)
            except FileNotFoundError as error:
                raise self._nowhere() from error

    @property
    def creates_exclusively(self) -> bool:
        """Whether :meth:`create` is one step of the file system."""
        return self.protocol in (*_FLAT, "memory")

    def create(self, content: bytes) -> None:
        """Hold the content where nothing was there; raises ``FileExistsError`` where something is."""
        try:
            self.fs.pipe_file(self.path, content, mode="create")
        except Exception as error:
            # clients call it by different names, and it may be our own first try that they tried again
            with _told(self):
                try:
                    found = self.read_bytes()
                except FileNotFoundError:
                    found = None
            if found is None:
                if isinstance(error, FileNotFoundError):
                    raise self._nowhere() from error
                raise failed(error, str(self)) from error
            if found != content:
                raise FileExistsError(str(self)) from error

    def _nowhere(self) -> StorageError:
        where = f"{self.protocol}://{urlsplit(str(self)).netloc}"
        return StorageError(f"{where} does not exist; create it, or choose another --data")

    def _upload_and_move(self, file: Path) -> None:
        parent, _, name = self.path.rpartition("/")
        partial = f"{parent}/.{name}.tmp-{uuid.uuid4().hex[:8]}"
        self.fs.makedirs(parent, exist_ok=True)
        try:
            self.fs.put_file(str(file), partial)
            self.fs.mv(partial, self.path)
        except BaseException:
            with contextlib.suppress(Exception):
                self.fs.rm_file(partial)
            raise


def _walk(system: Any, directory: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Files below a directory; unlike fsspec's own walk it does not pass over what cannot be listed."""
    for entry in system.ls(directory, detail=True):
        if entry["type"] != "directory":
            yield str(entry["name"]), entry
        elif entry["name"].strip("/") != directory.strip("/"):
            yield from _walk(system, entry["name"])


class TableFiles(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A file system as DuckDB asks one: names, sizes and times come from a single listing, made when it is opened.

    DuckDB asks for each of them several times a file and a query.
    """

    cachable = False

    def __init__(self, base: Path) -> None:
        super().__init__()
        place = cast(Address, base)
        self.protocol = place.protocol
        self._system = place.fs
        self._base = str(place)
        self._known = {str(place / name): info for name, info in place.listing().items()}

    def unstrip_protocol(self, name: str) -> str:
        """The name as DuckDB asked for it."""
        return name if "://" in name else str(self._system.unstrip_protocol(name))

    def fitting(self, directory: str, pattern: str) -> list[str]:
        """Files whose path below a directory of the base fits the pattern."""
        return self._fitting(f"{self._base}/{directory}/{pattern}")

    def _fitting(self, pattern: str) -> list[str]:
        fixed, depth = pattern.partition("*")[0], pattern.count("/")
        return sorted(
            name
            for name in self._known
            if name.startswith(fixed) and name.count("/") == depth and PurePosixPath(name).match(pattern)
        )

    def glob(self, path: str, **_: Any) -> list[str]:
        """Files that fit a pattern."""
        if path in self._known:
            return [path]
        return self._fitting(path) or [
            self.unstrip_protocol(name) for name in self._asked(path, self._system.glob, path)
        ]

    def exists(self, path: str, **_: Any) -> bool:
        """Whether a file is there."""
        return path in self._known or bool(self._asked(path, self._system.exists, path))

    def size(self, path: str) -> int:
        """Bytes of a file."""
        return int(self._about(path)["size"])

    def modified(self, path: str) -> dt.datetime:
        """When a file was written; the same for as long as this is open."""
        moment = self._about(path).get("LastModified")
        return moment if isinstance(moment, dt.datetime) else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        """A file, read in pieces."""
        if mode != "rb":
            raise StorageError(f"{path} is only read")
        options: dict[str, Any] = {"cache_type": "readahead"} if self.protocol in _OBJECT_STORES else {}
        known = self._known.get(path, {})
        if self.protocol in _S3 and known:
            options["size"] = known["size"]
        stream = self._asked(path, partial(self._system.open, block_size=_SCAN_BYTES, **options), path, "rb")
        if "size" in options and known.get("ETag"):
            # nobody asked the store about the file, so the store is told which one is meant: not one that replaced it since
            stream.read_kw = {**stream.read_kw, "IfMatch": known["ETag"]}
        return remote.Stream(stream, path, failed)

    def _about(self, path: str) -> dict[str, Any]:
        return self._known.get(path) or cast(dict[str, Any], self._asked(path, self._system.info, path))

    def _asked(self, path: str, call: Any, *arguments: str) -> Any:
        try:
            return call(*arguments)
        except Exception as error:
            raise failed(error, path) from error
