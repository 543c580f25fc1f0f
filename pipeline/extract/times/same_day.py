"""Times that lie on a day their own words do not name: 16日午前…、午後…, and what 翌 and 同 count from an earlier one (翌12日, 同19日).

Belongs here: what the words around such a time say of its day. Does not belong here: words that count from an earlier time
by themselves (翌日, 同日: ``time_context``), lengths (``time_offsets``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.extract.times.context import Reader, antecedent, keep, opened, remember, resolve_point
from pipeline.extract.times.grammar import read_point
from pipeline.extract.times.point import Point
from pipeline.extract.times.resolution import Anchor, Previous, Resolved, resolve

_DAY = re.compile(r"[0-9X]{4}-[0-9X]{2}-[0-9]{2}")
_BREAKS = frozenset("\n「」『』((")
"""Behind these a time of day need not lie on the day named before: another zone, another speaker, another paragraph."""
_FAR = 120
"""How far, in code points, a time of day may stand from its day."""
_HOURS = {"MO": 0, "MI": 11, "AF": 12, "EV": 16, "NI": 17}
"""The least hour of each part of the day."""
OF_DAY = frozenset(("daypart", "clock", "colon"))


def on_day_of_sentence(reader: Reader, point: Point, resolved: Resolved) -> Resolved:
    """A time of day alone, on the day that its paragraph named last; as it was where that is not certain.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> day = dt.date(2025, 4, 8)
    >>> text = "7日午前に落ち、午後4時に見つかった。6日夜に出て、午前3時に着いた。"
    >>> [time.value for time in find_times(text, Anchor(day, day))]
    ['2025-04-07TMO', '2025-04-07T16', '2025-04-06TNI', 'T03']
    """
    if not reader.earlier or not point.slots <= OF_DAY or point.zone:
        return resolved
    before = reader.earlier[-1]
    day = _DAY.match(before.resolved.value)
    if day is None or before.point.mod not in (None, "APPROX") or not _goes_on(reader, before, point):
        return resolved
    how = "unresolved" if before.resolved.earliest is None else "from_previous"
    return Resolved(f"{day[0]}{resolved.value}", *before.resolved[1:3], how)


def _goes_on(reader: Reader, before: Previous, point: Point) -> bool:
    """Whether a time of day lies behind the day before it: in its paragraph, later in the day, and with no day between."""
    between = reader.text[before.point.end : point.start]
    if len(between) > _FAR or not _BREAKS.isdisjoint(between) or _hour(point) < _hour(before.point):
        return False
    for time in reversed(reader.found):
        if time.start <= before.point.start:
            return time.end == before.point.end and time.method != "rule:range"
        if time.type not in ("TIME", "DURATION"):
            return False
    return False


def _hour(point: Point) -> int:
    return point.hour if point.hour is not None else _HOURS.get(point.daypart or "", 0)


def same_period(reader: Reader, point: Point) -> Resolved | None:
    """The quarter, half or business year that 前年同期 means: the one spoken of last, a year before; none without one.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> day = dt.date(2025, 5, 8)
    >>> text = "1~3月期は減益となり、前年同期を下回った。"
    >>> [time.value for time in find_times(text, Anchor(day, day))]
    ['2025-Q1', '2024-Q1']
    """
    if not reader.text.endswith("同期", point.start, point.end) or not reader.earlier:
        return None
    resolved, before = reader.earlier[-1]
    if (not before.unit and before.term is None) or resolved.earliest is None or resolved.latest is None:
        return None
    year = resolved.latest.year if before.term is not None else resolved.earliest.year
    if "fiscal_year" in before.slots and resolved.earliest.month < _FISCAL_START:
        year -= 1
    slot = "fiscal_year" if "fiscal_year" in before.slots else "year"
    earlier = replace(before, year=year - 1, year_digits=4, offsets={}, slots=before.slots | {slot})
    return resolve(earlier, Anchor())._replace(resolution="from_previous")


_FISCAL_START = 4
NEXT = re.compile(r"翌(?=[0-9]{1,4}[ ]?[年月日])|同(?=[0-9]{1,2}[ ]?日)")
"""Before a number: the next one of its kind (翌12日, 翌4月, 翌2025年), or a day of the same month (同19日)"""
_UNITS = (("year", "Y", 366), ("month", "M", 31), ("day", "D", 1))


def read_numbered(reader: Reader, at: int) -> int:
    """翌12日, 翌4月, 翌25年, 同19日: the figure says which, 翌 and 同 that it counts from an earlier time of the text.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> text = "2024年3月31日に沈み、翌4月1日に見つかった。2024年に決め、翌25年に始めた。"
    >>> [(text[time.start : time.end], time.value) for time in find_times(text, Anchor())][1::2]
    [('翌4月1日', '2024-04-01'), ('翌25年', '2025')]
    >>> [time.value for time in find_times("2024年3月2日に沈み、同19日に見つかった。", Anchor())]
    ['2024-03-02', '2024-03-19']
    """
    point = read_point(reader.text, at + 1) if NEXT.match(reader.text, at) else None
    if point is None or point.offsets:
        return at
    resolved = None
    if reader.text[at] == "同":  # 同19日 is 同月19日
        point.offsets["month"] = ("previous", 0)
        point.slots.add("month")
    else:
        slot, unit, most = next(entry for entry in _UNITS if entry[0] in point.slots)
        before = antecedent(reader, at, slot, "unknown")
        resolved = _next(point, before, unit, most) if before is not None else None
    resolved = resolved or resolve_point(reader, point)
    point.start = at
    remember(reader, resolved, point)
    type_ = "TIME" if point.slots & OF_DAY else "DATE"
    resolved = opened(resolved, point)
    return keep(reader, at, point.end, type_, resolved.value, point.mod, "rule:next_numbered", resolved=resolved)


def _next(point: Point, before: Previous, unit: str, most: int) -> Resolved | None:
    """The point as read right behind an earlier one, or none where its figure names another."""
    if not before.fixes(unit) or before.resolved.latest is None:
        return None
    base = before.resolved.latest + dt.timedelta(days=1)
    resolved = resolve(point, Anchor(base, base, is_inferred=True), None, "future")
    if resolved.earliest is None or not 0 <= (resolved.earliest - base).days < most:
        return None
    return resolved
