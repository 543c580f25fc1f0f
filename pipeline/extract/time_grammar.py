"""The grammar of time expressions: how calendar points are written, piece by piece.

A *point* is a chain of atoms, each in a slot, from the larger unit to the smaller, joined by nothing, の or a space:

    year → half, quarter, season, part of the year → month → part → week → day → weekday → part of the day → clock

``今年の4月8日午後3時`` is year, month, day, daypart, clock. Words that fill a slot stand in ``lexicons/time_words.csv``,
numbers with their unit in :data:`NUMBERED`. Belongs here: what is written. Does not belong here: which day is meant
(``time_resolution``) and how long something lasts (``time_lengths``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.extract.numerals import DIGIT_CHARS, read_number
from pipeline.extract.time_words import ERAS, Word, modifier_at, words_at


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
    "week": 3,
    "weekend": 3,
    "part": 4,
    "day": 5,
    "weekday": 6,
    "day_daypart": 7,
    "daypart": 7,
    "clock": 8,
}
"""Rank of each slot: an atom may follow one of a lower rank."""

_INT = r"[0-9]{1,2}|[〇一二三四五六七八九十]{1,3}"
_ERA = "|".join(ERAS)
NUMBERED = re.compile(
    rf"""
    (?P<date>(?P<date_y>[12][0-9]{{3}})(?P<sep>[/.-])(?P<date_m>1[0-2]|0?[1-9])
        (?:(?P=sep)(?P<date_d>3[01]|[12][0-9]|0?[1-9]))(?![0-9]|[/.-][0-9]))            # 2025/4/8  2025-04-08
  | (?P<year_month>(?P<ym_y>(?:19|20)[0-9]{{2}})/(?P<ym_m>1[0-2]|0?[1-9])(?![0-9/]))     # 2025/12
  | (?P<month_day>(?P<md_m>1[0-2]|0?[1-9])/(?P<md_d>3[01]|[12][0-9]|0?[1-9])(?=[((][月火水木金土日]))  # 4/8(火)
  | (?P<colon>(?P<c_h>2[0-4]|[01]?[0-9])[:](?P<c_m>[0-5][0-9])(?::(?P<c_s>[0-5][0-9])(?:\.[0-9]+)?)?(?![0-9:])) # 10:33:16
  | (?P<decade>(?P<decade_n>(?:[0-9]{{2}})?[0-9]0|[一二][〇一二三四五六七八九]{{2}}〇)[ ]?年代)           # 90年代
  | (?P<century>(?P<century_n>{_INT})[ ]?世紀)                                              # 21世紀
  | (?P<quarter>第?(?P<quarter_n>[1-4一二三四])[ ]?四半期)                                      # 第3四半期
  | (?P<months>(?P<months_a>{_INT})[~〜–—―-](?P<months_b>{_INT})月期)                         # 4~6月期
  | (?P<fiscal_year>(?P<fiscal_n>[12][0-9]{{3}}|[0-9]{{2}}|[一二][〇一二三四五六七八九]{{3}}|[元一二三四五六七八九十]{{1,3}})[ ]?年度)  # 2021年度
  | (?P<year>(?P<year_n>[0-9]{{1,4}}|[一二][〇零一二三四五六七八九]{{3}}|[一二]?千[一二三四五六七八九十百]*|元|{_INT})[ ]?年(?!間|目|輩|生|齢|層|俸|収|金|号))  # 2025年
  | (?P<month>(?P<month_n>{_INT})[ ]?月(?!間|光|面|食|謝|給|例|末日))                             # 12月
  | (?P<day>(?P<day_n>{_INT})[ ]?日(?!間|目|本|程|数|系|銀|米|中韓|ごと))                            # 8日
  | (?P<clock>(?P<h>[0-9]{{1,2}}|[〇一二三四五六七八九十]{{1,3}})[ ]?時(?!間|点|代|期|価|短|速|給|差|効)
        (?:[ ]?(?P<half>半)|[ ]?(?P<m>{_INT})[ ]?分(?!の[0-9一二三四五六七八九十]|間)(?:[ ]?(?P<s>{_INT})[ ]?秒)?)?)         # 午後3時20分
  | (?P<weekday>[((](?P<weekday_n>[月火水木金土日])(?:曜日?)?(?:[・、]?祝日?)?[))])                   # (木)
    """,
    re.VERBOSE,
)
"""Numbers with the unit that makes them a piece of a calendar point, and dates in figures."""

ERA_YEAR = re.compile(
    rf"(?P<era>{_ERA})[ ]?(?P<n>元|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[ ]?年(?P<fiscal>度)?(?!間)"
)
"""令和7年  平成元年度"""
_ZONE = r"(?P<zone>JST|日本時間|(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|Z(?![A-Za-z])|[+-][01][0-9]:?[0-9]{2}(?![0-9]))"
ZONE = re.compile(rf"[ ]?(?:[((]{_ZONE}[))]|{_ZONE.replace('<zone>', '<bare>')})")
"""The time zone behind a clock time: 10:33 JST, 午後3時(UTC+9)"""
_WESTERN = re.compile(r"(?:西暦|紀元)[ ]?")  # 西暦2021年
_WESTERN_STARTS = frozenset("西紀")
JOINT = re.compile(r"の|[  ]|,[ ]?(?=[月火水木金土日]曜)")  # 今年の4月
_WEEKDAYS = {char: number for number, char in enumerate("月火水木金土日", 1)}
_AM = re.compile(r"[ ]?(?P<ampm>[aApP])\.?[mM]\.?(?![A-Za-z])")  # 11:10AM
_ERA_INITIALS = frozenset(era[0] for era in ERAS)
_ZONES = {"JST": "+09:00", "日本時間": "+09:00", "GMT": "Z", "UTC": "Z", "Z": "Z"}


def _int(text: str) -> int:
    if text == "元":
        return 1
    if text[0] in DIGIT_CHARS:
        return int(text)
    value = read_number(text)
    return int(value) if value is not None else -1


def read_point(text: str, at: int, *, chained: bool = False) -> Point | None:
    """The calendar point that starts at ``at``, or none. ``chained``: words of ``follows`` may start it too.

    >>> point = read_point("今年の4月8日午後3時20分に", 0)
    >>> point.offsets, point.month, point.day, point.daypart, point.hour, point.minute, point.end
    ({'year': ('publication', 0)}, 4, 8, 'AF', 15, 20, 14)
    """
    point = Point(at, at)
    if text[at : at + 1] in _WESTERN_STARTS and (prefix := _WESTERN.match(text, at)) is not None:
        point.end = prefix.end()
    joined, last = point.end, -1
    while (rank := _take(text, joined, point, last, follows=last >= 0 or chained)) is not None:
        last = rank
        joint = JOINT.match(text, point.end)
        joined = joint.end() if joint else point.end
    return _with_suffix(text, point) if last >= 0 else None


def _take(text: str, at: int, point: Point, rank: int, *, follows: bool) -> int | None:
    """Take one more atom into the point; its rank, or none (and the point as it was) where no atom fits."""
    if at >= len(text):
        return None
    char = text[at]
    if char in "0123456789〇零一二三四五六七八九十千元第((":
        taken = _take_number(text, at, point, rank)
        if taken is not None or char not in "一十千":  # 一昨日 is a word
            return taken
    if rank < 0 and char in _ERA_INITIALS and (era := ERA_YEAR.match(text, at)) is not None:
        point.slots.add("fiscal_year" if era["fiscal"] else "year")
        point.end, point.year, point.method = era.end(), ERAS[era["era"]] + _int(era["n"]) - 1, "rule:era_year"
        return ORDER["year"]
    return _take_word(text, at, point, rank, follows=follows)


def _take_word(text: str, at: int, point: Point, rank: int, *, follows: bool) -> int | None:
    length, readings = words_at(text, at)
    for word in readings:
        if (word.only == "follows" and not follows) or ORDER.get(word.slot, -1) <= rank:
            continue
        if word.slot == "season_name" and not point.slots & {"year", "fiscal_year"}:
            continue
        if word.slot == "part" and not _takes_part(text, at + length, point):
            continue
        if word.slot == "daypart" and not _takes_clock(point):
            continue
        _fill(point, word, at + length)
        return ORDER[word.slot]
    return None


def _takes_clock(point: Point) -> bool:
    """Whether a part of the day may follow: it belongs to a day (8日の朝), not to a month or a year."""
    return not point.slots or bool(point.slots & {"day", "weekday", "date", "month_day", "day_daypart"})


def _takes_part(text: str, end: int, point: Point) -> bool:
    """Whether 末, 半ば … may follow: behind a day or a clock they belong to something else."""
    return (
        bool(point.slots) and not point.slots & {"day", "weekday", "clock", "daypart"} and text[end : end + 1] != "日"
    )


def _fill(point: Point, word: Word, end: int) -> None:
    """Put what a word says into the point."""
    had = set(point.slots)
    point.end = end
    point.slots.add(word.slot)
    if word.slot in ("year", "fiscal_year", "month", "week", "weekend", "day"):
        if word.base != "open":
            point.offsets[word.slot] = (word.base, int(word.value))
    elif word.slot == "season":
        point.offsets["year"], point.unit = (word.base, int(word.value[:-2])), word.value[-2:]
    elif word.slot == "day_daypart":
        point.offsets["day"], point.daypart = (word.base, int(word.value[:-2])), word.value[-2:]
        point.slots |= {"day", "daypart"}
    elif word.slot == "weekday":
        point.weekday = int(word.value)
    elif word.slot == "part_word":
        point.part = word.value if word.value != "WITHIN" else None
        slot = "fiscal_year" if word.base == "fiscal" else word.base
        point.slots.add(slot)
        if slot not in had:
            point.offsets[slot] = ("publication", 0)
    else:
        setattr(point, _FIELD_OF_WORD[word.slot], word.value)


_FIELD_OF_WORD = {"season_name": "unit", "half": "unit", "daypart": "daypart", "part": "part"}


def _take_number(text: str, at: int, point: Point, rank: int) -> int | None:
    found = NUMBERED.match(text, at)
    if found is None:
        return None
    slot = found.lastgroup or ""
    if ORDER.get(slot, _FIGURE_RANK.get(slot, 0)) <= rank:
        return None
    if slot == "weekday" and rank < ORDER["day"]:
        return None
    if slot in ("clock", "colon") and "daypart" not in point.slots and not _takes_clock(point):
        return None
    if not _MAKERS[slot](point, found):
        return None
    point.end = found.end()
    point.slots.add(slot)
    if "clock" in point.slots:
        _finish_clock(text, point)
    return _RANK_AFTER.get(slot) or ORDER[slot]


_RANK_AFTER = {"date": 5, "year_month": 2, "month_day": 5, "colon": 8}
_FIGURE_RANK = {"date": 0, "year_month": 0, "month_day": 2, "colon": 8}


def _year(point: Point, found: re.Match[str]) -> bool:
    digits = found["year_n"]
    year = _int(digits)
    length = len(digits) if digits[0] in "0123456789" else (4 if year > 99 else 2)
    if year < 0 or length == 3:
        return False
    point.year, point.year_digits = year, length
    return True


def _fiscal_year(point: Point, found: re.Match[str]) -> bool:
    year = _int(found["fiscal_n"])
    if year <= 0:
        return False
    point.year, point.year_digits = year, 4 if year > 999 else 2
    return True


def _month(point: Point, found: re.Match[str]) -> bool:
    month = _int(found["month_n"])
    if not 1 <= month <= 12:
        return False
    point.month = month
    return True


def _months(point: Point, found: re.Match[str]) -> bool:
    first, last = _int(found["months_a"]), _int(found["months_b"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return False
    point.unit = f"{first}-{last}"
    point.slots.add("quarter")
    return True


def _day(point: Point, found: re.Match[str]) -> bool:
    day = _int(found["day_n"])
    if not 1 <= day <= 31:
        return False
    point.day = day
    return True


def _date(point: Point, found: re.Match[str]) -> bool:
    point.year, point.month, point.day = int(found["date_y"]), int(found["date_m"]), int(found["date_d"])
    point.slots |= {"year", "month", "day"}
    point.method = "rule:date_in_figures"
    return True


def _year_month(point: Point, found: re.Match[str]) -> bool:
    point.year, point.month = int(found["ym_y"]), int(found["ym_m"])
    point.slots |= {"year", "month"}
    point.method = "rule:date_in_figures"
    return True


def _month_day(point: Point, found: re.Match[str]) -> bool:
    point.month, point.day = int(found["md_m"]), int(found["md_d"])
    point.slots |= {"month", "day"}
    point.method = "rule:date_in_figures"
    return True


def _colon(point: Point, found: re.Match[str]) -> bool:
    point.hour, point.minute = int(found["c_h"]), int(found["c_m"])
    point.second = int(found["c_s"]) if found["c_s"] else None
    point.slots |= {"clock"}
    return True


def _clock(point: Point, found: re.Match[str]) -> bool:
    hour = _int(found["h"])
    if not 0 <= hour <= 29 or (found["h"] == "一" and point.daypart is None):
        return False  # 一時 is "for a while" more often than one o'clock
    point.hour = hour
    point.minute = 30 if found["half"] else _int(found["m"]) if found["m"] else None
    point.second = _int(found["s"]) if found["s"] else None
    return True


def _finish_clock(text: str, point: Point) -> None:
    """Twelve-hour clocks become twenty-four-hour ones; a zone behind the time is read."""
    hour = point.hour or 0
    ampm = _AM.match(text, point.end)
    afternoon = point.daypart in ("AF", "EV") or (point.daypart == "NI" and 5 <= hour < 12)
    if ampm is not None:
        point.end = ampm.end()
        afternoon = ampm["ampm"] in "pP"
    if afternoon and hour < 12:
        point.hour = hour + 12
    zone = ZONE.match(text, point.end)
    if zone is not None:
        point.zone = _offset(zone["zone"] or zone["bare"])
        point.end = zone.end()


def _offset(zone: str) -> str:
    """Offset from UTC as in ISO 8601.

    >>> _offset("JST"), _offset("UTC+9"), _offset("+0530")
    ('+09:00', '+09:00', '+05:30')
    """
    if zone in _ZONES:
        return _ZONES[zone]
    sign = "-" if "-" in zone else "+"
    digits = zone.partition(sign)[2].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{int(hours):02d}:{minutes}"


def _decade(point: Point, found: re.Match[str]) -> bool:
    year = _int(found["decade_n"])
    if year % 10:
        return False
    point.year, point.year_digits, point.unit = year, 4 if year > 99 else 2, "decade"
    return True


def _century(point: Point, found: re.Match[str]) -> bool:
    century = _int(found["century_n"])
    if not 0 < century < 40:
        return False
    point.year, point.unit = century, "century"
    return True


def _quarter(point: Point, found: re.Match[str]) -> bool:
    point.unit = f"Q{_int(found['quarter_n'])}"
    return True


def _weekday(point: Point, found: re.Match[str]) -> bool:
    point.weekday = _WEEKDAYS[found["weekday_n"]]
    return True


_MAKERS = {
    "date": _date,
    "year_month": _year_month,
    "month_day": _month_day,
    "colon": _colon,
    "decade": _decade,
    "century": _century,
    "quarter": _quarter,
    "months": _months,
    "fiscal_year": _fiscal_year,
    "year": _year,
    "month": _month,
    "day": _day,
    "clock": _clock,
    "weekday": _weekday,
}

_LIMIT = re.compile(r"まで(?:に)?|から")  # 8日までに
_SIDE_OF_CLOCK = re.compile(
    r"(?P<late>過ぎ|すぎ|の後(?!半|期))|(?:の直)?(?P<soon>前)(?!後|半|日|夜|年|に?進)"
)  # 午後3時すぎ
_SIDE_OF_DATE = re.compile(r"の?(?:(?P<late>後)(?!半|期|退|続)|(?P<soon>前)(?!後|半|期|進|年|日|提))")  # 2018年1月8日前
_OR_BEYOND = re.compile(r"(?:また|および|及び)は?(?:その|それ)(?P<side>以?前|以?[後降])")  # 2010年またはそれ以降


def _with_suffix(text: str, point: Point) -> Point:
    """The point with 以降, ごろ … taken in, and a following まで read as its modifier without being taken in."""
    length, mod = modifier_at(text, point.end, "point")
    if length:
        point.end, point.mod = point.end + length, mod
    elif (beyond := _OR_BEYOND.match(text, point.end)) is not None:
        point.end, point.mod = beyond.end(), "ON_OR_BEFORE" if "前" in beyond["side"] else "ON_OR_AFTER"
    elif (side := _side_at(text, point)) is not None:
        point.end, point.mod = side.end(), "AFTER" if side["late"] else "BEFORE"
    elif (limit := _LIMIT.match(text, point.end)) is not None:
        point.mod = "ON_OR_AFTER" if limit[0] == "から" else "ON_OR_BEFORE"
    if point.part is not None and point.mod is None:
        point.mod = point.part
    return point


def _side_at(text: str, point: Point) -> re.Match[str] | None:
    """すぎ or 前 behind a clock time, 前 or 後 behind a date with its year."""
    if point.slots & {"clock", "colon"}:
        return _SIDE_OF_CLOCK.match(text, point.end)
    if point.year is not None and point.year_digits == 4 and not point.unit and "fiscal_year" not in point.slots:
        return _SIDE_OF_DATE.match(text, point.end)
    return None
