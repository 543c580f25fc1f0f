"""What an amount measures, where the text says it beside the amount: 12人の議員, 車24台, 応募は30人未満だった.

Belongs here: the noun around an amount. Does not belong here: the amount itself (``amounts``), what limits it (``amount_limits``).
"""

from __future__ import annotations

import re

from pipeline.extract.amounts.bare import COUNTED_BARE
from pipeline.extract.amounts.limits import PREFIX, SUFFIX

_CHAR = "[一-鿿々ァ-ヶー]"
_NOUN = rf"(?P<noun>(?<![0-9一-鿿々ァ-ヶー])(?:{_CHAR}{{0,11}}(?:けが人|子ども|お年寄り|{_CHAR})))"
"""A noun in one script, whole; the few with kana in them that news counts every day are named."""
_PARTICLE = r"(?:[のはがをにでともやへかださしすら]|たち|より|まで)"
_BEHIND = re.compile(  # 12人の議員  5億円の申告漏れ; none in 2人の遊んでいた子
    rf"[ ]?の(?P<noun>子ども|けが人|お年寄り|{_CHAR}{{1,12}}+(?:[いえきけげせちてみめりれ](?={_PARTICLE}|[、。])|し(?=[のはがを、。]))?)"
    rf"(?=[^ぁ-ん]|{_PARTICLE}|$)"
)
_BEFORE = re.compile(rf"{_NOUN}$")  # 車24台
_MEASURE = re.compile(
    rf"(?P<noun>{_CHAR}{{0,8}}(?:者|者数|率|数|額|量|費|価格|人口|面積|距離|高さ|長さ|重さ|深さ|広さ|速度|風速|気温|水温|体重|身長|兵力|得票|予算|規模|損失|売上高|利益|赤字|黒字))(?:は|が|も|を)$"
)
"""A noun of a measure and its particle: 死者は30人, 支持率が42%"""
_TOPIC = re.compile(rf"{_NOUN}(?:は|が|も)$")
_IS = re.compile(
    r"(?:だ(?!け)|です|で(?:あ|、|し)|と(?:な|推|み[らな]|見ら|予|い[うわ]|さ[れ])|に(?:上[るっり]|のぼ|達し|な[るっり]|とどま|増え|増加|減[っるり]|減少|及[びぶん]|満た|届か|迫|膨ら|落ち込|下が|上が)|を(?:超|上回|下回|切|割[りるっ]|突破)|から約?[0-9]|より|[、。]|$|\n)"
)
"""What says that a topic is of the size of the amount: 応募は30人未満だった, but not 首相は30人と会談した"""
_WHO = re.compile(r"(?:氏|さん|首相|大統領|同社|当社|同氏|彼|彼女|自分|私|現在|当時|今回|同所)$")
"""Somebody, or a time, that no amount measures."""
_OBJECT = re.compile(rf"{_NOUN}を$")
_SUBJECT = re.compile(rf"{_NOUN}が$")
_VERB = re.compile(r"[一-鿿]")
_SUFFERS = re.compile(r"死|負傷|重傷|軽傷|重軽傷|亡くな|犠牲|行方不明|けが|逮捕され|拘束され|搬送され")
_HAPPENS = re.compile(
    r"倒|全壊|半壊|全焼|焼|墜落|沈|着陸|離陸|発生|起[きこ]|見つか|残|集ま|届|増|減|並|揃|飛来|落下|爆発|炎上|到着|破損|損傷|運休|欠航|確認され|検出され|参加"
)
"""A verb behind a floating number says of what it counts: 催涙弾を数発撃った, 警官が3人死亡した"""
_NOT_COUNTED = frozenset(("位", "倍", "ポイント", "ポイント差", "回", "度", "歳", "才", "点", "得点", "失点"))
_PARTICLES = "はがもを"
_NAMED = re.compile(r"(?P<noun>(?<![0-9一-鿿々ァ-ヶー・=])[一-鿿々ァ-ヶー・=]{1,24})[(（]$")  # 容疑者(54)


def noun_of(text: str, start: int, end: int, counter: str | None = None) -> str | None:
    """What is measured; none where nothing beside the amount says it. ``counter``: its unit, where that is a counter.

    >>> noun_of("12人の議員", 0, 3), noun_of("車24台", 1, 4), noun_of("死者は30人", 3, 6), noun_of("首相は30人と", 3, 6)
    ('議員', '車', '死者', None)
    >>> noun_of("5億円の申告漏れを", 0, 3), noun_of("2人の遊んでいた子", 0, 2), noun_of("2人の生徒たち", 0, 2)
    ('申告漏れ', None, '生徒')
    >>> noun_of("応募は30人未満だった", 3, 6), noun_of("子ども3人が", 3, 5), noun_of("首相は30人と会談した", 3, 6)
    ('応募', '子ども', None)
    >>> noun_of("催涙弾を数発撃った", 4, 6, "発"), noun_of("警官が3人死亡した", 3, 5, "人"), noun_of("同社が3台用意した", 3, 5, "台")
    ('催涙弾', '警官', None)
    >>> noun_of("容疑者(54)は", 4, 6), noun_of("マグニチュード6.2の地震", 7, 10)
    ('容疑者', 'マグニチュード')
    """
    suffix = SUFFIX.match(text, end)
    stop = suffix.end() if suffix else end
    is_named = counter is None and COUNTED_BARE.search(text, max(0, start - 12), start) is not None
    if not is_named and (behind := _BEHIND.match(text, stop)) is not None:
        return behind["noun"]
    if (prefix := PREFIX.search(text, max(0, start - 8), start)) is not None:
        start = prefix.start()
    since, last = max(0, start - 26), text[start - 1 : start]
    found: re.Match[str] | None = None
    if last in _PARTICLES and last and not text.endswith("子ども", 0, start):
        found = _MEASURE.search(text, since, start)
        if found is None and last != "を" and _IS.match(text, stop) is not None:
            topic = _TOPIC.search(text, since, start)
            found = topic if topic is not None and _WHO.search(topic["noun"]) is None else None
        if found is None and counter is not None and counter not in _NOT_COUNTED:
            found = _floating(text, since, start, end, counter)
    elif last in "(（" and last:
        found = _NAMED.search(text, since, start)
    else:
        found = _BEFORE.search(text, since, start)
    return found["noun"] if found else None


def _floating(text: str, since: int, start: int, end: int, counter: str) -> re.Match[str] | None:
    """The noun of a number that stands before a verb, apart from what it counts: 催涙弾を数発撃った."""
    if _VERB.match(text, end) is not None and (found := _OBJECT.search(text, since, start)) is not None:
        return found
    verbs = _SUFFERS if counter in ("人", "名") else _HAPPENS
    return _SUBJECT.search(text, since, start) if verbs.match(text, end) is not None else None
