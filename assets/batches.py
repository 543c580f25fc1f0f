"""Work on batches of the landing: make their parts, check them, merge the corpus-level tables.

The Dagster steps and ``kawaraban run`` call these functions, so that both leave the same bytes. Nothing here imports
Dagster, and Great Expectations is imported by :mod:`warehouse.quality` only when something is checked.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import active_children, get_context
from pathlib import Path

from assets.interrupts import leave_to_parent
from assets.metering import Meter, Usage, usage
from pipeline.link.merges import MERGES
from pipeline.run import run_stages
from pipeline.versions import versions
from schemas.dataset import DATASET
from warehouse import landing, quality, tables
from warehouse.layout import Layout

Batch = tuple[str, str]
"""Fetch day (``YYYY-MM-DD``) and name of a batch of the landing."""


PARTITIONED = tuple(table for table in DATASET.tables if table.partitioning == "fetch_day")


@dataclass(frozen=True)
class BatchReport:
    """What came of one batch: rows by table, rejections by reason, seconds by stage, and what the process used.

    ``seconds`` is wall clock and ``cpu_seconds`` processor time, both by stage, and ``write`` for the parts. ``usage`` is of
    the process that made the batch, since it started.
    """

    day: str
    batch: str
    rows: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    rejections: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=usage)


def parse_time(value: str) -> dt.datetime:
    """A point in time, in UTC; without a zone it is read as Asia/Tokyo.

    Raises ``ValueError`` on anything but ISO 8601 and ``OverflowError`` at the ends of the calendar.

    >>> parse_time("2025-04-08T09:00:00").isoformat()
    '2025-04-08T00:00:00+00:00'
    """
    from zoneinfo import ZoneInfo

    tokyo = ZoneInfo("Asia/Tokyo")
    moment = dt.datetime.fromisoformat(value)
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=tokyo)).astimezone(dt.UTC)
    moment.astimezone(tokyo)  # the day of fetching must exist as well
    return moment


def pending(layout: Layout, day: str | None = None) -> list[Batch]:
    """Batches that lack a part, or whose parts other code, dictionaries or lexicons made."""
    current = versions()
    return [
        (batch_day, batch)
        for batch_day, batch in landing.batches(layout, day)
        if not all(tables.part_is_current(layout, table, batch_day, batch, current) for table in DATASET.tables)
    ]


def process(root: Path, day: str, batch: str) -> BatchReport:
    """Run every stage over one batch and write a part of every table."""
    layout, meters = Layout(root), (Meter(time.perf_counter), Meter())

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        with meters[0].phase(name), meters[1].phase(name):
            yield

    with timed("read"):
        received = landing.read_batch(layout, day, batch)
    with timed("between stages"):
        made = run_stages(received, around=lambda stage: timed(stage.name))
    with timed("write"):
        for table in PARTITIONED:  # results of the parts that are about to be replaced say nothing any more
            for result in (layout.quality(table.name, day, batch), layout.quality(table.name, day)):
                result.unlink(missing_ok=True)
        for table in DATASET.tables:
            tables.write_part(layout, table, made[table.name], day, batch, versions=versions())
    rows = {name: table.num_rows for name, table in made.items()}
    rejections = dict(Counter(made["rejections"]["reason"].to_pylist()))
    return BatchReport(day, batch, rows, *(meter.seconds for meter in meters), rejections, usage())


def process_all(
    layout: Layout, batches: Sequence[Batch], *, workers: int = 1, on_done: Callable[[BatchReport], None] | None = None
) -> list[BatchReport]:
    """:func:`process` for every batch, in their order, by up to ``workers`` processes; parts are the same for any number."""
    reports = []
    if min(workers, len(batches)) <= 1:
        for day, batch in batches:
            reports.append(process(layout.root, day, batch))
            if on_done:
                on_done(reports[-1])
        return reports
    pool = ProcessPoolExecutor(
        min(workers, len(batches)), mp_context=get_context("forkserver"), initializer=leave_to_parent
    )
    try:
        futures = [pool.submit(process, layout.root, day, batch) for day, batch in batches]
        for future in futures:
            reports.append(future.result())
            if on_done:
                on_done(reports[-1])
    except BaseException:
        # nobody waits for batches in flight: their parts are written whole or not at all, and the next run makes them
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in active_children():
            worker.terminate()
        raise
    pool.shutdown()
    return reports


def merge_corpus_tables(layout: Layout) -> dict[str, tables.PartInfo | None]:
    """Bring every corpus-level table up to date; ``None`` for one that had nothing new."""
    return {
        name: tables.write_merged(layout, DATASET.table(name), merge, versions=versions())
        for name, merge in MERGES.items()
    }


def unchecked(layout: Layout) -> list[Batch]:
    """Batches whose parts have not been validated since they were made."""
    return [
        (day, batch)
        for day, batch in landing.batches(layout)
        if not all(layout.quality(table.name, day, batch).exists() for table in PARTITIONED)
    ]


def unchecked_merged(layout: Layout) -> list[str]:
    """Corpus-level tables that were written after they were last validated, or never were."""

    def is_checked(name: str) -> bool:
        result, merged = layout.quality(name), layout.merged(name)
        return not merged.exists() or (result.exists() and result.stat().st_mtime_ns >= merged.stat().st_mtime_ns)

    return [name for name in MERGES if not is_checked(name)]


def validate(layout: Layout, day: str, batch: str) -> list[quality.Validation]:
    """Validate every part of a batch with its table's suite, and keep the results."""
    made = []
    for table in PARTITIONED:
        made.append(quality.validate(table, tables.read_part(layout, table, day, batch)))
        quality.write_validation(layout, made[-1], day, batch)
    return made


def validate_merged(layout: Layout, names: Iterable[str]) -> list[quality.Validation]:
    """Validate corpus-level tables as a whole, and keep the results."""
    made = []
    for name in names:
        made.append(quality.validate(DATASET.table(name), tables.read_table(layout, DATASET.table(name))))
        quality.write_validation(layout, made[-1])
    return made


def blocked(layout: Layout) -> list[str]:
    """Parts and merged tables whose kept validation blocks a release, one line each."""
    found = []
    for path in sorted(layout.quality_root.rglob("*.json")):
        validation = quality.read_validation(path)
        if validation.blocked:
            rules = ", ".join(result.name for result in validation.failed if result.severity == "error")
            found.append(f"{validation.table} ({path.relative_to(layout.quality_root)}): {rules}")
    return found
