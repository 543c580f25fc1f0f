"""Numbers without a unit: which of them are amounts, and which are marks of a list, codes, pieces of names.

Belongs here: what stands around a bare number and decides. Does not belong here: the shape of numbers (``numerals``), units (``units``).
"""

from __future__ import annotations

import re

from pipeline.extract.amounts.limits import CODE_BEHIND, PREFIX, SIGN, SUFFIX, is_age
from pipeline.extract.article.word_edges import IsWord
from pipeline.extract.numbers.numerals import Amount

KANJI_DIGITS = frozenset("〇零一二三四五六七八九十百千数何")
_IN_NAME = re.compile(r"[ァ-ヶー一-鿿]|(?<=[A-Za-z])[ ]")
"""A number right behind such a character, with no unit, belongs to a name: オメガ3"""
COUNTED_BARE = re.compile(
    r"(?:賛成|反対|棄権|欠席|保留|無効|白票|定数|定員|合計|総計|総数|倍率|得点|視聴率|打率|防御率|指数|マグニチュード)(?:は|が)?$"
)
"""Nouns whose number has no unit: 賛成42、反対28, マグニチュード6.8"""
_INTO_NOUN = re.compile(r"[一-鿿々ァ-ヶー](?<![増減高安])")
"""A number right before such a character, with no unit, begins a name or an ordinal: 3管本部, 53手目"""
_SPOKEN_OF = re.compile(r"(?:は|が|を)")
"""The particle of a number that is itself what a sentence is about: 三は素数だ"""
_BEGINS_BEFORE = frozenset("\n。、「『(")
_CLOSES = re.compile(r"[ ]?[)）]")
_MARK_BEHIND = re.compile(r"[.)）、:】\]]|[ ][)）]")
"""What stands behind the mark of a list item: 1. はじめに, 2) 経緯"""


def stands_bare(text: str, at: int, end: int, amount: Amount, behind: str, is_word: IsWord) -> bool:
    """Whether a number without unit is an amount. ``behind``: the text before it.

    >>> from pipeline.extract.numbers.numerals import read
    >>> from pipeline.extract.article.word_edges import anywhere
    >>> def 裸(text, number):
    ...     at = text.index(number)
    ...     return stands_bare(text, at, at + len(number), read(number), text[:at], anywhere)
    >>> 裸("答えは40だ", "40"), 裸("三は素数だ", "三"), 裸("零", "零"), 裸("1. はじめに", "1"), 裸("理由は1)費用、2)時間", "2"), 裸("オメガ3を", "3"), 裸("賛成42、", "42")
    (True, True, True, False, False, False, True)
    """
    sign = SIGN.search(behind)
    if sign is not None and sign["both"]:  # UTC±0
        return False
    if text[at] in KANJI_DIGITS:
        if not is_word(at, end) or text.startswith("総", end):
            return False  # 一億総中流
        if sign is not None or (end - at >= 2 and (amount.is_vague or amount.least >= 10)):
            return True
        return _is_whole(text, at, end) or (
            (at == 0 or text[at - 1] in _BEGINS_BEFORE) and _SPOKEN_OF.match(text, end) is not None
        )
    if CODE_BEHIND.match(text, end) or not is_word(at, end) or (end - at < 3 and text.startswith("強", end)):
        return False  # 8強 is a rank
    if _INTO_NOUN.match(text, end) is not None and SUFFIX.match(text, end) is None:
        return False
    is_named = sign is None and _IN_NAME.match(text, at - 1) is not None
    if is_named and PREFIX.search(behind) is None and COUNTED_BARE.search(text, max(0, at - 12), at) is None:
        return False
    return is_age(text, at, end) or not _is_mark(text, at, end)


def _is_whole(text: str, at: int, end: int) -> bool:
    """Whether a number is all there is in the text."""
    return (end == len(text) or text[end:].isspace()) and (at == 0 or text[:at].isspace())


def _is_mark(text: str, at: int, end: int) -> bool:
    """Whether a number is the mark of a list item: at the start of a line, or before a bracket that nothing opens."""
    if end - at > 2 or _MARK_BEHIND.match(text, end) is None:
        return False
    if at == 0 or text[at - 1] in "\n((【[・":
        return True
    line = text[max(0, at - 40) : at]
    return _CLOSES.match(text, end) is not None and max(map(line.rfind, "(（")) <= max(map(line.rfind, ")）"))
