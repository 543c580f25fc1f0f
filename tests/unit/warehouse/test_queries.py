"""What may be asked of a catalog: reading answers; everything else is refused in one line and leaves everything as it was."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.factories import lay, linked
from tests.unit.warehouse.hostile import SECRET, STATEMENTS, lay_traps, tree
from warehouse import catalog, queries
from warehouse.catalog import CatalogError
from warehouse.layout import Layout


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Layout, Path, duckdb.DuckDBPyConnection]]:
    folder = tmp_path_factory.mktemp("trapped")
    layout, outside = lay_traps(folder)
    with catalog.connect(layout.root) as connection:
        yield folder, layout, outside, connection


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_hostile_statement_reads_nothing_outside_and_writes_nothing(
    trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection],
    statement: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, layout, outside, connection = trapped
    secret_of_the_program = pa.table({"secret": [SECRET]})
    monkeypatch.chdir(folder)
    before = tree(folder)
    text = statement.replace("{base}", str(layout.tables)).replace("{outside}", str(outside))
    with pytest.raises(CatalogError) as caught:
        list(queries.answers(connection, text))
    assert secret_of_the_program.num_rows == 1
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    assert tree(folder) == before
    assert queries.query(connection, "SELECT count(*) AS n FROM said")["n"].to_pylist() == [1]


def test_there_are_enough_of_them() -> None:
    assert len(STATEMENTS) == len(set(STATEMENTS)) >= 40


READING = [
    "-- a comment first\nSELECT 1 AS a",
    "/* one */ FROM articles",
    "(SELECT 1)",
    "VALUES (1), (2)",
    "TABLE articles",
    "WITH a AS (SELECT 1 AS b) FROM a",
    "DESCRIBE said",
    "SHOW TABLES",
    "SUMMARIZE statements",
    "EXPLAIN SELECT 1",
    "EXPLAIN (SELECT 1)",
    "EXPLAIN ANALYZE FROM articles",
    "EXPLAIN (FORMAT json) FROM articles",
    "explain -- what is done\n analyze select 1",
    "PIVOT statements ON kind USING count(*)",
    "PIVOT statements ON kind IN ('direct') USING count(*)",
    "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
    "SELECT 'DROP VIEW; COPY' AS \"delete\"",
    "SELECT comment FROM duckdb_views() WHERE view_name = 'said'",
    "SELECT * FROM read_parquet('{base}/articles/*/*.parquet')",
]


@pytest.mark.parametrize("statement", READING)
def test_a_statement_that_reads_is_answered(
    trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection], statement: str
) -> None:
    _, layout, _, connection = trapped
    (answer,) = queries.answers(connection, statement.replace("{base}", str(layout.tables)))
    assert answer.num_rows


def test_every_statement_of_several_has_its_answer(
    trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection],
) -> None:
    connection = trapped[-1]
    text = "-- one\nSELECT 1 AS a; ; SET VARIABLE x = 'だ'; SELECT getvariable('x') AS b;\n-- the end\n"
    assert [answer.to_pylist() for answer in queries.answers(connection, text)] == [[{"a": 1}], [{"b": "だ"}]]
    assert list(queries.answers(connection, "")) == list(queries.answers(connection, "-- nothing")) == []


def test_a_query_that_is_no_text_is_refused(trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection]) -> None:
    with pytest.raises(CatalogError, match="UTF-8"):
        queries.query(trapped[-1], "select '\udcff'")


def test_nothing_is_run_where_one_of_several_writes(
    trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection],
) -> None:
    connection = trapped[-1]
    with pytest.raises(CatalogError, match="statement 2: DROP VIEW is refused"):
        next(queries.answers(connection, "SET VARIABLE y = 1; DROP VIEW said"))
    assert queries.query(connection, "SELECT getvariable('y') AS y")["y"].to_pylist() == [None]


def test_variables_are_values_and_never_sql(trapped: tuple[Path, Layout, Path, duckdb.DuckDBPyConnection]) -> None:
    connection = trapped[-1]
    queries.set_variables(connection, {"name": "'; DROP VIEW said; --"})
    assert queries.query(connection, "SELECT getvariable('name') AS n")["n"].to_pylist() == ["'; DROP VIEW said; --"]


def test_a_part_that_is_a_link_out_of_the_tables_is_not_read(tmp_path: Path) -> None:
    layout, outside = lay_traps(tmp_path)
    (part,) = layout.tables.glob("glossary/dt=*/part-*.parquet")
    part.rename(outside / "glossary.parquet")
    part.symlink_to(outside / "glossary.parquet")
    with pytest.raises(CatalogError, match="a link that leads elsewhere"):
        catalog.connect(layout.root)


def test_a_catalog_that_somebody_left_is_not_trusted(tmp_path: Path) -> None:
    layout, outside = lay_traps(tmp_path)
    with duckdb.connect(str(layout.catalog)) as theirs:
        theirs.execute(f"CREATE VIEW said AS SELECT * FROM read_text('{outside}/secret.csv')")
    with catalog.connect(layout.root) as connection:
        assert SECRET not in str(queries.query(connection, "FROM said").to_pylist())


@pytest.mark.parametrize("name", ["it's data", "a [1] b*", "新聞 データ"])
def test_a_directory_of_any_name_answers_and_still_does_when_it_was_moved(tmp_path: Path, name: str) -> None:
    layout = Layout(tmp_path / name)
    lay(layout, linked(2), "b1")
    with catalog.connect(layout.root) as connection:
        assert catalog.row_counts(connection)["articles"] == 2
    catalog.build(layout)
    moved = tmp_path / f"moved {name}"
    layout.root.rename(moved)
    with duckdb.connect(str(moved / "kawaraban.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM said").fetchall() == [(2,)]
        assert connection.execute("SELECT count(*) FROM token_units_a").fetchall() > [(0,)]


def test_a_catalog_answers_from_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), "b1")
    catalog.build(layout)
    for place, path in (
        (tmp_path, "data/kawaraban.duckdb"),
        (layout.root, "kawaraban.duckdb"),
        (Path("/"), layout.catalog),
    ):
        monkeypatch.chdir(place)
        with duckdb.connect(path, read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM said").fetchall() == [(2,)]


def test_where_duckdb_cannot_know_the_place_a_variable_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), "b1")
    catalog.build(layout)
    monkeypatch.chdir("/")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{layout.catalog}' AS news (READ_ONLY)")
        with pytest.raises(duckdb.Error):
            connection.execute("SELECT count(*) FROM news.said")
        connection.execute(f"SET VARIABLE {catalog.HOME_VARIABLE} = '{layout.root}'")
        assert connection.execute("SELECT count(*) FROM news.said").fetchall() == [(2,)]
