"""Japanese numerals: what a run of digits, kanji numerals or both is worth, and how far a vague one reaches.

Belongs here: the shape of a number and its value. Does not belong here: units, counters, dates.
The text is taken as normalized (NFKC): digits and commas are ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

VAGUE_LEAST, VAGUE_MOST = 2, 9
"""What 数 stands for: some number from 2 to 9. The dictionaries say 「三、四から五、六」 (Daijirin, s.v. 数) and speakers
stretch it either way, so the widest reading of one digit is kept."""

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+| \. [0-9]+)?"  # 2,781   74.1   14 . 8
KANJI = r"[〇零一二三四五六七八九十百千]+"  # 二十一   二〇二五
_GROUP = rf"(?:(?:{ARABIC} ?[十百千] ?){{1,3}}(?:{ARABIC})?|{ARABIC}|{KANJI})"  # 2千   4千6百   二百
NUMBER = rf"{_GROUP}(?: ?[万億兆京](?: ?{_GROUP})?)*"  # 1億2300万   1.5兆   五千
NUMBER_HEAD = rf"{_GROUP}[万億兆](?=[数何一二三四五六七八九十百千][数十百千万億兆])"  # 1万 before 数千
_SOME = r"(?:[一二三四五六七八九百千]?[十百千]数十?|[0-9]{0,2}0数|数[十百千]?|何[十百千])[万億兆]?"  # 数十  十数  百数十  数万
VAGUE = rf"(?:(?:{NUMBER_HEAD})?{_SOME})"  # 20数  1万数千  2億数千万
POWER = (
    rf"(?=[0-9,.]{{1,20}}[eE^kの])(?:{ARABIC}(?:[eE][+-]?[0-9]{{1,2}}|\^[+-]?[0-9]{{1,2}})(?![0-9A-Za-z])"  # 2e5   1.1^23
    rf"|(?:[0-9]{{2,}}|[0-9]+\.[0-9]+)k(?![0-9A-Za-z])"  # 40k, but 4k is a picture
    rf"|{ARABIC}の(?:マイナス|-)?[0-9]{{1,2}}乗)"  # 10の12乗
)
VULGAR_CHARS = "¼½¾⅐-⅞"
VULGAR = rf"(?:{ARABIC})?[{VULGAR_CHARS}]"  # ½   2½
DECIMAL_COMMA = r"[0-9]{1,3},[0-9]{2}(?=[ ]?(?:$|[%€\n。、)）」はがをもとでに]|ユーロ))"  # 5,00
DIGIT_CHARS = "0123456789"

_FORMAL = str.maketrans("壱壹弌弐貳貮弍参參弎肆伍捌玖拾佰陌仟阡萬憶", "一一一二二二二三三三四五八九十百百千千万億")
_FORMAL_CHARS = "壱壹弌弐貳貮弍参參弎肆伍捌玖拾佰陌仟阡萬"
_FORMAL_CHAR = re.compile(rf"[{_FORMAL_CHARS}憶]")
_KANJI_CHARS = "〇零一二三四五六七八九十百千万億兆京"
_FORMAL_PIECE = re.compile(
    rf"[{_FORMAL_CHARS}][{_FORMAL_CHARS}{_KANJI_CHARS}]|[{_FORMAL_CHARS}](?=[円圓])"
    rf"|(?<=[{_FORMAL_CHARS}{_KANJI_CHARS}])[{_FORMAL_CHARS}](?=[{_FORMAL_CHARS}{_KANJI_CHARS}円圓銭也人名枚個])"
    r"|(?<=[0-9一二三四五六七八九十百千])(?:萬|憶(?=[0-9一二三四五六七八九十百千円元人ドユウポ票株件]))"
)
"""A numeral as deeds write it (壱拾弐万), and 憶, which is written for 億 by mistake; 陸 and 漆 are words far more often than 6 and 7."""
_PIECE = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二三四五六七八九]+|[十百千]|[万億兆京]")  # 1 | 億 | 2300 | 万
_NUMBER = re.compile(NUMBER)
_VAGUE = re.compile(VAGUE)
_SOME_ALONE = re.compile(_SOME)
_HEAD = re.compile(NUMBER_HEAD)
_POWER = re.compile(
    rf"(?P<base>{ARABIC})(?:(?P<ten>[eE])|(?P<power>\^)|(?P<kilo>k)|の)(?P<minus>マイナス|-)?\+?(?P<exponent>[0-9]*)乗?"
)
_GREATEST = Decimal(10) ** 300
_PLACEHOLDER = re.compile("〇{2}(?![一二三四五六七八九])")  # 〇〇円: an amount that is not told
"""No amount is larger: a column holds 64-bit floating point."""


class Amount(NamedTuple):
    """Least and greatest value of a numeral; equal where it is exact."""

    least: Decimal
    most: Decimal

    @property
    def is_vague(self) -> bool:
        """Whether the numeral leaves the value open (数十)."""
        return self.least != self.most


def plain_numerals(text: str) -> str:
    """The text with numerals of deeds (大字) in ordinary ones, and 億 for 憶 in a number; every other character stays in its place.

    >>> plain_numerals("金九拾九兆参千壱拾万弐円、3憶円"), plain_numerals("参議院に参加し、記憶を拾った")
    ('金九十九兆三千一十万二円、3億円', '参議院に参加し、記憶を拾った')
    """
    if _FORMAL_CHAR.search(text) is None:
        return text
    return _FORMAL_PIECE.sub(lambda found: found[0].translate(_FORMAL), text)


def read_number(text: str) -> Decimal | None:
    """Value of a numeral, or none where ``text`` is not one: scales fall from left to right.

    >>> [str(read_number(text)) for text in ("1億2300万", "五千", "1.5兆", "二〇二五", "2,781", "3万4,500")]
    ['123000000', '5000', '1500000000000.0', '2025', '2781', '34500']
    >>> read_number("三井") is read_number("〇〇") is read_number("三十二十") is None
    True
    """
    if text.isdecimal() and text.isascii():
        return Decimal(text)
    text = text.replace(" ", "")
    if not _NUMBER.fullmatch(text) or _PLACEHOLDER.match(text):
        return None
    total, section, current = Decimal(0), Decimal(0), None
    after_large, scale = False, 10**4
    for piece in _PIECE.findall(text.replace(",", "")):
        if piece in _SMALL:
            if _SMALL[piece] >= scale:
                return None
            scale = _SMALL[piece]
            section += (current or 1) * scale
            current, after_large = None, False
        elif piece in _LARGE:
            below = section + (current or 0)
            if after_large:
                total *= _LARGE[piece]
            else:
                total += (below or 1) * _LARGE[piece]
            section, current, after_large, scale = Decimal(0), None, True, 10**4
        else:
            current, after_large = _digits(piece), False
    return total + section + (current or 0)


def _digits(piece: str) -> Decimal:
    if piece[0] in DIGIT_CHARS:
        return Decimal(piece)
    return Decimal("".join(str(_DIGITS[char]) for char in piece))


def read_vague(text: str) -> Amount | None:
    """Bounds of a vague numeral, or none where ``text`` is not one; 数 is read as 2 to 9.

    >>> [tuple(map(int, read_vague(text))) for text in ("数十", "十数", "数万", "百数十", "数", "20数", "1万数千")]
    [(20, 90), (12, 19), (20000, 90000), (120, 190), (2, 9), (22, 29), (12000, 19000)]
    """
    if not _VAGUE.fullmatch(text):
        return None
    head = _HEAD.match(text)
    if head is not None and not _SOME_ALONE.fullmatch(text):
        more, rest = read_number(head[0]) or Decimal(0), read_vague(text[head.end() :])
        return None if rest is None else Amount(more + rest.least, more + rest.most)
    scale = Decimal(1)
    if text[-1] in _LARGE:
        scale, text = Decimal(_LARGE[text[-1]]), text[:-1]
    text = text.replace("何", "数")
    before, _, after = text.partition("数")
    base = read_number(before) or Decimal(0)
    unit = _SMALL.get(after, 1)
    return Amount((base + VAGUE_LEAST * unit) * scale, (base + VAGUE_MOST * unit) * scale)


def read_power(text: str) -> Decimal | None:
    """Value of a number in powers of ten, a power, or thousands, or none where it is too large or ``text`` is none of these.

    >>> [float(read_power(text)) for text in ("2e5", "1.5e-3", "2^10", "10の12乗", "10のマイナス3乗", "40k")]
    [200000.0, 0.0015, 1024.0, 1000000000000.0, 0.001, 40000.0]
    >>> read_power("0のマイナス3乗") is None
    True
    """
    found = _POWER.fullmatch(text)
    if found is None:
        return None
    base = Decimal(found["base"].replace(",", ""))
    if found["kilo"]:
        return base * 1000
    exponent = int(found["exponent"]) * (-1 if found["minus"] else 1)
    if not base or base > _GREATEST or (base.adjusted() + 1) * exponent > 300:
        return None
    return base.scaleb(exponent) if found["ten"] else base**exponent


def read_vulgar(text: str) -> Decimal:
    """Value of a number that ends in a fraction of one character.

    >>> [str(read_vulgar(text)) for text in ("½", "2½", "1¾")]
    ['0.5', '2.5', '1.75']
    """
    part = Fraction(unicodedata.numeric(text[-1])).limit_denominator(10)
    return Decimal(text[:-1].replace(",", "") or 0) + Decimal(part.numerator) / Decimal(part.denominator)


def read_decimal_comma(text: str) -> Decimal:
    """Value of a number whose decimals stand behind a comma, as in much of Europe.

    >>> str(read_decimal_comma("5,00"))
    '5.00'
    """
    return Decimal(text.replace(",", "."))


def read(text: str) -> Amount | None:
    """Value of a numeral, exact or vague, or none.

    >>> tuple(map(int, read("3万")))
    (30000, 30000)
    """
    value = read_number(text)
    return Amount(value, value) if value is not None else read_vague(text)
