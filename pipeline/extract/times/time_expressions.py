"""Time expressions: where they stand in a text, their TIMEX3 value, the interval they mean and how it was found.

Belongs here: where an expression may begin, found in one pass over the text, and the stage. What may begin there is the grammar in
``time_constructions``. Not a time: ages, scores, counters and names that contain numbers; those are amounts or nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.extract.article.article_stage import ArticleStage, spans_of
from pipeline.extract.article.view import ArticleView
from pipeline.extract.article.word_edges import Closed, IsWord, address_spans, anywhere, word_test
from pipeline.extract.times.anchor import from_cited_sources
from pipeline.extract.times.bounds import with_bounds
from pipeline.extract.times.constructions import read
from pipeline.extract.times.context import Reader, Time
from pipeline.extract.times.events import EVENTS
from pipeline.extract.times.figures import ENGLISH_MONTHS
from pipeline.extract.times.grammar import DAYPART_OPENS, SEASON_BEHIND
from pipeline.extract.times.resolution import Anchor
from pipeline.extract.times.words import WORDS
from pipeline.read.eras import ERAS
from schemas.tables.time_expressions import TIME_EXPRESSIONS

_BEHIND_EVENT = re.compile(r"[直冒後前]")  # 会談後
_BEHIND_PREFIX = re.compile(r"の?[ ]?(?:約|およそ|ほぼ)?[ ]?[0-9〇零一二三四五六七八九十百千数半何]")  # この3年
_BEHIND_MONTH = re.compile(r"[a-z.]*[ ]?[0-9]")  # October 21, 2005
_BEHIND_NEXT = re.compile(r"[月火水木金土日]曜|[0-9一二三四五六七八九十数]")  # 次の金曜日  次の3日間
_BEHIND_FOLLOWING = re.compile(r"[0-9]{1,4} ?[年月日]")  # 翌12日
_BEHIND_SAME = re.compile(r"[0-9]{1,2} ?日(?!間|目)")  # 同19日
_BEHIND_MONTHLY = re.compile(r"[0-9一二三四五六七八九十数]{1,3}(?:[~〜・、][0-9]{1,3})?[回度]")  # 月3回
_NUMERAL = re.compile(r"[ ]?(?:元|[0-9一二三四五六七八九十])")  # 令和7年


def _heads() -> dict[str, re.Pattern[str] | None]:
    """Words that an expression can begin with -> what must stand behind them for anything to begin there.

    Most event nouns, この and 朝 begin nothing.
    """
    heads: dict[str, re.Pattern[str] | None] = dict.fromkeys(
        ("年", "月に", "週", "西暦", "紀元", "毎日", "ひと月", "ふた月")
    )
    heads |= dict.fromkeys(EVENTS, _BEHIND_EVENT) | dict.fromkeys(ERAS, _NUMERAL)
    heads |= dict.fromkeys(ENGLISH_MONTHS, _BEHIND_MONTH)
    for surface, readings in WORDS.items():
        if all(word.slot == "duration_prefix" for word in readings):
            heads[surface] = _BEHIND_PREFIX
        elif any(word.only != "follows" for word in readings):
            heads[surface] = None
        elif any(word.slot == "daypart" for word in readings):
            heads[surface] = DAYPART_OPENS
        elif any(word.slot == "season_name" for word in readings):
            heads[surface] = SEASON_BEHIND
    heads["次の"] = _BEHIND_NEXT
    heads["月"] = _BEHIND_MONTHLY
    heads["翌"] = _BEHIND_FOLLOWING
    heads["同"] = _BEHIND_SAME
    return heads


_HEADS = _heads()
_NEEDED = list(_HEADS.values())
_HEAD_FINDER = AhoCorasick(list(_HEADS), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)

_NUMERAL_CHARS = "0-9〇零一二三四五六七八九十百千"
NUMBER = re.compile(
    rf"[{_NUMERAL_CHARS}数半元何第][{_NUMERAL_CHARS}数万,]{{0,24}}+(?:\.[0-9]+)?"
    rf"(?P<timed>(?=(?:[~〜～・、–—―-][{_NUMERAL_CHARS}数]{{1,9}}+(?:\.[0-9]+)?)?"
    rf"(?: ?(?:[かカヶケヵ箇]?[年月]|[((](?:{'|'.join(ERAS)})|世|半[期世月日]|営業|昼夜|両?日|[週泊時分秒]|[月火水木金土日]曜)|[./-][0-9]|:[0-9]{{2}}|(?<=・[0-9])(?![0-9])|(?<=・[0-9]{{2}})(?![0-9]))))?"
)
"""A number, and the unit or sign behind it that can make it a time: 2025年, 数カ月, 2~3日, 2025/4/8, 10:33, 2025.4.8"""


def find_times(
    text: str, anchor: Anchor | None = None, is_word: IsWord | None = None, furniture: Sequence[tuple[int, int]] = ()
) -> list[Time]:
    """Time expressions of a normalized text, in order and without overlap.

    ``anchor``: days between which it was published. ``is_word``: whether a span begins and ends where words do; without
    it every span counts. ``furniture``: spans of the page around the article, where nothing counts from publication and
    deictic words are left out. Spans are half-open code points; values are TIMEX3.

    >>> import datetime as dt
    >>> day = dt.date(2025, 4, 8)
    >>> for time in find_times("8日の会談後、約3年半ぶりに2023年以降の支援を毎週見直すと述べた。", Anchor(day, day)):
    ...     print(time.type, time.value, time.mod, time.resolution)
    DATE 2025-04-08 None from_publication
    DATE XXXX-XX-XX AFTER unresolved
    DURATION P3Y6M APPROX absolute
    DATE 2023 ON_OR_AFTER absolute
    SET P1W None absolute
    """
    reader = Reader(
        text, from_cited_sources(text, anchor or Anchor()), is_word or anywhere, [], furniture=Closed(furniture)
    )
    cursor = 0
    for start in _candidates(text):
        if start < cursor:
            continue
        end = read(reader, start)
        if end > start:
            cursor = end
    return reader.found


def _candidates(text: str) -> list[int]:
    """Offsets where an expression may begin, in order; none inside a web address."""
    starts = [
        start
        for head, start, end in _HEAD_FINDER.find_matches_as_indexes(text)
        if (needed := _NEEDED[head]) is None or needed.match(text, end)
    ]
    starts += [match.start() for match in NUMBER.finditer(text) if match["timed"] is not None]
    starts.sort()
    closed = address_spans(text)
    return [start for start in starts if not any(a <= start < b for a, b in closed)] if closed else starts


_FURNITURE = frozenset(
    ("navigation", "advertisement", "site_boilerplate", "related_link", "comment_ui", "disclaimer", "artefact")
)
"""Roles of blocks that speak to whoever visits the page, now and later: 過去の結果はこちら"""


_JAPAN = dt.timezone(dt.timedelta(hours=9))


def _moment_of(view: ArticleView) -> dt.datetime | None:
    """When the article was published as clocks in Japan show it, where it is known to the minute."""
    if view.published_at is None or view.published_precision not in ("minute", "second"):
        return None
    moment = view.published_at.astimezone(_JAPAN).replace(tzinfo=None)
    return moment if moment.date() == view.published_on else None


def _find(view: ArticleView) -> list[Time]:
    """Time expressions of an article, in content and in the page around it alike."""
    to_second = view.published_precision == "second"
    anchor = Anchor(view.published_earliest, view.published_latest, at=_moment_of(view), is_to_second=to_second)
    furniture = [(block.start, block.end) for block in view.blocks if block.role in _FURNITURE]
    times = find_times(view.text, anchor, word_test(view), furniture)
    return [with_bounds(view.text, time) for time in times]


time_expressions = ArticleStage(
    "time_expressions",
    ("time_expressions",),
    _find,
    spans_of(TIME_EXPRESSIONS, "tim", Time._fields, key=("start", "end", "type")),
)
