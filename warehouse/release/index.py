"""The index of releases: ``index.json`` beside them, newest first, at home and wherever they are published.

Belongs here: what the index says, reading and writing it. Does not belong here: copying releases (``publish``, ``hub``, ``fetch``).

An entry names its release by an address relative to the index (RFC 3986), so that a directory of releases may be moved or copied; the
SHA-256 of its manifest, which has those of the data; and of its checksums, which have those of every file. Who trusts the index can
so prove every byte behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas.dataset import DATASET
from warehouse import files, withdrawals
from warehouse.layout import Edition, Layout
from warehouse.release import manifest
from warehouse.release.manifest import CHECKSUMS, MANIFEST, ReleaseError, to_json

INDEX = "index.json"
_SHA256 = re.compile("[0-9a-f]{64}")
_VERSION = re.compile(r"\d+(\.\d+){1,3}([-+.][0-9A-Za-z.-]+)?")
Entry = dict[str, Any]
Index = dict[str, Any]


def withdrawn_in(directory: Path, withdrawn: Collection[str]) -> int:
    """How many of these documents a release holds, which may have been built before they were withdrawn."""
    found: set[str] = set()
    for path in sorted((directory / "data" / "documents").glob("*.parquet")) if withdrawn else ():
        with files.parquet_pieces(path) as source:
            held = pq.read_table(source, columns=["document_id"], partitioning=None)["document_id"].to_pylist()
        found |= set(held) & set(withdrawn)
    return len(found)


def entry(directory: Path, url: str | None = None, withdrawn: Collection[str] = ()) -> Entry:
    """What the index says of a release: where it lies, how much it holds, and the hashes that prove it.

    ``url`` ends in ``/`` and is absolute or relative to the index; by default it is the version's directory beside the index. ``bytes`` are
    those of the files that the manifest lists, which are the same whenever it is built again; ``files`` counts every file. ``withdrawn`` says how many
    of the documents withdrawn since it holds, where it does.
    """
    held = manifest.read_manifest(directory)
    count = withdrawn_in(directory, withdrawn)
    base = url or f"{held['version']}/"
    return {
        "version": held["version"],
        "edition": held["edition"],
        "created": held["created"],
        "schema_version": held["schema_version"],
        "url": base,
        "manifest": f"{base}{MANIFEST}",
        "sha256": files.sha256_of(directory / MANIFEST),
        "checksums_sha256": files.sha256_of(directory / CHECKSUMS),
        "bytes": sum(file["bytes"] for file in held["files"]),
        "files": len(manifest.read_checksums(directory)) + 1,
        "tables": {name: table["rows"] for name, table in held["tables"].items()},
        **({"withdrawn": count} if count else {}),
    }


def of(entries: Iterable[Entry], edition: Edition, retracted: Iterable[str] = ()) -> Index:
    """The index of these releases; the newest is ``latest``, of those that hold nothing withdrawn where there are any.

    ``retracted`` are versions that there were, and that were removed because of what was withdrawn.
    """
    ordered = sorted(entries, key=lambda found: manifest.version_key(found["version"]), reverse=True)
    clean = [found for found in ordered if not found.get("withdrawn")]
    latest = next((found["version"] for found in (*clean, *ordered)), None)
    gone = sorted(set(retracted))
    return {
        "name": DATASET.name,
        "edition": edition,
        "latest": latest,
        **({"retracted": gone} if gone else {}),
        "releases": ordered,
    }


def parse(content: bytes, shown: str) -> Index:
    """An index as it was read from ``shown``; raises :class:`ReleaseError` where it is malformed."""
    try:
        found = json.loads(content)
        listed: Sequence[Mapping[str, Any]] = found["releases"]
        for release in listed:
            hashes = (release["sha256"], release["checksums_sha256"])
            is_named = _VERSION.fullmatch(release["version"]) and isinstance(release["url"], str)
            if not is_named or not all(_SHA256.fullmatch(digest) for digest in hashes):
                raise ValueError(f"release {release['version']}")
        _ = found["latest"], found["edition"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{shown} is not an index of releases ({type(error).__name__}: {error})") from error
    return dict(found)


def listed(index: Mapping[str, Any], version: str) -> Entry | None:
    """The entry of a version, where there is one."""
    return next((dict(found) for found in index["releases"] if found["version"] == version), None)


def is_listed(known: Mapping[str, Any], entry: Mapping[str, Any], shown: str) -> bool:
    """Whether an index lists this very release; raises :class:`ReleaseError` where it lists another of its version."""
    found = listed(known, entry["version"])
    if found is not None and found["sha256"] != entry["sha256"]:
        raise ReleaseError(
            f"{shown} lists another release {entry['version']}, and a version is never overwritten; build one with a version of its own"
        )
    return found is not None


def with_entry(index: Mapping[str, Any], added: Entry) -> Index:
    """The same index with a release more, or with this entry in place of the version's."""
    others = [found for found in index["releases"] if found["version"] != added["version"]]
    return of([*others, added], added["edition"], index.get("retracted", ()))


def beside(release: Path) -> Index:
    """The index beside a release; one without releases where there is none."""
    try:
        return parse((release.parent / INDEX).read_bytes(), str(release.parent / INDEX))
    except (OSError, ReleaseError):
        return of([], "public")


def following(known: Mapping[str, Any], home: Mapping[str, Any]) -> Index:
    """The index of a place where releases are published, with what is known at home since: which were retracted, and which hold how many
    documents that were withdrawn."""
    gone = {version for version in home.get("retracted", ()) if listed(known, version)}
    entries = []
    for found in known["releases"]:
        if found["version"] in gone:
            continue
        own = listed(home, found["version"])
        is_known = own is not None and own["sha256"] == found["sha256"]
        kept = {name: value for name, value in found.items() if name != "withdrawn" or not is_known}
        marked = own is not None and is_known and own.get("withdrawn")
        entries.append({**kept, "withdrawn": marked} if marked else kept)
    return of(entries, known["edition"], {*known.get("retracted", ()), *gone})


def is_version(name: str) -> bool:
    """Whether a directory of this name beside an index is that of a release.

    >>> is_version("2026.11.0"), is_version("index.json")
    (True, False)
    """
    return _VERSION.fullmatch(name) is not None


def at_home(layout: Layout, edition: Edition) -> Index:
    """The index of the releases of an edition on disk."""
    withdrawn = withdrawals.documents(layout)
    entries = (
        entry(layout.release(version, edition), withdrawn=withdrawn) for version in manifest.versions(layout, edition)
    )
    return of(entries, edition, withdrawals.retracted(layout, edition))


def write(layout: Layout, edition: Edition) -> None:
    """Write an edition's ``index.json`` from its releases on disk, in one step."""
    files.write_text(layout.release_index(edition), to_json(at_home(layout, edition)), layout.temporary)


def mend(layout: Layout, edition: Edition) -> None:
    """Write an edition's index again where it does not list the releases there: a run may have been killed before it did."""
    try:
        found = parse(layout.release_index(edition).read_bytes(), INDEX)
        known = [release["version"] for release in found["releases"]]
    except (OSError, ReleaseError):
        known = None
    there = manifest.versions(layout, edition)
    if known != there and (there or known is not None):
        write(layout, edition)
