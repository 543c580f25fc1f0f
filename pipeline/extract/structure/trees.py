"""Trees of sentences: bunsetsu, their heads, and what is asked of them.

Belongs here: the answers that rules on saying need. Does not belong here: how trees are made (``parse``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NO_HEAD = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """Bunsetsu of one stretch of text, in order, as parallel lists. They cover its tokens without gaps.

    ``starts`` and ``ends`` are code points of the article, ``first`` and ``last`` indexes of its tokens (the last one included).
    ``heads`` are indexes within the tree, greater than one's own; the last bunsetsu has ``NO_HEAD``. ``content`` is the token
    that carries the meaning (主辞: 支援 in 支援を), ``ending`` the last that is no mark (語形: を; the content word itself where nothing
    follows). ``particles`` is the ending's class (は, が, を, …, て, ば, or empty); ``predicates`` says whether a clause may end
    here, ``parallels`` whether a bunsetsu stands beside its head rather than below it (日本と/米国の).
    """

    starts: Sequence[int]
    ends: Sequence[int]
    first: Sequence[int]
    last: Sequence[int]
    heads: Sequence[int]
    content: Sequence[int]
    ending: Sequence[int]
    particles: Sequence[str]
    predicates: Sequence[bool]
    parallels: Sequence[bool]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int | None:
        """The bunsetsu that covers a code point, or none."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None

    def path(self, index: int) -> Iterator[int]:
        """Its head, the head's head, and so on to the last bunsetsu."""
        while (index := self.heads[index]) != NO_HEAD:
            yield index

    def leftmost(self, index: int) -> int:
        """First bunsetsu of the subtree: what modifies it reaches back to there."""
        start = index
        while start > 0 and self._is_below(start - 1, index):
            start -= 1
        return start

    def _is_below(self, index: int, head: int) -> bool:
        while NO_HEAD != index < head:
            index = self.heads[index]
        return index == head

    def span(self, index: int) -> tuple[int, int]:
        """Code points of the bunsetsu with all that modifies it."""
        return self.starts[self.leftmost(index)], self.ends[index]

    def children(self, index: int) -> list[int]:
        """Bunsetsu that depend on this one, in order."""
        return [at for at in range(self.leftmost(index), index) if self.heads[at] == index]

    def arguments(self, predicate: int, *particles: str) -> list[int]:
        """Its dependents whose particle is one of these (all, where none is named), in order."""
        return [at for at in self.children(predicate) if not particles or self.particles[at] in particles]

    def owner(self, index: int) -> int | None:
        """The predicate that a phrase belongs to: the nearest on its path that is one."""
        return next((at for at in self.path(index) if self.predicates[at]), None)

    def is_within(self, index: int, head: int) -> bool:
        """Whether a bunsetsu modifies another, by however many steps."""
        return index < head and self._is_below(index, head)
