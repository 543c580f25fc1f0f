"""How long a length of time is: 数十年, 約3年半, 24時間以内, 36時間.

TIMEX3 has a place for a length's number (``P3Y``) and none for how far an open one reaches: ``PX0Y`` does not say 20 to 90, nor
``P3Y`` with ``EQUAL_OR_LESS`` that nothing bounds it from below. So a length has its least and its greatest measure beside its value.

Belongs here: the bounds of a length, in UCUM. Does not belong here: where lengths stand (``lengths``), amounts of other things.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.numbers.numerals import read
from pipeline.extract.times.context import Time
from pipeline.extract.times.lengths import length_parts

_UCUM = {"Y": "a", "M": "mo", "W": "wk", "D": "d", "TH": "h", "TM": "min", "TS": "s"}
_SMALLER = {("a", "mo"): 12, ("wk", "d"): 7, ("d", "h"): 24, ("h", "min"): 60, ("min", "s"): 60}
"""How many of the second unit make one of the first, where that is fixed."""
_NO_LEAST = frozenset(("EQUAL_OR_LESS", "LESS_THAN"))
_NO_MOST = frozenset(("EQUAL_OR_MORE", "MORE_THAN"))


class Bounds(NamedTuple):
    """Least and greatest measure in a UCUM unit; none where the length is open on that side."""

    least: float | None
    most: float | None
    unit: str


def with_bounds(text: str, time: Time) -> Time:
    """A time expression with the bounds of its length, where it is a length whose parts make one measure."""
    bounds = bounds_of(text, time.start, time.end, time.mod) if time.type == "DURATION" else None
    if bounds is None:
        return time
    return time._replace(length_min=bounds.least, length_max=bounds.most, length_unit=bounds.unit)


def bounds_of(text: str, start: int, end: int, mod: str | None) -> Bounds | None:
    """Bounds of the length within a span, whose TIMEX3 modifier is ``mod``; none where its parts make no one measure.

    >>> [tuple(bounds_of(text, 0, len(text), None)) for text in ("数十年", "2~3週間", "36時間", "約3年半", "2年1カ月")]
    [(20.0, 90.0, 'a'), (2.0, 3.0, 'wk'), (36.0, 36.0, 'h'), (3.5, 3.5, 'a'), (25.0, 25.0, 'mo')]
    >>> tuple(bounds_of("24時間以内", 0, 6, "EQUAL_OR_LESS")), bounds_of("長期的", 0, 3, None)
    ((None, 24.0, 'h'), None)
    """
    least = most = Decimal(0)
    unit = ""
    for number, last, code, half in length_parts(text, start, end):
        amount = read(number)
        upper = read(last) if last else amount
        if amount is None or upper is None or code not in _UCUM:
            return None
        factor = 1 if not unit else _SMALLER.get((unit, _UCUM[code]))
        if factor is None:
            return None
        unit = _UCUM[code]
        least, most = least * factor + amount.least + half, most * factor + upper.most + half
    if not unit or least > most:
        return None
    return Bounds(None if mod in _NO_LEAST else float(least), None if mod in _NO_MOST else float(most), unit)
