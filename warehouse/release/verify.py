"""Verifying a release by itself: everything its build claimed is computed again from the files as they are.

Belongs here: finding what is wrong with a release. Does not belong here: how to build one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from schemas.model import Dataset
from schemas.render import arrow
from schemas.render.duckdb import identifier, literal
from warehouse import catalog, files, occupied
from warehouse.errors import WarehouseError
from warehouse.layout import Edition, is_local
from warehouse.release import accuracy, changes, descriptors, documents, manifest, standoff, terms
from warehouse.sql_checks import CheckResult

_PAGES = ("README.md", "DICTIONARY.md", "QUALITY.md", "ACCURACY.md", "CHANGELOG.md", "CITATION.cff")
_REQUIRED = (
    "README.md",
    "DICTIONARY.md",
    "QUALITY.md",
    "ACCURACY.md",
    "CHANGELOG.md",
    "schema.json",
    "LICENSES.csv",
    "CITATION.cff",
    "datapackage.json",
    "croissant.json",
)


@dataclass(frozen=True)
class Verification:
    """What came out: ``problems`` one line each, none where the release is whole; the SQL checks; how many files.

    ``tables`` are those of a release that was fetched without the others; ``None`` of one that is whole.
    """

    problems: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    files: int
    tables: tuple[str, ...] | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    path: Path,
    dataset: Dataset = DATASET,
    *,
    checks: Sequence[CheckResult] | None = None,
    linked: Collection[str] = (),
    temporary: Path | None = None,
) -> Verification:
    """Check a release: checksums, files, schemas, counts, keys, foreign keys, spans, every SQL check, terms, descriptors.

    One at an address is copied to a temporary directory of this machine first, as whoever downloads it would have it.

    ``checks`` are the results of every SQL check, where the caller has just run them over these very files; whoever gets a
    release runs them anew. ``linked`` are files that the caller knows to be parts of its tables, byte for byte: they are hashed, and not read again. DuckDB spills what it cannot hold below ``temporary``, by default a directory of the system's.

    Of a release that was fetched in part the files that are there are proved by its hashes, and their rows by the rules and keys that need
    no other table.

    Raises :class:`warehouse.release.manifest.ReleaseError` where the directory is not a release at all.
    """
    if not is_local(path):
        return _verify_copy(path, dataset)
    with occupied.reading(path):
        return _verify(Path(path), dataset, checks, linked, temporary)


def _verify(
    path: Path,
    dataset: Dataset,
    checks: Sequence[CheckResult] | None,
    linked: Collection[str],
    temporary: Path | None,
) -> Verification:
    claimed = manifest.read_manifest(path)
    edition: Edition = claimed["edition"]
    published = standoff.published(dataset) if edition == "public" or "attached" in claimed else dataset
    here = manifest.subset(path)
    problems = [*_checksums(path), *_files(path, claimed, linked), *_parquet(path, claimed, published, linked)]
    results: list[CheckResult] = []
    # rows are worth reading only where the files can be read
    if not problems:
        problems += _descriptors(path, claimed, published)
        try:
            with tempfile.TemporaryDirectory(dir=temporary) as spilled:
                results = _check(path, claimed, published, checks, Path(spilled), here)
        except WarehouseError as error:
            problems.append(str(error))
        problems += [check.line for check in results if check.blocks]
    return Verification(tuple(problems), tuple(results), len(manifest.names(path)), here)


def _check(
    path: Path,
    claimed: Mapping[str, Any],
    published: Dataset,
    checks: Sequence[CheckResult] | None,
    temporary: Path,
    here: Collection[str] | None,
) -> list[CheckResult]:
    with catalog.connect(
        path,
        release=True,
        read_only=False,
        dataset=published,
        temporary=temporary,
        comments=False,
        japanese=False,
    ) as connection:
        run = catalog.run_checks(connection, published, only=here) if checks is None else checks
        if here is not None:
            return list(run)
        return [*run, *terms.run(connection, claimed, published)] if claimed["edition"] == "public" else list(run)


def _verify_copy(address: Path, dataset: Dataset) -> Verification:
    """Verify a release elsewhere by a copy of all its files, which is removed again."""
    manifest.read_manifest(address)
    names = sorted(found.relative_to(address).as_posix() for found in address.rglob("*"))
    if any(".." in PurePosixPath(name).parts for name in names):
        raise manifest.ReleaseError(f"{address} is not a release: it has files whose names lead out of it")
    with tempfile.TemporaryDirectory(prefix="kawaraban-") as directory:
        for name in names:
            copy = Path(directory, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((address / name).read_bytes())
        return verify(Path(directory), dataset)


def _checksums(path: Path) -> Iterator[str]:
    yield from manifest.strays(path)
    try:
        sums = manifest.read_checksums(path)
    except manifest.ReleaseError as error:
        yield str(error)
        return
    here = manifest.subset(path)
    present = set(manifest.names(path)) - {manifest.CHECKSUMS} - ({manifest.SUBSET} if here is not None else set())
    for name in sorted(present - sums.keys()):
        yield f"{name} is not in {manifest.CHECKSUMS}"
    for name, digest in sums.items():
        if not manifest.belongs(name, here):
            continue
        if name not in present:
            yield f"{name} is missing"
        elif files.sha256_of(path / name) != digest:
            yield f"{name} has changed: its SHA-256 is not the one in {manifest.CHECKSUMS}"


def _files(path: Path, claimed: Mapping[str, Any], linked: Collection[str]) -> Iterator[str]:
    listed = {entry["path"]: entry for entry in claimed["files"]}
    here = manifest.subset(path)
    apart = {manifest.MANIFEST} | ({manifest.SUBSET} if here is not None else set())
    present = {name for name in manifest.names(path) if manifest.is_reproducible(name)} - apart
    for name in sorted(present - listed.keys()):
        yield f"{name} is not in {manifest.MANIFEST}"
    for name in sorted(name for name in listed.keys() - present if manifest.belongs(name, here)):
        yield f"{name} is missing, and {manifest.MANIFEST} lists it"
    for name in sorted(present & listed.keys()):
        if name not in linked and files.sha256_of(path / name) != listed[name]["sha256"]:
            yield f"{name} is not the file that {manifest.MANIFEST} lists"
    for name in _REQUIRED:
        if name not in present:
            yield f"{name} is missing"


def _parquet(path: Path, claimed: Mapping[str, Any], published: Dataset, linked: Collection[str]) -> Iterator[str]:
    counts = {table.name: 0 for table in published.tables}
    for entry in claimed["files"]:
        name = entry["path"]
        if not name.startswith("data/") or not (path / name).is_file():
            continue
        table_name = name.split("/")[1]
        if table_name not in counts:
            yield f"{name} belongs to no declared table"
            continue
        if name in linked:
            counts[table_name] += int(entry["rows"])
            continue
        try:
            rows = pq.read_table(path / name, partitioning=None)
            arrow.conform(rows, published.table(table_name))
        except (pa.ArrowException, OSError, arrow.ConformError) as error:
            yield f"{name} does not fit its declaration: {str(error).partition(chr(10))[0]}"
            continue
        counts[table_name] += rows.num_rows
        if rows.num_rows != entry.get("rows"):
            yield f"{name} has {rows.num_rows} rows; {manifest.MANIFEST} says {entry.get('rows')}"
    here = manifest.subset(path)
    for table_name, count in counts.items():
        if here is not None and table_name not in here:
            continue
        said = claimed["tables"].get(table_name, {}).get("rows")
        if count != said:
            yield f"{table_name} has {count} rows; {manifest.MANIFEST} says {said}"


def _descriptors(path: Path, claimed: Mapping[str, Any], published: Dataset) -> Iterator[str]:
    try:
        package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
        resources = {resource["name"]: resource["path"] for resource in package["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        yield f"datapackage.json cannot be read: {error}"
        return
    if package.get("version") != claimed["version"]:
        yield f"datapackage.json is of version {package.get('version')}, not {claimed['version']}"
    here = manifest.subset(path)
    for table in published.tables:
        present = sorted(f"data/{table.name}/{found.name}" for found in (path / "data" / table.name).glob("*"))
        if here is not None and table.name not in here:
            continue
        if sorted(resources.get(table.name, [])) != present:
            yield f"datapackage.json does not list the files of {table.name}"
    for table in published.reports:
        if (f"{table.name}.parquet" in resources.get(table.name, [])) != (path / f"{table.name}.parquet").exists():
            yield f"datapackage.json does not list the file of {table.name}"
    yield from accuracy.problems(path)
    yield from changes.problems(path, claimed, published)
    yield from _croissant(path, claimed)
    said = documents.notice(claimed["edition"])
    for name in _PAGES if said else ():
        if said not in (path / name).read_text(encoding="utf-8"):
            yield f"{name} does not say that this edition is not for redistribution"
    citation = (path / "CITATION.cff").read_text(encoding="utf-8")
    for key in ("cff-version:", "title:", "authors:", f'version: "{claimed["version"]}"'):
        if f"\n{key}" not in f"\n{citation}":
            yield f"CITATION.cff lacks {key.rstrip(':')}"
    if here is None:
        yield from _catalog(path, claimed, published)


def _croissant(path: Path, claimed: Mapping[str, Any]) -> Iterator[str]:
    """Whether the descriptor is of this version, and has a record set of every table with rows."""
    try:
        described = json.loads((path / descriptors.CROISSANT).read_text(encoding="utf-8"))
        sets = {found["name"] for found in described["recordSet"]}
    except (ValueError, KeyError, TypeError) as error:
        yield f"{descriptors.CROISSANT} cannot be read: {error}"
        return
    if described.get("version") != claimed["version"]:
        yield f"{descriptors.CROISSANT} is of version {described.get('version')}, not {claimed['version']}"
    for name in sorted({name for name, table in claimed["tables"].items() if table["rows"]} - sets):
        yield f"{descriptors.CROISSANT} has no record set of {name}"


def _catalog(path: Path, claimed: Mapping[str, Any], published: Dataset) -> Iterator[str]:
    import duckdb

    try:
        with duckdb.connect(str(path / manifest.CATALOG), read_only=True) as connection:
            connection.execute(f"SET file_search_path = {literal(str(path.absolute()))}")
            for table in published.tables:
                rows = connection.execute(f"select count(*) from {identifier(table.name)}").fetchall()[0][0]
                if rows != claimed["tables"][table.name]["rows"]:
                    yield f"{manifest.CATALOG} shows {rows} rows of {table.name}"
    except duckdb.Error as error:
        yield f"{manifest.CATALOG} cannot be read: {str(error).partition(chr(10))[0]}"
