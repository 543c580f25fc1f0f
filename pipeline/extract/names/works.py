"""Works: titles of books, films, songs and programmes in brackets, where the text says what they are.

Belongs here: 小説『…』, アルバム「…」, 『…』を出版. Does not belong here: quotations (``quotations.py``) and scare quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.lexicons.load import load

_BRACKETED = re.compile(r"『[^『』「」\n]{1,40}』|「[^『』「」\n]{1,30}」")  # 『雪国』
# What is done to works alone: 『…』を出版した
_DONE_TO_WORKS = re.compile(
    r"(?:を|が)(?:出版|刊行|上梓|放送|放映|上映|発売|リリース|連載|上演|発刊)|(?:に|で)(?:出演|主演)|の(?:著者|作者|主題歌|主演|監督|原作)"
)
_SENTENCE_LIKE = re.compile(r"[。!?！？]|(?:です|ます|した|ない|だ)$")


@lru_cache(maxsize=1)
def _nouns() -> dict[str, tuple[str, ...]]:
    """Nouns of works by their last character."""
    nouns = [row["noun"] for row in load("work_nouns")]
    return {last: tuple(noun for noun in nouns if noun[-1] == last) for last in {noun[-1] for noun in nouns}}


def find_works(words: Words) -> Iterator[Candidate]:
    """Candidates for works: bracketed titles after a noun of works, or before what is done to works alone."""
    text = words.text
    for match in _BRACKETED.finditer(text):
        start, end = match.span()
        nouns = _nouns().get(text[start - 1 : start])
        said = nouns is not None and text.endswith(nouns, 0, start)
        if said or _DONE_TO_WORKS.match(text, end):
            title = text[start + 1 : end - 1]
            if not title.isspace() and (text[start] == "『" or not _SENTENCE_LIKE.search(title)):
                yield Candidate(start + 1, end - 1, "PRODUCT", "rule:bracketed_work", 0.7, 5)
