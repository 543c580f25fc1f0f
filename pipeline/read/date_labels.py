"""Labels by which a date that a page shows is that of something else: 開催日, 取材, 募集期間, 発売.

Belongs here: whether the words around a date make it the day of an event, an interview or a deadline. Does not belong here:
which lines show dates (``html_dates``, ``pipeline/normalize``), what a date means (``dates``). The words are
``lexicons/date_labels.csv``; ``is_credit`` marks those that also name a person's work, as in 取材・文.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.lexicons.load import load


def _words(rows: Iterable[dict[str, str]]) -> str:
    return "|".join(re.escape(word) for word in sorted((row["word"] for row in rows), key=len, reverse=True))


_WORD = f"(?:{_words(load('date_labels'))})"
_CREDIT = re.compile(_words(row for row in load("date_labels") if row["is_credit"] == "true"))
_REACH = 40
_SUFFIX = "(?:年月日|日時|日程|日|開始|終了)"
_CLOSED = r"[\])）】］〉>]?\s*"
# 公開 2026.3.12, 最終更新日:2026年3月12日: the page's own
_OWN = re.compile(
    r"(?:公開|掲載|配信|投稿|発表|発行|更新|修正|改訂|Published|Posted|Updated|Modified)(?:日時?|\s?on)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
# イベント開催日：2026年5月3日, 取材 2026.2.1, 【応募締切】2026年5月3日; without 日 or a colon the label begins its part of the
# line, since a headline may end in the same word: 架空市で花火大会開催 2026年3月12日
_BEFORE = re.compile(
    rf"(?:(?<![^\s/|／｜、,・(（\[［【〈<■◆●▼※]){_WORD}{{1,3}}{_SUFFIX}?{_CLOSED}"
    rf"|{_WORD}{_SUFFIX}{{1,2}}{_CLOSED}|{_WORD}{_SUFFIX}?{_CLOSED}[:：は]\s*)[(（\[［]?$"
)
# 2026年5月3日(日) 14:00 開催, 2026年5月3日〜5日開催, 2026年2月1日取材
_BEHIND = re.compile(
    r"(?:\s?[、・~〜～-]\s?\d{1,2}日){0,3}(?:\s?[(（][^()（）]{1,6}[)）]|\s?[月火水木金土日]曜日?)?(?:\s?(?:午前|午後)?\s?\d{1,2}(?::\d{2}|時(?:\d{1,2}分)?))?"
    rf"(?:から|より|まで|に)?(?P<space>\s?)(?P<label>{_WORD}{{1,3}}{_SUFFIX}?)(?=$|[\s/|／｜、,)）\]］])"
    r"(?P<next>\s*\d)?"
)
# 2026年4月1日(水)〜2026年5月10日: what parts the two ends of a period
_RANGE = re.compile(r"\s?(?:[(（][^()（）]{1,6}[)）])?\s?(?:[~〜～–—―-]|から)\s?")


def own_dates(text: str, found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """The dates of a short line that no label gives to something else, in order; ``found`` are matches in ``text``.

    The end of a period goes with its beginning.

    >>> def own(text): return [one.group() for one in own_dates(text, re.finditer(r"[\\d.]{8,}", text))]
    >>> own("公開 2026.3.12／取材 2026.2.1"), own("会期：2026.4.1〜2026.5.10"), own("2026.5.3発売")
    (['2026.3.12'], [], [])
    """
    own: list[re.Match[str]] = []
    last, is_last_own = None, True
    for one in found:
        between = text[last.end() : one.start()] if last else ""
        is_own = not _is_of_something_else(text, one.start(), one.end())
        if not is_last_own and _RANGE.fullmatch(between):
            is_own = False
        if is_own:
            own.append(one)
        last, is_last_own = one, is_own
    return own


def before_date(text: str, start: int) -> str:
    """What stands before a date, as far back as a label reaches: a line of thousands of dates is read in linear time.

    >>> before_date("公開 2026.3.12／取材 2026.2.1", 16)
    '公開 2026.3.12／取材 '
    """
    return text[max(0, start - _REACH) : start]


def is_label_of_something_else(text: str) -> bool:
    """Whether a text that stands right before a date gives it to something else.

    >>> is_label_of_something_else("開催日:"), is_label_of_something_else("公開日:"), is_label_of_something_else("取材班 ")
    (True, False, False)
    """
    return not _OWN.search(text) and bool(_BEFORE.search(text))


def _is_of_something_else(text: str, start: int, end: int) -> bool:
    before = before_date(text, start)
    if _OWN.search(before):
        return False
    if _BEFORE.search(before):
        return True
    behind = _BEHIND.match(text, end)
    if behind is None:
        return False
    # 2026.3.12 取材 2026.2.1 labels the second date, 2026年3月12日 取材 架空太郎 a person
    return not (behind["space"] and (behind["next"] or _CREDIT.search(behind["label"])))
