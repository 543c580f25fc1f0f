"""Cues: the verbs, nouns and endings that say that something is said, thought or reported.

Belongs here: finding a cue among words, what it marks as its content, and how it marks it. Does not belong here: whose
words they are (``speakers``), nor what the table says of them (``statements``). The vocabulary is in the lexicons
``cue_verbs``, ``cue_nouns``, ``expression_verbs`` and ``view_nouns``.
"""

from __future__ import annotations

from pipeline.extract.article.view import Lexeme
from pipeline.extract.saying.content_marks import content_mark
from pipeline.extract.saying.cue import Cue, finite
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
from pipeline.extract.saying.noun_phrases import before_remark
from pipeline.extract.saying.object_cues import object_cue, owned_view, topic_object
from pipeline.extract.saying.word_kinds import CUE, can_say
from pipeline.extract.saying.words import DATE_POS, Words, word_set

#: what may stand between 」と and a bare verbal noun at the end of a sentence: 」と指摘。
_ENDS = frozenset(("。", "、", "」", "』", "…", "!", "?", ",", "."))
_WRITER_ENDINGS = word_set("writer_ending")
_FORECASTS = word_set("forecast")
_PLANS = word_set("plan")
_INQUIRING = word_set("inquiring")
_DATED = 12  # words of a date between whoever reports and the verb
_SEES = 10  # words between とみて and what somebody does about it
_CITING = ("report", "say", "reveal")
_TOLD = word_set("told_noun")
_REACHES = ("有る", "寄せる", "入る", "受ける", "届く", "出る", "貰う", "相次ぐ")
_RECEIVER = 6  # words between と and who is told
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
    linked = owned_view(words, at - 1)
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
    if words.surface(at - 1) in ("と", "に"):  # 「…」と連絡があった, …していると|消防署に通報があった
        marker = next((i for i in range(at - 1, max(at - _RECEIVER, 0), -1) if words.surface(i) == "と"), at)
        if words.is_predicate(words.clause_end(marker) - 1):
            end = words.clause_end(marker)
            return Cue(at, last, end, cue_class, "indirect", "positive", certainty, "と", TOLD_NOUN)
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
    topic = topic_object(words, first, last, verb, negative)
    if topic is not None:
        return topic
    marker = content_mark(words, first, verb is not None and verb.cue_class in _CITING)
    if marker is None:
        return _unmarked(words, first, last, verb)
    at, frame = marker
    if frame in ("を", "も", "は"):
        return object_cue(words, first, last, at, verb, lemma, negative)
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


def is_denied(words: Words, last: int) -> bool:
    """Whether a predicate is denied as a whole: 言っている|のではない, 言った|わけではない."""
    if words.surface(last) not in ("の", "ん", "わけ", "訳") or words.surface(last + 1) not in ("で", "じゃ"):
        return False
    return any(
        words.lexemes[at].normalized_form in ("ない", "無い") for at in range(last + 2, min(last + 4, len(words)))
    )


def _unmarked(words: Words, first: int, last: int, verb: CueVerb | None) -> Cue | None:
    """A report that names no content of its own: …となった。BBCなどが伝えた。"""
    at = _before_date(words, first)
    if verb is None or words.surface(at) not in ("が", "も") or not finite(words, last):
        return None
    if verb.cue_class != "report" and (verb.cue_class not in _CITING or words.surface(last) not in ("。", "")):
        return None
    return Cue(first, last, first, verb.cue_class, verb.kind, verb.polarity, verb.certainty, "", "rule:unmarked_report")


def _before_date(words: Words, first: int) -> int:
    """Place of the word before the adverb and the date that stand right before a verb: 関係者|が27日(現地時間)、発表した."""
    at = first - 1
    while at > 0 and words.pos(at) == "副詞" and first - at < 3:
        at -= 1
    while at > 0 and first - at < _DATED:
        remark = before_remark(words, at + 1, 0)
        if remark <= at:
            at = remark - 1
        elif (
            words.surface(at) == "、"
            or words.lexemes[at].pos[1:3] in DATE_POS
            or (words.surface(at) in ("に", "まで") and words.lexemes[at - 1].pos[1:3] in DATE_POS)
        ):
            at -= 1
        else:
            break
    return at


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
