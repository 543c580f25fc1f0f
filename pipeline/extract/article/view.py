"""What extraction reads of one article: its text, blocks, sentences and tokens, grouped once for all stages.

Belongs here: grouping of rows by article, look-up by offset, and asking a rule once a lexeme rather than once a token. Does
not belong here: any rule of language.

A batch is put in order by article as whole columns; Python values are made of whole columns too, and an article gets its
stretch of them.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]
_START = attrgetter("start")


class Block(NamedTuple):
    """A typed block; the fields are those of the table ``blocks``."""

    block_id: str
    index: int  # type: ignore[assignment]  # the table's name for it; tuple.index is never used here
    start: int
    end: int
    role: str
    is_content: bool
    list_marker: str | None


class Sentence(NamedTuple):
    """A sentence; the fields are those of the table ``sentences``."""

    sentence_id: str
    block_id: str
    index: int  # type: ignore[assignment]  # the table's name for it; tuple.index is never used here
    start: int
    end: int


class Lexeme(NamedTuple):
    """An analysis of a word; ``pos`` has Sudachi's six levels. One object a lexeme, shared by its tokens."""

    lexeme_id: int
    surface: str
    dictionary_form: str
    normalized_form: str
    reading: str
    pos: tuple[str, ...]
    upos: str
    is_oov: bool


class Lexicon:
    """The distinct lexemes of a batch. What a rule, a function of one lexeme, says of each is asked once and kept.

    ``table`` has the batch's rows of ``lexemes``: these and the units they are made of.
    """

    def __init__(self, lexemes: list[Lexeme], table: pa.Table) -> None:
        self.lexemes = lexemes
        self.table = table
        self._answers: dict[Callable[[Lexeme], object], npt.NDArray[Any]] = {}

    def passing(self, rule: Callable[[Lexeme], bool]) -> npt.NDArray[np.bool_]:
        """Whether each lexeme passes a rule."""
        if rule not in self._answers:
            self._answers[rule] = np.fromiter(map(rule, self.lexemes), np.bool_, len(self.lexemes))
        return self._answers[rule]

    def classes(self, rule: Callable[[Lexeme], str]) -> npt.NDArray[np.uint8]:
        """The class that a rule gives each lexeme, one ASCII character."""
        if rule not in self._answers:
            self._answers[rule] = np.frombuffer("".join(map(rule, self.lexemes)).encode("ascii"), np.uint8)
        return self._answers[rule]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of an article as parallel sequences, in order of the text; offsets take four bytes each.

    ``places`` says which lexeme of ``lexicon`` a token is.
    """

    starts: array[int]
    ends: array[int]
    lexemes: list[Lexeme]
    places: Integers
    lexicon: Lexicon

    def __len__(self) -> int:
        return len(self.starts)

    def passing(self, rule: Callable[[Lexeme], bool]) -> list[int]:
        """Indexes of the tokens whose lexeme passes a rule."""
        return list(map(int, np.flatnonzero(self.lexicon.passing(rule)[self.places])))

    def classes(self, rule: Callable[[Lexeme], str]) -> str:
        """One character a token: the class that a rule gives its lexeme."""
        return str(self.lexicon.classes(rule)[self.places].tobytes(), "ascii")

    def run(self, start: int, end: int) -> tuple[int, int]:
        """Index of the first token that starts in ``[start, end)``, and the index after the last."""
        first = bisect_left(self.starts, start)
        return first, bisect_left(self.starts, end, first)

    def within(self, start: int, end: int) -> range:
        """Indexes of the tokens that start in ``[start, end)``."""
        return range(*self.run(start, max(start, end)))

    def at(self, offset: int) -> int | None:
        """Index of the token that covers ``offset``, or none."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article as the extraction rules see it. Offsets are code points of ``text``."""

    article_id: str
    text: str
    url: str | None
    title: str | None
    language: str
    published_on: dt.date | None
    published_earliest: dt.date | None
    published_latest: dt.date | None
    published_at: dt.datetime | None
    published_precision: str | None
    blocks: list[Block]
    sentences: list[Sentence]
    tokens: Tokens

    def block_at(self, offset: int) -> Block | None:
        """Block that covers ``offset``, or none."""
        index = bisect_right(self.blocks, offset, key=_START) - 1
        return self.blocks[index] if index >= 0 and offset < self.blocks[index].end else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """Sentence that covers ``offset``, or none."""
        index = bisect_right(self.sentences, offset, key=_START) - 1
        return self.sentences[index] if index >= 0 and offset < self.sentences[index].end else None


TEXT_TABLES = ("articles", "blocks", "sentences", "tokens", "lexemes")
"""The tables that every rule reads, in the order in which :func:`views` takes them."""


class Context:
    """What the stages of one slice share: the views of its articles, made once. It belongs to the tables first seen."""

    def __init__(self) -> None:
        self._views: list[ArticleView] | None = None

    def views(self, tables: Mapping[str, pa.Table]) -> list[ArticleView]:
        """One view an article of ``tables``; :meth:`clear` comes before other tables."""
        if self._views is None:
            self._views = views(*(tables[name] for name in TEXT_TABLES))
        return self._views

    def clear(self) -> None:
        """Let go of the views, because articles have left the tables."""
        self._views = None


def views(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> list[ArticleView]:
    """One view an article, in the order of ``articles``."""
    ids = articles["article_id"].combine_chunks()
    own_blocks = records_of(blocks, ids, Block)
    own_sentences = records_of(sentences, ids, Sentence)
    in_text = lexemes.filter(pc.is_in(lexemes["lexeme_id"], value_set=tokens["lexeme_id"].combine_chunks()))
    ids_in_text, in_order = _lexemes(in_text)
    own_tokens = _tokens(tokens, ids, (ids_in_text, Lexicon(in_order, lexemes)))
    columns = (
        "article_id",
        "text",
        "url",
        "title",
        "language",
        "published_on",
        "published_earliest",
        "published_latest",
        "published_at",
        "published_precision",
    )
    rows = zip(*(articles[name].to_pylist() for name in columns), own_blocks, own_sentences, own_tokens, strict=True)
    return list(starmap(ArticleView, rows))


def records_of(
    table: pa.Table, article_ids: pa.Array, make: type[Any], by: tuple[str, ...] = ("index",)
) -> list[list[Any]]:
    """The rows of each article in the order ``by``, as named tuples whose fields are columns of the table."""
    rows, bounds = _ordered(table, article_ids, make._fields, by)
    made = list(map(make._make, zip(*(rows[name].to_pylist() for name in make._fields), strict=True)))
    return [made[start:end] for start, end in bounds]


def _ordered(
    table: pa.Table, article_ids: pa.Array, names: Iterable[str], by: tuple[str, ...]
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """These columns, rows in order of article and ``by``, and where each article's rows begin and end."""
    owners = pc.fill_null(pc.index_in(table["article_id"], value_set=article_ids), -1).to_numpy()
    order = np.lexsort((*(table[name].to_numpy() for name in reversed(by)), owners))
    bounds = np.searchsorted(owners[order], np.arange(len(article_ids) + 1)).tolist()
    return table.select(list(names)).take(pa.array(order)), list(pairwise(bounds))


def _lexemes(lexemes: pa.Table) -> tuple[pa.Array, list[Lexeme]]:
    """The ids of the lexemes, and the lexemes in the same order."""
    names = ("lexeme_id", "surface", "dictionary_form", "normalized_form", "reading")
    plain = [lexemes[name].to_pylist() for name in names]
    levels = zip(*(lexemes[f"pos_{level}"].to_pylist() for level in range(1, 7)), strict=True)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}  # there are few analyses: one tuple each
    pos = (shared.setdefault(level, level) for level in levels)
    rest = (lexemes["upos"].to_pylist(), lexemes["is_oov"].to_pylist())
    made = list(map(Lexeme._make, zip(*plain, pos, *rest, strict=True)))
    return lexemes["lexeme_id"].combine_chunks(), made


def lexemes_by_id(table: pa.Table, ids: Sequence[int]) -> dict[int, Lexeme]:
    """The lexemes of a table ``lexemes`` that have these identifiers."""
    rows = table.filter(pc.is_in(table["lexeme_id"], pa.array(ids, pa.int64())))
    return {lexeme.lexeme_id: lexeme for lexeme in _lexemes(rows)[1]}


def _tokens(table: pa.Table, article_ids: pa.Array, lexicon: tuple[pa.Array, Lexicon]) -> list[Tokens]:
    """The tokens of each article."""
    rows, bounds = _ordered(table, article_ids, ("start", "end", "lexeme_id"), ("index",))
    found = pc.index_in(rows["lexeme_id"], value_set=lexicon[0])
    if found.null_count:
        raise ValueError(f"{found.null_count} tokens have a lexeme_id that the table lexemes lacks")
    places = found.to_numpy()
    starts, ends = (rows[name].to_numpy().astype("int32") for name in ("start", "end"))
    words = np.fromiter(lexicon[1].lexemes, object, len(lexicon[1].lexemes))[places].tolist()
    return [
        Tokens(
            array("i", starts[first:last].tobytes()),
            array("i", ends[first:last].tobytes()),
            words[first:last],
            places[first:last],
            lexicon[1],
        )
        for first, last in bounds
    ]
