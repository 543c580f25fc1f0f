"""Noun runs: the longest sequence of nouns that ends, or begins, at a place in the text.

Belongs here: the shape of a Japanese compound noun over tokens. Does not belong here: what the compound means.
"""

from __future__ import annotations

from pipeline.extract.article.view import ArticleView, Lexeme
from pipeline.span import Span

_LONGEST_RUN = 16  # tokens; a longer run is a table or a list, not a name
_JOINS = frozenset("・-‐–&")
_HEAD = frozenset(("名詞", "接頭辞", "接尾辞", "形状詞"))


def is_nominal(word: Lexeme) -> bool:
    """Whether a word can be part of a compound noun: a noun, affix, letter, or a sign that joins two (・)."""
    pos = word.pos
    if pos[0] in _HEAD:
        return pos[1] != "助動詞語幹"
    return word.surface in _JOINS or (pos[0] == "記号" and pos[1] == "文字")


def _is_adverbial(word: Lexeme) -> bool:
    """Whether a word tells when or how rather than what: 昨年, 今回, 現在."""
    return word.pos[2] == "副詞可能" or word.surface in _JOINS or word.pos[0] == "接尾辞"


def run_before(view: ArticleView, offset: int, limit: int = 0) -> Span | None:
    """The compound noun that ends at ``offset`` and does not begin before ``limit``, or none.

    Times and joining signs at its beginning are left out: 昨年世界保健機関 gives 世界保健機関.
    """
    tokens = view.tokens
    last = tokens.at(offset - 1) if offset > limit else None
    if last is None or tokens.ends[last] != offset:
        return None
    first = last + 1
    while first and last - first < _LONGEST_RUN and tokens.starts[first - 1] >= limit:
        if not is_nominal(tokens.lexemes[first - 1]):
            break
        first -= 1
    while first <= last and _is_adverbial(tokens.lexemes[first]):
        first += 1
    return Span(tokens.starts[first], offset) if first <= last else None


def run_after(view: ArticleView, offset: int, limit: int) -> Span | None:
    """The compound noun that begins at ``offset`` and does not end after ``limit``, or none."""
    tokens = view.tokens
    first = tokens.at(offset) if offset < limit else None
    if first is None or tokens.starts[first] != offset:
        return None
    after = first
    while after < len(tokens) and after - first < _LONGEST_RUN and tokens.ends[after] <= limit:
        if not is_nominal(tokens.lexemes[after]):
            break
        after += 1
    while after > first and tokens.lexemes[after - 1].surface in _JOINS:
        after -= 1
    return Span(offset, tokens.ends[after - 1]) if after > first else None


def words(view: ArticleView, span: Span) -> list[Lexeme]:
    """Words that start inside a span, in order."""
    return [view.tokens.lexemes[at] for at in view.tokens.within(*span)]
