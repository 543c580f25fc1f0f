"""Which words before a particle are one noun phrase, and what the noun at its head says of whoever it names.

Belongs here: where a phrase begins (with its list, its clause, its remark in parentheses), its head, and the kind that a head or an ending
tells. Does not belong here: names that the article mentions, and who speaks (``speakers``).
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.article.view import Lexeme
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import load

NOMINAL = frozenset(("名詞", "接頭辞", "接尾辞", "代名詞"))
NAME_MARKS = frozenset(("・", "=", "＝", "-", "－", "―", "—", ".", "･", "ノ"))
#: a name by its letters alone: katakana, or two to five kanji before 氏
KATAKANA = re.compile(r"[ァ-ヴー・=＝\s]+")
#: a number that lists: ①, ㈠
_ENUMERATOR = re.compile(r"[①-⓿㈠-㊿❶-➓]")
_PERSON_SUFFIXES = word_set("person_suffix")
_ORG_SUFFIXES = word_set("organization_suffix")
LISTING = ("と", "や", "・", "および", "及び", "ならびに", "並びに")
"""What stands between the parts of a list."""
_RULES = ("=", "＝")
_LONGEST_RULED = 12  # words between two such marks
_LONGEST_NOUN = 4
_LONGEST_REMARK = 20  # words
_OF_OTHERS = ("言う", "為る")  # verbs that tell what stands before them of a noun
_LONGEST_WHOLE = 16  # words of a phrase with の and と


@cache
def title_words() -> frozenset[str]:
    """Titles of persons, from the lexicon ``titles``: 首相, 報道官."""
    return frozenset(row["title"] for row in load("titles"))


@cache
def speaker_nouns() -> dict[str, str]:
    """The kind of speaker that a noun at the head of a phrase tells: 関係者 is anonymous, 外務省 an organization."""
    titles = {row["title"]: "anonymous" for row in load("titles") if len(row["title"]) > 1}
    return titles | {row["noun"]: row["kind"] for row in load("speaker_nouns")}


def phrase_start(words: Words, last: int, floor: int) -> int:
    """Place where the run of nouns, name marks and parenthesized remarks that ends at ``last`` begins."""
    at = last
    depth = 0
    while at > floor and last - at < 24:
        lexeme = words.lexemes[at - 1]
        if lexeme.surface in (")", "）"):
            depth += 1
        elif lexeme.surface in ("(", "（"):
            if not depth:
                break
            depth -= 1
        elif (
            not depth
            and not (lexeme.pos[0] in NOMINAL or lexeme.surface in NAME_MARKS or lexeme.pos[0] in ("空白", "記号"))
        ) or (not depth and lexeme.pos[1] == "数詞" and words.surface(at) == "、"):
            break
        at -= 1
    while at < last and ((words.lexemes[at].pos[2] == "副詞可能" and at < last - 1) or _is_ornament(words, at)):
        at += 1
    return at if not depth else last


def kind_by_ending(name: str) -> str | None:
    """Kind of an agent by the noun that its name ends in, where it is no person's: 広域放送推進|協会, 夕凪|新聞."""
    known = (speaker_nouns().get(name[-length:]) for length in range(min(5, len(name) - 1), 1, -1))
    return next((kind for kind in known if kind in ("organization", "outlet")), None)


def before_remark(words: Words, last: int, floor: int) -> int:
    """Place before a remark in parentheses that ends at ``last``: 鳥居さん|(17), 気象庁|(東京), …機構|(NATO); ``last`` for none."""
    if words.surface(last - 1) in _RULES:  # 西園寺選手|=暁警備=
        for at in range(last - 3, max(floor, last - _LONGEST_RULED), -1):
            if words.surface(at) in _RULES:
                return before_remark(words, at, floor)
    if words.surface(last - 1) not in (")", "）"):
        return last
    for at in range(last - 2, max(floor, last - _LONGEST_REMARK), -1):
        if words.surface(at) in ("(", "（"):
            return at
    return last


def _is_ornament(words: Words, at: int) -> bool:
    """Whether a word is a space, a list marker or a dangling mark, which opens no name: ✅, ・, -."""
    surface = words.surface(at)
    if words.pos(at) in ("空白", "記号", "補助記号") or not (surface.isalnum() or any(map(str.isalnum, surface))):
        return True
    return len(surface) == 1 and _ENUMERATOR.fullmatch(surface) is not None


def whole_phrase(words: Words, first: int, floor: int) -> int:
    """Place where the phrase begins whose last part begins at ``first``: ドイツと中国の|専門家, 若葉の党の|報道担当者, 鑑定した|専門家."""
    whole = first
    while (
        (words.surface(whole - 1) == "の" or words.surface(whole - 1) in LISTING)
        and whole - 2 >= floor
        and words.pos(whole - 2) in NOMINAL
        and first - whole < _LONGEST_WHOLE
        and words.lexemes[whole - 2].pos[2] != "副詞可能"
    ):
        before = phrase_start(words, whole - 1, floor)
        if before == whole - 1:
            break
        whole = before
    clause = whole
    while clause - 1 >= floor and words.pos(clause - 1) in ("動詞", "助動詞") and whole - clause < 3:
        clause -= 1
    if clause < whole and words.lexemes[whole - 1].pos[5].startswith(("連体形", "終止形")):
        if words.lexemes[clause].normalized_form in _OF_OTHERS and words.pos(clause - 1) != "名詞":
            return whole  # …が少なかったと|いう現地の住民
        noun = words.lexemes[clause - 1].pos[2] == "サ変可能" if clause - 1 >= floor else False
        opens = clause - 1 if noun else clause
        if opens == floor or words.surface(opens - 1) in ("、", "。", ""):
            return opens
    return whole


def listed_whole(words: Words, first: int, floor: int) -> int:
    """Place where a list begins whose last part begins at ``first``: 六つの州と|首都特別区; ``first`` where there is no list."""
    if words.surface(first - 1) not in LISTING:
        return first
    return whole_phrase(words, first, floor)


def by_suffix(words: Words, at: int) -> str | None:
    """Kind of an agent that only a suffix tells: 工場|長, 調査|員, 反対|派 are people, 医師|会, 特別|区 organizations."""
    lexeme = words.lexemes[at]
    if lexeme.pos[0] == "名詞" and lexeme.pos[2] == "一般" and len(lexeme.surface) > 2:  # 工場長, 反対派 in one word
        return "anonymous" if lexeme.surface[-1] in _PERSON_SUFFIXES else None
    counts = lexeme.pos[2] == "助数詞可能" and at and words.lexemes[at - 1].pos[1] == "普通名詞"  # 気候|課
    if lexeme.pos[0] != "接尾辞" and not counts:
        return None
    return (
        "anonymous"
        if words.surface(at) in _PERSON_SUFFIXES
        else "organization"
        if words.surface(at) in _ORG_SUFFIXES
        else None
    )


def names_body(noun: str) -> bool:
    """Whether a noun behind 同 stands for an organization: 府警, 会, 課."""
    return speaker_nouns().get(noun) == "organization" or noun in _ORG_SUFFIXES


@cache
def outlet_nouns() -> frozenset[str]:
    """Nouns that are part of an outlet's name on either side of it: ラジオ北浜, 北浜テレビ."""
    return frozenset(noun for noun, kind in speaker_nouns().items() if kind == "outlet")


@cache
def document_nouns() -> frozenset[str]:
    """Nouns of documents that speak for whoever wrote them: 報告書, 声明."""
    return frozenset(row["noun"] for row in load("source_documents"))


def is_common(lexeme: Lexeme) -> bool:
    """Whether a word is a noun of the dictionary that names nobody: 採点表, 書き込み. A suffix (…委員|会) and a word it lacks may."""
    return lexeme.pos[:2] == ("名詞", "普通名詞") and not lexeme.is_oov and KATAKANA.fullmatch(lexeme.surface) is None


def head_noun(words: Words, first: int, last: int) -> tuple[str, int]:
    """The longest noun of the lexicon that the phrase ends in, and its place; the last word where there is none."""
    for at in range(max(first, last - _LONGEST_NOUN), last):
        joined = "".join([lexeme.surface for lexeme in words.lexemes[at:last]]).strip()
        if joined in speaker_nouns():
            return joined, at
    surface = words.surface(last - 1)
    for length in range(min(4, len(surface) - 1), 0, -1):
        if surface[-length:] in speaker_nouns() and words.lexemes[last - 1].pos[1] != "固有名詞":
            return surface[-length:], last - 1
    return surface, last - 1


def personal_name(words: Words, first: int, last: int) -> int | None:
    """Place where a personal name that ends at ``last`` begins, or none."""
    at = last
    while at > first:
        lexeme = words.lexemes[at - 1]
        linked = lexeme.surface == "ノ" or "ノ" in (words.surface(at), words.surface(at - 2) if at - 2 >= first else "")
        person = linked or lexeme.pos[2] == "人名" or KATAKANA.fullmatch(lexeme.surface) or lexeme.surface in NAME_MARKS
        if not person:
            break
        at -= 1
    if at == last:
        return None
    named = any(
        words.lexemes[i].pos[1] == "固有名詞" or words.lexemes[i].is_oov or words.surface(i) == "ノ"
        for i in range(at, last)
    )
    return at if named else None


def name_before_office(words: Words, first: int, head: int, floor: int) -> tuple[int, int] | None:
    """Places of a name that words of an office part from its title: 清武英利|球団代表, 巨人軍・清武英利|球団代表, …軍のスルタン|報道官; or none.

    A family and a given name, or a family name in one word of its own right before the title (寺本町長); one in katakana that the dictionary
    lacks only after the office that it holds (ラツィオの|ターレ技術部長): alone it may be a firm's (ヴェルタ広報部長).
    """
    at = next((i + 1 for i in range(head - 1, first - 1, -1) if words.surface(i) in NAME_MARKS), first)
    if at >= head:
        return None
    lexemes = words.lexemes
    if lexemes[at].pos[2:4] == ("人名", "姓"):
        end = at + 1
        while end < head and lexemes[end].pos[2] == "人名":
            end += 1
        return (at, end) if end > at + 1 or end == head else None
    alien = lexemes[at].is_oov and KATAKANA.fullmatch(words.surface(at)) is not None
    owned = words.surface(at - 1) == "の" and at - 1 > floor
    return (at, at + 1) if alien and owned else None
