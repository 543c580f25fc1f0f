"""A DuckDB over the tables or over a release: one view a table, with comments, and the views and macros of this folder.

Belongs here: connections, and views over files. Does not belong here: SQL text of a view (``schemas.render.duckdb``,
``warehouse/views``, ``warehouse/macros``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.render import duckdb as rendered
from schemas.render.duckdb import literal
from warehouse import files
from warehouse.errors import WarehouseError
from warehouse.layout import Layout, place
from warehouse.sql_checks import CheckResult, bound, first_line, run_checks, table_files

if TYPE_CHECKING:
    import duckdb

    from warehouse.addresses import TableFiles

__all__ = [
    "CatalogError",
    "CheckResult",
    "build",
    "connect",
    "query",
    "row_counts",
    "run_checks",
    "write_release_catalog",
]

_HERE = Path(__file__).parent
# nothing is fetched from the network, whatever a query asks for
_CONFIGURATION: Mapping[str, str | bool] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class CatalogError(WarehouseError):
    """A query or a view that DuckDB refuses; the message is its first line."""


def connect(
    root: Path,
    *,
    release: bool = False,
    read_only: bool = True,
    dataset: Dataset = DATASET,
    temporary: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory with a view for every table below ``root``: a data directory, or (``release``) a release.

    A table without parts is there, empty, with its declared types. Queries read the Parquet files; with ``read_only`` the
    configuration is locked as well. With ``temporary`` memory is bounded, and what is more is spilled below it. Raises :class:`CatalogError` where there are no tables or a file does not fit.
    """
    root = place(root).absolute()
    base = root / ("data" if release else "tables")
    if not base.is_dir():
        what = "release" if release else "tables"
        raise CatalogError(f"there are no {what} at {root}; run `kawaraban run PATH` first, or name another --data")
    elsewhere = table_files(base)
    connection = _open(":memory:", elsewhere)
    _define(connection, {table.name: _files(table, base, elsewhere) for table in dataset.tables}, dataset)
    if temporary is not None:
        bound(connection, temporary)
    if read_only:
        connection.execute("SET lock_configuration = true")
    return connection


def query(con: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Rows of one query as Arrow; no rows where the statement gives none. Raises :class:`CatalogError` on bad SQL."""
    import duckdb

    try:
        relation = con.sql(sql)
        return pa.table({}) if relation is None else relation.to_arrow_table()
    except (duckdb.Error, RuntimeError, ValueError) as error:
        raise CatalogError(_with_hint(error)) from error


def _with_hint(error: BaseException) -> str:
    """First line of an error, and what DuckDB thinks was meant."""
    lines = [line.strip() for line in str(error).splitlines()]
    hints = [line for line in lines[1:] if line.startswith(("Candidate bindings", "Did you mean"))]
    return " ".join([first_line(error), *hints[:1]])


def row_counts(con: duckdb.DuckDBPyConnection, dataset: Dataset = DATASET) -> dict[str, int]:
    """Rows of every table, in declared order."""
    counted = {}
    for table in dataset.tables:
        counted[table.name] = int(
            query(con, f"select count(*) as n from {rendered.identifier(table.name)}")["n"][0].as_py()
        )
    return counted


def build(layout: Layout, dataset: Dataset = DATASET) -> Path:
    """Write ``kawaraban.duckdb`` over the tables, for people who open it with DuckDB itself; replaced in one step.

    It holds views alone, over the files where they lie now. Where these lie elsewhere, so does it, and DuckDB needs its own ``httpfs``.
    """
    base = layout.tables.absolute()
    elsewhere = table_files(base)
    views = {table.name: _files(table, base, elsewhere) for table in dataset.tables}
    with files.replacing(layout.catalog, layout.temporary) as path, _open(str(path), elsewhere) as connection:
        _define(connection, views, dataset)
        connection.execute("CHECKPOINT")
    return layout.catalog


def write_release_catalog(directory: Path, dataset: Dataset = DATASET) -> Path:
    """Write ``kawaraban.duckdb`` into a release: views by paths relative to it, to be opened from there."""
    path = directory / "kawaraban.duckdb"
    views = {
        table.name: [str(Path(name).relative_to(directory)) for name in _files(table, directory / "data")]
        for table in dataset.tables
    }
    with _open(str(path)) as connection:
        connection.execute(f"SET file_search_path = {literal(str(directory))}")
        _define(connection, views, dataset)
        connection.execute("CHECKPOINT")
    return path


def _open(database: str, elsewhere: TableFiles | None = None) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(database, config=dict(_CONFIGURATION))
    if elsewhere is not None:
        connection.register_filesystem(elsewhere)
    return connection


def _files(table: Table, base: Path, elsewhere: TableFiles | None = None) -> list[str]:
    """Glob of a table's files, or nothing where it has none."""
    # every table of a release, and every corpus table, lies in one directory
    for pattern in ("part-*.parquet", "dt=*/part-*.parquet"):
        found = (base / table.name).glob(pattern) if elsewhere is None else elsewhere.fitting(table.name, pattern)
        if next(iter(found), None) is not None:
            return [str(base / table.name / pattern)]
    return []


def _define(connection: duckdb.DuckDBPyConnection, views: Mapping[str, list[str]], dataset: Dataset) -> None:
    import duckdb

    try:
        for table in dataset.tables:
            connection.execute(rendered.create_view(table, views[table.name]))
            for statement in rendered.comments(table):
                connection.execute(statement)
        for folder in ("macros", "views"):
            for path in sorted((_HERE / folder).glob("*.sql")):
                connection.execute(path.read_text(encoding="utf-8"))
    except duckdb.Error as error:
        raise CatalogError(
            f"the tables do not fit this version of Kawaraban; run `kawaraban run` again ({first_line(error)})"
        ) from error
