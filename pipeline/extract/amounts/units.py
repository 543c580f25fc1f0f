"""Units of amounts: UCUM units, currencies (ISO 4217), counters, and the words that limit an amount.

Belongs here: the lexicons ``units``, ``currencies``, ``counters``, ``approximators``, ``proportions``, ``number_words`` and
look-up in a text. Does not belong here: what an amount is (``amounts``), what a numeral is worth (``numerals``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pipeline.lexicons.load import load


class Unit(NamedTuple):
    """``code`` in ``system`` (vocabulary ``unit_system``); one of what is written is ``factor`` of it.

    ``takes_kanji``: whether a kanji numeral may stand before it (三人, but 二国 is no amount).
    """

    code: str
    system: str
    factor: Decimal
    takes_kanji: bool


def _units() -> dict[str, Unit]:
    units = {
        row["surface"]: Unit(row["surface"], "counter", Decimal(1), row["kanji"] == "yes") for row in load("counters")
    }
    for row in load("units"):
        units[row["surface"]] = Unit(row["ucum"], row["system"] or "ucum", Decimal(row["factor"]), True)
    for row in load("currencies"):
        if row["position"] == "after":
            units[row["surface"]] = Unit(row["iso4217"], "iso4217", Decimal(row["factor"]), True)
    return units


UNITS = _units()
_SIZES: dict[str, tuple[int, ...]] = {
    char: tuple(sorted({len(unit) for unit in UNITS if unit[0] == char}, reverse=True))
    for char in {unit[0] for unit in UNITS}
}
"""First character -> lengths of the units that begin with it, longest first."""

SYMBOLS = {row["surface"]: row["iso4217"] for row in load("currencies") if row["position"] == "before"}
BEFORE = {row["surface"]: row["approximation"] for row in load("approximators") if row["position"] == "before"}
AFTER = {row["surface"]: row["approximation"] for row in load("approximators") if row["position"] == "after"}
PROPORTIONS = {
    row["surface"]: (float(row["least"]), float(row["most"])) if row["least"] else (None, None)
    for row in load("proportions")
}
NUMBER_WORDS = {row["surface"]: (float(row["value"]), row["unit"]) for row in load("number_words")}


def either(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_IN_LATIN_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|杯)")
"""A unit in Latin letters that goes on into a word: 20mile, W杯"""
_KATAKANA = frozenset(map(chr, (*range(0x30A1, 0x30FB), 0x30FC)))
_DOTTED_CURRENCY = re.compile(r"(?P<country>[ァ-ヶー]{2,12})・(?P<unit>[ァ-ヶー]{2,8})")
"""A currency with its country: 545メキシコ・ペソ"""
_HEAVY_BEHIND = re.compile(
    r"(?P<weight>の?(?:体重|米|荷物|減量|増量|増え|減っ|やせ|痩|太っ|肉|魚|砂糖|小麦|コカイン|覚醒剤|大麻|金塊|爆薬|爆弾|級))"
)
_HEAVY_BEFORE = re.compile(r"(?:体重|重さ|重量|質量)(?:は|が|を|約|およそ|[ ])*[0-9〇一二三四五六七八九十百千万.,]*$")
"""What says that キロ or ポンド is a weight: 体重70キロ, 5キロの米, 2000ポンド爆弾"""


def unit_at(text: str, at: int) -> tuple[int, Unit | None]:
    """Length and unit at ``at`` (one space may stand before it); 0 and none where there is none.

    >>> unit_at("約3万ドル", 3)[1].code, unit_at("5キロの米", 1)[1].code, unit_at("5キロ先", 1)[1].code
    ('USD', 'kg', 'km')
    >>> unit_at("2000ポンド爆弾", 4)[1].code, unit_at("2000ポンドの罰金", 4)[1].code
    ('[lb_av]', 'GBP')
    >>> unit_at("9メキシコ・ペソ", 1)[1].code, unit_at("3プラン", 1)
    ('MXN', (0, None))
    """
    begin = at + 1 if text.startswith(" ", at) else at
    for size in _SIZES.get(text[begin : begin + 1], ()):
        unit = UNITS.get(text[begin : begin + size])
        if unit is None or begin + size > len(text) or _goes_on(text, begin + size, size, unit):
            continue
        if unit.code == "GBP" and unit.factor == 1 and _is_weight(text, at, begin + size):
            unit = Unit("[lb_av]", "ucum", Decimal(1), True)
        if unit.code == "k":
            unit = unit._replace(code="kg" if _is_weight(text, at, begin + size) else "km", system="ucum")
        return begin + size - at, unit
    return _dotted_currency(text, at, begin) if text[begin : begin + 1] in _KATAKANA else (0, None)


def _goes_on(text: str, end: int, size: int, unit: Unit) -> bool:
    """Whether a word only begins like a unit: 20mile, 3プラン, 50人前後."""
    if text[end - 1] == "前" and text.startswith("後", end):  # 50人前後
        return True
    if unit.system == "iso4217" and size <= 3 and unit.code != "USD":
        return text[end : end + 1] in _KATAKANA and text[end - 1] in _KATAKANA
    return _IN_LATIN_WORD.match(text, end - 1) is not None


def _dotted_currency(text: str, at: int, begin: int) -> tuple[int, Unit | None]:
    found = _DOTTED_CURRENCY.match(text, begin)
    if found is None:
        return 0, None
    unit = UNITS.get(found["country"] + found["unit"]) or UNITS.get(found["unit"])
    return (found.end() - at, unit) if unit is not None and unit.system == "iso4217" else (0, None)


def _is_weight(text: str, at: int, end: int) -> bool:
    return _HEAVY_BEHIND.match(text, end) is not None or _HEAVY_BEFORE.search(text, max(0, at - 16), at) is not None


def unit_of(surface: str) -> Unit | None:
    """The unit with this name."""
    return UNITS.get(surface)
