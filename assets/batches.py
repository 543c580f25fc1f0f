"""Work on batches of the landing: make their parts, check them, merge the corpus-level tables.

The Dagster steps and ``kawaraban run`` call these functions, so that both leave the same bytes. Nothing here imports
Dagster, and Great Expectations is imported by :mod:`warehouse.quality` only when something is checked.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from pipeline.link.merges import MERGES
from pipeline.run import run_stages
from pipeline.stage import Stage
from pipeline.versions import versions
from schemas.dataset import DATASET
from warehouse import landing, quality, tables
from warehouse.layout import Layout

Batch = tuple[str, str]
"""Fetch day (``YYYY-MM-DD``) and name of a batch of the landing."""


@dataclass(frozen=True)
class BatchReport:
    """What came of one batch: rows by table, seconds by stage (wall clock), reasons of rejections."""

    day: str
    batch: str
    rows: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)


def parse_time(value: str) -> dt.datetime:
    """A point in time, in UTC; without a zone it is read as Asia/Tokyo.

    >>> parse_time("2025-04-08T09:00:00").isoformat()
    '2025-04-08T00:00:00+00:00'
    """
    from zoneinfo import ZoneInfo

    moment = dt.datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Tokyo"))).astimezone(dt.UTC)


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
    layout, seconds = Layout(root), dict[str, float]()

    @contextmanager
    def timed(stage: Stage) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[stage.name] = seconds.get(stage.name, 0.0) + time.perf_counter() - began

    made = run_stages(landing.read_batch(layout, day, batch), around=timed)
    began = time.perf_counter()
    for table in DATASET.tables:
        tables.write_part(layout, table, made[table.name], day, batch, versions=versions())
    seconds["write"] = time.perf_counter() - began
    return BatchReport(day, batch, {name: rows.num_rows for name, rows in made.items()}, seconds)


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
    with ProcessPoolExecutor(min(workers, len(batches)), mp_context=get_context("forkserver")) as pool:
        futures = [pool.submit(process, layout.root, day, batch) for day, batch in batches]
        for future in futures:
            reports.append(future.result())
            if on_done:
                on_done(reports[-1])
    return reports


def merge_corpus_tables(layout: Layout) -> dict[str, tables.PartInfo | None]:
    """Bring every corpus-level table up to date; ``None`` for one that had nothing new."""
    return {
        name: tables.write_merged(layout, DATASET.table(name), merge, versions=versions())
        for name, merge in MERGES.items()
    }


def unchecked(layout: Layout) -> list[Batch]:
    """Batches whose parts have no validation result of these very bytes yet."""
    return [
        (day, batch)
        for day, batch in landing.batches(layout)
        if not all(quality.is_validated(layout, table, day, batch) for table in DATASET.tables)
    ]
