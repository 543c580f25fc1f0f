"""DuckDB: types, quoted names, views over Parquet files with comments in English and Japanese, and their twins under Japanese names.

Belongs here: SQL text made from declarations. Does not belong here: connections and paths (``warehouse.catalog``), or SQL
written by hand (``warehouse/views``, ``macros``, ``checks``).
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas import japanese
from schemas.model import Column, ColumnType, ListOfStruct, Shape, Table, Type, Where
from schemas.views import View, ViewColumn

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

_WITHHELD = "Null where a public release withholds wording. 公開版で表現を伏せた場合は null。"
_WITHHELD_JA = "公開版で表現を伏せた場合は null。"


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


def column_comment(column: Column | ViewColumn) -> str:
    """Comment of a column: what it means in both languages, its unit and its vocabulary."""
    pieces = [column.description, column.description_ja]
    if column.unit:
        pieces.append(f"[{column.unit}]")
    if column.vocabulary is not None:
        pieces.append(f"({' | '.join(column.vocabulary.values)})")
    if isinstance(column, ViewColumn) and column.carries_wording:
        pieces.append(_WITHHELD)
    return " ".join(pieces)


def column_comment_ja(column: Column | ViewColumn) -> str:
    """Comment of a column in Japanese alone, every value of its vocabulary with what it means.

    >>> from schemas.dataset import DATASET
    >>> column_comment_ja(DATASET.table("statements").column("polarity"))
    '肯定・否定。 値: positive=肯定, negative=否定'
    """
    pieces = [column.description_ja]
    if column.vocabulary is not None:
        values = (f"{value}={meaning_ja}" for value, (_, meaning_ja) in column.vocabulary.values.items())
        pieces.append("値: " + ", ".join(values))
    if isinstance(column, ViewColumn) and column.carries_wording:
        pieces.append(_WITHHELD_JA)
    return " ".join(pieces)


def is_fact(column: Column, row: str) -> str:
    """Condition under which a value of the column, in rows called ``row``, is a fact and not wording.

    >>> is_fact(Column("role", Type.STRING, "Role.", "役職。", carries="fact", longest=40), "t")
    '(true) and length(t."role") <= 40'
    """
    conditions = ["true"] if column.carries == "fact" else [_holds(where, row) for where in column.fact_where]
    facts = [f"({' or '.join(conditions or ['false'])})"]
    value = f"{row}.{identifier(column.name)}"
    if column.longest is not None:
        facts.append(f"length({value}) <= {column.longest}")
    if column.shape is not None:
        facts.append(_fits(column.shape, value))
    return " and ".join(facts)


def _fits(shape: Shape, value: str) -> str:
    looks = f"regexp_full_match({value}, {literal(shape.pattern)})"
    if shape.unless is not None:
        looks += f" and not regexp_matches({value}, {literal(shape.unless)})"
    return f"(length({value}) <= {shape.short} or {looks})"


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
        body = f"SELECT {', '.join(name for name, _ in columns)} FROM {_read_parquet(files, home)}"
    else:
        body = _nothing(columns)
    return f"CREATE OR REPLACE VIEW {identifier(table.name)} AS {body}"


def create_located(table: Table, files: Sequence[str], home: str | None = None) -> str:
    """``CREATE VIEW table_rows`` of the same rows with ``file_index`` and ``file_row_number``, which say in which file and where each lies.

    DuckDB leaves out files and row groups by these, and by nothing else that a query finds out while it runs. So a query that ends at a few
    articles reads the texts of those few where it joins on both, not every text.

    >>> from schemas.tables.sources import SOURCES
    >>> create_located(SOURCES, ["a.parquet"]).partition(" FROM ")[0][-30:]
    '", file_index, file_row_number'
    """
    columns = [(identifier(column.name), sql_type(column.type)) for column in table.columns]
    places = ("file_index", "file_row_number")
    if files:
        body = f"SELECT {', '.join([*(name for name, _ in columns), *places])} FROM {_read_parquet(files, home)}"
    else:
        columns += [(name, "BIGINT") for name in places]
        body = _nothing(columns)
    return f"CREATE OR REPLACE VIEW {identifier(table.name + '_rows')} AS {body}"


def located_comment(table: Table) -> str:
    """``COMMENT ON`` the view of :func:`create_located`."""
    said = f"The rows of {table.name} with the place of each in the files, for macros."
    return f"COMMENT ON VIEW {identifier(table.name + '_rows')} IS {literal(said)}"


def _read_parquet(files: Sequence[str], home: str | None) -> str:
    listed = ", ".join(literal(path) if home is None else f"{home} || {literal('/' + path)}" for path in files)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _nothing(columns: Sequence[tuple[str, str]]) -> str:
    return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns) + " WHERE false"


def comments(relation: Table | View) -> list[str]:
    """``COMMENT ON`` statements of a table's view, or of a view that answers, and of its columns."""
    said = f"One row per {relation.grain}. {relation.description} {relation.description_ja}"
    texts = [column_comment(column) for column in relation.columns]
    return _comments(relation.name, said, list(zip((column.name for column in relation.columns), texts, strict=True)))


def create_twin(relation: Table | View) -> str:
    """``CREATE VIEW`` of the same rows under Japanese names.

    >>> from schemas.views import VIEWS
    >>> create_twin(next(view for view in VIEWS if view.name == "entity_timeline"))[:72]
    'CREATE OR REPLACE VIEW "実体年表" AS SELECT "entity_id" AS "実体ID", "name" AS'
    """
    named = ", ".join(f"{identifier(c.name)} AS {identifier(japanese.COLUMNS[c.name])}" for c in relation.columns)
    twin = identifier(japanese.RELATIONS[relation.name])
    return f"CREATE OR REPLACE VIEW {twin} AS SELECT {named} FROM {identifier(relation.name)}"


def twin_comments(relation: Table | View) -> list[str]:
    """``COMMENT ON`` statements of the twin, in Japanese; it says whose twin it is."""
    texts = [(japanese.COLUMNS[c.name], f"{column_comment_ja(c)} ({c.name})") for c in relation.columns]
    return _comments(japanese.RELATIONS[relation.name], f"{relation.description_ja} ({relation.name})", texts)


def _comments(name: str, said: str, columns: Sequence[tuple[str, str]]) -> list[str]:
    view = identifier(name)
    statements = [f"COMMENT ON VIEW {view} IS {literal(said)}"]
    statements += [f"COMMENT ON COLUMN {view}.{identifier(column)} IS {literal(text)}" for column, text in columns]
    return statements
