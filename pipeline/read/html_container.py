"""Which box of a page holds the article.

Belongs here: how far the parts of boxes are believed, and the choice of the box. Does not belong here: what of the box is text
(``html_main``), and what the markup says (``html_pieces``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.read.html_pieces import ASIDE, Box, Piece

# Share of the page's running text that a box must hold to be the article: marked as its body, or found by its text.
_MARKED_SHARE = 0.4
_FOUND_SHARE = 0.75
# Below this share of all running text, the names of classes have misled.
_MISLED_SHARE = 0.2
# Characters of running text beyond which a box is no caption, name or date
_MAX_NOTE = 500
# Pieces that a picture with its caption and credits has at most, where only a class calls it a picture
_MAX_FIGURE = 4
_TEXT_TAGS = frozenset(
    ("p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "pre", "blockquote")
)
_HEADINGS_AND_INLINE = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "strong", "b", "em", "small", "font")
)
_CARD_TAGS = frozenset(("li", "article", "div", "section", "header"))
# Pieces that a teaser of another article has at most
_MAX_CARD = 8


def choose_box(pieces: Sequence[Piece], boxes: Sequence[Box], headline: int | None) -> Box | None:
    """The box of the article's text, or none where the page has no running text; every box has its part afterwards.

    ``headline`` is the index of the piece that shows the title, or none. Where the names of classes leave next to nothing,
    they have misled and are left out of account.
    """
    found = None
    for uses_names in (True, False):
        _resolve(pieces, boxes, headline, uses_names)
        found = _find_container(pieces, boxes, headline)
        if found and found.prose >= _MISLED_SHARE * _all_prose(pieces):
            break
    return found


def _resolve(pieces: Sequence[Piece], boxes: Sequence[Box], headline: int | None, uses_names: bool) -> None:
    """Give every box its part and its sums, as far as its own part can be believed."""
    for box in boxes:
        box.length = box.links = box.prose = box.all_prose = 0
        box.has_headline = headline is not None and box.contains(headline)
    for piece in pieces:
        box = piece.box
        box.length += piece.length
        box.links += piece.links
        box.all_prose += piece.prose
    for box in reversed(boxes):
        if parent := box.parent:
            parent.length += box.length
            parent.links += box.links
            parent.all_prose += box.all_prose
    holders = _around_bodies(boxes)
    for box in boxes:
        own = box.own if _is_believed(box, holders, uses_names) else ""
        above = box.parent.part if box.parent else ""
        box.part = above if above in ASIDE else own or above
    _mark_cards(pieces, boxes)
    for piece in pieces:
        if piece.box.part not in ASIDE:
            piece.box.prose += piece.prose
    for box in reversed(boxes):
        if box.parent:
            box.parent.prose += box.prose


def _is_believed(box: Box, holders: set[int], uses_names: bool) -> bool:
    """Whether what the markup calls a box can be true: nothing around the headline or the article's body is an aside,

    and what is long is no caption, name or date.
    """
    if box.own not in ASIDE:
        is_small = box.tag == "figure" or box.own != "figure" or box.last - box.first <= _MAX_FIGURE
        return is_small and not box.has_headline and not box.mark and box.all_prose <= _MAX_NOTE
    if box.has_headline or box.mark == 3 or id(box) in holders:
        return False
    if box.mark == 2 and box.own == "navigation":
        return False
    return uses_names or box.tag in ("nav", "footer")


def _around_bodies(boxes: Sequence[Box]) -> set[int]:
    """Boxes around an element that the page marks as the article's body."""
    holders: set[int] = set()
    for box in boxes:
        if box.mark == 3:
            above = box.parent
            while above and id(above) not in holders:
                holders.add(id(above))
                above = above.parent
    return holders


def _mark_cards(pieces: Sequence[Piece], boxes: Sequence[Box]) -> None:
    """A small box that begins with a heading which is a link is a teaser of another article."""
    has_cards = False
    for piece in pieces:
        if piece.kind != "heading" or piece.box.part in ASIDE or piece.links < 0.8 * piece.length:
            continue
        card: Box | None = piece.box
        while card and card.tag in _HEADINGS_AND_INLINE:
            card = card.parent
        if (
            card
            and card.tag in _CARD_TAGS
            and not card.has_headline
            and card.mark < 2
            and card.last - card.first <= _MAX_CARD
        ):
            card.part = "related"
            has_cards = True
    if has_cards:
        for box in boxes:
            if box.parent and box.parent.part in ASIDE:
                box.part = box.parent.part


def _all_prose(pieces: Sequence[Piece]) -> int:
    return sum(
        piece.prose for piece in pieces if piece.box.part not in ("comment", "hidden") and piece.box.own != "comment"
    )


def _find_container(pieces: Sequence[Piece], boxes: Sequence[Box], headline: int | None) -> Box | None:
    """The box of the article's text, or none where the page has no running text."""
    root = boxes[0]
    if not root.prose:
        return None
    behind = sum(piece.prose for piece in pieces[headline or 0 :] if piece.box.part not in ASIDE)
    total = behind or root.prose
    for mark in (3, 2):
        if (found := _marked(boxes, mark, headline)) and found.prose >= _MARKED_SHARE * total:
            return found
    start = root
    for box in boxes:
        if box.mark and box.part not in ASIDE and box.prose >= 0.5 * total and box.prose >= 0.4 * start.prose:
            start = box
    return _descend(start, boxes)


def _marked(boxes: Sequence[Box], mark: int, headline: int | None) -> Box | None:
    """The outermost box with the mark that holds most running text; the parent of several in a row."""
    groups: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        if box.mark == mark and box.prose and box.part not in ASIDE and (headline is None or box.last > headline):
            above = box.parent
            while above and above.mark != mark:
                above = above.parent
            if above is None or above.part in ASIDE:
                groups[id(box.parent)].append(box)
    if not groups:
        return None
    best = max(groups.values(), key=lambda group: sum(box.prose for box in group))
    return best[0] if len(best) == 1 else best[0].parent


def _descend(start: Box, boxes: Sequence[Box]) -> Box:
    """The smallest box below ``start`` that holds nearly all of its running text and is not one of several alike."""
    children: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        if box.parent and box.prose and box.part not in ASIDE:
            children[id(box.parent)].append(box)
    total, current = start.prose, start
    while below := children[id(current)]:
        best = max(below, key=lambda box: box.prose)
        is_one_of_several = any(other is not best and other.signature == best.signature for other in below)
        if is_one_of_several or best.prose < _FOUND_SHARE * total or best.tag in _TEXT_TAGS:
            break
        current = best
    return current
