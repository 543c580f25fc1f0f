"""Lexemes of many batches as one set. Shuffle key: ``lexeme_id``."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from schemas.dataset import DATASET
from schemas.render import arrow


def merge_lexemes(rows: pa.Table) -> pa.Table:
    """One row a lexeme: the identifier is a hash of all other columns, so equal identifiers are equal rows."""
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type; a table is never a series
    return arrow.conform(frame.unique("lexeme_id", keep="any").sort("lexeme_id").to_arrow(), DATASET.table("lexemes"))
