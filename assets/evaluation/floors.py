"""Floors: what each computed figure must not fall under, and what moved since.

Belongs here: comparing figures with a file of floors or of figures. Does not belong here: deciding that a floor may fall, which is a
person's: ``kawaraban evaluate --write-floors`` writes them anew, and the commit says why.

The floor of a figure on texts that the rules were written with is the figure: there nothing may be lost. On other texts, where a word of a lexicon
moves something somewhere, it lies two hundredths lower, or two items where these are more; what moved less is told, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.evaluation import golden
from schemas.render import arrow
from schemas.tables.accuracy import ACCURACY

FILE = "floors.csv"
_NAMES = ("table_name", "column_name", "measure", "genre", "gold")
_HEADER = (*_NAMES, "floor", "figure")
Key = tuple[str, ...]
MARGIN, ITEMS = 0.02, 2
_SLACK = 0.00005
"""Half of the last digit that figures are rounded to."""


@dataclass(frozen=True)
class Moved:
    """What is different: ``fallen`` figures are under their floors or gone."""

    fallen: tuple[str, ...]
    lower: tuple[str, ...]
    risen: tuple[str, ...]
    fresh: tuple[str, ...]
    same: int

    @property
    def lines(self) -> list[str]:
        """One line for each figure that is not as it was, the worst first."""
        return [
            *(f"FELL   {line}" for line in self.fallen),
            *(f"lower  {line}" for line in self.lower),
            *(f"rose   {line}" for line in self.risen),
            *(f"new    {line}" for line in self.fresh),
        ]

    @property
    def summary(self) -> str:
        """All of them counted."""
        return f"{len(self.fallen)} fell under their floor, {len(self.lower)} are lower, {len(self.risen)} rose, {len(self.fresh)} new, {self.same} as before"


@dataclass(frozen=True)
class Floor:
    """What a figure must not fall under, and what it was when that was written."""

    floor: float
    figure: float


def values(figures: pa.Table) -> dict[Key, float]:
    """Computed figures by what they are about."""
    return {key: floor.figure for key, floor in _floors(figures).items()}


def _floors(figures: pa.Table) -> dict[Key, Floor]:
    found = {}
    for row in figures.select([*_NAMES, "value", "item_count", "origin", "basis"]).to_pylist():
        if row["origin"] == "computed":
            margin = 0 if row["basis"] == "development" else max(MARGIN, ITEMS / (row["item_count"] or 1))
            found[tuple(row[name] or "" for name in _NAMES)] = Floor(max(0, row["value"] - margin), row["value"])
    return found


def write(figures: pa.Table, place: Path) -> Path:
    """Write ``floors.csv`` of a folder of golden texts; the result is its path."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_HEADER)
    for key, held in sorted(_floors(figures).items()):
        writer.writerow((*key, f"{held.floor:.4f}", f"{held.figure:.4f}"))
    path = place / FILE
    path.write_text(target.getvalue(), encoding="utf-8", newline="\n")
    return path


def read(path: Path) -> dict[Key, Floor]:
    """Floors of a ``floors.csv``, or such as would be written for an ``accuracy.parquet``, by what they are about.

    Raises :class:`assets.evaluation.golden.GoldenError` where the file is neither.
    """
    if path.suffix == ".parquet":
        try:
            return _floors(arrow.conform(pq.read_table(path, partitioning=None), ACCURACY))
        except (pa.ArrowException, OSError, arrow.ConformError) as error:
            raise golden.GoldenError(f"{path} holds no figures: {str(error).partition(chr(10))[0]}") from error
    rows = golden.table(path.parent, path.name)
    try:
        return {tuple(row[name] for name in _NAMES): Floor(float(row["floor"]), float(row["figure"])) for row in rows}
    except (KeyError, ValueError) as error:
        raise golden.GoldenError(f"{path} holds no floors: {error}") from error


def compare(figures: pa.Table, path: Path) -> Moved:
    """What of the computed figures is not as the file says."""
    return moved(values(figures), read(path))


def moved(now: Mapping[Key, float], before: Mapping[Key, Floor]) -> Moved:
    """What is different between figures and those of before.

    >>> moved({("mentions", "", "f1", "", "articles"): 0.81}, {("mentions", "", "f1", "", "articles"): Floor(0.82, 0.83)}).fallen
    ('mentions f1 on articles: .8300 → .8100',)
    """
    same = 0
    fallen: list[str] = []
    lower: list[str] = []
    risen: list[str] = []
    fresh: list[str] = []
    for key in sorted(now.keys() | before.keys()):
        told = _told(key)
        if key not in now:
            # a genre has a figure where it has items enough, and loses it with one of them
            (lower if key[_NAMES.index("genre")] else fallen).append(
                f"{told}: {_number(before[key].figure)} → no figure"
            )
        elif key not in before:
            fresh.append(f"{told}: {_number(now[key])}")
        else:
            line = f"{told}: {_number(before[key].figure)} → {_number(now[key])}"
            if now[key] < before[key].floor - _SLACK:
                fallen.append(line)
            elif abs(now[key] - before[key].figure) <= _SLACK:
                same += 1
            else:
                (risen if now[key] > before[key].figure else lower).append(line)
    return Moved(tuple(fallen), tuple(lower), tuple(risen), tuple(fresh), same)


def _told(key: Key) -> str:
    table, column, measure, genre, gold = key
    return f"{table}{f'.{column}' if column else ''} {measure} on {gold}{f' ({genre})' if genre else ''}"


def _number(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")
