"""Entities of many batches as one set. Shuffle key: ``entity_id``.

Belongs here: which of several rows of an entity is kept. Does not belong here: finding that two names mean one thing.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from schemas.dataset import DATASET
from schemas.render import arrow


def merge_entities(rows: pa.Table) -> pa.Table:
    """One row an entity: a lexicon's row wins, then the longest name, then the smallest row.

    Deterministic, associative and commutative: the kept row is the least of a total order.
    """
    table = DATASET.table("entities")
    names = list(table.column_names)
    frame = pl.DataFrame(rows.select(names))
    ranked = frame.with_columns(
        (~pl.col("method").str.starts_with("lexicon:")).alias("is_guess"),
        (-pl.col("name_ja").str.len_chars().cast(pl.Int64)).alias("brevity"),
    )
    best = ranked.sort(["entity_id", "is_guess", "brevity", *names[1:]], nulls_last=True).unique(
        "entity_id", keep="first", maintain_order=True
    )
    return arrow.conform(best.select(names).to_arrow(), table)
