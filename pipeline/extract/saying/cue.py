"""What a cue is, and where a clause may end with one.

Belongs here: the record of a cue, and the two tests of its clause that all its finders share. Does not belong here: finding cues (``cues``,
``impersonal``, ``quoted_clauses``).
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extract.saying.words import Words

CLOSES_NOMINAL = frozenset(("こと", "の", "旨", "点", "由", "など", "ほか"))
"""Nouns that make a clause an object: 橋が落ちた|ことを明らかにした"""


class Cue(NamedTuple):
    """A cue. ``first`` and ``last`` (exclusive) are places among the words; the content ends before the place ``content_end``."""

    first: int
    last: int
    content_end: int
    cue_class: str
    kind: str
    polarity: str
    certainty: str
    frame: str
    method: str


def finite(words: Words, last: int) -> bool:
    """Whether a predicate that ends at ``last`` closes a clause: before a stop, a comma, a conjunction, the end, と, こと."""
    if last >= len(words) or words.lexemes[last].pos[0] in ("補助記号", "引用"):
        return True
    surface, pos = words.surface(last), words.lexemes[last].pos
    if words.lexemes[last - 1].pos[5].startswith("意志推量形"):
        return False
    if pos[0] == "助詞":
        if surface in ("て", "で", "し") and pos[1] == "接続助詞":
            return words.surface(last + 1) == "、"
        return surface not in ("ば", "たり", "の")
    return surface in ("こと", "上", "うえ") or (surface == "もの" and words.surface(last + 1) == "の")


def closes(words: Words, last: int) -> bool:
    """Whether the sentence or a clause ends at ``last``: という。 という」 というが、"""
    return (
        last >= len(words)
        or words.surface(last) in ("。", "…", "!", "?")
        or (words.surface(last) in ("が", "から", "し") and words.surface(last + 1) == "、")
    )
