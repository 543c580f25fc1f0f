"""The golden sets: which file holds what, how far it was in sight of whoever wrote the rules, and who judges it.

To add one: a file in ``tests/golden``, a line here, and in ``pyproject.toml`` so that a wheel has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.evaluation import golden
from assets.evaluation.figures import Count
from assets.evaluation.golden import Row
from assets.evaluation.reading import Document, of_text
from assets.evaluation.scoring import expressions, names, pages, saying
from assets.evaluation.scoring.sheet import Judged


@dataclass(frozen=True)
class GoldenSet:
    """One file of golden texts. ``documents`` makes of a record the document (or spellings of it) that is read."""

    name: str
    basis: str
    about: str
    score: Callable[[Iterable[Judged]], list[Count]]
    documents: Callable[[str, Row], Iterator[Document]]

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.jsonl"

    def records(self, place: Path) -> list[tuple[str, Row]]:
        """Records of the set, each with a key of its own."""
        return [(f"{self.name}/{number}", row) for number, row in enumerate(golden.records(place, self.file), 1)]


def _text(key: str, row: Row) -> Iterator[Document]:
    yield of_text(key, row["text"], published=row.get("published"), title=row.get("title"))


def _bare_page(_: str, row: Row) -> Iterator[Document]:
    lines = [line for _, _, line in row["lines"]]
    for separator in ("\n", "\n\n"):
        yield Document(separator.join(lines).encode(), "text/plain")


SETS = (
    GoldenSet("news_times", "development", "Sentences as outlets write them, with their times.", expressions.times, _text),
    GoldenSet("time_shapes", "development", "Kinds of faults that real news showed in times, in variants.", expressions.times, _text),
    GoldenSet("quantities", "development", "Sentences as outlets write them, with their amounts.", expressions.amounts, _text),
    GoldenSet("amount_shapes", "development", "Kinds of faults that real news showed in amounts, in variants.", expressions.amounts, _text),
    GoldenSet("statements", "development", "Paragraphs with every statement that they hold.", saying.statements, _text),
    GoldenSet("rare_names", "development", "Names in constructions that annotated news seldom has.", names.sentences, _text),
    GoldenSet("no_names", "development", "Sentences without a name: the share in which none is found.", names.without, _text),
    GoldenSet("disclosures", "development", "Sentences in which a page speaks of itself, and others about such things.", pages.disclosures, _text),
    GoldenSet("bare_pages", "development", "Pages without markup, every line with its role, with and without blank lines.", pages.blocks, _bare_page),
)  # fmt: skip


def files() -> list[str]:
    """Every golden file that an evaluation reads."""
    return sorted({*(item.file for item in SETS), "recorded.csv", "unmeasured.csv"})
