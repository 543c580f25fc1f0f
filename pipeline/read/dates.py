"""Publication times in metadata: ISO 8601 and the few other forms that pages and feeds use, made ISO 8601.

Belongs here: dates of metadata and addresses. Does not belong here: dates in running text (``pipeline/extract``) and
date lines (``pipeline/normalize``).
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple

JST = dt.timezone(dt.timedelta(hours=9))
# 2025-04-08, 2025-04-08T10:30, 2025/4/8 10:30:00+09:00, 2025-04-08T01:30:00.000Z, 20250408
_ISO = re.compile(
    r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|JST|[+-]\d{2}:?\d{2})?)?$",
    re.IGNORECASE,
)
_RFC = re.compile(r"^(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\b")  # Tue, 08 Apr 2025 10:30:00 +0900
# /2025/04/08/, /20250408-, -20250408.html
_URL_SLASHED = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/._-]|$)")
_URL_PACKED = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")


class Moment(NamedTuple):
    """A day, and the moment in UTC where it is known; ``precision`` is ``day``, ``minute`` or ``second``."""

    day: dt.date
    at: dt.datetime | None
    precision: str


def parse_iso(value: str) -> Moment | None:
    """A publication time as metadata gives it; a time without zone is read as Asia/Tokyo. None where it is no date.

    >>> parse_iso("2025-04-08T23:30:00Z")
    Moment(day=datetime.date(2025, 4, 9), at=datetime.datetime(2025, 4, 8, 23, 30, tzinfo=datetime.timezone.utc), precision='second')
    >>> parse_iso("2025/4/8").precision
    'day'
    """
    value = value.strip()
    found = _ISO.match(value)
    if not found:
        return _parse_rfc(value)
    year, separator, month, day, hour, minute, second, zone = found.groups()
    if not separator and len(month + day) != 4:
        return None
    try:
        date = dt.date(int(year), int(month), int(day))
        if hour is None:
            return Moment(date, None, "day")
        moment = dt.datetime(*date.timetuple()[:3], int(hour), int(minute), int(second or 0), tzinfo=_zone(zone))
        return _moment(moment, "second" if second else "minute")
    except (ValueError, OverflowError):
        return None


def date_in_url(url: str) -> dt.date | None:
    """Day that an address carries in its path, or none.

    >>> date_in_url("https://example.jp/world/20250408-ABC/")
    datetime.date(2025, 4, 8)
    """
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0].partition("#")[0])
    for pattern in (_URL_SLASHED, _URL_PACKED):
        for found in pattern.finditer(path):
            try:
                return dt.date(*map(int, found.groups()))
            except ValueError:
                continue
    return None


def _parse_rfc(value: str) -> Moment | None:
    if not _RFC.match(value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=JST)
    try:
        return _moment(moment, "second")
    except (ValueError, OverflowError):
        return None


def _moment(moment: dt.datetime, precision: str) -> Moment:
    return Moment(moment.astimezone(JST).date(), moment.astimezone(dt.UTC), precision)


def _zone(zone: str | None) -> dt.timezone:
    if zone is None or zone.upper() == "JST":
        return JST
    if zone.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    digits = zone[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if zone[0] == "-" else offset)
