"""When, where and how something is said, which is no part of what is said: 5日の会見で、 理事会で、 会議に出席し、 試合後、

Belongs here: phrases and clauses around a saying that are the cue's. Does not belong here: where a content begins (``contents``), who speaks.
"""

from __future__ import annotations

from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.words import DATE_POS, Words, is_meeting, word_set

_PHRASE_OF_OCCASION = 12  # words of an occasion without a comma
OCCASIONS = word_set("occasion")
"""Nouns of what one speaks at, in or to: 会見, 社説, 記者団."""
_DOINGS = word_set("doing_before_saying")
_FRAMING = frozenset(
    (
        "さらに",
        "更に",
        "改めて",
        "あらためて",
        "再び",
        "再度",
        "重ねて",
        "同時に",
        "一方",
        "まず",
        "次に",
        "最後に",
        "続けて",
    )
)
_HELD = frozenset(("行う", "開く", "持つ", "催す"))
_JUDGING = frozenset(("見る", "判断", "考える", "認識"))
_ASKING = frozenset(("求める", "問う", "聞く", "尋ねる", "促す", "質す", "突っ込む"))
DAYS = frozenset(
    (
        "日",
        "同日",
        "今日",
        "昨日",
        "前日",
        "翌日",
        "この日",
        "きょう",
        "きのう",
        "後",
        "前",
        "午前",
        "午後",
        "今回",
        "当時",
    )
)
"""Words for days and parts of a day that tell when something was said."""
_MOMENTS = frozenset(("後", "直後", "前", "直前", "中", "最中", "際", "時", "席上", "終了後", "朝", "夜", "未明"))


def is_moment(words: Words, start: int, comma: int) -> bool:
    """Whether nouns alone tell when somebody speaks, right behind who does: 監督は|試合後、 知事は|会議の終了後、"""
    if start == 0 or (words.kinds[start - 1] != "t" and words.surface(start - 1) != "、"):
        return False
    if words.surface(comma - 1) not in _MOMENTS:
        return False
    return all(words.pos(at) in ("名詞", "接尾辞", "接頭辞") or words.surface(at) == "の" for at in range(start, comma))


def is_doing(words: Words, comma: int) -> bool:
    """Whether a clause tells what a speaker does about saying it: 会議に出席し|、 図を示して|、 会見をし|、 戦況について|、 but not 対象を絞り|、"""
    at = comma - 1
    while at > 1 and (words.surface(at) in ("て", "で", "おり", "い") or words.pos(at) == "助動詞"):
        at -= 1
    if words.surface(at - 1) == "を" and words.surface(at - 2) in OCCASIONS:
        return True  # 会談を持っており、
    if words.is_function_verb(at) or (words.surface(at) == "し" and words.surface(at - 1) == "と"):
        return True  # …について、 …として、
    if words.lexemes[at].normalized_form == "為る":
        at -= 2 if words.surface(at - 1) == "を" else 1
    form = words.lexemes[at].normalized_form
    return form in _DOINGS or form in OCCASIONS


def is_judging(words: Words, comma: int) -> bool:
    """Whether a clause before a comma tells how a speaker judges, which is not what he says: 揺れが続くと見て|、注意を呼びかけた."""
    if words.surface(comma - 1) not in ("て", "し"):
        return False
    at = comma - 2 if words.surface(comma - 1) == "て" else comma - 1
    at -= words.lexemes[at].normalized_form == "為る"
    return (
        words.lexemes[at].normalized_form in _JUDGING and words.surface(at - 1) == "と" and words.is_predicate(at - 2)
    )


def is_asked(words: Words, comma: int) -> bool:
    """Whether a clause before a comma tells that the speaker is asked: コメントを求められ|、 理由を問われて|、"""
    at = comma - 2 if words.surface(comma - 1) in ("て", "ると", "と") else comma - 1
    if words.lexemes[at].normalized_form not in ("れる", "られる"):
        return False
    return words.lexemes[at - 1].normalized_form in _ASKING


def is_occasion(words: Words, start: int, stop: int) -> bool:
    """Whether a phrase tells where or to whom something is said: 会見で, 記者団に, 取材に対し."""
    at = stop - 1
    while at > start and (
        words.surface(at) in ("対し", "対して", "て", "応じ", "答え", "向け") or words.is_function_verb(at)
    ):
        at -= 1
    if words.surface(at) not in ("で", "に", "では", "へ") or at == start:
        return False
    return _names_occasion(words, at - 1)


def _names_occasion(words: Words, at: int) -> bool:
    """Whether a noun names an occasion to speak: 会見, 声明, 理事会, 役員会; not 大会, 社会."""
    surface = words.surface(at)
    if surface in OCCASIONS or words.lexemes[at].normalized_form in OCCASIONS:
        return True
    return words.pos(at) == "名詞" and is_meeting(surface)


def after_occasion(words: Words, shape: Shape, cue: Cue, start: int) -> int:
    """Place after an occasion without a comma: 会見で|計画の詳細に言及した, 社説で|…と論じた; else ``start``."""
    for at in range(start + 1, min(start + _PHRASE_OF_OCCASION, cue.content_end - 1)):
        surface = words.surface(at)
        if surface in ("、", "。") or words.kinds[at] == "t" or at in words.quotes:
            return start
        if surface == "を" and words.surface(at - 1) in OCCASIONS and _is_held(words, at + 1):
            return start if shape.is_within(at, cue.content_end - 1) else at + 2  # 会見を行い|職を辞めることを表明した
        if surface in ("で", "に") and words.pos(at) in ("助詞", "助動詞") and _names_occasion(words, at - 1):
            if words.surface(at + 1) == "は":
                return start
            stop = at + 1
            while words.surface(stop) in ("対し", "対して", "て"):
                stop += 1
            inside = shape.is_within(at, cue.content_end - 1)
            return start if inside and cue.frame in ("と", "よう") else stop
    return start


def _is_held(words: Words, at: int) -> bool:
    """Whether a verb that goes on without て or a comma tells that an occasion takes place: 会見を|行い."""
    form = words.lexemes[at].pos[5]
    return (
        words.lexemes[at].normalized_form in _HELD
        and form.startswith("連用形")
        and words.pos(at + 1) in ("名詞", "接頭辞")
    )


def frames_saying(words: Words, first: int, stop: int) -> bool:
    """Whether the words before a quotation only tell how or when it was said: また|「…」, 16日|「…」, 試合後|「…」, 改めて|「…」; not 必ず|「…」."""
    while first < stop and (words.pos(first) in ("接続詞", "空白") or words.surface(first) in _FRAMING):
        first += 1
    if first == stop:
        return True
    if words.surface(stop - 1) in _MOMENTS or words.surface(stop - 1).endswith("後"):  # 試合後
        return all(words.pos(at) in ("名詞", "接尾辞", "接頭辞") for at in range(first, stop))
    dated = any(words.lexemes[at].pos[1] == "数詞" or words.surface(at) in DAYS for at in range(first, stop))
    return dated and all(words.lexemes[at].pos[1:3] in DATE_POS for at in range(first, stop))
