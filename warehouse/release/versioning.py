"""Which version a release gets, and whether there is one already that holds the same.

Belongs here: comparing a data directory with the releases it has. Does not belong here: building one.

Releases of both editions count together: a public one that holds the same as a local one has its version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.dataset import DATASET
from warehouse import tables, withdrawals
from warehouse.landing import batches, read_batch
from warehouse.layout import EDITIONS, TIME_ZONE, Edition, Layout, is_local
from warehouse.release import accuracy, manifest
from warehouse.release.manifest import ReleaseError

FORMAT_VERSION = 4


def newest_fetch(layout: Layout) -> dt.datetime:
    """Newest moment anything of the data directory was received; raises :class:`ReleaseError` where nothing was."""
    locations = tables.read_table(layout, DATASET.table("document_locations"))
    newest = pc.max(locations["fetched_at"]).as_py()
    if newest is None:
        # every record was rejected; the landing still knows when
        newest = max((pc.max(read_batch(layout, *key)["fetched_at"]).as_py() for key in batches(layout)), default=None)
    if newest is None:
        raise ReleaseError(f"there is nothing to release at {layout.root}; run `kawaraban run PATH` first")
    moment: dt.datetime = newest
    return moment


def next_version(layout: Layout, edition: Edition, *, versions: Mapping[str, str]) -> str:
    """Version of the next release of an edition: year and month of the newest fetch (Asia/Tokyo), and a number.

    It is that of the newest release of the other edition, where that holds the same and the number is free here; else the first
    that no release has.
    """
    newest = newest_fetch(layout).astimezone(TIME_ZONE)
    prefix = f"{newest.year}.{newest.month}."
    own = max(_numbers(layout, edition, prefix), default=-1)
    others = {other: max(_numbers(layout, other, prefix), default=-1) for other in EDITIONS if other != edition}
    for other, number in others.items():
        held = _newest(layout, other)
        if (
            number > own
            and held is not None
            and held["version"] == f"{prefix}{number}"
            and _same(held, layout, versions)
        ):
            return f"{prefix}{number}"
    return f"{prefix}{max(own, *others.values()) + 1}"


def _numbers(layout: Layout, edition: Edition, prefix: str) -> list[int]:
    # elsewhere, files without a manifest are what a run left that was killed while it uploaded
    there = _entries(layout.editions(edition)) if is_local(layout.root) else manifest.versions(layout, edition)
    known = [*there, *withdrawals.retracted(layout, edition)]
    taken = {name.removeprefix(prefix) for name in known if name.startswith(prefix)}
    return [int(number) for number in taken if number.isdigit()]


def _entries(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()] if directory.is_dir() else []


def is_current(
    layout: Layout,
    edition: Edition,
    *,
    versions: Mapping[str, str],
    redistribution: Mapping[str, str] | None = None,
    figures: pa.Table | None = None,
) -> bool:
    """Whether the newest release of the edition was built from this landing, by these versions and on these terms, and has these figures."""
    held = _newest(layout, edition)
    if held is None or not _same(held, layout, versions) or held.get("redistribution") != dict(redistribution or {}):
        return False
    hashes = {entry["path"]: entry["sha256"] for entry in held["files"]}
    return figures is None or hashes.get(accuracy.FILE) == accuracy.digest(figures)


def _newest(layout: Layout, edition: Edition) -> dict[str, Any] | None:
    newest = next(iter(manifest.versions(layout, edition)), None)
    return None if newest is None else manifest.read_manifest(layout.release(newest, edition))


def before(layout: Layout, edition: Edition, version: str) -> Path | None:
    """The newest release of an edition that is older than ``version``; nothing where there is none."""
    older = (
        found
        for found in manifest.versions(layout, edition)
        if manifest.version_key(found) < manifest.version_key(version)
    )
    found = next(older, None)
    return None if found is None else layout.release(found, edition)


def _same(held: Mapping[str, Any], layout: Layout, versions: Mapping[str, str]) -> bool:
    wanted = {
        "schema_version": DATASET.schema_version,
        "format_version": FORMAT_VERSION,
        "versions": all_versions(versions),
        "inputs": inputs(layout),
    }
    return all(held.get(name) == value for name, value in wanted.items())


def all_versions(versions: Mapping[str, str]) -> dict[str, str]:
    """The versions that decide the bytes of a release."""
    return {**versions, "pyarrow": pa.__version__}


def inputs(layout: Layout) -> dict[str, Any]:
    """The landing in a line: how many batches, and a hash of their names, which are hashes of what they hold; and what is withdrawn of it."""
    names = "".join(f"{day}/{batch}\n" for day, batch in batches(layout))
    withdrawn = withdrawals.digest(layout)
    return {
        "batches": names.count("\n"),
        "sha256": hashlib.sha256(names.encode()).hexdigest(),
        **({"withdrawn_sha256": withdrawn} if withdrawn else {}),
    }
