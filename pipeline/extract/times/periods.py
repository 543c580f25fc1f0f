"""Months and the periods that are made of them: quarters, halves, seasons, business and fiscal years.

Belongs here: which months a period covers, which of several years is meant, and the TIMEX3 value. Does not belong here: days,
weeks, what a point counts from (``time_resolution``).
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from typing import Literal

from pipeline.extract.times.point import Point

Tense = Literal["past", "future", "unknown"]
"""Whether a sentence is about what was or what will be."""
Reading = tuple[str, dt.date | None, dt.date | None]
"""TIMEX3 value, first day, last day."""


@lru_cache(maxsize=4096)
def first_of(month_index: int) -> dt.date:
    """First day of a month, counted as twelve times its year and the months before it."""
    return dt.date(month_index // 12, month_index % 12 + 1, 1)


@lru_cache(maxsize=4096)
def last_of(month_index: int) -> dt.date:
    """Last day of a month, counted as in :func:`first_of`."""
    year, month = month_index // 12, month_index % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def nearest_month(day: int | None, month: int | None, at: dt.date, tense: Tense) -> tuple[int, int]:
    """Year and month of a date without year, or without year and month, nearest to ``at`` on the side of the tense."""
    here = at.year * 12 + at.month - 1
    if month is not None:
        indexes = [(at.year + step) * 12 + month - 1 for step in (-1, 0, 1)]
    else:
        indexes = [here + step for step in (-2, -1, 0, 1, 2)]
    ranges = []
    for index in indexes:
        first, last = first_of(index), last_of(index)
        if day is not None:
            if day > last.day:
                continue
            first = last = first.replace(day=day)
        ranges.append((index, first, last))
    if not ranges:
        raise ValueError(f"no month near {at} has a day {day}")
    if tense == "past":
        ranges = [entry for entry in ranges if entry[1] <= at] or ranges
    elif tense == "future":
        ranges = [entry for entry in ranges if entry[2] >= at] or ranges
    best = min(ranges, key=lambda entry: (_distance(at, entry[1], entry[2]), entry[1]))
    return best[0] // 12, best[0] % 12 + 1


def _distance(at: dt.date, first: dt.date, last: dt.date) -> int:
    return max((first - at).days, (at - last).days, 0)


def nearest_period(last_month: int, months: int, at: dt.date, tense: Tense) -> int:
    """Year in which the period of so many months up to ``last_month`` ends: results are of the last that is over.

    >>> day = dt.date(2025, 5, 8)
    >>> nearest_period(3, 3, day, "past"), nearest_period(6, 3, day, "past"), nearest_period(6, 3, day, "future")
    (2025, 2024, 2025)
    """
    ends = [(year, year * 12 + last_month - 1) for year in (at.year - 1, at.year, at.year + 1)]
    periods = [(year, first_of(end - months + 1), last_of(end)) for year, end in ends]
    if tense == "past":
        periods = [period for period in periods if period[2] <= at] or periods
    elif tense == "future":
        periods = [period for period in periods if period[2] >= at] or periods
    return min(periods, key=lambda period: (_distance(at, period[1], period[2]), period[1]))[0]


def fiscal_year(point: Point, year: int) -> Reading:
    """A 年度, from April on, or a quarter or half of it: 2024年度上半期."""
    value, first, last = f"FY{year:04d}", dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    if point.unit[:1] in ("Q", "H"):
        months = 3 if point.unit[0] == "Q" else 6
        start = year * 12 + 3 + (int(point.unit[1]) - 1) * months
        return f"{value}-{point.unit}", first_of(start), last_of(start + months - 1)
    return value, first, last


_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def months_of(unit: str) -> tuple[int, int] | None:
    """First and last month of a season or a run of months, whatever its year; none for quarters and halves.

    >>> months_of("WI"), months_of("4-6"), months_of("Q2")
    ((12, 2), (4, 6), None)
    """
    if unit in _SEASON_START:
        start = _SEASON_START[unit]
        return start, (start + 1) % 12 + 1
    if not unit[0].isdigit():
        return None
    first, last = unit.split("-")
    return int(first), int(last)


def part_of_year(point: Point, year: int) -> Reading:
    """A season, half, quarter or run of months of a calendar year: 2024年夏, 2024年第3四半期, 4~6月期."""
    unit, base = point.unit, year * 12 - 1
    if unit in _SEASON_START:
        start = base + _SEASON_START[unit]
        return f"{year:04d}-{unit}", first_of(start), last_of(start + 2)
    if unit[0] in "QH":
        months = 3 if unit[0] == "Q" else 6
        start = base + 1 + (int(unit[1]) - 1) * months
        return f"{year:04d}-{unit}", first_of(start), last_of(start + months - 1)
    first, last = (int(part) for part in unit.split("-"))
    stop = base + last + (12 if last < first else 0)
    if last - first == 2 and first % 3 == 1:
        return f"{year:04d}-Q{(first + 2) // 3}", first_of(base + first), last_of(stop)
    return f"{year:04d}-{first:02d}/{first_of(stop):%Y-%m}", first_of(base + first), last_of(stop)


def business_year(point: Point, year: int) -> Reading:
    """The business year that ends in a month of ``year``, or a part of it: one that ends in March is a 年度.

    >>> from pipeline.extract.times.grammar import read_point
    >>> from pipeline.extract.times.resolution import Anchor, resolve
    >>> [resolve(read_point(text, 0), Anchor()).value for text in ("2026年3月期", "2026年12月期", "2026年2月期", "2026年3月期第1四半期")]
    ['FY2025', '2026', '2025-03/2026-02', 'FY2025-Q1']
    >>> [resolve(read_point(text, 0), Anchor()).value for text in ("2026年9月中間期", "2026年6月期中間", "2026年8月中間期")]
    ['FY2026-H1', '2026-H1', '2026-03/2026-08']
    """
    ends = point.term or 12
    start, months = year * 12 + ends - 12, 12
    if point.unit == "mid":
        first, last = first_of(start + 6), last_of(start + 11)
        half = {6: f"{year:04d}-H1", 9: f"FY{year:04d}-H1"}.get(ends)
        return half or f"{first:%Y-%m}/{last:%Y-%m}", first, last
    if point.unit[:1] in ("Q", "H"):
        months = 3 if point.unit[0] == "Q" else 6
        start += (int(point.unit[1]) - 1) * months
    first, last = first_of(start), last_of(start + months - 1)
    if ends in (3, 12):
        part = f"-{point.unit}" if months < 12 else ""
        return (f"FY{year - 1:04d}" if ends == 3 else f"{year:04d}") + part, first, last
    return f"{first:%Y-%m}/{last:%Y-%m}", first, last
