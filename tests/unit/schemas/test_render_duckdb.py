"""Views: quoted names, declared types, comments in both languages."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from schemas.render.duckdb import comments, create_view


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_an_empty_view_has_the_types_of_a_full_one(table: Table, tmp_path: Path) -> None:
    path = tmp_path / "it's a part.parquet"
    pq.write_table(arrow.from_rows(table, [arrow.example_row(table)]), path)
    with duckdb.connect() as connection:
        described = []
        for files in ([], [str(path)]):
            connection.execute(create_view(table, files))
            described.append(connection.execute(f'describe "{table.name}"').fetchall())
        assert described[0] == described[1]
        assert [row[0] for row in described[0]] == list(table.column_names)
        for statement in comments(table):
            connection.execute(statement)
        found = dict(
            connection.execute(
                "select column_name, comment from duckdb_columns() where table_name = ?", [table.name]
            ).fetchall()
        )
    for column in table.columns:
        assert column.description in found[column.name]
        assert column.description_ja in found[column.name]
