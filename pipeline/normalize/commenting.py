"""Where readers' comments begin on a page: counts, headings, names above the days on which they wrote.

Belongs here: what two lines together or a count say of comments. Does not belong here: headings that the lexicon of page
furniture holds (``forms``), how far comments go (``tail``), who wrote them (``pipeline/extract/comments``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize.line import Line

# 2 Comments, 3件のコメント, コメント 3件, 2 thoughts on “…”
_COUNT = re.compile(
    r"\d{1,5}\s?(?:件の(?:コメント|返信)|Comments?|Replies|Responses?)|コメント\s?[:(]?\s?\d{1,5}\s?件?\)?"
    r"|(?:\d{1,4}|One) (?:thoughts?|comments?|responses?|replies) (?:on|to) .{1,80}",
    re.IGNORECASE,
)
# みんなの意見, 読者の声: a heading of articles as well
_OPINIONS = re.compile(
    r"(?:みんな|皆さん|みなさん|皆さま|読者|視聴者|ユーザー)の(?:ご?意見|声|感想|反応)(?:\s?[(:]?\s?\d{1,5}\s?件?\)?)?"
)
# Taro says:, 風見鶏 より:, 灯台守のコメント:
_SAYS = re.compile(
    r"[^\s。、「」][^。、「」]{0,38}?(?:\ssays:?|\s?(?:より|のコメント):|\s?さん(?:の(?:コメント|投稿))?:?)"
)
# March 13, 2026 at 10:00 am; 2026年3月13日 10:00 PM; 2026/03/13
_WHEN = re.compile(
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2},? (?:19|20)\d\d|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:19|20)\d\d"
    r"|(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?)(?:\s?\([^()]{1,4}\))?"
    r"(?:,?\s?(?:at )?(?:午前|午後)?\s?\d{1,2}[:時]\d{2}分?(?::\d{2})?\s?(?:AM|PM)?)?",
    re.IGNORECASE,
)
_MAX_NAME = 40


def mark(lines: Sequence[Line]) -> None:
    """Give counts of comments, headings of opinions and the first names above days their roles."""
    for at, line in enumerate(lines):
        if line.role is not None or len(line.text) > 2 * _MAX_NAME or line.text[-1] == "。":
            continue
        if _COUNT.fullmatch(line.text) and _is_followed(lines, at + 1):
            line.section = "comment"
            line.give("comment_ui", "rule:comment_count")
        elif _OPINIONS.fullmatch(line.text) and _is_followed(lines, at + 1):
            line.section = "comment"
            line.give("comment_ui", "rule:opinions_heading")
        elif _SAYS.fullmatch(line.text) and "さん" not in line.text and begins(lines, at):
            line.section = "comment"
            line.give("comment", "rule:comment_header")


def begins(lines: Sequence[Line], at: int) -> bool:
    """Whether a name stands at a line, with the day or moment of a comment on the next."""
    if at + 1 >= len(lines) or lines[at + 1].role not in (None, "comment", "comment_ui", "dateline"):
        return False
    text = lines[at].text
    return len(text) <= _MAX_NAME and not text.endswith(("。", "?", "!")) and _is_when(lines[at + 1].text)


def _is_when(text: str) -> bool:
    return len(text) <= 2 * _MAX_NAME and (text[0].isdigit() or text[0].isascii()) and _WHEN.fullmatch(text) is not None


def _is_followed(lines: Sequence[Line], at: int) -> bool:
    """Whether comments or their form follow, or nothing at all."""
    if at >= len(lines):
        return True
    return lines[at].role in ("comment", "comment_ui") or begins(lines, at)
