"""Blocks: the normalized text cut and typed.

Belongs here: from text and hints to blocks, repeated titles, what counts as content. Does not belong here: which role a
line has (``roles``), rows of tables (``articles``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.normalize import lines as cutting
from pipeline.normalize import roles
from pipeline.normalize.line import Line
from pipeline.read.content import Hint


class TypedBlock(NamedTuple):
    """A block of the text; ``duplicate_of`` is the index of the earlier block with the same text."""

    start: int
    end: int
    text: str
    role: str
    is_content: bool
    method: str
    level: int | None = None
    list_marker: str | None = None
    duplicate_of: int | None = None


def find_blocks(text: str, hints: Sequence[Hint] = (), title: str | None = None) -> list[TypedBlock]:
    """Blocks of a normalized text, in order: trimmed, without overlap, nothing but white space between them.

    ``hints`` are spans of this text; ``title`` is the normalized title of the metadata.

    >>> [(block.role, block.text) for block in find_blocks("架空市で祭り\\n\\n2025年4月8日\\n\\n架空市で三日、祭りがあった。")]
    [('title', '架空市で祭り'), ('dateline', '2025年4月8日'), ('paragraph', '架空市で三日、祭りがあった。')]
    """
    found = cutting.cut(text, is_wrapped_allowed=not hints)
    if hints:
        _attach(found, hints)
    roles.assign(found, title)
    return _typed(found)


def _attach(lines: list[Line], hints: Sequence[Hint]) -> None:
    """Give each line the hint that it lies in; of two, the one that begins later."""
    ordered = sorted(hints, key=lambda hint: (hint.start, -hint.end))
    starts = [hint.start for hint in ordered]
    for line in lines:
        at = bisect_right(starts, line.start) - 1
        if at >= 0 and ordered[at].end >= line.end:
            line.hint = ordered[at].kind


def _typed(lines: list[Line]) -> list[TypedBlock]:
    first: dict[str, int] = {}
    blocks: list[TypedBlock] = []
    for at, line in enumerate(lines):
        role = line.role or "paragraph"
        earlier = first.setdefault(line.text, at)
        is_repeated_title = role == "title" and (earlier != at or line.method == "rule:title_repeated")
        blocks.append(
            TypedBlock(
                line.start,
                line.end,
                line.text,
                role,
                role in roles.CONTENT and not is_repeated_title,
                line.method or "rule:paragraph",
                line.level,
                line.list_marker,
                earlier if earlier != at else None,
            )
        )
    return blocks
