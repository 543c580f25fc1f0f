"""Files that are whole or not there: written under a temporary name, flushed to disk, then moved into place or uploaded.

Belongs here: bytes reaching the disk or another file system, and coming back. Does not belong here: what the bytes mean.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from warehouse.layout import is_local

if TYPE_CHECKING:
    from warehouse.addresses import Address

_CHUNK = 1 << 20
REMOTE_THREADS = 16
"""Requests in flight at once, where each is mostly waiting."""
_T = TypeVar("_T")
_R = TypeVar("_R")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits, read in constant memory where it is one of this machine."""
    if not is_local(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Flush a file or directory to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(directory: Path) -> None:
    """Flush every file and directory below ``directory``."""
    for root, _, names in os.walk(directory, topdown=False):
        for name in names:
            sync(Path(root, name))
        sync(Path(root))


def temporary_name(temporary: Path, name: str) -> Path:
    """A path below ``temporary`` that nothing else uses; its directory exists afterwards."""
    temporary.mkdir(parents=True, exist_ok=True)
    return temporary / f"{name}.tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}"


@contextlib.contextmanager
def replacing(path: Path, temporary: Path) -> Iterator[Path]:
    """Give a temporary path to write to; when the block ends well, it becomes ``path`` in one step.

    When the block raises, ``path`` is as it was and nothing is left behind. ``temporary`` is a directory of this machine, on the
    file system of ``path`` where that is one of this machine's, too.
    """
    written = temporary_name(temporary, path.name)
    try:
        yield written
        if not is_local(path):
            upload(written, path)
            return
        sync(written)
        path.parent.mkdir(parents=True, exist_ok=True)
        written.replace(path)
        sync(path.parent)
    finally:
        written.unlink(missing_ok=True)


def write_text(path: Path, text: str, temporary: Path) -> None:
    """Write a text file in UTF-8 in one step."""
    with replacing(path, temporary) as written:
        written.write_text(text, encoding="utf-8", newline="\n")


def seal(path: Path) -> None:
    """Put a file's SHA-256 beside it, as ``sha256sum -c`` reads it: for files that a program changes in place, once it has closed them.

    What a sealing that was killed left is removed, and nothing else is touched: other processes may be cleaning the temporary directory.
    """
    for leftover in path.parent.glob(f"{_seal_of(path).name}.tmp-*"):
        leftover.unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):  # another one is sealing the same file
        write_text(_seal_of(path), f"{sha256_of(path)}  {path.name}\n", path.parent)


def break_seal(path: Path) -> None:
    """Take the SHA-256 away before the file is changed: whatever stops the program, a seal never speaks of other bytes."""
    _seal_of(path).unlink(missing_ok=True)


def sealed(path: Path) -> str | None:
    """The SHA-256 that a file was sealed with; ``None`` where it was not, and where it is not there. A seal that is damaged itself fits no file."""
    try:
        return _seal_of(path).read_text(encoding="utf-8").removesuffix(f"  {path.name}\n") if path.exists() else None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return ""


def seal_problem(path: Path) -> str | None:
    """How a file is not as it was sealed, if it is not; a file that is gone has no problem here."""
    digest = sealed(path)
    is_whole = digest is None or sha256_of(path) == digest
    return None if is_whole else f"its bytes are not those that {_seal_of(path).name} was written for"


def is_lost(path: Path) -> bool:
    """Whether a file is gone and its seal is there."""
    return not path.exists() and _seal_of(path).exists()


def _seal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def upload(file: Path, target: Path) -> None:
    """Make a file of this machine the content of an address in one step."""
    cast("Address", target).upload(file)


def parquet_source(path: Path) -> Any:
    """What pyarrow reads a whole file from; what lies elsewhere is got by one request."""
    if is_local(path):
        return path
    import pyarrow as pa

    return pa.BufferReader(path.read_bytes())


@contextlib.contextmanager
def parquet_pieces(path: Path) -> Iterator[Any]:
    """What pyarrow reads some of a file from, such as its footer or a column."""
    if is_local(path):
        yield path
        return
    with path.open("rb") as stream:
        yield stream


def sizes(directory: Path, pattern: str) -> dict[Path, int]:
    """Files below a directory that fit a pattern, with their bytes; elsewhere by one listing."""
    if is_local(directory):
        return {path: path.stat().st_size for path in directory.glob(pattern)}
    return cast("dict[Path, int]", cast("Address", directory).sizes(pattern))


def each(function: Callable[[_T], _R], items: Iterable[_T], root: Path) -> list[_R]:
    """The function of each item, in order; many at a time where ``root``, below which they lie, is elsewhere."""
    listed = list(items)
    if len(listed) < 2 or is_local(root):
        return [function(item) for item in listed]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(REMOTE_THREADS) as pool:
        return list(pool.map(function, listed))


def create(path: Path, content: bytes) -> None:
    """Write a small file at an address where there is none; raises ``FileExistsError`` where there is."""
    cast("Address", path).create(content)


def creates_exclusively(path: Path) -> bool:
    """Whether of two machines that :func:`create` the same file at an address only one succeeds, whatever the moment."""
    return cast("Address", path).creates_exclusively


def remove(path: Path) -> None:
    """Remove a file or a directory with all it holds."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
