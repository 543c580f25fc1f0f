"""What an amount measures, where the text says it beside the amount: 12人の議員, 車24台, 応募は30人未満だった.

Belongs here: the noun around an amount. Does not belong here: the amount itself (``amounts``), what limits it (``amount_limits``).
"""

from __future__ import annotations

import re

from pipeline.extract.amounts.bare import COUNTED_BARE
from pipeline.extract.amounts.limits import PREFIX, SUFFIX
from pipeline.extract.article.word_edges import IsWord, anywhere

_CHAR = "[一-鿿々ァ-ヶーA-Za-z]"
_NOUN = rf"(?P<noun>(?<![0-9一-鿿々ァ-ヶーA-Za-z])(?:{_CHAR}{{0,11}}(?:けが人|子ども|お年寄り|{_CHAR})))"
"""A noun in one script, whole; the few with kana in them that news counts every day are named."""
_PARTICLE = r"(?:[のはがをにでともやへかださしすら]|たち|より|まで)"
_BEHIND = re.compile(  # 12人の議員  5億円の申告漏れ; none in 2人の遊んでいた子
    rf"[ ]?の(?P<noun>子ども|けが人|お年寄り|{_CHAR}{{1,12}}+(?:[いえきけげせちてみめりれ](?={_PARTICLE}|[、。])|し(?=[のはがを、。]))?)"
    rf"(?!し[いくかけ])(?=[^ぁ-ん]|{_PARTICLE}|$)"
)
_BEFORE = re.compile(rf"{_NOUN}$")  # 車24台
_MEASURE = re.compile(
    rf"(?P<noun>{_CHAR}{{0,8}}(?:者|者数|率|数|額|量|費|価格|人口|面積|距離|高さ|長さ|重さ|深さ|広さ|速度|風速|気温|水温|体重|身長|兵力|得票|予算|規模|損失|売上高|利益|赤字|黒字))(?:は|が|も|を)$"
)
"""A noun of a measure and its particle: 死者は30人, 支持率が42%"""
_TOPIC = re.compile(rf"{_NOUN}(?:は|が|も)$")
_IS = re.compile(
    r"(?:(?:の)?(?:増|減|高|安|上昇|下落|低下|上回|下回)|(?:が)?あ[るっり]|だ(?!け)|です|で(?:あ|、|し)|と(?:な|推|み[らな]|見ら|予|い[うわ]|さ[れ])|に(?:上[るっり]|のぼ|達し|な[るっり]|とどま|増え|増加|減[っるり]|減少|及[びぶん]|満た|届か|迫|膨ら|落ち込|下が|上が)|を(?:見込|予想|計上|確保|記録|超|上回|下回|切|割[りるっ]|突破)|から約?[0-9]|より|[、。]|$|\n)"
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


_SUM = re.compile(r"(?:計|合計|総計|累計|通算|総額|延べ|のべ|合わせて|合計で|全部で|全体で|(?<![一-鿿ァ-ヶー])金)[ ]?$")
"""What says that an amount is a sum, and not of what: 負債総額は合計30億円"""
_COMPARED = re.compile(r"(?:前|昨|同|従来|当初|会社|市場|計画|平年)[一-鿿]{0,8}比(?:で)?、?[ ]?$")
"""What an amount is compared with: 売上高は前期比10%増"""
_CHANGED = re.compile(
    r"(?:約|およそ)?[0-9.,万億兆]{1,12}(?:%|ポイント|倍|割|円|ドル|人|件|台|社)(?:の)?(?:増|減|高|安|増加|減少|上昇|下落)(?:の|となる|で|、)$"
)
"""A change that stands between a topic and its amount: 売上高は10%増の900億円"""
_NO_NOUN = re.compile(
    r"^(?:同|同じ|全|両|各|ほか|過去|内訳|[月年日]額|南緯|北緯|東経|西経|年間|月間|週間|[東西南北]{1,2}|計|合計|総計|累計|総額|全体|平均|割合|金)$|(?:比|時|際|頃|歳|以上|以下|未満|最大|最小|最高|最低|場合|範囲|[今来去昨先同前本翌毎]年|年度|[今先来同前毎]月|[今前昨来]季|[今前次毎]回|現在|当時|同期|前日|当日|翌日|現時点|時点|これまで|今後|当初|最終|一方|[一-鿿]曜日?|[都道府県市町村区国州島社校店院館園]内|[国県市海]外|全国|世界|各地|地元|駅間|[一-鿿][市町村県]|[東西南北中]部)$|^(?:[来今昨][年月週春夏秋冬季期]|先[週月日])"
)
"""Words that no amount measures: what it is compared with, when it was, that it is a sum."""
_OWNERS = frozenset(
    ("チーム", "球団", "クラブ", "団体", "政党", "党", "カ国", "か国", "ヶ国", "ヵ国", "ヶ国語", "社", "試合", "大会")
)
"""What owns things: behind its number の says whose, not what is counted (6チームの本拠地, 3社の株)."""
_IS_OWNER = re.compile(
    r"(?:チーム|球団|クラブ|団体|連盟|政党|党|国|社|企業|銀行|メーカー|大手|試合|戦|大会|加盟|参加|代表|首脳|外相|グループ|[一-鿿]店|メディア|紙|局)$"
)
_HELD_BY = re.compile(
    r"(?:思い|声|話|手|顔|名|名前|意見|考え|姿|心|目|力|命|体制|[一-鿿]*関係|[一-鿿]*接触者|生活|暮らし|活躍|登板|連携|共演|仲|間|うち|内|身元|名簿|証言|供述|判断|合計|平均|差|プレー|前|後|他|ほか|中|一人|ひとり|輪|写真|所属|国籍|父|母|攻防|自宅|部屋|成績|リレー|対決|体|遺志|協力|努力|犠牲|同意|承認|署名|賛成|反対|推薦|支持|死亡|死|負傷|感染|逮捕|参加|出席|採用)"
)
"""What people have or do: 3人の思い; who they are is another noun (12人の議員)."""
_OF_SET = re.compile(r"セット|組|組み合わせ|うち|詰め合わせ|盛り合わせ|パック")
"""What things are put together in: behind 餃子3個の it is not what is counted."""


def _is_owned(noun: str, counter: str | None) -> bool:
    """Whether what stands behind a number and の belongs to those who are counted.

    >>> _is_owned("思い", "人"), _is_owned("議員", "人"), _is_owned("本拠地", "チーム"), _is_owned("企業", "社")
    (True, False, True, False)
    """
    if counter in ("人", "名"):
        return _HELD_BY.fullmatch(noun) is not None
    return counter in _OWNERS and _IS_OWNER.search(noun) is None


_SEATS = re.compile(rf"(?:^|[ \n、。((「])(?:{_NOUN})[ ]$")
"""A party or candidate before its seats or votes: 立憲 22議席"""
_SEAT_UNITS = ("議席", "票")


def noun_of(text: str, start: int, end: int, counter: str | None = None, is_word: IsWord = anywhere) -> str | None:
    """What is measured: the argument of the predicate that the amount belongs to, or the noun that it stands beside; else none.

    ``counter``: its unit, where that is a counter. ``is_word``: whether a span begins where a word does; a piece of a word is no noun.

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
    >>> noun_of("売上高は前期比10%増の900億円だった", 7, 10), noun_of("売上高は前期比10%増の900億円だった", 12, 17)
    ('売上高', '売上高')
    >>> noun_of("昨年は1127人だった", 3, 8, "人"), noun_of("31歳の時に", 0, 3, "歳"), noun_of("立憲 22議席", 3, 7, "議席")
    (None, None, '立憲')
    """
    suffix = SUFFIX.match(text, end)
    stop = suffix.end() if suffix else end
    is_named = counter is None and COUNTED_BARE.search(text, max(0, start - 12), start) is not None
    if text.startswith("制", end):
        return None  # 7人制
    behind = None if is_named else _BEHIND.match(text, stop)
    if behind is not None and _OF_SET.fullmatch(behind["noun"]) is None:
        is_none = _NO_NOUN.search(behind["noun"]) is not None or _is_owned(behind["noun"], counter)
        return None if is_none else str(behind["noun"])
    found = _before(text, _head_of(text, start), stop, end, counter)
    if found is None or _NO_NOUN.search(found["noun"]) or not is_word(found.start("noun"), -1):
        return None
    return str(found["noun"])


def _head_of(text: str, start: int) -> int:
    """Where what limits, sums up or compares an amount begins: behind the noun or the particle that it belongs to."""
    moved = True
    while moved:
        moved = False
        found = PREFIX.search(text, max(0, start - 8), start)
        if found is None and text[start - 1 : start] in _BETWEEN_ENDS:
            since = max(0, start - 24)
            found = (
                _SUM.search(text, since, start)
                or _COMPARED.search(text, since, start)
                or _CHANGED.search(text, since, start)
            )
        if found is not None:
            start, moved = found.start(), True
    return start


_BETWEEN_ENDS = frozenset("計額べてで金比、の算 る")
"""Last characters of what may stand between an amount and its noun."""


def _before(text: str, start: int, stop: int, end: int, counter: str | None) -> re.Match[str] | None:
    """The noun before an amount whose head begins at ``start``."""
    since, last = max(0, start - 26), text[start - 1 : start]
    if last in _PARTICLES and last and not text.endswith("子ども", 0, start):
        found = _MEASURE.search(text, since, start)
        if found is None and last != "を" and _IS.match(text, stop) is not None:
            topic = _TOPIC.search(text, since, start)
            found = topic if topic is not None and _WHO.search(topic["noun"]) is None else None
        if found is None and counter is not None and counter not in _NOT_COUNTED:
            found = _floating(text, since, start, end, counter)
        return found
    if last in "(（" and last:
        return _NAMED.search(text, since, start)
    if last == " ":
        return _SEATS.search(text, since, start) if counter in _SEAT_UNITS else None
    return _BEFORE.search(text, since, start)


def _floating(text: str, since: int, start: int, end: int, counter: str) -> re.Match[str] | None:
    """The noun of a number that stands before a verb, apart from what it counts: 催涙弾を数発撃った."""
    if _VERB.match(text, end) is not None and (found := _OBJECT.search(text, since, start)) is not None:
        return found
    verbs = _SUFFERS if counter in ("人", "名") else _HAPPENS
    return _SUBJECT.search(text, since, start) if verbs.match(text, end) is not None else None
