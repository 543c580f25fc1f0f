"""How probable bytes are as text: the statistic that tells Japanese encodings apart.

Belongs here: the probabilities, and the score of one reading of the bytes. Does not belong here: what follows from it
(``charset``).

Japanese is modelled as characters drawn from classes: a class has a share of all characters, and its members are equally
likely. The classes follow the rows of JIS X 0208, whose order is the structure that Shift_JIS and EUC-JP share: kana in
rows 4 and 5, the kanji in daily use (level 1) in rows 16 to 47, the others after them. An encoding gives each text other
bytes, so the reading with the highest probability is the most probable encoding (Bayes' rule with equal priors). A wrong
reading turns kana into rare kanji, half-width kana or codes without meaning, and loses about 15 nats a character.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

# Share of all characters and members of each class. Shares: counts over every second document of 1,365 of Japanese news
# (WMT21, Wikinews, livedoor; 524,000 characters). ASCII costs the same in every reading. The last three are set, not counted.
_SHARES = {
    "ascii": (0.135, 97),
    "hiragana": (0.31, 83),
    "katakana": (0.12, 88),  # with ー and ・
    "punctuation": (0.073, 92),
    "symbol": (0.00016, 53),
    "full_width": (0.0014, 62),
    "kanji_1": (0.36, 2965),
    "kanji_2": (0.0006, 3390),
    "greek_cyrillic_lines": (0.000036, 146),
    "vendor": (0.000029, 457),
    "half_width_kana": (0.000074, 63),
    "beyond_jis": (0.0005, 60_000),
    "latin": (0.00005, 400),
    "private": (0.000001, 6400),
    "control": (0.000001, 30),
    "broken": (0.00001, 128),
}
_LOG = {name: math.log(share / members) for name, (share, members) in _SHARES.items()}
_ROWS = {1: "punctuation", 2: "symbol", 3: "full_width", 4: "hiragana", 5: "katakana", 13: "vendor"}
# In Western text, letters with accents make some 3 % of the letters.
_WESTERN_LETTER, _WESTERN_OTHER, _WESTERN_CONTROL = math.log(0.03 / 62), math.log(0.003 / 60), math.log(1e-6 / 32)
# "it痴": what an apostrophe of windows-1252 and the letter after it make in Shift_JIS; counted 0 times in 454,000.
_KANJI_IN_WORD = re.compile(r"[A-Za-z][一-鿿](?=[A-Za-z])")
_KANJI_IN_WORD_PRICE = math.log(1e-5)


class Reading(NamedTuple):
    """One reading of some bytes: ``score`` is the natural logarithm of its probability, ``price`` the mean of that over
    the characters outside ASCII; ``outside`` counts these, ``kana`` the full-width kana (with ー and ・) and ``broken``
    the U+FFFD among them."""

    score: float
    price: float
    outside: int
    kana: int
    broken: int


HOPELESS = Reading(-math.inf, -math.inf, 1, 0, 1)


def weigh_japanese(text: str) -> Reading:
    """``text`` as Japanese.

    >>> weigh_japanese("これは記事です。").score > weigh_japanese("､ｳ､・ﾏｵｭｻ､ﾇ､ｹ｡｣").score
    True
    """
    prices, kana = _prices(), 0
    score = _KANJI_IN_WORD_PRICE * len(_KANJI_IN_WORD.findall(text))
    for character, count in Counter(text).items():
        price = prices.get(character)
        score += count * (_LOG[_class_beyond(character)] if price is None else price)
        if "ぁ" <= character <= "ー":
            kana += count
    return _reading(text, score, kana)


def weigh_western(text: str) -> Reading:
    """``text`` as a Western European language; ASCII costs what it costs in Japanese, so that only the rest decides."""
    score = 0.0
    for character, count in Counter(text).items():
        if character < "\x80":
            price = _prices()[character]
        elif character < "\xa0":
            price = _WESTERN_CONTROL
        elif character >= "\xc0" and character.isalpha():
            price = _WESTERN_LETTER
        else:
            price = _WESTERN_OTHER
        score += count * price
    return _reading(text, score, kana=0)


def _reading(text: str, score: float, kana: int) -> Reading:
    outside = len(text) - len(text.encode("ascii", "ignore"))
    price = (score - _LOG["ascii"] * (len(text) - outside)) / max(1, outside)
    return Reading(score, price, outside, kana, text.count("\ufffd"))


def _class_beyond(character: str) -> str:
    """Class of a character outside JIS X 0208 and ASCII."""
    if "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000":
        return "private"
    if character < "\xa0":
        return "control"
    return "latin" if character < "\u0250" else "beyond_jis"


@cache
def _prices() -> dict[str, float]:
    """Logarithm of the probability of each character of ASCII and of JIS X 0208 with the vendors' rows."""
    prices = {chr(code): _LOG["control"] for code in [*range(0x20), 0x7F]}
    prices |= {chr(code): _LOG["ascii"] for code in [*range(0x20, 0x7F), 0x09, 0x0A, 0x0D]}
    for row in range(1, 93):
        for character in _row(row):
            prices.setdefault(character, _LOG[_class_of_row(row)])
    prices |= {chr(code): _LOG["half_width_kana"] for code in range(0xFF61, 0xFFA0)}
    prices |= dict.fromkeys("〜‖\u2212—¢£¬", _LOG["punctuation"])
    prices |= dict.fromkeys("ー・", _LOG["katakana"])
    return prices | {"\ufffd": _LOG["broken"]}


def _class_of_row(row: int) -> str:
    if row < 16:
        return _ROWS.get(row, "greek_cyrillic_lines")
    return "kanji_1" if row < 48 else "kanji_2" if row < 85 else "vendor"


def _row(row: int) -> str:
    lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
    trails = range(0x9F, 0xFD) if row % 2 == 0 else [code for code in range(0x40, 0x9F) if code != 0x7F]
    cells = (bytes((lead, trail)).decode("cp932", "ignore") for trail in trails)
    return "".join(cell for cell in cells if len(cell) == 1)
