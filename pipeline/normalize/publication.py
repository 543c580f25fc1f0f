"""When an article was published: the one statement that decides, or the days between which it must have been.

Belongs here: the choice and its precision and bounds. Does not belong here: gathering the statements (``evidence``), times
inside the text (``pipeline/extract``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.normalize.evidence import Evidence

_ORDER = ("metadata", "explicit_line", "url", "as_of_text")
# Older than any newspaper, and the day that a missing number of Unix seconds becomes: no metadata means them.
_FIRST = dt.date(1868, 1, 1)
_UNIX_ZERO = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published; the fields are those of ``articles`` without ``published_``.

    ``chosen`` holds the indexes of the statements that it follows from.
    """

    basis: str = "none"
    on: dt.date | None = None
    at: dt.datetime | None = None
    precision: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    chosen: frozenset[int] = frozenset()


def choose(evidence: Sequence[Evidence], fetched_on_latest: dt.date) -> Publication:
    """Publication by the surest statement there is; nothing after ``fetched_on_latest`` is believed.

    Metadata comes before a date line, a date line before the address, the address before the time that the text states of
    itself. A page that shows one date only was published then, also where it calls that a change. Without any of these the article lies between the last day that it tells of as past and the first of: a day that
    it tells of as ahead, a change of the page, the day of fetching.

    >>> choose([], dt.date(2026, 1, 1)).latest
    datetime.date(2026, 1, 1)
    """
    for basis in _ORDER:
        for index, one in enumerate(evidence):
            if one.basis == basis and one.kind == "published" and _is_believable(one.earliest, fetched_on_latest):
                chosen = frozenset((index,))
                return Publication(basis, one.on, one.at, one.precision, one.earliest, one.latest, chosen)
        if basis == "explicit_line" and (lone := _lone_change(evidence, fetched_on_latest)) is not None:
            one = evidence[lone]
            return Publication(basis, one.on, one.at, one.precision, one.earliest, one.latest, frozenset((lone,)))
    return _between(evidence, fetched_on_latest)


def _lone_change(evidence: Sequence[Evidence], fetched_on_latest: dt.date) -> int | None:
    """The only date that the page shows, where it is called a change: sites write 更新 for when a page was put up."""
    shown = [index for index, one in enumerate(evidence) if one.basis == "explicit_line"]
    if len(shown) == 1 and _is_believable(evidence[shown[0]].earliest, fetched_on_latest):
        return shown[0]
    return None


def _is_believable(day: dt.date | None, fetched_on_latest: dt.date) -> bool:
    return day is not None and _FIRST <= day <= fetched_on_latest and day != _UNIX_ZERO


def _between(evidence: Sequence[Evidence], fetched_on_latest: dt.date) -> Publication:
    lower, upper = None, None
    for index, one in enumerate(evidence):
        is_change = one.kind == "modified" and _is_believable(one.latest, fetched_on_latest)
        if one.basis == "inferred" and one.earliest:
            lower = index
        elif (is_change or one.basis == "inferred") and one.latest and one.latest <= fetched_on_latest:
            upper = index if upper is None or one.latest < (evidence[upper].latest or one.latest) else upper
    earliest = None if lower is None else evidence[lower].earliest
    latest = evidence[upper].latest if upper is not None else None
    if (lower is None and upper is None) or (earliest and latest and earliest > latest):
        return Publication(latest=fetched_on_latest)
    chosen = frozenset(index for index in (lower, upper) if index is not None)
    return Publication("inferred", None, None, "interval", earliest, latest or fetched_on_latest, chosen)
