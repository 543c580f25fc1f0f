"""Times that an event fixes: 会談後, 侵攻前, 会談冒頭.

Belongs here: which day such a time lies on, where the article states the day of the event. Does not belong here: lengths
that count from an event (``time_offsets``), what is an event (``lexicons/event_nouns.csv``).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.extract.times.context import Reader, Time, keep
from pipeline.extract.times.resolution import Resolved
from pipeline.lexicons.load import load

EVENTS = {row["noun"]: row["lasts"] for row in load("event_nouns")}
"""Nouns of events, whose time a text may count from -> ``hours`` where they begin and end within a day."""

_LONGEST = max(map(len, EVENTS))
EDGE = re.compile(
    r"(?P<edge>直後|直前|冒頭|後(?!半|期|方|ろ|援|任|継|続|退|輩|世|藤|押|手|々|ずさり|回し)|前(?!後|半|期|年|日|進|提|線|述|向|倒|面|橋|田|川|任|職|代|例|者|科|文|売))"
)
"""Before or after an event: 会談後, 事故直後, 会談冒頭"""
_DAY = re.compile(r"(?P<day>[0-9X]{4}-[0-9X]{2}-[0-9]{2})(?:T.*)?")
"""A value that names a day: 2025-04-08, XXXX-XX-10TMO"""
_SENTENCE = 300
"""How far, in code points, a sentence is looked at on either side."""
_LOOKED_AT = 8
"""How many earlier mentions of the event are asked for its day."""


def read_event(reader: Reader, at: int) -> int:
    """会談後, 侵攻前, 会談冒頭: on the day of the event where an earlier sentence states it, else on a day not known.

    >>> import datetime as dt
    >>> from pipeline.extract.times.resolution import Anchor
    >>> from pipeline.extract.times.time_expressions import find_times
    >>> day = dt.date(2025, 4, 9)
    >>> text = "両氏は8日、会談した。会談後、記者団に語った。選挙後に組閣する。"
    >>> [(time.value, time.mod, time.resolution) for time in find_times(text, Anchor(day, day))[1:]]
    [('2025-04-08TXX', 'AFTER', 'from_previous'), ('XXXX-XX-XX', 'AFTER', 'unresolved')]
    """
    text = reader.text
    for size in range(_LONGEST, 0, -1):
        noun = text[at : at + size]
        if noun not in EVENTS or (edge := EDGE.match(text, at + size)) is None:
            continue
        if not reader.is_word(-1, edge.end()):
            return at
        mod = "START" if edge["edge"] == "冒頭" else "AFTER" if "後" in edge["edge"] else "BEFORE"
        type_, resolved = "DATE", Resolved("XXXX-XX-XX", None, None, "unresolved")
        stated = _stated(reader, at, noun)
        if stated is not None:
            type_, resolved = _on(stated, mod, is_short=EVENTS[noun] == "hours")
        return keep(reader, at, edge.end(), type_, resolved.value, mod, "lexicon:event_nouns", resolved=resolved)
    return at


_WITH_EVENT = re.compile(rf"(?P<noun>{'|'.join(sorted(EVENTS, key=len, reverse=True))})(?:との?|の)?$")
"""What 同日 and 当日 are the day of, where the text says it: 選挙と同日に, 事故当日"""


def day_of_event(reader: Reader, at: int) -> Resolved | None:
    """The day that 同日 at ``at`` means where an event stands before it (選挙と同日): its stated day, else not known.

    None where no event does: then 同日 is the day spoken of last.
    """
    found = _WITH_EVENT.search(reader.text, max(0, at - _LONGEST - 2), at)
    if found is None:
        return None
    stated = _stated(reader, found.start(), found["noun"])
    if stated is None:
        return Resolved("XXXX-XX-XX", None, None, "unresolved")
    day = _DAY.fullmatch(stated.value)
    resolution = "from_previous" if stated.earliest is not None else "unresolved"
    return Resolved(day["day"] if day else stated.value, stated.earliest, stated.latest, resolution)


def _stated(reader: Reader, at: int, noun: str) -> Time | None:
    """The day in the first sentence that names both the event and one day, or none: a day elsewhere need not be the event's."""
    text, named = reader.text, -1
    for _ in range(_LOOKED_AT):
        named = text.find(noun, named + 1, at)
        if named < 0:
            return None
        if text.startswith(("後", "前"), named + len(noun)):
            continue  # 事故後 says when something else was
        floor, ceiling = max(0, named - _SENTENCE), min(at, named + _SENTENCE)
        begin = max(text.rfind("。", floor, named) + 1, text.rfind("\n", floor, named) + 1, floor)
        stop = min((found for mark in "。\n" if (found := text.find(mark, named, ceiling)) >= 0), default=ceiling)
        first = bisect_left(reader.found, begin, key=lambda time: time.start)
        last = bisect_left(reader.found, stop, key=lambda time: time.start)
        days = [time for time in reader.found[first:last] if _DAY.fullmatch(time.value)]
        if len(days) == 1 and days[0].mod is None:
            return days[0]
    return None


def _on(stated: Time, mod: str, *, is_short: bool) -> tuple[str, Resolved]:
    """Type and time: within the day for what takes hours, open on its far side for what may last longer."""
    found = _DAY.fullmatch(stated.value)
    day = found["day"] if found else stated.value
    resolution = "from_previous" if stated.earliest is not None else "unresolved"
    if is_short:
        return "TIME", Resolved(f"{day}TXX", stated.earliest, stated.latest, resolution)
    earliest = stated.earliest if mod != "BEFORE" else None
    latest = stated.latest if mod != "AFTER" else None
    return "DATE", Resolved(day, earliest, latest, resolution)
