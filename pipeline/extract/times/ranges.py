"""Ranges and lists of points: 3日から5日まで, 2022〜24年, 5月1~3日, 5月1日と2日, 1・2月.

The later end takes from the earlier one what it does not say itself (the year, the month, the half of the day). Belongs
here: what is joined, and the value ``start/end``. Does not belong here: ranges of lengths (``time_lengths``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import NamedTuple

from pipeline.extract.times.context import Reader, Time, remember, resolve_point
from pipeline.extract.times.grammar import RANGE_LINK, read_point
from pipeline.extract.times.lengths import BEFORE_AFTER, read_length
from pipeline.extract.times.offsets import read_offset, read_within
from pipeline.extract.times.point import ORDER, Point
from pipeline.extract.times.resolution import Anchor, Resolved, same_day_shifted

_RANGE_END = re.compile(r"まで(?!も)(?:の間)?|の間(?!に?[はで])|にかけて")
"""What closes a range: 3日から5日まで"""
_MONTH_DAYS = re.compile(
    r"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])[ ]?[~〜～–—-][ ]?(?P<to_m>1[0-2]|0?[1-9])/(?P<to_d>3[01]|[12][0-9]|0?[1-9])(?![0-9/])"
)
"""A range in figures; a number over 12 says that neither end is a share or a page: 12/28~1/3"""
_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,4}|[一二三四五六七八九十]{1,3})[ ]?(?P<link>[~〜～–—―-]|から|・|、|,)[ ]?(?P<b>[0-9]{1,4}|[一二三四五六七八九十]{1,3})[ ]?(?P<unit>年度|年(?!間)|月(?!期|間)|両?日(?!間|目)|時(?!間))"
)
"""A range or list that names its unit once: 1950~53年, 1・2月, 10~12日"""
_UNIT_RANK = {
    "両日": ORDER["day"],
    "年度": ORDER["year"],
    "年": ORDER["year"],
    "月": ORDER["month"],
    "日": ORDER["day"],
    "時": ORDER["clock"],
}
_JOINED = re.compile(r"(?:、|,|・|と|や|及び|および|または)[ ]?$")
"""Between the members of a list: 5月1日と2日"""
_ENDS = frozenset(
    (
        "year",
        "month",
        "day",
        "weekday",
        "clock",
        "colon",
        "fiscal_year",
        "decade",
        "daypart",
        "season_name",
        "quarter",
        "half",
    )
)
_WHOLE = frozenset(("date", "fiscal_year", "decade"))
_OF = re.compile(r"の(?=[0-9一二三四五六七八九十数])")  # 昨日の2日前
LINK_STARTS = frozenset(" のかよ~〜～–—―-")
"""First characters of what can join a point to another."""
_LENT = ("year", "month", "day")


def read_list(reader: Reader, at: int) -> int:
    """1950~53年, 1・2月, 10~12日: a range or list whose unit stands at its end."""
    found = _NUMBERS.match(reader.text, at)
    if found is None or (found["unit"] == "年" and len(found["a"]) in (1, 3)):
        return at
    return _of_numbers(reader, Point(at, at), found) or at


def read_month_days(reader: Reader, at: int) -> int:
    """12/28~1/3: a range of days in figures."""
    found = _MONTH_DAYS.match(reader.text, at)
    if found is None or max(int(found["d"]), int(found["to_d"])) <= _MONTHS:
        return at
    first = Point(at, found.end("d"), month=int(found["m"]), day=int(found["d"]), slots={"month", "day"})
    last = Point(
        found.start("to_m"), found.end(), month=int(found["to_m"]), day=int(found["to_d"]), slots={"month", "day"}
    )
    return _range(reader, first, last, found.end())


_MONTHS = 12


def read_list_behind(reader: Reader, point: Point) -> int:
    """5月1~3日, 今年1~3月: a range of smaller units behind a point that names the larger one; where it ends, or 0."""
    begin = point.end + reader.text.startswith("の", point.end)
    found = _NUMBERS.match(reader.text, begin)
    if found is None or _UNIT_RANK[found["unit"]] <= max(ORDER.get(slot, 0) for slot in point.slots):
        return 0
    return _of_numbers(reader, point, found)


def _of_numbers(reader: Reader, larger: Point, found: re.Match[str]) -> int:
    """The range whose numbers share a unit, below a point that may be empty; where it ends, or 0."""
    text, unit = reader.text, found["unit"]
    is_both = unit == "両日"  # 10、11両日
    first = read_point(f"{found['a']}{unit[-1]}" if is_both else f"{found['a']}{unit}", 0)
    last = read_point(f"{found['b']}日", 0) if is_both else read_point(text, found.start("b"))
    if is_both and last is not None:
        last.start, last.end = found.start("b"), found.end()
    if first is None or last is None or not first.slots <= last.slots:
        return 0
    for slot in larger.slots:
        _lend(larger, first, slot)
    first.daypart, first.start, first.end = larger.daypart, larger.start, found.start("link")
    return _range(reader, first, last, last.end)


def read_linked(reader: Reader, point: Point) -> int:
    """The range or offset that から, より or a dash behind a point opens; where it ends, or 0."""
    text = reader.text
    link = RANGE_LINK.match(text, point.end) or _OF.match(text, point.end)
    if link is None:
        return 0
    length = read_length(text, link.end())
    if length is not None:
        beside = BEFORE_AFTER.match(text, length.end)
        is_days = length.unit[:1] != "T" and point.offsets.get("day", ("",))[0] == "publication"
        if beside is not None and is_days:
            day = resolve_point(reader, point)
            return read_offset(reader, point.start, length, beside, length.mod, Anchor(day.earliest, day.latest))
        if is_days and length.mod == "EQUAL_OR_LESS" and link.re is RANGE_LINK:
            return read_within(reader, point.start, length, resolve_point(reader, point))
        if beside is not None or length.mod is not None:
            return 0
    if link.re is _OF:
        return 0
    begin = link.end() + text.startswith("翌", link.end())
    last = read_point(text, link.end(), chained=True) or read_point(text, begin)
    if last is None or last.slots.isdisjoint(_ENDS) or (length is not None and length.end > last.end):
        return 0  # 2020年から3年連続
    closing = _RANGE_END.match(text, last.end)
    in_words = link[0].strip() in ("から", "より")
    if closing is None and in_words and _rank(point) != _rank(last):
        return 0
    is_one = closing is not None or not in_words or bool((point.slots | last.slots) & _OF_DAY)
    return _range(reader, point, last, closing.end() if closing else last.end, is_one=is_one)


_OF_DAY = frozenset(("clock", "colon", "daypart"))


def _rank(point: Point) -> int:
    """Rank of the smallest piece, a day's weekday in brackets aside."""
    return max(ORDER.get(slot, 0) for slot in point.slots if slot != "weekday" or point.day is None)


def lend_from_list(reader: Reader, point: Point) -> Resolved | None:
    """Give a bare day or month the year and month of the point it is listed with: 5月1日と2日.

    Returns its value where the earlier one is resolved and states neither (8日と9日: days of one month), else none.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> [time.value for time in find_times("2024年5月1日、2日と4日に開いた。2023年3月と5月に", Anchor())]
    ['2024-05-01', '2024-05-02', '2024-05-04', '2023-03', '2023-05']
    """
    if not reader.earlier or not point.slots <= _SMALL or not point.slots & {"day", "month"} or point.offsets:
        return None
    resolved, before = reader.earlier[-1]
    joint = _JOINED.search(reader.text, before.end, point.start)
    if joint is None or joint.start() != before.end or not _rises(before, point):
        return None
    for slot in ("year", "month"):
        if slot in before.slots and slot not in point.slots:
            _lend(before, point, slot)
    if point.slots != {"day"} or before.slots != {"day"} or resolved.earliest is None or point.day is None:
        return None
    try:
        day = resolved.earliest.replace(day=point.day)
    except ValueError:
        return None
    return Resolved(day.isoformat(), day, day, resolved.resolution) if resolved.earliest == resolved.latest else None


def _rises(before: Point, point: Point) -> bool:
    """Whether the later member lies behind the earlier one in the same year or month: 昨年12月と1月 are of two years."""
    if point.month is not None:
        return before.month is not None and before.month < point.month
    return before.day is not None and point.day is not None and before.day < point.day


_SMALL = frozenset(("month", "day", "weekday", "daypart", "clock"))


def _lend(lender: Point, borrower: Point, slot: str) -> None:
    """Copy one slot, and what it counts from."""
    borrower.slots.add(slot)
    if slot in _LENT:
        setattr(borrower, slot, getattr(lender, slot))
    if slot in ("year", "fiscal_year"):
        borrower.year, borrower.year_digits = lender.year, lender.year_digits
    if slot in lender.offsets:
        borrower.offsets[slot] = lender.offsets[slot]


def _range(reader: Reader, first: Point, last: Point, end: int, *, is_one: bool = True) -> int:
    """Keep a range; its later end takes from the earlier one what it does not say itself, and the other way round.

    ``is_one``: whether it is kept as one expression; else each of its ends is.
    """
    lent = replace(last, offsets=dict(last.offsets), slots=set(last.slots))
    first_end = first.end
    _year_from(first, lent)
    for slot in _LENT:
        if slot in lent.slots or lent.slots & _WHOLE:
            break
        if slot in first.slots:
            _lend(first, lent, slot)
    if first.daypart == "AF" and lent.hour is not None and lent.hour < 12 and lent.daypart is None:
        lent.hour += 12
    # the earlier end may take the unit's larger part from nothing but publication: the tense is the sentence's
    first.end, first.mod, lent.mod = last.end, None, None
    stop = resolve_point(reader, lent)
    _year_before(first, last, stop)
    start = resolve_point(reader, first)
    start = _begin_of(reader, first, lent, start, stop)
    value = f"{start.value}/{stop.value}"
    resolution = start.resolution if start.resolution == stop.resolution else "interval"
    earliest, latest = start.earliest, stop.latest
    if earliest is not None and latest is not None and latest < earliest:
        later = _later(stop.value, latest, by_month="month" not in lent.slots and "day" in lent.slots)
        if later is None or later[1] < earliest:
            value, earliest, latest, resolution = f"{start.value}/{stop.value}", None, None, "unresolved"
        else:
            value, latest, resolution = f"{start.value}/{later[0]}", later[1], "interval"
    one_year = start.earliest is not None and latest is not None and start.earliest.year == latest.year
    remember(reader, stop if one_year else stop._replace(earliest=None, latest=None), lent)
    if not is_one:
        _keep_ends(reader, _End(first.start, first_end, start), _End(last.start, last.end, stop), value)
        return last.end
    type_ = "TIME" if "T" in value else "DATE"
    reader.found.append(Time(first.start, end, type_, value, None, earliest, latest, resolution, "rule:range"))
    return end


def _year_from(first: Point, last: Point) -> None:
    """Years of two digits follow the year they are joined to: 1932年から45年, 1999年から02年.

    >>> first, last = Point(0, 0, year=1999), Point(0, 0, year=2, year_digits=2)
    >>> _year_from(first, last)
    >>> last.year
    2002
    """
    if first.year is not None and first.year_digits == 4 and last.year is not None and last.year_digits == 2:
        last.year, last.year_digits = first.year + (last.year - first.year) % 100, 4


def _year_before(first: Point, last: Point, stop: Resolved) -> None:
    """An earlier end without a year has that of the later one, or the year before: 11月から2017年2月, 10月から来年の5月."""
    if first.slots <= _MONTH_DAY and first.month and last.month and "year" in last.slots and stop.earliest is not None:
        first.year = stop.earliest.year - ((first.month, first.day or 0) > (last.month, last.day or 0))
        first.slots.add("year")


_MONTH_DAY = frozenset(("month", "day", "month_day"))


def _keep_ends(reader: Reader, first: _End, last: _End, value: str) -> None:
    """Keep both ends as points of their own: from the one on, no further than the other."""
    for end, own, mod in zip((first, last), value.split("/"), ("ON_OR_AFTER", None), strict=True):
        known = end.resolved if end.resolved.value == own else Resolved(own, None, None, "unresolved")
        earliest, latest = known.earliest, last.resolved.latest if mod else known.latest
        if earliest is not None and latest is not None and latest < earliest:
            latest = None
        time = Time(end.start, end.end, "DATE", own, mod, earliest, latest, known.resolution, "rule:end_of_range")
        reader.found.append(time)


class _End(NamedTuple):
    """One end of a range: its span, and what it was resolved to."""

    start: int
    end: int
    resolved: Resolved


def _begin_of(reader: Reader, first: Point, last: Point, start: Resolved, stop: Resolved) -> Resolved:
    """The beginning of a range of days whose end says more of it than the sentence does.

    On the 17th, 16~18日 has begun and is of this month; 29日から2月1日まで begins in January.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> day = dt.date(2025, 4, 17)
    >>> [time.value for time in find_times("16~18日に開く。29日から2月1日まで喪に服した。", Anchor(day, day))]
    ['2025-04-16/2025-04-18', '2025-01-29/2025-02-01']
    """
    if not first.slots <= _ONE_DAY or first.day is None or last.day is None or first.offsets or last.offsets:
        return start
    if reader.anchor.bounds is None or start.earliest is None or stop.latest is None:
        return start
    days = stop.latest
    if "month" in last.slots and first.day > last.day:
        days = days.replace(day=1) - dt.timedelta(days=1)
    elif last.slots != {"day"} or first.day > last.day or start.earliest <= stop.latest:
        return start
    if first.day > days.day:
        return start
    day = days.replace(day=first.day)
    return Resolved(day.isoformat() + start.value[10:], day, day, stop.resolution)


_ONE_DAY = frozenset(("day", "daypart", "clock"))


def _later(value: str, latest: dt.date, *, by_month: bool) -> tuple[str, dt.date] | None:
    """The end of a range a month or year on, where it would lie before its beginning: 30日から2日, 11月から3月.

    >>> _later("2024-03", dt.date(2024, 3, 31), by_month=False), _later("2025-03-02", dt.date(2025, 3, 2), by_month=True)
    (('2025-03', datetime.date(2025, 3, 31)), ('2025-04-02', datetime.date(2025, 4, 2)))
    """
    try:
        moved = same_day_shifted(latest, 1, "M" if by_month else "Y")
    except (ValueError, OverflowError):
        return None
    if not value[:4].isdigit():
        return value, moved
    return (f"{moved:%Y-%m}" if by_month else f"{moved.year:04d}") + value[7 if by_month else 4 :], moved
