"""Clauses with と that something other than a verb of saying passes on: …とする報告書をまとめた, 「…」との謝罪文を掲載した, …と警鐘を鳴らした.

Belongs here: nouns of what somebody wrote or said that a clause describes and a verb puts out, and idioms of saying behind a clause. Does not
belong here: verbs of saying and the nouns that they express (``cues``), and idioms behind a quotation (``quoted_clauses``). The nouns and verbs
are the sets ``clausal_noun`` and ``clausal_noun_verb`` of the lexicon ``word_sets``.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.saying.cue import Cue, finite
from pipeline.extract.saying.cue_words import expressions, nouns
from pipeline.extract.saying.quoted_clauses import idiom_class
from pipeline.extract.saying.words import Words, word_set

_NOUNS = word_set("clausal_noun")
_VERBS = word_set("clausal_noun_verb")
_STANCES = word_set("stance")
_MOTIVES = word_set("motive")
_CLAIMS = ("主張", "言い分", "訴え", "反論")
_LINKS = ("の", "いう", "する", "した", "いった", "いっ")
_NOUN_REACH = 8  # words between と and the object's を: との|内容の書面を
_VERB_REACH = 6  # words between を and the verb: ホームページに|掲載した


def clause_cues(words: Words, cues: Iterable[Cue]) -> list[Cue]:
    """Cues of clauses with と, in order, where none of ``cues`` stands.

    A clause that only describes a thing says nothing: 橋が落ちたという|地区を訪れた. Nor does one that nobody puts out: …とする報告書を読んだ.
    """
    known = list(cues)
    found: list[Cue] = []
    at = words.kinds.find("q")
    while at >= 0:
        if words.surface(at) == "と" and words.is_predicate(words.clause_end(at) - 1):
            cue = (_noun(words, at) or _stance(words, at)) if words.surface(at + 1) in _LINKS else _idiom(words, at)
            if cue is not None and not any(_meets(cue, other) for other in (*known, *found)):
                found.append(cue)
        at = words.kinds.find("q", at + 1)
    return found


def _meets(cue: Cue, other: Cue) -> bool:
    """Whether another cue stands there already, other than one that has the noun itself for its object: 報告書|を公表した."""
    if other.frame == "を" and cue.first < other.content_end < cue.last:
        return False
    return (cue.first < other.last and other.first < cue.last) or cue.content_end == other.content_end


def _noun(words: Words, marker: int) -> Cue | None:
    """A noun that the clause before と describes, and the verb that puts it out: との|謝罪文をホームページに掲載した."""
    for at in range(marker + 2, min(marker + _NOUN_REACH, len(words) - 1)):
        pos = words.pos(at)
        if words.surface(at) == "を" and pos == "助詞":
            break
        if pos not in ("名詞", "接尾辞", "接頭辞") and words.surface(at) != "の" and at > marker + 2:
            return None
    else:
        return None
    first = next((i for i in (at - 2, at - 1) if i > marker + 1 and _joined(words, i, at) in _NOUNS), None)
    if first is None:
        return None
    for verb in range(at + 1, min(at + _VERB_REACH, len(words))):
        if words.surface(verb) == "、" or words.kinds[verb] == "t":
            return None
        verbal = words.pos(verb) == "名詞" and words.pos(verb + 1) == "動詞" and words.surface(verb + 1)[:1] in "しすさ"
        if words.pos(verb) != "動詞" and not verbal:
            continue
        lemma = (
            "行う" if words.surface(verb) == "行っ" else words.lexemes[verb].normalized_form
        )  # 批判を10日に|行っており
        last = words.predicate_end(verb + 1 if verbal else verb)
        forms = [words.lexemes[i].normalized_form for i in range(verb, last)]
        if (lemma not in _VERBS and lemma not in expressions()) or "れる" in forms or "られる" in forms:
            return None
        if not finite(words, last) and words.surface(last) not in ("て", "で"):
            return None
        return Cue(
            first, last, words.clause_end(marker), "say", "indirect", "positive", "certain", "noun", "rule:clausal_noun"
        )
    return None


def _stance(words: Words, marker: int) -> Cue | None:
    """A view that a clause describes and that ends a clause, moves to act or is answered.

    町は認めないとの|立場だ。 危ないとの|判断から、… 無効だとの|主張を退けた; not 費用が足りないという問題だ, which nobody says.
    """
    at, link = marker + 2, words.surface(marker + 1)
    noun = words.lexemes[at].normalized_form if at < len(words) else ""
    if (noun not in nouns() and noun not in _NOUNS) or link not in ("の", "いう"):
        return None
    follows, last = words.surface(at + 1), words.predicate_end(at)
    row = nouns().get(noun)
    cue_class, certainty = (row["class"], row["certainty"]) if row else ("say", "certain")
    if noun in _STANCES and last > at + 1 and "t" in words.kinds[:marker]:
        stands = words.surface(last) in ("。", "、", "が", "」", "")
    elif noun in _MOTIVES and follows in ("から", "より"):
        judged = noun == "判断" and words.surface(at + 2) == "、"  # …という懸念から、 is only the ground of an act
        stands, last = judged or words.surface(at + 2) in ("だ", "です"), at + 1
    else:
        stands, last = noun in _CLAIMS and follows in ("は", "を", "も", "に", "について"), at + 1
    if not stands:
        return None
    return Cue(
        at, last, words.clause_end(marker), cue_class, "indirect", "positive", certainty, "noun", "rule:clausal_noun"
    )


def _joined(words: Words, first: int, last: int) -> str:
    return "".join([words.surface(at) for at in range(first, last)])


def _idiom(words: Words, marker: int) -> Cue | None:
    """An idiom of saying right behind a clause: 不足していると|警鐘を鳴らした."""
    if marker - 1 in words.quotes:
        return None
    first = marker + 1 + (words.pos(marker + 1) == "副詞")
    verb = first + 2
    if words.pos(first) != "名詞" or words.pos(first + 1) != "助詞" or words.pos(verb) != "動詞":
        return None
    cue_class = idiom_class(words, first, verb)
    last = words.predicate_end(verb)
    if not cue_class or not (finite(words, last) or words.surface(last) in ("て", "で")):
        return None
    return Cue(
        first, last, words.clause_end(marker), cue_class, "indirect", "positive", "certain", "と", "lexicon:cue_idioms"
    )
