"""Publication times in metadata: ISO 8601 and the other forms that pages, feeds and databases use.

Belongs here: dates of metadata and addresses. Does not belong here: dates in running text (``pipeline/extract``) and
date lines (``pipeline/normalize``).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from pipeline.read.eras import INITIALS, MODERN_ERA, year_of

JST = dt.timezone(dt.timedelta(hours=9))
_LONGEST = 120
_FARTHEST = dt.timedelta(hours=14)
# Moments before 1995 or after 2100 are not what a bare number of seconds means: no page is that old.
_FIRST_SECOND = dt.datetime(1995, 1, 1, tzinfo=dt.UTC).timestamp()
_LAST_SECOND = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
# Abbreviations that mean one offset wherever they are written; IST, BST and CST of China do not, and give no moment.
_ZONES = {
    name: hours
    for hours, names in (
        *((-8, "pst"), (-7, "pdt mst"), (-6, "mdt"), (-5, "est cdt"), (-4, "edt"), (0, "z ut utc gmt wet")),
        *((1, "cet"), (2, "cest eet"), (3, "eest msk"), (9, "jst kst"), (10, "aest")),
    )
    for name in names.split()
}
# 2025-04-08, 2025/4/8, 2025.4.8, 20250408
_NUMERIC = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})|(?P<packed>\d{4}))(?!\d)"
)
# 2025-W15-2, 2025W152: year, week and day of the week of ISO 8601
_WEEK = re.compile(r"(?P<year>\d{4})-?W(?P<week>\d{2})-?(?P<weekday>[1-7])(?!\d)")
# 2025-098, 2025098: year and day of the year of ISO 8601
_ORDINAL = re.compile(r"(?P<year>\d{4})-?(?P<ordinal>\d{3})(?!\d)")
# 2025年4月8日, 令和7年4月8日, 令和元年 5月 1日
_JAPANESE = re.compile(
    rf"(?:(?P<year>\d{{4}})|(?P<era>{MODERN_ERA})\s?(?P<era_year>\d{{1,2}}|元))\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日"
)
_KANJI_DIGITS = "一二三四五六七八九"
_KANJI_NUMBER = rf"(?:[{_KANJI_DIGITS[1:]}]?十[{_KANJI_DIGITS}]?|[{_KANJI_DIGITS}])"
# 二〇二五年四月八日, 令和七年十二月二十三日
_KANJI = (
    rf"(?:[一二][〇九][〇{_KANJI_DIGITS}]{{2}}|(?:{MODERN_ERA})(?:{_KANJI_NUMBER}|元))年"
    rf"(?:十[一二]?|[{_KANJI_DIGITS}])月{_KANJI_NUMBER}日"
)
_KANJI_DATE = re.compile(_KANJI)
_KANJI_RUN = re.compile(f"[〇十{_KANJI_DIGITS}]+")
_ENGLISH_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Thu, Mar 12, 2026 and 12 March 2026
_ENGLISH = (
    r"(?<![A-Za-z\d])(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?\s)?"
    rf"(?:{_ENGLISH_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}(?:st|nd|rd|th)?\s{_ENGLISH_MONTH},?)\s(?:19|20)\d{{2}}(?!\d)"
)
SPELLED_DATE = rf"(?:{_KANJI}|(?i:{_ENGLISH}))"
"""Pattern of a date in kanji numerals or with an English month, as :func:`parse_iso` reads it."""
# R7.4.8, H31/4/30
_INITIAL = re.compile(r"(?P<era>[MTSHR])(?P<era_year>\d{1,2})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})(?!\d)")
_WEEKDAY_NAME = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_MONTH_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
# Tue, 08 Apr 2025, 8-Apr-25, 8th April 2025 (RFC 822, RFC 850, RFC 2822)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY_NAME}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH_NAME},?[\s-]+(?P<year>\d{{4}}|\d{{2}})(?!\d)"
)
# April 8, 2025, Tue Apr 08 2025
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY_NAME}{_MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)"
)
# Tue Apr  8 10:30:00 2025, of C's asctime, with a zone or without
_ASCTIME = re.compile(
    rf"{_WEEKDAY_NAME}{_MONTH_NAME}\s+(?P<day>\d{{1,2}})\s+(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s+[A-Z]{{3,4}})?)\s+(?P<year>\d{{4}})$"
)
_DATES = (_WEEK, _NUMERIC, _ORDINAL, _JAPANESE, _INITIAL, _DAY_FIRST, _MONTH_FIRST)
# What stands behind the date: (火) 午後3時5分, T10:30:00.000+09:00, 10:30 AM JST, T103000Z, at 10:30
_CLOCK = re.compile(
    r"(?:\s?\([^()]{1,6}\)|\s?[月火水木金土日]曜日?)?"
    r"(?:\s?T\s?|\s*,?\s*(?:at\s+)?)(?P<half>午前|午後|AM\b|PM\b)?\s?"
    r"(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"|\s?時(?:\s?(?P<minute_ja>\d{1,2})\s?分(?:\s?(?P<second_ja>\d{1,2})\s?秒)?)?)"
    r"|(?P<hour_packed>\d{2})(?P<minute_packed>\d{2})(?P<second_packed>\d{2})?)"
    r"\s?(?P<half_after>AM|PM|a\.m\.|p\.m\.)?\s*"
    r"(?P<zone>[A-Za-z][A-Za-z/_]*(?:[+−-]\d{1,2}(?::?\d{2})?)?|[+−-]\d{1,2}(?::?\d{2})?|日本時間|日本標準時)?"
    r"(?:\s*\([^()]{1,40}\)|\[[^\[\]]{1,40}\])?",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(r"(?:\s?\([^()]{1,6}\)|\s?[月火水木金土日]曜日?)?")
# +09:00, +0900, +9, GMT+0900, UTC+9
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE)
# 20250408103000, 202504081030: the time of day packed behind the day
_COMPACT = re.compile(r"(?P<date>\d{8})(?P<clock>\d{4}(?:\d{2})?)")
_UNIX = re.compile(r"\d{10}(?:\d{3}|\d{6})?(?:\.\d{1,9})?")
# /2025/04/08/, /2025/4/8.html, /2025-04-08-title, /2025/0408/, /202504/08/
_URL_SLASHED = re.compile(
    r"/(?P<year>(?:19|20)\d{2})(?:[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})|/(?P<month_day>\d{4})|(?P<month_packed>\d{2})/(?P<day_after>\d{2}))"
    r"(?=[/._-]|$)"
)
# 20250408-, -20250408.html, 20250408103000 (with the time of day)
_URL_PACKED = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d)"
)
_FIRST_YEAR = 1995


class Moment(NamedTuple):
    """A day, and the moment in UTC where it is known; ``precision`` is ``day``, ``minute`` or ``second``.

    The day is the one in Tokyo at that moment, or the day as written where no moment is known.
    """

    day: dt.date
    at: dt.datetime | None
    precision: str


def parse_iso(value: str) -> Moment | None:
    """A publication time as metadata gives it, or None where it is no date or less than a day.

    Read are ISO 8601 (calendar, week and ordinal dates, extended and basic), RFC 822 and 2822, seconds, milliseconds and
    microseconds of Unix, English and Japanese dates with eras, also in kanji numerals. A time without a zone is read as Asia/Tokyo; one with a zone
    that is unknown or ambiguous gives the day only.

    >>> parse_iso("2025-04-08T23:30:00Z")
    Moment(day=datetime.date(2025, 4, 9), at=datetime.datetime(2025, 4, 8, 23, 30, tzinfo=datetime.timezone.utc), precision='second')
    >>> parse_iso("令和7年4月8日 午後3時5分").at.isoformat()
    '2025-04-08T06:05:00+00:00'
    >>> parse_iso("二〇二五年四月八日").day.isoformat(), parse_iso("令和七年十二月二十三日").day.isoformat()
    ('2025-04-08', '2025-12-23')
    >>> parse_iso("2025-W15-2").day.isoformat(), parse_iso("2025/4/8").precision, parse_iso("2025-13-01")
    ('2025-04-08', 'day', None)
    """
    if len(value) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    if _UNIX.fullmatch(text):
        return _of_unix(text)
    if found := _COMPACT.fullmatch(text):
        text = f"{found['date']}T{found['clock']}"
    if found := _ASCTIME.match(text):
        day = _day(found)
        return None if day is None else _with_clock(day, " " + found["clock"])
    if found := _KANJI_DATE.match(text):
        text = _KANJI_RUN.sub(_in_arabic, found.group()) + text[found.end() :]
    for pattern in _DATES:
        if (found := pattern.match(text)) and (day := _day(found)):
            return _with_clock(day, text[found.end() :])
    return None


def date_in_url(url: str) -> dt.date | None:
    """Day that an address carries in its path, or none. Years before the web's are no day of publication.

    >>> date_in_url("https://example.jp/world/20250408-ABC/"), date_in_url("https://example.jp/2025/0408/1.html")
    (datetime.date(2025, 4, 8), datetime.date(2025, 4, 8))
    >>> date_in_url("https://example.jp/history/19450815/")
    """
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0].partition("#")[0])
    for pattern in (_URL_SLASHED, _URL_PACKED):
        for found in pattern.finditer(path):
            parts = found.groupdict()
            packed = parts.get("month_day") or ""
            month = parts["month"] or packed[:2] or parts["month_packed"]
            try:
                day = dt.date(int(found["year"]), int(month), int(parts["day"] or packed[2:] or parts["day_after"]))
            except ValueError:
                continue
            if day.year >= _FIRST_YEAR:
                return day
    return None


def _in_arabic(run: re.Match[str]) -> str:
    tens, ten, ones = run.group().translate(str.maketrans(f"〇{_KANJI_DIGITS}", "0123456789")).partition("十")
    return str(10 * int(tens or 1) + int(ones or 0)) if ten else tens


def _day(found: re.Match[str]) -> dt.date | None:
    parts = found.groupdict()
    if parts.get("era"):
        year = year_of(INITIALS.get(parts["era"], parts["era"]), parts["era_year"])
    else:
        year = int(parts["year"])
        year += 2000 if len(parts["year"]) == 2 else 0
    try:
        if parts.get("week"):
            return dt.date.fromisocalendar(year, int(parts["week"]), int(parts["weekday"]))
        if parts.get("ordinal"):
            return _of_ordinal(year, int(parts["ordinal"]))
        if parts.get("packed"):
            return dt.date(year, int(parts["packed"][:2]), int(parts["packed"][2:]))
        month = _month(parts["name"]) if parts.get("name") else int(parts["month"])
        return dt.date(year, month, int(parts["day"]))
    except (ValueError, KeyError, OverflowError):
        return None


def _of_ordinal(year: int, number: int) -> dt.date:
    day = dt.date(year, 1, 1) + dt.timedelta(days=number - 1)
    if day.year != year or not number:
        raise ValueError(f"{year} has no day {number}")
    return day


def _month(name: str) -> int:
    """Number of a month by its English name or the first three letters of it; raises ``KeyError`` where there is none."""
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
    lower = name.lower()
    if lower in _MONTHS or lower in (*full, "november", "december", "sept"):
        return _MONTHS[lower[:3]]
    raise KeyError(name)


def _with_clock(day: dt.date, rest: str) -> Moment | None:
    """The moment that a day and what stands behind it mean; None where that is no time of day."""
    rest = rest.rstrip()
    if _DAY_ONLY.fullmatch(rest):
        return Moment(day, None, "day")
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return None
    hour = int(found["hour"] or found["hour_packed"])
    minute = int(found["minute"] or found["minute_ja"] or found["minute_packed"] or 0)
    second = found["second"] or found["second_ja"] or found["second_packed"]
    half = (found["half"] or found["half_after"] or "").lower().replace(".", "")
    if half:
        hour = hour_of_half(hour, is_afternoon=half in ("午後", "pm"))
    try:
        zone = zone_of(found["zone"])
        moment = dt.datetime(day.year, day.month, day.day, tzinfo=zone or JST)
        if hour == 24 and not (minute or int(second or 0)):
            moment += dt.timedelta(days=1)
        else:
            moment = moment.replace(
                hour=hour, minute=minute, second=min(int(second or 0), 59) if second != "60" else 59
            )
        if zone is None:
            return Moment(day, None, "day")
        return _moment(moment, "second" if second else "minute")
    except (ValueError, OverflowError):
        return None


def hour_of_half(hour: int, *, is_afternoon: bool) -> int:
    """Hour of 24 for one of 12; 午後15時 stays 15, and 99 where the two contradict each other.

    >>> hour_of_half(3, is_afternoon=True), hour_of_half(12, is_afternoon=False), hour_of_half(13, is_afternoon=False)
    (15, 0, 99)
    """
    if is_afternoon:
        return hour + 12 if hour < 12 else hour
    return hour % 12 if hour <= 12 else 99


def zone_of(name: str | None) -> dt.timezone | None:
    """The offset that a zone means; Asia/Tokyo where none is written, None where it is not known; ``ValueError`` beyond 14 hours.

    >>> zone_of("+0900") == zone_of("JST") == zone_of("UTC+9") == zone_of(None), zone_of("IST")
    (True, None)
    """
    if not name:
        return JST
    name = name.strip()
    if name in ("日本時間", "日本標準時", "Asia/Tokyo"):
        return JST
    if name.lower() in _ZONES:
        return dt.timezone(dt.timedelta(hours=_ZONES[name.lower()]))
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    offset = dt.timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset > _FARTHEST:
        raise ValueError(f"no place is {name} from UTC")
    return dt.timezone(offset if found["sign"] == "+" else -offset)


def _of_unix(text: str) -> Moment | None:
    digits, _, _ = text.partition(".")
    seconds = int(digits) / 10 ** (len(digits) - 10)
    if not _FIRST_SECOND <= seconds < _LAST_SECOND:
        return None
    return _moment(dt.datetime.fromtimestamp(int(seconds), dt.UTC), "second")


def _moment(moment: dt.datetime, precision: str) -> Moment:
    return Moment(moment.astimezone(JST).date(), moment.astimezone(dt.UTC), precision)
