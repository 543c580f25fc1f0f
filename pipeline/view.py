"""What extraction reads of one article: its text, blocks, sentences and tokens, grouped once for all stages.

Belongs here: grouping of rows by article and look-up by offset. Does not belong here: any rule of language.
"""

from __future__ import annotations

import datetime as dt
import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

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
    """Tokens of an article as parallel sequences, in order of the text."""

    starts: list[int]
    ends: list[int]
    sentence_indexes: list[int]
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
    blocks_of = _groups(blocks, ("block_id", "index", "start", "end", "role", "is_content", "list_marker"))
    sentences_of = _groups(sentences, ("sentence_id", "block_id", "index", "start", "end"))
    tokens_of = _groups(tokens, ("start", "end", "sentence_index", "lexeme_id"), order="index")
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
        starts, ends, indexes, ids = tokens_of.get(key, ([], [], [], []))
        own_blocks = [Block(*values) for values in zip(*blocks_of.get(key, ()), strict=True)]
        own_sentences = [Sentence(*values) for values in zip(*sentences_of.get(key, ()), strict=True)]
        own_tokens = Tokens(starts, ends, indexes, [words[lexeme] for lexeme in ids])
        dates = (published_on, earliest, latest)
        made.append(ArticleView(key, text, url, title, language, *dates, own_blocks, own_sentences, own_tokens))
    return made


def _lexemes(lexemes: pa.Table) -> dict[int, Lexeme]:
    names = ("lexeme_id", "surface", "dictionary_form", "normalized_form", "reading")
    plain = [lexemes[name].to_pylist() for name in names]
    levels = zip(*(lexemes[f"pos_{level}"].to_pylist() for level in range(1, 7)), strict=True)
    rest = (lexemes["upos"].to_pylist(), lexemes["is_oov"].to_pylist())
    return {row[0]: Lexeme(*row) for row in zip(*plain, levels, *rest, strict=True)}


def _groups(table: pa.Table, names: tuple[str, ...], order: str = "index") -> dict[str, tuple[list, ...]]:  # type: ignore[type-arg]
    """Columns of each article's rows, ordered within the article."""
    if not table.num_rows:
        return {}
    table = table.select(list(dict.fromkeys(("article_id", order, *names)))).sort_by(
        [("article_id", "ascending"), (order, "ascending")]
    )
    keys = table["article_id"].combine_chunks()
    runs = pc.run_end_encode(keys)
    columns = [table[name].to_pylist() for name in names]
    groups, start = {}, 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        groups[key] = tuple(column[start:end] for column in columns)
        start = end
    return groups
