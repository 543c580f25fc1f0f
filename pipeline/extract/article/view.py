"""What extraction reads of one article: its text, blocks, sentences and tokens, grouped once for all stages.

Belongs here: grouping of rows by article, look-up by offset, and asking a rule once a lexeme rather than once a token. Does
not belong here: any rule of language.

A batch is put in order by article as whole columns; Python values are made of whole columns too, and an article gets its
stretch of them.
"""

from __future__ import annotations

import datetime as dt
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise, starmap
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]
Rule = Callable[[list["Lexeme"]], npt.NDArray[Any]]
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


@dataclass(slots=True, eq=False)
class Lexeme:
    """An analysis of a word; ``pos`` has Sudachi's six levels. One object a lexeme, shared by its tokens and never changed.

    No named tuple, because rules read these fields more than any others, and a slot is read in a third of the time.
    """

    lexeme_id: int
    surface: str
    dictionary_form: str
    normalized_form: str
    reading: str
    pos: tuple[str, ...]
    upos: str
    is_oov: bool


class Met:
    """The lexemes that this process has met, each once, and what rules said of them. A lexeme's number is its position.

    A lexeme's id is a hash of all that it is, so that an answer holds for every batch.
    """

    def __init__(self) -> None:
        self.lexemes: list[Lexeme] = []
        self._numbers: dict[int, int] = {}  # by lexeme id
        self._answers: dict[Rule, npt.NDArray[Any]] = {}
        self._lock = threading.RLock()

    def numbers(self, table: pa.Table) -> Integers:
        """Numbers of the rows of a table ``lexemes``."""
        ids = table["lexeme_id"].to_pylist()
        with self._lock:
            if missing := [row for row, lexeme_id in enumerate(ids) if lexeme_id not in self._numbers]:
                known = len(self.lexemes)
                self.lexemes += _lexemes(table.take(pa.array(missing, pa.int64())))
                self._numbers |= {lexeme.lexeme_id: number for number, lexeme in enumerate(self.lexemes[known:], known)}
            return np.fromiter(map(self._numbers.__getitem__, ids), np.int64, len(ids))

    def answers(self, rule: Rule) -> npt.NDArray[Any]:
        """What a rule says of all lexemes; it is asked about those that are new."""
        with self._lock:
            made = self._answers.get(rule)
            done = 0 if made is None else len(made)
            if made is None or done < len(self.lexemes):
                new = rule(self.lexemes[done:])
                made = self._answers[rule] = new if made is None else np.concatenate([made, new])
            return made


_MET = [Met()]
_REMEMBERED = 300_000  # lexemes kept between batches, about 200 MB at the very most


def _met() -> Met:
    """The lexemes of the process. A full one is replaced, not emptied: a batch goes on with its own."""
    if len(_MET[0].lexemes) > _REMEMBERED:
        _MET[0] = Met()
    return _MET[0]


@cache
def _passing(rule: Callable[[Lexeme], bool]) -> Rule:
    return lambda lexemes: np.fromiter(map(rule, lexemes), np.bool_, len(lexemes))


@cache
def _classes(rule: Callable[[Lexeme], str]) -> Rule:
    return lambda lexemes: np.frombuffer("".join(map(rule, lexemes)).encode("ascii"), np.uint8)


class Lexicon:
    """The distinct lexemes of a batch. What a rule, a function of one lexeme, says of each is asked once and kept.

    ``table`` has the batch's rows of ``lexemes``: these and the units they are made of.
    """

    def __init__(self, in_text: pa.Table, table: pa.Table) -> None:
        self.table = table
        self._met = _met()
        self._numbers = self._met.numbers(in_text)
        self.lexemes: list[Lexeme] = list(map(self._met.lexemes.__getitem__, self._numbers.tolist()))
        self._answers: dict[object, npt.NDArray[Any]] = {}

    def answers(self, rule: Rule) -> npt.NDArray[Any]:
        """What a rule that takes many lexemes at once says of each: one row a lexeme, which depends on that lexeme alone."""
        if rule not in self._answers:
            self._answers[rule] = self._met.answers(rule)[self._numbers]
        return self._answers[rule]

    def passing(self, rule: Callable[[Lexeme], bool]) -> npt.NDArray[np.bool_]:
        """Whether each lexeme passes a rule."""
        return self.answers(_passing(rule))

    def classes(self, rule: Callable[[Lexeme], str]) -> npt.NDArray[np.uint8]:
        """The class that a rule gives each lexeme, one ASCII character."""
        return self.answers(_classes(rule))


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
        found: list[int] = np.flatnonzero(self.lexicon.passing(rule)[self.places]).tolist()
        return found

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
    own_tokens = _tokens(tokens, ids, lexemes)
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
    # straight to the tuple: what the record's own constructors add to that, its length, the columns prove
    made = list(map(partial(tuple.__new__, make), zip(*(rows[name].to_pylist() for name in make._fields), strict=True)))
    return [made[start:end] for start, end in bounds]


def _ordered(
    table: pa.Table, article_ids: pa.Array, names: Iterable[str], by: tuple[str, ...]
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """These columns, rows in order of article and ``by``, and where each article's rows begin and end."""
    owners = pc.fill_null(pc.index_in(table["article_id"], value_set=article_ids), -1).to_numpy()
    keys = [owners, *(table[name].to_numpy() for name in by)]
    rows = table.select(list(names))
    if not _is_ordered(keys):  # stages make them in order
        order = np.lexsort(keys[::-1])
        rows, owners = rows.take(pa.array(order)), owners[order]
    return rows, list(pairwise(np.searchsorted(owners, np.arange(len(article_ids) + 1)).tolist()))


def _is_ordered(keys: Sequence[Integers]) -> bool:
    """Whether rows stand in the order of these columns, the first one first."""
    rises = np.ones(max(len(keys[0]) - 1, 0), np.bool_)  # or is equal, in the columns from here on
    for key in reversed(keys):
        before, after = key[:-1], key[1:]
        rises = (before < after) | ((before == after) & rises)
    return bool(rises.all())


def _lexemes(lexemes: pa.Table) -> list[Lexeme]:
    """The lexemes of a table, in order."""
    names = ("lexeme_id", "surface", "dictionary_form", "normalized_form", "reading")
    plain = [lexemes[name].to_pylist() for name in names]
    levels = zip(*(lexemes[f"pos_{level}"].to_pylist() for level in range(1, 7)), strict=True)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}  # there are few analyses: one tuple each
    pos = (shared.setdefault(level, level) for level in levels)
    rest = (lexemes["upos"].to_pylist(), lexemes["is_oov"].to_pylist())
    return list(starmap(Lexeme, zip(*plain, pos, *rest, strict=True)))


def lexemes_by_id(table: pa.Table, ids: Sequence[int]) -> dict[int, Lexeme]:
    """The lexemes of a table ``lexemes`` that have these identifiers."""
    rows = table.filter(pc.is_in(table["lexeme_id"], pa.array(ids, pa.int64())))
    return {lexeme.lexeme_id: lexeme for lexeme in _lexemes(rows)}


def _tokens(table: pa.Table, article_ids: pa.Array, lexemes: pa.Table) -> list[Tokens]:
    """The tokens of each article, whose lexicon holds the lexemes of all."""
    rows, bounds = _ordered(table, article_ids, ("start", "end", "lexeme_id"), ("index",))
    found = pc.index_in(rows["lexeme_id"], value_set=lexemes["lexeme_id"].combine_chunks())
    if found.null_count:
        raise ValueError(f"{found.null_count} tokens have a lexeme_id that the table lexemes lacks")
    is_used = np.zeros(lexemes.num_rows, np.bool_)
    is_used[found.to_numpy()] = True
    lexicon = Lexicon(lexemes.filter(pa.array(is_used)), lexemes)
    places = (np.cumsum(is_used) - 1)[found.to_numpy()]
    starts, ends = (rows[name].to_numpy().astype("int32") for name in ("start", "end"))
    words = np.fromiter(lexicon.lexemes, object, len(lexicon.lexemes))[places].tolist()
    return [
        Tokens(
            array("i", starts[first:last].tobytes()),
            array("i", ends[first:last].tobytes()),
            words[first:last],
            places[first:last],
            lexicon,
        )
        for first, last in bounds
    ]
