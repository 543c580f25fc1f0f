"""What the running text says of the days between which it was written: never after a day that it tells of as past, never
before one that it tells of as ahead.

Belongs here: full absolute dates of the article's own sentences with the tense around them. Does not belong here: date lines
and metadata (``evidence``), dates that count from another (``pipeline/extract``).

Precision comes first. A date counts only with year, month and day, outside quotations, excerpts, comments and references,
and only in these constructions:

=============  ==================================================================================================
past           「2025年10月3日に…した。」 and 「…は2025年10月3日、…した。」 in a sentence that ends in the past and has no plan
               in it; 「2025年10月3日現在」 and 時点, also with a month, in a sentence without a forecast
ahead          「2025年10月3日に…する予定だ。」, 見通しだ, 計画だ, 見込みだ at the end of a sentence
own time       「本記事は2025年10月時点の情報…」: the page speaks of itself
=============  ==================================================================================================
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock
from pipeline.read.dates import parse_iso
from pipeline.read.eras import PAGE_ERA, year_of

_ROLES = frozenset(("lead", "paragraph", "list_item", "answer", "disclaimer"))
_RUNNING = frozenset(("lead", "paragraph", "answer"))
# Whatever has such a date has it: 2025年10月3日, 令和7年 10月の時点
_HINT = re.compile(r"年\s?\d{1,2}月(?:\s?\d{1,2}日|[^。!?\n]{0,9}(?:現在|時点))")
_SENTENCE_END = re.compile(r"[。!?\n]")
# A longer one is a table or a list on one line and tells of nothing; each of its dates would look through all of it
_LONGEST_SENTENCE = 1000
# 「…」, 『…』, (…) with more than a weekday: another's words, or an aside
_ASIDE = re.compile(r"「[^「」]*」|『[^『』]*』|“[^“”]*”|\([^()]{5,}\)")
# 2025年12月現在, 2025年4月8日時点
_AS_OF = re.compile(
    rf"(?:(?P<year>(?:19|20)\d{{2}})|(?P<era>{PAGE_ERA})(?P<era_year>\d{{1,2}}|元))年\s?(?P<month>\d{{1,2}})月\s?"
    r"(?:(?P<day>\d{1,2})日\s?)?(?:の)?(?:\([^()]{1,4}\))?(?:末)?(?:現在|時点)"
)
# 本記事は2025年10月時点の情報です, 価格は…現在のものです: what the page says of itself
_OWN = re.compile(
    r"(?:本|当|この)(?:記事|稿|ページ|情報|文章)|(?:掲載|記事)(?:の)?(?:情報|内容|データ|価格)|[※(]|現在の(?:情報|もの)|時点の(?:情報|もの)"
)
_OWN_END = re.compile(
    r"(?:現在|時点)(?:の(?:情報|もの|内容|データ|価格|料金)|で(?:書|執筆|作成|公開)|に(?:書|執筆|作成|公開))"
)
# What may stand between a date and its particle: (火), 午後3時5分ごろ, 夜, 未明
_TIME_OF_DAY = (
    r"(?:\([^()]{1,4}\))?(?:の?(?:未明|早朝|朝|昼|夕方|夜|深夜|午前|午後)|\d{1,2}時(?:\d{1,2}分)?|頃|ごろ|\s){0,5}"
)
_WITH_NI = re.compile(rf"{_TIME_OF_DAY}(?:に(?!ち|は|向|備|控|予|迫|迎)|付け?で)")
_WITH_COMMA = re.compile(rf"{_TIME_OF_DAY}、")
_TOPIC_BEFORE = re.compile(r"(?:は|が)$")
_PAST_END = re.compile(r"(?:た|だった)[。!?]?$")
# Plans, conditions, and what is said to come: 予定, …すること, …するよう, …した場合, …までに
_PLAN = re.compile(
    r"予定|見通し|見込|予測|予想|推計|方針|計画|目指|目標|期限|締め?切|まで|以降|から|場合|れば|たら|意向|期待|控え|備え|向け|へ(?:と)?(?:。|$)"
    r"|[うくぐすつぬぶむる](?:と(?!き|こ)|よう|こと|ため|旨|見|考え|とき)|(?:だろう|かもしれ|はず|べき|たい|らしい|という)"
)
# The first verb of the past or of a chain, and a plain verb before it that speaks of a noun: …に開業する新店
_FIRST_VERB = re.compile(r"[しっれいんけえせきべめげねちみ][たて]|[しれ]、")
_ADNOMINAL = re.compile(r"[うくぐすつぬぶむる](?=[一-鿿ァ-ヺ])")
# 政府は3日、…すると発表した: the date is that of the saying
_REPORT = re.compile(
    r"[うくぐすつぬぶむるい]と(?=、?(?:発表|公表|明らかに|述べ|語|報じ|伝え|表明|説明|主張|指摘|非難|強調|発言)[^。]{0,8}た[。]?$)"
)
_AHEAD_END = re.compile(
    r"(?:予定|見通し|見込み|計画|方針)(?:だ|です|である|となっている|となっています|している|しています)?[。!?]?$"
)
_AHEAD_PARTICLE = re.compile(rf"{_TIME_OF_DAY}(?:に(?!は)|から|まで|までに|、|開催|開業|発売|公開|開幕|施行)")


class Bound(NamedTuple):
    """A day that the text tells of: ``kind`` is ``past``, ``as_of``, ``ahead`` or ``own_time``; offsets are those of the text."""

    kind: str
    start: int
    end: int
    earliest: dt.date
    latest: dt.date
    precision: str


def find_bounds(blocks: Sequence[TypedBlock], fetched_on_latest: dt.date) -> list[Bound]:
    """The bounds that decide: the latest past day, the first day ahead, the latest own time; at most one of each.

    Days after ``fetched_on_latest`` bound nothing from below. Where a past day lies behind a day ahead, the text speaks of
    several times, and neither bounds anything.

    >>> def block(text): return TypedBlock(0, len(text), text, "paragraph", True, "rule:paragraph")
    >>> [(b.kind, str(b.earliest)) for b in find_bounds([block("市は2025年10月3日、橋を直すと発表した。")], dt.date(2026, 1, 1))]
    [('past', '2025-10-03')]
    >>> [(b.kind, str(b.earliest)) for b in find_bounds([block("橋は2025年12月1日に開通する予定だ。")], dt.date(2026, 1, 1))]
    [('ahead', '2025-12-01')]
    >>> find_bounds([block("市は橋が2027年12月1日に開通すると発表した。")], dt.date(2026, 1, 1))
    []
    """
    found = [bound for block in blocks for bound in _in_block(block)]
    reached = [bound for bound in found if bound.kind != "ahead" and bound.earliest <= fetched_on_latest]
    past = max((b for b in reached if b.kind != "own_time"), key=lambda b: (b.earliest, -b.start), default=None)
    own = max((b for b in reached if b.kind == "own_time"), key=lambda b: (b.earliest, -b.start), default=None)
    ahead = min((b for b in found if b.kind == "ahead"), key=lambda b: (b.latest, b.start), default=None)
    if past and ahead and past.earliest > ahead.latest:
        past = ahead = None
    if own and past and past.earliest > own.latest:
        own = None
    return [bound for bound in (own, past, ahead) if bound]


def _in_block(block: TypedBlock) -> Iterator[Bound]:
    if block.role not in _ROLES or block.duplicate_of is not None or not _HINT.search(block.text):
        return
    masked = _ASIDE.sub(lambda aside: "〓" * len(aside.group()), block.text)
    for start, end in _dated_sentences(masked):
        if end - start > _LONGEST_SENTENCE:
            continue
        sentence, at = masked[start:end], block.start + start
        yield from _own_times(block.text[start:end], at)
        if block.role in _RUNNING:
            yield from _as_of(sentence, at)
            yield from _events(sentence, at)


def _dated_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences that hold a date."""
    end = 0
    for found in _HINT.finditer(text):
        if found.start() < end:
            continue
        start = max(text.rfind(mark, end, found.start()) for mark in "。!?\n") + 1
        closing = _SENTENCE_END.search(text, found.end())
        start, end = max(start, end), closing.end() if closing else len(text)
        yield start, end


def _own_times(sentence: str, at: int) -> Iterator[Bound]:
    if "現在" not in sentence and "時点" not in sentence:
        return
    for found in _AS_OF.finditer(sentence):
        if _OWN.search(sentence) and _OWN_END.match(sentence, found.end() - 2) and (days := _days_of(found)):
            yield Bound("own_time", at + found.start(), at + found.end(), *days)


def _as_of(sentence: str, at: int) -> Iterator[Bound]:
    if "現在" not in sentence and "時点" not in sentence:
        return
    for found in _AS_OF.finditer(sentence):
        if not _PLAN.search(sentence) and (days := _days_of(found)):
            yield Bound("as_of", at + found.start(), at + found.end(), *days)


def _events(sentence: str, at: int) -> Iterator[Bound]:
    is_past, is_ahead = _PAST_END.search(sentence), _AHEAD_END.search(sentence)
    if not (is_past or is_ahead):
        return
    for found in cues.DATE.finditer(sentence):
        day = written_day(found)
        if day is None:
            continue
        span = (at + found.start(), at + found.end())
        if _is_past(sentence, found):
            yield Bound("past", *span, day, day, "day")
        elif is_ahead and _AHEAD_PARTICLE.match(sentence, found.end()):
            yield Bound("ahead", *span, day, day, "day")


def _is_past(sentence: str, found: re.Match[str]) -> bool:
    """Whether the sentence tells of the day as past: see the table above."""
    rest = sentence[found.end() :]
    if not _PAST_END.search(rest):
        return False
    if _WITH_NI.match(rest):
        verb = _FIRST_VERB.search(rest)
        return not (_PLAN.search(rest) or _ADNOMINAL.search(rest, 0, verb.start() if verb else len(rest)))
    if not _WITH_COMMA.match(rest) or not (found.start() == 0 or _TOPIC_BEFORE.search(sentence[: found.start()])):
        return False
    if found.start() and (report := _REPORT.search(rest)):
        rest = rest[report.end() :]
    return not _PLAN.search(rest)


def written_day(found: re.Match[str]) -> dt.date | None:
    """The day that a match of :data:`pipeline.normalize.cues.DATE` names; none where the calendar has no such day.

    >>> written_day(cues.DATE.search("令和7年4月8日")), written_day(cues.DATE.search("2025年2月30日"))
    (datetime.date(2025, 4, 8), None)
    >>> written_day(cues.DATE.search("二〇二五年四月八日")), written_day(cues.DATE.search("Tue, Apr 8, 2025"))
    (datetime.date(2025, 4, 8), datetime.date(2025, 4, 8))
    """
    if not found["month"]:
        moment = parse_iso(found.group())
        return moment.day if moment else None
    try:
        return dt.date(_year(found), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _year(found: re.Match[str]) -> int:
    if found["year"]:
        return int(found["year"])
    return year_of(found["era"], found["era_year"])


def _days_of(found: re.Match[str]) -> tuple[dt.date, dt.date, str] | None:
    """First and last day of a period, and its precision; none where there is no such day."""
    year, month = _year(found), int(found["month"])
    try:
        if found["day"]:
            day = dt.date(year, month, int(found["day"]))
            return day, day, "day"
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month"
    except (ValueError, calendar.IllegalMonthError):
        return None
