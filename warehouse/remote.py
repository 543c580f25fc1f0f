"""Files that lie elsewhere: ``s3://``, ``gs://``, ``https://`` and whatever else fsspec knows.

Belongs here: addresses, listings, opening, and what is told where that fails. Does not belong here: what the files hold.

Credentials and endpoints are the file system's own business: its environment variables (``AWS_ACCESS_KEY_ID``,
``GOOGLE_APPLICATION_CREDENTIALS``, ``AWS_ENDPOINT_URL`` …) and fsspec's configuration (``FSSPEC_S3='{"anon": true}'``). They
never become part of a location.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import fsspec

from warehouse.formats import ENDINGS, format_of
from warehouse.records import CHUNK_BYTES, InputError

MAX_DEPTH = 32
"""Directories below the one that was given; a listing that a server makes up has no end."""
# "s3://bucket/key"; a drive letter of Windows has no "//"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+)://")
_WEB = ("http", "https")
# Parts of an address that let its holder in: "X-Amz-Signature", "sig", "Signature", "Expires", "access_token"
_SECRET = re.compile(
    r"x-(amz|goog)-|.*(signature|token|secret|credential|api_?key)|sig$|se$|sp$|expires$|key-pair-id$|awsaccesskeyid$|googleaccessid$",
    re.IGNORECASE,
)
_READ_SECONDS = 60
# What their clients log of a failure is what the error says, and several pages longer
for _client in ("fsspec", "gcsfs", "s3fs"):
    logging.getLogger(_client).addHandler(logging.NullHandler())


@dataclass(frozen=True)
class RemoteFile:
    """A file on another file system; ``location`` is its address without credentials."""

    system: Any
    path: str
    location: str

    @property
    def name(self) -> str:
        """Last part of its path."""
        return PurePosixPath(urlsplit(self.path).path if "://" in self.path else self.path).name

    def open(self) -> io.BufferedReader:
        """Its bytes; any failure to get them is an ``OSError`` whose text is one line."""
        try:
            stream = self._stream()
        except Exception as error:  # file systems raise what their clients do
            raise OSError(one_line(error, self.location)) from error
        return io.BufferedReader(Stream(stream, self.location), CHUNK_BYTES)

    def _stream(self) -> Any:
        stream = self.system.open(self.path, "rb", block_size=CHUNK_BYTES)
        size = getattr(stream, "size", None) or 0
        if not self.location.startswith(("http://", "https://")) or size <= CHUNK_BYTES:
            return stream
        try:
            # a server that says how long a file is need not give parts of it; fsspec asks for parts nonetheless, and fails
            stream.seek(size - 1)
            stream.read(1)
            stream.seek(0)
        except ValueError:
            stream.close()
            return self.system.open(self.path, "rb", block_size=0)
        return stream


class Stream(io.RawIOBase):
    """A remote file's bytes. What its client raises becomes an ``OSError``, because the landing knows no clients.

    ``failed`` turns an error of the client into what is raised instead.
    """

    def __init__(
        self, stream: Any, location: str, failed: Callable[[BaseException, str], Exception] | None = None
    ) -> None:
        super().__init__()
        self._stream = stream
        self._location = location
        self._failed = failed or (lambda error, shown: OSError(one_line(error, shown)))
        # fsspec calls a body that is only streamed seekable, too; it does not know its size
        self._is_seekable = getattr(stream, "size", 0) is not None and bool(stream.seekable())

    def readable(self) -> bool:
        """It is only read."""
        return True

    def seekable(self) -> bool:
        """Whether its server gives parts of it."""
        return self._is_seekable

    def readinto(self, buffer: Any, /) -> int:
        """Read up to the length of the buffer."""
        view = memoryview(buffer)
        content: bytes = self._try(lambda: self._stream.read(len(view)))
        view[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move; raises where the body is only streamed."""
        if not self._is_seekable:
            raise io.UnsupportedOperation("seek")
        return int(self._try(lambda: self._stream.seek(offset, whence)))

    def tell(self) -> int:
        """The next byte's number."""
        return int(self._try(lambda: self._stream.tell()))

    def close(self) -> None:
        """Let go of the client's file."""
        if not self.closed:
            self._stream.close()
        super().close()

    def _try(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:
            raise self._failed(error, self._location) from error


def is_remote(argument: str) -> bool:
    """Whether an argument is an address.

    >>> is_remote("s3://bucket/news/*.warc.gz"), is_remote("news/a.txt"), is_remote("file:///tmp/a.txt")
    (True, False, False)
    """
    found = _SCHEME.match(argument)
    return found is not None and found[1].lower() not in ("file", "local")


def expand(argument: str) -> Iterator[RemoteFile]:
    """Files behind an address, in order: a file, a directory (recursive) or a glob.

    A directory on a web server is an address that ends in ``/`` and answers with a page of links; links that lead out of it
    are not followed. Raises :class:`InputError` where there is nothing to read.
    """
    system, path, scheme = _system(argument)
    shown = public(argument)
    is_listing = scheme not in _WEB or argument.endswith("/")
    has_magic = "*" in path or (scheme not in _WEB and any(sign in path for sign in "?["))
    found = False
    try:
        if has_magic:
            entries: Iterator[str] = iter(sorted(system.glob(path)))
        elif is_listing and system.isdir(path):
            entries = _walk(system, path.rstrip("/") + ("/" if scheme in _WEB else ""), 0)
        else:
            entries = iter([path])
            _check_file(system, path, shown)
        for entry in entries:
            if format_of(_name(entry)) is not None:
                found = True
                yield RemoteFile(system, entry, _location(entry, scheme))
    except InputError:
        raise
    except Exception as error:
        raise InputError(one_line(error, shown)) from error
    if not found:
        raise InputError(f"nothing to read in {shown} (looking for {ENDINGS})")


def _check_file(system: Any, path: str, shown: str) -> None:
    if format_of(_name(path)) is None:
        if not system.exists(path):
            raise InputError(f"no such file or directory: {shown}")
        raise InputError(f"cannot read {shown}: the name must end in {ENDINGS}")
    system.info(path)


def _system(argument: str) -> tuple[Any, str, str]:
    scheme = (_SCHEME.match(argument) or ["", ""])[1].lower()
    shown = public(argument)
    if "::" in argument:
        raise InputError(f"{shown} chains file systems; name the archive alone")
    options: dict[str, Any] = {}
    try:
        if scheme in _WEB:
            import aiohttp

            options["client_kwargs"] = {
                "timeout": aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=_READ_SECONDS)
            }
        system, path = fsspec.core.url_to_fs(argument, **options)
    except ImportError as error:
        raise InputError(
            f"{scheme}:// needs a package that is not installed; install kawaraban[remote] ({error})"
        ) from error
    except Exception as error:
        raise InputError(one_line(error, shown)) from error
    return system, str(path), scheme


def _walk(system: Any, directory: str, depth: int) -> Iterator[str]:
    """Files below a directory, sorted, one listing at a time."""
    if depth > MAX_DEPTH:
        raise InputError(f"more than {MAX_DEPTH} directories below each other")
    entries = sorted(system.ls(directory, detail=True), key=lambda entry: str(entry["name"]))
    for entry in entries:
        name = str(entry["name"])
        if not name.startswith(directory.rstrip("/") + "/") or ".." in name.split("/"):
            continue
        if entry["type"] == "directory":
            if name.rstrip("/") != directory.rstrip("/"):
                yield from _walk(system, name, depth + 1)
        else:
            yield name


def _name(path: str) -> str:
    return PurePosixPath(urlsplit(path).path if "://" in path else path).name


def _location(path: str, scheme: str) -> str:
    return public(path if "://" in path else f"{scheme}://{path.lstrip('/')}")


def public(address: str) -> str:
    """An address without what only its holder may know.

    >>> public("https://user:word@example.jp/a.zip?id=3&X-Amz-Signature=f0")
    'https://example.jp/a.zip?id=3'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.query and "@" not in parts.netloc:
        return address
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _SECRET.match(name)]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=urlencode(query)))


def one_line(error: BaseException, shown: str) -> str:
    """One line that says what failed where, without credentials."""
    # fsspec calls it a file that is not there, whatever a web server refuses and where no server is
    cause = error.__cause__
    status = getattr(cause, "status", None)
    if status is not None and status not in (404, 410):
        return f"{shown}: answered with status {status}"
    if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
        error = cause
    if isinstance(error, FileNotFoundError):
        return f"no such file or directory: {shown}"
    if isinstance(error, PermissionError):
        return f"{shown}: access denied ({type(error).__name__})"
    text = _public_text(str(error).strip().partition("\n")[0])
    return f"{shown}: {text or type(error).__name__}"[:300]


def _public_text(text: str) -> str:
    return re.sub(r"https?://\S+", lambda found: public(found[0]), text)
