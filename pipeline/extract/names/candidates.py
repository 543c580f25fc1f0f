"""What the name rules look at: the words of an article as a string of classes, and the candidates they propose.

Belongs here: the class of a word, the alignment of spans to words, the choice among overlapping candidates. Does not
belong here: a rule that finds names of one kind (``people.py``, ``places.py``, ``organizations.py``).

One character a word lets the rules be regular expressions over words: ``FG`` is a family name and a given name. The
classes are:

====  =======================================  ====  ==================================
F     family name (Sudachi: 人名-姓)            n     other common noun
G     given name (人名-名)                      t     common noun of time or degree (副詞可能)
P     other person name (人名-一般)             u     counter
C     country (地名-国)                         0     numeral
L     other place (地名-一般)                   s     suffix of a noun
N     other proper noun (固有名詞-一般)         p     prefix
K     katakana noun the dictionary lacks       h     honorific (氏, さん)
k     other katakana common noun               e     country in one character (米)
A     Latin word with a capital                T     title (首相), first word; i: its other words
a     other Latin word                         X     title after 元 or 前 in the same word (元防衛相)
d     middle dot or equals sign; -: hyphen     f     元, 前, 現 on its own
o     の                                       j     particle that may follow an actor or object
c     comma                                    ( )   brackets: round; [ ]: quotation marks
_     one space                                |     a gap: other words are not adjacent
w     noun in kanji the dictionary lacks       .     anything else
====  =======================================  ====  ==================================
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from pipeline.extract.article.view import ArticleView, Lexeme
from pipeline.extract.names.gazetteer import abbreviations, abbreviations_before_nouns
from pipeline.lexicons.load import load, word_set

NAME_CLASSES = "FGPCLNKA"

_KATAKANA = re.compile(r"[ァ-ヴー]{2,}")  # ルッテ
_KANJI = re.compile(r"[一-鿿々]{1,4}")  # 愉一
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.'\-]*")  # NATO, AT&T
_STATUS = re.compile(r"(?:元|前|現|次期|新)(?=..)")  # 元 of 元防衛相
# Common nouns whose end shows that they are titles though no lexicon lists them: 安全保障相, 技術部長
_TITLE_LIKE = re.compile(
    r".+(?:[^真様世手首宰面位]相|.首相|大統領|長官|大臣|議長|議員|委員長|教授|会長|社長|部長|課長|係長|室長|次長|局長|所長|署長|支店長|店長|院長|館長|校長|園長|隊長|駅長|学長|[長官相]補佐|報道官|補佐官|司令官|大使|知事|市長)"
)
_URL = re.compile(r"https?://[\x21-\x7e]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")  # https://example.jp/a


class Candidate(NamedTuple):
    """A span that may be a name. Higher ``rank`` wins over lower, then the longer span, then the earlier one."""

    start: int
    end: int
    entity_type: str
    method: str
    confidence: float
    rank: int = 2
    form: str = "name"
    key: str | None = None


@dataclass(slots=True)
class Words:
    """Words of one article: ``classes`` has one character a word, offsets are code points of ``text``."""

    text: str
    starts: list[int]
    ends: list[int]
    classes: str

    def surface(self, first: int, last: int | None = None) -> str:
        """Text from the word ``first`` up to the word ``last``, exclusive; the word alone where ``last`` is left out."""
        return self.text[self.starts[first] : self.ends[first if last is None else last - 1]]

    def index_at(self, offset: int) -> int | None:
        """Index of the word that starts at ``offset``, or none."""
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and self.starts[index] == offset and self.ends[index] == offset:
            index -= 1
        return index if index >= 0 and self.starts[index] == offset else None

    def index_until(self, offset: int) -> int | None:
        """Index after the word that ends at ``offset``, or none."""
        index = bisect_right(self.starts, offset - 1) - 1
        return index + 1 if index >= 0 and self.ends[index] == offset else None


@lru_cache(maxsize=1)
def _words_by_class() -> dict[str, frozenset[str]]:
    return {
        "h": word_set("honorific"),
        "T": frozenset(row["title"] for row in load("titles")),
        "e": frozenset(abbreviations()),
        "none": frozenset(row["word"] for row in load("not_names")),
        "latin": frozenset(row["term"] for row in load("latin_terms")),
    }


_PROPER = {"姓": "F", "名": "G", "国": "C"}
_PLAIN = {"・": "d", "=": "d", "＝": "d", "゠": "d", "、": "c", "，": "c", ",": "c", "の": "o"} | {
    "(": "(", "（": "(", "《": "(", ")": ")", "）": ")", "》": ")", "-": "-", "‐": "-", "‑": "-", "「": "[", "『": "[", "」": "]", "』": "]", " ": "_", "\u3000": "_"
}  # fmt: skip
_ACTOR_PARTICLES = frozenset(["は", "が", "も", "に", "を", "と", "へ", "で", "から", "より", "や"])


def word_class(lexeme: Lexeme) -> str:
    """Class of a word, one character of the table above.

    >>> word_class(Lexeme(0, "日本", "日本", "日本", "ニッポン", ("名詞", "固有名詞", "地名", "国", "*", "*"), "PROPN", False))
    'C'
    """
    surface, pos = lexeme.surface, lexeme.pos
    if not surface:
        return "."
    if surface in _PLAIN:
        return _PLAIN[surface]
    lists = _words_by_class()
    if pos[0] == "助詞":
        return "j" if surface in _ACTOR_PARTICLES else "."
    if surface in lists["h"] and pos[0] in ("接尾辞", "名詞"):
        return "h"
    if pos[0] == "名詞":
        return _noun_class(lexeme)
    if pos[0] == "接尾辞":
        if surface in abbreviations_before_nouns():
            return "e"
        return "s" if pos[1] == "名詞的" else "."
    if surface in ("元", "前", "現"):
        return "f"
    if pos[0] == "接頭辞":
        return "p"
    if pos[0] in ("記号", "補助記号") and _LATIN.fullmatch(surface):
        return "A" if surface[0].isupper() else "a"
    return "."


def _noun_class(lexeme: Lexeme) -> str:
    surface, pos = lexeme.surface, lexeme.pos
    lists = _words_by_class()
    if surface in lists["T"]:
        return "T"
    if surface in lists["e"]:
        return "e"
    if surface in ("元", "前", "現", "次期", "新"):
        return "f"
    if _LATIN.fullmatch(surface):
        if surface in lists["latin"]:
            return "a"
        return "N" if pos[1] == "固有名詞" and pos[2] == "一般" else "A" if surface[0].isupper() else "a"
    if pos[1] == "固有名詞":
        if surface in lists["none"]:
            return "n"
        if pos[2] in ("人名", "地名"):
            return _PROPER.get(pos[3], "P" if pos[2] == "人名" else "L")
        return "N"
    return _common_noun_class(lexeme)


def _common_noun_class(lexeme: Lexeme) -> str:
    surface, level = lexeme.surface, lexeme.pos[2]
    if not surface[0].isalnum() and surface[0] not in "〇々":
        return "."
    titles = title_names()
    if lexeme.pos[1] == "数詞":
        return "0"
    if _STATUS.match(surface) and (surface[1:] in titles or surface[2:] in titles):
        return "X"
    if _KATAKANA.fullmatch(surface):
        return "K" if lexeme.is_oov else "k"
    if level == "副詞可能":
        return "t"
    if level == "助数詞可能":
        return "u"
    if _TITLE_LIKE.fullmatch(surface):
        return "T"
    return "w" if lexeme.is_oov and _KANJI.fullmatch(surface) else "n"


def words_of(view: ArticleView) -> Words:
    """Words of an article, with a word of class ``|`` (or ``_``: one space) between words that do not touch."""
    tokens, text = view.tokens, view.text
    starts, ends = np.frombuffer(tokens.starts, np.int32), np.frombuffer(tokens.ends, np.int32)
    classes = tokens.classes(word_class)
    gaps = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    if len(gaps):
        before, after = ends[gaps - 1], starts[gaps]
        kinds = [
            "_" if text[a:b] in (" ", "\u3000") else "|" for a, b in zip(before.tolist(), after.tolist(), strict=True)
        ]
        places = np.arange(len(starts)) + np.cumsum(np.bincount(gaps, minlength=len(starts)))
        wide = np.empty((2, len(starts) + len(gaps)), np.int32)
        wide[0, places], wide[1, places] = starts, ends
        wide[0, places[gaps] - 1], wide[1, places[gaps] - 1] = before, np.maximum(before, after)
        starts, ends = wide
        cuts = [0, *gaps.tolist(), len(classes)]
        pieces = [classes[a:b] for a, b in pairwise(cuts)]
        classes = "".join(chain.from_iterable(zip(pieces, [*kinds, ""], strict=True)))
    words = Words(text, starts.tolist(), ends.tolist(), classes)
    if "://" in text or "@" in text:
        _mask_addresses(words)
    return words


def address_spans(text: str) -> list[tuple[int, int]]:
    """Spans of addresses (https://nato.int): what they hold are no names of the text."""
    return [match.span() for match in _URL.finditer(text)] if "://" in text or "@" in text else []


def _mask_addresses(words: Words) -> None:
    classes = list(words.classes)
    for match in _URL.finditer(words.text):
        first = max(0, bisect_right(words.starts, match.start()) - 1)
        last = bisect_right(words.starts, match.end() - 1)
        for index in range(first, last):
            if words.starts[index] >= match.start():
                classes[index] = "."
    words.classes = "".join(classes)


def choose(candidates: Iterable[Candidate], length: int, kept: Sequence[Candidate] = ()) -> list[Candidate]:
    """Candidates without overlap, in order of the text; ``length`` is the text's. Equal input in any order, equal output.

    ``kept`` are such candidates chosen before, which stand whatever else there is.

    >>> nato, atlantic = Candidate(0, 8, "ORG", "a", 1.0), Candidate(0, 4, "LOC", "b", 1.0)
    >>> choose([atlantic, nato], 8) == [nato]
    True
    """
    taken = bytearray(length)
    chosen = list(kept)
    for name in kept:
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
    for candidate in sorted(candidates, key=_order):  # of two that are equal, the second overlaps the first
        start, end = candidate.start, candidate.end
        if start < end and taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            chosen.append(candidate)
    return sorted(chosen)


def _order(candidate: Candidate) -> tuple[object, ...]:
    return (
        -candidate.rank,
        candidate.start - candidate.end,
        candidate.start,
        -candidate.confidence,
        candidate.method,
        candidate.entity_type,
        candidate.form,
        candidate.key or "",
    )


def title_names() -> frozenset[str]:
    """All titles of the lexicon."""
    return _words_by_class()["T"]


def is_stop_word(surface: str) -> bool:
    """Whether a common noun ends a name rather than continuing it (各国, 問題, 方面)."""
    return surface in _stop_words()


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in load("name_breakers"))
