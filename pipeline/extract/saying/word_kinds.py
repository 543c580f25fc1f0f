"""What a word is to the rules on saying, one character a word, so that a sentence is looked at as a string.

Belongs here: the kind of a lexeme, asked once for all its tokens. Does not belong here: anything that depends on the words
around it (``cues``, ``speakers``).

====  ====================================================
c     may begin a cue: 述べる, 指摘, 見方
s     する, which begins a cue behind と alone
q     と, って
t     は, が, も as particles: what stands before is a topic
Q     a quotation, folded into one word
|     。
i     may begin an idiom of saying: 警鐘 of 警鐘を鳴らす
k     こと, which ends hearsay behind との and という
_     a space
.     anything else
====  ====================================================
"""

from __future__ import annotations

import re

from pipeline.extract.article.view import Lexeme
from pipeline.extract.saying.cue_words import compounds, expressions, idiom_nouns, nouns, verbs, view_nouns
from pipeline.extract.saying.words import word_set

CUE = re.compile(r"c|(?<=q)s|(?<=q.)k")
"""Where a cue may begin: 述べ; し of とし; こと of とのこと"""
IDIOM = re.compile(r"(?<=q)i")
"""Where an idiom may follow a clause: …していると|警鐘を鳴らした"""
TRIGGER = re.compile(r"[cs]")
"""Any word that may be part of a cue"""
TOPIC = re.compile(r"t")
"""A particle behind a topic or subject"""

_WRITER_ENDINGS = word_set("writer_ending")
_GENERIC_PASSIVES = word_set("generic_passive")
_FORECASTS = word_set("forecast")
_PLANS = word_set("plan")
_TOLD = word_set("told_noun")


def word_kind(lexeme: Lexeme) -> str:
    """Kind of a word, one character of the table above.

    >>> word_kind(Lexeme(0, "は", "は", "は", "ハ", ("助詞", "係助詞", "*", "*", "*", "*"), "ADP", False))
    't'
    """
    pos, surface = lexeme.pos[0], lexeme.surface
    if pos == "動詞":
        if can_say(lexeme) or _is_cue_verb(lexeme):
            return "c"
        return "s" if lexeme.normalized_form == "為る" else "."
    if pos == "名詞":
        if surface == "こと":
            return "k"
        if (
            surface == "口"
            or (surface == "そう" and lexeme.pos[1] == "助動詞語幹")
            or _is_cue_noun(lexeme.normalized_form)
        ):
            return "c"
        return "i" if surface in idiom_nouns() else "."
    if surface == "明らか" or (pos == "形容詞" and lexeme.normalized_form in compounds()):
        return "c"
    if surface == "。":
        return "|"
    if pos == "助詞" and surface in ("は", "が", "も"):
        return "t"
    if pos == "空白":
        return "_"
    return "q" if surface in ("と", "って") else "."


def can_say(lexeme: Lexeme) -> bool:
    """Whether a verb is 言える, which no speaker but the writer has: と言える, とはいえない."""
    return lexeme.pos[0] == "動詞" and lexeme.dictionary_form in ("言える", "いえる")


def _is_cue_verb(lexeme: Lexeme) -> bool:
    form = lexeme.normalized_form
    return form in verbs() or form in compounds() or form in expressions() or lexeme.dictionary_form in _WRITER_ENDINGS


def _is_cue_noun(form: str) -> bool:
    return (
        form in verbs()
        or form in compounds()
        or form in nouns()
        or form in view_nouns()
        or form in _GENERIC_PASSIVES
        or form in _FORECASTS
        or form in _PLANS
        or form in _TOLD
    )
