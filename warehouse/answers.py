"""Values of an answer as programs read them: plain values for JSON, cells of text, and files of CSV, JSON Lines or Parquet.

Belongs here: what a value looks like outside of DuckDB. Does not belong here: asking (``queries``), tables for a terminal
(``assets.answers``), and pages (``explorer``).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet"}
"""What an ending of an output file says of its format."""
BREAKS = "\n\r\v\f\x85\u2028\u2029"
# What turns the direction of text around would show it in another order than it has
_TURNS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SHOWN: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32)},
    0x7F: "␡",
    **{code: f"<U+{code:04X}>" for code in (*range(0x80, 0xA0), *map(ord, _TURNS))},
    **{ord(character): "⏎" for character in BREAKS},
}
"""What a terminal or a browser would obey, as something to look at: text from a page must not steer it, and a row is a line."""


def write_csv(rows: pa.Table, out: TextIO) -> None:
    """Rows as CSV (RFC 4180), with a header."""
    writer = csv.writer(out)
    writer.writerow(distinct(rows.column_names))
    for values in lines(rows):
        writer.writerow([cell(value, "") for value in values])


def write_json(rows: pa.Table, out: TextIO) -> None:
    """Rows as JSON Lines; JSON has no NaN or infinity: they become null."""
    for row in records(rows):
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_parquet(rows: pa.Table, out: Path | IO[bytes]) -> None:
    """Rows as Parquet, zstd."""
    import pyarrow.parquet as pq

    pq.write_table(rows.rename_columns(distinct(rows.column_names)), out, compression="zstd")


def write_rows(rows: pa.Table, path: Path, how: str) -> None:
    """Write an answer to a file of its own, ``csv``, ``json`` or ``parquet``; the file is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        if how == "parquet":
            write_parquet(rows, unfinished)
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as out:
                (write_csv if how == "csv" else write_json)(rows, out)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def records(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Each row as JSON has it; columns of the same name are told apart by a number."""
    names = distinct(rows.column_names)
    for values in lines(rows):
        yield dict(zip(names, map(plain, values), strict=True))


def lines(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Each row as Python values."""
    for batch in rows.to_batches(10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def distinct(names: list[str]) -> list[str]:
    """Names that differ: a second ``n`` is ``n_1``.

    >>> distinct(["n", "n", "m"])
    ['n', 'n_1', 'm']
    """
    seen: dict[str, int] = {}
    found_names: list[str] = []
    for name in names:
        found = name
        while found in found_names:
            seen[name] = seen.get(name, 0) + 1
            found = f"{name}_{seen[name]}"
        found_names.append(found)
    return found_names


def plain(value: Any, largest: int | None = None) -> Any:
    """The value as JSON holds it, however deep: numbers stay numbers, what is not finite is null, times are ISO 8601.

    Integers beyond ``largest`` are strings.

    >>> plain({"a": 2**60, "b": [1]}, largest=2**53 - 1)
    {'a': '1152921504606846976', 'b': [1]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return plain(int(value), largest) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): plain(item, largest) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, largest) for item in value]
    if isinstance(value, int) and largest is not None and abs(value) > largest:
        return str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return cell(value, "")


def cell(value: Any, missing: str) -> str:
    """The value as a cell of text; ``missing`` for null."""
    if value is None:
        return missing
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(plain(value), ensure_ascii=False)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat(*([" "] if isinstance(value, dt.datetime) else []))
    return value.hex() if isinstance(value, bytes) else str(value)
