"""The day on which something was said: by a time in the clause of its cue, else the day of publication.

Belongs here: which time expression belongs to a cue. Does not belong here: what a time means (``times``).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.statement import Statement


class Time(NamedTuple):
    """A time expression; the fields are those of the table ``time_expressions``."""

    start: int
    end: int
    type: str
    earliest: dt.date | None
    latest: dt.date | None


class Said(NamedTuple):
    """The days between which something was said and what they follow from; all null where that cannot be told."""

    earliest: dt.date | None
    latest: dt.date | None
    basis: str | None


_UNKNOWN = Said(None, None, None)


def said_on(view: ArticleView, statement: Statement, times: Sequence[Time]) -> Said:
    """When a statement was made.

    A time counts that stands in the clause of the cue and outside what is said, unless a verb behind it takes it along into the phrase of
    a noun: 21日、…と述べた and 5日の会見で…と述べた are dated, 2011年に就任した知事は…と述べた and 橋は18日に開通すると述べた are not.
    """
    time = _of_cue(view, statement, times)
    if time is not None:
        return _UNKNOWN if time.earliest is None else Said(time.earliest, time.latest, "time_expression")
    if statement.is_inside or view.published_earliest is None or view.published_latest is None:
        return _UNKNOWN
    return Said(view.published_earliest, view.published_latest, "publication")


def _of_cue(view: ArticleView, statement: Statement, times: Sequence[Time]) -> Time | None:
    """The time in the clause of the cue that is nearest to it, or none."""
    start, end = statement.clause
    for index in range(bisect_left(times, end, key=lambda time: time.start) - 1, -1, -1):
        time = times[index]
        if time.start < start:
            break
        inside = time.start < statement.end and statement.start < time.end
        if not inside and time.type in ("DATE", "TIME") and not _modifies_noun(view, time.end, statement):
            return time
    return None


def _modifies_noun(view: ArticleView, at: int, statement: Statement) -> bool:
    """Whether the first verb behind a time modifies a noun: 2011年に|就任した|知事は, but not 17日に会見を|開き、."""
    tokens = view.tokens
    stop = statement.start if at <= statement.start else statement.clause[1]
    first, last = tokens.run(at, stop)
    for index in range(first, last):
        pos = tokens.lexemes[index].pos
        if pos[0] == "補助記号":
            return False
        if pos[0] in ("動詞", "助動詞", "形容詞") and index + 1 < last:
            following = tokens.lexemes[index + 1].pos
            if pos[5].startswith(("連体形", "終止形")) and following[0] in ("名詞", "接頭辞", "代名詞"):
                return True
    return False
