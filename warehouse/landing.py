"""The landing: bytes as received, content-addressed, in immutable batches.

Belongs here: what is new, sealing a batch, finding bytes again. Does not belong here: reading what the bytes mean.

A batch is sealed at :data:`BATCH_RECORDS` records or :data:`BATCH_BYTES` bytes (of text an eighth) and never changes; its name is a hash of its
records, places and times. What is known already
is answered by an SQLite index next to the batches. The index is derived: it is written after the batch is, compared with
the batch files at every start, and rebuilt where it is missing or damaged, so a run may be killed at any moment.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.render import arrow
from schemas.tables.landing import LANDING
from warehouse import files, withdrawals
from warehouse.errors import WarehouseError
from warehouse.layout import Day, Layout, batch_of_path, day_of_path, day_text, fetch_day
from warehouse.sources import MAX_DOCUMENT_BYTES, InputError, Record, expand, read_records

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "InputError",
    "LandingSummary",
    "batches",
    "content_of",
    "land",
    "land_records",
    "read_batch",
    "record_count",
]

BATCH_RECORDS = 1_000
BATCH_BYTES = 64 << 20
TEXT_WEIGHT = 8
"""What a byte of text counts for in a batch, beside one of a page, most of which is markup: its tables are as much larger."""
_IDENTITY = ("document_id", "location", "record_index", "media_type", "fetched_at", "rejection_reason")
_INDEX_VERSION = 3
_SCHEMA = f"""
create table batches (day text, batch text, size integer, primary key (day, batch)) without rowid;
create table contents (document_id text primary key, day text, batch text) without rowid;
create table places (place blob primary key) without rowid;
pragma user_version = {_INDEX_VERSION};
"""


class LandingError(WarehouseError):
    """A landing batch cannot be read."""


@dataclass(frozen=True)
class LandingSummary:
    """What one call of :func:`land` did.

    ``new_documents`` are bytes never seen, ``new_locations`` known bytes at a place that is new, ``known`` neither,
    ``rejected`` records without usable bytes. ``batches`` are the sealed ``(day, batch)``; ``bytes`` is what was kept.
    """

    files: int = 0
    new_documents: int = 0
    new_locations: int = 0
    known: int = 0
    rejected: int = 0
    batches: tuple[tuple[str, str], ...] = ()
    bytes: int = 0

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing was added."""
        return not self.batches


def land(
    layout: Layout,
    paths: Sequence[str],
    fetched_at: dt.datetime,
    *,
    on_progress: Callable[[LandingSummary], None] | None = None,
) -> LandingSummary:
    """Take what the paths hold into the landing; how they become locations, :func:`warehouse.sources.expand` says.

    The same bytes are kept once: seen at a new place they give a row without content; seen at a known place, nothing.
    ``on_progress`` hears the summary so far after each file. Raises :class:`InputError` where a path leads nowhere.
    """
    return land_records(
        layout,
        lambda: (read_records(found, layout.temporary) for found in expand(paths, layout.root)),
        fetched_at,
        on_progress=on_progress,
    )


def land_records(
    layout: Layout,
    files: Callable[[], Iterable[Iterable[Record]]],
    fetched_at: dt.datetime,
    *,
    on_progress: Callable[[LandingSummary], None] | None = None,
) -> LandingSummary:
    """Take records into the landing, wherever they come from.

    ``files`` gives the records of one file, feed or archive after the other; it is called anew where a damaged index
    makes the landing start over. What is kept, and what ``on_progress`` hears, is as for :func:`land`.
    """
    day = fetch_day(fetched_at)
    try:
        with _Index.open(layout) as index:
            return _Ingest(layout, index, day, fetched_at).run(files(), on_progress)
    except sqlite3.DatabaseError:
        # sealed batches are safe; a fresh index finds them, and what they hold counts as known
        layout.landing_index.unlink(missing_ok=True)
        with _Index.open(layout) as index:
            return _Ingest(layout, index, day, fetched_at).run(files(), on_progress)


def batches(layout: Layout, day: Day | None = None) -> list[tuple[str, str]]:
    """Every sealed batch as ``(day, batch)``, sorted; of one day where it is given."""
    pattern = f"dt={day_text(day) if day else '*'}/batch-*.parquet"
    return sorted((day_of_path(path), batch_of_path(path)) for path in layout.landing.glob(pattern))


def read_batch(layout: Layout, day: Day, batch: str) -> pa.Table:
    """Rows of one batch, in the order they were received; raises :class:`LandingError` where it cannot be read."""
    path = layout.landing_batch(day, batch)
    try:
        return arrow.conform(_with_new_columns(pq.read_table(files.parquet_source(path), partitioning=None)), LANDING)
    except FileNotFoundError as error:
        raise LandingError(f"there is no batch {batch} of {day_text(day)}; run `kawaraban run` again") from error
    except (pa.ArrowInvalid, OSError, arrow.ConformError) as error:
        raise LandingError(f"{path} is damaged; delete it and run `kawaraban run` again ({_line(error)})") from error


def _with_new_columns(rows: pa.Table) -> pa.Table:
    """A batch never changes: one sealed before a column was declared has null there."""
    schema = arrow.schema(LANDING)
    for at, column in enumerate(schema):
        if column.nullable and column.name not in rows.column_names:
            rows = rows.add_column(at, column, pa.nulls(rows.num_rows, column.type))
    return rows


def record_count(layout: Layout, day: Day, batch: str) -> int:
    """Records of one batch, without reading them."""
    path = layout.landing_batch(day, batch)
    try:
        with files.parquet_pieces(path) as source:
            count: int = pq.read_metadata(source).num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise LandingError(f"{path} is damaged; delete it and run `kawaraban run` again ({_line(error)})") from error
    return count


def rewrite(layout: Layout, day: Day, batch: str, rows: pa.Table) -> None:
    """Put these rows in place of a batch's, which never changes but where bytes were withdrawn and are removed."""
    _write(layout, day_text(day), batch, arrow.conform(rows, LANDING))


def content_of(layout: Layout, document_id: str) -> bytes | None:
    """The bytes of a document, from whichever batch holds them; none where no batch does."""
    with _Index.open(layout) as index:
        found = index.batch_of(document_id)
    if found is None:
        return None
    path = layout.landing_batch(*found)
    with files.parquet_pieces(path) as source:
        rows = pq.read_table(
            source, columns=["content"], filters=[("document_id", "=", document_id)], partitioning=None
        ).drop_null()
    return bytes(rows["content"][0].as_py()) if rows.num_rows else None


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _place(document_id: str | None, location: str, reason: str | None, record_index: int) -> bytes:
    """Key of what makes a row new: the bytes and where they lay; where there are no bytes, the reason and which record."""
    key = f"{document_id or f'{reason}#{record_index}'}\x1f{location}"
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def index_problem(layout: Layout) -> str | None:
    """How the index differs from what was written, or, where it was not sealed, from what the batches hold; ``None`` where it does not.

    Without a seal, which a run that was killed leaves none of, it is asked for every key: what it answers is all that is read of it.
    """
    path = layout.landing_index
    if not path.exists():
        return None
    if problem := files.seal_problem(path):
        return problem
    places: set[bytes] = set()
    contents: dict[str, tuple[str, str]] = {}
    try:
        for day, batch in batches(layout):
            for row in _identities(layout.landing_batch(day, batch)):
                places.add(_place(row.document_id, row.location, row.reason, row.record_index))
                if row.has_content and row.document_id:
                    contents.setdefault(row.document_id, (day, batch))
    except LandingError:
        return None  # that is the trouble of the batch
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            index = _Index(connection, path)
            held = {name: (day, batch) for name, day, batch in connection.execute("select * from contents")}
            is_whole = (
                connection.execute("pragma integrity_check").fetchone()[0] == "ok"
                and held == contents
                and {row[0] for row in connection.execute("select place from places")} == places
                and all(map(index.has_place, places))
                and all(index.batch_of(name) == key for name, key in contents.items())
            )
            known = connection.execute("select day, batch, size from batches").fetchall()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        return _line(error)
    sizes = {(day, batch): size for day, batch, size in known}
    is_whole &= sizes == {key: layout.landing_batch(*key).stat().st_size for key in batches(layout)}
    return None if is_whole else "it is not what the batches hold"


class _Index:
    """Which bytes and places the landing holds. Look-ups are logarithmic; nothing is loaded."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    @classmethod
    @contextlib.contextmanager
    def open(cls, layout: Layout) -> Iterator[_Index]:
        """The index in step with the batch files, rebuilt where it is missing, old or damaged; sealed when it is closed.

        That its bytes are those of its seal is for the run to see (``made.damaged``), which knows what was written to since.
        """
        layout.landing_index.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = cls._connect(layout.landing_index)
            index = cls(connection, layout.landing_index)
            index.reconcile(layout)
        except sqlite3.DatabaseError:
            for path in layout.landing_index.parent.glob(layout.landing_index.name + "*"):
                path.unlink()
            connection = cls._connect(layout.landing_index)
            index = cls(connection, layout.landing_index)
            index.reconcile(layout)
        try:
            yield index
        finally:
            connection.close()
        if files.sealed(layout.landing_index) is None:
            files.seal(layout.landing_index)

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        try:
            version = connection.execute("pragma user_version").fetchone()[0]
            if version == 0 and not connection.execute("select count(*) from sqlite_master").fetchone()[0]:
                files.break_seal(path)
                connection.executescript(_SCHEMA)
            elif version != _INDEX_VERSION:
                raise sqlite3.DatabaseError("index of another version")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def reconcile(self, layout: Layout) -> None:
        """Index the batches it does not know; start over where one it knows is gone.

        Raises :class:`LandingError` where a batch, which never changes, has another size than when it was sealed.
        """
        found = files.sizes(layout.landing, "dt=*/batch-*.parquet")
        sizes = {(day_of_path(path), batch_of_path(path)): size for path, size in found.items()}
        on_disk = set(sizes)
        known = {(day, batch): size for day, batch, size in self._connection.execute("select * from batches")}
        for key in sorted(on_disk & set(known)):
            if sizes[key] != known[key]:
                path = layout.landing_batch(*key)
                raise LandingError(
                    f"{path} is damaged: {sizes[key]} bytes, sealed with {known[key]}; restore or delete it"
                )
        if set(known) - on_disk:
            files.break_seal(self._path)
            with self._connection:
                for table in ("batches", "contents", "places"):
                    self._connection.execute(f"delete from {table}")
            known = {}
        for day, batch in sorted(on_disk - set(known)):
            self.add(day, batch, sizes[day, batch], _identities(layout.landing_batch(day, batch)))

    def add(self, day: str, batch: str, size: int, rows: Sequence[_Row]) -> None:
        """Take one sealed batch in, whole or not at all."""
        files.break_seal(self._path)
        with self._connection:
            self._connection.executemany(
                "insert or ignore into contents values (?, ?, ?)",
                [(row.document_id, day, batch) for row in rows if row.has_content],
            )
            self._connection.executemany(
                "insert or ignore into places values (?)",
                [(_place(row.document_id, row.location, row.reason, row.record_index),) for row in rows],
            )
            self._connection.execute("insert or ignore into batches values (?, ?, ?)", (day, batch, size))

    def has_place(self, place: bytes) -> bool:
        """Whether this row would say nothing new."""
        return self._connection.execute("select 1 from places where place = ?", (place,)).fetchone() is not None

    def batch_of(self, document_id: str) -> tuple[str, str] | None:
        """The batch that holds the bytes of a document."""
        found = self._connection.execute(
            "select day, batch from contents where document_id = ?", (document_id,)
        ).fetchone()
        return (found[0], found[1]) if found else None


class _Row(NamedTuple):
    """What the index knows of a row."""

    document_id: str | None
    location: str
    reason: str | None
    record_index: int
    has_content: bool


def _identities(path: Path) -> list[_Row]:
    names = ["document_id", "location", "rejection_reason", "record_index"]
    try:
        with files.parquet_pieces(path) as source, pq.ParquetFile(source) as file:
            rows = file.read(columns=names)
            has_content = [known for group in range(file.num_row_groups) for known in _has_content(file, group)]
        columns = [rows[name].to_pylist() for name in names]
    # a flipped byte may also be one of a column's name, or of a text that is no UTF-8 any more
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise LandingError(f"{path} is damaged; delete it and run `kawaraban run` again ({_line(error)})") from error
    return [_Row(*values) for values in zip(*columns, has_content, strict=True)]


def _has_content(file: pq.ParquetFile, group: int) -> list[bool]:
    """Which rows of a row group hold bytes; most groups say that all or none do, and their bytes stay unread."""
    about = file.metadata.row_group(group)
    content = about.column(file.schema_arrow.get_field_index("content"))
    missing = content.statistics.null_count if content.statistics is not None else None
    if missing in (0, about.num_rows):
        return [missing == 0] * about.num_rows
    found: list[bool] = file.read_row_group(group, columns=["content"])["content"].is_valid().to_pylist()
    return found


@dataclass
class _Ingest:
    """One call of :func:`land`: the open batch and the counts so far."""

    layout: Layout
    index: _Index
    day: str
    fetched_at: dt.datetime
    summary: LandingSummary = LandingSummary()
    rows: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0
    places: set[bytes] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)
    purged: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.purged = withdrawals.documents(self.layout, purged=True)

    def run(
        self, files: Iterable[Iterable[Record]], on_progress: Callable[[LandingSummary], None] | None
    ) -> LandingSummary:
        for records in files:
            is_empty, is_read = True, False
            for record in records:
                self._take(record)
                is_empty, is_read = False, is_read or record.reason != "passed_over"
            # what is passed over in a directory has a row of its own and is no file that was read
            self.summary = replace(self.summary, files=self.summary.files + (is_empty or is_read))
            if on_progress is not None:
                on_progress(self.summary)
        self._seal()
        return self.summary

    def _take(self, record: Record) -> None:
        place = _place(record.document_id, record.location, record.reason, record.record_index)
        if place in self.places or self.index.has_place(place):
            self.summary = replace(self.summary, known=self.summary.known + 1)
            return
        if record.document_id in self.purged:
            record = replace(record, content=None, reason=withdrawals.REASON, detail=None)
        document_id, content = record.document_id, record.content
        if record.reason is not None:
            self.summary = replace(self.summary, rejected=self.summary.rejected + 1)
        elif document_id in self.contents or (document_id and self.index.batch_of(document_id)):
            content = None
            self.summary = replace(self.summary, new_locations=self.summary.new_locations + 1)
        else:
            size = len(content or b"")
            self.summary = replace(
                self.summary, new_documents=self.summary.new_documents + 1, bytes=self.summary.bytes + size
            )
        if content is not None and document_id is not None:
            weight = len(content) * (1 if record.media_type == "text/html" else TEXT_WEIGHT)
            if self.size + weight > BATCH_BYTES:
                self._seal()
            self.contents.add(document_id)
            self.size += weight
        self.places.add(place)
        self.rows.append(
            {
                "document_id": document_id,
                "location": record.location,
                "file_name": record.file_name,
                "record_index": record.record_index,
                "media_type": record.media_type,
                "declared_charset": record.declared_charset,
                "fetched_at": record.fetched_at or self.fetched_at,
                "content": content,
                "rejection_reason": record.reason,
                "rejection_detail": record.detail,
            }
        )
        if len(self.rows) >= BATCH_RECORDS or self.size >= BATCH_BYTES:
            self._seal()

    def _seal(self) -> None:
        if not self.rows:
            return
        batch = _batch_id(self.rows)
        _write(self.layout, self.day, batch, arrow.from_rows(LANDING, self.rows))
        self.index.add(
            self.day,
            batch,
            self.layout.landing_batch(self.day, batch).stat().st_size,
            [
                _Row(
                    row["document_id"],
                    row["location"],
                    row["rejection_reason"],
                    row["record_index"],
                    row["content"] is not None,
                )
                for row in self.rows
            ],
        )
        self.summary = replace(self.summary, batches=(*self.summary.batches, (self.day, batch)))
        self.rows, self.size = [], 0
        self.places.clear()
        self.contents.clear()


def _batch_id(rows: Sequence[dict[str, Any]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(str(row[name]) for name in _IDENTITY).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:16]


def _write(layout: Layout, day: str, batch: str, rows: pa.Table) -> None:
    with files.replacing(layout.landing_batch(day, batch), layout.temporary) as path:
        pq.write_table(
            rows, path, compression="zstd", compression_level=6, use_dictionary=["media_type"], row_group_size=100
        )
