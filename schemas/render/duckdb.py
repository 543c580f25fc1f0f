"""DuckDB: types, quoted names, and views over Parquet files with comments in English and Japanese.

Belongs here: SQL text made from declarations. Does not belong here: connections and paths (``warehouse.catalog``), or SQL
written by hand (``warehouse/views``, ``macros``, ``checks``).
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.model import Column, ColumnType, ListOfStruct, Table, Type, Where

_TYPES: dict[Type, str] = {
    Type.STRING: "VARCHAR",
    Type.BINARY: "BLOB",
    Type.BOOL: "BOOLEAN",
    Type.INT32: "INTEGER",
    Type.INT64: "BIGINT",
    Type.FLOAT64: "DOUBLE",
    Type.DATE: "DATE",
    Type.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
}


def identifier(name: str) -> str:
    """A name as SQL writes it, always quoted: ``references``, ``start``, ``end`` and ``index`` are words of SQL.

    >>> identifier("references")
    '"references"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def sql_type(column_type: ColumnType) -> str:
    """DuckDB type of a logical type.

    >>> sql_type(ListOfStruct((("start", Type.INT32),)))
    'STRUCT("start" INTEGER)[]'
    """
    if isinstance(column_type, ListOfStruct):
        fields = ", ".join(f"{identifier(name)} {_TYPES[kind]}" for name, kind in column_type.fields)
        return f"STRUCT({fields})[]"
    return _TYPES[column_type]


def column_comment(column: Column) -> str:
    """Comment of a column: what it means in both languages, its unit and its vocabulary."""
    pieces = [column.description, column.description_ja]
    if column.unit:
        pieces.append(f"[{column.unit}]")
    if column.vocabulary is not None:
        pieces.append(f"({' | '.join(column.vocabulary.values)})")
    return " ".join(pieces)


def table_comment(table: Table) -> str:
    """Comment of a table: its grain and description in both languages."""
    return f"One row per {table.grain}. {table.description} {table.description_ja}"


def is_fact(column: Column, row: str) -> str:
    """Condition under which a value of the column, in rows called ``row``, is a fact and not wording.

    >>> is_fact(Column("role", Type.STRING, "Role.", "役職。", carries="fact", longest=40), "t")
    '(true) and length(t."role") <= 40'
    """
    conditions = ["true"] if column.carries == "fact" else [_holds(where, row) for where in column.fact_where]
    fact = f"({' or '.join(conditions or ['false'])})"
    return fact if column.longest is None else f"{fact} and length({row}.{identifier(column.name)}) <= {column.longest}"


def _holds(where: Where, row: str) -> str:
    name = f"{row}.{identifier(where.column)}"
    if where.values:
        return f"{name} in ({', '.join(map(literal, where.values))})"
    if where.pattern is not None:
        return f"coalesce(regexp_full_match({name}, {literal(where.pattern)}), false)"
    return f"{name} is not null"


def create_view(table: Table, files: Sequence[str], home: str | None = None) -> str:
    """``CREATE VIEW`` of a table over Parquet files (paths or globs), in declared columns and types.

    Without files the view is empty, with the declared types. ``home`` is a SQL expression for the directory that the files lie
    in; the view asks it anew each time that it is read.
    """
    columns = [(identifier(column.name), sql_type(column.type)) for column in table.columns]
    if files:
        listed = ", ".join(literal(path) if home is None else f"{home} || {literal('/' + path)}" for path in files)
        body = (
            f"SELECT {', '.join(name for name, _ in columns)} FROM read_parquet([{listed}], hive_partitioning = false)"
        )
    else:
        body = "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns) + " WHERE false"
    return f"CREATE OR REPLACE VIEW {identifier(table.name)} AS {body}"


def comments(table: Table) -> list[str]:
    """``COMMENT ON`` statements of a table's view and its columns."""
    view = identifier(table.name)
    statements = [f"COMMENT ON VIEW {view} IS {literal(table_comment(table))}"]
    for column in table.columns:
        target = f"{view}.{identifier(column.name)}"
        statements.append(f"COMMENT ON COLUMN {target} IS {literal(column_comment(column))}")
    return statements
