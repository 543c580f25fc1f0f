"""Quantities: numbers with unit, bounds, what limits them and what they count: 数量の文法.

An amount is ``approximator? sign? number (range number)? unit? approximator?``: 約3万人, 20~30%, 数万人規模, 1.5兆円超.
Units and limiting words stand in lexicons (``units``), numerals in ``numerals``. To add a unit or counter, add a row there.

>>> def 読む(text):
...     return "  ".join(f"{text[q.start:q.end]}={q.value_min:g}" + (f"..{q.value_max:g}" if q.value_max != q.value_min else "") +
...         f" {q.unit}" for q in find_quantities(text) if None not in (q.value_min, q.value_max))
>>> def 境(text):
...     return [(text[q.start:q.end], q.value_min, q.value_max, q.approximation) for q in find_quantities(text)]

数の書き方 — numbers

>>> 読む("1億2300万円、五千人、1.5兆円、2億1千万円、マイナス5度、▲3%、9・8%、5・4億円、二・五倍、打率.345、2万4,500人")
'1億2300万円=1.23e+08 JPY  五千人=5000 人  1.5兆円=1.5e+12 JPY  2億1千万円=2.1e+08 JPY  マイナス5度=-5 度  ▲3%=-3 %  9・8%=9.8 %  5・4億円=5.4e+08 JPY  二・五倍=2.5 倍  .345=0.345 None  2万4,500人=24500 人'
>>> 読む("4分の3、2と4分の1、3割、3割4分5厘、過半数、2対1の割合")
'4分の3=0.75 1  2と4分の1=2.25 1  3割=30 %  3割4分5厘=34.5 %  過半数=50..100 %  2対1=2 1'
>>> 読む("氷点下4度、プラス0.3%、プラスマイナス3ポイント、10の12乗、2e5、5,00ユーロ、2½個、男女比は3対1だ")
'氷点下4度=-4 Cel  プラス0.3%=0.3 %  プラスマイナス3ポイント=-3..3 ポイント  10の12乗=1e+12 None  2e5=200000 None  5,00ユーロ=5 EUR  2½個=2.5 個  3対1=3 1'
>>> 読む("三は素数だ。声をそろえて「いち、に、さん」と数えた"), 読む("二重の意味で一を聞いた。山田さんに四国で会った")
('三=3 None  いち=1 None  に=2 None  さん=3 None', '')

単位 — units: UCUM, ISO 4217, counters

>>> 読む("3000ドル、70万ユーロ、2億フリブニャ、9メキシコ・ペソ、$48.2万、2ドル3セント")
'3000ドル=3000 USD  70万ユーロ=700000 EUR  2億フリブニャ=2e+08 UAH  9メキシコ・ペソ=9 MXN  $48.2万=482000 USD  2ドル3セント=2.03 USD'
>>> 読む("50%、2.5ポイント、500メートル、10平方キロ、3トン、5キロの米、20キロ先、時速約40キロ、秒速15メートル、摂氏20度")
'50%=50 %  2.5ポイント=2.5 ポイント  500メートル=500 m  10平方キロ=10 km2  3トン=3 t  5キロ=5 kg  20キロ=20 km  時速約40キロ=40 km/h  秒速15メートル=15 m/s  摂氏20度=20 Cel'
>>> 読む("ミサイル12発、戦車31両、輸送機2機、艦艇3隻、榴弾砲4門、32カ国、71歳、1200票、2ダース")
'12発=12 発  31両=31 両  2機=2 機  3隻=3 隻  4門=4 門  32カ国=32 カ国  71歳=71 歳  1200票=1200 票  2ダース=24 個'

>>> 読む("震度5強、震度3~4、82ドルと40セント、八元二角、金弐拾万円、3憶円、2合")
'震度5強=5..5.4 震度  震度3~4=2.5..4.4 震度  82ドルと40セント=82.4 USD  八元二角=8.2 CNY  弐拾万円=200000 JPY  3憶円=3e+08 JPY  2合=2 合'

概数と範囲 — vague amounts (数 is 2 to 9, see ``numerals``), ranges, lists

>>> 読む("数十人、十数カ国、数万人規模、20数人、1万数千人、2、3人、二、三十人、20~30%、10~20万人、20から30人")
'数十人=20..90 人  十数カ国=12..19 カ国  数万人規模=20000..90000 人  20数人=22..29 人  1万数千人=12000..19000 人  2、3人=2..3 人  二、三十人=20..30 人  20~30%=20..30 %  10~20万人=100000..200000 人  20から30人=20..30 人'
>>> 読む("20歳以上65歳未満、10%以上30%以下")
'20歳以上65歳未満=20..65 歳  10%以上30%以下=10..30 %'

限る語 — what limits an amount: 約, ほぼ, 前後 leave the number as both bounds; 以上, 超, 余り, 強 leave it open above; 以下, 未満, 弱, 近く below

>>> 境("約3万人、ほぼ100%、50人前後")
[('約3万人', 30000.0, 30000.0, 'approximate'), ('ほぼ100%', 100.0, 100.0, 'approximate'), ('50人前後', 50.0, 50.0, 'approximate')]
>>> 境("5000人以上、1兆円超、10人余り、6割強、少なくとも14人")
[('5000人以上', 5000.0, None, 'at_least'), ('1兆円超', 1000000000000.0, None, 'more_than'), ('10人余り', 10.0, None, 'more_than'), ('6割強', 60.0, None, 'more_than'), ('少なくとも14人', 14.0, None, 'at_least')]
>>> 境("50人未満、10本弱、100人近く、最大25万ドル、25%に満たない、30人より少ない")
[('50人未満', None, 50.0, 'less_than'), ('10本弱', None, 10.0, 'less_than'), ('100人近く', None, 100.0, 'less_than'), ('最大25万ドル', None, 250000.0, 'at_most'), ('25%', None, 25.0, 'less_than'), ('30人', None, 30.0, 'less_than')]

数えるもの — what is counted, where it stands beside

>>> [q.noun for q in find_quantities("12人の議員、車24台、死者は約30人、支持率は42%、応募は30人未満だった。催涙弾を数発撃った")]
['議員', '車', '死者', '支持率', '応募', '催涙弾']

数量でないもの — no amounts: ordinals, numbers in names and codes, addresses, scores

>>> 境("第9条、3回目、1位、F16、G7、03-1234-5678、301号室、3-0で勝利、2 対 2、53手目、二国間、国道41号、三菱、数字")
[]

Belongs here: where an amount stands and what it is worth. Does not belong here: dates and lengths of time (``times``), what units there are (``units``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

from pipeline.extract.amounts.bare import KANJI_DIGITS, stands_bare
from pipeline.extract.amounts.limits import (
    ORDINAL,
    SIGN,
    SPEED,
    SUFFIX,
    SYMBOL,
    TELEPHONE,
    TEMPERATURE,
    is_age,
    is_code,
    is_of_word,
    limits,
)
from pipeline.extract.amounts.nouns import noun_of
from pipeline.extract.amounts.numbers import CANDIDATE, DECIMALS_ALONE, PERCENT_PARTS, bounds_of
from pipeline.extract.amounts.quantity import Quantity
from pipeline.extract.amounts.seismic import read_seismic
from pipeline.extract.amounts.units import AFTER, NUMBER_WORDS, PROPORTIONS, SYMBOLS, Unit, either, unit_at, unit_of
from pipeline.extract.article.word_edges import IsWord, address_spans, anywhere
from pipeline.extract.numbers.kana_numerals import kana_numerals
from pipeline.extract.numbers.numerals import NUMBER, VULGAR_CHARS, Amount, plain_numerals, read, read_number

_NUMBER_CHARS = KANJI_DIGITS | frozenset("0123456789.¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_WORD_STARTS = frozenset(word[0] for word in (*PROPORTIONS, *NUMBER_WORDS))
_NUMERALS = f"0-9{VULGAR_CHARS}〇零一二三四五六七八九十百千数何"
_WORDS = {char: [word[1:] for word in (*PROPORTIONS, *NUMBER_WORDS) if word[0] == char] for char in _WORD_STARTS}
_START = re.compile(  # one set of characters first: the text is scanned for it without trying the rest
    rf"[{_NUMERALS}{''.join(sorted(_WORD_STARTS))}.](?:(?<=[{_NUMERALS}])|(?:(?<=[率点はが\s(「]\.)|(?<=\A\.))(?=[0-9])|"
    + "|".join(f"(?<={char})(?={either(rest)})" for char, rest in sorted(_WORDS.items()))
    + ")"
)
"""The first character of an amount."""
_RUN = re.compile(
    r"[0-9][0-9,.]*(?:[~〜][0-9]+)?|[〇零一二三四五六七八九十百千数何]+|."
)  # the characters of one failed number
_LONG_RUN = re.compile("[0-9,.〇零一二三四五六七八九十百千万億兆京数何]{42,}")
_LONGEST_NUMERAL = 40
"""More kanji than any number has: the longest that is written, up to 京 with every place, has 39."""


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
    test, written = is_word or anywhere, text
    text = plain_numerals(text)
    addresses = address_spans(text)
    if "0" in text and not _PHONE_MARKS.isdisjoint(text):
        addresses += [found.span() for found in TELEPHONE.finditer(text)]
    found = _in_kana(text, test)
    spelled = [(quantity.start, quantity.end) for quantity in found]
    others = [*addresses, *spelled, *_endless(text)]
    closed = sorted([*times, *others]) if others else times
    cursor, index, count = 0, 0, len(closed)
    search = _START.search
    while (start := search(text, cursor)) is not None:
        at = start.start()
        while index < count and closed[index][1] <= at:
            index += 1
        if index < count and closed[index][0] <= at:
            cursor = closed[index][1]
            continue
        floor = max(cursor, closed[index - 1][1]) if index else cursor
        quantity = _read(text, at, floor, test)
        if quantity is None or not _is_finite(quantity) or (index < count and closed[index][0] < quantity.end):
            run = _RUN.match(text, at)
            cursor = run.end() if run else at + 1
        else:
            found.append(quantity)
            cursor = quantity.end
    if "憶" in written:
        found = [_as_miswritten(quantity, written) for quantity in found]
    return sorted(found) if spelled else found


_ADVERBS = ("今", "いま", "もう")
"""Before ひとつ these make an adverb of it: いまひとつ, もうひとつ"""
_PHONE_MARKS = frozenset("-(・")


def _endless(text: str) -> list[tuple[int, int]]:
    """Runs of numerals that are longer than any number, and so are none: 億一億兆億一億兆…"""
    found = (run.span() for run in _LONG_RUN.finditer(text))
    return [
        (start, end)
        for start, end in found
        if sum(char in KANJI_DIGITS or char in "万億兆京" for char in text[start:end]) > _LONGEST_NUMERAL
    ]


def _as_miswritten(quantity: Quantity, written: str) -> Quantity:
    """The amount, and that its number is written with 憶 for 億."""
    is_so = "憶" in written[quantity.start : quantity.end]
    return quantity._replace(method="rule:miswritten_numeral") if is_so else quantity


def _is_finite(quantity: Quantity) -> bool:
    """Whether a double holds the amount: a run of 400 digits is none."""
    return all(bound is None or isfinite(bound) for bound in (quantity.value_min, quantity.value_max))


def _in_kana(text: str, is_word: IsWord) -> list[Quantity]:
    """Numbers written in hiragana: さんぜんにひゃくじゅうなな."""
    return [
        Quantity(start, end, float(value), float(value), None, "none", "exact", None, "rule:kana_number")
        for start, end, value in kana_numerals(text)
        if is_word(start, end)
    ]


def _read(text: str, at: int, floor: int, is_word: IsWord) -> Quantity | None:
    """The amount that starts at ``at``, or none; prefixes are looked for no further back than ``floor``."""
    char = text[at]
    if char in _WORD_STARTS and (word := _in_words(text, at, is_word)) is not None:
        return word
    if char not in _NUMBER_CHARS:
        return None
    is_kanji = char in KANJI_DIGITS
    if is_kanji and not is_word(at, -1) and text[at - 1 : at] != "金":  # 金九千円
        return None
    if at >= 2 and text.startswith("震度", at - 2):
        return read_seismic(text, at)
    if is_code(text, at) or text.startswith("第", at - 1):
        return None
    if char == ".":
        return _decimals_alone(text, at)
    found = CANDIDATE.match(text, at)
    if found is None:
        return None
    behind = text[max(floor, at - 12) : at]
    if text.startswith("割", found.end()) and (parts := PERCENT_PARTS.match(text, at)) is not None:
        return _wari(text, at, parts)
    if found["above"]:
        return _fraction(text, at, found, behind)
    if found["against"]:
        return _ratio(text, at, found)
    found, amount = bounds_of(text, found)
    if amount is None:
        return None
    return _measured(text, at, found, amount, behind, is_word)


def _measured(
    text: str, at: int, found: re.Match[str], amount: Amount, behind: str, is_word: IsWord
) -> Quantity | None:
    end = found.end()
    is_list = bool(found["m"]) and amount == read(found["n"])
    if is_list:  # 「3、10人」: two amounts, the first without a unit of its own
        end = found.end("n")
    if ORDINAL.match(text, end) and not _unit_over_ordinal(text, end):
        return None
    size, unit = unit_at(text, end)
    is_kanji = text[at] in KANJI_DIGITS
    if unit is not None and unit.system == "counter" and size == 1 and not is_word(-1, end + size):
        size, unit = 0, None
    if unit is not None and text[at:end] == "数" and not _is_some(text, at, unit, is_word):
        return None
    if text.startswith("度", end) or (text.startswith("°", end) and TEMPERATURE.search(text, max(0, at - 10), at)):
        size, unit = _degrees(text, at)
    if unit is None and not (found["dotted"] or stands_bare(text, at, end, amount, behind, is_word)):
        return None
    if unit is not None and is_kanji and not amount.is_vague and not unit.takes_kanji:
        return None
    if unit is not None and (text.startswith("目", end + size) or is_of_word(text, at, end + size, unit)):
        return None
    if unit is not None and _is_ten(amount) and _PER_ONE.match(text, end + size):
        return None
    return _finish(text, at, end + size, amount, unit, behind, is_word, is_range=bool(found["m"]) and not is_list)


_PER_ONE = re.compile(r"(?:当|あ)たり|につき")
"""Behind one, ten, a hundred of something this says what an amount is per: 1人当たり, 10万人当たり, 1株につき"""
_NOUN_OF_NUMBER = re.compile(r"数[字列式値学理量珠独奇論寄]")
"""Nouns that begin with 数 and count nothing: 数字, 数列"""
_COUNTED_IN_ONE_WORD = frozenset("本点両口")
"""Counters that a dictionary joins to 数 without making another word of it: 数本"""


def _is_ten(amount: Amount) -> bool:
    """Whether a number is a power of ten, one included."""
    return amount.least == amount.most > 0 and amount.most.normalize().as_tuple().digits == (1,)


def _is_some(text: str, at: int, unit: Unit, is_word: IsWord) -> bool:
    """Whether 数 before a counter is the numeral: the dictionary holds 数本 and 数字 alike as one word."""
    if _NOUN_OF_NUMBER.match(text, at) is not None:
        return False
    return unit.takes_kanji or unit.code in _COUNTED_IN_ONE_WORD or is_word(-1, at + 1)


def _unit_over_ordinal(text: str, end: int) -> bool:
    """Whether a unit that is longer than the ordinal mark begins here (期 in 期生, 台 in 台目)."""
    size, unit = unit_at(text, end)
    return unit is not None and size > 1 and not text.startswith("目", end + size)


def _degrees(text: str, at: int) -> tuple[int, Unit | None]:
    """度 after 摂氏, 華氏 or 氷点下 is a temperature; alone it is a counter."""
    scale = TEMPERATURE.search(text, max(0, at - 10), at)
    if scale is not None:
        return 1, Unit("[degF]" if "華" in scale[0] else "Cel", "ucum", Decimal(1), True)
    return 1, Unit("度", "counter", Decimal(1), text[at + 1] != "度")  # 一度 is "once"


def _finish(
    text: str, at: int, end: int, amount: Amount, unit: Unit | None, behind: str, is_word: IsWord, *, is_range: bool
) -> Quantity:
    """The amount with its sign, its currency sign, its smaller unit, its half, its limits and its noun."""
    start, least, most = at, amount.least, amount.most
    if (sign := SIGN.search(behind)) is not None:
        start, behind = at - len(sign[0]), behind[: sign.start()]
        least, most = (-most if sign["both"] else least, most) if sign["both"] or sign["plus"] else (-most, -least)
        is_range = is_range or bool(sign["both"])
    if (unit is None or unit.system != "ucum") and (symbol := SYMBOL.search(behind)) is not None:
        start -= len(symbol[0])
        behind = behind[: symbol.start()]
        unit = Unit(SYMBOLS[symbol["symbol"]], "iso4217", Decimal(1), True)
    lead = 0
    if unit is not None and unit.system == "ucum":
        start, behind, unit, lead = _of_scale(start, behind, unit)
    if unit is not None and unit.factor != 1:
        least, most = least * unit.factor, most * unit.factor
    end, least, most = _minor(text, end, unit, least, most)
    is_band = (
        unit is not None and (unit.system == "iso4217" or unit.code in ("%", "歳")) and bool(_BAND.match(text, end))
    )
    end += is_band
    if unit is not None and text.startswith("半", end) and not text.startswith(("半ば", "半数", "半分"), end):
        end, least, most = end + 1, least + Decimal("0.5") * unit.factor, most + Decimal("0.5") * unit.factor
    if unit is not None and not is_range and least == most:
        end, most, is_range = _through(text, end, most, unit)
    age = unit is None and is_age(text, at, end)
    stated = "range" if is_range else "vague" if amount.is_vague else "exact"
    low, high, approximation, start, end = limits(text, start, end, behind, least, most, stated)
    start -= lead
    if low is not None and approximation in ("at_least", "more_than") and not is_range:
        high, end = _up_to(text, end, low, unit)
        approximation = "range" if high is not None else approximation
    approximation = "approximate" if is_band and approximation == "exact" else approximation
    noun = noun_of(text, start, end, unit.code if unit and unit.system == "counter" else None, is_word)
    code, system = (unit.code, unit.system) if unit else ("歳", "counter") if age else (None, "none")
    method = _METHOD[system] if unit else "rule:age_in_brackets" if age else "rule:bare_number"
    return Quantity(start, end, low, high, code, system, approximation, noun, method)


_BAND = re.compile(r"台(?![湾車数所本場])|(?<=歳)代")  # 150円台
_PER = {"時": "h", "分": "min", "秒": "s"}
_METHOD = {"counter": "lexicon:counters", "ucum": "lexicon:units", "iso4217": "lexicon:currencies"}
_MINOR = re.compile(
    r"と?(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?P<unit>銭|セント|ペンス|カペイカ|角(?![形度的落界]))"
)
"""The smaller unit of a currency behind the larger: 2ドル3セント, 82ドルと40セント, 八元二角"""
_JIAO = Unit("CNY", "iso4217", Decimal("0.1"), True)
"""角, a tenth of a yuan, is money only behind one: alone it is a corner."""


def _of_scale(start: int, behind: str, unit: Unit) -> tuple[int, str, Unit, int]:
    """The scale or rate that stands before an amount: 摂氏20度, 時速40キロ, and its length where 約 stands between."""
    if unit.code in ("Cel", "[degF]"):
        if (scale := TEMPERATURE.search(behind)) is not None:
            return start - (len(behind) - scale.start()), behind[: scale.start()], unit, 0
    elif (speed := SPEED.search(behind)) is not None:
        unit = unit._replace(code=f"{unit.code}/{_PER[speed['per'].strip('速毎')]}")
        if speed["about"]:
            return start, speed["about"], unit, len(speed[0]) - len(speed["about"])
        return start - len(speed[0]), behind[: speed.start()], unit, 0
    return start, behind, unit, 0


def _minor(text: str, end: int, unit: Unit | None, least: Decimal, most: Decimal) -> tuple[int, Decimal, Decimal]:
    if unit is None or unit.system != "iso4217" or (minor := _MINOR.match(text, end)) is None:
        return end, least, most
    of = _JIAO if minor["unit"] == "角" else unit_of(minor["unit"])
    number = read_number(minor["n"])
    if of is None or number is None or of.code not in (unit.code, "USD"):
        return end, least, most
    more = number * of.factor
    return minor.end(), least + more, most + more


_UPPER = re.compile(rf"、?(?P<n>{NUMBER})")
"""The upper end behind a lower one: 20歳以上65歳未満"""


def _up_to(text: str, end: int, low: float, unit: Unit | None) -> tuple[float | None, int]:
    """Upper bound and end of an amount that is bounded on both sides by words; none and ``end`` where it is not."""
    found = _UPPER.match(text, end)
    most = read_number(found["n"]) if found else None
    if found is None or most is None:
        return None, end
    size, other = unit_at(text, found.end())
    limit = SUFFIX.match(text, found.end() + size)
    if limit is None or AFTER[limit["word"]] not in ("at_most", "less_than") or (other is None) != (unit is None):
        return None, end
    if other is not None and unit is not None:
        if other.code != unit.code:
            return None, end
        most *= other.factor
    return (float(most), limit.end()) if float(most) > low else (None, end)


_OTHER_END = re.compile(rf"[ ]?(?P<link>[~〜～–—]|から|ないし)[ ]?(?P<n>{NUMBER})")
_IS_END = re.compile(
    r"程度|前後|ほど|くらい|ぐらい|の間|の範囲|と(?:み[らな]|見|推|予)|に(?:も)?(?:上[るっり]|のぼ[るっり])|まで(?!に?(?:上|下|増|減|引|拡|縮|伸|回復|低|落))"
)
"""What says that から leads to the other end of a range and not to a change: 2万円から3万円程度"""


def _through(text: str, end: int, least: Decimal, unit: Unit) -> tuple[int, Decimal, bool]:
    """End and upper bound of a range whose ends both have the unit, and whether there is one: 20%~30%, 2万円から3万円程度."""
    found = _OTHER_END.match(text, end)
    most = read_number(found["n"]) if found else None
    if found is None or most is None:
        return end, least, False
    size, other = unit_at(text, found.end())
    stop = found.end() + size
    if other is None or other.code != unit.code or most * other.factor <= least:
        return end, least, False
    if found["link"] == "から" and _IS_END.match(text, stop) is None:
        return end, least, False
    return stop, most * other.factor, True


def _fraction(text: str, at: int, found: re.Match[str], behind: str) -> Quantity | None:
    """4分の3, 2と4分の1, マイナス5分の4."""
    whole = read_number(found["n"]) if found["below"] else Decimal(0)
    below, above = read_number(found["below"] or found["n"]), read_number(found["above"])
    if not below or above is None or whole is None:
        return None
    value, start = whole + above / below, at
    if (sign := SIGN.search(behind)) is not None:
        value, start, behind = value if sign["plus"] else -value, at - len(sign[0]), behind[: sign.start()]
    low, high, approximation, start, end = limits(text, start, found.end(), behind, value, value, "exact")
    approximation = "proportion" if approximation == "exact" else approximation
    return Quantity(start, end, low, high, "1", "ucum", approximation, noun_of(text, start, end), "rule:fraction")


_OF_RATIO = re.compile(r"の(?:割合|比|割)")
_RATIO_OF = re.compile(r"(?:比率?|割合)(?:は|が|を|も|で)?[ ]?(?:約|およそ|ほぼ)?$")
"""What says that one number against another is a ratio: 2対1の割合, 比率は2対1"""


def _ratio(text: str, at: int, found: re.Match[str]) -> Quantity | None:
    """2対1の割合, 比率は2対1: one in terms of the other; a score (3対2) is none."""
    if _OF_RATIO.match(text, found.end()) is None and _RATIO_OF.search(text, max(0, at - 8), at) is None:
        return None
    one, other = read_number(found["n"]), read_number(found["against"])
    if one is None or not other:
        return None
    value = float(one / other)
    return Quantity(at, found.end(), value, value, "1", "ucum", "proportion", None, "rule:ratio")


def _wari(text: str, at: int, parts: re.Match[str]) -> Quantity | None:
    """3割4分5厘 in percent."""
    wari, bu = read_number(parts["wari"]), read_number(parts["bu"])
    rin = read_number(parts["rin"]) if parts["rin"] else Decimal(0)
    if wari is None or bu is None or rin is None:
        return None
    value, end = float(wari * 10 + bu + rin / 10), parts.end()
    to = read_number(parts["to"]) if parts["to"] else None
    most = float(wari * 10 + to) if to is not None and to > bu else value
    stated = "range" if most > value else "exact"
    return Quantity(at, end, value, most, "%", "ucum", stated, noun_of(text, at, end), "rule:wari_bu_rin")


def _decimals_alone(text: str, at: int) -> Quantity | None:
    """打率.345: a rate written without its zero."""
    found = DECIMALS_ALONE.match(text, at)
    if found is None:
        return None
    value = float(found[0])
    return Quantity(at, found.end(), value, value, None, "none", "exact", noun_of(text, at, at), "rule:bare_number")


def _in_words(text: str, at: int, is_word: IsWord) -> Quantity | None:
    """過半数, 半分, ひとり: amounts that are words."""
    for surface, (number, unit) in NUMBER_WORDS.items():
        end = at + len(surface)
        if text.startswith(surface, at) and is_word(at, end):
            if surface == "ひとつ" and text.endswith(_ADVERBS, 0, at):
                return None
            noun = noun_of(text, at, end)
            return Quantity(at, end, number, number, unit, "counter", "exact", noun, "lexicon:number_words")
    for surface, (least, most) in PROPORTIONS.items():
        end = at + len(surface)
        if text.startswith(surface, at) and is_word(at, end):
            suffix = SUFFIX.match(text, end)
            stop = suffix.end() if suffix else end
            limit = AFTER[suffix["word"]] if suffix else ""
            if limit in ("at_least", "more_than"):
                most = 100.0 if least is not None else None
            elif limit in ("at_most", "less_than"):
                least = None
            return Quantity(
                at, stop, least, most, "%", "ucum", "proportion", noun_of(text, at, end), "lexicon:proportions"
            )
    return None
