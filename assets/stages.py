"""The partitioned tables: one asset key a table, all made in one step.

A batch passes through every stage while it is in memory, and a step costs more than a small batch; so the keys of the
groups ``text`` and ``annotations`` run together (see the folder's README).
"""

from collections.abc import Iterator

import dagster as dg

from assets.batches import PARTITIONED, pending, process_all
from assets.engines import choose
from assets.landing import WAIT_SECONDS
from assets.partitions import DAILY
from assets.resources import Warehouse
from assets.table_asset import materialized, table_specs
from pipeline.registry import STAGES
from schemas.dataset import DATASET
from warehouse.tables import hold

PARTITIONED_NAMES = {table.name for table in PARTITIONED}


@dg.multi_asset(name="daily_tables", specs=table_specs("fetch_day"), partitions_def=DAILY)
def daily_tables(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
    """Run the stages over every batch of the day that lacks a part or has parts of other versions."""
    layout, day = warehouse.layout, context.partition_key
    with hold(layout, wait=WAIT_SECONDS):
        todo = pending(layout, day)
        reports = process_all(
            layout,
            todo,
            engine=choose(warehouse.engine, workers=warehouse.workers, scheduler=warehouse.scheduler),
            on_done=lambda report: context.log.info(f"{report.batch}: {report.rows['articles']} articles"),
        )
    seconds: dict[str, float] = {}
    for report in reports:
        for name, value in report.seconds.items():
            seconds[name] = round(seconds.get(name, 0.0) + value, 3)
    extra = {"batches_made": len(reports), "seconds_by_stage": dg.MetadataValue.json(seconds)}
    # Dagster wants an asset after those it depends on, which is the order of the stages
    for name in dict.fromkeys(output for stage in STAGES for output in stage.outputs):
        if name in PARTITIONED_NAMES:
            yield materialized(layout, DATASET.table(name), day, extra)
