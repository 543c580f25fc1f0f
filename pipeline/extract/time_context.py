"""What the reading of one text knows: publication, the last date, the last full year, the tense around a point.

Belongs here: context and what is resolved with it. Does not belong here: how expressions are written, the calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.time_grammar import Point
from pipeline.extract.time_resolution import Anchor, Previous, Resolved, Tense, resolve
from pipeline.extract.word_edges import IsWord

_SENTENCE_WINDOW = 200
_PAST_END = re.compile(r"(?:た|だった|ました|でした)[」』）)]?$")
"""What says that a sentence is about the past: …を訪れた"""
_FUTURE = re.compile(r"予定|見通し|見込み|方針|計画|たい考え|へ$|だろう|でしょう|する$|なる$|れる$|行う$|開く$")
"""What says that a sentence is about the future: …を訪れる予定"""


class Time(NamedTuple):
    """A time expression; the fields are those of the table ``time_expressions``."""

    start: int
    end: int
    type: str
    value: str
    mod: str | None
    earliest: dt.date | None
    latest: dt.date | None
    resolution: str
    method: str


@dataclass(slots=True)
class Reader:
    """One pass over one text: what is known so far, and what was found."""

    text: str
    anchor: Anchor
    is_word: IsWord
    found: list[Time]
    previous: Previous | None = None
    pivot: int | None = None  # a year written in full, for years of two digits where publication is unknown


def keep(
    reader: Reader,
    start: int,
    end: int,
    type_: str,
    value: str,
    mod: str | None,
    method: str,
    *,
    resolved: Resolved | None = None,
) -> int:
    """Add a time expression; returns its end. Without ``resolved`` the words say it all."""
    earliest, latest, resolution = resolved[1:] if resolved else (None, None, "absolute")
    reader.found.append(Time(start, end, type_, value, mod, earliest, latest, resolution, method))
    return end


def tense_of(text: str, end: int) -> Tense:
    """Tense of the sentence around ``end``, from how it goes on and ends.

    >>> tense_of("8日に発表した。", 2), tense_of("8日に訪れる予定だ。", 2), tense_of("8日の会談。", 2)
    ('past', 'future', 'unknown')
    """
    stop = text.find("。", end, end + _SENTENCE_WINDOW)
    line = text.find("\n", end, end + _SENTENCE_WINDOW)
    stops = [at for at in (stop, line) if at >= 0]
    rest = text[end : min(stops, default=min(len(text), end + _SENTENCE_WINDOW))]
    if _FUTURE.search(rest):
        return "future"
    return "past" if _PAST_END.search(rest) else "unknown"


def resolve_point(reader: Reader, point: Point) -> Resolved:
    """Value and interval of a point with what the article knows; remembers the last year written in full."""
    anchor = reader.anchor
    if point.year is not None and point.year_digits == 2 and anchor.bounds is None and reader.pivot is not None:
        anchor = Anchor(dt.date(reader.pivot, 7, 1), dt.date(reader.pivot, 7, 1))
    open_ended = point.year is None and bool(point.slots & {"month", "day", "weekday", "weekend", "month_day"})
    tense: Tense = tense_of(reader.text, point.end) if open_ended else "unknown"
    resolved = resolve(point, anchor, reader.previous, tense)
    if (
        point.slots & {"year", "fiscal_year", "date", "year_month"}
        and point.year_digits == 4
        and point.year is not None
        and 1900 < point.year < 2100
    ):
        reader.pivot = point.year
    if _is_stale(reader, resolved, point):
        resolved = resolved._replace(resolution="stale")
    return resolved


def _is_stale(reader: Reader, resolved: Resolved, point: Point) -> bool:
    """A future that had passed when the article appeared: an explicit earlier day in a sentence about what will be."""
    if resolved.resolution != "absolute" or resolved.latest is None or reader.anchor.earliest is None:
        return False
    return (
        resolved.latest < reader.anchor.earliest
        and point.mod not in ("ON_OR_AFTER", "AFTER")
        and "予定" in reader.text[point.end : point.end + 40]
        and tense_of(reader.text, point.end) == "future"
    )
