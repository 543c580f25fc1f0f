"""Abbreviations that a text introduces: 正式名称(略語), 略語(正式名称), and 以下 or 略称 with a short form.

Follows Schwartz and Hearst (2003): a bracket gives a pair, and the long form is the shortest text beside it that accounts
for the short one. A Latin long form has to hold the short form's letters in order, the first at the start of a word.
A Japanese long form of a Latin short form shares no letter with it: there it is the compound noun, or the quoted name,
that touches the bracket. A Japanese short form is made of characters of the long one, in order.
Belongs here: finding the pair. Does not belong here: whose name it is (``mentions.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.article.noun_runs import is_nominal, run_after, run_before, words
from pipeline.extract.article.view import ArticleView, Lexeme
from pipeline.read.outlets import lookup_name
from pipeline.span import Span

_BRACKET = re.compile(r"[((](?P<inside>[^()()\n。]{2,80})[))]")
# Latin short form: NATO, OECD, G7, CO2, COVID-19, R&D
_LATIN_SHORT = re.compile(r"(?=[^a-z]*[A-Z][^A-Z]*[A-Z0-9])[A-Z][A-Za-z0-9&./-]{1,11}", re.ASCII)
# What stands in brackets without being short for what is before it: UTC+9, JST, the grade GII, a file's format
_NO_ABBREVIATION = re.compile(r"(?:UTC|GMT)(?:[+-]?\d.*)?|[A-Z]?[A-Z][SD]T|[A-Z]I{1,3}|PDF|HTML|RSS|TM")
_LATIN_LONG = re.compile(r"[A-Za-z][A-Za-z'’.,&/-]*(?: [A-Za-z(][A-Za-z'’.,&/)-]*){1,11}", re.ASCII)
# A Latin short form right before a bracket: NATO(
_LATIN_SHORT_BEFORE = re.compile(r"(?<![A-Za-z0-9ァ-ヺー一-鿿])(?<![A-Za-z0-9] )[A-Z][A-Za-z0-9&./-]{1,11}$", re.ASCII)
# A Latin phrase right before a bracket, at most twelve words: North Atlantic Treaty Organization (
_LATIN_PHRASE_BEFORE = re.compile(r"(?:[A-Za-z][A-Za-z'’&/-]* ){1,11}[A-Za-z][A-Za-z'’&/-]* ?$", re.ASCII)
_PHRASE_WINDOW = 120
# A short form that the text says is one: 以下、同機構 / 以下「機構」と略す / 略称・IAEA / 通称:旧本館
_SAID_SHORT = re.compile(
    r"(?:以下[、,]?\s?(?:単に|略称|略して)?|略称|略して|略)[、,・:は]?\s?[「『\"“]?(?P<short>[^「」『』\"“”、,]{1,20})[」』\"”]?"
    r"(?:と(?:略す|略称する|略記する?|する|いう|呼ぶ|記す|表記する?|略))?"
)
_NOT_SHORT = re.compile(r"同じ?|同様|略|敬称略|参照|省略|のとおり|の通り|.*(?:人|円|歳|年|月|日|時)$")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿豈-﫿々]")
# A letter and a number are short only for a name with that number: 主要7カ国(G7), but not 甲府(J2)
_LETTER_AND_DIGIT = re.compile(r"[A-Z]\d+")
# How letters are read, not what they stand for: EXILE(エグザイル)
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_KANJI_OR_KATAKANA = re.compile(r"[㐀-鿿豈-﫿々ァ-ヺー]{2,8}")
# Joins a topic to the noun of a long name: 気候変動に関する政府間パネル
_TOPIC_LINK = re.compile(r"(?:に関する|に対する|のための|における)$")
_LETTERS_WITH_TOPIC = 4
_QUOTES = {"」": "「", "』": "『", "”": "“"}
_LONGEST_NAME = 60
_WHOLE_NAME = 5  # a single word this long is a compound that the dictionary holds whole: 世界保健機関


class Entry(NamedTuple):
    """An entry of the glossary; the fields are those of the table."""

    start: int
    end: int
    kind: str
    term: str
    expansion: str
    method: str


def find_abbreviations(view: ArticleView) -> Iterator[Entry]:
    """Abbreviations that an article introduces, in order; the span covers both forms and the brackets."""
    text = view.text
    for bracket in _BRACKET.finditer(text):
        inside = bracket["inside"].strip()
        found = (
            _said(view, bracket)
            or _long_then_latin(view, bracket, inside)
            or _latin_then_long(view, bracket)
            or _long_then_japanese(view, bracket, inside)
        )
        if found is not None:
            long, short, method = found
            start, end = min(long.start, bracket.start()), bracket.end()
            term = short if isinstance(short, str) else short.cover(text)
            start = start if isinstance(short, str) else min(start, short.start)
            yield Entry(start, end, "abbreviation", term, long.cover(text), method)


Pair = tuple[Span, Span | str, str]


def _block_start(view: ArticleView, offset: int) -> int:
    block = view.block_at(offset)
    return max(block.start if block else 0, offset - _LONGEST_NAME)


def _name_before(view: ArticleView, offset: int) -> Span | None:
    """The quoted name or the compound noun that ends at ``offset``; inside quotes it never passes their start."""
    text, limit = view.text, _block_start(view, offset)
    opener = _QUOTES.get(text[offset - 1 : offset])
    if opener:
        start = text.rfind(opener, limit, offset) + 1
        return Span(start, offset - 1) if limit < start < offset - 2 else None
    return run_before(view, offset, limit)


def _said(view: ArticleView, bracket: re.Match[str]) -> Pair | None:
    """(以下、…) and (略称・…) name the short form outright."""
    found = _SAID_SHORT.fullmatch(bracket["inside"].strip())
    if found is None or _NOT_SHORT.fullmatch(found["short"]):
        return None
    long = _name_before(view, bracket.start())
    if long is None or long.end - long.start <= len(found["short"]):
        return None
    return long, found["short"], "rule:said_abbreviation"


def _long_then_latin(view: ArticleView, bracket: re.Match[str], inside: str) -> Pair | None:
    """北大西洋条約機構(NATO), North Atlantic Treaty Organization (NATO); what follows a comma is not the short form."""
    short = re.split(r"[、,;=:]", inside, maxsplit=1)[0].strip()
    if not _LATIN_SHORT.fullmatch(short) or _NO_ABBREVIATION.fullmatch(short) or _is_credit(view, bracket, short):
        return None
    before = view.text[max(0, bracket.start() - _PHRASE_WINDOW) : bracket.start()]
    phrase = _LATIN_PHRASE_BEFORE.search(before)
    if phrase is not None:
        length = best_long_form(short, phrase.group().rstrip())
        if length is not None:
            end = bracket.start() - (len(phrase.group()) - len(phrase.group().rstrip()))
            return Span(end - length, end), short, "rule:long_then_latin"
    long = _name_before(view, bracket.start())
    if long is None or not _is_long_form(view, long, short):
        return None
    return _with_topic(view, long, short), short, "rule:long_then_latin"


def _is_credit(view: ArticleView, bracket: re.Match[str], short: str) -> bool:
    """Whether a bracket that ends a line names an outlet: ・首相が辞意(KYODO)."""
    block = view.block_at(bracket.start())
    if block is None or view.text[bracket.end() : min(block.end, bracket.end() + 3)].strip():
        return False
    long = _name_before(view, bracket.start())
    outlet = lookup_name(short)
    if long is None or (outlet is not None and outlet.kind != "government"):
        return True
    return bool(view.text[block.start : long.start].strip(" \t・-*●■◆「『"))


def _with_topic(view: ArticleView, long: Span, short: str) -> Span:
    """The long form with the topic that belongs to it: 気候変動に関する + 政府間パネル."""
    link = _TOPIC_LINK.search(view.text, max(0, long.start - 6), long.start)
    if link is None or len(short) < _LETTERS_WITH_TOPIC:
        return long
    topic = run_before(view, link.start(), _block_start(view, link.start()))
    return Span(topic.start, long.end) if topic else long


def _latin_then_long(view: ArticleView, bracket: re.Match[str]) -> Pair | None:
    """NATO(北大西洋条約機構), NATO (North Atlantic Treaty Organization)."""
    before = view.text[max(0, bracket.start() - 16) : bracket.start()].rstrip()
    found = _LATIN_SHORT_BEFORE.search(before)
    if found is None or not _LATIN_SHORT.fullmatch(found.group()):
        return None
    start = max(0, bracket.start() - 16) + found.start()
    short, inside = Span(start, start + len(found.group())), bracket.start("inside")
    phrase = _LATIN_LONG.match(view.text, inside, bracket.end("inside"))
    if phrase is not None and best_long_form(found.group(), phrase.group()) == len(phrase.group()):
        return Span(inside, phrase.end()), short, "rule:latin_then_long"
    long = run_after(view, inside, bracket.end("inside"))
    if long is None or view.text[long.end] not in "))、,":
        return None
    if _KATAKANA.fullmatch(long.cover(view.text)):
        return None
    return (long, short, "rule:latin_then_long") if _is_long_form(view, long, found.group()) else None


def _long_then_japanese(view: ArticleView, bracket: re.Match[str], inside: str) -> Pair | None:
    """日本銀行(日銀): the short form's characters stand in the long one, in order, the first at the start of a word."""
    if not _KANJI_OR_KATAKANA.fullmatch(inside):
        return None
    long = _name_before(view, bracket.start())
    if long is None or long.end - long.start < len(inside) + 2 or inside in long.cover(view.text):
        return None
    found = words(view, long)
    if not found or any(_is_person(word) for word in found):
        return None
    starts = [view.tokens.starts[at] for at in view.tokens.within(*long)]
    start = _aligned_start(view.text, long, inside, starts)
    if start is None or long.end - start < len(inside) + 2:
        return None
    return Span(start, long.end), inside, "rule:long_then_japanese"


def _aligned_start(text: str, long: Span, short: str, starts: list[int]) -> int | None:
    """Latest start of a word in ``long`` from which the characters of ``short`` follow one another."""
    for start in reversed(starts):
        if text[start] != short[0]:
            continue
        at = start
        for character in short[1:]:
            at = text.find(character, at + 1, long.end)
            if at < 0:
                break
        else:
            return start
    return None


def best_long_form(short: str, phrase: str) -> int | None:
    """Length of the shortest end of ``phrase`` that holds the letters of ``short`` in order, after Schwartz and Hearst.

    The first letter has to begin a word. None where no end does.

    >>> best_long_form("WHO", "the World Health Organization")
    25
    """
    letters = [letter for letter in short.lower() if letter.isalnum()]
    at = len(phrase)
    for place in range(len(letters) - 1, -1, -1):
        at = phrase.lower().rfind(letters[place], 0, at)
        while place == 0 and at > 0 and phrase[at - 1].isalnum():
            at = phrase.lower().rfind(letters[0], 0, at)
        if at < 0:
            return None
    length = len(phrase) - at
    return length if length > len(short) else None


def _is_long_form(view: ArticleView, long: Span, short: str) -> bool:
    """Whether a Japanese compound can be what a Latin abbreviation stands for: not a person, an amount or one name."""
    found = words(view, long)
    surface = long.cover(view.text)
    if not found or not _JAPANESE.search(surface) or len(surface) < max(3, len(short)):
        return False
    if any(_is_person(word) or (word.pos[1] == "数詞" and word.surface not in short) for word in found):
        return False
    if _LETTER_AND_DIGIT.fullmatch(short) and short[1:] not in surface:
        return False
    if not is_nominal(found[-1]) or found[-1].pos[2] in ("助数詞", "副詞可能"):
        return False
    if any(word.surface == short for word in found):
        return False
    is_compound = len([word for word in found if len(word.surface) > 1]) > 1 or len(surface) >= _WHOLE_NAME
    return is_compound and (found[-1].pos[1] != "固有名詞" or len(surface) >= _WHOLE_NAME)


def _is_person(word: Lexeme) -> bool:
    return word.pos[2] == "人名" or word.surface in ("氏", "さん", "容疑者", "被告", "選手", "監督")
