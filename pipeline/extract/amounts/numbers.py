"""A number, a fraction or a range of numbers as written, and the bounds of what it is worth: 9・8, 2と4分の1, 20~30, 2、3.

Belongs here: what stands together as one number or range before its unit. Does not belong here: one numeral (``numerals``), what
stands around it (``amount_limits``, ``amount_bare``), its unit (``units``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.amounts.limits import SUFFIX
from pipeline.extract.amounts.units import AFTER, unit_at
from pipeline.extract.numbers.numerals import (
    ARABIC,
    DECIMAL_COMMA,
    KANJI,
    NUMBER,
    POWER,
    VAGUE,
    VULGAR,
    Amount,
    read,
    read_decimal_comma,
    read_number,
    read_power,
    read_vulgar,
)

_N = rf"(?:{VAGUE}|{NUMBER}|数(?=[人名個回件台機隻両社校カかヶ箇ヵ割%名倍発本枚点か]))"
_TAKES_DECIMALS = r"(?:%|パーセント|ポイント|倍|割|度|メートル|キロ|センチ|ミリ|トン|秒|合|勺|升)"
_KANJI_DIGIT = "[〇零一二三四五六七八九]"
CANDIDATE = re.compile(
    rf"(?P<dotted>(?=[0-9万億兆]{{1,12}}・)(?:[0-9]{{1,3}}・(?:[0-9]{{1,2}}[万億兆](?![0-9])|[0-9]{{1,4}}(?= ?{_TAKES_DECIMALS}))|[0-9万億兆]{{3,12}}・[0-9]{{2}}(?![0-9]))"
    rf"|(?=[〇零一二三四五六七八九十百千]{{1,6}}・)(?:{KANJI}・{_KANJI_DIGIT}{{1,9}}(?=(?: ?{_TAKES_DECIMALS}))|{_KANJI_DIGIT}・{_KANJI_DIGIT}{{3,9}}|〇・{_KANJI_DIGIT}{{2,9}}))"
    # 9・8%  1万0363・18  5・4億  二・五倍
    rf"|(?P<power>{POWER})|(?P<comma>{DECIMAL_COMMA})|(?P<vulgar>{VULGAR})"  # 2e5  5,00  2½
    rf"|(?P<n>(?>{_N}))(?:(?:と(?P<below>{NUMBER}))?分の(?P<above>{NUMBER})"  # 4分の3  2と4分の1
    rf"| ?対 ?(?P<against>{ARABIC})"  # 2対1の割合
    rf"| ?(?P<link>[~〜～–—・、-]|から|ないし) ?(?P<m>{_N}))?"  # 20~30
)
"""A number, a fraction or a range of numbers."""
DECIMALS_ALONE = re.compile(r"\.[0-9]{2,}(?![0-9.])")  # 打率.345
PERCENT_PARTS = re.compile(
    rf"(?P<wari>{ARABIC}|{KANJI})割(?P<bu>[0-9一二三四五六七八九])(?:[~〜～・、–-](?P<to>[0-9一二三四五六七八九]))?分(?:(?P<rin>[0-9一二三四五六七八九])厘)?"
)  # 3割4分5厘  2割4~5分


def bounds_of(text: str, found: re.Match[str]) -> tuple[re.Match[str], Amount | None]:
    """The bounds of a number or of a range of numbers; a range that does not rise is read as its first number."""
    if found["dotted"]:
        whole, _, decimals = found["dotted"].partition("・")
        digits = decimals.rstrip("万億兆")
        fraction = Decimal("".join(str(read_number(digit)) for digit in digits)).scaleb(-len(digits))
        scale = read_number("1" + decimals[len(digits) :]) or Decimal(1)
        value = ((read_number(whole) or Decimal(0)) + fraction) * scale
        return found, Amount(value, value)
    if found["power"] or found["comma"]:
        power = read_power(found["power"]) if found["power"] else read_decimal_comma(found["comma"])
        return found, None if power is None else Amount(power, power)
    if found["vulgar"]:
        vulgar = read_vulgar(found["vulgar"])
        return found, Amount(vulgar, vulgar)
    first = read(found["n"])
    if first is None or not found["m"]:
        return found, first
    last = read(found["m"])
    link = found["link"]
    if link in "から ないし - –" and unit_at(text, found.end())[1] is None and not _is_closed(text, found.end()):
        return found, None if link in "-–" else first
    if last is None or (link == "-" and text[found.end() : found.end() + 1] in ("-", "")):
        return found, None if link in "-–" else first
    if link in "・、":
        near = _near(found["n"], first, last)
        return found, near or first
    least = _scaled(found["n"], found["m"], first).least
    if least < last.most:
        return found, Amount(least, last.most)
    return found, None if link in "-–" else first


def _is_closed(text: str, at: int) -> bool:
    """Whether something behind says that a range ends: まで, 未満, 以下."""
    if text.startswith("まで", at):
        return True
    limit = SUFFIX.match(text, at)
    return limit is not None and AFTER[limit["word"]] in ("less_than", "at_most")


def _near(one: str, first: Amount, last: Amount) -> Amount | None:
    """2、3人 and 二、三十人 (20 to 30): neighbouring digits, the first of which may leave its magnitude to the second."""
    if first.least != first.most or last.least != last.most or not 1 <= first.least <= 9:
        return None
    scale = Decimal(1)
    while scale * 10 <= last.most:
        scale *= 10
    if (first.least + 1) * scale != last.most or (len(one) > 1 and scale > 1):
        return None
    return Amount(first.least * scale, last.most)


def _scaled(one: str, other: str, first: Amount) -> Amount:
    """In 20~30万 the first number takes the magnitude of the second."""
    magnitude = next((char for char in other if char in "万億兆京"), "")
    if magnitude and not set(one) & set("万億兆京"):
        scale = read_number("1" + magnitude) or Decimal(1)
        return Amount(first.least * scale, first.most * scale)
    return first
