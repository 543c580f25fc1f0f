"""Lexemes by what SudachiPy calls them: from word ids to rows of the table ``lexemes``, kept between calls.

Belongs here: which words share a word id, the hash that names an analysis, and the rows of those already met. Does not
belong here: cutting text into tokens (``tokens.py``) and part-of-speech mapping (``upos.py``).

Word ids never leave this module's users: a lexeme's id hashes its content alone, so that it is the same whatever was
analysed before.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from array import array
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sudachipy import Morpheme, SplitMode

from pipeline.identity import integer_id
from pipeline.segment.upos import upos
from schemas.render import arrow
from schemas.tables.lexemes import LEXEMES

Integers = npt.NDArray[np.int64]
Unit = tuple[int, int, int]  # lexeme id, start, end
Row = tuple[Any, ...]

OUT_OF_VOCABULARY = 0xF0000000  # word ids from here on name a part of speech, not a word
REMEMBERED = 500_000  # lexemes kept between calls, about 400 MB at the very most
UNKNOWN = -1
_TABLE_SIZE = 1 << 24  # word ids of the system dictionary lie below; others (names.dic) are looked up one by one
_LENGTH_BITS = 8
_LONGEST = (1 << _LENGTH_BITS) - 1  # characters of a word that the table can hold
_UNIT_DEPTH = 3  # a unit's units have no units; deeper would be a loop in the dictionary
_MAX_CHUNKS = 8

# Words whose length SudachiPy's input plugins change: すごーーい, -- and 徳島(とくしま)
_ELONGATED = re.compile(r"[ー\-⁓〜〰]{2}|[^\W\d_][(（]")

PLAIN, VARIABLE, EXOTIC = 0, 1, 2
"""Kinds of characters by what SudachiPy's normalization makes of them: itself; another one; anything else."""


@cache
def character_kinds() -> npt.NDArray[np.uint8]:
    """Kind of each code point: ``PLAIN`` where normalization leaves it, ``VARIABLE`` where it becomes one other, else ``EXOTIC``.

    Text of plain characters is its own normalized form, so a word id has one surface of them. ``A`` is variable (NATO and
    nato share a word id), ``…`` is exotic (it becomes three full stops). Follows ``DefaultInputTextPlugin``: lower case and
    NFKC, but for what its ``rewrite.def`` names.
    """
    kinds = np.full(0x110000, EXOTIC, np.uint8)
    for first, last in ((0x20, 0x7E), (0xA0, 0x33FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF)):
        for point in range(first, last + 1):
            kinds[point] = _kind(chr(point))
    kinds[0x3400:0x4DC0] = kinds[0x4E00:0xA000] = PLAIN  # unified ideographs
    kinds[0x0A] = PLAIN
    rules = files("sudachipy").joinpath("resources", "rewrite.def").read_text(encoding="utf-8")
    for line in rules.splitlines():
        if line and not line.startswith("#"):
            kinds[ord(line.split()[0][-1])] = EXOTIC  # a character by itself, or the sound mark behind a kana
    return kinds


def _kind(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cn", "Cf"):
        return EXOTIC
    normal = unicodedata.normalize("NFKC", character.lower())
    return PLAIN if normal == character else VARIABLE if len(normal) == 1 else EXOTIC


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Code points of a text without lone surrogates, one an element."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


class Lexicon:
    """The lexemes of the texts analysed so far. A lexeme's place is its position among them.

    ``places`` and ``lengths`` answer for whole arrays of word ids: the place of the lexeme whose surface is of plain
    characters, or ``UNKNOWN``, and how many characters that surface has.
    """

    def __init__(self) -> None:
        # place + 1 and length of the plain word, in one number because looking up is what takes time; zero means unknown,
        # and zeros take no memory until they are written
        self._words = np.zeros(_TABLE_SIZE + 1, np.int32)
        self._plain: dict[int, tuple[int, str]] = {}  # word id -> place and surface
        self._variants: dict[tuple[int, str], int] = {}
        self._unknown: dict[tuple[int, str, str, str], int] = {}
        self._place_of: dict[int, int] = {}  # lexeme id -> place
        self._rows: list[Row] = []
        self._ids = array("q")
        self._owners, self._parts = array("q"), array("q")  # a pair for each unit of a lexeme: places of both
        self._chunks: list[pa.Table] = []
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, place: int) -> Row:
        """Values of a row of the table ``lexemes``, in the order of its columns."""
        return self._rows[place]

    def ids(self, places: Integers) -> Integers:
        """Lexeme ids of these places."""
        with self._lock:  # an array cannot grow while NumPy looks at it
            return np.frombuffer(self._ids, np.int64)[places]

    def find(self, word_ids: Integers) -> tuple[Integers, Integers]:
        """Places and lengths of the plain words with these word ids; ``UNKNOWN`` where there is none yet."""
        words = self._words[np.minimum(word_ids, _TABLE_SIZE)].astype(np.int64)
        return (words >> _LENGTH_BITS) - 1, words & _LONGEST

    def known(self, word_id: int, surface: str) -> int | None:
        """Place of a word of the dictionary that was met before with this surface, or none."""
        plain = self._plain.get(word_id)
        return plain[0] if plain is not None and plain[1] == surface else self._variants.get((word_id, surface))

    def identify(self, morpheme: Morpheme, word_id: int, surface: str, depth: int = 0) -> int:
        """Place of a morpheme's lexeme, whose row is made where it is new.

        Words that the dictionary lacks share one word id a part of speech, and a joined numeral's forms belong to the
        token (1万 is 10000): their place follows from the forms.
        """
        if word_id >= OUT_OF_VOCABULARY:
            key = (word_id, surface, morpheme.normalized_form(), morpheme.reading_form())
            place = self._unknown.get(key)
            if place is None:
                place = self._unknown[key] = self._add(morpheme, surface, True, (), ())
            return place
        if (known := self.known(word_id, surface)) is not None:
            return known
        is_plain = _is_plain(surface)
        is_whole = depth == _UNIT_DEPTH or (is_plain and len(surface) == 1)
        a_units, b_units = (
            () if is_whole else self._units(morpheme, surface, mode, depth) for mode in (SplitMode.A, SplitMode.B)
        )
        place = self._add(morpheme, surface, False, a_units, b_units)
        if is_plain and word_id not in self._plain:
            self._plain[word_id] = place, surface
            if word_id < _TABLE_SIZE and len(surface) <= _LONGEST:
                self._words[word_id] = (place + 1) << _LENGTH_BITS | len(surface)
        else:
            self._variants[word_id, surface] = place
        return place

    def _add(
        self, morpheme: Morpheme, surface: str, is_oov: bool, a_units: tuple[Unit, ...], b_units: tuple[Unit, ...]
    ) -> int:
        pos = morpheme.part_of_speech()
        forms = (surface, morpheme.dictionary_form(), morpheme.normalized_form(), morpheme.reading_form())
        lexeme_id = integer_id(*forms, *pos, is_oov, a_units, b_units)
        with self._lock:
            place = self._place_of.get(lexeme_id)
            if place is None:
                place = len(self._rows)
                self._rows.append(
                    (lexeme_id, *forms, *pos, upos(pos, forms[1], is_oov=is_oov), is_oov, a_units, b_units)
                )
                self._ids.append(lexeme_id)
                self._place_of[lexeme_id] = place
                units = {self._place_of[unit[0]] for unit in (*a_units, *b_units)}
                self._owners.extend([place] * len(units))
                self._parts.extend(units)
        return place

    def _units(self, morpheme: Morpheme, surface: str, mode: SplitMode, depth: int) -> tuple[Unit, ...]:
        """Units of a word with offsets from its start; none where the word is one unit."""
        origin, start, units = morpheme.begin(), 0, []
        for part in morpheme.split(mode):
            end = part.end() - origin
            place = self.identify(part, part.word_id(), surface[start:end], depth + 1)
            units.append((self._rows[place][0], start, end))
            start = end
        return tuple(units)

    def table(self, places: Integers) -> pa.Table:
        """Rows of the table ``lexemes`` at these places, and those of the units they are made of, by id."""
        with self._lock:
            done = sum(chunk.num_rows for chunk in self._chunks)
            if done < len(self._rows) or not self._chunks:
                self._chunks.append(_rows_table(self._rows[done:]))
            if len(self._chunks) > _MAX_CHUNKS:
                self._chunks = [pa.concat_tables(self._chunks).combine_chunks()]
            rows = pa.concat_tables(self._chunks)
            wanted = self._closure(places)
            wanted = wanted[np.argsort(np.frombuffer(self._ids, np.int64)[wanted])]
        return rows.take(wanted).combine_chunks()

    def _closure(self, places: Integers) -> Integers:
        """These lexemes and the units they are made of, each once."""
        is_wanted = np.zeros(len(self._rows), bool)
        is_wanted[places] = True
        owners, parts = np.frombuffer(self._owners, np.int64), np.frombuffer(self._parts, np.int64)
        for _ in range(_UNIT_DEPTH + 1):
            is_wanted[parts[is_wanted[owners]]] = True
        return np.flatnonzero(is_wanted)


def _is_plain(surface: str) -> bool:
    return bool(surface) and not character_kinds()[code_points(surface)].any() and not _ELONGATED.search(surface)


def _rows_table(rows: list[Row]) -> pa.Table:
    values = zip(*rows, strict=True) if rows else ([] for _ in LEXEMES.columns)
    return arrow.from_columns(LEXEMES, dict(zip(LEXEMES.column_names, values, strict=True)))


_SHARED = [Lexicon()]


def shared_lexicon() -> Lexicon:
    """The lexicon of the process. A full one is replaced, not emptied: a call in another thread keeps its own."""
    if len(_SHARED[0]) > REMEMBERED:
        _SHARED[0] = Lexicon()
    return _SHARED[0]
