"""Time expressions: where they stand in a text, their TIMEX3 value, the interval they mean and how it was found.

Belongs here: the order in which constructions are tried, and the stage. The constructions themselves are in ``time_grammar``
(calendar points), ``time_lengths`` (durations and sets) and ``lexicons/time_words.csv``; ``time_resolution`` does the
calendar. Not a time: ages, scores, counters and names that contain numbers; those are amounts or nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import pyarrow as pa
from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.time_grammar import ERAS, MODIFIERS, WORDS, Point, Word, read_point, words_at
from pipeline.extract.time_lengths import BEFORE_AFTER, EVERY, RATE, RATE_DAYS, UNIT_OF_RATE, Length, read_length
from pipeline.extract.time_resolution import (
    Anchor,
    Previous,
    Resolved,
    Tense,
    resolve,
    same_day_shifted,
    shift,
)
from pipeline.identity import row_id
from pipeline.lexicons.load import load
from pipeline.view import ArticleView, views
from schemas.render.arrow import from_columns
from schemas.tables.time_expressions import TIME_EXPRESSIONS


class Time(NamedTuple):
    """A time expression; the fields are those of the table ``time_expressions``."""

    start: int
    end: int
    type: str
    value: str
    mod: str | None
    earliest: dt.date | None
    latest: dt.date | None
    resolution: str
    method: str


IsWord = Callable[[int, int], bool]
"""Whether a span of the text begins and ends where words do."""

_EVENTS = frozenset(row["noun"] for row in load("event_nouns"))
_HEADS = [
    *(surface for surface, readings in WORDS.items() if any(word.only != "follows" for word in readings)),
    *ERAS,
    *_EVENTS,
    "年",
    "月に",
    "週",
    "西暦",
]
_HEAD_FINDER = AhoCorasick(_HEADS, matchkind=MatchKind.LeftmostLongest)
"""Words that an expression can begin with."""

NUMBER_WITH_UNIT = re.compile(
    r"[0-9〇零一二三四五六七八九十百千数半元何第][0-9〇零一二三四五六七八九十百千数.,]*万?"
    r"(?:[~〜～・、–—―-][0-9〇一二三四五六七八九十百数]+)?(?: ?(?:[かカヶケヵ箇]?[年月]|世紀|四半期|営業日|昼夜|週|日|泊|時|分|秒)|[:/-][0-9]+[:/年日月-]?)"
)
"""Where a number may begin an expression: 2025年, 数カ月, 2~3日, 2025/4/8, 10:33"""
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+")
"""Addresses hold numbers that mean nothing: https://example.jp/2025/04/08/"""
_LINK = re.compile(r" ?(?:から|より|[~〜～–—―-])[ ]?")
"""Between the ends of a range: 3日から5日"""
_RANGE_END = re.compile(r"まで(?!も)(?:の間)?|の間(?!に?[はで])|にかけて")
"""What closes a range: 3日から5日まで"""
_LIST_OF_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,4})[ ]?(?P<link>[~〜～–—―-]|から|・|、|,)[ ]?(?P<b>[0-9]{1,4})[ ]?(?P<unit>年度|年(?!間)|月(?!期|間)|日(?!間|目)|時(?!間))"
)
"""A range or list that names its unit once: 1950~53年, 1・2月, 10~12日"""
_EDGE_OF_EVENT = re.compile(r"(?P<edge>直後|直前|冒頭|後(?!半|期|方|ろ|援|任|継|続|退|輩|世|藤|押|手|々|ずさり|回し)|前(?!後|半|期|年|日|進|提|線|述|向|倒|面|橋|田|川|任|職|代|例|者|科|文|売))")
"""Before or after an event: 会談後, 事故直後, 会談冒頭"""
_PAST_END = re.compile(r"(?:た|だった|ました|でした)[」』）)]?$")
_FUTURE = re.compile(r"予定|見通し|見込み|方針|計画|たい考え|へ$|だろう|でしょう|する$|なる$|れる$|行う$|開く$")
"""What says that a sentence is about the future: …を訪れる予定"""
_DURATION_PREFIX_GAP = re.compile(r"の?[ ]?(?:約|およそ|ほぼ)?[ ]?")  # 過去の約10年
_NOT_NUMBER_BEFORE = re.compile(r"[A-Za-z0-9.,$€£¥/:+*#=_-]")
_SENTENCE_WINDOW = 200


@dataclass(slots=True)
class _Reader:
    """One pass over one text: what is known so far, and what was found."""

    text: str
    anchor: Anchor
    is_word: IsWord
    found: list[Time]
    previous: Previous | None = None
    pivot: int | None = None  # a year written in full, for years of two digits where publication is unknown


def find_times(text: str, anchor: Anchor | None = None, is_word: IsWord | None = None) -> list[Time]:
    """Time expressions of a normalized text, in order and without overlap.

    ``anchor``: days between which it was published. ``is_word``: whether a span begins and ends where words do; without
    it every span counts. Spans are half-open code points; values are TIMEX3.

    >>> day = dt.date(2025, 4, 8)
    >>> for time in find_times("8日の会談後、約3年半ぶりに2023年以降の支援を毎週見直すと述べた。", Anchor(day, day)):
    ...     print(time.type, time.value, time.mod, time.resolution)
    DATE 2025-04-08 None from_publication
    DATE XXXX-XX-XX AFTER unresolved
    DURATION P3Y6M APPROX absolute
    DATE 2023 ON_OR_AFTER absolute
    SET P1W None absolute
    """
    reader = _Reader(text, anchor or Anchor(), is_word or (lambda start, end: True), [])
    cursor = 0
    for start in _candidates(text):
        if start < cursor:
            continue
        end = _read(reader, start)
        if end > start:
            cursor = end
    return reader.found


def _candidates(text: str) -> list[int]:
    """Offsets where an expression may begin, in order; none inside a web address."""
    starts = {start for _, start, _ in _HEAD_FINDER.find_matches_as_indexes(text)}
    starts.update(match.start() for match in NUMBER_WITH_UNIT.finditer(text))
    if "://" in text or "@" in text or "www." in text:
        for address in WEB_ADDRESS.finditer(text):
            starts.difference_update(range(address.start(), address.end()))
    return sorted(starts)


def _read(reader: _Reader, at: int) -> int:
    """Read what begins at ``at``; the offset where it ends, or ``at`` where nothing does."""
    text = reader.text
    is_number = text[at] in "0123456789〇零一二三四五六七八九十百千数半何第元"
    if is_number and at and (text[at] in "0123456789" and _NOT_NUMBER_BEFORE.match(text, at - 1) and not _opens(text, at)):
        return at
    if is_number and at and text[at] not in "0123456789" and text[at - 1] in "0123456789〇零一二三四五六七八九十百千数第何万":
        return at
    for read in (_set, _length, _list, _range_or_point, _event, _word):
        end = read(reader, at, is_number)
        if end > at:
            return end
    return at


def _opens(text: str, at: int) -> bool:
    """Whether the sign before a number is a dash or slash between words rather than part of the number."""
    return text[at - 1] in "/-:,." and (at < 2 or ord(text[at - 2]) > 0x2FF or text[at - 2] in " )\n")


def _keep(reader: _Reader, start: int, end: int, type_: str, value: str, mod: str | None, method: str, *, resolved: Resolved | None = None) -> int:  # fmt: skip
    earliest, latest, resolution = resolved[1:] if resolved else (None, None, "absolute")
    reader.found.append(Time(start, end, type_, value, mod, earliest, latest, resolution, method))
    return end


def _set(reader: _Reader, at: int, is_number: bool) -> int:
    """毎週月曜日, 年2回, 週3日, 4年に1度, 2日おき."""
    text = reader.text
    if is_number:
        length = read_length(text, at, is_prefixed=True)
        every = EVERY.match(text, length.end) if length else None
        if length is None or every is None or every["times"] and text.startswith("年", at + 4):
            return at
        return _keep(reader, at, every.end(), "SET", length.value, None, "rule:every_length")
    rate = RATE.match(text, at) or RATE_DAYS.match(text, at)
    if rate is not None:
        before = text[at - 1 : at]
        if before and (before in "0123456789〇一二三四五六七八九十数今昨来先毎前翌同半元か" or text[at:].startswith("月に") and before in "ヶカケ"):
            return at
        value = UNIT_OF_RATE.get(rate.groupdict().get("unit") or "週", "P1W")
        return _keep(reader, at, rate.end(), "SET", value, None, "rule:rate")
    size, readings = words_at(text, at)
    word = next((word for word in readings if word.slot == "set"), None)
    if word is None:
        return at
    end, value = at + size, word.base
    joint = end + 1 if text.startswith("の", end) else end
    point = read_point(text, joint, chained=True)
    if point is not None and point.slots <= {"weekday", "daypart", "clock", "day"} and word.base in ("P1W", "P1D", "P1M"):
        resolved = resolve(point, Anchor())
        end, value = point.end, resolved.value
        if point.slots <= {"daypart", "clock"}:
            value = f"XXXX-XX-XX{value}"
    return _keep(reader, at, end, "SET", value, None, "lexicon:time_words")


def _length(reader: _Reader, at: int, is_number: bool) -> int:
    """約3年半, 過去80年, 80年前, 24時間以内, 今後数十年."""
    text = reader.text
    side, begin = "", at
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
        return _offset(reader, at, length, beside, mod)
    resolved = _window(length, side, reader.anchor)
    if side.startswith("past") and mod is None:
        mod = "BEFORE"
    return _keep(reader, at, length.end, "DURATION", length.value, mod, "rule:length", resolved=resolved)


def _names_year(text: str, at: int) -> bool:
    """Whether a year written in full begins here: 約2025年 is no length."""
    return re.compile(r"[12][0-9]{3} ?年").match(text, at) is not None


def _number_is_word(reader: _Reader, at: int) -> bool:
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
        return Resolved(length.value, day + dt.timedelta(days=1), same_day_shifted(day, length.amount, unit), "from_publication")
    except (ValueError, OverflowError):
        return nothing


def _offset(reader: _Reader, at: int, length: Length, beside: re.Match[str], mod: str | None) -> int:
    """80年前, 2カ月後: a date as far from publication as the length says."""
    is_past = beside["side"] == "前"
    end, anchor = beside.end(), reader.anchor
    if length.unit[:1] == "T" or length.amount is None:
        value = ("PAST_REF" if is_past else "FUTURE_REF") if length.unit[:1] != "T" else length.value
        type_ = "DATE" if length.unit[:1] != "T" else "DURATION"
        resolved = Resolved(value, None, None, "vague")
        return _keep(reader, at, end, type_, value, mod or ("BEFORE" if is_past else "AFTER"), "rule:offset", resolved=resolved)
    amount = -length.amount if is_past else length.amount
    resolved = Resolved("XXXX", None, None, "unresolved")
    if anchor.earliest is not None and anchor.latest is not None:
        try:
            one, other = shift(anchor.earliest, amount, length.unit), shift(anchor.latest, amount, length.unit)
            if one == other:
                resolved = Resolved(*one, "from_publication")
            else:
                resolved = Resolved(_open_value(length.unit), one[1], other[2], "interval")
        except (ValueError, OverflowError):
            pass
    else:
        resolved = resolved._replace(value=_open_value(length.unit))
    if mod is None and length.unit in ("Y", "M") and abs(amount) >= 10:
        mod = "APPROX"
    return _keep(reader, at, end, "DATE", resolved.value, mod, "rule:offset", resolved=resolved)


def _open_value(unit: str) -> str:
    return {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX"}.get(unit, "XXXX-XX-XX")


def _list(reader: _Reader, at: int, is_number: bool) -> int:
    """1950~53年, 1・2月, 10~12日: a range or list whose unit stands at its end."""
    if not is_number or (found := _LIST_OF_NUMBERS.match(reader.text, at)) is None:
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


def _range_or_point(reader: _Reader, at: int, is_number: bool) -> int:
    """2025年12月8日午後3時, 昨年末, 3日から5日まで."""
    text = reader.text
    if is_number and not _number_is_word(reader, at):
        return at
    point = read_point(text, at)
    if point is None or not _stands(reader, point):
        return at
    link = _LINK.match(text, point.end)
    if link is not None and point.mod in (None, "ON_OR_AFTER", point.part):
        last = read_point(text, link.end(), chained=True)
        if last is not None and last.slots & {"year", "month", "day", "weekday", "clock", "colon", "fiscal_year", "decade", "daypart"}:
            closing = _RANGE_END.match(text, last.end)
            if closing is not None or link[0].strip() not in ("から", "より") or point.slots <= last.slots:
                return _range(reader, point, last, closing.end() if closing else last.end)
    return _point(reader, point)


def _stands(reader: _Reader, point: Point) -> bool:
    """Whether a point can stand where it does: whole words, and nothing that only looks like a date."""
    text = reader.text
    if text[point.start] not in "0123456789((" and not reader.is_word(point.start, point.end):
        return False
    if point.slots == {"year"} and point.year is not None and point.year_digits < 4 and "year" not in point.offsets:
        return _two_digit_year(reader, point)
    if point.slots == {"day"} and point.day is not None and text[point.start] == "一":
        return False
    return not (point.slots <= {"daypart", "part"} and not point.slots & {"daypart"})


def _two_digit_year(reader: _Reader, point: Point) -> bool:
    """「20年」 alone is a year where two digits were written (not 5年) and it lies near what the article knows."""
    pivot = reader.pivot or (reader.anchor.latest.year if reader.anchor.latest else None)
    if point.year is None or point.year_digits != 2 or reader.text[point.start] not in "0123456789":
        return False
    return pivot is not None and (80 <= point.year or point.year <= pivot % 100 + 15)


def _tense(text: str, end: int) -> Tense:
    """Tense of the sentence around ``end``, from how it goes on and ends."""
    stop = text.find("。", end, end + _SENTENCE_WINDOW)
    line = text.find("\n", end, end + _SENTENCE_WINDOW)
    stops = [at for at in (stop, line) if at >= 0]
    rest = text[end : min(stops, default=min(len(text), end + _SENTENCE_WINDOW))]
    if _FUTURE.search(rest):
        return "future"
    return "past" if _PAST_END.search(rest) else "unknown"


def _resolve(reader: _Reader, point: Point) -> Resolved:
    anchor = reader.anchor
    if point.year is not None and point.year_digits == 2 and not anchor.is_known and reader.pivot is not None:
        anchor = Anchor(dt.date(reader.pivot, 7, 1), dt.date(reader.pivot, 7, 1))
    open_ended = point.year is None and bool(point.slots & {"month", "day", "weekday", "weekend", "month_day"})
    tense: Tense = _tense(reader.text, point.end) if open_ended else "unknown"
    resolved = resolve(point, anchor, reader.previous, tense)
    if "year" in point.slots and point.year_digits == 4 and point.year is not None and 1900 < point.year < 2100:
        reader.pivot = point.year
    if _is_stale(reader, resolved, point):
        resolved = resolved._replace(resolution="stale")
    return resolved


def _is_stale(reader: _Reader, resolved: Resolved, point: Point) -> bool:
    """A future that had passed when the article appeared: an explicit earlier day in a sentence about what will be."""
    if resolved.resolution != "absolute" or resolved.latest is None or reader.anchor.earliest is None:
        return False
    return (
        resolved.latest < reader.anchor.earliest
        and point.mod not in ("ON_OR_AFTER", "AFTER")
        and "予定" in reader.text[point.end : point.end + 40]
        and _tense(reader.text, point.end) == "future"
    )


def _point(reader: _Reader, point: Point) -> int:
    resolved = _resolve(reader, point)
    type_ = "TIME" if point.slots & {"daypart", "clock", "colon"} else "DATE"
    if point.slots & {"year", "month", "day", "date", "year_month", "month_day"}:
        reader.previous = Previous(resolved, point)
    return _keep(reader, point.start, point.end, type_, resolved.value, point.mod, point.method, resolved=resolved)


_INHERITED = ("year", "month", "day")


def _range(reader: _Reader, first: Point, last: Point, end: int) -> int:
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
    first.end = last.end
    start, stop = _resolve(reader, first), _resolve(reader, lent)
    value = f"{start.value}/{stop.value}"
    resolution = start.resolution if start.resolution == stop.resolution else "interval"
    earliest, latest = start.earliest, stop.latest
    if earliest is not None and latest is not None and latest < earliest:
        latest, resolution = _a_year_on(latest), "interval"
        value = f"{start.value}/{_later(stop.value)}"
        if latest < earliest:
            earliest = latest = None
    type_ = "TIME" if "T" in value else "DATE"
    reader.previous = Previous(stop, lent)
    reader.found.append(Time(first.start, end, type_, value, None, earliest, latest, resolution, "rule:range"))
    return end


def _a_year_on(day: dt.date) -> dt.date:
    return same_day_shifted(day, 1, "Y")


def _later(value: str) -> str:
    """The same value a year on: 11月から3月 ends in the next year."""
    return f"{int(value[:4]) + 1:04d}{value[4:]}" if value[:4].isdigit() else value


def _event(reader: _Reader, at: int, is_number: bool) -> int:
    """会談後, 侵攻前, 会談冒頭: a time that an event fixes; which day that is the words do not say."""
    text = reader.text
    for size in range(6, 0, -1):
        if text[at : at + size] in _EVENTS and (edge := _EDGE_OF_EVENT.match(text, at + size)) is not None:
            if not reader.is_word(-1, edge.end()):
                return at
            mod = "START" if edge["edge"] == "冒頭" else "AFTER" if "後" in edge["edge"] else "BEFORE"
            resolved = Resolved("XXXX-XX-XX", None, None, "unresolved")
            return _keep(reader, at, edge.end(), "DATE", resolved.value, mod, "lexicon:event_nouns", resolved=resolved)
    return at


_DEICTIC_BREAKS = re.compile(r"[一-鿿]")
_SPATIAL = re.compile(r"の$|[0-9人円キロル付間辺]$")
"""Before 近く this says that it is a place or an amount: 駅の近く, 100人近く"""


def _word(reader: _Reader, at: int, is_number: bool) -> int:
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
            return _keep(reader, at, end, "DURATION", word.base, None, "lexicon:time_words", resolved=resolved)
        return _deictic(reader, at, end, word)
    return at


def _is_alone(text: str, at: int, end: int) -> bool:
    """Whether a deictic word is a time here: 近く may be a place, 以前 a suffix."""
    surface = text[at:end]
    if surface == "近く":
        return _SPATIAL.search(text, max(0, at - 2), at) is None and _DEICTIC_BREAKS.match(text, end) is not None and text[at - 1 : at] in "はがを、もに。\n"
    if surface == "以前":
        return not text[at - 1 : at].strip() or text[at - 1] in "、。はもにが「"
    return True


def _deictic(reader: _Reader, at: int, end: int, word: Word) -> int:
    anchor = reader.anchor
    earliest = latest = None
    if word.base == "PRESENT_REF":
        earliest, latest = anchor.earliest, anchor.latest
    resolution = "from_publication" if earliest is not None else "vague"
    resolved = Resolved(word.base, earliest, latest, resolution)
    mod = word.value or ("END" if reader.text[at:end] == "これまで" else None)
    return _keep(reader, at, end, "DATE", word.base, mod, "lexicon:time_words", resolved=resolved)


def _word_test(view: ArticleView) -> IsWord:
    """Whether spans of the article begin and end with its tokens; an end of -1 or a start of -1 is not asked about."""
    starts, ends = set(view.tokens.starts), set(view.tokens.ends)
    if not starts:
        return lambda start, end: True
    return lambda start, end: (start < 0 or start in starts) and (end < 0 or end in ends)


def time_expressions(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """The stage: time expressions of every article, in content and in the page around it alike."""
    columns: dict[str, list[object]] = {name: [] for name in TIME_EXPRESSIONS.column_names}
    for view in views(articles, blocks, sentences, tokens, lexemes):
        anchor = Anchor(view.published_earliest, view.published_latest)
        for time in find_times(view.text, anchor, _word_test(view)):
            columns["time_id"].append(row_id("tim", view.article_id, time.start, time.end, time.type))
            columns["article_id"].append(view.article_id)
            columns["text"].append(view.text[time.start : time.end])
            for name, value in zip(Time._fields, time, strict=True):
                columns[name].append(value)
    return {"time_expressions": from_columns(TIME_EXPRESSIONS, columns)}


__all__ = ["MODIFIERS", "Time", "find_times", "time_expressions"]
