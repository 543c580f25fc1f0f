"""Files that are whole or not there: written under a temporary name, flushed to disk, then moved into place.

Belongs here: bytes reaching the disk. Does not belong here: what the bytes mean.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits, read in constant memory."""
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

    When the block raises, ``path`` is as it was and nothing is left behind. ``temporary`` lies on the same file system.
    """
    written = temporary_name(temporary, path.name)
    try:
        yield written
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


def remove(path: Path) -> None:
    """Remove a file or a directory with all it holds."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
