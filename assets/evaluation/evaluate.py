"""All figures: golden texts through the real stages, what was recorded, and what nobody measured.

Belongs here: from sets to rows of :data:`schemas.tables.accuracy.ACCURACY`. Does not belong here: keeping them (``kept``), floors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.evaluation import columns, golden, recorded
from assets.evaluation.figures import Figure, figures
from assets.evaluation.reading import read
from assets.evaluation.scoring.sheet import Judged
from assets.evaluation.sets import SETS, GoldenSet
from schemas.render import arrow
from schemas.tables.accuracy import ACCURACY

Row = dict[str, Any]
OURS = "kawaraban"


def evaluate(place: Path | None = None, *, sets: Sequence[GoldenSet] = SETS) -> pa.Table:
    """Every figure, sorted by table, column and gold: computed now, recorded once, or not measured.

    ``place`` is the folder of the golden files, by default the one that came with the code. Raises
    :class:`assets.evaluation.golden.GoldenError` where one is missing or malformed.
    """
    place = place or golden.folder()
    rows = [row for item, found in computed(place, sets) for row in _rows(item, found)]
    rows += recorded.figures(place)
    rows += columns.unmeasured(place, {(row["table_name"], row["column_name"]) for row in rows})
    return table(rows)


def computed(place: Path, sets: Sequence[GoldenSet] = SETS) -> Iterator[tuple[GoldenSet, list[Figure]]]:
    """Figures of each set, all texts read in one pass."""
    planned = [(item, key, row, list(item.documents(key, row))) for item in sets for key, row in item.records(place)]
    done = iter(read(document for *_, documents in planned for document in documents))
    judged: dict[str, list[Judged]] = {item.name: [] for item in sets}
    for item, key, row, documents in planned:
        judged[item.name] += [Judged(key, row, next(done)) for _ in documents]
    for item in sets:
        yield item, list(figures(item.score(judged[item.name])))


def _rows(item: GoldenSet, found: Iterable[Figure]) -> Iterator[Row]:
    for figure in found:
        yield {
            "table_name": figure.table,
            "column_name": figure.column,
            "measure": figure.measure,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "interval": figure.interval,
            "item_count": figure.items,
            "text_count": figure.texts,
            "genre": figure.genre,
            "gold": item.name,
            "basis": item.basis,
            "system": OURS,
            "origin": "computed",
            "note": item.about if figure.genre is None else None,
        }


_IDENTITY = ("table_name", "column_name", "measure", "genre", "gold", "system", "origin", "commit", "measured_on")


def table(rows: Iterable[Row]) -> pa.Table:
    """Rows as the declared table, each with its identifier, in the order in which people read them."""
    kept = [{**row, "figure_id": _identifier(row)} for row in rows]
    kept.sort(key=lambda row: (*columns.place(row["table_name"], row["column_name"]), *_order(row)))
    return arrow.from_rows(ACCURACY, kept)


def _order(row: Row) -> tuple[str, ...]:
    origin = {"computed": "0", "recorded": "1", "none": "2"}[row["origin"]]
    measures = {"precision": "0", "recall": "1", "f1": "2", "accuracy": "3", "not_measured": "4"}
    shown = (row["gold"], row.get("genre") or "", measures[row["measure"]], row["system"] != OURS, row["system"])
    return (origin, *map(str, shown), row["figure_id"])


def _identifier(row: Row) -> str:
    said = "\0".join(str(row.get(name)) for name in _IDENTITY)
    return f"acc_{hashlib.sha256(said.encode()).hexdigest()[:24]}"
