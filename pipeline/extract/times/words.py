"""The words of time expressions: the lexicons and how they are looked up in a text.

Belongs here: ``time_words.csv`` (今年, 来週, 午後, 最近), ``time_modifiers.csv`` (以降, ごろ), ``eras.csv``. Does not belong here:
what words make together (``time_grammar``, ``time_lengths``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.lexicons.load import load


class Word(NamedTuple):
    """A row of the lexicon: ``slot`` it fills, ``base`` it counts from, ``value`` (an offset, a code or both).

    ``only``: ``follows`` words are times only behind a larger unit (``夏`` in 今年の夏); ``word`` ones only as whole words.
    """

    slot: str
    base: str
    value: str
    only: str


def _words() -> dict[str, tuple[Word, ...]]:
    words: dict[str, tuple[Word, ...]] = {}
    for row in load("time_words"):
        word = Word(row["slot"], row["base"], row["value"], row["only"])
        words[row["surface"]] = (*words.get(row["surface"], ()), word)
    return words


WORDS = _words()


def _lengths(surfaces: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """First character -> lengths of the words that begin with it, longest first: most offsets cost one look-up."""
    lengths: dict[str, set[int]] = {}
    for surface in surfaces:
        lengths.setdefault(surface[0], set()).add(len(surface))
    return {char: tuple(sorted(found, reverse=True)) for char, found in lengths.items()}


_WORD_LENGTHS = _lengths(WORDS)

MODIFIERS = {row["surface"]: (row["mod"] or None, row["scope"]) for row in load("time_modifiers")}
_MODIFIER_LENGTHS = _lengths(MODIFIERS)


def words_at(text: str, at: int) -> tuple[int, tuple[Word, ...]]:
    """Length and readings of the longest word of the lexicon that starts at ``at``; length 0 where there is none."""
    for length in _WORD_LENGTHS.get(text[at : at + 1], ()):
        found = WORDS.get(text[at : at + length])
        if found is not None and at + length <= len(text):
            return length, found
    return 0, ()


def modifier_at(text: str, at: int, scope: str) -> tuple[int, str | None]:
    """Length and TIMEX3 modifier of a suffix such as 以降 at ``at``; length 0 where there is none.

    >>> modifier_at("2025年以降も", 5, "point")
    (2, 'ON_OR_AFTER')
    """
    for length in _MODIFIER_LENGTHS.get(text[at : at + 1], ()):
        found = MODIFIERS.get(text[at : at + length])
        if found is not None and found[1] in (scope, "both") and at + length <= len(text):
            return length, found[0]
    return 0, None
