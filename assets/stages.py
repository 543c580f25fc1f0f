"""The partitioned tables: one asset key a table, all made in one step.

A batch passes through every stage while it is in memory, and a step costs more than a small batch; so the keys of the
groups ``text`` and ``annotations`` run together (see the folder's README).
"""

from collections.abc import Iterator

import dagster as dg

from assets.batches import BatchReport, pending, process_all
from assets.engines import choose
from assets.failures import one_line
from assets.landing import WAIT_SECONDS
from assets.partitions import SINGLE_RUN
from assets.resources import Warehouse
from assets.table_asset import (
    SECONDS,
    WRITER,
    content_version,
    daily_in_order,
    data_version,
    metadata_of,
    parts_of,
    table_specs,
    total_rows,
)
from warehouse.tables import hold


def daily_tables(daily: dg.PartitionsDefinition[str], pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The step that makes the tables of its days.

    It makes all of them whichever are asked for, and reports those: Dagster 1.13 refuses a backfill of many days of an asset
    that cannot be asked for in part and whose tables depend on each other.
    """

    @dg.multi_asset(
        name="daily_tables",
        specs=table_specs(daily),
        partitions_def=daily,
        backfill_policy=SINGLE_RUN,
        pool=pool,
        can_subset=True,
    )
    def make(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        """Run the stages over every batch of the days that lacks a part or has parts of other versions."""
        with one_line():
            reports = _make(context, warehouse)
            yield from _results(context, warehouse, reports)

    return make


def _make(context: dg.AssetExecutionContext, warehouse: Warehouse) -> list[BatchReport]:
    with hold(warehouse.layout, wait=WAIT_SECONDS):
        return process_all(
            warehouse.layout,
            [batch for day in context.partition_keys for batch in pending(warehouse.layout, day)],
            engine=choose(warehouse.engine, workers=warehouse.workers, scheduler=warehouse.scheduler),
            on_done=lambda report: context.log.info(f"{report.batch}: {report.rows['articles']} articles"),
        )


def _results(
    context: dg.AssetExecutionContext, warehouse: Warehouse, reports: list[BatchReport]
) -> Iterator[dg.MaterializeResult[None]]:
    """What lies on disk of every table and day.

    Of a single day on which nothing landed there is no result: its partition stays missing. In a run of many days Dagster
    wants all or none of them, and the metadata of such a day says that it is empty.
    """
    layout, days = warehouse.layout, context.partition_keys
    held, totals = {day: parts_of(layout, day) for day in days}, total_rows(layout)
    if not any(held.values()):
        context.log.info(f"nothing landed on {', '.join(days)}: nothing to make")
        return
    extra = {"batches_made": len(reports), "seconds_by_stage": dg.MetadataValue.json(_seconds(reports))}
    each = {day: _per_article([report for report in reports if report.day == day]) for day in days}
    wanted = {key.to_user_string() for key in context.selected_asset_keys}
    for table in daily_in_order():
        if table.name not in wanted:
            continue
        parts = [held[day].get(table.name, {}) for day in days]
        for day, found in zip(days, parts, strict=True):
            shown = {**metadata_of(table, found, totals[table.name]), **each[day]}
            context.add_asset_metadata(shown, asset_key=table.name, partition_key=day)
        version = data_version([content_version(found) for found in parts])
        yield dg.MaterializeResult(asset_key=table.name, metadata=extra, data_version=version)


def _per_article(reports: list[BatchReport]) -> dict[str, float]:
    """What an article took, in seconds of wall clock; nothing where none was made."""
    articles = sum(report.rows["articles"] for report in reports)
    seconds = sum(sum(report.seconds.values()) for report in reports)
    return {SECONDS: round(seconds / articles, 4)} if articles and seconds else {}


def _seconds(reports: list[BatchReport]) -> dict[str, float]:
    """Wall-clock seconds by stage, summed over batches."""
    seconds: dict[str, float] = {}
    for report in reports:
        for name, value in report.seconds.items():
            seconds[name] = round(seconds.get(name, 0.0) + value, 3)
    return seconds
