"""Publishing by copying: a release to a directory, or to an address of any file system that can be written to, the index last.

Belongs here: the order of the steps, and what one publication reports. Does not belong here: what may be published (``publish``), the
Hub (``hub``), and getting a release (``fetch``).

Every file is there whole or not at all, the manifest comes after all other files, and the index, which is what a reader begins with,
last: it lists what was there before until all of the release is. Whatever ends a publication, the next one goes on: what has arrived
whole is not sent again.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse import files
from warehouse.errors import StorageError
from warehouse.layout import is_local
from warehouse.release import index, manifest
from warehouse.release.manifest import MANIFEST, ReleaseError

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, bytes done, and of how many (``None`` where that is not known)."""
TEMPORARY = ".kawaraban-tmp"
"""Below a target that is a directory: where files are written before they have their names."""


@dataclass(frozen=True)
class Published:
    """What one publication did: the release, where its index is, and how many files and bytes were sent.

    ``is_new`` is false where the index listed the release before. Of a dry run, what would be sent.
    """

    version: str
    target: str
    index: str
    is_new: bool
    files: int = 0
    bytes: int = 0


def publish(release: Path, target: Path, *, dry_run: bool, on_progress: Progress) -> Published:
    """Copy a verified release to a directory or an address, and list it there; see :func:`warehouse.release.publish.publish`."""
    return _Publication(release, target, on_progress).run(dry_run=dry_run)


class _Publication:
    """One release on its way to a directory or an address."""

    def __init__(self, release: Path, target: Path, on_progress: Progress) -> None:
        self.release, self.target, self.say = release, target, on_progress
        self.entry = index.entry(release)
        self.version = str(self.entry["version"])
        self.destination = target / self.version
        self.sums = {**manifest.read_checksums(release), manifest.CHECKSUMS: self.entry["checksums_sha256"]}
        self.done, self.total = 0, 0
        self.lock = threading.Lock()
        self.temporary = target / TEMPORARY if is_local(target) else Path(tempfile.gettempdir())

    def run(self, *, dry_run: bool) -> Published:
        result = Published(self.version, str(self.target), str(self.target / index.INDEX), is_new=False)
        if index.is_listed(self.known(), self.entry, str(self.target)):
            if not dry_run:
                self.follow_home()
                self.clean()
            return result
        if is_local(self.target) and is_local(self.release) and self.destination.resolve() == self.release.resolve():
            raise ReleaseError(f"{self.target} is where release {self.version} lies already; name another target")
        todo = [name for name in self.sums if name != MANIFEST and not self.is_there(name)]
        sizes = {name: (self.release / name).stat().st_size for name in [*todo, MANIFEST]}
        self.total = sum(sizes.values())
        if dry_run:
            return replace(result, is_new=True, files=len(sizes), bytes=self.total)
        try:
            self.remove_leftovers()
            self.say("publishing", 0, self.total)
            files.each(self.send, todo, self.target)
            self.send(MANIFEST)
            self.prove()
            self.list_it()
            self.follow_home()
        finally:
            self.clean()
        return replace(result, is_new=True, files=len(sizes), bytes=self.total)

    def clean(self) -> None:
        """Remove what files were written to before they had their names."""
        if is_local(self.target) and self.temporary.is_dir():
            files.remove(self.temporary)

    def known(self) -> index.Index:
        """The index there, as it is now."""
        path = self.target / index.INDEX
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return index.of([], "public")
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
        return index.parse(content, str(path))

    def is_there(self, name: str) -> bool:
        """Whether the file arrived before, whole."""
        path = self.destination / name
        try:
            return (
                path.stat().st_size == (self.release / name).stat().st_size and files.sha256_of(path) == self.sums[name]
            )
        except FileNotFoundError:
            return False

    def send(self, name: str) -> None:
        source = self.release / name
        put(source, self.destination / name, self.temporary, self.sums[name])
        with self.lock:
            self.done += source.stat().st_size
            self.say("publishing", self.done, self.total)

    def remove_leftovers(self) -> None:
        """Remove what a publication left there that was of another build: nothing lists it."""
        if is_local(self.target) and not self.destination.is_dir():
            return
        there = {path for path in self.destination.rglob("*") if path.is_file()}
        for path in sorted(there - {self.destination / name for name in self.sums}):
            path.unlink()

    def prove(self) -> None:
        """Look that all of it is there before anybody is told."""
        missing = [name for name in self.sums if not self.has_size(name)]
        if missing:
            raise StorageError(
                f"{self.destination / missing[0]} did not arrive; what is finished is kept: run the same command again"
            )

    def has_size(self, name: str) -> bool:
        try:
            return bool((self.destination / name).stat().st_size == (self.release / name).stat().st_size)
        except FileNotFoundError:
            return False

    def follow_home(self) -> None:
        """Tell in the index there what is known at home since: what holds withdrawn documents, and what was removed, which goes there, too."""
        home, known = index.beside(self.release), self.known()
        told = index.following(known, home)
        if told != known:
            self.write_index(told)
        for version in home.get("retracted", ()):
            directory = self.target / version
            for path in sorted(directory.rglob("*"), reverse=True) if index.is_version(version) else ():
                if path.is_file():
                    path.unlink()
            if index.is_version(version) and is_local(directory) and directory.is_dir():
                files.remove(directory)

    def list_it(self) -> None:
        """Add the release to the index there, which may have grown meanwhile."""
        known = self.known()
        if not index.is_listed(known, self.entry, str(self.target)):
            self.write_index(index.with_entry(known, self.entry))

    def write_index(self, found: index.Index) -> None:
        try:
            files.write_text(self.target / index.INDEX, manifest.to_json(found), self.temporary)
        except OSError as error:
            raise StorageError(f"cannot write {self.target / index.INDEX}: {error.strerror or error}") from error


def put(source: Path, target: Path, temporary: Path, digest: str) -> None:
    """Make a file of a release the same at another place, in one step; its bytes are those of the SHA-256 ``digest``.

    ``temporary`` is a directory of this machine, on the file system of ``target`` where that is local.
    """
    try:
        with files.replacing(target, temporary) as written:
            if is_local(source):
                shutil.copyfile(source, written)
            else:
                written.write_bytes(source.read_bytes())
            if files.sha256_of(written) != digest:
                raise ReleaseError(f"{source} changed while it was published; verify the release and try again")
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror or error}; run the same command again") from error
