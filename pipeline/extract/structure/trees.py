"""Trees of sentences: bunsetsu, their heads, and what is asked of them.

Belongs here: the answers that rules on saying need. Does not belong here: how trees are made (``parse``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

NO_HEAD = -1


@dataclass(frozen=True)
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


class Columns(dict[str, list[Any]]):
    """The fields of many trees, laid end to end by name; an array becomes a list when it is first asked for."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__()
        self._arrays = arrays

    def __missing__(self, name: str) -> list[Any]:
        """The array's values."""
        values: list[Any] = self._arrays[name].tolist()
        self[name] = values
        return values


class Stretch(Tree):
    """The tree that holds a stretch of columns; a field is cut out when it is first asked for, since few trees are asked for all."""

    def __init__(self, columns: Columns, first: int, last: int) -> None:
        self.__dict__["_where"] = columns, first, last

    def __getattr__(self, name: str) -> Any:
        """A field that was not asked for before."""
        if name.startswith("_"):
            raise AttributeError(name)
        columns, first, last = self.__dict__["_where"]
        self.__dict__[name] = value = columns[name][first:last]
        return value
