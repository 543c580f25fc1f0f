"""Lengths as expressions: what stands before them (約, 過去, 今後), and the days that a window covers.

Belongs here: 約3年半, 過去80年, 今後2カ月, 2週間以内, ひと月. Does not belong here: how a length is written (``time_lengths``), times
that lie a length away (``time_offsets``).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from pipeline.extract.times.context import Reader, keep
from pipeline.extract.times.lengths import BEFORE_AFTER, Length, read_length, read_term
from pipeline.extract.times.offsets import read_offset
from pipeline.extract.times.resolution import Anchor, Resolved, same_day_shifted
from pipeline.extract.times.tense import tense_of
from pipeline.extract.times.words import words_at

_DIGITS = frozenset("0123456789")
_NUMERALS = _DIGITS | frozenset("〇零一二三四五六七八九十百千数半何")
_ABOUT = re.compile(r"の?[ ]?(?P<about>約|およそ|ほぼ)?[ ]?")  # 過去の約10年
_COORDINATE = re.compile(r"度(?:[0-9.]{1,6}分)?$")  # 東経139度29分14秒
_FULL_YEAR = re.compile(r"[12][0-9]{3} ?年")  # 2025年
_YEAR_THEN = re.compile(r"(?:[12][0-9]{3}|[0-9]{2}) ?年(?!間)")  # その後98年に
_EVENT_BEFORE = re.compile("[一-鿿ァ-ヶー](?<![直以])")
"""Before 前の this says that something else ends in 前."""
_WINDOWS = ("past", "future", "after")
"""What a prefix says of the side on which a window lies: 過去, 今後, その後."""


class _Prefix(NamedTuple):
    """What stands before a length: ``side`` is the lexicon's word for it, ``begin`` where the number begins."""

    side: str
    begin: int
    is_about: bool


def read_length_of_number(reader: Reader, at: int) -> int:
    """3年半, 24時間以内, 80年前, 懲役2年6月: a length that begins with its number."""
    term = read_term(reader.text, at)
    if term is not None:
        resolved = Resolved(term.value, None, None, "absolute")
        return keep(reader, at, term.end, "DURATION", term.value, None, "rule:prison_term", resolved=resolved)
    if reader.length_at(at) is None or _COORDINATE.search(reader.text, max(0, at - 9), at):
        return at
    if reader.text[at] not in _DIGITS and not reader.is_word(at, -1):
        return at  # 千年, 四日市
    return _read(reader, at, _Prefix("", at, False))


def read_length_with_prefix(reader: Reader, at: int) -> int:
    """約3年半, 過去80年, 今後数十年, 最長5年間: a length behind a word that limits it or says where it lies."""
    size, readings = words_at(reader.text, at)
    word = next((word for word in readings if word.slot == "duration_prefix"), None)
    gap = _ABOUT.match(reader.text, at + size)
    if word is None or gap is None or reader.text[gap.end() : gap.end() + 1] not in _NUMERALS:
        return at
    if at and reader.text.startswith("前の", at) and _EVENT_BEFORE.match(reader.text, at - 1):
        return at  # 発症前の2週間
    is_about = word.base == "APPROX" or (gap["about"] is not None and word.base in _WINDOWS)
    return _read(reader, at, _Prefix(word.base, gap.end(), is_about))


def read_length_in_words(reader: Reader, at: int) -> int:
    """ひと月, ふた月前: a length whose numeral is a word."""
    if not reader.text.startswith(("ひと月", "ふた月"), at):
        return at
    return _read(reader, at, _Prefix("", at, False))


def _read(reader: Reader, at: int, prefix: _Prefix) -> int:
    text, side = reader.text, prefix.side
    says_length = side in _WINDOWS or side == "APPROX"
    is_year = (_YEAR_THEN if side == "after" else _FULL_YEAR).match(text, prefix.begin) is not None
    written = reader.length_at(at) if prefix.begin == at else None
    length = read_length(text, prefix.begin, is_prefixed=says_length and not is_year, written=written)
    if length is None or (side == "after" and text.startswith("連続", length.end - 2)):
        return at
    mod = length.mod or ("APPROX" if prefix.is_about else side if side.startswith("EQUAL") else None)
    beside = BEFORE_AFTER.match(text, length.end)
    if beside is not None and side not in _WINDOWS:
        return read_offset(reader, at, length, beside, mod)
    if not side and length.mod == "EQUAL_OR_LESS" and _is_ahead(reader, at, length.end):
        side = "within"
    if side == "past" and mod is None:
        mod = "BEFORE"
    resolved = _window(length, side, reader.anchor)
    return keep(reader, at, length.end, "DURATION", length.value, mod, "rule:length", resolved=resolved)


_UNTIED = frozenset(("", "、", "。", "は", "が", "も", "「", "\n"))
"""What stands before a length that counts from nothing in its sentence."""


def _is_ahead(reader: Reader, at: int, end: int) -> bool:
    """Whether 2週間以内 counts from publication: nothing before says from what else, and the sentence is about what will be."""
    before = reader.text[at - 1 : at] if at else ""
    return before in _UNTIED and tense_of(reader.text, end) == "future"


def _window(length: Length, side: str, anchor: Anchor) -> Resolved:
    """The days that 過去80年 or 今後2カ月 covers, where publication is known to the day.

    >>> from pipeline.extract.times.lengths import read_length
    >>> day = dt.date(2025, 4, 8)
    >>> _window(read_length("2カ月", 0), "future", Anchor(day, day))[1:3]
    (datetime.date(2025, 4, 9), datetime.date(2025, 6, 8))
    """
    nothing = Resolved(length.value, None, None, "vague" if "X" in length.value else "absolute")
    day, unit = anchor.earliest, length.unit
    if side not in ("past", "future", "within") or not length.amount or unit[:1] == "T":
        return nothing
    if day is None or day != anchor.latest:
        return nothing
    try:
        far = same_day_shifted(day, -length.amount if side == "past" else length.amount, unit)
        first = day + dt.timedelta(days=1) if side == "future" else day
    except (ValueError, OverflowError):
        return nothing
    if side == "past":
        return Resolved(length.value, far, day, "from_publication")
    return Resolved(length.value, first, far, "from_publication")
