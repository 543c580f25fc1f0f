"""The golden sets: which file holds what, how far it was in sight of whoever wrote the rules, and who judges it.

To add one: a file in ``tests/golden``, a line here, and in ``pyproject.toml`` so that a wheel has it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.evaluation import golden, markup
from assets.evaluation.figures import Count
from assets.evaluation.golden import Row
from assets.evaluation.reading import Document, of_text
from assets.evaluation.scoring import articles, expressions, names, pages, saying, tails
from assets.evaluation.scoring.sheet import Judged


@dataclass(frozen=True)
class GoldenSet:
    """One file of golden texts. ``documents`` makes of a record the document (or spellings of it) that is read."""

    name: str
    basis: str
    about: str
    score: Callable[[Iterable[Judged]], list[Count]]
    documents: Callable[[str, Row], Iterator[Document]]
    of: str | None = None
    """File whose records it uses, where that is not its own."""

    @property
    def file(self) -> str:
        """Name of its file."""
        return self.of or f"{self.name}.jsonl"

    def records(self, place: Path) -> list[tuple[str, Row]]:
        """Records of the set, each with a key of its own."""
        return [(f"{self.name}/{number}", row) for number, row in enumerate(golden.records(place, self.file), 1)]


def _text(key: str, row: Row) -> Iterator[Document]:
    yield of_text(key, row["text"], published=row.get("published"), title=row.get("title"))


def _marked(key: str, row: Row) -> Iterator[Document]:
    yield of_text(key, markup.parse(row["text"]).text, published=row["published"], title=row["title"])


def _bare_page(_: str, row: Row) -> Iterator[Document]:
    lines = [line for _, _, line in row["lines"]]
    for separator in ("\n", "\n\n"):
        yield Document(separator.join(lines).encode(), "text/plain")


def _page(_: str, row: Row) -> Iterator[Document]:
    kind = "text/html" if "html" in row else "text/plain"
    yield Document((row.get("html") or row["text"]).encode(), kind)


_ENCODINGS = {"utf-8": "utf-8", "shift_jis": "cp932", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp"}
_NEWLINES = {"lf": "\n", "crlf": "\r\n"}


def _spelled(_: str, row: Row) -> Iterator[Document]:
    """A bare page in every encoding that can spell it, with each kind of line break in turn."""
    lines = [line for _, _, line in row["lines"]]
    for number, (label, codec) in enumerate(_ENCODINGS.items()):
        newline = tuple(_NEWLINES)[number % 2]
        with contextlib.suppress(UnicodeEncodeError):
            text = _NEWLINES[newline].join([*lines, label])
            yield Document(text.encode(codec), "text/plain", spelled=label, newline=newline)


Score = Callable[[Iterable[Judged]], list[Count]]
Documents = Callable[[str, Row], Iterator[Document]]

_DEVELOPMENT: tuple[tuple[str, str, Score, Documents], ...] = (
    ("news_times", "Sentences as outlets write them, with their times.", expressions.times, _text),
    ("time_shapes", "Kinds of faults that real news showed in times, in variants.", expressions.times, _text),
    ("quantities", "Sentences as outlets write them, with their amounts.", expressions.amounts, _text),
    ("amount_shapes", "Kinds of faults that real news showed in amounts, in variants.", expressions.amounts, _text),
    ("statements", "Paragraphs with every statement that they hold.", saying.statements, _text),
    ("rare_names", "Names in constructions that annotated news seldom has.", names.sentences, _text),
    ("no_names", "Sentences without a name: the share in which none is found.", names.without, _text),
    (
        "disclosures",
        "Sentences in which a page speaks of itself, and others about such things.",
        pages.disclosures,
        _text,
    ),
    (
        "bare_pages",
        "Pages without markup, every line with its role, with and without blank lines; is_content by character.",
        pages.blocks,
        _bare_page,
    ),
)
_HELD_OUT: tuple[tuple[str, str, Score, Documents], ...] = (
    (
        "articles",
        "Short news articles of eight genres with everything marked, by one annotator who knew the conventions and some lists of words; "
        "what the conventions leave open is not asked about, and two dozen slips of annotation were mended after the first scoring. Hedges are found where they overlap.",
        articles.articles,
        _marked,
    ),
    (
        "time_columns",
        "Sentences with every column of their times; three values were brought to the conventions after the first scoring.",
        expressions.times,
        _text,
    ),
    ("amount_columns", "Sentences with every column of their amounts.", expressions.amounts, _text),
    ("pages", "Whole pages, HTML and text, with what they say of themselves.", tails.metadata, _page),
    (
        "terms",
        "Sentences that explain an abbreviation or a term, and sentences with brackets that do not.",
        tails.terms,
        _text,
    ),
    ("tails", "Articles with what stands below them: references, readers' comments.", tails.edges, _page),
    ("words", "Simple sentences with their words, parts of speech in context and readings.", tails.words, _text),
)
SETS = (
    *(GoldenSet(name, "held_out", about, score, documents) for name, about, score, documents in _HELD_OUT),
    *(GoldenSet(name, "development", about, score, documents) for name, about, score, documents in _DEVELOPMENT),
    GoldenSet(
        "encodings",
        "development",
        "The pages of bare_pages in UTF-8, Shift_JIS, EUC-JP and ISO-2022-JP, undeclared.",
        tails.encodings,
        _spelled,
        "bare_pages.jsonl",
    ),
)


def files() -> list[str]:
    """Every golden file that an evaluation reads."""
    return sorted({*(item.file for item in SETS), "recorded.csv", "unmeasured.csv"})
