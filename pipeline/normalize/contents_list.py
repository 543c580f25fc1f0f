"""Table of contents: the headings of an article listed above it, which are its navigation and neither title nor text.

Belongs here: the list below a line such as 目次. Does not belong here: the headings themselves (``roles``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues
from pipeline.normalize.line import Line

# What the list and its heading have as their method
METHOD = "rule:table_of_contents"
_MIN_LINES, _MAX_HEADING, _MAX_ENTRIES = 6, 12, 60
# 目次, もくじ, この記事の目次, [目次], CONTENTS
_HEADING = re.compile(r"[■▼\[【]?(?:(?:この(?:記事|ページ)の)?(?:目次|もくじ|内容)|CONTENTS|Contents|INDEX)[\]】]?")
# What an entry has before the heading: 1. , 1.2 , ・, ①
_NUMBER = re.compile(r"(?:\d{1,2}(?:[.-]\d{1,2}){0,2}[.)、]?\s?|[・•\-–①-⑳]\s?){0,2}")


def mark(lines: Sequence[Line]) -> None:
    """Lines below the first heading of a table of contents are navigation, as far as each stands again further down."""
    if len(lines) < _MIN_LINES:
        return
    for at, line in enumerate(lines):
        if len(line.text) <= _MAX_HEADING and _HEADING.fullmatch(line.text):
            end = _end(lines, at + 1)
            for listed in lines[at:end] if end > at + 1 else ():
                listed.give("navigation", METHOD)
            return


def _end(lines: Sequence[Line], start: int) -> int:
    at = start
    stop = min(len(lines), start + _MAX_ENTRIES)
    while at < stop and lines[at].role in (None, "list_item", "question"):
        if cues.is_prose(lines[at].text) or not _stands_again(lines, at):
            break
        at += 1
    return at


def _stands_again(lines: Sequence[Line], at: int) -> bool:
    entry = _heading(lines[at].text)
    return bool(entry) and any(_heading(line.text) == entry for line in lines[at + 1 :])


def _heading(text: str) -> str:
    bare = text.strip("■◆●▼#【】[]<>《》 ")
    return bare[_NUMBER.match(bare).end() :]  # type: ignore[union-attr]
