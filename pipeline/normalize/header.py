"""Second pass: the head of a page: title, subtitle, date line, what the site puts above them.

Belongs here: the lines before the first running text, and titles given twice. Does not belong here: sections below.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.lexicons.load import load
from pipeline.normalize import contents_list, cues, likeness
from pipeline.normalize.line import Line
from pipeline.read.html_title import strip_site
from pipeline.read.outlets import lookup_name

_PAGE_ROLES = frozenset(("navigation", "site_boilerplate", "comment_ui", "advertisement"))
_MAX_HEADER = 40
_MAX_TITLE = 120
_MIN_SUBTITLE = 12
_SPACE = re.compile(r"\s+")
# A word of a menu: short and without punctuation; so many lines above the title are a menu
_MAX_MENU_WORD, _MIN_MENU = 12, 3
_PUNCTUATION = frozenset("。、!?…「」:,")
# A headline shares its names with the text; a menu's word does not
_MIN_LIKENESS, _MAX_UNLIKE = 0.3, 0.15
_MIN_TITLE, _MIN_HEADLINE, _BODY_LINES, _DATE_REACH = 8, 20, 8, 4
# テーマ:, genre : , カテゴリー:, タグ:, ジャンル:
_FILING = re.compile(
    r"(?:テーマ|カテゴリー?|タグ|ジャンル|分類|閲覧数|[Gg]enre|[Cc]ategory|[Tt]ags?|\d+\s?(?:views|PV|view))\s?(?:[::]|$)"
)
# 霧浜花子
_JOINED_NAME = re.compile(r"[一-鿿々ヶ]{3,6}")
# 128, 1,024: how many shared or liked
_COUNTER = re.compile(r"\d{1,3}(?:,?\d{3})?")


def mark(lines: list[Line], title: str | None) -> None:
    """Give title, subtitle and date line; ``title`` is the one that metadata gives, normalized."""
    end = _header_end(lines)
    _mark_datelines(lines, end)
    if _is_title_of_page(lines, end):
        lines[0].give("title", "rule:title_with_outlet")
    is_given = bool(lines) and lines[0].method in ("rule:title_above_prose", "rule:title_with_outlet")
    at = 0 if is_given else _find_title(lines, end, title)
    if at is not None:
        _mark_title(lines, at, end)
    elif title is None and lines and lines[0].role is None and len(lines) > 1:
        first = lines[0].text
        if len(first) <= _MAX_TITLE and not first.endswith("。"):
            _mark_title(lines, 0, end)


def key(text: str) -> str:
    """Text as a key for comparing titles: without white space."""
    return _SPACE.sub("", text)


def _header_end(lines: list[Line]) -> int:
    """Index of the first line of running text; lines that already have a role do not end the head."""
    for at, line in enumerate(lines[:_MAX_HEADER]):
        if line.role in (None, "question") and cues.is_prose(line.text):
            return at
    return min(len(lines), _MAX_HEADER)


def _is_title_of_page(lines: list[Line], end: int) -> bool:
    """Whether the first line is no row of links but 見出し | 連載の名 | outlet, and no line of the head is the headline alone."""
    if not lines or lines[0].method != "rule:navigation_bar":
        return False
    parts = [part.strip() for part in lines[0].text.split("|")]
    is_titled = len(parts[0]) >= _MIN_TITLE and cues.furniture(parts[0]) is None and lookup_name(parts[0]) is None
    if not is_titled or lookup_name(parts[-1]) is None:
        return False
    return all(key(line.text) != key(parts[0]) for line in lines[1 : end + 1])


def _mark_datelines(lines: list[Line], end: int) -> None:
    for at, line in enumerate(lines[: end + 1]):
        if line.role in (None, "comment", "caption") and cues.is_dateline(line.text) and not _is_cited(lines, at):
            line.section = ""
            line.give("byline" if cues.BYLINE.match(line.text) else "dateline", "rule:dateline")


def _is_cited(lines: list[Line], at: int) -> bool:
    """Whether bullets of a cited article follow, so that the date is that article's."""
    return any(line.role == "cited_excerpt" for line in lines[at + 1 : at + 3])


def _find_title(lines: list[Line], end: int, title: str | None) -> int | None:
    if title:
        wanted = key(title)
        for at, line in enumerate(lines[: end + 1]):
            found = key(line.text)
            if found == wanted or (len(wanted) >= 8 and len(found) <= len(wanted) + 30 and found.startswith(wanted)):
                return at
            if len(found) >= 8 and line.role is None and wanted.startswith(found) and line.hint != "paragraph":
                return at
    if end == 0:
        return None
    end = next((at for at in range(end) if lines[at].method == contents_list.METHOD), end)
    candidates = [at for at in range(end) if lines[at].role is None and lines[at].hint in (None, "title", "heading")]
    if not candidates:
        return None
    navigation = [at for at in range(end) if lines[at].role in ("navigation", "site_boilerplate")]
    after = [at for at in candidates if not navigation or at > navigation[-1]]
    for at in after or _above_date(lines, candidates, navigation) or candidates:
        if len(lines[at].text) <= _MAX_TITLE and not lines[at].text.endswith("。"):
            return _headline(lines, candidates, at, end) if len(lines) > 1 and title is None else None
    return None


def _above_date(lines: list[Line], candidates: list[int], navigation: list[int]) -> list[int]:
    """Candidates between the menu and the date line, where buttons stand below the date."""
    dated = next((at for at, line in enumerate(lines[:_MAX_HEADER]) if line.role == "dateline"), 0)
    menu = max((at for at in navigation if at < dated), default=-1)
    return [at for at in candidates if menu < at < dated]


def _headline(lines: list[Line], candidates: list[int], at: int, end: int) -> int:
    """The candidate ``at``, unless another shares its names with the text and this one is a menu's word, or stands below
    buttons that follow the first line of the page.
    """
    if len(candidates) < 2 or any(line.hint for line in lines[:end]):
        return at
    first = candidates[0]
    is_below_first = at != first and all(line.role == "dateline" for line in lines[:first])
    if not (is_below_first or _is_menu_word(lines[at].text)):
        return at
    body = "\n".join(line.text for line in lines[end : end + _BODY_LINES])
    if is_below_first and _worth(lines, first, body) > _worth(lines, at, body):
        return first
    if not _is_menu_word(lines[at].text):
        return at
    below = _below_words(lines, candidates)
    if below == first and likeness.share(lines[at].text, body) > _MAX_UNLIKE:
        return at
    best = max(candidates, key=lambda other: (_worth(lines, other, body), -other))
    if not _worth(lines, best, body):
        best = max(_longest_above_date(lines, candidates), below)
    return best if _is_below_menu(lines, best) else at


def _below_words(lines: list[Line], candidates: list[int]) -> int:
    """The first long candidate, if only a menu's words stand above it, at least four; otherwise the first."""
    words = 0
    while words < len(lines) and _is_menu_word(lines[words].text):
        words += 1
    is_headline = words in candidates and len(lines[words].text) >= _MIN_HEADLINE
    return words if words > _MIN_MENU and is_headline else candidates[0]


def _longest_above_date(lines: list[Line], candidates: list[int]) -> int:
    """The longest candidate close above the date line, if it is too long for a menu's word; otherwise the first."""
    dated = next((at for at, line in enumerate(lines[:_MAX_HEADER]) if line.role == "dateline"), 0)
    near = [at for at in candidates if dated - _DATE_REACH < at < dated and len(lines[at].text) > _MAX_MENU_WORD]
    return max(near, key=lambda at: len(lines[at].text), default=candidates[0])


def _is_below_menu(lines: list[Line], at: int) -> bool:
    """Whether furniture or three lines stand above, or two and the date below: one line more may be a title's own."""
    if at >= _MIN_MENU or any(line.role in _PAGE_ROLES for line in lines[:at]):
        return True
    return at + 1 == _MIN_MENU and at + 1 < len(lines) and lines[at + 1].role == "dateline"


def _is_menu_word(text: str) -> bool:
    return len(text) <= _MAX_MENU_WORD and _PUNCTUATION.isdisjoint(text)


def _worth(lines: list[Line], at: int, body: str) -> float:
    """Likeness of a headline to the text, more for one with its date close below; 0 for what is no headline."""
    found = likeness.share(lines[at].text, body)
    if found < _MIN_LIKENESS or len(lines[at].text) < _MIN_TITLE:
        return 0.0
    for distance, line in enumerate(lines[at + 1 : at + 1 + _DATE_REACH]):
        if line.role == "dateline":
            return found + 0.3 - 0.05 * distance
    return found


def _mark_title(lines: list[Line], at: int, end: int) -> None:
    if lines[at].role != "title":
        lines[at].give("title", "rule:title")
    wanted = lines[at].text
    for line in lines[:at]:
        if line.role is None and not cues.is_prose(line.text):
            line.give("title" if _is_same(line.text, wanted) else "site_boilerplate", "rule:above_title")
    subtitle = False
    for line in lines[at + 1 : max(end, at + 1)]:
        if _is_same(line.text, wanted):
            line.give("title", "rule:title_repeated")
        elif line.role is None and not subtitle and _is_subtitle(line, lines[at]):
            line.give("subtitle", "rule:subtitle")
            subtitle = True
        elif line.role is None:
            break
    _mark_above_dateline(lines[at + 1 : end])
    _mark_between(lines, at, end)


def _is_same(text: str, title: str) -> bool:
    """Whether a line gives a title again, one of the two perhaps with the name of its outlet behind it."""
    one, other = key(text), key(title)
    if one == other:
        return True
    is_longer = one.startswith(other) or other.startswith(one)
    return is_longer and key(strip_site(text, None)) == key(strip_site(title, None))


def _mark_between(lines: list[Line], at: int, end: int) -> None:
    """The author's name, tags and counters between the title and the text, where no markup says what they are."""
    for place in range(at + 1, end):
        line = lines[place]
        if line.role is not None or line.hint:
            continue
        is_by_date = any(near.role == "dateline" for near in lines[place - 1 : place + 2])
        if cues.PERSON_NAME.fullmatch(line.text) and is_by_date:
            line.give("byline", "rule:name_by_dateline")
            continue
        if lines[place - 1].method == "rule:title_repeated" and _is_name(line.text):
            line.give("byline", "rule:name_below_title")
            continue
        is_counter = place + 1 < end and _COUNTER.fullmatch(line.text)
        if is_counter or _FILING.match(line.text) or cues.HASHTAGS.fullmatch(line.text):
            line.give("navigation", "rule:below_title")


def _is_name(text: str) -> bool:
    """Whether a line by itself may be a person's name: its parts set apart, or its end that of a given name and no section.

    >>> [_is_name(text) for text in ("霧浜 花子", "霧浜花子", "国際政治", "防波堤")]
    [True, True, False, False]
    """
    if cues.PERSON_NAME.fullmatch(text):
        return True
    is_given = text[-1] in _ends_of_given_names() and text[-2:] not in _section_names()
    return is_given and _JOINED_NAME.fullmatch(text) is not None


@lru_cache(maxsize=1)
def _ends_of_given_names() -> frozenset[str]:
    return frozenset("".join(row["characters"] for row in load("name_characters") if row["part"] == "given"))


@lru_cache(maxsize=1)
def _section_names() -> frozenset[str]:
    return frozenset(row["name"] for row in load("section_names"))


def _mark_above_dateline(lines: list[Line]) -> None:
    """Scraps of markup between the title and the date line are the site's."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].role == "dateline"), 0)
    for line in lines[:last]:
        if line.role is None and line.hint == "paragraph" and not cues.is_closed(line.text):
            line.give("navigation", "rule:above_dateline")


def _is_subtitle(line: Line, title: Line) -> bool:
    length = len(line.text)
    if cues.MARKED_HEADING.fullmatch(line.text) or cues.list_marker(line.text) or line.hint == "heading":
        return False
    return _MIN_SUBTITLE <= length <= _MAX_TITLE and length <= 3 * len(title.text) and line.hint in (None, "subtitle")
