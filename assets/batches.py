"""Work on batches of the landing: make their parts, merge the corpus-level tables.

The Dagster steps and ``kawaraban run`` call these functions, so that both leave the same bytes. Nothing here imports Dagster. What is made is checked by :mod:`assets.checking`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.engines import Engine, EngineError, Local, ShardError
from assets.metering import Meter, Usage, usage
from pipeline.link.merges import MERGES
from pipeline.run import run_stages
from pipeline.versions import versions
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import doctor, landing, made, proving, tables, withdrawals
from warehouse.layout import Layout, batch_of_path, day_of_path

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
    return sorted(tables.stale_batches(layout, versions(), day))


def process(root: Path | str, day: str, batch: str) -> BatchReport:
    """Run every stage over one batch and write a part of every table."""
    layout, meters = Layout(root), (Meter(time.perf_counter), Meter())

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        with meters[0].phase(name), meters[1].phase(name):
            yield

    with timed("read"):
        received = landing.read_batch(layout, day, batch)
        received = withdrawals.leave_out(received, withdrawals.documents(layout))
    with timed("between stages"):
        rows_made = run_stages(received, around=lambda stage: timed(stage.name))
    with timed("proving"):
        rows_made, proof = _proved(received, rows_made, timed)
    with timed("write"):
        infos = {
            table.name: tables.write_part(layout, table, rows_made[table.name], day, batch, versions=versions())
            for table in DATASET.tables
        }
        made.write(layout, day, batch, infos, versions=versions(), proof=proof)
    rows = {name: table.num_rows for name, table in rows_made.items()}
    rejections = dict(Counter(rows_made["rejections"]["reason"].to_pylist()))
    return BatchReport(day, batch, rows, *(meter.seconds for meter in meters), rejections, usage())


def _proved(
    received: pa.Table, rows: dict[str, pa.Table], timed: Callable[[str], AbstractContextManager[None]]
) -> tuple[dict[str, pa.Table], made.Proof]:
    """The rows without those of documents that break a rule, and what was proved of them.

    The stages run again without these, because a batch's share of corpus tables has no row that is one document's alone.
    """
    quarantined: dict[str, str] = {}
    while True:
        breaches = proving.prove(rows)
        more = proving.documents(breaches)
        if not more.keys() - quarantined.keys():
            return rows, proving.proof(breaches, quarantined)
        quarantined = {**more, **quarantined}
        rows = run_stages(received, quarantined=quarantined, around=lambda stage: timed(stage.name))


def put_aside_damaged(layout: Layout) -> list[str]:
    """Remove what is not as it was made and can be made again, so that it is; one line for each such file.

    Raises :class:`warehouse.landing.LandingError` where it is a landed batch, which nothing here can bring back.
    """
    lines = []
    for damage in made.damaged(layout):
        is_landed = damage.path.is_relative_to(layout.landing) and damage.path != layout.landing_index
        if is_landed:
            held = doctor.held(layout, day_of_path(damage.path), batch_of_path(damage.path))
            raise landing.LandingError(
                f"{damage.path} is damaged: {damage.what}; restore it, or delete it and run the input again ({held})"
            )
        damage.path.unlink()
        lines.append(f"{damage.path} was damaged ({damage.what}) and is made again")
    return lines


def prove_again(layout: Layout, also: Collection[Batch] = ()) -> list[Batch]:
    """Prove the parts of batches whose record is missing, or that other checks proved, and of ``also``; those that were.

    Where rows break a rule, the batch is made again, without the documents that do.
    """
    todo = [
        key
        for key in tables.whole_batches(layout)
        if (record := made.read(layout, *key)) is None
        or record.proof is None
        or record.proof.checks != proving.version()
        or key in also
    ]
    for day, batch in todo:
        is_landed = layout.landing_batch(day, batch).exists()
        try:
            rows = {table.name: tables.read_part(layout, table, day, batch) for table in DATASET.tables}
        except tables.TableError:
            if not is_landed:
                raise
            process(layout.root, day, batch)
            continue
        breaches = proving.prove(rows)
        if proving.documents(breaches) and is_landed:
            process(layout.root, day, batch)
            continue
        known = made.read(layout, day, batch)
        held = known.proof.quarantined if known is not None and known.proof is not None else {}
        infos = {
            table.name: tables.describe_part(layout, table, day, batch, rows[table.name]) for table in DATASET.tables
        }
        made.write(layout, day, batch, infos, versions=versions(), proof=proving.proof(breaches, held))
    return todo


def process_once(root: str, expected: Mapping[str, str], batch: Batch) -> BatchReport:
    """:func:`process` as the task of an engine: a batch whose parts are there already is reported and not made again.

    An engine gives a batch to a second worker where the first died, perhaps after it had written every part. Raises
    :class:`assets.engines.EngineError` where this process would make other parts than the one that handed the batch out.
    """
    reason = unfit(root, expected, batch)
    if reason:
        raise EngineError(f"a worker cannot do this work: {reason}")
    layout, (day, name) = Layout(root), batch
    if not tables.batch_is_current(layout, day, name, expected):
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
    return None if Layout(root).landing_batch(*batch).exists() else f"there is no batch {'/'.join(batch)} in {root}"


def _part_rows(layout: Layout, table: Table, batch: Batch) -> int:
    with made.part_path(layout, table, *batch).open("rb") as stream:
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
    except ShardError as error:
        held = "; ".join(
            f"{'/'.join(batch)} holds {doctor.held(layout, *batch)}" for batch in batches if batch in error.shards
        )
        raise ShardError(f"{error}; {held}", error.shards) from error
    finally:
        tables.clean_temporary(layout)
    return [reports[batch] for batch in batches]


def merge_corpus_tables(layout: Layout) -> dict[str, made.PartInfo | None]:
    """Bring every corpus-level table up to date; ``None`` for one that had nothing new."""
    return {
        name: tables.write_merged(
            layout,
            DATASET.table(name),
            merge,
            versions=versions(),
            prove=lambda table, rows: proving.proof(proving.prove_table(table, rows)),
        )
        for name, merge in MERGES.items()
    }
