"""The particle that marks what a verb of saying says: …と述べた, …よう求めた, …を明らかにした.

Belongs here: finding that particle before a verb. Does not belong here: which verbs are cues and what they mean (``cues``).
"""

from __future__ import annotations

from pipeline.extract.saying.citations import cited_marker
from pipeline.extract.saying.words import Words

_REACH = 16  # words between a content's marker and its verb
#: 」との考え, という考え, とする考え: the noun's, not the verb's
_NOUN_LINKS = frozenset(("の", "いう", "いっ", "いった", "する", "さ"))
_NO_MARK = _NOUN_LINKS | {
    "とも",
    "ともに",
    "共",
    "共に",
    "同時",
    "一緒",
    "いっしょ",
}  # 宣言を行うと|ともに、意欲を示した


def content_mark(words: Words, first: int, may_cite: bool) -> tuple[int, str] | None:
    """Place and form of the particle that marks the content of the verb at ``first``: と, って, よう(に), を, も, は.

    と is looked for first; a verb on the way, other than one that serves as a particle, ends the search. A verb that
    ``may_cite`` has its と before the citation: …と、関係者の話として伝えた.
    """
    cited = cited_marker(words, first) if may_cite else None
    if cited is not None:
        return cited, "と"
    obj: tuple[int, str] | None = None
    for at in range(first - 1, max(first - _REACH, 0), -1):
        lexeme = words.lexemes[at]
        surface, pos = lexeme.surface, lexeme.pos
        if pos[0] == "助詞":
            if surface == "と" and words.surface(at + 1) == "は" and at + 2 < first:
                continue  # …とは、: what is defined, not what is said
            if (at + 1 < first and words.surface(at + 1) in _NO_MARK) or (at and words.is_function_verb(at - 1)):
                continue
            if obj is not None and surface == "と" and words.surface(at + 1) == "、" and is_condition(words, at):
                break  # 失笑されると、読み方を説明する
            if surface in ("と", "って") and (
                words.is_predicate(words.clause_end(at) - 1) or (at + 1 == first and obj is None)
            ):
                return at, "と"
            if (
                surface == "と"
                and obj is None
                and words.surface(at - 1) in ("など", "なんて")
                and words.is_predicate(at - 2)
            ):
                return at, "と"
            if surface == "とも" and words.is_predicate(at - 1):
                return at, "と"
            if obj is None and (surface == "を" or (surface == "も" and at + 1 == first)):
                obj = at, surface
        elif surface == "よう" and words.is_predicate(at - 1) and obj is None:
            return at + 1, "よう"
        elif at == first - 1 and pos[0] == "動詞" and pos[5].startswith("連用形"):
            continue  # an adverb: 繰り返し|強調した
        elif (pos[0] in ("動詞", "助動詞") and not words.is_function_verb(at) and not _adverbial(words, at)) or (
            surface in "。!?" and surface
        ):
            break
    return obj


def is_condition(words: Words, at: int) -> bool:
    """Whether と behind a verb's plain form is "when": 押す|と、 as against 押した|と、 which only quotes."""
    pos = words.lexemes[at - 1].pos
    return (
        pos[0] in ("動詞", "助動詞")
        and pos[5].startswith("終止形")
        and words.surface(at - 1) not in ("た", "だ", "です", "ます")
    )


def _adverbial(words: Words, at: int) -> bool:
    """Whether an auxiliary only makes an adverb or joins function verbs: 明確|に, に対し|て."""
    lexeme = words.lexemes[at]
    return lexeme.surface in ("に", "で") and lexeme.pos[0] == "助動詞" and lexeme.dictionary_form == "だ"
