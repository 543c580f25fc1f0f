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
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.article.view import ArticleView, Lexeme
from pipeline.extract.names.gazetteer import abbreviations, abbreviations_before_nouns, in_compounds
from pipeline.lexicons.load import load, word_set

Column = npt.NDArray[Any]

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
    """Words of one article, none of them empty: ``classes`` has one character a word, offsets are code points of ``text``.

    ``marks`` are the words that say something of a title (:func:`title_mark`), each with its start; ``pairs`` are the
    starts of those that begin with two characters for countries (:func:`pair_mark`).
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    classes: str
    marks: Sequence[tuple[int, str]] = ()
    pairs: Sequence[int] = ()
    _first: Sequence[int] = ()  # by offset the word that starts there, or -1
    _after: Sequence[int] = ()  # by offset the number of words up to the one that ends there, or -1

    def replace(self, starts: Sequence[int], ends: Sequence[int], classes: str) -> None:
        """Other words in place of these."""
        self.starts, self.ends, self.classes = starts, ends, classes
        first, after = (array("i", [-1]) * (len(self.text) + _BEYOND) for _ in range(2))
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            first[start], after[end] = index, index + 1
        self._first, self._after = first, after

    def surface(self, first: int, last: int | None = None) -> str:
        """Text from the word ``first`` up to the word ``last``, exclusive; the word alone where ``last`` is left out."""
        return self.text[self.starts[first] : self.ends[first if last is None else last - 1]]

    def index_at(self, offset: int) -> int | None:
        """Index of the word that starts at ``offset``, or none."""
        index = self._first[offset]
        return index if index >= 0 else None

    def index_until(self, offset: int) -> int | None:
        """Index after the word that ends at ``offset``, or none."""
        index = self._after[offset]
        return index if index >= 0 else None


def places_of(part: str, text: str) -> Iterator[int]:
    """Where ``part`` stands in ``text``, from left to right and without overlap: far quicker than a pattern that begins with it."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


_BEYOND = 2  # offsets past the end of a text that may be asked about


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


_DIVISIONS = "都道府県州市区町村"


def title_mark(lexeme: Lexeme) -> str:
    """What a word says of a title: ``b``, a title of several words may begin with it; ``h``, it may hold one; ``x``, both; ``l``, it is 長.

    >>> noun = ("名詞", "普通名詞", "一般", "*", "*", "*")
    >>> "".join(title_mark(Lexeme(0, word, word, word, "", noun, "NOUN", False)) for word in ("事務", "衆議院議長", "会長", "長"))
    'bh.l'
    """
    surface = lexeme.surface
    if surface == "長":
        return "l"
    begins = surface in beginnings()
    titles = title_names()
    holds = (surface not in titles or surface[0] in _DIVISIONS) and any(
        surface[cut:] in titles for cut in range(max(1, len(surface) - 8), len(surface) - 1)
    )
    return "x" if begins and holds else "b" if begins else "h" if holds else "."


@lru_cache(maxsize=1)
def beginnings() -> frozenset[str]:
    """What a title may begin with, short of the whole."""
    return frozenset(title[:size] for title in title_names() for size in range(1, len(title)))


def inner_mark(lexeme: Lexeme) -> str:
    """``i`` for a word that a title of several words may go on with: 総長 of 事務総長."""
    return "i" if lexeme.surface in _inner_parts() else "."


@lru_cache(maxsize=1)
def _inner_parts() -> frozenset[str]:
    return frozenset(
        title[begin:end]
        for title in title_names()
        for begin in range(1, len(title))
        for end in range(begin + 1, len(title) + 1)
    )


def words_of(view: ArticleView) -> Words:
    """Words of an article: :func:`words_of_all` of it alone."""
    (words,) = words_of_all([view])
    return words


def words_of_all(views: Sequence[ArticleView]) -> list[Words]:
    """Words of each article of a batch, with a word of class ``|`` (or ``_``: one space) between words that do not touch."""
    if not views:
        return []
    lexicon, numbers = views[0].tokens.lexicon, np.arange(len(views) + 1)
    lexemes = np.concatenate([view.tokens.places for view in views])
    starts: Column = np.frombuffer(b"".join([view.tokens.starts for view in views]), np.int32)
    ends: Column = np.frombuffer(b"".join([view.tokens.ends for view in views]), np.int32)
    owners: Column = np.repeat(numbers[:-1], [len(view.tokens) for view in views])
    if not (filled := starts < ends).all():
        lexemes, starts, ends, owners = lexemes[filled], starts[filled], ends[filled], owners[filled]
    touches = (starts[1:] == ends[:-1]) & (owners[1:] == owners[:-1])
    marks = lexicon.classes(title_mark)[lexemes]
    goes_on = np.append(touches, False)
    goes_on[:-1] &= (lexicon.classes(inner_mark)[lexemes] == ord("i"))[1:]
    marked = np.flatnonzero((marks != ord(".")) & ((marks != ord("b")) | goes_on[: len(marks)]))
    of_titles = list(zip(starts[marked].tolist(), marks[marked].tobytes().decode("ascii"), strict=True))
    titles = np.searchsorted(owners[marked], numbers).tolist()
    paired = np.flatnonzero(_begins_pair(lexicon.classes(pair_mark)[lexemes], touches))
    of_pairs, pairs = starts[paired].tolist(), np.searchsorted(owners[paired], numbers).tolist()
    gaps = np.flatnonzero(~touches & (owners[1:] == owners[:-1])) + 1
    before, after, within = ends[gaps - 1], np.maximum(ends[gaps - 1], starts[gaps]), owners[gaps]
    kinds = np.full(len(gaps), ord("|"), np.uint8)
    for at in np.flatnonzero(after - before == 1).tolist():
        if views[within[at]].text[before[at]] in " \u3000":
            kinds[at] = ord("_")
    starts, ends, owners = (
        np.insert(starts, gaps, before),
        np.insert(ends, gaps, after),
        np.insert(owners, gaps, within),
    )
    classes = np.insert(lexicon.classes(word_class)[lexemes], gaps, kinds).tobytes().decode("ascii")
    made = _empty_words([view.text for view in views], starts, ends, owners, classes)
    for words, (low, high), (first, last) in zip(made, pairwise(titles), pairwise(pairs), strict=True):
        words.marks, words.pairs = of_titles[low:high], of_pairs[first:last]
        if "://" in words.text or "@" in words.text:
            _mask_addresses(words)
    return made


def _empty_words(texts: Sequence[str], starts: Column, ends: Column, owners: Column, classes: str) -> list[Words]:
    """The words of each text, without what they say of titles and pairs; ``owners`` has the number of each word's text."""
    bounds = np.searchsorted(owners, np.arange(len(texts) + 1))
    sizes = np.array([0, *(len(text) + _BEYOND for text in texts)]).cumsum()
    first_at, after_at = np.full((2, sizes[-1]), -1, np.int32)
    number = np.arange(len(owners)) - bounds[owners]
    first_at[sizes[owners] + starts], after_at[sizes[owners] + ends] = number, number + 1
    begins, stops, firsts, afters = (array("i", column.tobytes()) for column in (starts, ends, first_at, after_at))
    return [
        Words(text, begins[a:b], stops[a:b], classes[a:b], (), (), firsts[low:high], afters[low:high])
        for text, (a, b), (low, high) in zip(texts, pairwise(bounds.tolist()), pairwise(sizes.tolist()), strict=True)
    ]


def _begins_pair(marks: npt.NDArray[np.uint8], touches: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Where words begin with two characters that stand for countries, by their :func:`pair_mark`."""
    goes_on = np.append(touches & (marks[1:] != ord(".")), False)
    found: npt.NDArray[np.bool_] = (marks == ord("2")) | ((marks == ord("1")) & goes_on[: len(marks)])
    return found


def pair_mark(lexeme: Lexeme) -> str:
    """How a word begins with characters that stand for countries: ``2``, with two; ``1``, it is one; ``0``, with one.

    >>> noun = ("名詞", "普通名詞", "一般", "*", "*", "*")
    >>> "".join(pair_mark(Lexeme(0, word, word, word, "", noun, "NOUN", False)) for word in ("日米", "米", "中間", "山"))
    '210.'
    """
    letters, surface = in_compounds(), lexeme.surface
    if surface[:1] not in letters or not surface:
        return "."
    return "1" if len(surface) == 1 else "2" if surface[1] in letters else "0"


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


def choose(candidates: Iterable[Candidate], kept: Sequence[Candidate] = ()) -> list[Candidate]:
    """Candidates without overlap, in order of the text. Equal input in any order, equal output.

    ``kept`` are such candidates chosen before, in order, which stand whatever else there is.

    >>> nato, atlantic = Candidate(0, 8, "ORG", "a", 1.0), Candidate(0, 4, "LOC", "b", 1.0)
    >>> choose([atlantic, nato]) == [nato]
    True
    """
    found = sorted(candidates, key=_START)
    if not found:
        return list(kept)
    is_free = free_beside(kept) if kept else None
    chosen: list[Candidate] = []
    beside: list[Candidate] = []  # candidates that touch each other, directly or through others
    reached = 0
    for candidate in found:
        start, end = candidate[:2]
        if start >= end or (is_free and not is_free(start, end)):
            continue
        if start >= reached and beside:
            chosen += beside if len(beside) == 1 else _best(beside)
            beside = []
        beside.append(candidate)
        reached = max(reached, end)
    chosen += _best(beside)
    return sorted((*kept, *chosen), key=_START) if kept else chosen


_START = itemgetter(0)


def free_beside(names: Sequence[Candidate]) -> Callable[[int, int], bool]:
    """A test whether a span overlaps none of these names, which are in order and do not overlap."""
    starts, ends = [name.start for name in names], [name.end for name in names]

    def is_free(start: int, end: int) -> bool:
        at = bisect_left(starts, end)
        return at == 0 or ends[at - 1] <= start

    return is_free


def _best(candidates: list[Candidate]) -> list[Candidate]:
    """The best of these, and those that do not overlap a better one, in order."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=_order):  # of two that are equal, the second overlaps the first
        if all(candidate.end <= other.start or other.end <= candidate.start for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=_START)


def _order(candidate: Candidate) -> tuple[object, ...]:
    start, end, entity_type, method, confidence, rank, form, key = candidate
    return -rank, start - end, start, -confidence, method, entity_type, form, key or ""


def title_names() -> frozenset[str]:
    """All titles of the lexicon."""
    return _words_by_class()["T"]


def is_stop_word(surface: str) -> bool:
    """Whether a common noun ends a name rather than continuing it (各国, 問題, 方面)."""
    return surface in _stop_words()


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in load("name_breakers"))
