"""A proof is never there where the query finds rows; what breaks a batch is found with the documents whose rows they are."""

import random
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from schemas.dataset import DATASET
from schemas.model import ListOfStruct, Table, Type
from schemas.render import arrow
from schemas.render.expectations import Expectation, expectations
from tests.factories import changed, linked
from tests.unit.warehouse.test_catalog import BREACHES
from warehouse import proofs, proving
from warehouse.quality import validate
from warehouse.sql_checks import checks, run_check

Rows = dict[str, pa.Table]


@pytest.fixture(scope="module")
def dataset() -> Rows:
    return linked(3)


def test_valid_rows_are_proved_without_a_query(dataset: Rows) -> None:
    columns = proofs.Columns(dataset)
    asked = {check.name for check in proving.of_batch() if not proofs.holds(check, columns)}
    assert asked <= {check.name for check in proving.of_batch() if check.table is None}
    assert proving.prove(dataset) == []
    assert proving.prove({name: rows.slice(0, 0) for name, rows in dataset.items()}) == []


@pytest.mark.parametrize(("table", "values", "names"), BREACHES)
def test_what_breaks_a_batch_is_found_with_its_document(
    dataset: Rows, table: str, values: dict[str, Any], names: set[str]
) -> None:
    rows = {**dataset, table: changed(dataset[table], DATASET.table(table), **values)}
    asked = {check.name for check in proving.of_batch()}
    found = {breach.check: breach for breach in proving.prove(rows)}
    assert names & asked <= found.keys()
    for name in names & asked:
        assert found[name].keys
        assert table == "rejections" or len(found[name].documents) >= 1
        assert "\n" not in found[name].line


OTHER: dict[Type, list[Any]] = {
    Type.STRING: ["", "別", "art_" + "0" * 24, "x\n"],
    Type.INT32: [-1, 0, 1, 3, 900],
    Type.INT64: [-1, 0, 1, 99],
    Type.FLOAT64: [-1.0, 0.5, 2.0, float("nan"), float("inf")],
    Type.BOOL: [True, False],
}


def mutations(dataset: Rows, table: Table, seed: int) -> Iterator[pa.Table]:
    """The rows of a table with one value changed, column by column, and with a row twice."""
    choose = random.Random(seed)
    rows = dataset[table.name]
    yield pa.concat_tables([rows, rows.slice(0, 1)])
    for column in table.columns:
        if isinstance(column.type, ListOfStruct) or column.type not in OTHER:
            continue
        values = rows[column.name].to_pylist()
        values[choose.randrange(len(values))] = choose.choice(
            [*OTHER[column.type], *values, *([None] if column.nullable else [])]
        )
        at = rows.column_names.index(column.name)
        yield rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.field(at).type))


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_a_proof_is_never_there_where_the_query_finds_rows(dataset: Rows, table: Table) -> None:
    with duckdb.connect() as connection:
        for name, rows in dataset.items():
            connection.register(name, rows)
        for mutated in mutations(dataset, table, seed=len(table.name)):
            columns = proofs.Columns({**dataset, table.name: mutated})
            connection.register(table.name, mutated)
            for check in proving.of_batch():
                is_its = check.table == table or (not isinstance(check.source, Expectation) and table.name in check.sql)
                # what one check takes for granted, as the text of a sentence, another one finds
                if is_its and proofs.holds(check, columns) and run_check(connection, check).violations:
                    assert proving.prove(columns.rows), check.name


def test_great_expectations_and_the_proofs_agree(dataset: Rows) -> None:
    table = DATASET.table("hedges")
    declared = [rule for rule in expectations(table) if rule.name != "columns"]
    for mutated in [dataset[table.name], *list(mutations(dataset, table, seed=1))[::3]]:
        failed = {result.name for result in validate(table, mutated).failed}
        assert failed == {rule.name for rule in declared if not proofs.rule_holds(rule, mutated)}


def test_every_span_and_key_of_a_table_that_is_new_is_inside() -> None:
    names = {check.name for check in checks(DATASET)}
    for table in DATASET.tables:
        for span in table.spans:
            suffix = f"{table.name}_{span.name}" if span.name else table.name
            assert f"span_bounds_{suffix}" in names
            assert span.text is None or f"span_text_{suffix}" in names
    assert {check.scope for check in proving.of_batch() if check.table is None} == {"row", "article"}


def test_a_corpus_table_is_proved_by_its_own_rules(dataset: Rows) -> None:
    lexemes = DATASET.table("lexemes")
    assert proving.prove_table(lexemes, dataset["lexemes"]) == []
    twice = pa.concat_tables([dataset["lexemes"], dataset["lexemes"].slice(0, 1)])
    assert [breach.check for breach in proving.prove_table(lexemes, twice)] == ["rule_lexemes_unique_lexeme_id"]
    assert proving.prove_table(lexemes, arrow.empty(lexemes)) == []
