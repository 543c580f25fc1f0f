"""Which columns are extractions and so need a figure, and why the others have none.

Belongs here: sorting every published column. Does not belong here: measuring one.

A column is *structural* where the code or the input fixes it and a check proves it: identifiers, offsets, positions, methods, hashes.
Every other column is measured, or has a line with a reason in ``unmeasured.csv``; a test holds this against the declarations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from assets.evaluation import golden
from schemas.columns import CONFIDENCE, END, INDEX, METHOD, START, TEXT
from schemas.dataset import DATASET
from schemas.model import Column, Table

FILE = "unmeasured.csv"
_SHARED = {column.name for column in (START, END, INDEX, METHOD, CONFIDENCE)}
_ENDS = ("_start", "_end")
_PLACES = ("index", "level")


def is_structural(table: Table, column: Column) -> bool:
    """Whether the code or the input fixes a column's values, so that a check proves them and no gold is needed."""
    is_key = column.name in table.primary_key and (column.name.endswith("_id") or column.name in _PLACES)
    is_reference = any(column.name in key.columns for key in table.foreign_keys)
    is_span_text = column.name == TEXT.name and table.has_spans and table.name != "statements"
    is_offset = column.name in _SHARED or column.name.endswith(_ENDS)
    owns = is_reference and column.name in ("article_id", "document_id", "block_id", "sentence_id", "statement_id")
    return is_key or is_offset or is_span_text or owns


def extractions() -> Iterator[tuple[str, str | None]]:
    """Every table (column ``None``: its rows) and column that needs a figure or a reason, in declared order."""
    for table in DATASET.tables:
        yield table.name, None
        for column in table.columns:
            if not is_structural(table, column):
                yield table.name, column.name


@cache
def _places() -> dict[tuple[str, str | None], tuple[int, int]]:
    found: dict[tuple[str, str | None], tuple[int, int]] = {}
    for number, table in enumerate(DATASET.tables):
        found[table.name, None] = number, -1
        for index, column in enumerate(table.columns):
            found[table.name, column.name] = number, index
    return found


def place(table: str, column: str | None) -> tuple[int, int, str]:
    """Where a figure stands among all: by declared table and column, several columns together behind the single ones."""
    number, index = _places().get((table, column), (_places()[table, None][0], len(DATASET.tables) * 100))
    return number, index, column or ""


def unmeasured(path: Path, measured: Collection[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
    """A row for each extraction without a figure, with the reason; raises :class:`GoldenError` where none is given."""
    reasons = {(row["table"], row["column"] or None): row["reason"] for row in golden.table(path, FILE)}
    for table, column in extractions():
        if (table, column) in measured:
            continue
        if (table, column) not in reasons:
            raise golden.GoldenError(f"{table}.{column or '(rows)'} has neither a figure nor a reason in {path / FILE}")
        yield {
            "table_name": table,
            "column_name": column,
            "measure": "not_measured",
            "interval": "none",
            "gold": "none",
            "basis": "none",
            "system": "kawaraban",
            "origin": "none",
            "note": reasons[table, column],
        }
