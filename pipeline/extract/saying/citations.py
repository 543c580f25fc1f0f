"""Phrases that cite somebody between a content and its verb: …と、関係者の話として伝えた, …と、地元紙を引用して報じた.

Belongs here: the forms of such phrases and where the content before them ends. Does not belong here: who is cited
(``attributions``). The nouns and links are the sets ``cited_noun`` and ``cited_link`` of the lexicon ``word_sets``.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.saying.words import Words, word_set

_REACH = 24  # words between the content's と and the verb
_BETWEEN = 6  # words between the citation and the verb: 引用して、3日付の電子版で
_LONGEST = 10  # words of a citation, from the particle after the agent on


def _longest_first(words: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def citation() -> re.Pattern[str]:
    """Forms of citing, from the particle after the agent on: の話として, からの情報として, の報道を引用して, の話を(伝え).

    >>> [match[0] for match in citation().finditer("関係者の話として伝え、地元紙の報道を引用して報じた")]
    ['の話として', 'の報道を引用して']
    """
    nouns, links = _longest_first(word_set("cited_noun")), _longest_first(word_set("cited_link"))
    return re.compile(
        f"(?:(?:から)?の(?:{nouns})(?:など)?(?:として|とし|{links}|を(?=伝え|報じ|報道し|紹介し))|を引用して|を引用し)(?![たちま])"
    )


def citation_hints() -> list[str]:
    """Words one of which every such form has: の話, を引用."""
    return ["を引用", *(f"の{noun}" for noun in sorted(word_set("cited_noun")))]


def cited_marker(words: Words, first: int) -> int | None:
    """Place of the と that ends the content of the verb at ``first`` where a citation stands between them, or none."""
    end = first
    while end > 0 and first - end < _BETWEEN and _passes(words, end - 1):
        end -= 1
    tail = "".join([lexeme.surface for lexeme in words.lexemes[max(end - _LONGEST, 0) : end]])
    if not any(match.end() == len(tail) for match in citation().finditer(tail)):
        return None
    for at in range(end - 2, max(end - _REACH, 0), -1):
        surface = words.surface(at)
        if surface in ("。", "!", "?"):
            return None
        if surface in ("と", "とも") and words.pos(at) == "助詞" and words.is_predicate(words.clause_end(at) - 1):
            after = words.lexemes[at + 1]
            if after.surface not in ("いう", "の") and after.normalized_form not in ("為る", "言う"):
                return at
    return None


def _passes(words: Words, at: int) -> bool:
    """Whether a word may stand between a citation and its verb: a comma, a date, an adverb."""
    lexeme = words.lexemes[at]
    return (
        lexeme.surface == "、"
        or lexeme.pos[0] in ("副詞", "接尾辞")
        or lexeme.pos[1] == "数詞"
        or (lexeme.pos[2] == "副詞可能")
    )
