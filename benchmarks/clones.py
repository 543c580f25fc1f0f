"""Parts of a corpus N times as large without running the stages N times: the rows of one copy under other ids.

What comes after the stages (merging, checks, catalog, release) sees N times the rows, files and distinct keys. Texts, names and
vocabulary are those of the one copy. For :mod:`benchmarks.corpus`, which measures; nothing else makes such data.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from assets import batches
from assets.metering import Meter
from pipeline.versions import versions
from schemas.dataset import DATASET
from schemas.model import Table, Type
from warehouse import landing, made, proving, tables
from warehouse.layout import Layout


def identifiers(table: Table) -> set[str]:
    """Columns that name a row of a partitioned table: those are other rows in another copy.

    >>> sorted(identifiers(DATASET.table("tokens")))
    ['article_id']
    """
    names = set(table.primary_key) if table.partitioning == "fetch_day" else set()
    for key in table.foreign_keys:
        if DATASET.table(key.table).partitioning == "fetch_day":
            names |= set(key.columns)
    return {name for name in names if table.column(name).type is Type.STRING and table.column(name).pattern}


def clone(table: Table, rows: pa.Table, number: int) -> pa.Table:
    """The rows as those of copy ``number`` (0-255): two hexadecimal digits of every id, behind its prefix, are the number.

    >>> rows = pa.table({"article_id": ["art_0123456789abcdef01234567"]})
    >>> clone(DATASET.table("tokens"), rows, 255)["article_id"].to_pylist()
    ['art_ff23456789abcdef01234567']
    """
    for name in identifiers(table) & set(rows.column_names):
        at = rows.column_names.index(name)
        other = pc.utf8_replace_slice(rows[name], start=4, stop=6, replacement=f"{number:02x}")
        rows = rows.set_column(at, rows.schema.field(at), other)
    return rows


def make(source: Path, times: int, data: Path) -> dict[str, float]:
    """Land and process the file, then write the parts of ``times`` copies, one of them in place of its own; seconds of writing."""
    layout, meter = Layout(data), Meter()
    landing.land(layout, [str(source)], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for day, batch in batches.pending(layout):
        batches.process(layout.root, day, batch)
        originals = {table.name: tables.read_part(layout, table, day, batch) for table in DATASET.tables}
        for number in range(times):
            name = f"{batch}-{number:02x}" if number else batch
            copies = {table: clone(table, originals[table.name], number) for table in DATASET.tables}
            with meter.phase("write"):
                infos = {
                    table.name: tables.write_part(layout, table, rows, day, name, versions=versions())
                    for table, rows in copies.items()
                }
                proof = proving.proof(proving.prove({table.name: rows for table, rows in copies.items()}))
                made.write(layout, day, name, infos, versions=versions(), proof=proof)
    return meter.seconds
