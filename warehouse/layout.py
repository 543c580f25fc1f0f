"""Every path of a data directory, in one place.

Belongs here: where things lie, and what days and batches look like in a path. Does not belong here: reading or writing.

    fetch/state.sqlite                                what feeds named, what was fetched, what waits to be landed
    landing/dt=YYYY-MM-DD/batch-<batch>.parquet       bytes as received
    tables/<table>/dt=YYYY-MM-DD/part-<batch>.parquet one part a landing batch
    tables/<table>/part-00000.parquet                 corpus tables: merged from
    contributions/<table>/dt=…/part-<batch>.parquet   what each batch adds to them
    made/dt=YYYY-MM-DD/<batch>.json                   what was made of a batch: sizes and hashes of its parts, what was proved
    made/<table>.json                                 the same of a corpus table
    withdrawals.json                                  what was withdrawn, at whose request and why; kept for good
    witness.json                                      of this machine: which of these files it has seen whole
    metrics/dt=YYYY-MM-DD.json                        figures of a day; derived
    alerts/alerts.jsonl                               of this machine: what went wrong, a line each; what was not yet told lies beside it
    quality/<table>/dt=…/<batch>.json                 validation results, of one batch or of a group of them
    docs/<table>/dt=…/<batch>.html                    Great Expectations' Data Docs of the same, and their list; derived
    releases/local/<version>/                         all that its maker holds, for its maker; never changed
    releases/public/<version>/                        what may be given away; never changed
    removed/dt=YYYY-MM-DD/<version>/                  local releases that were set aside on a day, to be put back for a week

A data directory is a directory, or an address such as ``s3://bucket/dataset``: what is above lies there, too, except
``fetch/``, ``alerts/``, the index of the landing, the lock and ``tmp/``, which are this machine's own and lie below :attr:`Layout.local`. An address has those
methods of a path that this folder uses (``warehouse.addresses``), and so it is typed as one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from warehouse.errors import LayoutError, StorageError

TIME_ZONE = ZoneInfo("Asia/Tokyo")
MERGED_BATCH = "00000"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BATCH = re.compile(r"[0-9A-Za-z_-]+")
# "s3://bucket", "file:///srv"; a drive letter of Windows has no "//"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+)://")
# What pathlib makes of an address: "s3:/bucket/dataset"
_MANGLED = re.compile(r"[a-z][a-z0-9+.\-]+:/")
_VERSION = re.compile(r"\d+(\.\d+){1,3}([-+.][0-9A-Za-z.-]+)?")

Day = dt.date | str
Edition = Literal["local", "public"]
"""``local`` holds all that its maker holds and is never published; ``public`` repeats of a text what its source allows."""
EDITIONS: tuple[Edition, ...] = ("local", "public")


def is_address(text: str) -> bool:
    """Whether a text names a place on another file system.

    >>> is_address("s3://bucket/dataset"), is_address("data"), is_address("file:///srv/data")
    (True, False, False)
    """
    found = _ADDRESS.match(text)
    return found is not None and found[1].lower() not in ("file", "local")


def place(argument: Path | str) -> Path:
    """A directory or an address as a person writes it, as a path; the one way in for ``--data`` and ``KAWARABAN_DATA``.

    Raises :class:`StorageError` where nothing can be kept at an address.

    >>> place("file:///srv/data"), place("data")
    (PosixPath('/srv/data'), PosixPath('data'))
    """
    if isinstance(argument, Path) and _MANGLED.match(str(argument)):
        raise StorageError(f"{argument} was an address before it was made a path; give the address as a text")
    if not isinstance(argument, str):
        return argument
    if not is_address(argument):
        return Path(argument.removeprefix("local://").removeprefix("file://"))
    try:
        from warehouse.addresses import address
    except ImportError as error:
        raise StorageError(
            f"{argument.partition('://')[0]}:// needs kawaraban[remote]; install it ({error})"
        ) from error
    return address(argument)


def is_local(path: Path) -> bool:
    """Whether a path lies on this machine."""
    return isinstance(path, Path)


def day_text(day: Day) -> str:
    """A day as paths and partition keys write it; raises :class:`LayoutError` on anything else.

    >>> day_text(dt.date(2026, 11, 22))
    '2026-11-22'
    """
    text = day.isoformat() if isinstance(day, dt.date) and not isinstance(day, dt.datetime) else str(day)
    if not _DAY.fullmatch(text):
        raise LayoutError(f"{text!r} is not a day; write it as YYYY-MM-DD")
    return text


def fetch_day(fetched_at: dt.datetime) -> str:
    """Partition of a moment: its day in Asia/Tokyo.

    >>> fetch_day(dt.datetime(2026, 11, 21, 15, 0, tzinfo=dt.UTC))
    '2026-11-22'
    """
    if fetched_at.tzinfo is None:
        raise LayoutError(f"{fetched_at.isoformat()} has no time zone; add one, such as +09:00")
    return fetched_at.astimezone(TIME_ZONE).date().isoformat()


def _batch_text(batch: str) -> str:
    if not _BATCH.fullmatch(batch):
        raise LayoutError(f"{batch!r} cannot name a batch")
    return batch


def edition_named(text: str) -> Edition:
    """The edition of this name; raises :class:`LayoutError` where there is none."""
    for edition in EDITIONS:
        if text == edition:
            return edition
    raise LayoutError(f"{text!r} is not an edition of a release; there are {' and '.join(EDITIONS)}")


@dataclass(frozen=True)
class Layout:
    """The paths of one data directory, which may be an address: ``Layout("s3://bucket/dataset")``."""

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", place(self.root))

    @property
    def local(self) -> Path:
        """Where this machine keeps what is its own: the data directory, or for one elsewhere a directory of the user's cache."""
        if is_local(self.root):
            return self.root
        from warehouse.addresses import local_directory

        return local_directory(self.root)

    @property
    def landing(self) -> Path:
        """Directory of the landing."""
        return self.root / "landing"

    def landing_batches(self, day: Day) -> Path:
        """Directory of one day's landing batches."""
        return self.landing / f"dt={day_text(day)}"

    def landing_batch(self, day: Day, batch: str) -> Path:
        """File of one landing batch."""
        return self.landing_batches(day) / f"batch-{_batch_text(batch)}.parquet"

    @property
    def landing_index(self) -> Path:
        """SQLite index of what the landing holds; derived, may be deleted at any time."""
        return self.local / "landing" / "index.sqlite"

    @property
    def fetch_state(self) -> Path:
        """SQLite state of fetching: queue, validators, waiting times, and pages not yet landed. Not derived: keep it."""
        return self.local / "fetch" / "state.sqlite"

    @property
    def fetch_lock(self) -> Path:
        """File that a fetching process locks; tables may be made at the same time."""
        return self.local / "fetch" / ".lock"

    @property
    def tables(self) -> Path:
        """Directory of the published tables."""
        return self.root / "tables"

    @property
    def contributions(self) -> Path:
        """Directory of what each batch adds to the corpus tables."""
        return self.root / "contributions"

    def part(self, table_name: str, day: Day, batch: str) -> Path:
        """Part of a table that is partitioned by fetch day."""
        return self.tables / table_name / f"dt={day_text(day)}" / f"part-{_batch_text(batch)}.parquet"

    def contribution(self, table_name: str, day: Day, batch: str) -> Path:
        """What one batch adds to a corpus table."""
        return self.contributions / table_name / f"dt={day_text(day)}" / f"part-{_batch_text(batch)}.parquet"

    def made(self, day: Day, batch: str) -> Path:
        """Record of what was made of one batch; derived, may be deleted at any time."""
        return self.root / "made" / f"dt={day_text(day)}" / f"{_batch_text(batch)}.json"

    def made_merged(self, table_name: str) -> Path:
        """Record of what a corpus table was merged into; derived, may be deleted at any time."""
        return self.root / "made" / f"{table_name}.json"

    @property
    def witness(self) -> Path:
        """What this machine's file system said of files when their hashes were computed; derived, may be deleted at any time."""
        return self.local / "witness.json"

    def merged(self, table_name: str) -> Path:
        """The one file of a corpus table."""
        return self.tables / table_name / f"part-{MERGED_BATCH}.parquet"

    @property
    def withdrawals(self) -> Path:
        """What was withdrawn at somebody's request. Not derived: keep it."""
        return self.root / "withdrawals.json"

    @property
    def catalog(self) -> Path:
        """DuckDB file with views over the tables."""
        return self.root / "kawaraban.duckdb"

    def metrics(self, day: Day) -> Path:
        """Figures of one day; derived, may be deleted at any time."""
        return self.root / "metrics" / f"dt={day_text(day)}.json"

    @property
    def alerts(self) -> Path:
        """What went wrong, a line of JSON each."""
        return self.local / "alerts" / "alerts.jsonl"

    @property
    def quality_root(self) -> Path:
        """Directory of validation results."""
        return self.root / "quality"

    def quality(self, table_name: str, day: Day | None = None, batch: str | None = None) -> Path:
        """Validation result of a part or a group of parts, or of a corpus table as a whole (no day, no batch)."""
        directory = self.quality_root / table_name
        if day is None:
            return directory / "all.json"
        return directory / f"dt={day_text(day)}" / f"{_batch_text(batch or 'all')}.json"

    def data_docs(self, table_name: str, day: Day | None = None, batch: str | None = None) -> Path:
        """Page of Great Expectations' Data Docs on a validation result of the same names; derived, may be deleted at any time."""
        kept = self.quality(table_name, day, batch).relative_to(self.quality_root)
        return self.data_docs_index.parent / kept.with_suffix(".html")

    @property
    def data_docs_index(self) -> Path:
        """List of those pages."""
        return self.root / "docs" / "index.html"

    @property
    def releases(self) -> Path:
        """Directory of releases, of both editions."""
        return self.root / "releases"

    def editions(self, edition: Edition) -> Path:
        """Directory of the releases of an edition; that of the public one may be given away as it is."""
        return self.releases / edition_named(edition)

    def release_index(self, edition: Edition) -> Path:
        """List of every release of an edition, newest first."""
        return self.editions(edition) / "index.json"

    def release(self, version: str, edition: Edition) -> Path:
        """Directory of one release."""
        if not _VERSION.fullmatch(version):
            raise LayoutError(f"{version!r} is not a version such as 2026.11.0")
        return self.editions(edition) / version

    @property
    def removed_root(self) -> Path:
        """Directory of local releases that were set aside."""
        return self.root / "removed"

    def removed(self, day: Day) -> Path:
        """Directory of local releases that were set aside on a day."""
        return self.removed_root / f"dt={day_text(day)}"

    @property
    def temporary(self) -> Path:
        """Where files are written before they are moved into place; holds nothing between runs."""
        return self.local / "tmp"

    @property
    def lock(self) -> Path:
        """File of this machine that a writing run locks."""
        return self.local / ".lock"

    @property
    def lease(self) -> Path:
        """File that tells other machines who writes to a data directory elsewhere."""
        return self.root / ".lease.json"


def day_of_path(path: Path) -> str:
    """Day of a file below a ``dt=`` directory."""
    return path.parent.name.removeprefix("dt=")


def batch_of_path(path: Path) -> str:
    """Batch of a ``part-`` or ``batch-`` file."""
    return path.stem.partition("-")[2]
