"""Quantities: numbers with unit, bounds, what limits them and what they count.

An amount is ``approximator? sign? number (range number)? unit? approximator?``: 約3万人, 20~30%, 数万人規模, 1.5兆円超.
Units stand in ``lexicons/units.csv`` (UCUM), ``currencies.csv`` (ISO 4217), ``counters.csv``; approximators in
``approximators.csv``. Bounds: 約, ほぼ, 前後 leave the number as both bounds; 以上, 超, 余り, 強 leave the upper bound open;
以下, 未満, 弱, 近く the lower; 数 is 2 to 9 (``numerals``). Not an amount: dates and lengths of time (``times``), ordinals
(第3, 2位, 3回目), numbers in names (F16, G7), addresses and telephone numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.numerals import ARABIC, KANJI, NUMBER, VAGUE, Amount, read, read_number
from pipeline.extract.word_edges import Closed, IsWord, address_spans, anywhere
from pipeline.lexicons.load import load


class Quantity(NamedTuple):
    """An amount; the fields are those of the table ``quantities``."""

    start: int
    end: int
    value_min: float | None
    value_max: float | None
    unit: str | None
    unit_system: str
    approximation: str
    noun: str | None
    method: str


class _Unit(NamedTuple):
    code: str
    system: str
    factor: Decimal
    takes_kanji: bool


def _units() -> dict[str, _Unit]:
    units = {
        row["surface"]: _Unit(row["surface"], "counter", Decimal(1), row["kanji"] == "yes") for row in load("counters")
    }
    for row in load("units"):
        units[row["surface"]] = _Unit(row["ucum"], "ucum", Decimal(row["factor"]), True)
    for row in load("currencies"):
        if row["position"] == "after":
            units[row["surface"]] = _Unit(row["iso4217"], "iso4217", Decimal(row["factor"]), True)
    return units


_UNITS = _units()
_LONGEST_UNIT = max(map(len, _UNITS))
_SYMBOLS = {row["surface"]: row["iso4217"] for row in load("currencies") if row["position"] == "before"}
_BEFORE = {row["surface"]: row["approximation"] for row in load("approximators") if row["position"] == "before"}
_AFTER = {row["surface"]: row["approximation"] for row in load("approximators") if row["position"] == "after"}
_PROPORTIONS = {
    row["surface"]: (float(row["least"]), float(row["most"])) if row["least"] else (None, None)
    for row in load("proportions")
}
_NUMBER_WORDS = {row["surface"]: (float(row["value"]), row["unit"]) for row in load("number_words")}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_N = rf"(?:{VAGUE}|{NUMBER}|数(?=[人名個回件台機隻両社校カかヶ箇ヵ割%名倍発本枚点か]))"
_TAKES_DECIMALS = r"(?:%|パーセント|ポイント|倍|度|メートル|キロ|センチ|ミリ|トン|[兆億万]|秒)"
_CANDIDATE = re.compile(
    rf"(?P<fraction>(?P<below>{NUMBER})分の(?P<above>{ARABIC}|{KANJI}))"  # 4分の3
    rf"|(?P<dotted>[0-9]{{1,3}}・[0-9]{{1,2}}(?= ?{_TAKES_DECIMALS})|[0-9万億兆]{{3,12}}・[0-9]{{2}}(?![0-9]))"  # 9・8%  1万0363・18
    rf"|(?P<n>{_N})(?: ?(?P<link>[~〜～–—・、-]|から|ないし) ?(?P<m>{_N}))?"  # 20~30
)
"""A number, a fraction or a range of numbers."""
_START = re.compile(rf"[0-9〇零一二三四五六七八九十百千数何]|{_either((*_PROPORTIONS, *_NUMBER_WORDS))}")
"""The first character of an amount."""
_PREFIX = re.compile(rf"(?P<word>{_either(_BEFORE)})(?:で|も)?[ ]?$")
"""What limits a number from before: 約, 最大"""
_SIGN = re.compile(r"(?:(?<![一-鿿ァ-ヶーA-Za-z0-9)）])-|[−▲]|マイナス)[ ]?$")
"""A sign before a number: -5%, マイナス20度"""
_SYMBOL = re.compile(rf"(?P<symbol>{_either(_SYMBOLS)})[ ]?$")
"""A currency sign before a number: $48"""
_SUFFIX = re.compile(rf"[ ]?(?P<word>{_either(_AFTER)})")
"""What limits a number from behind: 以上, 余り"""
_VERB_LIMIT = re.compile(r"(?P<more>を(?:超え|上回|突破))|(?P<less>に(?:満た|届か|達しな)|を(?:下回|割))")
"""Verbs that limit an amount: 25%に満たない"""
_ORDINAL = re.compile(
    r"[ ]?(?:[回度人台本件つ個枚隻機日年代番軒社校戦勝敗][ ]?目|位(?!置|相)|番|号|条(?!件|約)|項(?!目)|章|丁目|次(?!第|元)|世(?!帯|界|紀|代)|級|代(?!表|わり|替)|期|版|区(?!画|間)|浪|塁|軍|月|限|敗目|回戦|階(?!建)|合目|等(?!し)|審(?!査)|回[表裏])"
)
"""What makes a number an ordinal or part of a name: 3回目, 2位, 9条"""
_TEMPERATURE = re.compile(r"(?:摂氏|華氏)(?:温度)?の?[ ]?(?:マイナス|[-−])?[ ]?$")  # 摂氏20度
_SPEED = re.compile(r"(?P<per>時速|秒速|分速|毎時|毎秒)[ ]?$")  # 時速40キロ
_PERCENT_PARTS = re.compile(
    rf"(?P<wari>{ARABIC}|{KANJI})割(?P<bu>[0-9一二三四五六七八九])分(?:(?P<rin>[0-9一二三四五六七八九])厘)?"
)  # 3割4分5厘
_NOUN_BEHIND = re.compile(r"[ ]?の(?P<noun>[一-鿿々ァ-ヶー]{1,12})")  # 12人の議員
_NOUN_BEFORE = re.compile(r"(?P<noun>[一-鿿々ァ-ヶー]{1,8})$")  # 車24台
_CODE_BEFORE = re.compile(r"[A-Za-z][-–]?$|[0-9][-–.:/―]$|第 ?$|[#№+]$|[0-9]$|[0-9一二三四五六七八九]対$")
"""What makes a number part of a code or an ordinal: F16, B-52, 第9条, 03-1234"""
_CODE_BEHIND = re.compile(r"[A-Za-z]|[-–/:−―][0-9A-Za-z]|\.[0-9]|対[0-9一二三四五六七八九]")
"""A number runs on into a code: 3D, 03-1234"""
_KANJI_DIGITS = frozenset("〇零一二三四五六七八九十百千数何")
_NUMBER_CHARS = _KANJI_DIGITS | frozenset("0123456789")
_WORD_STARTS = frozenset(word[0] for word in (*_PROPORTIONS, *_NUMBER_WORDS))


def find_quantities(text: str, times: Sequence[tuple[int, int]] = (), is_word: IsWord | None = None) -> list[Quantity]:
    """Amounts of a normalized text, in order and without overlap.

    ``times``: spans of its time expressions, in order: no amount overlaps one. ``is_word``: whether a span begins and
    ends where words do. Values are in ``unit``; a bound is none where the amount is open on that side.

    >>> for found in find_quantities("約1億2300万円と車24台、数万人規模、20~30%、4分の3以上"):
    ...     print(found.value_min, found.value_max, found.unit, found.approximation, found.noun)
    123000000.0 123000000.0 JPY approximate None
    24.0 24.0 台 exact 車
    20000.0 90000.0 人 vague None
    20.0 30.0 % range None
    0.75 None 1 at_least None
    """
    test = is_word or anywhere
    closed = Closed([*times, *address_spans(text)])
    found: list[Quantity] = []
    cursor = 0
    for start in _START.finditer(text):
        at = start.start()
        if at < cursor:
            continue
        skipped = closed.end_at(at)
        if skipped:
            cursor = skipped
            continue
        quantity = _read(text, at, cursor, test)
        if quantity is None:
            cursor = max(cursor, _run_end(text, at))
        elif not closed.touches(quantity.start, quantity.end):
            found.append(quantity)
            cursor = quantity.end
    return found


_RUN = re.compile(r"[0-9][0-9,.]*|[〇零一二三四五六七八九十百千数何]+|.")  # the characters of one failed number


def _run_end(text: str, at: int) -> int:
    match = _RUN.match(text, at)
    return match.end() if match else at + 1


def _read(text: str, at: int, floor: int, is_word: IsWord) -> Quantity | None:
    """The amount that starts at ``at``, or none; prefixes are looked for no further back than ``floor``."""
    if text[at] in _WORD_STARTS and (word := _in_words(text, at, is_word)) is not None:
        return word
    if text[at] not in _NUMBER_CHARS:
        return None
    behind = text[max(floor, at - 12) : at]
    if _CODE_BEFORE.search(text[max(0, at - 2) : at]) or text.startswith("第", at - 1):
        return None
    parts = _PERCENT_PARTS.match(text, at)
    if parts is not None:
        return _wari(text, at, parts)
    found = _CANDIDATE.match(text, at)
    if found is None:
        return None
    if text[at] in _KANJI_DIGITS and not is_word(at, -1):
        return None
    if found["fraction"]:
        return _fraction(text, at, found, behind)
    found, amount = _amount(text, found)
    if amount is None:
        return None
    return _measured(text, at, found, amount, behind, is_word)


def _amount(text: str, found: re.Match[str]) -> tuple[re.Match[str], Amount | None]:
    """The bounds of a number or of a range of numbers; a range that does not rise is read as its first number."""
    if found["dotted"]:
        whole, _, decimals = found["dotted"].partition("・")
        value = (read_number(whole) or Decimal(0)) + Decimal(f"0.{decimals}")
        return found, Amount(value, value)
    first = read(found["n"])
    if first is None or not found["m"]:
        return found, first
    last = read(found["m"])
    link = found["link"]
    if (
        link in "から ないし - –"
        and _unit_at(text, found.end())[1] is None
        and not text.startswith("まで", found.end())
    ):
        return found, None if link in "-–" else first
    rises = last is not None and _scaled(found["n"], found["m"], first).least < last.most
    near = link not in "・、" or (last is not None and last.most - first.least == 1 and last.most < 10)
    if last is None or not rises or not near or (link == "-" and text[found.end() : found.end() + 1] in ("-", "")):
        return found, None if link in "-–" else first
    return found, Amount(_scaled(found["n"], found["m"], first).least, last.most)


def _scaled(one: str, other: str, first: Amount) -> Amount:
    """In 20~30万 the first number takes the magnitude of the second."""
    magnitude = next((char for char in other if char in "万億兆京"), "")
    if magnitude and not set(one) & set("万億兆京"):
        scale = read_number("1" + magnitude) or Decimal(1)
        return Amount(first.least * scale, first.most * scale)
    return first


_IN_LATIN_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|杯)")
"""A unit in Latin letters that goes on into a word: 20mile, W杯"""


def _unit_at(text: str, at: int) -> tuple[int, _Unit | None]:
    """Length and unit at ``at`` (one space may stand before it)."""
    space = 1 if text[at : at + 1] == " " else 0
    begin = at + space
    for size in range(_LONGEST_UNIT, 0, -1):
        unit = _UNITS.get(text[begin : begin + size])
        if unit is not None and begin + size <= len(text) and not _IN_LATIN_WORD.match(text, begin + size - 1):
            return size + space, unit
    return 0, None


def _measured(text: str, at: int, found: re.Match[str], amount: Amount, behind: str, is_word: IsWord) -> Quantity | None:  # fmt: skip
    end = found.end()
    is_list = bool(found["m"]) and amount == read(found["n"])
    if is_list:  # 「3、10人」: two amounts, the first without a unit of its own
        end = found.end("n")
    if _ORDINAL.match(text, end) and not _unit_over_ordinal(text, end):
        return None
    size, unit = _unit_at(text, end)
    is_kanji = text[at] in _KANJI_DIGITS
    if unit is not None and unit.system == "counter" and size == 1 and not is_word(-1, end + size):
        size, unit = 0, None
    if unit is not None and text[at:end] == "数" and not _is_some(text, at, unit, is_word):
        return None
    if text.startswith("度", end):
        size, unit = _degrees(text, at)
    if unit is None and not _stands_bare(text, at, end, amount, is_word):
        return None
    if unit is not None and is_kanji and not amount.is_vague and not unit.takes_kanji:
        return None
    if unit is not None and text.startswith("目", end + size):
        return None
    return _finish(text, at, end + size, amount, unit, behind, is_range=bool(found["m"]) and not is_list)


_NOUN_OF_NUMBER = re.compile(r"数[字列式値学理量珠独奇論寄]")
"""Nouns that begin with 数 and count nothing: 数字, 数列"""


_COUNTED_IN_ONE_WORD = frozenset("本点両口")
"""Counters that a dictionary joins to 数 without making another word of it: 数本"""


def _is_some(text: str, at: int, unit: _Unit, is_word: IsWord) -> bool:
    """Whether 数 before a counter is the numeral: the dictionary holds 数本 and 数字 alike as one word."""
    if _NOUN_OF_NUMBER.match(text, at) is not None:
        return False
    return unit.takes_kanji or unit.code in _COUNTED_IN_ONE_WORD or is_word(-1, at + 1)


def _unit_over_ordinal(text: str, end: int) -> bool:
    """Whether a unit that is longer than the ordinal mark begins here (期 in 期生, 台 in 台目)."""
    size, unit = _unit_at(text, end)
    return unit is not None and size > 1 and not text.startswith("目", end + size)


def _degrees(text: str, at: int) -> tuple[int, _Unit | None]:
    """度 after 摂氏 or 華氏 is a temperature; alone it is a counter."""
    scale = _TEMPERATURE.search(text[max(0, at - 10) : at])
    if scale is not None:
        return 1, _Unit("[degF]" if "華" in scale[0] else "Cel", "ucum", Decimal(1), True)
    return 1, _Unit("度", "counter", Decimal(1), text[at + 1] != "度")  # 一度 is "once"


_IN_NAME = re.compile(r"[ァ-ヶー一-鿿]|(?<=[A-Za-z])[ ]")
"""A number right behind such a character, with no unit, belongs to a name: オメガ3"""


def _stands_bare(text: str, at: int, end: int, amount: Amount, is_word: IsWord) -> bool:
    """Whether a number without unit is an amount: not a list marker, a code or a piece of a word."""
    if text[at] in _KANJI_DIGITS:
        return end - at >= 2 and is_word(at, end) and (amount.is_vague or amount.least >= 10)
    if _CODE_BEHIND.match(text, end) or _IN_NAME.match(text, at - 1) or not is_word(at, end):
        return False
    line_start = at == 0 or text[at - 1] in "\n((【[・"
    is_marker = line_start and text[end : end + 1] in (".", ")", "）", "、", ":", "】", "]") and end - at <= 2
    return not (is_marker and not _is_age(text, at, end))


def _is_age(text: str, at: int, end: int) -> bool:
    """A number of two digits in brackets behind a name is an age: 容疑者(54)."""
    return (
        end - at == 2
        and at >= 2
        and text[at - 1] in "(（"
        and text[end : end + 1] in (")", "）")
        and ord(text[at - 2]) > 0x2FF
        and text[at:end].isdigit()
    )


def _finish(text: str, at: int, end: int, amount: Amount, unit: _Unit | None, behind: str, *, is_range: bool) -> Quantity:  # fmt: skip
    start, least, most, is_band = at, amount.least, amount.most, False
    sign = _SIGN.search(behind)
    if sign is not None:
        start, least, most = at - len(sign[0]), -most, -least
        behind = behind[: sign.start()]
    symbol = _SYMBOL.search(behind)
    if symbol is not None and (unit is None or unit.system != "ucum"):
        start -= len(symbol[0])
        behind = behind[: symbol.start()]
        unit = _Unit(_SYMBOLS[symbol["symbol"]], "iso4217", Decimal(1), True)
    if (measured := _TEMPERATURE.search(behind)) is not None and unit is not None and unit.code in ("Cel", "[degF]"):
        start -= len(behind) - measured.start()
        behind = behind[: measured.start()]
    elif unit is not None and (speed := _SPEED.search(behind)) is not None:
        start -= len(speed[0])
        behind = behind[: speed.start()]
        unit = unit._replace(code=f"{unit.code}/{_PER[speed['per'].strip('速毎')]}")
    if unit is not None:
        least, most = least * unit.factor, most * unit.factor
    end, least, most = _minor(text, end, unit, least, most)
    if unit is not None and (unit.system == "iso4217" or unit.code in ("%", "歳")) and _BAND.match(text, end):
        end += 1
        is_band = True
    if text.startswith("半", end) and unit is not None and not text.startswith(("半ば", "半数", "半分"), end):
        end, least, most = end + 1, least + Decimal("0.5") * unit.factor, most + Decimal("0.5") * unit.factor
    noun = _noun(text, start, end)
    is_age = unit is None and _is_age(text, at, end)
    low, high, approximation, start, end = _limits(text, start, end, behind, least, most, is_range, amount.is_vague)
    approximation = "approximate" if is_band and approximation == "exact" else approximation
    code, system = (unit.code, unit.system) if unit else ("歳", "counter") if is_age else (None, "none")
    method = _METHOD[system] if unit else "rule:age_in_brackets" if is_age else "rule:bare_number"
    return Quantity(start, end, low, high, code, system, approximation, noun, method)


_BAND = re.compile(r"台(?![湾車数所本場])|(?<=歳)代")  # 150円台
_PER = {"時": "h", "分": "min", "秒": "s"}
_METHOD = {"counter": "lexicon:counters", "ucum": "lexicon:units", "iso4217": "lexicon:currencies"}
_MINOR = re.compile(r"(?P<n>[0-9]{1,2})(?P<unit>銭|セント|ペンス|カペイカ)")  # 2ドル3セント


def _minor(text: str, end: int, unit: _Unit | None, least: Decimal, most: Decimal) -> tuple[int, Decimal, Decimal]:
    if unit is None or unit.system != "iso4217" or (minor := _MINOR.match(text, end)) is None:
        return end, least, most
    if _UNITS[minor["unit"]].code not in (unit.code, "USD"):
        return end, least, most
    more = Decimal(minor["n"]) / 100
    return minor.end(), least + more, most + more


def _limits(text: str, start: int, end: int, behind: str, least: Decimal, most: Decimal, is_range: bool, is_vague: bool) -> tuple[float | None, float | None, str, int, int]:  # fmt: skip
    """Bounds, approximation and span with the approximators that stand beside the amount."""
    approximation = "range" if is_range else "vague" if is_vague else "exact"
    before = _PREFIX.search(behind)
    if before is not None:
        start -= len(behind) - before.start()
        approximation = _BEFORE[before["word"]]
    after = _SUFFIX.match(text, end)
    if after is not None and not _runs_on(text, start, after):
        end = after.end()
        if not (is_vague and _AFTER[after["word"]] == "approximate"):
            approximation = _AFTER[after["word"]]
    elif approximation == "exact" and (verb := _VERB_LIMIT.match(text, end)) is not None:
        approximation = "more_than" if verb["more"] else "less_than"
    low: float | None = float(least)
    high: float | None = float(most)
    if approximation in ("at_least", "more_than"):
        high = None
    elif approximation in ("at_most", "less_than"):
        low = None
    return low, high, approximation, start, end


_OTHER_WORD = re.compile(
    r"強[化制調度力豪盗風震行硬烈くいまめ]|弱[点体者化いまくめ小]|超[過音党大人高長特]|余[震地裕剰波計生儀]|以上に"
)
"""Words that begin like an approximator: 強化, 弱点, 超過"""


def _runs_on(text: str, start: int, after: re.Match[str]) -> bool:
    """Whether 強, 弱, 超, 余 begin a word of their own, or name a step of the seismic scale (震度5強)."""
    return _OTHER_WORD.match(text, after.start("word")) is not None or text.startswith("震度", start - 2)


def _noun(text: str, start: int, end: int) -> str | None:
    """What is counted, where it stands beside: 12人の議員, 車24台."""
    suffix = _SUFFIX.match(text, end)
    behind = _NOUN_BEHIND.match(text, suffix.end() if suffix else end)
    if behind is not None:
        return behind["noun"]
    before = _NOUN_BEFORE.search(text[max(0, start - 8) : start])
    if before is None or _PREFIX.search(before["noun"]) is not None:
        return None
    return before["noun"]


def _fraction(text: str, at: int, found: re.Match[str], behind: str) -> Quantity | None:
    below, above = read_number(found["below"]), read_number(found["above"])
    if not below or above is None:
        return None
    value = above / below
    sign = _SIGN.search(behind)
    if sign is not None:
        value, begin, behind = -value, at - len(sign[0]), behind[: sign.start()]
    else:
        begin = at
    low, high, approximation, start, end = _limits(text, begin, found.end(), behind, value, value, False, False)
    approximation = "proportion" if approximation == "exact" else approximation
    noun = _noun(text, start, end)
    return Quantity(start, end, low, high, "1", "ucum", approximation, noun, "rule:fraction")


def _wari(text: str, at: int, parts: re.Match[str]) -> Quantity | None:
    wari, bu = read_number(parts["wari"]), read_number(parts["bu"])
    rin = read_number(parts["rin"]) if parts["rin"] else Decimal(0)
    if wari is None or bu is None or rin is None:
        return None
    value = float(wari * 10 + bu + rin / 10)
    return Quantity(
        at, parts.end(), value, value, "%", "ucum", "exact", _noun(text, at, parts.end()), "rule:wari_bu_rin"
    )


def _in_words(text: str, at: int, is_word: IsWord) -> Quantity | None:
    for surface, (number, unit) in _NUMBER_WORDS.items():
        end = at + len(surface)
        if text.startswith(surface, at) and is_word(at, end):
            noun = _noun(text, at, end)
            return Quantity(at, end, number, number, unit, "counter", "exact", noun, "lexicon:number_words")
    for surface, (least, most) in _PROPORTIONS.items():
        end = at + len(surface)
        if text.startswith(surface, at) and is_word(at, end):
            suffix = _SUFFIX.match(text, end)
            stop = suffix.end() if suffix else end
            limit = _AFTER[suffix["word"]] if suffix else ""
            if limit in ("at_least", "more_than"):
                most = 100.0 if least is not None else None
            elif limit in ("at_most", "less_than"):
                least = None
            return Quantity(
                at, stop, least, most, "%", "ucum", "proportion", _noun(text, at, end), "lexicon:proportions"
            )
    return None
