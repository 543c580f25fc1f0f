"""A data directory as one file, and back: for a machine that is lost, or moved.

Belongs here: what of a data directory is worth keeping, writing it, proving it, restoring it. Does not belong here: where backups go and for
how long, which is the owner's, and data directories at an address, whose store has backups of its own.

A backup is a tar file that any tar reads: every file under its name, then ``SHA256SUMS`` as ``sha256sum -c`` reads it. It is written under
another name, read again from its first byte to its last and compared with those sums, and only then named. Locks, temporary files and
what is of one machine's file system stay behind. SQLite files are copied by SQLite, as they are at one moment, because the UI and fetching may be
writing to them; tables are not written meanwhile: the backup holds the data directory as a run does.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import sqlite3
import stat
import tarfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from warehouse import files, tables
from warehouse.errors import WarehouseError
from warehouse.layout import Layout, is_local

SUMS = "SHA256SUMS"
_SQLITE = b"SQLite format 3\x00"
_BESIDE_SQLITE = ("-wal", "-shm", "-journal", ".sha256")
_LEFT_OUT = frozenset({".lock", "fetch/.lock", ".dagster/.ui.lock", "witness.json"})
_MAX_SUMS_BYTES = 1 << 30
_PIECE = 1 << 20

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, bytes done of it, and of how many."""


class BackupError(WarehouseError):
    """A backup cannot be made, or cannot be trusted; nothing was left behind."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: how many files, of how many bytes."""

    files: int
    bytes: int


def back_up(layout: Layout, target: Path, *, wait: float = 0, progress: Progress = lambda *_: None) -> Contents:
    """Write a backup of a data directory to a file that is not there yet.

    Raises :class:`BackupError` where it cannot be made, and :class:`warehouse.errors.LockedError` where a run holds the directory for longer than ``wait`` seconds.
    """
    _check(layout, target)
    partial = target.with_name(f".{target.name}.partial-{uuid.uuid4().hex[:8]}")
    try:
        with tables.hold(layout, wait=wait):
            sums = _write(layout, partial, progress)
        contents = verify(partial, progress=progress)
        if contents.files != len(sums):
            raise BackupError(f"{target} could not be read again whole; the disk may be failing")
        try:
            os.link(partial, target)  # as a rename, but for a file that came there meanwhile
        except FileExistsError:
            raise BackupError(f"{target} is there already, and is not overwritten") from None
        except OSError:  # a file system without links
            partial.rename(target)
        files.sync(target.parent)
    except OSError as error:
        raise BackupError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return contents


def verify(source: Path, *, progress: Progress = lambda *_: None) -> Contents:
    """Read a backup to its end and compare every file with its sum; raises :class:`BackupError` where anything is other than it was."""
    return _read(source, None, progress)


def restore(source: Path, target: Path, *, progress: Progress = lambda *_: None) -> Contents:
    """Make a data directory of a backup, in a place where there is none; it is there whole, or not at all.

    Raises :class:`BackupError` where there is something already, or the backup is not as it was made.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise BackupError(f"{target} is there already, and is not overwritten; name another --data, or move it away")
    partial = target.with_name(f".{target.name}.partial-{uuid.uuid4().hex[:8]}")
    try:
        partial.mkdir(parents=True)
        contents = _read(source, partial, progress)
        files.sync_tree(partial)
        partial.rename(target)
        files.sync(target.parent)
    except OSError as error:
        raise BackupError(f"cannot restore to {target}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return contents


def _check(layout: Layout, target: Path) -> None:
    if not is_local(layout.root):
        raise BackupError(
            f"{layout.root} lies elsewhere: its store keeps versions and copies; this backs up directories"
        )
    if not any((layout.root / name).is_dir() for name in ("landing", "tables", "releases", "fetch")):
        raise BackupError(f"{layout.root} holds no data yet; there is nothing to back up")
    if target.exists() or target.is_symlink():
        raise BackupError(f"{target} is there already, and is not overwritten")
    if target.resolve().is_relative_to(layout.root.resolve()):
        raise BackupError(f"{target} lies in the data directory itself; a backup belongs elsewhere")
    if not target.parent.is_dir():
        raise BackupError(f"there is no directory {target.parent}")


# Writing


def _write(layout: Layout, partial: Path, progress: Progress) -> dict[str, str]:
    """Write every file and the sums; the sums by name."""
    chosen = list(_chosen(layout.root))
    total, done, sums = sum(path.stat().st_size for path in chosen if path.exists()), 0, {}
    with partial.open("xb") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path in chosen:
                name = path.relative_to(layout.root).as_posix()
                try:
                    with _still(path, layout.temporary) as content:
                        sums[name] = _add(archive, name, content)
                        done += os.fstat(content.fileno()).st_size
                except FileNotFoundError:
                    if name.startswith(".dagster/"):  # the UI tidies up its logs
                        continue
                    raise
                progress("backing up", done, max(done, total))
            lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
            info = tarfile.TarInfo(SUMS)
            info.size = len(lines)
            archive.addfile(info, _Hashing(lines))
        stream.flush()
        os.fsync(stream.fileno())
    return sums


def _chosen(root: Path) -> Iterator[Path]:
    """Files that are worth keeping, in the order of their names."""
    left_out = {root / "tmp", Layout(root).removed_root}
    for directory, names, found in os.walk(root):
        names[:] = sorted(name for name in names if Path(directory, name) not in left_out)
        for name in sorted(found) + [name for name in names if Path(directory, name).is_symlink()]:
            path = Path(directory, name)
            if path.relative_to(root).as_posix() in _LEFT_OUT or _is_beside_sqlite(path):
                continue
            kind = path.lstat().st_mode
            if stat.S_ISLNK(kind):
                raise BackupError(f"{path} is a link, and what it leads to would be missing; put the files there")
            if "\n" in name or "\\" in name or path == root / SUMS:
                raise BackupError(f"{str(path)!r} has a name that {SUMS} cannot hold")
            if stat.S_ISREG(kind):
                yield path


def _is_beside_sqlite(path: Path) -> bool:
    """Whether a file is SQLite's own beside a database, or a seal of one: its copy has other bytes."""
    for ending in _BESIDE_SQLITE:
        if path.name.endswith(ending) and _is_sqlite(path.with_name(path.name.removesuffix(ending))):
            return True
    return False


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


@contextlib.contextmanager
def _still(path: Path, temporary: Path) -> Iterator[IO[bytes]]:
    """A file that does not change while it is read: a database is copied first."""
    if not _is_sqlite(path):
        with path.open("rb") as stream:
            yield stream
        return
    copy = files.temporary_name(temporary, path.name)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as original,
            contextlib.closing(sqlite3.connect(copy)) as made,
        ):
            original.backup(made)
        shutil.copystat(path, copy)
        with copy.open("rb") as stream:
            yield stream
    except sqlite3.Error as error:
        raise BackupError(
            f"{path} cannot be copied ({error}); `kawaraban doctor` says what is wrong with it"
        ) from error
    finally:
        copy.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> str:
    about = os.fstat(content.fileno())
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = about.st_size, about.st_mtime_ns / 1e9, stat.S_IMODE(about.st_mode)
    hashing = _Hashing(content)
    archive.addfile(info, hashing)
    return hashing.digest.hexdigest()


class _Hashing:
    """A stream whose bytes are hashed as they pass."""

    def __init__(self, content: IO[bytes] | bytes) -> None:
        self._content: IO[bytes] = io.BytesIO(content) if isinstance(content, bytes) else content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._content.read(size)
        self.digest.update(piece)
        return piece


# Reading


def _read(source: Path, into: Path | None, progress: Progress) -> Contents:
    """Read a backup, and write its files below a directory where one is given; every file is compared with its sum."""
    found: dict[str, str] = {}
    size, sums = 0, None
    total = source.stat().st_size if source.is_file() else None
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                if sums is not None:
                    raise BackupError(f"{source} goes on after its sums; it is not as it was made")
                content = _content(source, archive, member)
                if member.name == SUMS:
                    sums = _parse(source, content.read(_MAX_SUMS_BYTES))
                    continue
                _refuse(source, member, found)
                found[member.name] = _copy(content, member, into)
                size += member.size
                progress("proving" if into is None else "restoring", archive.offset, total)
    except tarfile.TarError as error:
        raise BackupError(f"{source} is no backup, or is cut short ({error})") from error
    except FileNotFoundError:
        if source.exists():
            raise
        raise BackupError(f"there is no {source}") from None
    if sums is None:
        raise BackupError(f"{source} ends before its sums; it is no backup, or is cut short")
    for name in sorted(found.keys() | sums.keys()):
        if found.get(name) != sums.get(name):
            what = (
                "is missing"
                if name not in found
                else "has no sum"
                if name not in sums
                else "is not as it was backed up"
            )
            raise BackupError(f"{source}: {name} {what}")
    return Contents(len(found), size)


def _content(source: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member) if member.isreg() else None
    if content is None:
        raise BackupError(f"{source}: {member.name} is no file; this is no backup of Kawaraban")
    return content


def _refuse(source: Path, member: tarfile.TarInfo, found: dict[str, str]) -> None:
    """A name that leads elsewhere, or comes twice, is of no backup that was made here."""
    name = PurePosixPath(member.name)
    if (
        name.is_absolute()
        or ".." in name.parts
        or str(name) != member.name
        or "\\" in member.name
        or "\0" in member.name
    ):
        raise BackupError(f"{source}: {member.name!r} leads elsewhere; this is no backup of Kawaraban")
    if member.name in found:
        raise BackupError(f"{source}: {member.name} comes twice; this is no backup of Kawaraban")


def _copy(content: IO[bytes], member: tarfile.TarInfo, into: Path | None) -> str:
    digest = hashlib.sha256()
    if into is None:
        while piece := content.read(_PIECE):
            digest.update(piece)
        return digest.hexdigest()
    path = into / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        while piece := content.read(_PIECE):
            digest.update(piece)
            stream.write(piece)
    moment = int(float(member.mtime) * 1e9)
    os.utime(path, ns=(moment, moment))
    return digest.hexdigest()


def _parse(source: Path, text: bytes) -> dict[str, str]:
    sums = {}
    try:
        for line in text.decode().splitlines():
            digest, _, name = line.partition("  ")
            sums[name] = digest
    except UnicodeDecodeError as error:
        raise BackupError(f"{source}: its sums cannot be read") from error
    return sums
