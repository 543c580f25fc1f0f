"""What a reader may ask of a catalog: statements that read, answered as Arrow; everything else is refused in one line.

Belongs here: deciding whether a statement only reads, running it, and its error in one line. Does not belong here: what a
connection can reach (``catalog`` confines it), or how an answer is shown.

Two walls stand behind each other. The connection reaches nothing but the files of its tables; and because a directory that
may be read is one that DuckDB would also write to, a statement runs only where DuckDB's own parser and planner say that it
reads. The planner is asked as well because ``WITH x AS (COPY … TO …) FROM x`` is a SELECT to the parser.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warehouse.errors import WarehouseError
from warehouse.sql_checks import first_line

if TYPE_CHECKING:
    import duckdb

__all__ = ["CatalogError", "answers", "query", "set_variables"]

_BLANK = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)"
# SET VARIABLE x = 1, RESET VARIABLE x: a name for a value within this session
_VARIABLE = re.compile(rf"{_BLANK}*(?:re)?set{_BLANK}+variable\b", re.IGNORECASE | re.DOTALL)
# EXPLAIN, EXPLAIN ANALYZE, EXPLAIN (ANALYZE, FORMAT json): what is in front of the statement that is explained
_EXPLAIN = re.compile(
    rf"{_BLANK}*explain\b{_BLANK}*(?:analy[sz]e\b)?{_BLANK}*(?:\({_BLANK}*(?:analy[sz]e|format)\b[^()]*\))?",
    re.IGNORECASE | re.DOTALL,
)
_WRITING_WORD = re.compile(r"\b(?:copy|insert|update|delete|merge)\b", re.IGNORECASE)
_WRITING_OPERATORS = ("COPY", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP", "ATTACH", "EXPORT")
_ONLY_READS = "only what reads is run; an answer is saved by --output FILE, in the explorer by the links beside it"
_HINTS = ("Candidate bindings", "Did you mean", "Candidate functions")


class CatalogError(WarehouseError):
    """A query or a view that is refused; the message is one line."""


def answers(connection: duckdb.DuckDBPyConnection, text: str, *, most: int | None = None) -> Iterator[pa.Table]:
    """The rows of each statement of a text, in order; a statement that sets a variable has none. ``most`` bounds the rows of each.

    None runs before all are known to read. Raises :class:`CatalogError` where one does not, or DuckDB refuses it.
    """
    for statement, kind in _statements(connection, text):
        with _told():
            if kind == "SET":
                connection.execute(statement)
                continue
            _refuse_writing_plan(connection, statement, kind)
            yield _rows(connection, statement, None if kind == "EXPLAIN" else most)


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, most: int | None) -> pa.Table:
    found = connection.sql(statement)
    return (found if most is None else found.limit(most)).to_arrow_table()


def query(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Rows of one query, or of the last of several; no rows where there is none. Raises as :func:`answers` does."""
    rows = pa.table({})
    for answer in answers(connection, sql):
        rows = answer
    return rows


def set_variables(connection: duckdb.DuckDBPyConnection, values: Mapping[str, str]) -> None:
    """Set variables for queries, which read them by ``getvariable('name')``; the names are those of a person's own."""
    for name, value in values.items():
        quoted = name.replace('"', '""')
        with _told():
            connection.execute(f'SET VARIABLE "{quoted}" = ?', [value])


def _statements(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[str, str]]:
    """Each statement of a text and what kind it is: SELECT, MULTI (a PIVOT), EXPLAIN or SET; nothing else may run."""
    found = [(one.query, one.type.name) for one in _parsed(connection, text)]
    for number, (statement, kind) in enumerate(found, 1):
        where = f"statement {number}: " if len(found) > 1 else ""
        if kind == "SET" and _VARIABLE.match(statement):
            continue
        if kind == "EXPLAIN":
            explained = [one.type.name for one in _parsed(connection, _explained(statement))]
            if explained != ["SELECT"]:
                raise CatalogError(f"{where}EXPLAIN of what does not read is refused: {_ONLY_READS}")
        elif kind == "MULTI":
            # its parts are run one after the other while it is planned: nothing but its words can be looked at before
            if word := _WRITING_WORD.search(statement):
                raise CatalogError(
                    f"{where}a PIVOT with the word {word[0]!r} in it is refused; name its values: PIVOT … ON column IN (…)"
                )
        elif kind != "SELECT":
            raise CatalogError(f"{where}{_shown(statement, kind)} is refused: {_ONLY_READS}")
    return found


def _parsed(connection: duckdb.DuckDBPyConnection, text: str) -> list[Any]:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise CatalogError("the query is not text in UTF-8")
    with _told():
        parsed = connection.extract_statements(text)
        try:
            for one in parsed:
                _ = one.type.name
        except ValueError:  # a kind of statement that the Python package has no name for, such as UPDATE EXTENSIONS
            raise CatalogError(f"a statement of this kind is refused: {_ONLY_READS}") from None
        return parsed


def _shown(statement: str, kind: str) -> str:
    """What is refused, in the words of the person who wrote it: the first two that stand together, as ``DROP VIEW``."""
    words = re.match(r"\s*([A-Za-z_]+(?:\s+[A-Za-z_]+)?)", re.sub(_BLANK, " ", statement, flags=re.DOTALL))
    return " ".join(words[1].split()).upper() if words else kind


def _explained(statement: str) -> str:
    found = _EXPLAIN.match(statement)
    return statement[found.end() :] if found else ""


def _refuse_writing_plan(connection: duckdb.DuckDBPyConnection, statement: str, kind: str) -> None:
    """Ask DuckDB's planner what a statement would do, and refuse it where any step writes."""
    if kind == "MULTI":
        return
    planned = statement if kind == "SELECT" else _explained(statement)
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {planned}").fetchall()
    steps = list(json.loads(plan))
    while steps:
        step = steps.pop()
        if step["name"].startswith(_WRITING_OPERATORS) or "COPY_TO" in step["name"]:
            raise CatalogError(f"a query that writes ({step['name']}) is refused: {_ONLY_READS}")
        steps += step.get("children", [])


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """DuckDB's errors as one line, with what it thinks was meant."""
    import duckdb

    try:
        yield
    except CatalogError:
        raise
    except (duckdb.Error, RuntimeError, ValueError) as error:
        raise CatalogError(_with_hint(error)) from error


def _with_hint(error: BaseException) -> str:
    """First line of an error, and what DuckDB thinks was meant."""
    lines = [line.strip() for line in str(error).splitlines()]
    hints = [line for line in lines[1:] if line.startswith(_HINTS)]
    return " ".join([first_line(error), *hints[:1]])
