"""Rows of a query as a person reads them in a terminal; as a script does, ``warehouse.answers``.

Belongs here: tables whose columns line up. Does not belong here: asking (``warehouse.queries``), and progress (``terminal``).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, TextIO

from warehouse.answers import SHOWN, SUFFIXES, cell, distinct, lines, write_csv, write_json, write_rows

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "SUFFIXES", "show_rows", "write_rows"]

FORMATS = ("table", "csv", "json")
_GAP = "  "
_NARROWEST = 8


def show_rows(rows: pa.Table, how: str, out: TextIO, *, most: int | None = None) -> None:
    """Rows of a query as a table for people, as CSV (RFC 4180) or as JSON Lines.

    A table shows each value on one line, line breaks as ⏎, and is as wide as the terminal at most; ``most`` is how many rows of it
    are shown. JSON has no NaN or infinity: they become null. Columns of the same name are told apart by a number.
    """
    if how != "table":
        (write_csv if how == "csv" else write_json)(rows, out)
        return
    shown = rows if most is None else rows.slice(0, most)
    _draw(distinct(rows.column_names), list(lines(shown)), _right(rows.schema), out)
    count = f"{rows.num_rows:,} row{'' if rows.num_rows == 1 else 's'}"
    out.write(f"({count}{f', the first {most:,} shown' if rows.num_rows > shown.num_rows else ''})\n")


def _right(schema: pa.Schema) -> list[bool]:
    """Which columns hold numbers, and stand on the right."""
    import pyarrow.types as kinds

    return [
        kinds.is_integer(field.type) or kinds.is_floating(field.type) or kinds.is_decimal(field.type)
        for field in schema
    ]


def _draw(names: list[str], lines: list[tuple[Any, ...]], right: list[bool], out: TextIO) -> None:
    from rich.cells import cell_len, chop_cells

    table = [[name.translate(SHOWN) for name in names]]
    table += [[cell(value, "—").replace("\r\n", "\n").translate(SHOWN) for value in line] for line in lines]
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
