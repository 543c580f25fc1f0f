"""Sources that many batches name, as one set. Shuffle key: ``source_id``."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from schemas.dataset import DATASET
from schemas.render import arrow


def merge_sources(rows: pa.Table) -> pa.Table:
    """One row a source; where batches know different things, the row that says more wins, then the smaller one."""
    names = list(DATASET.table("sources").column_names)
    frame = pl.DataFrame(rows)
    known = frame.with_columns(
        pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int32) for name in names).alias("known"),
        (pl.col("kind") == "unknown").alias("is_unknown"),
    )
    order = ["source_id", "is_unknown", "known", *names[1:]]
    descending = [name == "known" for name in order]
    best = known.sort(order, descending=descending, nulls_last=True).unique(
        "source_id", keep="first", maintain_order=True
    )
    return arrow.conform(best.select(names).to_arrow(), DATASET.table("sources"))
