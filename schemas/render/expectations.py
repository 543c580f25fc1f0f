"""Expectations: what every row of a table must obey, for Great Expectations and, rule for rule, as SQL.

Belongs here: turning a declaration into checks. Does not belong here: running them (``warehouse.quality``) and rules
over several tables (``warehouse/checks``). Great Expectations is imported inside :func:`suite` alone: it costs seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from schemas.model import Check, CheckKind, Column, ListOfStruct, Severity, Table, Type
from schemas.render.duckdb import identifier, literal

# an opening bracket that captures, as the first one of ``[a-z]{2}(-[A-Z]+)*``; pandas warns of captures nobody reads
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_NUMBERS = (Type.INT32, Type.INT64, Type.FLOAT64)


@dataclass(frozen=True)
class Expectation:
    """One expectation: Great Expectations' own name for it, its arguments, and the same rule as an SQL condition.

    ``violated`` is true in rows that break the rule, and never null. A rule over the whole table (``row_count``) has
    none; ``minimum`` and ``maximum`` bound its rows instead. ``partition_by`` makes a rule of uniqueness: a row breaks
    it where another has the same values there and none is null.
    """

    name: str
    type: str
    arguments: Mapping[str, Any] = field(hash=False)
    severity: Severity = "error"
    mostly: float = 1.0
    violated: str | None = None
    partition_by: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class SqlRule:
    """One expectation in SQL over ``relation``.

    ``sql`` counts the violating rows (at most 1 for a rule over the whole table); ``keys_sql`` lists their keys.
    """

    name: str
    severity: Severity
    sql: str
    keys_sql: str
    mostly: float = 1.0


@cache
def expectations(table: Table) -> tuple[Expectation, ...]:
    """Every expectation of a table, in a stable order: columns, values, then rules across columns and rows."""
    found = [
        Expectation("columns", "expect_table_columns_to_match_ordered_list", {"column_list": _checked_columns(table)})
    ]
    for column in table.columns:
        if not isinstance(column.type, ListOfStruct):
            found.extend(_of_column(column))
    keys = [table.primary_key, *(check.columns for check in table.checks if check.kind is CheckKind.UNIQUE)]
    found.extend(_unique(columns) for columns in dict.fromkeys(keys))
    found.extend(_of_check(check) for check in table.checks if check.kind is not CheckKind.UNIQUE)
    return tuple(found)


def _checked_columns(table: Table) -> list[str]:
    """Columns that a data frame is checked in: all but lists of records, whose cast is check enough."""
    return [column.name for column in table.columns if not isinstance(column.type, ListOfStruct)]


def _of_column(column: Column) -> list[Expectation]:
    name, quoted = column.name, identifier(column.name)
    found = []
    if not column.nullable:
        found.append(
            Expectation(
                f"not_null_{name}",
                "expect_column_values_to_not_be_null",
                {"column": name},
                violated=f"{quoted} is null",
            )
        )
    if column.vocabulary is not None:
        values = list(column.vocabulary.values)
        listed = ", ".join(map(literal, values))
        found.append(
            Expectation(
                f"vocabulary_{name}",
                "expect_column_values_to_be_in_set",
                {"column": name, "value_set": values},
                violated=f"coalesce({quoted} not in ({listed}), false)",
            )
        )
    if column.pattern is not None:
        found.append(
            Expectation(
                f"pattern_{name}",
                "expect_column_values_to_match_regex",
                {"column": name, "regex": rf"^(?:{_GROUP.sub('(?:', column.pattern)})\Z"},
                violated=f"coalesce(not regexp_full_match({quoted}, {literal(column.pattern)}), false)",
            )
        )
    if column.type in _NUMBERS and (column.minimum is not None or column.maximum is not None):
        bounds = []
        if column.minimum is not None:
            bounds.append(f"{quoted} < {column.minimum}")
        if column.maximum is not None:
            bounds.append(f"{quoted} > {column.maximum}")
        found.append(
            Expectation(
                f"range_{name}",
                "expect_column_values_to_be_between",
                {"column": name, "min_value": column.minimum, "max_value": column.maximum},
                violated=f"coalesce({' or '.join(bounds)}, false)",
            )
        )
    return found


def _unique(columns: tuple[str, ...]) -> Expectation:
    name = "_".join(("unique", *columns))
    if len(columns) == 1:
        return Expectation(name, "expect_column_values_to_be_unique", {"column": columns[0]}, partition_by=columns)
    return Expectation(
        name,
        "expect_compound_columns_to_be_unique",
        {"column_list": list(columns), "ignore_row_if": "any_value_is_missing"},
        partition_by=columns,
    )


def _of_check(check: Check) -> Expectation:
    if check.kind is CheckKind.ROW_COUNT:
        return Expectation(
            check.name,
            "expect_table_row_count_to_be_between",
            {"min_value": check.minimum, "max_value": check.maximum},
            severity=check.severity,
            minimum=check.minimum,
            maximum=check.maximum,
        )
    first, second = check.columns
    is_strict = check.kind is CheckKind.STRICT_ORDER
    comparison = ">=" if is_strict else ">"
    return Expectation(
        check.name,
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": second, "column_B": first, "or_equal": not is_strict, "ignore_row_if": "either_value_is_missing"},
        severity=check.severity,
        mostly=check.mostly,
        violated=f"coalesce({identifier(first)} {comparison} {identifier(second)}, false)",
    )


def sql_rules(table: Table, relation: str | None = None) -> list[SqlRule]:
    """The same rules in SQL, over ``relation`` (the table's own name where none is given).

    The rule of columns has none: SQL sees only what the catalog declared.
    """
    source = relation or identifier(table.name)
    key = ", ".join(map(identifier, table.primary_key))
    rules = []
    for expectation in expectations(table):
        if expectation.violated is not None:
            rows = f"select {key} from {source} where {expectation.violated}"
        elif expectation.partition_by:
            columns = [identifier(name) for name in expectation.partition_by]
            listed, present = ", ".join(columns), " and ".join(f"{column} is not null" for column in columns)
            rows = (
                f"select {key} from {source} where {present} and ({listed}) in "
                f"(select ({listed}) from {source} group by {listed} having count(*) > 1)"
            )
        elif expectation.minimum is not None or expectation.maximum is not None:
            low, high = expectation.minimum or 0, expectation.maximum
            bound = f"count(*) < {low}" + (f" or count(*) > {high}" if high is not None else "")
            rows = f"select count(*) as row_count from {source} having {bound}"
        else:
            continue
        rules.append(
            SqlRule(expectation.name, expectation.severity, f"select count(*) from ({rows})", rows, expectation.mostly)
        )
    return rules


@dataclass(frozen=True)
class CountQuery:
    """A query whose one row counts the rows that break each of ``rules``, in their order.

    Where ``is_proof``, a count of 0 proves that no row breaks the rule, and another says only that some may.
    """

    rules: tuple[str, ...]
    sql: str
    is_proof: bool = False


ROWS = "rows"
"""In place of a rule's name: the number of all rows."""


def count_queries(table: Table, relation: str | None = None) -> list[CountQuery]:
    """What :func:`sql_rules` counts rule by rule, in as few scans as possible.

    Rules of single rows are counted in one scan. A pattern is matched once a distinct value where values repeat, because
    matching costs more than grouping. Keys are compared by 64-bit hashes: equal keys have equal hashes, so as many
    distinct hashes as keys prove every key to be unique.
    """
    source = relation or identifier(table.name)
    unique = {found.partition_by for found in expectations(table)}
    at_once = {ROWS: "count(*)"}
    apart = []
    for found in expectations(table):
        column = found.arguments.get("column")
        if found.partition_by:
            columns = [identifier(name) for name in found.partition_by]
            present = " and ".join(f"{name} is not null" for name in columns)
            sql = f"select count(*) - count(distinct hash({', '.join(columns)})) from {source} where {present}"
            apart.append(CountQuery((found.name,), sql, is_proof=True))
        elif found.violated is not None and "regex" in found.arguments and (column,) not in unique:
            values = f"select {identifier(str(column))}, count(*) as n from {source} group by 1"
            sql = f"select coalesce(sum(n) filter (where {found.violated}), 0)::bigint from ({values})"
            apart.append(CountQuery((found.name,), sql))
        elif found.violated is not None:
            at_once[found.name] = f"count(*) filter (where {found.violated})"
    return [CountQuery(tuple(at_once), f"select {', '.join(at_once.values())} from {source}"), *apart]


_SEVERITY: Mapping[Severity, str] = {"error": "critical", "warn": "warning"}


def suite(table: Table) -> Any:
    """The expectations as a Great Expectations ``ExpectationSuite``; each carries its name in ``meta``."""
    import great_expectations as gx
    from great_expectations.expectations.registry import get_expectation_impl

    built = gx.ExpectationSuite(name=table.name, meta={"title": table.title, "grain": table.grain})
    for expectation in expectations(table):
        implementation: Callable[..., Any] = get_expectation_impl(expectation.type)
        arguments = dict(expectation.arguments)
        if expectation.mostly < 1:
            arguments["mostly"] = expectation.mostly
        built.expectations.append(
            implementation(**arguments, severity=_SEVERITY[expectation.severity], meta={"name": expectation.name})
        )
    return built
