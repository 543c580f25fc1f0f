"""Arithmetic on dates that are known in part: the day before XXXX-XX-08, the 4th of the month of XXXX-11-01.

A value with X in it stands for all days that agree with it. Two of them that agree in nothing else are its *witnesses*: what
holds at both holds of the value, what differs is unknown. So counting from a partly known date needs no cases of its own: it is
read at both witnesses as publication is read at both of its ends (``resolution``), and the results are laid over each other. One
witness lies in the shortest month that has the day and the other in a long one, so that an end of a month is never crossed by a guess.

Belongs here: values to days and back. Does not belong here: what counts from a date (``resolution``, ``offsets``).
"""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(?P<y>[0-9]{4}|XXXX)(?:-(?P<m>[0-9]{2}|XX)(?:-(?P<d>[0-9]{2}|XX))?)?(?:T.*)?")
_WEEKDAY = re.compile(r"XXXX-WXX-(?P<w>[1-7])(?:T.*)?")
_YEARS = (2001, 2032)
"""An ordinary and a leap year that share no year, decade or weekday; 2000 stands in where only a leap year has the day."""
_LEAP = 2000
_SHORTEST = ((28, 2), (30, 4), (31, 3))
"""Last day -> the shortest month that has it, and no neighbour of October."""
_LONG = 10
_WEEK = (dt.date(2001, 3, 5), dt.date(2032, 10, 25))
"""Two Mondays that agree in nothing else."""


def witnesses(value: str) -> tuple[dt.date, dt.date] | None:
    """Two days that agree with a value and in nothing else; none where it is no date or fixes nothing.

    >>> witnesses("XXXX-XX-08"), witnesses("2025-XX-30")
    ((datetime.date(2001, 2, 8), datetime.date(2032, 10, 8)), (datetime.date(2025, 4, 30), datetime.date(2025, 10, 30)))
    >>> witnesses("XXXX-02-29"), witnesses("XXXX-XX-XX"), witnesses("XXXX-WXX-3")
    ((datetime.date(2000, 2, 29), datetime.date(2032, 2, 29)), None, (datetime.date(2001, 3, 7), datetime.date(2032, 10, 27)))
    """
    weekday = _WEEKDAY.fullmatch(value)
    if weekday is not None:
        step = dt.timedelta(days=int(weekday["w"]) - 1)
        return _WEEK[0] + step, _WEEK[1] + step
    found = _DATE.fullmatch(value)
    if found is None or not any(part and part.isdigit() for part in found.groups()):
        return None
    day = int(found["d"]) if found["d"] and found["d"].isdigit() else 1
    short = next((month for last, month in _SHORTEST if day <= last), 0)
    if day == 29:
        short = 2
    one, other = (int(found["y"]),) * 2 if found["y"].isdigit() else _YEARS
    known = int(found["m"]) if found["m"] and found["m"].isdigit() else None
    if day == 29 and (known or short) == 2 and not found["y"].isdigit():
        one = _LEAP
    try:
        return dt.date(one, known or short, day), dt.date(other, known or _LONG, day)
    except ValueError:
        return None


def is_weekday(value: str) -> bool:
    """Whether all that a value says of its day is the weekday: XXXX-WXX-3."""
    return _WEEKDAY.fullmatch(value) is not None


def common(one: str, other: str) -> str:
    """What two values share; components that differ become X.

    >>> common("2001-03-08T15", "2032-10-08T15"), common("2000-SU", "2031-SU")
    ('XXXX-XX-08T15', 'XXXX-SU')
    """
    if "/" in one or "/" in other:
        halves = zip(one.split("/"), other.split("/"), strict=False)
        return "/".join(common(here, there) for here, there in halves)
    (day, mark, time), (other_day, _, _) = one.partition("T"), other.partition("T")
    parts, others = day.split("-"), other_day.split("-")
    if len(parts) != len(others):
        return "XXXX"
    return "-".join(map(_same_or_x, parts, others)) + mark + time


def _same_or_x(one: str, other: str) -> str:
    if one == other:
        return one
    prefix = "W" if one[:1] == "W" else "FY" if one[:2] == "FY" else ""
    return prefix + "X" * (len(one) - len(prefix))
