"""Work on batches of the landing: make their parts, merge the corpus-level tables.

The Dagster steps and ``kawaraban run`` call these functions, so that both leave the same bytes. Nothing here imports Dagster. What is made is checked by :mod:`assets.checking`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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
from warehouse import landing, tables
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
        if not tables.batch_is_current(layout, batch_day, batch, current)
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
        infos = {
            table.name: tables.write_part(layout, table, made[table.name], day, batch, versions=versions())
            for table in DATASET.tables
        }
        tables.write_record(layout, day, batch, infos, versions=versions())
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
