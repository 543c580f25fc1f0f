"""Asset specs rendered from the declarations: key, docs, column schema, partitions, code version and lineage.

Belongs here: everything the Dagster UI shows of a table before and after it is made.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import dagster as dg

from assets.automation import FOLLOWS, FOLLOWS_ITS_DAY, FRESH, OWNERS
from assets.checking import batches_of
from assets.data_docs import EXPLORER
from pipeline.registry import STAGES
from pipeline.versions import versions
from schemas.dataset import DATASET
from schemas.model import ListOfStruct, Table
from warehouse import tables
from warehouse.layout import Layout
from warehouse.tables import PartInfo

TEXT_TABLES = ("documents", "document_locations", "articles", "blocks", "sentences", "tokens", "postings", "rejections")
CONTENT = "content"
"""Metadata key of :func:`content_version`, by which a later look knows what it has told already."""
SEVERAL_DAYS = "days-"
"""Begins the data version that Dagster gives to every day of a run of many; which content each has, :data:`CONTENT` says."""
CORPUS = {table.name for table in DATASET.tables if table.partitioning == "corpus"}
WRITER = "kawaraban_writer"
"""The pool of whatever writes to the data directory. Its limit is one (``dagster.yaml``): who waits, waits in Dagster's queue."""
SECONDS = "seconds_per_article"
"""Metadata key of what an article took to make, where a run made any."""
PREVIEW_ROWS = 10
PREVIEW_CHARACTERS = 60


Parts = Mapping[str, Mapping[str, PartInfo]]
"""Parts of one fetch day by table and batch."""


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


def daily_in_order() -> list[Table]:
    """The tables of a day in the order of the stages: Dagster wants an asset after those it depends on."""
    outputs = dict.fromkeys(output for stage in STAGES for output in stage.outputs)
    by_name = {table.name: table for table in DATASET.tables if table.partitioning == "fetch_day"}
    return [by_name[name] for name in outputs if name in by_name]


def spec(table: Table, daily: dg.PartitionsDefinition[str] | None) -> dg.AssetSpec:
    """The asset of one table; ``daily`` are the partitions of those that have any.

    A table of a day is skippable: of a day on which nothing landed, nothing is made.
    """
    is_daily = table.partitioning == "fetch_day"
    group = "corpus" if not is_daily else "text" if table.name in TEXT_TABLES else "annotations"
    return dg.AssetSpec(
        table.name,
        deps=sorted(upstream(table.name)) if is_daily else [],
        description=description(table),
        group_name=group,
        code_version=code_version(),
        owners=OWNERS,
        tags={"grain": "day" if is_daily else "corpus", "holds": "wording" if _has_wording(table) else "facts"},
        kinds={"parquet", "sudachi"} if table.name in ("tokens", "lexemes", "postings") else {"parquet", "polars"},
        skippable=is_daily,
        freshness_policy=FRESH,
        automation_condition=FOLLOWS_ITS_DAY if is_daily else FOLLOWS,
        partitions_def=daily if is_daily else None,
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/table_name": f"kawaraban.{table.name}",
            "explorer": dg.MetadataValue.url(f"{EXPLORER}/tables/{table.name}"),
        },
    )


def _has_wording(table: Table) -> bool:
    return table.rows_carry == "wording" or any(column.carries == "wording" for column in table.columns)


def description(table: Table) -> str:
    """What a table is; its first line is all that lists show, and they show it as it is written."""
    lines = [
        f"{table.title} / {table.title_ja}: one row per {table.grain}.",
        table.description,
        table.description_ja,
    ]
    return "\n\n".join([*lines, *(f"Caveat: {caveat}" for caveat in table.caveats)])


def parts_of(layout: Layout, day: str) -> Parts:
    """What lies on disk of the tables of a day."""
    found: defaultdict[str, dict[str, PartInfo]] = defaultdict(dict)
    for _, batch in batches_of(layout, day):
        for name, info in tables.part_infos(layout, day, batch).items():
            found[name][batch] = info
    return found


def total_rows(layout: Layout) -> Counter[str]:
    """Rows of every partitioned table over all days."""
    total: Counter[str] = Counter()
    for batch in batches_of(layout):
        total.update({name: info.rows for name, info in tables.part_infos(layout, *batch).items()})
    return total


def content_version(parts: Mapping[str, PartInfo]) -> str:
    """Version of what a table holds: a hash over its parts' names and hashes. Equal bytes are equal versions, whoever made them."""
    return digest("".join(f"{batch} {info.sha256}\n" for batch, info in sorted(parts.items())))


def data_version(contents: Sequence[str]) -> dg.DataVersion:
    """What Dagster calls a run's product: its content, or one name for the contents of several days."""
    return dg.DataVersion(contents[0] if len(contents) == 1 else SEVERAL_DAYS + digest("".join(contents)))


def digest(text: str) -> str:
    """A short hash, as a data version."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def metadata_of(table: Table, parts: Mapping[str, PartInfo], total: int | None = None) -> dict[str, object]:
    """What the UI shows of a table, of one day where ``total`` gives the rows of all: rows, bytes, hashes, versions, a preview.

    ``dagster/row_count`` counts the whole table, so that the newest day does not stand for it.
    """
    infos = [info for _, info in sorted(parts.items())]
    rows = sum(info.rows for info in infos)
    counts = (
        {"dagster/row_count": rows}
        if total is None
        else {"dagster/row_count": total, "dagster/partition_row_count": rows}
    )
    if not infos:
        return {**counts, CONTENT: content_version(parts), "nothing landed on this day": True}
    filled = next((info for info in infos if info.rows), infos[0])
    return {
        **counts,
        CONTENT: content_version(parts),
        "parts": len(infos),
        "bytes": sum(info.bytes for info in infos),
        "sha256": dg.MetadataValue.json({info.path.name: info.sha256 for info in infos}),
        "path": dg.MetadataValue.path(str(infos[0].path.parent)),
        "versions": dg.MetadataValue.json(tables.versions_of(infos[0].path)),
        "preview": dg.MetadataValue.md(preview(tables.first_rows(filled.path, PREVIEW_ROWS), table)),
    }


def materialized(
    table: Table, parts: Mapping[str, PartInfo], extra: Mapping[str, object] | None = None
) -> dg.MaterializeResult[None]:
    """A table without partitions as it lies on disk."""
    return dg.MaterializeResult(
        asset_key=table.name,
        metadata={**metadata_of(table, parts), **(extra or {})},
        data_version=dg.DataVersion(content_version(parts)),
    )


def merged_parts(layout: Layout, table: Table) -> dict[str, PartInfo]:
    """The one file of a corpus-level table, as parts; none, where it is not there."""
    return {path.stem: tables.file_info(path) for path in tables.paths(layout, table)}


def preview(rows: list[dict[str, object]], table: Table) -> str:
    """Rows as a Markdown table, long values cut."""
    names = [column.name for column in table.columns]

    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        text = text if len(text) <= PREVIEW_CHARACTERS else text[: PREVIEW_CHARACTERS - 1] + "…"
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ⏎ ").replace("<", "&lt;")

    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(cell(row[name]) for name in names) + " |" for row in rows)])


def table_specs(daily: dg.PartitionsDefinition[str]) -> list[dg.AssetSpec]:
    """Specs of every table of a day."""
    return [spec(table, daily) for table in DATASET.tables if table.partitioning == "fetch_day"]
