"""Expectations and their SQL twins say the same of the same rows."""

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from schemas.dataset import DATASET
from schemas.model import Check, CheckKind, Table
from schemas.render import arrow
from schemas.render.expectations import expectations, sql_rules

STATEMENTS = DATASET.table("statements")


def broken_rules(table: Table, rows: list[dict[str, Any]]) -> set[str]:
    with duckdb.connect() as connection:
        connection.register("seen", arrow.from_rows(table, rows))
        return {rule.name for rule in sql_rules(table, "seen") if connection.execute(rule.sql).fetchall()[0][0]}


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_names_are_unique_and_examples_pass_in_sql(table: Table) -> None:
    names = [expectation.name for expectation in expectations(table)]
    assert len(set(names)) == len(names)
    assert broken_rules(table, [arrow.example_row(table)]) == set()
    assert broken_rules(table, []) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"statement_id": "sta_1"}, "pattern_statement_id"),
        ({"statement_id": "sta_" + "0" * 24 + "\n"}, "pattern_statement_id"),
        ({"start": -1}, "range_start"),
        ({"confidence": 1.5}, "range_confidence"),
        ({"certainty": "sure"}, "vocabulary_certainty"),
        ({"start": 4, "end": 4}, "strict_order_start_end"),
        ({"cue_start": 3, "cue_end": 1}, "strict_order_cue_start_cue_end"),
    ],
)
def test_each_rule_catches_its_own_breach(changes: dict[str, Any], rule: str) -> None:
    assert broken_rules(STATEMENTS, [{**arrow.example_row(STATEMENTS), **changes}]) == {rule}


def test_missing_values_break_only_rules_of_presence() -> None:
    row = {**arrow.example_row(STATEMENTS), "cue_start": 3, "cue_end": None, "confidence": None}
    assert broken_rules(STATEMENTS, [row]) == set()


def test_uniqueness_ignores_missing_values_and_catches_the_rest() -> None:
    table = DATASET.table("mentions")
    first = arrow.example_row(table)
    second = {**first, "mention_id": "men_" + "1" * 24}
    assert broken_rules(table, [first, second]) == {"unique_article_id_start_end"}
    assert broken_rules(table, [first, first]) == {"unique_mention_id", "unique_article_id_start_end"}
    assert broken_rules(table, [first, {**second, "start": 1}]) == set()


def test_row_counts_bound_the_table() -> None:
    table = replace(
        DATASET.table("sources"),
        checks=(
            Check(CheckKind.ROW_COUNT, minimum=1),
            Check(CheckKind.ROW_COUNT, ("source_id",), maximum=1, severity="warn"),
        ),
    )
    row = arrow.example_row(table)
    assert broken_rules(table, []) == {"row_count"}
    assert broken_rules(table, [row]) == set()
    assert "row_count_source_id" in broken_rules(table, [row, {**row, "source_id": "src_" + "1" * 24}])


def test_severity_and_mostly_reach_both_forms() -> None:
    check = Check(CheckKind.ORDER, ("start", "end"), mostly=0.9, severity="warn")
    table = replace(DATASET.table("tokens"), checks=(check,))
    expectation = next(e for e in expectations(table) if e.name == check.name)
    rule = next(r for r in sql_rules(table) if r.name == check.name)
    assert (expectation.severity, expectation.mostly) == (rule.severity, rule.mostly) == ("warn", 0.9)


def test_lists_of_records_are_left_to_the_cast() -> None:
    names = [expectation.name for expectation in expectations(DATASET.table("articles"))]
    assert not any("alignment" in name for name in names)
