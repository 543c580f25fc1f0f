"""Numerals in hiragana: さんぜんにひゃくじゅうなな, and counting aloud: いち、に、さん.

A single one (さん, に, し, ご) is far more often a title, a particle or a prefix than a number, and two together (にせん, さんせん,
にじゅう) are often other words. So a numeral in kana is read only where three parts or more make one number, where one of
two parts is all there is in the text, or where three or more stand in a row that begins with one.

Belongs here: the shape and value of such numerals. Does not belong here: numerals in digits and kanji (``numerals``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = {"いち": 1, "いっ": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "ご": 5, "ろく": 6, "ろっ": 6} | (
    {"しち": 7, "なな": 7, "はち": 8, "はっ": 8, "きゅう": 9, "く": 9, "れい": 0, "ぜろ": 0}
)
_SMALL = {"じゅう": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100, "せん": 1000, "ぜん": 1000}
_LARGE = {"まん": 10**4, "おく": 10**8, "ちょう": 10**12}


def _any(words: dict[str, int]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_DIGIT, _SCALE, _MYRIAD = _any(_DIGITS), _any(_SMALL), _any(_LARGE)
_NUMERAL = rf"(?:(?:{_DIGIT}?{_SCALE}|{_DIGIT}){{1,5}}{_MYRIAD}?){{1,4}}"
_PART = re.compile(rf"{_DIGIT}|{_SCALE}|{_MYRIAD}")
_WHOLE = re.compile(rf"\s*(?P<n>{_NUMERAL})\s*")
_COUNTED = re.compile(rf"(?<![ぁ-ん])いち(?:[、,][ ]?{_NUMERAL}(?![ぁ-んァ-ヶー一-鿿])){{2,}}")  # いち、に、さん
_LONG = re.compile(
    rf"(?<![ぁ-んァ-ヶー])(?={_DIGIT}?{_SCALE}|{_DIGIT}{_MYRIAD}){_NUMERAL}(?![ぁ-ん])"
)  # さんびゃくにじゅう
_ONE = re.compile(_NUMERAL)
_HINTS = ("じゅう", "ひゃく", "びゃく", "ぴゃく", "いち、", "いち,")
"""What a long text is searched for first; せん is in every ません, and numerals of three parts with no ten and no hundred are few."""
_SHORT = 40


def read_kana(text: str) -> Decimal | None:
    """Value of a numeral in hiragana, or none where ``text`` is not one: scales fall from part to part.

    >>> [str(read_kana(text)) for text in ("さんぜんにひゃくじゅうなな", "きゅうじゅうなな", "にまんごせん", "ぜろ", "じゅうせん")]
    ['3217', '97', '25000', '0', 'None']
    """
    if not _ONE.fullmatch(text):
        return None
    total, section, digit, below, under = 0, 0, -1, 10**4, 10**16
    for part in _PART.findall(text):
        if part in _DIGITS:
            if digit >= 0:
                return None
            digit = _DIGITS[part]
        elif part in _SMALL:
            if _SMALL[part] >= below or digit == 0:
                return None
            below = _SMALL[part]
            section, digit = section + (digit if digit > 0 else 1) * below, -1
        else:
            if _LARGE[part] >= under or section + max(digit, 0) == 0:
                return None
            under = _LARGE[part]
            total, section, digit, below = total + (section + max(digit, 0)) * under, 0, -1, 10**4
    return Decimal(total + section + max(digit, 0))


def kana_numerals(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Start, end and value of the numerals in kana that cannot be anything else, in order.

    >>> [(start, end, int(value)) for start, end, value in kana_numerals("声をそろえて「いち、に、さん」と数えた")]
    [(7, 9, 1), (10, 11, 2), (12, 14, 3)]
    >>> [list(kana_numerals(text)) for text in ("山田さん、にせん", "じゅうぶんにひゃく", "さん")]
    [[], [], []]
    """
    whole = _WHOLE.fullmatch(text) if len(text) <= _SHORT else None
    if whole is not None and _parts(whole["n"]) >= 2 and (value := read_kana(whole["n"])) is not None:
        yield whole.start("n"), whole.end("n"), value
        return
    if not any(hint in text for hint in _HINTS):
        return
    found = [match.span() for match in _LONG.finditer(text) if _parts(match[0]) >= 3]
    for row in _COUNTED.finditer(text):
        found += [one.span() for one in _ONE.finditer(text, row.start(), row.end())]
    for start, end in sorted(found):
        if (value := read_kana(text[start:end])) is not None:
            yield start, end, value


def _parts(numeral: str) -> int:
    return len(_PART.findall(numeral))
