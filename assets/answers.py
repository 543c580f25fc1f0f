"""Rows of a query as a person or a script reads them: a table for the terminal, CSV, JSON Lines, or a file.

Belongs here: what a value looks like. Does not belong here: asking (``warehouse.queries``), and progress (``terminal``).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("table", "csv", "json")
SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet"}
"""What an ending of an output file says of its format."""
_GAP = "  "
_NARROWEST = 8
_BREAKS = "\n\r\v\f\x85\u2028\u2029"
# What turns the direction of text around would show it in another order than it has
_TURNS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SHOWN = {
    **{code: 0x2400 + code for code in range(32)},
    0x7F: "␡",
    **{code: f"<U+{code:04X}>" for code in (*range(0x80, 0xA0), *map(ord, _TURNS))},
    **{ord(character): "⏎" for character in _BREAKS},
}
"""What a terminal would obey, as something to look at: text from a page must not steer it, and a row is a line."""


def show_rows(rows: pa.Table, how: str, out: TextIO, *, most: int | None = None) -> None:
    """Rows of a query as a table for people, as CSV (RFC 4180) or as JSON Lines.

    A table shows each value on one line, line breaks as ⏎, and is as wide as the terminal at most; ``most`` is how many rows of it
    are shown. JSON has no NaN or infinity: they become null. Columns of the same name are told apart by a number.
    """
    names = _distinct(rows.column_names)
    if how == "table":
        shown = rows if most is None else rows.slice(0, most)
        lines = [line for batch in shown.to_batches(10_000) for line in _lines(batch)]
        _draw(names, lines, _right(rows.schema), out)
        count = f"{rows.num_rows:,} row{'' if rows.num_rows == 1 else 's'}"
        out.write(f"({count}{f', the first {most:,} shown' if rows.num_rows > shown.num_rows else ''})\n")
        return
    writer = csv.writer(out)
    if how == "csv":
        writer.writerow(names)
    for batch in rows.to_batches(10_000):
        if how == "csv":
            writer.writerows([_cell(value, "") for value in line] for line in _lines(batch))
        else:
            for line in _lines(batch):
                out.write(json.dumps(dict(zip(names, map(_plain, line), strict=True)), ensure_ascii=False) + "\n")


def write_rows(rows: pa.Table, path: Path, how: str) -> None:
    """Write an answer to a file of its own, ``csv``, ``json`` or ``parquet``; the file is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        if how == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(rows.rename_columns(_distinct(rows.column_names)), unfinished, compression="zstd")
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as out:
                show_rows(rows, how, out)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _lines(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct: list[str] = []
    for name in names:
        found = name
        while found in distinct:
            seen[name] = seen.get(name, 0) + 1
            found = f"{name}_{seen[name]}"
        distinct.append(found)
    return distinct


def _plain(value: Any) -> Any:
    """The value as JSON holds it, however deep: numbers stay numbers, what is not finite is null, times are ISO 8601."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return _cell(value, "")


def _cell(value: Any, missing: str) -> str:
    if value is None:
        return missing
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(_plain(value), ensure_ascii=False)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat(*([" "] if isinstance(value, dt.datetime) else []))
    return value.hex() if isinstance(value, bytes) else str(value)


def _right(schema: pa.Schema) -> list[bool]:
    """Which columns hold numbers, and stand on the right."""
    import pyarrow.types as kinds

    return [
        kinds.is_integer(field.type) or kinds.is_floating(field.type) or kinds.is_decimal(field.type)
        for field in schema
    ]


def _draw(names: list[str], lines: list[tuple[Any, ...]], right: list[bool], out: TextIO) -> None:
    from rich.cells import cell_len, chop_cells

    table = [[name.translate(_SHOWN) for name in names]]
    table += [[_cell(value, "—").replace("\r\n", "\n").translate(_SHOWN) for value in line] for line in lines]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    if out.isatty():
        widths = _fitting(widths, shutil.get_terminal_size().columns)
    for number, row in enumerate(table):
        folded = [
            [text] if cell_len(text) <= width else chop_cells(text, width)
            for text, width in zip(row, widths, strict=True)
        ]
        for level in range(max(map(len, folded), default=0)):
            pieces = [cell[level] if level < len(cell) else "" for cell in folded]
            padded = [
                " " * (width - cell_len(piece)) + piece if is_number else piece + " " * (width - cell_len(piece))
                for piece, width, is_number in zip(pieces, widths, right, strict=True)
            ]
            out.write(_GAP.join(padded).rstrip() + "\n")
        if number == 0 and widths:
            out.write("─" * (sum(widths) + len(_GAP) * (len(widths) - 1)) + "\n")


def _fitting(widths: list[int], available: int) -> list[int]:
    """Widths that fit into a terminal: the widest columns give way first, and none below :data:`_NARROWEST`.

    >>> _fitting([4, 100, 40], 80)
    [4, 36, 36]
    """
    fitting, room = list(widths), available - len(_GAP) * (len(widths) - 1)
    while sum(fitting) > room and max(fitting) > _NARROWEST:
        widest = max(fitting)
        others = [width for width in fitting if width < widest]
        count = len(fitting) - len(others)
        target = max((room - sum(others)) // count, max(others, default=0), _NARROWEST)
        fitting = [target if width == widest else width for width in fitting]
        if target == widest:
            break
    return fitting
