"""Where the article lies on a page that came with its menus: the densest stretch of prose, and the title above it.

Belongs here: pages that lost their markup but kept navigation, link lists and footers, as a copy-and-paste or a bad scraper
leaves them. Does not belong here: articles without menus, which no rule here touches, and what the lines of the article
are (``header``, ``tail``, ``roles``).

The stretch is the maximum subsequence of line scores (Pasternack and Roth, "Extracting article text from the web with
maximum subsequence segmentation", WWW 2009); prose scores its characters, every other line costs, and nothing is trained.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.normalize import contents_list, cues, likeness, tail
from pipeline.normalize.line import Line

# A menu: at least so many lines of at most so many characters without punctuation, so many of them on end
_MIN_MENU, _MAX_MENU_LINE, _MIN_MENU_RUN = 12, 12, 6
_MIN_FURNITURE = 3
_FURNITURE = frozenset(("navigation", "related_link", "site_boilerplate", "comment_ui", "advertisement"))
# Roles that a form of its own can give a line outside the article
_BODY_ROLES = frozenset(("question", "answer", "dialogue", "heading", "list_item", "key_point", "cited_excerpt"))
# Headings that stand between the title and the text
_HEADING_METHODS = frozenset(("rule:listed_heading", "rule:heading_below_date", "rule:heading_of_points"))
_MIN_PROSE = 60
_LINE_COST, _SECTION_COST, _ITEM_COST, _LIST_COST = 16, 60, 8, 4
_MAX_GAIN, _MAX_SITE_TALK = 150, 100
_MIN_PROSE_LINE = 30
# Lines of links on end inside the article
_MIN_LINKS = 4
_MAX_ABOVE, _MIN_TITLE, _MAX_TITLE = 40, 8, 120
_MIN_TITLE_SCORE, _MIN_SUBTITLE, _MIN_CAPTION = 0.3, 12, 20
_CANDIDATES = 3
_PUNCTUATION = frozenset("。、!?…「」:,")
# 架空監督「最後まで走った。よく耐えた」: a speaker and what he said, which ends without a full stop
_SPEECH = re.compile(r"[^\s「」、。]{1,14}「[^「」]*。[^「」]+」")
# 元食堂を住民が改装: a short line that says something, as no section's or author's name does
_PARTICLE = re.compile(r"[^\Wぁ-ゖ][がをにはでへ][^\Wぁ-ゖ]")
# 冒頭発言, はじめに: words without figures or marks
_HEADS = re.compile(r"[^\W\d_A-Za-z]{3,}")
# 各地の震度は次の通り。 当選者は以下のとおり。
_ANNOUNCEMENT = re.compile(r"(?:次|以下|下記)の(?:通り|とおり)(?:です|だ|である)?[。:]$")
_MAX_ABOVE_LIST = 3
# みそ 大さじ2, さば 2切れ: a thing and how much of it
_QUANTITY = re.compile(r"^\S{1,16}\s\D{0,4}\d[\d.,/]{0,6}\D{0,5}$")
# (以上), (了), おわり
_CLOSING = re.compile(r"[(【]?(?:以上|了|おわり|終わり|完)[)】]?")
# ・関東は昼前から北風: a bullet too long for a menu's word
_POINT = re.compile(r"[・•●-]\s?\S.{8,60}")
_MAX_POINTS = 6
# 発表のポイント, この記事の要点
_POINTS_HEADING = re.compile(r"[^。、]{0,12}(?:ポイント|要点|要旨|概要|まとめ)")
# GK 波野; DF 砂山、架空、仮想: a row of names
_ROW = re.compile(r"[A-Z]{2,3} \S|[^、]{1,12}、[^、]{1,12}、[^、]{1,12}(?:、|$)")
_MIN_ROWS = 3
# <2部リーグ:架空3-2仮想>◇8日◇架空競技場: the head line of a match
_MATCH = re.compile(r".*◇.*◇")
# この記事は有料会員記事です。残り977文字, 続きを読む, 会員限定
_PAYWALL = re.compile(r"有料会員|会員限定|有料記事|続きを(?:お)?(?:読|見|楽)|残り\d+文字|全文(?:を|が)")
_MAX_TEASER = 3


class Stretch(NamedTuple):
    """Half-open range of lines: ``top`` is the title's (or ``start``), ``start`` the first of the text, ``end`` behind it."""

    top: int
    start: int
    end: int


def find(lines: Sequence[Line], title: str | None) -> Stretch | None:
    """The article among the lines, or none where the text is no page with menus; ``title`` is the one of the metadata."""
    if not _has_menu(lines):
        return None
    scores = [_score(line) for line in lines]
    best: tuple[float, Stretch] | None = None
    for _ in range(_CANDIDATES):
        start, end = densest(scores)
        prose = sum(score for score in scores[start:end] if score > 0)
        if prose < _MIN_PROSE or len(lines) - (end - start) < _MIN_MENU:
            break
        worth = sum(scores[start:end])
        scores[start:end] = [-_SECTION_COST] * (end - start)
        end = _with_rows(lines, _with_list(lines, _with_teaser(lines, end)))
        top, certainty = _find_title(lines, start, end, title)
        top = _above_date(lines, start) if top == start else _above_subtitle(lines, top, start, end)
        start = next((at for at in range(top + 1, start) if _score(lines[at]) > 0), start)
        worth *= 1 + certainty
        if best is None or worth > best[0]:
            best = worth, Stretch(top, start, end)
    return best[1] if best else None


def mark_head(lines: Sequence[Line], stretch: Stretch) -> None:
    """Title, date line and pictures between the title and the text; the rest there belongs to the page."""
    top, start, end = stretch
    if top == start:
        return
    lines[top].give("title", "rule:title_above_prose")
    body = "\n".join(line.text for line in lines[start:end])
    _mark_points(lines, top, start)
    if lines[start - 1].role is None and _is_listed(lines[top + 1 : start]):
        lines[start - 1].give("heading", "rule:listed_heading")
    for line in lines[top + 1 : start]:
        if line.role is not None or line.text == lines[top].text or cues.is_dateline(line.text):
            continue
        names = likeness.names(line.text)
        if cues.SHORT_DATELINE.search(line.text):
            line.give("dateline", "rule:short_dateline")
        elif cues.PERSON_NAME.fullmatch(line.text):
            line.give("byline", "rule:name_above_article")
        elif _MATCH.match(line.text):
            line.give("paragraph", "rule:match")
        elif line is lines[start - 1] and _is_heading_below(lines[start - 2], line):
            line.give("heading", "rule:heading_below_date")
        elif sum(name in body for name in names) < _MIN_TITLE_SCORE * len(names):
            line.give("navigation", "rule:above_article")
        elif len(line.text) < _MIN_SUBTITLE:
            is_subtitle = line is lines[top + 1] and len(line.text) >= _MIN_TITLE and _PARTICLE.search(line.text)
            line.give("subtitle" if is_subtitle else "navigation", "rule:above_article")
        elif line is not lines[top + 1] and len(line.text) >= _MIN_CAPTION:
            line.give("caption", "rule:picture_above_prose")


def _mark_points(lines: Sequence[Line], top: int, start: int) -> None:
    """A few long bullets right above the text sum it up."""
    at = start
    while at > top + 1 and lines[at - 1].role is None and _POINT.fullmatch(lines[at - 1].text):
        at -= 1
    if 1 < start - at <= _MAX_POINTS:
        for line in lines[at:start]:
            line.list_marker = line.text[0]
            line.give("key_point", "rule:points_above_text")
    is_headed = at > top + 1 and lines[at - 1].role is None and _POINTS_HEADING.fullmatch(lines[at - 1].text)
    if is_headed and cues.list_marker(lines[at].text):
        lines[at - 1].give("heading", "rule:heading_of_points")


def densest(scores: Sequence[float]) -> tuple[int, int]:
    """Half-open range with the greatest sum; of equal ones the first.

    >>> densest([-16, 80, -16, 90, -16, -16, 40, -16])
    (1, 7)
    """
    best = (0, 0)
    top = total = 0.0
    start = 0
    for at, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, at
        total += score
        if total > top:
            top, best = total, (start, at + 1)
    return best


def mark_above(lines: Sequence[Line], stretch: Stretch) -> None:
    """Give the lines above the text their roles, once title and date line have theirs."""
    for at, line in enumerate(lines[: stretch.start]):
        is_of_article = at > stretch.top and (line.role == "key_point" or line.method in _HEADING_METHODS)
        if line.role is None or (line.role in _BODY_ROLES and not is_of_article):
            line.give("site_boilerplate" if cues.is_prose(line.text) else "navigation", "rule:above_article")


def mark_below(lines: Sequence[Line], stretch: Stretch) -> None:
    """Give the lines below the text their roles, once sections have theirs."""
    for line in lines[stretch.end :]:
        if line.role is None or line.role in _BODY_ROLES or line.role == "caption":
            line.give("site_boilerplate" if cues.is_prose(line.text) else "related_link", "rule:below_article")


def mark_inside(lines: Sequence[Line], stretch: Stretch) -> None:
    """Lists of links that interrupt the text."""
    inside = lines[stretch.start : stretch.end]
    for start, end in _runs([line.role is None and _score(line) <= -_LINE_COST for line in inside]):
        figures = sum(_QUANTITY.search(line.text) is not None for line in inside[start:end])
        is_table = 2 * figures >= end - start
        if end - start >= _MIN_LINKS and start and not is_table and not tail.introduces(inside[start - 1].text):
            for line in inside[start:end]:
                line.give("related_link", "rule:links_inside")


def _has_menu(lines: Sequence[Line]) -> bool:
    """Whether many short words stand on end, or many lines that are no prose with page furniture among them."""
    if len(lines) <= _MIN_MENU:
        return False
    is_short = [len(line.text) <= _MAX_MENU_LINE and _PUNCTUATION.isdisjoint(line.text) for line in lines]
    if sum(is_short) >= _MIN_MENU and any(end - start >= _MIN_MENU_RUN for start, end in _runs(is_short)):
        return True
    if sum(line.role in _FURNITURE for line in lines) < _MIN_FURNITURE:
        return False
    return any(end - start >= _MIN_MENU for start, end in _runs([_score(line) <= -_LINE_COST for line in lines]))


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of flags that are set."""
    start = 0
    for is_set, run in groupby(flags):
        end = start + sum(1 for _ in run)
        if is_set:
            yield start, end
        start = end


def _score(line: Line) -> float:
    text = line.text
    if line.section and line.role not in (None, "question"):
        return -_SECTION_COST
    if line.role not in (None, "question", "answer", "key_point", "cited_excerpt", "list_item"):
        return -_LINE_COST
    if text.endswith(cues.SENTENCE_ENDS) or ("。" in text and len(text) >= 2 * _MIN_PROSE_LINE):
        return 0 if len(text) < _MAX_SITE_TALK and tail.is_site_talk(text) else min(len(text), _MAX_GAIN)
    if text.endswith("」") and _SPEECH.fullmatch(text):
        return min(len(text), _MAX_GAIN)
    if len(text) >= _MIN_PROSE_LINE and "、" in text and text.endswith(("」", "…", ")", "...")):
        return 0
    if text.count("、") >= 2:
        return -_LIST_COST
    return -_ITEM_COST if cues.list_marker(text) else -_LINE_COST


def _with_teaser(lines: Sequence[Line], end: int) -> int:
    """The end, moved over the broken sentences that stand before a notice to members."""
    for at in range(end, min(len(lines), end + _MAX_TEASER + 1)):
        if _PAYWALL.search(lines[at].text):
            return at
        if lines[at].role is not None:
            break
    return end


def _with_list(lines: Sequence[Line], end: int) -> int:
    """The end, moved over a list that the last sentence announces, or a short one close below: 各地の震度は次の通り。"""
    for at in range(end, min(len(lines), end + _MAX_ABOVE_LIST)):
        if lines[at].role is not None:
            break
        if _ANNOUNCEMENT.search(lines[at].text):
            end = at + 1
            break
    if not tail.introduces(lines[end - 1].text):
        return end
    at = end
    while at < len(lines) and lines[at].role in (None, "list_item") and not tail.is_site_talk(lines[at].text):
        text = lines[at].text
        is_row = ":" in text or "、" in text or cues.list_marker(text) or cues.MARKED_HEADING.fullmatch(text)
        if not (is_row or _is_parallel(lines, at)):
            break
        at += 1
    return at


def _is_parallel(lines: Sequence[Line], at: int) -> bool:
    """Whether the line above or below begins as this one does: 震度5強 架空市, 震度4 仮想町."""
    near = (*lines[at - 1 : at], *lines[at + 1 : at + 2])
    return any(line.role is None and line.text[:2] == lines[at].text[:2] for line in near)


def _with_rows(lines: Sequence[Line], end: int) -> int:
    """The end, moved over rows of names and their heading, as a report of a match has: three or more on end; and over (以上)."""
    start = at = end + (end < len(lines) and lines[end].role is None and not _ROW.match(lines[end].text))
    while at < len(lines) and lines[at].role is None and _ROW.match(lines[at].text):
        at += 1
    if at - start >= _MIN_ROWS:
        end = at
    return end + (end < len(lines) and _CLOSING.fullmatch(lines[end].text) is not None)


def _find_title(lines: Sequence[Line], start: int, end: int, title: str | None) -> tuple[int, float]:
    """Index of the line above the text that shares most of its names with it, or ``start``, and how sure that is.

    A date line below it and a copy elsewhere on the page speak for a title; the title of the metadata is one.
    """
    body = "\n".join(line.text for line in lines[start:end])
    copies = Counter(line.text for line in lines)
    best, top = 0.0, start
    for at in range(max(0, start - _MAX_ABOVE), start):
        line = lines[at]
        is_known = line.text == title
        if not is_known and (line.role is not None or not _MIN_TITLE <= len(line.text) <= _MAX_TITLE):
            continue
        share = likeness.share(line.text, body)
        if not is_known and (share < _MIN_TITLE_SCORE or cues.is_prose(line.text) or cues.is_dateline(line.text)):
            continue
        is_dated = any(_is_dated(below.text) for below in lines[at + 1 : at + 5])
        score = share + 0.3 * is_dated + 0.1 * (copies[line.text] > 1) + is_known
        if score > best:
            best, top = score, at
    return top, best


def _is_listed(lines: Sequence[Line]) -> bool:
    """Whether the table of contents above lists the last of the lines."""
    wanted = lines[-1].text if lines else ""
    return any(line.method == contents_list.METHOD and line.text.endswith(wanted) for line in lines[:-1])


def _above_date(lines: Sequence[Line], start: int) -> int:
    """Index of the last line right above a date, where none is like the text; ``start`` where there is no such line."""
    for at in range(start - 2, max(0, start - _MAX_ABOVE) - 1, -1):
        line = lines[at]
        is_headline = line.role is None and _MIN_TITLE <= len(line.text) <= _MAX_TITLE and not cues.is_prose(line.text)
        if is_headline and cues.is_dateline(lines[at + 1].text) and not cues.is_dateline(line.text):
            return at
    return start


def _above_subtitle(lines: Sequence[Line], top: int, start: int, end: int) -> int:
    """The title's index, moved to the line right above it that is as long and like the text as well: title, subtitle."""
    if not top or lines[top - 1].role is not None or len(lines[top - 1].text) < len(lines[top].text):
        return top
    above = lines[top - 1].text
    if len(above) > _MAX_TITLE or cues.is_prose(above) or _is_dated(above) or above == lines[top].text:
        return top
    body = "\n".join(line.text for line in lines[start:end])
    return top - 1 if likeness.share(above, body) >= _MIN_TITLE_SCORE else top


def _is_heading_below(above: Line, line: Line) -> bool:
    """Whether a short line that alone stands between the date and the text heads it: 冒頭発言."""
    return cues.is_dateline(above.text) and len(line.text) <= _MAX_MENU_LINE and _HEADS.fullmatch(line.text) is not None


def _is_dated(text: str) -> bool:
    return bool(cues.DATE.search(text) or cues.SHORT_DATELINE.search(text))
