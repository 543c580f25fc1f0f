"""One blocking Great Expectations check a table; its metadata lists the expectations and the keys that fail them."""

import warnings

import dagster as dg

from assets.partitions import DAILY
from assets.resources import Warehouse
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import quality, tables


def expectations_check(table: Table) -> dg.AssetChecksDefinition:
    """The check of one table: its rendered suite over the partition (or the whole table, where it has none)."""
    is_daily = table.partitioning == "fetch_day"

    @dg.asset_check(
        asset=table.name,
        name="expectations",
        blocking=True,
        partitions_def=DAILY if is_daily else None,
        description=f"Great Expectations suite of {table.name}: nulls, keys, vocabularies, patterns, ranges, order.",
    )
    def check(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> dg.AssetCheckResult:
        day = context.partition_key if is_daily else None
        result = quality.validate(table, tables.read_table(warehouse.layout, table, day))
        if tables.paths(warehouse.layout, table, day):
            quality.write_validation(warehouse.layout, result, day)
        failed = [item for item in result.results if not item.success]
        return dg.AssetCheckResult(
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if result.blocked or not failed else dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": len(result.results),
                "failed": len(failed),
                "failing": dg.MetadataValue.json({item.name: item.failing_keys for item in failed}),
                "results": dg.MetadataValue.path(str(warehouse.layout.quality(table.name, day))),
            },
        )

    return check


with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", dg.PreviewWarning
    )  # partitioned checks are new in 1.13; the lock pins what we tried
    CHECKS = [expectations_check(table) for table in DATASET.tables]
