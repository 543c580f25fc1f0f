"""What extraction reads of one article: its text, blocks, sentences and tokens, grouped once for all stages.

Belongs here: grouping of rows by article and look-up by offset. Does not belong here: any rule of language.
"""

from __future__ import annotations

import datetime as dt
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc


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


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of an article as parallel sequences, in order of the text; offsets take four bytes each."""

    starts: array[int]
    ends: array[int]
    sentence_indexes: array[int]
    lexemes: list[Lexeme]

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> range:
        """Indexes of the tokens that start in ``[start, end)``."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

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
    blocks: list[Block]
    sentences: list[Sentence]
    tokens: Tokens

    def block_at(self, offset: int) -> Block | None:
        """Block that covers ``offset``, or none."""
        index = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[index] if index >= 0 and offset < self.blocks[index].end else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """Sentence that covers ``offset``, or none."""
        index = bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1
        return self.sentences[index] if index >= 0 and offset < self.sentences[index].end else None


class _Kept(threading.local):
    """The last views of each thread; derived from immutable tables, so that keeping them changes no result."""

    entry: tuple[tuple[pa.Table, ...], list[ArticleView]] | None = None


_KEPT = _Kept()


def views(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> list[ArticleView]:
    """One view an article, in the order of ``articles``.

    The stages of one batch ask for the same views one after the other: those of the last call are kept, and returned
    when the very same tables come again. :func:`forget` lets go of them.
    """
    tables = (articles, blocks, sentences, tokens, lexemes)
    entry = _KEPT.entry
    if entry is not None and all(mine is theirs for mine, theirs in zip(entry[0], tables, strict=True)):
        return entry[1]
    made = _views(*tables)
    _KEPT.entry = (tables, made)
    return made


def forget() -> None:
    """Let go of the views of the last batch, and of its tables."""
    _KEPT.entry = None


def _views(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> list[ArticleView]:
    words = _lexemes(lexemes)
    blocks_of = _Groups(blocks, ("block_id", "index", "start", "end", "role", "is_content", "list_marker"))
    sentences_of = _Groups(sentences, ("sentence_id", "block_id", "index", "start", "end"))
    tokens_of = _Groups(tokens, ("start", "end", "sentence_index", "lexeme_id"))
    columns = (
        "article_id",
        "text",
        "url",
        "title",
        "language",
        "published_on",
        "published_earliest",
        "published_latest",
    )
    made = []
    for row in zip(*(articles[name].to_pylist() for name in columns), strict=True):
        key, text, url, title, language, published_on, earliest, latest = row
        own_blocks = [Block(*values) for values in blocks_of.rows(key)]
        own_sentences = [Sentence(*values) for values in sentences_of.rows(key)]
        starts, ends, indexes = (tokens_of.integers(key, name) for name in ("start", "end", "sentence_index"))
        own_lexemes = [words[lexeme] for (lexeme,) in tokens_of.rows(key, ("lexeme_id",))]
        own_tokens = Tokens(starts, ends, indexes, own_lexemes)
        dates = (published_on, earliest, latest)
        made.append(ArticleView(key, text, url, title, language, *dates, own_blocks, own_sentences, own_tokens))
    return made


def _lexemes(lexemes: pa.Table) -> dict[int, Lexeme]:
    names = ("lexeme_id", "surface", "dictionary_form", "normalized_form", "reading")
    plain = [lexemes[name].to_pylist() for name in names]
    levels = zip(*(lexemes[f"pos_{level}"].to_pylist() for level in range(1, 7)), strict=True)
    rest = (lexemes["upos"].to_pylist(), lexemes["is_oov"].to_pylist())
    return {row[0]: Lexeme(*row) for row in zip(*plain, levels, *rest, strict=True)}


class _Groups:
    """Rows of a table by article, in the order of ``index``; Python values are made for one article at a time."""

    def __init__(self, table: pa.Table, names: tuple[str, ...]) -> None:
        wanted = list(dict.fromkeys(("article_id", "index", *names)))
        order = [("article_id", "ascending"), ("index", "ascending")]
        self._names = names
        self._table = table.select(wanted).sort_by(order).combine_chunks()
        self._bounds: dict[str, tuple[int, int]] = {}
        if table.num_rows:
            runs = pc.run_end_encode(self._table["article_id"].combine_chunks())
            start = 0
            for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
                self._bounds[key] = (start, end - start)
                start = end

    def _columns(self, key: str, names: tuple[str, ...]) -> list[pa.ChunkedArray]:
        start, length = self._bounds.get(key, (0, 0))
        return [self._table[name].slice(start, length) for name in names]

    def rows(self, key: str, names: tuple[str, ...] | None = None) -> Iterator[tuple[Any, ...]]:
        """Values of the columns, a tuple a row."""
        return zip(*(column.to_pylist() for column in self._columns(key, names or self._names)), strict=True)

    def integers(self, key: str, name: str) -> array[int]:
        """One column of offsets, four bytes each."""
        (column,) = self._columns(key, (name,))
        return array("i", column.to_numpy().astype("int32").tobytes())
