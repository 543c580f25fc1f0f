"""The constructions of time expressions, in the order they are tried where one may begin.

Each reader takes the text at an offset and returns where its expression ends, or the offset itself where nothing of its
kind begins. Belongs here: which construction it is, and what of the article it is resolved with. Does not belong here:
how points and lengths are written (``time_grammar``, ``time_lengths``), the calendar (``time_resolution``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.extract.time_context import Reader, Time, keep, opened, remember, resolve_point
from pipeline.extract.time_grammar import read_point
from pipeline.extract.time_point import ORDER, Point
from pipeline.extract.time_lengths import (
    BEFORE_AFTER,
    EVERY,
    LENGTH,
    RATE,
    RATE_DAYS,
    UNIT_OF_RATE,
    Length,
    read_length,
)
from pipeline.extract.time_offsets import EVENTS, read_offset
from pipeline.extract.time_resolution import (
    Anchor,
    Resolved,
    resolve,
    same_day_shifted,
)
from pipeline.extract.time_words import Word, words_at

_LINK = re.compile(r" ?(?:から|より|[~〜～–—―-])[ ]?")
"""Between the ends of a range: 3日から5日"""
_RANGE_END = re.compile(r"まで(?!も)(?:の間)?|の間(?!に?[はで])|にかけて")
"""What closes a range: 3日から5日まで"""
_LIST_OF_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,4})[ ]?(?P<link>[~〜～–—―-]|から|・|、|,)[ ]?(?P<b>[0-9]{1,4})[ ]?(?P<unit>年度|年(?!間)|月(?!期|間)|日(?!間|目)|時(?!間))"
)
"""A range or list that names its unit once: 1950~53年, 1・2月, 10~12日"""
_EDGE_OF_EVENT = re.compile(
    r"(?P<edge>直後|直前|冒頭|後(?!半|期|方|ろ|援|任|継|続|退|輩|世|藤|押|手|々|ずさり|回し)|前(?!後|半|期|年|日|進|提|線|述|向|倒|面|橋|田|川|任|職|代|例|者|科|文|売))"
)
"""Before or after an event: 会談後, 事故直後, 会談冒頭"""
_DURATION_PREFIX_GAP = re.compile(r"の?[ ]?(?:約|およそ|ほぼ)?[ ]?")  # 過去の約10年
_NOT_NUMBER_BEFORE = re.compile(r"[A-Za-z0-9.,$€£¥/:+*#=_-]")


def read(reader: Reader, at: int) -> int:
    """Read what begins at ``at``; the offset where it ends, or ``at`` where nothing does."""
    text = reader.text
    is_number = _begins_number(text, at)
    if (
        is_number
        and at
        and (text[at] in "0123456789" and _NOT_NUMBER_BEFORE.match(text, at - 1) and not _opens(text, at))
    ):
        return at
    if (
        is_number
        and at
        and text[at] not in "0123456789"
        and text[at - 1] in "0123456789〇零一二三四五六七八九十百千数第何万"
    ):
        return at
    for construction in _AT_NUMBER if is_number else _AT_WORD:
        end = construction(reader, at)
        if end > at:
            return end
    return at


def _begins_number(text: str, at: int) -> bool:
    return text[at] in "0123456789〇零一二三四五六七八九十百千数半何第元"


def _opens(text: str, at: int) -> bool:
    """Whether the sign before a number is a dash or slash between words rather than part of the number."""
    return text[at - 1] in "/-:,." and (at < 2 or ord(text[at - 2]) > 0x2FF or text[at - 2] in " )\n")


_NAMED_SET = re.compile(r"毎日(?:新聞|放送|jp)")
"""Names that begin like a recurrence: 毎日新聞"""


def _set(reader: Reader, at: int) -> int:
    """毎週月曜日, 年2回, 週3日, 4年に1度, 2日おき."""
    text = reader.text
    if _begins_number(text, at):
        written = LENGTH.match(text, at)
        every = EVERY.match(text, written.end()) if written else None
        length = read_length(text, at, is_prefixed=True) if every else None
        if length is None or every is None or (every["times"] and text.startswith("年", at + 4)):
            return at
        return keep(reader, at, every.end(), "SET", length.value, None, "rule:every_length")
    rate = (RATE.match(text, at) or RATE_DAYS.match(text, at)) if text[at] in "年月週" else None
    if rate is not None:
        before = text[at - 1 : at]
        if before and (
            before in "0123456789〇一二三四五六七八九十数今昨来先毎前翌同半元か"
            or (text.startswith("月に", at) and before in "ヶカケ")
        ):
            return at
        value = UNIT_OF_RATE.get(rate.groupdict().get("unit") or "週", "P1W")
        return keep(reader, at, rate.end(), "SET", value, None, "rule:rate")
    size, readings = words_at(text, at)
    word = next((word for word in readings if word.slot == "set"), None)
    if (
        word is None
        or not reader.is_word(at, at + size)
        or _NAMED_SET.match(text, at)
        or text[at + size : at + size + 1].isdigit()
    ):
        return at
    end, value = at + size, word.base
    joint = end + 1 if text.startswith("の", end) else end
    point = read_point(text, joint, chained=True)
    if (
        point is not None
        and point.slots <= {"weekday", "daypart", "clock", "day"}
        and word.base in ("P1W", "P1D", "P1M")
    ):
        resolved = resolve(point, Anchor())
        end, value = point.end, resolved.value
        if point.slots <= {"daypart", "clock"}:
            value = f"XXXX-XX-XX{value}"
    return keep(reader, at, end, "SET", value, None, "lexicon:time_words")


def _length(reader: Reader, at: int) -> int:
    """約3年半, 過去80年, 80年前, 24時間以内, 今後数十年."""
    text = reader.text
    side, begin = "", at
    is_number = _begins_number(text, at)
    if not is_number:
        size, readings = words_at(text, at)
        prefix = next((word for word in readings if word.slot == "duration_prefix"), None)
        if prefix is None:
            return at
        side = prefix.base
        gap = _DURATION_PREFIX_GAP.match(text, at + size)
        begin = gap.end() if gap else at + size
        if gap and gap[0].strip("の ") and side in ("past", "future", "after"):
            side += " APPROX"
    if begin >= len(text) or text[begin] not in "0123456789〇零一二三四五六七八九十百千数半何":
        return at
    if is_number and not _number_is_word(reader, at):
        return at
    named = side in ("past", "future", "APPROX", "past APPROX", "future APPROX", "after", "after APPROX")
    length = read_length(text, begin, is_prefixed=named and not _names_year(text, begin))
    if length is None or (side == "after" and text.startswith("連続", length.end - 2)):
        return at
    mod = length.mod or ("APPROX" if "APPROX" in side else side if side.startswith("EQUAL") else None)
    beside = BEFORE_AFTER.match(text, length.end)
    if beside is not None and not side.startswith(("past", "future", "after")):
        return read_offset(reader, at, length, beside, mod)
    resolved = _window(length, side, reader.anchor)
    if side.startswith("past") and mod is None:
        mod = "BEFORE"
    return keep(reader, at, length.end, "DURATION", length.value, mod, "rule:length", resolved=resolved)


_FULL_YEAR = re.compile(r"[12][0-9]{3} ?年")  # 2025年


def _names_year(text: str, at: int) -> bool:
    """Whether a year written in full begins here: 約2025年 is no length."""
    return _FULL_YEAR.match(text, at) is not None


def _number_is_word(reader: Reader, at: int) -> bool:
    """Kanji numerals hide in names (四日市, 千年): they count where a word begins."""
    return reader.text[at] in "0123456789" or reader.is_word(at, -1)


def _window(length: Length, side: str, anchor: Anchor) -> Resolved:
    """The days that 過去80年 or 今後2カ月 covers, where publication is known to the day."""
    vague = "X" in length.value
    nothing = Resolved(length.value, None, None, "vague" if vague else "absolute")
    if not side.startswith(("past", "future")) or length.amount is None or anchor.earliest is None:
        return nothing
    if anchor.earliest != anchor.latest or length.unit[:1] == "T":
        return nothing
    day, unit = anchor.earliest, length.unit
    try:
        if side.startswith("past"):
            return Resolved(length.value, same_day_shifted(day, -length.amount, unit), day, "from_publication")
        return Resolved(
            length.value, day + dt.timedelta(days=1), same_day_shifted(day, length.amount, unit), "from_publication"
        )
    except (ValueError, OverflowError):
        return nothing


def _list(reader: Reader, at: int) -> int:
    """1950~53年, 1・2月, 10~12日: a range or list whose unit stands at its end."""
    if not _begins_number(reader.text, at) or (found := _LIST_OF_NUMBERS.match(reader.text, at)) is None:
        return at
    text, unit = reader.text, found["unit"]
    if unit == "年" and (len(found["a"]) < 2 or len(found["a"]) == 3):
        return at
    first = read_point(f"{found['a']}{unit}", 0)
    second_start = found.start("b")
    last = read_point(text, second_start)
    if first is None or last is None or not first.slots <= last.slots:
        return at
    if unit == "年" and len(found["a"]) == 4 and last.year_digits == 2:
        last.year, last.year_digits = int(found["a"][:2] + found["b"]), 4
    first.start, first.end = at, found.start("link")
    return _range(reader, replace(first), last, last.end)


def _range_or_point(reader: Reader, at: int) -> int:
    """2025年12月8日午後3時, 昨年末, 3日から5日まで."""
    text = reader.text
    if _begins_number(text, at) and not _number_is_word(reader, at):
        return at
    point = read_point(text, at)
    if point is None or not _stands(reader, point):
        return at
    link = _LINK.match(text, point.end)
    if link is not None and point.mod in (None, "ON_OR_AFTER", point.part):
        last = read_point(text, link.end(), chained=True)
        if last is not None and last.slots & {
            "year",
            "month",
            "day",
            "weekday",
            "clock",
            "colon",
            "fiscal_year",
            "decade",
            "daypart",
        }:
            closing = _RANGE_END.match(text, last.end)
            same = max(ORDER.get(slot, 0) for slot in point.slots) == max(ORDER.get(slot, 0) for slot in last.slots)
            if (closing or same or link[0].strip() not in ("から", "より")) and not _goes_on(text, link.end()):
                return _range(reader, point, last, closing.end() if closing else last.end)
    return _point(reader, point)


def _goes_on(text: str, at: int) -> bool:
    """Whether what follows から is a length after all: 今日から2日後."""
    length = read_length(text, at)
    return length is not None and (BEFORE_AFTER.match(text, length.end) is not None or length.mod is not None)


def _stands(reader: Reader, point: Point) -> bool:
    """Whether a point can stand where it does: whole words, and nothing that only looks like a date."""
    text = reader.text
    if text[point.start] not in "0123456789((" and not reader.is_word(point.start, point.end):
        return False
    if point.is_before_christ:
        return True
    if point.slots == {"year"} and point.year is not None and point.year_digits < 4 and "year" not in point.offsets:
        return _two_digit_year(reader, point)
    if point.slots == {"day"} and point.day is not None and text[point.start] == "一":
        return False
    return not (point.slots <= {"daypart", "part"} and not point.slots & {"daypart"})


def _two_digit_year(reader: Reader, point: Point) -> bool:
    """「20年」 alone is a year where two digits were written (not 5年) and it lies near what the article knows."""
    pivot = reader.pivot or (reader.anchor.latest.year if reader.anchor.latest else None)
    if point.year is None or point.year_digits != 2 or reader.text[point.start] not in "0123456789":
        return False
    return pivot is not None and (point.year >= 80 or point.year <= pivot % 100 + 15)


_DATED = frozenset(("year", "fiscal_year", "month", "week", "weekday", "day", "date", "year_month", "month_day"))


def _point(reader: Reader, point: Point) -> int:
    resolved = resolve_point(reader, point)
    type_ = "TIME" if point.slots & {"daypart", "clock", "colon"} else "DATE"
    if point.slots & _DATED:
        remember(reader, resolved, point)
    resolved = opened(resolved, point)
    return keep(reader, point.start, point.end, type_, resolved.value, point.mod, point.method, resolved=resolved)


_INHERITED = ("year", "month", "day")


def _range(reader: Reader, first: Point, last: Point, end: int) -> int:
    """A range as one expression; its later end takes from the earlier one what it does not say itself."""
    lent = replace(last, offsets=dict(last.offsets), slots=set(last.slots))
    for slot in _INHERITED:
        if slot in lent.slots or "date" in lent.slots or lent.slots & {"fiscal_year", "decade"}:
            break
        if slot in first.slots:
            setattr(lent, slot, getattr(first, slot))
            lent.slots.add(slot)
            if slot == "year":
                lent.year_digits = first.year_digits
            if slot in first.offsets:
                lent.offsets[slot] = first.offsets[slot]
    if first.daypart in ("AF",) and lent.hour is not None and lent.hour < 12 and lent.daypart is None:
        lent.hour += 12
    # the earlier end may take the unit's larger part from nothing but publication: the tense is the sentence's
    first.end, first.mod, lent.mod = last.end, None, None
    start, stop = resolve_point(reader, first), resolve_point(reader, lent)
    value = f"{start.value}/{stop.value}"
    resolution = start.resolution if start.resolution == stop.resolution else "interval"
    earliest, latest = start.earliest, stop.latest
    if earliest is not None and latest is not None and latest < earliest:
        latest, resolution = _a_year_on(latest), "interval"
        value = f"{start.value}/{_later(stop.value)}"
        if latest < earliest:
            earliest = latest = None
    type_ = "TIME" if "T" in value else "DATE"
    one_year = start.earliest is not None and latest is not None and start.earliest.year == latest.year
    remember(reader, stop if one_year else stop._replace(earliest=None, latest=None), lent)
    reader.found.append(Time(first.start, end, type_, value, None, earliest, latest, resolution, "rule:range"))
    return end


def _a_year_on(day: dt.date) -> dt.date:
    return same_day_shifted(day, 1, "Y")


def _later(value: str) -> str:
    """The same value a year on: 11月から3月 ends in the next year."""
    return f"{int(value[:4]) + 1:04d}{value[4:]}" if value[:4].isdigit() else value


def _event(reader: Reader, at: int) -> int:
    """会談後, 侵攻前, 会談冒頭: a time that an event fixes; which day that is the words do not say."""
    text = reader.text
    for size in range(6, 0, -1):
        if text[at : at + size] in EVENTS and (edge := _EDGE_OF_EVENT.match(text, at + size)) is not None:
            if not reader.is_word(-1, edge.end()):
                return at
            mod = "START" if edge["edge"] == "冒頭" else "AFTER" if "後" in edge["edge"] else "BEFORE"
            resolved = Resolved("XXXX-XX-XX", None, None, "unresolved")
            return keep(reader, at, edge.end(), "DATE", resolved.value, mod, "lexicon:event_nouns", resolved=resolved)
    return at


_DEICTIC_BREAKS = re.compile(r"[一-鿿ァ-ヶ]")
_SPATIAL = re.compile(r"の$|[0-9人円キロル付間辺]$")
"""Before 近く this says that it is a place or an amount: 駅の近く, 100人近く"""


def _word(reader: Reader, at: int) -> int:
    """現在, 当面, 最近, 今後, 長期的: times that no calendar resolves."""
    text = reader.text
    size, readings = words_at(text, at)
    for word in readings:
        if word.slot not in ("deictic", "vague_duration"):
            continue
        end = at + size
        if word.only == "word" and not (reader.is_word(at, end) and _is_alone(text, at, end)):
            return at
        if word.slot == "vague_duration":
            resolved = Resolved(word.base, None, None, "vague")
            return keep(reader, at, end, "DURATION", word.base, None, "lexicon:time_words", resolved=resolved)
        return _deictic(reader, at, end, word)
    return at


def _is_alone(text: str, at: int, end: int) -> bool:
    """Whether a deictic word is a time here: 近く may be a place, 以前 a suffix."""
    surface = text[at:end]
    if surface == "近く":
        return (
            _SPATIAL.search(text, max(0, at - 2), at) is None
            and _DEICTIC_BREAKS.match(text, end) is not None
            and text[at - 1 : at] in "はがを、もに。\n"
        )
    if surface == "今":  # 今大会, 今シーズン: this one, not now
        return _DEICTIC_BREAKS.match(text, end) is None
    if surface == "以前":
        return not text[at - 1 : at].strip() or text[at - 1] in "、。はもにが「"
    return True


def _deictic(reader: Reader, at: int, end: int, word: Word) -> int:
    anchor = reader.anchor
    earliest = latest = None
    if word.base == "PRESENT_REF":
        earliest, latest = anchor.earliest, anchor.latest
    resolution = "from_publication" if earliest is not None else "vague"
    resolved = Resolved(word.base, earliest, latest, resolution)
    mod = word.value or ("END" if reader.text[at:end] == "これまで" else None)
    return keep(reader, at, end, "DATE", word.base, mod, "lexicon:time_words", resolved=resolved)


_AT_NUMBER = (_set, _length, _list, _range_or_point, _word)
_AT_WORD = (_set, _length, _range_or_point, _event, _word)
