"""Tables and views as grids: which rows, in which order, and the answers of somebody's own SQL.

Belongs here: SQL made of a declaration and of what a visitor chose. Does not belong here: what a column means (``schemas``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from schemas import japanese
from schemas.dataset import DATASET
from schemas.model import Column, ListOfStruct, Table, Type
from schemas.render.duckdb import identifier
from schemas.views import VIEWS, View, ViewColumn
from warehouse.explorer.overview import has_accuracy
from warehouse.explorer.reader import Asking
from warehouse.explorer.visit import AskedError, MissingError, Visit
from warehouse.explorer.words import RELATIONS

_VIEWS = Path(__file__).resolve().parents[1] / "views"
_IN_ENGLISH = {own: name for name, own in japanese.RELATIONS.items()}
_NEVER_SORTED = frozenset(("alignment",))


@dataclass(frozen=True)
class Asked:
    """What of a grid: a column to sort by, and what a column holds, exactly or as a part (``is_part``)."""

    sort: str | None = None
    is_descending: bool = False
    column: str | None = None
    value: str | None = None

    @staticmethod
    def of(visit: Visit, relation: Table | View) -> Asked:
        """What a visit asks of a table or view; raises :class:`AskedError` where it has no such column."""
        names = [column.name for column in relation.columns]
        sort = visit.text("sort") or ""
        column = visit.choice("column", names)
        name = sort.removeprefix("-")
        if name and (name not in names or name in _NEVER_SORTED):
            raise AskedError(f"sort is a column of {relation.name}, with - in front for the greatest first")
        return Asked(name or None, sort.startswith("-"), column, visit.text("value"))

    @property
    def sorted(self) -> str | None:
        """The order as an address has it."""
        return f"-{self.sort}" if self.sort and self.is_descending else self.sort


def relation_of(asking: Asking, name: str) -> Table | View:
    """The table or view of this name, in English or Japanese; raises :class:`MissingError` where there is none."""
    relation = RELATIONS.get(name) or RELATIONS.get(_IN_ENGLISH.get(name, ""))
    reports = {table.name for table in DATASET.reports}
    if relation is None or (name in reports and not has_accuracy(asking)):
        raise MissingError(f"there is no table {name[:60]!r}")
    return relation


def names(asking: Asking) -> tuple[list[Table], list[View]]:
    """Tables and views that there are."""
    reports = list(DATASET.reports) if has_accuracy(asking) else []
    return [*DATASET.tables, *reports], list(VIEWS)


def sql_of(relation: Table | View, asked: Asked, limit: int | None = None, offset: int = 0) -> str:
    """The query of a grid, as a person would write it; a variable ``value`` holds what is looked for, and is written into it."""
    lines = [f"SELECT *\nFROM {identifier(relation.name)}"]
    if asked.column and asked.value is not None:
        lines.append(f"WHERE {condition(relation, asked)}")
    order = [f"{identifier(asked.sort)}{' DESC' if asked.is_descending else ''} NULLS LAST"] if asked.sort else []
    if isinstance(relation, Table):
        order += [identifier(name) for name in relation.primary_key if name != asked.sort]
    if order:
        lines.append(f"ORDER BY {', '.join(order)}")
    if limit is not None:
        lines.append(f"LIMIT {int(limit)} OFFSET {int(offset)}")
    return "\n".join(lines)


def condition(relation: Table | View, asked: Asked) -> str:
    """Condition of SQL: text contains the value, anything else equals it."""
    from schemas.render.duckdb import literal

    column = next(column for column in relation.columns if column.name == asked.column)
    name, value = identifier(column.name), literal(asked.value or "")
    if asked.value == "null":
        return f"{name} IS NULL"
    if isinstance(column, Column) and (column.type is not Type.STRING or column.vocabulary is not None):
        if isinstance(column.type, ListOfStruct):
            return f"contains(CAST({name} AS VARCHAR), {value})"
        return f"CAST({name} AS VARCHAR) = {value}"
    if isinstance(column, ViewColumn) and column.vocabulary is not None:
        return f"{name} = {value}"
    return f"contains(lower(CAST({name} AS VARCHAR)), lower({value}))"


def rows(asking: Asking, relation: Table | View, asked: Asked, limit: int, offset: int) -> tuple[pa.Table, int]:
    """Rows of a page of a grid, and how many there are."""
    where = f" WHERE {condition(relation, asked)}" if asked.column and asked.value is not None else ""
    total = asking.value(f"SELECT count(*) FROM {identifier(relation.name)}{where}")
    return asking.table(sql_of(relation, asked, limit, offset)), total


def definition(view: str) -> str:
    """The SQL of a view, as it is written."""
    return (_VIEWS / f"{view}.sql").read_text(encoding="utf-8")


def body(view: str) -> str:
    """The query of a view, to be edited: what stands behind ``AS``.

    >>> body("coverage").split()[0]
    'SELECT'
    """
    text = definition(view)
    _, _, query = text.partition(f"VIEW {view} AS")
    return query.strip().removesuffix(";") or text


@dataclass(frozen=True)
class Answer:
    """Rows of somebody's query; ``is_cut``: there are more."""

    rows: pa.Table
    is_cut: bool
    milliseconds: float


def ask(asking: Asking, text: str, most: int) -> Answer | None:
    """The answer of somebody's own SQL, ``most`` rows of it; None where it only sets variables."""
    import time

    begun = time.perf_counter()
    found = asking.free(text, most + 1)
    if found is None:
        return None
    return Answer(found.slice(0, most), found.num_rows > most, (time.perf_counter() - begun) * 1e3)
