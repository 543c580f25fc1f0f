"""One blocking Great Expectations check a table; its metadata lists the expectations and the keys that fail them."""

import warnings
from collections.abc import Iterable, Mapping

import dagster as dg

from assets import checking
from assets.partitions import DAILY
from assets.resources import Warehouse
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse.quality import ExpectationResult


def failing_keys(failed: Iterable[ExpectationResult]) -> dict[str, list[Mapping[str, object]]]:
    """Keys of the first rows that break each expectation, of all groups."""
    keys: dict[str, list[Mapping[str, object]]] = {}
    for item in failed:
        keys.setdefault(item.name, []).extend(item.failing_keys)
    return keys


def expectations_check(table: Table) -> dg.AssetChecksDefinition:
    """The check of one table: its rendered suite over the partition (or the whole table, where it has none).

    Parts that have been validated since they were made are not looked at again; their kept results count.
    """
    is_daily = table.partitioning == "fetch_day"

    @dg.asset_check(
        asset=table.name,
        name="expectations",
        blocking=True,
        partitions_def=DAILY if is_daily else None,
        description=f"Great Expectations suite of {table.name}: nulls, keys, vocabularies, patterns, ranges, order.",
    )
    def check(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> dg.AssetCheckResult:
        layout = warehouse.layout
        if is_daily:
            day = context.partition_key
            parts = checking.digests(layout, day).get(table.name, {})
            checking.validate_table(layout, table, day, parts)
            found = [validation for _, validation in checking.kept(layout, table, day, parts)]
            place = layout.quality(table.name, day).parent
        else:
            found, place = checking.validate_merged(layout, [table.name]), layout.quality(table.name)
        failed = [item for validation in found for item in validation.failed]
        is_blocked = any(validation.blocked for validation in found)
        return dg.AssetCheckResult(
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if is_blocked or not failed else dg.AssetCheckSeverity.WARN,
            metadata={
                "rows": sum(validation.rows for validation in found),
                "expectations": sum(len(validation.results) for validation in found),
                "failed": len(failed),
                "failing": dg.MetadataValue.json(failing_keys(failed)),
                "results": dg.MetadataValue.path(str(place)),
            },
        )

    return check


with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", dg.PreviewWarning
    )  # partitioned checks are new in 1.13; the lock pins what we tried
    CHECKS = [expectations_check(table) for table in DATASET.tables]
