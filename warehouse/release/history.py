"""How changes are told: CHANGELOG.md of a release, and the answer of ``kawaraban release diff``.

Belongs here: their text. Does not belong here: finding what changed (``changes``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.compatibility import Difference, fits, level
from warehouse.layout import Edition
from warehouse.release import documents
from warehouse.release.changes import KINDS, Changes, FigureChange, TableChanges

PAGE = "CHANGELOG.md"
_TITLE = "# Changes"
_MOST = 40
"""Lines of declarations or figures that a page names; ``kawaraban release diff`` has them all."""


def schema_problem(changes: Changes) -> str | None:
    """What is wrong with the version of the schema, where it does not fit what changed since the release before."""
    if changes.schema is None:
        return None
    needed = level(changes.schema)
    if fits(changes.schema_before, changes.schema_now, needed):
        return None
    first = next(found for found in changes.schema if found.level == needed) if changes.schema else None
    what = f"a {needed} change ({first.line})" if first else "a step back"
    return (
        f"schema {changes.schema_now} does not fit what changed since release {changes.before} of schema {changes.schema_before}: {what}; "
        "raise schema_version in schemas/dataset.py"
    )


def page(changes: Changes | None, version: str, edition: Edition, earlier: str, unknown: str = "") -> str:
    """CHANGELOG.md: this release above what the page of the one before said. ``unknown`` is why nothing can be compared."""
    if changes is None:
        said = [f"It cannot be compared with the release before: {unknown}." if unknown else "The first release."]
    else:
        said = _section(changes)
    text = "\n".join([f"## {version}", "", *said, ""])
    before = earlier.partition("\n## ")[2]
    whole = f"{_TITLE}\n\n{text}" + (f"\n## {before}" if before else "")
    return documents.under_notice(whole, edition)


def _section(changes: Changes) -> list[str]:
    lines = [f"Since {changes.before}.", ""]
    moved = [table for table in changes.tables if table.rows.num_rows]
    if moved:
        lines += ["| table | rows | added | removed | changed | columns |", "| --- | ---: | ---: | ---: | ---: | --- |"]
        lines += [_row(table) for table in moved]
        lines += ["", "`changes/<table>.parquet` has the keys.", ""]
    else:
        lines += ["No row is another.", ""]
    lines += _declarations(changes)
    if changes.figures:
        lines += ["Accuracy:", "", *_cut([f"- {_moved(figure)}" for figure in changes.figures]), ""]
    return lines[:-1]


def _row(table: TableChanges) -> str:
    counts = table.counts
    columns = ", ".join(f"`{name}` ({count})" for name, count in table.columns.items())
    return (
        f"| `{table.name}` | {table.now} | {counts['added']} | {counts['removed']} | {counts['changed']} | {columns} |"
    )


def _declarations(changes: Changes) -> list[str]:
    if changes.schema is None:
        return [f"Schema {changes.schema_now}; that of {changes.before} is not known in detail.", ""]
    if not changes.schema:
        return []
    problem = schema_problem(changes)
    return [
        f"Schema {changes.schema_before} → {changes.schema_now} ({level(changes.schema)}):",
        "",
        *_cut([f"- `{_place(found)}`: {found.what} ({found.level})" for found in _by_weight(changes.schema)]),
        "",
        *([f"**{problem}.**", ""] if problem else []),
    ]


def _place(found: Difference) -> str:
    return ".".join(filter(None, (found.table, found.column)))


def _by_weight(found: Sequence[Difference]) -> list[Difference]:
    weights = {"major": 0, "minor": 1, "patch": 2, "none": 3}
    return sorted(found, key=lambda difference: (weights[difference.level], difference))


def _moved(figure: FigureChange) -> str:
    def shown(value: float | None) -> str:
        return "—" if value is None else f"{value:.3f}"

    return f"{figure.name}: {shown(figure.before)} → {shown(figure.now)}"


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _MOST else [*lines[:_MOST], f"- and {len(lines) - _MOST} more"]


def as_rows(changes: Changes) -> list[dict[str, Any]]:
    """A row a table, for people: how many rows there were and are, what became of them, and in which columns."""
    return [
        {
            "table": table.name,
            "before": table.before,
            "now": table.now,
            **table.counts,
            "columns": ", ".join(f"{name} ({count})" for name, count in table.columns.items()) or None,
        }
        for table in changes.tables
        if table.rows.num_rows or table.before != table.now
    ]


def as_json(changes: Changes) -> dict[str, Any]:
    """All of it for programs; the keys are in ``changes/`` of a release."""
    return {
        "before": changes.before,
        "now": changes.now,
        "schema": {
            "before": changes.schema_before,
            "now": changes.schema_now,
            "level": None if changes.schema is None else level(changes.schema),
            "differences": [vars(found) for found in _by_weight(changes.schema or ())],
            "problem": schema_problem(changes),
        },
        "tables": {
            table.name: {"before": table.before, "now": table.now, **table.counts, "columns": table.columns}
            for table in changes.tables
        },
        "figures": [vars(figure) for figure in changes.figures],
    }


def as_lines(changes: Changes) -> list[str]:
    """What the table does not show, one line each: declarations and figures."""
    problem = schema_problem(changes)
    return [
        f"schema  {changes.schema_before} → {changes.schema_now}"
        + (f" ({level(changes.schema)})" if changes.schema is not None else " (not known in detail)"),
        *(f"        {found.line}" for found in _by_weight(changes.schema or ())),
        *([f"        {problem}"] if problem else []),
        *(f"figure  {_moved(figure)}" for figure in changes.figures),
    ]


def counts(found: Sequence[TableChanges]) -> dict[str, dict[str, int]]:
    """What a manifest says of the changes: rows added, removed and changed of each table that has any."""
    return {table.name: table.counts for table in found if table.rows.num_rows}


__all__ = ["KINDS", "PAGE", "as_json", "as_lines", "as_rows", "counts", "page", "schema_problem"]
