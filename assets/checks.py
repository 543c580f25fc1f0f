"""One blocking Great Expectations check a table; its metadata lists the expectations, the keys that fail them and whose rows they are."""

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

from assets import checking
from assets.data_docs import link
from assets.failures import one_line
from assets.resources import Warehouse
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import quality
from warehouse.layout import Layout
from warehouse.quality import ExpectationResult, Validation

CHECK = "expectations"


def failing_keys(failed: Iterable[ExpectationResult]) -> dict[str, list[Mapping[str, object]]]:
    """Keys of the first rows that break each expectation, of all groups."""
    keys: dict[str, list[Mapping[str, object]]] = {}
    for item in failed:
        keys.setdefault(item.name, []).extend(item.failing_keys)
    return keys


def expectations_check(table: Table, daily: dg.PartitionsDefinition[str]) -> dg.AssetChecksDefinition:
    """The check of one table: its rendered suite over the partition (or the whole table, where it has none).

    Parts that have been validated since they were made are not looked at again; their kept results count.
    """
    is_daily = table.partitioning == "fetch_day"

    @dg.asset_check(
        asset=table.name,
        name=CHECK,
        blocking=True,
        partitions_def=daily if is_daily else None,
        description=f"Great Expectations suite of {table.name}: nulls, keys, vocabularies, patterns, ranges, order.",
    )
    def check(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> dg.AssetCheckResult:
        layout = warehouse.layout
        with one_line():
            if not is_daily:
                return result(table, checking.validate_merged(layout, [table.name]), layout, [None])
            found = []
            for day in context.partition_keys:
                parts = checking.digests(layout, day).get(table.name, {})
                checking.validate_table(layout, table, day, parts)
                found += [validation for _, validation in checking.kept(layout, table, day, parts)]
            return result(table, found, layout, context.partition_keys)

    return check


def known_result(layout: Layout, table: Table, day: str | None, parts: Mapping[str, str]) -> dg.AssetCheckResult | None:
    """The result that is kept on disk of these parts (SHA-256 by batch), of a day where the table has any.

    ``None`` where something was not checked since it was made.
    """
    if day is None:
        is_known = layout.quality(table.name).exists() and table.name not in checking.unchecked_merged(layout)
        kept = layout.quality(table.name)
        return result(table, [quality.read_validation(kept)], layout, [None]) if is_known else None
    found = [validation for _, validation in checking.kept(layout, table, day, parts)]
    covered = {batch for validation in found for batch in checking.covered(validation, parts)}
    return result(table, found, layout, [day]) if parts and covered == parts.keys() else None


def result(
    table: Table, found: Iterable[Validation], layout: Layout, days: Sequence[str | None]
) -> dg.AssetCheckResult:
    """What came out of a table's suite over these days, or over the table as a whole (``None``), as Dagster shows it."""
    found = list(found)
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
            "documents": "; ".join(f"{item.name}{item.owners.phrase}" for item in failed if item.owners.count)
            or "none",
            "report": dg.MetadataValue.md(report(found)),
            **link(layout, table, days),
            "results": dg.MetadataValue.path(str(layout.quality_root / table.name)),
        },
    )


def report(found: Iterable[Validation]) -> str:
    """Every expectation and what was observed, as a Markdown table; what failed comes first."""
    items = sorted((item for validation in found for item in validation.results), key=lambda item: item.success)
    lines = ["| expectation | result | observed |", "|---|---|---|"]
    for item in items:
        held = "holds" if item.success else f"{item.failing_count} rows fail ({item.severity})"
        observed = item.observed if len(item.observed) <= 80 else item.observed[:79] + "…"
        lines.append(f"| `{item.name}` | {held} | {observed.replace('|', '∣')} |")
    return "\n".join(lines)


def checks(daily: dg.PartitionsDefinition[str]) -> list[dg.AssetChecksDefinition]:
    """The checks of all tables."""
    return [expectations_check(table, daily) for table in DATASET.tables]
