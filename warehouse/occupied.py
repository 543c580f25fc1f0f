"""Who reads a release right now: a shared lock on its manifest, so that nothing takes a release away from under a reader.

Belongs here: the lock. Does not belong here: which releases go (``release.retention``), and the lock of whoever writes (``tables.hold``). A reader never waits and
is never refused; on a file system without such locks, and at an address, nobody is known to read.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import weakref
from collections.abc import Iterator
from pathlib import Path

from warehouse.layout import is_local

_LOCKED = "manifest.json"


@contextlib.contextmanager
def reading(release: Path) -> Iterator[None]:
    """Read a release; until the block ends :func:`is_read` says so of it."""
    descriptor = _shared(release)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def read_by(reader: object, release: Path) -> None:
    """Have a release be read for as long as ``reader`` lives."""
    descriptor = _shared(release)
    if descriptor is not None:
        weakref.finalize(reader, os.close, descriptor)


def is_read(release: Path) -> bool:
    """Whether somebody on this machine reads a release now."""
    descriptor = _opened(release)
    if descriptor is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    finally:
        os.close(descriptor)
    return False


def _opened(release: Path) -> int | None:
    """The file that is locked, or none where nobody can lock it."""
    if not is_local(release):
        return None
    try:
        return os.open(release / _LOCKED, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _shared(release: Path) -> int | None:
    descriptor = _opened(release)
    if descriptor is None:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
