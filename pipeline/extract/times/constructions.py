"""The constructions of time expressions: 時間表現の文法.

Each line is a construction; :data:`AT_NUMBER` and :data:`OF_SLOT` say in which order they are tried where one may begin.
To add a word, add a row to ``lexicons/time_words.csv``; to add a construction, write a reader (it returns where the expression
ends, or the offset it was given) and name it there.

>>> import datetime as dt
>>> from pipeline.extract.times.resolution import Anchor
>>> from pipeline.extract.times.time_expressions import find_times
>>> day = dt.date(2025, 4, 8)  # 火曜日
>>> def 読む(text):
...     return "  ".join(f"{text[t.start:t.end]}={t.value}{'/' + t.mod if t.mod else ''}" for t in find_times(text, Anchor(day, day)))

暦の点 — points (``time_grammar``, ``time_figures``)

>>> 読む("2025年12月8日、令和7年4月8日、2025/4/8、2025.4.8、令和7.4.8、二〇二五年十二月、25年12月、3・11後")  # 年月日
'2025年12月8日=2025-12-08  令和7年4月8日=2025-04-08  2025/4/8=2025-04-08  2025.4.8=2025-04-08  令和7.4.8=2025-04-08  二〇二五年十二月=2025-12  25年12月=2025-12  3・11後=2025-03-11/AFTER'
>>> 読む("8日に訪れた。30日に訪れる予定だ。12月に訪れた。4/8(火)に開く。")  # 年のない日と月
'8日=2025-04-08  30日=2025-04-30  12月=2024-12  4/8(火)=2025-04-08'
>>> 読む("今年、昨年末、今月10日、来週月曜日、今週末、おととい、来春、今年度、翌日、今月中、来年の元日")  # 基準から数える語
'今年=2025  昨年末=2024/END  今月10日=2025-04-10  来週月曜日=2025-04-14  今週末=2025-W15-WE  おととい=2025-04-06  来春=2026-SP  今年度=FY2025  翌日=2025-04-07  今月中=2025-04  来年の元日=2026-01-01'
>>> 読む("木曜日に発表した。5月の第2火曜日、来月の第3週、2024年の最終週、今週後半")  # 曜日と週
'木曜日=2025-04-03  5月の第2火曜日=2025-05-13  来月の第3週=2025-05-W03  2024年の最終週=2024-W52  今週後半=2025-W15/END'
>>> 読む("2024年夏、2024年第3四半期、2024年4~6月期、2024年度上半期、90年代、20世紀後半、紀元前3世紀")  # 季節・期・世紀
'2024年夏=2024-SU  2024年第3四半期=2024-Q3  2024年4~6月期=2024-Q2  2024年度上半期=FY2024-H1  90年代=199  20世紀後半=19/END  紀元前3世紀=BC02'
>>> 読む("夜の8時、未明の午前3時、正午、8日午後3時20分、昨日未明、現地時間8日夜、10:33:16 JST、午後3時(日本時間)")  # 時刻
'夜の8時=T20  未明の午前3時=T03  正午=T12  8日午後3時20分=2025-04-08T15:20  昨日未明=2025-04-07TMO  8日夜=2025-04-08TNI  10:33:16 JST=T10:33:16+09:00  午後3時(日本時間)=T15+09:00'
>>> 読む("1~3月期は減益だった。2026年3月期、25年12月期、2026年2月期、4月期のドラマ")  # 決算期
'1~3月期=2025-Q1  2026年3月期=FY2025  25年12月期=2025  2026年2月期=2025-03/2026-02  4月期=2025-Q2'
>>> 読む("7日午前に沈み、午後4時に見つかった。6日に決め、翌7日に始めた。")  # 前の語から決まる日
'7日午前=2025-04-07TMO  午後4時=2025-04-07T16  6日=2025-04-06  翌7日=2025-04-07'
>>> 読む("2025年以降、2020年以前、2026年7月までに、4月上旬、2025年12月現在、5月前後、午後3時すぎ、2010年またはそれ以降")  # 境界と部分
'2025年以降=2025/ON_OR_AFTER  2020年以前=2020/BEFORE  2026年7月=2026-07/ON_OR_BEFORE  4月上旬=2025-04/START  2025年12月現在=2025-12  5月前後=2025-05/APPROX  午後3時すぎ=T15/AFTER  2010年またはそれ以降=2010/ON_OR_AFTER'

範囲と列挙 — ranges and lists

>>> 読む("3日から5日まで開いた。2022〜24年、1950~53年、10~12日、1・2月、2024年3月から5月まで、9:00~17:30、12/28~1/3")
'3日から5日まで=2025-04-03/2025-04-05  2022〜24年=2022/2024  1950~53年=1950/1953  10~12日=2025-04-10/2025-04-12  1・2月=2025-01/2025-02  2024年3月から5月まで=2024-03/2024-05  9:00~17:30=T09:00/T17:30  12/28~1/3=2024-12-28/2025-01-03'

期間 — lengths (``time_lengths``, ``time_windows``)

>>> 読む("約3年半、数カ月、24時間以内、十数年、2年1か月、2~3週間、3年連続、半月、四半世紀、延べ8日間、10年の歳月、懲役2年6月、一日の終わり")
'約3年半=P3Y6M/APPROX  数カ月=PXM  24時間以内=PT24H/EQUAL_OR_LESS  十数年=P1XY  2年1か月=P2Y1M  2~3週間=P2W/P3W  3年連続=P3Y  半月=P0.5M  四半世紀=P25Y  8日間=P8D  10年=P10Y  2年6月=P2Y6M  一日の終わり=P1D/END'
>>> 読む("過去80年、約80年ぶり、今後数十年、この3年、最長5年間、長期的な、年単位の")
'過去80年=P80Y/BEFORE  約80年ぶり=P80Y/APPROX  今後数十年=PX0Y  この3年=P3Y/BEFORE  最長5年間=P5Y/EQUAL_OR_LESS  長期的=PXX  年単位=PXY'

隔たり — offsets (``time_offsets``)

>>> 読む("80年前に建った。3日後に開く。今日から2日後に開く。3月5日の4日後に認めた。起訴の4日後に認めた。")
'80年前=1945/APPROX  3日後=2025-04-11  今日から2日後=2025-04-10  3月5日=2025-03-05  4日後=2025-03-09  4日後=P4D/AFTER'

頻度 — sets (``time_sets``)

>>> 読む("毎週月曜日、毎月10日、毎年12月、毎月第2火曜日、隔年、年2回、週40時間、4年に1度、2日おき")
'毎週月曜日=XXXX-WXX-1  毎月10日=XXXX-XX-10  毎年12月=XXXX-12  毎月第2火曜日=P1M  隔年=P2Y  年2回=P1Y  週40時間=P1W  4年に1度=P4Y  2日おき=P2D'

出来事と直示 — events (``time_events``) and deictic words

>>> 読む("8日に会談した。会談冒頭、会談後、侵攻前、現在、当面、最近、近く発表する、将来、当時、これまで")
'8日=2025-04-08  会談冒頭=2025-04-08TXX/START  会談後=2025-04-08TXX/AFTER  侵攻前=XXXX-XX-XX/BEFORE  現在=PRESENT_REF  当面=FUTURE_REF/START  最近=PAST_REF  近く=FUTURE_REF  将来=FUTURE_REF  当時=PAST_REF  これまで=PAST_REF/END'

時間でないもの — no times: ages, scores, shares, names that contain numbers

>>> 読む("71歳、3対2、四分の三、十分に、一時は、F16、第9条、301号室、3人と5台、9・8%")
''

Belongs here: which construction it is, and what of the article it is resolved with. Does not belong here: how points and
lengths are written (``time_grammar``, ``time_lengths``), the calendar (``time_resolution``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.extract.times.context import Reader, keep, opened, remember, resolve_point
from pipeline.extract.times.events import day_of_event, read_event
from pipeline.extract.times.grammar import read_point
from pipeline.extract.times.lengths import is_noun_before
from pipeline.extract.times.point import ORDER, Point
from pipeline.extract.times.ranges import (
    LINK_STARTS,
    lend_from_list,
    read_linked,
    read_list,
    read_list_behind,
    read_month_days,
)
from pipeline.extract.times.resolution import Resolved, expand_year
from pipeline.extract.times.same_day import OF_DAY, on_day_of_sentence, read_numbered, same_period
from pipeline.extract.times.sets import read_every, read_rate, read_recurrence
from pipeline.extract.times.windows import read_length_in_words, read_length_of_number, read_length_with_prefix
from pipeline.extract.times.words import Word, words_at

Construction = Callable[[Reader, int], int]

_DIGITS = frozenset("0123456789")
_NUMERALS = _DIGITS | frozenset("〇零一二三四五六七八九十百千数半何第元")
_BEFORE_DIGITS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,$€£¥/:+*#=_-")
_BEFORE_KANJI = frozenset("0123456789〇零一二三四五六七八九十百千数第何万")
"""What before a number says that it goes on there, or belongs to a code."""


def read(reader: Reader, at: int) -> int:
    """Read what begins at ``at``; the offset where it ends, or ``at`` where nothing does."""
    text = reader.text
    char = text[at]
    if char in _NUMERALS:
        before = text[at - 1] if at else ""
        if char in _DIGITS:
            if before in _BEFORE_DIGITS and before and not _opens(text, at):
                return at
        elif before in _BEFORE_KANJI and before:
            return at
        constructions = AT_NUMBER
    else:
        constructions = _at_word(text, at)
    for construction in constructions:
        end = construction(reader, at)
        if end > at:
            return end
    return at


def _at_word(text: str, at: int) -> tuple[Construction, ...]:
    """The constructions that a word can open."""
    readings = words_at(text, at)[1]
    if not readings:
        return AT_OTHER
    found = _OF_READINGS.get(readings)
    if found is None:
        slots = {word.slot for word in readings}
        found = tuple(one for one, opened_by in OF_SLOT if opened_by is None or slots & opened_by)
        _OF_READINGS[readings] = found
    return found


_OF_READINGS: dict[tuple[Word, ...], tuple[Construction, ...]] = {}


def _opens(text: str, at: int) -> bool:
    """Whether the sign before a number is a dash or slash between words rather than part of the number."""
    return text[at - 1] in "/-:,.=" and (at < 2 or ord(text[at - 2]) > 0x2FF or text[at - 2] in " )\n")


def _number_is_word(reader: Reader, at: int) -> bool:
    """Kanji numerals hide in names (四日市, 千年): they count where a word begins."""
    return reader.text[at] in _DIGITS or reader.is_word(at, -1)


def _range_or_point(reader: Reader, at: int) -> int:
    """2025年12月8日午後3時, 昨年末, 3日から5日まで, 今日から2日後."""
    text = reader.text
    if text[at] in _NUMERALS and not _number_is_word(reader, at):
        return at
    point = read_point(text, at)
    if point is None or not _stands(reader, point):
        return at
    next_char = text[point.end : point.end + 1]
    if next_char in LINK_STARTS and point.mod in (None, "ON_OR_AFTER", "START", "MID", "END"):
        end = read_linked(reader, point)
        if end > at:
            return end
    if (next_char in _DIGITS or next_char == "の") and point.mod is None:
        end = read_list_behind(reader, point)
        if end > at:
            return end
    return _point(reader, point, lend_from_list(reader, point))


_DIGITS_OR_BRACKET = _DIGITS | frozenset("((")


def _stands(reader: Reader, point: Point) -> bool:
    """Whether a point can stand where it does: whole words, and nothing that only looks like a date."""
    text = reader.text
    end = -1 if point.slots & {"clock", "colon"} else point.end  # 夕方17時台
    if text[point.start] not in _DIGITS_OR_BRACKET and not reader.is_word(point.start, end):
        return False
    if point.is_before_christ:
        return True
    if point.slots == {"year"} and point.year is not None and point.year_digits < 4 and "year" not in point.offsets:
        return _two_digit_year(reader, point)
    if point.slots == {"day"} and point.day is not None and text[point.start] == "一":
        return False
    if point.slots & _NAMED_DAYS and text[point.end - 1] == "日" and is_noun_before(text, point.start):
        return False  # 北浜町防災の日
    return not (point.slots <= {"daypart", "part"} and not point.slots & {"daypart"})


_NAMED_DAYS = frozenset(("named_day", "nth_day"))
_NEAR = 50
"""How far back, in years, a year of two digits is read at most: 80年 in 2025 is a length."""


def _two_digit_year(reader: Reader, point: Point) -> bool:
    """「20年」 alone is a year where two digits were written (not 5年) and it lies near what the article knows."""
    latest = reader.anchor.latest
    pivot = latest.year if reader.anchor.bounds and latest else reader.pivot or (latest.year if latest else None)
    if point.year is None or point.year_digits != 2 or reader.text[point.start] not in _DIGITS or pivot is None:
        return False
    if is_noun_before(reader.text, point.start):
        return False
    return expand_year(point.year, pivot) > pivot - _NEAR


_DATED = frozenset(
    ("year", "fiscal_year", "months", "term", "month", "week", "weekday", "day", "date", "year_month", "month_day")
)


def _point(reader: Reader, point: Point, listed: Resolved | None) -> int:
    """Keep a point. ``listed``: its value where the point it is listed with gives it."""
    resolved = listed or _named_twice(reader, point, resolve_point(reader, point))
    type_ = "TIME" if point.slots & OF_DAY else "DATE"
    resolved = same_period(reader, point) or resolved
    if point.slots <= OF_DAY:
        resolved = on_day_of_sentence(reader, point, resolved)
    if point.slots & _DATED:
        remember(reader, resolved, point)
    resolved = opened(resolved, point)
    return keep(reader, point.start, point.end, type_, resolved.value, point.mod, point.method, resolved=resolved)


_BARE_DAY = re.compile(r"(?:[((]|の(?!1日)|に当たる)?(?=(?:[0-9]{1,2}月)?[0-9]{1,2}日)")  # 一昨日19日  前日の27日


def _named_twice(reader: Reader, point: Point, resolved: Resolved) -> Resolved:
    """A day that its neighbours name as well: 昨日8日, where publication leaves 昨日 open; 翌日の9日; 選挙と同日, the event's."""
    if point.offsets.get("day") == ("previous", 0) and point.slots == {"day"}:
        return day_of_event(reader, point.start) or resolved
    is_open = "X" in resolved.value or point.offsets.get("day", ("",))[0] == "previous"
    gap = _BARE_DAY.match(reader.text, point.end) if is_open and point.slots == {"day"} and point.offsets else None
    same = read_point(reader.text, gap.end()) if gap else None
    if same is None or same.day is None or ("X" not in resolved.value and resolved.value.endswith(f"-{same.day:02d}")):
        return resolved
    return resolve_point(reader, same)


_DEICTIC_BREAKS = re.compile(r"[一-鿿ァ-ヶ]")
_BEFORE_VERB = re.compile(r"[一-鿿][ぁ-ん](?<![のはがをにもとでへや])")
"""Behind 今 a verb says that it is now; a noun, that it is this one: 今問われる, 今大会, 今作は"""
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


_THIS_TEXT = re.compile(r"の(?:本)?(?:記事|特集|連載|コラム|ブログ|動画|番組|まとめ|テーマ)")
"""今回の記事 is the text itself, not a time"""


def _is_alone(text: str, at: int, end: int) -> bool:
    """Whether a deictic word is a time here: 近く may be a place, 以前 a suffix."""
    surface = text[at:end]
    if surface == "近く":
        return (
            _SPATIAL.search(text, max(0, at - 2), at) is None
            and _DEICTIC_BREAKS.match(text, end) is not None
            and text[at - 1 : at] in "はがを、もに。\n"
        )
    if surface == "今":
        return _DEICTIC_BREAKS.match(text, end) is None or _BEFORE_VERB.match(text, end) is not None
    if text.startswith(("ひとつ", "一つ", "いち", "イチ"), end) and surface in ("今", "いま"):
        return False  # 今ひとつ
    if surface == "今回":
        return _THIS_TEXT.match(text, end) is None
    if surface == "以前":
        return not text[at - 1 : at].strip() or text[at - 1] in "、。はもにが「"
    return True


def _deictic(reader: Reader, at: int, end: int, word: Word) -> int:
    if reader.is_furniture(at):
        return at
    anchor = reader.anchor
    earliest = latest = None
    if word.base == "PRESENT_REF":
        earliest, latest = anchor.earliest, anchor.latest
    resolution = "from_publication" if earliest is not None else "vague"
    resolved = Resolved(word.base, earliest, latest, resolution)
    mod = word.value or ("END" if reader.text[at:end] == "これまで" else None)
    return keep(reader, at, end, "DATE", word.base, mod, "lexicon:time_words", resolved=resolved)


AT_NUMBER: tuple[Construction, ...] = (
    read_every,
    read_length_of_number,
    read_list,
    read_month_days,
    _range_or_point,
    _word,
)
"""Where a number stands: 4年に1度, 3年半, 1950~53年, 2025年."""
AT_OTHER: tuple[Construction, ...] = (
    read_rate,
    read_length_in_words,
    read_numbered,
    _range_or_point,
    read_event,
)
"""Where a word stands that the lexicon does not hold: 年2回, 令和7年, 会談後."""
_LENGTH_SLOTS = frozenset(("duration_prefix",))
_WORD_SLOTS = frozenset(("deictic", "vague_duration"))
OF_SLOT: tuple[tuple[Construction, frozenset[str] | None], ...] = (
    (read_recurrence, frozenset(("set",))),
    (read_length_with_prefix, _LENGTH_SLOTS),
    (_range_or_point, frozenset(ORDER) | _LENGTH_SLOTS),
    (read_event, None),
    (_word, _WORD_SLOTS),
)
"""Where a word of the lexicon stands: the constructions, and the slots of the words that open each (none: any)."""
