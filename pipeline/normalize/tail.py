"""Third pass: sections that follow the article or interrupt it: comments, references, related links, site furniture.

Belongs here: what a heading says of the lines below it, until running text returns. Does not belong here: the headings
themselves (``forms``).
"""

from __future__ import annotations

import re

from pipeline.normalize import commenting, cues, summary
from pipeline.normalize.line import Line

_MIN_RETURN = 60
_MIN_SENTENCE = 20
# Prose that a site writes about itself
_SITE_TALK = re.compile(
    r"サイト|ページ|当社|当ブログ|運営|投稿|登録|会員|ログイン|お問い合わせ|お問合せ|掲載|無断|転載|著作権|プライバシー|規約|ください|お届け|"
    r"ご利用|ご覧|ご協力|アプリ|メルマガ|メールマガジン|フォロー|購読|幸いです|受け付け|ダウンロード|クリック"
)
# 検索が行えます, ご協力ください, 確認できます: what a link does
_LINK_TALK = re.compile(r"(?:できます|行えます|いただけます|ください|はこちら(?:から|へ)?|見られます)[。!]?$")
_INTRODUCING = ("次の", "以下", "下記", "通り", "とおり", "ような", "もの", "ポイント", "点です")
_MAX_LINK_TALK = 45
_MAX_LINK = 80
_MIN_LINKS = 3
# What figures, lists and signatures have and headlines of other articles rarely: 1位, 県内:, 、と、, (架空支局)
_NO_LINK = re.compile(r"[\d:]|、.*、|^\(.*\)$")
_PAGE_ROLES = frozenset(("navigation", "related_link", "site_boilerplate", "advertisement", "comment_ui", "artefact"))
_BODY_ROLES = frozenset(("paragraph", "heading", "list_item", "key_point", "question", "answer", "cited_excerpt"))


def mark(lines: list[Line]) -> None:
    """Give the lines of sections their roles; a line with a role of its own keeps it."""
    if any(line.section for line in lines):
        _mark_sections(lines)
    _mark_trailing_links(lines)
    _mark_last_statistic(lines)
    _mark_last_date(lines)


def _mark_last_date(lines: list[Line]) -> None:
    """A date that is all of the last line dates the article, where no line above does: (2025年9月13日 5時00分)."""
    last = lines[-1] if lines else None
    if last is None or last.role is not None or any(line.role == "dateline" for line in lines):
        return
    if cues.is_date_alone(last.text):
        last.give("dateline", "rule:last_dateline")


def _mark_sections(lines: list[Line]) -> None:
    section = ""
    seen_body = False
    for at, line in enumerate(lines):
        if section == "comment_ui" and line.role is None and commenting.begins(lines, at):
            section = "comment"
        if line.role is not None:
            seen_body |= line.role in _BODY_ROLES
            section = _section_after(line, section, seen_body)
            continue
        if not section:
            seen_body |= cues.is_prose(line.text)
            continue
        if _returns_to_body(line, section):
            section = ""
            seen_body = True
            continue
        line.give(_role_in(section, line), "rule:section")


def is_site_talk(text: str) -> bool:
    """Whether a site speaks of itself or of what its reader can do there.

    >>> is_site_talk("ご利用には会員登録が必要です。"), is_site_talk("架空市で三日、祭りがあった。")
    (True, False)
    """
    return bool(_SITE_TALK.search(text))


def introduces(text: str) -> bool:
    """Whether a sentence announces a list: …は次の通り。…以下の三つです。

    >>> introduces("各地の震度は次の通り。")
    True
    """
    last = text.rstrip("。").rpartition("。")[2]
    return text.endswith((":", ":")) or any(cue in last for cue in _INTRODUCING)


def _section_after(line: Line, section: str, seen_body: bool) -> str:
    if line.section and (seen_body or line.role in ("comment", "reference", "comment_ui")):
        return line.section
    if line.role in ("comment_ui", "ai_disclosure", "disclaimer", "site_boilerplate") and section:
        return "comment_ui" if line.role == "comment_ui" else "site"
    if line.method == summary.HEADING_METHOD:
        return ""
    if line.role in ("key_point", "title", "dateline", "cited_excerpt", "dialogue") or (
        line.role == "list_item" and not section
    ):
        return ""
    return section


def _returns_to_body(line: Line, section: str) -> bool:
    """Whether running text that is not about the site ends the section."""
    text = line.text
    if section in ("comment", "comment_ui", "site") and len(text) < 2 * _MIN_RETURN:
        return False
    if section == "comment" or cues.list_marker(text) or _SITE_TALK.search(text):
        return False
    if section == "credit":
        return cues.is_prose(text) or cues.MARKED_HEADING.fullmatch(text) is not None
    if section == "related_link":
        return text.endswith(("。", "。」")) and len(text) >= _MIN_SENTENCE and not _LINK_TALK.search(text)
    return len(text) >= _MIN_RETURN and cues.is_prose(text) and text.endswith(("。", "。」", "」"))


def _role_in(section: str, line: Line) -> str:
    text = line.text
    if section in ("comment", "comment_ui"):
        return section
    if section in ("reference", "credit"):
        return _role_in_references(line)
    if section == "related_link" and cues.list_marker(text):
        return section
    if cues.is_prose(text) or text.endswith("。"):
        if section != "site" and len(text) <= _MAX_LINK_TALK and _LINK_TALK.search(text):
            return "navigation"
        return "site_boilerplate"
    if section == "site":
        return "navigation" if len(text) <= 25 else "site_boilerplate"
    return section if len(text) <= _MAX_LINK else "site_boilerplate"


def _role_in_references(line: Line) -> str:
    """An entry, or what the site says below an empty list."""
    text = line.text
    is_entry = bool(
        cues.list_marker(text) or "://" in text or "『" in text or cues.DOMAIN.search(text) or not text.endswith("。")
    )
    if is_entry or not (_SITE_TALK.search(text) or line.blank_before):
        return "reference"
    return "site_boilerplate"


def _mark_trailing_links(lines: list[Line]) -> None:
    """Three lines or more at the end that are no prose, list or figures and that nothing announces are links."""
    start = len(lines)
    while start and (lines[start - 1].role in _PAGE_ROLES or _is_link_like(lines[start - 1])):
        start -= 1
    links = [line for line in lines[start:] if line.role is None]
    if len(links) >= _MIN_LINKS and start and not introduces(lines[start - 1].text):
        for line in links:
            line.give("related_link", "rule:trailing_links")


def _is_link_like(line: Line) -> bool:
    text = line.text
    is_plain = line.role is None and line.hint is None and len(text) <= _MAX_LINK
    return is_plain and not (_NO_LINK.search(text) or cues.list_marker(text) or cues.is_closed(text))


def _mark_last_statistic(lines: list[Line]) -> None:
    for line in reversed(lines[-3:]):
        if line.text[-1].isdigit() and cues.STATISTIC.fullmatch(line.text):
            line.give("artefact", "rule:statistic")
