"""Pieces of a calendar point that are written as numbers: 2025年, 令和7年, 4月, 第3週, 2025/4/8, 午後3時20分, 10:33 JST.

Belongs here: one named pattern a piece, with an example, and what it puts into the point. Does not belong here: pieces
that are words (``lexicons/time_words.csv``) and how pieces chain (``time_grammar``).
"""

from __future__ import annotations

import re

from pipeline.extract.numbers.numerals import DIGIT_CHARS, read_number
from pipeline.extract.times.point import ORDER, Point
from pipeline.read.eras import ERAS

_INT = r"[0-9]{1,2}|[〇一二三四五六七八九十]{1,3}"
_ERA = "|".join(ERAS)
_DAY_NAMED = r"同時多発|テロ|事件|震災|大震災|大地震|地震|ショック|衝突|攻撃|クーデター|事変|政変|革命|水害|豪雨"
"""What a day in figures names: 2・26事件"""
NUMBERED = re.compile(
    rf"""
    (?P<day>(?P<day_n>{_INT})[ ]?日(?!間|目|本|程|数|系|銀|米|中韓|ごと))                            # 8日
  | (?P<month>(?P<month_n>{_INT})[ ]?月(?!間|光|面|食|謝|給|例|期|中間期))                                  # 12月
  | (?P<year_aside>(?P<aside_n>(?:1[0-9]|20)[0-9]{{2}})[ ]?[((](?:{_ERA})[ ]?(?:元|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})年?[))][ ]?年(?!間|度|代))        # 1951(昭和26)年
  | (?P<year>(?P<year_n>[0-9]{{1,4}}|[一二][〇零一二三四五六七八九]{{3}}|[一二]?千[一二三四五六七八九十百]+|元|{_INT})[ ]?年(?!間|目|輩|生(?!まれ)|齢|層|俸|収|金|号|度|代))  # 2025年
  | (?P<clock>(?P<h>[0-9]{{1,2}}|[〇零一二三四五六七八九十]{{1,3}})[ ]?時(?!間|点|代|期|価|短|速|給|差|効)
        (?:[ ]?(?P<half>半)(?:[ ]?(?P<half_s>{_INT})[ ]?秒)?|[ ]?(?P<m>{_INT})[ ]?分(?!の[0-9一二三四五六七八九十]|間)(?:[ ]?(?P<s>{_INT})[ ]?秒)?)?)         # 午後3時20分
  | (?P<date>(?P<date_y>[12][0-9]{{3}})(?P<sep>[/.・-])(?P<date_m>1[0-2]|0?[1-9])
        (?:(?P=sep)(?P<date_d>3[01]|[12][0-9]|0?[1-9]))(?![0-9]|[/.][0-9]|-(?!(?:19|20)[0-9]{{2}}[/.])[0-9]))            # 2025/4/8  2025-04-08
  | (?P<day_first>(?:(?P<df_d>3[01]|2[0-9]|1[3-9])/(?P<df_m>1[0-2]|0?[1-9])|(?P<mf_m>1[0-2]|0?[1-9])/(?P<mf_d>3[01]|2[0-9]|1[3-9]))
        /(?P<df_y>(?:19|20)[0-9]{{2}})(?![0-9/])|(?<![^\n])(?P<lone_d>3[01]|2[0-9]|1[3-9])/(?P<lone_m>1[0-2]|0?[1-9])(?![^\n]))                                           # 29/2/2020  2/29/2020, and 29/2 alone in its line
  | (?P<year_month>(?P<ym_y>(?:19|20)[0-9]{{2}})/(?P<ym_m>1[0-2]|0?[1-9])(?![0-9/]))     # 2025/12
  | (?P<month_day>(?P<md_m>1[0-2]|0?[1-9])(?:/(?P<md_d>3[01]|[12][0-9]|0?[1-9])
        (?=[((][月火水木金土日]|から|まで|以降|付|発売|公開|開催|開幕|配信|放送|締|時点|現在)                     # 4/8(火)  12/8から
      |・(?P<dot_d>3[01]|[12][0-9]|0?[1-9])(?=$|[\n」』]|の?(?:{_DAY_NAMED})|以[降来後]|直?[後前](?![半期]))))                     # 12・8  3・11後
  | (?P<colon>(?P<c_h>2[0-4]|[01]?[0-9])[:](?P<c_m>[0-5][0-9])(?::(?P<c_s>[0-5][0-9])(?:\.[0-9]+)?)?(?![0-9:])) # 10:33:16
  | (?P<decade>(?P<decade_n>(?:[0-9]{{2}})?[0-9]0|[一二][〇一二三四五六七八九]{{2}}〇)[ ]?年代)           # 90年代
  | (?P<century>(?P<century_n>{_INT})[ ]?世紀)                                              # 21世紀
  | (?P<quarter>第?(?P<quarter_n>[1-4一二三四])[ ]?四半期)                                      # 第3四半期
  | (?P<term>(?P<term_n>{_INT})[ ]?月(?:期(?P<mid>中間)?|(?P<mid_term>中間期)))                   # 2026年3月期  9月中間期
  | (?P<months>(?P<months_a>{_INT})(?:[~〜–—―-]|月?から)(?P<months_b>{_INT})月期)                         # 4~6月期
  | (?P<fiscal_year>(?P<fiscal_n>[12][0-9]{{3}}|[0-9]{{2}}|[一二][〇一二三四五六七八九]{{3}}|[元一二三四五六七八九十]{{1,3}})[ ]?年度)  # 2021年度
  | (?P<nth_week>(?:第[ ]?(?P<week_n>[1-6一二三四五六])|最(?:初|後)の|最終)[ ]?週(?!連続|間))             # 第3週  最終週
  | (?P<nth_weekday>(?:第[ ]?(?P<nth_n>[1-5一二三四五])|最(?:後の|終))[ ]?(?P<nth_w>[月火水木金土日])曜日?)    # 第2火曜日  最終月曜日
  | (?P<next_weekday>次の(?P<next_w>[月火水木金土日])曜日?)                                            # 次の金曜日
  | (?P<weekday>[((][ ]?(?P<weekday_n>[月火水木金土日])(?:曜日?)?(?:[・、]?祝日?)?[ ]?[))])                   # (木)
    """,
    re.VERBOSE,
)
"""Numbers with the unit that makes them a piece of a calendar point, and dates in figures."""

ERA_YEAR = re.compile(
    rf"(?P<era>{_ERA})[ ]?(?P<n>元|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[ ]?(?:[((][0-9]{{4}}年?[))])?年(?P<fiscal>度|(?P<ten>代))?(?!間)"
)
"""令和7年  平成元年度  昭和40年代"""
ERA_DATE = re.compile(
    rf"(?P<era>{_ERA})[ ]?(?P<n>元|[0-9]{{1,2}})(?P<sep>[/.・-])(?P<m>1[0-2]|0?[1-9])"
    r"(?:(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9]))?(?![0-9]|[/.・-][0-9])"
)
"""令和7.4.8  平成30/4"""
_MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
ENGLISH_MONTHS = {name[:3]: number for number, name in enumerate(_MONTH_NAMES.split("|"), 1)}
"""First three letters of the English months -> number."""
ENGLISH_DATE = re.compile(
    rf"(?P<name>{_MONTH_NAMES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?[ ]?"
    r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?,?[ ]?(?P<y>(?:19|20)[0-9]{2})(?![0-9])"
)
"""A date as an English source is cited: October 21, 2005"""
_ZONE = r"(?P<zone>JST|日本時間|(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|Z(?![A-Za-z])|(?<=:[0-9]{2}:[0-9]{2})[+-](?:0[0-9]|1[0-4]):?[0-5][0-9](?![0-9:]))"
ZONE = re.compile(rf"[ ]?(?:[((]{_ZONE}[))]|{_ZONE.replace('<zone>', '<bare>')})")
"""The time zone behind a clock time: 10:33 JST, 午後3時(UTC+9)"""
_NAMED_ZONES = {
    "日本時間": "+09:00",
    "韓国時間": "+09:00",
    "中国時間": "+08:00",
    "北京時間": "+08:00",
    "台湾時間": "+08:00",
    "インド時間": "+05:30",
    "モスクワ時間": "+03:00",
    "協定世界時": "Z",
    "世界標準時": "Z",
    "グリニッジ標準時": "Z",
    "グリニッジ時間": "Z",
}
"""Zones without summer time, by the name that stands before a clock time; 現地時間 and 米東部時間 name no fixed one."""
_ZONE_BEFORE = re.compile(rf"(?P<name>{'|'.join(_NAMED_ZONES)})(?:の|で)?[、 ]?$")  # 日本時間8日午後3時
_WEEKDAYS = {char: number for number, char in enumerate("月火水木金土日", 1)}
_AM = re.compile(r"[ ]?(?P<ampm>[aApP])\.?[mM]\.?(?![A-Za-z])")  # 11:10AM
_ZONES = {"JST": "+09:00", "日本時間": "+09:00", "GMT": "Z", "UTC": "Z", "Z": "Z"}


def read_int(text: str) -> int:
    """Value of a small numeral, 元 as 1, -1 where it is none."""
    if text == "元":
        return 1
    if text[0] in DIGIT_CHARS:
        return int(text)
    value = read_number(text)
    return int(value) if value is not None else -1


_AFTER = {"year_aside": 0, "date": 5, "day_first": 5, "year_month": 2, "month_day": 5, "colon": 8, "term": 0}
"""Rank reached by a date in figures, which fills several slots at once, and by a business year, which quarters follow."""
_BEFORE = {"date": 0, "day_first": 0, "year_month": 0, "month_day": 2, "colon": 8, "term": 1}


def read_figure(text: str, at: int, point: Point, rank: int) -> int | None:
    """Take the number with its unit that stands at ``at`` into the point; the rank reached, or none where none fits.

    >>> point = Point(0, 0)
    >>> read_figure("第3週に", 0, point, ORDER["month"]) is None, read_figure("4月の", 0, point, -1), point.month
    (True, 2, 4)
    """
    found = NUMBERED.match(text, at)
    if found is None:
        return None
    slot = found.lastgroup or ""
    if ORDER.get(slot, _BEFORE.get(slot, 0)) <= rank:
        return None
    if slot == "weekday" and rank < ORDER["day"]:
        return None
    if slot in ("clock", "colon") and "daypart" not in point.slots and not point.takes_clock:
        return None
    if not _MAKERS[slot](point, found):
        return None
    point.end = found.end()
    point.slots.add(slot)
    if "clock" in point.slots:
        _finish_clock(text, point)
    return _AFTER[slot] if slot in _AFTER else ORDER[slot]


def read_era(text: str, at: int, point: Point) -> int | None:
    """Take the year of an era, or a date of one in figures, into the point; the rank reached, or none.

    >>> point = Point(0, 0)
    >>> read_era("令和7.4.8付", 0, point), point.year, point.month, point.day
    (5, 2025, 4, 8)
    """
    figures = ERA_DATE.match(text, at)
    if figures is not None:
        point.month, point.day = int(figures["m"]), int(figures["d"]) if figures["d"] else None
        point.slots |= {"year", "month", "day"} if figures["d"] else {"year", "month"}
        point.year, point.end = ERAS[figures["era"]] + read_int(figures["n"]) - 1, figures.end()
        point.method = "rule:date_in_figures"
        return ORDER["day"] if figures["d"] else ORDER["month"]
    written = ERA_YEAR.match(text, at)
    if written is None:
        return None
    is_decade = written["ten"] is not None
    if is_decade:
        point.unit = "era_decade"
    point.slots.add("fiscal_year" if written["fiscal"] and not is_decade else "year")
    point.year, point.end = ERAS[written["era"]] + read_int(written["n"]) - 1, written.end()
    point.method = "rule:era_year"
    return ORDER["year"]


def read_english(text: str, at: int, point: Point) -> int | None:
    """Take a date such as ``October 21, 2005`` into the point; the rank reached, or none.

    >>> point = Point(0, 0)
    >>> read_english("Oct. 21, 2005.", 0, point), point.year, point.month, point.day
    (5, 2005, 10, 21)
    """
    found = ENGLISH_DATE.match(text, at)
    if found is None:
        return None
    point.year, point.month, point.day = int(found["y"]), ENGLISH_MONTHS[found["name"][:3]], int(found["d"])
    point.slots |= {"year", "month", "day"}
    point.end, point.method = found.end(), "rule:date_in_figures"
    return ORDER["day"]


def _year(point: Point, found: re.Match[str]) -> bool:
    digits = found["year_n"]
    year = read_int(digits)
    length = len(digits) if digits[0] in "0123456789" else (4 if year > 99 else 2)
    if year < 0 or (length == 3 and not point.is_before_christ):
        return False
    point.year, point.year_digits = year, length
    return True


def _year_aside(point: Point, found: re.Match[str]) -> bool:
    point.year = int(found["aside_n"])
    point.slots.add("year")
    return True


def _fiscal_year(point: Point, found: re.Match[str]) -> bool:
    year = read_int(found["fiscal_n"])
    if year <= 0:
        return False
    point.year, point.year_digits = year, 4 if year > 999 else 2
    return True


def _month(point: Point, found: re.Match[str]) -> bool:
    month = read_int(found["month_n"])
    if not 1 <= month <= 12:
        return False
    point.month = month
    return True


def _months(point: Point, found: re.Match[str]) -> bool:
    first, last = read_int(found["months_a"]), read_int(found["months_b"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return False
    point.unit = f"{first}-{last}"
    point.slots.add("quarter")
    return True


def _term(point: Point, found: re.Match[str]) -> bool:
    month = read_int(found["term_n"])
    if not 1 <= month <= 12:
        return False
    if found["mid"] or found["mid_term"]:
        point.term, point.unit = month, "mid"
    elif month % 3 == 1 and not point.slots & {"year", "fiscal_year"}:
        point.unit = f"{month}-{month + 2}"  # broadcasters count quarters so: 4月期のドラマ
        point.slots.add("months")
    else:
        point.term = month
    return True


def _day(point: Point, found: re.Match[str]) -> bool:
    day = read_int(found["day_n"])
    if not 1 <= day <= 31:
        return False
    point.day = day
    return True


def _date(point: Point, found: re.Match[str]) -> bool:
    point.year, point.month, point.day = int(found["date_y"]), int(found["date_m"]), int(found["date_d"])
    point.slots |= {"year", "month", "day"}
    point.method = "rule:date_in_figures"
    return True


def _day_first(point: Point, found: re.Match[str]) -> bool:
    """A date as abroad, where only one order makes sense: a number over 12 is the day."""
    point.method = "rule:date_in_figures"
    if found["lone_d"]:
        point.month, point.day = int(found["lone_m"]), int(found["lone_d"])
        point.slots |= {"month", "day"}
        return True
    point.year, point.month = int(found["df_y"]), int(found["df_m"] or found["mf_m"])
    point.day = int(found["df_d"] or found["mf_d"])
    point.slots |= {"year", "month", "day"}
    return True


def _year_month(point: Point, found: re.Match[str]) -> bool:
    point.year, point.month = int(found["ym_y"]), int(found["ym_m"])
    point.slots |= {"year", "month"}
    point.method = "rule:date_in_figures"
    return True


_CLOSES = frozenset(("", "\n", "「", "」", "『", "』"))
"""What a day in figures with a dot stands between where nothing else says that it is one: 「12・8」"""


def _is_no_day(found: re.Match[str]) -> bool:
    """Whether 6・8 is a magnitude, a score or a list rather than a day: M6・8』, 2・3."""
    text, at, end = found.string, found.start(), found.end()
    if text[end : end + 1] not in _CLOSES:
        return False
    return text[at - 1 : at] not in _CLOSES or int(found["dot_d"]) == int(found["md_m"]) + 1


def _month_day(point: Point, found: re.Match[str]) -> bool:
    if found["dot_d"] and _is_no_day(found):
        return False
    point.month, point.day = int(found["md_m"]), int(found["md_d"] or found["dot_d"])
    point.slots |= {"month", "day"}
    point.method = "rule:date_in_figures"
    return True


def _colon(point: Point, found: re.Match[str]) -> bool:
    point.hour, point.minute = int(found["c_h"]), int(found["c_m"])
    point.second = int(found["c_s"]) if found["c_s"] else None
    point.slots |= {"clock"}
    return True


def _clock(point: Point, found: re.Match[str]) -> bool:
    hour = read_int(found["h"])
    if not 0 <= hour <= 29 or (found["h"] == "一" and point.daypart is None):
        return False  # 一時 is "for a while" more often than one o'clock
    minute = 30 if found["half"] else read_int(found["m"]) if found["m"] else None
    second = found["s"] or found["half_s"]
    if (minute or 0) > 59 or (second and read_int(second) > 60):
        return False  # 25時61分 is no clock; a leap second is the sixtieth
    point.hour, point.minute = hour, minute
    point.second = read_int(second) if second else None
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
    if zone is None:
        named = _ZONE_BEFORE.search(text, max(0, point.start - 12), point.start)
        point.zone = _NAMED_ZONES[named["name"]] if named else None
    else:
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
    year = read_int(found["decade_n"])
    if year % 10:
        return False
    point.year, point.year_digits, point.unit = year, 4 if year > 99 else 2, "decade"
    return True


def _century(point: Point, found: re.Match[str]) -> bool:
    century = read_int(found["century_n"])
    if not 0 < century < 40:
        return False
    point.year, point.unit = century, "century"
    return True


def _quarter(point: Point, found: re.Match[str]) -> bool:
    point.unit = f"Q{read_int(found['quarter_n'])}"
    return True


def _nth_week(point: Point, found: re.Match[str]) -> bool:
    """第3週 belongs to a month or a year; alone it may be a week of anything."""
    written = found["week_n"]
    point.nth = read_int(written) if written else (1 if "初" in found[0] else -1)
    return bool(point.slots & {"month", "months", "year"})


def _nth_weekday(point: Point, found: re.Match[str]) -> bool:
    point.nth, point.weekday = read_int(found["nth_n"]) if found["nth_n"] else -1, _WEEKDAYS[found["nth_w"]]
    return True


def _next_weekday(point: Point, found: re.Match[str]) -> bool:
    point.weekday = _WEEKDAYS[found["next_w"]]
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
    "term": _term,
    "fiscal_year": _fiscal_year,
    "year": _year,
    "year_aside": _year_aside,
    "day_first": _day_first,
    "next_weekday": _next_weekday,
    "nth_week": _nth_week,
    "nth_weekday": _nth_weekday,
    "month": _month,
    "day": _day,
    "clock": _clock,
    "weekday": _weekday,
}
