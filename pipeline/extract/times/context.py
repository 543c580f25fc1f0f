"""What the reading of one text knows: publication, the last date, the last full year.

Belongs here: context and what is resolved with it. Does not belong here: how expressions are written, the calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.extract.article.word_edges import Closed, IsWord
from pipeline.extract.times.anchor import sentence_start, utterance_start
from pipeline.extract.times.lengths import LENGTH
from pipeline.extract.times.periods import Tense
from pipeline.extract.times.point import Point
from pipeline.extract.times.resolution import Anchor, Previous, Resolved, anaphoric_slot, resolve
from pipeline.extract.times.tense import goes_on, tense_of


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
    length_min: float | None = None
    length_max: float | None = None
    length_unit: str | None = None


@dataclass(slots=True)
class Reader:
    """One pass over one text: what is known so far, and what was found."""

    text: str
    anchor: Anchor
    is_word: IsWord
    found: list[Time]
    earlier: list[Previous] = field(default_factory=list)  # the last points that count from no other, latest last
    pivot: int | None = None  # a year written in full, for years of two digits where publication is unknown
    furniture: Closed = field(default_factory=lambda: Closed(()))  # what the page holds around the article
    _written: tuple[int, re.Match[str] | None] = (-1, None)

    def is_furniture(self, at: int) -> bool:
        """Whether ``at`` lies in the page around the article: 最近, 昨日 count from the visit there, not from publication."""
        return self.furniture.end_at(at) > 0

    def length_at(self, at: int) -> re.Match[str] | None:
        """A number with a unit of length at ``at``, looked for once: several constructions begin with it."""
        if self._written[0] != at:
            self._written = at, LENGTH.match(self.text, at)
        return self._written[1]


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


_SEASON_SET = re.compile(r"(?:以降|ごろ|頃)$")
"""What says that one season is meant: 秋以降"""


def resolve_point(reader: Reader, point: Point) -> Resolved:
    """Value and interval of a point with what the article knows; remembers the last year written in full."""
    anchor = _anchor_of(reader, point)
    if point.year is not None and point.year_digits == 2 and anchor.bounds is None:
        pivot = _pivot(reader, point)
        anchor = Anchor(dt.date(pivot, 7, 1), dt.date(pivot, 7, 1)) if pivot is not None else anchor
    told = point = _new_year(reader, point, anchor)
    if anchor.bounds is None and not utterance_start(reader.text, point.start):
        point = _of_story(reader, point)
    open_ended = point.year is None and bool(
        point.slots & {"month", "day", "weekday", "weekend", "month_day", "months", "term", "season_name"}
    )
    slot = anaphoric_slot(point)
    tense: Tense = tense_of(reader.text, point.end) if open_ended or slot else "unknown"
    if tense == "unknown" and open_ended and point.mod in ("ON_OR_AFTER", "AFTER") and goes_on(reader.text, point.end):
        tense = "past"
    if point.slots == {"season_name"} and not _SEASON_SET.search(reader.text, point.start, point.end):
        anchor = Anchor()  # 春から秋にかけて咲く: every year
    previous = antecedent(reader, point.start, slot, tense) if slot else None
    if slot and previous is None and point.start == 0 and tense != "past" and anchor.earliest is not None:
        previous = Previous(
            Resolved("", anchor.earliest, anchor.latest, "from_publication"), point
        )  # nothing stands before it
    resolved = resolve(point, anchor, previous if point is told else reader.earlier[-1], tense)
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


def _pivot(reader: Reader, point: Point) -> int | None:
    """The year that one of two digits lies near where publication is open: the last written in full, or the latest it can have
    been published; results are of years near publication, whatever year a text recalls (1932年…。26年3月期)."""
    latest = reader.anchor.latest.year if reader.anchor.latest else None
    return (latest or reader.pivot) if point.term is not None else (reader.pivot or latest)


def _anchor_of(reader: Reader, point: Point) -> Anchor:
    """What a point counts from: publication, or the day of the utterance it stands in, where the sentence states one."""
    if reader.is_furniture(point.start):
        return Anchor()
    is_full = point.year is not None or point.unit in ("decade", "century")
    if is_full:
        return reader.anchor
    if not (opening := utterance_start(reader.text, point.start)):
        return reader.anchor
    begin = sentence_start(reader.text, opening)
    for previous in reversed(reader.earlier):
        if previous.point.start < begin:
            break
        if previous.point.end <= opening and previous.fixes("D") and previous.resolved.latest is not None:
            day = previous.resolved.latest
            return Anchor(day, day, is_inferred=True)
    return reader.anchor


_EARLY = 3
"""Up to this month 年明け is the new year that has begun."""


def _new_year(reader: Reader, point: Point, anchor: Anchor) -> Point:
    """年明け late in a year, where the sentence is not about the past, is the beginning of the next.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> day = dt.date(2025, 10, 8)
    >>> [find_times(text, Anchor(day, day))[0].value for text in ("年明けから走る。", "年明けに走った。")]
    ['2026', '2025']
    """
    if point.offsets.get("year") != ("publication", 0) or not reader.text.startswith("年明け", point.start):
        return point
    if anchor.bounds is None or min(day.month for day in anchor.bounds) <= _EARLY:
        return point
    if tense_of(reader.text, point.end) == "past":
        return point
    return replace(point, offsets={**point.offsets, "year": ("publication", 1)})


_GOES_ON = frozenset("に、,はの")
"""Behind a date these tell a story that goes on from it: 3月11日に…。13日に…"""


def _of_story(reader: Reader, point: Point) -> Point:
    """A bare 13日 behind 3月11日に…, where nothing is known of publication, as the day of that month: the story goes on from there.

    Only within a paragraph, only forward, and only from the last date; the point as it was where anything else would be a guess.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> text = "2024年3月11日に沈んだ。13日に引き揚げ、5月に調べ始めた。2日に終えた。"
    >>> [time.value for time in find_times(text, Anchor())]
    ['2024-03-11', '2024-03-13', '2024-05', 'XXXX-XX-02']
    >>> [time.value for time in find_times("3月11日に沈んだ。13日に引き揚げた。", Anchor())]
    ['XXXX-03-11', 'XXXX-03-13']
    """
    if not reader.earlier or point.year is not None or point.offsets or not point.slots & {"day", "month", "month_day"}:
        return point
    resolved, before = reader.earlier[-1]
    if resolved.resolution not in ("absolute", "from_previous", "unresolved") or before.mod is not None:
        return point
    if reader.text[before.end : before.end + 1] not in _GOES_ON or "\n" in reader.text[before.end : point.start]:
        return point
    slot = "year" if point.month is not None else "month"
    known = _KNOWN[slot].match(resolved.value)
    if known is None or not _is_later(point, int(known["m"] or 0), int(known["d"] or 0)):
        return point
    return replace(point, offsets={slot: ("previous", 0)}, slots=point.slots | {slot})


_KNOWN = {
    "year": re.compile(r"[0-9]{4}-(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?"),
    "month": re.compile(r"[0-9X]{4}-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
}
"""What an earlier value must fix for a later one to lie in its year or month."""


def _is_later(point: Point, month: int, day: int) -> bool:
    if point.month is None:
        return (point.day or 0) >= day
    return point.month > month or (point.month == month and (point.day or 0) >= max(day, 1))


_EARLIER_KEPT = 8
_LINE_WINDOW = 400


def remember(reader: Reader, resolved: Resolved, point: Point) -> None:
    """Keep a point for 同日 and 翌年 behind it, unless it counts from another one itself: such readings never chain."""
    if anaphoric_slot(point) is None:
        reader.earlier.append(Previous(resolved, point))
        del reader.earlier[:-_EARLIER_KEPT]


def antecedent(reader: Reader, at: int, slot: str, tense: Tense) -> Previous | None:
    """The last point before ``at`` that speaks of a unit such as ``slot``: in the same line, or in running text.

    A sentence about the past counts from nothing that lay ahead when the article appeared.
    """
    published = reader.anchor.latest
    for previous in reversed(reader.earlier):
        if not previous.names(slot) or not _in_discussion(reader.text, previous.point.end, at):
            continue
        first = previous.resolved.earliest
        if tense == "past" and published is not None and first is not None and first > published:
            continue
        return previous
    return None


def _in_discussion(text: str, end: int, at: int) -> bool:
    """Whether a point stands in the line of ``at`` or in a sentence: a date line above the text is not spoken of."""
    line_end = text.find("\n", end, min(at, end + _LINE_WINDOW))
    return line_end < 0 or text.find("。", end, line_end) >= 0


_OPEN_BEHIND, _OPEN_BEFORE = ("ON_OR_AFTER", "AFTER"), ("ON_OR_BEFORE", "BEFORE")


def opened(resolved: Resolved, point: Point) -> Resolved:
    """The interval without the end that 以降 or まで leaves open; すぎ and 前 of a clock time leave the day as it is.

    >>> from pipeline.extract.times.grammar import read_point
    >>> point = read_point("2025年以降", 0)
    >>> opened(resolve(point, Anchor()), point)[:3]
    ('2025', datetime.date(2025, 1, 1), None)
    """
    if point.mod in ("AFTER", "BEFORE") and point.slots & {"clock", "colon"}:
        return resolved
    if point.mod in _OPEN_BEHIND:
        return resolved._replace(latest=None)
    return resolved._replace(earliest=None) if point.mod in _OPEN_BEFORE else resolved


_AHEAD = re.compile(r"予定|見通し|見込み|方針|計画|明らかになる|開かれる|行われる")
"""What says that something lies ahead: 会議で明らかになる"""


def _is_stale(reader: Reader, resolved: Resolved, point: Point) -> bool:
    """A future that had passed when the article appeared: an explicit earlier day in a sentence about what will be."""
    if resolved.resolution != "absolute" or resolved.latest is None or reader.anchor.earliest is None:
        return False
    return (
        resolved.latest < reader.anchor.earliest
        and point.mod not in ("ON_OR_AFTER", "AFTER")
        and _AHEAD.search(reader.text, point.end, point.end + 40) is not None
        and tense_of(reader.text, point.end) == "future"
    )
