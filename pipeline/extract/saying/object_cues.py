"""Cues whose content is an object: 重要性を強調した, …したことを明らかにした, 期待を示した, 詳細に言及した.

Belongs here: what an object that を, も or に marks is to the verb behind it. Does not belong here: clauses with と and よう (``cues``), and nouns that
a clause with と describes (``clause_objects``).
"""

from __future__ import annotations

from pipeline.extract.saying.cue import CLOSES_NOMINAL, Cue, finite
from pipeline.extract.saying.cue_words import CueVerb, expressions, nouns, verbs
from pipeline.extract.saying.noun_phrases import by_suffix, head_noun, speaker_nouns
from pipeline.extract.saying.words import Words, word_set

_NEAR, _FAR = 8, 14  # words between an object and its verb; between a clause with ことを and its verb
_BEFORE_BARE = ("も", "は", "て", "、")  # before a noun of saying that nothing describes
_COMPOUND = ("声明", "談話", "コメント", "見解", "意見")
_ISSUED = ("出す", "行う", "為る", "発する", "送る")
_REPORTING = ("報じる", "報道", "伝える", "速報")
_TOLD_ON = ("経験", "体験", "話", "感謝", "お礼", "報告", "連絡")  # what is handed on and no event
_REACH = 16  # words between a content's marker and its verb
_APOLOGIES = ("謝罪", "陳謝", "謝る", "悼む", "惜しむ")  # whose object is what is said: 業績の悪化を陳謝した
_OPEN = ("ask", "deny", "criticize")
_OWNING = ("agree", "deny", "reveal", "assert", "criticize", "ask")
_SAYINGS = ("供述", "証言", "発言", "説明", "答弁", "書き込み", "投稿", "コメント", "声明", "談話", "演説")
_UTTERS = ("為る", "行う", "始める", "繰り返す", "出す", "発表", "残す", "続ける", "寄せる", "読み上げる")
#: proceedings whose plaintiff asks for what their clause has as its object: 賠償を求めた|訴訟
_SUITS = word_set("suit")
_GRANTED = word_set("granted")
_WORKS = word_set("published_work")


def topic_object(words: Words, first: int, last: int, verb: CueVerb | None, negative: bool) -> Cue | None:
    """A cue whose object has に: 計画の詳細|に言及した, 増税|に反対した; not where it also says something with と."""
    at = first - 1
    while at > 0 and first - at < 4 and words.pos(at) == "副詞":
        at -= 1
    by = words.surface(at) == "で" and words.surface(at - 1) == "こと"
    frame = "ことで" if by else words.surface(at) if words.surface(at) in ("に", "で") else ""
    if verb is None or negative or not frame or frame not in verb.frames or words.pos(at) not in ("助詞", "助動詞"):
        return None
    if not finite(words, last) or words.pos(at - 1) not in ("名詞", "接尾辞", "助詞"):
        return None
    if frame == "で" and words.surface(last) == "と":
        return None  # 開発で合意した|と報じた: what is reported
    if any(words.surface(place) == "と" and words.is_predicate(place - 1) for place in range(max(at - _REACH, 1), at)):
        return None
    end = at - 1 if words.surface(at - 1) in CLOSES_NOMINAL else at
    clause = end < at
    kind = "speech_act" if not clause and verb.cue_class not in ("say", "report") else verb.kind
    return Cue(first, last, end, verb.cue_class, kind, verb.polarity, verb.certainty, "に", "lexicon:cue_verbs")


def _named_saying(words: Words, first: int, last: int, at: int, lemma: str, head: str, negative: bool) -> Cue | None:
    """A cue whose object is a noun of saying or feeling: …との方針を示した, 若手への期待を明かした, 強い不快感を伝えた."""
    if lemma == "行う" and head not in ("発言", "声明", "コメント"):
        return None
    start = at - 1
    while start > 0 and words.lexemes[start - 1].pos[:2] == ("名詞", "普通名詞") and head in _COMPOUND:
        start -= 1  # 偶然であるとする|公式声明を出した
    end = start
    if words.surface(end - 1) in ("の", "いう", "する", "した", "といった"):
        linked = end - 2 if words.surface(end - 2) in ("と", "など") else end - 1
        if words.surface(linked) == "と":
            end = linked
        elif words.surface(end - 1) == "の":
            end = owned_view(words, end - 1) or end
    bare = (*_BEFORE_BARE, "に", "が", "で") if head in _COMPOUND else _BEFORE_BARE
    adverb = words.pos(end - 1) == "副詞" or words.lexemes[end - 1].pos[2] == "副詞可能"  # 依然|不満を抱いている
    if not _is_done(words, last) or (end == start and (adverb or words.surface(end - 1) in bare)):
        return None  # コメントを発表する|ことを検討, 考えを示す|内容; 訃報に際して|コメントを寄せた says nothing
    described = words.pos(start - 1) in ("形容詞", "連体詞") and words.surface(start - 2) != "が"  # 残るのが難しい|考え
    described |= words.surface(start - 1) == "な" and words.pos(start - 2) == "形状詞"
    bound = head in ("意", "意向") and words.surface(start - 1) == "の"
    described |= bound and words.pos(start - 2) in ("名詞", "接尾辞")  # 連立の意向|を表明した
    if end == start and described and words.surface(at) == "を" and finite(words, last):
        row = nouns()[head]  # 強い不快感|を伝えた: what is felt is said by its name
        return Cue(
            first, last, at, row["class"], row["kind"], "negative" if negative else "positive", "certain", "を",
            "lexicon:cue_nouns",
        )  # fmt: skip
    start, end, head = _feeling(words, start, end, head)
    if words.surface(end - 1) == "の" and words.pos(end - 1) == "助詞" and words.pos(start) == "名詞" and end == start:
        end -= 2 if words.surface(end - 2) == "へ" else 1  # 若手|への期待を明かした
    if words.surface(end - 1) in ("へ", "まで", "から") and words.pos(end - 1) == "助詞":
        end -= 1  # 次回登板|へ意欲をみせた
    noun = nouns()[head]
    polarity = "positive" if not negative or lemma == "崩す" else "negative"
    return Cue(start, last, end, noun["class"], noun["kind"], polarity, noun["certainty"], "noun", "lexicon:cue_nouns")


def _is_done(words: Words, last: int) -> bool:
    """Whether a verb in its plain form ends its clause, and does not only describe what follows: 考えを示す|内容, コメントを出す|ことを検討."""
    plain = words.lexemes[last - 1].pos[5].startswith(("終止形", "連体形"))
    if not plain or words.surface(last - 1) in ("た", "だ", "いる", "ます"):
        return True
    return words.surface(last) not in ("こと", "内容", "もの", "予定", "機会", "場", "ため")


def object_cue(
    words: Words, first: int, last: int, at: int, verb: CueVerb | None, lemma: str, negative: bool
) -> Cue | None:
    """A cue whose content is its object: 重要性を強調した, 方針を示した, …したことを明らかにした."""
    head = words.lexemes[at - 1].normalized_form if at else ""
    if words.surface(at - 1) == "の" and words.pos(at - 1) != "助詞":
        head = "の"
    urged = _urged(words, last, at, verb, lemma)
    if urged is not None and not negative:
        return urged
    if lemma in expressions() and words.pos(at - 1) == "名詞" and head in nouns():
        return _named_saying(words, first, last, at, lemma, head, negative)
    also = words.surface(at) == "も" and words.surface(at - 1) in ("こと", "旨")  # 引き留めを図る|ことも問題視している
    far = _FAR if words.surface(at - 1) == "こと" else _NEAR
    if verb is None or negative or not (also or words.surface(at) == "を") or first - at > far:
        return None
    clause = head in ("事", "の", "旨", "点", "方針", "考え", "意向") or words.surface(at - 1) in CLOSES_NOMINAL
    fits = {"を", "ことを"} if clause else {"を"}
    only_tells = verb.cue_class in ("say", "report") and lemma not in _APOLOGIES
    only_tells = only_tells and not _reports_act(words, first, last, at, lemma)
    if not fits & verb.frames or (not clause and only_tells):
        return None
    words_end = _says_so(words, last)
    if words_end is not None and verb.cue_class in _OWNING:
        return Cue(
            first, words_end, at - 1 if words.surface(at - 1) in CLOSES_NOMINAL else at, verb.cue_class,
            verb.kind if clause else "speech_act", verb.polarity, verb.certainty, "を", "lexicon:cue_verbs",
        )  # fmt: skip
    suit = verb.cue_class == "ask" and words.surface(last) in _SUITS and words.surface(last - 1) != "いる"
    stands = finite(words, last) or suit or (verb.cue_class in _OPEN and _holder_follows(words, last))
    if not stands or words.pos(last) == "引用" or (not clause and words.surface(last) == "こと"):
        return None
    if not clause and (
        (verb.cue_class == "ask" and _is_wanted(words, first, last))
        or (lemma == "発表" and (head in _WORKS or _is_title(words, at - 1)))
        or (lemma == "認める" and head in _GRANTED)
    ):
        return None  # 多くの著書を発表した, 請求を認めた: an act
    end = at - 1 if words.surface(at - 1) in CLOSES_NOMINAL else at
    kind = "speech_act" if not clause and verb.kind == "indirect" and lemma not in _REPORTING else verb.kind
    return Cue(first, last, end, verb.cue_class, kind, verb.polarity, verb.certainty, "を", "lexicon:cue_verbs")


def _reports_act(words: Words, first: int, last: int, at: int, lemma: str) -> bool:
    """Whether an outlet's verb has what happened for its object: 会長の辞任|を報じた, 与党の敗北|を伝えている; not 経験を伝えている, 魅力を伝えたい."""
    happened = words.lexemes[at - 1].pos[2] == "サ変可能" and words.surface(at - 1) not in _TOLD_ON
    done = words.surface(last - 1) in ("た", "いる") or words.lexemes[last - 1].normalized_form == "ます"
    wished = any(words.lexemes[i].normalized_form == "たい" for i in range(first, last))
    return lemma in _REPORTING and happened and done and not wished


def _says_so(words: Words, last: int) -> int | None:
    """Place after the verb of a noun of saying that another verb's clause modifies: 容疑を認める|供述をしている; none for other nouns."""
    if words.surface(last) not in _SAYINGS or words.surface(last + 1) not in ("を", "も"):
        return None
    verb = last + 2
    if words.pos(verb) == "名詞" and words.pos(verb + 1) == "動詞":
        verb += 1
    if words.pos(verb) != "動詞" or words.lexemes[verb].normalized_form not in _UTTERS:
        return None
    after = words.predicate_end(verb)
    return after if finite(words, after) or words.pos(after) == "補助記号" else None


def _holder_follows(words: Words, last: int) -> bool:
    """Whether those who still ask follow the verb: 中止を求めている|原告側; not 助けを求める人, nor 中止を求めている|裁判."""
    if words.surface(last - 1) != "いる" or words.pos(last) not in ("名詞", "接頭辞"):
        return False
    end = last
    while words.pos(end) in ("名詞", "接尾辞", "接頭辞"):
        end += 1
    head = head_noun(words, last, end)[0]
    return speaker_nouns().get(head) in ("organization", "anonymous") or by_suffix(words, end - 1) is not None


def _urged(words: Words, last: int, at: int, verb: CueVerb | None, lemma: str) -> Cue | None:
    """A clause with よう before the object of a demand: 使い回しをしない|よう注意を呼びかけた; the clause is what is asked."""
    place = at - 3 if words.surface(at - 2) == "に" else at - 2
    asked = verbs().get(words.surface(at - 1))
    if (verb is None or "よう" not in verb.frames) and asked is not None and lemma in _ISSUED:
        verb = asked  # 行わないように|要請を出した
    if verb is None or "よう" not in verb.frames or place < 1 or words.surface(place) != "よう":
        return None
    if words.pos(at - 1) != "名詞" or not words.is_predicate(place - 1) or not finite(words, last):
        return None
    return Cue(
        at - 1, last, place, verb.cue_class, verb.kind, verb.polarity, verb.certainty, "よう", "lexicon:cue_verbs"
    )


def _is_title(words: Words, at: int) -> bool:
    """Whether a quotation is the title of a work: 『浜辺』|を発表した."""
    return at in words.quotes and words.quotes[at].mark == "『』" and not words.quotes[at].is_speech


def _is_wanted(words: Words, first: int, last: int) -> bool:
    """Whether a demand is only supposed: nobody asks for anything in 品質の高い商品|を求めるだろう."""
    supposed = any(words.lexemes[at].pos[5].startswith("意志推量形") for at in range(first, last))
    return supposed or (words.surface(last) == "で" and words.surface(last + 1) == "あろう")


def _feeling(words: Words, start: int, end: int, head: str) -> tuple[int, int, str]:
    """Where a feeling shown at something begins, and what it is shown at: 対応が遅れた(こと)に|遺憾の意を示した, 攻撃に|懸念を示した."""
    before = words.lexemes[start - 2].normalized_form if start > 1 else ""
    if words.surface(start - 1) == "の" and before in nouns():
        start, end, head = start - 2, start - 2, before
    if end == start and words.surface(end - 1) == "に" and words.pos(end - 1) == "助詞":
        end -= 1
        if words.surface(end - 1) in CLOSES_NOMINAL:
            end -= 1
    return start, end, head


def owned_view(words: Words, at: int) -> int | None:
    """Place of the と before the owner of a view, whose の stands at ``at``: 加速している|との研究者の|見方, or none."""
    for place in range(at - 1, max(at - 8, 0), -1):
        if words.surface(place) in ("の", "いう", "する") and words.surface(place - 1) == "と":
            return place - 1 if words.is_predicate(place - 2) else None
        if words.pos(place) not in ("名詞", "接尾辞", "接頭辞", "補助記号") and words.surface(place) != "の":
            return None
    return None
