"""The day on which something was said: by a time in the clause of its cue, else the day of publication.

Belongs here: which time expression belongs to a cue. Does not belong here: what a time means (``times``).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.statement import Statement
from pipeline.extract.saying.words import is_meeting, word_set


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
_OCCASIONS = word_set("dated_occasion")
_EARLIER = word_set("earlier_time")
_PLUPERFECT = ("ていた", "でいた", "ていました", "でいました")
_CARRIED = 3  # sentences over which the day of an occasion lasts
_STRETCH = 600  # code points of a sentence that are looked at; keeps one of many statements linear
_RUNS_ON = 1  # sentences from one statement to the next of the same day
_OCCASION_REACH = 24  # words between a day and the occasion that it dates
_YEARLESS = re.compile(r"\d{1,2}月(?:\d{1,2}日)?")


def said_days(view: ArticleView, statements: Sequence[Statement], times: Sequence[Time]) -> list[Said]:
    """When each statement was made. The day runs on with its speaker: 市長は3日、…と述べた。さらに…と強調した."""
    made: list[Said] = []
    dated: tuple[str, int, str, Said] | None = None
    for statement in statements:
        said = said_on(view, statement, times)
        sentence = view.sentence_at(statement.start)
        speaker = None if statement.speaker is None else statement.speaker.text
        if sentence is not None and speaker is not None and not statement.is_inside:
            if said.basis == "time_expression":
                dated = speaker, sentence.index, sentence.block_id, said
            elif (
                said.basis == "publication"
                and dated is not None
                and dated[0] == speaker
                and dated[2] == sentence.block_id
            ) and sentence.index - dated[1] <= _RUNS_ON:
                said = dated[3]
                dated = speaker, sentence.index, sentence.block_id, said
        made.append(said)
    return made


def said_on(view: ArticleView, statement: Statement, times: Sequence[Time]) -> Said:
    """When a statement was made.

    A time counts that stands in the clause of the cue and outside what is said, unless a verb behind it takes it along into the phrase of
    a noun: 21日、…と述べた and 5日の会見で…と述べた are dated, 2011年に就任した知事は…と述べた and 橋は18日に開通すると述べた are not.
    """
    time = _of_cue(view, statement, times)
    if time is None and not statement.is_inside:
        time = _of_occasion(view, statement, times)
    if time is not None:
        return _dated(view, time)
    if (
        statement.is_inside
        or view.published_earliest is None
        or view.published_latest is None
        or _is_earlier(view, statement)
    ):
        return _UNKNOWN
    return Said(view.published_earliest, view.published_latest, "publication")


def _dated(view: ArticleView, time: Time) -> Said:
    """The day of a time, which lies not behind publication: of a month or day without a year it is the one before; else unknown."""
    if time.earliest is None or time.latest is None:
        return _UNKNOWN
    if view.published_latest is None or time.earliest <= view.published_latest:
        return Said(time.earliest, time.latest, "time_expression")
    if _YEARLESS.fullmatch(view.text, time.start, time.end) is None:
        return _UNKNOWN
    return Said(_year_before(time.earliest), _year_before(time.latest), "time_expression")


def _year_before(day: dt.date) -> dt.date:
    """The same day a year before; the 28th for 29 February."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _of_occasion(view: ArticleView, statement: Statement, times: Sequence[Time]) -> Time | None:
    """The day of the occasion that the sentence of a cue, or one right before it, tells of: 27日、県は会見を開いた。|知事は「…」と述べた。

    In another paragraph the occasion counts only where it names the speaker.
    """
    at = view.sentence_at(statement.start if statement.cue_start is None else statement.cue_start)
    if at is None:
        return None
    stop = statement.start if statement.cue_start is None else min(statement.start, statement.cue_start)
    for index in range(at.index, max(at.index - _CARRIED, -1), -1):
        sentence = view.sentences[index]
        end = min(sentence.end, stop)
        if sentence.block_id != at.block_id and not _is_named(view, statement, sentence.start, end):
            continue
        time = _day_of_occasion(view, sentence.start, end, times)
        if time is not None:
            return time
    return None


def _is_named(view: ArticleView, statement: Statement, start: int, end: int) -> bool:
    speaker = statement.speaker
    return speaker is not None and view.text.find(speaker.text, start, end) >= 0


def _day_of_occasion(view: ArticleView, start: int, end: int, times: Sequence[Time]) -> Time | None:
    """The first day in a stretch behind which an occasion stands: 28日開かれた|会見で, 16日に放送された|番組."""
    start = max(start, end - _STRETCH)
    for index in range(bisect_left(times, start, key=lambda time: time.start), len(times)):
        time = times[index]
        if time.end > end:
            return None
        if time.type not in ("DATE", "TIME") or time.earliest is None:
            continue
        if view.published_latest is not None and time.earliest > view.published_latest:
            continue
        first, last = view.tokens.run(time.end, end)
        if any(
            view.tokens.lexemes[at].surface in _OCCASIONS for at in range(first, min(last, first + _OCCASION_REACH))
        ):
            return time
    return None


def _is_earlier(view: ArticleView, statement: Statement) -> bool:
    """Whether a cue tells of what was said at some earlier time: かつて…と語っていた, 以前のインタビューで…と述べている."""
    if statement.cue_start is None or statement.cue_end is None:
        return False
    if view.text.endswith(_PLUPERFECT, statement.cue_start, statement.cue_end):
        return True
    start, end = statement.clause
    before = view.text[start : max(start, min(statement.start, end))]
    return any(word in before for word in _EARLIER)


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


def _is_occasion(surface: str) -> bool:
    return surface in _OCCASIONS or is_meeting(surface)


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
                ahead = range(index + 1, min(index + 4, last))  # 28日に開かれた|記者会見で
                return not any(_is_occasion(tokens.lexemes[at].surface) for at in ahead)
    return False
