"""Records of what was made: of each batch and each corpus table the files' sizes and hashes, and what was proved of their rows.

Belongs here: writing and reading records, and finding files that are not what their records say. Does not belong here: making the
files (``tables``), proving (``proving``).

A record is written last, carries a hash of itself, and is removed before any of its files is written again; it may be deleted at any
time, and what it spoke of is proved again. So that a look at everything does not read everything, ``witness.json`` keeps, for this
machine alone, what the file system said of each file when its hash was last computed: size, times, number. What was written since by
whomever has other times, and its hash is computed anew. A disk that alters bytes by itself changes no times: the thorough look reads all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import files
from warehouse.landing import batches
from warehouse.layout import Day, Layout, day_of_path, is_local

_CATALOG = "catalog"


@dataclass(frozen=True)
class PartInfo:
    """A file that was written: where, how many rows and bytes, its SHA-256, and missing values by column that has any."""

    path: Path
    rows: int
    bytes: int
    sha256: str
    nulls: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Proof:
    """What was proved of rows: by which checks, what they break all the same, and which documents were set aside for it.

    ``failed`` are the lines of rules that block a release, ``warned`` those that do not.
    """

    checks: str
    failed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    quarantined: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Record:
    """What was made of a batch, or a corpus table: versions, files by table, the landed file's SHA-256, and the proof."""

    versions: Mapping[str, str]
    parts: Mapping[str, PartInfo]
    landed: str | None
    proof: Proof | None


@dataclass(frozen=True, order=True)
class Damage:
    """A file that is not as it was made, and how."""

    path: Path
    what: str


def part_path(layout: Layout, table: Table, day: Day, batch: str) -> Path:
    """Where a batch's rows of a table lie: a part, or a contribution to a corpus table."""
    place = layout.contribution if table.partitioning == "corpus" else layout.part
    return place(table.name, day, batch)


def write(
    layout: Layout,
    day: Day,
    batch: str,
    infos: Mapping[str, PartInfo],
    *,
    versions: Mapping[str, str],
    proof: Proof | None = None,
) -> None:
    """Record what was made of a batch, by table, once every part of it is written."""
    landed = layout.landing_batch(day, batch)
    digest = files.sha256_of(landed) if landed.exists() else None
    _write(layout, layout.made(day, batch), Record(versions, infos, digest, proof))


def read(layout: Layout, day: Day, batch: str) -> Record | None:
    """The record of a batch, where there is one that can be read and the sizes of the parts on disk are those it names."""
    record = _read(
        layout.made(day, batch), {table.name: part_path(layout, table, day, batch) for table in DATASET.tables}
    )
    return record if record is not None and record.parts.keys() == {table.name for table in DATASET.tables} else None


def write_merged(
    layout: Layout, table: Table, info: PartInfo, *, versions: Mapping[str, str], proof: Proof | None
) -> None:
    """Record what a corpus table was merged into."""
    _write(layout, layout.made_merged(table.name), Record(versions, {table.name: info}, None, proof))


def read_merged(layout: Layout, table: Table) -> Record | None:
    """The record of a corpus table, as :func:`read` of a batch."""
    record = _read(layout.made_merged(table.name), {table.name: layout.merged(table.name)})
    return record if record is not None and record.parts.keys() == {table.name} else None


def write_catalog(layout: Layout) -> None:
    """Record the catalog, which is derived, too."""
    info = PartInfo(layout.catalog, 0, layout.catalog.stat().st_size, files.sha256_of(layout.catalog))
    _write(layout, layout.made_merged(_CATALOG), Record({}, {_CATALOG: info}, None, None))


def _write(layout: Layout, path: Path, record: Record) -> None:
    parts = {
        name: {"rows": info.rows, "bytes": info.bytes, "sha256": info.sha256, "nulls": dict(info.nulls)}
        for name, info in record.parts.items()
    }
    proof = None if record.proof is None else {**vars(record.proof), "quarantined": dict(record.proof.quarantined)}
    content = {"versions": dict(record.versions), "parts": parts, "landed": record.landed, "proof": proof}
    files.write_text(path, _text({**content, "sha256": _digest(content)}), layout.temporary)


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _content(path: Path) -> dict[str, Any] | None:
    """What a record says; ``None`` where its bytes are not those that were written."""
    text = path.read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    digest = content.pop("sha256")
    is_whole = digest == _digest(content) and text == _text({**content, "sha256": digest})
    return content if is_whole else None


def _read(path: Path, paths: Mapping[str, Path]) -> Record | None:
    try:
        content = _content(path)
        if content is None:
            return None
        parts = {name: PartInfo(path=paths[name], **part) for name, part in content["parts"].items()}
        if any(paths[name].stat().st_size != part.bytes for name, part in parts.items()):
            return None
        proof = content["proof"]
        known = (
            None
            if proof is None
            else Proof(**{**proof, "failed": tuple(proof["failed"]), "warned": tuple(proof["warned"])})
        )
        return Record(content["versions"], parts, content["landed"], known)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def records(layout: Layout) -> dict[tuple[str, str], Record]:
    """The records of all batches, by day and batch."""
    keys = sorted((day_of_path(path), path.stem) for path in (layout.root / "made").glob("dt=*/*.json"))
    found = files.each(lambda key: read(layout, *key), keys, layout.root)
    return {key: record for key, record in zip(keys, found, strict=True) if record is not None}


def damaged(layout: Layout, *, thorough: bool = False) -> list[Damage]:
    """Landed batches, parts and corpus tables that are not the files which their records name.

    Files that the file system says nobody has written to since their hashes were computed are passed over, unless ``thorough``; so are
    all at an address, whose store knows no such times.
    """
    if not is_local(layout.root) and not thorough:
        return []
    witness = _Witness(layout, trusted=not thorough)
    found = [
        Damage(path, "its bytes are not those that were written")
        for path, digest in _recorded_files(layout)
        if path.exists() and witness.sha256(path) != digest
    ]
    witness.save()
    return found


def _recorded_files(layout: Layout) -> Iterator[tuple[Path, str]]:
    for (day, batch), record in records(layout).items():
        if record.landed is not None:
            yield layout.landing_batch(day, batch), record.landed
        for part in record.parts.values():
            yield part.path, part.sha256
    for table in DATASET.tables:
        merged = read_merged(layout, table) if table.partitioning == "corpus" else None
        if merged is not None:
            yield layout.merged(table.name), merged.parts[table.name].sha256
    written = _read(layout.made_merged(_CATALOG), {_CATALOG: layout.catalog})
    if written is not None and _CATALOG in written.parts:
        yield layout.catalog, written.parts[_CATALOG].sha256
    digest = files.sealed(layout.landing_index) if is_local(layout.root) else None
    if digest is not None:
        yield layout.landing_index, digest


def misleading(layout: Layout) -> list[Damage]:
    """Parts and corpus tables that a reader of the tables must not answer from: other bytes, another size, or missing, by a record that
    is whole. A run may be writing meanwhile, so what is found is looked at twice; what has no record is a run's to judge."""
    if not is_local(layout.root) or not _not_as_recorded(layout):
        return []
    return _not_as_recorded(layout)


def _not_as_recorded(layout: Layout) -> list[Damage]:
    try:
        found = damaged(layout)
    except FileNotFoundError:  # replaced by a run between two looks, or missing, which is found below
        found = []
    whose = [
        (layout.made(day, batch), {table.name: part_path(layout, table, day, batch) for table in DATASET.tables})
        for day, batch in batches(layout)
    ]
    merged = [table.name for table in DATASET.tables if table.partitioning == "corpus"]
    whose += [(layout.made_merged(name), {name: layout.merged(name)}) for name in merged]
    for record, paths in whose:
        if not record.exists() or _read(record, paths) is not None:
            continue
        missing = [Damage(path, "it is missing") for path in paths.values() if not path.exists()]
        found += missing or [damage for damage in _why(record, paths) if damage.path != record]
    return sorted(damage for damage in found if damage.path.is_relative_to(layout.tables))


def unrecorded(layout: Layout) -> list[Damage]:
    """Batches and corpus tables that have files and no record that can be read, or one whose sizes are others."""
    known = records(layout)
    found = [
        Damage(layout.landing_batch(*key), "it is missing")
        for key, record in known.items()
        if record.landed is not None and not layout.landing_batch(*key).exists()
    ]
    for day, batch in batches(layout):
        path = layout.made(day, batch)
        if (day, batch) in known or not any(part_path(layout, table, day, batch).exists() for table in DATASET.tables):
            continue
        missing = [table for table in DATASET.tables if not part_path(layout, table, day, batch).exists()]
        if missing:
            found += [Damage(part_path(layout, table, day, batch), "it is missing") for table in missing]
        elif not path.exists():
            found.append(Damage(path, "the record is missing"))
        else:
            found += _why(path, {table.name: part_path(layout, table, day, batch) for table in DATASET.tables})
    for table in DATASET.tables:
        if table.partitioning != "corpus":
            continue
        path, merged = layout.made_merged(table.name), layout.merged(table.name)
        if path.exists() and not merged.exists():
            found.append(Damage(merged, "it is missing"))
        elif merged.exists() and read_merged(layout, table) is None:
            found += _why(path, {table.name: merged}) if path.exists() else [Damage(path, "the record is missing")]
    return found + (_unrecorded_catalog(layout) if is_local(layout.root) else [])


def _unrecorded_catalog(layout: Layout) -> list[Damage]:
    path = layout.made_merged(_CATALOG)
    if path.exists() and not layout.catalog.exists():
        return [Damage(layout.catalog, "it is missing")]
    if not path.exists():
        return [Damage(path, "the record is missing")] if layout.catalog.exists() else []
    is_known = _read(path, {_CATALOG: layout.catalog}) is not None
    return [] if is_known else _why(path, {_CATALOG: layout.catalog})


def _why(path: Path, paths: Mapping[str, Path]) -> list[Damage]:
    """Why a record does not speak of its files: because of itself, or of files of other sizes."""
    try:
        content = _content(path)
        parts = content["parts"] if content is not None else {}
        others = [paths[name] for name, part in parts.items() if paths[name].stat().st_size != part["bytes"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        others = []
    return [Damage(other, "its size is not that which was written") for other in others] or [
        Damage(path, "the record is damaged")
    ]


class _Witness:
    """What the file system said of files when their hashes were computed."""

    def __init__(self, layout: Layout, *, trusted: bool) -> None:
        self._layout = layout
        self._seen: dict[str, list[Any]] = {}
        self._kept: dict[str, list[Any]] = {}
        try:
            content = json.loads(layout.witness.read_text(encoding="utf-8")) if trusted else {}
            self._seen = content if isinstance(content, dict) else {}
        except (OSError, ValueError):
            self._seen = {}

    def sha256(self, path: Path) -> str:
        """SHA-256 of a file, computed where anything about the file is other than when it last was."""
        if not is_local(path):
            return files.sha256_of(path)
        name = path.relative_to(self._layout.root).as_posix()
        about = path.stat()
        signature = [about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino]
        known = self._seen.get(name)
        if isinstance(known, list) and known[:-1] == signature:
            self._kept[name] = known
        else:
            self._kept[name] = [*signature, files.sha256_of(path)]
        return str(self._kept[name][-1])

    def save(self) -> None:
        """Keep what was seen, where it is not what was known."""
        if self._kept != self._seen and self._layout.local.is_dir():
            text = json.dumps(self._kept, sort_keys=True) + "\n"
            # it only saves time: who may not write here reads again
            with contextlib.suppress(PermissionError, FileNotFoundError):
                files.write_text(self._layout.witness, text, self._layout.temporary)
