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

from pipeline.span import Alignment, Run

_LINE_BREAKS = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_MAX_EXPANSION = 6
_MAX_CACHED = 16
_KEPT_KINDS = ("<circle>", "<super>", "<sub>", "<fraction>")
# Enumerators ⑴–⒛ and ⒜–⒵, 🄀 and its like, letters that are also emoji (ℹ), dots, doubled marks that are also emoji (‼).
_KEPT = re.compile("[\u2474-\u24b5\u2024-\u2026\u203c\u2047-\u2049\u2139\U0001f100-\U0001f2ff]")
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2194-\u21aa\u231a-\u2328\u23cf-\u23fa\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
)
_EMOJI_CHARACTER = re.compile(f"[{_EMOJI}]")
_ZWJ = "\u200d"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = re.compile("[\U000e0020-\U000e007f]")
# Jamo vowels and final consonants, which join the letter before them though they are no marks.
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb\uffa0-\uffdc]")
# Text in which nothing can change: printable ASCII, tabs, line feeds, kana, unified ideographs, the punctuation of news.
_CLEAN = re.compile(r"[\t\n\x20-\x7e、。〈-】〜・ー…―—‘’“”々〇※→←↑↓⇒×°■□◆◇●○▼▲▽△★☆ぁ-ゖァ-ヺ一-鿿]*")
# What a character does: it stays, becomes another one, becomes none or several, acts on the one before.
_STAYS, _SWAPS, _RESIZES, _JOINS, _UNKNOWN = range(5)
# By code point, filled in as characters are met: what each does, and what those that swap become
_kinds = np.full(0x110000, _UNKNOWN, np.uint8)
_swapped = np.arange(0x110000, dtype=np.uint32)


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
    if _JOINS in found:
        return _rewrite(source, _pattern(*_dirty(codes[kinds != _STAYS])))
    text = source
    if _SWAPS in found:
        text = _swapped[codes].tobytes().decode("utf-32-le", "surrogatepass")
    if _RESIZES in found:
        return _resize(source, text, np.flatnonzero(kinds == _RESIZES).tolist())
    return text, Alignment.identity(len(text))


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Code points of the text, one number each.

    >>> code_points("NATO、𠮷").tolist()
    [78, 65, 84, 79, 12289, 134071]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _learn(codes: npt.NDArray[np.uint32]) -> None:
    for code in np.unique(codes).tolist():
        character = chr(code)
        kind = _kind(character)
        if kind == _SWAPS:
            _swapped[code] = ord(_fold(character))
        _kinds[code] = kind


def _dirty(codes: npt.NDArray[np.uint32]) -> tuple[str, str]:
    """Distinct characters that change by themselves, and those that act on the character before them.

    A character that is left out can bring a mark next to its base: it belongs to the marks.
    """
    changes: list[str] = []
    joins: list[str] = []
    for character in map(chr, np.unique(codes).tolist()):
        does_join = character != _ZWJ and (_kind(character) == _JOINS or not _fold(character))
        (joins if does_join else changes).append(character)
    return "".join(changes), "".join(joins)


def _resize(source: str, swapped: str, places: list[int]) -> tuple[str, Alignment]:
    """Text of a source without joining characters: ``swapped``, where those at these places become none or several."""
    parts: list[str] = []
    runs: list[Run] = []
    copied = length = 0  # source up to here is in the parts
    for start in places:
        end = start + (2 if source.startswith("\r\n", start) else 1)
        if source[start] == _ZWJ and _is_emoji(source[start - 1 : start]) and _is_emoji(source[end : end + 1]):
            continue
        piece = _segment(source[start:end])
        parts += (swapped[copied:start], piece)
        runs.append(Run(length, start - copied, copied, start - copied))
        length += start - copied
        runs.append(Run(length, len(piece), start, end - start))
        length += len(piece)
        copied = end
    parts.append(swapped[copied:])
    runs.append(Run(length, len(swapped) - copied, copied, len(swapped) - copied))
    return "".join(parts), Alignment.of(runs)


def _is_emoji(character: str) -> bool:
    return bool(_EMOJI_CHARACTER.fullmatch(character))


@lru_cache(maxsize=256)
def _pattern(changing: str, joining: str) -> re.Pattern[str]:
    """Pattern of the segments to rewrite: a character with the joining ones behind it, or one that changes alone."""
    loose_joiner = f"(?<![{_EMOJI}]){_ZWJ}|{_ZWJ}(?![{_EMOJI}])"
    alone = changing.replace(_ZWJ, "").replace("\r", "")
    mark = f"(?:[{re.escape(joining)}]|{loose_joiner})"
    parts = [rf"[^{re.escape(joining)}\n]{mark}++", f"{mark}++", "\r\n?"]
    if _ZWJ in changing:
        parts.append(loose_joiner)
    swapped = "".join(character for character in alone if len(_fold(character)) == 1)
    if swapped:
        parts.append(f"(?:[{re.escape(swapped)}](?!{mark}))++")
    if others := "".join(character for character in alone if len(_fold(character)) != 1):
        parts.append("[" + re.escape(others) + "]")
    return re.compile("|".join(parts))


def _rewrite(source: str, pattern: re.Pattern[str]) -> tuple[str, Alignment]:
    parts: list[str] = []
    runs: list[Run] = []
    copied = 0  # source up to here is in the parts
    run_start = run_source_start = length = 0  # the run of equal lengths that is still growing
    for found in pattern.finditer(source):
        start, end = found.span()
        parts.append(source[copied:start])
        length += start - copied
        piece = _segment(found.group()) if end - start <= _MAX_CACHED else _compose(found.group())
        parts.append(piece)
        if len(piece) != end - start:
            runs.append(Run(run_start, length - run_start, run_source_start, start - run_source_start))
            runs.append(Run(length, len(piece), start, end - start))
            run_start, run_source_start = length + len(piece), end
        length += len(piece)
        copied = end
    parts.append(source[copied:])
    length += len(source) - copied
    runs.append(Run(run_start, length - run_start, run_source_start, len(source) - run_source_start))
    return "".join(parts), Alignment.of(runs)


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
    if character in (_ZWJ, "\r"):
        return _RESIZES
    folded = _fold(character)
    if folded and _acts_backwards(folded[0]):
        return _JOINS
    if len(folded) != 1:
        return _RESIZES
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
