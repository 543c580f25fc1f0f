"""The tree of a unit, asked by the places of its words: what lies within a complement, where it begins, what a phrase takes along.

Belongs here: the way from places among words to bunsetsu and back. Does not belong here: how trees are made (``structure``), and what
follows from them for a speaker (``candidates``) or a content (``contents``).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from pipeline.extract.saying.words import Words
from pipeline.extract.structure.trees import Tree


@dataclass(frozen=True, slots=True)
class Shape:
    """A unit's words with its tree; without one nothing is known, and every answer is the one that changes nothing."""

    words: Words
    tree: Tree | None

    def bunsetsu(self, at: int) -> int | None:
        """The bunsetsu in which the word at a place ends."""
        if self.tree is None or not 0 <= at < len(self.words):
            return None
        return self.tree.at(self.words.ends[at] - 1)

    def begin(self, at: int) -> int | None:
        """Place of the first word of all that modifies the bunsetsu of a word, itself included; none where no tree tells."""
        index = self.bunsetsu(at)
        if index is None or self.tree is None:
            return None
        return bisect_left(self.words.starts, self.tree.starts[self.tree.leftmost(index)])

    def is_within(self, at: int, head: int) -> bool | None:
        """Whether the phrase at a place modifies the bunsetsu of the word ``head``, by however many steps; none where no tree tells."""
        index, above = self.bunsetsu(at), self.bunsetsu(head)
        if index is None or above is None or self.tree is None:
            return None
        return index == above or self.tree.is_within(index, above)

    def owner(self, at: int) -> int | None:
        """Place of the word that ends the predicate to which the phrase at a place belongs; none where no tree tells."""
        index = self.bunsetsu(at)
        if index is None or self.tree is None:
            return None
        owner = self.tree.owner(index)
        return None if owner is None else bisect_left(self.words.starts, self.tree.ends[owner]) - 1
