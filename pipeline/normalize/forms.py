"""First pass: roles that a line's own form gives away, wherever it stands.

Belongs here: debris, page furniture, disclosures, captions, bullets, references. Does not belong here: roles that depend on
the lines around (``header``, ``tail``, ``roundup``, ``roles``).
"""

from __future__ import annotations

from itertools import pairwise

from pipeline.normalize import cues
from pipeline.normalize.line import Line
from pipeline.normalize.self_reference import hints_at_disclosure

_MAX_SHORT, _MAX_DISCLOSURE = 120, 400
# First characters of the forms that a whole sentence can have: 💡 ✅ ※ さらに読む 続きを読む 元記事 出典 ――質問 質問: 本サイト 当サイト 画像は 写真は 投稿内容は
_OPENINGS = frozenset("💡📌🔑📝🔍🎯✅☑✔✓※さ続元出―—─質問本当画写QＱ投")
# How far into a line the year of a comment's header can stand
_DATE_REACH = 40


def mark(lines: list[Line]) -> None:
    """Give every line whose form is enough its role."""
    for line in lines:
        if line.role is None and not is_ordinary(line.text):
            _mark_line(line)
    for before, line in pairwise(lines):
        if before.role == "ai_disclosure" and line.role in (None, "disclaimer") and _continues(before, line):
            line.give("ai_disclosure", "rule:ai_disclosure_continued")


def is_ordinary(text: str) -> bool:
    """Whether a line is a sentence that no form of this module can be, by what each of them needs: a cheap test, so that
    running text meets no pattern. The forms that end as sentences do begin with certain characters or hold certain words.

    >>> is_ordinary("架空市で三日、祭りがあった。"), is_ordinary("※画像はイメージです。"), is_ordinary("無断転載を禁じます。")
    (True, False, False)
    """
    if not text.endswith(cues.SENTENCE_ENDS) or text[0] in _OPENINGS or text[0].isascii():
        return False
    if hints_at_disclosure(text[:_MAX_DISCLOSURE], of_machines=True):
        return False
    if len(text) > _MAX_SHORT:
        return True
    if "(" in text and ("20" in text[:_DATE_REACH] or "19" in text[:_DATE_REACH]):
        return False
    return cues.furniture(text) is None


def _continues(before: Line, line: Line) -> bool:
    """Whether the next line belongs to a disclosure: no blank line between, and it hedges or ends a broken sentence."""
    if line.blank_before or line.hint == "paragraph":
        return False
    text = line.text.replace("\n", "")
    if len(text) > _MAX_SHORT:
        return False
    return (
        not before.text.endswith("。")
        or text.startswith("ただし")
        or bool(cues.DISCLAIMER.search(text) or cues.REQUEST.search(text))
    )


def _mark_line(line: Line) -> None:
    text = line.text
    if cues.KEY_POINT.match(text):
        line.list_marker = text[0]
        line.give("key_point", "rule:key_point_emoji")
    elif cues.CHECK.match(text):
        line.list_marker = text[0]
        line.give("cited_excerpt" if text[0] == "✅" else "list_item", "rule:check_mark")
    elif cues.ai_disclosure(text[:_MAX_DISCLOSURE]):
        line.give("ai_disclosure", "rule:ai_disclosure")
    elif text.startswith("※") or len(text) <= _MAX_SHORT:
        _mark_short(line)


def _mark_short(line: Line) -> None:
    text = line.text
    if cues.ARTEFACT.fullmatch(text):
        line.give("artefact", "rule:artefact")
    elif cues.CITED_SOURCE.match(text):
        line.give("cited_source", "rule:cited_source")
    elif found := cues.furniture(text):
        line.section = found.section
        line.give(found.role, "lexicon:page_furniture")
    elif cues.CREDIT_HEADING.fullmatch(text):
        line.section = "credit"
        line.give("reference", "rule:credit_heading")
    elif cues.REFERENCE_HEADING.fullmatch(text):
        line.section = "reference"
        line.give("reference", "rule:reference_heading")
    elif "(" in text and cues.COMMENT_HEADER.fullmatch(text) and not cues.DATE_LABEL.match(text):
        line.section = "comment"
        line.give("comment", "rule:comment_header")
    elif cues.QUESTION.match(text):
        line.give("question", "rule:question_mark")
    elif text.startswith("※") and cues.DISCLAIMER.search(text):
        line.give("disclaimer", "rule:disclaimer")
    elif text.startswith(("※", "投稿")) and cues.is_by_users(text):
        line.give("disclaimer", "rule:by_users")
    elif "=" in text and cues.CREDITED.search(text):
        line.give("caption", "rule:credited_caption")
    elif not cues.is_prose(text):
        _mark_fragment(line)
    elif (
        cues.DISCLAIMER.search(text)
        and cues.sentence_count(text) <= 2
        and text.startswith(("本サイト", "当サイト", "本記事", "当ブログ", "画像は", "写真は"))
    ):
        line.give("disclaimer", "rule:disclaimer")


def _mark_fragment(line: Line) -> None:
    text = line.text
    if cues.BYLINE.fullmatch(text):
        line.give("byline", "rule:byline")
    elif cues.has_bar(text) and cues.NAVIGATION_BAR.fullmatch(text) and not cues.is_dateline(text):
        line.give("navigation", "rule:navigation_bar")
    elif " " in text and cues.is_word_bar(text):
        line.give("navigation", "rule:word_bar")
    elif cues.is_rest(text):
        line.give("navigation", "rule:rest_of_article")
    elif "広告" in text and cues.INTERRUPTION.fullmatch(text):
        line.give("advertisement", "rule:interruption")
    elif text.endswith((")", "]")) and cues.ATTACHMENT.fullmatch(text):
        line.give("related_link", "rule:attachment")
    elif text.count("#") > 1 and cues.HASHTAGS.fullmatch(text):
        line.give("navigation", "rule:hashtags")
    elif cues.BRACKET_LINK.fullmatch(text) and not cues.is_dateline(text):
        line.give("navigation", "rule:bracket_link")
    elif cues.COPYRIGHT.match(text):
        line.give("site_boilerplate", "rule:copyright")
    elif cues.REFERENCE_LINE.match(text) or (cues.URL_ONLY.fullmatch(text)):
        line.give("reference", "rule:reference_line")
    elif cues.CAPTION.fullmatch(text):
        line.give("caption", "rule:caption")
    elif text.startswith(("※", "(", "*")) and cues.DISCLAIMER.search(text):
        line.give("disclaimer", "rule:disclaimer")
