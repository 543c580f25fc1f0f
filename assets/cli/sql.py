"""``kawaraban sql`` and ``kawaraban tables``: reading what was made. Loads neither Dagster nor Great Expectations."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assets.cli.options import DATA, DirectoryOrAddress, UserError, existing, plain_errors


@click.command()
@click.argument("query", required=False)
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False), help="Read the query from a file.")
@DATA
@click.option(
    "--release",
    "release_path",
    type=DirectoryOrAddress(),
    help="Query a downloaded release, or one at an address, instead.",
)
@click.option(
    "--format", "how", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Output."
)
@plain_errors
def sql(query: str | None, path: str | None, data: str, release_path: str | None, how: str) -> None:
    """Answer a SQL QUERY (DuckDB) over the tables; `-` reads it from standard input.

    Columns and views: `kawaraban tables`, or DICTIONARY.md of a release.
    """
    from assets.answers import show_rows
    from warehouse import catalog
    from warehouse.layout import place

    text = Path(path).read_text(encoding="utf-8") if path else sys.stdin.read() if query == "-" else query or ""
    if not text.strip() or (query and path):
        raise UserError('give one query, as in `kawaraban sql "select * from said"`, or --file')
    root = place(release_path) if release_path else existing(data)
    connection = catalog.connect(root, release=release_path is not None)
    show_rows(catalog.query(connection, text), how, sys.stdout)


@click.command()
@click.argument("table", required=False)
@DATA
@plain_errors
def tables(table: str | None, data: str) -> None:
    """List the tables with their rows, or the columns of one TABLE."""
    import pyarrow as pa

    from assets.answers import show_rows
    from schemas.dataset import DATASET
    from schemas.model import DeclarationError, ListOfStruct

    if table is not None:
        try:
            declared = DATASET.table(table)
        except DeclarationError as error:
            raise UserError(str(error)) from None
        rows = [
            {
                "column": column.name,
                "type": "list<struct>" if isinstance(column.type, ListOfStruct) else column.type.value,
                "nullable": column.nullable,
                "description": column.description,
            }
            for column in declared.columns
        ]
    else:
        counts = _counts(data)
        rows = [
            {"table": item.name, "rows": counts.get(item.name), "one row per": item.grain, "title": item.title_ja}
            for item in DATASET.tables
        ]
    show_rows(pa.Table.from_pylist(rows), "table", sys.stdout)


def _counts(data: str) -> dict[str, int]:
    from warehouse.layout import place

    root = place(data)
    if not (root / "tables").is_dir():
        return {}
    from warehouse import catalog

    return catalog.row_counts(catalog.connect(root))
