"""Cues: the verbs, nouns and endings that say that something is said, thought or reported.

Belongs here: finding a cue among words, what it marks as its content, and how it marks it. Does not belong here: whose
words they are (``speakers``), nor what the table says of them (``statements``). The vocabulary is in the lexicons
``cue_verbs``, ``cue_nouns``, ``expression_verbs`` and ``view_nouns``.
"""

from __future__ import annotations

from pipeline.extract.article.view import Lexeme
from pipeline.extract.saying.content_marks import content_mark
from pipeline.extract.saying.cue import CLOSES_NOMINAL, Cue, finite
from pipeline.extract.saying.cue_words import CueVerb, compounds, expressions, nouns, verbs, view_nouns
from pipeline.extract.saying.impersonal import (
    ending,
    forecast,
    generic_view,
    has_topic,
    hearsay_noun,
    hearsay_sou,
    passive,
    plan,
    writer_ending,
    writers_idiom,
)
from pipeline.extract.saying.noun_phrases import by_suffix, head_noun, speaker_nouns
from pipeline.extract.saying.word_kinds import CUE, can_say
from pipeline.extract.saying.words import DATE_POS, Words, word_set

_REACH = 16  # words between a content's marker and its verb
#: what may stand between 」と and a bare verbal noun at the end of a sentence: 」と指摘。
_ENDS = frozenset(("。", "、", "」", "』", "…", "!", "?", ",", "."))
_WRITER_ENDINGS = word_set("writer_ending")
_FORECASTS = word_set("forecast")
_PLANS = word_set("plan")
_APOLOGIES = ("謝罪", "陳謝", "謝る", "悼む", "惜しむ")  # whose object is what is said: 業績の悪化を陳謝した
_INQUIRING = word_set("inquiring")
_OPEN = ("ask", "deny", "criticize")
_OWNING = ("agree", "deny", "reveal", "assert", "criticize", "ask")
_SAYINGS = ("供述", "証言", "発言", "説明", "答弁", "書き込み", "投稿", "コメント", "声明", "談話", "演説")
_UTTERS = ("為る", "行う", "始める", "繰り返す", "出す", "発表", "残す", "続ける", "寄せる", "読み上げる")
#: proceedings whose plaintiff asks for what their clause has as its object: 賠償を求めた|訴訟
_SUITS = word_set("suit")
_SEES = 10  # words between とみて and what somebody does about it
_CITING = ("report", "say", "reveal")
_TOLD = word_set("told_noun")
_GRANTED = word_set("granted")
_WORKS = word_set("published_work")
_REACHES = ("有る", "寄せる", "入る", "受ける", "届く", "出る", "貰う", "相次ぐ")
_TOLD_REACH = 40  # words from whoever tells something to its noun
TOLD_NOUN = "rule:told_noun"
"""The method of a noun of what reached somebody; who says it has から."""


def find_cues(words: Words) -> list[Cue]:
    """Cues among the words, in order of their places; a cue never overlaps another."""
    found: list[Cue] = []
    free = 0
    for match in CUE.finditer(words.kinds):
        at = match.start()
        if at < free:
            continue
        cue = _cue_at(words, at)
        if cue is not None and (not found or cue.first >= found[-1].last):
            found.append(cue)
            free = cue.last
    return found


def _cue_at(words: Words, at: int) -> Cue | None:
    lexeme = words.lexemes[at]
    pos = lexeme.pos[0]
    if pos == "動詞":
        if lexeme.normalized_form in ("言う", "為る") and words.surface(at - 1) in ("と", "って"):
            cue = ending(words, at)
            says = lexeme.surface == "いっ" and "居る" in [
                words.lexemes[i].normalized_form for i in range(at + 1, words.predicate_end(at))
            ]
            if cue is not None or (lexeme.surface in ("いう", "いっ", "いえ") and not says):
                return cue  # といっている says, といった and といって link
        if lexeme.surface == "いえ" and words.pos(at + 1) != "助動詞":
            return None
        if lexeme.pos[5].startswith("連用形") and words.kinds[at + 1 : at + 2] == "c":
            return None  # an adverb of the verb behind it: 繰り返し|強調した
        compound = _compound(words, at)
        if compound is not None:
            return compound
        lemma = lexeme.normalized_form
        whole = words.lexemes[at - 2].normalized_form + "を" + lemma if at > 1 and words.surface(at - 1) == "を" else ""
        if whole in verbs():
            return _predicate(words, at - 2, at + 1, verbs()[whole], whole)
        return _predicate(words, at, at + 1, verbs().get(lemma), lemma)
    if pos in ("名詞", "形状詞"):
        return _compound(words, at) or _nominal(words, at, lexeme)
    return _compound(words, at) if pos == "形容詞" else None


def _compound(words: Words, at: int) -> Cue | None:
    """A cue of two words: 結論|付けた, 知ら|せた, 意気|込んだ."""
    second = compounds().get(words.lexemes[at].normalized_form)
    if second is None or at + 1 >= len(words):
        return None
    verb = second.get(words.lexemes[at + 1].normalized_form)
    return None if verb is None else _predicate(words, at, at + 2, verb, verb.lemma)


def _nominal(words: Words, at: int, lexeme: Lexeme) -> Cue | None:
    """A cue that begins with a noun: 指摘する, 明らかにする, 口にする, 声がある, 指摘。"""
    form = lexeme.normalized_form
    if form in ("明らか", "口") and words.surface(at + 1) == "に" and _is_suru(words, at + 2):
        return _predicate(words, at, at + 3, verbs().get(form + "にする"), form + "にする")
    if form in view_nouns():
        cue = generic_view(words, at, form)
        if cue is not None:
            return cue
    if form == "こと":
        return hearsay_noun(words, at)
    if form == "そう":
        return hearsay_sou(words, at)
    ahead = forecast(words, at) if form in _FORECASTS else plan(words, at) if form in _PLANS else None
    if ahead is not None:
        return ahead
    owned = _owned_saying(words, at, form) or _told_noun(words, at, form)
    if owned is not None:
        return owned
    if _is_suru(words, at + 1):
        first = at - 1 if words.pos(at - 1) == "接頭辞" else at  # 再|確認した
        return _predicate(words, first, at + 2, verbs().get(form), form)
    if form in verbs() and (words.surface(at + 1) in _ENDS or at + 1 == len(words)):
        return _predicate(words, at, at + 1, verbs()[form], form)
    return None


def _owned_saying(words: Words, at: int, form: str) -> Cue | None:
    """What somebody said as a noun phrase: …との知事の|非難を否定した, …という技術者の|証言がある; the owner is who said it."""
    row = nouns().get(form)
    verb = verbs().get(form)
    if words.surface(at - 1) != "の" or words.surface(at + 1) not in ("を", "が", "は", "も", "に", "について"):
        return None
    if (row is None and verb is None) or (form in view_nouns() and verb is None):
        return None
    linked = _owned_view(words, at - 1)
    if linked is None or linked + 3 > at - 1:
        return None
    cue_class, kind = (
        (verb.cue_class, verb.kind) if verb is not None else (row["class"], row["kind"]) if row else ("say", "indirect")
    )
    ahead = next((i for i in range(at + 2, min(at + 8, len(words))) if words.pos(i) == "動詞"), None)
    if words.surface(at + 1) == "を" and ahead is not None and words.lexemes[ahead].normalized_form in expressions():
        return None
    return Cue(at, at + 1, linked, cue_class, kind, "positive", "certain", "noun", "rule:owned_saying")


def _told_noun(words: Words, at: int, form: str) -> Cue | None:
    """What reached somebody as a noun: 住民から、騒音がひどい|との連絡があった, 地元から道路の延長|の要望が寄せられた."""
    verb = next((i for i in range(at + 2, min(at + 4, len(words))) if words.pos(i) == "動詞"), None)
    if form not in _TOLD or words.surface(at + 1) not in ("が", "も", "を", "は") or verb is None:
        return None
    if words.lexemes[verb].normalized_form not in _REACHES:
        return None
    last, said = words.predicate_end(verb), verbs().get(form)
    if not finite(words, last):
        return None
    cue_class = said.cue_class if said is not None else "say"
    certainty = said.certainty if said is not None else "certain"
    if all(words.surface(i) != "から" for i in range(max(at - _TOLD_REACH, 0), at)):
        return None  # 「…」との通報を受けた names nobody
    marker = at - 2
    if words.surface(at - 1) == "番":  # 「…」と|119番通報があった
        marker = next((i for i in range(at - 2, at - 6, -1) if words.pos(i) != "名詞"), marker)
        if words.surface(marker) == "と" and words.is_predicate(marker - 1):
            return Cue(at, last, marker, cue_class, "indirect", "positive", certainty, "と", TOLD_NOUN)
    if words.surface(at - 1) in ("の", "いう") and words.surface(marker) == "と" and words.is_predicate(marker - 1):
        return Cue(at, last, marker, cue_class, "indirect", "positive", certainty, "と", TOLD_NOUN)
    if words.surface(at - 1) == "の" and words.pos(at - 2) in ("名詞", "接尾辞") and not _counts(words, at - 2):
        return Cue(at, last, at - 1, cue_class, "speech_act", "positive", certainty, "を", TOLD_NOUN)
    return None


def _counts(words: Words, at: int) -> bool:
    """Whether a noun tells how many: 多く|の苦情, 数百件|の苦情."""
    pos = words.lexemes[at].pos
    return (
        pos[1] == "数詞"
        or pos[2] in ("助数詞", "助数詞可能", "副詞可能")
        or words.surface(at) in ("多く", "多数", "複数")
    )


def _is_suru(words: Words, at: int) -> bool:
    return words.pos(at) == "動詞" and words.lexemes[at].normalized_form in ("為る", "出来る", "致す")


def _predicate(words: Words, first: int, after: int, verb: CueVerb | None, lemma: str) -> Cue | None:
    """The cue whose verb stands at ``[first, after)``, by the marker that its content has."""
    last = words.predicate_end(after - 1)
    forms = [words.lexemes[i].normalized_form for i in range(after - 1, last)]
    is_passive = "れる" in forms or "られる" in forms
    negative = any(form in ("ない", "無い", "ず", "ぬ") for form in forms) or is_denied(words, last)
    if (
        "べし" in forms
        or words.lexemes[last - 1].pos[5].startswith(("命令形", "仮定形"))
        or words.surface(last) == "ば"
    ):
        return None
    if can_say(words.lexemes[first]) or (lemma == "言う" and negative):
        idiom = writers_idiom(words, first, last, negative)
        if idiom is not None:
            return idiom
    if is_passive:
        return passive(words, first, last, lemma)
    if words.lexemes[first].dictionary_form in _WRITER_ENDINGS:
        return writer_ending(words, first, last)
    if verb is None and lemma not in expressions():
        return None
    topic = _topic_object(words, first, last, verb, negative)
    if topic is not None:
        return topic
    marker = content_mark(words, first, verb is not None and verb.cue_class in _CITING)
    if marker is None:
        return _unmarked(words, first, last, verb)
    at, frame = marker
    if frame in ("を", "も", "は"):
        return _object(words, first, last, at, verb, lemma, negative)
    return _clausal(words, (first, last), marker, verb, negative)


def _clausal(
    words: Words, places: tuple[int, int], marker: tuple[int, str], verb: CueVerb | None, negative: bool
) -> Cue | None:
    """The cue of a verb at ``places`` whose content is a clause that と or よう marks."""
    (first, last), (at, frame) = places, marker
    if verb is None or frame not in ("と", "よう"):
        return None
    if (
        verb.lemma == "聞く"
        and frame == "と"
        and any(words.surface(i) in ("から", "より") for i in range(at + 1, first))
    ):
        end = words.clause_end(at)  # 引き取ったと家族から|聞いた
        return Cue(first, last, end, "say", "hearsay", "positive", "uncommitted", "と", "rule:hearsay_passive")
    end = words.clause_end(at) if frame == "と" else at - 1
    if words.surface(end - 1) in ("など", "なんて"):
        end -= 1
    if verb.lemma == "呼ぶ" and words.surface(first - 1) == "を":
        return None  # 「…」と話題を呼ぶ
    if not _fits(words, verb, frame, (end, first, last)) or _modifies_view(words, last):
        return None
    polarity = "negative" if negative != (verb.polarity == "negative") else "positive"
    return Cue(first, last, end, verb.cue_class, verb.kind, polarity, verb.certainty, frame, "lexicon:cue_verbs")


def _fits(words: Words, verb: CueVerb, frame: str, places: tuple[int, int, int]) -> bool:
    """Whether a verb takes a content with と or よう; ``places`` are the content's end, and the verb's first and last."""
    end, first, last = places
    if frame == "よう":
        return "よう" in verb.frames and finite(words, last)
    quoted = end - 1 in words.quotes
    if "と" not in verb.frames and not ("「" in verb.frames and quoted):
        return False
    return quoted or _accepts_clause(words, end, first, last, verb)


def _topic_object(words: Words, first: int, last: int, verb: CueVerb | None, negative: bool) -> Cue | None:
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


def is_denied(words: Words, last: int) -> bool:
    """Whether a predicate is denied as a whole: 言っている|のではない, 言った|わけではない."""
    if words.surface(last) not in ("の", "ん", "わけ", "訳") or words.surface(last + 1) not in ("で", "じゃ"):
        return False
    return any(
        words.lexemes[at].normalized_form in ("ない", "無い") for at in range(last + 2, min(last + 4, len(words)))
    )


def _unmarked(words: Words, first: int, last: int, verb: CueVerb | None) -> Cue | None:
    """A report that names no content of its own: …となった。BBCなどが伝えた。"""
    at = first - 1
    while at > 0 and words.pos(at) == "副詞" and first - at < 3:
        at -= 1
    while at > 0 and first - at < 6 and (words.surface(at) == "、" or words.lexemes[at].pos[1:3] in DATE_POS):
        at -= 1
    if verb is None or words.surface(at) not in ("が", "も") or not finite(words, last):
        return None
    if verb.cue_class != "report" and (verb.cue_class not in _CITING or words.surface(last) not in ("。", "")):
        return None
    return Cue(first, last, first, verb.cue_class, verb.kind, verb.polarity, verb.certainty, "", "rule:unmarked_report")


def _modifies_view(words: Words, at: int) -> bool:
    """Whether a generic view begins here, which takes the verb before it along: と懸念する|声もある."""
    noun = words.lexemes[at].normalized_form if at < len(words) else ""
    return noun in view_nouns() and generic_view(words, at, noun) is not None


def _accepts_clause(words: Words, at: int, first: int, last: int, verb: CueVerb) -> bool:
    """Whether と after these words marks what is said, not company (友人と語る), naming or a condition."""
    if words.is_predicate(at - 1) and words.lexemes[at - 1].pos[0] != "形状詞":
        if verb.lemma == "見る":
            return (
                "居る" in [words.lexemes[i].normalized_form for i in range(first, last)]
                or words.surface(first) == "みる"
                or (words.surface(first + 1) == "て" and words.surface(first + 2) == "、")
                or _sees_into(words, first)
            )
        return not (words.lexemes[at - 1].pos[5].startswith("連用形"))
    nominal = words.pos(at - 1) in ("名詞", "形状詞", "接尾辞")
    if nominal and verb.lemma == "見る":  # この家に住む男性|とみて身元を調べている, 額は5億円|と夕凪新聞は見ている
        sees = "居る" in [words.lexemes[i].normalized_form for i in range(first, last)] and finite(words, last)
        return (sees or _sees_into(words, first)) and has_topic(words, at)
    return (
        nominal
        and at + 1 == first
        and "Nと" in verb.frames
        and not (words.pos(at - 1) == "名詞" and words.lexemes[at - 1].pos[2] == "人名")
    )


def _sees_into(words: Words, first: int) -> bool:
    """Whether みて gives the view on which somebody acts: 事故が起きた|とみて調べている."""
    at = first + 1
    if words.surface(at) not in ("て", "、"):
        return False
    while at < len(words) and at - first < _SEES and words.surface(at) != "。":
        if words.lexemes[at].normalized_form in _INQUIRING and words.pos(at) in ("動詞", "名詞"):
            return True
        at += 1
    return False


def _named_saying(words: Words, first: int, last: int, at: int, lemma: str, head: str, negative: bool) -> Cue | None:
    """A cue whose object is a noun of saying or feeling: …との方針を示した, 若手への期待を明かした, 強い不快感を伝えた."""
    if lemma == "行う" and head not in ("発言", "声明", "コメント"):
        return None
    start = at - 1
    end = start
    if words.surface(end - 1) in ("の", "いう", "する", "した", "といった"):
        linked = end - 2 if words.surface(end - 2) in ("と", "など") else end - 1
        if words.surface(linked) == "と":
            end = linked
        elif words.surface(end - 1) == "の":
            end = _owned_view(words, end - 1) or end
    if not _is_done(words, last) or (end == start and words.surface(end - 1) in ("も", "は", "て", "、")):
        return None  # コメントを発表する|ことを検討, 考えを示す|内容; 訃報に際して|コメントを寄せた says nothing
    described = words.pos(start - 1) in ("形容詞", "連体詞") and words.surface(start - 2) != "が"  # 残るのが難しい|考え
    described |= words.surface(start - 1) == "な" and words.pos(start - 2) == "形状詞"
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


def _object(
    words: Words, first: int, last: int, at: int, verb: CueVerb | None, lemma: str, negative: bool
) -> Cue | None:
    """A cue whose content is its object: 重要性を強調した, 方針を示した, …したことを明らかにした."""
    head = words.lexemes[at - 1].normalized_form if at else ""
    if words.surface(at - 1) == "の" and words.pos(at - 1) != "助詞":
        head = "の"
    urged = _urged(words, last, at, verb)
    if urged is not None and not negative:
        return urged
    if lemma in expressions() and words.pos(at - 1) == "名詞" and head in nouns():
        return _named_saying(words, first, last, at, lemma, head, negative)
    also = words.surface(at) == "も" and words.surface(at - 1) in ("こと", "旨")  # 引き留めを図る|ことも問題視している
    if verb is None or negative or not (also or words.surface(at) == "を") or first - at > 8:
        return None
    clause = head in ("事", "の", "旨", "点", "方針", "考え", "意向") or words.surface(at - 1) in CLOSES_NOMINAL
    fits = {"を", "ことを"} if clause else {"を"}
    only_tells = verb.cue_class in ("say", "report") and lemma not in _APOLOGIES
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
    kind = "speech_act" if not clause and verb.kind == "indirect" else verb.kind
    return Cue(first, last, end, verb.cue_class, kind, verb.polarity, verb.certainty, "を", "lexicon:cue_verbs")


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


def _urged(words: Words, last: int, at: int, verb: CueVerb | None) -> Cue | None:
    """A clause with よう before the object of a demand: 使い回しをしない|よう注意を呼びかけた; the clause is what is asked."""
    place = at - 3 if words.surface(at - 2) == "に" else at - 2
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


def _owned_view(words: Words, at: int) -> int | None:
    """Place of the と before the owner of a view, whose の stands at ``at``: 加速している|との研究者の|見方, or none."""
    for place in range(at - 1, max(at - 8, 0), -1):
        if words.surface(place) in ("の", "いう", "する") and words.surface(place - 1) == "と":
            return place - 1 if words.is_predicate(place - 2) else None
        if words.pos(place) not in ("名詞", "接尾辞", "接頭辞", "補助記号") and words.surface(place) != "の":
            return None
    return None
