"""The grammar of time expressions: how calendar points are written, piece by piece.

A *point* is a chain of atoms, each in a slot, from the larger unit to the smaller, joined by nothing, の or a space:

    year → half, quarter, season, part of the year → month → part → week → day → weekday → part of the day → clock

``今年の4月8日午後3時`` is year, month, day, daypart, clock. Words that fill a slot stand in ``lexicons/time_words.csv``,
numbers with their unit in :data:`NUMBERED`. Belongs here: what is written. Does not belong here: which day is meant
(``time_resolution``) and how long something lasts (``time_lengths``).
"""

from __future__ import annotations

import re

from pipeline.extract.times.figures import read_english, read_era, read_figure
from pipeline.extract.times.point import ORDER, Point
from pipeline.extract.times.words import Word, modifier_at, words_at
from pipeline.read.eras import ERAS

JOINT = re.compile(r"の|[  ]|[、,][ ]?(?=[月火水木金土日]曜)")  # 今年の4月  12日、月曜日
RANGE_LINK = re.compile(r" ?(?:から|より|[~〜～–—―-])[ ]?")
"""Between the ends of a range: 3日から5日"""
_JOINT_STARTS = frozenset("の  、,")
_WESTERN = re.compile(r"(?:西暦|紀元(?P<bc>前)?)[ ]?")  # 西暦2021年  紀元前3世紀
_WESTERN_STARTS = frozenset("西紀")
_NUMBER_STARTS = frozenset("0123456789〇零一二三四五六七八九十千元第最次((")
_NUMBER_OR_WORD = frozenset("一十千元最次")  # 一昨日 is a word
_ERA_INITIALS = frozenset(era[0] for era in ERAS)
_ENGLISH_INITIALS = frozenset("JFMASOND")


def read_point(text: str, at: int, *, chained: bool = False) -> Point | None:
    """The calendar point that starts at ``at``, or none. ``chained``: words of ``follows`` may start it too.

    >>> point = read_point("今年の4月8日午後3時20分に", 0)
    >>> point.offsets, point.month, point.day, point.daypart, point.hour, point.minute, point.end
    ({'year': ('publication', 0)}, 4, 8, 'AF', 15, 20, 14)
    """
    point = Point(at, at)
    if text[at : at + 1] in _WESTERN_STARTS and (prefix := _WESTERN.match(text, at)) is not None:
        point.end, point.is_before_christ = prefix.end(), prefix["bc"] is not None
    rank = _take(text, point.end, point, -1, follows=chained)
    if rank is None:
        return None
    while (next_rank := _take(text, _behind_joint(text, point.end), point, rank, follows=True)) is not None:
        rank = next_rank
    return _with_suffix(text, point)


def _behind_joint(text: str, at: int) -> int:
    """Where the next piece begins: behind の, a space or a comma."""
    if text[at : at + 1] not in _JOINT_STARTS:
        return at
    joint = JOINT.match(text, at)
    return joint.end() if joint else at


def _take(text: str, at: int, point: Point, rank: int, *, follows: bool) -> int | None:
    """Take one more piece into the point; its rank, or none (and the point as it was) where no piece fits."""
    char = text[at : at + 1]
    if not char:
        return None
    if char in _NUMBER_STARTS:
        taken = read_figure(text, at, point, rank)
        if taken is not None or char not in _NUMBER_OR_WORD:
            return taken
    elif rank < 0:
        if char in _ERA_INITIALS and (era := read_era(text, at, point)) is not None:
            return era
        if char in _ENGLISH_INITIALS:
            return read_english(text, at, point)
    return _take_word(text, at, point, rank, follows=follows)


def _take_word(text: str, at: int, point: Point, rank: int, *, follows: bool) -> int | None:
    length, readings = words_at(text, at)
    for word in readings:
        slot_rank = ORDER.get(word.slot, -1)
        opens = _opens(text, at + length, word)
        is_half = rank == slot_rank and opens and word.value in _HALVES_OF_DAY  # 未明の午前3時
        if (slot_rank <= rank and not is_half) or (word.only == "follows" and not (follows or opens)):
            continue
        if word.slot == "season_name" and point.slots.isdisjoint(_YEARS) and not (opens and rank < 0):
            continue
        if word.slot == "holiday" and point.slots.isdisjoint(_YEARS):
            continue  # which day it is differs by year and country: 今年の独立記念日
        if word.slot == "half" and point.unit:
            continue
        if word.slot in _NAMED and (_GOES_ON.match(text, at + length) or point.month is not None):
            continue
        if word.slot == "part" and not _takes_part(point):
            continue
        if word.slot == "daypart" and not (point.takes_clock or is_half):
            continue
        if word.slot == "daypart" and length == 1 and _COMPOUND_OF_DAYPART.match(text, at):
            continue
        if word.slot == "clock" and not (point.takes_clock or "daypart" in point.slots):
            continue
        _fill(point, word, at + length)
        return slot_rank
    return None


_YEARS = frozenset(("year", "fiscal_year"))
_COMPOUND_OF_DAYPART = re.compile(
    r"朝(?:日(?!本|没)|鮮|刊|礼|食|市|廷|顔|練|ドラ)|昼(?:食|休み|間)|夕(?:刊|食|張|日|焼)|夜(?:行|勤|景|間|空|食|学|桜|祭)|晩(?:餐|ご飯|年)"
)
"""What begins like a part of the day behind a date and is none: 8日の朝刊, 8日の朝日新聞"""
_NAMED = frozenset(("named_day", "nth_day", "holiday"))
_HALVES_OF_DAY = frozenset(("MO", "AF"))
_GOES_ON = re.compile(r"[一-鿿ァ-ヶー](?<![前後以頃夜朝昼夕])")
"""Behind a named day this makes a compound of it: クリスマス商戦"""
CLOCK_BEHIND = re.compile(
    r"の?[ ]?(?:午[前後][ ]?)?(?:[0-9]{1,2}|[〇零一二三四五六七八九十]{1,3})(?:[ ]?時(?!間|点|代|期|価|短|速|給|差|効)|:[0-5][0-9])"
)
"""A clock time behind a part of the day: 朝6時, 夜の8時20分"""
DAYPART_OPENS = re.compile(rf"{CLOCK_BEHIND.pattern}|まで(?!も)|にかけて")
"""What behind a part of the day says that it is a time: 朝6時, 夜まで; 朝から says how a day was"""


SEASON_BEHIND = re.compile(r"以降|以来|ごろ|頃|から|まで(?!も)|にかけ")
"""What behind a season says that it is a time and not what it is like: 夏以降, 春ごろ"""


def _opens(text: str, end: int, word: Word) -> bool:
    """Whether a word that is no time alone opens one: 朝6時, 夏以降."""
    if word.slot == "daypart":
        return DAYPART_OPENS.match(text, end) is not None
    return word.slot == "season_name" and SEASON_BEHIND.match(text, end) is not None


_NO_PART = frozenset(("day", "weekday", "clock", "daypart"))


def _takes_part(point: Point) -> bool:
    """Whether 末, 半ば … may follow: behind a day or a clock they belong to something else."""
    return bool(point.slots) and point.slots.isdisjoint(_NO_PART)


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
    elif word.slot == "century":
        point.offsets["century"], point.unit = (word.base, int(word.value)), "century"
    elif word.slot == "named_day":
        point.month, point.day = (int(part) for part in word.value.split("-"))
        point.slots |= {"month", "day"}
    elif word.slot == "nth_day":
        point.month, point.nth, point.weekday = (int(part) for part in word.value.split("-"))
        point.slots |= {"month", "nth_weekday"}
    elif word.slot == "holiday":
        point.month = int(word.value) if word.value else None
    elif word.slot == "clock":
        point.hour = int(word.value)
    elif word.slot == "part_word":
        point.part = word.value if word.value != "WITHIN" else None
        slot = "fiscal_year" if word.base == "fiscal" else word.base
        point.slots.add(slot)
        if slot not in had:
            point.offsets[slot] = ("publication", 0)
    else:
        setattr(point, _FIELD_OF_WORD[word.slot], word.value)


_FIELD_OF_WORD = {"season_name": "unit", "half": "unit", "daypart": "daypart", "part": "part"}


_LIMIT = re.compile(r"まで(?:に)?|から")  # 8日までに
_SIDE_OF_CLOCK = re.compile(
    r"(?P<late>過ぎ|すぎ|の?後(?![半期退任続方ろ]))|(?:の直)?(?P<soon>前)(?!後|半|日|夜|年|に?進)"
)  # 午後3時すぎ
_SIDE_OF_DAY = re.compile(
    r"の?(?:(?P<late>後)(?!半|期|退|続|任|継)|(?P<soon>前)(?!後|半|期|進|年|日|提|任|回))"
)  # 2018年1月8日前
_SIDE_OF_YEAR = re.compile(
    r"(?:の(?=[前後][、。にはもでま\n]))?(?:(?P<late>後)|(?P<soon>前))(?=[、。,にはもでをがのま\n 」』))]|から|$)"
)
"""A year's 前 or 後 begins another word more often: 2016年の前回大会, 2021年の後任"""
_OR_BEYOND = re.compile(r"(?:また|および|及び)は?(?:その|それ)(?P<side>以?前|以?[後降])")  # 2010年またはそれ以降


_WITHIN = re.compile(r"中(?=に|の|は|も|[、。」\n]|$)")  # 今月中に
_SPANS = frozenset(("day", "week", "month", "year", "fiscal_year"))
_MOD_OF_PART = {"H1": "START", "H2": "END"}


def _with_suffix(text: str, point: Point) -> Point:
    """The point with 以降, ごろ … taken in, and a following まで read as its modifier without being taken in."""
    if point.day is not None:
        point.part = None  # 週明けの14日
    length, mod = modifier_at(text, point.end, "point")
    if length:
        point.end, point.mod = point.end + length, mod
    elif text.startswith("中", point.end) and _WITHIN.match(text, point.end) and not point.slots.isdisjoint(_SPANS):
        point.end += 1
    elif (beyond := _OR_BEYOND.match(text, point.end)) is not None:
        point.end, point.mod = beyond.end(), "ON_OR_BEFORE" if "前" in beyond["side"] else "ON_OR_AFTER"
    elif (side := _side_at(text, point)) is not None:
        point.end, point.mod = side.end(), "AFTER" if side["late"] else "BEFORE"
    elif (limit := _LIMIT.match(text, point.end)) is not None:
        point.mod = "ON_OR_AFTER" if limit[0] == "から" else "ON_OR_BEFORE"
    if point.part is not None and point.mod is None:
        point.mod = _MOD_OF_PART.get(point.part, point.part)
    return point


def _side_at(text: str, point: Point) -> re.Match[str] | None:
    """すぎ or 前 behind a clock time, 前 or 後 behind a date with its year."""
    if point.slots & {"clock", "colon"}:
        return _SIDE_OF_CLOCK.match(text, point.end)
    if "month_day" in point.slots or (
        point.year is not None and point.year_digits == 4 and not point.unit and "fiscal_year" not in point.slots
    ):
        return (_SIDE_OF_DAY if point.day is not None else _SIDE_OF_YEAR).match(text, point.end)
    return None
