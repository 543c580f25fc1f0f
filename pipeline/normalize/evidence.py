"""Every statement of when an article was published or changed: metadata, date lines, the address, the text itself.

Belongs here: gathering the statements, and whether two of them contradict each other. Does not belong here: which of them
decides (``publication``), what the running text bounds (``text_bounds``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock
from pipeline.normalize.text_bounds import find_bounds, written_day
from pipeline.read.content import Claim
from pipeline.read.date_labels import before_date, own_dates
from pipeline.read.dates import JST, date_in_url, hour_of_half, parse_iso, zone_of

# A date with its own label, where a line gives several: 公開:2025年10月14日 更新:…
_PUBLISHED_LABEL = re.compile(
    r"(?<![日分秒\d])(?:公開|掲載|配信|投稿|発表|発行|Published|Posted)(?:日時?|\s?on)?\s*[::]?\s*$", re.IGNORECASE
)
_UPDATED_LABEL = re.compile(
    r"(?<![日分秒\d])(?:更新|修正|改訂|Updated|Modified)(?:日時?|\s?on)?\s*[::]?\s*[\[(]?\s*$", re.IGNORECASE
)
# 2025年10月15日 10:30更新: a label behind the date
_UPDATED_BEHIND = re.compile(r"\s?(?:最終)?(?:更新|修正|改訂)(?!日?[::])")
_LONGEST_DATE = 40
_PUBLISHED_BEHIND = re.compile(r"\s?(?:公開|掲載|配信|投稿|発表|発行)(?!日?[::])")
# 2025年10月15日更新 2025年10月14日公開: where a label ends the line, labels stand behind their dates
_LABEL_LAST = re.compile(r"(?:公開|掲載|配信|投稿|発表|発行|更新|修正|改訂)\s?[)\]]?$")
# What stands between a clock and that of a change on the same day: 更新 , (更新: , 公開 /
_CHANGE_OF_DAY = re.compile(
    r"\s?(?:(?:公開|掲載|配信|投稿)\s?)?[(\[/|、,]?\s?(?P<label>(?:最終)?(?:更新|修正|改訂)(?:日時)?\s?[::]?\s?)?"
)
# What may stand between a date and its time: (火), T, space, at
_BETWEEN = re.compile(r"\s?(?:\([^()]{1,6}\)|[月火水木金土日]曜日?)?\s?(?:[T ]|,\s|(?:,\s)?at\s)?\s?")
# 05:00:00Z, 05:00:00.000+09:00, 5:00 JST, 5:00 (UTC+9)
_ZONE = re.compile(
    r"(?:[.,]\d{1,9})?\s?\(?(?P<zone>(?:UTC|GMT)[+−-]\d{1,2}(?::?\d{2})?|(?P<sign>[+−-])\d{2}:?\d{2}(?![\d:])"
    r"|[A-Z]{1,4}(?![A-Za-z])|日本時間|日本標準時)\)?"
)
# Several countries use them for several offsets; other letters behind a clock are names (NHK) and no zone.
_AMBIGUOUS_ZONES = frozenset(("IST", "BST", "CST"))
# A bare day is a day somewhere: it begins at the earliest in UTC+14 and ends at the latest in UTC-12.
_DAY_BEGINS, _DAY_ENDS = dt.timedelta(hours=-14), dt.timedelta(hours=36)
_ZONES_APART = dt.timedelta(hours=14)
_TEXT_ORIGINS = {
    "own_time": ("as_of_text", "text:own_time", "rule:text_own_time"),
    "past": ("inferred", "text:past", "rule:text_past_event"),
    "as_of": ("inferred", "text:as_of", "rule:text_as_of"),
    "ahead": ("inferred", "text:ahead", "rule:text_event_ahead"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of when the article was published or changed.

    ``kind`` is ``published`` or ``modified``, ``basis`` a value of ``published_basis``, ``origin`` where it stands, ``value`` what
    it says as written. ``on`` and ``at`` are given where it says a day and a moment; ``earliest`` and ``latest`` bound the day.
    ``span`` is where it stands in the article's text, for lines and sentences.
    """

    kind: str
    basis: str
    origin: str
    value: str
    on: dt.date | None
    at: dt.datetime | None
    precision: str
    earliest: dt.date | None
    latest: dt.date | None
    method: str
    span: tuple[int, int] | None = None


class LineDate(NamedTuple):
    """A date of a date line: its span in the line with the clock behind it, and whether its label says it is a change.

    ``day`` is the one in Tokyo at the moment ``at``, as everywhere, or the day as written where there is no moment.
    """

    start: int
    end: int
    day: dt.date
    at: dt.datetime | None
    precision: str
    is_update: bool
    is_labelled: bool


def gather(
    claims: Sequence[Claim],
    published: str | None,
    url: str | None,
    blocks: Sequence[TypedBlock],
    fetched_on_latest: dt.date,
) -> list[Evidence]:
    """Every statement, surest first within each kind: metadata, date lines, address, the text itself.

    ``published`` is the time of publication that a reader found surest; it counts where the claims do not have it.

    >>> [(e.origin, str(e.on)) for e in gather([Claim("published", "2025-04-08", "meta:date")], None, "https://example.jp/20250409/", [], dt.date(2026, 1, 1))]
    [('meta:date', '2025-04-08'), ('url', '2025-04-09')]
    """
    found = list(_of_claims(claims, published))
    for block in blocks:
        if block.role in ("dateline", "byline"):
            found.extend(_of_line(block))
    if url and (day := date_in_url(url)):
        found.append(Evidence("published", "url", "url", url, day, None, "day", day, day, "rule:date_in_address"))
    found.extend(_of_text(blocks, fetched_on_latest))
    return found


def _of_claims(claims: Sequence[Claim], published: str | None) -> Iterator[Evidence]:
    stated = [claim for claim in claims if claim.kind in ("published", "modified")]
    if published and published not in {claim.value for claim in stated}:
        stated.append(Claim("published", published, "metadata"))
    for claim in stated:
        if moment := parse_iso(claim.value):
            day, at, precision = moment
            yield Evidence(
                claim.kind, "metadata", claim.origin, claim.value, day, at, precision, day, day, "metadata:claim"
            )


def _of_line(block: TypedBlock) -> Iterator[Evidence]:
    """Dates of a date line; of several that are published, the labelled come first."""
    dates = dates_of_line(block.text)
    for one in sorted(dates, key=lambda date: (date.is_update, not date.is_labelled, date.start)):
        kind = "modified" if one.is_update else "published"
        span = (block.start + one.start, block.start + one.end)
        value = block.text[one.start : one.end]
        yield Evidence(
            *(kind, "explicit_line", "line", value, one.day, one.at, one.precision, one.day, one.day, "rule:dateline"),
            span,
        )


def _of_text(blocks: Sequence[TypedBlock], fetched_on_latest: dt.date) -> Iterator[Evidence]:
    texts = {block.start: block.text for block in blocks}
    starts = sorted(texts)
    for bound in find_bounds(blocks, fetched_on_latest):
        basis, origin, method = _TEXT_ORIGINS[bound.kind]
        start = max(at for at in starts if at <= bound.start)
        value = texts[start][bound.start - start : bound.end - start]
        earliest = None if bound.kind == "ahead" else bound.earliest
        latest = {"ahead": bound.latest, "own_time": min(bound.latest, fetched_on_latest)}.get(bound.kind)
        precision = bound.precision if bound.kind == "own_time" else "interval"
        on = bound.earliest if precision == "day" else None
        span = (bound.start, bound.end)
        yield Evidence("published", basis, origin, value, on, None, precision, earliest, latest, method, span)


def dates_of_line(text: str) -> list[LineDate]:
    """Dates of the article that a date line gives, in order; those labelled as of something else (開催, 取材) are left out.

    >>> [(str(one.day), one.is_update) for one in dates_of_line("公開:2025年10月14日 5時 (更新:2025年10月15日)")]
    [('2025-10-14', False), ('2025-10-15', True)]
    """
    found: list[LineDate] = []
    dates = own_dates(text, cues.DATE.finditer(text))
    is_labelled_behind = bool(_LABEL_LAST.search(text)) and not (dates and _has_label_before(text, dates[0].start()))
    for one in dates:
        day = written_day(one)
        if day is None:
            continue
        at, precision, end = _clock(text, one.end(), day)
        change = _change_of_day(text, end, day) if at else None
        if is_labelled_behind:
            is_labelled = bool(_PUBLISHED_BEHIND.match(text, end))
            is_update = bool(_UPDATED_BEHIND.match(text, end))
        else:
            before = before_date(text, one.start())
            is_labelled = bool(_PUBLISHED_LABEL.search(before))
            is_update = bool(_UPDATED_LABEL.search(before)) or (not is_labelled and _is_updated_behind(text, end))
        on = at.astimezone(JST).date() if at else day
        found.append(LineDate(one.start(), end, on, at, precision, is_update and not change, is_labelled))
        if change:
            found.append(change)
    return found


def _has_label_before(text: str, start: int) -> bool:
    before = before_date(text, start)
    return bool(_PUBLISHED_LABEL.search(before) or _UPDATED_LABEL.search(before))


def _is_updated_behind(text: str, end: int) -> bool:
    """Whether a label of a change follows that is not the one of the next date: 5:00 更新 2025年10月15日."""
    label = _UPDATED_BEHIND.match(text, end)
    return label is not None and not cues.DATE.match(text[label.end() : label.end() + _LONGEST_DATE].lstrip())


def _change_of_day(text: str, start: int, day: dt.date) -> LineDate | None:
    """A change on the same day, of which the line gives the clock only: 2025年10月14日 5:00 更新 9:30, 5:00 (9:30更新)."""
    label = _CHANGE_OF_DAY.match(text, start)
    begin = label.end() if label else start
    if cues.DATE.match(text, begin) or not cues.TIME.match(text, begin):
        return None
    at, precision, end = _clock(text, begin, day)
    is_labelled = label is not None and (label["label"] is not None) != bool(_UPDATED_BEHIND.match(text, end))
    if at is None or label is None or not is_labelled or _PUBLISHED_BEHIND.match(text, end):
        return None
    return LineDate(begin, end, at.astimezone(JST).date(), at, precision, True, True)


def _clock(text: str, start: int, day: dt.date) -> tuple[dt.datetime | None, str, int]:
    """Moment and precision of the clock behind a date, and where it ends with its zone; Asia/Tokyo where it has none."""
    between = _BETWEEN.match(text, start)
    begin = between.end() if between else start
    found = cues.TIME.match(text, begin)
    if not found:
        return None, "day", start
    hour = int(found["hour"])
    if half := found["half"] or found["half_after"]:
        hour = hour_of_half(hour, is_afternoon=half in ("午後", "PM", "pm"))
    minute, second = int(found["minute"] or found["minute_ja"] or 0), int(found["second"] or 0)
    is_exact = bool(found["second"]) or text[start:begin].endswith("T")
    try:
        zone, end = _zone_behind(text, found.end(), is_exact=is_exact)
        if zone is None:
            return None, "day", end
        moment = dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None, "day", start
    return moment, "second" if found["second"] else "minute", end


def _zone_behind(text: str, start: int, *, is_exact: bool) -> tuple[dt.timezone | None, int]:
    """Zone behind a clock and where it ends; none where it is ambiguous, ``ValueError`` where no place has it.

    Behind a clock that is not ``is_exact`` (without seconds or T) a minus begins the end of a period: 10:00-11:30.
    """
    found = _ZONE.match(text, start)
    if found is None or (found["sign"] not in (None, "+") and not is_exact):
        return JST, start
    if found["zone"] in _AMBIGUOUS_ZONES:
        return None, found.end()
    zone = zone_of(found["zone"])
    return (JST, start) if zone is None else (zone, found.end())


def conflicts(one: Evidence, chosen: Evidence) -> bool:
    """Whether a statement contradicts the one that decides, beyond what time zones explain.

    A published day contradicts another day. A moment contradicts a bare day that it lies in nowhere on earth, and another
    moment on another day in Tokyo more than 14 hours away. A change contradicts publication where it lies before it.

    >>> def said(value, kind="published"): return next(_of_claims([Claim(kind, value, "meta:date")], None))
    >>> conflicts(said("2025-04-08"), said("2025-04-09T01:00+09:00")), conflicts(said("2025-04-08"), said("2025-04-09"))
    (False, True)
    >>> conflicts(said("2025-04-10", "modified"), said("2025-04-08"))
    False
    """
    side = _side(one, chosen)
    return side < 0 or (side > 0 and one.kind == "published")


def _side(one: Evidence, chosen: Evidence) -> int:
    """-1 where a statement lies before another, 1 where it lies after it, 0 where both can be true."""
    if one.at and chosen.at:
        is_near = one.on == chosen.on or abs(one.at - chosen.at) <= _ZONES_APART
        return 0 if is_near else 1 if one.at > chosen.at else -1
    if one.on and chosen.at:
        return -_side_of_day(chosen.at, one.on)
    if one.at and chosen.on:
        return _side_of_day(one.at, chosen.on)
    if one.latest and chosen.earliest and one.latest < chosen.earliest:
        return -1
    return 1 if one.earliest and chosen.latest and one.earliest > chosen.latest else 0


def _side_of_day(at: dt.datetime, day: dt.date) -> int:
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    try:
        return -1 if at < midnight + _DAY_BEGINS else 1 if at >= midnight + _DAY_ENDS else 0
    except OverflowError:
        return 0
