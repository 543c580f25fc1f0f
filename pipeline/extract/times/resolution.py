"""Which days a written time means: TIMEX3 value and interval, seen from publication and from earlier times.

Publication is an *interval*. A point is read at both ends of it: where the two readings agree it is resolved; where they
differ the components that differ become X and the interval covers both. Without publication it is read at two
days that agree in nothing, so that only what the words themselves fix remains. That is the whole of "never a guess".

Belongs here: calendar arithmetic over points. Does not belong here: how points are written (``time_grammar``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.times.partial import common, is_weekday, witnesses
from pipeline.extract.times.periods import (
    Reading,
    Tense,
    business_year,
    first_of,
    fiscal_year,
    last_of,
    months_of,
    nearest_month,
    nearest_period,
    part_of_year,
)
from pipeline.extract.times.point import Point

_NOWHERE = (dt.date(2001, 3, 4), dt.date(2032, 10, 27))
"""Two days that agree in no component (century aside): what a reading at both has in common rests on neither."""
_PIVOT_AHEAD = 10  # a year of two digits may lie this far ahead of publication: 「35年度」 in 2025 is 2035


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an article is read from: first and last day it can have been published; both none where nothing is known."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    is_inferred: bool = False
    """Whether other times of the article say so, and not its publication."""
    at: dt.datetime | None = None
    """The moment, as the clocks of the place show it, where it is known to the minute."""
    is_to_second: bool = False
    """Whether that moment is known to the second, and so what lies minutes from it."""

    @property
    def bounds(self) -> tuple[dt.date, dt.date] | None:
        """Both days, or none where publication is open on a side."""
        if self.earliest is None or self.latest is None:
            return None
        return self.earliest, self.latest


class Resolved(NamedTuple):
    """TIMEX3 value, the days it can mean, and how they were found (vocabulary ``time_resolution``)."""

    value: str
    earliest: dt.date | None
    latest: dt.date | None
    resolution: str


class Previous(NamedTuple):
    """An earlier calendar point of the article: 同日, 翌年 count from it."""

    resolved: Resolved
    point: Point

    def names(self, slot: str) -> bool:
        """Whether it speaks of a unit of this size: a month is no antecedent of 同日, a day is one of 翌年."""
        return bool(self.point.slots & _NAMED_BY.get(slot, _ALL_NAMES))

    def fixes(self, unit: str) -> bool:
        """Whether it lies within one year (``Y``), month (``M``), week (``W``) or day, so that counting may start from it."""
        first, last = self.resolved.earliest, self.resolved.latest
        if first is None or last is None:
            return False
        if unit == "Y":
            return first.year == last.year or "fiscal_year" in self.point.slots
        if unit == "M":
            return (first.year, first.month) == (last.year, last.month)
        return (last - first).days <= (6 if unit == "W" else 0)

    def bases(self, unit: str) -> tuple[dt.date, dt.date] | None:
        """Two days that it can be and that share only what is known of it: counting ``unit`` from it is reading at both."""
        value, first, last = self.resolved[:3]
        if first is not None and self.fixes(unit):
            return first, first
        if first is None or last is None or is_weekday(value):
            return witnesses(value)
        return first, last

    @property
    def is_known(self) -> bool:
        """Whether the days that it can be are known, so that what counts from it has an interval."""
        return self.resolved.earliest is not None and not is_weekday(self.resolved.value)


_DAY_NAMES = frozenset(("day", "date", "month_day", "weekday"))
_NAMED_BY = {"day": _DAY_NAMES, "week": _DAY_NAMES | {"week", "weekend"}, "month": _DAY_NAMES | {"month", "year_month"}}
_ALL_NAMES = _NAMED_BY["month"] | {"year", "fiscal_year", "months", "term"}
_UNIT_OF_SLOT = {"day": "D", "week": "W", "weekend": "W", "month": "M", "year": "Y", "fiscal_year": "Y"}


def resolve(point: Point, anchor: Anchor, previous: Previous | None = None, tense: Tense = "unknown") -> Resolved:
    """TIMEX3 value and interval of a point.

    >>> from pipeline.extract.times.grammar import read_point
    >>> day = dt.date(2025, 4, 8)
    >>> resolve(read_point("昨年末に", 0), Anchor(day, day)).value
    '2024'
    >>> resolve(read_point("8日に", 0), Anchor()).value
    'XXXX-XX-08'
    >>> resolve(read_point("2日に", 0), Anchor(dt.date(2025, 7, 2), dt.date(2025, 8, 20)), None, "past")[:2]
    ('2025-XX-02', datetime.date(2025, 7, 2))
    """
    if point.is_before_christ:
        year = (point.year or 1) - 1 if point.unit == "century" else point.year or 1
        return Resolved(f"BC{year:02d}" if point.unit == "century" else f"BC{year:04d}", None, None, "absolute")
    slot = anaphoric_slot(point)
    bases = previous.bases(_UNIT_OF_SLOT[slot]) if slot is not None and previous is not None else None
    first, last = bases or (None if slot is not None else anchor.bounds) or _NOWHERE
    one = _read_at(point, first, tense)
    other = one if first == last or _says_it_all(point) else _read_at(point, last, tense)
    if one is None or other is None:
        return Resolved(_skeleton(point), None, None, "unresolved")
    is_known = (
        anchor.bounds is not None if slot is None else bases is not None and previous is not None and previous.is_known
    )
    if one == other:
        how = _how(point, previous if bases else None)
        if "X" in one[0] and one[1] is not None:
            how = "interval"
        return Resolved(*one, "from_previous" if anchor.is_inferred and how == "from_publication" else how)
    value = _laid_over(point, one, other, is_of_weekday=previous is not None and is_weekday(previous.resolved.value))
    if not is_known:
        return Resolved(value, None, None, "unresolved")
    bounds = [day for day in (*one[1:], *other[1:]) if day is not None]
    return Resolved(value, min(bounds, default=None), max(bounds, default=None), "interval")


_CLOCK = frozenset(("daypart", "clock", "colon"))
_DATE = _CLOCK | {"year", "month", "day", "date", "year_month"}


def _says_it_all(point: Point) -> bool:
    """Whether a point reads the same on every day: 2025年4月8日, 午後3時."""
    if point.offsets:
        return False
    return point.slots <= _CLOCK or (point.year is not None and point.year_digits == 4 and point.slots <= _DATE)


def _laid_over(point: Point, one: Reading, other: Reading, *, is_of_weekday: bool) -> str:
    """The value that two readings share; the weekday, where that is all they share and the words speak of one.

    >>> from pipeline.extract.times.grammar import read_point
    >>> resolve(read_point("先週の水曜日", 0), Anchor()).value
    'XXXX-WXX-3'
    """
    value = common(one[0], other[0])
    speaks = is_of_weekday or (point.weekday is not None and "nth_weekday" not in point.slots)
    if speaks and value.startswith("XXXX-XX-XX") and one[1] is not None and other[1] is not None:
        weekday = point.weekday or one[1].isoweekday()
        return f"XXXX-WXX-{weekday}{_time_of_day(point)}"
    return value


def anaphoric_slot(point: Point) -> str | None:
    """The slot that counts from an earlier time of the text (翌日, 前年), or none: publication never stands in for it."""
    for slot, (base, _) in point.offsets.items():
        if base == "previous":
            return slot
    return None


def _how(point: Point, previous: Previous | None) -> str:
    bases = {base for base, _ in point.offsets.values()}
    if "previous" in bases and previous is not None:
        return "from_previous"
    if bases:
        return "from_publication"
    if "year" in point.slots or "fiscal_year" in point.slots:
        return "absolute" if point.year_digits == 4 else "from_publication"
    if point.unit in ("decade", "century", "era_decade"):
        return "absolute"
    return (
        "from_publication"
        if {"month", "day", "weekday", "months", "term", "season_name"} & point.slots
        else "unresolved"
    )


def _read_at(point: Point, day: dt.date, tense: Tense) -> Reading | None:
    """Value and interval as read on ``day``; none where the calendar has no such day."""
    try:
        return _reading(point, day, tense)
    except (ValueError, OverflowError):
        return None


def _reading(point: Point, day: dt.date, tense: Tense) -> Reading | None:
    if point.slots <= _CLOCK:
        value = _time_of_day(point)
        return value.replace("T00", "T24", 1) if point.hour == 24 else value, None, None
    if point.unit in ("decade", "century", "era_decade"):
        return _long_unit(point, day)
    if "day" in point.offsets:
        return _dated(day + dt.timedelta(days=point.offsets["day"][1]), point)
    if {"week", "weekend"} & point.slots and point.day is None:
        return _week(point, day, tense)
    if point.weekday is not None and point.day is None and point.nth is None:
        return _bare_weekday(point, day, tense)
    year, month = _year(point, day), point.month
    if "month" in point.offsets:
        index = (year or day.year) * 12 + day.month - 1 + point.offsets["month"][1]
        year, month = divmod(index, 12)[0], index % 12 + 1
    if point.nth is not None:
        return _nth(point, year, month, day, tense)
    if "fiscal_year" in point.slots and month is None and year is not None:
        return fiscal_year(point, year)
    if point.term is not None:
        return business_year(point, year if year is not None else nearest_period(point.term, 12, day, tense))
    if point.unit and month is None:
        if year is None and (months := months_of(point.unit)) is not None:
            first_month, last_month = months
            year = nearest_period(last_month, (last_month - first_month) % 12 + 1, day, tense)
            year -= last_month < first_month
        return part_of_year(point, year) if year is not None else None
    if month is None and point.day is None:
        return _days(point, year) if year is not None else None
    if year is None:
        year, month = nearest_month(point.day, month, day, tense)
    return _days(point, year, month, point.day)


def _year(point: Point, day: dt.date) -> int | None:
    for slot in ("year", "fiscal_year"):
        if slot in point.offsets:
            return day.year + point.offsets[slot][1] - (slot == "fiscal_year" and day.month < 4)
    if point.year is None or point.year_digits == 4:
        return point.year
    return expand_year(point.year, day.year)


def expand_year(year: int, pivot: int) -> int:
    """A year of two digits as the latest year not more than ten years after ``pivot``.

    >>> expand_year(25, 2025), expand_year(98, 2025)
    (2025, 1998)
    """
    most = pivot + _PIVOT_AHEAD
    return most - (most - year) % 100


def _long_unit(point: Point, day: dt.date) -> Reading:
    year = point.year or 0
    if point.unit == "century":
        if "century" in point.offsets:
            year = (day.year - 1) // 100 + 1 + point.offsets["century"][1]
        first, last = _half_of(max(1, (year - 1) * 100), (year - 1) * 100 + 99, point.part)
        return f"{year - 1:02d}", dt.date(first, 1, 1), dt.date(last, 12, 31)
    if point.unit == "era_decade":
        return f"{year:04d}/{year + 9:04d}", dt.date(year, 1, 1), dt.date(year + 9, 12, 31)
    if point.year_digits != 4:
        year = expand_year(year, day.year if day not in _NOWHERE else _NOWHERE[1].year - _PIVOT_AHEAD)
    first, last = _half_of(year, year + 9, point.part)
    return f"{year // 10:03d}", dt.date(first, 1, 1), dt.date(last, 12, 31)


def _half_of(first: int, last: int, part: str | None) -> tuple[int, int]:
    """First and last year of a half of a decade or century: 90年代後半 is 1995 to 1999."""
    middle = (last + 1) // 5 * 5 - (5 if last - first < 50 else 50)
    return (first, middle - 1) if part == "H1" else (middle, last) if part == "H2" else (first, last)


def _week(point: Point, day: dt.date, tense: Tense) -> Reading:
    base, offset = point.offsets.get("week") or point.offsets.get("weekend") or ("open", 0)
    if base == "open":
        if "week" not in point.slots and day in _NOWHERE:
            return "XXXX-WXX-WE", None, None
        monday = day - dt.timedelta(days=day.weekday())
        step = {"past": -7 if day.weekday() < 5 else 0, "future": 0, "unknown": 0}[tense]
        saturday = monday + dt.timedelta(days=5 + step)
        return "XXXX-WXX-WE", min(saturday, day), max(saturday + dt.timedelta(days=1), day)
    monday = day + dt.timedelta(days=7 * offset - day.weekday())
    if point.weekday is not None:
        return _dated(monday + dt.timedelta(days=point.weekday - 1), point)
    iso = monday.isocalendar()
    value = f"{iso.year:04d}-W{iso.week:02d}"
    if "weekend" in point.slots:
        return value + "-WE", monday + dt.timedelta(days=5), monday + dt.timedelta(days=6)
    first, last = _WEEK_HALVES.get(point.part or "", (0, 6))
    return value + _time_of_day(point), monday + dt.timedelta(days=first), monday + dt.timedelta(days=last)


_WEEK_HALVES = {"H1": (0, 2), "H2": (3, 6)}
"""First and last day of 週前半 and 週後半, counted from Monday."""


def _bare_weekday(point: Point, day: dt.date, tense: Tense) -> Reading:
    """A weekday alone: the last one where the sentence is about the past, else any within a week."""
    weekday = point.weekday or 1
    if "next_weekday" in point.slots:  # 次の金曜日 is the coming one to some and that of next week to others
        return f"XXXX-WXX-{weekday}{_time_of_day(point)}", day + dt.timedelta(days=1), day + dt.timedelta(days=13)
    if tense == "past" and day not in _NOWHERE:
        return _dated(day - dt.timedelta(days=(day.isoweekday() - weekday) % 7), point)
    week = dt.timedelta(days=6)
    return f"XXXX-WXX-{weekday}{_time_of_day(point)}", day - week, day + week


def _nth(point: Point, year: int | None, month: int | None, day: dt.date, tense: Tense) -> Reading | None:
    """第3週, 最終週 of a month or year and 第2火曜日 of a month. Calendars count weeks in more than one way: the interval
    covers the days of all of them."""
    nth = point.nth or 0
    if month is None:
        if year is None or "nth_week" not in point.slots:
            return None
        week = dt.date(year, 12, 28).isocalendar().week if nth < 0 else nth
        monday = dt.date.fromisocalendar(year, week, 1)
        return f"{year:04d}-W{week:02d}", monday, monday + dt.timedelta(days=6)
    if year is None:
        year, month = nearest_month(None, month, day, tense)
    first, last = first_of(year * 12 + month - 1), last_of(year * 12 + month - 1)
    if "nth_weekday" in point.slots and nth < 0:
        return _dated(last - dt.timedelta(days=(last.isoweekday() - (point.weekday or 1)) % 7), point)
    if "nth_weekday" in point.slots:
        ahead = ((point.weekday or 1) - first.isoweekday()) % 7 + 7 * (nth - 1)
        return _dated(first.replace(day=ahead + 1), point)
    if nth < 0:
        return f"{year:04d}-{month:02d}-W{(last.day + 6) // 7:02d}", last - dt.timedelta(days=6), last
    start = first.replace(day=max(1, 7 * nth - 12))
    return f"{year:04d}-{month:02d}-W{nth:02d}", start, first.replace(day=min(7 * nth, last.day))


def _dated(day: dt.date, point: Point) -> Reading:
    if point.hour is not None and point.hour >= 24:
        day += dt.timedelta(days=1)
    return day.isoformat() + _time_of_day(point), day, day


_PARTS_OF_MONTH = {"START": (1, 10), "MID": (11, 20), "END": (21, 31), "H1": (1, 15), "H2": (16, 31)}


def _days(point: Point, year: int, month: int | None = None, day: int | None = None) -> Reading:
    if month is None:
        return f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31)
    first, last = first_of(year * 12 + month - 1), last_of(year * 12 + month - 1)
    if day is not None:
        return _dated(first.replace(day=day), point)
    value = f"{year:04d}-{month:02d}"
    if point.part in _PARTS_OF_MONTH:
        start, stop = _PARTS_OF_MONTH[point.part]
        return value, first.replace(day=start), first.replace(day=min(stop, last.day))
    return value + _time_of_day(point), first, last


def _time_of_day(point: Point) -> str:
    """``T15:20``, ``TMO`` … or nothing."""
    if point.hour is not None:
        value = f"T{point.hour % 24:02d}"
        if point.minute is not None:
            value += f":{point.minute:02d}"
        if point.second is not None:
            value += f":{point.second:02d}"
        return value + (point.zone or "")
    return f"T{point.daypart}" if point.daypart else ""


def _skeleton(point: Point) -> str:
    """The value of a point that nothing resolves: X in every place that is open."""
    if "fiscal_year" in point.slots:
        return "FYXXXX"
    if point.nth is not None and "nth_weekday" in point.slots and point.month is None:
        return "XXXX-XX-XX"
    if point.unit in ("century", "decade"):
        return "XX" if point.unit == "century" else "XXX"
    if point.unit and point.year is None:
        first, _, last = point.unit.partition("-")
        return f"XXXX-{int(first):02d}/XXXX-{int(last):02d}" if last else f"XXXX-{point.unit}"
    year = f"XX{point.year:02d}" if point.year is not None and point.year < 100 else f"{point.year or 'XXXX'}"
    if point.month is None and point.day is None and "day" not in point.slots and "month" not in point.slots:
        return year
    month = f"{point.month:02d}" if point.month else "XX"
    day = f"-{point.day:02d}" if point.day else "-XX" if "day" in point.slots else ""
    return f"{year}-{month}{day}{_time_of_day(point)}"


def shift(day: dt.date, amount: float, unit: str) -> tuple[str, dt.date, dt.date]:
    """The calendar unit that lies ``amount`` units from ``day``: value and interval in the granularity of the unit.

    Raises ``ValueError`` or ``OverflowError`` outside the calendar.

    >>> shift(dt.date(2025, 4, 8), -80, "Y")[0], shift(dt.date(2025, 4, 8), 2, "W")[0], shift(dt.date(2025, 4, 8), -3, "D")[0]
    ('1945', '2025-W17', '2025-04-05')
    >>> shift(dt.date(2025, 4, 8), -1.5, "Y")[0], shift(dt.date(2025, 4, 8), -0.5, "M")[0]
    ('2023-10', '2025-03')
    """
    if unit == "Y" and amount != round(amount):
        return shift(day, round(amount * 12), "M")
    if unit == "M" and amount != round(amount):
        moved = same_day_shifted(day, amount, "M")
        return shift(moved, 0, "M")
    if amount != round(amount):
        raise ValueError(f"{amount} {unit} reach no day for certain")
    steps = round(amount)
    if unit == "Y":
        year = day.year + steps
        return f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31)
    if unit == "M":
        index = day.year * 12 + day.month - 1 + steps
        return f"{first_of(index):%Y-%m}".rjust(7, "0"), first_of(index), last_of(index)
    if unit == "W":
        monday = day + dt.timedelta(days=7 * steps - day.weekday())
        iso = monday.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}", monday, monday + dt.timedelta(days=6)
    moved = day + dt.timedelta(days=steps)
    return moved.isoformat(), moved, moved


def same_day_shifted(day: dt.date, amount: float, unit: str) -> dt.date:
    """``day`` moved by a length: the other end of 過去80年. Raises as :func:`shift` does.

    >>> same_day_shifted(dt.date(2018, 8, 30), -5, "Y")
    datetime.date(2013, 8, 30)
    """
    if unit not in ("Y", "M"):
        return day + dt.timedelta(days=round(amount * (7 if unit == "W" else 1)))
    months = amount * 12 if unit == "Y" else amount
    whole = int(months)
    index = day.year * 12 + day.month - 1 + whole
    first, last = first_of(index), last_of(index)
    return first.replace(day=min(day.day, last.day)) + dt.timedelta(days=round((months - whole) * 30))
