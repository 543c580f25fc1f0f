"""Lengths of time as amounts: 数十年, 約3年半, 24時間以内 — where the number is open.

A length of time is a time expression. TIMEX3 has a place for its number (``P3Y``) and none for how far an open one reaches:
``PX0Y`` does not say 20 to 90, nor ``P3Y6M`` with ``APPROX`` what about is about. So a length whose number is vague, a range or
limited has its bounds among the amounts as well; one whose number is exact (36時間) is complete as it is.

Belongs here: the bounds of such a length, in UCUM. Does not belong here: where lengths stand (``time_lengths``).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pipeline.extract.amounts.nouns import noun_of
from pipeline.extract.amounts.quantity import Quantity
from pipeline.extract.numbers.numerals import read
from pipeline.extract.times.lengths import length_parts

_UCUM = {"Y": "a", "M": "mo", "W": "wk", "D": "d", "TH": "h", "TM": "min", "TS": "s"}
_SMALLER = {("a", "mo"): 12, ("wk", "d"): 7, ("d", "h"): 24, ("h", "min"): 60, ("min", "s"): 60}
"""How many of the second unit make one of the first, where that is fixed."""
_APPROXIMATION = {
    "APPROX": "approximate",
    "EQUAL_OR_MORE": "at_least",
    "MORE_THAN": "more_than",
    "EQUAL_OR_LESS": "at_most",
    "LESS_THAN": "less_than",
}


def find_lengths(text: str, lengths: Iterable[tuple[int, int, str | None]]) -> list[Quantity]:
    """Amounts of the lengths of time whose number is open. ``lengths``: span and TIMEX3 modifier of each, in order.

    >>> text = "約3年半、数十年、24時間以内、2~3週間、36時間"
    >>> for found in find_lengths(text, [(0, 4, "APPROX"), (5, 8, None), (9, 15, "EQUAL_OR_LESS"), (16, 21, None), (22, 26, None)]):
    ...     print(text[found.start : found.end], found.value_min, found.value_max, found.unit, found.approximation)
    約3年半 3.5 3.5 a approximate
    数十年 20.0 90.0 a vague
    24時間以内 None 24.0 h at_most
    2~3週間 2.0 3.0 wk range
    """
    made = (_of_length(text, start, end, mod) for start, end, mod in lengths)
    return [quantity for quantity in made if quantity is not None]


def _of_length(text: str, start: int, end: int, mod: str | None) -> Quantity | None:
    parts = length_parts(text, start, end)
    if not parts:
        return None
    least = most = Decimal(0)
    unit, stated = "", _APPROXIMATION.get(mod or "", "exact")
    for number, last, code, half in parts:
        amount = read(number)
        upper = read(last) if last else amount
        if amount is None or upper is None or code not in _UCUM:
            return None
        factor = 1 if not unit else _SMALLER.get((unit, _UCUM[code]))
        if factor is None:
            return None
        unit = _UCUM[code]
        least, most = least * factor + amount.least + half, most * factor + upper.most + half
        if last and stated == "exact":
            stated = "range"
        elif amount.is_vague and stated in ("exact", "approximate"):
            stated = "vague"
    if stated == "exact" or least > most:
        return None
    low = None if stated in ("at_most", "less_than") else float(least)
    high = None if stated in ("at_least", "more_than") else float(most)
    return Quantity(start, end, low, high, unit, "ucum", stated, noun_of(text, start, end), "rule:open_length")
