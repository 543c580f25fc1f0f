"""What the times of an article count from, beside its publication: the sources it cites, and the day of an utterance.

Belongs here: evidence in the text for the day that 8日, 昨日, 来週 count from. Does not belong here: publication itself
(``pipeline/normalize``), times that count from an earlier time by a word of their own (``time_context``).
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.extract.times.figures import ENGLISH_DATE, ENGLISH_MONTHS
from pipeline.extract.times.resolution import Anchor

_CITED_AT = re.compile(
    r"[」』\"”][。.,]?[ ]?[^。\n「」『』\"”0-9]{1,40}[、,.。][ ]?"
    rf"(?:(?P<y>(?:19|20)[0-9]{{2}})[年/-](?P<m>[0-9]{{1,2}})[月/-](?P<d>[0-9]{{1,2}})日?|(?P<english>{ENGLISH_DATE.pattern.replace('?P<y>', '?P<ey>').replace('?P<d>', '?P<ed>')}))"
)
"""A cited source: its title in quotation marks, its publisher, its date. 『橋の開通式』。霧浜新聞、2025年4月8日。"""
_TOGETHER = dt.timedelta(days=7)
_AFTER_NEWEST = dt.timedelta(days=1)
_LEAST_SOURCES = 2
_NEAR = dt.timedelta(days=366)
"""An interval of publication that is no longer than this says when 8日 was; a longer one is narrowed by what the article cites."""


def from_cited_sources(text: str, publication: Anchor) -> Anchor:
    """Publication as the dates of the sources that an article cites bound it, where nothing else is known of it.

    An article cites nothing that appeared after it, and news that cites several sources of one week was written about
    then: it is read from the newest of them and the day after. One dated source, or sources that lie far apart (a list of
    books), say nothing. Where publication is known it stands, and where no more than its first day is, the sources lie near it.

    >>> text = "17日に開通した。『橋の開通式』。霧浜新聞、2025年4月17日。『長い橋』。海嶺通信、2025年4月18日。"
    >>> from_cited_sources(text, Anchor()).bounds
    (datetime.date(2025, 4, 18), datetime.date(2025, 4, 19))
    >>> from_cited_sources("17日に開通した。『橋の歴史』。霧浜書房、2025年4月17日。", Anchor()).bounds is None
    True
    """
    first, last = publication.earliest, publication.latest
    is_near = first is not None and last is not None and last - first <= _NEAR
    if is_near or ("20" not in text and "19" not in text):
        return publication
    days = sorted(day for found in _CITED_AT.finditer(text) if (day := _day(found)) is not None)
    if publication.latest is not None:
        days = [day for day in days if day <= publication.latest]
    if not days or len([day for day in days if day >= days[-1] - _TOGETHER]) < _LEAST_SOURCES:
        return publication
    if first is not None and days[-1] < first - _TOGETHER:
        return publication
    newest = days[-1] if first is None else max(days[-1], first)
    latest = newest + _AFTER_NEWEST
    return Anchor(newest, latest if last is None else min(latest, last), is_inferred=True)


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        if found["english"]:
            return dt.date(int(found["ey"]), ENGLISH_MONTHS[found["name"][:3]], int(found["ed"]))
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


_WINDOW = 1000
"""How far back, in code points, the beginning of a sentence or quotation is looked for."""


def utterance_start(text: str, at: int) -> int | None:
    """Where the quotation opens in which ``at`` lies, or none; brackets are counted within the line.

    >>> utterance_start("氏は8日、「昨日決めた」と述べた。", 6), utterance_start("「昨日」と氏は8日に", 6)
    (5, None)
    """
    line = max(text.rfind("\n", max(0, at - _WINDOW), at) + 1, at - _WINDOW, 0)
    opening, closing = text.rfind("「", line, at), text.rfind("」", line, at)
    return opening if opening > closing else None


def sentence_start(text: str, at: int) -> int:
    """Where the sentence begins in which ``at`` lies."""
    floor = max(0, at - _WINDOW)
    return max(floor, *(text.rfind(mark, floor, at) + 1 for mark in "。\n」"))
