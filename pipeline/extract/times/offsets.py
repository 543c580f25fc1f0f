"""Offsets: times that lie a length before or after something, and what that is (80年前, 逮捕の4日後, その2年後).

Belongs here: what an offset counts from, and the time it reaches. Does not belong here: how lengths are written
(``time_lengths``), what counts from an earlier point by a word of its own (同日, 翌年: ``time_context``).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from pipeline.extract.times.context import Reader, antecedent, keep, remember, resolve_point
from pipeline.extract.times.events import EVENTS
from pipeline.extract.times.grammar import read_point
from pipeline.extract.times.lengths import Length
from pipeline.extract.times.partial import common
from pipeline.extract.times.point import Point
from pipeline.extract.times.resolution import Anchor, Resolved, resolve, same_day_shifted, shift
from pipeline.extract.times.tense import tense_of


def read_offset(
    reader: Reader, at: int, length: Length, beside: re.Match[str], mod: str | None, named: Anchor | None = None
) -> int:
    """Keep the date that lies as far from what the text counts from as the length says; returns where it ends.

    ``at``: where the expression begins, its prefix included; ``beside``: the match of 前 or 後 behind the length; ``named``:
    the day that the expression itself counts from (今日から2日後).
    """
    is_past = beside["side"] in ("前", "まえ")
    end = beside.end()
    moment = _moment(reader, at, length, is_past) if length.unit[:1] == "T" else None
    if moment is not None:
        return keep(reader, at, end, "TIME", moment.value, mod, "rule:offset", resolved=moment)
    if length.unit[:1] == "T" or length.amount is None:
        value = ("PAST_REF" if is_past else "FUTURE_REF") if length.unit[:1] != "T" else length.value
        type_ = "DATE" if length.unit[:1] != "T" else "DURATION"
        resolved = Resolved(value, None, None, "vague")
        return keep(
            reader, at, end, type_, value, mod or ("BEFORE" if is_past else "AFTER"), "rule:offset", resolved=resolved
        )
    amount = -length.amount if is_past else length.amount
    base = _Base.of(named) if named is not None else _base_of_offset(reader, at, length, is_past)
    moved = _moved(base, amount, length.unit) if base is not None else None
    if moved is None:
        named_day = _named_behind(reader, end, length.unit)
        if named_day is not None:
            return keep(reader, at, end, "DATE", named_day.value, mod, "rule:offset", resolved=named_day)
        # TimeML: "two weeks after the crash" is a length and a signal, where nothing dates the crash
        side = "BEFORE" if is_past else "AFTER"
        unresolved = Resolved(length.value, None, None, "unresolved")
        return keep(reader, at, end, "DURATION", length.value, side, "rule:offset", resolved=unresolved)
    narrower = _narrowed(reader, end, moved, length.unit) if mod is None else None
    if narrower is not None:
        inner = resolve(narrower, Anchor())
        type_ = "TIME" if narrower.slots & {"daypart", "clock", "colon"} else "DATE"
        inner = inner._replace(resolution=moved.resolution)
        remember(reader, inner, narrower)
        return keep(reader, at, narrower.end, type_, inner.value, narrower.mod, "rule:offset", resolved=inner)
    if mod is None and length.unit in ("Y", "M") and abs(amount) >= 10:
        mod = "APPROX"
    return keep(reader, at, end, "DATE", moved.value, mod, "rule:offset", resolved=moved)


_NAMED_BEHIND = re.compile(r"[の((](?=[0-9昨今来去同翌])")
_PLACES = {"Y": 4, "M": 7, "D": 10, "W": 10}
"""How much of a value an offset in each unit reaches."""


def _named_behind(reader: Reader, end: int, unit: str) -> Resolved | None:
    """The time that the words behind an offset name, where nothing else resolves it: 3日後の9日, 6年前(2008年).

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> text = "沈没の3日後の9日に見つかった。6年前(2008年)に建った。起訴の4日後に"
    >>> [(text[time.start : time.end], time.value) for time in find_times(text, Anchor())]
    [('3日後', 'XXXX-XX-09'), ('9日', 'XXXX-XX-09'), ('6年前', '2008'), ('2008年', '2008'), ('4日後', 'P4D')]
    """
    gap = _NAMED_BEHIND.match(reader.text, end)
    point = read_point(reader.text, gap.end()) if gap else None
    needed = {"Y": "year", "M": "month"}.get(unit, "day")
    if point is None or needed not in point.slots or point.slots & {"daypart", "clock"} or point.part:
        return None
    resolved = resolve_point(reader, point)
    if unit != "Y":
        return resolved if len(resolved.value) == _PLACES[unit] else None
    if not resolved.value[:4].isdigit():
        return None
    year = int(resolved.value[:4])
    return Resolved(f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31), resolved.resolution)


def read_within(reader: Reader, at: int, length: Length, day: Resolved) -> int:
    """Keep the window from a day on that a length limits; returns where it ends.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> import datetime as dt
    >>> published = dt.date(2025, 4, 8)
    >>> time = find_times("明日から3日以内に", Anchor(published, published))[0]
    >>> time.value, time.mod, time.earliest, time.latest
    ('P3D', 'EQUAL_OR_LESS', datetime.date(2025, 4, 9), datetime.date(2025, 4, 12))
    """
    far = None
    if day.latest is not None and length.amount is not None:
        try:
            far = same_day_shifted(day.latest, length.amount, length.unit)
        except (ValueError, OverflowError):
            return 0
    resolution = day.resolution if far is not None else "unresolved"
    resolved = Resolved(length.value, day.earliest if far else None, far, resolution)
    return keep(reader, at, length.end, "DURATION", length.value, length.mod, "rule:window", resolved=resolved)


_FIXED = {"Y": ("year",), "M": ("year", "month"), "D": ("year", "month", "day")}
"""What an offset in each unit fixes."""


def _narrowed(reader: Reader, end: int, resolved: Resolved, unit: str) -> Point | None:
    """The smaller unit behind an offset, within the time it reaches: 3年前の4月, 2日前の夜; none where there is none.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> import datetime as dt
    >>> day = dt.date(2025, 4, 8)
    >>> [time.value for time in find_times("3年前の4月、2カ月前の3日、2日前の夜に", Anchor(day, day))]
    ['2022-04', '2025-02-03', '2025-04-06TNI']
    """
    slots = _FIXED.get(unit)
    parts = resolved.value.split("-")
    if slots is None or not reader.text.startswith("の", end) or not all(part.isdigit() for part in parts):
        return None
    point = read_point(reader.text, end + 1, chained=True)
    if point is None or point.offsets or not point.slots <= _SMALLER[unit]:
        return None
    point.year = int(parts[0])
    point.month = int(parts[1]) if len(parts) > 1 else point.month
    point.day = int(parts[2]) if len(parts) > 2 else point.day
    point.slots |= set(slots)
    return point


_SMALLER = {
    "Y": frozenset(("month", "day", "weekday", "season_name", "part", "daypart", "clock")),
    "M": frozenset(("day", "weekday", "daypart", "clock")),
    "D": frozenset(("daypart", "clock")),
}
_JOINED_TO_BASE = re.compile(r"(?:(?P<that>その|それから)|(?P<of>の|から|より))$")
"""What ties an offset to what it counts from: 逮捕の4日後, その2年後"""
_NOW = re.compile(
    r"(?:今|いま|これ|現在|現時点|今日|きょう|本日)(?:から|より)$|^(?:今|これ|今日|きょう|本日)から"
)  # 今から3日後
_DATED_NOUN = re.compile(
    rf"(?:{'|'.join(sorted(EVENTS, key=len, reverse=True))}|期限|期日|期間|締め切り|締切|[式祭展死]|当日)$"
)
"""A noun whose day an offset counts from: 期限の1年前, 開幕の3日前"""


_SECONDS = {"TH": 3600, "TM": 60, "TS": 1}


def _moment(reader: Reader, at: int, length: Length, is_past: bool) -> Resolved | None:
    """The moment so many minutes from publication, where that is known to the minute and the words count from nothing else.

    >>> from pipeline.extract.times.time_expressions import find_times
    >>> moment = dt.datetime(2025, 4, 8, 10, 58)
    >>> [t.value for t in find_times("今から3分後に始める。その5分後に", Anchor(moment.date(), moment.date(), at=moment))]
    ['2025-04-08T11:01', 'PT5M']
    """
    counts_from_now = at == 0 or _NOW.search(reader.text, max(0, at - 10), at) or _NOW.match(reader.text, at, at + 4)
    if reader.anchor.at is None or length.amount is None or not counts_from_now:
        return None
    moment = reader.anchor.at + dt.timedelta(seconds=(-1 if is_past else 1) * length.amount * _SECONDS[length.unit])
    value = moment.isoformat(timespec="seconds" if reader.anchor.is_to_second else "minutes")
    return Resolved(value, moment.date(), moment.date(), "from_publication")


class _Base(NamedTuple):
    """What an offset counts from: two days that share only what is known of it, and how the time it reaches is resolved."""

    first: dt.date
    last: dt.date
    resolution: str
    is_known: bool

    @classmethod
    def of(cls, anchor: Anchor) -> _Base | None:
        """Publication, or a day that the expression names; none where it is not known."""
        if anchor.bounds is None:
            return None
        return cls(*anchor.bounds, "from_previous" if anchor.is_inferred else "from_publication", True)


def _base_of_offset(reader: Reader, at: int, length: Length, is_past: bool) -> _Base | None:
    """What 4日後 counts from: publication, an earlier time of the text, or something whose day is not known."""
    text = reader.text
    before = text[max(0, at - 10) : at]
    joint = _JOINED_TO_BASE.search(before)
    if _NOW.search(before) or _NOW.match(text[at : at + 4]):
        return _Base.of(reader.anchor)
    if joint is None:
        contradicts = not is_past and tense_of(text, length.end) == "past"
        return None if contradicts else _Base.of(reader.anchor)
    previous = reader.earlier[-1] if reader.earlier else None
    if joint["that"]:
        slot = {"Y": "year", "M": "month", "W": "week"}.get(length.unit, "day")
        previous = antecedent(reader, at, slot, "unknown")
    elif previous is None or previous.point.end != at - len(joint[0]):
        if is_past and joint[0] == "の" and not _DATED_NOUN.search(before, 0, joint.start()):
            return _Base.of(reader.anchor)  # 私の10年前
        return None
    bases = previous.bases(length.unit) if previous is not None else None
    if bases is None or previous is None:
        return None
    return _Base(*bases, "from_previous", previous.is_known)


def _moved(base: _Base, amount: float, unit: str) -> Resolved | None:
    """The time that lies ``amount`` units from ``base``, in the granularity of the unit; none where nothing of it is known."""
    try:
        one, other = shift(base.first, amount, unit), shift(base.last, amount, unit)
    except (ValueError, OverflowError):
        return Resolved(_open_value(unit), None, None, "unresolved")
    if one == other:
        return Resolved(*one, base.resolution)
    if base.is_known:
        return Resolved(_open_value(unit), one[1], other[2], "interval")
    value = common(one[0], other[0])
    return Resolved(value, None, None, "unresolved") if any(char.isdigit() for char in value) else None


def _open_value(unit: str) -> str:
    return {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX"}.get(unit, "XXXX-XX-XX")
