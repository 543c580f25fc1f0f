"""Lengths of time and recurrences: 約3年半, 数カ月, 24時間以内, 80年前, 毎週月曜日, 年2回.

A length is a number with a unit of time, once or more (2年1か月), with what limits it on either side. Units that also
name calendar points (年, 日, 分, 週) are lengths only where something says so: see :func:`is_length`.

Belongs here: how lengths are written and their TIMEX3 value. Does not belong here: calendar points (``time_grammar``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.numbers.numerals import ARABIC, KANJI, VAGUE, read_number, read_vague
from pipeline.extract.times.words import modifier_at

UNITS = {
    "世紀": ("", "Y"),
    "年": ("", "Y"),
    "カ年": ("", "Y"),
    "月": ("", "M"),
    "四半期": ("", "Q"),
    "週": ("", "W"),
    "日": ("", "D"),
    "昼夜": ("", "D"),
    "泊": ("", "D"),
    "営業日": ("", "BD"),
    "時間": ("T", "H"),
    "分": ("T", "M"),
    "秒": ("T", "S"),
}
"""Unit of a length -> time mark and TIMEX3 designator."""

_UNIT = r"[かカヶケヵヵ箇ヶ]月|(?<=半)月(?![板形状球分])|(?<=[とた])月|[かカヶケ箇]年|世紀|年|四半期|営業日|昼夜|週|日|泊|時間|分|秒"
_N = rf"(?>{ARABIC}(?!数)(?:[万億](?!数))?|{VAGUE}|{KANJI}|数|何)"
_HALF = r"四半(?=世紀)|半(?=[年月日世週])|ひと(?=月)|ふた(?=月)"
_HUNDREDTHS = r"(?:(?<=秒)[0-9]{1,3}(?![0-9.%ァ-ヶ]|[ ]?(?:[年月日時分秒人件回本点位]|番)))?"
"""Behind seconds, a part of one as sports write it: 37秒0, 9秒98"""
_PAIR = rf"(?:{_HALF}|{_N}(?:[~〜～・、–-]{_N})?) ?(?:{_UNIT}){_HUNDREDTHS}"
LENGTH = re.compile(rf"(?P<body>{_PAIR}(?:(?:と| )?{_PAIR}){{0,3}})(?P<half>半)?(?P<span>間)?(?P<half_after>半)?")
"""3年半  数カ月  2年1か月21日  2~3週間  半年"""
_SPLIT = re.compile(
    rf"(?P<n>{_HALF}|{_N})(?:(?P<to>[~〜～・、–-])(?P<m>{_N}))? ?(?P<unit>{_UNIT})(?P<hundredths>{_HUNDREDTHS})"
)

BEFORE_AFTER = re.compile(
    r"(?:[くぐ]らい|ほど|程度|以上|余り|も)?(?P<side>前(?!後|半|期|年|日|進|提|線)|まえ|後(?!半|期|続|ろ|退|援|任|継|輩|方)|先(?!月|週|日))"
)
"""80年前  2カ月後"""
EVERY = re.compile(r"(?P<every>おき|ごと|毎)|に(?P<times>[0-9一二三四五六七八九十数]+)[度回]")
"""2年ごと  4年に1度"""
RATE = re.compile(
    r"(?P<unit>年|月|週|日|1日|1週間|年間)に?[ ]?(?:[0-9]+|[一二三四五六七八九十数]+)(?:[~〜～・、-][0-9]+)?[ ]?[回度](?!目)"
)
"""年2回  週3回"""
RATE_DAYS = re.compile(r"週[ ]?(?:[0-9]{1,3}|[一二三四五六七])(?:[~〜～・、-][0-9]{1,3})?[ ]?(?:日(?!曜)|時間)")
"""週3日  週40時間"""
UNIT_OF_RATE = {"年": "P1Y", "年間": "P1Y", "月": "P1M", "週": "P1W", "1週間": "P1W", "日": "P1D", "1日": "P1D"}

_SHARE = re.compile(r"の[ ]?[0-9一二三四五六七八九十]|[野裂離析]")  # 4分の3, 二分野
_SHARE_BEFORE = re.compile(r"割(?:[0-9][~〜、・-])?$")
"""A share in tenths before its hundredths: 2割4~5分"""
_LENGTH_CUE = re.compile(
    r"[ ]?(?:しか|が(?:過ぎ|経[たちっ過]|たっ[たて]|たつ)|分(?![の0-9一二三四五六七八九野裂離析]|か[らりるっ])|来(?=[のでだにと、。])|もの|にも?(?:わた|及|およ)|で(?!は|も|の)|かけて|かか|以上|以内|以下|未満|余|あまり|弱|強|超|近く|程度|ほど|くらい|ぐらい|ぶり|連続|越し|おき|ごと|"
    r"分の[^0-9一二三四五六七八九]|がかり|足らず|前(?!半)|後(?!半)|先|もた|も(?:の間|前|続|経|た|つ)|たった|[あ当]たり|につき|経|続|過ぎ|遅れ|早く|早め|延|の(?:懲役|禁錮|実刑|投獄|歳月|歴史|任期|間)|目(?!指|標)|切(?:れ|ら[さし])|休[まみむめもん]|寝[込てる]|待[たちつっ]|泊[まりめっ]|滞在|過ごし|空[いけく]|歩[いくき])"
)
"""What behind a unit says that it is a length: 3年にわたり, 10年の歳月"""
_NOUN_CHAR = re.compile(r"[一-鿿ァ-ヶー]")
_PER_DAY = re.compile(
    r"[ ]?(?:約|最大|平均|計)?[ ]?[0-9一二三四五六七八九十百千万億., ]{1,12}(?:円|ドル|ユーロ|ポンド|元|ウォン|回|食|時間|バレル|リットル|トン|グラム|キロカロリー)"
)
"""What is counted by the day behind 1日: 1日3回, 1日2千円"""
_LENGTH_BEFORE = re.compile(
    r"(?:戦後|没後|死後|生誕|創立|設立|建国|被爆|開業|開校|開館|復帰|返還|正常化|発足|結成|独立|施行|懲役|禁錮|実刑|執行猶予|任期|期間|わずか|計|延べ|約|創業|築|勤続|在職|在任|開始から|から|満|さらに|もう|もって|残り|あと|ここ|過去|結婚|生後|[今来昨去先本]年で|ことしで|[月日]で|年間で|(?<![0-9][0-9])[0-9]年で|出勤|欠勤|欠席|週休)[ ]?$"
)
"""What before a number says that a length follows: 懲役3年, あと2日"""


_A_DAY = re.compile(r"[1一] ?日[ ]?[0-9]+ ?(?:時間|分)")
"""So long in each day, not a day and so long: 1日8時間"""


@dataclass(frozen=True, slots=True)
class Length:
    """A length as written. ``value`` is TIMEX3; ``amount`` and ``unit`` its first component, none where vague."""

    start: int
    end: int
    value: str
    amount: float | None
    unit: str
    mod: str | None


def read_length(
    text: str, at: int, *, is_prefixed: bool = False, written: re.Match[str] | None = None
) -> Length | None:
    """The length of time that starts at ``at``, or none. ``is_prefixed``: 過去, 約 or the like stands before it; ``written``: its
    match, where it was looked for before.

    >>> [read_length(text, 0).value for text in ("3年半", "数カ月", "24時間以内", "2年1か月", "数十年間", "十数年ぶり")]
    ['P3Y6M', 'PXM', 'PT24H', 'P2Y1M', 'PX0Y', 'P1XY']
    >>> read_length("8日に", 0) is None
    True
    """
    found = written or LENGTH.match(text, at)
    if found is None or text.startswith("半分", at):
        return None
    parts = list(_SPLIT.finditer(found["body"]))
    if len(parts) > 1 and _A_DAY.match(text, at):
        found = LENGTH.match(text, at, at + parts[0].end()) or found
        parts = list(_SPLIT.finditer(found["body"]))
    if not is_prefixed and not is_length(text, found, parts):
        return None
    half = bool(found["half"] or found["half_after"])
    made = _value(parts, half)
    if made is None:
        return None
    end = found.end()
    if (tail := _TAIL.match(text, end)) is not None and (
        found["body"][-1] in "年月" or (found["body"][-1] == "分" and tail[0] == "目")
    ):
        return Length(at, tail.end(), *made, None)
    length, mod = modifier_at(text, end, "duration")
    if length and not (text.startswith("以", end) and mod is None):
        end += length
        if mod in ("MORE_THAN", "EQUAL_OR_MORE") and text.startswith("ぶり", end):
            end += 2
    return Length(at, end, *made, mod)


_TAIL = re.compile(r"目(?!指|標|撃|玉|途|線|的|立|覚|黒)|来(?=[のでだにと、。])")
"""What ends a number of years or months that has lasted: 7年目, 10年来"""
_TERM = re.compile(
    r"(?P<years>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[ ]?年[ ]?(?P<months>1[01]|[1-9]|十一?|[一二三四五六七八九])[ ]?月(?![間分日末])"
)
_SENTENCED = re.compile(r"(?:懲役|禁錮|禁固|拘禁刑?|労役|実刑)[、 ]?$")


def read_term(text: str, at: int) -> Length | None:
    """A prison term, whose months are written without カ: 懲役2年6月; none where no sentence stands before it.

    >>> read_term("懲役2年6月の判決", 2).value, read_term("懲役2年6月の判決", 0), read_term("令和2年6月", 2)
    ('P2Y6M', None, None)
    """
    found = _TERM.match(text, at)
    if found is None or not _SENTENCED.search(text, max(0, at - 5), at):
        return None
    years, months = read_number(found["years"]), read_number(found["months"])
    if years is None or months is None:
        return None
    return Length(at, found.end(), f"P{_digits(years)}Y{_digits(months)}M", float(years + months / 12), "Y", None)


def is_length(text: str, found: re.Match[str], parts: list[re.Match[str]]) -> bool:
    """Whether a number with 年, 日, 分 or 週 is a length here and not a calendar point, an ordinal or a share.

    >>> [is_length(t, m := LENGTH.match(t), list(_SPLIT.finditer(m["body"]))) for t in ("2年、", "22年に", "4分の3", "10日間")]
    [True, False, False, True]
    """
    first = parts[0]
    unit, number, end = first["unit"], first["n"], found.end()
    if number == "何" and unit in _ASKED and not (found["span"] or _HOW_MANY.match(text, end)):
        return False
    if _is_date(text, found, unit, number):
        return False
    if found["span"] or found["half"] or unit not in ("年", "日", "分", "週", "秒", "四半期", "世紀"):
        return not text.startswith(("制", "割"), end) and (unit[-1] in "年月" or not text.startswith("目", end))
    if unit == "年" and number not in _YEARS and (_NTH.match(text, end) or _is_of_contract(text, found)):
        return True
    if unit == "分" and _MINUTE_OF_MATCH.fullmatch(number) and text.startswith("目", end):
        return not text.endswith("腹", 0, found.start())
    if text.startswith(("目", "生", "齢", "輩"), end) or (unit == "分" and _SHARE.match(text, end)):
        return False
    if len(parts) > 1 and unit == "年" and number not in _YEARS and parts[1]["unit"] not in ("日", "年"):
        return True
    return _is_length_of(text, found, unit, number)


def _is_length_of(text: str, found: re.Match[str], unit: str, number: str) -> bool:
    """The same for one number and its unit, where nothing beside them says that it is a date."""
    end = found.end()
    if unit == "分":
        return (
            not _SHARE_BEFORE.search(text, max(0, found.start() - 3), found.start())
            and (number[0] in "0123456789数" or len(number) > 1)
            and not text.startswith("け", end)
        )
    if unit == "秒":
        return True
    if unit == "世紀":
        return "数" in number or number in _FRACTIONS or _CENTURIES.match(text, end) is not None
    if unit == "週" and text[found.start() - 1 : found.start()] not in _NUMBERED:
        return True
    if unit in ("週", "四半期"):
        return text.startswith(("連続", "ぶり", "前", "後", "目"), end)
    if "数" in number or number == "半" or (unit == "年" and "十数" in number):
        return unit != "日" or not text.startswith("本", end)
    if _LENGTH_CUE.match(text, end) or _LENGTH_BEFORE.search(text, max(0, found.start() - 6), found.start()):
        return (
            unit != "年"
            or len(number) < 4
            or "," in number
            or (_LENGTH_CUE.match(text, end) is not None and number not in _YEARS)
        )
    if "." in number or "," in number or number[-1] in "万億":
        return True
    value = read_number(number)
    if value is None:
        return False
    if unit == "年":
        is_long = value > 9 and number not in _YEARS and is_noun_before(text, found.start())
        return ((value < 10 and number[0] != "0") or is_long or 99 < value < 1000) and not text.startswith(
            ("度", "代"), end
        )
    return unit == "日" and (
        value > 31
        or (value == 1 and _PER_DAY.match(text, end) is not None)
        or (text.startswith("一日", found.start()) and not text.startswith("一日に", found.start()))
    )


def _is_date(text: str, found: re.Match[str], unit: str, number: str) -> bool:
    """Whether what stands beside a number of years or days says that it is a date, or a grade at school: 98年3月, 11日 (土), 小学4年."""
    if unit == "日":
        return (_WEEKDAY_BEHIND.match(text, found.end()) or _ANNIVERSARY.match(text, found.end())) is not None
    if unit != "年" or found["span"] or found["half"]:
        return False
    at, end = found.start(), found.end()
    if len(number) == 2 and number.isdigit() and _MONTH_BEHIND.match(text, end):
        return True
    return (
        number in _GRADES
        and _SCHOOL.search(text, max(0, at - 12), at) is not None
        and (_GRADE_ENDS.match(text, end) is not None or _SCHOOL_WORD.search(text, max(0, at - 2), at) is not None)
    )


_ASKED = frozenset(("年", "日", "分", "秒", "週"))
"""Units before which 何 asks which one, or is another word, unless something says how many: 何日に, 何分"""
_HOW_MANY = re.compile(r"[もかがぶ]|以上|たっ|経|連続|続")
_CONTRACT = re.compile(
    r"[ ]?(?:総額|契約(?!し|更|締|解|数|者)|(?:約)?[0-9][0-9.,万億]*(?:ドル|円|ユーロ|ポンド)(?:[ ]?[((][^()()\n]{1,20}[))])?(?:規模)?[ので]?(?:契約|オファー|提示|規模|延長|合意|残留))"
)
"""Behind a number of years, what is agreed for so long: 12年総額391億円, 3年契約"""
_OF_CONTRACT = re.compile(r"契約[はが][^。\n]{0,60}の[ ]?$")
_OF_MONEY = re.compile(r"[ ]?[0-9][0-9.,万億]*(?:ドル|円|ユーロ|ポンド)")


def _is_of_contract(text: str, found: re.Match[str]) -> bool:
    """Whether a number of years is how long a contract runs: 最大の契約はA選手の12年4億ドル."""
    if _CONTRACT.match(text, found.end()):
        return True
    at = found.start()
    return _OF_MONEY.match(text, found.end()) is not None and _OF_CONTRACT.search(text, max(0, at - 70), at) is not None


_MINUTE_OF_MATCH = re.compile("[0-9]{2,3}")
"""Behind such a number of minutes 目 says which of them in a match: 65分目; 八分目 is a share"""
_NTH = re.compile(r"目(?!指|標|撃|玉|途|線|的|立|覚|黒)")
"""Behind a number of years this says which of them: 7年目"""
_WEEKDAY_BEHIND = re.compile(r"[ ]?[((][ ]?[月火水木金土日](?:曜日?)?(?:[・、]?祝日?)?[ ]?[))]")
_ANNIVERSARY = re.compile(
    r"で(?:ちょうど|丸|まる|約)?[0-9一二三四五六七八九十半]{1,4}[ ]?(?:[かカヶケヵ箇]月|週間|周?年)(?:間|半)?(?:[とにが](?:な[るっり]|経|たつ|たっ|過)|を迎え|[。、]|$)"
)
"""Behind a day, how long ago on it something was: 発生から8日で1週間となった"""
_MONTH_BEHIND = re.compile(r"[ ]?(?:1[0-2]|[1-9])[ ]?月(?!間)")
_GRADES = frozenset("123456一二三四五六")
_SCHOOL = re.compile(r"[一-鿿ァ-ヶー]$")
_SCHOOL_WORD = re.compile(r"(?<![縮最極過])小$|(?<![途年夜水空])中$|高$|大$|[校園院部学専]$")
"""The end of a school before a grade: 若葉東小4年"""
_GRADE_ENDS = re.compile(r"[))]")
_NUMBERED = frozenset("第月")
"""Before a number of weeks this says which of them: 第3週"""
_YEARS = frozenset(str(year) for year in range(1000, 2101))


_CENTURIES = re.compile(r"ぶり|以上|近く|にわた|余り|[前後](?![半期])")
"""What behind 世紀 says that centuries are counted: 2世紀ぶり (not 20世紀後半)"""
_SHARE_OF_FIRST = {("Y", "M"): 1 / 12, ("W", "D"): 1 / 7}
"""How much of the first unit a later one is, where that is fixed."""
_FRACTIONS = {"半": Decimal("0.5"), "四半": Decimal("0.25"), "ひと": Decimal(1), "ふた": Decimal(2)}
"""Numerals that only some units of time take: 半年, 四半世紀, ひと月."""


def is_noun_before(text: str, at: int) -> bool:
    """Whether a noun stands right before a number of years: 解放70年 says how long something has been."""
    return at > 0 and _NOUN_CHAR.match(text, at - 1) is not None and not text.endswith("その後", 0, at)


def _value(parts: list[re.Match[str]], half: bool) -> tuple[str, float | None, str] | None:
    """TIMEX3 value, and the whole as an amount of the first unit: 2年6カ月 is 2.5 years."""
    ends = _ends(parts, half)
    if ends is not None:
        return ends
    date, time = "", ""
    amount: float | None = None
    unit = ""
    for index, part in enumerate(parts):
        mark, code = _unit(part["unit"])
        number = _FRACTIONS.get(part["n"]) or read_number(part["n"])
        if part["hundredths"] and number is not None:
            number += Decimal(int(part["hundredths"])).scaleb(-len(part["hundredths"]))
        factor = 100 if part["unit"] == "世紀" else 3 if code == "Q" else 1
        code = "M" if code == "Q" else code
        shown = _digits(number * factor) if number is not None else _vague(part["n"])
        if shown is None:
            return None
        extra, is_last = "", index == len(parts) - 1
        if half and is_last:
            shown, extra = _halved(shown, code, mark)
        if index == 0:
            amount, unit = (float(number * factor) if number is not None else None), mark + code
            if part["n"] == "半" and part["unit"][-1] == "年":
                shown, code = "6", "M"
        share = 1 if index == 0 else _SHARE_OF_FIRST.get((unit, mark + code), 0)
        if amount is not None and number is not None:
            amount += (float(number) * share if index else 0) + (share / 2 if half and is_last else 0)
        if mark:
            time += shown + code + extra
        else:
            date += shown + code + extra
    return "P" + date + ("T" + time if time else ""), amount, unit


def _ends(parts: list[re.Match[str]], half: bool) -> tuple[str, float | None, str] | None:
    """Both ends of a range of lengths, as in a range of days: 2、3分 is PT2M/PT3M; none where there is no range."""
    only = parts[0]
    if len(parts) > 1 or half or not only["m"]:
        return None
    first, last = read_number(only["n"]), read_number(only["m"])
    if first is None or last is None or not first < last:
        return None
    mark, code = _unit(only["unit"])
    factor = 100 if only["unit"] == "世紀" else 3 if code == "Q" else 1
    code = "M" if code == "Q" else code
    prefix = "P" + mark
    return f"{prefix}{_digits(first * factor)}{code}/{prefix}{_digits(last * factor)}{code}", None, mark + code


def _unit(written: str) -> tuple[str, str]:
    if written[-1] in "月年" and len(written) == 2:
        written = written[-1]
    return UNITS[written]


def _halved(shown: str, code: str, mark: str) -> tuple[str, str]:
    """Half a unit more, in the next smaller one: 3年半 is P3Y6M, 1時間半 is PT1H30M."""
    smaller = {"Y": "6M", "H": "30M"}.get(code, "30S" if mark and code == "M" else "")
    return (shown, smaller) if smaller else (shown + ".5", "")


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _vague(numeral: str) -> str | None:
    """X for every digit left open: 数十 is X0, 十数 1X."""
    if numeral == "何":
        return "X"
    bounds = read_vague(numeral)
    if bounds is None:
        return None
    least, most = str(int(bounds.least)), str(int(bounds.most))
    if len(least) != len(most):
        return "X"
    return "".join(one if one == other else "X" for one, other in zip(least, most, strict=True))


def length_parts(text: str, start: int, end: int) -> list[tuple[str, str | None, str, Decimal]]:
    """Numeral, second numeral of a range, TIMEX3 unit and half of each component of the length within a span.

    A numeral of a fraction is decimal; a time unit has ``T`` before it. Empty where the span holds no length.

    >>> length_parts("約3年半", 0, 4), length_parts("2~3週間以内", 0, 7)
    ([('3', None, 'Y', Decimal('0.5'))], [('2', '3', 'W', Decimal('0'))])
    """
    found = _FIRST_NUMBER.search(text, start, end)
    written = LENGTH.match(text, found.start(), end) if found else None
    if written is None:
        return []
    parts = list(_SPLIT.finditer(written["body"]))
    has_half = bool(written["half"] or written["half_after"])
    made = []
    for index, part in enumerate(parts):
        mark, code = _unit(part["unit"])
        if part["n"] in _FRACTIONS or code in ("Q", "BD") or part["unit"] == "世紀":
            return []
        half = Decimal("0.5") if has_half and index == len(parts) - 1 else Decimal(0)
        made.append((part["n"], part["m"], mark + code, half))
    return made


_FIRST_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九十百千数何半]")
