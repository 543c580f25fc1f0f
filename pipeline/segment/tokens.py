"""Tokens of Sudachi's split mode C, and the lexemes they point to.

Belongs here: cutting blocks into tokens, naming each distinct analysis by a stable hash, and the stage that makes the
tables ``tokens`` and ``lexemes``. Does not belong here: loading the dictionary (``dictionary.py``) and part-of-speech
mapping (``upos.py``).

The unit of analysis is the block. Cost rules the shape: a token costs two calls into SudachiPy, a slice and a look-up;
only a word that was not seen before, or that the dictionary lacks, costs more.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
from sudachipy import Morpheme, SplitMode
from sudachipy.errors import SudachiError

from pipeline.identity import integer_id
from pipeline.segment.dictionary import dictionary_version, tokenizer
from pipeline.segment.upos import upos
from schemas.render import arrow
from schemas.tables.lexemes import LEXEMES
from schemas.tables.tokens import TOKENS

__all__ = ["Token", "dictionary_version", "tokenize", "tokens"]

MAX_BYTES = 49_149
"""Most UTF-8 bytes that SudachiPy accepts in one call."""
_MOST_BYTES_A_CHARACTER = 4
_OUT_OF_VOCABULARY = 0xF0000000  # word ids from here on name a part of speech, not a word
_REMEMBERED = 500_000  # words kept between calls, about 400 MB at the very most
_UNIT_DEPTH = 3  # a unit's units have no units; deeper would be a loop in the dictionary

# Characters that SudachiPy's own normalization may change; a word without any has one surface: NATO and nato, ﾊﾞｽ and
# バス, すごーい and すごーーい share a word id, and so do 徳島 and 徳島(とくしま).
_VARIABLE = re.compile(r"(?:[^0-9ぁ-ゖァ-ヺー一-鿿々、。「」『』・\n]|ー(?=ー)|(?<=ー)ー)+")

Unit = tuple[int, int, int]  # lexeme id, start, end
Row = tuple[Any, ...]


class Token(NamedTuple):
    """A token of a text: code-point offsets, its lexeme's id, surface and part of speech."""

    start: int
    end: int
    lexeme_id: int
    surface: str
    pos: tuple[str, ...]
    reading: str


class _Lexicon:
    """Lexemes by what SudachiPy calls them. Word ids never leave this class: a lexeme's id hashes its content alone."""

    def __init__(self) -> None:
        self.plain: dict[int, int] = {}  # word id -> lexeme id, for words whose surface follows from the word id
        self.variants: dict[tuple[int, str], int] = {}  # (word id, surface) -> lexeme id, for the others
        self.rows: dict[int, Row] = {}  # lexeme id -> values of a row of the table lexemes

    def identify(self, morpheme: Morpheme, word_id: int, surface: str, depth: int = 0) -> int:
        """Id of a morpheme's lexeme, whose row is made where it is new."""
        if word_id >= _OUT_OF_VOCABULARY:
            return self._add(morpheme, surface, True, (), ())
        is_plain = bool(surface) and not _VARIABLE.search(surface)
        known = self.plain.get(word_id) if is_plain else self.variants.get((word_id, surface))
        if known is not None:
            return known
        is_whole = depth == _UNIT_DEPTH or (is_plain and len(surface) == 1)
        a_units, b_units = (
            () if is_whole else self._units(morpheme, surface, mode, depth) for mode in (SplitMode.A, SplitMode.B)
        )
        made = self._add(morpheme, surface, False, a_units, b_units)
        if is_plain:
            self.plain[word_id] = made
        else:
            self.variants[word_id, surface] = made
        return made

    def _add(
        self,
        morpheme: Morpheme,
        surface: str,
        is_oov: bool,
        a_units: tuple[Unit, ...],
        b_units: tuple[Unit, ...],
    ) -> int:
        pos = morpheme.part_of_speech()
        forms = (surface, morpheme.dictionary_form(), morpheme.normalized_form(), morpheme.reading_form())
        lexeme_id = integer_id(*forms, *pos, is_oov, a_units, b_units)
        if lexeme_id not in self.rows:
            self.rows[lexeme_id] = (lexeme_id, *forms, *pos, upos(pos, forms[1]), is_oov, a_units, b_units)
        return lexeme_id

    def _units(self, morpheme: Morpheme, surface: str, mode: SplitMode, depth: int) -> tuple[Unit, ...]:
        """Units of a word with offsets from its start; none where the word is one unit."""
        origin, start, units = morpheme.begin(), 0, []
        for part in morpheme.split(mode):
            end = part.end() - origin
            units.append((self.identify(part, part.word_id(), surface[start:end], depth + 1), start, end))
            start = end
        return tuple(units)

    def closure(self, ids: Iterable[int]) -> set[int]:
        """These lexemes and the units they are made of."""
        found: set[int] = set()
        waiting = set(ids)
        while waiting:
            found |= waiting
            rows = [self.rows[lexeme_id] for lexeme_id in waiting]
            waiting = {unit[0] for row in rows for units in row[-2:] for unit in units} - found
        return found


_SHARED = [_Lexicon()]


def _lexicon() -> _Lexicon:
    """The lexicon of the process. A full one is replaced, not emptied: a call in another thread keeps its own."""
    if len(_SHARED[0].rows) > _REMEMBERED:
        _SHARED[0] = _Lexicon()
    return _SHARED[0]


class _Analysis:
    """Ends and lexemes of tokens as they come, block after block; offsets count from the start of the article."""

    def __init__(self) -> None:
        self.lexicon = _lexicon()
        self.tokenizer = tokenizer()
        self.starts = array("i")
        self.ends = array("i")
        self.lexeme_ids = array("q")
        self._unknown: dict[tuple[int, str, str, str], int] = {}  # words the dictionary lacks, for this call only

    def add(self, text: str, origin: int, breaks: Iterable[int] = ()) -> None:
        """Tokens of a block that stands at ``origin``; a block too long for SudachiPy is cut at ``breaks``."""
        for start, end in _chunks(text, breaks):
            self._add_chunk(text[start:end], origin + start)

    def _add_chunk(self, text: str, origin: int) -> None:
        try:
            morphemes = self.tokenizer.tokenize(text)
        except SudachiError:  # its own normalization can make a short text too long: ﷺ becomes 18 letters
            if len(text) < 2:
                raise
            half = len(text) // 2
            self._add_chunk(text[:half], origin)
            self._add_chunk(text[half:], origin + half)
            return
        ends = list(map(Morpheme.end, morphemes))
        if not ends:
            return
        word_ids = list(map(Morpheme.word_id, morphemes))
        found = list(map(self.lexicon.plain.get, word_ids))
        for run in _VARIABLE.finditer(text):
            self._forget(found, ends, run.start(), run.end())
        if None in found:
            self._look_up(text, morphemes, ends, word_ids, found)
        self.lexeme_ids.fromlist(found)  # type: ignore[arg-type]
        placed = array("i", [origin + end for end in ends] if origin else ends)
        self.ends += placed
        self.starts.append(origin)
        self.starts += placed[:-1]

    @staticmethod
    def _forget(found: list[int | None], ends: list[int], start: int, end: int) -> None:
        """Tokens that share a character with ``[start, end)``, or are empty beside one, have to be looked up."""
        at = bisect_right(ends, start)
        while at and ends[at - 1] == start and (ends[at - 2] if at > 1 else 0) == start:
            at -= 1
        begin = ends[at - 1] if at else 0
        while at < len(ends) and (begin < end or ends[at] == end):
            found[at], begin = None, ends[at]
            at += 1

    def _look_up(
        self, text: str, morphemes: Any, ends: list[int], word_ids: list[int], found: list[int | None]
    ) -> None:
        """Fill in what the word id alone does not tell: new words, variants, and words that the dictionary lacks.

        The last share one word id a part of speech, and a joined numeral's forms belong to the token (1万 is 10000).
        """
        at = -1
        for _ in range(found.count(None)):
            at = found.index(None, at + 1)
            word_id, surface = word_ids[at], text[ends[at - 1] if at else 0 : ends[at]]
            if word_id < _OUT_OF_VOCABULARY:
                known = self.lexicon.variants.get((word_id, surface))
                found[at] = self.lexicon.identify(morphemes[at], word_id, surface) if known is None else known
                continue
            morpheme = morphemes[at]
            key = (word_id, surface, morpheme.normalized_form(), morpheme.reading_form())
            known = self._unknown.get(key)
            if known is None:
                known = self._unknown[key] = self.lexicon.identify(morpheme, word_id, surface)
            found[at] = known


def _chunks(text: str, breaks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Consecutive pieces of at most ``MAX_BYTES``: the whole text where it fits, else cut at breaks or anywhere."""
    if len(text) * _MOST_BYTES_A_CHARACTER <= MAX_BYTES or len(text.encode()) <= MAX_BYTES:
        yield 0, len(text)
        return
    longest = MAX_BYTES // _MOST_BYTES_A_CHARACTER
    allowed = [*breaks, len(text)]
    start = 0
    while start < len(text):
        at = bisect_right(allowed, start + longest) - 1
        end = allowed[at] if at >= 0 and allowed[at] > start else start + longest
        yield start, end
        start = end


# Half of a surrogate pair, which UTF-8 cannot hold: "\ud83d"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def tokenize(text: str) -> list[Token]:
    """Tokens of one block: consecutive, from its first character to its last. A token can be empty (``start == end``).

    Lone surrogates are analysed as U+FFFD.

    >>> [token.surface for token in tokenize("選挙管理委員会は結果を発表した。")]
    ['選挙管理委員会', 'は', '結果', 'を', '発表', 'し', 'た', '。']
    """
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    analysis = _Analysis()
    analysis.add(text, 0)
    rows = map(analysis.lexicon.rows.__getitem__, analysis.lexeme_ids)
    return [
        Token(start, end, row[0], row[1], tuple(row[5:11]), row[4])
        for start, end, row in zip(analysis.starts, analysis.ends, rows, strict=True)
    ]


def tokens(articles: pa.Table, blocks: pa.Table, sentences: pa.Table) -> dict[str, pa.Table]:
    """The tables ``tokens`` and ``lexemes`` of these articles; each lexeme, and each unit of one, has one row.

    A token belongs to the sentence that covers its start; one in the white space between two belongs to the first.
    """
    analysis = _Analysis()
    blocks_of = _offsets(blocks)
    sentences_of = _offsets(sentences)
    sentence_indexes, indexes = array("i"), array("i")
    article_ids, counts = articles["article_id"].to_pylist(), []
    for article_id, text in zip(article_ids, articles["text"].to_pylist(), strict=True):
        first = len(analysis.ends)
        starts = sentences_of.get(article_id, ([], []))[0]
        for start, end in zip(*blocks_of.get(article_id, ([], [])), strict=True):
            inside = starts[bisect_right(starts, start) : bisect_left(starts, end)]
            analysis.add(text[start:end], start, [sentence - start for sentence in inside])
        counts.append(len(analysis.ends) - first)
        indexes += array("i", range(counts[-1]))
        _extend_indexes(sentence_indexes, analysis.starts, first, starts)
    columns = {
        "article_id": _repeat(article_ids, counts),
        "index": _column(indexes, pa.int32()),
        "sentence_index": _column(sentence_indexes, pa.int32()),
        "start": _column(analysis.starts, pa.int32()),
        "end": _column(analysis.ends, pa.int32()),
        "lexeme_id": _column(analysis.lexeme_ids, pa.int64()),
    }
    return {"tokens": arrow.from_columns(TOKENS, columns), "lexemes": _lexemes(analysis)}


def _offsets(rows: pa.Table) -> dict[str, tuple[list[int], list[int]]]:
    """Starts and ends of each article's rows, in order of ``index``."""
    ordered = rows.select(["article_id", "index", "start", "end"]).sort_by(
        [("article_id", "ascending"), ("index", "ascending")]
    )
    grouped: dict[str, tuple[list[int], list[int]]] = {}
    for key, start, end in zip(*(ordered[name].to_pylist() for name in ("article_id", "start", "end")), strict=True):
        starts, ends = grouped.setdefault(key, ([], []))
        starts.append(start)
        ends.append(end)
    return grouped


def _extend_indexes(indexes: array[int], starts: array[int], first: int, sentence_starts: list[int]) -> None:
    """Add the sentence of each token from ``first`` on; one step a sentence, not one a token."""
    for index, boundary in enumerate(sentence_starts[1:]):
        at = bisect_left(starts, boundary, lo=first)
        indexes += array("i", [index]) * (at - first)
        first = at
    indexes += array("i", [max(0, len(sentence_starts) - 1)]) * (len(starts) - first)


def _column(values: array[int], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _repeat(values: list[str], counts: list[int]) -> pa.Array:
    """Each value as many times as its count says."""
    places = array("i")
    for place, count in enumerate(counts):
        places += array("i", [place]) * count
    return pa.array(values, pa.string()).take(_column(places, pa.int32()))


def _lexemes(analysis: _Analysis) -> pa.Table:
    found = sorted(analysis.lexicon.closure(analysis.lexeme_ids))
    rows = [analysis.lexicon.rows[lexeme_id] for lexeme_id in found]
    values = zip(*rows, strict=True) if rows else ([] for _ in LEXEMES.columns)
    return arrow.from_columns(LEXEMES, dict(zip(LEXEMES.column_names, values, strict=True)))
