"""Behind the last sentence: what a page without many menus still puts below its article.

Belongs here: lines below the last running text of the article, from the first that is surely the page's. Does not belong
here: sections that a heading opens (``tail``), pages with menus (``page``), and lists that end an article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues, profile, tail
from pipeline.normalize.line import Line

_MAX_SITE_TALK, _MAX_CALL, _MAX_LINK = 100, 40, 25
_PAGE_ROLES = frozenset(("navigation", "related_link", "site_boilerplate", "comment_ui", "comment"))
_BODY_ROLES = frozenset(("question", "heading", "list_item", "caption"))
_TEXT_ROLES = frozenset(("answer", "dialogue", "key_point", "cited_excerpt", "question"))
# 続きを見る, 【写真を見る】, 動画を再生する: what stands between the paragraphs of an article as well
_INTERRUPTING = re.compile(r"続き|写真|画像|動画|映像|音声|再生|広告|拡大")
# 「…」, 架空監督「…」: what somebody said, without a full stop
_SPEECH = re.compile(r"[^「」、。\s]{0,14}「[^「」]*」")
# …お届けします。 …ご利用ください。: a site that speaks to its reader
_POLITE = tuple(
    stem + mark
    for stem in ("ます", "ません", "です", "ください", "下さい", "ませ", "クリック", "タップ")
    for mark in ("。", "!")
)
# 1位 架空大, 架空町、仮想町、想像町: figures and lists that can end an article
_LISTED = re.compile(r"\d+位|[^、]*、[^、]*、")


def mark(lines: Sequence[Line]) -> None:
    """Give the lines below the article's last running text their roles, from the first that is the page's own."""
    last = _last_text(lines)
    if last is None or last + 1 == len(lines):
        return
    start = next((at for at in range(last + 1, len(lines)) if _is_of_page(lines, at)), len(lines))
    for line in lines[start:]:
        if line.role in _BODY_ROLES or line.role is None:
            _mark_line(line)


def _last_text(lines: Sequence[Line]) -> int | None:
    """Index of the last line of running text that neither speaks of the site nor is the one profile of the author."""
    found: int | None = None
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.role is not None:
            if line.role in _TEXT_ROLES:
                return at
            continue
        if not _is_text(line.text) or _is_site_talk(line.text):
            continue
        if not profile.follows(lines, at):
            return at
        if found is not None:  # several people presented one by one are what the article is about
            return found
        found = at
    return None


def _is_text(text: str) -> bool:
    """Whether a line is a sentence or what somebody said, and no headline that ends in a quotation, no call or question."""
    if text.endswith("。"):
        return True
    if not cues.is_closed(text):
        return False
    return len(text) > _MAX_CALL or bool(_SPEECH.fullmatch(text)) or "。" in text


def _is_site_talk(text: str) -> bool:
    if len(text) > _MAX_SITE_TALK or not text.endswith(_POLITE):
        return False
    return "〒" in text or tail.is_site_talk(text)


def _is_of_page(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.role in _PAGE_ROLES:
        return not _INTERRUPTING.search(line.text)
    if line.role is not None:
        return False
    if cues.HASHTAGS.fullmatch(line.text):
        return True
    is_heading = bool(profile.HEADING.search(line.text)) and len(line.text) <= _MAX_LINK
    is_head = is_heading or bool(profile.NAME_WITH_READING.fullmatch(line.text))
    return is_head and any(profile.follows(lines, below) for below in range(at + 1, min(at + 3, len(lines))))


def _mark_line(line: Line) -> None:
    text = line.text
    if profile.NAME_WITH_READING.fullmatch(text) or cues.PERSON_NAME.fullmatch(text):
        line.give("byline", "rule:below_article")
    elif text.endswith("。"):
        line.give("site_boilerplate", "rule:below_article")
    elif not (_LISTED.match(text) or cues.list_marker(text)):
        line.give("navigation" if len(text) <= _MAX_LINK else "related_link", "rule:below_article")
