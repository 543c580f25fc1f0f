"""What changed between two declarations, and what that means to whoever reads the data: SemVer of the schema.

Belongs here: describing a dataset's declarations so that another version can read them, and comparing two such descriptions. Does not
belong here: which releases are compared (``warehouse.release.changes``).

A release carries its description as ``schema.json``. *Major* is what breaks a reader or changes what a value means: a table or column that
went, another type, key, grain, unit or pattern, a column that may be null now, a value of a vocabulary that went or is defined
otherwise. *Minor* is what comes in addition: a table, a column, a value. *Patch* is what only says the same better: descriptions,
bounds, checks, order. A new description may hide a new meaning; only people can tell, so it is always named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schemas.model import Column, Dataset, Table
from schemas.render import arrow

Level = Literal["none", "patch", "minor", "major"]
LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")
Description = Mapping[str, Any]
_MEANING = ("type", "unit", "pattern")
_DETAIL = ("minimum", "maximum", "description", "description_ja", "carries")


@dataclass(frozen=True, order=True)
class Difference:
    """Something that is declared otherwise: of which table and column (empty: of the table), what, and how much that is."""

    table: str
    column: str
    what: str
    level: Level

    @property
    def line(self) -> str:
        """All of it in one line: ``statements.certainty: value unsure is new (minor)``."""
        return f"{'.'.join(filter(None, (self.table, self.column)))}: {self.what} ({self.level})"


def describe(dataset: Dataset) -> dict[str, Any]:
    """The declarations as plain values: tables in order with their keys, columns, types, vocabularies and descriptions in both languages."""
    return {
        "schema_version": dataset.schema_version,
        "tables": [_table(table) for table in (*dataset.tables, *dataset.reports)],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "title_ja": table.title_ja,
        "grain": table.grain,
        "description": table.description,
        "description_ja": table.description_ja,
        "primary_key": list(table.primary_key),
        "foreign_keys": [
            {"columns": list(key.columns), "table": key.table, "references": list(key.references)}
            for key in table.foreign_keys
        ],
        "columns": [_column(column) for column in table.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": str(arrow.data_type(column.type)),
        "nullable": column.nullable,
        "description": column.description,
        "description_ja": column.description_ja,
        "carries": column.carries,
    }
    for name in ("unit", "pattern", "minimum", "maximum"):
        if (value := getattr(column, name)) is not None:
            described[name] = value
    if column.vocabulary is not None:
        described["values"] = {value: list(defined) for value, defined in column.vocabulary.values.items()}
    return described


def compare(before: Description, now: Description) -> tuple[Difference, ...]:
    """Every difference between two descriptions, by table in the order of ``now``.

    >>> column = {"name": "cue", "type": "string", "nullable": True, "description": "", "description_ja": "", "carries": "fact"}
    >>> table = {"name": "statements", "grain": "act", "primary_key": [], "foreign_keys": [], "columns": [column]}
    >>> wider = {**table, "columns": [column, {**column, "name": "certainty"}]}
    >>> [found.line for found in compare({"tables": [table]}, {"tables": [wider]})]
    ['statements.certainty: new column (minor)']
    >>> [found.line for found in compare({"tables": [wider]}, {"tables": [table]})]
    ['statements.certainty: column is gone (major)']
    """
    held = {table["name"]: table for table in before["tables"]}
    there = {table["name"]: table for table in now["tables"]}
    found = [Difference(name, "", "table is gone", "major") for name in held if name not in there]
    for name, table in there.items():
        if name not in held:
            found.append(Difference(name, "", "new table", "minor"))
        else:
            found += _of_tables(held[name], table)
    return tuple(found)


def _of_tables(before: Description, now: Description) -> Iterator[Difference]:
    name = str(now["name"])
    if before["primary_key"] != now["primary_key"]:
        yield Difference(name, "", f"key was {', '.join(before['primary_key'])}", "major")
    if before["grain"] != now["grain"]:
        yield Difference(name, "", f"a row was one {before['grain']}", "major")
    for what in ("foreign_keys", "title", "title_ja", "description", "description_ja"):
        if before.get(what) != now.get(what):
            yield Difference(name, "", f"other {what.replace('_ja', ' (ja)').replace('_', ' ')}", "patch")
    held = {column["name"]: column for column in before["columns"]}
    there = {column["name"]: column for column in now["columns"]}
    for column in held.keys() - there.keys():
        yield Difference(name, column, "column is gone", "major")
    for column, declared in there.items():
        if column not in held:
            yield Difference(name, column, "new column", "minor")
            continue
        for what, level in _of_columns(held[column], declared):
            yield Difference(name, column, what, level)


def _of_columns(before: Description, now: Description) -> Iterator[tuple[str, Level]]:
    for what in _MEANING:
        if before.get(what) != now.get(what):
            yield f"{what} was {before.get(what) or 'not given'}", "major"
    if before["nullable"] != now["nullable"]:
        yield ("may be null now", "major") if now["nullable"] else ("is never null now", "patch")
    for what in _DETAIL:
        if before.get(what) != now.get(what):
            yield f"other {what.replace('_ja', ' (ja)')}", "patch"
    yield from _of_values(before.get("values"), now.get("values"))


def _of_values(
    before: Mapping[str, Sequence[str]] | None, now: Mapping[str, Sequence[str]] | None
) -> Iterator[tuple[str, Level]]:
    if before is None or now is None:
        if before is not now:
            yield "has a vocabulary now" if before is None else "has no vocabulary any more", "major"
        return
    for value in before.keys() - now.keys():
        yield f"value {value} is gone", "major"
    for value, defined in now.items():
        if value not in before:
            yield f"value {value} is new", "minor"
        elif list(before[value]) != list(defined):
            yield f"value {value} is defined otherwise", "major"


def level(differences: Sequence[Difference]) -> Level:
    """The greatest of the differences' levels.

    >>> level([Difference("a", "b", "new column", "minor"), Difference("a", "", "other title", "patch")])
    'minor'
    """
    return max((found.level for found in differences), key=LEVELS.index, default="none")


def fits(before: str, now: str, needed: Level) -> bool:
    """Whether the version ``now`` may follow ``before`` where that much changed.

    Below 1.0.0 the second number counts what is major, and the third all else, as is the custom.

    >>> fits("1.2.0", "1.3.0", "minor"), fits("1.2.0", "1.2.1", "minor"), fits("1.2.0", "2.0.0", "minor")
    (True, False, True)
    >>> fits("0.2.0", "0.2.1", "minor"), fits("0.2.0", "0.2.1", "major"), fits("0.2.0", "0.3.0", "major")
    (True, False, True)
    >>> fits("0.2.0", "0.2.0", "none"), fits("0.2.0", "0.1.0", "none")
    (True, False)
    """
    old, new = (tuple(int(number) for number in version.split(".")) for version in (before, now))
    if new < old:
        return False
    shown = {"none": old, "patch": (*old[:2], old[2] + 1)}
    if old[0] == 0:
        least = {**shown, "minor": shown["patch"], "major": (0, old[1] + 1, 0)}
    else:
        least = {**shown, "minor": (old[0], old[1] + 1, 0), "major": (old[0] + 1, 0, 0)}
    return new >= least[needed]
