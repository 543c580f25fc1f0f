"""Fetching a published release, whole or some of its tables, and proving every byte by the index.

Belongs here: which files are wanted, keeping what arrived, going on after a break. Does not belong here: file systems and servers (``reading``).

Files come below ``.<name>.partial`` beside the target and are moved there when all of them are. What arrived whole is not asked for
again, and a file that broke off is continued. The index has the hash of the manifest and of the checksums, and these of every file; a
release that is fetched without an index is proved by its own checksums alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from warehouse import files
from warehouse.errors import StorageError
from warehouse.release import index, manifest, reading
from warehouse.release.manifest import CHECKSUMS, MANIFEST, SUBSET, ReleaseError

Progress = Callable[[str, int, int | None], None]
_UNPROVED = "its bytes are not those that were released"
_PARTIAL = ".part"


@dataclass(frozen=True)
class Fetched:
    """A release that lies here now: where, which version, its tables where it has not all of them, and what had to be got.

    ``withdrawn`` is how many of its documents were withdrawn since, as the index says.
    """

    path: Path
    version: str
    tables: tuple[str, ...] | None
    files: int
    bytes: int
    withdrawn: int = 0


def releases(address: str) -> index.Index:
    """The index at an address; raises :class:`ReleaseError` where there is none."""
    place = reading.source(address)
    try:
        return index.parse(reading.small(place, index.INDEX), f"{place.shown}/{index.INDEX}")
    except FileNotFoundError as error:
        raise ReleaseError(
            f"there is no {index.INDEX} at {place.shown}; give the address of published releases"
        ) from error


def fetch(
    address: str,
    target: Path | None = None,
    *,
    version: str | None = None,
    tables: Collection[str] = (),
    on_progress: Progress = lambda _phase, _done, _total: None,
) -> Fetched:
    """Get a release from an index of releases, or from its own address; the result lies at ``target``.

    ``version`` is by default the latest, ``target`` the directory ``kawaraban-<version>`` here. With ``tables`` only those come, with the
    pages and without the catalog; more may be fetched into the same directory later.

    Raises :class:`ReleaseError` where there is no such release or table, ``target`` holds something else, or bytes are not those that the
    index names, and :class:`StorageError` where they cannot be got or kept.
    """
    place, entry = _find(reading.source(address), version)
    return _Fetch(place, entry, target, tuple(tables), on_progress).run()


def _find(base: reading.Source, version: str | None) -> tuple[reading.Source, index.Entry | None]:
    """Where the release lies, and what the index says of it; nothing where the address is that of a release itself."""
    try:
        listed = index.parse(reading.small(base, index.INDEX), f"{base.shown}/{index.INDEX}")
    except FileNotFoundError:
        if version is None and reading.exists(base, MANIFEST):
            return base, None
        raise ReleaseError(
            f"there is no {index.INDEX} at {base.shown}; give the address of published releases"
        ) from None
    wanted = version or listed["latest"]
    entry = index.listed(listed, str(wanted))
    if entry is None:
        known = ", ".join(found["version"] for found in listed["releases"][:5]) or "none yet"
        raise ReleaseError(f"{base.shown} has no release {wanted}; there is {known}")
    return base.beside(entry["url"]), entry


class _Fetch:
    """One release on its way here."""

    def __init__(
        self,
        place: reading.Source,
        entry: index.Entry | None,
        target: Path | None,
        tables: tuple[str, ...],
        on_progress: Progress,
    ) -> None:
        self.place, self.entry, self.say = place, entry, on_progress
        self.manifest = self._small(MANIFEST, entry["sha256"] if entry else None)
        self.checksums = self._small(CHECKSUMS, entry["checksums_sha256"] if entry else None)
        self.held = self._held()
        self.version = str(self.held["version"])
        self.target = target or Path(f"kawaraban-{self.version}")
        self.work = self.target.absolute().with_name(f".{self.target.name}.partial")
        self.sums = manifest.parse_checksums(self.checksums, f"{place.shown}/{CHECKSUMS}")
        self.sizes = {file["path"]: int(file["bytes"]) for file in self.held["files"]}
        self.tables = self._tables(tables)
        self.done, self.total = 0, 0

    def _small(self, name: str, digest: str | None) -> bytes:
        try:
            content = reading.small(self.place, name)
        except FileNotFoundError as error:
            raise ReleaseError(f"{self.place.shown} is no release: it has no {name}") from error
        if digest is not None and hashlib.sha256(content).hexdigest() != digest:
            raise ReleaseError(f"{self.place.shown}/{name}: {_UNPROVED}")
        return content

    def _held(self) -> dict[str, Any]:
        try:
            held: dict[str, Any] = json.loads(self.manifest)
            _ = (
                [(file["path"], int(file["bytes"]), file["sha256"]) for file in held["files"]],
                held["version"],
                held["tables"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseError(f"{self.place.shown}/{MANIFEST} is malformed") from error
        return held

    def _tables(self, wanted: tuple[str, ...]) -> tuple[str, ...] | None:
        """The tables to have at the end: those wanted and those of a subset that lies there; nothing where it is all."""
        if unknown := sorted(set(wanted) - self.held["tables"].keys()):
            raise ReleaseError(
                f"release {self.version} has no table {unknown[0]}; `kawaraban tables` lists those there are"
            )
        if self.target.exists():
            if not (self.target / MANIFEST).is_file() or (self.target / MANIFEST).read_bytes() != self.manifest:
                raise ReleaseError(f"{self.target} exists and holds something else; name another --output")
            before = manifest.subset(self.target)
            if before is None:
                return None
            wanted = (*wanted, *before) if wanted else ()
        return tuple(name for name in self.held["tables"] if name in wanted) if wanted else None

    def run(self) -> Fetched:
        wanted = [name for name in self.sums if manifest.belongs(name, self.tables)]
        for name in wanted:
            _refuse_outside(name, self.place.shown)
        try:
            self._forget_others(wanted)
            todo = [name for name in wanted if not self._is_here(name)]
            self.total = sum(self.sizes.get(name, 0) for name in todo)
            self.say("fetching", 0, self.total)
            for name in todo:
                self._get(name)
            self._keep(wanted)
        except OSError as error:
            raise StorageError(f"cannot write below {self.target.parent}: {error.strerror or error}") from error
        withdrawn = int(self.entry.get("withdrawn", 0)) if self.entry else 0
        return Fetched(self.target, self.version, self.tables, len(todo), self.done, withdrawn)

    def _forget_others(self, wanted: Collection[str]) -> None:
        """Remove what another fetch to this place left on its way."""
        kept = {self.work / name for name in wanted} | {self.work / f"{name}{_PARTIAL}" for name in wanted}
        for path in sorted(self.work.rglob("*"), reverse=True):
            if path.is_dir():
                files.remove(path) if not any(path.iterdir()) else None
            elif path not in kept:
                path.unlink()

    def _is_here(self, name: str) -> bool:
        """Whether a file is at the target or on its way there, whole; a damaged one is got again."""
        return any(
            (base / name).is_file() and files.sha256_of(base / name) == self.sums[name]
            for base in (self.work, self.target)
        )

    def _get(self, name: str) -> None:
        """Get a file, continued where it broke off; what then is not what was released is got once more from its beginning."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + _PARTIAL)
        is_continued = partial.exists() and partial.stat().st_size > 0
        if not self._stream(name, partial):
            partial.unlink()
            if not (is_continued and self._stream(name, partial)):
                partial.unlink(missing_ok=True)
                raise ReleaseError(f"{self.place.shown}/{name}: {_UNPROVED}")
        partial.replace(path)

    def _stream(self, name: str, partial: Path) -> bool:
        """Append what is missing; whether the file then is what was released."""
        digest, bound = hashlib.sha256(), self.sizes.get(name)
        with partial.open("a+b") as stream:
            stream.seek(0)
            while piece := stream.read(reading.CHUNK_BYTES):
                digest.update(piece)
            at = stream.tell()
            try:
                for piece in self.place.pieces(name, at):
                    stream.write(piece)
                    digest.update(piece)
                    at += len(piece)
                    self.done += len(piece)
                    self.say("fetching", min(self.done, self.total), self.total)
                    if bound is not None and at > bound:
                        return False
            except FileNotFoundError as error:
                raise ReleaseError(f"{self.place.shown} has no {name}, though its {CHECKSUMS} lists it") from error
        return digest.hexdigest() == self.sums[name]

    def _keep(self, wanted: Collection[str]) -> None:
        """Move what arrived to the target: a release in one step, what is added to one by files, and what it has then last."""
        self.work.mkdir(parents=True, exist_ok=True)
        (self.work / CHECKSUMS).write_bytes(self.checksums)
        if self.tables is not None:
            (self.work / SUBSET).write_text(manifest.to_json({"tables": list(self.tables)}), encoding="utf-8")
        if not self.target.exists():
            files.sync_tree(self.work)
            self.work.rename(self.target)
            files.sync(self.target.absolute().parent)
            return
        for name in wanted:
            if (self.work / name).is_file():
                (self.target / name).parent.mkdir(parents=True, exist_ok=True)
                (self.work / name).replace(self.target / name)
        (self.work / CHECKSUMS).replace(self.target / CHECKSUMS)
        if self.tables is None:
            (self.target / SUBSET).unlink(missing_ok=True)
        else:
            (self.work / SUBSET).replace(self.target / SUBSET)
        files.remove(self.work)


def _refuse_outside(name: str, shown: str) -> None:
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or name.endswith(_PARTIAL)
        or path.name in (CHECKSUMS, SUBSET)
    ):
        raise ReleaseError(f"{shown} is not a release: it has files whose names lead out of it")


def listing(found: index.Index) -> list[Mapping[str, Any]]:
    """What people are shown of the releases of an index, one row each."""
    return [
        {
            "version": entry["version"],
            "edition": entry["edition"],
            "created": entry["created"],
            "schema_version": entry["schema_version"],
            "articles": entry["tables"].get("articles"),
            "statements": entry["tables"].get("statements"),
            "bytes": entry["bytes"],
            "withdrawn": entry.get("withdrawn", 0),
            "url": entry["url"],
        }
        for entry in found["releases"]
    ]
