"""Arrow: schemas with field descriptions, the strict cast, empty tables and example rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

import pyarrow as pa

from schemas.model import Column, ColumnType, ListOfStruct, Table, Type

_SCALARS: dict[Type, pa.DataType] = {
    Type.STRING: pa.string(),
    Type.BINARY: pa.large_binary(),
    Type.BOOL: pa.bool_(),
    Type.INT32: pa.int32(),
    Type.INT64: pa.int64(),
    Type.FLOAT64: pa.float64(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}
_EXAMPLES: dict[Type, object] = {
    Type.STRING: "例",
    Type.BINARY: b"",
    Type.BOOL: False,
    Type.INT32: 1,
    Type.INT64: 1,
    Type.FLOAT64: 1.0,
    Type.DATE: dt.date(2025, 4, 8),
    Type.TIMESTAMP: dt.datetime(2025, 4, 8, tzinfo=dt.UTC),
}


class ConformError(ValueError):
    """Rows do not fit the declaration; the message names the table, the column and what was found."""


def data_type(column_type: ColumnType) -> pa.DataType:
    """Arrow type of a logical type.

    >>> from schemas.model import Type
    >>> data_type(Type.DATE)
    DataType(date32[day])
    """
    if isinstance(column_type, ListOfStruct):
        return pa.list_(
            pa.struct([pa.field(name, _SCALARS[kind], nullable=False) for name, kind in column_type.fields])
        )
    return _SCALARS[column_type]


def field(column: Column) -> pa.Field:
    """Arrow field with its descriptions as metadata."""
    metadata = {"description": column.description, "description_ja": column.description_ja}
    if column.unit:
        metadata["unit"] = column.unit
    return pa.field(column.name, data_type(column.type), nullable=column.nullable, metadata=metadata)


@cache
def schema(table: Table) -> pa.Schema:
    """Arrow schema of a table, columns in declared order, descriptions as metadata."""
    metadata = {"table": table.name, "description": table.description, "description_ja": table.description_ja}
    return pa.schema([field(column) for column in table.columns], metadata=metadata)


def empty(table: Table) -> pa.Table:
    """The table without rows."""
    return schema(table).empty_table()


def conform(rows: pa.Table, table: Table) -> pa.Table:
    """The same rows in the declared columns, order and types; the strict cast.

    Raises :class:`ConformError` where a column is missing or not declared, a value does not fit its type without loss,
    or a value that must be present is not.
    """
    declared, found = set(table.column_names), set(rows.column_names)
    if declared != found:
        missing, extra = sorted(declared - found), sorted(found - declared)
        raise ConformError(f"{table.name}: missing columns {missing}, undeclared columns {extra}")
    try:
        conformed = rows.select(list(table.column_names)).cast(schema(table))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise ConformError(f"{table.name}: {error}") from error
    for column in table.columns:
        if not column.nullable and conformed[column.name].null_count:
            raise ConformError(f"{table.name}.{column.name}: {conformed[column.name].null_count} values are missing")
    return conformed


def from_rows(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Build a table from mappings; a nullable column may be left out of a row.

    Raises :class:`ConformError` on an undeclared key or a missing value.
    """
    kept, names = list(rows), table.column_names
    declared = frozenset(names)
    if undeclared := {name for row in kept if not row.keys() <= declared for name in row.keys() - declared}:
        raise ConformError(f"{table.name}: undeclared columns {sorted(undeclared)}")
    if kept and all(len(row) == len(names) for row in kept):  # nothing is left out: whole rows at once
        return from_columns(table, dict(zip(names, zip(*map(itemgetter(*names), kept), strict=True), strict=True)))
    return from_columns(table, {name: [row.get(name) for row in kept] for name in names})


def from_columns(table: Table, columns: Mapping[str, Any]) -> pa.Table:
    """Build a table from one sequence or array a column.

    Raises :class:`ConformError` as :func:`conform` does.
    """
    arrays = {}
    for column in table.columns:
        if column.name not in columns:
            raise ConformError(f"{table.name}: missing columns {[column.name]}")
        try:
            arrays[column.name] = pa.array(columns[column.name], type=data_type(column.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
            raise ConformError(f"{table.name}.{column.name}: {error}") from error
    return conform(pa.table(arrays), table)


def example_row(table: Table) -> dict[str, Any]:
    """A row that satisfies the declaration, for tests and documentation."""
    return {column.name: _example(column) for column in table.columns}


def _example(column: Column) -> object:
    if column.example is not None:
        return column.example
    if column.nullable:
        return None
    if column.vocabulary is not None:
        return next(iter(column.vocabulary.values))
    if isinstance(column.type, ListOfStruct):
        return []
    return _EXAMPLES[column.type]
