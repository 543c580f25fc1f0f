"""Tables on disk: conform, sort, write one part in one step; merge corpus tables; know what is stale; lock.

Belongs here: the files below ``tables`` and ``contributions``. Does not belong here: how a value is computed, or SQL.

Equal rows and versions give equal bytes. A part carries in its Parquet metadata which table and batch it is and the
versions that made it. A reader never sees half a file: parts are moved into place whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import itertools
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from warehouse import files, lease, made
from warehouse.errors import LockedError, StorageError, WarehouseError
from warehouse.landing import batches
from warehouse.layout import MERGED_BATCH, Day, Layout, batch_of_path, day_of_path, day_text, is_local
from warehouse.made import PartInfo, Proof, part_path

_COMPRESSION_LEVEL = 3
"""Level 6 takes 1.6 times the processor time of 3 over the tables of a batch, and saves 4 % of their bytes."""
ROW_GROUP_ROWS = 65_536
MERGED_AT_ONCE = 16
"""Contributions in memory at once while a corpus table is merged, the rows merged so far among them."""
_NAMESPACE = b"kawaraban."
_LOCK_POLL_SECONDS = 0.1


class TableError(WarehouseError):
    """A table file cannot be read or is not what it should be."""


@dataclass(frozen=True, order=True)
class PartKey:
    """One part of a table, by fetch day and landing batch."""

    table: str
    day: str
    batch: str


@dataclass(frozen=True, order=True)
class Stale:
    """A part to make again, and why: ``missing``, ``versions`` or ``unreadable``."""

    day: str
    batch: str
    table: str
    reason: str


def write_part(
    layout: Layout, table: Table, rows: pa.Table, day: Day, batch: str, *, versions: Mapping[str, str]
) -> PartInfo:
    """Write one batch's rows of a table, conformed and sorted by key, replacing what was there in one step.

    Raises :class:`schemas.render.arrow.ConformError` where the rows do not fit the declaration.
    """
    rows = _sorted(arrow.conform(rows, table), table)
    metadata = {"table": table.name, "batch": f"{day_text(day)}/{batch}", "versions": _json(dict(versions))}
    if table.partitioning == "corpus":
        metadata["content"] = _content_digest(rows)
    # a record speaks of the parts as they were
    layout.made(day, batch).unlink(missing_ok=True)
    return _write(layout, table, part_path(layout, table, day, batch), rows, metadata)


def part_is_current(layout: Layout, table: Table, day: Day, batch: str, versions: Mapping[str, str]) -> bool:
    """Whether the part is there, can be read, and was made by these versions."""
    return _staleness(part_path(layout, table, day, batch), table, versions) is None


def parts(layout: Layout, table: Table, day: Day | None = None) -> list[PartKey]:
    """Parts of a table (contributions to a corpus table) on disk, by day and batch."""
    root = layout.contributions if table.partitioning == "corpus" else layout.tables
    pattern = f"dt={day_text(day) if day else '*'}/part-*.parquet"
    paths = (root / table.name).glob(pattern)
    return sorted(PartKey(table.name, day_of_path(path), batch_of_path(path)) for path in paths)


def paths(layout: Layout, table: Table, day: Day | None = None) -> list[Path]:
    """Files that hold the table, of one fetch day where it is given; a corpus table has one."""
    if table.partitioning == "corpus":
        path = layout.merged(table.name)
        return [path] if path.exists() else []
    return [part_path(layout, table, key.day, key.batch) for key in parts(layout, table, day)]


def whole_batches(layout: Layout) -> list[tuple[str, str]]:
    """Batches that have a part of every table, landed or not, as ``(day, batch)``."""
    found = [{(key.day, key.batch) for key in parts(layout, table)} for table in DATASET.tables]
    return sorted(set.intersection(*found))


def describe_part(layout: Layout, table: Table, day: Day, batch: str, rows: pa.Table) -> PartInfo:
    """What a record says of a part that is there, and has these rows."""
    path = part_path(layout, table, day, batch)
    return PartInfo(path, rows.num_rows, path.stat().st_size, files.sha256_of(path), _nulls(rows))


def _nulls(rows: pa.Table) -> dict[str, int]:
    return {name: rows[name].null_count for name in rows.column_names if rows[name].null_count}


def read_part(layout: Layout, table: Table, day: Day, batch: str) -> pa.Table:
    """Rows of one part or contribution; raises :class:`TableError` where it cannot be read."""
    return read_file(part_path(layout, table, day, batch), table)


def read_table(layout: Layout, table: Table, day: Day | None = None) -> pa.Table:
    """Every row of a table, of one fetch day where it is given; a corpus table is always whole. Empty where no file is."""
    if table.partitioning == "corpus":
        path = layout.merged(table.name)
        return read_file(path, table) if path.exists() else arrow.empty(table)
    keys = parts(layout, table, day)
    pieces = files.each(lambda key: read_part(layout, table, key.day, key.batch), keys, layout.root)
    return pa.concat_tables(pieces) if pieces else arrow.empty(table)


def write_merged(
    layout: Layout,
    table: Table,
    merge: Callable[[pa.Table], pa.Table],
    *,
    versions: Mapping[str, str],
    prove: Callable[[Table, pa.Table], Proof] | None = None,
) -> PartInfo | None:
    """Bring a corpus table up to date with its contributions; ``None`` where it is already and was left untouched.

    ``merge`` turns rows with repeated keys into rows with unique keys, and may be applied to its own result with more
    rows added. The file records which contributions it holds: where some were only added, they are merged into what is
    there; where one changed or went, or the versions did, or no record speaks of the file, the table is merged from all of them.
    ``prove`` says what is to be recorded of the rows.
    """
    path = layout.merged(table.name)
    keys = parts(layout, table)
    contents = files.each(_metadata, [part_path(layout, table, key.day, key.batch) for key in keys], layout.root)
    wanted = {f"{key.day}/{key.batch}": found.get("content", "") for key, found in zip(keys, contents, strict=True)}
    held: dict[str, str] = {}
    is_current = made.read_merged(layout, table) is not None and _staleness(path, table, versions) is None
    if is_current:
        held = json.loads(_metadata(path).get("contributions", "{}"))
        if held == wanted:
            return None
    only_added = is_current and held.items() <= wanted.items()
    pieces = [read_file(path, table)] if only_added else []
    new = [name.split("/") for name in sorted(wanted.keys() - held.keys() if only_added else wanted)]
    while new:
        if len(pieces) == MERGED_AT_ONCE:
            pieces = [merge(pa.concat_tables(pieces))]
        room = MERGED_AT_ONCE - len(pieces)
        pieces += files.each(lambda key: read_part(layout, table, *key), new[:room], layout.root)
        new = new[room:]
    rows = merge(pa.concat_tables(pieces)) if pieces else arrow.empty(table)
    metadata = {
        "table": table.name,
        "batch": MERGED_BATCH,
        "versions": _json(dict(versions)),
        "contributions": _json(wanted),
    }
    # what was found of the file that is replaced; a time of writing may be no finer than a second
    layout.quality(table.name).unlink(missing_ok=True)
    layout.made_merged(table.name).unlink(missing_ok=True)
    rows = _sorted(arrow.conform(rows, table), table)
    info = _write(layout, table, path, rows, metadata)
    made.write_merged(layout, table, info, versions=versions, proof=prove(table, rows) if prove else None)
    return info


def stale_partitions(layout: Layout, versions: Mapping[str, str]) -> list[Stale]:
    """Parts that a build must not mix in: of other versions, unreadable, or missing though their batch has landed."""
    expected = set(batches(layout))
    stale = []
    recorded = _recorded(layout, expected, versions)
    for table in DATASET.tables:
        present = {(key.day, key.batch) for key in parts(layout, table)}
        stale += _stale(layout, table, (present | expected) - recorded, present, versions)
    return sorted(stale)


def stale_batches(layout: Layout, versions: Mapping[str, str], day: Day | None = None) -> set[tuple[str, str]]:
    """Batches of the landing with a part that is missing, unreadable or of other versions; of one day where it is given."""
    expected = set(batches(layout, day))
    doubtful = expected - _recorded(layout, expected, versions)
    stale: set[tuple[str, str]] = set()
    for table in DATASET.tables:
        if wanted := doubtful - stale:
            present = {(key.day, key.batch) for key in parts(layout, table, day)}
            stale |= {(part.day, part.batch) for part in _stale(layout, table, wanted, present, versions)}
    return stale


def _stale(
    layout: Layout,
    table: Table,
    wanted: set[tuple[str, str]],
    present: set[tuple[str, str]],
    versions: Mapping[str, str],
) -> list[Stale]:
    """Which of the wanted parts of a table are not as they should be; ``present`` are those whose file is there."""
    keys = sorted(wanted & present)
    reasons = files.each(lambda key: _staleness(part_path(layout, table, *key), table, versions), keys, layout.root)
    found = [Stale(*key, table.name, reason) for key, reason in zip(keys, reasons, strict=True) if reason is not None]
    return found + [Stale(*key, table.name, "missing") for key in wanted - present]


def _is_recorded(layout: Layout, day: Day, batch: str, versions: Mapping[str, str]) -> bool:
    record = made.read(layout, day, batch)
    return record is not None and record.versions == dict(versions)


def _recorded(layout: Layout, keys: set[tuple[str, str]], versions: Mapping[str, str]) -> set[tuple[str, str]]:
    """Which of these batches have a record by these versions that still describes the parts on disk."""
    ordered = sorted(keys)
    found = files.each(lambda key: _is_recorded(layout, *key, versions), ordered, layout.root)
    return {key for key, is_recorded in zip(ordered, found, strict=True) if is_recorded}


def batch_is_current(layout: Layout, day: Day, batch: str, versions: Mapping[str, str]) -> bool:
    """Whether every part of the batch is there, can be read, and was made by these versions."""
    return _is_recorded(layout, day, batch, versions) or all(
        part_is_current(layout, table, day, batch, versions) for table in DATASET.tables
    )


def part_digests(layout: Layout, day: Day, batch: str) -> dict[str, str]:
    """SHA-256 of the batch's parts on disk, by table; those that are missing are left out."""
    record = made.read(layout, day, batch)
    if record is not None:
        return {name: part.sha256 for name, part in record.parts.items()}
    paths = {table.name: part_path(layout, table, day, batch) for table in DATASET.tables}
    return {name: files.sha256_of(path) for name, path in paths.items() if path.exists()}


def part_infos(layout: Layout, day: Day, batch: str) -> dict[str, PartInfo]:
    """What is known of the batch's parts on disk, by table; from its record where that describes them. Those that are missing are left out."""
    record = made.read(layout, day, batch)
    if record is not None:
        return dict(record.parts)
    paths = {table.name: part_path(layout, table, day, batch) for table in DATASET.tables}
    return {name: file_info(path) for name, path in paths.items() if path.exists()}


def file_info(path: Path) -> PartInfo:
    """Rows, bytes and SHA-256 of a table's file; raises :class:`TableError` where it cannot be read."""
    try:
        with files.parquet_pieces(path) as source:
            rows = pq.read_metadata(source).num_rows
        return PartInfo(path, rows, path.stat().st_size, files.sha256_of(path))
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} cannot be read; delete it and run `kawaraban run` again") from error


def versions_of(path: Path) -> dict[str, str]:
    """The versions that made a table's file; raises :class:`TableError` where it cannot be read."""
    found: dict[str, str] = json.loads(_metadata(path).get("versions", "{}"))
    return found


def read_column(path: Path, name: str) -> list[Any]:
    """One column of a table's file, without reading the others; raises :class:`TableError` where it cannot be read."""
    values: list[Any] = read_columns(path, [name])[name].to_pylist()
    return values


def read_columns(path: Path, names: Sequence[str]) -> pa.Table:
    """Columns of a table's file, without reading the others; raises :class:`TableError` where they cannot be read."""
    try:
        with files.parquet_pieces(path) as source:
            return pq.read_table(source, columns=list(names), partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{path} cannot be read; delete it and run `kawaraban run` again") from error


def first_rows(path: Path, count: int) -> list[dict[str, Any]]:
    """The first rows of a table's file, without reading the others; raises :class:`TableError` where it cannot be read."""
    try:
        with files.parquet_pieces(path) as source:
            batches = pq.ParquetFile(source).iter_batches(batch_size=count)
            return [row for batch in itertools.islice(batches, 1) for row in batch.to_pylist()]
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} cannot be read; delete it and run `kawaraban run` again") from error


def clean_temporary(layout: Layout) -> int:
    """Remove what killed runs left behind and say how much; call it only while holding the data directory."""
    if not layout.temporary.is_dir():
        return 0
    leftovers = list(layout.temporary.iterdir())
    for path in leftovers:
        files.remove(path)
    return len(leftovers)


@contextlib.contextmanager
def hold(layout: Layout, *, wait: float = 0) -> Iterator[None]:
    """Hold the data directory against other writers; the system lets go when the process ends, however it ends.

    Where another run holds it, try again for ``wait`` seconds. One that lies elsewhere is held against other machines by a lease.

    Raises :class:`LockedError` with the process that holds it and since when, and :class:`StorageError` where the
    directory cannot be written.
    """
    until = time.monotonic() + wait
    try:
        layout.local.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        other = "another --data" if is_local(layout.root) else "another KAWARABAN_CACHE"
        raise StorageError(f"cannot write to {layout.local}: {error.strerror}; choose {other}") from error
    try:
        _lock(layout, descriptor, until)
        with _told_where_full(layout):
            note = _json({"pid": str(os.getpid()), "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")})
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, note.encode(), 0)
            with contextlib.nullcontext() if is_local(layout.root) else lease.held(layout, until):
                yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _told_where_full(layout: Layout) -> Iterator[None]:
    """Tell of a disk that takes no more in a line that says what to do, whoever was writing."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        number = error.errno if isinstance(error, OSError) else errno.ENOSPC if "is full" in str(error) else None
        if number not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        raise StorageError(
            f"cannot write to {layout.local}: {os.strerror(number)}; what is finished is kept: run the same command again when there is room"
        ) from error


def _lock(layout: Layout, descriptor: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() >= until:
                raise LockedError(_who_holds(layout)) from error
            time.sleep(_LOCK_POLL_SECONDS)
        else:
            return


def _who_holds(layout: Layout) -> str:
    try:
        note = json.loads(layout.lock.read_text(encoding="utf-8"))
        holder = f"process {note['pid']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        holder = "another process"
    return f"{layout.root} is in use by {holder}; wait for it to end or choose another --data"


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sorted(rows: pa.Table, table: Table) -> pa.Table:
    if rows.num_rows < 2:
        return rows.combine_chunks()
    rows = rows.combine_chunks()
    return rows.take(pc.sort_indices(rows, [(name, "ascending") for name in table.primary_key]))


def _content_digest(rows: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows.combine_chunks(), max_chunksize=ROW_GROUP_ROWS)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _write(layout: Layout, table: Table, path: Path, rows: pa.Table, metadata: Mapping[str, str]) -> PartInfo:
    schema_metadata = dict(rows.schema.metadata or {})
    schema_metadata.update({_NAMESPACE + key.encode(): value.encode() for key, value in sorted(metadata.items())})
    try:
        with files.replacing(path, layout.temporary) as written:
            write_parquet(rows.replace_schema_metadata(schema_metadata), written, table.row_group_rows)
            size, digest = written.stat().st_size, files.sha256_of(written)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error
    return PartInfo(path, rows.num_rows, size, digest, _nulls(rows))


def write_parquet(rows: pa.Table, path: Path, row_group_rows: int = ROW_GROUP_ROWS) -> None:
    """Write rows as every published file is written: zstd, fixed row groups, page index."""
    pq.write_table(
        rows,
        path,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        row_group_size=row_group_rows,
        write_page_index=True,
        write_page_checksum=True,
        write_statistics=True,
    )


def read_file(path: Path, table: Table) -> pa.Table:
    """Rows of one file of a table; raises :class:`TableError` where it cannot be read."""
    try:
        rows = pq.read_table(files.parquet_source(path), partitioning=None, page_checksum_verification=True)
        return arrow.conform(rows, table)
    except FileNotFoundError as error:
        raise TableError(f"{path} is missing; run `kawaraban run` again") from error
    except (pa.ArrowInvalid, OSError, arrow.ConformError) as error:
        reason = str(error).partition("\n")[0]
        raise TableError(f"{path} cannot be read ({reason}); delete it and run `kawaraban run` again") from error


def _metadata(path: Path) -> dict[str, str]:
    try:
        with files.parquet_pieces(path) as source:
            found = pq.read_metadata(source).metadata or {}
    except FileNotFoundError as error:
        raise TableError(f"{path} is missing; run `kawaraban run` again") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"{path} cannot be read; delete it and run `kawaraban run` again") from error
    return {
        key.removeprefix(_NAMESPACE).decode(): value.decode()
        for key, value in found.items()
        if key.startswith(_NAMESPACE)
    }


def _staleness(path: Path, table: Table, versions: Mapping[str, str]) -> str | None:
    try:
        with files.parquet_pieces(path) as source:
            found = pq.read_metadata(source)
    except FileNotFoundError:
        return "missing"
    except (pa.ArrowInvalid, OSError):
        return "unreadable"
    metadata = found.metadata or {}
    if metadata.get(_NAMESPACE + b"versions", b"").decode() != _json(dict(versions)):
        return "versions"
    return None if found.schema.to_arrow_schema().equals(arrow.schema(table)) else "versions"
