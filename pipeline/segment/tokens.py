"""Tokens of Sudachi's split mode C, and the lexemes they point to.

Belongs here: cutting blocks into tokens, and the stage that makes the tables ``tokens`` and ``lexemes``. Does not belong
here: loading the dictionary (``dictionary.py``), which word ids name which lexeme (``lexicon.py``), part-of-speech mapping
(``upos.py``).

The unit of analysis is the block. Cost rules the shape: a token costs one call into SudachiPy, for its word id; where it
ends and which lexeme it is follow from the ids of the whole slice at once. Only a word that was not seen before, that the
dictionary lacks, or that SudachiPy's own normalization changed (NATO, すごーーい) costs more.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sudachipy import Morpheme
from sudachipy.errors import SudachiError

from pipeline.segment.dictionary import dictionary_version, tokenizer
from pipeline.segment.lexicon import (
    EXOTIC,
    OUT_OF_VOCABULARY,
    UNKNOWN,
    Integers,
    character_kinds,
    code_points,
    shared_lexicon,
)
from schemas.render import arrow
from schemas.tables.tokens import TOKENS

__all__ = ["Token", "dictionary_version", "tokenize", "tokens"]

MAX_BYTES = 49_149
"""Most UTF-8 bytes that SudachiPy accepts in one call."""
_MOST_BYTES_A_CHARACTER = 4
_LONGEST_RUN = 1_000
# 03-1234-03-1234-…: SudachiPy joins numerals in a row in time that grows with the square of their number
_RUN_OF_NUMERALS = re.compile(rf"[\d,.\-]{{{_LONGEST_RUN}}}")
_SETTLED_TOGETHER = 10_000  # characters: enough for NumPy, few enough that SudachiPy's lists are freed from the cache


class Token(NamedTuple):
    """A token of a text: code-point offsets, its lexeme's id, surface and part of speech."""

    start: int
    end: int
    lexeme_id: int
    surface: str
    pos: tuple[str, ...]
    reading: str


class _Analysis(NamedTuple):
    """Tokens of consecutive pieces of text. Offsets count from the start of the piece.

    ``counts`` and ``lengths`` are tokens and characters of each piece.
    """

    starts: Integers
    ends: Integers
    places: Integers
    counts: Integers
    lengths: Integers


class _Analyser:
    """Tokenizes pieces one after the other, and settles ends and lexemes of many of them at once."""

    def __init__(self) -> None:
        self.lexicon = shared_lexicon()
        self._tokenizer = tokenizer()
        self._settled = [_Analysis(*[np.empty(0, np.int64)] * 5)]
        self._waiting = 0  # characters
        self._texts: list[str] = []
        self._morphemes: list[Any] = []
        self._word_ids = array("q")

    def add(self, text: str) -> int:
        """Tokenize a piece and return how many pieces it became: SudachiPy's own normalization can make one too long (ﷺ)."""
        try:
            morphemes = self._tokenizer.tokenize(text)
        except SudachiError:
            if len(text) < 2:
                raise
            half = len(text) // 2
            return self.add(text[:half]) + self.add(text[half:])
        self._texts.append(text)
        self._morphemes.append(morphemes)
        self._word_ids.extend(map(Morpheme.word_id, morphemes))
        self._waiting += len(text)
        if self._waiting > _SETTLED_TOGETHER:
            self._settle()
        return 1

    def result(self) -> _Analysis:
        """Ends and lexemes of the tokens of every piece."""
        if self._texts:
            self._settle()
        return _Analysis(*map(np.concatenate, zip(*self._settled, strict=True)))

    def _settle(self) -> None:
        piece_lengths = np.fromiter(map(len, self._texts), np.int64, len(self._texts))
        counts = np.fromiter(map(len, self._morphemes), np.int64, len(self._morphemes))
        word_ids = np.frombuffer(self._word_ids, np.int64)
        first = np.concatenate([[0], np.cumsum(counts)])
        text = "".join(self._texts)
        kinds = character_kinds()[code_points(text)]
        bounds = np.concatenate([[0], np.cumsum(piece_lengths)])
        places, plain_lengths = self.lexicon.find(word_ids)
        unknown = np.flatnonzero(places == UNKNOWN)
        pieces = np.searchsorted(first, unknown, "right") - 1
        inside = (unknown - first[pieces]).tolist()
        strange = {
            at: self._morphemes[piece][place]
            for at, piece, place in zip(unknown.tolist(), pieces.tolist(), inside, strict=True)
        }
        lengths = self._measure(strange, plain_lengths, first, bounds, kinds)
        ends = np.cumsum(lengths)
        starts = ends - lengths
        changed = np.concatenate([[0], np.cumsum(kinds != 0)])
        unsettled = (places == UNKNOWN) | (lengths != plain_lengths) | (changed[ends] != changed[starts])
        self._look_up(np.flatnonzero(unsettled), strange, text, word_ids, starts, ends, first, places)
        origins = np.repeat(bounds[:-1], counts)
        self._settled.append(_Analysis(starts - origins, ends - origins, places, counts, piece_lengths))
        self._texts, self._morphemes, self._word_ids, self._waiting = [], [], array("q"), 0

    def _measure(
        self,
        strange: dict[int, Morpheme],
        plain_lengths: Integers,
        first: Integers,
        bounds: Integers,
        kinds: npt.NDArray[np.uint8],
    ) -> Integers:
        """Characters of each token: the plain word's, or what SudachiPy says where that does not add up or cannot be known.

        SudachiPy only ever shortens text of characters that are not exotic, so lengths that add up to the piece's are right.
        """
        lengths = plain_lengths.copy()
        lengths[list(strange)] = [len(morpheme.surface()) for morpheme in strange.values()]
        added = np.concatenate([[0], np.cumsum(lengths)])
        exotic = np.concatenate([[0], np.cumsum(kinds == EXOTIC)])
        doubtful = (np.diff(added[first]) != np.diff(bounds)) | (np.diff(exotic[bounds]) > 0)
        for piece in np.flatnonzero(doubtful).tolist():
            span = slice(first[piece], first[piece + 1])
            found = _anchored(self._morphemes[piece], lengths[span], kinds[bounds[piece] : bounds[piece + 1]])
            lengths[span] = _asked(self._morphemes[piece]) if found is None else found
        return lengths

    def _look_up(
        self,
        unsettled: Integers,
        strange: dict[int, Morpheme],
        text: str,
        word_ids: Integers,
        starts: Integers,
        ends: Integers,
        first: Integers,
        places: Integers,
    ) -> None:
        """Fill in the places that the word id alone does not tell."""
        columns = (unsettled, word_ids[unsettled], starts[unsettled], ends[unsettled])
        found = []
        for at, word_id, start, end in zip(*(column.tolist() for column in columns), strict=True):
            surface = text[start:end]
            known = self.lexicon.known(word_id, surface) if word_id < OUT_OF_VOCABULARY else None
            if known is None:
                morpheme = strange.get(at)
                if morpheme is None:
                    piece = int(np.searchsorted(first, at, "right")) - 1
                    morpheme = self._morphemes[piece][at - int(first[piece])]
                known = self.lexicon.identify(morpheme, word_id, surface)
            found.append(known)
        places[unsettled] = found


def _asked(morphemes: Any) -> Integers:
    """Characters of each token, as SudachiPy says of every one."""
    ends: Integers = np.fromiter(map(Morpheme.end, morphemes), np.int64, len(morphemes))
    ends[1:] -= ends[:-1].copy()
    return ends


def _anchored(morphemes: Any, plain_lengths: Integers, kinds: npt.NDArray[np.uint8]) -> Integers | None:
    """Characters of each token of a piece with exotic characters: SudachiPy is asked about the tokens that hold one (…), and what
    lies between them has to add up. ``None`` where it does not, or where one such character became several tokens.
    """
    lengths = plain_lengths.copy()
    plain_ends = np.cumsum(lengths)
    shift = settled = 0  # true ends less plain ends, from the last token asked about on; where that one ends
    for at in np.flatnonzero(kinds == EXOTIC).tolist():
        if at < settled:
            continue
        token = int(np.searchsorted(plain_ends, at - shift, "right"))
        if token == len(lengths):
            return None
        start = int(plain_ends[token] - plain_lengths[token]) + shift
        settled = morphemes[token].end()
        if morphemes[token].begin() != start or settled <= at:
            return None
        if token + 1 < len(lengths) and morphemes[token + 1].end() - settled != plain_lengths[token + 1]:
            return None
        lengths[token] = settled - start
        shift = settled - int(plain_ends[token])
    return lengths if int(lengths.sum()) == len(kinds) else None


def _chunks(text: str, breaks: list[int], origin: int) -> Iterator[tuple[int, int]]:
    """Consecutive pieces of at most ``MAX_BYTES``: the whole text where it fits, else cut at breaks or anywhere; no run of
    digits in a piece passes ``_LONGEST_RUN``.

    Breaks are offsets in the article, in which the text begins at ``origin``.
    """
    start = 0
    if len(text) >= _LONGEST_RUN:
        for run in _RUN_OF_NUMERALS.finditer(text):
            for first, last in _fitting(text[start : run.end()], breaks, origin + start):
                yield start + first, start + last
            start = run.end()
    if start < len(text) or not text:
        for first, last in _fitting(text[start:], breaks, origin + start):
            yield start + first, start + last


def _fitting(text: str, breaks: list[int], origin: int) -> Iterator[tuple[int, int]]:
    if len(text) * _MOST_BYTES_A_CHARACTER <= MAX_BYTES or len(text.encode()) <= MAX_BYTES:
        yield 0, len(text)
        return
    longest = MAX_BYTES // _MOST_BYTES_A_CHARACTER
    inside = breaks[bisect_right(breaks, origin) : bisect_left(breaks, origin + len(text))]
    allowed = [*(at - origin for at in inside), len(text)]
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
    analyser = _Analyser()
    for start, end in _chunks(text, [], 0):
        analyser.add(text[start:end])
    found = analyser.result()
    origins = np.repeat(np.cumsum(found.lengths) - found.lengths, found.counts)
    rows = [analyser.lexicon.row(place) for place in found.places.tolist()]
    spans = zip((found.starts + origins).tolist(), (found.ends + origins).tolist(), rows, strict=True)
    return [Token(start, end, row[0], row[1], tuple(row[5:11]), row[4]) for start, end, row in spans]


def tokens(articles: pa.Table, blocks: pa.Table, sentences: pa.Table) -> dict[str, pa.Table]:
    """The tables ``tokens`` and ``lexemes`` of these articles; each lexeme, and each unit of one, has one row.

    A token belongs to the sentence that covers its start; one in the white space between two belongs to the first.
    """
    analyser = _Analyser()
    ids = articles["article_id"].combine_chunks()
    block_starts, block_ends, of_blocks = _offsets(blocks, ids)
    sentence_starts, _, of_sentences = _offsets(sentences, ids)
    starts_of_blocks, ends_of_blocks, all_breaks = block_starts.tolist(), block_ends.tolist(), sentence_starts.tolist()
    owners: list[int] = []  # article of each piece
    origins: list[int] = []  # where each piece starts in its article
    runs = zip(articles["text"].to_pylist(), pairwise(of_blocks.tolist()), pairwise(of_sentences.tolist()), strict=True)
    for owner, (text, (first, last), run) in enumerate(runs):
        breaks = all_breaks[slice(*run)]
        for start, end in zip(starts_of_blocks[first:last], ends_of_blocks[first:last], strict=True):
            for piece_start, piece_end in _chunks(text[start:end], breaks, start):
                made = analyser.add(text[start + piece_start : start + piece_end])
                owners += [owner] * made
                origins += [start + piece_start, *[UNKNOWN] * (made - 1)]
    found = analyser.result()
    origin = np.repeat(_placed(origins, found.lengths), found.counts)
    owner_of = np.repeat(np.array(owners, np.int64), found.counts)
    starts = found.starts + origin
    of_tokens = np.searchsorted(owner_of, np.arange(len(ids) + 1))
    columns = {
        "article_id": ids.take(pa.array(owner_of)),
        "index": np.arange(len(starts)) - np.repeat(of_tokens[:-1], np.diff(of_tokens)),
        "sentence_index": _sentence_indexes(starts, owner_of, sentence_starts, of_sentences),
        "start": starts,
        "end": found.ends + origin,
        "lexeme_id": analyser.lexicon.ids(found.places),
    }
    made_tokens = arrow.from_columns(TOKENS, {name: pa.array(values) for name, values in columns.items()})
    return {"tokens": made_tokens, "lexemes": analyser.lexicon.table(found.places)}


def _placed(origins: list[int], lengths: Integers) -> Integers:
    """Where each piece starts; one that a piece before it was cut from (``UNKNOWN``) follows that one."""
    placed = np.array(origins, np.int64)
    for at in np.flatnonzero(placed == UNKNOWN).tolist():
        placed[at] = placed[at - 1] + lengths[at - 1]
    return placed


def _offsets(rows: pa.Table, article_ids: pa.Array) -> tuple[Integers, Integers, Integers]:
    """Starts and ends of the rows in order of article and ``index``, and where each article's rows begin (one more for the end)."""
    owners = pc.fill_null(pc.index_in(rows["article_id"], value_set=article_ids), -1).to_numpy()
    order = np.lexsort((rows["index"].to_numpy(), owners))
    starts, ends = (rows[name].to_numpy()[order].astype(np.int64) for name in ("start", "end"))
    return starts, ends, np.searchsorted(owners[order], np.arange(len(article_ids) + 1))


def _sentence_indexes(starts: Integers, owners: Integers, boundaries: Integers, bounds: Integers) -> Integers:
    """Index of the sentence of each token within its article, from where sentences start (those of an article from its bound to the
    next); what lies before the first sentence belongs to it."""
    first = bounds[0]  # rows of no article stand before
    own, counts = boundaries[first:], np.diff(bounds)
    # one number line for all articles: each has a stretch of its own
    stretch = int(starts.max(initial=0)) + 1 + int(own.max(initial=0))
    line = own + np.repeat(np.arange(len(counts)), counts) * stretch
    found: Integers = np.searchsorted(line, starts + owners * stretch, "right") - 1 - (bounds[owners] - first)
    return found.clip(0)
