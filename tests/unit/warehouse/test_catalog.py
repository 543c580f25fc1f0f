"""DuckDB over tables: every table is there, checks find what is broken, nothing is fetched."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from schemas.dataset import DATASET
from tests.factories import changed, lay, linked
from warehouse import belonging, catalog, sql_checks
from warehouse.catalog import CatalogError
from warehouse.layout import Layout
from warehouse.sql_checks import CHECKS, CheckError, CheckResult, SqlCheck, rows_of

Dataset = dict[str, pa.Table]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path / "it's data")
    lay(layout, linked(2), "b1")
    return layout


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return linked(2)


@pytest.fixture
def opened(dataset: Dataset) -> Iterator[Callable[[Dataset], duckdb.DuckDBPyConnection]]:
    """A connection over tables in memory, some of them changed."""
    with duckdb.connect() as connection:

        def open_with(changes: Dataset) -> duckdb.DuckDBPyConnection:
            for name, rows in {**dataset, **changes}.items():
                connection.register(name, rows)
            return connection

        yield open_with


def broken(connection: duckdb.DuckDBPyConnection, *, rules: bool = True) -> dict[str, CheckResult]:
    return {check.name: check for check in catalog.run_checks(connection, DATASET, rules=rules) if not check.ok}


def test_every_table_is_there_with_or_without_parts(layout: Layout) -> None:
    for path in (layout.tables / "glossary").rglob("*.parquet"):
        path.unlink()
    with catalog.connect(layout.root) as connection:
        counts = catalog.row_counts(connection)
        assert list(counts) == [table.name for table in DATASET.tables]
        assert (counts["articles"], counts["sources"], counts["glossary"]) == (2, 1, 0)
        described = catalog.query(connection, "describe glossary").to_pylist()
        assert [row["column_name"] for row in described] == list(DATASET.table("glossary").column_names)


def test_said_answers_who_said_what(layout: Layout) -> None:
    with catalog.connect(layout.root) as connection:
        first = catalog.query(connection, "from said order by statement_id limit 1").to_pylist()[0]
        assert (first["speaker"], first["cue"], first["said"]) == ("岬野葵", "語った", "灯台は市の宝だ")
        assert first["source_chain"] == "岬野葵市長"
        text = catalog.query(
            connection,
            'select span_text(a.text, m.start, m."end") as t from mentions m join articles a using (article_id)',
        )
        assert set(text["t"].to_pylist()) == {"岬野葵", "凪浜市"}
        shown = catalog.query(connection, "select in_context(text, 0, 3, 2) as t from articles")["t"][0].as_py()
        assert shown == "【凪浜市】、灯"
        for view in ("named", "token_words"):
            assert catalog.query(connection, f"select count(*) as n from {view}")["n"][0].as_py() > 0


@pytest.mark.parametrize("sql", ["selec 1", "select * from nothing", "select nothing from articles"])
def test_bad_sql_is_one_line(layout: Layout, sql: str) -> None:
    with catalog.connect(layout.root) as connection, pytest.raises(CatalogError) as caught:
        catalog.query(connection, sql)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_statements_without_rows_give_none(layout: Layout) -> None:
    with catalog.connect(layout.root) as connection:
        assert catalog.query(connection, "").num_rows == 0
        assert catalog.query(connection, "set variable mine = 1").num_rows == 0
        with pytest.raises(CatalogError):
            catalog.query(connection, "set autoinstall_known_extensions = true")


def test_a_directory_without_tables_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="kawaraban run"):
        catalog.connect(tmp_path)


def test_files_of_another_schema_are_refused(layout: Layout) -> None:
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), layout.part("blocks", "2026-11-20", "b1"))
    with pytest.raises(CatalogError, match="run` again"):
        catalog.connect(layout.root)


def test_the_file_opens_with_duckdb_alone(layout: Layout) -> None:
    path = catalog.build(layout)
    assert catalog.build(layout) == path
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from said").fetchall() == [(2,)]
        comments = connection.execute("select comment from duckdb_columns() where table_name = 'references'").fetchall()
    assert all(comment for (comment,) in comments)


def test_valid_rows_pass_every_check(opened: Callable[[Dataset], duckdb.DuckDBPyConnection]) -> None:
    assert broken(opened({})) == {}


def test_no_rows_pass_every_check(opened: Callable[[Dataset], duckdb.DuckDBPyConnection]) -> None:
    assert broken(opened({name: rows.slice(0, 0) for name, rows in linked(1).items()})) == {}


_UNIT = {"lexeme_id": 99, "start": 0, "end": 1}
# what is changed in the first row of a table, and the checks that must notice
BREACHES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("statements", {"cue": "話した"}, {"span_text_statements_cue"}),
    ("statements", {"cue_end": None}, {"span_together_statements_cue"}),
    ("statements", {"cue_end": 900}, {"span_text_statements_cue", "span_bounds_statements_cue"}),
    ("statements", {"speaker_text": "別の人"}, {"speaker_text"}),
    ("statements", {"speaker_kind": "writer"}, {"speaker_text"}),
    ("statements", {"end": 900}, {"span_text_statements", "span_bounds_statements"}),
    ("statements", {"sentence_id": "sen_" + "f" * 24}, {"foreign_key_statements_sentence_id"}),
    ("hedges", {"scope_end": 900}, {"span_bounds_hedges_scope"}),
    ("hedges", {"text": "見込み"}, {"span_text_hedges"}),
    ("attributions", {"agent_text": "市長ら"}, {"agent_text"}),
    ("articles", {"char_count": 3}, {"char_count"}),
    ("articles", {"text_sha256": "0" * 64}, {"text_sha256"}),
    ("articles", {"alignment": []}, {"alignment_covers_text"}),
    ("articles", {"source_id": "src_" + "f" * 24}, {"foreign_key_articles_source_id"}),
    ("lexemes", {"surface": "凪浜町"}, {"token_surface"}),
    ("lexemes", {"a_units": [_UNIT]}, {"units_are_lexemes"}),
    ("tokens", {"sentence_index": 9}, {"tokens_lie_in_blocks"}),
    ("tokens", {"end": 40}, {"tokens_do_not_overlap", "tokens_lie_in_blocks", "token_surface"}),
    ("tokens", {"lexeme_id": 77}, {"foreign_key_tokens_lexeme_id"}),
    ("sentences", {"end": 20}, {"sentences_do_not_overlap", "sentences_lie_in_blocks", "span_text_sentences"}),
    ("blocks", {"end": 20}, {"blocks_do_not_overlap", "blocks_cover_text", "span_text_blocks"}),
    ("blocks", {"start": 1}, {"blocks_cover_text", "span_text_blocks"}),
    ("articles", {"published_basis": "url"}, {"publication_follows_evidence"}),
    ("publication_evidence", {"is_chosen": True}, {"publication_follows_evidence"}),
    ("publication_evidence", {"start": 3}, {"span_together_publication_evidence"}),
    ("publication_evidence", {"start": 3, "end": 900, "text": "方針"}, {"span_bounds_publication_evidence"}),
    ("publication_evidence", {"start": 3, "end": 5, "text": "方針"}, {"span_text_publication_evidence"}),
    ("glossary", {"entry_id": "med_" + "0" * 24}, {"rule_glossary_pattern_entry_id"}),
    ("rejections", {"rejection_id": "nothing"}, {"rule_rejections_pattern_rejection_id"}),
]


@pytest.mark.parametrize(
    ("table", "values", "names"), BREACHES, ids=[f"{index}-{breach[0]}" for index, breach in enumerate(BREACHES)]
)
def test_each_check_notices_its_breach(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection],
    dataset: Dataset,
    table: str,
    values: dict[str, Any],
    names: set[str],
) -> None:
    connection = opened({table: changed(dataset[table], DATASET.table(table), **values)})
    found = broken(connection)
    assert names <= found.keys()
    for name in names:
        assert found[name].violations
        assert found[name].sample
        assert found[name].blocks
        assert found[name].title
        if table == "rejections":  # of a record that had no bytes
            continue
        assert found[name].owners.count >= 1
        assert "\n" not in found[name].line
        assert re.search(r" rows of doc_[0-9a-f]{64} \(.+\)", found[name].line), found[name].line


def test_an_alignment_with_a_gap_is_noticed(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection], dataset: Dataset
) -> None:
    size = dataset["articles"]["char_count"][0].as_py()
    runs = [(0, 5, 0, 5), (5, 2, 6, 2), (7, size - 7, 8, size - 7)]
    names = ("start", "length", "source_start", "source_length")
    values = {"alignment": [dict(zip(names, run, strict=True)) for run in runs]}
    connection = opened({"articles": changed(dataset["articles"], DATASET.table("articles"), **values)})
    assert [row["number"] for row in broken(connection)["alignment_covers_text"].sample] == [2]


def test_documents_without_an_outcome_and_ids_of_another_table_are_noticed(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection], dataset: Dataset
) -> None:
    table = DATASET.table("documents")
    more = pa.concat_tables(
        [dataset["documents"], changed(dataset["documents"], table, document_id="doc_" + "0" * 64).slice(0, 1)]
    )
    entry = changed(dataset["glossary"], DATASET.table("glossary"), entry_id=dataset["blocks"]["block_id"][0].as_py())
    assert {"documents_have_an_outcome", "rule_glossary_pattern_entry_id"} <= broken(
        opened({"documents": more, "glossary": entry})
    ).keys()


def test_every_check_can_say_whose_rows_they_are(opened: Callable[[Dataset], duckdb.DuckDBPyConnection]) -> None:
    connection = opened({})
    for check in sql_checks.checks(DATASET):
        asked = list(belonging.queries(sql_checks.owner(check), check.sql))
        assert asked, check.name
        for query in asked:
            connection.execute(f"explain select whose, {query.instead} from ({query.sql})")


def test_of_many_documents_a_few_are_named_and_the_others_counted(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection],
) -> None:
    rows = linked(5)
    entities = rows["entities"]
    at = entities.column_names.index("entity_type")
    connection = opened(
        {**rows, "entities": entities.set_column(at, entities.schema.field(at), pa.array(["FLAG"] * entities.num_rows))}
    )
    check = broken(connection)["rule_entities_vocabulary_entity_type"]
    assert (check.owners.count, len(check.owners.few)) == (5, 3)
    assert list(check.owners.few) == sorted(check.owners.few)
    assert " and 2 more documents: entity_id " in check.line


def test_an_article_stands_for_a_document_that_is_not_known(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection], dataset: Dataset
) -> None:
    found = broken(opened({"articles": dataset["articles"].slice(1)}))["foreign_key_blocks_article_id"]
    assert found.owners.few == (dataset["articles"]["article_id"][0].as_py(),)
    assert found.owners.count == 1 < found.violations


def test_every_file_of_checks_is_broken_by_a_test() -> None:
    tested = {name for *_, names in BREACHES for name in names}
    tested |= {"alignment_covers_text", "documents_have_an_outcome"}
    assert {path.stem for path in CHECKS.glob("*.sql")} <= tested


def test_checks_of_text_wait_for_the_text(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection], dataset: Dataset
) -> None:
    articles = dataset["articles"]
    withheld = articles.set_column(
        articles.column_names.index("text"), "text", pa.nulls(articles.num_rows, pa.string())
    )
    assert broken(opened({"articles": withheld}), rules=False) == {}


def test_a_check_that_cannot_run_is_an_error_and_not_a_pass(
    opened: Callable[[Dataset], duckdb.DuckDBPyConnection],
) -> None:
    with pytest.raises(CheckError, match="check mine could not be run"):
        sql_checks.run_check(opened({}), SqlCheck("mine", "", "select nothing from nowhere"))
    mild = sql_checks.run_check(opened({}), SqlCheck("mild", "", "select 1", severity="warn"))
    assert (mild.ok, mild.blocks) == (False, False)
    tolerant = SqlCheck("some", "", "select * from blocks limit 1", mostly=0.8, relation="blocks")
    assert sql_checks.run_check(opened({}), tolerant).ok


HERE = Path(catalog.__file__).parent


@pytest.mark.parametrize("path", sorted((HERE / "cookbook").glob("*.sql")), ids=lambda path: path.stem)
def test_every_recipe_runs(layout: Layout, path: Path) -> None:
    with catalog.connect(layout.root) as connection:
        assert catalog.query(connection, path.read_text(encoding="utf-8")).num_columns > 1


@pytest.mark.parametrize("path", sorted((HERE / "metrics").glob("*.sql")), ids=lambda path: path.stem)
def test_every_metric_gives_names_and_values(layout: Layout, path: Path) -> None:
    with catalog.connect(layout.root) as connection:
        found = catalog.query(connection, path.read_text(encoding="utf-8"))
    assert found.column_names == ["metric", "value"]
    assert None not in found["value"].to_pylist()
    assert found.num_rows > 1


class Narrow:
    """A connection that runs out of memory so many times."""

    def __init__(self, times: int) -> None:
        self.times, self.settings = times, []

    def execute(self, sql: str) -> "Narrow":
        if sql.startswith(("SET", "RESET")):
            self.settings.append(sql)
        elif self.times:
            self.times -= 1
            raise duckdb.OutOfMemoryException("failed to allocate")
        return self

    def fetchall(self) -> list[tuple[int]]:
        return [(0,)]


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_check_that_does_not_fit_into_memory_gets_less_company_and_then_more_room(times):
    connection = Narrow(times)
    assert rows_of(connection, "select 0") == [(0,)]
    assert connection.settings[:times] == ["SET threads = 1", "SET memory_limit = '2GB'"][:times]
    assert connection.settings[times:] == (["RESET threads", "SET memory_limit = '512MB'"] if times else [])


def test_a_check_that_fits_into_no_memory_is_an_error():
    with pytest.raises(duckdb.OutOfMemoryException):
        rows_of(Narrow(3), "select 0")
