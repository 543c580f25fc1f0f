"""What stands around the number of an amount: signs, words that limit it, and what makes it no amount.

Belongs here: patterns on either side of a number and what they say of its bounds. Does not belong here: numbers
(``numerals``), units (``units``), nouns (``amount_nouns``), which words limit (``lexicons/approximators.csv``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.amounts.units import AFTER, BEFORE, SYMBOLS, Unit, either

PREFIX = re.compile(rf"(?<![公条契予規節要誓婚密])(?P<word>{either(BEFORE)})(?:で|も)?[ ]?$")
"""What limits a number from before: 約, 最大"""
SIGN = re.compile(
    r"(?:(?P<both>プラスマイナス|±)|(?P<plus>(?<![ァ-ヶー・A-Za-z])プラス)"
    r"|(?<![一-鿿ァ-ヶーA-Za-z0-9)）])(?<![0-9] )-|(?<![0-9])−|▲|マイナス|氷点下)[ ]?$"
)
"""A sign before a number: -5%, マイナス20度, 氷点下4度, プラス0.3%, プラスマイナス3ポイント"""
SYMBOL = re.compile(rf"(?P<symbol>{either(SYMBOLS)})[ ]?$")
"""A currency sign before a number: $48"""
SUFFIX = re.compile(rf"[ ]?(?P<word>{either(AFTER)})")
"""What limits a number from behind: 以上, 余り"""
_VERB_LIMIT = re.compile(
    r"(?P<more>を(?:超え|超す|上回|突破)|より(?:も)?(?:大き|多|高|長|重|広))|(?P<less>に(?:満た|届か|達しな)|を(?:下回|割[りるっれ]|切[りるっれ])|より(?:も)?(?:小さ|少な|低|短|軽|狭))"
)
"""Verbs and comparisons that limit an amount: 25%に満たない, 30人より多い"""
ORDINAL = re.compile(
    r"[ ]?(?:[回度人台本件つ個枚隻機日年代番軒社校戦勝敗周球曲巻話作局席問点発頭匹冊節][ ]?目|[ァ-ヶー]{2,8}目|[つ人回度個]め(?=[のはがにでと、。])|位(?![置相])|番|号|条(?!件|約)|項(?!目)|章|丁目|次(?!第|元)|世(?!帯|界|紀|代)|級|代(?!表|わり|替)|期|版|区(?!画|間)|浪|塁|軍|月|限|敗目|回戦|階(?!建)|合目|等(?!し)|審(?!査)|回[表裏])"
)
"""What makes a number an ordinal or part of a name: 3回目, 2つめ, 12レース目, 2番, 9条"""
TEMPERATURE = re.compile(r"(?:(?:摂氏|華氏)[ ]?(?:温度)?の?[ ]?(?:マイナス|[-−])?|氷点下)[ ]?$")  # 摂氏20度
SPEED = re.compile(
    r"(?P<per>時速|秒速|分速|毎時|毎秒)[ ]?(?P<about>約|およそ|ほぼ|最大|最高)?$"
)  # 時速40キロ  時速約40キロ
_CODE_BEFORE = re.compile(
    r"[A-Za-z][-–]?$|[0-9][-–−.:/―]$|第 ?$|[#№+]$|[0-9]$|[0-9一二三四五六七八九] ?対 ?$|[0-9] - $|[A-Z][0-9]・$|率・$"
)
"""What makes a number part of a code, a score or an ordinal: F16, B-52, 第9条, 03-1234, 2 対 2"""
_LABEL_BEFORE = re.compile(
    r"(?:番号|電話|内線|ファクス|ファックス|TEL|FAX|国道|県道|都道|府道|市道|コード|品番|型番|ナンバー|No\.?|V\.|[Vv]er\.?)[ ::は「『]?$"
)
"""What says that a number is a name: 背番号205, V.2, 電話03"""
_LABEL_ENDS = frozenset("号話線スLX道ドー番o.r ::は「『")


def is_code(text: str, at: int) -> bool:
    """Whether what stands before a number makes it part of a code, a score or an ordinal.

    >>> [is_code(text, len(text)) for text in ("F", "背番号", "2 対 ", "会員は")]
    [True, True, True, False]
    """
    if _CODE_BEFORE.search(text, max(0, at - 4), at) is not None:
        return True
    return text[at - 1 : at] in _LABEL_ENDS and _LABEL_BEFORE.search(text, max(0, at - 8), at) is not None


_CLOTHES = re.compile(
    r"服|衣|着物|スーツ|コート|ドレス|シャツ|ジャケット|ジャンパー|セーター|上着|下着|水着|パンツ|ズボン|袴|振り袖|振袖|ベスト|古着"
)
"""Beside these 着 counts clothes; else it says in which place somebody came in: 2着, 12着に降着"""
_ONE_SOURCE = re.compile(r"一元(?:化|的|管理|論|配置|窓口)")
"""Words that begin with 一元 and are no money."""
_INNING = re.compile(r"[ ]?(?:[0-9一二無]死|[表裏])")
"""Behind 回 this says that it is an inning: 七回1死二塁"""
_FLIGHT = re.compile(r"[一-鿿ァ-ヶーA-Z](?<![計合総全約日週月年])$")


def is_of_word(text: str, at: int, end: int, unit: Unit) -> bool:
    """Whether a unit makes another word of the number: アルファ航空731便, 2国間, 一部.

    >>> from pipeline.extract.amounts.units import unit_of
    >>> 着 = unit_of("着")
    >>> is_of_word("2着に入る", 0, 2, 着), is_of_word("スーツ2着を", 3, 5, 着)
    (True, False)
    """
    if unit.code == "部" and text.startswith("一部", at):
        return True
    if unit.code == "着":
        return _CLOTHES.search(text, max(0, at - 14), min(len(text), end + 12)) is None
    if unit.code == "つ" and text.endswith(("今", "いま"), 0, at):
        return True
    if unit.code == "倍" and text.startswith("人一倍", at - 1):
        return True
    if unit.code == "CNY" and _ONE_SOURCE.match(text, at):
        return True
    if unit.code == "便":
        return bool(_FLIGHT.search(text, max(0, at - 1), at))
    if unit.code == "回" and _INNING.match(text, end):
        return True
    return unit.code.endswith("国") and text.startswith("間", end)


TELEPHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}(?:[-((][0-9]{1,4}[-))]|・[0-9]{1,4}・)[0-9]{3,4}(?![0-9])")
"""A telephone number: 099(260)3125, 090・1234・5678"""
CODE_BEHIND = re.compile(r"[A-Za-z]|[-–/:−―][0-9A-Za-z]|\.[0-9]|対[0-9一二三四五六七八九]")
"""A number runs on into a code: 3D, 03-1234"""
_OTHER_WORD = re.compile(
    r"強[化制調度力豪盗風震行硬烈くいまめ]|弱[点体者化いまくめ小]|超[過音党大人高長特]|余[震地裕剰波計生儀]"
)
"""Words that begin like an approximator: 強化, 弱点, 超過"""


def limits(
    text: str, start: int, end: int, behind: str, least: Decimal, most: Decimal, stated: str
) -> tuple[float | None, float | None, str, int, int]:
    """Bounds, approximation and span with the approximators that stand beside the amount.

    ``behind``: the text before it; ``stated``: what the number itself says (exact, range, vague).

    >>> limits("約30人が", 1, 4, "約", Decimal(30), Decimal(30), "exact")
    (30.0, 30.0, 'approximate', 0, 4)
    >>> limits("30人以上が", 0, 3, "", Decimal(30), Decimal(30), "exact")
    (30.0, None, 'at_least', 0, 5)
    """
    approximation = stated
    before = PREFIX.search(behind) if behind else None
    if before is not None:
        start -= len(behind) - before.start()
        approximation = BEFORE[before["word"]]
    after = SUFFIX.match(text, end)
    if after is not None and not _runs_on(text, start, after):
        end = after.end()
        if not (stated == "vague" and AFTER[after["word"]] == "approximate"):
            approximation = AFTER[after["word"]]
    elif approximation == "exact" and (verb := _VERB_LIMIT.match(text, end)) is not None:
        approximation = "more_than" if verb["more"] else "less_than"
    low: float | None = float(least)
    high: float | None = float(most)
    if approximation in ("at_least", "more_than"):
        high = None
    elif approximation in ("at_most", "less_than"):
        if stated == "range":
            approximation = stated  # 20から100未満
        else:
            low = None
    return low, high, approximation, start, end


def _runs_on(text: str, start: int, after: re.Match[str]) -> bool:
    """Whether 強, 弱, 超, 余 begin a word of their own, or name a step of the seismic scale (震度5強)."""
    return _OTHER_WORD.match(text, after.start("word")) is not None or text.startswith("震度", start - 2)


def is_age(text: str, at: int, end: int) -> bool:
    """A number of two digits in brackets behind a name is an age: 容疑者(54), 北原さん (10)."""
    return (
        end - at == 2
        and at >= 2
        and text[at - 1] in "(（"
        and text[end : end + 2].lstrip()[:1] in (")", "）")
        and (ord(text[at - 2]) > 0x2FF or text.endswith(("さん ", "氏 ", "君 ", "くん ", "ちゃん "), 0, at - 1))
        and text[at:end].isdigit()
    )
