"""Times and amounts: spans, values and what follows from them."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Iterable

from assets.evaluation.figures import Count
from assets.evaluation.scoring.sheet import Judged, Row, Sheet, match
from schemas.vocabularies import TIME_MOD

# A whole day, month or year of our era, perhaps with a clock time
_WHOLE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T\d{2}(?::\d{2})*(?:[+-]\d{2}:\d{2})?)?)?)?")
_TIME_COLUMNS = ("type", "earliest", "latest", "resolution", "length_min", "length_max", "length_unit")
_AMOUNT_COLUMNS = ("unit", "noun", "unit_system", "approximation")


def days(value: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a TIMEX3 value that is a whole day, month or year; nothing of any other.

    >>> days("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> days("XXXX-02")
    """
    found = _WHOLE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not 1 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and month is not None:
        only = dt.date(year, month, day)
        return only, only
    last = calendar.monthrange(year, month or 12)[1]
    return dt.date(year, month or 1, 1), dt.date(year, month or 12, last)


def as_gold(written: str) -> Row:
    """A time as the golden files write it: ``surface=value/mod``.

    >>> as_gold("30日まで=2026-05-30/ON_OR_BEFORE")
    {'text': '30日まで', 'value': '2026-05-30', 'mod': 'ON_OR_BEFORE'}
    """
    text, _, value = written.partition("=")
    kept, _, mod = value.rpartition("/")
    if mod in TIME_MOD.values:
        return {"text": text, "value": kept, "mod": mod}
    return {"text": text, "value": value, "mod": None}


def times(judged: Iterable[Judged]) -> list[Count]:
    """``time_expressions`` of sentences: spans, value and mod; the days that a plain value stands for follow from the calendar.

    A golden time is ``surface=value/mod``, or a record with further columns.
    """
    sheet = Sheet()
    for at in judged:
        gold = [as_gold(time) if isinstance(time, str) else time for time in at.gold["times"]]
        for want, row in match(sheet, "time_expressions", at, gold, at.read.rows("time_expressions")):
            sheet.value("time_expressions", "value", at, _dashes(row["value"]) == _dashes(want["value"]))
            if want.get("mod") or row["mod"]:
                sheet.value("time_expressions", "mod", at, row["mod"] == want.get("mod"))
            for name in _TIME_COLUMNS:
                if name in want:
                    sheet.value("time_expressions", name, at, same(row[name], want[name]))
            meant = days(want["value"]) if not want.get("mod") and row["value"] == want["value"] else None
            if meant is not None and "earliest" not in want:
                sheet.value("time_expressions", "earliest", at, row["earliest"] == meant[0])
                sheet.value("time_expressions", "latest", at, row["latest"] == meant[1])
    return sheet.counts


def _dashes(value: str) -> str:
    return value.replace("~", "〜")


def same(value: object, want: object) -> bool:
    """Whether a value is what is wanted: days are written as ISO 8601, and a floating number is near enough."""
    if isinstance(value, dt.date):
        return value.isoformat() == want
    if isinstance(value, float) and isinstance(want, int | float):
        return math.isclose(value, want, rel_tol=1e-9)
    return value == want


def amounts(judged: Iterable[Judged]) -> list[Count]:
    """``quantities`` of sentences: spans, bounds, unit, what is measured; where a sentence leaves a column open it is not asked about."""
    sheet = Sheet()
    for at in judged:
        for want, row in match(sheet, "quantities", at, at.gold["amounts"], at.read.rows("quantities")):
            for name, key in (("value_min", "min"), ("value_max", "max")):
                sheet.value("quantities", name, at, same(row[name], want[key]))
            for name in _AMOUNT_COLUMNS:
                if name in want:
                    sheet.value("quantities", name, at, row[name] == want[name])
    return sheet.counts
