"""Where published releases are read from: directories, addresses of any file system, web servers and the Hub.

Belongs here: getting bytes of a file by its name, also from its middle on, and what is told where that fails. Does not belong here: which
files a release has, and keeping them (``fetch``).
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from warehouse import remote
from warehouse.errors import StorageError
from warehouse.layout import is_address, place

HUB = "hf://"
"""What addresses of the Hugging Face Hub begin with."""
CHUNK_BYTES = 1 << 20
SMALL_BYTES = 64 << 20
"""What an index, a manifest or a list of checksums has at most."""
TRIES = 4
"""How often a web server is asked again that broke off or was overloaded."""
_WAIT_SECONDS = 0.5
_TIMEOUT_SECONDS = 60
_DATASET = re.compile(r"hf://datasets/([\w.-]+/[\w.-]+)(?:@([\w./-]+))?/?")
_OVERLOADED = (408, 429, 500, 502, 503, 504)


class Source(Protocol):
    """A place that holds releases, or one; ``shown`` is its address without credentials."""

    shown: str

    def pieces(self, name: str, offset: int = 0) -> Iterator[bytes]:
        """Bytes of a file from ``offset`` on; raises ``FileNotFoundError`` where there is no such file, else :class:`StorageError`."""

    def beside(self, url: str) -> Source:
        """The place that ``url``, absolute or relative to this one, names."""


def source(text: str) -> Source:
    """The place of this address or path, which may be that of an ``index.json`` or ``manifest.json`` in it.

    >>> source("https://example.org/releases/index.json").shown
    'https://example.org/releases'
    """
    base = text
    for name in ("index.json", "manifest.json"):
        base = base.removesuffix(f"/{name}")
    base = base.rstrip("/") or "/"
    if base.startswith(HUB):
        return WebSource(*web_address(base))
    if base.lower().startswith(("http://", "https://")):
        return WebSource(base)
    return PathSource(place(base))


def dataset_of(address: str) -> tuple[str, str]:
    """The dataset and revision that an address names; raises :class:`StorageError` where it names none.

    >>> dataset_of("hf://datasets/owner/news"), dataset_of("hf://datasets/owner/news@2026.11.0")
    (('owner/news', 'main'), ('owner/news', '2026.11.0'))
    """
    found = _DATASET.fullmatch(address)
    if found is None:
        raise StorageError(f"{address} is no dataset of the Hub; write it as {HUB}datasets/owner/name")
    return found[1], found[2] or "main"


def web_address(address: str) -> tuple[str, dict[str, str]]:
    """Where the files of a dataset are got, and what must be said to get them; the token is that of the Hub's own settings."""
    repository, revision = dataset_of(address)
    endpoint, headers = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/"), {}
    with contextlib.suppress(ImportError):  # public ones need no token
        from huggingface_hub import get_token

        if token := get_token():
            headers = {"Authorization": f"Bearer {token}"}
    return f"{endpoint}/datasets/{repository}/resolve/{revision}", headers


def small(place_: Source, name: str) -> bytes:
    """A small file as a whole; raises :class:`StorageError` where it is none."""
    content = b""
    for piece in place_.pieces(name):
        content += piece
        if len(content) > SMALL_BYTES:
            raise StorageError(f"{place_.shown}/{name} is longer than any {name}; is this the right address?")
    return content


class PathSource:
    """A directory of this machine, or an address that a data directory may have."""

    def __init__(self, base: Path) -> None:
        self.base, self.shown = base, str(base)

    def pieces(self, name: str, offset: int = 0) -> Iterator[bytes]:
        """Bytes of a file from ``offset`` on."""
        try:
            with (self.base / name).open("rb") as stream:
                stream.seek(offset)
                while piece := stream.read(CHUNK_BYTES):
                    yield piece
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StorageError(f"cannot read {self.base / name}: {error.strerror or error}") from error

    def beside(self, url: str) -> Source:
        """The place that ``url`` names."""
        if is_address(url):
            return source(url)
        if urlsplit(url).scheme or url.startswith("/"):
            raise StorageError(f"{self.shown}: an index may not name {url}")
        return PathSource(self.base / posixpath.normpath(url))


class WebSource:
    """A web server, or the Hub. What breaks off is asked for again from where it did."""

    def __init__(self, base: str, headers: dict[str, str] | None = None) -> None:
        self.base, self.shown, self.headers = base, remote.public(base), headers or {}

    def pieces(self, name: str, offset: int = 0) -> Iterator[bytes]:
        """Bytes of a file from ``offset`` on."""
        import httpx

        at = offset
        for turn in range(TRIES):
            try:
                for piece in self._asked(name, at):
                    at += len(piece)
                    yield piece
                return
            except (httpx.TransportError, _OverloadedError) as error:
                if turn == TRIES - 1:
                    told = remote.one_line(error, f"{self.shown}/{name}")
                    raise StorageError(f"{told}; what is finished is kept: run the same command again") from error
                time.sleep(_WAIT_SECONDS * 2**turn)

    def _asked(self, name: str, offset: int) -> Iterator[bytes]:
        import httpx

        wanted = {**self.headers, "Accept-Encoding": "identity"}
        if offset:
            wanted["Range"] = f"bytes={offset}-"
        with httpx.stream(
            "GET", f"{self.base}/{name}", headers=wanted, follow_redirects=True, timeout=_TIMEOUT_SECONDS
        ) as answer:
            if answer.status_code in (404, 410):
                raise FileNotFoundError(f"{self.shown}/{name}")
            if answer.status_code == 416:  # all of it is here already
                return
            if answer.status_code in _OVERLOADED:
                raise _OverloadedError(f"answered with status {answer.status_code}")
            if answer.status_code >= 400:
                raise StorageError(f"{self.shown}/{name}: answered with status {answer.status_code}")
            # a server need not give parts of a file
            skip = offset if answer.status_code == 200 else 0
            for piece in answer.iter_bytes():  # as it arrives: what is held back is lost where it breaks off
                dropped, skip = min(skip, len(piece)), max(0, skip - len(piece))
                if piece[dropped:]:
                    yield piece[dropped:]

    def beside(self, url: str) -> Source:
        """The place that ``url`` names."""
        joined = urljoin(f"{self.base}/", url).rstrip("/")
        if urlsplit(joined).scheme not in ("http", "https"):
            raise StorageError(f"{self.shown}: an index may not name {url}")
        is_same_host = urlsplit(joined).netloc == urlsplit(self.base).netloc
        return WebSource(joined, self.headers if is_same_host else None)


class _OverloadedError(OSError):
    """A server that may answer when it is asked again."""


def exists(place_: Source, name: str) -> bool:
    """Whether a place has a file of this name."""
    with contextlib.suppress(FileNotFoundError), contextlib.closing(_started(place_, name)):
        return True
    return False


def _started(place_: Source, name: str) -> Any:
    pieces = place_.pieces(name)
    next(pieces, None)
    return pieces
