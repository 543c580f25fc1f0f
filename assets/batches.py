"""Work on batches of the landing: make their parts, check them, merge the corpus-level tables.

The Dagster steps and ``kawaraban run`` call these functions, so that both leave the same bytes. Nothing here imports
Dagster, and Great Expectations is imported by :mod:`warehouse.quality` only when something is checked.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from assets.engines import Engine, EngineError, Local
from pipeline.link.merges import MERGES
from pipeline.run import run_stages
from pipeline.stage import Stage
from pipeline.versions import versions
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import files, landing, quality, tables
from warehouse.layout import Layout

Batch = tuple[str, str]
"""Fetch day (``YYYY-MM-DD``) and name of a batch of the landing."""


PARTITIONED = tuple(table for table in DATASET.tables if table.partitioning == "fetch_day")


@dataclass(frozen=True)
class BatchReport:
    """What came of one batch: rows by table, seconds by stage (wall clock), reasons of rejections."""

    day: str
    batch: str
    rows: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)


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
    return sorted(tables.stale_batches(layout, versions(), day))


def process(root: Path | str, day: str, batch: str) -> BatchReport:
    """Run every stage over one batch and write a part of every table."""
    layout, seconds = Layout(root), dict[str, float]()

    @contextmanager
    def timed(stage: Stage) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[stage.name] = seconds.get(stage.name, 0.0) + time.perf_counter() - began

    made = run_stages(landing.read_batch(layout, day, batch), around=timed)
    began = time.perf_counter()
    for table in PARTITIONED:  # results of the parts that are about to be replaced say nothing any more
        for result in (layout.quality(table.name, day, batch), layout.quality(table.name, day)):
            result.unlink(missing_ok=True)
    for table in DATASET.tables:
        tables.write_part(layout, table, made[table.name], day, batch, versions=versions())
    seconds["write"] = time.perf_counter() - began
    return BatchReport(day, batch, {name: rows.num_rows for name, rows in made.items()}, seconds)


def process_once(root: str, expected: Mapping[str, str], batch: Batch) -> BatchReport:
    """:func:`process` as the task of an engine: a batch whose parts are there already is reported and not made again.

    An engine gives a batch to a second worker where the first died, perhaps after it had written every part. Raises
    :class:`assets.engines.EngineError` where this process would make other parts than the one that handed the batch out.
    """
    reason = unfit(root, expected, batch)
    if reason:
        raise EngineError(f"a worker cannot do this work: {reason}")
    layout, (day, name) = Layout(root), batch
    if not all(tables.part_is_current(layout, table, day, name, expected) for table in DATASET.tables):
        return process(root, day, name)
    return BatchReport(day, name, {table.name: _part_rows(layout, table, batch) for table in DATASET.tables})


def unfit(root: str, expected: Mapping[str, str], batch: Batch) -> str | None:
    """Why this process cannot work for one with these versions on this batch; ``None`` where it can."""
    own = versions()
    other = [
        f"{name} {own.get(name)} instead of {expected[name]}" for name in expected if own.get(name) != expected[name]
    ]
    if other:
        return ", ".join(other)
    return (
        None if Layout(root).landing_batch(*batch).exists() else f"there is no batch {'/'.join(batch)} in {root}"
    )


def _part_rows(layout: Layout, table: Table, batch: Batch) -> int:
    with tables.part_path(layout, table, *batch).open("rb") as stream:
        return int(pq.read_metadata(stream).num_rows)


def process_all(
    layout: Layout,
    batches: Sequence[Batch],
    *,
    engine: Engine | None = None,
    on_done: Callable[[BatchReport], None] | None = None,
) -> list[BatchReport]:
    """:func:`process` for every batch by an engine, in this process without one; parts are the same for any engine.

    ``on_done`` hears of each batch as it is finished; the reports are in the order of the batches. What a worker that died
    had begun to write is removed. Raises what :meth:`assets.engines.engine.Crew.run` raises.
    """
    if not batches:
        return []
    root, expected = str(layout.root.absolute()), versions()  # workers may have another working directory
    reports = {}
    try:
        with (engine or Local()).open(partial(unfit, root, expected, batches[0])) as crew:
            for report in crew.run(partial(process_once, root, expected), batches):
                reports[report.day, report.batch] = report
                if on_done:
                    on_done(report)
    finally:
        tables.clean_temporary(layout)
    return [reports[batch] for batch in batches]


def merge_corpus_tables(layout: Layout) -> dict[str, tables.PartInfo | None]:
    """Bring every corpus-level table up to date; ``None`` for one that had nothing new."""
    return {
        name: tables.write_merged(layout, DATASET.table(name), merge, versions=versions())
        for name, merge in MERGES.items()
    }


def unchecked(layout: Layout) -> list[Batch]:
    """Batches whose parts have not been validated since they were made."""
    kept = set(layout.quality_root.rglob("*.json"))
    return [
        (day, batch)
        for day, batch in landing.batches(layout)
        if not all(layout.quality(table.name, day, batch) in kept for table in PARTITIONED)
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
    paths = sorted(layout.quality_root.rglob("*.json"))
    for path, validation in zip(paths, files.each(quality.read_validation, paths, layout.root), strict=True):
        if validation.blocked:
            rules = ", ".join(result.name for result in validation.failed if result.severity == "error")
            found.append(f"{validation.table} ({path.relative_to(layout.quality_root)}): {rules}")
    return found
