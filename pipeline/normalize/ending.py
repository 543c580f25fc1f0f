"""Behind the last sentence: what a page without many menus still puts below its article.

Belongs here: lines below the last running text of the article, from the first that is surely the page's. Does not belong
here: sections that a heading opens (``tail``), pages with menus (``page``), and lists that end an article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues, tail
from pipeline.normalize.line import Line

_MAX_SITE_TALK, _MAX_PROFILE, _MAX_LINK = 100, 160, 25
_PAGE_ROLES = frozenset(("navigation", "related_link", "site_boilerplate", "comment_ui", "comment"))
_BODY_ROLES = frozenset(("question", "heading", "list_item", "caption"))
_TEXT_ROLES = frozenset(("answer", "dialogue", "key_point", "cited_excerpt", "question"))
# 架空花子(かくう・はなこ), 架空 花子 (かくう はなこ): a name with its reading, alone
_NAME_WITH_READING = re.compile(r"[^\s。、「」()]{1,8}[\s・]?[^\s。、「」()]{0,8}\s?\([ぁ-ゖー・\s]{3,20}\)")
# 1984年生まれ。…記者。 著書に『…』。 …入社。 …を経て現職: what a profile says
_PROFILE = re.compile(
    r"生まれ|著書|共著|訳書|現職|入社|入局|卒業?[。、]|を経て|担当[。、]|記者[。、]|ライター[。、]|を取材[。、]|専門は|在住|暮らしています|書いています"
)
# 1位 架空大, 架空町、仮想町、想像町: figures and lists that can end an article
_LISTED = re.compile(r"\d+位|[^、]*、[^、]*、")


def mark(lines: Sequence[Line]) -> None:
    """Give the lines below the article's last running text their roles, from the first that is the page's own."""
    last = _last_text(lines)
    if last is None:
        return
    start = next((at for at in range(last + 1, len(lines)) if _is_of_page(lines, at)), len(lines))
    for line in lines[start:]:
        if line.role in _BODY_ROLES or line.role is None:
            _mark_line(line)


def _last_text(lines: Sequence[Line]) -> int | None:
    """Index of the last line of running text that neither speaks of the site nor of the author."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.role in _TEXT_ROLES and not _asks_of_page(line.text):
            return at
        if line.role is None and cues.is_closed(line.text) and not _is_page_prose(lines, at):
            return at
    return None


def _is_page_prose(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if len(text) <= _MAX_SITE_TALK and tail.is_site_talk(text):
        return True
    return len(text) <= _MAX_PROFILE and at > 0 and bool(_PROFILE.search(text)) and _opens_profile(lines[at - 1])


def _opens_profile(line: Line) -> bool:
    return bool(
        _NAME_WITH_READING.fullmatch(line.text)
        or cues.PERSON_NAME.fullmatch(line.text)
        or (line.role in _PAGE_ROLES and len(line.text) <= _MAX_LINK)
    )


def _asks_of_page(text: str) -> bool:
    return len(text) <= _MAX_SITE_TALK and "ページ" in text


def _is_of_page(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.role in _PAGE_ROLES or (line.role is None and cues.HASHTAGS.fullmatch(line.text)):
        return True
    is_above_profile = at + 1 < len(lines) and bool(_PROFILE.search(lines[at + 1].text))
    return line.role is None and is_above_profile and bool(_NAME_WITH_READING.fullmatch(line.text))


def _mark_line(line: Line) -> None:
    text = line.text
    if _NAME_WITH_READING.fullmatch(text) or cues.PERSON_NAME.fullmatch(text):
        line.give("byline", "rule:below_article")
    elif cues.is_closed(text) and not text.endswith(("?", "」")):
        line.give("site_boilerplate", "rule:below_article")
    elif not (_LISTED.match(text) or cues.list_marker(text)):
        line.give("navigation" if len(text) <= _MAX_LINK else "related_link", "rule:below_article")
