"""Half-open spans in Unicode code points, and the alignment between normalized and source text.

Belongs here: arithmetic on offsets. Does not belong here: anything that knows what a span covers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Span(NamedTuple):
    """Half-open span ``[start, end)`` in code points.

    >>> Span(1, 3).cover("中谷元防衛相")
    '谷元'
    """

    start: int
    end: int

    def cover(self, text: str) -> str:
        """The text under the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside."""
        return self.start <= other.start and other.end <= self.end


class Run(NamedTuple):
    """One run of an alignment: ``length`` code points of the text at ``start`` come from ``source_length`` at ``source_start``."""

    start: int
    length: int
    source_start: int
    source_length: int


@dataclass(frozen=True, eq=False)
class Alignment:
    """Runs that cover the whole of a text, in order, and map it to its source.

    In a run of equal lengths offsets map one to one; any offset inside another run maps to that run's outer boundary.

    >>> alignment = Alignment.of([Run(0, 2, 0, 2), Run(2, 1, 2, 2), Run(3, 1, 4, 1)])   # ﾊ + ﾞ became バ
    >>> alignment.to_source(Span(2, 4))
    Span(start=2, end=5)
    >>> alignment.from_source(Span(3, 5))
    Span(start=2, end=4)

    ``table`` holds the runs, one a row, as whole numbers: a text of half-width kana has hundreds of thousands.
    """

    table: npt.NDArray[np.int64]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs, in order."""
        return tuple(map(Run._make, self.rows()))

    def rows(self) -> list[tuple[int, int, int, int]]:
        """The runs as plain tuples, in the order of the fields of :class:`Run`."""
        return list(zip(*self.table.T.tolist(), strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alignment) and np.array_equal(self.table, other.table)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Alignment:
        """Alignment of these runs, neighbours of equal lengths merged; raises ``ValueError`` where they leave a gap."""
        merged: list[Run] = []
        for run in runs:
            if merged:
                last = merged[-1]
                if run.start != last.start + last.length or run.source_start != last.source_start + last.source_length:
                    raise ValueError(f"runs leave a gap between {last} and {run}")
                if last.length == last.source_length and run.length == run.source_length:
                    merged[-1] = Run(
                        last.start, last.length + run.length, last.source_start, last.source_length + run.source_length
                    )
                    continue
            elif run.start or run.source_start:
                raise ValueError(f"the first run must start at 0, not {run}")
            if run.length or run.source_length:
                merged.append(run)
        return cls(np.array(merged, np.int64).reshape(-1, len(Run._fields)))

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Alignment of a text that is its own source."""
        return cls(np.array([(0, length, 0, length)] if length else [], np.int64).reshape(-1, len(Run._fields)))

    def to_source(self, span: Span) -> Span:
        """Smallest span of the source that covers ``span`` of the text."""
        return self._span(span, 0)

    def from_source(self, span: Span) -> Span:
        """Smallest span of the text that covers ``span`` of the source."""
        return self._span(span, 2)

    def _span(self, span: Span, side: int) -> Span:
        start = self._map(span.start, False, side)
        # an empty span beside dropped characters would end before it starts
        return Span(start, max(start, self._map(span.end, True, side)))

    def _map(self, offset: int, is_end: bool, side: int) -> int:
        if not self.runs:
            return 0
        other = 2 - side
        at = max(0, bisect_right(self.runs, offset - 1 if is_end and offset else offset, key=lambda run: run[side]) - 1)
        run = self.runs[at]
        if run.length == run.source_length:
            return run[other] + min(max(offset - run[side], 0), run.length)
        return run[other] + (run[other + 1] if is_end and offset > run[side] else 0)
