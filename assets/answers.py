"""Rows of a query as a person or a script reads them: a table for the terminal, CSV, or JSON Lines.

rich is imported only when a table is drawn.
"""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any, TextIO

from assets.terminal import VISIBLE

if TYPE_CHECKING:
    import pyarrow as pa


def show_rows(rows: pa.Table, how: str, out: TextIO) -> None:
    """Rows of a query as a table for people, as CSV (RFC 4180) or as JSON Lines.

    JSON has no NaN or infinity: they become null. Columns of the same name are told apart by a number.
    """
    names = _distinct(rows.column_names)
    lines = zip(*(column.to_pylist() for column in rows.columns), strict=True)
    if how == "json":
        for line in lines:
            out.write(
                json.dumps(dict(zip(names, map(_finite, line), strict=True)), ensure_ascii=False, default=str) + "\n"
            )
    elif how == "csv":
        writer = csv.writer(out)
        writer.writerow(names)
        writer.writerows([_cell(value, "") for value in line] for line in lines)
    else:
        _draw(names, list(lines), out)


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        distinct.append(f"{name}_{count}" if count else name)
    return distinct


def _finite(value: Any) -> Any:
    """The value with null for what JSON cannot hold, however deep."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


def _draw(names: list[str], lines: list[tuple[object, ...]], out: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        drawn.add_column(escape(name), overflow="fold")
    for line in lines:
        drawn.add_row(*(escape(_cell(value, "—").translate(VISIBLE)) for value in line))
    width = None if out.isatty() else 10_000
    Console(file=out, width=width).print(drawn)
    out.write(f"({len(lines)} row{'' if len(lines) == 1 else 's'})\n")


def _cell(value: object, missing: str) -> str:
    if value is None:
        return missing
    return (
        json.dumps(_finite(value), ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)
    )
