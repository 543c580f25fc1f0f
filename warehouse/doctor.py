"""A thorough look at a data directory: every file that is not as it was made, named, with what to do about it.

Belongs here: what is looked at, and how. Does not belong here: making anything again (``assets.mending``). Nothing here trusts what the
file system says of times: everything is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from schemas.dataset import DATASET
from warehouse import files, landing, made, tables, withdrawals, withdrawing
from warehouse.belonging import FEW, shown
from warehouse.errors import WarehouseError
from warehouse.layout import EDITIONS, Edition, Layout, batch_of_path, day_of_path, is_local

_AGAIN = "`kawaraban doctor --repair` makes it again"
_RESTORE = "restore it from a copy, or delete it and run the input again"
_RELEASE = "get the release again, or delete it and build another"


@dataclass(frozen=True, order=True)
class Finding:
    """A file that is not as it should be: which, what is wrong, what to do, and whether it can be made again here."""

    path: Path
    what: str
    advice: str
    is_mendable: bool

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.path}: {self.what}; {self.advice}"


def examine(layout: Layout) -> list[Finding]:
    """Everything that is wrong, by path."""
    found = [*_withdrawn(layout), *_landing(layout), *_made(layout), *_state(layout), *_releases(layout)]
    return sorted({finding.path: finding for finding in found}.values())


def held(layout: Layout, day: str, batch: str) -> str:
    """What a landed batch holds, by place: the first few, and how many more.

    Of one that cannot be read its parts may tell.
    """
    try:
        places = landing.read_batch(layout, day, batch)["location"].to_pylist()
    except (WarehouseError, ValueError, pa.ArrowException):
        try:
            places = tables.read_part(layout, DATASET.table("document_locations"), day, batch)["location"].to_pylist()
        except WarehouseError:
            return "documents that nothing names any more"
    names = list(dict.fromkeys(map(shown, places)))
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{len(places)} documents: {', '.join(names[:FEW])}{more}"


def _withdrawn(layout: Layout) -> Iterator[Finding]:
    """What is withdrawn stands in no part, and what was purged not in the landing either."""
    try:
        purged = withdrawals.documents(layout, purged=True)
    except WarehouseError as error:
        yield Finding(layout.withdrawals, str(error).partition("; ")[0], "restore it from a copy", is_mendable=False)
        return
    try:
        for day, batch in withdrawing.out_of_step(layout):
            yield Finding(
                layout.made(day, batch),
                "its parts hold what is withdrawn, or lack what is not any more",
                "`kawaraban run` makes them again",
                is_mendable=True,
            )
        for day, batch in landing.batches(layout) if purged else ():
            rows = landing.read_batch(layout, day, batch)
            kept = withdrawals.leave_out(rows, purged)
            if kept["content"].null_count > rows["content"].null_count:
                yield Finding(
                    layout.landing_batch(day, batch),
                    "it holds bytes that were to be removed",
                    "`kawaraban withdraw ID --purge --apply` removes them",
                    is_mendable=False,
                )
    except (WarehouseError, pa.ArrowException, OSError, ValueError):
        return  # a file that cannot be read is found below


def _landing(layout: Layout) -> Iterator[Finding]:
    for day, batch in landing.batches(layout):
        path = layout.landing_batch(day, batch)
        try:
            rows = landing.read_batch(layout, day, batch)
        except (WarehouseError, pa.ArrowException, ValueError) as error:
            yield Finding(path, str(error).partition("\n")[0], _restore(layout, day, batch), is_mendable=False)
            continue
        pairs = zip(rows["document_id"].to_pylist(), rows["content"].to_pylist(), strict=True)
        if any(content is not None and f"doc_{hashlib.sha256(content).hexdigest()}" != name for name, content in pairs):
            what = "a document is not the bytes that its identifier names"
            yield Finding(path, what, _restore(layout, day, batch), is_mendable=False)


def _restore(layout: Layout, day: str, batch: str) -> str:
    return f"{_RESTORE} ({held(layout, day, batch)})"


def _made(layout: Layout) -> Iterator[Finding]:
    for damage in [*made.damaged(layout, thorough=True), *made.unrecorded(layout)]:
        if damage.path == layout.landing_index:
            continue  # told of its own (``_state``)
        if damage.path.is_relative_to(layout.landing):
            advice = _restore(layout, day_of_path(damage.path), batch_of_path(damage.path))
            yield Finding(damage.path, damage.what, advice, is_mendable=False)
        else:
            yield Finding(damage.path, damage.what, _AGAIN, is_mendable=True)


def _state(layout: Layout) -> Iterator[Finding]:
    """The index of the landing is derived; the state of fetching is not."""
    problem = landing.index_problem(layout)
    if problem is not None:
        yield Finding(layout.landing_index, problem, _AGAIN, is_mendable=True)
    problem = files.seal_problem(layout.fetch_state)
    if files.is_lost(layout.fetch_state):
        problem = "it is not there, and its SHA-256 is"
    elif problem is None and layout.fetch_state.exists():
        problem = _sqlite_problem(layout.fetch_state)
    if problem is not None:
        advice = "restore it from a copy, or fetch without it: pages are asked for again then"
        yield Finding(layout.fetch_state, problem, advice, is_mendable=False)


def _sqlite_problem(path: Path) -> str | None:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            answer = connection.execute("pragma integrity_check").fetchone()[0]
            return None if answer == "ok" else str(answer).partition("\n")[0]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error).partition("\n")[0]


def _releases(layout: Layout) -> Iterator[Finding]:
    from warehouse.release import manifest

    if is_local(layout.releases) and not layout.releases.is_dir():
        return
    named = (manifest.CHECKSUMS, manifest.MANIFEST, manifest.CATALOG, "README.md")
    for directory in sorted({found.parent for name in named for found in layout.releases.rglob(name)}):
        path = directory / manifest.CHECKSUMS
        try:
            sums = manifest.read_checksums(directory)
            manifest.read_manifest(directory)
        except WarehouseError as error:
            yield Finding(path, str(error).partition("\n")[0], _RELEASE, is_mendable=False)
            continue
        present = set(manifest.names(directory)) - {manifest.CHECKSUMS}
        for name in sorted(present | sums.keys()):
            if name not in present:
                yield Finding(directory / name, "it is missing", _RELEASE, is_mendable=False)
            elif name not in sums:
                yield Finding(directory / name, f"it is not in {manifest.CHECKSUMS}", _RELEASE, is_mendable=False)
            elif files.sha256_of(directory / name) != sums[name]:
                yield Finding(
                    directory / name, "its bytes are not those that were released", _RELEASE, is_mendable=False
                )
        for stray in manifest.strays(directory):
            yield Finding(
                directory / stray.partition(" is ")[0], stray.partition(" is ")[2], _RELEASE, is_mendable=False
            )
    for edition in EDITIONS:
        yield from _index(layout, edition)


def _index(layout: Layout, edition: Edition) -> Iterator[Finding]:
    """The list of releases is derived from them, to the byte."""
    from warehouse.release import index, manifest

    path = layout.release_index(edition)
    try:
        written = path.read_bytes() if path.exists() else None
        expected = (
            manifest.to_json(index.at_home(layout, edition)).encode() if layout.editions(edition).is_dir() else None
        )
    except (WarehouseError, OSError):
        return  # that is the trouble of a release
    if written != expected:
        what = "it is missing" if written is None else "it does not list the releases here"
        yield Finding(path, what, _AGAIN, is_mendable=True)
