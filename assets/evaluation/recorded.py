"""Recorded facts: figures that were measured once, on gold that is no part of the repository, and what peers had on the same.

``recorded.csv`` has a line for each, in the columns of the published table; an empty value is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.evaluation import golden
from assets.evaluation.figures import wilson

FILE = "recorded.csv"
_TEXTS = ("column_name", "genre", "commit", "note")


def figures(place: Path) -> Iterator[dict[str, Any]]:
    """Rows of recorded figures. Of a share with its number of items the interval is Wilson's.

    Raises :class:`assets.evaluation.golden.GoldenError` where a line cannot be read.
    """
    for number, row in enumerate(golden.table(place, FILE), 2):
        try:
            yield _figure(row)
        except ValueError as error:
            raise golden.GoldenError(f"{place / FILE}, line {number}: {error}") from error


def _figure(row: dict[str, str]) -> dict[str, Any]:
    value = float(row["value"])
    items = int(row["item_count"]) if row["item_count"] else None
    found: dict[str, Any] = {
        **{name: row[name] for name in ("table_name", "measure", "gold", "basis", "system")},
        **{name: row[name] or None for name in _TEXTS},
        "value": value,
        "item_count": items,
        "text_count": int(row["text_count"]) if row["text_count"] else None,
        "measured_on": dt.date.fromisoformat(row["measured_on"]) if row["measured_on"] else None,
        "origin": "recorded",
        "interval": "none",
    }
    if items and row["measure"] != "f1":
        low, high = (round(end, 4) for end in wilson(round(value * items), items))
        found |= {"low": min(low, value), "high": max(high, value), "interval": "wilson"}
    return found
