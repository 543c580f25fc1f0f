"""Works: titles of books, films, songs and programmes in brackets, where the text says what they are.

Belongs here: 小説『…』, アルバム「…」, 『…』を出版. Does not belong here: quotations (``quotations.py``) and scare quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.lexicons.load import load

_BRACKETED = re.compile(r"『([^『』「」\n]{1,40})』|「([^『』「」\n]{1,30})」")  # 『雪国』
# What is done to works alone: 『…』を出版した
_DONE_TO_WORKS = re.compile(
    r"(?:を|が)(?:出版|刊行|上梓|放送|放映|上映|発売|リリース|連載|上演|発刊)|(?:に|で)(?:出演|主演)|の(?:著者|作者|主題歌|主演|監督|原作)"
)
_SENTENCE_LIKE = re.compile(r"[。!?！？]|(?:です|ます|した|ない|だ)$")


_LONGEST = 10  # characters before a bracket that are looked at


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in load("work_nouns"))


def _follows_noun(text: str, end: int) -> bool:
    """Whether what ends there is a noun of works: 短編小説."""
    nouns = _nouns()
    return any(text[begin:end] in nouns for begin in range(max(0, end - _LONGEST), end))


def find_works(words: Words) -> Iterator[Candidate]:
    """Candidates for works: bracketed titles after a noun of works, or before what is done to works alone."""
    text = words.text
    for match in _BRACKETED.finditer(text):
        group = 1 if match.group(1) is not None else 2
        title = match.group(group)
        if (group == 2 and _SENTENCE_LIKE.search(title)) or title.isspace():
            continue
        if _follows_noun(text, match.start()) or _DONE_TO_WORKS.match(text, match.end()):
            yield Candidate(match.start(group), match.end(group), "PRODUCT", "rule:bracketed_work", 0.7, 5)
