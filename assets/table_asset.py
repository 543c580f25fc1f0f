"""Asset specs rendered from the declarations: key, docs, column schema, partitions, code version and lineage.

Belongs here: everything the Dagster UI shows of a table before and after it is made.
"""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from assets.partitions import DAILY
from pipeline.registry import STAGES
from pipeline.versions import versions
from schemas.dataset import DATASET
from schemas.model import ListOfStruct, Table
from warehouse import tables
from warehouse.files import sha256_of
from warehouse.layout import Layout

TEXT_TABLES = ("documents", "document_locations", "articles", "blocks", "sentences", "tokens", "rejections")
CORPUS = {table.name for table in DATASET.tables if table.partitioning == "corpus"}
PREVIEW_ROWS = 10
PREVIEW_CHARACTERS = 60


def code_version() -> str:
    """Hash over code, dictionary and lexicons, as Dagster's code version."""
    return "-".join(versions()[part] for part in ("code", "lexicons", "models"))


def column_schema(table: Table) -> dg.TableSchema:
    """The declared columns as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type="list<struct>" if isinstance(column.type, ListOfStruct) else column.type.value,
                description=f"{column.description} / {column.description_ja}",
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable,
                    unique=table.primary_key == (column.name,),
                    other=[f"one of {', '.join(column.vocabulary.values)}"] if column.vocabulary else [],
                ),
            )
            for column in table.columns
        ]
    )


def upstream(name: str) -> set[str]:
    """Partitioned tables that the stages making ``name`` read.

    The internal table ``readings`` stands for the landing. A batch's share of a corpus-level table never leaves the
    step, so those tables are upstream of none.
    """
    inputs = {table for stage in STAGES if name in stage.outputs for table in stage.inputs}
    return {"landing" if table == "readings" else table for table in inputs} - CORPUS - {name}


def spec(table: Table) -> dg.AssetSpec:
    """The asset of one table."""
    is_daily = table.partitioning == "fetch_day"
    group = "corpus" if not is_daily else "text" if table.name in TEXT_TABLES else "annotations"
    return dg.AssetSpec(
        table.name,
        deps=sorted(upstream(table.name)) if is_daily else [],
        description=_description(table),
        group_name=group,
        code_version=code_version(),
        kinds={"parquet", "sudachi"} if table.name in ("tokens", "lexemes") else {"parquet"},
        partitions_def=DAILY if is_daily else None,
        metadata={"dagster/column_schema": column_schema(table), "dagster/table_name": f"kawaraban.{table.name}"},
    )


def _description(table: Table) -> str:
    lines = [
        f"**{table.title}** / {table.title_ja}",
        table.description,
        table.description_ja,
        f"One row per {table.grain}.",
    ]
    return "\n\n".join([*lines, *(f"*Caveat*: {caveat}" for caveat in table.caveats)])


def materialized(
    layout: Layout, table: Table, day: str | None, extra: Mapping[str, object] | None = None
) -> dg.MaterializeResult[None]:
    """What the UI shows of the table as it lies on disk: rows, bytes, hashes, path, versions and a preview."""
    paths = tables.paths(layout, table, day)
    rows = tables.read_table(layout, table, day)
    metadata: dict[str, object] = {
        "dagster/row_count": rows.num_rows,
        "dagster/column_schema": column_schema(table),
        "parts": len(paths),
        "bytes": sum(path.stat().st_size for path in paths),
        "sha256": dg.MetadataValue.json({path.name: sha256_of(path) for path in paths}),
        "path": dg.MetadataValue.path(str(paths[0].parent if paths else layout.root)),
        "versions": dg.MetadataValue.json(versions()),
        "preview": dg.MetadataValue.md(preview(rows.slice(0, PREVIEW_ROWS).to_pylist(), table)),
        **(extra or {}),
    }
    return dg.MaterializeResult(asset_key=table.name, metadata=metadata)


def preview(rows: list[dict[str, object]], table: Table) -> str:
    """Rows as a Markdown table, long values cut."""
    names = [column.name for column in table.columns]

    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        text = text if len(text) <= PREVIEW_CHARACTERS else text[: PREVIEW_CHARACTERS - 1] + "…"
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ⏎ ").replace("<", "&lt;")

    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(cell(row[name]) for name in names) + " |" for row in rows)])


def table_specs(partitioning: str) -> list[dg.AssetSpec]:
    """Specs of every table that is partitioned so."""
    return [spec(table) for table in DATASET.tables if table.partitioning == partitioning]
