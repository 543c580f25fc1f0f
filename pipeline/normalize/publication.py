"""When an article was published: from metadata, a date line, the address, or the time the text states of itself.

Belongs here: the choice and its precision and bounds. Does not belong here: times inside the text (``pipeline/extract``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock
from pipeline.read.dates import JST, date_in_url, parse_iso

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
# 2025年12月現在, 2025年4月8日時点
_AS_OF = re.compile(
    r"(?P<year>(?:19|20)\d{2})年\s?(?:(?P<month>\d{1,2})月\s?(?:(?P<day>\d{1,2})日)?)?\s?(?:末)?(?:現在|時点)"
)
# A date with its own label, where a line gives several: 公開:2025年10月14日 更新:…
_PUBLISHED_LABEL = re.compile(
    r"(?:公開|掲載|配信|投稿|発表|発行|Published|Posted)(?:日時?|on)?\s*[::]?\s*$", re.IGNORECASE
)
_UPDATED_LABEL = re.compile(r"(?:更新|修正|Updated)(?:日時?|on)?\s*[::]?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published; the fields are those of ``articles`` without ``published_``."""

    basis: str = "none"
    on: dt.date | None = None
    at: dt.datetime | None = None
    precision: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None


def find_publication(
    published: str | None, url: str | None, blocks: Sequence[TypedBlock], fetched_on_latest: dt.date
) -> Publication:
    """Publication by the surest evidence there is; nothing after ``fetched_on_latest`` is believed.

    >>> find_publication("2025-04-08", None, [], dt.date(2026, 1, 1)).basis
    'metadata'
    >>> find_publication(None, None, [], dt.date(2026, 1, 1))
    Publication(basis='none', on=None, at=None, precision=None, earliest=None, latest=datetime.date(2026, 1, 1))
    """
    moment = parse_iso(published) if published else None
    if moment and moment.day <= fetched_on_latest:
        return _on_day("metadata", moment.day, moment.at, moment.precision)
    for block in blocks:
        if (
            block.role in ("dateline", "byline")
            and (found := date_of_line(block.text))
            and found[0] <= fetched_on_latest
        ):
            return _on_day("explicit_line", *found)
    if url and (day := date_in_url(url)) and day <= fetched_on_latest:
        return _on_day("url", day, None, "day")
    return _as_of(blocks, fetched_on_latest) or Publication(latest=fetched_on_latest)


def date_of_line(text: str) -> tuple[dt.date, dt.datetime | None, str] | None:
    """Day, moment in UTC and precision that a date line gives, or none. A date labelled as published comes first.

    >>> date_of_line("更新:2025年10月15日 公開:2025年10月14日 5時")[0]
    datetime.date(2025, 10, 14)
    """
    found = list(cues.DATE.finditer(text))
    ranked = sorted(found, key=lambda one: (_rank(text[: one.start()]), one.start()))
    for one in ranked:
        day = _day(one)
        if day is not None:
            moment, precision = _clock(text[one.end() : one.end() + 30], day)
            return day, moment, precision
    return None


def _rank(before: str) -> int:
    return 0 if _PUBLISHED_LABEL.search(before) else 2 if _UPDATED_LABEL.search(before) else 1


def _day(found: re.Match[str]) -> dt.date | None:
    if found["year"]:
        year = int(found["year"])
    else:
        year = ERAS[found["era"]] + (1 if found["era_year"] == "元" else int(found["era_year"]))
    try:
        return dt.date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


# What may stand between a date and its time: (火), T, space
_BETWEEN = re.compile(r"\s?(?:\([^()]{1,6}\)|[月火水木金土日]曜日?)?\s?[T ]?\s?")


def _clock(after: str, day: dt.date) -> tuple[dt.datetime | None, str]:
    start = _BETWEEN.match(after)
    found = cues.TIME.match(after, start.end() if start else 0)
    if not found:
        return None, "day"
    hour = int(found["hour"]) + (12 if found["half"] in ("午後", "PM", "pm") and int(found["hour"]) < 12 else 0)
    minute, second = int(found["minute"] or found["minute_ja"] or 0), int(found["second"] or 0)
    try:
        moment = dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=JST).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None, "day"
    return moment, "second" if found["second"] else "minute"


def _on_day(basis: str, day: dt.date, moment: dt.datetime | None, precision: str) -> Publication:
    return Publication(basis, day, moment, precision, day, day)


def _as_of(blocks: Sequence[TypedBlock], fetched_on_latest: dt.date) -> Publication | None:
    """The latest time that the article states as its present bounds its publication from below."""
    best: tuple[dt.date, dt.date, str] | None = None
    for block in blocks:
        if not block.is_content or not ("現在" in block.text or "時点" in block.text):
            continue
        for found in _AS_OF.finditer(block.text):
            bounds = _bounds(found)
            if bounds and bounds[0] <= fetched_on_latest and (best is None or bounds[0] > best[0]):
                best = bounds
    if best is None:
        return None
    first, last, precision = best
    day = first if precision == "day" else None
    return Publication("as_of_text", day, None, precision, first, min(last, fetched_on_latest))


def _bounds(found: re.Match[str]) -> tuple[dt.date, dt.date, str] | None:
    year, month, day = int(found["year"]), found["month"], found["day"]
    try:
        if day:
            one = dt.date(year, int(month), int(day))
            return one, one, "day"
        if month:
            last = calendar.monthrange(year, int(month))[1]
            return dt.date(year, int(month), 1), dt.date(year, int(month), last), "month"
    except (ValueError, calendar.IllegalMonthError):
        return None
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
