"""Summaries in ticks and what presenters say of them: この記事のポイント, ✅ …, 佐藤アナ:…?

Belongs here: a heading of points with the marked lines below it, presenters' lines, and how far both go on behind the last
sentence of an article. Does not belong here: round-ups of cited articles (``roundup``), bullets without a heading (``roles``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues
from pipeline.normalize.line import Line

# The same method as that of headings above the text, whose lines ``page`` keeps
HEADING_METHOD = "rule:heading_of_points"
# この記事のポイント, ■まとめ, 【要点】, ここがポイント
_HEADING = re.compile(
    r"[■◆●▼【\[<《]?\s?(?:(?:この|本)?(?:記事|ニュース|話題|特集)の|(?:今日|今回|本日)の|ここが)?(?:ポイント|まとめ|要点|要旨|おさらい)(?:まとめ|は)?\s?[】\]>》]?[:!]?"
)
# Headings whose plain bullets are points: a まとめ of bullets may be a list of other articles
_OF_POINTS = re.compile(r"ポイント|要点|要旨")
_MAX_HEADING, _MIN_BULLETS = 20, 2
# 佐藤アナ:いつからですか? 渚田:四日の朝からです。
_SPOKEN = re.compile(r"(?P<speaker>[^\s。、「」『』():?!/\d]{1,12})\s?:\s?\S.{0,160}[。?!]")
_SPEAKER_REACH = 14
# Who leads through a programme: 佐藤アナ, 司会, MC
_PRESENTER = re.compile(r"アナ$|アナウンサー|キャスター|司会|進行|ナビゲーター|^MC|聞き手|解説")
# Page furniture that may part the text from its summary
_MAX_BETWEEN = 3
_OWN = frozenset(("rule:points_below_heading", "rule:presenters"))


def mark(lines: Sequence[Line]) -> None:
    """Give headings of points, the points below them and presenters' lines their roles."""
    for at, line in enumerate(lines):
        if line.role is None and len(line.text) <= _MAX_HEADING and _HEADING.fullmatch(line.text):
            _mark_points(lines, at)
    for at, line in enumerate(lines):
        if line.role is None and ":" in line.text[:_SPEAKER_REACH]:
            for spoken in lines[at : _spoken_until(lines, at)]:
                spoken.give("dialogue", "rule:presenters")


def end_below(lines: Sequence[Line], end: int) -> int:
    """The end of the article, moved over a summary and presenters' lines that stand right below it.

    Buttons and advertisements may part them from the text.
    """
    at = end
    while at < min(len(lines), end + _MAX_BETWEEN + 1):
        if _is_own(lines[at]):
            while at < len(lines) and _is_own(lines[at]):
                at += 1
            end = at
        elif lines[at].role is None or lines[at].section:
            break
        else:
            at += 1
    return end


def _is_own(line: Line) -> bool:
    return line.method in _OWN or line.method == HEADING_METHOD or line.role == "key_point"


def _mark_points(lines: Sequence[Line], heading: int) -> None:
    end = heading + 1
    while end < len(lines) and (lines[end].role == "key_point" or lines[end].method == "rule:check_mark"):
        end += 1
    if end == heading + 1 and _OF_POINTS.search(lines[heading].text):
        while end < len(lines) and lines[end].role is None and _is_bullet(lines[end].text):
            end += 1
        if end - heading <= _MIN_BULLETS:
            return
    is_cited = end < len(lines) and lines[end].role == "cited_source"
    if end == heading + 1 or is_cited:
        return
    lines[heading].give("heading", HEADING_METHOD)
    for line in lines[heading + 1 : end]:
        line.list_marker = line.list_marker or cues.list_marker(line.text)
        line.give("key_point", "rule:points_below_heading")


def _is_bullet(text: str) -> bool:
    return text[0] in "・•●-" and cues.list_marker(text) is not None


def _spoken_until(lines: Sequence[Line], at: int) -> int:
    """Where a talk that begins at a line ends: lines of several speakers, a presenter's among them.

    Right below points one line or unknown speakers are enough.
    """
    end, speakers = at, []
    while end < len(lines) and lines[end].role is None and lines[end].hint is None:
        if ":" not in lines[end].text[:_SPEAKER_REACH] or not (spoken := _SPOKEN.fullmatch(lines[end].text)):
            break
        speakers.append(spoken["speaker"])
        end += 1
    is_led = any(_PRESENTER.search(speaker) for speaker in speakers)
    is_below_points = at > 0 and lines[at - 1].method == "rule:points_below_heading"
    is_talk = len(set(speakers)) > 1 and (is_led or is_below_points)
    return end if is_talk or (is_led and is_below_points) else at
