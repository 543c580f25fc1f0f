"""A calendar point as written, and the order of its pieces.

A *point* is a chain of pieces, each in a slot, from the larger unit to the smaller:

    year → half, quarter, season, part of the year → month → week → part → day → weekday → part of the day → clock

Belongs here: the value that the grammar fills and the calendar reads. Does not belong here: how pieces are written
(``time_figures``, ``lexicons/time_words.csv``) and chained (``time_grammar``), which day is meant (``time_resolution``).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Point:
    """A calendar point as written. Offsets count from publication, or from an earlier time where the base says so."""

    start: int
    end: int
    year: int | None = None
    year_digits: int = 4
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    is_before_christ: bool = False
    nth: int | None = None  # 3 in 第3週 and 第3月曜日, -1 in 最終週
    term: int | None = None  # the month that a business year ends in: 2026年3月期
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    unit: str = ""  # what a century, decade, half, quarter, season, fiscal year or weekend narrows to
    daypart: str | None = None
    part: str | None = None
    mod: str | None = None
    offsets: dict[str, tuple[str, int]] = field(default_factory=dict)  # slot -> (base, offset)
    slots: set[str] = field(default_factory=set)
    method: str = "rule:calendar_point"

    @property
    def takes_clock(self) -> bool:
        """Whether a part of the day may follow: it belongs to a day (8日の朝), not to a month or a year."""
        return not self.slots or not self.slots.isdisjoint(_OF_DAY)


_OF_DAY = frozenset(("day", "weekday", "nth_weekday", "next_weekday", "named_day", "date", "month_day", "day_daypart"))

ORDER = {
    "century": 0,
    "year": 0,
    "fiscal_year": 0,
    "decade": 1,
    "half": 1,
    "quarter": 1,
    "season": 1,
    "season_name": 1,
    "part_word": 1,
    "month": 2,
    "months": 2,
    "named_day": 5,
    "nth_day": 5,
    "holiday": 5,
    "week": 3,
    "weekend": 3,
    "nth_week": 3,
    "part": 4,
    "day": 5,
    "nth_weekday": 5,
    "weekday": 6,
    "next_weekday": 6,
    "day_daypart": 7,
    "daypart": 7,
    "clock": 8,
}
"""Rank of each slot: an atom may follow one of a lower rank."""
