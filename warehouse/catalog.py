"""A DuckDB over the tables or over a release: one view a table, with comments, and the views and macros of this folder.

Belongs here: connections, what they can reach, and views over files. Does not belong here: SQL text of a view
(``schemas.render.duckdb``, ``warehouse/views``, ``warehouse/macros``), and which statements are run (``queries``).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.render import duckdb as rendered
from schemas.render.duckdb import literal
from schemas.views import VIEWS, View
from warehouse import files, made, occupied
from warehouse.errors import StorageError
from warehouse.layout import Layout, is_local, place
from warehouse.queries import CatalogError, answers, query
from warehouse.sql_checks import CheckResult, bound, first_line, run_checks, table_files

if TYPE_CHECKING:
    import duckdb

    from warehouse.addresses import TableFiles

__all__ = [
    "CatalogError",
    "CheckResult",
    "answers",
    "build",
    "connect",
    "query",
    "row_counts",
    "run_checks",
    "write_release_catalog",
]

_HERE = Path(__file__).parent
MACROS = (
    "context",
    "span_text",
    "source_span",
    "upos_in_context",
    "words_in_mode",
    "query_words",
    "highlight",
    "search",
    "phrases",
)
"""Files of macros, in an order in which each may use those before it."""
# Nothing is fetched from the network, and no variable of a program is taken for a table, whatever a query asks for
_CONFIGURATION: Mapping[str, str | bool] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}
# Files that are given to others are written so that older DuckDBs read them; tried with 1.4
_STORAGE = "v1.2.0"
_NO_ROOM = re.compile("No space left|Could not write|Disk quota")
HOME_VARIABLE = "kawaraban_home"
"""The variable by which a reader may say where the files of a catalog lie, where DuckDB cannot know."""
# DuckDB has no word for the place of its own file. Unless somebody sets it, `temp_directory` is that file's absolute path with ".tmp" behind it.
_BESIDE = f"coalesce(getvariable({literal(HOME_VARIABLE)}), nullif(parse_dirpath(current_setting('temp_directory')), ''), '.')"
# What means something in a glob is what it is between brackets
_GLOB = re.compile(r"[\[*?]")
_HOME = f"regexp_replace({_BESIDE}, '[\\[*?]', '[\\0]', 'g')"


def connect(
    root: Path,
    *,
    release: bool = False,
    read_only: bool = True,
    dataset: Dataset = DATASET,
    temporary: Path | None = None,
    comments: bool = True,
    japanese: bool = True,
    day: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory with a view for every table below ``root``: a data directory, or (``release``) a release.

    The views are those of the declarations, whatever a ``kawaraban.duckdb`` there says. A table without parts is there, empty, with its declared types.
    Queries reach the Parquet files of the tables and nothing else; with ``read_only`` the configuration is locked as well. With
    ``temporary`` memory is bounded, and what is more is spilled below it; ``settings`` are DuckDB's own, by name. Without ``comments`` the views have none, and
    without ``japanese`` there are none under Japanese names: each takes half the time. ``day`` leaves of the partitioned tables that
    fetch day alone.
    Raises :class:`CatalogError` where there are no tables, a file does not fit, or (``read_only``, not of a release) is not as it was made.
    A release is proved by ``release verify``; opening one reads no more than it is asked for.
    """
    root = place(root).absolute()
    base = root / ("data" if release else "tables")
    if not base.is_dir():
        what = "release" if release else "tables"
        raise CatalogError(f"there are no {what} at {root}; run `kawaraban run PATH` first, or name another --data")
    if read_only and not release:
        _refuse_damaged(Layout(root))
    elsewhere = table_files(base)
    connection = _open(":memory:", elsewhere)
    if temporary is not None:
        bound(connection, temporary)
    else:
        # DuckDB makes it when it first spills, and removes it at the end
        spilled = Path(tempfile.gettempdir()) / f"kawaraban-{uuid.uuid4().hex}"
        connection.execute(f"SET temp_directory = {literal(str(spilled))}")
    for name, value in (settings or {}).items():
        connection.execute(f"SET {name} = {literal(value)}")
    views = {table.name: _files(table, base, elsewhere, day=day or "*") for table in dataset.tables}
    if release:
        views |= _reports(root, dataset)
    _confine(connection, base, [root / f"{table.name}.parquet" for table in dataset.reports if views.get(table.name)])
    _define(connection, views, dataset, comments=comments, japanese=japanese)
    if read_only:
        connection.execute("SET lock_configuration = true")
    if read_only and release:
        occupied.read_by(connection, root)
    return connection


def _refuse_damaged(layout: Layout) -> None:
    harmed = made.misleading(layout)
    if harmed:
        more = f", and {len(harmed) - 1} more files" if len(harmed) > 1 else ""
        raise CatalogError(
            f"{harmed[0].path} is damaged: {harmed[0].what}{more}; `kawaraban doctor --repair` makes again what can be"
        )


def _reports(root: Path, dataset: Dataset) -> dict[str, list[str]]:
    """Files of the tables about the dataset itself, of a release on this machine."""
    paths = {table.name: root / f"{table.name}.parquet" for table in dataset.reports}
    return {name: [literally(str(path))] if is_local(path) and path.is_file() else [] for name, path in paths.items()}


def _confine(connection: duckdb.DuckDBPyConnection, base: Path, reports: Sequence[Path]) -> None:
    """Take away everything but the files below ``base`` and these; links that lead out of it are not followed. It cannot be undone."""
    places = [str(base), literally(str(base))]
    if is_local(base):
        places.append(str(base.resolve()))
    listed = ", ".join(literal(name) for name in dict.fromkeys(places))
    connection.execute(f"SET allowed_directories = [{listed}]")
    alone = [name for path in reports for name in (str(path), literally(str(path)), str(path.resolve()))]
    if alone:
        connection.execute(f"SET allowed_paths = [{', '.join(map(literal, dict.fromkeys(alone)))}]")
    connection.execute("SET enable_external_access = false")


def literally(path: str) -> str:
    """A path as a glob that means it alone.

    >>> literally("my [old] data?")
    'my [[]old] data[?]'
    """
    return _GLOB.sub(r"[\g<0>]", path)


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

    It holds views alone, over files beside it: a directory that was moved or copied still answers. Of a data directory elsewhere the
    views name addresses, and DuckDB needs its own ``httpfs``.
    """
    base = layout.tables.absolute()
    elsewhere = table_files(base)
    views = {table.name: _files(table, base, elsewhere) for table in dataset.tables}
    with files.replacing(layout.catalog, layout.temporary) as path:
        if elsewhere is not None:
            with _open(str(path), elsewhere) as connection:
                _define(connection, views, dataset)
        else:
            _write_beside(path, layout.root.absolute(), views, dataset)
    if is_local(layout.root):
        made.write_catalog(layout)
    return layout.catalog


def write_release_catalog(directory: Path, dataset: Dataset = DATASET) -> Path:
    """Write ``kawaraban.duckdb`` into a release: views over the files beside it, wherever the release is taken."""
    path = directory / "kawaraban.duckdb"
    views = {table.name: _files(table, directory / "data") for table in dataset.tables} | _reports(directory, dataset)
    _write_beside(path, directory, views, dataset)
    return path


def _write_beside(path: Path, home: Path, views: Mapping[str, list[str]], dataset: Dataset) -> None:
    """Write a catalog whose views find their files beside it. It may be written elsewhere than at ``home``."""
    relative = {
        name: [str(Path(pattern).relative_to(literally(str(home)))) for pattern in patterns]
        for name, patterns in views.items()
    }
    with _written(path), _open(str(path), storage_compatibility_version=_STORAGE) as connection:
        connection.execute(f"SET VARIABLE {HOME_VARIABLE} = {literal(str(home))}")
        _define(connection, relative, dataset, home=_HOME)
        # closing says nothing where what is in its log could not be written to the file
        connection.execute("CHECKPOINT")


@contextlib.contextmanager
def _written(path: Path) -> Iterator[None]:
    """Tell of a disk that takes no more as what it is, and leave no log of DuckDB beside the file."""
    import duckdb

    try:
        yield
    except (CatalogError, duckdb.Error) as error:
        if _NO_ROOM.search(str(error)) is None:
            raise
        raise StorageError(
            f"cannot write {path.name}: {os.strerror(errno.ENOSPC)}; run it again when there is room"
        ) from error
    finally:
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _open(database: str, elsewhere: TableFiles | None = None, **settings: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(database, config={**_CONFIGURATION, **settings})
    if elsewhere is not None:
        connection.register_filesystem(elsewhere)
    return connection


def _files(table: Table, base: Path, elsewhere: TableFiles | None = None, *, day: str = "*") -> list[str]:
    """Glob of a table's files, of one fetch day where it is given, or nothing where it has none."""
    # every table of a release, and every corpus table, lies in one directory
    for pattern in ("part-*.parquet", f"dt={day}/part-*.parquet"):
        found = (base / table.name).glob(pattern) if elsewhere is None else elsewhere.fitting(table.name, pattern)
        if next(iter(found), None) is not None:
            held = str(base / table.name)
            return [f"{literally(held) if elsewhere is None else held}/{pattern}"]
    return []


def _define(
    connection: duckdb.DuckDBPyConnection,
    views: Mapping[str, list[str]],
    dataset: Dataset,
    *,
    home: str | None = None,
    comments: bool = True,
    japanese: bool = True,
) -> None:
    import duckdb

    relations: tuple[Table | View, ...] = (*dataset.tables, *VIEWS)
    reports = [table for table in dataset.reports if table.name in views]
    try:
        connection.execute("BEGIN")
        for table in (*dataset.tables, *reports):
            connection.execute(rendered.create_view(table, views[table.name], home))
        connection.execute(rendered.create_located(dataset.table("articles"), views["articles"], home))
        for name in MACROS:
            connection.execute((_HERE / "macros" / f"{name}.sql").read_text(encoding="utf-8"))
        for view in VIEWS:
            connection.execute((_HERE / "views" / f"{view.name}.sql").read_text(encoding="utf-8"))
        for relation in relations if japanese else ():
            connection.execute(rendered.create_twin(relation))
        for relation in relations if comments else ():
            connection.execute(";".join(rendered.comments(relation)))
            if japanese:
                connection.execute(";".join(rendered.twin_comments(relation)))
        for table in reports if comments else ():
            connection.execute(";".join(rendered.comments(table)))
        if comments:
            connection.execute(rendered.located_comment(dataset.table("articles")))
        connection.execute("COMMIT")
    except duckdb.PermissionException as error:
        raise CatalogError(
            f"a part of the tables is a link that leads elsewhere and is not read ({first_line(error)})"
        ) from error
    except duckdb.Error as error:
        raise CatalogError(
            f"the tables do not fit this version of Kawaraban; run `kawaraban run` again ({first_line(error)})"
        ) from error
