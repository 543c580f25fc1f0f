"""Lines: normalized text cut into the pieces that become blocks.

Belongs here: line breaks, hard-wrapped lines, and text glued behind an address. Does not belong here: what a piece is
(``roles``).

One line is one piece, except that a line whose credit ends in an address with text glued behind it is two, and lines that
a fixed width has broken in mid-sentence are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipeline.normalize.line import Line

_SENTENCE_END = "。.!?!?」』)）】]…:：;"
# A credit with an address and text behind it: さらに読む ⇒架空新聞出典/画像元: https://example.jp/1次の文…
_CREDIT = re.compile(r"(?:出典|引用元|画像元|参照元|情報元|元記事|さらに読む|続きを読む)[^。]{0,60}?[:⇒→»]\s{0,3}$")
_URL = re.compile(r"https?://[!-~]{4,2000}")
_MIN_WIDTH, _MAX_WIDTH = 30, 120
_BULLET_START = re.compile(r"[・●■◆▼▲▶※○◎★☆✅💡✔①-⑳*\-–—‐【\[(「『[―]")


def cut(text: str, is_wrapped_allowed: bool = True) -> list[Line]:
    """Lines of the text, in order; every character that is not white space lies in exactly one.

    >>> [piece.text for piece in cut("見出し\\n\\n本文です。")]
    ['見出し', '本文です。']
    >>> [piece.text for piece in cut("出典: https://example.jp/a次の話題です。")]
    ['出典: https://example.jp/a', '次の話題です。']
    """
    pieces: list[Line] = []
    blank = start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            at = start + line.index(stripped[0])
            piece = Line(at, at + len(stripped), stripped, blank if pieces else 0)
            if "://" in stripped:
                pieces.extend(_unglue(text, piece))
            else:
                pieces.append(piece)
            blank = 0
        else:
            blank += 1
        start += len(line) + 1
    return _unwrap(text, pieces) if is_wrapped_allowed else pieces


def trimmed(text: str, start: int, end: int) -> Line | None:
    """Line over ``[start, end)`` without the white space around it, or none where nothing else is there."""
    covered = text[start:end]
    stripped = covered.strip()
    if not stripped:
        return None
    start += len(covered) - len(covered.lstrip())
    return Line(start, start + len(stripped), stripped)


def width(text: str) -> int:
    """Columns that the text takes on a terminal: two for a full-width character.

    >>> width("NATOは")
    6
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=65536)
def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _unglue(text: str, piece: Line) -> list[Line]:
    parts: list[Line] = []
    start = piece.start
    for found in _URL.finditer(text, piece.start, piece.end):
        credit = text[start : found.start()]
        if found.end() < piece.end and _CREDIT.search(credit[-100:]) and text[found.end()] not in "、。」)）] 　\t":
            head = trimmed(text, start, found.end())
            if head is not None:
                parts.append(head)
                start = found.end()
    tail = trimmed(text, start, piece.end)
    if tail is not None:
        parts.append(tail)
    for part in parts[1:]:
        part.is_glued = True
    parts[0].blank_before = piece.blank_before
    return parts


def _unwrap(text: str, pieces: list[Line]) -> list[Line]:
    """Join lines that a fixed width has broken: runs of three or more lines of one width that stop in mid-sentence.

    A line given twice, as a copied page gives its headline, is whole.
    """
    joined: list[Line] = []
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and not pieces[end].blank_before and not pieces[end].is_glued:
            end += 1
        joined.extend(_unwrap_group(text, pieces[at:end]))
        at = end
    return joined


def _unwrap_group(text: str, group: list[Line]) -> list[Line]:
    if len(group) < 3 or sum(piece.text[-1] not in _SENTENCE_END for piece in group[:-1]) < 2:
        return group
    if any(piece.end - piece.start > _MAX_WIDTH for piece in group):
        return group
    widths = [width(piece.text) for piece in group]
    full = max(widths)
    if not _MIN_WIDTH <= full <= _MAX_WIDTH:
        return group
    copies = Counter(piece.text for piece in group)
    wraps = [
        widths[at] >= full - 4
        and copies[group[at].text] == copies[group[at + 1].text] == 1
        and group[at].text[-1] not in _SENTENCE_END
        and not _BULLET_START.match(group[at + 1].text)
        for at in range(len(group) - 1)
    ]
    if sum(wraps) < 2:
        return group
    out = [group[0]]
    for piece, does_wrap in zip(group[1:], wraps, strict=True):
        if does_wrap:
            last = out[-1]
            out[-1] = Line(last.start, piece.end, text[last.start : piece.end], last.blank_before, last.is_glued)
        else:
            out.append(piece)
    return out
