"""A text with spans over it, cut so that it can be written as HTML: where spans overlap, each piece lies in all of its spans or in none.

Belongs here: offsets. Does not belong here: what a span is (``article``), and how it looks (templates and style).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

PART_SIZE = 16_000
"""Code points of text on one page of a long article."""
# 軋(きし)む, 危惧《きぐ》: Chinese characters with their reading in hiragana
RUBY = re.compile(r"([\u3400-\u9fff\uf900-\ufaff々〆ヶ\U00020000-\U0003ffff]{1,12})([(（《])([ぁ-ゖー]{1,24})([)）》])")


@dataclass(frozen=True)
class Span:
    """Half-open offsets of something in the text. ``layer`` is what it is switched with, ``row`` the number of its row."""

    start: int
    end: int
    layer: str
    row: int


@dataclass(frozen=True)
class Segment:
    """A piece of text that lies in all of ``layers`` (in the order they are nested, outermost first) and in the spans of ``rows``.

    ``is_start``: a span begins with it, so that it can be linked to.
    """

    start: int
    text: str
    layers: tuple[str, ...]
    rows: tuple[int, ...]
    is_start: bool
    is_target: bool = False


@dataclass(frozen=True)
class Piece:
    """A block, or a part of one that is too long for one page."""

    start: int
    end: int
    role: str
    is_content: bool
    level: int | None = None


def pieces(blocks: Sequence[Piece], size: int = PART_SIZE) -> list[Piece]:
    """Blocks, with those cut that are longer than a page.

    >>> [(piece.start, piece.end) for piece in pieces([Piece(0, 5, "title", True), Piece(6, 16, "paragraph", True)], 8)]
    [(0, 5), (6, 14), (14, 16)]
    """
    return [
        Piece(start, min(start + size, block.end), block.role, block.is_content, block.level)
        for block in blocks
        for start in (range(block.start, block.end, size) if block.end > block.start else [block.start])
    ]


def parts(found: Sequence[Piece], size: int = PART_SIZE) -> list[list[Piece]]:
    """Pieces by page, in order: a page ends before the piece that would make it longer than ``size``.

    >>> [[piece.start for piece in part] for part in parts(pieces([Piece(0, 5, "title", True), Piece(6, 16, "paragraph", True)], 8), 8)]
    [[0], [6], [14]]
    """
    pages: list[list[Piece]] = []
    for piece in found:
        if not pages or piece.end - pages[-1][0].start > size:
            pages.append([])
        pages[-1].append(piece)
    return pages


def segments(
    text: str,
    start: int,
    end: int,
    spans: Sequence[Span],
    order: Sequence[str],
    target: tuple[int, int] | None = None,
) -> list[Segment]:
    """The text from ``start`` to ``end`` in segments; together they are that text. ``text`` begins at offset 0 of the article.

    Empty spans and what lies outside is left out. ``order`` is that of the layers, outermost first.

    >>> [(s.text, s.layers) for s in segments("凪浜市の市長", 0, 6, [Span(0, 3, "me", 0), Span(0, 6, "st", 1), Span(4, 6, "ro", 2)], ("st", "me", "ro"))]
    [('凪浜市', ('st', 'me')), ('の', ('st',)), ('市長', ('st', 'ro'))]
    """
    near = sorted(
        (span for span in spans if span.start < end and span.end > start and span.end > span.start),
        key=lambda span: span.start,
    )
    edges = {start, end}
    for span in near:
        edges.update((max(span.start, start), min(span.end, end)))
    if target is not None and target[0] < end and target[1] > start:
        edges.update((max(target[0], start), min(target[1], end)))
    cuts = sorted(edges)
    starts, rank = {span.start for span in near}, {layer: place for place, layer in enumerate(order)}
    found, active, coming = [], list[Span](), 0
    for begin, finish in pairwise(cuts):
        active = [span for span in active if span.end > begin]
        while coming < len(near) and near[coming].start <= begin:
            if near[coming].end > begin:
                active.append(near[coming])
            coming += 1
        layers = tuple(sorted({span.layer for span in active}, key=lambda layer: rank.get(layer, len(rank))))
        rows = tuple(span.row for span in sorted(active, key=lambda span: (span.end - span.start, span.row)))
        found.append(
            Segment(
                begin,
                text[begin:finish],
                layers,
                tuple(dict.fromkeys(rows)),
                begin in starts,
                target is not None and target[0] <= begin < target[1],
            )
        )
    return found


def part_at(begins: Sequence[int], offset: int) -> int:
    """Number, from 0, of the page that an offset is on.

    >>> part_at([0, 100, 200], 150)
    1
    """
    return max(bisect_right(begins, offset) - 1, 0)
