"""Characters: source text to normalized text, with the alignment that leads back.

Belongs here: what becomes of each character. Does not belong here: lines, blocks, or any rule of language.

The base is Unicode NFKC (UAX #15), so full-width letters and digits become ASCII, half-width kana become full-width kana
with their sound marks, units written as one character become words (㎞ → km, ㌔ → キロ, ㈱ → (株)), and compatibility
ideographs become the unified ones. Where NFKC would lose what a reader sees, the character stays as it is:

- … ‥ and all other compatibility punctuation whose expansion is several dots or begins with a space (゛ ゜ ￣);
- circled, parenthesized and full-stop enumerators: ① ⑴ ⒈ ㊤ ⓐ (「①被告」 is not 「1被告」);
- superscripts, subscripts and fractions: ² ₂ ½ ™ (「10²」 is not 「102」);
- emoji and the characters that emoji sequences are made of, and variation selectors;
- ligatures that expand to more than six characters (ﷺ).

Besides NFKC: ～ (U+FF5E) becomes 〜 (U+301C), the two being one character in two code tables; every line break becomes
LF; every other white space but the tab becomes a space; zero-width, bidirectional and control characters are left out; a
zero-width joiner stays between emoji; a lone surrogate becomes U+FFFD. Ruby in brackets stays in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.span import Alignment

_LINE_BREAKS = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_MAX_EXPANSION = 6
_MAX_CACHED = 16
_KEPT_KINDS = ("<circle>", "<super>", "<sub>", "<fraction>")
# Enumerators ⑴–⒛ and ⒜–⒵, 🄀 and its like, letters that are also emoji (ℹ), dots, doubled marks that are also emoji (‼).
_KEPT = re.compile("[\u2474-\u24b5\u2024-\u2026\u203c\u2047-\u2049\u2139\U0001f100-\U0001f2ff]")
# First and last of each range of characters that emoji sequences are made of
_EMOJI = (
    *((0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049), (0x20E3, 0x20E3), (0x2122, 0x2122)),
    *((0x2139, 0x2139), (0x2194, 0x21AA), (0x231A, 0x2328), (0x23CF, 0x23FA), (0x24C2, 0x24C2), (0x25AA, 0x27BF)),
    *((0x2934, 0x2935), (0x2B05, 0x2B55), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299)),
    *((0xFE0F, 0xFE0F), (0x1F000, 0x1FAFF)),
)
_ZWJ = "\u200d"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = re.compile("[\U000e0020-\U000e007f]")
# Jamo vowels and final consonants, which join the letter before them though they are no marks.
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb\uffa0-\uffdc]")
# Text in which nothing can change: printable ASCII, tabs, line feeds, kana, unified ideographs, the punctuation of news.
_CLEAN = re.compile(r"[\t\n\x20-\x7e、。〈-】〜・ー…―—‘’“”々〇※→←↑↓⇒×°■□◆◇●○▼▲▽△★☆ぁ-ゖァ-ヺ一-鿿]*")
# What a character does: it stays, becomes another one, becomes several, becomes none, acts on the one before.
_STAYS, _SWAPS, _RESIZES, _DROPS, _JOINS, _UNKNOWN = range(6)
# By code point, filled in as characters are met: what each does, and what those that swap become
_kinds = np.full(0x110000, _UNKNOWN, np.uint8)
_swapped = np.arange(0x110000, dtype=np.uint32)
_is_emoji = np.zeros(0x110000, bool)
for _first, _last in _EMOJI:
    _is_emoji[_first : _last + 1] = True

CodePoints = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]


def normalize(source: str) -> tuple[str, Alignment]:
    """Normalized text of ``source`` and its alignment; normalizing the text again changes nothing.

    >>> normalize("ＮＡＴＯ、ﾊﾞﾙﾄ海で１２㎞…")[0]
    'NATO、バルト海で12km…'
    >>> normalize("架空 新聞です。")[1].runs
    (Run(start=0, length=8, source_start=0, source_length=8),)
    """
    if _CLEAN.fullmatch(source):
        return source, Alignment.identity(len(source))
    codes = code_points(source)
    kinds = _kinds[codes]
    found = kinds.tobytes()
    if _UNKNOWN in found:
        _learn(codes[kinds == _UNKNOWN])
        kinds = _kinds[codes]
        found = kinds.tobytes()
    swapped = _swapped[codes] if _SWAPS in found else codes
    if _RESIZES in found or _DROPS in found or _JOINS in found:
        starts, ends = _segments(codes, kinds)
        is_dropped = (kinds[starts] == _DROPS) & (ends - starts == 1)
        return _rewrite(source, swapped, starts, ends, is_dropped)
    return _text(swapped) if _SWAPS in found else source, Alignment.identity(len(source))


def code_points(text: str) -> CodePoints:
    """Code points of the text, one number each.

    >>> code_points("NATO、𠮷").tolist()
    [78, 65, 84, 79, 12289, 134071]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _text(codes: CodePoints) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _learn(codes: CodePoints) -> None:
    for code in np.unique(codes).tolist():
        character = chr(code)
        kind = _kind(character)
        if kind == _SWAPS:
            _swapped[code] = ord(_fold(character))
        _kinds[code] = kind


def _segments(codes: CodePoints, kinds: npt.NDArray[np.uint8]) -> tuple[Offsets, Offsets]:
    """Starts and ends of what is rewritten as a whole: a character with the joining ones behind it, or one that resizes alone.

    Where any character joins, one that is left out can bring it next to its base: those belong to the joining ones then.
    Nothing joins a line feed.
    """
    alone = (kinds == _RESIZES) | (kinds == _DROPS)
    padded = np.concatenate([codes, np.zeros(1, np.uint32)])
    joiners = np.flatnonzero(codes == ord(_ZWJ))
    # before the first character stands the padding behind the last
    alone[joiners] = ~(_is_emoji[padded[joiners - 1]] & _is_emoji[padded[joiners + 1]])
    joins = kinds == _JOINS
    first = last = has_base = np.empty(0, np.int64)
    if joins.any():
        joins |= kinds == _DROPS
        joins[joiners] = alone[joiners]
        edges = np.flatnonzero(np.diff(joins, prepend=False, append=False))
        first, last = edges[::2], edges[1::2]
        has_base = (first > 0) & (padded[first - 1] != ord("\n"))
        alone &= ~joins
        alone[first - has_base] = False
    single = np.flatnonzero(alone)
    is_pair = (codes[single] == ord("\r")) & (padded[single + 1] == ord("\n"))
    starts = np.concatenate([single, first - has_base])
    ends = np.concatenate([single + 1 + is_pair, last])
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order]


def _rewrite(
    source: str, swapped: CodePoints, starts: Offsets, ends: Offsets, is_dropped: npt.NDArray[np.bool_]
) -> tuple[str, Alignment]:
    """Text of a source whose segments are left out or composed, and whose other characters are ``swapped``."""
    spans = zip(starts[~is_dropped].tolist(), ends[~is_dropped].tolist(), strict=True)
    pieces = [_segment(source[a:b]) if b - a <= _MAX_CACHED else _compose(source[a:b]) for a, b in spans]
    sizes = np.zeros(len(starts), np.int64)
    sizes[~is_dropped] = np.fromiter(map(len, pieces), np.int64, len(pieces))
    depth = np.zeros(len(source) + 1, np.int8)
    depth[starts] += 1
    depth[ends] -= 1
    outside = np.cumsum(depth[:-1], dtype=np.int8) == 0
    # characters that each one of the source adds to the text; a segment's come with its first
    added = outside.astype(np.int64)
    added[starts] = sizes
    places = np.cumsum(added) - added
    codes = np.empty(int(added.sum()), np.uint32)
    is_swapped = np.zeros(len(codes), bool)
    is_swapped[places[outside]] = True
    codes[is_swapped] = swapped[outside]
    codes[~is_swapped] = code_points("".join(pieces))
    resized = sizes != ends - starts
    lengths = (sizes[resized], (ends - starts)[resized])
    return _text(codes), _alignment((places[starts[resized]], starts[resized]), lengths, (len(codes), len(source)))


def _alignment(starts: tuple[Offsets, Offsets], lengths: tuple[Offsets, Offsets], totals: tuple[int, int]) -> Alignment:
    """Alignment in which these runs differ in length and all between them is equal; each pair is of the text and of the source."""
    runs = np.empty((2 * len(starts[0]) + 1, 4), np.int64)
    for column, (start, length, total) in enumerate(zip(starts, lengths, totals, strict=True)):
        ends = start + length
        runs[1::2, 2 * column], runs[1::2, 2 * column + 1] = start, length
        runs[0, 2 * column], runs[2::2, 2 * column] = 0, ends
        runs[::2, 2 * column + 1] = np.append(start, total) - runs[::2, 2 * column]
    return Alignment(runs[(runs[:, 1] > 0) | (runs[:, 3] > 0)])


@lru_cache(maxsize=65536)
def _segment(segment: str) -> str:
    return _compose(segment)


def _compose(segment: str) -> str:
    if segment == "\r\n":
        return "\n"
    if len(segment) == 1:
        return _fold(segment)
    return unicodedata.normalize("NFC", "".join(map(_fold, segment)))


def _kind(character: str) -> int:
    """What the character does, whatever surrounds it; of a joiner and a carriage return, what it can do."""
    if character == "\r":
        return _RESIZES
    folded = _fold(character)
    if folded and _acts_backwards(folded[0]):
        return _JOINS
    if len(folded) != 1:
        return _RESIZES if folded else _DROPS
    return _STAYS if folded == character else _SWAPS


def _acts_backwards(character: str) -> bool:
    if _SELECTORS.match(character) or character == "\u20e3":
        return False
    return unicodedata.category(character) in ("Mn", "Mc") or bool(_JAMO.match(character))


@lru_cache(maxsize=65536)
def _fold(character: str) -> str:
    """What becomes of one character by itself."""
    if character in "\n\t" or _SELECTORS.match(character) or _TAGS.match(character):
        return character
    if character in _LINE_BREAKS:
        return "\n"
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return ""
    if category == "Cs":
        return "\ufffd"
    if category == "Zs":
        return " "
    if character == "\uff5e":
        return "\u301c"
    if _KEPT.match(character) or unicodedata.decomposition(character).startswith(_KEPT_KINDS):
        return character
    folded = unicodedata.normalize("NFKC", character)
    if folded.startswith((" ", "..")) or len(folded) > _MAX_EXPANSION:
        return unicodedata.normalize("NFC", character)
    return folded
