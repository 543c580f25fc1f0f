"""What scorers share: the sheet on which they count, and finding golden surfaces in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.evaluation.figures import Count
from assets.evaluation.reading import Read

Row = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """A golden record and what the stages made of its documents: one, or several spellings of it."""

    key: str
    gold: Row
    read: Read


@dataclass
class Sheet:
    """Counts as they come, a text at a time."""

    counts: list[Count] = field(default_factory=list)

    def rows(self, table: str, at: Judged, *, right: int, wanted: int, found: int, column: str | None = None) -> None:
        """Count rows of a table (or values of a column that may be missing or too many)."""
        if wanted or found:
            self.counts.append(Count(table, column, at.key, right, wanted, found, at.gold.get("genre")))

    def value(self, table: str, column: str, at: Judged, is_right: bool) -> None:
        """Count one value of a column, which is there in any case."""
        self.counts.append(Count(table, column, at.key, int(is_right), 1, None, at.gold.get("genre")))

    def share(self, table: str, column: str | None, at: Judged, right: int, of: int) -> None:
        """Count values of a column that are right."""
        if of:
            self.counts.append(Count(table, column, at.key, right, of, None, at.gold.get("genre")))


def plain(text: str) -> str:
    """Text with one kind of wave dash, as gold may be typed with either; as long as before.

    >>> plain("8~10日")
    '8〜10日'
    """
    return text.replace("~", "〜").replace("～", "〜")


def places(text: str, surfaces: Iterable[str]) -> list[Span | None]:
    """Where each surface stands, in the order in which they are given; one that is not there has no place.

    >>> places("2日と12日、2日", ["2日", "12日", "2日"])
    [(0, 2), (3, 6), (7, 9)]
    """
    found: list[Span | None] = []
    whole, cursor = plain(text), 0
    for surface in surfaces:
        start = whole.find(plain(surface), cursor)
        if start < 0:
            found.append(None)
            continue
        cursor = start + len(surface)
        found.append((start, cursor))
    return found


def by_span(rows: Iterable[Row]) -> dict[Span, Row]:
    """Rows by their span; of equal spans the first."""
    found: dict[Span, Row] = {}
    for row in rows:
        found.setdefault((row["start"], row["end"]), row)
    return found


def match(sheet: Sheet, table: str, at: Judged, gold: Sequence[Row], rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Count the rows of a table whose span is a golden one's ``text``, and return those with the gold."""
    there = by_span(rows)
    pairs = [
        (want, there[place])
        for want, place in zip(gold, places(at.read.text, [want["text"] for want in gold]), strict=True)
        if place in there
    ]
    sheet.rows(table, at, right=len(pairs), wanted=len(gold), found=len(rows))
    return pairs
