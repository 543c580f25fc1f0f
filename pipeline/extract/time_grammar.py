"""The grammar of time expressions: how calendar points are written, piece by piece.

A *point* is a chain of atoms, each in a slot, from the larger unit to the smaller, joined by nothing, の or a space:

    year → half, quarter, season, part of the year → month → part → week → day → weekday → part of the day → clock

``今年の4月8日午後3時`` is year, month, day, daypart, clock. Words that fill a slot stand in ``lexicons/time_words.csv``,
numbers with their unit in :data:`NUMBERED`. Belongs here: what is written. Does not belong here: which day is meant
(``time_resolution``) and how long something lasts (``time_lengths``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.extract.numerals import read_number
from pipeline.lexicons.load import load

ERAS = {row["era"]: int(row["year_one"]) for row in load("eras")}
"""Year one of each era name (Gregorian)."""


class Word(NamedTuple):
    """A row of the lexicon: ``slot`` it fills, ``base`` it counts from, ``value`` (an offset, a code or both).

    ``only``: ``follows`` words are times only behind a larger unit (``夏`` in 今年の夏); ``word`` ones only as whole words.
    """

    slot: str
    base: str
    value: str
    only: str


def _words() -> dict[str, tuple[Word, ...]]:
    words: dict[str, tuple[Word, ...]] = {}
    for row in load("time_words"):
        word = Word(row["slot"], row["base"], row["value"], row["only"])
        words[row["surface"]] = (*words.get(row["surface"], ()), word)
    return words


WORDS = _words()
_LONGEST_WORD = max(map(len, WORDS))

MODIFIERS = {row["surface"]: (row["mod"] or None, row["scope"]) for row in load("time_modifiers")}
_LONGEST_MODIFIER = max(map(len, MODIFIERS))


def words_at(text: str, at: int) -> tuple[int, tuple[Word, ...]]:
    """Length and readings of the longest word of the lexicon that starts at ``at``; length 0 where there is none."""
    for length in range(_LONGEST_WORD, 0, -1):
        found = WORDS.get(text[at : at + length])
        if found is not None and at + length <= len(text):
            return length, found
    return 0, ()


def modifier_at(text: str, at: int, scope: str) -> tuple[int, str | None]:
    """Length and TIMEX3 modifier of a suffix such as 以降 at ``at``; length 0 where there is none.

    >>> modifier_at("2025年以降も", 5, "point")
    (2, 'ON_OR_AFTER')
    """
    for length in range(_LONGEST_MODIFIER, 0, -1):
        found = MODIFIERS.get(text[at : at + length])
        if found is not None and found[1] in (scope, "both"):
            return length, found[0]
    return 0, None


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
  | (?P<year>(?P<year_n>[0-9]{{1,4}}|[一二][〇零一二三四五六七八九]{{3}}|[一二]?千[一二三四五六七八九十百]*|元|{_INT})[ ]?年(?!間|輩|生|齢|層|俸|収|金|号))  # 2025年
  | (?P<month>(?P<month_n>{_INT})[ ]?月(?!間|光|面|食|謝|給|例|末日))                             # 12月
  | (?P<day>(?P<day_n>{_INT})[ ]?日(?!間|目|本|程|数|系|銀|米|中韓|ごと))                            # 8日
  | (?P<clock>(?P<h>[0-9]{{1,2}}|[〇一二三四五六七八九十]{{1,3}})[ ]?時(?!間|点|代|期|価|短|速|給|差|効)
        (?:[ ]?(?P<half>半)|[ ]?(?P<m>{_INT})[ ]?分(?!の|間)(?:[ ]?(?P<s>{_INT})[ ]?秒)?)?)         # 午後3時20分
  | (?P<weekday>[((](?P<weekday_n>[月火水木金土日])(?:曜日?)?(?:[・、]?祝日?)?[))])                   # (木)
    """,
    re.VERBOSE,
)
"""Numbers with the unit that makes them a piece of a calendar point, and dates in figures."""

ERA_YEAR = re.compile(rf"(?P<era>{_ERA})[ ]?(?P<n>元|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[ ]?年(?P<fiscal>度)?(?!間)")
"""令和7年  平成元年度"""
ZONE = re.compile(r"[ ]?[((]?(?P<zone>JST|GMT|UTC|日本時間|Z|[+-][01][0-9]:?[0-9]{2})[))]?")
"""The time zone behind a clock time: 10:33 JST"""
_WESTERN = re.compile(r"(?:西暦|紀元)[ ]?")  # 西暦2021年
JOINT = re.compile(r"の|[  ]|,[ ]?(?=[月火水木金土日]曜)")  # 今年の4月
_WEEKDAYS = {char: number for number, char in enumerate("月火水木金土日", 1)}
_AM = re.compile(r"[ ]?(?P<ampm>[aApP])\.?[mM]\.?(?![A-Za-z])")  # 11:10AM
_ZONES = {"JST": "+09:00", "日本時間": "+09:00", "GMT": "Z", "UTC": "Z", "Z": "Z"}


def _int(text: str) -> int:
    if text == "元":
        return 1
    value = read_number(text)
    return int(value) if value is not None else -1


def read_point(text: str, at: int, *, chained: bool = False) -> Point | None:
    """The calendar point that starts at ``at``, or none. ``chained``: words of ``follows`` may start it too.

    >>> point = read_point("今年の4月8日午後3時20分に", 0)
    >>> point.offsets, point.month, point.day, point.daypart, point.hour, point.minute, point.end
    ({'year': ('publication', 0)}, 4, 8, 'AF', 15, 20, 14)
    """
    point = Point(at, at)
    if (prefix := _WESTERN.match(text, at)) is not None:
        point.end = prefix.end()
    rank, joined = -1, point.end
    while (step := _atom(text, joined, point, rank, follows=rank >= 0 or chained)) is not None:
        point, rank = step
        joint = JOINT.match(text, point.end)
        joined = joint.end() if joint else point.end
        following = _atom(text, point.end, point, rank, follows=True) if joint is None else None
        if joint is None and following is None:
            break
    if rank < 0:
        return None
    return _with_suffix(text, point)


def _atom(text: str, at: int, point: Point, rank: int, *, follows: bool) -> tuple[Point, int] | None:
    """The point with one more atom, and that atom's rank; none where no atom fits."""
    if at >= len(text):
        return None
    char = text[at]
    if char in "0123456789〇零一二三四五六七八九十千元第((":
        return _numbered(text, at, point, rank, follows=follows)
    if (era := ERA_YEAR.match(text, at)) is not None:
        if rank >= 0:
            return None
        slot = "fiscal_year" if era["fiscal"] else "year"
        grown = replace(point, end=era.end(), year=ERAS[era["era"]] + _int(era["n"]) - 1, slots=point.slots | {slot})
        grown.method = "rule:era_year"
        return grown, 0
    length, readings = words_at(text, at)
    for word in readings:
        if (word.only == "follows" and not follows) or ORDER.get(word.slot, -1) <= rank or word.slot not in ORDER:
            continue
        if word.slot == "season_name" and not point.slots & {"year", "fiscal_year"}:
            continue
        if word.slot == "part" and not _takes_part(text, at + length, point):
            continue
        return _worded(point, word, at + length), ORDER[word.slot]
    return None


def _takes_part(text: str, end: int, point: Point) -> bool:
    """Whether 末, 半ば … may follow: behind a day or a clock they belong to something else."""
    return bool(point.slots) and not point.slots & {"day", "weekday", "clock", "daypart"} and text[end : end + 1] != "日"


def _worded(point: Point, word: Word, end: int) -> Point:
    grown = replace(point, end=end, offsets=dict(point.offsets), slots=point.slots | {word.slot})
    if word.slot in ("year", "fiscal_year", "month", "week", "weekend", "day"):
        if word.base != "open":
            grown.offsets[word.slot] = (word.base, int(word.value))
    elif word.slot == "season":
        grown.offsets["year"], grown.unit = (word.base, int(word.value[:-2])), word.value[-2:]
    elif word.slot == "day_daypart":
        grown.offsets["day"], grown.daypart = (word.base, int(word.value[:-2])), word.value[-2:]
        grown.slots |= {"day", "daypart"}
    elif word.slot in ("season_name", "half"):
        grown.unit = word.value
    elif word.slot == "weekday":
        grown.weekday = int(word.value)
    elif word.slot == "daypart":
        grown.daypart = word.value
    elif word.slot == "part":
        grown.part = word.value
    elif word.slot == "part_word":
        grown.part = word.value if word.value != "WITHIN" else None
        slot = "fiscal_year" if word.base == "fiscal" else word.base
        grown.slots |= {slot}
        if slot not in point.slots:
            grown.offsets[slot] = ("publication", 0)
    return grown


def _numbered(text: str, at: int, point: Point, rank: int, *, follows: bool) -> tuple[Point, int] | None:
    found = NUMBERED.match(text, at)
    if found is None:
        return None
    slot = found.lastgroup or ""
    maker = _MAKERS[slot]
    if ORDER.get(slot, _FIGURE_RANK.get(slot, 0)) <= rank:
        return None
    if slot == "weekday" and rank < ORDER["day"]:
        return None
    grown = replace(point, end=found.end(), offsets=dict(point.offsets), slots=point.slots | {slot})
    if not maker(grown, found):
        return None
    if "clock" in grown.slots:
        _finish_clock(text, grown)
    return grown, max(ORDER[name] for name in grown.slots if name in ORDER)


_FIGURE_RANK = {"date": 0, "year_month": 0, "month_day": 2, "colon": 8}


def _year(point: Point, found: re.Match[str]) -> bool:
    digits = found["year_n"]
    point.year = _int(digits)
    point.year_digits = len(digits) if digits[0] in "0123456789" else (4 if point.year > 99 else 2)
    return point.year >= 0 and point.year_digits != 3


def _fiscal_year(point: Point, found: re.Match[str]) -> bool:
    digits = found["fiscal_n"]
    point.year = _int(digits)
    point.year_digits = 4 if point.year > 999 else 2
    return point.year > 0


def _month(point: Point, found: re.Match[str]) -> bool:
    point.month = _int(found["month_n"])
    return 1 <= point.month <= 12


def _months(point: Point, found: re.Match[str]) -> bool:
    first, last = _int(found["months_a"]), _int(found["months_b"])
    point.unit = f"{first}-{last}"
    point.slots |= {"quarter"}
    return 1 <= first <= 12 and 1 <= last <= 12


def _day(point: Point, found: re.Match[str]) -> bool:
    point.day = _int(found["day_n"])
    return 1 <= point.day <= 31


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
    point.hour = _int(found["h"])
    point.minute = 30 if found["half"] else _int(found["m"]) if found["m"] else None
    point.second = _int(found["s"]) if found["s"] else None
    # 一時 is "for a while" more often than one o'clock
    return 0 <= point.hour <= 29 and (found["h"] != "一" or point.daypart is not None)


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
        point.zone = _ZONES.get(zone["zone"], zone["zone"])
        point.end = zone.end()


def _decade(point: Point, found: re.Match[str]) -> bool:
    point.year = _int(found["decade_n"])
    point.year_digits = 4 if point.year > 99 else 2
    point.unit = "decade"
    return point.year % 10 == 0


def _century(point: Point, found: re.Match[str]) -> bool:
    point.year, point.unit = _int(found["century_n"]), "century"
    return 0 < point.year < 40


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
_OR_BEYOND = re.compile(r"(?:また|および|及び)は?(?:その|それ)(?P<side>以?前|以?[後降])")  # 2010年またはそれ以降


def _with_suffix(text: str, point: Point) -> Point:
    """The point with 以降, ごろ … taken in, and a following まで read as its modifier without being taken in."""
    length, mod = modifier_at(text, point.end, "point")
    if length:
        point.end, point.mod = point.end + length, mod
    elif (beyond := _OR_BEYOND.match(text, point.end)) is not None:
        point.end, point.mod = beyond.end(), "ON_OR_BEFORE" if "前" in beyond["side"] else "ON_OR_AFTER"
    elif (limit := _LIMIT.match(text, point.end)) is not None:
        point.mod = "ON_OR_AFTER" if limit[0] == "から" else "ON_OR_BEFORE"
    if point.part is not None and point.mod is None:
        point.mod = point.part
    return point
