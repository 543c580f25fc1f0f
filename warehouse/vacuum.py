"""What no index, release, record or landed batch refers to: finding it, and removing it.

Belongs here: leftovers of a data directory, and of a place where releases are published. Does not belong here: files that are not as they
were made (``doctor``), and anything that is not derived: the landing, the state of fetching, withdrawals and whole releases always stay.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schemas.dataset import DATASET
from warehouse import landing
from warehouse.layout import EDITIONS, Layout, is_local
from warehouse.release import index, manifest
from warehouse.release.copying import TEMPORARY

_TABLES = {table.name: table.partitioning for table in DATASET.tables}
# What an upload that was killed leaves on file systems other than object stores: ".part-0.parquet.tmp-1a2b3c4d"
_UPLOAD = re.compile(r"\..+\.tmp-[0-9a-f]{8}")
_RECORDS = (*_TABLES, "catalog")


@dataclass(frozen=True, order=True)
class Waste:
    """A file that nothing needs, why, and how large it is."""

    path: Path
    why: str
    bytes: int


def waste(layout: Layout) -> list[Waste]:
    """What nothing needs of a data directory, by path; call it while holding that."""
    found = [Waste(path, "left by a run that was killed", size) for path, size in _files(layout.temporary).items()]
    batches = set(landing.batches(layout))
    for root in (layout.tables, layout.contributions, layout.root / "made", layout.quality_root):
        held = _files(root)
        for path, size in held.items():
            if why := _needless(path.relative_to(root).as_posix(), root, layout, batches):
                found.append(Waste(path, why, size))
    for edition in EDITIONS:
        directory = layout.editions(edition)
        found += _of_releases(directory, set(manifest.versions(layout, edition)), "it is of no release that is whole")
    return sorted(found)


def published_waste(target: Path) -> list[Waste]:
    """What nothing needs of a place where releases are published: files of versions that the index there does not list."""
    path = target / index.INDEX
    try:
        listed = {entry["version"] for entry in index.parse(path.read_bytes(), str(path))["releases"]}
    except FileNotFoundError as error:
        raise manifest.ReleaseError(f"there is no {index.INDEX} at {target}; nothing is removed there") from error
    return sorted(_of_releases(target, listed, f"no release that {index.INDEX} lists has it"))


def remove(found: list[Waste], root: Path) -> None:
    """Remove files, and directories below ``root`` that are empty then."""
    for item in found:
        item.path.unlink(missing_ok=True)
    for item in found if is_local(root) else ():
        for directory in item.path.parents:
            if directory == root or not directory.is_relative_to(root):
                break
            with contextlib.suppress(OSError):  # not empty, or gone with another file
                directory.rmdir()


def _files(root: Path) -> dict[Path, int]:
    """Every file below a directory, with its bytes; links are not followed."""
    if is_local(root):
        return {path: path.lstat().st_size for path in root.rglob("*") if path.is_symlink() or not path.is_dir()}
    return {path: int(path.stat().st_size) for path in root.rglob("*")}


def _needless(name: str, root: Path, layout: Layout, batches: set[tuple[str, str]]) -> str | None:
    """Why nothing needs a file of this name below ``root``; ``None`` where something does, or may."""
    pieces = PurePosixPath(name).parts
    if _UPLOAD.fullmatch(pieces[-1]):
        return "left by an upload that was killed"
    if root == layout.quality_root:
        return _needless_result(pieces, layout)
    if root == layout.root / "made":
        return _needless_record(pieces, layout, batches)
    if pieces[0] not in _TABLES:
        return "no table of this name is declared"
    if len(pieces) == 3 and pieces[1].startswith("dt="):
        key = (pieces[1].removeprefix("dt="), PurePosixPath(name).stem.removeprefix("part-"))
        is_known = key in batches or layout.made(*key).exists()
        return None if is_known else "its batch is not in the landing, and no record speaks of it"
    return None


def _needless_record(pieces: tuple[str, ...], layout: Layout, batches: set[tuple[str, str]]) -> str | None:
    if len(pieces) == 1:
        stem = PurePosixPath(pieces[0]).stem
        return None if stem in _RECORDS else "no table of this name is declared"
    key = (pieces[0].removeprefix("dt="), PurePosixPath(pieces[1]).stem)
    has_part = key in batches or any(
        layout.part(name, *key).exists() for name, partitioning in _TABLES.items() if partitioning == "fetch_day"
    )
    return None if has_part else "what it speaks of is gone"


def _needless_result(pieces: tuple[str, ...], layout: Layout) -> str | None:
    """Results of checks, by table and day; what else lies there is not of this module."""
    if len(pieces) < 2 or PurePosixPath(pieces[-1]).suffix != ".json" or (len(pieces) == 2 and pieces[1] != "all.json"):
        return None
    if pieces[0] not in _TABLES:
        return "no table of this name is declared"
    if len(pieces) == 3 and pieces[1].startswith("dt=") and not any((layout.tables / pieces[0] / pieces[1]).glob("*")):
        return "the table has no part of this day"
    return None


def _of_releases(directory: Path, versions: set[str], why: str) -> Iterator[Waste]:
    for path, size in _files(directory).items() if not is_local(directory) or directory.is_dir() else ():
        first, *rest = path.relative_to(directory).parts
        if first == TEMPORARY or _UPLOAD.fullmatch(path.name):
            yield Waste(path, "left by a publication that was killed", size)
        elif rest and index.is_version(first) and first not in versions:
            yield Waste(path, why, size)


def size(found: list[Waste]) -> int:
    """Bytes of all of it."""
    return sum(item.bytes for item in found)
