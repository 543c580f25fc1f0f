"""Lexemes of many batches as one set. Shuffle key: ``lexeme_id``."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from schemas.dataset import DATASET
from schemas.render import arrow


def merge_lexemes(rows: pa.Table) -> pa.Table:
    """One row a lexeme: the identifier is a hash of all other columns, so equal identifiers are equal rows."""
    _, first = np.unique(rows["lexeme_id"].to_numpy(), return_index=True)
    return arrow.conform(rows.take(pa.array(first)), DATASET.table("lexemes"))
