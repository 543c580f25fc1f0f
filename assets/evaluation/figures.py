"""From judged texts to figures with intervals.

Belongs here: precision, recall, F1 and shares, and how sure they are. Does not belong here: what is right (``scoring``).

Rows of one text are not independent, so intervals are percentiles over resamples of whole texts. A share whose texts hold hardly
more than one item each has Wilson's interval; so has a figure that is 0 or 1, of which resampling knows nothing — then of texts, not of items.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

Z95 = 1.959963984540054
RESAMPLES = 1000
_SEED = 15
_ALONE = 1.25
"""Items a text up to which items count as independent."""
GENRE_ITEMS = 20
"""Items that a genre needs for a figure of its own."""
_DIGITS = 4


@dataclass(frozen=True)
class Count:
    """What one text adds to a figure: of a table's rows (``column`` is None) or of a column's values.

    ``wanted`` rows or values are asked for, ``found`` are there, ``right`` are both. Of a share ``found`` is ``None``.
    """

    table: str
    column: str | None
    text: str
    right: int
    wanted: int
    found: int | None = None
    genre: str | None = None


@dataclass(frozen=True)
class Figure:
    """A figure of one set: see the columns of :data:`schemas.tables.accuracy.ACCURACY`."""

    table: str
    column: str | None
    measure: str
    value: float
    low: float
    high: float
    interval: str
    items: int
    texts: int
    genre: str | None = None


def wilson(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a share (E. B. Wilson, 1927).

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    >>> [round(end, 3) for end in wilson(10, 10)]
    [0.722, 1.0]
    """
    share, squared = right / total, Z95**2
    middle = share + squared / (2 * total)
    reach = Z95 * math.sqrt(share * (1 - share) / total + squared / (4 * total**2))
    scale = 1 + squared / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def figures(counts: Iterable[Count]) -> Iterator[Figure]:
    """Figures of one set, by table and column, for all texts and for each genre that has enough."""
    groups: dict[tuple[str, str | None], list[Count]] = defaultdict(list)
    for count in counts:
        groups[count.table, count.column].append(count)
    for (table, column), group in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield from _of(table, column, group, None)
        genres = sorted({count.genre for count in group if count.genre})
        for genre in genres:
            own = [count for count in group if count.genre == genre]
            if sum(count.wanted for count in own) >= GENRE_ITEMS:
                yield from _of(table, column, own, genre)


def _of(table: str, column: str | None, group: list[Count], genre: str | None) -> Iterator[Figure]:
    texts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for count in group:
        for place, value in enumerate((count.right, count.wanted, count.found or 0)):
            texts[count.text][place] += value
    right, wanted, found = np.array(list(texts.values()), dtype=np.int64).T
    is_share = all(count.found is None for count in group)
    wholes = {"accuracy": wanted} if is_share else {"precision": found, "recall": wanted, "f1": found + wanted}
    for measure, whole in wholes.items():
        if not whole.sum():
            continue
        hits = right * 2 if measure == "f1" else right
        share = float(hits.sum() / whole.sum())
        low, high, interval = _interval(hits, whole, share, measure)
        items = int(wanted.sum() if measure == "f1" else whole.sum())
        shown, low, high = (round(end, _DIGITS) for end in (share, min(low, share), max(high, share)))
        yield Figure(table, column, measure, shown, low, high, interval, items, int((whole > 0).sum()), genre)


def _interval(hits: np.ndarray, whole: np.ndarray, value: float, measure: str) -> tuple[float, float, str]:
    texts = int((whole > 0).sum())
    if value in (0.0, 1.0):
        return *wilson(round(value * texts), texts), "wilson"
    if measure != "f1" and whole.sum() <= _ALONE * texts:
        return *wilson(int(hits.sum()), int(whole.sum())), "wilson"
    drawn = np.random.default_rng(_SEED).integers(0, len(whole), (RESAMPLES, len(whole)))
    totals = whole[drawn].sum(axis=1)
    shares = hits[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.percentile(shares, [2.5, 97.5])
    return float(low), float(high), "bootstrap"
