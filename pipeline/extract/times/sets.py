"""Recurrences (TIMEX3 SET): 毎週月曜日, 隔月, 年2回, 週3日, 4年に1度, 2日おき.

Belongs here: how recurrences are written and their period. Does not belong here: lengths (``time_lengths``), points.
"""

from __future__ import annotations

import re

from pipeline.extract.times.context import Reader, keep
from pipeline.extract.times.grammar import RANGE_LINK, read_point
from pipeline.extract.times.lengths import EVERY, RATE, RATE_DAYS, UNIT_OF_RATE, read_length
from pipeline.extract.times.resolution import Anchor, resolve
from pipeline.extract.times.words import words_at

_NAMED_SET = re.compile(r"毎日(?:新聞|放送|(?:[ ]|\.)?[A-Za-z])")
"""Names that begin like a recurrence: 毎日新聞"""
_NOT_BEFORE_RATE = frozenset("0123456789〇一二三四五六七八九十数今昨来先毎前翌同半元か")
"""Before 年 or 月 this says that it ends something else: 2025年2回, 今月2回"""
_NOTHING: frozenset[str] = frozenset()
_ON_WHICH = {
    "P1D": frozenset(("daypart", "clock")),
    "P1W": frozenset(("weekday", "daypart", "clock")),
    "P1M": frozenset(("day", "nth_weekday", "nth_week", "weekday", "daypart", "clock")),
    "P1Y": frozenset(("month", "day")),
}
"""What may say when in its period something recurs: 毎週月曜日, 毎月10日, 毎年12月"""


def read_every(reader: Reader, at: int) -> int:
    """4年に1度, 2日おき, 10分ごと: the period is a length."""
    text = reader.text
    written = reader.length_at(at)
    every = EVERY.match(text, written.end()) if written else None
    length = read_length(text, at, is_prefixed=True) if every else None
    if length is None or every is None or (every["times"] and text.startswith("年", at + 4)):
        return at
    return keep(reader, at, every.end(), "SET", length.value, None, "rule:every_length")


def read_rate(reader: Reader, at: int) -> int:
    """年2回, 月に3度, 週3日, 週40時間: so often, or so much, in each period."""
    text = reader.text
    if text[at] not in "年月週":
        return at
    rate = RATE.match(text, at) or RATE_DAYS.match(text, at)
    if rate is None:
        return at
    before = text[at - 1 : at]
    if before and (before in _NOT_BEFORE_RATE or (text.startswith("月に", at) and before in "ヶカケ")):
        return at
    value = UNIT_OF_RATE.get(rate.groupdict().get("unit") or "週", "P1W")
    return keep(reader, at, rate.end(), "SET", value, None, "rule:rate")


def read_recurrence(reader: Reader, at: int) -> int:
    """毎週月曜日, 毎月10日, 隔年: a word of recurrence, and when in its period."""
    text = reader.text
    size, readings = words_at(text, at)
    word = next((word for word in readings if word.slot == "set"), None)
    end = at + size
    if word is None or not reader.is_word(at, end) or _NAMED_SET.match(text, at):
        return at
    value = word.base
    if value.startswith("PT") and text[end : end + 1].isdigit():
        return at  # 毎秒23メートル
    point = read_point(text, end + 1 if text.startswith("の", end) else end, chained=True)
    if point is not None and point.slots <= _ON_WHICH.get(value, _NOTHING) and not RANGE_LINK.match(text, point.end):
        end = point.end
        if point.slots <= {"daypart", "clock"}:
            value = f"XXXX-XX-XX{resolve(point, Anchor()).value}"
        elif point.nth is None:
            value = resolve(point, Anchor()).value
    return keep(reader, at, end, "SET", value, None, "lexicon:time_words")
