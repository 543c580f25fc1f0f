"""The manifest of a release and its checksums.

Belongs here: what these two files say, and reading them back. Does not belong here: making the files they speak of.

``manifest.json`` lists every file that the same landing, code and versions give byte for byte; ``SHA256SUMS`` lists every
file but itself, so also the DuckDB file and the quality pages, which are equal in content only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from warehouse import files
from warehouse.errors import WarehouseError
from warehouse.layout import EDITIONS, Edition, Layout, is_local

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
CATALOG = "kawaraban.duckdb"
QUALITY = "quality"
SUBSET = "subset.json"
"""Beside a release that was fetched in part: which tables it has. No release is built with it."""


class ReleaseError(WarehouseError):
    """A release cannot be built or read."""


def is_reproducible(name: str) -> bool:
    """Whether a file of a release is the same byte for byte when it is built again."""
    return name not in (CATALOG, CHECKSUMS) and not name.startswith(f"{QUALITY}/")


def to_json(value: Any) -> str:
    """JSON as every file of a release writes it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def names(directory: Path) -> list[str]:
    """Every file of a release, by path relative to it, sorted."""
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if not path.is_dir())


def describe_files(
    directory: Path, rows: Mapping[str, int], digests: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Bytes and SHA-256 (and rows, of Parquet) of every reproducible file except the manifest; ``digests`` are those known already."""
    known = digests or {}
    described = []
    for name in names(directory):
        if not is_reproducible(name) or name == MANIFEST:
            continue
        path = directory / name
        entry: dict[str, Any] = {
            "path": name,
            "bytes": path.stat().st_size,
            "sha256": known.get(name) or files.sha256_of(path),
        }
        if name in rows:
            entry["rows"] = rows[name]
        described.append(entry)
    return described


def write_checksums(directory: Path, digests: Mapping[str, str] | None = None) -> None:
    """Write ``SHA256SUMS``, as ``sha256sum --check`` reads it; ``digests`` are those known already."""
    known = digests or {}
    digest_of = {name: known.get(name) or files.sha256_of(directory / name) for name in names(directory)}
    lines = [f"{digest}  {name}\n" for name, digest in digest_of.items() if name != CHECKSUMS]
    (directory / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_checksums(directory: Path) -> dict[str, str]:
    """SHA-256 by file name; raises :class:`ReleaseError` where the file is missing or malformed."""
    try:
        content = (directory / CHECKSUMS).read_bytes()
    except OSError as error:
        raise ReleaseError(f"{directory / CHECKSUMS} cannot be read; get the release again") from error
    return parse_checksums(content, str(directory / CHECKSUMS))


def parse_checksums(content: bytes, shown: str) -> dict[str, str]:
    """SHA-256 by file name, of checksums as they were read from ``shown``; raises :class:`ReleaseError` where they are malformed."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{shown} cannot be read; get the release again") from error
    pairs = [line.partition("  ") for line in text.removesuffix("\n").split("\n")]
    # what is read is all there is: no line cut short, twice, or ended in another way
    found = {name: digest for digest, _, name in pairs}
    if text != "".join(f"{digest}  {name}\n" for name, digest in found.items()):
        raise ReleaseError(f"{shown} is malformed or cut short; get the release again")
    if any(len(digest) != 64 for digest in found.values()):
        raise ReleaseError(f"{shown} is malformed; get the release again")
    return found


def subset(directory: Path) -> tuple[str, ...] | None:
    """Tables of a release that was fetched without the others; ``None`` of one that is whole."""
    try:
        found = json.loads((directory / SUBSET).read_bytes())
        return tuple(map(str, found["tables"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{directory / SUBSET} cannot be read; fetch the release again") from error


def belongs(name: str, tables: Collection[str] | None) -> bool:
    """Whether a file belongs to a release that was fetched with these tables alone; to a whole one (``None``) every file does.

    >>> [belongs(name, {"articles"}) for name in ("data/articles/part-00000.parquet", "data/blocks/part-00000.parquet", "README.md", CATALOG)]
    [True, False, True, False]
    """
    folder, _, rest = name.partition("/")
    if tables is None:
        return True
    if folder in ("data", "changes"):
        return rest.partition("/")[0].removesuffix(".parquet") in tables
    # its views are over files that are not there
    return name != CATALOG


def strays(directory: Path) -> list[str]:
    """Links and directories that no file of a release needs, by path relative to it, each with what it is."""
    needed = {parent.as_posix() for name in names(directory) for parent in PurePosixPath(name).parents}
    found = []
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_symlink():
            found.append(f"{name} is a link, and a release has none")
        elif path.is_dir() and name not in needed:
            found.append(f"{name} is an empty directory, and a release has none")
    return found


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest; raises :class:`ReleaseError` where there is none or it is malformed."""
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseError(f"{directory} is not a release: it has no {MANIFEST}") from error
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read; get the release again") from error
    if not isinstance(manifest, dict) or not {"version", "files", "tables"} <= manifest.keys():
        raise ReleaseError(f"{path} is malformed; get the release again")
    if manifest.get("edition") not in EDITIONS:
        raise ReleaseError(
            f"{directory} was built before there were editions; build it again with `kawaraban release build`"
        )
    return manifest


def refuse_unpublishable(manifest: Mapping[str, Any]) -> None:
    """Raise :class:`ReleaseError` unless this is the manifest of a release that may be given away: one of the public edition."""
    if manifest.get("edition") != "public":
        raise ReleaseError(
            f"release {manifest.get('version')} is of the {manifest.get('edition')} edition and not for redistribution; "
            "`kawaraban release build --edition public` makes one that may be published"
        )


def versions(layout: Layout, edition: Edition) -> list[str]:
    """Versions of the releases of an edition on disk, newest first."""
    directory = layout.editions(edition)
    if is_local(directory) and not directory.is_dir():
        return []
    found = [path.parent.name for path in directory.glob(f"*/{MANIFEST}")]
    return sorted(found, key=version_key, reverse=True)


def version_key(version: str) -> tuple[tuple[int, ...], str]:
    """What versions are ordered by: their numbers, then as text.

    >>> sorted(["2026.11.10", "2026.11.9"], key=version_key)
    ['2026.11.9', '2026.11.10']
    """
    numbers = []
    for piece in version.split("."):
        if not piece.isdigit():
            break
        numbers.append(int(piece))
    return tuple(numbers), version
